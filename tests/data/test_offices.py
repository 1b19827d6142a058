"""What the catalogue says of the offices' figures is to be seen in the figures that ship."""

from __future__ import annotations

import re

import pytest

from helpers.data.compute import applies
from helpers.data.store import Store
from tests.data.conftest import shipped

DOUBLE = {
    "01": 2016, "02": 2010, "03": 2011, "04": 2012, "05": 2013, "08": 2012, "09": 2011,
    "10": 2009, "11": 2012, "12": 2012, "13": 2008, "15": 2007,
}  # fmt: skip
"""Land and year in which two cohorts took their Abitur; Hessen did it school by school (2012 to 2014), SN, TH and RP not at all."""

MISSING = {"03": 2020, "13": 2001, "15": 2001}
"""Land and year without a whole cohort: footnotes of table 21111-02-06-4."""


@pytest.fixture(scope="module")
def abitur(store: Store) -> dict[str, dict[int, float]]:
    """Shares of leavers with Abitur by Land and year: INKAR 2021."""
    laender = [f"{number:02}" for number in range(1, 17)]
    rows = store.observations("abgaenge_hochschulreife", laender).dropna(subset="value")
    return {ags: dict(zip(found["year"], found["value"], strict=True)) for ags, found in rows.groupby("ags")}


def test_two_cohorts_at_once_stand_out_and_are_remarked_on(
    store: Store, abitur: dict[str, dict[int, float]]
) -> None:
    for name in ("abgaenge_hochschulreife", "anteil_mit_hochschulreife"):
        remarks = store.catalogue.indicators[name].remarks
        doubled = {(r.ags, r.period) for r in remarks if "zwei Abiturjahrgänge" in r.text}
        hesse = {("06", year) for year in ("2012", "2013", "2014")}
        assert doubled == {(ags, str(year)) for ags, year in DOUBLE.items()} | hesse
    for ags, year in DOUBLE.items():
        if year - 1 in abitur[ags]:
            assert abitur[ags][year] - abitur[ags][year - 1] > 6, ags
            assert abitur[ags][year] - abitur[ags][year + 1] > 6 or ags == "13", ags
    for ags in ("07", "14", "16", "06"):
        years = sorted(abitur[ags])[1:-1]
        assert not [y for y in years if min(abitur[ags][y] - abitur[ags][y + k] for k in (-1, 1)) > 4], ags


def test_years_without_a_whole_cohort_are_remarked_on(
    store: Store, abitur: dict[str, dict[int, float]]
) -> None:
    for name in ("abgaenge_hochschulreife", "anteil_mit_hochschulreife"):
        remarks = store.catalogue.indicators[name].remarks
        missing = {(r.ags, int(r.period)) for r in remarks if "keinen vollständigen Abiturjahrgang" in r.text}
        assert missing == set(MISSING.items())
    assert (abitur["15"][2000], abitur["15"][2001], abitur["15"][2002]) == (24.78, 3.08, 25.42)
    fallen = {
        (ags, year)
        for ags, values in abitur.items()
        for year in values
        if all(values.get(year + k, 0) > 2 * values[year] for k in (-1, 1))
    }
    assert fallen == {("15", 2001)}


def test_multiples_are_those_of_the_rules_of_rounding(store: Store) -> None:
    """Where a rule holds, all counts but those summed up over parts are multiples; nowhere else are all of them."""
    sums = re.compile(r"^04\d{3}$|^04$")  # Bremen says that its sums are not
    for source, land, base in {
        (name, land, base)
        for name in (
            "regionaldatenbank-21111-01-03-4", "regionaldatenbank-21111-02-06-4", "regionaldatenbank-21121-02-02-4",
            "regionaldatenbank-21311-01-01-4-b",
        )
        for land in (f"{n:02}" for n in range(1, 17))
        for base in (3, 5)
    }:  # fmt: skip
        rows = shipped(
            "ags",
            "period",
            "value",
            where=f"source = '{source}' AND ags LIKE '{land}%' AND value > 0 AND indicator <> 'schulen'",
        )
        counts = [float(value) for *_, value in rows]
        rules = [
            rule for rule in store.catalogue.sources[source].rounding
            if rule.base == base and rule.land and applies(rule, land, rows[0][1])
        ]  # fmt: skip
        multiple = sum(count % base == 0 for count in counts) / len(counts)
        if not rules:
            assert multiple < 0.9, (source, land, base)
        elif "laut Fußnote" not in rules[0].text:
            assert multiple == 1 or (sums.match(land) and multiple > 0.8), (source, land, base)


def test_what_it_says_of_a_break_names_its_year(store: Store) -> None:
    for entry in store.catalogue.indicators.values():
        for one in entry.breaks:
            assert one.period[:4] in one.reason, (entry.id, one)


def test_what_is_at_hand_is_not_said_by_a_fixed_note(store: Store) -> None:
    """„Für die Jahre dazwischen liegt keine Zahl vor“ stood beside figures of just these years: the figures say it."""
    for entry in store.catalogue.indicators.values():
        assert not [note for note in entry.notes if re.search(r"keine Zahl(en)? vor|^Liegt vor", note)], (
            entry.id
        )


def test_a_high_share_of_abitur_gymnasium_or_apprentices_is_neither_good_nor_bad(store: Store) -> None:
    neutral = (
        "abgaenge_hochschulreife", "anteil_mit_hochschulreife", "uebergangsquote_gymnasium", "anteil_gymnasium",
        "anteil_gymnasium_nach_grundschule", "auszubildende_je_100_15_bis_25", "anteil_junge_arbeitslose",
        "anteil_langzeitarbeitslose", "anteil_foerderschule", "auslaenderanteil",
    )  # fmt: skip
    assert not [name for name in neutral if store.catalogue.indicators[name].polarity]
