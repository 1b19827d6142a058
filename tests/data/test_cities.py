"""`CITY` may be the folder, the German name or the AGS; anything else gets one helpful sentence."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from helpers.data import find_city, list_cities
from helpers.errors import UnknownCity


@pytest.mark.parametrize(
    ("name", "folder"),
    [
        ("augsburg", "augsburg"),
        ("Augsburg", "augsburg"),
        ("AUGSBURG", "augsburg"),
        ("Stadt Augsburg", "augsburg"),
        ("09761", "augsburg"),
        ("Halle (Saale)", "halle"),
        ("halle", "halle"),
        ("Neumünster", "neumuenster"),
        ("NEUMUENSTER", "neumuenster"),
        ("Landkreis Sömmerda", "soemmerda"),
        ("sömmerda", "soemmerda"),
        ("Offenbach am Main", "offenbach"),
        ("Offenbach", "offenbach"),
        ("Frankfurt am Main", "frankfurt"),
        ("16068", "soemmerda"),
    ],
)
def test_found(name: str, folder: str) -> None:
    assert find_city(name) == folder


def test_all_nine_are_there() -> None:
    nine = "augsburg frankfurt halle jena kaiserslautern mannheim neumuenster offenbach soemmerda"
    assert set(nine.split()) <= set(list_cities())


@pytest.mark.parametrize(
    ("name", "nearest"),
    [
        ("augsbrug", "augsburg"),
        ("Manheim", "mannheim"),
        ("Kaiserlautern", "Kaiserslautern"),
        ("Hale", "Halle"),
    ],
)
def test_unknown_city_names_the_nearest(name: str, nearest: str) -> None:
    with pytest.raises(UnknownCity) as error:
        find_city(name)
    assert f"„{name}“ ist nicht bekannt. Meinten Sie" in str(error.value)
    assert nearest.casefold() in str(error.value).casefold().split("vorhanden")[0]


@pytest.mark.parametrize(
    "path",
    [
        "../../x",
        "..",
        "/etc/passwd",
        "augsburg/../jena",
        "a\\b",
        "augsburg/",
        "./augsburg",
        "$HOME",
        "a\x00b",
    ],
)
def test_paths_are_refused(path: str) -> None:
    with pytest.raises(UnknownCity, match="kein Name einer Kommune"):
        find_city(path)


@pytest.mark.parametrize("name", ["", "  ", "()", "."])
def test_empty_names(name: str) -> None:
    with pytest.raises(UnknownCity, match="Alle 401 Kommunen zeigt „make cities“"):
        find_city(name)


def test_catalogue_and_official_are_no_cities(data: Path) -> None:
    for folder in ("catalogue", "official"):
        with pytest.raises(UnknownCity):
            find_city(folder, data)


def test_a_broken_profile_does_not_hide_the_others(data: Path) -> None:
    (data / "jena" / "profile.yml").write_text("name: [", encoding="utf-8")
    assert find_city("Augsburg", data) == "augsburg"
    assert find_city("jena", data) == "jena"


def test_finding_a_city_imports_nothing_heavy() -> None:
    code = (
        "import sys; from helpers.data import find_city; find_city('Augsburg');"
        "print([m for m in ('pandas', 'duckdb', 'pydantic', 'numpy') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_loading_a_profile_imports_neither_pandas_nor_duckdb() -> None:
    code = (
        "import sys; from helpers.data import load_profile; load_profile('Augsburg');"
        "print([m for m in ('pandas', 'duckdb', 'numpy') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
