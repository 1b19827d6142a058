"""Characters that no font of the PDF has, looked for where people write: before any chapter runs."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from helpers.errors import NotebookError
from helpers.look.glyphs import missing
from helpers.pipeline.bookfile import read_book
from helpers.text.lines import read

if TYPE_CHECKING:
    from helpers.paths import Project

#: Formats without a PDF of our own.
WITHOUT_PDF = frozenset({"html", "docx", "epub", "ratsvorlage"})
#: What a report quotes from the folder of a municipality.
QUOTED = ("profile.yml", "stimmen.csv", "steuerung/*", "angebote/*.csv", "einrichtungen/*.csv")


def check_written(city: str, formats: frozenset[str], project: Project) -> None:
    """Refuse a character that the PDF could not show in notebooks, hand-written chapters and texts of the municipality.

    What only a chapter computes is looked at when the book is there, see `assemble.builtin.characters`.

    Raises:
        BookError: naming each character and its first place.
    """
    if formats <= WITHOUT_PDF:
        return
    found: dict[str, str] = {}
    for place, text in (*_notebooks(project), *_chapters(city, project), *_data(city, project)):
        for character in missing(text):
            found.setdefault(character, place)
    if found:
        from helpers.assemble.builtin.characters import refuse

        refuse(found)


def _notebooks(project: Project) -> Iterator[tuple[str, str]]:
    """Yield the text cells and captions of the book's notebooks."""
    from helpers.pipeline.run.history import notebooks_of

    for name in notebooks_of(project):
        text = (project.notebooks / name).read_text("utf-8", errors="replace")
        if "\\u" not in text and not any(missing(text)):
            continue
        from helpers.pipeline.chapter.notebook import cell_options, read_notebook

        try:
            cells: list[Any] = read_notebook(project.notebooks / name).cells
        except NotebookError:
            continue  # its chapter says what is wrong with it
        for number, cell in enumerate(cells, 1):
            place = f"Notebook „{name}“, Zelle {number}"
            if cell.cell_type == "code":
                yield place, " ".join(cell_options(cell.source, place).captions.values())
            else:
                yield place, _text(cell.source)


def _chapters(city: str, project: Project) -> Iterator[tuple[str, str]]:
    """Yield the lines of the hand-written chapters and comments."""
    own = project.chapters / city
    replaced = {path.name for path in own.glob("*.qmd")}
    listed = [project.root / e.file for e in read_book(project).entries if not e.is_notebook]
    for path in (*(p for p in listed if p.name not in replaced), *sorted(own.rglob("*.*md"))):
        yield from _lines(path, project, markdown=True)


def _data(city: str, project: Project) -> Iterator[tuple[str, str]]:
    """Yield the lines of what a municipality's people have written."""
    folder = project.data / city
    for pattern in QUOTED:
        for path in sorted(folder.glob(pattern)):
            yield from _lines(path, project, markdown=False)


def _lines(path: Path, project: Project, *, markdown: bool) -> Iterator[tuple[str, str]]:
    """Yield the lines of a file with their places; one that is missing or no UTF-8 is named by who reads it."""
    try:
        text = path.read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError):
        return
    if text.isascii():
        return
    name = path.relative_to(project.root).as_posix()
    for line in read(text) if markdown else ():
        if line.kind != "comment":
            yield f"{name}, Zeile {line.number}", line.text
    for number, line_text in enumerate(text.splitlines(), 1) if not markdown else ():
        yield f"{name}, Zeile {number}", line_text


def _text(source: str) -> str:
    """Return the text of a cell without its comments."""
    return "\n".join(line.text for line in read(source) if line.kind != "comment")
