"""The shopping list: what a municipality has, what it lacks, and where that is to be had."""

from __future__ import annotations

import pytest

from helpers.fetching import FETCHED
from helpers.fetching.sources import SOURCES
from helpers.paths import project
from helpers.publish import shopping
from helpers.publish.shopping import Wanted, shopping_list


@pytest.fixture(scope="module")
def ulm(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Wanted]:
    from helpers.data import load_profile, open_store
    from helpers.pipeline.book.gaps import elsewhere

    with open_store(project().data, tmp_path_factory.mktemp("store")) as store:
        profile = load_profile("ulm", project().data)
        asked = {"betreuungsquote_u3": ["Kita"], "anteil_ohne_hauptschulabschluss": ["Abschlüsse"]}
        lines = shopping_list(store, profile.ags, elsewhere(store, profile), 2025, asked, "ulm")
    return {line.name: line for line in lines}


def test_names_of_what_is_fetched_are_those_of_the_sources() -> None:
    assert tuple(source.name for source in SOURCES) == FETCHED


def test_what_is_old_says_so_and_where_newer_figures_are(ulm: dict[str, Wanted]) -> None:
    line = ulm["Betreuungsquote der unter Dreijährigen"]
    assert (line.area, line.state, line.newest) == ("Frühkindliche Bildung", "veraltet", 2019)
    assert line.chapters == ("Kita",)
    assert [(place.where, place.how) for place in line.places] == [
        ("INKAR", "im Browser herunterladen, dann make import FILE=…"),
        ("Regionalatlas AI003-3", "make update CITY=ulm"),
    ]
    assert line.places[1].published.startswith("2025 (gesehen im ")


def test_a_table_of_the_regionaldatenbank_has_its_own_address(ulm: dict[str, Wanted]) -> None:
    places = ulm["Schulabgängerinnen und Schulabgänger"].places
    assert places[0].where == "Regionaldatenbank Deutschland 21111-02-06-4"
    assert places[0].address.endswith("operation=table&code=21111-02-06-4")
    assert places[0].how == "make update CITY=ulm"


def test_a_chapter_that_asks_for_what_is_computed_needs_its_parts(ulm: dict[str, Wanted]) -> None:
    assert "Abschlüsse" in ulm["Schulabgängerinnen und Schulabgänger"].chapters


def test_departments_are_asked_and_what_only_another_city_has_is_not_listed(ulm: dict[str, Wanted]) -> None:
    supplied = [line for line in ulm.values() if any("liefern lassen" in place.how for place in line.places)]
    assert {line.state for line in supplied} == {"fehlt"}
    assert "Betreuungsquote, wie im Bildungsbericht 2020 gedruckt" not in ulm
    assert all(line.places for line in ulm.values())


def test_page_and_table_take_what_they_list_for_text() -> None:
    place = shopping.Place("Amt & Co", "", "=1+1")
    line = Wanted("Beteiligung", "<b>Stimmen</b>", "fehlt", None, (place,), ("Eins", "Zwei"))
    page = shopping._page("Liste", [line])
    assert "&lt;b&gt;Stimmen&lt;/b&gt;" in page
    assert "<b>Stimmen" not in page
    table = shopping._table([line]).decode("utf-8-sig").splitlines()
    assert table[1] == "Beteiligung;<b>Stimmen</b>;fehlt;;Amt & Co;;'=1+1;Eins, Zwei;"
