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
    for sheet in grid.sheets(path):
        if found := _header(sheet):
            break
    else:
        raise DataError(
            f"{path.name}: Keine Tabelle gefunden. Erwartet wird eine Zeile mit Spaltennamen und darunter "
            "mindestens eine Zeile mit Zahlen."
        )
    grid.refuse_formula(sheet, path.name)
    table = grid.load(path, sheet.name, found)
    columns = {
        name: [line.cells[i] for line in table.rows if line.cells[i] is not None]
        for i, name in enumerate(table.header)
    }
    lines = [
        f"# Zuordnung für {path.name}, vorgeschlagen aus dem Inhalt.",
        "# Bitte jede Zeile prüfen, jedes „?“ ersetzen und am Ende „geprueft: true“ setzen.",
        f'datei: {_q(path.name)} # Sternchen sind erlaubt: "kita_*.xlsx" passt jedes Jahr',
        "geprueft: false",
        'quelle: "?" # Kennung aus data/catalogue/sources.yml oder dem sources.yml der Kommune',
        f"stand: {_q(_latest(columns))} # Tag, an dem die Zahlen so galten; der spätere zählt",
        f"blatt: {_q(sheet.name)}",
        f"kopfzeile: {found[0] if len(found) == 1 else list(found)}",
        "spalten: # ist: gebiet, zeit, merkmal, wert oder auslassen",
    ]
    odd: dict[str, str] = {}
    kinds: dict[str, str] = {}
    rows_out: list[str] = []
    for name, cells in columns.items():
        kind, extra = _role(name, cells, kinds, catalogue, areas, home)
        kinds.setdefault(kind, name)
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
    if "zeit" not in kinds:
        lines.append(f"zeit: {_q(_named_period(path.stem, sheet) or '?')} # gilt für alle Zeilen")
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
        figures = sum(_is_figure(cell) for cell in row)
        above = filled[i - 1]
        names = sum(isinstance(cell, str) or period(cell or "") is not None for cell in above)
        if figures and names >= 2 and not all(period(cell) for cell in row if cell is not None):
            first = i
            while (
                first > 1
                and sum(isinstance(cell, str) for cell in sheet.cells[first - 2]) >= 2
                and not any(_is_figure(c) for c in filled[first - 2])
            ):
                first -= 1
            merged_above = any(
                top < i - 1 <= bottom + 1 and right > left
                for top, left, bottom, right in sheet.merged
                if top < i - 1
            )
            return tuple(range(first if merged_above or first == i else i, i + 1))
    return None


def _is_figure(cell: Cell) -> bool:
    """Tell whether a cell stands where a figure belongs: a number, or an entry such as „ca. 120“ or „<5“."""
    if isinstance(cell, float):
        return True
    if not isinstance(cell, str) or not any(c.isdigit() for c in cell):
        return False
    return value(cell, _NUMBERS) is not None or bool(_ABOUT.fullmatch(cell) or _FEWER.fullmatch(cell))


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
    for dimension, declared in catalogue.dimensions.items():
        if texts and (
            dimension == name.casefold() or declared.name == name or set(texts) & set(declared.values)
        ):
            return "merkmal", f", merkmal: {dimension}"
    figures = sum(_is_figure(cell) for cell in cells)
    if figures > len(cells) / 2:
        names = {entry.name: key for key, entry in catalogue.indicators.items()} | {
            key: key for key in catalogue.indicators
        }
        close = get_close_matches(name, names, n=1, cutoff=0.6)
        return "wert", f", indikator: {_q(names[close[0]] if close else '?')}"
    return "auslassen", ""


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


def _latest(columns: dict[str, list[Cell]]) -> str:
    """Return the latest period as the edition (the first year of a school year); `?` where there is none."""
    periods = [
        found
        for name, cells in columns.items()
        for cell in cells
        if (_TIME_NAMES.search(name) or isinstance(cell, dt.date)) and (found := period(cell))
    ]
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
