"""Traffic lights of goals: what a figure says of the way to its target, by a stated rule and never beyond noise."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import Enum

from helpers.text.noise import Direction, direction, margin, tolerance
from helpers.text.numbers import rounded
from helpers.text.wording import Wording


class Light(Enum):
    """How a goal stands: symbol, word and colour, so that it is understood without seeing colours.

    The colours keep 4.5:1 against white (WCAG 1.4.3).
    """

    REACHED = ("✓", "erreicht", "#0B5D3B")
    ON_COURSE = ("▲", "auf Kurs", "#1B7A4B")
    DELAYED = ("▶", "verzögert", "#8A5B00")
    UNSURE = ("◆", "nicht gesichert", "#595959")
    OFF_COURSE = ("▼", "nicht auf Kurs", "#B3261E")
    MISSED = ("×", "verfehlt", "#7A1712")
    REBASED = ("≠", "neue Grundlage", "#595959")
    OPEN = ("–", "noch offen", "#595959")

    @property
    def symbol(self) -> str:
        """A sign that prints in black."""
        return self.value[0]

    @property
    def word(self) -> str:
        """The state in words."""
        return self.value[1]

    @property
    def colour(self) -> str:
        """The colour of sign and word."""
        return self.value[2]

    @property
    def text(self) -> str:
        """Sign and word, as in tables: `▲ auf Kurs`."""
        return f"{self.symbol}\u00a0{self.word}"


RULE = (
    "Ampel: „erreicht“, wenn der Zielwert erreicht oder übertroffen ist; „auf Kurs“, wenn der Wert auf der geraden Linie vom Startwert zum "
    "Zielwert liegt, darüber hinaus ist oder sich nur im Rahmen der üblichen Schwankung davon unterscheidet; „verzögert“, wenn er dem Ziel "
    "merklich näher ist als zu Beginn; „nicht auf Kurs“ sonst; „verfehlt“, wenn das Zieljahr vorbei und das Ziel nicht erreicht ist. "
    "Als „nicht gesichert“ gilt der Stand, wo sich nicht sagen lässt, ob sich die Kennzahl oder nur der Zufall bewegt hat; "
    "als „neue Grundlage“, wo seit dem Startwert anders gezählt wird und sich der Weg deshalb nicht messen lässt."
)
"""The rule in words, printed under every table of traffic lights."""


@dataclass(frozen=True)
class Reading:
    """A figure on the way to a goal.

    Args:
        year: of the figure.
        value: the figure.
        base: how many people it is a share of, None where that is not known.
    """

    year: int
    value: float
    base: float | None = None


def expected(start: tuple[int, float], target: tuple[int, float], year: int) -> float:
    """Return the value of a year on the straight line from the start to the target, the target's afterwards.

    >>> expected((2020, 30.0), (2030, 40.0), 2025)
    35.0
    """
    (first, low), (last, high) = start, target
    way = min(1.0, max(0.0, (year - first) / (last - first)))
    return low + (high - low) * way


def light(
    wording: Wording,
    start: Reading,
    figures: Sequence[Reading],
    target: tuple[int, float],
    *,
    up: bool,
    rounding: int = 1,
) -> Light:
    """Return how a goal stands; figures are compared as printed, and what is called a difference is that of `noise`.

    A light never rests on a change that may be chance: where one of the figures before the latest, back to the first that is
    securely another, would give a different light this year, it is `UNSURE`.

    Args:
        wording: the indicator.
        start: the figure from which progress counts.
        figures: those since, in the order of their years; none where there is none yet.
        target: year and value to be reached.
        up: whether the value is to rise.
        rounding: multiple to which the source rounds.
    """
    if not figures:
        return (
            Light.REACHED
            if _light(wording, start, start, target, up, rounding) is Light.REACHED
            else Light.OPEN
        )
    *earlier, latest = figures
    state = _light(wording, start, latest, target, up, rounding)
    if state in (Light.REACHED, Light.MISSED):
        return state
    for figure in reversed(earlier):
        if not _alike(latest, figure, wording, rounding):
            break
        if _light(wording, start, replace(figure, year=latest.year), target, up, rounding) is not state:
            return Light.UNSURE
    return state


def _light(
    wording: Wording, start: Reading, latest: Reading, target: tuple[int, float], up: bool, rounding: int
) -> Light:
    sign = 1 if up else -1
    now, first, goal = (
        sign * float(rounded(v, wording.decimals)) for v in (latest.value, start.value, target[1])
    )
    if now >= goal:
        return Light.REACHED
    if latest.year >= target[0]:
        return Light.MISSED
    line = expected((start.year, start.value), target, latest.year)
    moved = now - first > _noise(latest, start, wording, rounding)
    if now >= sign * line - _noise(
        latest, Reading(latest.year, line, _of_line(start, target, latest)), wording, rounding
    ):
        return Light.ON_COURSE if moved or _certain(latest, start, wording) else Light.UNSURE
    return Light.DELAYED if moved else Light.OFF_COURSE


def _of_line(start: Reading, target: tuple[int, float], latest: Reading) -> float | None:
    """Return the base that makes a value on the line as uncertain as the line is: its start alone is.

    The line is (1 − w) start + w target, so its variance is (1 − w)² times that of the start.
    """
    if start.base is None:
        return None
    left = (target[0] - latest.year) / (target[0] - start.year)
    return start.base / left**2


def _alike(first: Reading, second: Reading, wording: Wording, rounding: int) -> bool:
    """Tell whether chance may have made the difference of two figures; never where chance has no part."""
    way = direction(second.value, first.value, wording, rounding, (second.base, first.base))
    return way not in (Direction.UP, Direction.DOWN) and not _certain(first, second, wording)


def _certain(first: Reading, second: Reading, wording: Wording) -> bool:
    """Tell whether chance has no part in the difference of two figures."""
    return margin(first.value, second.value, wording, (first.base, second.base)) == 0


def _noise(first: Reading, second: Reading, wording: Wording, rounding: int) -> float:
    """Return the largest difference that tells nothing: neither beyond the tolerance nor beyond chance."""
    values = first.value, second.value
    return max(tolerance(*values, wording, rounding), margin(*values, wording, (first.base, second.base)))
