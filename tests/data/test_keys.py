"""Periods and breakdowns read back, and anything else is refused with a sentence."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpers.data.keys import AGS, join_breakdown, parse_period, split_breakdown
from helpers.errors import DataError

words = st.text(
    st.characters(exclude_characters="|=", exclude_categories=["C", "Z"]), min_size=1, max_size=12
)
breakdowns = st.dictionaries(words, words, max_size=4)


@given(st.integers(1850, 2199))
def test_year_and_school_year(year: int) -> None:
    assert parse_period(str(year)) == (str(year), year, dt.date(year, 1, 1))
    school = f"{year}/{(year + 1) % 100:02d}"
    assert parse_period(school) == (school, year, dt.date(year, 8, 1))


@given(st.dates(dt.date(1850, 1, 1), dt.date(2199, 12, 31)))
def test_reference_date(day: dt.date) -> None:
    assert parse_period(day.isoformat()) == (day.isoformat(), day.year, day)


@given(st.integers(1850, 2199), st.integers(0, 99))
def test_school_year_must_end_in_the_next_year(year: int, end: int) -> None:
    if end != (year + 1) % 100:
        with pytest.raises(DataError, match="Schuljahr"):
            parse_period(f"{year}/{end:02d}")


@pytest.mark.parametrize(
    "text", ["", "23", "2023-02-30", "2023/2024", "31.12.2025", "2023/22", "9999", "2o23"]
)
def test_other_periods_are_refused(text: str) -> None:
    with pytest.raises(DataError, match=r"erwartet wird ein Jahr \(2023\), ein Stichtag \(2025-12-31\)"):
        parse_period(text)


@given(breakdowns)
def test_breakdown_reads_back(parts: dict[str, str]) -> None:
    assert split_breakdown(join_breakdown(parts)) == parts


@given(breakdowns, st.randoms())
def test_order_of_dimensions_does_not_matter(parts: dict[str, str], random: object) -> None:
    shuffled = list(parts.items())
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert join_breakdown(split_breakdown("|".join(f"{k}={v}" for k, v in shuffled))) == join_breakdown(parts)


@pytest.mark.parametrize("text", ["alter", "=unter 3", "alter=", "alter=unter 3|"])
def test_incomplete_breakdown_is_refused(text: str) -> None:
    with pytest.raises(DataError, match="merkmal=wert"):
        split_breakdown(text)


def test_dimension_twice_is_refused() -> None:
    with pytest.raises(DataError, match="„alter“ zweimal"):
        split_breakdown("alter=unter 3|alter=75 und mehr")


@pytest.mark.parametrize("key", ["DG", "09", "097", "09761", "09761000", "09761-12", "16068001-A"])
def test_keys_of_areas(key: str) -> None:
    assert AGS.fullmatch(key)


@pytest.mark.parametrize("key", ["", "9761", "D", "0976", "097610", "09761-", "09761.0"])
def test_other_keys(key: str) -> None:
    assert not AGS.fullmatch(key)
