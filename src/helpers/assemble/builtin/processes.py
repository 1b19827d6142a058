"""Pandoc's processes: one writes a small book, two write half of a larger one each, and tell each other what they need to know."""

from __future__ import annotations

import json
import os
import re
import subprocess
import tempfile
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack, suppress
from itertools import chain
from pathlib import Path
from typing import Any

import pypandoc

from helpers.assemble.builtin.book import Book
from helpers.errors import BookError

#: `pypandoc.get_pandoc_path()` searches PATH and the current directory; the wheel's own copy is the one that is locked.
PANDOC = (
    Path(pypandoc.__file__).parent
    / "files"
    / ("pandoc.exe" if (Path(pypandoc.__file__).parent / "files" / "pandoc.exe").exists() else "pandoc")
)
LUA = Path(__file__).parent / "lua" / "main.lua"
#: Pandoc's Haskell runtime first collects old garbage when there are so many MB of it: a tenth of its time, in memory that one
#: process has anyway; two share it.
GARBAGE_MB = 128
#: Characters of Markdown from which on a second process pays: a tenth of a second of reading and writing.
WORTH_TWO = 30_000
#: Formats that are written by chapter.
BY_CHAPTER = {"html", "typst"}

Chapters = dict[str, list[dict[str, Any]]]


def write(
    book: Book,
    job: Mapping[str, Any],
    on_written: Callable[[str, list[dict[str, Any]]], None] = lambda *_: None,
) -> tuple[Chapters, dict[str, Any], str]:
    """Let Pandoc do a job, see `pandoc._job`; return the chapters of each format, what else it found, and what it said.

    Raises:
        BookError: Pandoc cannot read the book.
    """
    with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        parts = [_Part(book, part, Path(folder), stack) for part in _parts(job)]
        written: Chapters = {}
        # Every process says the same things in the same order: that a format is written, or what the others need to know.
        while all(lines := [part.heard() for part in parts]):
            if (name := lines[0].strip()) in job["formats"]:
                written[name] = list(chain.from_iterable(part.written(name) for part in parts))
                on_written(name, written[name])
            else:
                for part in parts:
                    part.tell(f"[{','.join(line.strip() for line in lines)}]\n")
        for part, line in zip(parts, lines, strict=True):
            if not line:  # where one failed, the others still wait for it
                part.found()
        found = [part.found() for part in parts]
        return written, _together(found), "".join(part.said for part in parts)


def _parts(job: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return the job of each process: consecutive chapters, about as much text for each.

    What must see the whole book – a bibliography, Word, EPUB – is one process's.
    """
    lengths = [len(chapter["text"]) for chapter in job["chapters"]]
    divisible = not job["bibliography"] and BY_CHAPTER.issuperset(job["formats"])
    count = 2 if divisible and sum(lengths) >= WORTH_TWO else 1
    process, passed, numbered = 1, 0, []
    for chapter, length in zip(job["chapters"], lengths, strict=True):
        if passed + length / 2 > sum(lengths) / count:
            process = count
        passed += length
        numbered.append(chapter | {"process": process})
    return [
        {
            **job,
            "process": own,
            "processes": count,
            "chapters": [c if c["process"] == own else c | {"text": ""} for c in numbered],
        }
        for own in range(1, count + 1)
    ]


class _Part:
    """A process with the chapters it writes."""

    def __init__(self, book: Book, job: Mapping[str, Any], folder: Path, stack: ExitStack) -> None:
        self._result = folder / f"result-{job['process']}.json"
        self._messages = folder / f"messages-{job['process']}"
        file = folder / f"job-{job['process']}.json"
        file.write_text(json.dumps(job, ensure_ascii=False, default=str), "utf-8")
        self._process = stack.enter_context(
            subprocess.Popen(
                [PANDOC, "lua", LUA, file, self._result],
                cwd=book.root,
                env=os.environ
                | {
                    "GHCRTS": f"-O{GARBAGE_MB // job['processes']}m",
                    "SOURCE_DATE_EPOCH": str(book.timestamp),
                },
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=stack.enter_context(self._messages.open("w", encoding="utf-8")),
                encoding="utf-8",
            )
        )
        stack.callback(self._process.kill)

    def heard(self) -> str:
        """Return the next line it writes; empty when it has ended."""
        assert self._process.stdout
        return self._process.stdout.readline()

    def tell(self, line: str) -> None:
        """Hand it a line."""
        assert self._process.stdin
        with suppress(BrokenPipeError):  # it has ended: `heard` will say so
            self._process.stdin.write(line)
            self._process.stdin.flush()

    def written(self, name: str) -> list[dict[str, Any]]:
        """Return its chapters in a format."""
        chapters: list[dict[str, Any]] = _read(Path(f"{self._result}.{name}"))
        return chapters

    @property
    def said(self) -> str:
        """What Pandoc says on the way."""
        return self._messages.read_text("utf-8", errors="replace")

    def found(self) -> dict[str, Any]:
        """Wait for its end; return what it found besides the chapters.

        Raises:
            BookError: it failed.
        """
        if self._process.wait() != 0:
            lines = [
                line for line in self.said.splitlines() if line.strip(" \t:") and line != "Error running Lua:"
            ]
            said = re.sub(r"^.*?\.lua:\d+: ", "", lines[0]) if lines else "nichts"
            raise BookError(f"Pandoc konnte das Buch nicht lesen. Es meldet: {said}")
        found: dict[str, Any] = _read(self._result)
        return found


def _read(result: Path) -> Any:
    """Return what Pandoc has written; Lua does not say that a disk is full."""
    try:
        return json.loads(result.read_text("utf-8"))
    except ValueError:
        raise BookError(
            f"{result}: Das Ergebnis von Pandoc ist unvollständig; vermutlich ist der Datenträger voll. Bitte Platz schaffen, oder mit "
            "TMPDIR=… einen anderen Ordner nennen."
        ) from None


def _together(found: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """Return what all processes found."""
    if len(found) == 1:
        return found[0]
    together: dict[str, Any] = {
        name: list(chain.from_iterable(f[name] for f in found)) for name in ("problems", "warnings")
    }
    together["used"] = sorted(set(chain.from_iterable(f["used"] for f in found)))
    if all("chapters" in f for f in found):
        together["chapters"] = dict(chain.from_iterable(dict(f["chapters"]).items() for f in found))
    return together
