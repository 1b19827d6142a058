"""Short formats: small book projects of `pipeline.extracts` → PDF and DOCX, always by Pandoc and Typst."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from helpers.assemble.result import Download

if TYPE_CHECKING:
    from helpers.assemble.builtin.book import Book
    from helpers.look.colours import Theme


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
    from helpers.assemble.builtin import pptx
    from helpers.assemble.builtin.project import read_book
    from helpers.errors import OutputError, sentence_for
    from helpers.look import colours

    book = read_book(root.resolve())
    theme, _ = colours.theme(book.meta("kommune.colours.primary"), book.meta("kommune.colours.accent"))
    try:
        made, warnings = _word(book, theme, out) if book.short.get("word") else _pdf(book, theme, out)
        if folder := book.text("kurzformat.source"):
            name = book.text("kurzformat.format")
            shutil.copytree(book.root / folder, out / name)
            if (editable := out / name / f"{name}.qmd").is_file():
                made[f"{book.text('kurzformat.name')} zum Bearbeiten"] = editable
        if (alts := book.short.get("slides")) is not None:
            slides = out / f"{book.output_name}.pptx"
            pptx.write_slides(book, "pptx/folien.md", alts, slides)
            made[f"{book.text('kurzformat.name')} für PowerPoint"] = slides
    except OSError as error:
        raise OutputError(f"Der Bericht lässt sich nicht schreiben: {sentence_for(error)}") from error
    series = book.text("kurzformat.name") if book.text("kurzformat.each") else ""
    downloads = [
        Download(label, path.relative_to(out).as_posix(), series, book.text("lang"))
        for label, path in made.items()
        if path.suffix != ".qmd" and not book.short.get("internal")
    ]
    return list(made.values()), downloads, warnings


def _pdf(book: Book, theme: Theme, out: Path) -> tuple[dict[str, Path], tuple[str, ...]]:
    from helpers.assemble.builtin import pandoc, pdf, shortpage

    page = book.text("kurzformat.web")
    written = pandoc.run(book, ("typst", "html") if page else ("typst",))
    name, chapters = book.text("kurzformat.name"), written.formats["typst"]
    if folder := book.text("kurzformat.each"):
        files, warnings = pdf.write_each(book, chapters, theme, out / folder)
        names = [chapter.heading for chapter in book.chapters]
    else:
        files, names = [out / f"{book.output_name}.pdf"], [name]
        warnings = pdf.write_pdf(book, chapters, theme, files[0])
    if page:
        shortpage.write(book, written.formats["html"], out / page, files[0])
        files, names = [*files, out / page], [*names, f"{name} als Webseite"]
    return dict(zip(names, files, strict=True)), (*warnings, *written.warnings)


def _word(book: Book, theme: Theme, out: Path) -> tuple[dict[str, Path], tuple[str, ...]]:
    from helpers.assemble.builtin import documents, docx, pandoc

    target = out / f"{book.output_name}.docx"
    with tempfile.TemporaryDirectory() as folder:
        extra = documents.prepare(book, theme, {"docx": target}, Path(folder))
        written = pandoc.run(book, ("docx",), extra)
    docx.finish(target)
    return {f"{book.text('kurzformat.name')}, Entwurf zum Ergänzen": target}, written.warnings
