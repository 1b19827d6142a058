"""Colours that everyone can tell apart, labels that do not collide, lines that do not invent figures."""

from __future__ import annotations

import re
from itertools import combinations, pairwise
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from matplotlib.colors import to_rgb

from helpers.facts.series import Cell, Series, latest_common
from helpers.figures.basic.line import runs
from helpers.figures.draw.axes import ticks
from helpers.figures.draw.labels import dodge, legend_rows
from helpers.figures.draw.style import BY_ROLE, DISTINCT, contrast, diverging, ordered, text_on, to_svg
from helpers.figures.shown import Column, Shown, plain

# Machado, Oliveira, Fernandes: A Physiologically-based Model for Simulation of Color Vision Deficiency
# (2009), severity 1.0, on linear RGB.
DEFICIENCY = {
    "none": np.eye(3),
    "protan": np.array(
        [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]]
    ),
    "deutan": np.array(
        [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]]
    ),
    "tritan": np.array(
        [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]]
    ),
}
BAND = ["city", "land", "germany"]


def lab(colour: Any, matrix: Any = DEFICIENCY["none"]) -> Any:
    """CIE L*a*b* (D65) of a colour as seen with a deficiency."""
    rgb = np.array(to_rgb(colour))
    linear = np.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4)
    seen = np.clip(matrix @ linear, 0, 1)
    xyz = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]]) @ seen
    f = np.cbrt(xyz / np.array([0.9505, 1.0, 1.089]))
    return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])


def test_every_colour_is_seen_and_every_label_read_on_white() -> None:
    for tone in [*BY_ROLE.values(), *DISTINCT]:
        assert contrast(tone.line) >= 3
        assert contrast(tone.text) >= 4.5
    for count in range(2, 12):
        assert all(contrast(colour) >= 3 for colour in ordered(count))
        assert all(contrast(text_on(colour), colour) >= 4.5 for colour in ordered(count))


def test_labels_read_on_every_colour_of_the_heat_map() -> None:
    colours = [diverging()(x) for x in np.linspace(0, 1, 101)]
    assert all(contrast(text_on(colour), colour) >= 4.5 for colour in colours)


@pytest.mark.parametrize("deficiency", DEFICIENCY)
def test_colours_differ_with_every_colour_vision(deficiency: str) -> None:
    matrix = DEFICIENCY[deficiency]
    groups = [[BY_ROLE[role].line for role in (*BAND, "peer")], [tone.line for tone in DISTINCT[:3]]]
    for group in groups:
        for a, b in combinations(group, 2):
            assert np.linalg.norm(lab(a, matrix) - lab(b, matrix)) >= 15, (a, b)
    for a, b in pairwise(ordered(5)):
        assert np.linalg.norm(lab(a, matrix) - lab(b, matrix)) >= 10, (a, b)


def test_colours_differ_in_greyscale() -> None:
    for a, b in combinations([BY_ROLE[role].line for role in BAND], 2):
        assert abs(lab(a)[0] - lab(b)[0]) >= 12
    for a, b in pairwise([tone.line for tone in DISTINCT[:2]]):
        assert abs(lab(a)[0] - lab(b)[0]) >= 12
    lightness = [lab(colour)[0] for colour in ordered(11)]
    assert lightness == sorted(lightness)


def test_areas_differ_without_any_colour() -> None:
    looks = [(BY_ROLE[role].dash, BY_ROLE[role].marker) for role in BAND]
    assert len(set(looks)) == len(looks)


@given(st.lists(st.floats(0, 100), max_size=15), st.floats(0.1, 6))
def test_labels_keep_apart_in_order_and_inside(positions: list[float], gap: float) -> None:
    placed = dodge(positions, gap, 0, 100)
    assert all(-1e-6 <= p <= 100 + 1e-6 for p in placed)
    order = sorted(range(len(positions)), key=lambda i: positions[i])
    for a, b in pairwise(order):
        assert placed[b] - placed[a] >= gap - 1e-6


@given(st.lists(st.floats(0, 100), max_size=15))
def test_labels_with_room_stay_where_they_are(positions: list[float]) -> None:
    apart = sorted({round(p / 10) * 10.0 for p in positions})
    assert dodge(apart, 9, 0, 100) == pytest.approx(apart)


@given(st.lists(st.text("abcdefg ", min_size=1, max_size=40), min_size=1, max_size=12))
def test_a_legend_has_every_entry_once(entries: list[str]) -> None:
    assert [i for row in legend_rows(entries, 16) for i in row] == list(range(len(entries)))


@given(st.lists(st.integers(-(10**8), 10**8).map(lambda n: n / 100), min_size=1, max_size=20), st.booleans())
def test_ticks_enclose_the_values(values: list[float], cut: bool) -> None:
    positions, labels = ticks(values, cut=cut)
    assert positions[0] <= min(values)
    assert positions[-1] >= max(values)
    assert len(labels) == len(positions) >= 2
    if not cut:
        assert positions[0] <= 0 <= positions[-1]


def test_ticks_are_german() -> None:
    assert ticks([301_786])[1] == ["0", "100.000", "200.000", "300.000", "400.000"]
    assert ticks([2.3])[1] == ["0,0", "0,5", "1,0", "1,5", "2,0", "2,5"]


def series(*years: int) -> Series:
    return Series("x", "city", {y: Cell(str(y), float(y)) for y in years})


def test_lines_stop_at_gaps_and_breaks() -> None:
    assert runs(series(2010, 2011, 2012, 2015, 2016)) == [[2010, 2011, 2012], [2015, 2016]]
    broken = Series("x", "city", {**series(2010, 2012).cells, 2011: Cell("2011", 1.0, broken="Neu.")})
    assert runs(broken) == [[2010], [2011, 2012]]
    missing = Series(
        "x", "city", {2010: Cell("2010", 1.0), 2011: Cell("2011", None, "unknown"), 2012: Cell("2012", 2.0)}
    )
    assert runs(missing) == [[2010], [2012]]


def test_the_common_year_is_the_latest_that_most_have() -> None:
    assert latest_common([series(2018, 2019, 2020), series(2018, 2019), series(2019)]) == 2019
    assert latest_common([series(2018, 2020), series(2019)]) == 2020


def test_names_from_data_are_text_and_nothing_else() -> None:
    shown = Shown(
        kind="table",
        caption="x",
        alt="1.",
        source="Quelle",
        label="tbl-x",
        indicators=("x",),
        columns=(Column("<b>Name</b>"),),
        rows=(("<script>alert(1)</script>",),),
        display=(("<script>alert(1)</script>",),),
    )
    html = shown._repr_mimebundle_()["text/html"]
    assert "<script>" not in html
    assert "&lt;b&gt;Name" in html
    assert "image/svg+xml" not in shown._repr_mimebundle_()


def test_formulas_and_markup_in_labels_stay_text() -> None:
    from matplotlib.figure import Figure

    from helpers.figures.draw.style import house_style

    with house_style():
        figure = Figure()
        figure.text(0.1, 0.5, "Kosten $x^2$ <&> 5")
        svg = to_svg(figure)
    assert "Kosten $x^2$ &lt;&amp;&gt; 5" in svg


def test_texts_keep_their_width_in_any_font() -> None:
    """Each text says how long it is, in one line or in several."""
    from matplotlib.figure import Figure
    from matplotlib.font_manager import FontProperties
    from matplotlib.textpath import text_to_path

    from helpers.figures.draw.style import house_style

    with house_style():
        figure = Figure()
        figure.text(0.5, 0.5, "Allgemeinbildende Schulen\nnach der Grundschule", ha="right", fontsize=10)
        figure.text(0.5, 0.2, "Grundschulen", ha="right", fontsize=10)
        found = re.findall(r"<text ([^>]*)>([^<]*)<", to_svg(figure))
        font = FontProperties(size=10)
        widths = {text: text_to_path.get_text_width_height_descent(text, font, False)[0] for _, text in found}
    lengths = {text: re.findall(r'textLength="([\d.]+)"', attributes) for attributes, text in found}
    for line in ("Allgemeinbildende Schulen", "nach der Grundschule", "Grundschulen"):
        assert float(lengths[line][0]) == pytest.approx(widths[line], rel=0.01)


def test_plain_text_of_escaped_markdown() -> None:
    assert plain(r"31\. Dezember \(Stichtag\) \\") == "31. Dezember (Stichtag) \\"
