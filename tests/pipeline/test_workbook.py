"""Workbooks hold what was put in, typed, never as a formula, and the same bytes every time."""

from __future__ import annotations

import datetime as dt
import io
import zipfile

import openpyxl
from hypothesis import given
from hypothesis import strategies as st

from helpers.pipeline.chapter.workbook import xlsx_bytes

COLUMNS = [{"name": "Jahr", "unit": ""}, {"name": "Anteil", "unit": "%"}, {"name": "Hinweis", "unit": ""}]
ABOUT = [("Titel", "Kinderarmut"), ("Lizenz", '=HYPERLINK("https://example.org")')]
ROWS = [["2019", 11.24, "=1+1"], ["2025-12-31", None, "https://example.org"], ["2023/24", -3, "09761"]]


def read(content: bytes) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(content))


def test_values_are_typed() -> None:
    book = read(xlsx_bytes(COLUMNS, ROWS, ABOUT))
    assert book.sheetnames == ["Daten", "Angaben"]
    assert [[cell.value for cell in row] for row in book["Daten"]] == [
        ["Jahr", "Anteil (%)", "Hinweis"],
        [2019, 11.24, "=1+1"],
        [dt.datetime(2025, 12, 31), None, "https://example.org"],
        ["2023/24", -3, "09761"],
    ]
    assert [tuple(cell.value for cell in row) for row in book["Angaben"]] == ABOUT
    assert {cell.data_type for sheet in book for row in sheet for cell in row} == {"s", "n", "d"}, (
        "no formula"
    )
    assert not any(cell.hyperlink for sheet in book for row in sheet for cell in row)


@given(
    st.lists(
        st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), min_size=1, max_size=40),
        min_size=1,
    )
)
def test_every_text_comes_back_as_text(texts: list[str]) -> None:
    content = xlsx_bytes([{"name": "x"}], [[f"={text}"] for text in texts], [])
    cells = [row[0] for row in read(content)["Daten"].iter_rows(min_row=2)]
    assert [(cell.value, cell.data_type) for cell in cells] == [(f"={text}", "s") for text in texts]
    assert b"<f>" not in b"".join(_parts(content).values())


def test_same_bytes_and_no_clock() -> None:
    content = xlsx_bytes(COLUMNS, ROWS, ABOUT)
    assert content == xlsx_bytes(COLUMNS, ROWS, ABOUT)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    assert _parts(content)["docProps/core.xml"].count(b"2000-01-01T00:00:00Z") == 2


def _parts(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}
