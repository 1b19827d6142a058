"""Headings that say in what their numbers are counted: „Einwohner (in 1.000)“."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from helpers.errors import DataError
from helpers.importing.values import short

if TYPE_CHECKING:
    from helpers.data import Indicator
    from helpers.importing.own_mapping import Bedeutung

_SAID = re.compile(
    r"(?:\bin\s+|[(\[]\s*|,\s*)(?P<word>1[. ]?000(?!\.?\d)|Tsd\b|Tausend\b|Mio\b|Million)|\b(?P<short>T)(?:€|EUR\b|Euro\b)",
    re.IGNORECASE,
)
_FACTORS = {"Tsd.": 1e3, "Mio.": 1e6}


def said(heading: str) -> str:
    """Return in what a heading counts, empty where it does not say so; „je 1.000“ is a rate.

    >>> said("Einwohner (in 1.000)"), said("Ausgaben, Mio. €"), said("Ausgaben TEUR"), said("Plätze je 1.000 Kinder")
    ('Tsd.', 'Mio.', 'Tsd.', '')
    """
    found = _SAID.search(heading)
    return "" if found is None else "Mio." if str(found["word"]).startswith(("M", "m")) else "Tsd."


def refuse_unanswered(
    name: str, meaning: Bedeutung, indicator: Indicator, titles: Sequence[str], place: str
) -> None:
    """Raise DataError where a heading, or a line above the table, counts in thousands and the mapping does not say what that means."""
    found = said(name) or next(filter(None, map(said, titles)), "")
    if (
        meaning.einheit
        or not found
        or indicator.kind not in ("count", "amount")
        or indicator.unit.startswith(found)
    ):
        return
    word = "Tausend" if found == "Tsd." else "Millionen"
    raise DataError(
        f"{place}: Zu „{short(name)}“ sagt die Tabelle, dass ihre Zahlen in {word} stehen. Bitte in der Zuordnung dort "
        f"„einheit: {found}“ angeben, oder „einheit: eins“, wenn sie schon ganze sind."
    )


def scaled(number: float, meaning: Bedeutung, indicator: Indicator) -> float:
    """Return a number in the unit of its indicator: 12 in thousands are 12,000 people, and 12 where it counts in thousands."""
    factor = _FACTORS.get(meaning.einheit, 1.0) / (
        1e3 if meaning.einheit in _FACTORS and indicator.unit.startswith("Tsd.") else 1.0
    )
    return number if factor == 1 else float(f"{number * factor:.12g}")
