"""One Pandoc process over the whole book: chapters in, HTML and Typst out."""

from __future__ import annotations

import json
import os
import re
import subprocess
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pypandoc

from helpers.assemble.builtin import images, words
from helpers.assemble.builtin.memory import Memory
from helpers.assemble.builtin.project import Book, Chapter
from helpers.assemble.builtin.source import place
from helpers.errors import BookError, ReportError, UnsupportedMarkdown

#: `pypandoc.get_pandoc_path()` searches PATH and the current directory; the wheel's own copy is the one that is locked.
PANDOC = (
    Path(pypandoc.__file__).parent
    / "files"
    / ("pandoc.exe" if (Path(pypandoc.__file__).parent / "files" / "pandoc.exe").exists() else "pandoc")
)
LUA = Path(__file__).parent / "lua" / "main.lua"
#: Classes of blocks that have a look of their own in print: class → function in typst/*.typ.
PRINT_BLOCKS = {
    "figure-notes": "figure-notes",
    "kernaussage": "key-statement",
    "kernaussagen": "key-statements",
    "stimmen": "voices",
}
#: What only the short formats show in print: blocks, blocks whose parts stand beside each other, and pieces of text.
SHORT_BLOCKS = {"card": "card"}
SHORT_ROWS = {"reihe": "row", "aussagen": "statements", "weitere": "more-statements"}
SHORT_SPANS = {
    "name": "card-name",
    "value": "card-value",
    "unit": "card-unit",
    "change": "card-change",
    "comparison": "card-comparison",
    "period": "card-period",
    "weiter": "pointer",
}
#: Of the page that tables may use; see typst/base.typ.
FULL_WIDTH_MM = 170
#: In the short formats a table is never turned to landscape.
NEVER_TURN_MM = 10_000
MAX_PROBLEMS = 10
#: Pandoc's Haskell runtime first collects old garbage when there are 128 MB of it: a tenth of its time, in memory that it has anyway.
RUNTIME = {"GHCRTS": "-O128m"}


@dataclass(frozen=True)
class Written:
    """What Pandoc made of the book."""

    formats: dict[str, list[dict[str, Any]]]
    used: tuple[str, ...]
    warnings: tuple[str, ...]


def run(
    book: Book,
    formats: tuple[str, ...],
    extra: Mapping[str, Any] | None = None,
    on_written: Callable[[str, list[dict[str, Any]]], None] = lambda *_: None,
    memory: Path | None = None,
) -> Written:
    """Write the book for Quarto's formats `html`, `typst`, … in one process.

    Args:
        book: the book.
        formats: what to write, in this order; `docx` and `epub` are written by Pandoc itself.
        extra: what those two need, see `documents.prepare`.
        on_written: called with each format and its chapters as soon as they are written; a mistake in the book may
            still be found after that.
        memory: file that keeps what was written of each chapter until it changes; for `html` and `typst`.

    Raises:
        UnsupportedMarkdown: a chapter uses something that is not supported.
        BookError: a target, an image or a source is missing.
    """
    job = _job(book, formats) | dict(extra or {})
    if memory:
        written, found, stderr = _with_memory(book, Memory(memory, job), on_written)
    else:
        written, found, stderr = _call(book, job, on_written)
    sources = {chapter.file: chapter for chapter in book.chapters}
    if found["problems"]:
        raise _error(found["problems"], sources)
    for file in found["used"]:
        images.check(book.root, file)
    said = tuple(line for line in stderr.splitlines() if line.strip())
    warnings = tuple(_sentence(w, sources) for w in found["warnings"]) + said
    return Written(written, tuple(found["used"]), warnings)


def _call(
    book: Book,
    job: Mapping[str, Any],
    on_written: Callable[[str, list[dict[str, Any]]], None] = lambda *_: None,
) -> tuple[dict[str, list[dict[str, Any]]], dict[str, Any], str]:
    """Let Pandoc do a job; return the chapters of each format, what else it found, and what it said."""
    with tempfile.TemporaryDirectory() as folder:
        file, result = Path(folder, "job.json"), Path(folder, "result.json")
        file.write_text(json.dumps(job, ensure_ascii=False, default=str), "utf-8")
        messages = Path(folder, "messages")
        written: dict[str, list[dict[str, Any]]] = {}
        with (
            messages.open("w", encoding="utf-8") as errors,
            subprocess.Popen(
                [PANDOC, "lua", LUA, file, result],
                cwd=book.root,
                env=os.environ | RUNTIME | {"SOURCE_DATE_EPOCH": str(book.timestamp)},
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=errors,
                text=True,
            ) as process,
        ):
            for line in process.stdout or ():
                name = line.strip()
                written[name] = json.loads(Path(f"{result}.{name}").read_text("utf-8"))
                on_written(name, written[name])
        stderr = messages.read_text("utf-8", errors="replace")
        if process.returncode != 0:
            raise BookError(f"Pandoc konnte das Buch nicht lesen:\n{stderr.strip()}")
        return written, json.loads(result.read_text("utf-8")), stderr


def _with_memory(
    book: Book, memory: Memory, on_written: Callable[[str, list[dict[str, Any]]], None]
) -> tuple[dict[str, list[dict[str, Any]]], dict[str, Any], str]:
    """Write the chapters that changed, or all where that changes others."""
    if memory.helps:
        written, found, stderr = _call(book, memory.job(whole=False))
        if memory.fits(found):
            written, found = memory.completed(written, found, keep=not stderr)
            for name, chapters in written.items():
                on_written(name, chapters)
            return written, found, stderr
    written, found, stderr = _call(book, memory.job(whole=True), on_written)
    if memory.can_keep(found) and not stderr:  # nobody knows of which chapter Pandoc speaks
        memory.completed(written, found, keep=True)
    return written, found, stderr


def _job(book: Book, formats: tuple[str, ...]) -> dict[str, Any]:
    offset = book.config.get("number-offset") or 0
    texts = words.for_lua()
    for key, value in (book.config.get("crossref") or {}).items():
        kind, _, part = key.partition("-")
        if part == "prefix" or (part == "title" and f"{kind}-prefix" not in book.config["crossref"]):
            texts["kinds"] = texts["kinds"] | {kind: str(value)}
    return {
        "formats": list(formats),
        "lang": book.meta("lang", "de"),
        "words": texts,
        "bibliography": list(book.bibliography),
        "csl": book.csl,
        "has_refs": any("{#refs" in line for chapter in book.chapters for line in chapter.source.lines),
        "files": dict.fromkeys(book.files, True),
        "sizes": {file: size for file in book.files if (size := images.size(book.root / file))},
        "number_offset": offset[0] if isinstance(offset, list) else offset,
        "full_width_mm": FULL_WIDTH_MM if book.layout == "bericht" else NEVER_TURN_MM,
        "blocks": PRINT_BLOCKS | (SHORT_BLOCKS if book.short else {}),
        "spans": SHORT_SPANS if book.short else {},
        "rows": SHORT_ROWS if book.short else {},
        "chapters": [_chapter(book, chapter, formats) for chapter in book.chapters],
    }


def _chapter(book: Book, chapter: Chapter, formats: tuple[str, ...]) -> dict[str, Any]:
    stem = re.sub(r"[^\w.-]", "-", chapter.file.removesuffix(".qmd").replace("/", "-"))
    own = {k: v for k, v in chapter.meta.items() if k in book.options("html") and k not in book.config}
    return {
        "file": chapter.file,
        "href": chapter.href,
        "folder": chapter.folder,
        "stem": stem,
        "heading_id": f"kapitel-{stem}",
        "title": chapter.title,
        "text": chapter.source.text,
        "part": chapter.part.title if chapter.part else "",
        "opens_part": chapter.opens_part,
        "appendix": chapter.appendix,
        "meta": {k: v for k, v in chapter.meta.items() if k not in ("book", "format", "project")},
        "format_options": {f: book.options(f) | own for f in formats},
    }


def _sentence(problem: dict[str, str], sources: dict[str, Chapter]) -> str:
    chapter = sources.get(problem.get("file", ""))
    origin = chapter.source.find(problem["needle"]) if chapter else None
    message = problem["message"][0].upper() + problem["message"][1:]
    return f"{place(*origin) if origin else problem.get('file', '_quarto.yml')}: {message}"


def _error(problems: list[dict[str, str]], sources: dict[str, Chapter]) -> ReportError:
    sentences = [_sentence(problem, sources) for problem in problems]
    unsupported = problems[0]["kind"] == "unsupported"
    text = sentences[0]
    if len(sentences) > 1:
        more = [f"(und {len(sentences) - MAX_PROBLEMS} weitere)"] if len(sentences) > MAX_PROBLEMS else []
        text = "\n".join(
            [f"Das Buch hat {len(sentences)} Fehler:", *(f"- {s}" for s in sentences[:MAX_PROBLEMS]), *more]
        )
    return UnsupportedMarkdown(text) if unsupported else BookError(text)
