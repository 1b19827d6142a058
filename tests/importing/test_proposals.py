"""What is proposed for a department's table: only what words, unit and values say; else „?“ with the nearest and why not."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from helpers.data.catalogue import Catalogue, read_catalogue
from helpers.errors import DataError
from helpers.importing import run_import
from helpers.importing.matching import match
from helpers.paths import Project
from helpers.paths import project as checkout
from tests.importing import writers


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return read_catalogue(checkout().data)


@pytest.mark.parametrize(
    ("called", "cells", "indicator"),
    [
        ("Betreute Kinder unter 3", [40.0], "betreute_kinder_u3"),
        ("Betreute Kinder unter drei Jahren", ["40*"], "betreute_kinder_u3"),
        ("Kinder in Einrichtungen", [1.0], "kinder_in_einrichtungen"),
        ("Haushalte mit Kindern", [1.0], "familien"),
        ("SGB-II-Quote", [12.5], "sgb2_quote"),
        ("Arbeitslosenquote in %", ["5,4", "6.1"], "arbeitslosenquote"),
        ("Betreuungsquote unter 3 (in %)", [30.0], "betreuungsquote_u3"),
    ],
)
def test_what_agrees_is_proposed(
    catalogue: Catalogue, called: str, cells: list[str | float], indicator: str
) -> None:
    assert match(called, "", cells, catalogue).indicator == indicator


@pytest.mark.parametrize(
    ("called", "cells", "near", "why"),
    [
        ("Kindergärten", [3.0], "kinderarmut", "andere Wörter"),
        ("Haushalte", [300.0], "familien", "dort auch „Kindern“"),
        ("Plätze", [10.0], "kita_plaetze", "dort auch „Genehmigte"),
        ("Kinder", [10.0], "kinder", "heißt genauso, andere auch"),
        ("Kinderarmut", [12.0, 300.0], "kinderarmut", "ist in %, die Spalte enthält Zahlen über 100"),
        ("Anzahl Kinderarmut", [12.0], "kinderarmut", "ist keine Anzahl, sondern in %"),
        ("Studierende", [12.5], "studierende", "ist eine Anzahl, die Spalte enthält andere Zahlen"),
        ("Studierende", [-3.0], "studierende", "ist eine Anzahl, die Spalte enthält andere Zahlen"),
        ("Anteil Alleinerziehende", [12.0], "alleinerziehende", "ist eine Anzahl, die Spalte nennt einen Anteil"),
        ("Arbeitslose je 1.000 Einwohner", [12.0], "arbeitslose", "die Spalte nennt eine andere Einheit"),
    ],
)  # fmt: skip
def test_what_disagrees_is_asked(
    catalogue: Catalogue, called: str, cells: list[float], near: str, why: str
) -> None:
    found = match(called, "", cells, catalogue)
    assert found.indicator == "?"
    assert 1 <= len(found.doubts) <= 3
    assert any(doubt.startswith(f"{near} („") and why in doubt for doubt in found.doubts), found.doubts


@pytest.mark.parametrize("called", ["Einwohner insgesamt", "Einwohnerinnen und Einwohner"])
def test_people_are_asked_about_where_two_indicators_are_called_so(catalogue: Catalogue, called: str) -> None:
    found = match(called, "", ["2.035"], catalogue)
    assert found.indicator == "?"
    assert "bevoelkerung („" in found.comment
    assert "einwohner_melderegister („" in found.comment


@pytest.mark.parametrize("called", ["Empfänger von Blindengeld", "3 bis Einschulung", "Anzahl", "xyz"])
def test_what_is_like_nothing_has_no_candidates(catalogue: Catalogue, called: str) -> None:
    assert match(called, "", [1.0], catalogue).comment == ""


def proposed(project: Project, path: Path) -> str:
    run_import([path], "augsburg", project)
    return (project.data / "augsburg" / "import" / f"{path.stem}.yml").read_text("utf-8")


def test_counts_that_look_like_years_are_no_time(project: Project, put: Callable[..., Path]) -> None:
    head = "Stadtbezirk;Stichtag;Einwohner;Vorjahr;Teilzeit"
    path = put("e.csv", f"{head}\nNord;31.12.2024;2049;2035;1999\nSüd;31.12.2024;1950;1980;2001\n", "utf-8")
    text = proposed(project, path)
    assert '{spalte: "Stichtag", ist: zeit}' in text
    for name in ("Einwohner", "Vorjahr", "Teilzeit"):
        assert f'{{spalte: "{name}", ist: wert' in text
    assert "2049" not in text


def test_ages_that_excel_made_dates_of_are_no_time(project: Project, tmp_path: Path) -> None:
    import datetime as dt

    rows = [["Stadtbezirk", "Alter", "Stichtag", "Kinder"]]
    rows += [[place, dt.date(2025, 6, 3), dt.date(2025, 3, 1), 40] for place in ("Nord", "Süd")]
    text = proposed(project, writers.book(tmp_path / "alter.xlsx", {"T": rows}))
    assert '{spalte: "Alter", ist: merkmal, merkmal: alter}' in text
    assert '{spalte: "Stichtag", ist: zeit}' in text


@pytest.mark.parametrize(
    "name", ["Industriegebiet", "Gewerbegebiete", "Kreissäge", "Neubaugebiet", "Regionalbahn"]
)
def test_columns_with_an_area_in_their_name_hold_no_areas(
    project: Project, put: Callable[..., Path], name: str
) -> None:
    text = proposed(project, put("f.csv", f"{name};Jahr;Kinder\nja;2024;3\nnein;2024;4\n", "utf-8"))
    assert f'{{spalte: "{name}", ist: gebiet}}' not in text


@pytest.mark.parametrize(
    "name", ["Stadtteil", "Stadtbezirk", "Sozialraum", "Gebiet", "Ortsteile", "Planungsraum", "AGS"]
)
def test_columns_of_areas_are_found_by_name(project: Project, put: Callable[..., Path], name: str) -> None:
    text = proposed(project, put("f.csv", f"{name};Jahr;Kinder\nAlpha;2024;3\nBeta;2024;4\n", "utf-8"))
    assert f'{{spalte: "{name}", ist: gebiet}}' in text


def test_numbers_of_areas_are_areas_where_they_are_keys(project: Project, put: Callable[..., Path]) -> None:
    text = proposed(project, put("f.csv", "Nr.;Jahr;Kinder\n01;2024;3\n02;2024;4\n", "utf-8"))
    assert '{spalte: "Nr.", ist: gebiet}' in text


@pytest.mark.parametrize(
    "rows",
    ["Nord;01.03.2025;40*\nSüd;01.03.2025;41 1)\nWest;01.03.2025; 42r\n", "Nord;01.03.2025;12.50\nSüd;01.03.2025;13.75\n",
     "Nord;01.03.2025;25,6 %\nSüd;01.03.2025;31 %\n"],
    ids=["marks", "points", "percent"],
)  # fmt: skip
def test_a_row_of_data_is_no_header(project: Project, put: Callable[..., Path], rows: str) -> None:
    text = proposed(project, put("f.csv", f"Stadtbezirk;Stichtag;Betreute Kinder unter 3\n{rows}", "utf-8"))
    assert "kopfzeile: 1\n" in text
    assert '{spalte: "Stadtbezirk", ist: gebiet}' in text


def test_a_row_that_explains_the_columns_is_no_header(project: Project, tmp_path: Path) -> None:
    rows: list[list[object]] = [
        ["Statistische Daten zu den Stadtteilen", None, None, None],
        ["Stadtgebiet", "Bevölkerung und Haushalte 31.12.2017", None, None],
        [None, "Bevölkerung", "Unter 18-Jährige", "Haushalte mit Kindern"],
        [
            None,
            "Anzahl der Einwohnerinnen und Einwohner mit alleiniger Wohnung oder Hauptwohnung im Gebiet",
            "Anzahl der Kinder und Jugendlichen unter 18 Jahren mit alleiniger Wohnung oder Hauptwohnung",
            "Anzahl der Haushalte, in denen mindestens eine Person unter 18 Jahren lebt, laut Melderegister",
        ],
        ["Nordstadt", 2305, 277, 100],
        ["Südstadt", 3627, 756, 200],
    ]
    text = proposed(project, writers.book(tmp_path / "profile.xlsx", {"T": rows}, {"T": ["B2:D2"]}))
    assert "Stadtgebiet" in text
    assert "kopfzeile: [2, 3]" in text
    assert "alleiniger Wohnung" not in text.replace("zeilen_auslassen", "")
    assert '– Haushalte mit Kindern", ist: wert' in text


VHS = "Jahr;Programmbereich;Belegungen\n2024;Sprachen;189\n2024;{};195\n"
VHS_MAPPING = """datei: vhs.csv
geprueft: true
quelle: stadt-jugendamt
spalten:
  - {{spalte: Jahr, ist: zeit}}
  - {{spalte: Programmbereich, ist: merkmal, merkmal: programmbereich}}
  - {{spalte: Belegungen, ist: wert, indikator: vhs_belegungen}}
auspraegungen: {{programmbereich: {{{meanings}}}}}
"""


@pytest.mark.parametrize(
    ("text", "near"),
    [("Beruf, EDV", "Arbeit und Beruf, IT"), ("Sprache", "Sprachen"), ("Politik", "Politik, Gesellschaft, Umwelt"), ("Zirkus", "")],
)  # fmt: skip
def test_a_new_value_of_an_open_dimension_asks(
    project: Project, put: Callable[..., Path], text: str, near: str
) -> None:
    path = put("vhs.csv", VHS.format(text), "utf-8")
    guess = near if near.startswith(text) else "?"
    assert f'programmbereich: {{"{text}": "{guess}"}}' in proposed(project, path)
    mapping = project.data / "augsburg" / "import" / "vhs.yml"
    mapping.write_text(VHS_MAPPING.format(meanings=""), "utf-8")
    with pytest.raises(DataError) as error:
        run_import([path], "augsburg", project)
    said = f"„{text}“ ist neu in „Programmbereich“" + (f"; gemeint „{near}“?" if near else ". Bitte")
    assert f"vhs.csv, Zeile 3, Spalte „Programmbereich“: {said}" in str(error.value)
    mapping.write_text(VHS_MAPPING.format(meanings=f'"{text}": "?"'), "utf-8")
    with pytest.raises(DataError, match="Es steht noch ein „\\?“"):
        run_import([path], "augsburg", project)


@pytest.mark.parametrize(
    ("meaning", "stored_as"), [("Arbeit und Beruf, IT", "Arbeit und Beruf, IT"), ("Beruf, EDV", "Beruf, EDV")]
)
def test_the_answer_for_a_new_value_is_kept(
    project: Project,
    put: Callable[..., Path],
    stored: Callable[[str], dict[tuple[str, ...], object]],
    meaning: str,
    stored_as: str,
) -> None:
    path = put("vhs.csv", VHS.format("Beruf, EDV"), "utf-8")
    (project.data / "augsburg" / "import").mkdir()
    mapping = project.data / "augsburg" / "import" / "vhs.yml"
    mapping.write_text(VHS_MAPPING.format(meanings=f'"Beruf, EDV": "{meaning}"'), "utf-8")
    run_import([path], "augsburg", project)
    assert {key[2] for key in stored("augsburg/stadt-jugendamt.csv")} == {
        "programmbereich=Sprachen",
        f"programmbereich={stored_as}",
    }


def test_a_citys_workbook_is_not_the_bundesagenturs(project: Project, tmp_path: Path) -> None:
    head = ["Stadtteil", "insgesamt", "Median"]
    rows = [["01 Altstadt", 120, 3400], ["03 - Bahnhofsviertel", 130, 2900]]
    source = "Stadtteile 2022 (Stichtag: 31.12.) - Statistik der Bundesagentur für Arbeit"
    for name, said in (("a.xlsx", source), ("b.xlsx", f"{source}; Eigenberechnung")):
        path = writers.book(tmp_path / name, {"T": [[said], [], head, *rows]})
        assert "Für diese Tabelle gibt es noch keine Zuordnung" in run_import([path], "augsburg", project)[0]
    kreise = [["09761 Augsburg, Stadt", 120, 3400], ["09762 Kaufbeuren, Stadt", 130, 2900]]
    path = writers.book(tmp_path / "c.xlsx", {"T": [[f"{source}, eigene Berechnung"], [], head, *kreise]})
    assert "Für diese Tabelle gibt es noch keine Zuordnung" in run_import([path], "augsburg", project)[0]
