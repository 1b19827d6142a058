"""Where a series breaks: declared, by a change of source that no common year supports, or by what it is computed from."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest

from helpers import Report
from helpers.checking.checker import run_check
from helpers.data import Store, list_cities
from helpers.data.breaks import mark_breaks
from helpers.data.observations import Row, choose
from helpers.errors import NoData
from helpers.paths import Project
from tests.town import AGS, town

RATE = "auszubildende_je_100_15_bis_25"


def row(period: str, value: float | None, source: str, indicator: str = RATE, breakdown: str = "") -> Row:
    return Row(
        indicator, "06412", breakdown, period, value, "", source, "", stored=f"data/official/{source}.csv"
    )


def breaks(store: Store, *rows: Row) -> dict[str, str]:
    chosen, superseded = choose(list(rows), store.catalogue)
    return {r.period: r.broken for r in mark_breaks(chosen, superseded, store.catalogue) if r.broken}


def test_editions_without_a_common_year_are_two_series(store: Store) -> None:
    found = breaks(
        store,
        row("2019", 10.2, "inkar-2021"),
        row("2020", 11.4, "inkar-2024"),
        row("2021", 11.1, "inkar-2024"),
    )
    assert found == {
        "2020": "Bis 2019 stammen die Zahlen aus INKAR, Ausgabe 2021, ab 2020 aus INKAR, Ausgabe 2024; kein gemeinsames "
        "Jahr zeigt, dass beide zusammenpassen."
    }


@pytest.mark.parametrize(
    ("old", "broken"),
    [(11.4, False), (11.5, False), (11.3, False), (11.6, True), (11.2, True)],  # one unit of the last decimal
)
def test_a_common_year_that_agrees_joins_them(store: Store, old: float, broken: bool) -> None:
    rows = (row("2019", 10.2, "inkar-2021"), row("2020", old, "inkar-2021"), row("2020", 11.4, "inkar-2024"))
    assert bool(breaks(store, *rows)) is broken


@pytest.mark.parametrize(("differs", "broken"), [(2016, False), (2017, True), (2019, True)])
def test_the_years_nearest_to_the_change_decide(store: Store, differs: int, broken: bool) -> None:
    """The newer edition ends in 2019, the older one goes on: a difference counts in the last three common years only."""
    new = [row(str(y), 10.0, "inkar-2024") for y in range(2011, 2020)]
    old = [row(str(y), 12.0 if y == differs else 10.0, "inkar-2021") for y in range(2011, 2021)]
    assert bool(breaks(store, *new, *old)) is broken


def test_a_common_year_without_a_number_proves_nothing(store: Store) -> None:
    rows = (row("2019", 10.2, "inkar-2021"), row("2020", None, "inkar-2021"), row("2020", 11.4, "inkar-2024"))
    assert breaks(store, *rows)


def test_only_official_figures_change_with_the_census(store: Store) -> None:
    official = [
        row(f"{y}-12-31", 300_000, "regionaldatenbank-12411-01-01-4", "bevoelkerung") for y in (2021, 2022)
    ]
    assert list(breaks(store, *official)) == ["2022-12-31"]
    own = [r._replace(source="augsburg-bildungsbericht-2020") for r in official]
    assert breaks(store, *own) == {}


def test_a_rate_breaks_with_the_population_that_it_is_divided_by(store: Store) -> None:
    """Children of 1 March by the population at the end of the year before: the census of 31 December 2022 reaches March 2023."""
    found = [
        Row(
            "betreuungsquote_u3_berechnet", "06412", "", f"{year}-03-01", 40.0, "", "x", "",
            components=f"betreute_kinder_u3\t06412\t\t{year}-03-01\nbevoelkerung\t06412\talter=unter 3\t{year - 1}-12-31",
        )
        for year in (2022, 2023, 2024)
    ]  # fmt: skip
    people = [
        row(f"{y}-12-31", 9000, "regionaldatenbank-12411-02-03-4", "bevoelkerung", "alter=unter 3")
        for y in (2021, 2022, 2023)
    ]
    marked = mark_breaks([*found, *people], [], store.catalogue)
    rates = {r.period: r.broken for r in marked if r.indicator == "betreuungsquote_u3_berechnet"}
    assert rates["2022-03-01"] == rates["2024-03-01"] == ""
    assert rates["2023-03-01"].endswith("auf dem Zensus 2022.")


@pytest.mark.parametrize("city", list_cities())
def test_no_change_of_source_in_the_store_goes_unmarked(city: str) -> None:
    """Whatever is shipped: neighbours of different sources are marked, or a year of both proves them alike."""
    report = Report(city, 2025)
    for name, entry in report.store.catalogue.indicators.items():
        cells = [cell for _, cell in sorted(report.total(name).cells.items())]
        for before, after in pairwise(cells):
            if before.source != after.source and not entry.computed:
                assert after.broken, (name, before.period, after.period)


def test_neither_sentences_nor_slopes_cross_a_break(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rows = {
        "alt": [("vhs_kurse", "", str(y), 100 + y - 2010) for y in range(2010, 2020)],
        "neu": [("vhs_kurse", "", str(y), 300 - 20 * (y - 2020)) for y in range(2020, 2024)],
    }
    report = town(tmp_path, monkeypatch, rows)
    told = report.change("vhs_kurse", since=2010).replace("\u00a0", " ")
    assert "von 2020 bis 2023" in told
    assert "2010" not in told
    assert "240" in told
    shown = report.line("vhs_kurse")
    assert (
        "von 100 Kursen (2010) auf 109 Kurse (2019), auf neuer Grundlage von 300 Kursen (2020)"
        in shown.alt.replace("\u00a0", " ")
    )
    assert [n for n in shown.notes if n.startswith("Zeitreihenbruch: Bis 2019")]
    assert report.slope("vhs_kurse").rows[0][0] == "2020"
    findings = run_check("probestadt", Project(tmp_path)).open_findings
    assert [f.rule for f in findings if f.what.endswith("2020")] == ["bruch"], "and no jump is reported twice"


def test_with_a_common_year_the_whole_series_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rows = {
        "alt": [("vhs_kurse", "", str(y), 100 + 10 * (y - 2010)) for y in range(2010, 2020)],
        "neu": [("vhs_kurse", "", str(y), 100 + 10 * (y - 2010)) for y in range(2019, 2024)],
    }
    report = town(tmp_path, monkeypatch, rows)
    assert "von 2010 bis 2023" in report.change("vhs_kurse", since=2010)
    assert not [n for n in report.line("vhs_kurse").notes if "Zeitreihenbruch" in n]
    assert not [f for f in run_check("probestadt", Project(tmp_path)).open_findings if f.rule == "bruch"]


def test_a_single_figure_after_a_break_has_no_development(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = {
        "alt": [("vhs_kurse", "", "2018", 100), ("vhs_kurse", "", "2019", 120)],
        "neu": [("vhs_kurse", "", "2020", 300)],
    }
    report = town(tmp_path, monkeypatch, rows)
    for told in (report.change("vhs_kurse"), report.since("vhs_kurse")):
        assert "nicht vergleichen: Bis 2019 stammen die Zahlen aus Erfunden, Ausgabe alt" in told
        assert "120" not in told
    with pytest.raises(NoData):
        report.slope("vhs_kurse")
    assert report.ags == AGS
