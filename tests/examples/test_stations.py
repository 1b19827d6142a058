"""The stations beside school: what the generator put in is found again in what the importers read."""

from __future__ import annotations

import pytest

from examples.musterstadt.truth import AGS, YEARS, YOUNG, aged, districts, inhabitants
from helpers.checking import run_check
from helpers.figures.districts.bydistrict import by_district
from helpers.figures.districts.bytype import type_rates
from helpers.paths import project
from helpers.report import Report

WORSE_UNDER_STRAIN = (
    "anteil_sprachfoerderbedarf",
    "seu_auffaellig_motorik",
    "seu_auffaellig_visuomotorik",
    "seu_auffaellig_verhalten",
    "kita_kinder_nichtdeutsche_familiensprache",
    "anteil_ohne_abschluss_nach_wohnort",
    "anteil_alleinerziehende",
    "jugendarbeitslosenanteil",
)


@pytest.fixture(scope="module")
def report() -> Report:
    return Report("musterstadt", 2025)


def test_cohorts_grow_up() -> None:
    """No cohort jumps: a year of age and the next one a year later differ by a few percent."""
    for year in YEARS[1:]:
        for age in range(1, 18):
            before = sum(aged(d, age - 1, year - 1) for d in districts())
            assert sum(aged(d, age, year) for d in districts()) == pytest.approx(before, rel=0.06)


def test_single_years_of_age_add_up_to_the_groups(report: Report) -> None:
    for group, ages in YOUNG.items():
        for year in (YEARS[0], YEARS[-1]):
            whole = sum(inhabitants(d, year)[group] for d in districts())
            rows = {
                row.breakdown: row.value
                for row in report.store.rows("kinder_nach_altersjahr")
                if row.period == f"{year}-12-31"
            }
            assert sum(rows[f"altersjahr={age}"] or 0 for age in ages) == whole


@pytest.mark.parametrize("indicator", WORSE_UNDER_STRAIN)
def test_strain_is_found_again(report: Report, indicator: str) -> None:
    from scipy.stats import spearmanr

    true = {d.ags: d.index for d in districts()}
    found = by_district(report, indicator).numbers
    known = [ags for ags in found if not ags.endswith("-24")]  # the hamlet has a handful of children
    assert spearmanr([true[a] for a in known], [found[a] for a in known]).statistic >= 0.75


@pytest.mark.parametrize(
    ("indicator", "more"), [("vhs_belegungen_je_1000_einwohner", False), ("teilhabequote", True)]
)
def test_who_is_reached_follows_the_social_situation(report: Report, indicator: str, more: bool) -> None:
    rates = [rate.pool.rate for rate in type_rates(report, indicator) if rate.pool]
    assert (rates[-1] > rates[0]) is more


def test_parts_add_up_to_their_whole(report: Report) -> None:
    wholes = {
        "neuzugaenge_berufliche_bildung": "sektor",
        "berufliche_schueler": "bildungsgang",
        "studierende": "faechergruppe",
        "vhs_belegungen": "programmbereich",
        "vhs_kurse": "programmbereich",
        "bildungsberatung_gespraeche": "beratungsanlass",
        "ausbildungsbewerbungen": "verbleib",
        "seu_untersuchte_kinder": "familiensprache",
        "seu_sprachfoerderbedarf": "kitajahre",
    }
    for indicator, dimension in wholes.items():
        rows = [row for row in report.store.rows(indicator) if row.ags == AGS]
        last = max(row.period for row in rows)
        at = {row.breakdown: row.value for row in rows if row.period == last}
        parts = [value for key, value in at.items() if key.startswith(f"{dimension}=") and "|" not in key]
        assert len(parts) >= 3, indicator
        assert sum(parts) == at[""], indicator


def test_the_years_of_the_pandemic_are_explained() -> None:
    """Every jump of 2020 to 2022 that the check asks about has an answer that fits its figure."""
    found = run_check("musterstadt", project())
    assert len(found.answered) >= 15
    assert {finding.key[-4:] for finding in found.answered} <= {"2020", "2021", "2022"}
    assert not [
        f for f in found.open_findings if f.rule == "sprung" and f.key[-4:] in {"2020", "2021", "2022"}
    ]
