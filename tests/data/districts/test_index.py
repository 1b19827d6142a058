"""The social index and the types, against figures worked out by hand and what must hold for any."""

from __future__ import annotations

import warnings
from collections.abc import Iterable, Sequence
from itertools import combinations
from statistics import fmean, pvariance

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from helpers.data.districts import district_types, natural_breaks, social_index, type_names

NAMES = [f"d{i}" for i in range(6)]
FIGURES = {
    "a": dict(zip(NAMES, (1, 2, 3, 4, 5, 9), strict=True)),
    "b": dict(zip(NAMES, (10, 10, 20, 20, 30, 30), strict=True)),
}


def test_index_is_the_weighted_mean_of_z_scores() -> None:
    """a: mean 4, deviation √(40/6) = 2.582; b: mean 20, deviation √(400/6) = 8.165. d5: (2·1.9365 + 1.2247) ÷ 3."""
    index = social_index(FIGURES, {"a": 2, "b": 1})
    assert index is not None
    assert index.scores["a"]["d5"] == pytest.approx(1.9365, abs=1e-4)
    assert index.scores["b"]["d5"] == pytest.approx(1.2247, abs=1e-4)
    assert index.values["d5"] == pytest.approx(1.6992, abs=1e-4)
    assert index.ranks == {"d5": 1, "d4": 2, "d3": 3, "d2": 4, "d1": 5, "d0": 6}


def test_a_negative_weight_turns_an_indicator_round() -> None:
    index = social_index(FIGURES, {"a": -1})
    assert index is not None
    assert index.ranks["d0"] == 1


def test_sensitivity_is_the_ranks_without_one_indicator() -> None:
    index = social_index(FIGURES, {"a": 1, "b": 1})
    assert index is not None
    assert index.without["a"] == {"d0": 5, "d1": 5, "d2": 3, "d3": 3, "d4": 1, "d5": 1}
    assert index.spread("d4") == (1, 2)


def test_a_district_that_lacks_an_indicator_has_no_index() -> None:
    figures = {"a": FIGURES["a"], "b": {k: v for k, v in FIGURES["b"].items() if k != "d0"}}
    index = social_index(figures, {"a": 1, "b": 1})
    assert index is not None
    assert set(index.values) == set(NAMES[1:])


def test_too_few_districts_have_no_index() -> None:
    assert social_index({"a": {"x": 1.0, "y": 2.0}}, {"a": 1}) is None
    assert social_index({}, {"a": 1}) is None


@given(st.lists(st.floats(-1e3, 1e3), min_size=5, max_size=30), st.floats(0.1, 50), st.floats(-100, 100))
def test_units_do_not_matter(values: list[float], factor: float, shift: float) -> None:
    """Percent or per mille, from zero or not: ranks stay, as long as rounding does not merge values."""
    rounded = [round(v, 1) for v in values]
    first = social_index({"a": {str(i): v for i, v in enumerate(rounded)}}, {"a": 1})
    second = social_index(
        {"a": {str(i): round(v * factor + shift, 9) for i, v in enumerate(rounded)}}, {"a": 3}
    )
    assert first is not None
    assert second is not None
    assert fmean(first.values.values()) == pytest.approx(0, abs=1e-6)
    assert all(second.values[k] == pytest.approx(v, abs=1e-5) for k, v in first.values.items())


def test_types_are_natural_groups() -> None:
    groups = [v + tenth / 10 for v in range(5) for tenth in range(4)]
    types = district_types({str(i): v for i, v in enumerate(groups)})
    assert list(types.values()) == [1] * 4 + [2] * 4 + [3] * 4 + [4] * 4 + [5] * 4
    assert len(type_names(types)) == 5


@given(st.lists(st.integers(-40, 40), min_size=10, max_size=40, unique=True))
def test_no_type_has_a_single_district(values: list[int]) -> None:
    """Thirteen districts, one of them far from the others at either end: three types, none of which is a name for one."""
    types = district_types({str(i): float(v) ** 3 for i, v in enumerate(values)})
    sizes = [list(types.values()).count(kind) for kind in range(1, len(type_names(types)) + 1)]
    assert len(sizes) == max(3, min(5, len(values) // 4))
    assert min(sizes) >= 2


def test_there_are_no_types_of_a_few_districts() -> None:
    assert district_types({str(i): float(i) for i in range(9)}) == {}
    assert district_types({str(i): float(i % 3) for i in range(20)}) == {}


def spread(values: Sequence[float], classes: Iterable[int]) -> float:
    """Return the sum of squared distances of values from their class's mean."""
    groups: dict[int, list[float]] = {}
    for value, group in zip(values, classes, strict=True):
        groups.setdefault(int(group), []).append(value)
    return sum(pvariance(group) * len(group) for group in groups.values())


@given(st.lists(st.floats(-1e5, 1e5).map(lambda v: round(v, 1)), min_size=2, max_size=9), st.integers(2, 5))
def test_no_grouping_differs_less_within_its_classes(values: list[float], count: int) -> None:
    different = sorted(set(values))
    count = min(count, len(different))
    every = combinations(different[1:], count - 1)  # the lowest values of all classes but the first
    least = min(spread(values, [sum(v >= low for low in lows) for v in values]) for lows in every)
    assert spread(values, natural_breaks(values, count)) <= least * (1 + 1e-9) + 1e-6


@settings(max_examples=60)
@given(st.lists(st.floats(0, 100).map(lambda v: round(v, 1)), min_size=5, max_size=30), st.integers(2, 5))
def test_classes_are_those_of_mapclassify(values: list[float], count: int) -> None:
    """The same spread within classes or less, for it counts in single precision; of several best groupings either may be chosen."""
    count = min(count, len(set(values)))
    if count < 2:
        return
    import mapclassify

    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="Numba not installed")
        theirs = mapclassify.FisherJenks(values, k=count).yb
    assert spread(values, natural_breaks(values, count)) <= spread(values, theirs) + 1e-6


@given(st.lists(st.integers(-50, 50), min_size=1, max_size=20), st.integers(1, 5))
def test_classes_follow_the_order_of_values(values: list[int], count: int) -> None:
    classes = natural_breaks(values, count)
    pairs = sorted(zip(values, classes, strict=True))
    assert [c for _, c in pairs] == sorted(classes)
    assert set(classes) == set(range(min(count, len(set(values)))))
