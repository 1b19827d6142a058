"""The forecast: what must hold for any counts, and how often it is right where the truth is known."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from examples.musterstadt.truth import aged, districts
from helpers.data.forecast import LEAST_YEARS, RATE_YEARS, backtest, forecast, student

AGES = 18
Counts = dict[int, list[float]]


@st.composite
def counts(draw: st.DrawFn) -> Counts:
    """Return any counts: six to fifteen years, every age from a handful to thousands."""
    years = draw(st.integers(LEAST_YEARS + 1, 15))
    number = st.floats(5, 5000)
    return {2025 - k: draw(st.lists(number, min_size=6, max_size=6)) for k in reversed(range(years))}


def steady(rates: list[float], newborn: float, years: int = 12) -> Counts:
    """Return counts that follow the same rates every year."""
    row = [newborn * math.prod(rates[:age]) for age in range(len(rates) + 1)]
    return {2014 + k: list(row) for k in range(years)}


@given(st.lists(st.floats(0.8, 1.2), min_size=3, max_size=8), st.floats(20, 5000))
def test_constant_rates_reproduce_the_counts(rates: list[float], newborn: float) -> None:
    table = steady(rates, newborn)
    found = forecast(table)
    assert found is not None
    for point in found.group(range(1, 4), 10):
        expected = sum(table[2025][1:4])
        assert point.value == pytest.approx(expected, rel=1e-9)
        assert point.low == pytest.approx(expected, rel=1e-6)
        assert point.high == pytest.approx(expected, rel=1e-6)


@given(counts())
def test_the_band_holds_the_path_and_widens(table: Counts) -> None:
    found = forecast(table)
    assert found is not None
    before = 1.0
    for point in found.group(range(2, 5), 10):
        assert 0 < point.low <= point.value <= point.high
        assert point.high / point.low >= before * (1 - 1e-12)
        before = point.high / point.low


@given(counts(), st.floats(0.1, 10))
def test_scale_does_not_matter(table: Counts, factor: float) -> None:
    larger = {year: [n * factor for n in row] for year, row in table.items()}
    first, second = forecast(table), forecast(larger)
    assert first is not None
    assert second is not None
    for a, b in zip(first.group(range(1, 4), 6), second.group(range(1, 4), 6), strict=True):
        assert (b.value, b.low, b.high) == pytest.approx((a.value * factor, a.low * factor, a.high * factor))
        assert b.unborn == pytest.approx(a.unborn)


@given(counts())
def test_groups_add_up(table: Counts) -> None:
    found = forecast(table)
    assert found is not None
    parts = zip(found.group(range(3), 5), found.group(range(3, 6), 5), strict=True)
    whole = [point.value for point in found.group(range(6), 5)]
    assert [a.value + b.value for a, b in parts] == pytest.approx(whole)


def test_the_first_year_is_worked_out_by_hand() -> None:
    """Six years; from age 0 to 1 the rates are 0.5 and 2 in turn, from 1 to 2 always 1.1."""
    table = {2020: [100.0, 50.0, 55.0]}
    for year in range(2021, 2026):
        newborn, rate = 100.0 + year - 2020, 2.0 if year % 2 else 0.5
        table[year] = [newborn, table[year - 1][0] * rate, table[year - 1][1] * 1.1]
    found = forecast(table)
    assert found is not None
    assert found.newborn == pytest.approx(104)  # 103, 104, 105
    assert found.means == pytest.approx((2 ** (1 / 5), 1.1))  # three times 2, twice 0.5
    (point,) = found.group(range(2, 3), 1)
    assert point.value == pytest.approx(table[2025][1] * 1.1)
    assert (point.low, point.high) == pytest.approx((point.value, point.value))
    (point,) = found.group(range(1, 2), 1)
    logs = [math.log(r) for r in (2, 0.5, 2, 0.5, 2)]
    mean = sum(logs) / 5
    carried = (
        sum(0.9 ** abs(i - k) for i in range(5) for k in range(5)) / 5
    )  # waves last: the mean is less sure
    spread = math.sqrt(sum((x - mean) ** 2 for x in logs) / 4 * (1 + carried / 5))
    assert point.high / point.value == pytest.approx(math.exp(1.533206 * spread), rel=1e-3)  # t, 4 degrees


def test_the_quantile_is_that_of_student() -> None:
    from scipy.special import stdtrit

    for degrees in range(LEAST_YEARS - 1, RATE_YEARS):
        assert student(0.9, degrees) == pytest.approx(stdtrit(degrees, 0.9), abs=1e-3)


def test_only_the_last_years_and_unbroken_ones_count() -> None:
    table = steady([0.9, 1.0, 1.1], 100, 14)
    known = forecast(table)
    assert known is not None
    assert len(known.rates[0]) == RATE_YEARS
    gap = {**table, 2019: [100.0, None, 90.0, 99.0]}
    found = forecast(gap)
    assert found is not None
    assert min(found.counts) == 2020
    assert forecast({**table, 2024: [None] * 4}) is None
    assert forecast({}) is None
    assert forecast({year: table[year] for year in list(table)[:LEAST_YEARS]}) is None


def world(kind: str, cities: int, seed: int) -> np.ndarray:
    """Return counts by city, year and age of cities whose newborns and rates scatter, 15 years and eight to come.

    `independent`: every year for itself; `waves`: a year's migration carries over by 0.8; `falling`: 3 % fewer births a
    year, all the time; `begun`: 4 % fewer since five years before the forecast.
    """
    chance = np.random.default_rng(seed)
    counts = np.zeros((cities, 36, 16))
    counts[:, 0] = 1000
    wave = np.zeros(cities)
    for year in range(1, 36):
        moved = chance.normal(0, 0.008, cities)
        wave = 0.8 * wave + 0.6 * moved if kind == "waves" else moved
        trend = {"falling": -0.03, "begun": -0.04 * (year >= 36 - 8 - 5)}.get(kind, 0.0)
        counts[:, year, 0] = counts[:, year - 1, 0] * np.exp(chance.normal(trend, 0.02, cities))
        own = chance.normal(0, 0.006, (cities, 15))
        counts[:, year, 1:] = counts[:, year - 1, :-1] * np.exp(wave[:, None] + own)
    return counts[:, -23:]


@pytest.mark.parametrize("kind", ["independent", "waves", "falling", "begun"])
@pytest.mark.parametrize("ages", [range(3, 6), range(6, 10), range(10, 16)])
def test_at_least_four_of_five_true_values_lie_in_the_band(kind: str, ages: range) -> None:
    """Also three, five and eight years ahead while a wave of migration lasts or births go on falling."""
    counts = world(kind, 150, seed=len(kind))
    held: dict[int, list[bool]] = {3: [], 5: [], 8: []}
    for rows in counts:
        found = forecast({2011 + k: rows[k].tolist() for k in range(15)})
        assert found is not None
        points = found.group(ages, 8)
        for ahead, into in held.items():
            point = points[ahead - 1]
            into.append(point.low <= rows[14 + ahead, ages.start : ages.stop].sum() <= point.high)
    for ahead, inside in held.items():
        assert np.mean(inside) >= 0.8 - 0.05, (kind, ahead)  # 150 cities: a standard error of 3 points


def test_the_backtest_counts_what_lay_in_the_band() -> None:
    rows = steady([0.9, 1.0, 1.1], 100, 12)
    assert backtest(rows, range(1, 3), 5) == (
        20,
        20,
    )  # bases of six and more years: 2019 to 2024, 5+5+4+3+2+1
    jump = {**rows, 2025: [100.0, 200.0, 90.0, 99.0]}
    held, tried = backtest(jump, range(1, 3), 5)
    assert (held, tried) == (15, 20), "the year that nothing pointed to lies outside, from wherever"


@pytest.mark.parametrize("ages", [range(3, 6), range(6, 10), range(10, 16)])
@pytest.mark.parametrize("base", [2020, 2025])
def test_the_future_of_musterstadt_is_found(ages: range, base: int) -> None:
    """The generator knows what comes after the last delivery; it lies in the band in most years."""

    def row(year: int) -> list[float]:
        return [float(sum(round(aged(d, age, year)) for d in districts())) for age in range(AGES)]

    found = forecast({year: row(year) for year in range(2011, base + 1)})
    assert found is not None
    points = found.group(ages, 8)
    held = [p.low <= sum(row(p.year)[age] for age in ages) <= p.high for p in points]
    assert sum(held) >= 6
