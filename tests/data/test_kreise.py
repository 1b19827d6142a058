"""All Kreise, Länder and Germany as they ship: figures, names, changes, peers."""

from __future__ import annotations

import csv
import datetime as dt
from collections import defaultdict
from pathlib import Path

import pytest

from helpers.data import all_cities, find_city, load_profile
from helpers.data.areas import read_areas
from helpers.data.kreise import CITIES, read_kreise
from helpers.data.store import Store
from helpers.paths import project
from tests.data.conftest import shipped

DATA = project().data
SHIPPED = DATA / "official" / "kreise.parquet"
SUMS = Path(__file__).with_name("kreise_sums.csv")
KREISE = read_kreise(DATA)

AGRAR = "Agrar-, Forst- und Ernährungswissenschaften, Veterinärmedizin"

# (ags, indicator, breakdown, period, value), read in the published tables.
KNOWN = [
    ("08222", "bevoelkerung", "geschlecht=weiblich", "2024-12-31", 158789),
    ("01001", "abgaenge_beruflich", "", "2023", 690),
    ("01001", "abgaenge_beruflich", "abschluss=mit mittlerem Abschluss|geschlecht=weiblich", "2023", 90),
    ("DG", "abgaenge_beruflich", "", "2023", 222742),
    ("16077", "abgaenge_beruflich", "abschluss=mit Fachhochschulreife|geschlecht=weiblich", "2023", 40),
    (
        "05154",
        "studierende",
        "faechergruppe=Agrar-, Forst- und Ernährungswissenschaften, Veterinärmedizin|geschlecht=weiblich",
        "2023/24 WS",
        134,
    ),
    ("06412", "studierende", "nationalitaet=ausländisch", "2023/24 WS", 12929),
    ("DG", "auszubildende_je_100_15_bis_25", "", "2010", 16.19),
    ("DG", "beschaeftigte_am_wohnort", "", "2002-06-30", 27468453),
]


def sums() -> dict[tuple[str, ...], list[float]]:
    """Return for each source, indicator, breakdown and period: numbers, their sum, their sum weighted by area, and symbols."""
    found: dict[tuple[str, ...], list[float]] = defaultdict(lambda: [0, 0.0, 0.0, 0])
    for ags, *key, value, status in shipped(
        "ags", "indicator", "breakdown", "period", "source", "value", "status"
    ):
        entry = found[tuple(key)]
        if value is None or status:
            entry[3] += 1
        if value is not None:
            weight = 997 if ags == "DG" else int(ags) % 991
            entry[0] += 1
            entry[1] += value
            entry[2] += value * weight
    return found


def test_every_cell_is_that_of_the_published_tables() -> None:
    """The sums were taken when all cells had been compared with the tables one by one; a swapped or changed cell alters them."""
    with SUMS.open(encoding="utf-8", newline="") as file:
        expected = {tuple(row[:4]): [float(cell) for cell in row[4:]] for row in csv.reader(file)}
    found = sums()
    assert found.keys() == expected.keys()
    for key, numbers in expected.items():
        assert found[key] == pytest.approx(numbers, rel=1e-9), key


@pytest.mark.parametrize(("ags", "indicator", "breakdown", "period", "value"), KNOWN)
def test_known_value(
    store: Store, ags: str, indicator: str, breakdown: str, period: str, value: float
) -> None:
    assert store.lineage(indicator, ags, period, breakdown).value == value


def test_every_figure_says_where_it_stood_and_ships_once() -> None:
    keys = shipped("ags", "indicator", "breakdown", "period", "source")
    assert len(set(keys)) == len(keys) > 160_000
    assert all(all(row) for row in shipped("file", "row", '"column"', "edition", '"table"'))
    assert SHIPPED.stat().st_size < 2_000_000


def test_every_kreis_has_the_same_tables() -> None:
    """Nobody has more than another by accident: 400 Kreise, all of the same indicators."""
    held = defaultdict(set)
    for ags, indicator in shipped("ags", "indicator"):
        held[ags].add(indicator)
    everybody = {kreis.ags for kreis in KREISE.values()}
    assert len(everybody) == 400
    assert everybody <= held.keys()
    assert {frozenset(held[ags]) for ags in everybody} == {frozenset(held["08421"])}
    assert len(held["08421"]) == 19


def test_berlin_and_hamburg_stand_under_both_of_their_keys(store: Store) -> None:
    for land, kreis in (("11", "11000"), ("02", "02000")):
        for indicator in (
            "bevoelkerung",
            "schueler",
            "abgaenge_beruflich",
            "arbeitslose",
            "studierende",
            "kinderarmut",
        ):
            one, other = store.latest(indicator, land), store.latest(indicator, kreis)
            assert one is not None
            assert other is not None
            assert (one.period, one.value) == (other.period, other.value)


def test_dissolved_kreise_end_with_a_date_and_have_no_later_figure() -> None:
    areas = read_areas(DATA)
    ended = {a.ags: a.valid_to for a in areas.values() if a.valid_to}
    assert len(ended) == 74
    assert ended["16056"] == dt.date(2021, 6, 30)
    known = {kreis.ags for kreis in KREISE.values()}
    assert not known & ended.keys()
    assert known | ended.keys() | {"06415"} >= {a.ags for a in areas.values() if a.kind == "kreis"} - {
        "06999"
    }
    for ags, period in shipped("ags", "period"):
        assert ags not in ended or dt.date(int(period[:4]), 1, 1) <= ended[ags]  # type: ignore[operator]


def test_names_are_not_damaged() -> None:
    names = [area.name for area in read_areas(DATA).values() if "-" not in area.ags]
    for name in names:
        assert not any(
            part in name for part in ("krsfr", "Freie und", "Landkreis Landkreis", "Kreisfreie", ",")
        )
    assert len(set(names)) == len(names) - 3  # Berlin, Hamburg and Bremen are Länder and Kreise
    assert read_areas(DATA)["04011"].name == "Bremen"
    assert read_areas(DATA)["14713"].name == "Leipzig"
    assert read_areas(DATA)["14729"].name == "Landkreis Leipzig"


@pytest.mark.parametrize(
    ("ags", "nominative", "in_city", "of_city"),
    [
        ("16075", "der Saale-Orla-Kreis", "im Saale-Orla-Kreis", "des Saale-Orla-Kreises"),
        ("05962", "der Märkische Kreis", "im Märkischen Kreis", "des Märkischen Kreises"),
        (
            "05378",
            "der Rheinisch-Bergische Kreis",
            "im Rheinisch-Bergischen Kreis",
            "des Rheinisch-Bergischen Kreises",
        ),
        ("05162", "der Rhein-Kreis Neuss", "im Rhein-Kreis Neuss", "des Rhein-Kreises Neuss"),
        ("03241", "die Region Hannover", "in der Region Hannover", "der Region Hannover"),
        ("05334", "die Städteregion Aachen", "in der Städteregion Aachen", "der Städteregion Aachen"),
        (
            "10041",
            "der Regionalverband Saarbrücken",
            "im Regionalverband Saarbrücken",
            "des Regionalverbandes Saarbrücken",
        ),
        ("15081", "der Altmarkkreis Salzwedel", "im Altmarkkreis Salzwedel", "des Altmarkkreises Salzwedel"),
        (
            "07232",
            "der Eifelkreis Bitburg-Prüm",
            "im Eifelkreis Bitburg-Prüm",
            "des Eifelkreises Bitburg-Prüm",
        ),
        (
            "09183",
            "der Landkreis Mühldorf am Inn",
            "im Landkreis Mühldorf am Inn",
            "des Landkreises Mühldorf am Inn",
        ),
        (
            "13071",
            "der Landkreis Mecklenburgische Seenplatte",
            "im Landkreis Mecklenburgische Seenplatte",
            "des Landkreises Mecklenburgische Seenplatte",
        ),
        (
            "01053",
            "der Kreis Herzogtum Lauenburg",
            "im Kreis Herzogtum Lauenburg",
            "des Kreises Herzogtum Lauenburg",
        ),
        ("03403", "die Stadt Oldenburg", "in Oldenburg", "der Stadt Oldenburg"),
        ("09763", "die Stadt Kempten", "in Kempten", "der Stadt Kempten"),
        ("12053", "die Stadt Frankfurt (Oder)", "in Frankfurt (Oder)", "der Stadt Frankfurt (Oder)"),
        ("02000", "das Land Hamburg", "in Hamburg", "des Landes Hamburg"),
    ],
)
def test_forms_of_the_odd_names(ags: str, nominative: str, in_city: str, of_city: str) -> None:
    kreis = next(k for k in KREISE.values() if k.ags == ags)
    assert (kreis.nominative, kreis.in_city, kreis.of_city) == (nominative, in_city, of_city)


def test_forms_follow_one_another_in_all_names() -> None:
    articles = {"die": ("der", "in", "der"), "der": ("dem", "im", "des"), "das": ("dem", "in", "des")}
    for kreis in KREISE.values():
        dative, locative, genitive = articles[kreis.nominative.split()[0]]
        assert kreis.dative.split()[0] == dative
        assert kreis.in_city.split()[0] == locative
        assert kreis.of_city.split()[0] == genitive


@pytest.mark.parametrize(
    ("said", "city"),
    [
        ("ulm", "ulm"),
        ("08421", "ulm"),
        ("Landkreis Fulda", "fulda"),
        ("FRANKFURT (ODER)", "frankfurt-oder"),
        ("Landkreis Augsburg", "landkreis-augsburg"),
        ("Augsburg", "augsburg"),
        ("Muenchen", "muenchen"),
        ("Landkreis München", "landkreis-muenchen"),
        ("Hannover", "region-hannover"),
        ("Saarbrücken", "regionalverband-saarbruecken"),
    ],
)
def test_any_spelling_finds_a_municipality_without_a_profile(said: str, city: str) -> None:
    assert find_city(said) == city
    assert load_profile(said).ags == all_cities()[city]


def test_peers_persuade() -> None:
    assert KREISE["fulda"].peers == (
        "landkreis-kassel",
        "marburg-biedenkopf",
        "schwaebisch-hall",
        "breisgau-hochschwarzwald",
    )
    assert KREISE["jena"].peers == ("weimar", "erfurt", "potsdam", "bayreuth")
    assert KREISE["halle"].peers[0] == "magdeburg"
    assert "muenchen" not in KREISE["ulm"].peers
    assert KREISE["flensburg"].peers[0] == "neumuenster"


def test_peers_are_of_one_kind_and_size(store: Store) -> None:
    store.prepare(kreis.ags for kreis in KREISE.values())
    population = {}
    for kreis in KREISE.values():
        found = store.latest("bevoelkerung", kreis.ags, until=2024)
        assert found is not None
        population[kreis.city] = found.value or 0
    for kreis in KREISE.values():
        assert len(set(kreis.peers) - {kreis.city}) == 4
        assert sum(KREISE[peer].ags[:2] == kreis.ags[:2] for peer in kreis.peers) <= 2
        for peer in kreis.peers:
            assert (KREISE[peer].kind in CITIES) == (kreis.kind in CITIES)
            assert 1 / kreis.within <= population[peer] / population[kreis.city] <= kreis.within
    assert {k.city for k in KREISE.values() if k.within > 2} == {
        "hamburg",
        "berlin",
        "muenchen",
        "region-hannover",
    }


def test_all_profiles_load_and_say_why_these_peers() -> None:
    for city, kreis in KREISE.items():
        profile = load_profile(city)
        assert profile.ags == kreis.ags
        assert profile.peers_reason
        if not (DATA / city).is_dir():
            near = sum(KREISE[peer].ags[:2] == kreis.ags[:2] for peer in kreis.peers)
            assert (f"aus {kreis.land}" in profile.peers_reason) == bool(near)
            assert ("halber bis doppelter" in profile.peers_reason) == (kreis.within == 2)
