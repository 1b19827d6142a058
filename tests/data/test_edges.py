"""The edges of rules: values worked out by hand, and the last that still counts."""

from __future__ import annotations

import datetime as dt

import pytest
import shapely

from helpers.data.cities import LISTED, _present
from helpers.data.districts.geojson import plane_of
from helpers.data.districts.shrink import shrunk
from helpers.data.models import Dimension
from helpers.data.profile import REVIEW_DAYS, load_profile
from helpers.data.store import Store
from helpers.data.textfile import decode
from helpers.errors import DataError
from helpers.text.comparison import shares
from helpers.text.noise import margin, tolerance
from helpers.text.numbers import NBSP, period_words
from helpers.text.wording import separated


def test_a_shrunk_rate_by_hand() -> None:
    """Mean 0.2, variance between 0.01 − 0.16 · 2/200 = 0.0084, weight of the own rate 0.0084/(0.0084 + 0.0016)."""
    found = shrunk({"oben": (30, 100), "unten": (10, 100)})
    assert found == {"oben": pytest.approx(0.284), "unten": pytest.approx(0.116)}


def test_margin_and_tolerance_by_hand(store: Store) -> None:
    share, count = (
        store.catalogue.indicators[n]
        for n in ("anteil_ohne_hauptschulabschluss", "abgaenge_allgemeinbildend")
    )
    p = 11 / 102  # (x + 1)/(n + 2)
    assert margin(10, 10, share, (100, 100)) == pytest.approx(200 * (2 * p * (1 - p) / 100) ** 0.5)
    courses = store.catalogue.indicators["vhs_belegungen_je_1000_einwohner"]
    assert margin(10, 10, courses, (1000, 1000)) == pytest.approx(2 * (2 * (10 + 1)) ** 0.5)
    assert tolerance(100, 50, count) == 1
    assert tolerance(100, 50, count, rounding=3) == 3


def test_parts_of_a_total_have_commas_of_their_own() -> None:
    assert separated(["Beruf, EDV", "Sprachen"]) == "Beruf, EDV; Sprachen"
    assert separated(["Beruf (EDV, IT)", "Sprachen"]) == "Beruf (EDV, IT), Sprachen"


@pytest.mark.parametrize(
    ("period", "words"),
    [
        ("2023/24", "Schuljahr 2023/24"),
        ("2023/24 WS", "Wintersemester 2023/24"),
        ("2025-03-01", f"1.{NBSP}März 2025"),
    ],
)
def test_periods_in_words(period: str, words: str) -> None:
    assert period_words(period) == words


def test_values_that_are_contained_in_others_add_nothing() -> None:
    dimension = Dimension(id="x", name="X", values=("a", "darunter b", "c"), part_of_total=("a", "c"))
    assert dimension.parts(["c", "darunter b", "a"]) == ["a", "c"]
    assert dimension.ordered(["c", "darunter b", "a"]) == ["a", "darunter b", "c"]


def test_borders_up_to_the_date_line_are_degrees() -> None:
    with pytest.raises(DataError, match="liegen nicht in Deutschland"):
        plane_of([shapely.box(170, 50, 180, 51)], "grenzen.geojson")
    with pytest.raises(DataError, match="vertauscht"):
        plane_of([shapely.box(48, 10, 49, 11)], "grenzen.geojson")


def test_a_point_in_metres_lies_where_it_was() -> None:
    plane = plane_of([shapely.box(10.8, 48.3, 11.0, 48.5)], "grenzen.geojson")
    assert plane.place(*plane.point(10.85, 48.31)) == (pytest.approx(10.85), pytest.approx(48.31))
    assert plane.point(*plane.place(1000, 2000)) == (pytest.approx(1000), pytest.approx(2000))


def test_parts_of_nothing_are_not_named() -> None:
    assert str(shares([("a", 0), ("b", 30), ("c", 70)], 100)) == f"c (70,0{NBSP}%) und b (30,0{NBSP}%)"
    assert str(shares([("a", 0)], 100)) == str(shares([("a", 1)], 0)) == ""


def test_a_review_of_a_year_ago_is_not_yet_stale() -> None:
    profile = load_profile("augsburg")
    for days, stale in ((REVIEW_DAYS, False), (REVIEW_DAYS + 1, True)):
        reviewed = dt.date(2025, 12, 31) - dt.timedelta(days)
        accessibility = type("Statement", (), {"reviewed": reviewed})()
        checked = profile.model_copy(update={"accessibility": accessibility, "published": None})
        assert bool(checked.reminders(2025)) is stale


def test_few_municipalities_are_listed_and_many_counted() -> None:
    assert _present(["ulm", "jena"]) == "Vorhanden sind: ulm, jena."
    assert _present(["x"] * LISTED).startswith("Vorhanden")
    assert _present(["x"] * (LISTED + 1)) == f"Alle {LISTED + 1} Kommunen zeigt „make cities“."


def test_a_ratio_without_a_factor_is_the_plain_quotient(store: Store) -> None:
    by, until = ("schulart",), 2025
    pupils, schools, ratio = (
        store.observations(name, ["09761"], by=by, until=until).set_index("schulart")["value"]
        for name in ("schueler", "schulen", "schueler_je_schule")
    )
    assert ratio["Gymnasien"] == pupils["Gymnasien"] / schools["Gymnasien"]


def test_the_last_letter_that_only_windows_has() -> None:
    """0x9F is „Ÿ“ in Windows-1252 and a control character in Latin-1."""
    assert decode("Straße\nL\u0178".encode("cp1252"), "a.csv").text == "Straße\nL\u0178"
