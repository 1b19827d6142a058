"""Traffic lights of goals: what a figure says of the way to its target, by a stated rule and never beyond noise."""

from __future__ import annotations

from enum import Enum

from helpers.text.noise import UNKNOWN, Bases, margin, tolerance
from helpers.text.numbers import rounded
from helpers.text.wording import Wording


class Light(Enum):
    """How a goal stands: symbol, word and colour, so that it is understood without seeing colours.

    The colours keep 4.5:1 against white (WCAG 1.4.3).
    """

    REACHED = ("✓", "erreicht", "#0B5D3B")
    ON_COURSE = ("▲", "auf Kurs", "#1B7A4B")
    DELAYED = ("▶", "verzögert", "#8A5B00")
    OFF_COURSE = ("▼", "nicht auf Kurs", "#B3261E")
    MISSED = ("×", "verfehlt", "#7A1712")
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
    "merklich näher ist als zu Beginn; „nicht auf Kurs“ sonst; „verfehlt“, wenn das Zieljahr vorbei und das Ziel nicht erreicht ist."
)
"""The rule in words, printed under every table of traffic lights."""


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
    start: tuple[int, float],
    latest: tuple[int, float],
    target: tuple[int, float],
    *,
    up: bool,
    rounding: int = 1,
    bases: Bases = UNKNOWN,
) -> Light:
    """Return how a goal stands; figures are compared as printed, and what is called a difference is that of `noise`.

    Args:
        wording: the indicator.
        start: year and value from which progress counts.
        latest: year and value of the latest figure; as the start where there is none since.
        target: year and value to be reached.
        up: whether the value is to rise.
        rounding: multiple to which the source rounds.
        bases: numbers that the values of start and latest figure are shares of.
    """
    sign = 1 if up else -1
    year, value = latest
    now, first, goal = (sign * float(rounded(v, wording.decimals)) for v in (value, start[1], target[1]))
    if now >= goal:
        return Light.REACHED
    if year <= start[0]:
        return Light.OPEN
    if year >= target[0]:
        return Light.MISSED
    line = sign * expected(start, target, year)
    if now >= line - _noise(value, sign * line, wording, rounding, (bases[1], None)):
        return Light.ON_COURSE
    if now - first > _noise(value, start[1], wording, rounding, (bases[1], bases[0])):
        return Light.DELAYED
    return Light.OFF_COURSE


def _noise(first: float, second: float, wording: Wording, rounding: int, bases: Bases) -> float:
    """Return the largest difference that tells nothing: neither beyond the tolerance nor beyond chance."""
    return max(tolerance(first, second, wording, rounding), margin(first, second, wording, bases))
