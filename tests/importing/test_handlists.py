"""Templates of lists: written, filled in, read and checked like their CSV."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import openpyxl
import pytest

from helpers.data.areas import read_areas
from helpers.data.catalogue import read_catalogue
from helpers.data.steering.goals import parse_goals
from helpers.errors import DataError
from helpers.importing import import_file
from helpers.importing.handlists import KINDS, write_template
from helpers.paths import Project

ROWS = {
    "ziele": [
        1,
        "Mehr Plätze",
        "betreuungsquote_u3",
        "steigern",
        2019,
        37.5,
        2028,
        "Zwei Kitas",
        "Jugendamt",
        dt.date(2026, 6, 30),
    ],
    "angebote": ["Lesepaten", "Nordstadt", "Kinder", "Kita – Grundschule", 40, "01.03.2025"],
    "einrichtungen": ["Kita =Sonne", "Kita", "Südstadt"],
}


def template(project: Project, kind: str) -> Path:
    list(write_template(kind, "augsburg", project.data))
    return project.data / "augsburg" / "lieferungen" / f"{kind}.xlsx"


def fill(path: Path, kind: str, *rows: list[object]) -> Path:
    book = openpyxl.load_workbook(path)
    for number, row in enumerate(rows, 2):
        for column, value in enumerate(row, 1):
            cell = book[kind.capitalize()].cell(number, column, value)
            cell.number_format = "dd.mm.yyyy" if isinstance(value, dt.date) else "General"
    book.save(path)
    return path


@pytest.mark.parametrize("kind", KINDS)
def test_a_filled_template_becomes_the_list_and_comes_back_in_the_next(project: Project, kind: str) -> None:
    path = fill(template(project, kind), kind, ROWS[kind])
    result = import_file(path, project, "augsburg")
    assert result.log == (
        f"{kind}.xlsx: 1 Zeile übernommen nach data/augsburg/{KINDS[kind].file} (vorher 0).",
    )
    written = (project.data / "augsburg" / KINDS[kind].file).read_bytes()
    path.unlink()
    again = template(project, kind)
    sheet = openpyxl.load_workbook(again)[kind.capitalize()]
    first = [str(cell.value) for cell in sheet[2][: len(ROWS[kind])]]
    expected = [str(value).replace("37.5", "37,5") for value in ROWS[kind]]
    assert first == expected
    import_file(again, project, "augsburg")
    lines = [line.rstrip(b";") for line in written.splitlines()]
    now = (project.data / "augsburg" / KINDS[kind].file).read_bytes().splitlines()
    assert [line.rstrip(b";") for line in now if line.strip(b";")] == lines


def test_the_goal_of_a_workbook_is_that_of_the_csv(project: Project) -> None:
    import_file(fill(template(project, "ziele"), "ziele", ROWS["ziele"]), project, "augsburg")
    areas, catalogue = read_areas(project.data), read_catalogue(project.data)
    (goal,), wrong = parse_goals(project.data, "augsburg", "09761", areas, catalogue)
    assert (wrong, goal.target, goal.until, goal.measures[0].review) == ([], 37.5, 2028, dt.date(2026, 6, 30))


def test_headers_are_protected_explained_and_choices_offered(project: Project) -> None:
    book = openpyxl.load_workbook(template(project, "ziele"))
    sheet = book["Ziele"]
    assert sheet.protection.sheet
    assert (sheet["A1"].protection.locked, sheet["A2"].protection.locked) == (True, False)
    assert all(cell.comment for cell in sheet[1])
    chosen = {str(rule.sqref)[0]: rule.formula1 for rule in sheet.data_validations.dataValidation}
    assert set(chosen) == {"C", "D", "L"}
    assert [cell.value for cell in book["Auswahl"]["L"] if cell.value] == [
        "Augsburg",
        "Nordstadt",
        "Südstadt",
    ]


def test_every_mistake_is_named_by_row_and_column_and_nothing_is_written(project: Project) -> None:
    before = KINDS["ziele"].file
    good, bad = ROWS["ziele"], [2, "x", "betreuungsquote_u4", "hoch", 2019, "viel", 2028, "y", "z", "bald"]
    path = fill(template(project, "ziele"), "ziele", good, bad)
    with pytest.raises(DataError) as error:
        import_file(path, project, "augsburg")
    message = str(error.value)
    for column in ("indikator", "richtung", "zielwert", "ueberpruefung"):
        assert f"ziele.xlsx, Zeile 3, Spalte „{column}“" in message
    assert not (project.data / "augsburg" / before).exists()


def test_an_empty_template_changes_nothing(project: Project) -> None:
    with pytest.raises(DataError, match="leer"):
        import_file(template(project, "angebote"), project, "augsburg")
    assert not (project.data / "augsburg" / "angebote").exists()


def test_a_template_that_is_there_is_not_overwritten(project: Project) -> None:
    template(project, "ziele")
    with pytest.raises(DataError, match="gibt es schon"):
        template(project, "ziele")
    with pytest.raises(DataError, match="Vorlagen gibt es für"):
        template(project, "ziel")
    with pytest.raises(DataError, match="make new"):
        list(write_template("ziele", "ulm", project.data))
