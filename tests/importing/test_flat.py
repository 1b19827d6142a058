"""Flat-file CSV, old and new."""

from __future__ import annotations

import random

import pandas as pd

from helpers.data import textfile as text
from helpers.importing import ffcsv
from tests.importing import writers

VARIABLES = [("GES", "Geschlecht"), ("ALTX20", "Altersgruppen")]
ROWS = [
    {"time": "2024-12-31", "key": key, "name": name, "GES": sex, "ALTX20": age, "value": value}
    for key, name, value in (
        ("01004", "Neumünster, Kreisfreie Stadt", "120"),
        ("09761", "Augsburg, Kreisfreie Stadt", "-"),
    )
    for sex in ("=", "GESM=männlich", "GESW=weiblich")
    for age in ("=", "ALT003U=unter 3 Jahre")
]


def read(content: str, encoding: str) -> ffcsv.RawTable:
    return ffcsv.read(text.decode(content.encode(encoding), "f.csv"), "f.csv")


def test_old_and_new_layout_give_equal_frames() -> None:
    mixed = random.Random(1).sample(ROWS, len(ROWS))  # the files are not ordered
    new = read(writers.flat_new(mixed, VARIABLES), "utf-8-sig")
    old = read(writers.flat_old(ROWS, VARIABLES), "latin-1")
    pd.testing.assert_frame_equal(new.frame, old.frame)
    assert new.code == old.code == "12411"
    assert new.variables == old.variables == ("ALTX20", "GES")


def test_totals_are_empty_or_named() -> None:
    frame = read(writers.flat_new(ROWS, VARIABLES), "utf-8").frame
    assert set(frame["labels"]) >= {"BEVSTD | Insgesamt | Insgesamt", "BEVSTD | unter 3 Jahre | weiblich"}
    assert frame.loc[frame["key"] == "09761", "status"].unique() == ["zero"]


def test_lineage_is_the_line_of_the_file() -> None:
    content = writers.flat_new(ROWS, VARIABLES)
    table = read(content, "utf-8")
    header = content.split("\n")[0].split(";")
    for value, row, column in zip(
        table.frame["text"], table.origin["row"], table.origin["column"], strict=True
    ):
        assert content.split("\n")[row - 1].split(";")[column - 1] == value
        assert header[column - 1] == "value"


def test_zeros_that_excel_took_come_back() -> None:
    frame = read(writers.flat_new(ROWS, VARIABLES).replace(";09761;", ";9761;"), "utf-8").frame
    assert set(frame["key"]) == {"01004", "09761"}


def test_areas_are_known_by_name_where_a_database_has_codes_of_its_own() -> None:
    frame = read(writers.flat_new(ROWS, VARIABLES).replace(";KREISE;", ";GEOLK4;"), "utf-8").frame
    assert set(frame["key"]) == {"01004", "09761"}
    assert "Augsburg, Kreisfreie Stadt" not in " ".join(frame["labels"])
