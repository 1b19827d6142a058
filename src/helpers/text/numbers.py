"""German numbers, units, dates and periods."""

from __future__ import annotations

import datetime as dt
import re
from decimal import ROUND_HALF_UP, Decimal
from typing import Protocol

from babel.dates import format_date

NBSP = "\u00a0"
MINUS = "\u2212"
_SCHOOL_YEAR = re.compile(r"(\d{4}/\d{2})( WS)?")
# A chapter prints some hundred numbers; Babel's `format_decimal` takes twenty times as long for the same text.
_GERMAN = str.maketrans(",.", ".,")
_DIMENSIONLESS = frozenset({"", "Anzahl"})
_SINGULAR = {
    "Personen": "Person", "Kinder": "Kind", "Schulen": "Schule", "Klassen": "Klasse", "Kurse": "Kurs",
    "Plätze": "Platz", "Familien": "Familie", "Haushalte": "Haushalt", "Besuche": "Besuch", "Gespräche": "Gespräch",
    "Belegungen": "Belegung", "Unterrichtsstunden": "Unterrichtsstunde", "Vollzeitstellen": "Vollzeitstelle", "Stellen": "Stelle",
}  # fmt: skip
"""Counted units of the catalogue: plural → singular."""


class HasUnit(Protocol):
    """What is needed of a catalogue entry to print one of its values."""

    @property
    def unit(self) -> str:
        """Unit as in the catalogue: `%`, `Personen`, `je 100` and so on."""

    @property
    def decimals(self) -> int:
        """Decimals in which values are published."""


def rounded(value: float | Decimal, decimals: int = 0) -> Decimal:
    """Return `value` rounded half up (kaufmännisch), as it stands on the page.

    >>> rounded(5.25, 1)
    Decimal('5.3')
    """
    return Decimal(str(value)).quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)


def printed(value: float | Decimal, decimals: int = 0) -> float:
    """Return a value as `number` prints it: what is compared, ranked or subtracted is what readers see.

    Python's own `round` takes halves to the even digit and binary fractions as they are: 0.25 → 0.2, 2.675 → 2.67.

    >>> printed(0.25, 1), printed(2.675, 2), printed(-7.35, 1), printed(1245, -1)
    (0.3, 2.68, -7.4, 1250.0)
    """
    return float(rounded(value, decimals))


def number(value: float | Decimal, decimals: int = 0) -> str:
    """Return a number in German notation, rounded half up, with a true minus sign.

    >>> number(301786), number(1234.56, 1), number(-0.04, 1)
    ('301.786', '1.234,6', '0,0')

    Raises:
        ValueError: `value` is not finite; a missing value has no number and needs words.
    """
    exact = rounded(value, decimals) if Decimal(str(value)).is_finite() else None
    if exact is None:
        raise ValueError(f"keine Zahl: {value}")
    sign = MINUS if exact < 0 else ""
    return sign + f"{abs(exact):,.{decimals}f}".translate(_GERMAN)


def signed(value: float | Decimal, decimals: int = 0) -> str:
    """Return a difference with its sign; zero has `±`.

    >>> signed(3.2, 1), signed(-12), signed(0.01, 1)
    ('+3,2', '−12', '±0,0')
    """
    exact = rounded(value, decimals)
    return ("+" if exact > 0 else "" if exact < 0 else "±") + number(exact, decimals)


def percent(value: float | Decimal, decimals: int = 1) -> str:
    """Return a percentage (25.6 means 25,6 %) with a no-break space before the sign.

    >>> percent(5.16) == "5,2" + NBSP + "%"
    True
    """
    return f"{number(value, decimals)}{NBSP}%"


def with_unit(value: float | Decimal, indicator: HasUnit, *, dative: bool = False) -> str:
    """Return a value of an indicator with its decimals and unit, as it stands in running text.

    `%` and `Euro…` follow the number; `je 100` and the like, and counted units, follow it too;
    `Anzahl` and no unit leave the bare number. The unit is singular beside a 1; `dative` is for „von 12 Kindern“.
    """
    text, unit = number(value, indicator.decimals), unit_after(indicator)
    if not unit:
        return text
    return f"{text}{NBSP}{one_of(unit) if text == '1' else in_dative(unit) if dative else unit}"


def one_of(unit: str) -> str:
    """Return the singular of a counted unit.

    >>> one_of("Schulen"), one_of("Personen je Klasse"), one_of("%")
    ('Schule', 'Person je Klasse', '%')
    """
    noun, _, rest = unit.partition(" ")
    return f"{_SINGULAR.get(noun, noun)} {rest}".strip()


def in_dative(unit: str) -> str:
    """Return the dative of a counted unit, as after „von“ or „in“.

    >>> in_dative("Kinder"), in_dative("Plätze"), in_dative("Personen je Klasse"), in_dative("Tsd. Euro")
    ('Kindern', 'Plätzen', 'Personen je Klasse', 'Tsd. Euro')
    """
    noun, _, rest = unit.partition(" ")
    if noun in _SINGULAR and not noun.endswith(("n", "s")):
        noun += "n"
    return f"{noun} {rest}".strip()


def unit_after(indicator: HasUnit) -> str:
    """Return the unit that follows a value of an indicator, empty where the bare number says all."""
    return "" if indicator.unit in _DIMENSIONLESS else indicator.unit


def span(low: float | Decimal, high: float | Decimal, decimals: int = 0, unit: str = "") -> str:
    """Return a range with an en dash, the unit once.

    >>> span(3, 4.5, 1, "%") == "3,0–4,5" + NBSP + "%"
    True
    """
    both = f"{number(low, decimals)}–{number(high, decimals)}"
    return f"{both}{NBSP}{unit}" if unit else both


def period_label(period: str) -> str:
    """Return a period as it stands in captions and tables: year, date with dots, school year, winter term.

    >>> period_label("2023"), period_label("2025-12-31"), period_label("2023/24"), period_label("2023/24 WS")
    ('2023', '31.12.2025', '2023/24', 'WS 2023/24')
    """
    if (match := _SCHOOL_YEAR.fullmatch(period)) and match[2]:
        return f"WS {match[1]}"
    return (
        period if _is_year(period) else format_date(dt.date.fromisoformat(period), "dd.MM.yyyy", locale="de")
    )


def period_words(period: str) -> str:
    """Return a period in words: `2023`, `31. Dezember 2025`, `Schuljahr 2023/24`, `Wintersemester 2023/24`.

    >>> period_words("2025-12-31") == "31." + NBSP + "Dezember 2025"
    True
    """
    if match := _SCHOOL_YEAR.fullmatch(period):
        return f"{'Wintersemester' if match[2] else 'Schuljahr'} {match[1]}"
    if _is_year(period):
        return period
    return str(format_date(dt.date.fromisoformat(period), f"d.{NBSP}MMMM yyyy", locale="de"))


def period_when(period: str) -> str:
    """Return a period as an adverb: `2023`, `am 31. Dezember 2025`, `im Schuljahr 2023/24`.

    >>> period_when("2023"), period_when("2023/24")
    ('2023', 'im Schuljahr 2023/24')
    """
    if _is_year(period):
        return f"im {period_words(period)}" if "/" in period else period
    return f"am {period_words(period)}"


def periods(first: str, last: str) -> str:
    """Return a range of periods with an en dash; equal ones once.

    >>> periods("2006", "2020"), periods("2023", "2023")
    ('2006–2020', '2023')
    """
    a, b = period_label(first), period_label(last)
    if a == b:
        return a
    return f"{a}–{b}" if _is_year(first) and _is_year(last) else f"{a} – {b}"


def cardinal(value: int) -> str:
    """Return a small whole number in words up to twelve, as German style wants it, else in digits.

    >>> cardinal(3), cardinal(1), cardinal(17)
    ('drei', 'eins', '17')
    """
    return _WORDS[value] if 0 <= value < len(_WORDS) else number(value)


def _is_year(period: str) -> bool:
    return period.isdigit() or _SCHOOL_YEAR.fullmatch(period) is not None


_WORDS = (
    "null",
    "eins",
    "zwei",
    "drei",
    "vier",
    "fünf",
    "sechs",
    "sieben",
    "acht",
    "neun",
    "zehn",
    "elf",
    "zwölf",
)
