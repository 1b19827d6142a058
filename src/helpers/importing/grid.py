"""Free-form tables as rows under named columns, from CSV or Excel."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from helpers.data import textfile as text
from helpers.errors import DataError
from helpers.importing import excel as workbook
from helpers.importing import recognise, remarks
from helpers.importing.excel import Cell, Place, Sheet, column_name
from helpers.importing.values import short

SHEET = "(Blatt)"
"""Name of the column that holds the sheet's name where all sheets are read (`blatt: "*"`)."""


@dataclass(frozen=True)
class Line:
    """One row: its sheet and number, its cells, and the contents of merged ranges that reach into it.

    Args:
        hidden: whether Excel does not show the row.
        struck, unseen, percent: columns whose cell is struck through, shows nothing by its format, is shown as a percentage.
    """

    sheet: str
    number: int
    cells: list[Cell]
    merged: dict[str, Cell] = field(default_factory=dict)
    hidden: bool = False
    struck: frozenset[str] = frozenset()
    unseen: frozenset[str] = frozenset()
    percent: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Table:
    """Rows under named columns.

    Args:
        file, place: how lineage and messages name it.
        header: names of the columns.
        rows: what stands below.
        remarks: what Excel says besides.
        titles: the texts above the header.
    """

    file: str
    place: str
    header: list[str]
    rows: list[Line]
    remarks: tuple[str, ...] = ()
    titles: tuple[str, ...] = ()


def sheets(path: Path) -> list[Sheet]:
    """Return the sheets of a workbook, hidden ones too, or a CSV file as one nameless sheet.

    Raises:
        DataError: the file cannot be read or is empty.
    """
    recognise.check_file(path)
    if recognise.is_workbook(path):
        return workbook.load(path)
    content = text.load(path)
    recognise.refuse_markup(content.text, path.name)
    sign = text.delimiter(content.text.splitlines()[:200])
    cells: list[list[Cell]] = []
    for number, row in text.rows(content.text, sign, path.name):
        while len(cells) < number - 1:
            cells.append([])
        cells.append([text.mend(cell.strip()) or None for cell in row])
    return [Sheet("", cells, [])]


def load(path: Path, sheet: str, header: Sequence[int], last: int | None = None) -> Table:
    """Read a sheet (`*` for all that are shown, empty for the first of them) with the given header rows (from 1).

    Raises:
        DataError: the sheet or the header rows do not exist, or a formula has no result.
    """
    everything = sheets(path)
    shown = [s for s in everything if not s.hidden]
    chosen = shown if sheet == "*" else [s for s in everything if s.name == sheet] if sheet else shown[:1]
    if not chosen:
        present = ", ".join(f"„{s.name}“" for s in everything)
        raise DataError(f"{path.name}: Das Blatt „{short(sheet)}“ gibt es nicht. Vorhanden: {present}.")
    names: list[str] = []
    rows: list[Line] = []
    for one in chosen:
        refuse_formula(one, path.name)
        labels = header_names(one, header, path.name)
        columns = [*labels, SHEET] if sheet == "*" else labels
        names += [name for name in columns if name not in names]
    for one in chosen:
        labels = header_names(one, header, path.name)
        filled = one.filled()
        for number in range(max(header), min(len(one.cells), last or len(one.cells))):
            own = dict(zip(labels, [*one.cells[number], *[None] * len(labels)], strict=False))
            own[SHEET] = one.name
            if all(cell is None for name, cell in own.items() if name != SHEET):
                continue
            merged = dict(zip(labels, [*filled[number], *[None] * len(labels)], strict=False))
            rows.append(
                Line(
                    one.name,
                    number + 1,
                    [own.get(name) for name in names],
                    merged,
                    number in one.hidden_rows,
                    *(_named(places, number, labels) for places in (one.struck, one.unseen, one.percent)),
                )
            )
    left_out = [s.name for s in everything if s.hidden and s not in chosen]
    above = [cell for one in chosen for row in one.cells[: min(header) - 1] for cell in row]
    titles = tuple(
        cell if isinstance(cell, str) else cell.isoformat()
        for cell in above
        if isinstance(cell, str | dt.date)
    )
    said = tuple(remarks.about(chosen, left_out, max(header), last))
    return Table(path.name, path.name, names, rows, said, titles)


def _named(places: frozenset[Place], row: int, labels: list[str]) -> frozenset[str]:
    """Return the names of the columns in which a row has one of the places."""
    if not places:
        return frozenset()
    return frozenset(name for column, name in enumerate(labels) if (row, column) in places)


def refuse_formula(sheet: Sheet, place: str) -> None:
    """Raise DataError when a formula of the sheet has no stored result."""
    if sheet.formula:
        raise DataError(
            f"{place}, Blatt „{sheet.name}“, Zelle {sheet.formula}: Die Formel hat kein gespeichertes "
            "Ergebnis. "
            "Bitte in Excel öffnen, berechnen lassen und neu speichern."
        )


def header_names(sheet: Sheet, header: Sequence[int], place: str) -> list[str]:
    """Return the columns' names: header rows joined, merges spread; a letter where one is missing."""
    if min(header) < 1 or max(header) > len(sheet.cells):
        where = f", Blatt „{sheet.name}“" if sheet.name else ""
        raise DataError(
            f"{place}{where}: Die Kopfzeile {max(header)} gibt es nicht; die Tabelle hat {len(sheet.cells)} "
            "Zeilen."
        )
    filled = sheet.filled()
    width = max(len(row) for row in sheet.cells)
    names: list[str] = []
    for i in range(width):
        parts: list[str] = []
        for row in header:
            cells = filled[row - 1]
            part = " ".join(_plain(cells[i]).split()) if i < len(cells) and cells[i] is not None else ""
            if part and part not in parts:
                parts.append(part)
        name = " – ".join(parts) or f"Spalte {column_name(i + 1)}"
        names.append(f"{name} (Spalte {column_name(i + 1)})" if name in names else name)
    return names


def _plain(cell: Cell) -> str:
    return f"{cell:.15g}" if isinstance(cell, float) else str(cell)
