"""What Excel says beside the figures of a table, as German sentences for the log."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from helpers.importing.excel import Place, Sheet, column_name
from helpers.importing.values import short

_NAMED = 3


def about(sheets: Sequence[Sheet], hidden: Sequence[str], header: int, last: int | None) -> Iterator[str]:
    """Yield what was met on the sheets of a table.

    Args:
        sheets: the sheets that were read.
        hidden: names of sheets that Excel hides and nobody asked for.
        header: number of the last header row, from 1.
        last: number of the last row, None for all.
    """
    if hidden:
        names = ", ".join(f"„{short(name, 30)}“" for name in hidden)
        what = "Das ausgeblendete Blatt" if len(hidden) == 1 else "Die ausgeblendeten Blätter"
        yield f"{what} {names} {'wurde' if len(hidden) == 1 else 'wurden'} nicht gelesen; wer es lesen will, nennt es unter „blatt“."
    for sheet in sheets:
        place = f"Blatt „{short(sheet.name, 30)}“"

        def inside(where: Place, sheet: Sheet = sheet) -> bool:
            row, column = where
            return header <= row < (last or len(sheet.cells)) and column < len(sheet.cells[row])

        if met := sorted(filter(inside, sheet.percent)):
            row, column = met[0]
            number = f"{sheet.cells[row][column]:.12g}".replace(".", ",")
            yield f"{place}: {_cells(met)} als Prozent gezeigt; übernommen wird, was dasteht ({_cell(met[0])}: {number})."
        if met := sorted(filter(inside, sheet.scaled)):
            row, column = met[0]
            shown = sheet.cells[row][column]
            text = f"{shown:.15g}".replace(".", ",") if isinstance(shown, float) else f"„{short(str(shown))}“"
            yield f"{place}: {_cells(met)} durch das Format umgerechnet oder ersetzt ({_cell(met[0])}: {text})."
        if columns := sorted(column for column in sheet.hidden_columns if _filled(sheet, column)):
            names = ", ".join(column_name(column + 1) for column in columns)
            yield f"{place}: Ausgeblendete Spalten: {names}."
        if sheet.filtered and sheet.hidden_rows:
            yield f"{place}: Es ist ein Filter gesetzt, der Zeilen ausblendet."
        if comments := sorted(where for where in sheet.comments if where[0] < (last or len(sheet.cells))):
            named = "; ".join(
                f"{_cell(where)} „{short(sheet.comments[where], 80)}“" for where in comments[:_NAMED]
            )
            more = f" und {len(comments) - _NAMED} weitere" if len(comments) > _NAMED else ""
            yield f"{place}: {'Kommentar' if len(comments) == 1 else 'Kommentare'} an Zellen: {named}{more}."


def _filled(sheet: Sheet, column: int) -> bool:
    return any(column < len(row) and row[column] is not None for row in sheet.cells)


def _cell(where: Place) -> str:
    return f"{column_name(where[1] + 1)}{where[0] + 1}"


def _cells(places: Collection[Place]) -> str:
    return "1 Zahl wird" if len(places) == 1 else f"{len(places)} Zahlen werden"
