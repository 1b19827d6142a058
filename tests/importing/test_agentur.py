"""Workbooks of the Bundesagentur für Arbeit."""

from __future__ import annotations

from pathlib import Path

import pytest

from helpers.errors import DataError
from helpers.importing.recognise import read
from tests.importing import writers

AREAS = [
    ("Deutschland", [100, 110, 20, 21]),
    ("Westdeutschland", [80, 88, 15, 16]),
    ("01004 Neumünster, Stadt", [10, 11, ".", "*"]),
    ("09761 Augsburg, Stadt", [30, 0, "-", 5]),
]


@pytest.mark.parametrize("numbered", [True, False])
def test_merged_headers_marks_and_column_numbers(tmp_path: Path, numbered: bool) -> None:
    table = read(writers.agentur(tmp_path / "ba.xlsx", AREAS, numbered))
    assert table is not None
    assert set(table.frame["labels"]) == {"Insgesamt", "davon | Ohne Berufsabschluss"}
    found = {(r.key, r.labels, r.period): (r.value, r.status) for r in table.frame.itertuples()}
    assert found["DG", "Insgesamt", "2020-06-30"] == (100, "")
    assert found["01004", "davon | Ohne Berufsabschluss", "2021-06-30"][1] == "unknown"
    assert found["09761", "Insgesamt", "2021-06-30"] == (0, "")
    assert found["09761", "davon | Ohne Berufsabschluss", "2020-06-30"] == (0, "zero")
    assert table.edition == "2022-02-23"
    assert table.footnotes[0].text == "Ohne Angaben für 2011."
    assert any("Westdeutschland" in remark for remark in table.remarks)
    assert table.code == "Sozialversicherungspflichtig Beschäftigte nach Berufsabschluss"


def test_figures_know_sheet_row_and_column(tmp_path: Path) -> None:
    table = read(writers.agentur(tmp_path / "ba.xlsx", AREAS))
    assert table is not None
    at = table.origin[(table.frame["text"] == "30")].iloc[0]
    assert (at["sheet"], at["row"], at["column"]) == ("SvB_Anzahl", 15, 2)


def test_month_in_the_title_becomes_its_last_day(tmp_path: Path) -> None:
    rows = [
        ["Arbeitslose nach Kreisen"],
        ["Berichtsmonat: Februar 2024"],
        [],
        ["Region", "Insgesamt", "Frauen"],
        ["09761 Augsburg, Stadt", 9000, 4000],
        ["© Statistik der Bundesagentur für Arbeit"],
    ]
    table = read(writers.book(tmp_path / "ba.xlsx", {"Tabelle": rows}))
    assert table is not None
    assert set(table.frame["period"]) == {"2024-02-29"}
    assert any("Februar 2024" in remark for remark in table.remarks)


def test_same_header_twice_is_refused(tmp_path: Path) -> None:
    rows = [
        ["Arbeitslose, Jahr 2023"],
        [],
        ["Region", "Insgesamt", "Insgesamt"],
        ["09761 Augsburg, Stadt", 9000, 4000],
        ["© Statistik der Bundesagentur für Arbeit"],
    ]
    with pytest.raises(DataError, match="Die Spalten B und C haben denselben Kopf"):
        read(writers.book(tmp_path / "ba.xlsx", {"Tabelle": rows}))


def test_key_and_name_in_two_columns_and_raised_marks(tmp_path: Path) -> None:
    rows = [
        ["Arbeitsmarkt, Jahr 2023"],
        [],
        ["Schlüssel", "Region", "Insgesamt¹)", "darunter", None],
        [None, None, None, "Frauen2)", "Ausländer"],
        ["1", "2", "3", "4", "5"],
        ["09761", "Augsburg, Stadt", 3, "-", "x"],
        ["Quelle: Statistik der Bundesagentur für Arbeit"],
    ]
    table = read(writers.book(tmp_path / "ba.xlsx", {"Tabelle": rows}, {"Tabelle": ["D3:E3"]}))
    assert table is not None
    found = dict(zip(table.frame["labels"], table.frame["status"], strict=True))
    assert found == {"Insgesamt": "", "darunter | Frauen": "zero", "darunter | Ausländer": "not_applicable"}
    assert table.frame["name"].unique() == ["Augsburg, Stadt"]


def test_a_column_of_words_names_the_area_whatever_its_header_says(tmp_path: Path) -> None:
    rows = [
        ["Statistik der Bundesagentur für Arbeit"],
        ["Ausbildungsmarkt"],
        ["Berichtsjahr 2022/23, September 2023"],
        ["Nr.", "Kreis", "Gemeldete Bewerber", "Gemeldete Stellen"],
        ["09761", "Augsburg, Stadt", 1000, 1200],
        ["01004", "Neumünster, Stadt", 500, "x"],
    ]
    table = read(writers.book(tmp_path / "ba.xlsx", {"Tabelle": rows}))
    assert table is not None
    assert set(table.frame["labels"]) == {"Gemeldete Bewerber", "Gemeldete Stellen"}
    assert set(table.frame["name"]) == {"Augsburg, Stadt", "Neumünster, Stadt"}
    assert table.code.startswith("Ausbildungsmarkt")  # the publisher's name says nothing about the table
