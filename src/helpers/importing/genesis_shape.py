"""The shape of a GENESIS table: where title, header and stub end, and which stub column is what."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from helpers.errors import DataError
from helpers.importing.values import OTHER_SIGNS, Notation, land_key, level, period, short, value

QUALITY = frozenset({"", "e", "p", "r", "s"})
"""Letters that stand beside figures in some downloads."""

Row = tuple[int, list[str]]
"""Line number and cells."""


@dataclass(frozen=True)
class Shape:
    """Where the stub (time, key, name, stacked dimensions) ends and what the columns right of it mean."""

    width: int
    time: int | None
    key: int | None
    name: int | None
    dimensions: list[int]


def split(table: list[Row], place: str) -> tuple[list[str], list[Row], list[Row]]:
    """Split into title lines, header rows and data rows by their shape.

    Raises:
        DataError: there is no data row, or a row is incomplete.
    """
    width = max((_used(cells) for _, cells in table[1:]), default=0)
    rest = [(number, [*cells, *[""] * (width - len(cells))]) for number, cells in table[1:]]
    title = []
    while rest and rest[0][1][0].strip() and not any(rest[0][1][1:]):
        title.append(rest.pop(0)[1][0].strip())
    header = []
    while rest and not _is_data(rest[0][1]):
        header.append(rest.pop(0))
    if not rest:
        raise DataError(
            f"{place}: Nach dem Titel „{short(' '.join(title))}“ folgt keine Zeile mit Zahlen. "
            "Bitte die Tabelle neu herunterladen."
        )
    lengths = {number: _used(cells) for number, cells in table}
    widths = [lengths[number] for number, _ in rest]
    common = max(set(widths), key=lambda length: (widths.count(length), length))
    for number, _ in (*header, *rest):
        if lengths[number] > common or (lengths[number] < common and number >= rest[0][0]):
            raise DataError(
                f"{place}, Zeile {number}: {lengths[number]} Spalten gefunden, erwartet werden {common}. "
                "Die Zeile ist unvollständig oder verrutscht; bitte die Tabelle neu herunterladen."
            )
    return title, [(n, cells[:common]) for n, cells in header], [(n, cells[:common]) for n, cells in rest]


def _used(cells: list[str]) -> int:
    """Return the width without empty cells at the end."""
    width = len(cells)
    while width and not cells[width - 1].strip():
        width -= 1
    return width


def _is_data(cells: list[str]) -> bool:
    """A data row begins with time, area or group and ends in a figure; headers leave the stub empty."""
    figures = [cell for cell in cells if cell.strip() not in QUALITY]
    last = figures[-1].strip() if figures else ""
    if not cells[0].strip() or (value(last, Notation(thousands=True)) is None and last not in OTHER_SIGNS):
        return False
    later = [cell for cell in cells[1:] if cell.strip()]
    return bool(period(cells[0]) or level(cells[0].strip()) or not all(period(cell) for cell in later))


def find_layout(header: list[Row], data: list[Row], place: str) -> Shape:
    """Find where the stub ends and what its columns are.

    Raises:
        DataError: the header is missing, or names no column of figures.
    """
    first = [next((i for i, cell in enumerate(cells) if cell.strip()), 0) for _, cells in header]
    width = min(first, default=0)
    columns = list(zip(*(cells for _, cells in data), strict=True))
    if not width:  # the header labels the stub too: it ends before the first column of figures only
        textual = [
            i
            for i, column in enumerate(columns)
            if any(cell.strip() and value(cell, Notation(thousands=True)) is None for cell in column)
        ]
        width = max(textual, default=-1) + 1
        width = width or 1
    if not header and len(columns) - width > 1:  # of a single column the title says what it is
        raise DataError(
            f"{place}, Zeile {data[0][0]}: Die Kopfzeilen der Tabelle fehlen, die Zahlen beginnen gleich nach "
            "dem Titel. Bitte die Tabelle neu herunterladen und unverändert einlesen."
        )
    if width >= len(columns):
        raise DataError(
            f"{place}, Zeile {(header or data)[0][0]}: Im Kopf steht keine Spalte mit Zahlen. Bitte die Tabelle neu "
            "herunterladen."
        )
    stub = range(width)
    time = next((i for i in stub if _all(columns[i], lambda cell: bool(period(cell)))), None)
    key = next((i for i in stub if i != time and _is_key_column(columns[i])), None)
    name = key + 1 if key is not None and key + 1 < width and key + 1 != time else None
    if key is None:
        name = next((i for i in stub if i != time and any(land_key(cell) for cell in columns[i])), None)
    dimensions = [i for i in stub if i not in (time, key, name)]
    return Shape(width, time, key, name, dimensions)


def _is_key_column(column: tuple[str, ...]) -> bool:
    """Most cells are keys; the others are then named as mistakes, not taken for a dimension."""
    distinct = {cell.strip() for cell in column if cell.strip()}
    keys = {cell for cell in distinct if re.fullmatch(r"DG|\d{1,8}", cell)}
    return len(keys) * 2 >= len(distinct) > 0


def _all(column: tuple[str, ...], test: Callable[[str], bool]) -> bool:
    distinct = {cell for cell in column if cell.strip()}
    return bool(distinct) and all(map(test, distinct))
