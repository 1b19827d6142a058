"""Real exports, where a folder with them is named: counts and figures that a careful reading by hand gives."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pandas as pd
import pytest

from helpers.importing import import_file
from helpers.importing.recognise import read
from helpers.paths import Project
from helpers.paths import project as checkout

SAMPLES = Path(os.environ.get("BILDUNGSBERICHT_SAMPLES", "/nonexistent"))
pytestmark = pytest.mark.skipif(
    not SAMPLES.is_dir(), reason="BILDUNGSBERICHT_SAMPLES names no folder with real exports"
)


def value(frame: pd.DataFrame, key: str, *labels: str) -> float:
    rows = frame[(frame["key"] == key) & frame["labels"].str.endswith(" | ".join(labels))]
    assert len(rows) == 1
    return float(rows["value"].iloc[0])


def test_leavers() -> None:
    table = read(SAMPLES / "21111-02-06-4.csv")
    assert table is not None
    assert table.symbols() == {"-": 1955, ".": 102, "x": 114}
    without, total = (
        value(table.frame, "15002", "ohne Hauptschulabschluss", "Insgesamt"),
        value(table.frame, "15002", "Abschluss | Insgesamt | Insgesamt"),
    )
    assert (without, total, round(100 * without / total, 1)) == (324, 2202, 14.7)
    assert any("Vielfaches von 3" in note.text for note in table.footnotes_for("01004"))
    assert not any("Vielfaches von 3" in note.text for note in table.footnotes_for("09761"))
    assert table.edition == "2025-03-13"


def test_schools_with_a_stacked_dimension() -> None:
    table = read(SAMPLES / "21111-01-03-4.csv")
    assert table is not None
    assert (len(table.frame), table.frame["key"].nunique()) == (38736, 538)
    assert value(table.frame, "DG", "Allgemeinbildende Schulen", "Gymnasien") == 3160


def test_unemployment() -> None:
    table = read(SAMPLES / "13211-02-05-4.csv")
    assert table is not None
    assert table.edition == "2026-02-26"
    assert table.symbols() == {"-": 1027, ".": 218}
    assert set(table.frame["unit"]) == {"Anzahl", "Prozent"}


def test_flat_file() -> None:
    table = read(SAMPLES / "12411-01-01-4_ffcsv_2024.csv")
    assert table is not None
    assert (len(table.frame), table.symbols()) == (1467, {"-": 222})
    assert value(table.frame, "08222", "weiblich") == 158789


def test_inkar_bulk() -> None:
    table = read(SAMPLES / "inkar_2021_bulk.csv")
    assert table is not None
    counties = table.frame[table.frame["level"] == "kreis"]["key"]
    assert (len(table.frame), counties.nunique(), counties.str.len().unique().tolist(), table.edition) == (
        35081,
        401,
        [5],
        "2021",
    )


def test_inkar_workbook() -> None:
    table = read(SAMPLES / "inkar_schulabgaenger_ohne_abschluss.xls")
    assert table is not None
    flensburg = table.frame[(table.frame["key"] == "01001") & (table.frame["period"] == "1995")]
    assert (table.edition, float(flensburg["value"].iloc[0])) == ("2024", 8.14)


def test_agentur() -> None:
    table = read(SAMPLES / "ba_kreise_wohnort_zeitreihe.xlsx")
    assert table is not None
    frame = table.frame[
        (table.frame["key"] == "01001")
        & (table.frame["period"] == "2021-06-30")
        & (table.frame["unit"] == "Anzahl")
    ]
    assert float(frame[frame["labels"] == "Insgesamt"]["value"].iloc[0]) == 33142
    assert len(table.footnotes) == 3
    assert not table.frame["labels"].str.contains(r"\d\)").any()


IMPORTED = {
    "13211-02-05-4.csv": "regionaldatenbank-13211-02-05-4",
    "21111-01-03-4.csv": "regionaldatenbank-21111-01-03-4",
    "21111-02-06-4.csv": "regionaldatenbank-21111-02-06-4",
    "12411-01-01-4_ffcsv_2024.csv": "regionaldatenbank-12411-01-01-4",
    "inkar_2021_bulk.csv": "inkar-2021",
    "inkar_schulabgaenger_ohne_abschluss.xls": "inkar-2024",
}


def test_agentur_is_imported(project: Project) -> None:
    result = import_file(SAMPLES / "ba_kreise_wohnort_zeitreihe.xlsx", project)
    assert (result.read, result.taken, result.symbols) == (85860, 47700, {".": 14042})


@pytest.mark.parametrize("name", IMPORTED)
def test_importing_confirms_the_figures_the_project_carries(name: str, project: Project) -> None:
    shutil.copy(checkout().data / "official" / f"{IMPORTED[name]}.csv", project.data / "official")
    result = import_file(SAMPLES / name, project)
    assert result.changes is not None
    assert result.changes.revised == 0
    assert result.changes.unchanged > 0
