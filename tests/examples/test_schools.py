"""What is true of Musterstadt's schools stands on the page, and small counts do not."""

from __future__ import annotations

import pytest

from examples.musterstadt import allday, cohort, figures, inclusion, resources
from examples.musterstadt.truth import AGS, SMALL, districts
from helpers.data import open_store
from helpers.figures.districts.bydistrict import by_district, social_index_of
from helpers.report import Report


@pytest.fixture(scope="module")
def report() -> Report:
    return Report("musterstadt", 2025)


def true_rate(pairs) -> float:
    """Return the rate in percent of (whole, part)."""
    wholes, parts = zip(*pairs, strict=True)
    return 100 * sum(parts) / sum(wholes)


@pytest.mark.parametrize("year", [2016, 2020, 2025])
def test_all_day_rate_and_need_are_the_true_ones(year):
    report = Report("musterstadt", year)
    told = report.total("ganztagsquote_grundschule").points[year]
    assert told == pytest.approx(true_rate(figures.all_day(d, year) for d in districts()))
    told = report.total("ganztag_bedarfsquote").points[year]
    assert told == pytest.approx(true_rate(allday.need(d, year) for d in districts()))


@pytest.mark.parametrize("year", [2011, 2018, 2025])
def test_forms_and_classes_make_up_the_whole(year):
    whole = sum(figures.all_day(d, year)[1] for d in districts())
    assert sum(sum(allday.forms(d, year).values()) for d in districts()) == whole
    assert sum(part for _, part in allday.in_classes(year).values()) == whole
    assert all(part <= children for children, part in allday.in_classes(year).values())


def test_the_widest_gap_is_found_where_it_is(report):
    rows = report.gap("ganztagsquote_grundschule", "ganztag_bedarfsquote").rows
    assert rows[0][0] == "Musterstadt"
    gaps = [row[3] for row in rows[1:]]
    assert gaps == sorted(gaps, reverse=True)
    true = {}
    for d in districts():
        (children, part), (asked, need) = figures.all_day(d, 2025), allday.need(d, 2025)
        true[d.name] = 100 * need / asked - 100 * part / children
    shown = {row[0] for row in rows[1:]}
    assert rows[1][0] == max(shown, key=lambda name: true[name])
    assert str(report.gap_range("ganztagsquote_grundschule", "ganztag_bedarfsquote")).count(rows[1][0]) == 1


def test_missing_places_follow_from_what_is_printed(report):
    take_up, need = (
        report.total(n).last.value for n in ("ganztagsquote_grundschule", "ganztag_bedarfsquote")
    )
    children = report.total("grundschulkinder").last.value
    told = str(report.gap_count("ganztagsquote_grundschule", "ganztag_bedarfsquote", of="grundschulkinder"))
    assert float(told.removeprefix("rund ").partition(" (")[0].replace(".", "")) == pytest.approx(
        (need - take_up) / 100 * children, abs=5
    )


def test_rates_of_special_needs_are_the_true_ones(report):
    general, special = inclusion.at_general(2025)[0], inclusion.at_special(2025)[0]
    whole = inclusion.pupils(2025)
    for name, true in (
        ("foerderbedarf_quote", (general + special) / whole),
        ("inklusionsquote", general / whole),
        ("foerderschulbesuchsquote", special / whole),
        ("inklusionsanteil", general / (general + special)),
    ):
        assert report.total(name).last.value == pytest.approx(100 * true), name
    both = report.total("inklusionsquote").last.value + report.total("foerderschulbesuchsquote").last.value
    assert both == pytest.approx(report.total("foerderbedarf_quote").last.value)


def test_the_report_does_not_say_that_special_schools_shrink(report):
    """More inclusion without fewer pupils at special schools: the trap that three rates side by side avoid."""
    assert "stieg" in str(report.change("inklusionsanteil"))
    assert "nicht verändert" in str(
        report.change("foerderschulbesuchsquote")
    ) or "praktisch unverändert" in str(report.change("foerderschulbesuchsquote"))


def test_special_needs_follow_the_social_situation(report):
    from scipy.stats import spearmanr

    index, _ = social_index_of(report)
    rate = by_district(report, "foerderbedarf_quote").numbers
    both = [ags for ags in index.values if ags in rate]
    assert len(both) >= 20
    assert spearmanr([index.values[a] for a in both], [rate[a] for a in both]).statistic > 0.6


def test_focuses_make_up_both_places():
    for year in (2011, 2025):
        found = inclusion.by_focus(year)
        for place, whole in (
            (inclusion.GENERAL, inclusion.at_general(year)[0]),
            (inclusion.SPECIAL, inclusion.at_special(year)[0]),
        ):
            assert sum(n for (at, _), n in found.items() if at == place) == whole


def test_spending_and_posts_are_the_true_ones(report):
    assert report.total("bildungsausgaben").last.value == sum(resources.spending(2025).values())
    true = sum(resources.posts(resources.SOCIAL_WORK, 2025))
    assert report.total("schulsozialarbeit_stellen").last.value == pytest.approx(true, abs=0.06)


def test_transitions_by_sex_and_nationality_are_parts_of_the_whole():
    for year in figures.TRANSITION_YEARS:
        for whole, girls, foreign in cohort.transitions(year).values():
            assert 0 < girls < whole
            assert 0 < foreign < whole


def test_the_hamlets_small_counts_are_hidden():
    """Whatever was delivered for the hamlet below the threshold is nowhere in the store, nor are rates made of it."""
    hamlet = f"{AGS}-{SMALL}"
    with open_store() as store:
        hidden = [r for r in store.rows("uebergaenge") if r.ags == hamlet and r.status == "suppressed"]
        small = [
            r
            for r in store.rows("uebergaenge")
            if r.ags == hamlet and r.value is not None and 0 < r.value < 5
        ]
        rates = {r.period: r.value for r in store.rows("uebergangsquote_gymnasium") if r.ags == hamlet}
    assert len(hidden) >= 15
    assert small == []
    gymnasien = {r.period for r in hidden if r.breakdown == "schulart=Gymnasien"}
    assert gymnasien
    assert all(rates[period] is None for period in gymnasien)


@pytest.mark.parametrize("city", ["augsburg", "soemmerda"])
def test_real_municipalities_keep_what_they_have(city):
    report = Report(city, 2025)
    assert not report.has("ganztagsquote_grundschule", "schulverlauf", "uebergaenge", "foerderbedarf_quote")
    assert report.has("anteil_foerderschule")
    assert report.has("schueler_je_1000_einwohner")
