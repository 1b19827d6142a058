"""`make new`: a folder with a profile that loads, for one municipality or all of a Land."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
import yaml

from helpers.data import load_profile
from helpers.data.kreise import read_kreise
from helpers.data.new_profile import PLACES, new_profile, new_profiles
from helpers.errors import DataError, UnknownCity
from helpers.paths import project


@pytest.fixture
def empty(tmp_path: Path) -> Path:
    """A data folder with the catalogue alone."""
    shutil.copytree(project().data / "catalogue", tmp_path / "data" / "catalogue")
    return tmp_path / "data"


@pytest.mark.parametrize("said", ["Ulm", "08421", "ULM"])
def test_the_profile_says_what_ships(empty: Path, said: str) -> None:
    shipped = load_profile("ulm", empty)
    lines = new_profile(said, empty)
    assert load_profile("ulm", empty) == shipped
    assert "Heidelberg" in " ".join(lines)
    assert all((empty / "ulm" / place).is_dir() for place in PLACES)
    assert "make report CITY=ulm" in (empty / "ulm" / "LIESMICH.md").read_text("utf-8")


def test_what_is_commented_out_is_valid_once_it_is_not(empty: Path) -> None:
    new_profile("Märkischer Kreis", empty)
    path = empty / "maerkischer-kreis" / "profile.yml"
    head, _, rest = path.read_text("utf-8").partition("# Noch einzutragen")
    lines = [line.removeprefix("# ") for line in rest.split("\n")[1:] if not line.startswith("# logo")]
    path.write_text(head + "\n".join(lines), "utf-8")
    profile = load_profile("maerkischer-kreis", empty)
    assert profile.publisher is not None
    assert profile.publisher.name == "Märkischer Kreis"
    assert profile.colours is not None


def test_a_profile_that_is_there_is_not_touched(empty: Path) -> None:
    new_profile("Jena", empty)
    with pytest.raises(DataError, match=r"data/jena/profile\.yml gibt es schon"):
        new_profile("16053", empty)
    with pytest.raises(UnknownCity, match="Meinten Sie „Erfurt“"):
        new_profile("Erfurd", empty)


def test_all_kreise_of_a_land_at_once(empty: Path) -> None:
    new_profile("Jena", empty)
    (first, second) = new_profiles("16", empty)
    assert first == "21 Profile angelegt, 1 vorhandene unverändert gelassen."
    assert "LAND=16" in second
    thuringia = [city for city, kreis in read_kreise(empty).items() if kreis.ags[:2] == "16"]
    assert len(thuringia) == 22
    for city in thuringia:
        content = yaml.safe_load((empty / city / "profile.yml").read_text("utf-8"))
        assert load_profile(city, empty).ags == content["ags"]
