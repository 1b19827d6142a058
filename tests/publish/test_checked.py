"""What the check of the data means for a report."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from helpers import checking as checks
from helpers.errors import DataError
from helpers.paths import Project
from helpers.paths import project as checkout
from helpers.publish.checked import check_data
from helpers.publish.inputs import file_hashes

HEADER = "ags,indicator,breakdown,period,value,status,source"


@pytest.fixture
def project(tmp_path: Path) -> Project:
    """The project's data in a folder that a test may change."""
    shutil.copytree(checkout().data, tmp_path / "data")
    return Project(tmp_path)


def checked(project: Project) -> str:
    return check_data("jena", project, file_hashes(project))


def test_open_findings_are_counted_and_the_page_is_named(project: Project) -> None:
    line = checked(project)
    assert line.startswith("Prüfung: ")
    assert line.endswith(" offene Befunde, siehe _build/jena/pruefbericht/index.html")
    assert (project.build / "jena" / "pruefbericht" / "index.html").exists()


def test_an_answer_lowers_the_count(project: Project) -> None:
    before = int(checked(project).split()[1])
    # INKAR 2021: 105.19 % in 2020; children from elsewhere are counted, too
    (project.data / "jena" / "pruefung.yml").write_text(
        "antworten:\n"
        '  - befund: "ueber-100/betreuungsquote_3_bis_6/16053/insgesamt/2020"\n'
        '    wert: "105.19"\n    antwort: "geprüft, stimmt: Pendlerkinder"\n'
        '    von: "Jugendamt"\n    am: "2025-03-01"\n',
        encoding="utf-8",
    )
    assert int(checked(project).split()[1]) == before - 1


def test_unchanged_data_are_not_checked_twice(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    line = checked(project)
    monkeypatch.setattr(checks, "run_check", None)
    assert checked(project) == line


def test_errors_stop_the_report_and_are_named(project: Project) -> None:
    own = project.data / "jena" / "eigene.csv"
    own.write_text(f"{HEADER}\n16053,anteil_auslaender,,2031,131.5,,inkar-2021\n", encoding="utf-8")
    with pytest.raises(DataError) as problem:
        checked(project)
    text = str(problem.value)
    assert "data/jena/eigene.csv, Zeile 2" in text
    assert "_build/jena/pruefbericht/index.html" in text
    assert text.endswith("Der bisherige Bericht ist unverändert.")
    own.unlink()
    assert checked(project).startswith("Prüfung: ")


def test_mistakes_in_official_figures_of_other_counties_do_not_stop_it(project: Project) -> None:
    path = project.data / "official" / "inkar-2021.csv"
    row = {"ags": "08126", "indicator": "anteil_auslaendische_schueler", "period": "2009", "value": "-0.01"}
    (project.data / "eigene").mkdir(exist_ok=True)
    (project.data / "eigene" / "areas.csv").write_text(
        "ags,name,kind,parent,valid_from,valid_to\n08126,Hohenlohekreis,kreis,08,,\n", encoding="utf-8"
    )
    columns = path.read_text(encoding="utf-8").splitlines()[0].split(",")
    with path.open("a", encoding="utf-8") as file:
        file.write(",".join({**row, "source": "inkar-2021"}.get(name, "") for name in columns) + "\n")
    assert checked(project).startswith("Prüfung: ")
