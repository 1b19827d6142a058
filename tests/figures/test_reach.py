"""Reach: the districts that the generator lets fall behind stand on top, and chance does not."""

from __future__ import annotations

import pytest

from examples.musterstadt.truth import AGS, SMALL, UNDER_REACHED
from helpers.errors import NoData
from helpers.figures.steering.reached import WITHIN, reach_of
from helpers.paths import project
from helpers.text.uncertainty import count_interval
from tests.figures.conftest import report_for

REDUCED = "ferienprogramm_reichweite_ermaessigt"


@pytest.mark.parametrize("indicator", [REDUCED, "ferienprogramm_reichweite"])
@pytest.mark.parametrize("year", [2023, 2024, 2025])
def test_the_planted_districts_stand_on_top(indicator: str, year: int) -> None:
    from helpers import Report

    rows = reach_of(Report("musterstadt", year), indicator)
    shown = {int(row.area.ags[-2:]) for row in rows}
    planted = UNDER_REACHED & shown
    assert len(planted) >= 2
    top = rows[: len(planted)]
    assert {int(row.area.ags[-2:]) for row in top} == planted


def test_all_three_lead_the_list_of_the_report() -> None:
    shown = report_for("musterstadt").reach_table(REDUCED)
    assert [row[1] for row in shown.rows[:3]] == ["Beispielviertel", "Platzhalter-Nord", "Hypothesenbruch"]
    assert {row[7] for row in shown.rows[:3]} == {"seltener"}
    assert [row[0] for row in shown.rows] == list(range(1, 25))


def test_a_hamlet_where_nobody_takes_part_is_no_finding() -> None:
    """None of a few: 2 to 3 are expected, and a Poisson count of 2.5 is zero in one of twelve years."""
    rows = {row.area.ags: row for row in reach_of(report_for("musterstadt"), REDUCED)}
    hamlet = rows[f"{AGS}-{SMALL}"]
    assert hamlet.pool.part == 0
    assert 2 < hamlet.expected < 3.6
    assert hamlet.verdict == WITHIN


def test_expected_is_the_reach_of_the_whole_city() -> None:
    """Worked out from the file that the Jugendamt sent: city's participants ÷ city's eligible × eligible of the district."""
    path = project().data / "musterstadt" / "lieferungen" / "ferienprogramm_ermaessigt.csv"
    lines = [line.split(";") for line in path.read_text("cp1252").splitlines()]
    sent = {line[1]: (int(line[3]), int(line[4])) for line in lines if line[2:3] == ["2025"]}
    (whole, part), (city_whole, city_part) = sent["Beispielviertel"], sent["Musterstadt"]
    row = next(r for r in reach_of(report_for("musterstadt"), REDUCED) if r.area.name == "Beispielviertel")
    assert (row.pool.part, row.pool.whole) == (part, whole)
    assert row.expected == pytest.approx(city_part / city_whole * whole)
    assert row.missing == pytest.approx(row.expected - part)
    assert f"{part} statt {round(row.expected)}" in report_for("musterstadt").reach_table(REDUCED).alt


def test_protected_districts_are_in_no_row() -> None:
    report = report_for("musterstadt")
    rows = reach_of(report, "uebergangsquote_gymnasium")
    shown = report.reach_table("uebergangsquote_gymnasium")
    assert "Nirgendswinkel" not in [row.area.name for row in rows]
    assert any("Nirgendswinkel" in note for note in shown.notes)
    assert (
        "Nirgendswinkel"
        in report.reach_map("uebergangsquote_gymnasium").alt.partition("geheim gehalten: ")[2]
    )


@pytest.mark.parametrize("count", [*range(1, 60), 100, 400, 2000])
def test_the_interval_is_close_to_the_exact_one(count: int) -> None:
    """Exact: the chi-squared quantiles of Garwood, Biometrika 28, 1936."""
    from scipy.stats import chi2

    low, high = count_interval(count)
    assert low == pytest.approx(chi2.ppf(0.025, 2 * count) / 2, abs=0.1)
    assert high == pytest.approx(chi2.ppf(0.975, 2 * count + 2) / 2, abs=0.1)


def test_the_interval_of_none() -> None:
    """Exact: −ln 0.025 = 3.69."""
    low, high = count_interval(0)
    assert low == 0
    assert high == pytest.approx(3.69, abs=0.05)


def test_without_districts_there_is_no_reach() -> None:
    for draw in ("reach", "reach_table", "reach_map", "reach_finding"):
        with pytest.raises(NoData):
            getattr(report_for("augsburg"), draw)(REDUCED)
