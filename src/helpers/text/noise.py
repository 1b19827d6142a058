"""What counts as a difference: small ones are called „praktisch unverändert“, never a rise or a fall.

Two values differ when they differ as printed and by more than the tolerance:

- counts: twice the standard deviation of the difference of two Poisson counts, 2·√(a + b); with a source that
  rounds to multiples of m, at least m;
- percentages and ratios: 5 % of the larger value, at least one unit of the last printed decimal; at most 0.5 of a hundred
  (0.5 percentage points, 0.5 per 100, 5 per 1,000), so that the same figure per 100 and per 1,000 is told alike;
- amounts of money and other numbers: 1 % of the larger value, at least one unit of the last printed decimal.

A difference of percentages beyond that may still be chance where few people are behind them: „12,8 gegenüber 10,1 %“ is not
practically the same, and yet no proof. Where the store knows how many they are, it is called so up to twice the standard
error of the difference of two independent shares, √(p₁(1 − p₁)/n₁ + p₂(1 − p₂)/n₂).
"""

from __future__ import annotations

import math
from enum import Enum

from helpers.text.numbers import rounded
from helpers.text.wording import Wording, is_count, is_ratio

_MOST = {"%": 0.5, "je 100": 0.5, "je 1.000": 5.0}


class Direction(Enum):
    """How a second value compares with a first one."""

    UP = "up"
    DOWN = "down"
    ALIKE = "alike"
    EQUAL = "equal"


Bases = tuple[float | None, float | None]
"""How many people the two values are shares of, None where that is not known."""
UNKNOWN: Bases = (None, None)


def tolerance(first: float, second: float, wording: Wording, rounding: int = 1) -> float:
    """Return the largest difference of two values that is called noise, in the indicator's unit."""
    larger = max(abs(first), abs(second))
    if is_count(wording):
        return max(2 * math.sqrt(abs(first) + abs(second)), rounding if rounding > 1 else 0)
    step = 10.0**-wording.decimals
    if is_ratio(wording):
        return max(step, min(_MOST.get(wording.unit, math.inf), 0.05 * larger))
    return max(step, 0.01 * larger)


def margin(first: float, second: float, wording: Wording, bases: Bases) -> float:
    """Return how far chance alone may move two rates apart, in the indicator's unit; 0 where no base is known.

    Twice the standard error of the difference of two independent shares; a value whose base is not known counts as exact.
    """
    if wording.unit != "%" or not is_ratio(wording):
        return 0.0  # hours per 1,000 inhabitants are no share of them
    shares = [
        (min(max(value / 100, 0.0), 1.0), base)
        for value, base in zip((first, second), bases, strict=True)
        if base
    ]
    return 200 * math.sqrt(sum(p * (1 - p) / base for p, base in shares))


def by_chance(first: float, second: float, wording: Wording, bases: Bases) -> bool:
    """Tell whether two rates differ by more than the tolerance, but by no more than chance may do."""
    way = direction(first, second, wording)
    printed = abs(rounded(second, wording.decimals) - rounded(first, wording.decimals))
    return way in (Direction.UP, Direction.DOWN) and float(printed) <= margin(first, second, wording, bases)


def direction(first: float, second: float, wording: Wording, rounding: int = 1) -> Direction:
    """Return whether `second` is above, below, practically alike or (as printed) equal to `first`."""
    printed = rounded(second, wording.decimals) - rounded(first, wording.decimals)
    if printed == 0:
        return Direction.EQUAL
    if float(abs(printed)) <= tolerance(first, second, wording, rounding) + 1e-9:
        return Direction.ALIKE
    return Direction.UP if printed > 0 else Direction.DOWN
