"""Forecast of children by cohort progression: how many of each year of age there will be, and how sure that is.

Method (Hamilton–Perry with single years of age; H. Hamilton and J. Perry, A Short Method for Projecting Population by
Age from One Decennial Census to Another, Social Forces 41, 1962; J. Baker, D. Swanson, J. Tayman and L. Tedrow, Cohort
Change Ratios and Their Applications, Springer 2017). With N(a, t) children of age a at the end of year t:

    rate      r(a, t) = N(a + 1, t) ÷ N(a, t − 1)          who stayed, came and left, and survived, in one number
    mean      r̄(a)    = geometric mean of r(a, t) over the last n years
    newborn   B̄       = mean of N(0, t) over the last three years
    path      N(a + 1, t + 1) = r̄(a) · N(a, t),  N(0, t + 1) = B̄

The band follows from the past alone. With d(a, t) = ln r(a, t) − mean of ln r(a, ·), a group's sum X in h years has

    var ln X = Σ_i Σ_k v(i) v(k) ρ^|i − k|                  i, k = 1 … h: chance of the years to come
             + f Σ_t (Σ_k s(k, t))² ÷ (n (n − 1))           the mean is itself an estimate
             + (Σ_a w(a) · b(h − a))²                       ages a < h: not yet born

    s(k, t) = Σ_a w(a) · d(age of the cohort in year k, t)  w(a): part of age a in X
    v(k)²   = Σ_t s(k, t)² ÷ (n − 1),    f = Σ_i Σ_k ρ^|i − k| ÷ n with i, k = 1 … n

Ages within a year move together as they did (a year in which families came, came for all ages). Waves of migration last:
ten yearly rates cannot tell for how long, so a deviation of one year is taken to carry over to the next by ρ = 0.9,
which claims less than independent years would and holds for waves of several years.
b(k)² is the mean square of ln N(0, t + k) − ln (mean of the three years up to t) over the past: how far the assumption
about newborns would have been off k years ahead; added is (g (k + 1))² with g the mean yearly change of ln N(0) over the
last five years, because a rise or fall of births that has just begun may go on. The limits are X · exp(± q · sd) with
the quantile q of Student's t with n − 1 degrees of freedom; sd never shrinks with the distance.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from statistics import NormalDist, fmean

RATE_YEARS = 10
"""The years over which rates are averaged, where there are as many."""

LEAST_YEARS = 5
"""The fewest rates from which a spread is estimated."""

BIRTH_YEARS = 3
"""The years whose newborn children are averaged."""

LEVEL = 0.8
"""How many of all courses the band is to hold at least: four of five."""

PERSISTENCE = 0.9
"""How much of a year's deviation is taken to carry over to the next."""

TREND_YEARS = 5
"""The years whose change in newborns may go on."""


@dataclass(frozen=True)
class Point:
    """A year of the forecast.

    Args:
        year: the end of which.
        value: the central path.
        low, high: the limits of the band.
        unborn: part (0 to 1) of `value` that is not born at the end of the base year.
    """

    year: int
    value: float
    low: float
    high: float
    unborn: float


@dataclass(frozen=True)
class Forecast:
    """Everything that follows from the counts.

    Args:
        base: last year with counts; the forecast begins with the next.
        counts: year → counts by single year of age, from 0.
        rates: age → rates into the next age by year in which they ended.
    """

    base: int
    counts: Mapping[int, tuple[float, ...]]
    rates: tuple[Mapping[int, float], ...]

    @property
    def newborn(self) -> float:
        """The children under one that each year to come is taken to have."""
        return self._newborn_mean(self.base)

    @cached_property
    def means(self) -> tuple[float, ...]:
        """The mean rate from each age into the next."""
        return tuple(math.exp(fmean(map(math.log, rates.values()))) for rates in self.rates)

    def path(self, age: int, ahead: int) -> float:
        """Return the central count of an age so many years after the base year."""
        if ahead == 0:
            return self.counts[self.base][age]
        return self.newborn if age == 0 else self.means[age - 1] * self.path(age - 1, ahead - 1)

    def group(self, ages: range, years: int) -> list[Point]:
        """Return the forecast of the sum over some ages, one point per year; the band never gets narrower.

        Args:
            ages: single years of age, all of them in the counts.
            years: how many years ahead.
        """
        points, widest = [], 0.0
        for ahead in range(1, years + 1):
            parts = {age: self.path(age, ahead) for age in ages}
            whole = sum(parts.values())
            widest = max(widest, self._deviation({age: n / whole for age, n in parts.items()}, ahead))
            reach = math.exp(self._quantile * widest)
            unborn = sum(n for age, n in parts.items() if age < ahead) / whole
            points.append(Point(self.base + ahead, whole, whole / reach, whole * reach, unborn))
        return points

    def _deviation(self, weights: Mapping[int, float], ahead: int) -> float:
        """Return the standard deviation of the logarithm of a weighted sum of ages so many years ahead."""
        years = list(self.rates[0])
        number = len(years)
        squares = []
        together = dict.fromkeys(years, 0.0)
        for k in range(1, ahead + 1):
            steps = [(age - ahead + k - 1, weight) for age, weight in weights.items() if age - ahead + k >= 1]
            moved = {y: sum(weight * self._residuals[age][y] for age, weight in steps) for y in years}
            squares.append(sum(m**2 for m in moved.values()) / (number - 1))
            together = {y: together[y] + moved[y] for y in years}
        chance = _carried_over([math.sqrt(square) for square in squares])
        mean = sum(m**2 for m in together.values()) / (number * (number - 1))
        mean *= _carried_over([1.0] * number) / number
        born = sum(w * self._newborn_error(ahead - age) for age, w in weights.items() if age < ahead)
        return math.sqrt(chance + mean + born**2)

    @cached_property
    def _residuals(self) -> tuple[dict[int, float], ...]:
        return tuple(
            {year: math.log(rate / self.means[age]) for year, rate in by_year.items()}
            for age, by_year in enumerate(self.rates)
        )

    @cached_property
    def _quantile(self) -> float:
        return student((1 + LEVEL) / 2, len(self.rates[0]) - 1)

    def _newborn_mean(self, year: int) -> float:
        return fmean(self.counts[y][0] for y in range(year - BIRTH_YEARS + 1, year + 1))

    def _newborn_error(self, ahead: int) -> float:
        """Return how far the assumption about newborns may be off, at the most up to so many years ahead.

        What it would have been in the past, and what the change of the last years would make of it.
        """
        first = min(self.counts) + BIRTH_YEARS - 1
        worst = 0.0
        for k in range(1, ahead + 1):
            off = [
                math.log(self.counts[year + k][0] / self._newborn_mean(year))
                for year in range(first, self.base - k + 1)
            ]
            if off:
                worst = max(worst, math.sqrt(fmean(error**2 for error in off)))
        return math.hypot(worst, self._newborn_trend * (ahead + 1))

    @cached_property
    def _newborn_trend(self) -> float:
        """Return the mean yearly change of the logarithm of newborns over the last years."""
        first = max(min(self.counts), self.base - TREND_YEARS)
        return math.log(self.counts[self.base][0] / self.counts[first][0]) / (self.base - first)


def _carried_over(deviations: Sequence[float]) -> float:
    """Return the variance of a sum of yearly deviations of which each carries over to the next by `PERSISTENCE`."""
    return sum(
        one * other * PERSISTENCE ** abs(i - k)
        for i, one in enumerate(deviations)
        for k, other in enumerate(deviations)
    )


def backtest(counts: Mapping[int, Sequence[float]], ages: range, years: int) -> tuple[int, int]:
    """Return how many counts lay in the band of the same calculation from each earlier year, and of how many.

    Args:
        counts: as for `forecast`, without gaps.
        ages: single years of age that are summed up.
        years: how many years ahead, at the most.
    """
    held = tried = 0
    for base in sorted(counts)[:-1]:
        then = forecast({year: row for year, row in counts.items() if year <= base})
        if then is None:
            continue
        for point in then.group(ages, min(years, max(counts) - base)):
            tried += 1
            held += point.low <= sum(counts[point.year][age] for age in ages) <= point.high
    return held, tried


def student(level: float, degrees: int) -> float:
    """Return a quantile of Student's t (M. Abramowitz and I. Stegun, Handbook of Mathematical Functions, 26.7.5).

    For four degrees of freedom and more it is right to a thousandth at 90 %; scipy takes longer to import than a chapter.

    >>> round(student(0.9, 9), 3)
    1.383
    """
    z = NormalDist().inv_cdf(level)
    terms = (
        (z**3 + z) / 4,
        (5 * z**5 + 16 * z**3 + 3 * z) / 96,
        (3 * z**7 + 19 * z**5 + 17 * z**3 - 15 * z) / 384,
    )
    return z + sum(term / float(degrees) ** power for power, term in enumerate(terms, 1))


def forecast(counts: Mapping[int, Sequence[float | None]]) -> Forecast | None:
    """Return the forecast from the counts of single years of age, None where they are too few.

    Used are the years up to the last one without a gap; each must have a positive count of every age.

    Args:
        counts: year → counts by single year of age, from 0; all of the same length.
    """
    known = {year: tuple(n for n in row if n) for year, row in counts.items() if row and all(n for n in row)}
    if not known:
        return None
    base = max(known)
    first = base
    while first - 1 in known:
        first -= 1
    used = {year: known[year] for year in range(first, base + 1)}
    if len(used) <= max(LEAST_YEARS, BIRTH_YEARS):
        return None
    last = range(max(first + 1, base - RATE_YEARS + 1), base + 1)
    ages = len(used[base])
    rates = tuple(
        {year: used[year][age + 1] / used[year - 1][age] for year in last} for age in range(ages - 1)
    )
    return Forecast(base, used, rates)
