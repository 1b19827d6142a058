"""Traffic lights: every state by figures worked out by hand, and what must hold for any."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from helpers.figures.draw.style import contrast
from helpers.text.lights import RULE, Light, Reading, expected, light


@dataclass(frozen=True)
class Rate:
    """A rate in percent: 5 % of the value, at most 0.5 points, are noise."""

    id: str = "quote"
    subject: str = "die Quote"
    number: Literal["singular", "plural"] = "singular"
    unit: str = "%"
    decimals: int = 1
    kind: Literal["rate"] = "rate"
    chance: bool = False


def state_of(
    start: tuple[int, float],
    figures: list[tuple[int, float]],
    target: tuple[int, float],
    *,
    up: bool = True,
    base: float | None = None,
    chance: bool = False,
) -> Light:
    """Return the light of figures that are all shares of the same base."""
    first, *since = (Reading(*figure, base) for figure in (start, *figures))
    return light(Rate(chance=chance), first, since, target, up=up)


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
    ],
)
def test_states_on_the_way_up(latest: tuple[int, float], state: Light) -> None:
    assert state_of((2020, 30.0), [latest], (2030, 40.0)) is state


def test_without_a_figure_after_the_start_it_is_open() -> None:
    assert state_of((2020, 30.0), [], (2030, 40.0)) is Light.OPEN
    assert state_of((2020, 40.0), [], (2030, 40.0)) is Light.REACHED


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
    assert state_of((2020, 8.0), [(2025, value)], (2030, 5.0), up=False) is state


@pytest.mark.parametrize(
    ("base", "value", "state"),
    [
        (100, 32.0, Light.UNSURE),  # twice the standard error of the difference is 13 points
        (None, 32.0, Light.UNSURE),
        (20_000, 32.0, Light.DELAYED),  # 0.9 points; the line is at 35
        (20_000, 34.6, Light.ON_COURSE),
        (2_000, 30.4, Light.OFF_COURSE),  # 2.9 points since the start, 2.3 to the line
        (2_000, 33.0, Light.ON_COURSE),  # securely more than at the start, not securely less than 35
    ],
)
def test_progress_that_may_be_chance_is_not_called_so(base: int | None, value: float, state: Light) -> None:
    assert state_of((2020, 30.0), [(2025, value)], (2030, 40.0), base=base, chance=True) is state


def test_a_light_does_not_flip_on_a_step_that_may_be_chance() -> None:
    """5.5 % of 2,450 leavers is the goal: 6.4 after 6.5 looked on course, 6.8 a year later off course; 2 errors are 1.4 points."""
    way = ((2022, 6.5), (2029, 5.5))
    for figures in ([(2024, 6.4)], [(2024, 6.4), (2025, 6.8)]):
        assert state_of(way[0], figures, way[1], up=False, base=2450, chance=True) is Light.UNSURE


@given(
    st.lists(st.floats(20, 44), min_size=1, max_size=8),
    st.integers(50, 5000),
    st.floats(-1, 1),
)
@example([20.0, 20.0, 20.0, 20.0, 26.0, 31.0], 402, 1.0)  # 31 → 37.5 is not secured, 26 → 37.5 is
def test_no_light_becomes_another_by_chance_alone(values: list[float], base: int, part: float) -> None:
    """A figure moved by less than twice the standard error may become „nicht gesichert“, but not another definite state."""
    figures = [(2021 + k, value) for k, value in enumerate(values)]
    now = values[-1] / 100
    step = part * 200 * (2 * now * (1 - now) / base) ** 0.5
    before = state_of((2020, 30.0), figures, (2030, 40.0), base=base, chance=True)
    after = state_of(
        (2020, 30.0), [*figures, (figures[-1][0], values[-1] + step)], (2030, 40.0), base=base, chance=True
    )
    assert after in (before, Light.UNSURE, Light.REACHED) or before in (Light.UNSURE, Light.REACHED)


def test_the_straight_line_ends_at_the_target() -> None:
    assert expected((2020, 30.0), (2030, 40.0), 2023) == pytest.approx(33)
    assert expected((2020, 30.0), (2030, 40.0), 2035) == 40
    assert expected((2020, 30.0), (2030, 40.0), 2019) == 30


ORDER = [Light.OFF_COURSE, Light.DELAYED, Light.UNSURE, Light.ON_COURSE, Light.REACHED]


@given(st.floats(0, 100), st.floats(0, 100), st.integers(2021, 2029), st.none() | st.integers(1, 5000))
def test_a_better_value_never_has_a_worse_light(
    one: float, other: float, year: int, base: int | None
) -> None:
    low, high = sorted((one, other))
    worse, better = (
        state_of((2020, 30.0), [(year, value)], (2030, 40.0), base=base, chance=base is not None)
        for value in (low, high)
    )
    assert ORDER.index(worse) <= ORDER.index(better)


def test_colours_can_be_read_and_are_not_needed() -> None:
    assert len({state.symbol for state in Light}) == len({state.word for state in Light}) == len(Light)
    assert all(contrast(state.colour) >= 4.5 for state in Light)
    assert all(state.word in RULE for state in Light if state is not Light.OPEN)
