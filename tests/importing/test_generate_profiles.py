"""Profiles from an INKAR bulk file: names in good German, similar peers, nothing overwritten."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from helpers.data import find_city, load_profile
from helpers.data.grammar import place
from helpers.errors import DataError
from helpers.importing.generate_profiles import Condition, generate_profiles, nearest_peers
from helpers.paths import Project, project

HEADER = "Bereich;Indikator;Raumbezug;Kennziffer;Name;Zeitbezug;Wert"
# Real names and keys; the figures are made up for this test.
KREISE = {
    "9761": ("Augsburg, Stadt", "11,2"),
    "9762": ("Kaufbeuren, Stadt", "9,0"),
    "9772": ("Augsburg", "5,0"),
    "9183": ("Mühldorf a.Inn", "5,1"),
    "16075": ("Saale-Orla-Kreis", "9,0"),
    "3241": ("Region Hannover", "16,0"),
    "5962": ("Märkischer Kreis", "15,5"),
    "5162": ("Rhein-Kreis Neuss", "12,0"),
}


@pytest.fixture
def checkout(tmp_path: Path) -> Project:
    shutil.copytree(project().data, tmp_path / "data")
    return Project(tmp_path)


@pytest.fixture
def bulk(tmp_path: Path) -> Path:
    rows = [
        f"Sozialleistungen;Kinderarmut;Kreise;{key};{name};2019;{value}"
        for key, (name, value) in KREISE.items()
    ]
    path = tmp_path / "inkar.csv"
    path.write_text(
        "\n".join([HEADER, "Sozialleistungen;Kinderarmut;Bund;1;Deutschland;2019;13,8", *rows]), "utf-8"
    )
    return path


def test_every_kreis_has_a_profile_that_is_valid(checkout: Project, bulk: Path) -> None:
    before = (checkout.data / "augsburg" / "profile.yml").read_bytes()
    log = generate_profiles(bulk, checkout)
    assert "inkar.csv: 7 Profile angelegt, 1 vorhandene unverändert gelassen." in log
    assert (checkout.data / "augsburg" / "profile.yml").read_bytes() == before
    own = load_profile("landkreis-augsburg", checkout.data)
    assert (own.name, own.ags, own.kind, own.land) == ("Landkreis Augsburg", "09772", "Landkreis", "Bayern")
    assert own.peers[0] == "muehldorf-am-inn"
    assert "Kinderarmut" in own.peers_reason
    assert "(2019)" in own.peers_reason
    assert load_profile("region-hannover", checkout.data).in_city == "in der Region Hannover"
    assert load_profile("kaufbeuren", checkout.data).peers == ("augsburg",)
    again = generate_profiles(bulk, checkout)
    assert "inkar.csv: 0 Profile angelegt, 8 vorhandene unverändert gelassen." in again


@pytest.mark.parametrize(
    ("name", "folder"),
    [
        ("Augsburg", "augsburg"),
        ("Landkreis Augsburg", "landkreis-augsburg"),
        ("09772", "landkreis-augsburg"),
        ("Stadt Augsburg", "augsburg"),
    ],
)
def test_city_and_county_of_the_same_name(checkout: Project, bulk: Path, name: str, folder: str) -> None:
    generate_profiles(bulk, checkout)
    assert find_city(name, checkout.data) == folder


@pytest.mark.parametrize(
    ("official", "ags", "name", "nominative", "dative", "in_city", "of_city"),
    [
        (
            "Kiel, kreisfreie Stadt",
            "01002",
            "Kiel",
            "die Stadt Kiel",
            "der Stadt Kiel",
            "in Kiel",
            "der Stadt Kiel",
        ),
        (
            "Plön",
            "01057",
            "Kreis Plön",
            "der Kreis Plön",
            "dem Kreis Plön",
            "im Kreis Plön",
            "des Kreises Plön",
        ),
        (
            "Märkischer Kreis",
            "05962",
            "Märkischer Kreis",
            "der Märkische Kreis",
            "dem Märkischen Kreis",
            "im Märkischen Kreis",
            "des Märkischen Kreises",
        ),
        (
            "Altmarkkreis Salzwedel",
            "15081",
            "Altmarkkreis Salzwedel",
            "der Altmarkkreis Salzwedel",
            "dem Altmarkkreis Salzwedel",
            "im Altmarkkreis Salzwedel",
            "des Altmarkkreises Salzwedel",
        ),
        (
            "Regionalverband Saarbrücken",
            "10041",
            "Regionalverband Saarbrücken",
            "der Regionalverband Saarbrücken",
            "dem Regionalverband Saarbrücken",
            "im Regionalverband Saarbrücken",
            "des Regionalverbandes Saarbrücken",
        ),
        (
            "Neustadt a.d.Aisch-Bad Windsheim",
            "09575",
            "Landkreis Neustadt an der Aisch-Bad Windsheim",
            "der Landkreis Neustadt an der Aisch-Bad Windsheim",
            "dem Landkreis Neustadt an der Aisch-Bad Windsheim",
            "im Landkreis Neustadt an der Aisch-Bad Windsheim",
            "des Landkreises Neustadt an der Aisch-Bad Windsheim",
        ),
        (
            "Weiden i.d.OPf., Stadt",
            "09363",
            "Weiden in der Oberpfalz",
            "die Stadt Weiden in der Oberpfalz",
            "der Stadt Weiden in der Oberpfalz",
            "in Weiden in der Oberpfalz",
            "der Stadt Weiden in der Oberpfalz",
        ),
    ],
)
def test_names_in_every_case(
    official: str, ags: str, name: str, nominative: str, dative: str, in_city: str, of_city: str
) -> None:
    found = place(official, ags)
    assert (found.name, found.nominative, found.dative) == (name, nominative, dative)
    assert (found.in_city, found.of_city) == (in_city, of_city)


def test_peers_are_the_nearest_in_standard_deviations() -> None:
    # Ten points of the second indicator are as far as one of the first: its spread is ten times as large.
    first = Condition("a", "2019", {"1": 0, "2": 1, "3": 4, "4": 0})
    second = Condition("b", "2019", {"1": 0, "2": 0, "3": 0, "4": 40})
    assert nearest_peers("1", ["1", "2", "3", "4"], [first, second]) == ["2", "4", "3"]


def test_another_file_is_refused(checkout: Project, tmp_path: Path) -> None:
    path = tmp_path / "andere.csv"
    path.write_text("a;b\n1;2\n")
    with pytest.raises(DataError, match="keine INKAR-Sammeldatei"):
        generate_profiles(path, checkout)


@pytest.mark.skipif("BILDUNGSBERICHT_SAMPLES" not in os.environ, reason="needs a real bulk file")
def test_all_401_of_a_real_file(checkout: Project) -> None:
    [path] = Path(os.environ["BILDUNGSBERICHT_SAMPLES"]).glob("inkar*bulk*.csv")
    generate_profiles(path, checkout)
    profiles = [load_profile(p.parent.name, checkout.data) for p in checkout.data.glob("*/profile.yml")]
    assert len({p.ags for p in profiles if not p.fictional}) == 401
    assert all(len(p.peers) >= 3 for p in profiles if not p.fictional)
