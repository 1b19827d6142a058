"""A profile copied from another municipality is refused: its figures would be published under the wrong name."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from helpers.data import find_city, list_cities, load_profile
from helpers.data.cities import unread_profiles
from helpers.data.identity import same_place
from helpers.errors import ProfileError, UnknownCity

Edit = Callable[[str, str, str], None]


@pytest.fixture
def ulm(data: Path) -> Path:
    """A folder for Ulm, which the key table knows, with a profile copied from Augsburg."""
    areas = data / "catalogue" / "areas.csv"
    known = areas.read_text("utf-8")
    if "\n08421," not in known:
        areas.write_text(f"{known}08421,Ulm,kreis,08,,\n", "utf-8")
    shutil.copytree(data / "augsburg", data / "ulm")
    return data / "ulm" / "profile.yml"


def renamed(profile: Path, *changes: tuple[str, str]) -> None:
    text = profile.read_text("utf-8")
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    profile.write_text(text, "utf-8")


OWN_PEERS = (
    ("peers: [nuernberg, regensburg, mannheim, darmstadt]", "peers: [mannheim, jena]"),
    ("  unter den kreisfreien Städten", "  zwei Städte unter den kreisfreien Städten"),
)
NAMES = (("Augsburg", "Ulm"), ("land: Bayern", "land: Baden-Württemberg"))


def refusal(city: str, data: Path) -> str:
    with pytest.raises(ProfileError) as error:
        load_profile(city, data)
    return str(error.value)


def test_a_copied_key_is_refused(data: Path, ulm: Path) -> None:
    renamed(ulm, ("name: Augsburg", "name: Ulm"))
    assert refusal("ulm", data) == (
        "data/ulm/profile.yml, Zeile 3: Der AGS „09761“ gehört zu „Augsburg“, das Profil heißt aber „Ulm“. „Ulm“ hat den AGS "
        "„08421“. Der Bericht zeigte die Zahlen einer anderen Kommune. Bitte AGS oder Namen berichtigen."
    )
    assert load_profile("augsburg", data).ags == "09761"  # it is not Augsburg's fault


def test_two_profiles_of_one_key_are_both_refused(data: Path, ulm: Path) -> None:
    for city, other in (("ulm", "augsburg"), ("augsburg", "ulm")):
        assert refusal(city, data).startswith(
            f"data/{city}/profile.yml, Zeile 3: Denselben AGS „09761“ hat auch data/{other}/profile.yml."
        )
    ulm.unlink()
    assert load_profile("augsburg", data).name == "Augsburg"


@pytest.mark.parametrize("key", ["nominative", "dative", "in_city", "of_city"])
def test_a_copied_form_of_the_name_is_refused(data: Path, ulm: Path, key: str) -> None:
    renamed(ulm, *NAMES, ("09761", "08421"), *OWN_PEERS)
    form = next(line for line in ulm.read_text("utf-8").splitlines() if line.startswith(f"{key}:"))
    renamed(ulm, (form, form.replace("Ulm", "Augsburg")))
    assert (
        f"„{key}“ ist „{form.partition(': ')[2].replace('Ulm', 'Augsburg')}“ und nennt „Augsburg“"
        in refusal("ulm", data)
    )
    renamed(ulm, (form.replace("Ulm", "Augsburg"), f"{key}: in unserer Stadt"))
    assert getattr(load_profile("ulm", data), key) == "in unserer Stadt"


def test_copied_peers_are_refused(data: Path, ulm: Path) -> None:
    renamed(ulm, *NAMES, ("09761", "08421"))
    assert refusal("ulm", data) == (
        "data/ulm/profile.yml, Zeile 17: Vergleichskommunen und Begründung stehen genauso in data/augsburg/profile.yml, für "
        "„Augsburg“. Bitte für „Ulm“ eigene auswählen und begründen, oder „peers“ und „peers_reason“ löschen."
    )
    renamed(ulm, OWN_PEERS[0])
    assert load_profile("ulm", data).peers == (
        "mannheim",
        "jena",
    )  # the reason tells how they were chosen, and is no one's own


def test_a_copied_reason_about_another_city_is_refused(data: Path, ulm: Path, edit: Edit) -> None:
    edit("augsburg/profile.yml", "  unter den", "  ähnlich groß wie Augsburg: unter den")
    renamed(
        ulm,
        *NAMES,
        ("09761", "08421"),
        OWN_PEERS[0],
        ("  unter den", "  ähnlich groß wie Augsburg: unter den"),
        ("der Stadt Ulm bei", "der Stadt Augsburg bei"),
    )
    assert "genauso in data/augsburg/profile.yml" in refusal("ulm", data)


@pytest.mark.parametrize(
    ("name", "other", "same"),
    [
        ("Halle", "Halle (Saale)", True),
        ("Frankfurt", "Frankfurt am Main", True),
        ("Frankfurt (Oder)", "Frankfurt am Main", False),
        ("Stadt Augsburg", "Augsburg", True),
        ("Landkreis Sömmerda", "Sömmerda", True),
        ("Hansestadt Rostock", "Rostock", True),
        ("Region Hannover", "Hannover, Region", True),
        ("Freie und Hansestadt Hamburg", "Hamburg, Freie und", True),
        ("Sankt Wendel", "St. Wendel", True),
        ("Jena", "Gera", False),
        ("Neustadt a. d. Waldnaab", "Neustadt an der Waldnaab", True),
        ("Neustadt an der Weinstraße", "Neustadt an der Waldnaab", False),
        ("Stadt", "Augsburg", False),
    ],
)  # fmt: skip
def test_names_of_the_same_place(name: str, other: str, same: bool) -> None:
    assert same_place(name, other) is same
    assert same_place(other, name) is same


def test_a_county_is_not_the_city_of_its_name(data: Path, ulm: Path) -> None:
    areas = data / "catalogue" / "areas.csv"
    known = areas.read_text("utf-8")
    if "\n09772," not in known:
        areas.write_text(f"{known}09772,Landkreis Augsburg,kreis,097,,\n", "utf-8")
    renamed(ulm, ("name: Augsburg", "name: Landkreis Augsburg"))
    assert "„Landkreis Augsburg“ hat den AGS „09772“" in refusal("ulm", data)


@pytest.mark.parametrize(
    "file", ["profile.yml.txt", "profile.yaml", "Profile.YML", "profil.yml", "profile.txt"]
)
def test_a_profile_of_another_file_name_is_pointed_out(data: Path, file: str) -> None:
    (data / "jena" / "profile.yml").rename(data / "jena" / file)
    with pytest.raises(
        UnknownCity,
        match=rf"^data/jena/{re.escape(file)}: Das Profil einer Kommune muss „profile.yml“ heißen",
    ):
        find_city("Jena", data)
    assert list(unread_profiles(data)) == ["jena"]


def test_a_folder_of_another_name_is_pointed_out(data: Path) -> None:
    (data / "jena").rename(data / "Jena Süd")
    assert "jena" not in list_cities(data)
    with pytest.raises(UnknownCity, match=r"^data/Jena Süd/: .* zum Beispiel „jena-sued“"):
        find_city("Jena Süd", data)


def test_nothing_is_pointed_out_where_all_is_well(data: Path) -> None:
    assert unread_profiles(data) == {}
