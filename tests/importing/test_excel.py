"""What Excel says beside its numbers: formats, dates made of ranges, hidden, filtered, struck, commented, merged, not computed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import xlwt
from openpyxl.comments import Comment
from openpyxl.styles import Font

from helpers.errors import DataError
from helpers.importing import excel as workbook
from helpers.importing import run_import
from helpers.importing.numberformats import said
from helpers.paths import Project
from tests.importing import writers

Stored = Callable[[str], dict[tuple[str, str, str, str], dict[str, str]]]
Sheet = Any

MAPPING = """datei: "t*.xls*"
geprueft: true
quelle: stadt-jugendamt
stand: "2025-03-01"
zeit: "2025-03-01"
spalten:
  - {{spalte: "Stadtteil", ist: gebiet}}
  - {{spalte: "Zahl", ist: wert, indikator: {indicator}}}
{more}
"""


def written(path: Path, change: Callable[[Sheet], object], second: object = 31, name: str = "Zahl") -> Path:
    """Write a table of two districts, and let the test change it."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "Kita"
    for row in (["Stadtteil", name], ["Nordstadt", 30], ["Südstadt", second]):
        sheet.append(row)
    change(sheet)
    book.save(path)
    return path


def read(project: Project, path: Path, indicator: str = "betreute_kinder_u3", more: str = "") -> list[str]:
    folder = project.data / "augsburg" / "import"
    folder.mkdir(exist_ok=True)
    (folder / "t.yml").write_text(MAPPING.format(indicator=indicator, more=more), encoding="utf-8")
    return run_import([path], "augsburg", project)


def figures(stored: Stored) -> dict[str, str]:
    return {key[1]: row["value"] for key, row in stored("augsburg/stadt-jugendamt.csv").items()}


@pytest.mark.parametrize(
    ("code", "number", "says"),
    [
        ("0%", 0.31, 31.0),
        ("0.0 %", 0.256, 25.6),
        ('0.0"%"', 25.6, 25.6),  # the sign is only written behind
        (r"0.0\%", 25.6, 25.6),
        ('#,##0" Tsd."', 12.0, 12000.0),
        ('0.0,"Tsd."', 12345.0, 12345.0),  # stored in full, shown in thousands
        ('#,##0.0,," Mio. €"', 2_500_000.0, 2_500_000.0),
        ('0.0" Mio."', 2.5, 2_500_000.0),
        ("#,##0,", 12345.0, 12345.0),
        ("#,##0", 1234.0, 1234.0),
        (r"#\ ###\ ##0\ \ ;\-#\ ###\ ##0;\-\ ", 1675.0, 1675.0),
        (r"* #,##0;* \-#,##0;\-", 0.0, 0.0),  # a dash for zero is a zero
        ('[<3]"*";0', 2.0, "*"),
        ('[<3]"*";0', 3.0, 3.0),
        (";;;", 7.0, ""),
        ("[Red]0;[Blue]-0", -4.0, -4.0),
        ("[$€-407] #,##0.00", 4.5, 4.5),
        ("General", 4.5, 4.5),
        ("@", 4.5, 4.5),
    ],
)
def test_what_a_format_makes_of_a_number(code: str, number: float, says: float | str) -> None:
    assert said(code, number) == says


def test_percentages_arrive_as_they_are_shown(project: Project, tmp_path: Path, stored: Stored) -> None:
    def change(sheet: Sheet) -> None:
        for cell, number in (("B2", 0.256), ("B3", 0.07)):
            sheet[cell] = number
            sheet[cell].number_format = "0.0%"

    log = read(project, written(tmp_path / "t.xlsx", change), "kinderarmut")
    assert figures(stored) == {"09761-01": "25.6", "09761-02": "7"}
    assert any("2 Zahlen werden als Prozent gezeigt" in line and "B2: 25,6" in line for line in log)


def test_old_workbooks_say_the_same(project: Project, tmp_path: Path, stored: Stored) -> None:
    book = xlwt.Workbook()
    sheet = book.add_sheet("Kita")
    percent, struck = xlwt.easyxf(num_format_str="0.0%"), xlwt.easyxf("font: struck_out true")
    for r, row in enumerate(
        (["Stadtteil", "Zahl"], ["Nordstadt", 0.256], ["Südstadt", 0.07], ["Nordstadt", 9])
    ):
        for c, cell in enumerate(row):
            sheet.write(
                r,
                c,
                cell,
                struck if r == 3 else percent if isinstance(cell, float) else xlwt.Style.default_style,
            )
    sheet.row(2).hidden = True
    book.save(str(tmp_path / "t.xls"))
    path = tmp_path / "t.xls"
    with pytest.raises(
        DataError, match=r"t\.xls: In Excel ausgeblendet, aber gefüllt: Blatt „Kita“, Zeile 3"
    ):
        read(project, path, "kinderarmut")
    with pytest.raises(DataError, match="Durchgestrichen: Blatt „Kita“, Zeile 4, Spalte „Stadtteil“"):
        read(project, path, "kinderarmut", "ausgeblendet: lesen")
    read(project, path, "kinderarmut", "ausgeblendet: lesen\ndurchgestrichen: auslassen")
    assert figures(stored) == {"09761-01": "25.6", "09761-02": "7"}


def test_a_count_is_no_percentage(project: Project, tmp_path: Path) -> None:
    def change(sheet: Sheet) -> None:
        sheet["B2"].number_format = "0%"

    with pytest.raises(
        DataError, match="Blatt „Kita“, Zeile 2, Spalte „Zahl“: Die Zelle zeigt einen Prozentwert"
    ):
        read(project, written(tmp_path / "t.xlsx", change))


def test_one_format_forgotten_in_a_column_of_percentages(project: Project, tmp_path: Path) -> None:
    def change(sheet: Sheet) -> None:
        sheet["B2"], sheet["B3"] = 0.256, 0.31
        sheet["B2"].number_format = "0.0%"

    with pytest.raises(
        DataError, match="Zeile 3, Spalte „Zahl“: Die Zelle zeigt 0,31 ohne Prozentzeichen, Zeile 2"
    ):
        read(project, written(tmp_path / "t.xlsx", change), "kinderarmut")


def test_thousands_of_a_format_are_multiplied_and_said(
    project: Project, tmp_path: Path, stored: Stored
) -> None:
    def change(sheet: Sheet) -> None:
        sheet["B2"], sheet["B3"] = 1.25, 40
        sheet["B2"].number_format = '0.00" Tsd."'
        sheet["B3"].number_format = "#,##0"

    log = read(project, written(tmp_path / "t.xlsx", change))
    assert figures(stored) == {"09761-01": "1250", "09761-02": "40"}
    assert any("1 Zahl wird durch das Format umgerechnet" in line and "B2: 1250" in line for line in log)


def test_words_in_place_of_a_number_are_what_is_read(
    project: Project, tmp_path: Path, stored: Stored
) -> None:
    """Whoever shows „*“ for a 2 does not want the 2 to be printed."""

    def change(sheet: Sheet) -> None:
        sheet["B2"] = 2
        sheet["B2"].number_format = '[<3]"*";0'

    path = written(tmp_path / "t.xlsx", change)
    with pytest.raises(DataError, match=r"Zeile 2, Spalte „Zahl“: „\*“ gefunden"):
        read(project, path)
    read(project, path, more='werte: {"*": geheim}')
    assert figures(stored) == {"09761-01": "", "09761-02": "31"}


@pytest.mark.parametrize(
    ("answer", "expected"),
    [("lesen", {"09761-01": "30", "09761-02": "31"}), ("auslassen", {"09761-02": "31"})],
)
@pytest.mark.parametrize("how", ["row", "filter", "format"])
def test_hidden_figures_are_asked_about(
    project: Project, tmp_path: Path, stored: Stored, how: str, answer: str, expected: dict[str, str]
) -> None:
    def change(sheet: Sheet) -> None:
        if how == "format":
            sheet["B2"].number_format = ";;;"
        else:
            sheet.row_dimensions[2].hidden = True
        if how == "filter":
            sheet.auto_filter.ref = "A1:B3"

    path = written(tmp_path / "t.xlsx", change)
    with pytest.raises(DataError, match=r"Blatt „Kita“, Zeile 2\. Gehören diese Zahlen dazu"):
        read(project, path)
    log = read(project, path, more=f"ausgeblendet: {answer}")
    assert figures(stored) == expected
    assert any("Zeile 2" in line and "Ausgeblendet und" in line for line in log)
    assert any("Filter" in line for line in log) == (how == "filter")


def test_hidden_sheets_are_named_and_read_only_when_asked_for(
    project: Project, tmp_path: Path, stored: Stored
) -> None:
    def change(sheet: Sheet) -> None:
        other = sheet.parent.create_sheet("Vorjahr", 0)
        for row in (["Stadtteil", "Zahl"], ["Nordstadt", 99]):
            other.append(row)
        other.sheet_state = "hidden"

    path = written(tmp_path / "t.xlsx", change)
    log = read(project, path)
    assert figures(stored) == {"09761-01": "30", "09761-02": "31"}
    assert any("Das ausgeblendete Blatt „Vorjahr“ wurde nicht gelesen" in line for line in log)
    read(project, path, more='blatt: "Vorjahr"')
    assert figures(stored)["09761-01"] == "99"


def test_hidden_columns_and_comments_are_said(project: Project, tmp_path: Path) -> None:
    def change(sheet: Sheet) -> None:
        sheet["B3"].comment = Comment("nur geschätzt", "Amt")
        sheet["C2"] = "intern"
        sheet.column_dimensions["C"].hidden = True

    log = "\n".join(read(project, written(tmp_path / "t.xlsx", change)))
    assert "Kommentar an Zellen: B3 „nur geschätzt“" in log
    assert "Ausgeblendete Spalten: C" in log


@pytest.mark.parametrize(
    ("cell", "left"), [("B2", {"09761-02": "31"}), ("A2", {"09761-02": "31"}), (None, {})]
)
def test_what_is_struck_through_is_asked_about(
    project: Project, tmp_path: Path, stored: Stored, cell: str | None, left: dict[str, str]
) -> None:
    def change(sheet: Sheet) -> None:
        for name in [cell] if cell else ["B2", "B3"]:
            sheet[name].font = Font(strike=True)

    path = written(tmp_path / "t.xlsx", change)
    with pytest.raises(DataError, match="Durchgestrichen: Blatt „Kita“, Zeile"):
        read(project, path)
    if left:
        log = read(project, path, more="durchgestrichen: auslassen")
        assert figures(stored) == left
        assert any("Durchgestrichen und ausgelassen: Blatt „Kita“, Zeile 2" in line for line in log)
    read(project, path, more="durchgestrichen: lesen")
    assert figures(stored) == {"09761-01": "30", "09761-02": "31"}


def test_formula_without_result_is_named_by_its_cell(project: Project, tmp_path: Path) -> None:
    def change(sheet: Sheet) -> None:
        sheet["B2"], sheet["B3"] = "=20+20", "=1+1"

    path = written(tmp_path / "t.xlsx", change)
    with pytest.raises(DataError, match="Blatt „Kita“, Zelle B2: Die Formel hat kein gespeichertes Ergebnis"):
        run_import([path], "augsburg", project)  # nothing but formulas: no table can be proposed either
    with pytest.raises(DataError, match="Blatt „Kita“, Zelle B2: Die Formel hat kein gespeichertes Ergebnis"):
        read(project, path)


@pytest.mark.parametrize(("kind", "formula"), [(' t="str"', ""), ("", "A1"), (' t="n"', "A1")])
def test_a_formula_whose_result_is_an_empty_text_has_a_result(
    tmp_path: Path, kind: str, formula: str
) -> None:
    """`=IF(B1="";"";B1)` is stored with an empty value and the type of a text."""
    path = tmp_path / "t.xlsx"
    cells = f'<row r="1"><c r="A1"{kind}><f>IF(B1="","",B1)</f><v></v></c><c r="B2"><v>1</v></c></row>'
    path.write_bytes(writers.raw_xlsx(writers.sheet_xml(cells)))
    (sheet,) = workbook.load(path)
    assert sheet.formula == formula


def test_merged_cells_count_for_all_their_rows_but_figures_only_once(
    project: Project, tmp_path: Path, stored: Stored
) -> None:
    def change(sheet: Sheet) -> None:
        sheet["C1"], sheet["C2"], sheet["C3"] = "Alter", "unter 3", "3 bis unter 6"
        sheet["A3"] = None
        sheet.merge_cells("A2:A3")

    path = written(tmp_path / "t.xlsx", change)
    folder = project.data / "augsburg" / "import"
    folder.mkdir()
    text = MAPPING.format(indicator="kinder_in_einrichtungen", more="")
    (folder / "t.yml").write_text(
        text.rstrip() + '\n  - {spalte: "Alter", ist: merkmal, merkmal: alter}\n', encoding="utf-8"
    )
    run_import([path], "augsburg", project)
    rows = stored("augsburg/stadt-jugendamt.csv")
    assert {(key[1], key[2]): row["value"] for key, row in rows.items()} == {
        ("09761-01", "alter=unter 3"): "30",
        ("09761-01", "alter=3 bis unter 6"): "31",
    }


def test_dates_that_excel_has_made_of_ranges(project: Project, tmp_path: Path, stored: Stored) -> None:
    """„3-6“ becomes 3 June; the real date is in another column."""

    def change(sheet: Sheet) -> None:
        sheet["C1"], sheet["D1"] = "Alter", "Stichtag"
        sheet["C2"], sheet["D2"] = dt.date(2025, 6, 3), dt.date(2025, 3, 1)
        sheet["C3"], sheet["D3"] = dt.date(2025, 10, 6), dt.date(2025, 3, 1)

    path = written(tmp_path / "kita.xlsx", change)
    run_import([path], "augsburg", project)
    target = project.data / "augsburg" / "import" / "kita.yml"
    proposal = target.read_text(encoding="utf-8")
    for line in (
        '{spalte: "Alter", ist: merkmal, merkmal: alter}',
        '{spalte: "Stichtag", ist: zeit}',
        'alter: {"2025-06-03": "3 bis unter 6", "2025-10-06": "6 bis unter 10"}',
    ):
        assert line in proposal
    checked = proposal.replace("geprueft: false", "geprueft: true").replace(
        'quelle: "?"', "quelle: stadt-jugendamt"
    )
    checked = checked.replace('indikator: "?"', "indikator: kinder_in_einrichtungen")
    target.write_text(checked, encoding="utf-8")
    run_import([path], "augsburg", project)
    found = stored("augsburg/stadt-jugendamt.csv")
    assert {key[1:]: row["value"] for key, row in found.items()} == {
        ("09761-01", "alter=3 bis unter 6", "2025-03-01"): "30",
        ("09761-02", "alter=6 bis unter 10", "2025-03-01"): "31",
    }
    target.write_text(checked.partition("auspraegungen")[0], encoding="utf-8")
    with pytest.raises(
        DataError, match=r"Zeile 2, Spalte „Alter“: ein Datum \(03.06.2025\).*„3-6“.*\"3 bis unter 6\""
    ):
        run_import([path], "augsburg", project)


def test_a_date_in_place_of_a_number_is_named(project: Project, tmp_path: Path) -> None:
    path = written(tmp_path / "t.xlsx", lambda _: None, dt.date(2025, 5, 4))
    with pytest.raises(
        DataError, match=r"Zeile 3, Spalte „Zahl“: ein Datum \(04.05.2025\).*„4-5“ oder „4.5“"
    ):
        read(project, path)


def test_questions_stand_in_the_proposal(project: Project, tmp_path: Path) -> None:
    def change(sheet: Sheet) -> None:
        sheet.row_dimensions[2].hidden = True
        sheet["B3"].font = Font(strike=True)

    path = written(tmp_path / "neu.xlsx", change, name="Betreute Kinder unter 3")
    run_import([path], "augsburg", project)
    proposal = (project.data / "augsburg" / "import" / "neu.yml").read_text(encoding="utf-8")
    assert 'ausgeblendet: "?"' in proposal
    assert 'durchgestrichen: "?"' in proposal


def test_a_part_of_a_text_that_is_struck_through_is_met(tmp_path: Path) -> None:
    from openpyxl.cell.rich_text import CellRichText, TextBlock
    from openpyxl.cell.text import InlineFont

    def change(sheet: Sheet) -> None:
        sheet["B2"] = CellRichText(TextBlock(InlineFont(strike=True), "12"), " 15")

    (sheet,) = workbook.load(written(tmp_path / "t.xlsx", change))
    assert sheet.struck == {(1, 1)}
