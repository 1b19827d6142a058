"""The keys of an observation: official municipality key (AGS), period and breakdown."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from functools import lru_cache
from typing import NamedTuple

from helpers.errors import DataError

AGS = re.compile(r"DG|\d{2}|\d{3}|\d{5}|\d{8}|\d{5}(\d{3})?-[0-9A-Za-z]+")
"""Germany, Land, Regierungsbezirk, Kreis, Gemeinde, Sozialraum (key of Kreis or Gemeinde, hyphen, own)."""

LAENDER = {
    "01": "Schleswig-Holstein",
    "02": "Hamburg",
    "03": "Niedersachsen",
    "04": "Bremen",
    "05": "Nordrhein-Westfalen",
    "06": "Hessen",
    "07": "Rheinland-Pfalz",
    "08": "Baden-Württemberg",
    "09": "Bayern",
    "10": "Saarland",
    "11": "Berlin",
    "12": "Brandenburg",
    "13": "Mecklenburg-Vorpommern",
    "14": "Sachsen",
    "15": "Sachsen-Anhalt",
    "16": "Thüringen",
}
"""The sixteen Länder by the first two digits of the AGS."""

FRESH_YEARS = 3
"""For so many years a figure is called up to date."""

_SCHOOL_YEAR = re.compile(r"(\d{4})/(\d{2})( WS)?")
_YEAR = re.compile(r"(1[89]|2[01])\d{2}")


class Period(NamedTuple):
    """A period: its canonical text, the year it counts for, and a day to put it on a time axis.

    The year of a school year or a winter term is the one in which it starts. The day is the reference date itself, the
    first of January of a calendar year, of August of a school year or of October of a winter term.
    """

    text: str
    year: int
    date: dt.date


@lru_cache(maxsize=4096)
def parse_period(text: str) -> Period:
    """Read a year (`2023`), an ISO date (`2025-12-31`), a school year (`2023/24`) or a winter term (`2023/24 WS`).

    Raises:
        DataError: for anything else.

    >>> parse_period("2023/24").year
    2023
    """
    text = text.strip()
    if _YEAR.fullmatch(text):
        return Period(text, int(text), dt.date(int(text), 1, 1))
    if match := _SCHOOL_YEAR.fullmatch(text):
        start = int(match[1])
        if (start + 1) % 100 == int(match[2]) and _YEAR.fullmatch(match[1]):
            return Period(text, start, dt.date(start, 10 if match[3] else 8, 1))
    elif re.fullmatch(r"\d{4}-\d{2}-\d{2}", text):
        try:
            day = dt.date.fromisoformat(text)
        except ValueError:
            pass
        else:
            return Period(text, day.year, day)
    raise DataError(
        f"„{text}“ ist kein Zeitpunkt: erwartet wird ein Jahr (2023), ein Stichtag (2025-12-31), "
        "ein Schuljahr (2023/24) oder ein Wintersemester (2023/24 WS)."
    )


def outdated(period: str, year: int) -> bool:
    """Tell whether a figure is more than three years older than the report, which then says so in words.

    >>> outdated("2019", 2025), outdated("2022/23", 2025)
    (True, False)
    """
    return year - parse_period(period).year > FRESH_YEARS


def earlier(period: str, years: int) -> str:
    """Return the same period some years earlier.

    >>> earlier("2023/24", 5)
    '2018/19'
    """
    year = int(period[:4]) - years
    return f"{year}/{(year + 1) % 100:02d}{period[7:]}" if "/" in period else f"{year}{period[4:]}"


def year_end(period: str, *, before: bool = False) -> str:
    """Return the 31 December of a period's year, or of the year before.

    >>> year_end("2022-06-30"), year_end("2023/24", before=True)
    ('2022-12-31', '2022-12-31')
    """
    return f"{parse_period(period).year - before}-12-31"


def spelt_out(text: str) -> str:
    """Return a text in lower case without umlauts.

    >>> spelt_out("Geprüft am Fuß")
    'geprueft am fuss'
    """
    text = text.casefold()
    for umlaut, letters in (("ä", "ae"), ("ö", "oe"), ("ü", "ue")):
        text = text.replace(umlaut, letters)
    return text


def split_breakdown(text: str) -> dict[str, str]:
    """Return `{dimension: value}` of a breakdown such as `alter=unter 3|geschlecht=weiblich`.

    Raises:
        DataError: when a part has no `=`, an empty side, or a dimension occurs twice.
    """
    return dict(_parts(text))


@lru_cache(maxsize=65536)
def _parts(text: str) -> tuple[tuple[str, str], ...]:
    """Return the parts of a breakdown; the same few hundred texts stand beside very many figures."""
    parts: dict[str, str] = {}
    for part in text.split("|") if text.strip() else []:
        dimension, found, value = (side.strip() for side in part.partition("="))
        if not (dimension and found and value):
            raise DataError(
                f"Die Untergliederung „{text}“ ist nicht von der Form „merkmal=wert|merkmal=wert“."
            )
        if dimension in parts:
            raise DataError(f"In der Untergliederung „{text}“ steht das Merkmal „{dimension}“ zweimal.")
        parts[dimension] = value
    return tuple(parts.items())


def join_breakdown(parts: Mapping[str, str]) -> str:
    """Return the canonical text of a breakdown: dimensions in alphabetical order, empty for the total.

    >>> join_breakdown({"geschlecht": "weiblich", "alter": "unter 3"})
    'alter=unter 3|geschlecht=weiblich'
    """
    if not parts:
        return ""
    return "|".join([f"{dimension}={parts[dimension]}" for dimension in sorted(parts)])
