"""Next year's file: its year comes from its name, its title or a column, and what contradicts the mapping stops the import."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from helpers.errors import DataError
from helpers.importing import run_import
from helpers.importing.stated import named_periods
from helpers.paths import Project
from tests.importing import writers

Stored = Callable[[str], dict[tuple[str, str, str, str], dict[str, str]]]

MAPPING = """datei: "{datei}"
geprueft: true
quelle: stadt-jugendamt
stand: {stand}
kopfzeile: 2
zeit: {zeit}
spalten:
  - {{spalte: Stadtteil, ist: gebiet}}
  - {{spalte: Alter, ist: merkmal, merkmal: alter}}
  - {{spalte: Kinder, ist: wert, indikator: kinder_in_einrichtungen}}
"""
AGES = ("unter 3", "3 bis unter 6", "6 bis unter 10", "10 bis unter 15", "15 bis unter 18")


def mapped(project: Project, datei: str = "kita_*.xlsx", zeit: str = '"2024"', stand: str = '"2024"') -> None:
    folder = project.data / "augsburg" / "import"
    folder.mkdir(exist_ok=True)
    (folder / "kita.yml").write_text(MAPPING.format(datei=datei, zeit=zeit, stand=stand), "utf-8")


def delivered(folder: Path, name: str, more: int = 0, title: str = "Betreute Kinder") -> Path:
    rows = [[place, age, 20 + i + more] for place in ("Nordstadt", "Südstadt") for i, age in enumerate(AGES)]
    return writers.book(folder / name, {"Kita": [[title], ["Stadtteil", "Alter", "Kinder"], *rows]})


def periods(stored: Stored) -> dict[str, str]:
    """Return the figure of one area and age by period."""
    rows = stored("augsburg/stadt-jugendamt.csv")
    return {key[3]: row["value"] for key, row in rows.items() if key[1:3] == ("09761-01", "alter=unter 3")}


def test_each_year_has_the_time_of_its_file_name(project: Project, tmp_path: Path, stored: Stored) -> None:
    mapped(project, zeit="Dateiname", stand="jüngster Zeitpunkt")
    for name, more in (("kita_2025.xlsx", 5), ("kita_2024.xlsx", 0)):
        log = run_import([delivered(tmp_path, name, more)], "augsburg", project)
        assert "10 Werte neu, 0 revidiert" in " ".join(log)
    assert periods(stored) == {"2024": "20", "2025": "25"}
    assert {row["edition"] for row in stored("augsburg/stadt-jugendamt.csv").values()} == {"2024", "2025"}


def test_each_year_has_the_time_of_its_title(project: Project, tmp_path: Path, stored: Stored) -> None:
    mapped(project, zeit="Titel", stand="jüngster Zeitpunkt")
    run_import([delivered(tmp_path, "kita_a.xlsx", 0, "Betreute Kinder am 01.03.2024")], "augsburg", project)
    run_import(
        [delivered(tmp_path, "kita_b.xlsx", 5, "Betreute Kinder am 1. März 2025")], "augsburg", project
    )
    assert periods(stored) == {"2024-03-01": "20", "2025-03-01": "25"}


@pytest.mark.parametrize(
    ("name", "title", "said"),
    [
        ("kita_2025.xlsx", "Betreute Kinder", "für 2024; im Dateinamen steht 2025. Es wurde nichts übernommen."),
        ("kita_2025-26.xlsx", "Betreute Kinder", "für 2024; im Dateinamen steht 2025/26."),
        ("kita_neu.xlsx", "Stand: 01.03.2025", "für 2024; in den Zeilen über der Tabelle steht 2025-03-01."),
        ("kita_2024.xlsx", "Betreute Kinder 2025", "für 2024; in den Zeilen über der Tabelle steht 2025."),
    ],
)  # fmt: skip
def test_a_year_that_contradicts_the_mapping_stops_the_import(
    project: Project, tmp_path: Path, stored: Stored, name: str, title: str, said: str
) -> None:
    mapped(project)
    run_import([delivered(tmp_path, "kita_2024.xlsx")], "augsburg", project)
    with pytest.raises(DataError) as error:
        run_import([delivered(tmp_path, name, 5, title)], "augsburg", project)
    assert said in str(error.value)
    assert periods(stored) == {"2024": "20"}


@pytest.mark.parametrize(
    "title", ["Kinder seit 2010", "Zahlen 2019 bis 2024", "Kinder (Zensus 2022)", "Kindergartenjahr 2023/24"]
)
def test_other_years_in_a_title_contradict_nothing(
    project: Project, tmp_path: Path, stored: Stored, title: str
) -> None:
    mapped(project)
    run_import([delivered(tmp_path, "kita_a.xlsx", 0, title)], "augsburg", project)
    assert periods(stored) == {"2024": "20"}


@pytest.mark.parametrize("name", ["kita_neu.xlsx", "kita_alt.xlsx"])
def test_a_file_that_changes_nearly_all_for_a_fixed_time_stops(
    project: Project, tmp_path: Path, stored: Stored, name: str
) -> None:
    mapped(project)
    run_import([delivered(tmp_path, "kita_alt.xlsx")], "augsburg", project)
    with pytest.raises(
        DataError,
        match=r"10 von 10 Werten weichen von denen ab, die aus kita_alt\.xlsx .* make withdraw FILE=kita_alt",
    ):
        run_import([delivered(tmp_path, name, 5)], "augsburg", project)
    assert periods(stored) == {"2024": "20"}
    run_import([delivered(tmp_path, name)], "augsburg", project)  # the same figures are welcome


def test_a_fixed_edition_older_than_the_file_stops(project: Project, tmp_path: Path) -> None:
    mapped(project, zeit="Dateiname")
    run_import([delivered(tmp_path, "kita_2024.xlsx")], "augsburg", project)
    with pytest.raises(DataError, match="den Stand 2024 fest, die Datei ist aber von 2025"):
        run_import([delivered(tmp_path, "kita_2025.xlsx", 5)], "augsburg", project)


@pytest.mark.parametrize(
    ("name", "said"),
    [("kita_neu.xlsx", "steht kein Jahr"), ("kita_2019_bis_2024.xlsx", "mehrere Zeitpunkte")],
)
def test_a_name_without_one_year_is_named(project: Project, tmp_path: Path, name: str, said: str) -> None:
    mapped(project, zeit="Dateiname")
    with pytest.raises(DataError, match=f"Laut Zuordnung steht die Zeit im Dateinamen; dort .*{said}"):
        run_import([delivered(tmp_path, name)], "augsburg", project)


def test_two_mappings_for_one_file_are_named(project: Project, tmp_path: Path) -> None:
    mapped(project)
    mapping = project.data / "augsburg" / "import" / "kita.yml"
    (mapping.parent / "kita2.yml").write_text(
        mapping.read_text("utf-8").replace("kita_*", "KITA_20*"), "utf-8"
    )
    with pytest.raises(DataError, match=r"kita\.yml .* und kita2\.yml"):
        run_import([delivered(tmp_path, "kita_2024.xlsx")], "augsburg", project)


def test_a_column_called_after_another_year_is_refused(project: Project, put: Callable[..., Path]) -> None:
    mapped(project)
    mapping = project.data / "augsburg" / "import" / "kita.yml"
    text = (
        mapping.read_text("utf-8").replace("kita_*.xlsx", "reihe.csv").replace("kopfzeile: 2", "kopfzeile: 1")
    )
    text = text.replace("spalte: Kinder, ist: wert,", 'spalte: "2025", ist: wert, zeit: "2024",')
    mapping.write_text(text, "utf-8")
    with pytest.raises(DataError, match="Die Spalte „2025“ soll laut Zuordnung für 2024 gelten"):
        run_import(
            [put("reihe.csv", "Stadtteil;Alter;2025\nNordstadt;unter 3;4\n", "utf-8")], "augsburg", project
        )


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("kita_2025", ["2025"]),
        ("Kita_01.03.2024", ["2024-03-01"]),
        ("kita 1-3-2024", ["2024-03-01"]),
        ("kita-20240301", ["2024-03-01"]),
        ("schulen_2024_25", ["2024/25"]),
        ("Bericht 2024–2025", ["2024/25"]),
        ("2019-2024", ["2019", "2024"]),
        ("SJ 24/25", ["2024/25"]),
        ("kita-2024-10", ["2024"]),
        ("kita_2024_Stand_2025-03-01", ["2024"]),
        ("Stand: 01.03.2025", ["2025-03-01"]),
        ("2. März 2024", ["2024-03-02"]),
        ("21111-01-03-4", []),
        ("PLZ 20146, Tel. 1.234", []),
        ("seit 2010", []),
    ],
)  # fmt: skip
def test_periods_in_names_and_titles(text: str, found: list[str]) -> None:
    assert named_periods([text]) == found
