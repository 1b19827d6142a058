"""Ranks and their ranges, recomputed without the program's own formulas, and the spread that they rest on."""

from __future__ import annotations

import random
from statistics import pvariance

import pytest

from helpers.paths import project
from helpers.publish.portal.common_figures import Material, Theme, read_material
from helpers.publish.portal.ranks import Place, fitted, places, ranked, spread_of
from helpers.text.numbers import printed


def test_ranges_of_all_indicators_recomputed(material: Material) -> None:
    """By counting pairs, one after another."""
    counted = 0
    for theme in material.themes.values():
        found = places(theme, material)
        spread = spread_of(theme, material)
        for key, place in found.items():
            value = theme.compared[key].value
            assert value is not None
            others = {k: float(row.value or 0) for k, row in theme.compared.items() if k != key}
            shown = printed(value, theme.indicator.decimals)
            assert place.rank == 1 + sum(
                printed(o, theme.indicator.decimals) > shown for o in others.values()
            )
            if place.best is None:
                assert place.text == ""
                continue

            def noise(k: str, spread: object = spread, theme: Theme = theme) -> float:
                if spread is None:
                    return 1.7**2 * binomial(k, theme, material)
                people = material.areas[k].people
                assert people
                return spread[0] + spread[1] / people  # type: ignore[index, no-any-return]

            above = below = 0
            for k, other in others.items():
                bound = 1.959963984540054 * (noise(key) + noise(k)) ** 0.5
                above += other - value > bound
                below += value - other > bound
            assert (place.best, place.worst) == (1 + above, len(found) - below)
            assert place.best <= place.rank <= place.worst or shown != value
            counted += 1
    assert counted > 50


def binomial(ags: str, theme: Theme, material: Material) -> float:
    """Variance of a percentage of leavers, with one more on either side (Agresti and Caffo)."""
    leavers = material.themes["abgaenge_allgemeinbildend"].totals[ags][theme.period].value
    figure = theme.compared[ags].value
    assert leavers
    assert figure is not None
    share = (figure / 100 * leavers + 1) / (leavers + 2)
    return 10_000 * share * (1 - share) / leavers


def test_one_year_of_a_share_of_leavers_has_a_place(material: Material) -> None:
    """Chance moves who leaves school in a year; it does not move which schools pupils go to."""
    for name in ("anteil_mit_mittlerem_abschluss", "frauenanteil_abgaenge"):
        assert spread_of(material.themes[name], material) is None
        assert all(place.text for place in places(material.themes[name], material).values())


def test_no_place_where_it_would_mislead(material: Material) -> None:
    assert places(material.themes["bevoelkerung"], material) == {}  # says how large an area is
    only_one_year = places(material.themes["anteil_gymnasium"], material)
    assert only_one_year
    assert {place.text for place in only_one_year.values()} == {""}


def test_a_spread_is_found_again() -> None:
    """Departures simulated with a known variance of two parts."""
    chance = random.Random(5)
    squares = []
    for _ in range(4000):
        people = 10 ** chance.uniform(4.5, 6)
        deviation = (0.04 + 20_000 / people) ** 0.5
        first, middle, last = (chance.gauss(0, deviation) for _ in range(3))
        squares.append((people, (first - 2 * middle + last) ** 2 / 6))
    found = fitted(squares)
    assert found
    assert found.common == pytest.approx(0.04, rel=0.4)
    assert found.by_size == pytest.approx(20_000, rel=0.1)
    assert fitted(squares[:19]) is None


def test_ranges_hold_the_true_rank() -> None:
    """Of areas whose true values are known, at least 95 of 100 true ranks lie within the range."""
    chance = random.Random(8)
    held = total = 0
    for _ in range(40):
        truth = {str(i): chance.gauss(10, 2) for i in range(60)}
        variance = {key: chance.uniform(0.05, 1.0) for key in truth}
        seen = {key: chance.gauss(value, variance[key] ** 0.5) for key, value in truth.items()}
        order = sorted(truth, key=lambda key: -truth[key])
        for key, place in ranked(seen, variance, 1).items():
            assert place.best is not None
            assert place.worst is not None
            held += place.best <= order.index(key) + 1 <= place.worst
            total += 1
    assert held / total >= 0.95
    assert pvariance([1, 2]) == 0.25


@pytest.mark.parametrize(
    ("place", "text"),
    [
        (Place(5, 5, 105, 400), "zwischen Platz 5 und 105 von 400"),
        (Place(5, 5, 106, 400), "im oberen Drittel von 400"),
        (Place(200, 140, 260, 400), "im mittleren Drittel von 400"),
        (Place(200, 1, 400, 400), "keinem Drittel sicher zuzuordnen"),
        (Place(300, 200, 400, 400), "im mittleren oder unteren Drittel von 400"),
        (Place(3, None, None, 400), ""),
        (Place(12, 12, 12, 12), "Platz 12 von 12"),
    ],
)
def test_what_is_said(place: Place, text: str) -> None:
    if place == Place(300, 200, 400, 400):
        place = place._replace(best=199)
    assert place.text == text


@pytest.mark.long
def test_augsburg_among_all() -> None:
    """The measure for it was taken before: leavers without Hauptschulabschluss 2023, Augsburg between about 36 and 167 from below."""
    from helpers.data import all_cities

    everybody = read_material(all_cities(project().data), project().data)
    place = places(everybody.themes["anteil_ohne_hauptschulabschluss"], everybody)["09761"]
    assert place.best is not None
    assert place.worst is not None
    assert place.of == 400
    assert place.best <= 250 < 314 == place.rank < 360 <= place.worst
