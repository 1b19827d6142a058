"""Traffic lights: every state by figures worked out by hand, and what must hold for any."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpers.figures.draw.style import contrast
from helpers.text.lights import RULE, Light, expected, light


@dataclass(frozen=True)
class Rate:
    """A rate in percent: 5 % of the value, at most 0.5 points, are noise."""

    id: str = "quote"
    subject: str = "die Quote"
    number: Literal["singular", "plural"] = "singular"
    unit: str = "%"
    decimals: int = 1
    kind: Literal["rate"] = "rate"


@pytest.mark.parametrize(
    ("latest", "state"),
    [
        ((2024, 40.0), Light.REACHED),
        ((2024, 41.3), Light.REACHED),
        ((2024, 39.96), Light.REACHED),  # printed as 40.0
        ((2025, 35.0), Light.ON_COURSE),  # on the line
        ((2025, 34.5), Light.ON_COURSE),  # 0.5 points are noise
        ((2025, 34.4), Light.DELAYED),
        ((2025, 30.6), Light.DELAYED),
        ((2025, 30.5), Light.OFF_COURSE),  # not more than noise since the start
        ((2025, 28.0), Light.OFF_COURSE),
        ((2030, 39.0), Light.MISSED),
        ((2031, 39.9), Light.MISSED),
        ((2020, 30.0), Light.OPEN),
    ],
)
def test_states_on_the_way_up(latest: tuple[int, float], state: Light) -> None:
    assert light(Rate(), (2020, 30.0), latest, (2030, 40.0), up=True) is state


@pytest.mark.parametrize(
    ("value", "state"),
    [
        (5.0, Light.REACHED),
        (6.5, Light.ON_COURSE),
        (7.2, Light.DELAYED),
        (7.9, Light.OFF_COURSE),
        (9.0, Light.OFF_COURSE),
    ],
)
def test_states_on_the_way_down(value: float, state: Light) -> None:
    """Straight line from 8.0 (2020) to 5.0 (2030): 6.5 in 2025; noise is 5 % of the larger value."""
    assert light(Rate(), (2020, 8.0), (2025, value), (2030, 5.0), up=False) is state


def test_a_step_that_may_be_chance_is_no_progress() -> None:
    """From 30 to 32 of 100 people: twice the standard error of the difference is 13 points; of 20,000 it is 0.9."""
    for base, state in ((100, Light.ON_COURSE), (20_000, Light.DELAYED), (None, Light.DELAYED)):
        assert light(Rate(), (2020, 30.0), (2025, 32.0), (2030, 40.0), up=True, bases=(base, base)) is state
    way = {"up": True, "bases": (100, 100)}
    assert light(Rate(), (2020, 30.0), (2029, 32.0), (2030, 60.0), **way) is Light.OFF_COURSE


def test_the_straight_line_ends_at_the_target() -> None:
    assert expected((2020, 30.0), (2030, 40.0), 2023) == pytest.approx(33)
    assert expected((2020, 30.0), (2030, 40.0), 2035) == 40
    assert expected((2020, 30.0), (2030, 40.0), 2019) == 30


ORDER = [Light.OFF_COURSE, Light.DELAYED, Light.ON_COURSE, Light.REACHED]


@given(st.floats(0, 100), st.floats(0, 100), st.integers(2021, 2029), st.none() | st.integers(1, 5000))
def test_a_better_value_never_has_a_worse_light(
    one: float, other: float, year: int, base: int | None
) -> None:
    low, high = sorted((one, other))
    bases = (base, base)
    worse = light(Rate(), (2020, 30.0), (year, low), (2030, 40.0), up=True, bases=bases)
    better = light(Rate(), (2020, 30.0), (year, high), (2030, 40.0), up=True, bases=bases)
    assert ORDER.index(worse) <= ORDER.index(better)


def test_colours_can_be_read_and_are_not_needed() -> None:
    assert len({state.symbol for state in Light}) == len({state.word for state in Light}) == len(Light)
    assert all(contrast(state.colour) >= 4.5 for state in Light)
    assert all(state.word in RULE for state in Light if state is not Light.OPEN)
