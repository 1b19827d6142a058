"""Intervals and flags against simulated data: each holds what the text next to it claims, within two points."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

import numpy as np
import pytest

from helpers.facts.series import Cell
from helpers.figures.districts.relation import _Pair as Pair
from helpers.figures.surveys.waves import Answers, differ
from helpers.text.course import turns
from helpers.text.noise import Direction, direction, margin
from helpers.text.uncertainty import interval, next_interval, reached_interval

TRIALS = 4000
SHARES = (0.06, 0.1, 0.31, 0.5)


@dataclass(frozen=True)
class Indicator:
    unit: str = "%"
    decimals: int = 1
    kind: Literal["count", "rate"] = "rate"
    chance: bool = True
    id: str = "probe"
    subject: str = "die Quote"
    number: Literal["singular", "plural"] = "singular"


RATE, COUNT = Indicator(), Indicator("Personen", 0, "count")


def drawn(share: float, whole: int, seed: int = 1) -> tuple[np.ndarray, np.ndarray]:
    """Return pairs of counts that differ by chance alone."""
    chance = np.random.default_rng([seed, whole, int(1000 * share)])
    return chance.binomial(whole, share, TRIALS), chance.binomial(whole, share, TRIALS)


@pytest.mark.parametrize("whole", [150, 600, 3000])
@pytest.mark.parametrize("share", SHARES)
def test_the_range_of_a_next_value_holds_it_in_95_of_100_years(share: float, whole: int) -> None:
    now, later = drawn(share, whole)
    ends = {int(x): next_interval(int(x), whole) for x in set(now)}
    held = [
        ends[int(x)][0] - 1e-9 <= 100 * y / whole <= ends[int(x)][1] + 1e-9
        for x, y in zip(now, later, strict=True)
    ]
    assert np.mean(held) == pytest.approx(0.95, abs=0.02)


def test_the_interval_of_a_share_is_too_narrow_for_a_next_value() -> None:
    """Why there are two: 83 % of the next values lie in a 95 % interval of the share itself."""
    now, later = drawn(0.05, 3139)
    ends = {int(x): interval(int(x), 3139) for x in set(now)}
    held = [ends[int(x)][0] <= 100 * y / 3139 <= ends[int(x)][1] for x, y in zip(now, later, strict=True)]
    assert np.mean(held) == pytest.approx(0.83, abs=0.02)


@pytest.mark.parametrize("whole", [60, 150, 600])
@pytest.mark.parametrize("share", SHARES)
def test_one_district_in_twenty_lies_outside_its_reach_by_chance(share: float, whole: int) -> None:
    """The expected reach is that of 24 districts of the same size together, the one looked at among them."""
    counts = np.random.default_rng([7, whole, int(1000 * share)]).binomial(whole, share, (400, 24))
    expected = counts.mean(axis=1, keepdims=True)
    ends = {int(x): reached_interval(int(x), whole) for x in np.unique(counts)}
    low, high = (np.vectorize(lambda x, end=end: ends[int(x)][end])(counts) for end in (0, 1))
    assert np.mean((high < expected) | (low > expected)) == pytest.approx(0.05, abs=0.02)


@pytest.mark.parametrize("whole", [60, 150, 600, 3000])
@pytest.mark.parametrize("share", SHARES)
def test_shares_that_differ_by_chance_are_told_apart_once_in_twenty(share: float, whole: int) -> None:
    first, second = drawn(share, whole)
    flagged = [
        direction(100 * x / whole, 100 * y / whole, RATE, bases=(whole, whole))
        in (Direction.UP, Direction.DOWN)
        for x, y in zip(first, second, strict=True)
    ]
    assert np.mean(flagged) <= 0.05 + 0.015
    if whole * share >= 30:
        assert np.mean(flagged) >= 0.05 - 0.02, "no rule that never speaks"


@pytest.mark.parametrize("mean", [3, 10, 50, 400])
def test_counts_that_differ_by_chance_are_told_apart_once_in_twenty(mean: int) -> None:
    first, second = np.random.default_rng(mean).poisson(mean, (2, TRIALS))
    flagged = [
        direction(float(x), float(y), COUNT) in (Direction.UP, Direction.DOWN)
        for x, y in zip(first, second, strict=True)
    ]
    assert np.mean(flagged) == pytest.approx(0.045, abs=0.02)


@pytest.mark.parametrize("whole", [600, 2000])
def test_a_real_difference_of_four_standard_errors_is_found(whole: int) -> None:
    """Power: with p and p + 4 standard errors, the difference is secured in about 98 of 100 cases."""
    p = 0.1
    q = p + 4 * math.sqrt(2 * p * (1 - p) / whole)
    chance = np.random.default_rng(whole)
    first, second = chance.binomial(whole, p, TRIALS), chance.binomial(whole, q, TRIALS)
    found = [
        direction(100 * x / whole, 100 * y / whole, RATE, bases=(whole, whole)) is Direction.UP
        for x, y in zip(first, second, strict=True)
    ]
    assert np.mean(found) >= 0.9


@dataclass(frozen=True)
class Figure:
    period: str
    value: float
    base: float | None = None
    status: str = ""


@pytest.mark.parametrize(("share", "whole"), [(0.06, 600), (0.3, 300), (0.5, 3000)])
def test_years_that_differ_by_chance_turn_and_change_about_once_in_twenty_series(
    share: float, whole: int
) -> None:
    """Fifteen years without any change: the lowest and highest alone would look like a way there and back in most."""
    counts = np.random.default_rng(whole).binomial(whole, share, (600, 15))
    turned = changed = 0
    for row in counts:
        figures = [Figure(str(2010 + k), 100 * int(x) / whole, whole) for k, x in enumerate(row)]
        turned += bool(turns(figures, RATE))
        ends = direction(figures[0].value, figures[-1].value, RATE, bases=(whole, whole))
        changed += ends in (Direction.UP, Direction.DOWN)
    assert turned / 600 <= 0.05 + 0.02
    assert changed / 600 <= 0.05 + 0.02


def test_a_real_way_there_and_back_is_found() -> None:
    chance = np.random.default_rng(5)
    found = 0
    for _ in range(200):
        shares = [0.06 + 0.06 * (1 - abs(k - 7) / 7) for k in range(15)]
        figures = [
            Figure(str(2010 + k), 100 * chance.binomial(2000, p) / 2000, 2000) for k, p in enumerate(shares)
        ]
        found += len(turns(figures, RATE)) == 1
    assert found >= 180


@pytest.mark.parametrize("count", [8, 12, 24])
def test_two_figures_that_have_nothing_to_do_with_each_other_seldom_show_a_relation(count: int) -> None:
    chance = np.random.default_rng(count)
    flagged = []
    for _ in range(1500):
        dots = {str(i): (float(x), float(y)) for i, (x, y) in enumerate(chance.normal(size=(count, 2)))}
        low, high = Pair(None, None, dots).range  # type: ignore[arg-type]
        flagged.append(not low <= 0 <= high)
    assert np.mean(flagged) == pytest.approx(0.05, abs=0.02)


@pytest.mark.parametrize("whole", [60, 600])
@pytest.mark.parametrize("share", SHARES)
def test_the_interval_of_a_share_and_of_a_difference_hold_the_truth(share: float, whole: int) -> None:
    first, second = drawn(share, whole)
    ends = {int(x): interval(int(x), whole) for x in set(first)}
    held = [ends[int(x)][0] <= 100 * share <= ends[int(x)][1] for x in first]
    assert np.mean(held) == pytest.approx(0.95, abs=0.025)
    gaps = [
        abs(x - y) / whole * 100 <= margin(100 * x / whole, 100 * y / whole, RATE, (whole, whole))
        for x, y in zip(first, second, strict=True)
    ]
    assert np.mean(gaps) == pytest.approx(0.96, abs=0.025)


@pytest.mark.parametrize("questions", [1, 12])
def test_a_survey_in_which_nothing_changed_seldom_finds_a_change(questions: int) -> None:
    chance = np.random.default_rng(questions)
    counts = chance.binomial(400, 0.4, (800, 2, questions))
    found = [
        any(
            differ(_answers(a), _answers(b), ("ja",), questions) is not None
            for a, b in zip(*survey, strict=True)
        )
        for survey in counts
    ]
    assert np.mean(found) == pytest.approx(0.05, abs=0.02)


def _answers(agreeing: int) -> Answers:
    cells = {"ja": Cell("2025", float(agreeing)), "nein": Cell("2025", 400.0 - agreeing)}
    return Answers(Cell("2025", 400.0), cells)
