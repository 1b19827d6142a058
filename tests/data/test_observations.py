"""Every mistake in an observation file becomes a sentence with file and line; editions take their turn."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from helpers.data import open_store
from helpers.errors import DataError

HEADER = "ags,indicator,breakdown,period,value,status,source"
ROW = "09761,kinder,alter=unter 3,2019-03-15,8700,,augsburg-bildungsbericht-2020"
FILE = "data/augsburg/probe.csv"


@pytest.fixture
def written(data: Path, tmp_path: Path) -> Callable[[str], None]:
    """Write `data/augsburg/probe.csv` and build the store."""

    def write(text: str | bytes) -> None:
        path = data / "augsburg" / "probe.csv"
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        with open_store(data, tmp_path / "store") as store:
            store.prepare(["09761"])

    return write


MISTAKES = {
    "column missing": (
        HEADER.replace(",status", "") + "\n",
        (
            f"{FILE}, Zeile 1: Die Spalte „status“ fehlt; erwartet werden ags, "
            "indicator, breakdown, period, value, status, source."
        ),
    ),
    "unknown column": (
        HEADER + ",sorce\n",
        f"{FILE}, Zeile 1: Die Spalte „sorce“ ist nicht bekannt. Meinten Sie „source“",
    ),
    "column twice": (HEADER + ",ags\n", f"{FILE}, Zeile 1: Eine Spalte steht zweimal da."),
    "empty file": ("", f"{FILE}, Zeile 1: Die Spalte „ags“ fehlt"),
    "short row": (f"{HEADER}\n09761,kinder\n", f"{FILE}, Zeile 2: Erwartet werden 7 Spalten."),
    "long row": (f"{HEADER}\n{ROW},x\n", f"{FILE}, Zeile 2: Erwartet werden 7 Spalten."),
    "unknown area": (
        f"{HEADER}\n{ROW.replace('09761', '09769')}\n",
        f"{FILE}, Zeile 2: Das Gebiet „09769“ ist nicht bekannt. Meinten Sie „09779“",
    ),
    "AGS without its zero": (
        f"{HEADER}\n{ROW.replace('09761', '9761')}\n",
        f"{FILE}, Zeile 2: Das Gebiet „9761“ ist nicht bekannt. Meinten Sie „09761“",
    ),
    "unknown indicator": (
        f"{HEADER}\n{ROW.replace('kinder', 'kindr')}\n",
        f"{FILE}, Zeile 2: Der Indikator „kindr“ ist nicht bekannt. Meinten Sie „kinder“",
    ),
    "unknown source": (
        f"{HEADER}\n{ROW.replace('bildungsbericht', 'bildungsberict')}\n",
        f"{FILE}, Zeile 2: Die Quelle „augsburg-bildungsberict-2020“ ist nicht bekannt. Meinten Sie",
    ),
    "dimension of another indicator": (
        f"{HEADER}\n{ROW.replace('alter=unter 3', 'geschlecht=weiblich')}\n",
        f"{FILE}, Zeile 2: Der Indikator „kinder“ hat kein Merkmal „geschlecht“.",
    ),
    "unknown value of a dimension": (
        f"{HEADER}\n{ROW.replace('unter 3', 'unter 4')}\n",
        f"{FILE}, Zeile 2: Das Merkmal „alter“ hat keine Ausprägung „unter 4“. Meinten Sie „unter 7“ oder „unter 3“",
    ),
    "period": (
        f"{HEADER}\n{ROW.replace('2019-03-15', '15.03.2019')}\n",
        f"{FILE}, Zeile 2: „15.03.2019“ ist kein Zeitpunkt",
    ),
    "German number": (
        f"{HEADER}\n{ROW.replace('8700', chr(34) + '8.700,0' + chr(34))}\n",
        f"{FILE}, Zeile 2: „8.700,0“ in der Spalte „value“ ist keine Zahl; erwartet wird zum Beispiel 25.6.",
    ),
    "no number and no status": (
        f"{HEADER}\n{ROW.replace('8700', '')}\n",
        f"{FILE}, Zeile 2: „“ in der Spalte „value“ ist keine Zahl",
    ),
    "not finite": (
        f"{HEADER}\n{ROW.replace('8700', 'nan')}\n",
        f"{FILE}, Zeile 2: „nan“ in der Spalte „value“",
    ),
    "unknown status": (
        f"{HEADER}\n{ROW.replace('8700,,', ',unkown,')}\n",
        f"{FILE}, Zeile 2: „unkown“ in der Spalte „status“ ist nicht bekannt. Meinten Sie „unknown“",
    ),
    "number and status": (
        f"{HEADER}\n{ROW.replace('8700,,', '8700,unknown,')}\n",
        f"{FILE}, Zeile 2: Der Status „unknown“ und der Wert „8700“ schließen sich aus.",
    ),
    "same figure twice": (
        f"{HEADER}\n{ROW}\n{ROW}\n",
        f"{FILE}, Zeile 3: Dieselbe Zahl steht schon in Zeile 2 (kinder, 09761, alter=unter 3, 2019-03-15).",
    ),
}


@pytest.mark.parametrize("mistake", MISTAKES)
def test_mistake_becomes_a_sentence(written: Callable[[str], None], mistake: str) -> None:
    text, sentence = MISTAKES[mistake]
    with pytest.raises(DataError) as error:
        written(text)
    assert str(error.value).startswith(sentence)


def test_latin_1_is_named(written: Callable[[bytes], None]) -> None:
    with pytest.raises(DataError, match="nicht in UTF-8 gespeichert"):
        written((HEADER + "\n" + ROW.replace("unter 3", "für 3")).encode("latin-1"))


def test_own_figures_join_official_ones_with_their_lineage(data: Path, tmp_path: Path) -> None:
    (data / "augsburg" / "probe.csv").write_text(
        f"\ufeff{HEADER},file,sheet,row,column,edition,imported,table\n"
        f"{ROW},kitas.xlsx,Übersicht,12,D,2019,2026-01-15,Tabelle 3\n",
        encoding="utf-8",
    )
    with open_store(data, tmp_path / "store") as store:
        found = store.lineage("kinder", "09761", "2019-03-15", "alter=unter 3")
    assert (found.value, found.stored, found.line) == (8700, "data/augsburg/probe.csv", 2)
    assert (found.file, found.sheet, found.row, found.column) == ("kitas.xlsx", "Übersicht", "12", "D")
    assert (found.edition, found.imported, found.table) == ("2019", "2026-01-15", "Tabelle 3")


def test_the_newer_edition_counts_and_the_older_is_remembered(data: Path, tmp_path: Path) -> None:
    for source, value in (("inkar-2024", "11.3"), ("inkar-2021", "11.2")):
        (data / "official" / f"{source}.csv").write_text(
            f"{HEADER}\n09761,betreuungsquote_u3,,2019,{value},,{source}\n", encoding="utf-8"
        )
    with open_store(data, tmp_path / "store") as store:
        found = store.lineage("betreuungsquote_u3", "09761", "2019")
        assert len(store.observations("betreuungsquote_u3", ["09761"])) == 1
    assert (found.value, found.source) == (11.3, "inkar-2024")
    assert [(old.value, old.source) for old in found.superseded] == [(11.2, "inkar-2021")]


def test_the_municipality_corrects_an_official_figure_of_the_same_source(data: Path, tmp_path: Path) -> None:
    (data / "augsburg" / "probe.csv").write_text(
        f"{HEADER}\n{ROW.replace('2019', '2018')}\n", encoding="utf-8"
    )
    with open_store(data, tmp_path / "store") as store:
        found = store.lineage("kinder", "09761", "2018-03-15", "alter=unter 3")
    assert (found.value, [old.value for old in found.superseded]) == (8700, [8680])
