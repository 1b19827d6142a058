"""What users import has a place of its own; what an earlier version put elsewhere is moved there with a sentence."""

from __future__ import annotations

import zipfile
from datetime import date
from pathlib import Path

from helpers.data.areas import read_areas
from helpers.data.catalogue import read_catalogue
from helpers.data.migration import migrate
from helpers.data.observations import choose, own_areas, read_observations
from helpers.paths import Project
from helpers.publish.backup import make_backup

HEAD = "ags,indicator,breakdown,period,value,status,source,table,file,edition,imported\n"
SHIPPED = "09761,kinderarmut,,2018,12,,inkar-2021,,,,\n"
IMPORTED = "09761,kinderarmut,,2019,13,,inkar-2021,INKAR,a.csv,2021,2025-01-01\n"


def before(data: Path) -> None:
    """An earlier version's files: shipped and imported figures in one file, and areas apart."""
    (data / "official" / "import").mkdir(parents=True)
    (data / "official" / "inkar-2021.csv").write_text(HEAD + SHIPPED + IMPORTED, "utf-8")
    (data / "official" / "import" / "inkar-2021.csv").write_text(
        HEAD + IMPORTED.replace(",13,", ",12.5,"), "utf-8"
    )
    (data / "official" / "neu.csv").write_text(HEAD + IMPORTED.replace("inkar-2021", "neu"), "utf-8")
    (data / "gebiete").mkdir()
    (data / "gebiete" / "areas.csv").write_text("ags,name,kind,parent,valid_from,valid_to\n", "utf-8")


def state(folder: Path) -> dict[str, str]:
    return {
        p.relative_to(folder).as_posix(): p.read_text("utf-8")
        for p in sorted(folder.rglob("*"))
        if p.is_file()
    }


def test_imports_of_an_earlier_version_are_moved(tmp_path: Path) -> None:
    before(tmp_path)
    said = migrate(tmp_path)
    assert said[0].startswith(
        "Die Ablage hat sich geändert: 2 eingelesene Werte wurden aus data/official/ nach data/eigene/"
    )
    assert said[1].startswith(
        "Die Ablage hat sich geändert: data/gebiete/areas.csv liegt jetzt unter data/eigene/."
    )
    assert state(tmp_path) == {
        "official/inkar-2021.csv": HEAD + SHIPPED,
        "eigene/areas.csv": "ags,name,kind,parent,valid_from,valid_to\n",
        "eigene/inkar-2021.csv": HEAD + IMPORTED,
        "eigene/neu.csv": HEAD + IMPORTED.replace("inkar-2021", "neu"),
        "eigene/import/inkar-2021.csv": HEAD + IMPORTED.replace(",13,", ",12.5,"),
    }
    assert not (tmp_path / "gebiete").exists()


def test_a_second_time_nothing_happens(tmp_path: Path) -> None:
    before(tmp_path)
    migrate(tmp_path)
    moved = state(tmp_path)
    assert migrate(tmp_path) == []
    assert state(tmp_path) == moved


def test_an_interrupted_move_is_finished(tmp_path: Path) -> None:
    before(tmp_path)
    (tmp_path / "eigene").mkdir()
    (tmp_path / "eigene" / "inkar-2021.csv").write_text(
        HEAD + IMPORTED, "utf-8"
    )  # written, not yet taken away
    migrate(tmp_path)
    assert (tmp_path / "eigene" / "inkar-2021.csv").read_text("utf-8") == HEAD + IMPORTED


def test_a_project_without_imports_is_left_alone(data: Path) -> None:
    unchanged = state(data)
    assert migrate(data) == []
    assert state(data) == unchanged


def test_a_backup_holds_what_is_the_users_own(tmp_path: Path) -> None:
    for name in (
        "data/eigene/neu.csv",
        "data/ulm/profile.yml",
        "data/official/inkar-2021.csv",
        "data/catalogue/areas.csv",
        "data/musterstadt/profile.yml",
        "chapters/ulm/vorwort.qmd",
        "notebooks/01.ipynb",
        "notebooks/.ipynb_checkpoints/01.ipynb",
        "_quarto.yml",
        "_build/x",
        "_report/ulm/index.html",
        "_report/ulm/2026/index.html",
        "_report/ulm/2026.1/daten/a.csv",
        "_report/musterstadt/2026.1/index.html",
    ):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(name, "utf-8")
    assert "sicherung-2026-12-01.zip (6 Dateien)" in make_backup(Project(tmp_path), date(2026, 12, 1))[0]
    with zipfile.ZipFile(tmp_path / "sicherung-2026-12-01.zip") as archive:
        assert sorted(archive.namelist()) == [
            "_quarto.yml",
            "_report/ulm/2026.1/daten/a.csv",
            "chapters/ulm/vorwort.qmd",
            "data/eigene/neu.csv",
            "data/ulm/profile.yml",
            "notebooks/01.ipynb",
        ]
        assert archive.read("data/eigene/neu.csv") == b"data/eigene/neu.csv"


def test_an_area_that_ships_by_now_may_stand_among_the_imported_ones(data: Path) -> None:
    (data / "eigene").mkdir()
    (data / "eigene" / "areas.csv").write_text(
        "ags,name,kind,parent,valid_from,valid_to\n09761,Augsburg alt,kreis,09,,\n09999,Neustadt,kreis,09,,\n",
        "utf-8",
    )
    areas = read_areas(data)
    assert (areas["09761"].name, areas["09999"].name) == ("Augsburg", "Neustadt")


def test_of_shipped_and_imported_figures_the_later_edition_counts(data: Path) -> None:
    source = "regionaldatenbank-21111-02-06-4"
    head = "ags,indicator,breakdown,period,value,status,source,file,edition\n"
    for folder, value, edition in (("official", 100, "2025-01-01"), ("eigene", 200, "{}")):
        (data / folder).mkdir(exist_ok=True)
        row = f"09761,abgaenge_allgemeinbildend,,2024,{value},,{source},a.csv,{edition}\n"
        (data / folder / f"{source}.csv").write_text(head + row, "utf-8")
    catalogue, areas = read_catalogue(data), read_areas(data)
    path = data / "eigene" / f"{source}.csv"
    text = path.read_text("utf-8")
    for edition, counts in (("2024-06-01", 100), ("2025-01-01", 200), ("2025-06-01", 200)):
        path.write_text(text.replace("{}", edition), "utf-8")
        rows = [
            row
            for file in (data / "official" / path.name, path)
            for row in read_observations(file, data, catalogue, areas)
        ]
        assert choose(rows, catalogue)[0][0].value == counts
    assert own_areas(data) == set()
