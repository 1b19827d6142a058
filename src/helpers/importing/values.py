"""The smallest parts of every table: numbers, signs, periods and area keys."""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING, NamedTuple

from helpers.data.keys import LAENDER
from helpers.errors import DataError

if TYPE_CHECKING:
    import pandas as pd

# What the signs of official statistics mean; each is a different statement.
SYMBOLS = {
    "-": "zero",
    "–": "zero",
    ".": "unknown",
    "·": "unknown",
    "/": "unreliable",
    "...": "later",
    "…": "later",
    "x": "not_applicable",
    "X": "not_applicable",
}
LEVELS = {2: "land", 3: "regierungsbezirk", 5: "kreis", 8: "gemeinde"}
MONTHS = (
    "januar februar märz april mai juni juli august september oktober november dezember".split()  # noqa: SIM905
)

_KEY = re.compile(r"DG|(0[1-9]|1[0-6])(\d|\d{3}|\d{6})?")
_ZERO = re.compile(r"[+-]?0([.,]0+)?")
_PLAIN = re.compile(r"[+-]?\d+(,\d+)?")
_POINT = re.compile(r"[+-]?\d+\.\d+([eE][+-]?\d+)?")
# Thousands are grouped by a dot, an apostrophe or a (no-break, thin) space.
_INTERVAL = re.compile(r"((?:19|20)\d\d)(?:-(\d\d))?(P\d+[MY])")
_GROUPED = re.compile(r"[+-]?[1-9]\d{0,2}([.\u00a0\u202f\u2009 ']\d{3})+(,\d+)?")
_QUALITY = re.compile(r"(.*\d)\s?[eprs]")
_BRACKETS = re.compile(r"\((.+)\)")
_SPACES = re.compile(r"[.\u00a0\u202f\u2009 ']")


OTHER_SIGNS = frozenset("kgut")
"""Signs of the Landesamt für Statistik Niedersachsen since 2020, which no other office uses."""

_MEND = "Bitte die Zelle in einer Kopie der Datei richtigstellen oder die Datei neu herunterladen."
_OTHER_SIGNS = (
    "So kennzeichnet das Landesamt für Statistik Niedersachsen: Bitte die Tabelle in data/catalogue/imports.yml eintragen und bei "
    "ihrer Quelle in sources.yml die Zeichen unter „symbols“ erklären (siehe Handbuch „Daten einer Behörde einlesen“)."
)


class Notation(NamedTuple):
    """How a source writes figures.

    Args:
        decimal: `,`, or `.` for files that may use either (no thousands separators there).
        symbols: sign → status.
        zero_is_number: 0 is the number zero; otherwise it means less than half a unit.
        thousands: whether `1.234` means 1234; official files never group digits, so there it is refused.
    """

    decimal: str = ","
    symbols: dict[str, str] = SYMBOLS
    zero_is_number: bool = False
    thousands: bool = False


def number(text: str, decimal: str = ",", thousands: bool = True) -> float | None:
    """Read a number; None where it is not one. Brackets and quality letters (`(12)`, `12 p`) are dropped.

    >>> number("1.234,5"), number("16.19", "."), number("1.5"), number("1.234", thousands=False)
    (1234.5, 16.19, None, None)
    """
    text = text.strip()
    text = match[1] if (match := _BRACKETS.fullmatch(text)) else text
    text = match[1] if (match := _QUALITY.fullmatch(text)) else text
    if _PLAIN.fullmatch(text):
        return float(text.replace(",", "."))
    if decimal == "." and _POINT.fullmatch(text):
        return float(text)
    if thousands and _GROUPED.fullmatch(text):
        return float(_SPACES.sub("", text).replace(",", "."))
    return None


POINT = re.compile(r"[+-]?(0\.\d+|\d+\.(\d{1,2}|\d{4,}))")
"""A number that can only be written with a decimal point: `0.8`, `12.25`."""


def turned(text: str) -> str:
    """Return a number written the English way as it is written in German.

    >>> turned("1,234.5")
    '1.234,5'
    """
    return text.translate({ord("."): ",", ord(","): "."})


def value(text: str, notation: Notation = Notation()) -> tuple[float, str] | None:  # noqa: B008 - immutable
    """Read a cell as `(value, status)`; None where it is neither number nor sign.

    >>> value("-"), value("6,8"), value("0"), value("abc")
    ((0.0, 'zero'), (6.8, ''), (nan, 'below_half'), None)
    """
    text = text.strip()
    if status := notation.symbols.get(text):
        return (0.0 if status == "zero" else float("nan")), status
    if not notation.zero_is_number and _ZERO.fullmatch(text):
        # In the signs of Niedersachsen 0 is exactly zero, however many decimals it is written with.
        return (0.0, "zero") if notation.symbols.get("0") == "zero" else (float("nan"), "below_half")
    figure = number(text, notation.decimal, notation.thousands)
    return None if figure is None else (figure, "")


def parse_values(frame: pd.DataFrame, notation: Notation, place: str) -> tuple[pd.Series, pd.Series]:
    """Return the columns `value` and `status` for the texts in `frame["text"]`.

    Raises:
        DataError: names `place`, row and column of the first cell that cannot be read.
    """
    table = {str(text): value(str(text), notation) for text in frame["text"].unique()}
    wrong = [text for text, found in table.items() if found is None]
    if wrong:
        first = frame.loc[frame["text"].isin(wrong)].sort_values(["sheet", "row", "column"]).iloc[0]
        sheet = f", Blatt „{first['sheet']}“" if first["sheet"] else ""
        found = f"„{short(str(first['text']))}“" if str(first["text"]).strip() else "eine leere Zelle"
        advice = _OTHER_SIGNS if set(wrong) <= OTHER_SIGNS else _MEND
        raise DataError(
            f"{place}{sheet}, Zeile {first['row']}, Spalte {first['column']}: {found} gefunden, erwartet wird eine Zahl "
            f"oder ein Zeichen der amtlichen Statistik ({', '.join(notation.symbols)}). {advice}"
        )
    values = {text: found[0] for text, found in table.items() if found}
    status = {text: found[1] for text, found in table.items() if found}
    return frame["text"].map(values).astype(float), frame["text"].map(status).astype(object)


def short(text: str, limit: int = 60) -> str:
    """Return printable text on one line, cut after `limit` characters, for use in a message."""
    line = "".join(c if c.isprintable() else "·" for c in " ".join(text.split()))
    return line if len(line) <= limit else line[: limit - 1] + "…"


def period(cell: object) -> str | None:
    """Read a period: year, ISO date, school year or the interval of one; None where it is none of these.

    >>> period("31.12.2018"), period("2023/2024"), period("Schuljahr 2023/24"), period(2023.0)
    ('2018-12-31', '2023/24', '2023/24', '2023')
    >>> period("2023-10P6M"), period("2023-08P1Y"), period("2023P1Y"), period("2023-04P6M")
    ('2023/24', '2023/24', '2023', None)
    """
    if isinstance(cell, dt.datetime | dt.date):
        return cell.isoformat()[:10] if 1900 <= cell.year <= 2100 else None
    if isinstance(cell, float):
        cell = int(cell) if cell.is_integer() else ""
    text = re.sub(r"^(Schuljahr|Jahr|Stichtag|WS|Wintersemester|am|zum)[: ]\s*", "", str(cell).strip())
    if re.fullmatch(r"(19|20)\d\d", text):
        return text
    if match := _INTERVAL.fullmatch(text):
        return _interval(match[1], int(match[2] or 1), match[3])
    if match := re.fullmatch(r"((?:19|20)\d\d)\s?[/–-]\s?((?:19|20)?\d\d)", text):
        first, second = match[1], match[2][-2:]
        if (int(first) + 1) % 100 == int(second) and not re.fullmatch(r"\d{4}-\d\d", text):
            return f"{first}/{second}"
        return None
    if match := re.fullmatch(r"(\d{4})-(\d\d)-(\d\d)(?:[T ]00:00(?::00)?)?", text):
        return _date(int(match[1]), int(match[2]), int(match[3]))
    if match := re.fullmatch(r"(\d{1,2})\.\s?(\d{1,2})\.\s?(\d{4})", text):
        return _date(int(match[3]), int(match[2]), int(match[1]))
    if (match := re.fullmatch(r"(\d{1,2})\.\s?(\w+)\s(\d{4})", text)) and match[2].casefold() in MONTHS:
        return _date(int(match[3]), MONTHS.index(match[2].casefold()) + 1, int(match[1]))
    return None


def _interval(year: str, month: int, length: str) -> str | None:
    """Return the calendar year, school year or winter term that an interval is; other terms and quarters are none."""
    if length in ("P1Y", "P12M") and month == 1:
        return year
    school = length in ("P1Y", "P12M") and month in (7, 8, 9)
    if school or (length == "P6M" and month in (9, 10)):
        return f"{year}/{(int(year) + 1) % 100:02d}"
    return None


def _date(year: int, month: int, day: int) -> str | None:
    try:
        date = dt.date(year, month, day)
    except ValueError:
        return None
    return date.isoformat() if 1900 <= year <= 2100 else None


def level(key: str) -> str:
    """Return the level of an official area key (`bund`, `land`, …), or an empty text for anything else."""
    if not _KEY.fullmatch(key):
        return ""
    return "bund" if key == "DG" else LEVELS[len(key)]


def land_key(name: str) -> str:
    """Return the key of a Land or of Germany by its name, or an empty text."""
    cleaned = name.strip()
    if cleaned in ("Deutschland", "Bundesrepublik Deutschland", "Bundesgebiet", "Bund"):
        return "DG"
    return next((key for key, land in LAENDER.items() if land == cleaned), "")
