"""The built-in assembler: Pandoc and Typst from their wheels turn a Quarto book project into a report."""

from __future__ import annotations

from importlib.metadata import version
from pathlib import Path

OUTPUTS = {"html": "html", "pdf": "typst", "docx": "docx", "epub": "epub"}


def versions() -> str:
    """Return the versions of the tools, for the colophon."""
    return f"Pandoc (pypandoc_binary {version('pypandoc_binary')}), Typst {version('typst')}"


def build(root: Path, out: Path, formats: frozenset[str]) -> tuple[dict[str, Path], tuple[str, ...]]:
    """Write the book in the given formats; return the file to open for each, and warnings.

    Raises:
        BookError: the book is not consistent.
        UnsupportedMarkdown: it uses something that is not supported; the message names file and line.
    """
    from helpers.assemble.builtin import colours, pages, pandoc, pdf
    from helpers.assemble.builtin.project import read_book

    book = read_book(root)
    theme, warnings = colours.theme(book.meta("kommune.colours.primary"), book.meta("kommune.colours.accent"))
    written = pandoc.run(book, tuple(OUTPUTS[name] for name in OUTPUTS if name in formats))
    out.mkdir(parents=True, exist_ok=True)
    files: dict[str, Path] = {}
    if "pdf" in formats:
        files["pdf"] = out / f"{book.output_name}.pdf"
        warnings += pdf.write_pdf(book, written, theme, files["pdf"])
    if "html" in formats:
        pages.write_pages(book, written, theme, out, list(files.values()))
        files = {"html": out / "index.html"} | files
    return files, (*warnings, *written.warnings)
