"""What holds for every chart of every municipality."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from itertools import combinations
from typing import Any
from xml.etree import ElementTree as ET

import pytest

from helpers import Report
from helpers.data import list_cities
from helpers.data.catalogue import read_catalogue
from helpers.errors import NoData
from helpers.figures.shown import MIME, Shown
from helpers.paths import project
from helpers.text.wording import is_ratio
from tests.figures.conftest import CHARTS

# Charts that need a comparison or a breakdown which every municipality of the official data has.
ALWAYS = {
    "line",
    "peers",
    "bars by value",
    "stacked",
    "pyramid",
    "slope",
    "heat map",
    "key figures",
    "comparison table",
}
ENGLISH_NUMBER = re.compile(r"\d\.\d(?!\d{2})|\d,\d{3}(?!\d)|\bnan\b|\bNone\b|\binf\b")

every_city = pytest.mark.parametrize("city", list_cities())
Charts = Callable[[str], dict[str, Shown]]


def texts_of(shown: Shown) -> list[str]:
    svg = ET.fromstring(shown.svg) if shown.svg else ET.Element("svg")
    labels = [node.text or "" for node in svg.iter() if node.tag.endswith("text")]
    cells = [text for row in shown.display for text in row]
    return [shown.caption, shown.alt, shown.source, shown.reading or "", *shown.notes, *labels, *cells]


def without_dates(text: str) -> str:
    return re.sub(r"\d{1,2}\.\d{1,2}\.\d{4}|\d{1,2}\\?\. |\d{5}-\d\d-\d\d-\d", "", text)


@every_city
def test_it_says_what_a_reader_must_know(city: str, charts: Charts) -> None:
    found = charts(city)
    lacking = set() if Report(city, 2025).has("bevoelkerung", by="alter") else {"pyramid"}
    assert found.keys() >= ALWAYS - lacking
    for name, shown in found.items():
        assert shown.caption, name
        assert re.search(r"\d", shown.alt), f"{name}: no number in „{shown.alt}“"
        assert shown.alt.endswith(".")
        assert re.match(
            r"Quelle: .+; Stand: [\d./]+; eigene (Berechnung und )?Darstellung\.",
            shown.source.replace("\\", ""),
        ), name
        assert shown.rows, name
        assert shown.label.startswith("fig-" if shown.kind == "figure" else "tbl-")


@every_city
def test_a_figure_of_rates_has_a_lesebeispiel(city: str, charts: Charts) -> None:
    """All but the map of types, which shows none."""
    known = read_catalogue(project().data).indicators
    for name, shown in charts(city).items():
        rates = [i for i in shown.indicators if is_ratio(known[i])]
        if shown.kind == "figure" and rates and name != "map of types":
            assert (shown.reading or "").startswith("Lesebeispiel: "), name


@every_city
def test_numbers_are_german_everywhere(city: str, charts: Charts) -> None:
    for name, shown in charts(city).items():
        for text in texts_of(shown):
            assert not ENGLISH_NUMBER.search(without_dates(text)), f"{name}: {text}"


@every_city
def test_data_are_typed_and_fit_their_columns(city: str, charts: Charts) -> None:
    for name, shown in charts(city).items():
        assert {len(shown.columns)} == {len(r) for r in shown.rows} | {len(r) for r in shown.display}, name
        for column, *values in zip(shown.columns, *shown.rows, strict=True):
            kind = (int, float) if column.number else str
            assert all(v is None or isinstance(v, kind) for v in values), f"{name}: {column}"
        json.dumps(shown.to_json(), allow_nan=False)


@every_city
def test_texts_are_inside_the_picture_and_apart(city: str, charts: Charts, picture: Any) -> None:
    for name, shown in charts(city).items():
        if shown.svg is None:
            continue
        # Arial, which browsers may take instead, runs wider: nothing may be cut off even then.
        wide = picture(shown.svg, slack=1.13)
        for box in wide.boxes:
            inside = (
                box.left >= -1
                and box.right <= wide.width + 1
                and box.top >= -1
                and box.bottom <= wide.height + 1
            )
            assert inside, f"{name}: „{box.text}“ is cut off"
            assert box.size >= 8.5, f"{name}: „{box.text}“ is too small to read"
        straight = [box for box in picture(shown.svg).boxes if not box.text.startswith("gedreht: ")]
        for a, b in combinations(straight, 2):
            assert not a.overlaps(b), f"{name}: „{a.text}“ covers „{b.text}“"


@every_city
def test_pictures_are_small_and_keep_their_text(city: str, charts: Charts) -> None:
    for name, shown in charts(city).items():
        if shown.svg is not None:
            assert len(shown.svg.encode()) < 75_000, name  # with a box for each value that it says
            assert "<text" in shown.svg, name
            assert "<image" not in shown.svg, name
            assert re.findall(r'font-family="([^"]+)"', shown.svg) == [
                "'Bericht Sans','Source Sans 3','Source Sans Pro',Arial,sans-serif"
            ]
            assert "style" not in shown.svg, name  # a page with a strict content policy holds it
            texts = re.findall(r"<text ([^>]*)>", shown.svg)
            assert all("textLength=" in attributes for attributes in texts), (
                name
            )  # nothing is cut in any font


def test_the_same_figure_has_the_same_bytes(augsburg: Report, charts: Charts) -> None:
    drawn = {name: shown.svg for name, shown in charts("augsburg").items()}
    again = Report("09761", "2025")
    assert again.line("kinderarmut").svg == drawn["line"]
    assert again.stacked("abgaenge_allgemeinbildend", by="abschluss").svg == drawn["stacked"]
    assert again.pyramid().svg == drawn["pyramid"]


def test_drawing_leaves_no_figures_and_no_settings_behind(augsburg: Report) -> None:
    import matplotlib as mpl
    from matplotlib import pyplot as plt

    before, size = dict(mpl.rcParams), len(plt.get_fignums())
    augsburg.heatmap(["kinderarmut", "arbeitslosenquote"])
    augsburg.line("kinderarmut")
    assert len(plt.get_fignums()) == size
    assert dict(mpl.rcParams) == before


def test_settings_of_the_notebook_do_not_change_charts(augsburg: Report) -> None:
    import matplotlib as mpl

    usual = augsburg.line("kinderarmut").svg
    with mpl.rc_context(
        {"font.size": 30, "lines.linewidth": 9, "svg.fonttype": "path", "axes.facecolor": "red"}
    ):
        assert augsburg.line("kinderarmut").svg == usual


def test_jupyter_gets_picture_view_and_contract(augsburg: Report) -> None:
    bundle = augsburg.line("kinderarmut")._repr_mimebundle_()
    assert bundle["image/svg+xml"].startswith("<svg")
    assert bundle[MIME]["kind"] == "figure"
    assert bundle[MIME]["align"] == ["left", "right", "right", "right"]
    assert bundle[MIME]["columns"][1] == {"name": "Augsburg", "unit": "%"}
    assert "Lesebeispiel: " in bundle["text/html"]


LONG_NAME = "Landkreis Mecklenburgische Seenplatte-Nordost"


def test_a_long_name_keeps_every_chart(picture: Any) -> None:
    report = Report("augsburg", 2025)
    report.profile = report.profile.model_copy(update={"name": LONG_NAME})
    drawn = 0
    for name, draw in CHARTS.items():
        try:
            shown = draw(report)
        except NoData:  # what only a municipality with districts has
            continue
        if shown.svg is None:
            continue
        drawn += 1
        found = picture(shown.svg, slack=1.13)
        cut = [b.text for b in found.boxes if b.left < -1 or b.right > found.width + 1]
        assert not cut, f"{name}: {cut}"
    assert drawn >= 15
