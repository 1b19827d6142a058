"""Departments' own tables: proposed mapping, correction, import; databases."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from helpers.errors import DataError
from helpers.importing import import_file, run_import, withdraw
from helpers.paths import Project
from tests.importing import writers

HEAD = ["Stadtteil", "Stichtag", "Alter", "Betreute Kinder", "Bemerkung"]
ROWS = [
    ["Nordstadt", "01.03.2025", "unter 3", "ca. 120", "vorläufig"],
    ["Nordstadt", "01.03.2025", "3 bis unter 6", 240, None],
    [None, None, None, None, None],
    ["Südstadt", "01.03.2025", "unter 3", "<5", None],
    ["Südstadt", "01.03.2025", "3 bis unter 6", "k. A.", None],
    ["Summe", "01.03.2025", "unter 3", 123, None],
]
Stored = Callable[[str], dict[tuple[str, str, str, str], dict[str, str]]]


def table(path: Path, rows: list[list[object]] = ROWS) -> Path:
    return writers.book(path, {"Kita 2025": [["Fiktive Stadt: betreute Kinder"], [], HEAD, *rows]})


def confirm(project: Project, name: str, *changes: tuple[str, str]) -> Path:
    """Correct a proposed mapping as a person would."""
    path = project.data / "augsburg" / "import" / name
    content = path.read_text(encoding="utf-8")
    for old, new in (
        ("geprueft: false", "geprueft: true"),
        ('quelle: "?"', "quelle: stadt-jugendamt"),
        *changes,
    ):
        assert old in content, content
        content = content.replace(old, new)
    path.write_text(content, encoding="utf-8")
    return path


def test_mapping_is_proposed_from_the_content(project: Project, tmp_path: Path) -> None:
    log = run_import([table(tmp_path / "kita.xlsx")], "augsburg", project)
    assert "data/augsburg/import/kita.yml" in log[0]
    proposal = (project.data / "augsburg" / "import" / "kita.yml").read_text(encoding="utf-8")
    for line in (
        'datei: "kita.xlsx"',
        "stand: jüngster Zeitpunkt #",
        'blatt: "Kita 2025"',
        "kopfzeile: 3",
        '{spalte: "Stadtteil", ist: gebiet}',
        '{spalte: "Stichtag", ist: zeit}',
        '{spalte: "Alter", ist: merkmal, merkmal: alter}',
        '"<5": "geheim"',
        '"ca. 120": "120"',
        '"k. A.": "unbekannt"',
        'zeilen_auslassen: ["Summe"]',
    ):
        assert line in proposal
    assert not list((project.data / "augsburg").glob("stadt-*.csv"))


def proposed(project: Project, path: Path) -> str:
    run_import([path], "augsburg", project)
    return (project.data / "augsburg" / "import" / f"{path.stem}.yml").read_text(encoding="utf-8")


def test_header_of_two_rows_says_what_the_columns_are(project: Project, tmp_path: Path) -> None:
    rows = [
        ["Jugendamt", None, None],
        ["Stand: 01.03.2025", None, None],
        ["Stadtbezirk", "Kinder in Einrichtungen", None],
        [None, "unter 3", "3 bis unter 6"],
        ["Nord", "ca. 120", 80],
        ["Süd", "<5", 33],
    ]
    proposal = proposed(project, writers.book(tmp_path / "kita.xlsx", {"Kita": rows}, {"Kita": ["B3:C3"]}))
    for line in (
        "stand: jüngster Zeitpunkt #",
        "kopfzeile: [3, 4]",
        '{spalte: "Stadtbezirk", ist: gebiet}',
        '{spalte: "Kinder in Einrichtungen – unter 3", ist: wert, indikator: "kinder_in_einrichtungen", merkmale: {alter: "unter 3"}}',
        "zeit: Titel # in den Zeilen über der Tabelle steht 2025-03-01;",
        '"<5": "geheim"',
    ):
        assert line in proposal


def test_one_sheet_per_year_and_one_column_per_year(project: Project, tmp_path: Path) -> None:
    sheet = [["Bezirk", "Kurse"], ["Nord", 12], ["Süd", 13]]
    proposal = proposed(project, writers.book(tmp_path / "vhs.xlsx", {"2023": sheet, "2024": sheet}))
    for line in ('blatt: "*" # alle Blätter', '{spalte: "(Blatt)", ist: zeit}'):
        assert line in proposal
    rows = [["Musikschule", None, None], ["Bezirk", 2022.0, 2023.0], ["Nord", 11, 12], ["Süd", 21, 22]]
    proposal = proposed(project, writers.book(tmp_path / "musik.xlsx", {"T": rows}))
    assert '{spalte: "2023", ist: wert, indikator: "?", zeit: "2023"}' in proposal
    assert "\nzeit:" not in proposal


def test_numbers_are_figures_even_where_they_look_like_ages(
    project: Project, put: Callable[..., Path]
) -> None:
    path = put("m.csv", "Stadtteil;Jahr;Anzahl;Alter\nNord;2024;12;6\nNord;2024;13;7\n", "utf-8")
    proposal = proposed(project, path)
    assert '{spalte: "Anzahl", ist: wert, indikator: "?"}' in proposal
    assert '{spalte: "Alter", ist: merkmal, merkmal: alter}' in proposal


def test_what_nobody_delivers_is_never_proposed(project: Project, put: Callable[..., Path]) -> None:
    """Rates are computed here; ages in a heading are a part, whatever rate is called alike, and no year."""
    head = (
        "Stadtbezirk;Stichtag;Einwohner insgesamt;unter 3 Jahre;10 bis unter 15 Jahre;mit Sprachförderbedarf"
    )
    rows = "".join(f"Nord;31.12.{year};2.035;2035;120;30\n" for year in (2023, 2024))
    proposal = proposed(project, put("e.csv", f"{head}\n{rows}", "cp1252"))
    for line in (
        '{spalte: "Einwohner insgesamt", ist: wert, indikator: "?"} # gemeint? bevoelkerung („',  # or those of the Melderegister
        '{spalte: "unter 3 Jahre", ist: wert, indikator: "?", merkmale: {alter: "unter 3"}}',
        '{spalte: "10 bis unter 15 Jahre", ist: wert, indikator: "?", merkmale: {alter: "10 bis unter 15"}}',
        '{spalte: "mit Sprachförderbedarf", ist: wert, indikator: "?"} # gemeint? seu_sprachfoerderbedarf („Kinder mit',
    ):
        assert line in proposal


def test_meanings_of_short_entries_are_proposed_and_totals_kept(
    project: Project, put: Callable[..., Path]
) -> None:
    rows = "".join(
        f"2024;{sex};{age};{n}\n"
        for sex, age, n in (("w", "unter 3 Jahre", 12), ("m", "Kinder", 9), ("gesamt", "", 21))
    )
    proposal = proposed(project, put("k.csv", f"Jahr;Geschlecht;Alter;Anzahl\n{rows}Summe;;;42\n", "utf-8"))
    assert 'geschlecht: {"m": "männlich", "w": "weiblich"}' in proposal
    assert 'alter: {"Kinder": "?", "unter 3 Jahre": "unter 3"}' in proposal
    assert "gesamt" not in proposal.partition("zeilen_auslassen")[2]


def imported(project: Project, tmp_path: Path, *changes: tuple[str, str]) -> list[str]:
    path = table(tmp_path / "kita.xlsx")
    run_import([path], "augsburg", project)
    text_ = (project.data / "augsburg" / "import" / "kita.yml").read_text(encoding="utf-8")
    value = next(line for line in text_.splitlines() if '"Betreute Kinder"' in line)
    confirm(
        project,
        "kita.yml",
        (value, '  - {spalte: "Betreute Kinder", ist: wert, indikator: kinder_in_einrichtungen}'),
        *changes,
    )
    return run_import([path], "augsburg", project)


def test_checked_mapping_imports_with_meaning_of_each_entry(
    project: Project, tmp_path: Path, stored: Stored
) -> None:
    log = imported(project, tmp_path)
    rows = stored("augsburg/stadt-jugendamt.csv")
    key = ("kinder_in_einrichtungen", "09761-01", "alter=unter 3", "2025-03-01")
    assert rows[key]["value"] == "120"
    assert (rows[key]["file"], rows[key]["sheet"], rows[key]["row"], rows[key]["column"]) == (
        "kita.xlsx",
        "Kita 2025",
        "4",
        "Betreute Kinder",
    )
    assert [r["status"] for r in rows.values()] == ["", "", "unknown", "unknown"]
    assert any("4 Werte neu" in line for line in log)
    withdraw("kita.xlsx", project)
    assert not (project.data / "augsburg" / "stadt-jugendamt.csv").exists()


def test_unchecked_mapping_is_refused(project: Project, tmp_path: Path) -> None:
    path = table(tmp_path / "kita.xlsx")
    run_import([path], "augsburg", project)
    with pytest.raises(DataError, match="noch nicht geprüft"):
        run_import([path], "augsburg", project)


def test_unknown_areas_stop_the_import_and_are_all_listed(project: Project, tmp_path: Path) -> None:
    with pytest.raises(DataError) as problem:
        imported(project, tmp_path, ('zeilen_auslassen: ["Summe"]', 'gebiete: {"Nordstadt": "Nordstad"}'))
    said = str(problem.value)
    assert "2 Gebiete sind nicht bekannt" in said
    assert "„Nordstadt“ (Zeile 4)" in said
    assert "Meinten Sie „Nordstadt“?" in said
    assert "„Summe“ (Zeile 9)" in said
    assert not (project.data / "augsburg" / "stadt-jugendamt.csv").exists()


def test_name_table_of_the_mapping_is_used(project: Project, tmp_path: Path, stored: Stored) -> None:
    imported(project, tmp_path, ('zeilen_auslassen: ["Summe"]', 'gebiete: {"Summe": "09761"}'))
    assert (
        stored("augsburg/stadt-jugendamt.csv")[
            "kinder_in_einrichtungen", "09761", "alter=unter 3", "2025-03-01"
        ]["value"]
        == "123"
    )


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('"ca. 120": "120"', '"rund": "1"', "Zeile 4, Spalte „Betreute Kinder“: „ca. 120“ gefunden, erwartet wird eine Zahl"),
        ('{spalte: "Alter", ist: merkmal', '{spalte: "Altar", ist: merkmal', "„Altar“ der Zuordnung gibt es nicht .* Meinten Sie „Alter“"),
        ("indikator: kinder_in_einrichtungen", "indikator: kinder_in_einrichtung", "„kinder_in_einrichtung“ ist nicht im Katalog"),
        ('blatt: "Kita 2025"', 'blatt: "Kita"', "Das Blatt „Kita“ gibt es nicht. Vorhanden: „Kita 2025“"),
        ("kopfzeile: 3", "kopfzeile: 99", "Die Kopfzeile 99 gibt es nicht"),
        ("kopfzeile: 3", "kopfzeil: 3", "Der Schlüssel „kopfzeil“ ist nicht bekannt. Meinten Sie „kopfzeile“"),
        ("quelle: stadt-jugendamt", "quelle: jugendamt", "Die Quelle „jugendamt“ ist nicht bekannt"),
        ("{spalte: \"Stichtag\", ist: zeit}", "{spalte: \"Bemerkung\", ist: zeit}", "„vorläufig“ gefunden, erwartet wird ein Jahr"),
    ],
)  # fmt: skip
def test_mistakes_in_a_mapping_are_named(
    project: Project, tmp_path: Path, old: str, new: str, message: str
) -> None:
    with pytest.raises(DataError, match=message):
        imported(project, tmp_path, (old, new))


def test_all_sheets_with_the_sheet_as_a_column_and_two_header_rows(
    project: Project, tmp_path: Path, stored: Stored
) -> None:
    rows = [["Einrichtung", "Kinder", None], [None, "unter 3", "3 bis unter 6"], ["Haus 1", 10, 20]]
    path = writers.book(
        tmp_path / "haeuser.xlsx",
        {"Nordstadt": rows, "Südstadt": rows},
        {"Nordstadt": ["B1:C1"], "Südstadt": ["B1:C1"]},
    )
    (project.data / "augsburg" / "import").mkdir()
    (project.data / "augsburg" / "import" / "haeuser.yml").write_text(
        """datei: "haeuser*.xlsx"
geprueft: true
quelle: stadt-jugendamt
stand: "2025-03-01"
blatt: "*"
kopfzeile: [1, 2]
zeit: "2025-03-01"
spalten:
  - {spalte: "(Blatt)", ist: gebiet}
  - {spalte: "Kinder – unter 3", ist: wert, indikator: kinder_in_einrichtungen, merkmale: {alter: "unter 3"}}
  - {spalte: "Kinder – 3 bis unter 6", ist: wert, indikator: kinder_in_einrichtungen, merkmale: {alter: "3 bis unter 6"}}
""",
        encoding="utf-8",
    )
    import_file(path, project, "Augsburg")
    rows_ = stored("augsburg/stadt-jugendamt.csv")
    assert {(area, breakdown): row["value"] for (_, area, breakdown, _), row in rows_.items()} == {
        ("09761-01", "alter=unter 3"): "10",
        ("09761-01", "alter=3 bis unter 6"): "20",
        ("09761-02", "alter=unter 3"): "10",
        ("09761-02", "alter=3 bis unter 6"): "20",
    }


def test_csv_with_umlauts_encoded_twice(project: Project, put: Callable[..., Path], stored: Stored) -> None:
    broken = "Stadtteil;Jahr;Plätze\nSüdstadt;2025;1.234\n".encode().decode("cp1252")
    path = put("plaetze.csv", broken, "utf-8")
    run_import([path], "augsburg", project)
    confirm(
        project,
        "plaetze.yml",
        (
            '{spalte: "Plätze", ist: wert, indikator: "?"}',
            '{spalte: "Plätze", ist: wert, indikator: betreute_kinder_u3}',
        ),
    )
    run_import([path], "augsburg", project)
    assert (
        stored("augsburg/stadt-jugendamt.csv")["betreute_kinder_u3", "09761-02", "", "2025"]["value"]
        == "1234"
    )


def test_without_city_an_unknown_table_asks_for_it(project: Project, tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"bitte die Kommune angeben: make import FILE=kita.xlsx CITY="):
        import_file(table(tmp_path / "kita.xlsx"), project)
