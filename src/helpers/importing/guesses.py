"""What the columns and entries of a department's table probably mean."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from difflib import get_close_matches

from helpers.data.areas import Areas
from helpers.data.catalogue import Catalogue
from helpers.data.models import Dimension
from helpers.errors import DataError
from helpers.importing.excel import Cell
from helpers.importing.values import Notation, period, value

_AREA_NAMES = re.compile(
    r"stadtteil|stadtbezirk|bezirk|quartier|sozialraum|planungsraum|gebiet|region|gemeinde|ortsteil|ags|kreis",
    re.IGNORECASE,
)
TIME_NAMES = re.compile(r"(?<!\d )\b\w*jahr\b|stichtag|datum|zeit|monat", re.IGNORECASE)
"""Names of columns that hold the time; „unter 3 Jahre“ and „1 Jahr“ are ages."""
SUMS = re.compile(r"(summe|gesamt|gesamtsumme|insgesamt|stadt gesamt|gesamtstadt)", re.IGNORECASE)
"""Entries of rows that add up others."""
_FILLERS = re.compile(r"\b(insgesamt|gesamt|zusammen|anzahl|davon|darunter|zahl der)\b", re.IGNORECASE)
_ABOUT = re.compile(r"(?:ca\.?|circa|rund|etwa|~)\s*([\d.,]+)", re.IGNORECASE)
_FEWER = re.compile(r"[<≤]\s*\d+|unter\s+\d+|weniger als \d+", re.IGNORECASE)
TOTALS = frozenset({"insgesamt", "gesamt", "zusammen", "alle"})
"""Words that stand for the total in a column of attributes."""
NUMBERS = Notation(zero_is_number=True, thousands=True)


def quoted(text: str) -> str:
    """Return a text as it stands in a YAML file."""
    return json.dumps(text, ensure_ascii=False)


def is_number(cell: Cell) -> bool:
    """Tell whether a cell is a number, as it stands or written „ca. 120“ or „<5“; words such as „unter 3“ may be a header."""
    if isinstance(cell, float):
        return True
    if not isinstance(cell, str) or not any(c.isdigit() for c in cell):
        return False
    return value(cell, NUMBERS) is not None or bool(_ABOUT.fullmatch(cell)) or cell.startswith(("<", "≤"))


def _is_figure(cell: Cell) -> bool:
    """Tell whether a cell stands where a figure belongs: a number, or an entry such as „weniger als 5“."""
    return is_number(cell) or (isinstance(cell, str) and bool(_FEWER.fullmatch(cell)))


def role(
    name: str, cells: Sequence[Cell], kinds: dict[str, str], catalogue: Catalogue, areas: Areas, home: str
) -> tuple[str, str]:
    """Return what a column probably holds, and the further keys of its entry."""
    texts = [str(cell).strip() for cell in cells if isinstance(cell, str)]
    if not cells:
        return "auslassen", ""
    if "zeit" not in kinds and (
        all(period(cell) for cell in cells)
        and (TIME_NAMES.search(name) or not all(isinstance(c, float) for c in cells))
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
    words = {text for text in texts if not is_number(text)}
    if (dimension := _dimension_called(name, catalogue)) or (dimension := _dimension_of(words, catalogue)):
        return "merkmal", f", merkmal: {dimension}"
    return "auslassen", ""


def attributes_of(cells: Sequence[Cell], dimension: Dimension) -> dict[str, str]:
    """Return what entries of a column mean that are no value of the dimension: the only one that begins so, or `?`."""
    if dimension.open:
        return {}
    guesses = {}
    for text in sorted({f"{c:.15g}" if isinstance(c, float) else str(c).strip() for c in cells}):
        if text in dimension.values or text.casefold() in TOTALS or SUMS.fullmatch(text):
            continue
        plain = re.sub(r"\s*Jahren?$", "", text).casefold().rstrip(".")
        close = [value for value in dimension.values if value.casefold().startswith(plain)]
        same = [value for value in close if value.casefold() == plain]
        guesses[text] = same[0] if same else close[0] if len(close) == 1 else "?"
    return guesses


def meant(text: str) -> str:
    """Return what an entry in place of a number means, as „werte“ says it; `?` where it is not known."""
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


def is_year(text: str) -> bool:
    """Tell whether a column's name is a year, school year or day."""
    return bool(re.fullmatch(r"(Schuljahr |Jahr )?20\d\d(/\d\d(\d\d)?)?|\d{1,2}\.\d{1,2}\.20\d\d", text))


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
    when = period(last) if is_year(last) else None
    part = re.sub(r"\s*Jahren?$|\s*Jahre$", "", last)
    dimension = _dimension_of({part}, catalogue)
    called = " – ".join(rest) if when or dimension else name
    said = f", indikator: {quoted(_indicator(called, dimension, catalogue))}"
    if dimension:
        said += f", merkmale: {{{dimension}: {quoted(part)}}}"
    return said + (f", zeit: {quoted(when)}" if when else "")


def _indicator(called: str, dimension: str, catalogue: Catalogue) -> str:
    """Return the indicator that a column is called like, `?` where none is: a wrong guess costs more than none.

    Computed ones are never meant, as nobody delivers them; numbers in both names must be the same.
    """
    plain = " ".join(_FILLERS.sub(" ", called).split())
    fitting = [
        entry
        for entry in catalogue.indicators.values()
        if not entry.computed and (not dimension or dimension in entry.dimensions)
    ]
    numbers = re.findall(r"\d+", plain)
    names = {
        text: entry.id
        for entry in fitting
        for text in (entry.name, entry.short, entry.id)
        if re.findall(r"\d+", text) == numbers
    }
    if not plain:
        return "?"
    words = set(plain.casefold().split())
    counts = {entry.id for entry in fitting if entry.kind == "count"}
    holding = [text for text, key in names.items() if key in counts and words <= set(text.casefold().split())]
    close = get_close_matches(plain, names, n=1, cutoff=0.6) or sorted(holding, key=lambda t: (len(t), t))[:1]
    return names[close[0]] if close else "?"


def _share_known(texts: Sequence[str], areas: Areas, home: str) -> float:
    def known(text: str) -> bool:
        try:
            areas.match(text, home)
        except DataError:
            return False
        return True

    distinct = sorted(set(texts))[:50]
    return sum(map(known, distinct)) / len(distinct)
