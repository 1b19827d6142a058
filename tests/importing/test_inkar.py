"""INKAR: bulk CSV and workbooks."""

from __future__ import annotations

from pathlib import Path

import pytest

from helpers.data import textfile as text
from helpers.errors import DataError
from helpers.importing import inkar
from helpers.importing.recognise import read
from tests.importing import writers

ROWS = [
    ["Soziales", "Kinderarmut", "Bund", "1", "Bundesrepublik Deutschland", "2019", "13,8"],
    ["Soziales", "Kinderarmut", "Bundesländer", "1", "Schleswig-Holstein", "2019", "15"],
    ["Soziales", "Kinderarmut", "Kreise", "1004", "Neumünster, Stadt", "2019", "25,1"],
    ["Soziales", "Kinderarmut", "Raumordnungsregionen", "101", "Schleswig-Holstein Mitte", "2019", "20,2"],
    ["Soziales", "Kinderarmut", "Kreise", "9761", "Augsburg, Stadt", "2019", "0"],
    ["Soziales", "Kinderarmut", "Kreise", "9762", "Kaufbeuren, Stadt", "2019", ""],
]


def test_keys_get_their_zeros_back_and_levels_stay_apart() -> None:
    table = inkar.read_bulk(text.decode(writers.inkar_bulk(ROWS).encode(), "i.csv"), "i.csv")
    found = dict(zip(table.frame["key"], table.frame["value"], strict=True))
    assert found == {"DG": 13.8, "01": 15, "01004": 25.1, "09761": 0}
    assert table.edition == "2021"
    assert any("Raumordnungsregionen" in remark for remark in table.remarks)


@pytest.mark.parametrize("ending", ["xls", "xlsx"])
def test_workbooks_of_both_kinds(tmp_path: Path, ending: str) -> None:
    rows = [
        ["01004", "Neumünster, Stadt", "Kreise", 25.1, None],
        [9761.0, "Augsburg, Stadt", "Kreise", 11.25, "11,5"],
    ]
    table = read(writers.inkar_book(tmp_path / f"inkar.{ending}", rows))
    assert table is not None
    found = {
        (key, period): value
        for key, period, value in zip(
            table.frame["key"], table.frame["period"], table.frame["value"], strict=True
        )
    }
    assert found == {("01004", "2021"): 25.1, ("09761", "2021"): 11.25, ("09761", "2022"): 11.5}
    assert (table.edition, table.frame["labels"][0]) == ("2024", "Kinderarmut")
    assert table.origin["sheet"].unique() == ["Daten"]


def test_number_turned_into_a_date_is_named(tmp_path: Path) -> None:
    import datetime as dt

    path = writers.inkar_book(
        tmp_path / "inkar.xlsx", [["01004", "Neumünster", "Kreise", dt.date(2019, 5, 8), 1.0]]
    )
    with pytest.raises(DataError, match="Blatt „Daten“, Zeile 3, Spalte 4: ein Datum"):
        read(path)


def test_workbook_with_several_indicators_under_merged_headers(tmp_path: Path) -> None:
    rows = [
        ["Kennziffer", "Raumeinheit", "Aggregat", "Kinderarmut", None, "SGB II - Quote", None],
        [None, None, None, "2020", "2021", "2020", "2021"],
        ["09761", "Augsburg, Stadt", "kreisfreie Stadt", 10.1, 10.2, None, 6.1],
        [1.0, "Schleswig-Holstein", "Bundesländer", 15.5, "-", 9.1, "."],
    ]
    imprint = [["Indikatoren und Karten zur Raum- und Stadtentwicklung. INKAR. Ausgabe 2024. Hrsg.: BBSR"]]
    path = writers.book(
        tmp_path / "inkar.xlsx", {"Daten": rows, "Quellangabe": imprint}, {"Daten": ["D1:E1", "F1:G1"]}
    )
    table = read(path)
    assert table is not None
    found = {(r.key, r.labels, r.period): (r.value, r.status) for r in table.frame.itertuples()}
    assert found["09761", "Kinderarmut", "2021"] == (10.2, "")
    assert found["09761", "SGB II - Quote", "2021"] == (6.1, "")
    assert ("09761", "SGB II - Quote", "2020") not in found
    assert found["01", "Kinderarmut", "2021"] == (0, "zero")
    assert found["01", "SGB II - Quote", "2021"][1] == "unknown"
