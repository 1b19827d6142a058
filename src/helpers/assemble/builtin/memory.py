"""What Pandoc made of each chapter the last time: of those that stayed the same, nothing is read again.

A preview writes the same book again and again, with one chapter changed. Chapters depend on each other by numbers and targets
of references only: where those of the changed chapters are what they were, the pages of all others stay as they are.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from importlib.metadata import version
from pathlib import Path
from typing import Any

LUA = Path(__file__).parent / "lua"


class Memory:
    """The pages of a book as they were last written, in a file that may be missing, old or damaged.

    Args:
        path: the file.
        job: what Pandoc is to do; see `pandoc._job`. Its only format is `html`.
    """

    def __init__(self, path: Path, job: Mapping[str, Any]) -> None:
        self._path, self._job = path, job
        # Citations depend on each other beyond numbers: which of two works of a year is „2020a“.
        self._book = "" if job["bibliography"] else _book(job)
        try:
            kept = json.loads(path.read_text("utf-8"))
            same = kept["chapters"] if self._book and kept["book"] == self._book else {}
            self._chapters: dict[str, Any] = same
            self._same = {c["file"] for c in job["chapters"] if self._is_same(c)}
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            self._chapters, self._same = {}, set()

    def _is_same(self, chapter: Mapping[str, Any]) -> bool:
        kept = self._chapters.get(chapter["file"])
        return kept is not None and kept["key"] == _key(chapter, self._job, kept["known"]["used"])

    @property
    def helps(self) -> bool:
        """Tell whether most chapters are the same."""
        return 2 * len(self._same) > len(self._job["chapters"])

    def job(self, *, whole: bool) -> dict[str, Any]:
        """Return what Pandoc is to do: everything, or only what has changed."""
        if whole:
            return {**self._job, "remember": bool(self._book)}
        chapters = [
            {**c, "text": "", "known": self._chapters[c["file"]]["known"]} if c["file"] in self._same else c
            for c in self._job["chapters"]
        ]
        return {**self._job, "chapters": chapters, "remember": True}

    def fits(self, found: Mapping[str, Any]) -> bool:
        """Tell whether the changed chapters have the numbers and targets that they had; else all must be written anew."""
        return not found["problems"] and all(
            {**known, "used": []} == {**self._chapters[file]["known"], "used": []}
            for file, known in dict(found["chapters"]).items()
        )

    def completed(
        self, pages: list[dict[str, Any]], found: Mapping[str, Any]
    ) -> tuple[list[dict[str, Any]], list[str]]:
        """Return all pages and the files that they refer to: those of the changed chapters and the others'; remember them.

        Args:
            pages: what was written.
            found: what Pandoc told, after `job`.
        """
        chapters = {c["file"]: c for c in self._job["chapters"]}
        written = {page["file"]: page for page in pages}
        entries = {}
        for file, chapter in chapters.items():
            if file in written:
                known = found["chapters"][file]
                entries[file] = {
                    "key": _key(chapter, self._job, known["used"]),
                    "known": known,
                    "page": written[file],
                }
            else:
                entries[file] = self._chapters[file]
        content = json.dumps({"book": self._book, "chapters": entries}, ensure_ascii=False)
        partial = self._path.with_name(f".{self._path.name}.neu")
        partial.write_text(content, "utf-8")
        partial.replace(self._path)
        used = {name for entry in entries.values() for name in entry["known"]["used"]}
        return [entry["page"] for entry in entries.values()], sorted(used)


def _digest(value: object) -> str:
    return hashlib.sha256(json.dumps(value, sort_keys=True, default=str).encode()).hexdigest()


def _book(job: Mapping[str, Any]) -> str:
    """Return the hash of what concerns all chapters."""
    shared = {key: value for key, value in job.items() if key not in ("chapters", "files", "sizes")}
    code = [path.read_text("utf-8") for path in sorted(LUA.glob("*.lua"))]
    return _digest([shared, [c["file"] for c in job["chapters"]], code, version("pypandoc_binary")])


def _key(chapter: Mapping[str, Any], job: Mapping[str, Any], used: list[str]) -> str:
    """Return the hash of a chapter and of what it needs to know of the files it refers to."""
    return _digest([chapter, [[name, name in job["files"], job["sizes"].get(name)] for name in used]])
