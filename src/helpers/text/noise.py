"""What counts as a difference, and whether chance can have made it.

Two values differ when they differ as printed and by more than the tolerance, below which they are „praktisch unverändert“:

- counts: 1 % of the larger value, ½ % of a stock; with a source that rounds to multiples of m, at least m;
- percentages and ratios: 5 % of the larger value, at least one unit of the last printed decimal; at most 0.5 of a hundred
  (0.5 percentage points, 0.5 per 100, 5 per 1,000), so that the same figure per 100 and per 1,000 is told alike;
- amounts of money and other numbers: 1 % of the larger value, at least one unit of the last printed decimal.

A difference beyond that is „nicht gesichert“ up to twice its standard error, where those who are counted come together
anew each time (leavers, an entry class, answers, participations) and chance therefore moves the figure:

- counts: Poisson, 2·√(a + b);
- percentages: binomial, 2·√(p₁(1 − p₁)/n₁ + p₂(1 − p₂)/n₂), with p = (x + 1)/(n + 2) (A. Agresti, B. Caffo, The American
  Statistician 54, 2000, p. 280), so that none of few is not taken for none for certain;
- per 100 and per 1,000 (participations, not people): Poisson of the numerator x + 1;
- without a known base no such difference is secured.

Where everybody of a standing body is counted (population, pupils, unemployed) or something is decided (posts, courses),
`Wording.chance` is false: such a count is what it is, and neither a Poisson nor a binomial rule says anything about it.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from enum import Enum

from helpers.text.numbers import rounded
from helpers.text.wording import Wording, is_count, is_ratio

_MOST = {"%": 0.5, "je 100": 0.5, "je 1.000": 5.0}
_FACTORS = {"%": 100, "je 100": 100, "je 1.000": 1000}


class Direction(Enum):
    """How a second value compares with a first one."""

    UP = "up"
    DOWN = "down"
    UNSURE = "unsure"
    ALIKE = "alike"
    EQUAL = "equal"


Bases = tuple[float | None, float | None]
"""How many people the two values are shares of, None where that is not known."""
UNKNOWN: Bases = (None, None)
EXACT = math.inf
"""The base of a value that chance does not move, such as a target."""


def tolerance(first: float, second: float, wording: Wording, rounding: int = 1) -> float:
    """Return the largest difference of two values that is practically none, in the indicator's unit."""
    larger = max(abs(first), abs(second))
    if is_count(wording):
        return max((0.01 if wording.chance else 0.005) * larger, rounding if rounding > 1 else 0)
    step = 10.0**-wording.decimals
    if is_ratio(wording):
        return max(step, min(_MOST.get(wording.unit, math.inf), 0.05 * larger))
    return max(step, 0.01 * larger)


def margin(first: float, second: float, wording: Wording, bases: Bases) -> float:
    """Return how far chance alone may move two values apart: twice the standard error of their difference.

    It is in the indicator's unit; 0 where chance has no part, infinite where the base of a rate is not known.
    """
    if not wording.chance:
        return 0.0
    if is_count(wording):
        return 2 * math.sqrt(abs(first) + abs(second))
    if not is_ratio(wording) or wording.unit not in _FACTORS:
        return 0.0
    return 2 * math.sqrt(
        sum(_variance(v, wording, base) for v, base in zip((first, second), bases, strict=True))
    )


def _variance(value: float, wording: Wording, base: float | None) -> float:
    if not base:
        return math.inf
    if base == EXACT:
        return 0.0
    factor = _FACTORS[wording.unit]
    if wording.unit != "%" or value > factor:  # participations: one person may be counted more than once
        return factor**2 * (value / factor * base + 1) / base**2
    share = (value / factor * base + 1) / (base + 2)
    return factor**2 * share * (1 - share) / base


def varies(values: Sequence[float], wording: Wording, bases: Sequence[float | None]) -> bool:
    """Return whether chance alone cannot have made several values differ as they do; always true where it has no part.

    The lowest and the highest of many years lie far apart by chance, so that comparing these two would prove too much.
    Instead the sum of squares around the common mean is compared with the 95 % quantile of χ² (Wilson and Hilferty's
    approximation, Proceedings of the National Academy of Sciences 17, 1931, p. 684).

    Args:
        values: in any order.
        wording: their indicator.
        bases: numbers that they are shares of.
    """
    if not wording.chance or not (is_count(wording) or wording.unit in _FACTORS):
        return True
    known = [1.0 if is_count(wording) else base or 0.0 for base in bases]
    degrees = len(values) - 1
    if degrees < 1 or not all(known):
        return False
    mean = sum(v * n for v, n in zip(values, known, strict=True)) / sum(known)
    if is_count(wording):
        variance = max(mean, 1.0)
    else:
        factor = _FACTORS[wording.unit]
        share = max(mean / factor, 1 / sum(known))
        variance = factor**2 * (share * (1 - share) if wording.unit == "%" and share < 1 else share)
    squares = sum(n * (v - mean) ** 2 for v, n in zip(values, known, strict=True)) / variance
    spread = 2 / (9 * degrees)
    return squares > degrees * (1 - spread + 1.645 * math.sqrt(spread)) ** 3


def direction(
    first: float, second: float, wording: Wording, rounding: int = 1, bases: Bases = UNKNOWN
) -> Direction:
    """Return whether `second` is above, below, not securely another, practically alike or (as printed) equal to `first`.

    Args:
        first: one value.
        second: another.
        wording: their indicator.
        rounding: multiple to which the source rounds.
        bases: numbers that they are shares of.
    """
    printed = rounded(second, wording.decimals) - rounded(first, wording.decimals)
    if printed == 0:
        return Direction.EQUAL
    size = float(abs(printed)) - 1e-9
    if size <= tolerance(first, second, wording, rounding):
        return Direction.ALIKE
    if size <= margin(first, second, wording, bases):
        return Direction.UNSURE
    return Direction.UP if printed > 0 else Direction.DOWN
