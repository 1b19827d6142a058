"""Writing down what a published report shows, so that the next one does not give away what it hides. Figures are made up."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from helpers.data import open_store
from helpers.errors import DataError
from helpers.paths import Project
from helpers.paths import project as checkout
from helpers.publish.edition import keep_counts, reminder

HEADER = "ags,indicator,breakdown,period,value,status,source"
SOURCE = "probe: {publisher: P, title: T, short: S, attribution: A, reference: R}\n"
SCHOOLS = ("", "schulart=Hauptschulen", "schulart=Realschulen", "schulart=Gymnasien")


@pytest.fixture
def project(tmp_path: Path) -> Project:
    """Catalogue and profiles; Augsburg with counts of its own."""
    data = checkout().data
    shutil.copytree(data / "catalogue", tmp_path / "data" / "catalogue")
    for profile in data.glob("*/profile.yml"):
        (tmp_path / "data" / profile.parent.name).mkdir()
        shutil.copy(profile, tmp_path / "data" / profile.parent.name)
    (tmp_path / "data" / "augsburg" / "sources.yml").write_text(SOURCE, encoding="utf-8")
    deliver(tmp_path, 53, 3, 20, 30)
    return Project(tmp_path)


def deliver(root: Path, *counts: int) -> None:
    lines = [f"09761,uebergaenge,{s},2023/24,{n},,probe" for s, n in zip(SCHOOLS, counts, strict=True)]
    text = "\n".join([HEADER, *lines, ""])
    (root / "data" / "augsburg" / "probe.csv").write_text(text, encoding="utf-8")


def publish(project: Project, city: str = "augsburg", year: int = 2024) -> None:
    folder = project.reports / city
    folder.mkdir(parents=True, exist_ok=True)
    manifest = {"city": city, "year": year}
    (folder / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")


def hidden(project: Project) -> set[str]:
    with open_store(project.data, project.build / "store") as store:
        found = store.observations("uebergaenge", "09761", ["schulart"])
    return set(found.loc[found["status"] == "suppressed", "schulart"])


def test_the_second_edition_does_not_reveal_what_the_first_hides(project: Project) -> None:
    publish(project)
    first = hidden(project)
    assert "Hauptschulen" in first
    assert len(first) == 2
    (line, advice) = keep_counts("augsburg", 2024, project)
    assert line == (
        "Ausgabe 2024 festgehalten: data/augsburg/veroeffentlicht/2024.csv (4 Anzahlen, davon 2 geheim gehalten)."
    )
    assert advice.startswith("Bewahren Sie die Datei auf")
    # The three have become eight, which may be printed; printing all would tell the three of the first edition.
    deliver(project.root, 58, 8, 20, 30)
    assert first - {"Hauptschulen"} < hidden(project)
    shutil.rmtree(project.data / "augsburg" / "veroeffentlicht")
    assert not hidden(project)


def test_a_corrected_version_is_kept_beside_the_first_and_an_unchanged_one_once(project: Project) -> None:
    publish(project)
    list(keep_counts("augsburg", 2024, project))
    assert list(keep_counts("augsburg", 2024, project)) == [
        "Die Ausgabe 2024 ist in dieser Fassung schon festgehalten: data/augsburg/veroeffentlicht/2024.csv."
    ]
    deliver(project.root, 54, 3, 20, 31)
    publish(project)
    lines = list(keep_counts("augsburg", 2024, project))
    assert "data/augsburg/veroeffentlicht/2024-2.csv" in lines[0]
    assert lines[1].startswith("Die frühere Fassung der Ausgabe 2024 bleibt daneben stehen")


def test_official_figures_need_no_record(project: Project) -> None:
    publish(project, "jena")
    assert list(keep_counts("jena", 2024, project)) == [
        (
            "Der Bericht 2024 enthält keine eigenen Anzahlen von Personen; es gibt nichts festzuhalten. "
            "Amtliche Zahlen sind schon geschützt."
        )
    ]


def test_the_goals_of_an_edition_are_kept_with_it(project: Project) -> None:
    goals = project.data / "jena" / "steuerung" / "ziele.csv"
    goals.parent.mkdir()
    goals.write_text("nr;ziel\n", encoding="cp1252")
    publish(project, "jena")
    first, second = keep_counts("jena", 2024, project)
    assert first.startswith("Ziele der Ausgabe 2024 festgehalten: ")
    assert "sonst ist nichts festzuhalten" in second
    kept = project.data / "jena" / "veroeffentlicht" / "ziele" / "2024.csv"
    assert kept.read_bytes() == goals.read_bytes()


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (",53,", ",-53,", "Zeile 2: „-53“ ist keine Anzahl"),
        (",53,", ",5.5,", "Zeile 2: „5.5“ ist keine Anzahl"),
        ("uebergaenge,schulart=Gymnasien", "uebergaenge,", "Zeile 3: Dieselbe Anzahl steht zweimal da"),
        ("status", "zustand", "Zeile 1: Die Spalte „status“ fehlt"),
    ],
)
def test_a_damaged_record_is_named_and_stops_the_report(
    project: Project, old: str, new: str, said: str
) -> None:
    """Without it, the next edition could tell what this one hides."""
    publish(project)
    list(keep_counts("augsburg", 2024, project))
    path = project.data / "augsburg" / "veroeffentlicht" / "2024.csv"
    path.write_text(path.read_text("utf-8").replace(old, new), "utf-8")
    with pytest.raises(DataError) as raised:
        hidden(project)
    assert str(raised.value).startswith(f"data/augsburg/veroeffentlicht/2024.csv, {said}")
    assert str(raised.value).endswith("bitte aus der Sicherung wiederherstellen.")


def test_the_reminder_comes_until_the_edition_is_kept_and_only_where_there_is_something_to_keep(
    project: Project,
) -> None:
    assert "make release CITY=augsburg YEAR=2024" in reminder("augsburg", 2024, project)
    assert reminder("jena", 2024, project) == ""
    publish(project)
    list(keep_counts("augsburg", 2024, project))
    assert reminder("augsburg", 2024, project) == ""
    assert "YEAR=2025" in reminder("augsburg", 2025, project)
