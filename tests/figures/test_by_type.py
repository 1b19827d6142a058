"""Rates by the type of district: the counts of the store added up, nothing protected in any sum."""

from __future__ import annotations

import re
from collections.abc import Mapping

import pytest

from helpers.errors import NoData
from helpers.figures.districts.bydistrict import by_district, circular, districts, types_of
from helpers.figures.districts.bytype import type_rates
from helpers.figures.districts.pools import Pool, pools
from tests.figures.conftest import report_for

NBSP = "\u00a0"


def counts(indicator: str, period: str, breakdown: str = "") -> Mapping[str, float]:
    rows = report_for("musterstadt").store.rows(indicator)
    return {
        r.ags: r.value
        for r in rows
        if r.period == period and r.breakdown == breakdown and r.value is not None
    }


def test_a_type_is_all_its_people_together() -> None:
    """Children in day care of the type's districts ÷ children of that age who lived there at the end of 2024."""
    report = report_for("musterstadt")
    over = counts("betreute_kinder_u3", "2025-03-01")
    under = counts("bevoelkerung", "2024-12-31", "alter=unter 3")
    types = types_of(report)
    for rate in type_rates(report, "betreuungsquote_u3_berechnet"):
        inside = [ags for ags, kind in types.items() if kind == rate.kind and ags in over and ags in under]
        assert rate.pool == Pool(sum(over[a] for a in inside), sum(under[a] for a in inside), 100)
        assert len(rate.each) == len(inside)


@pytest.mark.parametrize(
    "indicator", ["uebergangsquote_gymnasium", "kinderarmut_sgb2", "anteil_sprachfoerderbedarf"]
)
def test_protected_districts_are_in_no_sum(indicator: str) -> None:
    report = report_for("musterstadt")
    found = by_district(report, indicator)
    assert set(pools(report, indicator)) == set(found.numbers)
    hidden = [a.name for a in districts(report) if a.ags not in found.numbers]
    shown = report.by_type(indicator)
    note = " ".join(shown.notes)
    assert all(name in note for name in hidden)
    assert sum(int(str(row[1])) for row in shown.rows) == len(set(found.numbers) & set(types_of(report)))


def test_the_rate_of_one_district_is_its_own() -> None:
    report = report_for("musterstadt")
    found = by_district(report, "ganztagsquote_grundschule")
    for ags, pool in pools(report, "ganztagsquote_grundschule").items():
        assert pool.rate == pytest.approx(found.numbers[ags])


def test_strain_shows_in_the_chart_and_in_the_sentence() -> None:
    """The generator lets poverty rise with strain, and all-day offers hardly."""
    report = report_for("musterstadt")
    rates = [row[4] for row in report.by_type("kinderarmut_sgb2").rows]
    assert rates == sorted(rates, key=float)
    text = report.type_gap("kinderarmut_sgb2").replace(NBSP, " ")
    low, high = (f"{round(float(str(rates[i])), 1)}".replace(".", ",") for i in (0, 4))
    assert text.startswith("2025 lag die Kinderarmut in den Sozialräumen mit sehr angespannter sozialer Lage")
    assert f"{low} %" in text
    assert f"{high} %" in text


def test_what_is_practically_alike_is_called_so(monkeypatch: pytest.MonkeyPatch) -> None:
    from helpers.figures.districts import bytype

    report = report_for("musterstadt")
    rates = type_rates(report, "kinderarmut_sgb2")
    same = [r._replace(pool=Pool(250 + r.kind / 10, 1000, 100)) for r in rates]
    monkeypatch.setattr(bytype, "type_rates", lambda *_: same)
    assert "praktisch gleich hoch" in report.type_gap("kinderarmut_sgb2")


@pytest.mark.parametrize(
    ("indicator", "left_out"),
    [
        ("kinderarmut_sgb2", ("kinderarmut_sgb2",)),
        ("anteil_sprachfoerderbedarf", ("anteil_sprachfoerderbedarf",)),
        ("jugendarbeitslosenanteil", ("arbeitslosenanteil",)),  # its unemployed are among theirs
        ("sprachfoerderung_je_100_mit_bedarf", ("anteil_sprachfoerderbedarf",)),
        ("uebergangsquote_gymnasium", ()),
    ],
)
def test_nothing_is_compared_across_types_that_it_makes(indicator: str, left_out: tuple[str, ...]) -> None:
    report = report_for("musterstadt")
    assert circular(report, indicator) == left_out
    types, found = types_of(report, left_out), pools(report, indicator)
    inside = [sum(types[a] == r.kind for a in found if a in types) for r in type_rates(report, indicator)]
    assert [len(rate.each) for rate in type_rates(report, indicator)] == inside
    said = report.type_gap(indicator), " ".join(report.by_type(indicator).notes)
    assert ("ohne diese Kennzahl" in said[0]) is bool(left_out)
    assert ("mit sich selbst verglichen" in said[1]) is bool(left_out)


def test_a_gap_has_its_uncertainty_where_chance_moves_it() -> None:
    """Transitions are drawn anew each year; children in poverty are counted in full."""
    report = report_for("musterstadt")
    first, *_, last = (rate.pool for rate in type_rates(report, "uebergangsquote_gymnasium"))
    error = 200 * sum(p.part / p.whole * (1 - p.part / p.whole) / p.whole for p in (first, last)) ** 0.5
    told = re.search(
        r"± ([\d,]+) Prozentpunkte", report.type_gap("uebergangsquote_gymnasium").replace(NBSP, " ")
    )
    assert told
    assert float(told[1].replace(",", ".")) == pytest.approx(error, abs=0.15)
    assert "±" not in report.type_gap("kinderarmut_sgb2")


@pytest.mark.parametrize("city", ["augsburg", "soemmerda"])
def test_without_districts_there_are_no_types(city: str) -> None:
    with pytest.raises(NoData):
        report_for(city).by_type("kinderarmut_sgb2")
    with pytest.raises(NoData):
        report_for(city).type_gap("kinderarmut_sgb2")


def test_a_rate_without_counts_is_not_pooled() -> None:
    with pytest.raises(NoData):
        report_for("musterstadt").by_type("kinderarmut")
