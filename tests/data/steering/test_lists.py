"""Lists that staff keep."""

from __future__ import annotations

from pathlib import Path

import pytest

from helpers.data.participation.handkept import Line, Problem, read_table
from helpers.data.steering.lists import plain, read_folder, whole_number


def test_words_are_compared_without_their_dashes() -> None:
    assert plain("Kita – Grundschule") == plain("kita-Grundschule") == plain("Kita —  Grundschule")


@pytest.mark.parametrize(("text", "number"), [("16", 16), ("1.234", 1234), ("0", 0)])
def test_whole_numbers_as_they_are_written_here(text: str, number: int) -> None:
    assert whole_number(Line(2, {"plaetze": text}), "plaetze", "Plätze") == number


@pytest.mark.parametrize("text", ["12.5", "1.2.3", "16,0", "-5", "ca. 20", "", "²"])
def test_what_is_no_whole_number_is_quoted_as_it_stands(text: str) -> None:
    wrong = whole_number(Line(2, {"plaetze": text}), "plaetze", "Plätze")
    assert isinstance(wrong, Problem)
    assert wrong.found == (f"„{text}“" if text else "nichts")


def test_headings_may_be_written_as_people_write_them(tmp_path: Path) -> None:
    path = tmp_path / "angebote.csv"
    path.write_text("Angebot;Geprüft am;Plätze\nLesepaten;01.03.2025;16\n", "utf-8")
    lines, wrong = read_table(path, ("angebot", "geprueft_am", "plaetze"))
    assert wrong == []
    assert lines[0].cells == {"angebot": "Lesepaten", "geprueft_am": "01.03.2025", "plaetze": "16"}


def test_a_workbook_in_the_folder_of_a_list_is_not_passed_over(tmp_path: Path) -> None:
    for name in ("angebote.xlsx", "~$angebote.xlsx", "kitas.xlsx", "kitas.csv"):
        (tmp_path / name).write_text("angebot\n", "utf-8")
    _, wrong = read_folder(tmp_path, "data/beispiel/angebote", (("angebot",), ()), lambda *_: None)
    assert [mistake.file for mistake in wrong] == ["data/beispiel/angebote/angebote.xlsx"]
    assert "„angebote.csv“ daneben" in wrong[0].sentence
