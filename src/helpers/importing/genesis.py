"""Tables of GENESIS, the Regionaldatenbank and the Kommunale Bildungsdatenbank in their table CSV layout."""

from __future__ import annotations

import re
from collections.abc import Callable

from helpers.data.textfile import Text, delimiter, rows
from helpers.errors import DataError
from helpers.importing import footer as footers
from helpers.importing.genesis_shape import QUALITY, Row, Shape, find_layout, split
from helpers.importing.layout import Layout
from helpers.importing.messages import german
from helpers.importing.rawtable import SEPARATOR, RawTable, build
from helpers.importing.values import SYMBOLS, Notation, land_key, level, period, short

_CODE = re.compile(r"\s*\"?(?:GENESIS-)?Tabelle:\s*([^\s;,\"]+)", re.IGNORECASE)
_LINE = re.compile(r"^\"?_{5,}.*$", re.MULTILINE)
_UNIT = re.compile(
    r"(1[. "
    r"]?000|100|Tsd\.?|Mill\.?|Mio\.?|Mrd\.?)?\s?(Anzahl|Prozent|%|EUR|Euro|Personen|Kinder|Plätze|Fälle|Jahre|Tage|Stunden|qm|qkm|km|ha|"
    r"VZÄ|je [\d. ]+.*|Index.*|EUR je .*|Verhältnis|Mill\.|Tsd\.?|Anzahl je .*)",
    re.IGNORECASE,
)
MAX_FIGURES = 1_000_000
"""More would need more than a gigabyte of memory; all counties of 25 years with 100 columns are fewer."""

TOTAL = "Insgesamt"
"""Label of a column whose header names nothing but time or unit."""
_TIME_WORDS = frozenset({"Jahr", "Jahre", "Stichtag", "Schuljahr", "Semester", "Berichtsjahr", "Zeit"})


def is_genesis(text: str) -> bool:
    """Tell whether the text begins like a GENESIS table."""
    return bool(_CODE.match(text))


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
    title, header, data = split(table, place)
    layout = find_layout(header, data, place)
    columns, units, times, kept = _columns(header, layout, title, place, data)
    if layout.time is None and not times and not (stated := _stated_period(title)):
        raise DataError(
            f"{place}: In der Tabelle steht nirgends ein Jahr oder Stichtag (weder als Spalte noch im Kopf). "
            "Bitte beim Herunterladen das Merkmal Zeit mit ausgeben."
        )
    if (figures := len(data) * len(kept)) > MAX_FIGURES:
        raise DataError(
            f"{place}: Die Tabelle hat {german(figures)} Werte, gelesen werden höchstens {german(MAX_FIGURES)}. "
            "Bitte die Auswahl beim Herunterladen eingrenzen (weniger Jahre oder Merkmale)."
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


def _columns(
    header: list[Row], layout: Shape, title: list[str], place: str, data: list[Row]
) -> tuple[dict[int, list[str]], dict[int, str], dict[int, str], list[int]]:
    """Return labels, unit and period of each column of figures, and which columns are figures at all."""
    spread = range(layout.width, len(data[0][1]))
    labels: dict[int, list[str]] = {i: [] for i in spread}
    times: dict[int, str] = {}
    stated = [match[1] for line in title if (match := re.search(r"\(([^()]+)\)$", line))]
    unit = next((text for text in reversed(stated) if _UNIT.fullmatch(text)), "")
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
    if times:
        labels = {i: [text for text in found if text not in _TIME_WORDS] for i, found in labels.items()}
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
    return bool(distinct - {""}) and distinct <= QUALITY


def _stated_period(title: list[str]) -> str | None:
    """Find the one period that a title states: `Stichtag: 31.12.2018`."""
    text = " ".join(title)
    match = re.search(
        r"\b\d{1,2}\.\d{1,2}\.\d{4}|(?:Schuljahr|Berichtsjahr|Zeitraum|Jahr|Stichtag):?\s+((?:19|20)\d\d(?:/\d\d(?:\d\d)?)?)\b",
        text,
    )
    return period(match[1] or match[0]) if match else None


def _stubs(data: list[Row], layout: Shape, place: str) -> list[tuple[int, list[str], list[str]]]:
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


def _area(stub: list[str], layout: Shape, line: int, place: str) -> tuple[str, str, str]:
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


LAYOUTS = (Layout("genesis", "GENESIS-Tabelle", is_genesis, read, coded=True),)
