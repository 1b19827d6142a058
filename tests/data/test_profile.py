"""A profile is read with its grammar, and every mistake in it becomes a sentence with file and line."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import pytest

from helpers.data import load_profile
from helpers.data.kreise import peers_reason, read_kreise
from helpers.data.profile import Accessibility
from helpers.errors import ProfileError
from helpers.paths import project

Edit = Callable[[str, str, str], None]
NINE = [
    "augsburg",
    "frankfurt",
    "halle",
    "jena",
    "kaiserslautern",
    "mannheim",
    "neumuenster",
    "offenbach",
    "soemmerda",
]


@pytest.mark.parametrize("city", NINE)
def test_profile_of_each_city(city: str) -> None:
    profile = load_profile(city)
    assert profile.city == city
    assert profile.year == 2025
    assert profile.threshold == 5
    kreise = read_kreise(project().data)
    assert profile.peers == kreise[city].peers
    assert profile.peers_reason == peers_reason(kreise[city], kreise)
    assert profile.name in profile.in_city


@pytest.mark.parametrize("city", NINE)
def test_nothing_is_invented(city: str) -> None:
    profile = load_profile(city)
    assert (profile.publisher, profile.contact, profile.logo, profile.colours) == (None, None, None, None)


def test_an_old_review_of_accessibility_is_recalled() -> None:
    def told(reviewed: str, **more: object) -> list[str]:
        review = Accessibility(
            reviewed=dt.date.fromisoformat(reviewed), method="Test", status="teilweise vereinbar"
        )
        return load_profile("jena").model_copy(update={"accessibility": review, **more}).reminders(2025)

    assert load_profile("jena").reminders(2025) == []
    assert told("2025-01-02") == []
    assert told("2025-01-02", published=dt.date(2026, 2, 1)) == [
        (
            "data/jena/profile.yml: Die letzte Überprüfung der Barrierefreiheit (02.01.2025) liegt mehr als ein Jahr vor dem Stand "
            "des Berichts (01.02.2026). Bitte die Überprüfung wiederholen und das Datum unter accessibility: reviewed: eintragen."
        )
    ]
    assert told("2024-12-29")


def test_grammar() -> None:
    halle, soemmerda = load_profile("Halle (Saale)"), load_profile("16068")
    assert (halle.in_city, halle.of_city) == ("in Halle (Saale)", "der Stadt Halle (Saale)")
    assert (soemmerda.in_city, soemmerda.of_city) == ("im Landkreis Sömmerda", "des Landkreises Sömmerda")
    assert (soemmerda.nominative, soemmerda.dative) == ("der Landkreis Sömmerda", "dem Landkreis Sömmerda")


AGS = 'ags: "09761" # immer in Anführungszeichen, sonst geht die führende Null verloren'

FILE = "data/augsburg/profile.yml"

# mistake: what stands in the profile, what it is changed to, the line and the sentence
MISTAKES = {
    "unknown key": (
        "threshold: 5",
        "treshold: 5",
        22,
        "Der Schlüssel „treshold“ ist nicht bekannt. Meinten Sie „threshold“?",
    ),
    "missing key": ("land: Bayern\n", "", 1, "Der Schlüssel „land“ fehlt."),
    "unquoted AGS": (
        AGS,
        "ags: 09761",
        3,
        ('Der AGS muss in Anführungszeichen stehen, sonst geht die führende Null verloren: ags: "09761".'),
    ),
    "AGS as a number": (
        AGS,
        "ags: 05315000",
        3,
        ('Der AGS muss in Anführungszeichen stehen, sonst geht die führende Null verloren: ags: "09761".'),
    ),
    "AGS without its zero": (
        AGS,
        'ags: "9761"',
        3,
        (
            "„9761“ ist kein AGS eines Kreises oder einer kreisfreien Stadt; erwartet werden "
            "fünf Ziffern, die ersten zwei für das Land (01 bis 16)."
        ),
    ),
    "AGS of no Land": (
        AGS,
        'ags: "19761"',
        3,
        (
            "„19761“ ist kein AGS eines Kreises oder einer kreisfreien Stadt; erwartet werden"
            " fünf Ziffern, die ersten zwei für das Land (01 bis 16)."
        ),
    ),
    "unknown AGS": (
        AGS,
        'ags: "09769"',
        3,
        (
            "Der AGS „09769“ steht nicht in data/catalogue/areas.csv. Meinten Sie „09779“ oder „09776“ oder „09764“? "
            "Eine neue Kommune wird dort zuerst eingetragen."
        ),
    ),
    "AGS of another Land": (
        "land: Bayern",
        "land: Hessen",
        5,
        "Der AGS „09761“ liegt in Bayern, als Land steht „Hessen“. Bitte AGS oder Land berichtigen.",
    ),
    "wrong kind": (
        "kind: kreisfreie Stadt",
        "kind: kreisfreie stadt",
        4,
        (
            "„kind“ ist „kreisfreie stadt“; möglich sind kreisfreie Stadt, Stadtkreis, Stadtstaat, "
            "Landkreis, Kreis, Kommunalverband besonderer Art. Meinten Sie „kreisfreie Stadt“?"
        ),
    ),
    "threshold in words": (
        "threshold: 5",
        "threshold: fünf",
        22,
        "„threshold“ ist „fünf“; erwartet wird eine ganze Zahl.",
    ),
    "threshold too low": ("threshold: 5", "threshold: 1", 22, "„threshold“ ist „1“; erwartet: mindestens 2."),
    "unknown peer": (
        "peers: [nuernberg, regensburg, mannheim,",
        "peers: [nuernberg, regensburg, manheim,",
        17,
        "„manheim“ ist keine der Kommunen (make cities). Meinten Sie „mannheim“?",
    ),
    "peer is the city itself": (
        "peers: [nuernberg,",
        "peers: [augsburg,",
        17,
        "„augsburg“ ist die Kommune selbst.",
    ),
    "key twice": (
        "threshold: 5",
        "threshold: 5\nthreshold: 3",
        23,
        "Der Schlüssel „threshold“ steht zweimal da.",
    ),
    "contact without name": (
        "leave_out: []",
        "leave_out: []\ncontact:\n  email: bildung@example.org",
        26,
        "Der Schlüssel „contact.name“ fehlt.",
    ),
    "no e-mail address": (
        "leave_out: []",
        "leave_out: []\ncontact:\n  name: Bildungsbüro\n  email: bildung",
        28,
        "„contact.email“ ist „bildung“: erwartet wird eine E-Mail-Adresse.",
    ),
    "unknown key in a part": (
        "leave_out: []",
        "leave_out: []\ncontact:\n  name: Bildungsbüro\n  mail: a@b.de",
        28,
        "Der Schlüssel „contact.mail“ ist nicht bekannt. Meinten Sie „email“?",
    ),
    "colour in words": (
        "leave_out: []",
        "leave_out: []\ncolours:\n  primary: rot",
        27,
        "„colours.primary“ ist „rot“; erwartet: die Form ^#[0-9a-fA-F]{6}$.",
    ),
    "logo outside of the folder": (
        "leave_out: []",
        "leave_out: []\nlogo: ../../README.md",
        26,
        (
            "„../../README.md“ gibt es im Ordner data/augsburg/ nicht; erwartet wird eine "
            "Bilddatei (SVG, PNG oder JPG) in diesem Ordner."
        ),
    ),
    "city in the file": (
        "threshold: 5",
        "threshold: 5\ncity: jena",
        23,
        "„city“ ergibt sich aus dem Ordnernamen und entfällt.",
    ),
    "not YAML": (
        "threshold: 5",
        "threshold: [5",
        25,
        ("Das ist kein gültiges YAML. Prüfen Sie dort Einrückung, Doppelpunkte und Anführungszeichen."),
    ),
}


@pytest.mark.parametrize("mistake", MISTAKES)
def test_mistake_becomes_a_sentence(data: Path, edit: Edit, mistake: str) -> None:
    old, new, line, sentence = MISTAKES[mistake]
    edit("augsburg/profile.yml", old, new)
    with pytest.raises(ProfileError) as error:
        load_profile("augsburg", data)
    assert str(error.value) == f"{FILE}, Zeile {line}: {sentence}"


def test_a_list_is_no_profile(data: Path) -> None:
    (data / "jena" / "profile.yml").write_text("- name: Jena\n", encoding="utf-8")
    with pytest.raises(ProfileError, match="Schlüssel mit Werten"):
        load_profile("jena", data)


def test_latin_1_is_named(data: Path) -> None:
    (data / "neumuenster" / "profile.yml").write_bytes("name: Neumünster\n".encode("latin-1"))
    with pytest.raises(ProfileError, match="nicht in UTF-8"):
        load_profile("neumuenster", data)


def test_publisher_and_contact_are_taken_over(data: Path, edit: Edit) -> None:
    edit(
        "augsburg/profile.yml",
        "leave_out: []",
        "leave_out: [17-interkommunaler-vergleich]\npublisher:\n  name: Musteramt (erfunden)\n",
    )
    profile = load_profile("augsburg", data)
    assert profile.publisher
    assert profile.publisher.name == "Musteramt (erfunden)"
    assert profile.leave_out == ("17-interkommunaler-vergleich",)
