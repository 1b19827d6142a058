"""The root `_quarto.yml`: which chapters the book has, checked against the files that are there."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

import yaml

from helpers.errors import BookError, nearest
from helpers.files import is_file
from helpers.paths import Project
from helpers.safeyaml import LOADER, safe_load

OPENING_NOTEBOOK = "00-bildung-in-zahlen.ipynb"
"""Not a chapter: its figures stand on the opening page."""


DRAFT_FILTER = "src/helpers/assemble/quarto_theme/entwurf.lua"
"""Makes a draft of the root where Quarto renders it; a municipality's book needs none."""


@dataclass(frozen=True)
class Entry:
    """One chapter of the book.

    Args:
        file: path as `_quarto.yml` writes it.
        line: where it stands there.
    """

    file: str
    line: int

    @property
    def is_notebook(self) -> bool:
        """Whether the chapter is a notebook."""
        return self.file.endswith(".ipynb")

    @property
    def target(self) -> str:
        """Where the chapter lies in the book project: notebooks become chapters."""
        return f"chapters/{PurePosixPath(self.file).stem}.qmd" if self.is_notebook else self.file


@dataclass(frozen=True)
class BookFile:
    """The parsed `_quarto.yml`.

    Args:
        data: its content.
        entries: all chapters and appendices in order, without parts.
    """

    data: dict[str, Any]
    entries: tuple[Entry, ...]

    @property
    def notebooks(self) -> tuple[str, ...]:
        """File names of the notebooks, in order."""
        return tuple(PurePosixPath(e.file).name for e in self.entries if e.is_notebook)


def read_book(project: Project) -> BookFile:
    """Read and check `_quarto.yml`.

    Raises:
        BookError: for what is no YAML or no book, and for chapters whose file is missing, with line and nearest name.
    """
    path = project.quarto_yml
    try:
        text = path.read_text("utf-8")
        tree = yaml.compose(text, Loader=LOADER)
        data = safe_load(text)
    except FileNotFoundError:
        raise BookError(
            "Im Projektordner fehlt die Datei _quarto.yml mit der Reihenfolge der Kapitel."
        ) from None
    except UnicodeDecodeError:
        raise BookError(
            "_quarto.yml ist keine UTF-8-Datei. Bitte mit der Kodierung UTF-8 speichern."
        ) from None
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        place = f", Zeile {mark.line + 1}" if mark else ""
        raise BookError(
            f"_quarto.yml{place}: Das ist kein gültiges YAML. Bitte Einrückung und Doppelpunkte prüfen."
        ) from None
    if isinstance(data, dict) and isinstance(filters := data.get("filters"), list):
        data["filters"] = [name for name in filters if name != DRAFT_FILTER]
        if not data["filters"]:
            del data["filters"]
    book = _child(tree, "book")
    entries = tuple(entry for key in ("chapters", "appendices") for entry in _entries(_child(book, key)))
    if not entries:
        raise BookError("_quarto.yml: Es fehlt die Liste der Kapitel (book: chapters:).")
    if entries[0].file != "index.qmd":
        raise BookError(
            f"_quarto.yml, Zeile {entries[0].line}: Das erste Kapitel muss index.qmd sein, nicht „{entries[0].file}“."
        )
    _check(entries, project)
    return BookFile(data, entries)


def _child(node: yaml.Node | None, key: str) -> yaml.Node | None:
    if isinstance(node, yaml.MappingNode):
        return next((value for name, value in node.value if name.value == key), None)
    return None


def _entries(node: yaml.Node | None) -> Iterator[Entry]:
    """Yield the files of a list of chapters, going through parts."""
    if isinstance(node, yaml.SequenceNode):
        for item in node.value:
            yield from _entries(item)
    elif isinstance(node, yaml.MappingNode):
        for key in ("file", "href", "part"):
            named = _child(node, key)
            if isinstance(named, yaml.ScalarNode) and named.value.endswith((".qmd", ".md", ".ipynb")):
                yield Entry(named.value, named.start_mark.line + 1)
        yield from _entries(_child(node, "chapters"))
    elif isinstance(node, yaml.ScalarNode) and node.value:
        yield Entry(node.value, node.start_mark.line + 1)


def _check(entries: tuple[Entry, ...], project: Project) -> None:
    there = sorted(
        path.relative_to(project.root).as_posix()
        for pattern in ("*.qmd", "notebooks/*.ipynb", "chapters/*.qmd")
        for path in project.root.glob(pattern)
    )
    seen: dict[str, Entry] = {}
    for entry in entries:
        where = f"_quarto.yml, Zeile {entry.line}"
        parts = PurePosixPath(entry.file).parts
        if entry.file.startswith("/") or ".." in parts or "\\" in entry.file:
            raise BookError(f"{where}: Das Kapitel „{entry.file}“ liegt nicht im Projektordner.")
        if entry.is_notebook and parts[:-1] != ("notebooks",):
            raise BookError(f"{where}: Das Notebook „{entry.file}“ gehört in den Ordner notebooks/.")
        if not is_file(project.root / entry.file):
            raise BookError(f"{where}: Das Kapitel „{entry.file}“ gibt es nicht.{nearest(entry.file, there)}")
        if entry.target in seen:
            raise BookError(
                f"{where}: „{entry.file}“ und „{seen[entry.target].file}“ (Zeile {seen[entry.target].line}) ergeben dasselbe Kapitel."
            )
        seen[entry.target] = entry


def unlisted(book: BookFile, project: Project) -> list[str]:
    """Return a German sentence for each notebook that no list of the book names."""
    known = {*book.notebooks, OPENING_NOTEBOOK}
    return [
        f"Das Notebook „{path.name}“ steht in keiner Liste in _quarto.yml und ist nicht Teil des Berichts."
        for path in sorted(project.notebooks.glob("*.ipynb"))
        if path.name not in known
    ]


def chapter_files(project: Project, city: str) -> list[Path]:
    """Return the hand-written chapters that one municipality adds or replaces."""
    return sorted((project.chapters / city).glob("*.qmd"))
