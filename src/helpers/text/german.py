"""Values of Python as a German reader reads them: numbers, dates, yes and no."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Sequence
from decimal import Decimal
from numbers import Integral, Real
from typing import Any

from babel.dates import format_date

from helpers.text.numbers import MINUS, NBSP

MISSING = f"k.{NBSP}A."
"""Stands in a table where a value is missing: keine Angabe."""
GROUPED = 10_000
"""From this number on thousands are set apart: below it, a year would look like an amount (Duden)."""
MOST_DECIMALS = 6
_GERMAN = str.maketrans(",.", ".,")


def is_missing(value: object) -> bool:
    """Tell whether a value is none: None, NaN, and pandas' NaT and NA."""
    if value is None or type(value).__name__ in ("NAType", "NaTType"):
        return True
    return isinstance(value, (float, Real, Decimal)) and math.isnan(value)


def is_boolean(value: object) -> bool:
    """Tell whether a value is true or false, also one of numpy's."""
    return isinstance(value, bool) or type(value).__name__ in ("bool", "bool_")


def is_number(value: object) -> bool:
    """Tell whether a value is a number; true and false are none."""
    return isinstance(value, (Real, Decimal)) and not is_boolean(value)


def decimals(value: Any) -> int:
    """Return how many decimals a number needs: at most six, or six digits of a very small one.

    >>> decimals(12.50), decimals(0.1 + 0.2), decimals(1e-7), decimals(1 / 3)
    (1, 1, 7, 6)
    """
    if isinstance(value, Integral) or not math.isfinite(value):
        return 0
    exact = value if isinstance(value, Decimal) else Decimal(repr(float(value)))
    if -int(exact.as_tuple().exponent) > MOST_DECIMALS:
        exact = Decimal(f"{exact:.{max(MOST_DECIMALS, 5 - exact.adjusted())}f}")
    return max(0, -int(exact.normalize().as_tuple().exponent))


def number(value: Any, places: int, *, grouped: bool = True) -> str:
    """Return a number in German notation with as many decimals.

    >>> number(1234567, 0), number(-3.25, 2), number(2025, 0, grouped=False)
    ('1.234.567', '−3,25', '2025')
    """
    if not math.isfinite(value):
        return "∞" if value > 0 else f"{MINUS}∞"
    exact = (
        value if isinstance(value, (int, Decimal)) else int(value) if isinstance(value, Integral) else None
    )
    text = (
        f"{abs(Decimal(repr(float(value))) if exact is None else exact):{',' if grouped else ''}.{places}f}"
    )
    return (MINUS if value < 0 and text.strip("0.,") else "") + text.translate(_GERMAN)


def german(value: object, *, table: bool = False) -> str:
    """Return one value as German text; what is no number, date or truth value is returned as its own text.

    Args:
        value: any value, also one of numpy's or pandas'.
        table: whether it stands in a table, where dates are short and a missing value has a sign.

    Raises:
        ValueError: outside tables, for a missing value.

    >>> german(12.5), german(2025), german(1234567), german(True), german(dt.date(2025, 3, 1), table=True)
    ('12,5', '2025', '1.234.567', 'ja', '01.03.2025')
    """
    if is_missing(value):
        if table:
            return MISSING
        raise ValueError(f"kein Wert: {value}")
    if is_boolean(value):
        return "ja" if value else "nein"
    if is_number(value):
        number_: Any = value
        return number(number_, decimals(number_), grouped=abs(number_) >= GROUPED or decimals(number_) > 0)
    if isinstance(value, dt.date):
        return _date(value, table)
    if isinstance(value, dt.time):
        return f"{value:%H:%M} Uhr"
    return str(value)


def _date(value: dt.date, table: bool) -> str:
    day = str(format_date(value, "dd.MM.yyyy" if table else f"d.{NBSP}MMMM yyyy", locale="de"))
    if isinstance(value, dt.datetime) and value.time() != dt.time():
        return f"{day}, {value:%H:%M}{NBSP}Uhr"
    return day


def column(values: Sequence[object], *, key: bool = False) -> tuple[list[str], bool]:
    """Return the texts of a table's column and whether it is one of numbers: these have equally many decimals.

    Args:
        values: one per row.
        key: whether numbers are names rather than amounts, such as postcodes and years.
    """
    numbers: list[Any] = [v for v in values if not is_missing(v)]
    if not numbers or not all(map(is_number, numbers)):
        return [german(value, table=True) for value in values], False
    places = max(map(decimals, numbers))
    grouped = not key and (places > 0 or any(abs(v) >= GROUPED for v in numbers if math.isfinite(v)))
    return [
        MISSING if is_missing(value) else number(value, places, grouped=grouped) for value in values
    ], True


def enumeration(texts: Sequence[str]) -> str:
    """Return texts as an enumeration; semicolons where a text has a comma of its own.

    >>> enumeration(["a", "b", "c"]), enumeration(["1,5", "2,5", "3"]), enumeration(["a"])
    ('a, b und c', '1,5; 2,5 und 3', 'a')
    """
    if len(texts) < 2:
        return "".join(texts)
    between = "; " if any("," in text for text in texts) else ", "
    return f"{between.join(texts[:-1])} und {texts[-1]}"
