"""Tables for downloads."""

from __future__ import annotations

from helpers.pipeline.chapter.pipetables import csv_bytes, with_signs

COLUMNS = [{"name": "Sozialraum", "unit": ""}, {"name": "Kinder", "unit": "Kinder"}]


def test_a_protected_figure_has_its_sign_in_the_download_too() -> None:
    rows = [["Nord", None], ["Süd", 1234.5], ["Mitte", 0.0], ["West", None]]
    display = [["Nord", "•"], ["Süd", "1.234,5"], ["Mitte", "–"], ["West", ""]]
    signed = with_signs(rows, display)
    assert signed == [["Nord", "•"], ["Süd", 1234.5], ["Mitte", 0.0], ["West", None]]
    text = csv_bytes(COLUMNS, signed).decode("utf-8-sig")
    assert text.split("\r\n")[1:5] == ["Nord;•", "Süd;1234,5", "Mitte;0", "West;"]


def test_downloads_of_another_shape_than_the_page_keep_their_gaps() -> None:
    assert with_signs([["2019", None]], [["2019", "•", "x"]]) == [["2019", None]]
