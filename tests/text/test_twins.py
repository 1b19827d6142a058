"""Of several sources for the same the newest leads, and one sentence says how they differ."""

from __future__ import annotations

from pathlib import Path

import pytest

from helpers import Report
from helpers.checking.checker import run_check
from helpers.errors import NoData
from helpers.paths import Project, project
from tests.town import town


def test_the_newest_value_leads_in_offenbach() -> None:
    """INKAR 2024: 17.6 % in 2022; table 21111-02-06-4: 27.4 % in 2023."""
    report = Report("offenbach", 2025)
    assert (
        report.newest("abgaenge_hochschulreife")
        == report.newest("anteil_mit_hochschulreife")
        == "anteil_mit_hochschulreife"
    )
    assert "2023" in report.lead("abgaenge_hochschulreife")
    assert "17,6" not in report.lead("abgaenge_hochschulreife")
    told = report.sources_differ("anteil_mit_hochschulreife").replace("\u00a0", " ")
    assert told.startswith(
        "Zwei Quellen geben dazu Auskunft: Regionaldatenbank Deutschland (27,4 %, 2023) und INKAR, Ausgabe 2024 (17,6 %, 2022)."
    )
    assert told == report.sources_differ("abgaenge_hochschulreife").replace("\u00a0", " ")


def test_cards_and_tables_show_the_newest_once() -> None:
    report = Report("augsburg", 2025)
    both = ["betreuungsquote_u3", "betreuungsquote_u3_berechnet"]
    for shown in (report.key_figures(both), report.compare_table(both), report.position_table(both)):
        assert len(shown.rows) == 1, shown.label
        assert "26,9" in shown.display[0], shown.label
    assert "26,9" in report.lead("betreuungsquote_u3")


def test_an_earlier_report_leads_with_what_was_newest_then() -> None:
    assert Report("augsburg", 2024).newest("betreuungsquote_u3") == "betreuungsquote_u3"


def test_sources_that_agree_need_no_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    leavers = [("abgaenge_allgemeinbildend", "", "2023", 1000),
               ("abgaenge_allgemeinbildend", "abschluss=mit allgemeiner Hochschulreife", "2023", 300)]  # fmt: skip

    def report(name: str, period: str, value: float) -> Report:
        rate = [("abgaenge_hochschulreife", "", period, value)]
        return town(tmp_path / name, monkeypatch, {"amt": leavers, "sammlung": rate})

    with pytest.raises(NoData, match="stimmen überein"):
        report("a", "2023", 30.0).sources_differ("abgaenge_hochschulreife")
    assert "30,0" in report("b", "2022", 30.0).sources_differ("abgaenge_hochschulreife")
    assert report("c", "2023", 31.0).newest("abgaenge_hochschulreife") == "abgaenge_hochschulreife", (
        "the one asked for"
    )
    with pytest.raises(NoData, match="nur eine Quelle"):
        town(tmp_path / "d", monkeypatch, {"amt": leavers}).sources_differ("abgaenge_hochschulreife")


@pytest.mark.parametrize(("value", "found"), [(24.1, False), (23.9, True), (37.4, False), (37.6, True)])
def test_the_check_reports_a_contradiction(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, value: float, found: bool
) -> None:
    """30 % in 2023: a fifth of the larger one is the limit."""
    rows = {
        "amt": [("abgaenge_allgemeinbildend", "", "2023", 1000),
                ("abgaenge_allgemeinbildend", "abschluss=mit allgemeiner Hochschulreife", "2023", 300)],
        "sammlung": [("abgaenge_hochschulreife", "", "2022", value)],
    }  # fmt: skip
    town(tmp_path, monkeypatch, rows)
    findings = [
        f for f in run_check("probestadt", Project(tmp_path)).open_findings if f.rule == "widerspruch"
    ]
    assert bool(findings) is found
    assert not found or "30,0\u00a0% (2023)" in findings[0].message


def test_offenbachs_contradiction_is_in_its_pruefbericht() -> None:
    found = [f for f in run_check("offenbach", project()).open_findings if f.rule == "widerspruch"]
    assert [f.found for f in found] == ["17,6\u00a0%"]


@pytest.mark.parametrize(
    ("city", "year", "said"),
    [("augsburg", 2011, "in Bayern"), ("mannheim", 2012, "in Baden-Württemberg"), ("halle", 2007, "in Sachsen-Anhalt"),
     ("neumuenster", 2016, "in Schleswig-Holstein"), ("offenbach", 2013, "in Hessen an einem Teil der Schulen")],
)  # fmt: skip
def test_double_years_are_named_at_their_figure(city: str, year: int, said: str) -> None:
    """Each stands out in INKAR 2021 as well: Bavaria 26.0 → 40.8 % (2011), Sachsen-Anhalt 24.7 → 42.2 % (2007)."""
    report = Report(city, 2025)
    cell = report.total("abgaenge_hochschulreife").cells[year]
    assert f"{said}" in cell.note
    assert "Abiturjahrgänge zugleich die Schule" in cell.note
    assert any(said in note for note in report.line("abgaenge_hochschulreife").notes)
    assert not report.total("abgaenge_hochschulreife").cells[year - 2].note


@pytest.mark.parametrize("city", ["jena", "kaiserslautern", "soemmerda"])
def test_laender_without_a_double_year_have_none(city: str) -> None:
    assert not any(c.note for c in Report(city, 2025).total("abgaenge_hochschulreife").cells.values())
