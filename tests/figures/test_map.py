"""District maps: every district in its class, gaps hatched, the same figures as the store, and readable without colour."""

from __future__ import annotations

import itertools
import re

import pytest

from helpers.errors import NoChapter, NoData
from helpers.figures.districts.map import HIDDEN, SEQUENTIAL
from helpers.figures.draw.style import contrast, luminance, text_on
from tests.figures.conftest import report_for

RATES = [
    "kinderarmut_sgb2",
    "uebergangsquote_gymnasium",
    "ferienprogramm_reichweite",
    "ganztagsquote_grundschule",
]


@pytest.mark.parametrize("indicator", RATES)
def test_the_figures_are_those_of_the_store(indicator: str) -> None:
    report = report_for("musterstadt")
    shown = report.map(indicator)
    keys = [area.ags for area in report.districts()]
    stored = report.store.observations(indicator, keys, until=2025)
    stored = stored[stored["year"] == stored["year"].max()]
    values = dict(zip(stored["area"], stored["value"], strict=True))
    assert len(shown.rows) == 24
    for number, name, value in shown.rows:
        assert re.fullmatch(r"\d\d", str(number))
        assert value == values[name] or (value is None and values[name] != values[name])


@pytest.mark.parametrize("indicator", RATES)
def test_the_text_says_what_the_picture_shows(indicator: str) -> None:
    report = report_for("musterstadt")
    shown = report.map(indicator)
    assert shown.svg is not None
    for area in report.districts():
        assert shown.alt.count(area.name) >= 1
        assert f">{area.ags[-2:]}<" in shown.svg
    assert "Musterstadt insgesamt" in shown.alt
    assert "Fisher und Jenks" in " ".join(shown.notes)
    assert shown.reading is not None
    assert len(shown.svg) < 60_000
    assert shown.svg == report.map(indicator).svg


def test_protected_districts_are_hatched_and_named_without_a_number() -> None:
    shown = report_for("musterstadt").map("uebergangsquote_gymnasium")
    assert shown.svg is not None
    hidden = [name for _, name, value in shown.rows if value is None]
    assert "Nirgendswinkel" in hidden
    assert re.search(rf"{HIDDEN}: [^;]*Nirgendswinkel", shown.alt)
    assert "<pattern" in shown.svg
    assert {row[2] for row in shown.display if row[1] in hidden} == {"•"}
    assert "Schraffierte Gebiete haben keinen Wert." in " ".join(shown.notes)


def test_maps_without_gaps_are_not_hatched() -> None:
    svg = report_for("musterstadt").map("jugendquotient").svg
    assert svg is not None
    assert "<pattern" not in svg


def test_classes_are_told_apart_without_colour() -> None:
    """Luminance falls from class to class by a factor that is seen in greyscale; numbers keep 4.5:1."""
    light = [luminance(c) + 0.05 for c in SEQUENTIAL]
    assert all(a / b > 1.35 for a, b in itertools.pairwise(light))
    assert all(contrast(c, text_on(c)) >= 4.5 for c in SEQUENTIAL)


def test_types_are_on_the_map() -> None:
    report = report_for("musterstadt")
    shown = report.type_map()
    assert {row[3] for row in shown.rows} >= {
        f"Typ {n}: {t}" for n, t in ((1, "sehr günstig"), (5, "sehr angespannt"))
    }
    table = report.social_index_table()
    assert [row[3] for row in table.rows] == sorted(row[3] for row in table.rows)
    assert "Rang ohne Kinderarmut" in [c.name for c in table.columns]


def test_a_profile_stands_beside_the_city() -> None:
    report = report_for("musterstadt")
    shown = report.district_profile("Beispielviertel", ["bevoelkerung", "kinderarmut_sgb2"])
    assert [c.name for c in shown.columns][3:5] == ["Beispielviertel", "Musterstadt"]
    own = report.store.latest("kinderarmut_sgb2", "06999-03", until=2025)
    assert own is not None
    assert shown.rows[1][3] == own.value
    assert shown.display[1][5].endswith("Pp.")


def test_a_real_municipality_without_districts_leaves_the_chapter_out() -> None:
    report = report_for("augsburg")
    with pytest.raises(NoChapter, match="Für Augsburg sind keine Sozialräume eingetragen"):
        report.require_districts("kinderarmut_sgb2")
    with pytest.raises(NoData, match="Augsburg"):
        report.map("kinderarmut_sgb2")
