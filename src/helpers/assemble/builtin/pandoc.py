"""What Pandoc makes of the book: chapters in, HTML and Typst out; and the sentences about what is wrong with it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from helpers.assemble.builtin import processes, schema, words
from helpers.assemble.builtin.book import Book, Chapter
from helpers.assemble.builtin.memory import Memory
from helpers.assemble.builtin.source import Origins, place
from helpers.errors import BookError, ReportError, UnsupportedMarkdown
from helpers.look import images

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
    """Write the book for Quarto's formats `html`, `typst`, …, all at once.

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
        written, found, stderr = processes.write(book, job, on_written)
    sources = {chapter.file: chapter for chapter in book.chapters}
    if found["problems"]:
        raise _error(found["problems"], sources)
    if not Origins.of(book.root).pages:  # the pipeline has looked at the pictures of its own books
        for file in found["used"]:
            images.check(book.root, file)
    said = tuple(_heard(stderr, book))
    warnings = tuple(_sentence(w, sources) for w in found["warnings"]) + said
    return Written(written, tuple(found["used"]), warnings)


def _heard(stderr: str, book: Book) -> Iterator[str]:
    """Yield what Pandoc says on the way, for staff; of a division it does not know in which chapter it is open."""
    lines = [line.strip() for line in stderr.splitlines() if line.strip()]
    if any("Div" in line and "unclosed" in line for line in lines):
        for chapter in book.chapters:
            text = chapter.source.text
            opened = len(re.findall(r"<div\b|^:::+[ \t]*[^\s:]", text, re.MULTILINE))
            if opened > len(re.findall(r"</div\b|^:::+[ \t]*$", text, re.MULTILINE)):
                where = place(chapter.source.origins[0][0], 0)
                yield f"{where}: Ein Block („:::“ oder <div>) wird nicht geschlossen; er reicht bis zum Ende des Kapitels."
    yield from (f"Pandoc meldet: {line}" for line in lines if "unclosed" not in line)


def _with_memory(
    book: Book, memory: Memory, on_written: Callable[[str, list[dict[str, Any]]], None]
) -> tuple[dict[str, list[dict[str, Any]]], dict[str, Any], str]:
    """Write the chapters that changed, or all where that changes others."""
    if memory.helps:
        written, found, stderr = processes.write(book, memory.job(whole=False))
        if memory.fits(found):
            written, found = memory.completed(written, found, keep=not stderr)
            for name, chapters in written.items():
                on_written(name, chapters)
            return written, found, stderr
    written, found, stderr = processes.write(book, memory.job(whole=True), on_written)
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
    own = {k: v for k, v in chapter.meta.items() if k in schema.FORMAT_OPTIONS and v != book.config.get(k)}
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
    lines = problem["needle"].strip().splitlines() or [""]
    origin = chapter.source.find(lines[0]) if chapter else None
    message = problem["message"][0].upper() + problem["message"][1:]
    if not origin and chapter and chapter.source.origins:
        origin = (chapter.source.origins[0][0], 0)  # the file at least, as its author knows it
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
