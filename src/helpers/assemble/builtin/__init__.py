"""The built-in assembler: Pandoc and Typst from their wheels turn a Quarto book project into a report."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from importlib.metadata import version
from pathlib import Path
from typing import Any

from helpers.assemble.result import Download

OUTPUTS = {"pdf": "typst", "html": "html", "docx": "docx", "epub": "epub"}
"""What Pandoc writes for each format, in this order: Typst, which takes longest after that, can begin first."""


def versions() -> str:
    """Return the versions of the tools, for the colophon."""
    return f"Pandoc (pypandoc_binary {version('pypandoc_binary')}), Typst {version('typst')}"


def build(
    root: Path,
    out: Path,
    formats: frozenset[str],
    downloads: Sequence[Download] = (),
    memory: Path | None = None,
) -> tuple[dict[str, Path], tuple[str, ...]]:
    """Write the book in the given formats; return the file to open for each, and warnings.

    The web pages offer `downloads` beside the book's other formats. `memory` is a file for what stays the same from one time
    to the next, where web pages and a PDF are all that is written.

    Raises:
        BookError: the book is not consistent.
        UnsupportedMarkdown: it uses something that is not supported; the message names file and line.
    """
    from helpers.assemble.builtin import characters, documents, docx, pages, pandoc, pdf
    from helpers.assemble.builtin.project import read_book
    from helpers.look import colours

    if not formats:
        return {}, ()
    book = read_book(root)
    if "pdf" in formats:
        characters.check(book)
    theme, warnings = colours.theme(book.meta("kommune.colours.primary"), book.meta("kommune.colours.accent"))
    out.mkdir(parents=True, exist_ok=True)
    files: dict[str, Path] = {
        name: out / f"{book.output_name}.{name}" for name in ("pdf", "docx", "epub") if name in formats
    }
    whole = {name: path for name, path in files.items() if name != "pdf"}
    setting: list[Future[list[str]]] = []
    with ThreadPoolExecutor(1) as beside, tempfile.TemporaryDirectory() as folder:

        def on_written(name: str, chapters: list[dict[str, Any]]) -> None:
            if name == "typst":
                setting.append(beside.submit(pdf.write_pdf, book, chapters, theme, files["pdf"]))

        extra = documents.prepare(book, theme, whole, Path(folder)) if whole else {}
        outputs = tuple(output for name, output in OUTPUTS.items() if name in formats)
        written = pandoc.run(book, outputs, extra, on_written, None if whole else memory)
        if "docx" in formats:
            docx.finish(files["docx"])
        if "epub" in formats:
            documents.finish_epub(files["epub"], book)
        if "html" in formats:
            offered = [Download("Ganzer Bericht", path.name) for path in files.values()]
            pages.write_pages(book, written, theme, out, offered, downloads)
            files = {"html": out / "index.html"} | files
    for done in setting:
        warnings += done.result()
    return files, (*warnings, *written.warnings)
