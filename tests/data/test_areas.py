"""Areas form a hierarchy with validity; names that differ between files are matched or get suggestions."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import pytest

from helpers.data.areas import Area, Areas, fold, read_areas
from helpers.errors import CatalogueError, DataError

Edit = Callable[[str, str, str], None]

DISTRICTS = "ags,name,kind,parent,valid_from,valid_to\n"


@pytest.fixture
def with_districts(data: Path) -> Path:
    (data / "frankfurt" / "areas.csv").write_text(
        DISTRICTS
        + "06412-1,Sachsenhausen-Nord,sozialraum,06412,,\n06412-2,Sachsenhausen-Süd,sozialraum,06412,,\n"
        "06412-3,Altbezirk,sozialraum,06412,,2019-12-31\n",
        encoding="utf-8",
    )
    (data / "frankfurt" / "area-names.csv").write_text(
        "name,ags\nSachsenhausen-N.,06412-1\n", encoding="utf-8"
    )
    return data


def test_ancestors_from_district_to_germany(with_districts: Path) -> None:
    areas = read_areas(with_districts)
    assert [a.ags for a in areas.ancestors("06412-1")] == ["06412", "064", "06", "DG"]
    land = areas.land("06412-1")
    assert land
    assert land.name == "Hessen"
    assert areas.land("DG") is None


def test_children_on_a_day(with_districts: Path) -> None:
    areas = read_areas(with_districts)
    assert [a.ags for a in areas.children("06412")] == ["06412-1", "06412-2", "06412-3"]
    assert [a.ags for a in areas.children("06412", dt.date(2020, 1, 1))] == ["06412-1", "06412-2"]


def test_validity_includes_first_and_last_day() -> None:
    area = Area("15002", "Halle (Saale)", "kreis", "15", dt.date(2007, 7, 1), dt.date(2030, 12, 31))
    days = [dt.date(2007, 6, 30), dt.date(2007, 7, 1), dt.date(2030, 12, 31), dt.date(2031, 1, 1)]
    assert [area.valid_on(day) for day in days] == [False, True, True, False]


@pytest.mark.parametrize(
    "name",
    ["Sachsenhausen-N.", "sachsenhausen nord", "SACHSENHAUSEN-NORD", "Sachsenhausen – Nord", "06412-1"],
)
def test_spellings_are_matched(with_districts: Path, name: str) -> None:
    assert read_areas(with_districts).match(name, within="06412").ags == "06412-1"


def test_an_unmatched_name_gets_suggestions(with_districts: Path) -> None:
    with pytest.raises(DataError) as error:
        read_areas(with_districts).match("Sachsenhausn-Nord", within="06412")
    assert str(error.value).startswith(
        "Das Gebiet „Sachsenhausn-Nord“ ist nicht bekannt. Meinten Sie „Sachsenhausen-Nord“"
    )
    assert "area-names.csv" in str(error.value)


def test_only_areas_inside_count(with_districts: Path) -> None:
    with pytest.raises(DataError, match="nicht bekannt"):
        read_areas(with_districts).match("Sachsenhausen-Nord", within="09761")


def test_two_areas_of_one_name() -> None:
    areas = Areas([Area("01-1", "Mitte", "sozialraum", ""), Area("01-2", "Mitte", "sozialraum", "")])
    with pytest.raises(DataError, match="„Mitte“ kann 01-1 oder 01-2 sein"):
        areas.match("Mitte")


@pytest.mark.parametrize(("a", "b"), [("Groß-Gerau", "GROSS GERAU"), ("Köln", "Koeln"), ("Café", "cafe")])
def test_fold(a: str, b: str) -> None:
    assert fold(a) == fold(b)


MISTAKES = {
    "kind": (
        "06412-1,X,stadtteil,06412,,",
        "Zeile 2: „stadtteil“ ist keine Gebietsart; möglich sind bund, land,",
    ),
    "key": ("6412,X,kreis,06,,", "Zeile 2: „6412“ ist kein Gebietsschlüssel"),
    "taken": ("06412,X,kreis,06,,", "Zeile 2: Der Schlüssel „06412“ ist schon vergeben."),
    "parent": ("06412-1,X,sozialraum,06499,,", "gehört zu „06499“, das es nicht gibt."),
    "no parent": ("06412-1,X,sozialraum,,,", "braucht ein größeres Gebiet"),
    "smaller parent": ("064-1,X,kreis,06412,,", "„064-1“ ist kein Gebietsschlüssel"),
    "same level": ("06499,X,kreis,06412,,", "braucht ein größeres Gebiet"),
    "date": (
        "06412-1,X,sozialraum,06412,1.1.2020,",
        "Zeile 2: „1.1.2020“ ist kein Datum der Form 2007-07-01.",
    ),
    "columns": ("06412-1,X,sozialraum", "Zeile 2: Erwartet werden 6 Spalten."),
    "no name": ("06412-1,,sozialraum,06412,,", "Zeile 2: Der Name fehlt."),
}


@pytest.mark.parametrize("mistake", MISTAKES)
def test_mistake_becomes_a_sentence(data: Path, mistake: str) -> None:
    line, sentence = MISTAKES[mistake]
    (data / "frankfurt" / "areas.csv").write_text(DISTRICTS + line + "\n", encoding="utf-8")
    with pytest.raises(CatalogueError) as error:
        read_areas(data)
    assert sentence in str(error.value)


def test_header(data: Path) -> None:
    (data / "frankfurt" / "areas.csv").write_text("ags,name\n", encoding="utf-8")
    with pytest.raises(
        CatalogueError,
        match=r"data/frankfurt/areas.csv, Zeile 1: Erwartet werden die Spalten ags, name, kind",
    ):
        read_areas(data)


def test_spelling_of_an_unknown_area(data: Path) -> None:
    (data / "frankfurt" / "area-names.csv").write_text("name,ags\nNordend,06413-9\n", encoding="utf-8")
    with pytest.raises(
        CatalogueError, match=r"area-names.csv, Zeile 2: Das Gebiet „06413-9“ ist nicht bekannt"
    ):
        read_areas(data)
