"""Tables of GENESIS, the Regionaldatenbank and the Kommunale Bildungsdatenbank in their table CSV layout."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from helpers.data.importers import footer as footers
from helpers.data.importers.model import SEPARATOR, RawTable, build
from helpers.data.importers.text import Text, delimiter, rows
from helpers.data.importers.values import SYMBOLS, Notation, land_key, level, period, short, value
from helpers.errors import DataError

_CODE = re.compile(r"\s*\"?(?:GENESIS-)?Tabelle:\s*([^\s;,\"]+)", re.IGNORECASE)
_LINE = re.compile(r"^\"?_{5,}.*$", re.MULTILINE)
_UNIT = re.compile(
    r"(1[. "
    r"]?000|100|Tsd\.?|Mill\.?|Mio\.?|Mrd\.?)?\s?(Anzahl|Prozent|%|EUR|Euro|Personen|Kinder|Plätze|Fälle|Jahre|Tage|Stunden|qm|qkm|km|ha|"
    r"VZÄ|je [\d. ]+.*|Index.*|EUR je .*|Verhältnis|Mill\.|Tsd\.?|Anzahl je .*)",
    re.IGNORECASE,
)
TOTAL = "Insgesamt"
"""Label of a column whose header names nothing but time or unit."""
_QUALITY = frozenset({"", "e", "p", "r", "s"})

Row = tuple[int, list[str]]


def is_genesis(text: str) -> bool:
    """Tell whether the text begins like a GENESIS table."""
    return bool(_CODE.match(text))


@dataclass(frozen=True)
class _Layout:
    """Where the stub (time, key, name, stacked dimensions) ends and what the columns right of it mean."""

    width: int
    time: int | None
    key: int | None
    name: int | None
    dimensions: list[int]


def read(text: Text, place: str, symbols: Callable[[str], dict[str, str]] = lambda _: SYMBOLS) -> RawTable:
    """Read a GENESIS table: any number of title, header and stub columns, with its footer.

    Args:
        text: the decoded file.
        place: its name in messages.
        symbols: table code → sign → status, for sources with signs of their own.

    Raises:
        DataError: footer or header is missing, a row has another width, a cell is neither number nor sign.
    """
    code = _CODE.match(text.text)[1]  # type: ignore[index]
    line = _LINE.search(text.text)
    if not line:
        raise DataError(
            f"{place}: Der Fuß der Tabelle (Linie „__________“ mit Fußnoten, Lizenz und Stand) fehlt; die "
            "Datei ist vermutlich "
            "abgeschnitten. Bitte die Tabelle neu herunterladen und unverändert einlesen."
        )
    foot = footers.parse(text.text[line.end() :])
    if not foot.edition:
        raise DataError(
            f"{place}: Im Fuß der Tabelle fehlt die Zeile „Stand: TT.MM.JJJJ“; die Datei ist vermutlich "
            "abgeschnitten. "
            "Bitte die Tabelle neu herunterladen und unverändert einlesen."
        )
    body = text.text[: line.start()]
    table = rows(body, delimiter(body.splitlines()[1:200]), place)
    title, header, data = _split(table, place)
    layout = _layout(header, data, place)
    columns, units, times, kept = _columns(header, layout, title, place, data)
    if layout.time is None and not times and not (stated := _stated_period(title)):
        raise DataError(
            f"{place}: In der Tabelle steht nirgends ein Jahr oder Stichtag (weder als Spalte noch im Kopf). "
            "Bitte beim Herunterladen das Merkmal Zeit mit ausgeben."
        )
    found: dict[str, list[object]] = {
        name: []
        for name in ("period", "key", "name", "level", "labels", "unit", "text", "sheet", "row", "column")
    }
    for number, cells, stub in _stubs(data, layout, place):
        extra = [label for i in layout.dimensions if (label := stub[i].strip())]
        key, name, area_level = _area(stub, layout, number, place)
        at = period(stub[layout.time]) if layout.time is not None else None
        for column in kept:
            found["period"].append(at or times.get(column) or stated)
            found["key"].append(key)
            found["name"].append(name)
            found["level"].append(area_level)
            found["labels"].append(SEPARATOR.join(columns[column] + extra) or TOTAL)
            found["unit"].append(units[column])
            found["text"].append(cells[column].strip())
            found["sheet"].append("")
            found["row"].append(number)
            found["column"].append(column + 1)
    frame, origin = build(found, Notation(symbols=symbols(code)), place)
    _refuse_duplicates(frame, origin, place)
    return RawTable(
        "genesis",
        code,
        " ".join(title),
        foot.edition,
        frame,
        origin,
        foot.licence,
        foot.footnotes,
        (),
        text.remarks,
    )


def _split(table: list[Row], place: str) -> tuple[list[str], list[Row], list[Row]]:
    """Split into title lines, header rows and data rows by their shape."""
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
    if not header:
        raise DataError(
            f"{place}, Zeile {rest[0][0]}: Die Kopfzeilen der Tabelle fehlen, die Zahlen beginnen gleich nach "
            "dem Titel. Bitte die Tabelle neu herunterladen und unverändert einlesen."
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
    figures = [cell for cell in cells if cell.strip() not in _QUALITY]
    if not cells[0].strip() or value(figures[-1], Notation(thousands=True)) is None:
        return False
    later = [cell for cell in cells[1:] if cell.strip()]
    return bool(period(cells[0]) or level(cells[0].strip()) or not all(period(cell) for cell in later))


def _layout(header: list[Row], data: list[Row], place: str) -> _Layout:
    first = [next((i for i, cell in enumerate(cells) if cell.strip()), 0) for _, cells in header]
    width = min(first)
    columns = list(zip(*(cells for _, cells in data), strict=True))
    if not width:  # the header labels the stub too: it ends before the first column of figures only
        textual = [
            i
            for i, column in enumerate(columns)
            if any(cell.strip() and value(cell, Notation(thousands=True)) is None for cell in column)
        ]
        width = max(textual, default=-1) + 1
        width = width or 1
    if width >= len(columns):
        raise DataError(
            f"{place}, Zeile {header[0][0]}: Im Kopf steht keine Spalte mit Zahlen. Bitte die Tabelle neu "
            "herunterladen."
        )
    stub = range(width)
    time = next((i for i in stub if _all(columns[i], lambda cell: bool(period(cell)))), None)
    key = next((i for i in stub if i != time and _is_key_column(columns[i])), None)
    name = key + 1 if key is not None and key + 1 < width and key + 1 != time else None
    if key is None:
        name = next((i for i in stub if i != time and any(land_key(cell) for cell in columns[i])), None)
    dimensions = [i for i in stub if i not in (time, key, name)]
    return _Layout(width, time, key, name, dimensions)


def _is_key_column(column: tuple[str, ...]) -> bool:
    """Most cells are keys; the others are then named as mistakes, not taken for a dimension."""
    distinct = {cell.strip() for cell in column if cell.strip()}
    keys = {cell for cell in distinct if re.fullmatch(r"DG|\d{1,8}", cell)}
    return len(keys) * 2 >= len(distinct) > 0


def _all(column: tuple[str, ...], test: Callable[[str], bool]) -> bool:
    distinct = {cell for cell in column if cell.strip()}
    return bool(distinct) and all(map(test, distinct))


def _columns(
    header: list[Row], layout: _Layout, title: list[str], place: str, data: list[Row]
) -> tuple[dict[int, list[str]], dict[int, str], dict[int, str], list[int]]:
    """Return labels, unit and period of each column of figures, and which columns are figures at all."""
    spread = range(layout.width, len(header[0][1]))
    labels: dict[int, list[str]] = {i: [] for i in spread}
    times: dict[int, str] = {}
    stated = re.search(r"\(([^()]+)\)\s*$", " ".join(title))
    unit = stated[1] if stated and _UNIT.fullmatch(stated[1]) else ""
    units = dict.fromkeys(spread, unit)
    kept = [i for i in spread if not _is_quality([cells[i] for _, cells in data])]
    for row, cells in header:
        content = {i: " ".join(cells[i].split()) for i in kept}
        last = row == header[-1][0]
        if last and any(content.values()) and all(_UNIT.fullmatch(text) for text in content.values() if text):
            units.update(content)
        elif all(period(text) for text in content.values()):
            times.update({i: str(period(text)) for i, text in content.items()})
        else:
            for i, text in content.items():
                labels[i] += [text] if text else []
    paths: dict[tuple[object, ...], int] = {}
    for i in kept:
        path = (*labels[i], units[i], times.get(i))
        if path in paths:
            raise DataError(
                f"{place}: Die Spalten {paths[path] + 1} und {i + 1} haben denselben Kopf "
                f"„{short(SEPARATOR.join(labels[i]))}“. "
                "Es ist nicht zu erkennen, was die zweite bedeutet; bitte die Tabelle neu herunterladen."
            )
        paths[path] = i
    return labels, units, times, kept


def _is_quality(cells: list[str]) -> bool:
    """Columns that hold only quality letters stand beside the figures in some downloads."""
    distinct = {cell.strip() for cell in cells}
    return bool(distinct - {""}) and distinct <= _QUALITY


def _stated_period(title: list[str]) -> str | None:
    """Find the one period that a title states: `Stichtag: 31.12.2018`."""
    text = " ".join(title)
    match = re.search(
        r"\b\d{1,2}\.\d{1,2}\.\d{4}|(?:Schuljahr|Berichtsjahr|Zeitraum|Jahr|Stichtag):?\s+((?:19|20)\d\d(?:/\d\d(?:\d\d)?)?)\b",
        text,
    )
    return period(match[1] or match[0]) if match else None


def _stubs(data: list[Row], layout: _Layout, place: str) -> list[tuple[int, list[str], list[str]]]:
    """Return `(line, cells, stub)`; a blank stub cell repeats the one above (saved again from Excel)."""
    found, above = [], [""] * layout.width
    for number, cells in data:
        stub = [cell if cell.strip() else above[i] for i, cell in enumerate(cells[: layout.width])]
        if layout.time is not None and not period(stub[layout.time]):
            raise DataError(
                f"{place}, Zeile {number}: „{short(stub[layout.time])}“ gefunden, erwartet wird ein Jahr "
                "oder Stichtag."
            )
        found.append((number, cells, stub))
        above = stub
    return found


def _area(stub: list[str], layout: _Layout, line: int, place: str) -> tuple[str, str, str]:
    """Return key, name and level, that of the key's length; the indent restores a zero lost in Excel."""
    name = stub[layout.name] if layout.name is not None else ""
    if layout.key is None:
        key = land_key(name) if layout.name is not None else "DG"
        if not key:
            raise DataError(
                f"{place}, Zeile {line}: Das Gebiet „{short(name)}“ hat keinen Schlüssel. Bitte die Tabelle "
                "mit Schlüsseln (AGS) herunterladen."
            )
        return key, name.strip() or "Deutschland", level(key)
    key = stub[layout.key].strip()
    indent = len(name) - len(name.lstrip())
    if len(key) in (1, 4, 7) or (len(key) == 2 and indent == 4):
        key = "0" + key
    if not (found := level(key)):
        raise DataError(
            f"{place}, Zeile {line}: „{short(stub[layout.key])}“ ist kein Gebietsschlüssel (DG, 2, 3, 5 "
            "oder 8 Ziffern). "
            "Bitte die Datei unverändert einlesen, nicht aus Excel neu gespeichert."
        )
    return key, name.strip(), found


def _refuse_duplicates(frame: object, origin: object, place: str) -> None:
    import pandas as pd

    assert isinstance(frame, pd.DataFrame)
    assert isinstance(origin, pd.DataFrame)
    twice = frame.duplicated(["period", "key", "labels", "unit"])
    if twice.any():
        at = origin.loc[twice].iloc[0]
        row = frame.loc[twice].iloc[0]
        raise DataError(
            f"{place}, Zeile {at['row']}, Spalte {at['column']}: Der Wert für „{short(row['name'])}“, "
            f"{row['period']}, "
            f"„{short(row['labels'])}“ kommt zweimal vor. Bitte die Tabelle neu herunterladen."
        )
