"""Chance in index and types: how firm the types are, and how small districts are drawn to the whole."""

from __future__ import annotations

import numpy as np
import pytest

from helpers.data.districts import district_types, shrunk, social_index, type_stability


def counts(people: int, spread: float) -> dict[str, dict[str, tuple[float, float]]]:
    """Return one indicator of 20 districts in five groups that lie `spread` apart."""
    shares = [0.1 + spread * (i // 4) + 0.001 * i for i in range(20)]
    return {"x": {f"d{i:02}": (round(p * people), people) for i, p in enumerate(shares)}}


def test_types_of_many_people_stay_and_those_of_few_do_not() -> None:
    firm = type_stability(counts(100_000, 0.1), {"x": 1.0}, draws=40)
    assert min(firm.values()) == 1
    loose = type_stability(counts(60, 0.1), {"x": 1.0}, draws=40)
    assert 0.3 < np.mean(list(loose.values())) < 0.8


def test_the_same_counts_give_the_same_answer_and_few_districts_none() -> None:
    one = counts(200, 0.05)
    assert type_stability(one, {"x": 1.0}, draws=20) == type_stability(one, {"x": 1.0}, draws=20)
    few = {"x": dict(list(one["x"].items())[:8])}
    assert type_stability(few, {"x": 1.0}, draws=20) == {}


def test_a_small_district_is_drawn_to_the_share_of_all_and_a_large_one_keeps_its_own() -> None:
    found = shrunk({"a": (200, 1000), "b": (300, 1000), "c": (400, 1000), "hamlet": (0, 20)})
    assert found["a"] == pytest.approx(0.2, abs=0.01)
    assert found["c"] == pytest.approx(0.4, abs=0.01)
    assert 0.1 < found["hamlet"] < 0.298


def test_what_chance_explains_is_no_difference() -> None:
    found = shrunk({"a": (30, 100), "b": (31, 100), "c": (29, 100)})
    assert list(found.values()) == pytest.approx([0.3] * 3)
    assert shrunk({"a": (5, 5), "b": (3, 3)}) == {"a": pytest.approx(1), "b": pytest.approx(1)}
    assert shrunk({}) == {}


def test_drawn_shares_are_nearer_to_the_truth() -> None:
    """24 districts of 20 to 2,000 people: the mean squared error of small ones falls by more than a third."""
    chance = np.random.default_rng(3)
    own = drawn = 0.0
    for _ in range(200):
        people = chance.integers(20, 2000, 24)
        people[:6] = chance.integers(20, 80, 6)
        truth = np.clip(chance.normal(0.3, 0.06, 24), 0.02, 0.9)
        found = chance.binomial(people, truth)
        better = shrunk(
            {str(i): (float(x), float(n)) for i, (x, n) in enumerate(zip(found, people, strict=True))}
        )
        for i in range(6):
            own += (found[i] / people[i] - truth[i]) ** 2
            drawn += (better[str(i)] - truth[i]) ** 2
    assert drawn < 0.65 * own


def test_a_component_differs_between_its_own_types_by_construction_alone() -> None:
    """Three rates that have nothing to do with each other, 24 districts of 100 people each, true shares all alike.

    By types of the whole index the first rate differs by some ten points; by types without it, by none on average.
    """
    chance = np.random.default_rng(8)
    weights = {"a": 2.0, "b": 1.0, "c": 1.0}

    def gap(rates: dict[str, dict[str, float]], used: dict[str, float]) -> float:
        index = social_index({name: rates[name] for name in used}, used)
        assert index is not None
        types = district_types(index.values)
        high, low = ([rates["a"][d] for d, kind in types.items() if kind == k] for k in (5, 1))
        return float(np.mean(high) - np.mean(low))

    own, without = [], []
    for _ in range(150):
        rates = {name: {str(d): chance.binomial(100, 0.3) / 100 for d in range(24)} for name in weights}
        own.append(gap(rates, weights))
        without.append(gap(rates, {"b": 1.0, "c": 1.0}))
    assert np.mean(own) > 0.08
    assert abs(np.mean(without)) < 0.02
