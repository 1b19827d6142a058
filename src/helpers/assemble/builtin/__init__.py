"""The built-in assembler: Pandoc and Typst from their wheels turn a Quarto book project into a report."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path

from helpers.assemble.result import Download

OUTPUTS = {"html": "html", "pdf": "typst", "docx": "docx", "epub": "epub"}


def versions() -> str:
    """Return the versions of the tools, for the colophon."""
    return f"Pandoc (pypandoc_binary {version('pypandoc_binary')}), Typst {version('typst')}"


def build(
    root: Path, out: Path, formats: frozenset[str], downloads: Sequence[Download] = ()
) -> tuple[dict[str, Path], tuple[str, ...]]:
    """Write the book in the given formats; return the file to open for each, and warnings.

    The web pages offer `downloads` beside the book's other formats.

    Raises:
        BookError: the book is not consistent.
        UnsupportedMarkdown: it uses something that is not supported; the message names file and line.
    """
    from helpers.assemble.builtin import colours, documents, pages, pandoc, pdf
    from helpers.assemble.builtin.project import read_book

    book = read_book(root)
    theme, warnings = colours.theme(book.meta("kommune.colours.primary"), book.meta("kommune.colours.accent"))
    out.mkdir(parents=True, exist_ok=True)
    files: dict[str, Path] = {
        name: out / f"{book.output_name}.{name}" for name in ("pdf", "docx", "epub") if name in formats
    }
    whole = {name: path for name, path in files.items() if name != "pdf"}
    with tempfile.TemporaryDirectory() as folder:
        extra = documents.prepare(book, theme, whole, Path(folder)) if whole else {}
        written = pandoc.run(book, tuple(OUTPUTS[name] for name in OUTPUTS if name in formats), extra)
    if "epub" in formats:
        documents.finish_epub(files["epub"])
    if "pdf" in formats:
        warnings += pdf.write_pdf(book, written, theme, files["pdf"])
    if "html" in formats:
        offered = [Download("Ganzer Bericht", path.name) for name, path in files.items()]
        pages.write_pages(book, written, theme, out, offered, downloads)
        files = {"html": out / "index.html"} | files
    return files, (*warnings, *written.warnings)
