"""Propose a mapping for a department's table from what is in it; a person checks and corrects it."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Sequence
from difflib import get_close_matches
from pathlib import Path

from helpers.data.areas import Areas
from helpers.data.catalogue import Catalogue
from helpers.data.importers import grid
from helpers.data.importers.values import Notation, period, value
from helpers.data.importers.workbook import Cell, Sheet
from helpers.errors import DataError

_AREA_NAMES = re.compile(
    r"stadtteil|stadtbezirk|bezirk|quartier|sozialraum|planungsraum|gebiet|region|gemeinde|ortsteil|ags|kreis",
    re.IGNORECASE,
)
_TIME_NAMES = re.compile(r"jahr|stichtag|datum|zeit|schuljahr|monat", re.IGNORECASE)
_TOTALS = re.compile(r"(summe|gesamt|gesamtsumme|insgesamt|stadt gesamt|gesamtstadt)", re.IGNORECASE)
_ABOUT = re.compile(r"(?:ca\.?|circa|rund|etwa|~)\s*([\d.,]+)", re.IGNORECASE)
_FEWER = re.compile(r"[<≤]\s*\d+|unter\s+\d+|weniger als \d+", re.IGNORECASE)
_NUMBERS = Notation(zero_is_number=True, thousands=True)


def propose(path: Path, catalogue: Catalogue, areas: Areas, home: str) -> str:
    """Return the text of a mapping file with a comment per guess; `?` marks what a person must fill in.

    Raises:
        DataError: no sheet holds rows of figures under a header.
    """
    everything = grid.sheets(path)
    for sheet in everything:
        if found := _header(sheet):
            break
    else:
        raise DataError(
            f"{path.name}: Keine Tabelle gefunden. Erwartet wird eine Zeile mit Spaltennamen und darunter "
            "mindestens eine Zeile mit Zahlen."
        )
    alike = len(everything) > 1 and all(
        _header(other) == found
        and grid.header_names(other, found, path.name) == grid.header_names(sheet, found, path.name)
        for other in everything
    )
    for one in everything if alike else [sheet]:
        grid.refuse_formula(one, path.name)
    chosen = "*" if alike else sheet.name
    table = grid.load(path, chosen, found)
    columns = {
        name: [line.cells[i] for line in table.rows if line.cells[i] is not None]
        for i, name in enumerate(table.header)
    }
    named = _named_period(path.stem, sheet)
    lines = [
        f"# Zuordnung für {path.name}, vorgeschlagen aus dem Inhalt.",
        "# Bitte jede Zeile prüfen, jedes „?“ ersetzen und am Ende „geprueft: true“ setzen.",
        f'datei: {_q(path.name)} # Sternchen sind erlaubt: "kita_*.xlsx" passt jedes Jahr',
        "geprueft: false",
        'quelle: "?" # Kennung aus data/catalogue/sources.yml oder dem sources.yml der Kommune',
        f"stand: {_q(_latest(columns, named))} # Tag, an dem die Zahlen so galten; der spätere zählt",
        f"blatt: {_q(chosen)}" + (" # alle Blätter" if alike else ""),
        f"kopfzeile: {found[0] if len(found) == 1 else list(found)}",
        "spalten: # ist: gebiet, zeit, merkmal, wert oder auslassen",
    ]
    odd: dict[str, str] = {}
    kinds: dict[str, str] = {}
    rows_out: list[str] = []
    for name, cells in columns.items():
        kind, extra = _role(name, cells, kinds, catalogue, areas, home)
        kinds.setdefault(kind, name)
        if kind == "wert" and "zeit:" not in extra:
            kinds.setdefault("wert ohne zeit", name)
        lines.append(f"  - {{spalte: {_q(name)}, ist: {kind}{extra}}}")
        if kind == "wert":
            odd |= {
                str(cell): _meant(str(cell))
                for cell in cells
                if isinstance(cell, str) and value(cell, _NUMBERS) is None
            }
        rows_out += [
            cell
            for cell in cells
            if isinstance(cell, str)
            and _TOTALS.fullmatch(cell.strip())
            and kind in ("gebiet", "auslassen", "merkmal")
        ]
    if "zeit" not in kinds and "wert ohne zeit" in kinds:
        lines.append(f"zeit: {_q(named or '?')} # gilt für alle Zeilen")
    if "gebiet" not in kinds:
        lines.append(f"gebiet: {_q(home)} # gilt für alle Zeilen")
    if odd:
        lines.append(
            "werte: # was Einträge bedeuten, die keine Zahl sind: eine Zahl, unbekannt, geheim, genau null, "
            "unsicher, später, nicht sinnvoll, auslassen"
        )
        lines += [f"  {_q(text)}: {_q(meant)}" for text, meant in sorted(odd.items())]
    if rows_out:
        lines.append(
            f"zeilen_auslassen: [{', '.join(_q(text) for text in sorted(set(rows_out)))}] # Summenzeilen"
        )
    return "\n".join(lines) + "\n"


def _q(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def _header(sheet: Sheet) -> tuple[int, ...] | None:
    """Return the header rows (from 1): the last row of texts before the figures, and those it continues."""
    filled = sheet.filled()
    for i, row in enumerate(filled[1:200], 1):
        above = filled[i - 1]
        names = sum(isinstance(cell, str) or period(cell or "") is not None for cell in above)
        if (
            any(map(_is_number, row))
            and names >= 2
            and not all(period(cell) for cell in row if cell is not None)
        ):
            first = i
            while (
                first > 1
                and sum(isinstance(cell, str) for cell in sheet.cells[first - 2]) >= 2
                and not any(map(_is_number, filled[first - 2]))
            ):
                first -= 1
            return tuple(range(first if _continues(sheet, i) else i, i + 1))
    return None


def _continues(sheet: Sheet, row: int) -> bool:
    """Tell whether a header row (from 1) goes on from the one above: under merged cells, or with gaps that it fills."""
    if any(top < row - 1 <= bottom + 1 and right > left for top, left, bottom, right in sheet.merged):
        return True
    if row < 2:
        return False
    own, above = sheet.cells[row - 1], sheet.cells[row - 2]
    named = [i for i, cell in enumerate(above) if cell is not None]
    return len(named) >= 2 and any(i >= len(own) or own[i] is None for i in named)


def _is_number(cell: Cell) -> bool:
    """Tell whether a cell is a number, as it stands or written „ca. 120“ or „<5“; words such as „unter 3“ may be a header."""
    if isinstance(cell, float):
        return True
    if not isinstance(cell, str) or not any(c.isdigit() for c in cell):
        return False
    return value(cell, _NUMBERS) is not None or bool(_ABOUT.fullmatch(cell)) or cell.startswith(("<", "≤"))


def _is_figure(cell: Cell) -> bool:
    """Tell whether a cell stands where a figure belongs: a number, or an entry such as „weniger als 5“."""
    return _is_number(cell) or (isinstance(cell, str) and bool(_FEWER.fullmatch(cell)))


def _role(
    name: str, cells: Sequence[Cell], kinds: dict[str, str], catalogue: Catalogue, areas: Areas, home: str
) -> tuple[str, str]:
    """Return what a column probably holds, and the further keys of its entry."""
    texts = [str(cell).strip() for cell in cells if isinstance(cell, str)]
    if not cells:
        return "auslassen", ""
    if "zeit" not in kinds and (
        all(period(cell) for cell in cells)
        and (_TIME_NAMES.search(name) or not all(isinstance(c, float) for c in cells))
    ):
        return "zeit", ""
    if (
        "gebiet" not in kinds
        and texts
        and (_AREA_NAMES.search(name) or _share_known(texts, areas, home) > 0.5)
    ):
        return "gebiet", ""
    figures = sum(_is_figure(cell) for cell in cells)
    if figures > len(cells) / 2 and not _dimension_called(name, catalogue):
        return "wert", _meaning(name, catalogue)
    words = {text for text in texts if not _is_number(text)}
    if (dimension := _dimension_called(name, catalogue)) or (dimension := _dimension_of(words, catalogue)):
        return "merkmal", f", merkmal: {dimension}"
    return "auslassen", ""


def _dimension_called(name: str, catalogue: Catalogue) -> str:
    """Return the dimension that a column's name is, or an empty text."""
    return next(
        (
            key
            for key, declared in catalogue.dimensions.items()
            if name.casefold() == key or name == declared.name
        ),
        "",
    )


def _dimension_of(words: set[str], catalogue: Catalogue) -> str:
    """Return the first dimension that has one of the words as a value, or an empty text."""
    return next((key for key, declared in catalogue.dimensions.items() if words & set(declared.values)), "")


def _meaning(name: str, catalogue: Catalogue) -> str:
    """Return what a column's name says about its figures: the indicator, values of dimensions, the time."""
    *rest, last = name.split(" – ")
    when = period(last) if _is_year(last) else None
    dimension = _dimension_of({last}, catalogue) if rest else ""
    called = " – ".join(rest) if when or dimension else name
    fitting = [
        entry for entry in catalogue.indicators.values() if not dimension or dimension in entry.dimensions
    ]
    names = {text: entry.id for entry in fitting for text in (entry.name, entry.short, entry.id)}
    close = get_close_matches(called, names, n=1, cutoff=0.6)
    said = f", indikator: {_q(names[close[0]] if close else '?')}"
    if dimension:
        said += f", merkmale: {{{dimension}: {_q(last)}}}"
    return said + (f", zeit: {_q(when)}" if when else "")


def _is_year(text: str) -> bool:
    return bool(re.fullmatch(r"(Schuljahr |Jahr )?20\d\d(/\d\d(\d\d)?)?|\d{1,2}\.\d{1,2}\.20\d\d", text))


def _share_known(texts: Sequence[str], areas: Areas, home: str) -> float:
    def known(text: str) -> bool:
        try:
            areas.match(text, home)
        except DataError:
            return False
        return True

    distinct = sorted(set(texts))[:50]
    return sum(map(known, distinct)) / len(distinct)


def _meant(text: str) -> str:
    if match := _ABOUT.fullmatch(text.strip()):
        return match[1]
    if _FEWER.fullmatch(text.strip()):
        return "geheim"
    return (
        "unbekannt"
        if text.strip().casefold().rstrip(".")
        in ("k. a", "k.a", "keine angabe", "n. b", "nicht bekannt", "?")
        else "?"
    )


def _latest(columns: dict[str, list[Cell]], named: str | None) -> str:
    """Return the latest period as the edition (the first year of a school year); `?` where there is none.

    Args:
        columns: name → cells.
        named: what the file's name or its first rows say, for tables without a column of time.
    """
    periods = [
        found
        for name, cells in columns.items()
        for cell in cells
        if (_TIME_NAMES.search(name) or name == grid.SHEET or isinstance(cell, dt.date))
        and (found := period(cell))
    ]
    periods += [
        found for name in columns if _is_year(last := name.split(" – ")[-1]) and (found := period(last))
    ]
    if not periods and named:
        periods.append(named)
    return max(periods).split("/")[0] if periods else "?"


def _named_period(stem: str, sheet: Sheet) -> str | None:
    """Find a year or school year in the file's name or the first rows."""
    texts = [
        stem.replace("_", " "),
        *(str(cell) for row in sheet.cells[:5] for cell in row if isinstance(cell, str)),
    ]
    for text in texts:
        if match := re.search(r"\d{1,2}\.\d{1,2}\.20\d\d|20\d\d[/-]\d\d\b|20\d\d", text):
            return period(match[0].replace("-", "/"))
    return None
