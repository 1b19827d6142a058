"""Key figures: value and unit apart, and a small line that does not exaggerate."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from helpers.data import open_store
from helpers.facts.series import Cell, Series
from helpers.figures.basic.cards import sparkline
from helpers.figures.shown import plain
from helpers.report import Report

if TYPE_CHECKING:
    from helpers.data import Indicator


def entry(name: str) -> Indicator:
    with open_store() as store:
        return store.catalogue.indicators[name]


def line(points: dict[int, float], broken: int = 0) -> Series:
    return Series(
        "x", "city", {y: Cell(str(y), v, broken="Neu." if y == broken else "") for y, v in points.items()}
    )


@pytest.mark.parametrize(
    ("points", "expected"),
    [
        ({2010: 1.0, 2011: 2.0}, ""),
        ({2017: 10.0, 2018: 15.0, 2019: 20.0}, "0,22 50,12 100,2"),
        ({2017: 100.0, 2018: 100.0, 2019: 101.0}, "0,13 50,13 100,11"),  # a hundredth is not drawn as a leap
        ({2000: 90.0, 2017: 10.0, 2018: 10.0, 2019: 10.0}, "0,12 50,12 100,12"),  # ten years, not all
        ({2017: 0.0, 2018: 0.0, 2019: 0.0}, "0,12 50,12 100,12"),
    ],
)
def test_small_line(points: dict[int, float], expected: str) -> None:
    assert sparkline(line(points)) == expected


def test_small_line_begins_after_the_last_break() -> None:
    """The census of 2022 changed the population; the figures before do not compare."""
    points = {2020: 300.0, 2021: 310.0, 2022: 200.0, 2023: 210.0, 2024: 220.0}
    assert sparkline(line(points, broken=2022)).count(" ") == 2


def test_value_and_unit_stand_apart() -> None:
    card = Report("augsburg", 2025).key_figures(["kinderarmut"]).cards[0]  # INKAR 2025
    assert (plain(card["value"]), plain(card["unit"])) == ("11,5", "%")


def test_a_change_that_may_be_chance_is_not_called_one() -> None:
    """Some 2,500 leavers a year: 1.2 points of 35 % are less than twice the standard error of the difference (2.7)."""
    card = Report("musterstadt", 2025).key_figures(["anteil_mit_hochschulreife"]).cards[0]
    assert card["change"].endswith("nicht gesichert verändert")
