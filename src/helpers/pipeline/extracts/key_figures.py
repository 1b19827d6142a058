"""The key figures of a report as numbers, read from the cards of its opening page."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from helpers.pipeline.extracts.material import Material
from helpers.text.markdown import plain
from helpers.text.numbers import MINUS

_NUMBER = re.compile(rf"[{MINUS}-]?\d[\d.]*(?:,\d+)?")
_BESIDE = re.compile(
    rf"^(?P<area>.+?)\s(?P<value>[{MINUS}-]?\d[\d.]*(?:,\d+)?)[^()]*(?:\((?P<period>[^()]+)\))?$"
)
_YEAR = re.compile(r"\d{4}(?:/\d\d)?")


class Beside(NamedTuple):
    """The value of another area, and its period where that is another one."""

    area: str
    value: float
    period: str


class KeyFigure(NamedTuple):
    """One key figure.

    Args:
        name: as the report prints it.
        value: a number.
        decimals: with which the report prints it.
        unit: empty where there is none.
        period: year or school year.
        is_old: whether the report says that there is nothing newer.
        others: the Land and Germany.
    """

    name: str
    value: float
    decimals: int
    unit: str
    period: str
    is_old: bool
    others: tuple[Beside, ...]


def key_figures(material: Material) -> Iterator[KeyFigure]:
    """Yield the key figures that have a number, in the report's order."""
    for texts in material.card_texts:
        shown = plain(texts.get("value", ""))
        period = plain(texts.get("period", ""))
        found, year = _NUMBER.search(shown), _YEAR.search(period)
        if not found or not year:
            continue
        others = (_BESIDE.match(part.strip()) for part in plain(texts.get("comparison", "")).split("·"))
        yield KeyFigure(
            plain(texts["name"]),
            number_in(found[0]),
            len(found[0].partition(",")[2]),
            shown[found.end() :].strip("\u00a0 "),
            year[0],
            "letzter Stand" in period,
            tuple(Beside(m["area"], number_in(m["value"]), m["period"] or "") for m in others if m),
        )


def number_in(text: str) -> float:
    """Return a number in German notation.

    >>> number_in("301.786"), number_in("\u2212 0,5".replace(" ", ""))
    (301786.0, -0.5)
    """
    return float(text.replace(".", "").replace(",", ".").replace(MINUS, "-"))
