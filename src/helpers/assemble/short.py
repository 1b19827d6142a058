"""Short formats: small book projects of `pipeline.extracts` → PDF and DOCX, always by Pandoc and Typst."""

from __future__ import annotations

from pathlib import Path

from helpers.assemble.result import Download


def assemble_short(root: Path, out: Path) -> tuple[list[Path], list[Download], tuple[str, ...]]:
    """Make the files of a short format.

    Args:
        root: its book project; `kurzformat` in `_quarto.yml` names the layout.
        out: the report's folder.

    Returns:
        The files, what the web pages offer of them, and German warnings.

    Raises:
        ReportError: the project is not as it must be, or the folder cannot be written.
    """
    from helpers.assemble.builtin import colours, pandoc, pdf
    from helpers.assemble.builtin.project import read_book
    from helpers.errors import OutputError, sentence_for

    book = read_book(root.resolve())
    theme, _ = colours.theme(book.meta("kommune.colours.primary"), book.meta("kommune.colours.accent"))
    written = pandoc.run(book, ("typst",))
    name = book.text("kurzformat.name")
    chapters = written.formats["typst"]
    try:
        if folder := book.text("kurzformat.each"):
            files, warnings = pdf.write_each(book, chapters, theme, out / folder)
            names = [f"{name}: {chapter.heading}" for chapter in book.chapters]
        else:
            files = [out / f"{book.output_name}.pdf"]
            warnings, names = pdf.write_pdf(book, chapters, theme, files[0]), [name]
    except OSError as error:
        raise OutputError(f"Der Bericht lässt sich nicht schreiben: {sentence_for(error)}") from error
    downloads = [
        Download(label, path.relative_to(out).as_posix()) for label, path in zip(names, files, strict=True)
    ]
    return files, downloads, (*warnings, *written.warnings)
