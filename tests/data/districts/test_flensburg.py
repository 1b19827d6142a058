"""Flensburg, a real city with its Stadtteile: the figures of its Sozialatlas, what follows from them, and its borders."""

from __future__ import annotations

import pytest

from helpers import Report
from helpers.data.districts import type_names
from helpers.errors import DataError
from helpers.figures.districts import bydistrict
from helpers.paths import project


@pytest.fixture(scope="module")
def report() -> Report:
    return Report("flensburg", 2025)


def latest(report: Report, indicator: str) -> dict[str, float]:
    found = bydistrict.by_district(report, indicator)
    names = {area.ags: area.name for area in bydistrict.districts(report)}
    return {names[ags]: value for ags, value in found.numbers.items()}


@pytest.mark.parametrize(
    ("indicator", "district", "value"),
    [
        ("einwohner_melderegister", "Altstadt", 3907),
        ("einwohner_melderegister", "Neustadt", 5052),
        # counts of the Sozialatlas 2022, divided by hand
        ("anteil_auslaendisch_melderegister", "Neustadt", 100 * 1922 / 5052),
        ("arbeitslosenanteil_30_juni", "Neustadt", 100 * 350 / 3889),
        ("nicht_erwerbsfaehige_je_100_unter_18", "Neustadt", 100 * 279 / 793),
        ("sgb2_anteil_unter_65", "Altstadt", 100 * 408 / (403 + 3108)),
        ("wohngeld_anteil", "Altstadt", 100 * 121 / 3907),
        ("geburten_je_1000", "Altstadt", 1000 * 30 / 3907),
    ],
)
def test_rates_are_those_of_the_sozialatlas(
    report: Report, indicator: str, district: str, value: float
) -> None:
    assert latest(report, indicator)[district] == pytest.approx(value)


def test_the_city_is_the_sum_of_its_register_and_not_the_official_figure(report: Report) -> None:
    found = bydistrict.by_district(report, "einwohner_melderegister")
    assert found.period == "2022-12-31"
    assert found.mean == sum(found.numbers.values()) == 99341


def test_births_of_2011_are_left_out_and_no_rate_has_a_year_without_people(report: Report) -> None:
    keys = [area.ags for area in bydistrict.districts(report)]
    assert sorted(report.cells_of("geburten", keys)[keys[0]]) == [2012, *range(2017, 2023)]
    assert sorted(report.cells_of("geburten_je_1000", keys)[keys[0]]) == [*range(2017, 2023)]


def test_index_and_types_put_no_district_alone(report: Report) -> None:
    index, _ = bydistrict.social_index_of(report)
    names = {area.ags: area.name for area in bydistrict.districts(report)}
    ranked = [names[ags] for ags in sorted(index.ranks, key=index.ranks.__getitem__)]
    assert ranked[:4] == ["Neustadt", "Nordstadt", "Südstadt", "Fruerlund"]
    assert ranked[-2:] == ["Weiche", "Tarup"]
    types = bydistrict.types_of(report)
    assert type_names(types) == ("günstig", "mittel", "angespannt")
    assert [list(types.values()).count(kind) for kind in (1, 2, 3)] == [2, 7, 4]


def test_rings_that_touch_themselves_are_mended_and_the_harbour_is_declared(report: Report) -> None:
    """Sandberg and Südstadt touch themselves; 39,253 m² of harbour lie between Altstadt and Jürgensby."""
    shapes = bydistrict.borders(report)
    assert all(shape.is_valid for shape in shapes.values())
    assert sum(shape.area for shape in shapes.values()) / 1e6 == pytest.approx(49.8, abs=1.5)
    from helpers.data.districts import read_borders

    with pytest.raises(DataError, match=r"„Altstadt“ und „Jürgensby“.*39\.253.*water: \{Hafen: \[9\.43"):
        read_borders(
            project().data, "flensburg", report.store.areas, report.ags, bydistrict.districts(report)
        )


def test_texts_say_stadtteile(report: Report) -> None:
    assert report.district_range("wohngeld_anteil").startswith("In den Stadtteilen reichte der Anteil")
