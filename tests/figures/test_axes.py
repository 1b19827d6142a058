"""Scales: what is labelled, and where matplotlib would put it."""

from __future__ import annotations

import re
from typing import Any

import matplotlib as mpl
import pytest

from helpers import Report
from helpers.figures.draw.axes import mark_breaks, row_height, scale, unit_title, unit_words, year_ticks
from helpers.figures.draw.style import canvas, house_style, to_svg


def placed(svg: str) -> dict[str, tuple[float, float]]:
    """The texts of a picture and where they stand."""
    found = re.findall(r'<text [^>]*? x="([\d.]+)" y="([\d.]+)"[^>]*>([^<]*)<', svg)
    return {text: (float(x), float(y)) for x, y, text in found}


def test_labels_stand_where_matplotlib_puts_them() -> None:
    with house_style():
        figure, axes = canvas(7, 1.2, 2)
        scale(axes, "left", (0, 10), [0, 5, 10], ["0", "5", "10"], grid=True)
        scale(axes, "bottom", (0, 4), [0, 1, 4], ["a", "b", "c"], marks=True, line=True, title="Prozent")
        ours = placed(to_svg(figure))
        figure, bare = canvas(7, 1.2, 2)
        axes = figure.add_axes(bare.get_position())
        axes.set(xlim=(0, 4), ylim=(0, 10))
        axes.set_yticks([0, 5, 10], ["0", "5", "10"])
        axes.set_xticks([0, 1, 4], ["a", "b", "c"])
        axes.set_xlabel("Prozent", fontsize=9)
        theirs = placed(to_svg(figure))
    assert len(ours) == 7
    assert ours.keys() == theirs.keys()
    for text, place in ours.items():
        assert place == pytest.approx(theirs[text], abs=0.02), text


@pytest.mark.parametrize("limits", [(0, 10), (10, 0)])
def test_what_lies_beyond_the_limits_is_not_labelled(limits: tuple[float, float]) -> None:
    with house_style():
        _, axes = canvas(7, 1, 1)
        drawn = scale(axes, "bottom", limits, [-5, 0, 10, 15], ["-5", "0", "10", "15"])
    assert [text.get_text() for text in drawn] == ["0", "10"]
    assert axes.get_xlim() == limits


def test_bars_have_room_beside_the_first_and_the_last_year() -> None:
    with house_style():
        _, axes = canvas(7, 1, 1)
        year_ticks(axes, [2015, 2020], 10, aside=0.6)
        assert axes.get_xlim() == (2014.4, 2020.6)
        year_ticks(axes, [2020], 10)
        assert axes.get_xlim() == (2020, 2021)


def test_settings_are_left_alone() -> None:
    before = dict(mpl.rcParams)
    with house_style():
        figure, axes = canvas(7, 1, 1)
        scale(axes, "top", (0, 2), [1], ["Überschrift"], fontweight="semibold")
        assert 'font-weight="600"' in to_svg(figure)
    assert dict(mpl.rcParams) == before


@pytest.mark.parametrize("unit", ["%", "je 1.000", "Personen je Vollzeitstelle"])
@pytest.mark.parametrize("year", range(2011, 2026))
def test_a_break_keeps_clear_of_the_unit(unit: str, year: int, picture: Any) -> None:
    with house_style():
        figure, axes = canvas(6, 0.8, 3, top=0.95)
        scale(axes, "left", (0, 4), [0, 2, 4], ["0", "2", "4"])
        unit_title(axes, unit, 0.8)
        year_ticks(axes, range(2010, 2026), 10.2)
        mark_breaks(axes, [year], unit, 0.8)
        boxes = picture(to_svg(figure)).boxes
    said, marked = (next(b for b in boxes if b.text == text) for text in (unit_words(unit), "Bruch"))
    assert marked.left - said.right >= 4 or marked.top - said.bottom >= 4


@pytest.mark.parametrize("city", ["augsburg", "musterstadt", "jena"])
def test_years_of_a_slope_chart_keep_clear_of_the_highest_label(city: str, picture: Any) -> None:
    boxes = picture(Report(city, "2025").slope("betreuungsquote_u3").svg).boxes
    lowest = max(box.bottom for box in boxes if re.fullmatch(r"20\d\d", box.text))
    assert min(box.top for box in boxes if not re.fullmatch(r"20\d\d", box.text)) - lowest >= 4


def test_two_charts_with_many_rows_fit_on_a_page() -> None:
    assert [row_height(n) for n in (3, 16)] == [0.5, 0.5]
    assert 24 * row_height(24) == pytest.approx(8.7)
    assert row_height(60) == 0.36  # a label of 9.5 points needs so much
