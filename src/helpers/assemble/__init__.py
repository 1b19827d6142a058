"""Book project → files: HTML pages, PDF, DOCX and EPUB.

    assembled = assemble(Path("_build/augsburg/book"), Path("_report/augsburg"), frozenset({"html", "pdf"}))
    assembled.files["pdf"]

Two assemblers read the same project: `builtin` (Pandoc and Typst from their wheels) and `quarto` (the real command).
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from helpers.assemble.result import Assembled, Download
from helpers.assemble.short import assemble_short

if TYPE_CHECKING:
    from helpers.assemble.choose import Choice

__all__ = ["FORMATS", "Assembled", "Download", "assemble", "assemble_short"]

FORMATS = ("html", "pdf", "docx", "epub")


def assemble(
    book: Path,
    out: Path,
    formats: frozenset[str],
    assembler: str | Choice = "auto",
    downloads: Sequence[Download] = (),
    memory: Path | None = None,
) -> Assembled:
    """Make a report from a Quarto book project.

    Args:
        book: folder with `_quarto.yml`; nothing outside it is read.
        out: folder for the files; created where it is missing.
        formats: any of `html`, `pdf`, `docx`, `epub`.
        assembler: who was chosen, or `builtin`, `quarto` or `auto`.
        downloads: further files in `out`, for the web pages to offer.
        memory: file in which the built-in assembler keeps chapters until they change, where it writes `html` and `pdf` only.

    Raises:
        ReportError: the book, Quarto or the output folder is not as it must be; the message is a German sentence.
    """
    from helpers.assemble import builtin
    from helpers.assemble import choose as choosing
    from helpers.errors import OutputError, sentence_for

    choice = assembler if isinstance(assembler, choosing.Choice) else choosing.choose(assembler)
    try:
        if choice.quarto is not None and formats:
            from helpers.assemble import quarto

            files, warnings = quarto.render(choice.quarto, book, out, formats, downloads)
            return Assembled(files, "quarto", choice.version, choice.reason, warnings)
        files, warnings = builtin.build(book.resolve(), out, formats, downloads, memory)
    except OSError as error:
        raise OutputError(f"Der Bericht lässt sich nicht schreiben: {sentence_for(error)}") from error
    return Assembled(files, "builtin", builtin.versions(), choice.reason, warnings)
