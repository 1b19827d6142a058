"""Gaps, stations and indicators side by side: what is drawn is what the store has."""

from __future__ import annotations

import re

import pytest

from helpers import Report
from helpers.errors import NoData


def test_only_some_years_are_drawn_and_all_are_in_the_data() -> None:
    shown = Report("musterstadt", 2025).stacked("uebergaenge", by="schulart", over="years")
    assert shown.svg is not None
    drawn = [row[0] for row in shown.rows if f">{row[0]}<" in shown.svg]
    assert len(shown.rows) == 15
    assert drawn == ["2011/12", "2013/14", "2015/16", "2017/18", "2019/20", "2021/22", "2023/24", "2025/26"]
    assert "Gezeigt ist jedes zweite Jahr; die Daten enthalten alle." in shown.notes


def test_a_gap_is_the_difference_of_the_printed_values() -> None:
    shown = Report("musterstadt", 2025).gap("ganztagsquote_grundschule", "ganztag_bedarfsquote")
    for _, first, second, difference, _ in shown.display:
        a, b, told = (
            float(t.replace(",", ".").replace("−", "-").replace("±", "")) for t in (first, second, difference)
        )
        assert round(b - a, 1) == told


def test_missing_places_have_the_range_of_the_survey_they_come_from() -> None:
    """Twice the standard error of the share of those who answered, times the pupils."""
    report = Report("musterstadt", 2025)
    share, answers, pupils = (
        report.total(name).last.number
        for name in ("ganztag_bedarfsquote", "ganztag_antworten", "grundschulkinder")
    )
    error = 2 * (share / 100 * (1 - share / 100) / answers) ** 0.5 * pupils
    told = report.gap_count("ganztagsquote_grundschule", "ganztag_bedarfsquote", of="grundschulkinder")
    found = re.fullmatch(r"rund ([\d.]+) \(± (\d+)\)", told.replace("\u00a0", " "))
    assert found
    assert float(found[2]) == pytest.approx(error, abs=6)


def test_gaps_need_districts_with_both() -> None:
    with pytest.raises(NoData):
        Report("augsburg", 2025).gap("ganztagsquote_grundschule", "ganztag_bedarfsquote")


def test_need_that_is_met_leaves_no_places_missing() -> None:
    with pytest.raises(NoData):
        Report("musterstadt", 2025).gap_count(
            "ganztag_bedarfsquote", "ganztagsquote_grundschule", of="grundschulkinder"
        )


STATIONS = [
    ("Krippe", "betreute_kinder_u3"),
    ("Grundschulen", "schueler", {"schulart": "Grundschulen"}),
    ("Danach", "schueler_nach_grundschule"),
    ("Berufliche Schulen", "berufliche_schueler"),
]


def test_stations_are_published_counts() -> None:
    """Regionaldatenbank 21111-01-03-4 and 22543-03-01-4-B for Augsburg."""
    report = Report("augsburg", 2025)
    shown = report.stations(STATIONS)
    found = {row[0]: row[2] for row in shown.rows}
    assert found["Grundschulen"] + found["Danach"] == report.total("schueler").last.value
    assert "Keine Anzahl liegt vor zu: Berufliche Schulen." in shown.notes
    assert re.search(r"Krippe 01\.03\.2025; Grundschulen 2023/24", " ".join(shown.notes).replace("\\", ""))


def test_two_stations_are_no_life_course() -> None:
    with pytest.raises(NoData):
        Report("augsburg", 2025).stations(STATIONS[1:2] + STATIONS[3:])


def test_indicators_side_by_side_are_of_years_that_all_have() -> None:
    """INKAR 2021: 35,2 apprentices at vocational schools per 1,000 people in Augsburg in 2019, 18,1 in Germany."""
    shown = Report("augsburg", 2025).compared(
        ["berufsschueler_je_1000_einwohner", "studierende_je_1000_einwohner"]
    )
    assert shown.display[0][:3] == ("Berufsschülerinnen und -schüler je 1.000 Menschen", "2019", "35,2")
    assert shown.display[0][-1] == "18,1"
