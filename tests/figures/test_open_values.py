"""Values that a municipality has of its own, beside the catalogue's, count like all others."""

from __future__ import annotations

from pathlib import Path

import pytest

from helpers import Report
from tests.figures.test_numbers_shown import cell
from tests.town import town

BOOKED = {"Sprachen": 1575, "Gesundheit": 1420, "Kultur, Gestalten": 900, "Politik, Gesellschaft, Umwelt": 510,
          "Schulabschlüsse": 1270, "Grundbildung": 1000, "Beruf, EDV": 1626}  # fmt: skip
TOTAL = sum(BOOKED.values())


@pytest.fixture
def report(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Report:
    rows = [
        ("vhs_belegungen", f"programmbereich={area}", year, n)
        for year in ("2023", "2024")
        for area, n in BOOKED.items()
    ]
    totals = [("vhs_belegungen", "", year, TOTAL) for year in ("2023", "2024")]
    return town(tmp_path, monkeypatch, {"vhs": [*rows, *totals]})


def test_a_value_of_its_own_stands_in_the_table_and_is_not_counted_twice(report: Report) -> None:
    shown = report.table("vhs_belegungen", by="programmbereich")
    names = [row[0] for row in shown.rows]
    assert names[-2:] == ["Beruf, EDV", "Insgesamt"]
    assert "Übrige" not in names
    assert cell(shown, "Beruf, EDV", "Probestadt") == 1626
    assert sum(row[1] for row in shown.rows[:-1]) == cell(shown, "Insgesamt", "Probestadt") == TOTAL


def test_the_largest_is_named_whoever_declared_it(report: Report) -> None:
    told = report.largest("vhs_belegungen", by="programmbereich", most=2).replace("\u00a0", " ")
    assert told == "Beruf, EDV (19,6 %) und Sprachen (19,0 %)"


@pytest.mark.parametrize("over", ["areas", "years"])
def test_stacked_bars_leave_no_residual(report: Report, over: str) -> None:
    shown = report.stacked("vhs_belegungen", by="programmbereich", over=over)
    names = [column.name for column in shown.columns]
    assert "Beruf, EDV" in names
    assert "übrige und ohne Angabe" not in names
    assert sum(shown.rows[0][2:]) == pytest.approx(100, abs=0.01)


def test_what_belongs_to_no_row_is_said_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of 7,000 unemployed 700 are from 15 to 24; nobody lacks a figure, the others are simply older."""
    figures = [("arbeitslose", "", "2024", 7000), ("arbeitslose", "alter=15 bis unter 25", "2024", 700)]
    shown = town(tmp_path, monkeypatch, {"amt": figures}).table("arbeitslose", by="alter")
    assert [row[:2] for row in shown.rows] == [
        ("15 bis unter 25", 700),
        ("Übrige", 6300),
        ("Insgesamt", 7000),
    ]
    assert "Übrige: was zu keiner der aufgeführten Zeilen gehört." in shown.notes
