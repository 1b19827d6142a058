"""What Pandoc made of each chapter the last time: of those that stayed the same, nothing is read again.

Whoever edits writes the same book again and again, with one chapter changed. Chapters depend on each other by numbers and
targets of references only: where those of the changed chapters are what they were, all others stay as they are.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from importlib.metadata import version
from pathlib import Path
from typing import Any

from helpers.files import write_atomically

LUA = Path(__file__).parent / "lua"


class Memory:
    """The chapters of a book as they were last written, in a file that may be missing, old or damaged.

    Args:
        path: the file.
        job: what Pandoc is to do; see `pandoc._job`. Its formats are among `html` and `typst`, which are written by chapter.
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

    @staticmethod
    def can_keep(found: Mapping[str, Any]) -> bool:
        """Tell whether the chapters are without mistakes, and numbered alike in all formats."""
        return "chapters" in found and not found["problems"]

    def fits(self, found: Mapping[str, Any]) -> bool:
        """Tell whether the changed chapters have the numbers and targets that they had; else all must be written anew."""
        return self.can_keep(found) and all(
            {**known, "used": []} == {**self._chapters[file]["known"], "used": []}
            for file, known in dict(found["chapters"]).items()
        )

    def completed(
        self, written: Mapping[str, list[dict[str, Any]]], found: Mapping[str, Any], *, keep: bool
    ) -> tuple[dict[str, list[dict[str, Any]]], dict[str, Any]]:
        """Return what was written, and what was found, for all chapters: those that changed and the others.

        Args:
            written: for each format the chapters that Pandoc wrote.
            found: what Pandoc told, after `job`.
            keep: remember them.
        """
        entries: dict[str, Any] = {}
        anew = dict(found["chapters"])  # where there is none, Lua says an empty list
        for chapter in self._job["chapters"]:
            file = chapter["file"]
            entries[file] = self._chapters.get(file)
            if known := anew.get(file):
                entries[file] = {
                    "key": _key(chapter, self._job, known["used"]),
                    "known": known,
                    "warnings": [warning for warning in found["warnings"] if warning["file"] == file],
                    "written": {
                        name: next(page for page in pages if page["file"] == file)
                        for name, pages in written.items()
                    },
                }
        if keep:
            content = json.dumps({"book": self._book, "chapters": entries}, ensure_ascii=False)
            write_atomically(self._path, content.encode())
        used = {name for entry in entries.values() for name in entry["known"]["used"]}
        warnings = [warning for entry in entries.values() for warning in entry["warnings"]]
        pages = {name: [entry["written"][name] for entry in entries.values()] for name in written}
        return pages, {**found, "used": sorted(used), "warnings": warnings}


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
