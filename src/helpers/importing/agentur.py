"""Workbooks of the Bundesagentur für Arbeit: Impressum, titles, merged headers, column numbers."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from helpers.data.areas import fold
from helpers.data.keys import LAENDER
from helpers.errors import DataError
from helpers.importing import stated
from helpers.importing.excel import Cell, Sheet, column_name
from helpers.importing.layout import Layout
from helpers.importing.rawtable import SEPARATOR, Footnote, RawTable, build
from helpers.importing.values import SYMBOLS, Notation, land_key, level, period, short, value

if TYPE_CHECKING:
    import pandas as pd

_MARK = re.compile(r"(?<=[^\W\d_)\]])\s?(\d{1,2}\)(,\s?\d{1,2}\))*|[¹²³⁴⁵⁶⁷⁸⁹]+\)?|\*+)")
_AREA = re.compile(r"(DG|\d{2}|\d{3}|\d{5}|\d{8})\s+(\S.*)")
_END = re.compile(r"Erstellungsdatum|©|Quelle|Datenquelle|Stand:|\d{1,2}\)|\*\)|Hinweis", re.IGNORECASE)
_NOTE = re.compile(r"(\d{1,2}\)|\*\)?)\s*(.+)", re.DOTALL)
_COMPUTED = re.compile(r"eigen(e|er)?[ -]?(berechnung|auswertung|darstellung)", re.IGNORECASE)
"""What others write who have made a table of their own from the Bundesagentur's figures."""
_SYMBOLS = {**SYMBOLS, "*": "unknown"}
_PUBLISHER = ("Bundesagentur für Arbeit", "Statistik der Bundesagentur für Arbeit", "Statistik")


def is_agentur(sheets: Sequence[Sheet]) -> bool:
    """Tell whether the workbook says it is the Bundesagentur's and has a table of areas."""
    named = [
        cell
        for sheet in sheets
        for row in (*sheet.cells[:60], *sheet.cells[-60:])
        for cell in row
        if isinstance(cell, str) and "Bundesagentur für Arbeit" in cell
    ]
    return bool(named) and not any(map(_COMPUTED.search, named)) and any(_find(sheet) for sheet in sheets)


def read(sheets: Sequence[Sheet], place: str) -> RawTable:
    """Read every sheet that holds a table of areas; labels are the header rows from top to bottom.

    Footnote marks glued to headers are cut off, `*` (anonymised) is `unknown`, 0 is the number zero.

    Raises:
        DataError: a period is missing, a formula has no result, a cell is neither number nor sign.
    """
    texts = [cell for sheet in sheets for row in sheet.cells for cell in row if isinstance(cell, str)]
    edition, remarks = stated.edition(texts), list[str]()
    found: dict[str, list[object]] = {
        name: []
        for name in ("period", "key", "name", "level", "labels", "unit", "text", "sheet", "row", "column")
    }
    titles, notes, skipped = list[str](), dict[str, Footnote](), set[str]()
    for sheet in sheets:
        at = _find(sheet)
        if not at:
            continue
        if sheet.formula:
            raise DataError(
                f"{place}, Blatt „{sheet.name}“, Zelle {sheet.formula}: Die Formel hat kein gespeichertes "
                "Ergebnis. "
                "Bitte in Excel öffnen, berechnen lassen und neu speichern."
            )
        top, first = at
        cells = sheet.filled()
        title = _title(sheet.cells, top)
        titles.append(title)
        columns = _columns(cells[top:first], _stub(cells[first:]), place, sheet.name)
        said = stated.stated([title, *texts[:40]])
        if any(at is None for _, at in columns.values()) and said is None:
            raise DataError(
                f"{place}, Blatt „{sheet.name}“: Weder im Kopf noch in den Titelzeilen steht ein Jahr oder "
                "Stichtag."
            )
        if said and said[1] and any(at is None for _, at in columns.values()):
            remarks.append(said[1])
        unit = match[1] if (match := re.search(r"\(((?:Anzahl|Anteil)[^()]*)\)", title)) else ""
        left = min(columns)
        for number, row in enumerate(sheet.cells[first:], first + 1):
            head = " ".join(str(cell).strip() for cell in row[:left] if cell is not None)
            if _END.match(head) or not head:
                if head and all(cell is None for cell in row[left : left + 3]):
                    break
                continue
            area = _area(head)
            if area is None:
                skipped.add(short(head))
                continue
            for i, (labels, when) in columns.items():
                cell = row[i] if i < len(row) else None
                if cell is None:
                    continue
                if isinstance(cell, dt.date):
                    raise DataError(
                        f"{place}, Blatt „{sheet.name}“, Zelle {column_name(i + 1)}{number}: ein Datum "
                        f"({cell:%d.%m.%Y}) gefunden, erwartet wird eine Zahl."
                    )
                found["period"].append(when or (said[0] if said else ""))
                found["key"].append(area[0])
                found["name"].append(area[1])
                found["level"].append(level(area[0]))
                found["labels"].append(labels)
                found["unit"].append(unit)
                found["text"].append(f"{cell:.15g}" if isinstance(cell, float) else str(cell).strip())
                found["sheet"].append(sheet.name)
                found["row"].append(number)
                found["column"].append(i + 1)
        for note in _footnotes(sheet.cells[first:]):
            notes.setdefault(note.text, note)
    if not found["text"]:
        raise DataError(
            f"{place}: Auf keinem Blatt stehen Zahlen für Gebiete mit Schlüssel (zum Beispiel „01001 "
            "Flensburg, Stadt“)."
        )
    if skipped:
        remarks.append(
            "Keine Verwaltungsgebiete, daher ausgelassen: "
            f"{', '.join(sorted(skipped)[:8])}{' …' if len(skipped) > 8 else ''}."
        )
    frame, origin = _unambiguous(*build(found, Notation(".", _SYMBOLS, zero_is_number=True), place), place)
    title = re.sub(r"\s*\((Anzahl|Anteil)[^()]*\)\s*$", "", titles[0].split(" – ")[0])
    return RawTable(
        "ba-mappe",
        title,
        title,
        edition,
        frame,
        origin,
        "© Statistik der Bundesagentur für Arbeit",
        tuple(notes.values()),
        (),
        tuple(dict.fromkeys(remarks)),
    )


def _unambiguous(frame: pd.DataFrame, origin: pd.DataFrame, place: str) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Put the sheet's name before the labels where several sheets have the same headers.

    Raises:
        DataError: an area occurs twice on one sheet.
    """
    key = ["period", "key", "labels", "unit"]
    if not frame.duplicated(key).any():
        return frame, origin
    frame = frame.assign(labels=origin["sheet"] + SEPARATOR + frame["labels"])
    twice = frame.duplicated(key)
    if twice.any():
        row, at = frame.loc[twice].iloc[0], origin.loc[twice].iloc[0]
        raise DataError(
            f"{place}, Blatt „{at['sheet']}“, Zeile {at['row']}: „{short(row['name'])}“ steht zweimal da "
            f"({row['period']}, {short(row['labels'])})."
        )
    order = frame.sort_values(key, kind="stable").index
    return frame.loc[order].reset_index(drop=True), origin.loc[order].reset_index(drop=True)


def _find(sheet: Sheet) -> tuple[int, int] | None:
    """Return the first header row and the first data row, counted from 0; None for sheets of text."""
    cells = sheet.cells
    first = next((i for i, row in enumerate(cells) if _starts_area(row) and _numbers(row) >= 1), None)
    if first is None:
        return None
    top = first
    while top and any(cell is not None for cell in cells[top - 1][1:]):
        top -= 1
    # a right-aligned line such as "Beschäftigungsstatistik" stands alone and is no header
    return (top, first) if top < first else None


def _starts_area(row: Sequence[Cell]) -> bool:
    head = " ".join(str(cell).strip() for cell in row[:2] if isinstance(cell, str))
    first = str(row[0]).strip() if row and row[0] is not None else ""
    return bool(_area(first) or _area(head))


def _numbers(row: Sequence[Cell]) -> int:
    return sum(
        isinstance(cell, float) or str(cell).strip() in _SYMBOLS for cell in row[1:] if cell is not None
    )


def _area(head: str) -> tuple[str, str] | None:
    if (match := _AREA.fullmatch(head.strip())) and level(match[1]):
        key, name = match[1], match[2].strip()
        # „03 Bahnhofsviertel“ is a district of a city, no Land.
        is_land = len(key) != 2 or key == "DG" or fold(LAENDER.get(key, "-")) in fold(name)
        return (key, name) if is_land and (key == "DG" or key[:2] in LAENDER) else None
    key = land_key(_MARK.sub("", head))
    return (key, head.strip()) if key else None


def _title(cells: list[list[Cell]], top: int) -> str:
    lines = [_clean(str(row[0])) for row in cells[:top] if row and isinstance(row[0], str)]
    return (
        " – ".join(line for line in lines if line not in _PUBLISHER) or "Tabelle der Bundesagentur für Arbeit"
    )


def _clean(text: str) -> str:
    return " ".join(_MARK.sub(" ", " ".join(text.split())).split())


def _stub(data: list[list[Cell]]) -> int:
    """Return how many columns name the area: the first, and those after it that mostly hold words (name beside key)."""
    areas = [row for row in data if _starts_area(row)]
    width = 1
    while True:
        cells = [str(row[width]).strip() for row in areas if width < len(row) and row[width] is not None]
        words = [cell for cell in cells if value(cell, Notation(".", _SYMBOLS)) is None]
        if len(words) * 2 <= len(cells):
            return width
        width += 1


def _columns(
    header: list[list[Cell]], stub: int, place: str, sheet: str
) -> dict[int, tuple[str, str | None]]:
    """Return labels and period of each column with figures; the row of column numbers is dropped."""
    rows = [row for row in header if not _is_numbering(row)]
    width = max(len(row) for row in header)
    columns: dict[int, tuple[str, str | None]] = {}
    seen: dict[tuple[str, str | None], int] = {}
    for i in range(stub, width):
        labels: list[str] = []
        when = None
        for row in rows:
            cell = row[i] if i < len(row) else None
            if cell is None:
                continue
            if at := period(cell):
                when = at
            elif match := stated.MONTH.fullmatch(str(cell).strip()):
                when = stated.month_end(match)
            elif (text := _clean(str(cell))) and (not labels or labels[-1] != text):
                labels.append(text)
        if not labels and when is None:
            continue
        path = (SEPARATOR.join(labels), when)
        if path in seen:
            raise DataError(
                f"{place}, Blatt „{sheet}“: Die Spalten {column_name(seen[path] + 1)} und "
                f"{column_name(i + 1)} haben denselben Kopf "
                f"„{short(path[0])}“. Es ist nicht zu erkennen, was die zweite bedeutet."
            )
        seen[path] = i
        columns[i] = path
    if not columns:
        raise DataError(
            f"{place}, Blatt „{sheet}“: Über den Zahlen steht kein Kopf. Bitte die Mappe unverändert "
            "einlesen."
        )
    return columns


def _is_numbering(row: Sequence[Cell]) -> bool:
    numbers = [cell for cell in row[1:] if cell is not None]
    try:
        values = [int(str(cell).removesuffix(".0")) for cell in numbers]
    except ValueError:
        return False
    consecutive = bool(values) and values == list(range(values[0], values[0] + len(values)))
    return consecutive and (values[0] == 1 or (len(values) > 1 and 1 < values[0] < 1900))


def _footnotes(cells: list[list[Cell]]) -> list[Footnote]:
    texts = [row[0] for row in cells if row and isinstance(row[0], str)]
    return [
        Footnote("", (), "", " ".join(match[2].split()))
        for text in texts
        if (match := _NOTE.match(text)) and not _area(text)
    ]


LAYOUTS = (
    Layout(
        "ba-mappe",
        "Mappe der Bundesagentur für Arbeit",
        is_agentur,
        lambda sheets, place, _: read(sheets, place),
        workbook=True,
    ),
)
