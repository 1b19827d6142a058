"""Goals: what staff write is read, and every mistake is said with its row, column and what to do."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path

import pytest

from helpers.data.areas import Area, Areas
from helpers.data.catalogue import read_catalogue
from helpers.data.steering.goals import FILE, OPTIONAL, REQUIRED, Goal, Measure, parse_goals
from helpers.paths import project

HOME = "99999"
AREAS = Areas(
    [
        Area("DG", "Deutschland", "staat", ""),
        Area("99", "Beispielland", "land", "DG"),
        Area(HOME, "Beispiel", "kreis", "99"),
        Area(f"{HOME}-01", "Nord", "sozialraum", HOME),
    ]
)
CATALOGUE = read_catalogue(project().data)
HEAD = ";".join((*REQUIRED, *OPTIONAL))
ROW = "1;Mehr Plätze;betreuungsquote_u3;steigern;2020;36,5;2028;Neue Kita;Jugendamt;30.06.2026;Gut beginnen;;"


def parse(
    tmp_path: Path, *rows: str, head: str = HEAD, encoding: str = "utf-8-sig"
) -> tuple[list[Goal], list[str]]:
    path = tmp_path / "beispiel" / FILE
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes("\r\n".join([head, *rows, ""]).encode(encoding))
    goals, wrong = parse_goals(tmp_path, "beispiel", HOME, AREAS, CATALOGUE)
    return goals, [one.sentence for one in wrong]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-8", "cp1252"])
def test_a_goal_with_two_measures(tmp_path: Path, encoding: str) -> None:
    goals, wrong = parse(
        tmp_path, ROW, "1;;;;;;;Tagespflege stärken;Jugendamt;2026-03-31;;;", encoding=encoding
    )
    assert wrong == []
    (goal,) = goals
    assert (goal.number, goal.text, goal.indicator, goal.up) == (
        "1",
        "Mehr Plätze",
        "betreuungsquote_u3",
        True,
    )
    assert (goal.start, goal.target, goal.until, goal.area, goal.overall) == (
        2020,
        36.5,
        2028,
        HOME,
        "Gut beginnen",
    )
    assert goal.measures == (
        Measure("Neue Kita", "Jugendamt", dt.date(2026, 6, 30)),
        Measure("Tagespflege stärken", "Jugendamt", dt.date(2026, 3, 31)),
    )


def test_a_goal_for_a_district_and_a_part(tmp_path: Path) -> None:
    row = (
        ROW.replace(";;", ";Nord;geschlecht=weiblich")
        .replace("betreuungsquote_u3", "abgaenge_ohne_hauptschulabschluss")
        .replace("steigern", "senken")
    )
    goals, wrong = parse(tmp_path, row)
    assert wrong == []
    assert (goals[0].area, goals[0].within, goals[0].up) == (
        f"{HOME}-01",
        (("geschlecht", "weiblich"),),
        False,
    )


def test_an_indicator_may_be_called_by_its_name(tmp_path: Path) -> None:
    name = CATALOGUE.indicators["betreuungsquote_u3"].name
    assert parse(tmp_path, ROW.replace("betreuungsquote_u3", name))[0][0].indicator == "betreuungsquote_u3"


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("betreuungsquote_u3", "betreungsquote_u3", "„betreungsquote_u3“; erwartet: .*Meinten Sie „betreuungsquote_u3“"),
        ("steigern", "senken", "Spalte „richtung“: „senken“; erwartet: „steigern“, weil bei .* ein hoher Wert günstig ist"),
        ("steigern", "erhöhen", "„erhöhen“; erwartet: „steigern“ oder „senken“"),
        ("2028", "2019", "Spalte „zieljahr“: „2019“; erwartet: ein Jahr nach dem Startjahr 2020"),
        ("2028", "bald", "„bald“; erwartet: ein Jahr wie 2028"),
        ("2028", "9999", "„9999“; erwartet: ein Jahr wie 2028"),
        ("36,5", "viel", "Spalte „zielwert“: „viel“; erwartet: eine Zahl wie 36 oder 36,5"),
        ("30.06.2026", "31.06.2026", "Spalte „ueberpruefung“: „31.06.2026“; erwartet: ein Tag wie"),
        ("Jugendamt", "", "Spalte „verantwortlich“: nichts; erwartet: wer dafür einsteht"),
        ("1;", ";", "Spalte „nr“: nichts; erwartet: die Nummer des Ziels"),
        (";;", ";Norrd;", "„Norrd“; erwartet: ein Gebiet aus areas.csv.*Meinten Sie „Nord“"),
        (";;", ";;farbe=blau", "Spalte „merkmal“: „farbe=blau“; erwartet: nichts, denn der Indikator hat keine Merkmale"),
        (";;", ";;||==", "Spalte „merkmal“: „||==“"),
    ],
)  # fmt: skip
def test_mistakes_are_said(tmp_path: Path, old: str, new: str, said: str) -> None:
    _, wrong = parse(tmp_path, ROW.replace(old, new, 1))
    assert len(wrong) == 1, wrong
    assert wrong[0].startswith(f"data/beispiel/{FILE}, Zeile 2, Spalte")
    assert re.search(said, wrong[0]), wrong[0]


def test_a_number_used_for_two_goals_is_said(tmp_path: Path) -> None:
    _, wrong = parse(tmp_path, ROW, ROW.replace("Mehr Plätze", "Weniger Plätze"))
    assert len(wrong) == 1
    assert "Zeile 3, Spalte „ziel“: „Weniger Plätze“; erwartet: leer oder wie in Zeile 2" in wrong[0]


def test_a_further_measure_of_a_goal_that_is_nowhere_is_one_mistake(tmp_path: Path) -> None:
    _, wrong = parse(tmp_path, "7;;;;;;;Neue Kita;Jugendamt;30.06.2026;;;")
    (text,) = wrong
    assert text.endswith(
        "Spalte „ziel“: nichts; erwartet: was erreicht werden soll; Ziel 7 steht in keiner Zeile davor."
    )


def test_a_missing_column_is_said_once(tmp_path: Path) -> None:
    _, wrong = parse(tmp_path, "1;x", head="nr;ziele")
    assert any("die Spalte „indikator“ fehlt" in text for text in wrong)
    assert any("„ziele“ ist nicht bekannt" in text and "Meinten Sie „ziel“" in text for text in wrong)
    assert not any("die Spalte „ziel“ fehlt" in text for text in wrong), "the misspelt one says it"


def test_a_workbook_is_not_passed_over(tmp_path: Path) -> None:
    path = tmp_path / "beispiel" / FILE
    path.parent.mkdir(parents=True)
    path.with_suffix(".xlsx").write_bytes(b"PK")
    (wrong,) = parse_goals(tmp_path, "beispiel", HOME, AREAS, CATALOGUE)[1]
    assert wrong.sentence == (
        "data/beispiel/steuerung/ziele.csv: die Excel-Mappe „ziele.xlsx“, die der Bericht nicht liest; erwartet: „ziele.csv“ "
        "daneben; bitte in Excel speichern unter „CSV UTF-8“."
    )
    parse(tmp_path, ROW)
    assert parse_goals(tmp_path, "beispiel", HOME, AREAS, CATALOGUE)[1] == [], (
        "the workbook that the CSV was saved from"
    )


def test_no_file_is_no_mistake(tmp_path: Path) -> None:
    assert parse_goals(tmp_path, "beispiel", HOME, AREAS, CATALOGUE) == ([], [])


@pytest.mark.parametrize(
    ("text", "value"), [("1.200", 1200.0), ("1.200,5", 1200.5), ("36.5", 36.5), ("36", 36.0)]
)
def test_numbers_are_read_as_they_are_written_here(tmp_path: Path, text: str, value: float) -> None:
    assert parse(tmp_path, ROW.replace("36,5", text))[0][0].target == value
