"""The shape of a series: turns are told, ripples and chance are not, and ends are no way."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpers.text.course import is_wavering, turned, turned_since, turns
from helpers.text.places import place
from tests.text.test_sentences import CHANCE, RATE
from tests.town import town

AUGSBURG = place("Augsburg", "in Augsburg")


@dataclass(frozen=True)
class One:
    period: str
    value: float
    status: str = ""
    base: float | None = None


def series(*values: float, base: float | None = 100_000) -> list[One]:
    return [One(str(2010 + i), value, base=base) for i, value in enumerate(values)]


@pytest.mark.parametrize(
    ("values", "at"),
    [
        ((1, 2, 3, 4), []),
        ((10, 14, 18, 12), ["2012"]),
        ((18, 12, 10, 14), ["2012"]),
        ((10, 14, 13.5, 18), []),  # a ripple
        ((10, 18, 12, 20, 11), ["2011", "2012", "2013"]),
        ((10, 10, 10), []),
        ((10, 18, 16.1, 16), []),  # a way back of exactly a quarter of the range is none
        ((10, 18, 15.9), ["2011"]),
        ((10, 11.9, 3.6, 6.8, 5.8), ["2012"]),  # the first hill is less than a quarter of the range
    ],
)
def test_where_a_series_turns(values: tuple[float, ...], at: list[str]) -> None:
    assert [figure.period for figure in turns(series(*values), RATE)] == at


def test_chance_makes_no_turn() -> None:
    """12 and 16 % of 60 people are no difference: 2·√(p(1−p)·2/60) is 12 points. Of 60,000 they are."""
    values = (12.0, 16.0, 12.0)
    assert not turns(series(*values, base=60), CHANCE)
    assert not turns(series(*values, base=None), CHANCE), "unknown, so not secured"
    assert len(turns(series(*values, base=60_000), CHANCE)) == 1


def test_a_series_that_came_back_to_its_turn_did_not_turn() -> None:
    assert not turns(series(29.1, 28.0, 28.7, 28.2), RATE)


def test_one_turn_is_told_with_its_year() -> None:
    told = turned(RATE, AUGSBURG, series(11.9, 14.2, 8.0)).replace("\u00a0", " ")
    assert told.endswith(
        "in Augsburg von 2010 bis 2011 von 11,9 % auf 14,2 % und sank dann bis 2012 auf 8,0 %."
    )
    since = turned_since(RATE, series(11.9, 3.6, 6.8)).replace("\u00a0", " ")
    assert (
        since == "Seit 2010 (11,9 %) ist der Wert erst auf 3,6 % (2011) gesunken und dann wieder gestiegen."
    )


def test_to_and_fro_has_no_direction() -> None:
    figures = series(10, 18, 12, 20, 11)
    assert is_wavering(figures, RATE)
    told = turned(RATE, AUGSBURG, figures).replace("\u00a0", " ")
    assert "ohne klare Richtung zwischen 10,0 % (2010) und 20,0 % (2013)" in told
    assert told.endswith("bei 11,0 %.")
    assert "ohne klare Richtung" in turned_since(RATE, figures)


def test_to_and_fro_with_a_direction_names_it_and_the_extremes() -> None:
    told = turned(RATE, AUGSBURG, series(10, 22, 14, 26, 20)).replace("\u00a0", " ")
    assert (
        "stieg in Augsburg von 2010 bis 2014 mit Schwankungen von 10,0 % auf 20,0 %; der höchste Wert war 26,0 % (2013)."
        in told
    )


@pytest.mark.parametrize(("last", "wavering"), [(13.3, True), (13.4, False)])
def test_a_third_of_the_range_is_no_direction(last: float, wavering: bool) -> None:
    assert is_wavering(series(10, 20, 10, last), RATE) is wavering


@given(st.lists(st.floats(0, 100), min_size=1, max_size=30))
def test_turns_alternate(values: list[float]) -> None:
    found = turns(series(*values), RATE)
    heights = [values[0], *(f.value for f in found), values[-1]]
    ways = [b > a for a, b in pairwise(heights)]
    assert len(found) < 2 or all(a != b for a, b in pairwise(ways[1:-1]))
    assert [f.period for f in found] == sorted(f.period for f in found)


def test_a_school_year_is_declined(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rows = [
        ("schueler", "", f"{y}/{y % 100 + 1:02d}", n) for y, n in ((2019, 9000), (2020, 7000), (2021, 8000))
    ]
    report = town(tmp_path, monkeypatch, {"amt": rows})
    assert "vom Schuljahr 2019/20 bis zum Schuljahr 2020/21 von 9.000 auf 7.000" in report.change("schueler")
    assert "stieg dann bis zum Schuljahr 2021/22 auf 8.000." in report.change("schueler")
    assert report.since("schueler").startswith("Seit dem Schuljahr 2019/20 (9.000)")
