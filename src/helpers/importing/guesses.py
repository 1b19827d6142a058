"""What the columns and entries of a department's table probably mean."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Sequence
from difflib import get_close_matches
from typing import NamedTuple

from helpers.data.areas import Areas
from helpers.data.catalogue import Catalogue
from helpers.data.models import Dimension
from helpers.errors import DataError
from helpers.importing.excel import Cell
from helpers.importing.grid import SHEET
from helpers.importing.matching import NUMBERS, match
from helpers.importing.values import POINT, period, value

_AREA_NAMES = re.compile(
    r"\b(stadt-?|orts-?|wohn-?|sozial-?|planungs-?|erhebungs-?|statistische[rs]? |land-?)?"
    r"(teile?|bezirke?|quartiere?|raum|räume|gebiete?|regionen|region|gemeinden?|kreise?)\b|\b(ags|gemeindeschlüssel)\b",
    re.IGNORECASE,
)
"""Names of columns that hold areas; „Industriegebiet“ and „Kreissäge“ are none."""
TIME_NAMES = re.compile(
    r"(?<!\d )\b(?!vorjahr|altersjahr|geburtsjahr|lebensjahr|lehrjahr|ausbildungsjahr|dienstjahr)\w*jahr\b"
    r"|\bstichtag|\b\w*datum\b|\bzeit(punkt|raum|bezug)?\b|\bmonat\b|\bsemester\b",
    re.IGNORECASE,
)
"""Names of columns that hold the time; „unter 3 Jahre“, „1 Jahr“ and „Altersjahr“ are ages, „Vorjahr“ holds figures."""
MEASURE_NAMES = re.compile(
    r"kennzahl|merkmal|indikator|variable|measure|tabelle|table|statistik|thema", re.IGNORECASE
)
"""Names of columns that say what the figures of their row count."""
_NUMBERED = re.compile(r"(^|[ _])(id|nr|nummer|lfd)\.?$", re.IGNORECASE)
SUMS = re.compile(r"(summe|gesamt|gesamtsumme|insgesamt|stadt gesamt|gesamtstadt)", re.IGNORECASE)
"""Entries of rows that add up others."""
_MARKED = re.compile(r"(.*\d)\s?(\d\)|[¹²³⁴⁵⁶⁷⁸⁹]+\)?|\*+\)?|[a-z]\)?)")
"""A number with the mark of a footnote behind it."""
_ABOUT = re.compile(r"(?:ca\.?|circa|rund|etwa|~)\s*([\d.,]+)", re.IGNORECASE)
_FEWER = re.compile(r"[<≤]\s*\d+|unter\s+\d+|weniger als \d+", re.IGNORECASE)
TOTALS = frozenset({"insgesamt", "gesamt", "zusammen", "alle"})
"""Words that stand for the total in a column of attributes."""


def quoted(text: str) -> str:
    """Return a text as it stands in a YAML file."""
    return json.dumps(text, ensure_ascii=False)


def is_number(cell: Cell) -> bool:
    """Tell whether a cell is a number, as it stands or written „ca. 120“, „<5“, „12.50“, „40*“ or „25,6 %“.

    Words such as „unter 3“ may be a header.
    """
    if isinstance(cell, float):
        return True
    if not isinstance(cell, str) or not any(c.isdigit() for c in cell):
        return False
    text = cell.strip().removesuffix("%").strip()
    if (marked := _MARKED.fullmatch(text)) and re.fullmatch(r"[+-]?[\d.,\u00a0\u202f ']*\d", marked[1]):
        text = marked[1]
    return (
        value(text, NUMBERS) is not None
        or bool(POINT.fullmatch(text))
        or bool(_ABOUT.fullmatch(text))
        or text.startswith(("<", "≤"))
    )


def _is_figure(cell: Cell) -> bool:
    """Tell whether a cell stands where a figure belongs: a number, or an entry such as „weniger als 5“."""
    return is_number(cell) or (isinstance(cell, str) and bool(_FEWER.fullmatch(cell)))


class Role(NamedTuple):
    """What a column probably holds: `ist`, the further keys of its entry, and a comment where it is not sure."""

    kind: str
    keys: str = ""
    comment: str = ""


def role(
    name: str, cells: Sequence[Cell], kinds: dict[str, str], catalogue: Catalogue, areas: Areas, home: str
) -> Role:
    """Return what a column probably holds."""
    texts = [str(cell).strip() for cell in cells if isinstance(cell, str)]
    if not cells:
        return Role("auslassen")
    called = dimension_called(name, catalogue)
    if called and sum(isinstance(cell, dt.date) for cell in cells) > len(cells) / 2:
        return Role("merkmal", f", merkmal: {called}")  # Excel has made dates of „3-6“
    if "zeit" not in kinds and not called and _holds_time(name, cells):
        return Role("zeit")
    if "gebiet" not in kinds and texts and _holds_areas(name, texts, areas, home):
        return Role("gebiet")
    if _NUMBERED.search(name):
        return Role("auslassen")
    figures = sum(_is_figure(cell) for cell in cells)
    if figures > len(cells) / 2 and not called:
        return Role("wert", *_meaning(name, cells, catalogue))
    words = {text for text in texts if not is_number(text)}
    if dimension := called or _dimension_of(words, catalogue):
        return Role("merkmal", f", merkmal: {dimension}")
    return Role("auslassen")


def _holds_time(name: str, cells: Sequence[Cell]) -> bool:
    """Tell whether all cells are times: years alone may be any numbers unless the column is called after time."""
    if not all(period(cell) for cell in cells):
        return False
    plain = all(isinstance(cell, float) or re.fullmatch(r"\d{4}", str(cell).strip()) for cell in cells)
    return bool(TIME_NAMES.search(name)) or not plain or name == SHEET


def _holds_areas(name: str, texts: Sequence[str], areas: Areas, home: str) -> bool:
    if _share_known(texts, areas, home) > 0.5:
        return True
    numbers = sum(text.replace(".", "").isdigit() for text in texts)
    return bool(_AREA_NAMES.search(name)) and numbers * 2 < len(texts)


def attributes_of(cells: Sequence[Cell], dimension: Dimension) -> dict[str, str]:
    """Return what entries of a column mean that are no value of the dimension: the only one that begins so, or `?`."""
    if dimension.open and not dimension.values:
        return {}
    guesses = {}
    for text in sorted({f"{c:.15g}" if isinstance(c, float) else str(c).strip() for c in cells}):
        if text in dimension.values or text.casefold() in TOTALS or SUMS.fullmatch(text):
            continue
        plain = re.sub(r"\s*Jahren?$", "", text).casefold().rstrip(".")
        close = [value for value in dimension.values if value.casefold().startswith(plain)]
        same = [value for value in close if value.casefold() == plain]
        guesses[text] = same[0] if same else close[0] if len(close) == 1 else "?"
    return guesses | {
        cell.isoformat(): range_of(cell, dimension) for cell in cells if isinstance(cell, dt.date)
    }


def near_value(text: str, dimension: Dimension) -> str:
    """Return the value of a dimension that a new one may mean: with most words in common, else alike; empty where none is.

    >>> near_value("Beruf, EDV", Dimension(id="x", name="x", values=("Sprachen", "Arbeit und Beruf, IT")))
    'Arbeit und Beruf, IT'
    """
    words = set(re.findall(r"\w{3,}", text.casefold()))
    shared = {value: len(words & set(re.findall(r"\w{3,}", value.casefold()))) for value in dimension.values}
    if shared and (most := max(shared.values())):
        return next(value for value, count in shared.items() if count == most)
    return next(iter(get_close_matches(text, dimension.values, n=1, cutoff=0.6)), "")


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


def range_of(date: dt.date, dimension: Dimension) -> str:
    """Return the only value of a dimension that is the range Excel has made a date of („3-6“ → 3. Juni), else `?`."""
    first, last = sorted((date.day, date.month))
    fitting = [value for value in dimension.values if re.findall(r"\d+", value) == [str(first), str(last)]]
    return fitting[0] if len(fitting) == 1 else "?"


def is_year(text: str) -> bool:
    """Tell whether a column's name is a year, school year or day."""
    return bool(re.fullmatch(r"(Schuljahr |Jahr )?20\d\d(/\d\d(\d\d)?)?|\d{1,2}\.\d{1,2}\.20\d\d", text))


def dimension_called(name: str, catalogue: Catalogue) -> str:
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


def _meaning(name: str, cells: Sequence[Cell], catalogue: Catalogue) -> tuple[str, str]:
    """Return what a column's name says about its figures (indicator, values of dimensions, time), and doubts about it."""
    *rest, last = name.split(" – ")
    when = period(last) if is_year(last) else None
    part = re.sub(r"\s*Jahren?$|\s*Jahre$", "", last)
    dimension = _dimension_of({part}, catalogue)
    called = " – ".join(rest) if when or dimension else name
    found = match(called, dimension, cells, catalogue)
    said = f", indikator: {quoted(found.indicator)}"
    if dimension:
        said += f", merkmale: {{{dimension}: {quoted(part)}}}"
    return said + (f", zeit: {quoted(when)}" if when else ""), found.comment


def _share_known(texts: Sequence[str], areas: Areas, home: str) -> float:
    def known(text: str) -> bool:
        try:
            areas.match(text, home)
        except DataError:
            return f"{home}-{text}" in areas
        return True

    distinct = sorted(set(texts))[:50]
    return sum(map(known, distinct)) / len(distinct)
