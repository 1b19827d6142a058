"""`make import`, `make withdraw` and `make check`, from the command to the files."""

from __future__ import annotations

import datetime as dt
import subprocess
from pathlib import Path

import pytest

from helpers.data import open_store
from tests.conftest import run_helpers
from tests.importing import writers
from tests.importing.conftest import snapshot

LEAVERS = {"01004": ("812", "377", "60", "20"), "09761": ("2500", "1200", "200", "80")}


def run(root: Path, command: str, **environment: str) -> subprocess.CompletedProcess[str]:
    result = run_helpers(root, command, environment)
    assert "Traceback" not in result.stdout + result.stderr
    return result


def test_import_is_seen_in_the_store_and_withdrawn_without_a_trace(
    project_copy: Path, tmp_path: Path
) -> None:
    before = snapshot(project_copy / "data")
    (tmp_path / "abgänge 2024.csv").write_bytes(writers.leavers("2024", LEAVERS).encode("cp1252"))
    # Files are named from the folder in which `make` was called, not from the project's.
    result = run(project_copy, "import", FILE="abgänge 2024.csv", CALLED_FROM=str(tmp_path))
    assert result.returncode == 0, result.stderr
    assert "abgänge 2024.csv: GENESIS-Tabelle 21111-02-06-4, Stand" in result.stdout
    with open_store(project_copy / "data", tmp_path / "store") as store:
        origin = store.lineage("abgaenge_allgemeinbildend", "09761", "2024")
    assert (origin.value, origin.file, origin.table) == (2500, "abgänge 2024.csv", "21111-02-06-4")
    assert origin.row.isdigit()
    assert origin.edition
    assert dt.date.fromisoformat(origin.imported) <= dt.date.today()
    result = run(project_copy, "withdraw", FILE="abgänge 2024.csv")
    assert result.returncode == 0, result.stderr
    assert "zurückgenommen, 8 Werte entfernt" in result.stdout
    assert snapshot(project_copy / "data") == before


def test_folder_with_a_bad_file_imports_the_good_and_fails(project_copy: Path, tmp_path: Path) -> None:
    folder = tmp_path / "Lieferung"
    folder.mkdir()
    (folder / "gut.csv").write_bytes(writers.leavers("2024", LEAVERS).encode("cp1252"))
    (folder / "leer.csv").write_bytes(b"")
    result = run(project_copy, "import", FILE=str(folder))
    assert result.returncode == 1
    assert "gut.csv: GENESIS-Tabelle" in result.stdout
    assert "Fehler: Eine Datei wurde nicht eingelesen:\nleer.csv: Die Datei ist leer" in result.stderr


@pytest.mark.parametrize(
    ("command", "environment", "message"),
    [
        ("import", {}, "Es fehlt die Datei.\nAufruf: make import FILE="),
        ("import", {"FILE": "gibt-es-nicht.csv"}, "gibt-es-nicht.csv: Die Datei gibt es nicht"),
        ("import", {"FILE": "uv.lock", "CITY": "augsbrug"}, "Meinten Sie „Augsburg“?"),
        ("withdraw", {}, "Es fehlt die Datei.\nAufruf: make withdraw FILE="),
        ("withdraw", {"FILE": "nie.csv"}, "„nie.csv“ wurde nicht eingelesen."),
        ("check", {}, "Es fehlt die Kommune.\nAufruf: make check CITY="),
    ],
)
def test_mistakes_are_answered_with_a_sentence(
    project_copy: Path, command: str, environment: dict[str, str], message: str
) -> None:
    before = snapshot(project_copy / "data")
    result = run(project_copy, command, **environment)
    assert result.returncode == 1
    assert message in result.stderr
    assert snapshot(project_copy / "data") == before


def test_check_prints_findings_and_fails_for_errors(project_copy: Path) -> None:
    result = run(project_copy, "check", CITY="jena")
    assert result.returncode == 0, result.stdout + result.stderr
    assert result.stdout.startswith("Prüfung jena: keine Fehler, ")
    # INKAR 2021: 105.19 % of the children from 3 to 5, among them children from elsewhere
    assert "105,19\N{NO-BREAK SPACE}%" in result.stdout
    assert (project_copy / "_build" / "jena" / "pruefbericht" / "index.html").exists()
    own = project_copy / "data" / "jena" / "eigene.csv"
    own.write_text(
        "ags,indicator,breakdown,period,value,status,source\n16053,kinderarmut,,2019,viele,,inkar-2021\n"
    )
    result = run(project_copy, "check", CITY="jena")
    assert result.returncode == 1
    assert "data/jena/eigene.csv, Zeile 2, Spalte „value“: „viele“" in result.stdout
