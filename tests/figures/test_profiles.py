"""Profiles of districts: figures of the store, facilities, offers and voices of that district, and nothing that is protected."""

from __future__ import annotations

import re

import pytest

from examples.musterstadt.voices import SMALL
from helpers.errors import NoData
from helpers.figures.districts.bydistrict import district
from helpers.figures.districts.there import district_places
from helpers.figures.districts.trends import panels_of
from tests.figures.conftest import report_for

TRENDS = [
    "kinderarmut_sgb2",
    "betreuungsquote_u3_berechnet",
    "uebergangsquote_gymnasium",
    "ferienprogramm_reichweite",
]


def test_trends_are_the_figures_of_the_store() -> None:
    report = report_for("musterstadt")
    shown = report.district_trends("Beispielviertel", TRENDS)
    key = district(report, "Beispielviertel").ags
    stored = {
        r.period: r.value for r in report.store.rows("kinderarmut_sgb2") if r.ags == key and not r.breakdown
    }
    own = {row[2]: row[3] for row in shown.rows if row[:2] == ("Kinderarmut", "Beispielviertel")}
    assert own == {period: value for period, value in stored.items() if value is not None}
    assert shown.svg is not None
    assert len(shown.svg) < 30_000
    assert "Musterstadt zuletzt" in shown.alt


def test_all_districts_have_the_same_scale() -> None:
    report = report_for("musterstadt")
    one, other = (panels_of(report, name, TRENDS) for name in ("01", "03"))
    assert [p.highest for p in one] == [p.highest for p in other]
    assert all(max(p.own.points.values()) <= p.highest for p in (*one, *other))


def test_protected_figures_are_gaps() -> None:
    report = report_for("musterstadt")
    cells = report.cells_of("uebergangsquote_gymnasium", [district(report, "24").ags])[
        district(report, "24").ags
    ]
    hidden = {c.period for c in cells.values() if c.status == "suppressed"}
    assert hidden
    try:
        shown = report.district_trends("24", ["uebergangsquote_gymnasium", "kinderarmut_sgb2"])
    except NoData:
        return
    rows = [
        row for row in shown.rows if row[0] == "Übergänge auf das Gymnasium" and row[1] == "Nirgendswinkel"
    ]
    assert not {row[2] for row in rows} & hidden


def test_a_page_names_what_there_is() -> None:
    report = report_for("musterstadt")
    text = district_places(report, district(report, "03"))
    assert re.search(r"Grundschule: (Grundschule )?Beispielviertel", text)
    assert "**Angebote für Übergänge.**" in text
    assert "n\u00a0=\u00a023" in text


def test_no_voice_of_a_small_group_is_heard() -> None:
    report = report_for("musterstadt")
    assert all(SMALL not in district_places(report, area) for area in report.districts())


@pytest.mark.parametrize("name", ["augsburg", "soemmerda"])
def test_without_districts_there_is_no_trend(name: str) -> None:
    with pytest.raises(NoData):
        report_for(name).district_trends("01", TRENDS)
