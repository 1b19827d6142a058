"""Sentences in every case: rising, falling, alike, equal, zero, one, missing, first year; singular and plural."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpers.text.comparison import comparison, distribution, rank, shares
from helpers.text.noise import EXACT, Direction, direction, margin
from helpers.text.numbers import NBSP
from helpers.text.places import place
from helpers.text.sentences import change, level, missing, over_100, since
from helpers.text.uncertainty import interval, next_interval, rounding, uncertainty
from helpers.text.wording import between, choose, counted, difference, listed


@dataclass(frozen=True)
class Indicator:
    subject: str = "die Kinderarmut"
    number: str = "singular"
    unit: str = "%"
    decimals: int = 1
    kind: str = "rate"
    id: str = "probe"
    chance: bool = False


@dataclass(frozen=True)
class Figure:
    period: str
    value: float | None
    status: str = ""
    base: float | None = None


RATE = Indicator()
PLURAL = Indicator("die Mieten", "plural", "Euro", 0, "amount")
CHANCE = Indicator("der Anteil ohne Abschluss", chance=True)
CHANCES = Indicator("die Zahl der Abgänge", "singular", "Personen", 0, "count", chance=True)
COUNT = Indicator("die Zahl der Kinder", "singular", "Kinder", 0, "count")
RATIO = Indicator("die Zahl der Auszubildenden je 100 Jugendliche", "singular", "je 100", 1, "rate")
AUGSBURG, SOEMMERDA, JENA = place("Augsburg"), place("Landkreis Sömmerda"), place("Jena")
BAYERN, DEUTSCHLAND = place("Bayern"), place("Deutschland")


def plain(text: str) -> str:
    return text.replace(NBSP, " ").replace("\\", "")


def changed(indicator, first, last, at=AUGSBURG, **more):
    return plain(change(indicator, at, Figure("2016", first), Figure("2019", last), **more))


# ------------------------------------------------------------------------------------------------- level


@pytest.mark.parametrize("at", [AUGSBURG, SOEMMERDA])
def test_level_names_value_period_and_place(at):
    text = plain(level(RATE, at, Figure("2019", 11.24)))
    assert "11,2 %" in text
    assert "2019" in text
    assert plain(at.locative).lower() in text.lower()
    assert text[0].isupper()
    assert text.endswith(".")


def test_level_agrees_in_number():
    assert "lagen" in level(PLURAL, AUGSBURG, Figure("2019", 900.0))
    assert "lagen" not in level(RATE, AUGSBURG, Figure("2019", 9.0))


@pytest.mark.parametrize("indicator", [COUNT, RATIO, RATE])
def test_exactly_zero_is_a_word(indicator):
    text = level(indicator, AUGSBURG, Figure("2019", 0.0, "zero"))
    assert text.endswith("bei null.")


def test_a_count_of_one():
    assert plain(level(COUNT, AUGSBURG, Figure("2019", 1.0))).endswith("bei 1.")
    assert counted(1, "Kinder") == f"1{NBSP}Kind"
    assert counted(2, "Kinder") == f"2{NBSP}Kinder"


@pytest.mark.parametrize(
    ("status", "reason"),
    [
        ("suppressed", "zum Schutz kleiner Personengruppen"),
        ("unknown", "unbekannt oder wird geheim gehalten"),
        ("below_half", "kleiner als die Hälfte"),
        ("unreliable", "nicht sicher genug"),
        ("later", "später veröffentlicht"),
        ("not_applicable", "nicht sinnvoll"),
    ],
)
def test_a_missing_value_says_why(status, reason):
    text = level(RATE, AUGSBURG, Figure("2019", None, status))
    assert "nicht ausgewiesen" in text
    assert reason in text


def test_a_suppressed_value_is_never_printed():
    text = level(RATE, AUGSBURG, Figure("2019", 3.0, "suppressed"))
    assert "3,0" not in text


def test_no_figure_at_all():
    assert "keine Angaben" in missing(PLURAL, SOEMMERDA)
    assert "sind im Landkreis Sömmerda" in missing(PLURAL, SOEMMERDA)


# ------------------------------------------------------------------------------------------------- change


@pytest.mark.parametrize(
    ("first", "last", "words"), [(9.0, 12.0, "stieg|gestiegen"), (12.0, 9.0, "sank|gesunken")]
)
def test_direction_and_size_of_a_change(first, last, words):
    text = changed(RATE, first, last)
    assert re.search(words, text)
    assert "3,0 Prozentpunkte" in text


def test_difference_of_printed_values_not_of_hidden_decimals():
    # 11,24 and 12,76 are printed as 11,2 and 12,8: readers compute 1,6, not 1,5.
    assert plain(difference(11.24, 12.76, RATE)) == "1,6 Prozentpunkte"


def test_one_point_is_singular():
    assert plain(difference(10.0, 11.0, RATE)) == "1,0 Prozentpunkte"
    assert plain(difference(10, 11, Indicator(decimals=0))) == "1 Prozentpunkt"


def test_counts_change_in_number_and_percent():
    assert re.search(
        r"12\.000.*um 2\.000 \(20,0 %\)|um 2\.000 \(20,0 %\) auf 12\.000", changed(COUNT, 10_000, 12_000)
    )
    assert "%" not in changed(COUNT, 0, 500)


def test_plural_subjects_take_plural_verbs():
    text = changed(PLURAL, 800.0, 900.0)
    assert re.search(r"\b(sind|stiegen)\b", text)


@pytest.mark.parametrize(("first", "last"), [(11.2, 11.2), (11.21, 11.24)])
def test_equal_as_printed_is_unchanged(first, last):
    assert "nicht verändert" in changed(RATE, first, last)


@pytest.mark.parametrize(("first", "last"), [(3.3, 3.4), (85.0, 85.4), (50.0, 50.5)])
def test_small_differences_are_practically_none(first, last):
    text = changed(RATE, first, last)
    assert "praktisch unverändert" in text
    assert "gestiegen" not in text


def test_counts_within_chance_are_not_securely_changed():
    assert "nicht gesichert verändert" in changed(CHANCES, 100, 120)
    assert "gestiegen" in changed(COUNT, 100, 140) or "stieg" in changed(COUNT, 100, 140)


def test_within_rounding_is_practically_unchanged():
    assert "praktisch unverändert" in changed(COUNT, 3, 8, rounding=5)


def test_first_year_has_no_development():
    text = change(RATE, AUGSBURG, Figure("2019", 5.0), Figure("2019", 5.0))
    assert "bisher nur für 2019" in text
    assert "noch nicht ablesen" in text
    assert since(RATE, AUGSBURG, Figure("2019", 5.0), Figure("2019", 5.0)) == ""


def test_a_suppressed_start_has_no_development():
    text = change(RATE, AUGSBURG, Figure("2016", 7.0, "suppressed"), Figure("2019", 5.0))
    assert "7,0" not in text
    assert "lässt sich nicht angeben" in text


def test_what_lies_behind_a_break_is_not_compared():
    text = plain(
        change(RATE, AUGSBURG, Figure("2019", 5.0), Figure("2019", 5.0), broken="Ab 2019 neu gezählt.")
    )
    assert text.endswith("Mit früheren Werten lässt sich das nicht vergleichen: Ab 2019 neu gezählt.")
    assert "5,0 %" in text
    assert "bisher nur" not in text
    alone = since(RATE, AUGSBURG, Figure("2019", 5.0), Figure("2019", 5.0), broken="Ab 2019 neu gezählt.")
    assert alone == "Mit früheren Werten lässt sich das nicht vergleichen: Ab 2019 neu gezählt."


@pytest.mark.parametrize(
    ("first", "last", "words"),
    [
        (5.0, 9.0, "Anstieg um 4,0 Prozentpunkte"),
        (9.0, 5.0, "Rückgang um"),
        (5.0, 5.1, "praktisch unverändert"),
    ],
)
def test_change_of_the_value_just_named(first, last, words):
    text = plain(since(RATE, AUGSBURG, Figure("2016", first), Figure("2019", last)))
    assert words in text
    assert "egenüber 2016 (" in text


@pytest.mark.parametrize(
    ("first", "last", "text"),
    [
        ("2016", "2019", "von 2016 bis 2019"),
        ("2019/20", "2023/24", "vom Schuljahr 2019/20 bis zum Schuljahr 2023/24"),
        ("2018-12-31", "2025-12-31", "vom 31. Dezember 2018 bis zum 31. Dezember 2025"),
    ],
)
def test_time_of_a_change(first, last, text):
    assert plain(between(first, last)) == text


values = st.floats(0, 100).map(lambda value: round(value, 2))


@given(values, values)
def test_direction_is_antisymmetric(first, second):
    turned = {Direction.UP: Direction.DOWN, Direction.DOWN: Direction.UP}
    there, back = direction(first, second, RATE), direction(second, first, RATE)
    assert turned.get(there, there) == back


@given(values, values)
def test_the_word_fits_the_direction(first, last):
    text = changed(RATE, first, last)
    if re.search("stieg|gestiegen", text):
        assert last > first
    elif re.search("sank|gesunken", text):
        assert last < first
    else:
        assert abs(last - first) <= 0.61


# ---------------------------------------------------------------------------------------------- comparison


def compared(own, land, germany, indicator=RATE, **more):
    others = [(BAYERN, Figure("2019", land)), (DEUTSCHLAND, Figure("2019", germany))]
    return plain(comparison(indicator, AUGSBURG, Figure("2019", own), others, **more))


@pytest.mark.parametrize(
    ("own", "land", "germany", "words"),
    [
        (11.2, 6.1, 14.0, "höher als in Bayern (6,1 %), aber niedriger als in Deutschland (14,0 %)"),
        (11.2, 6.1, 7.0, "höher als in Bayern (6,1 %) und in Deutschland (7,0 %)"),
        (5.0, 6.1, 7.0, "niedriger als in Bayern (6,1 %) und in Deutschland (7,0 %)"),
        (6.1, 6.1, 6.2, "praktisch gleich hoch wie in Bayern (6,1 %) und in Deutschland (6,2 %)"),
        (9.0, 9.1, 6.2, "höher als in Deutschland (6,2 %) und praktisch gleich hoch wie in Bayern (9,1 %)"),
    ],
)
def test_comparison_with_land_and_germany(own, land, germany, words):
    assert words in compared(own, land, germany)


def test_comparison_needs_others_with_values():
    assert compared(5.0, None, None) == ""
    assert "Bayern" not in compared(5.0, None, 7.0)


def test_absolute_numbers_are_not_compared_with_larger_areas():
    assert compared(5, 1000, 20000, COUNT) == ""


def test_plural_subject_in_a_comparison():
    assert " waren " in compared(900.0, 700.0, 800.0, PLURAL)


def test_a_value_just_named_is_not_repeated():
    text = compared(11.2, 6.1, 7.0, latest=Figure("2019", 11.2))
    assert text.startswith("Der Wert war höher")
    assert "11,2" not in text


def test_an_older_comparison_says_so():
    text = compared(10.0, 6.1, 7.0, latest=Figure("2020", 11.2))
    assert "Im Jahr 2019 war der Wert mit 10,0 %" in text
    assert "neuere Vergleichszahlen liegen nicht vor" in text


def test_other_periods_are_named():
    text = comparison(RATE, AUGSBURG, Figure("2020", 9.0), [(BAYERN, Figure("2019", 6.0))])
    assert "(2019: 6,0" in text


@pytest.mark.parametrize(
    ("own", "peers", "words"),
    [
        (5.0, [10.0, 20.0], "hatte Augsburg 2019 den niedrigsten Wert"),
        (30.0, [10.0, 20.0], "den höchsten Wert"),
        (15.0, [10.0, 20.0], "den mittleren Wert"),
        (15.0, [10.0, 20.0, 30.0], "den zweitniedrigsten Wert"),
        (25.0, [10.0, 20.0, 30.0], "den zweithöchsten Wert"),
        (10.0, [10.0, 20.0, 30.0], "gemeinsam mit Jena den niedrigsten Wert"),
        (10.0, [10.0, 10.0], "alle denselben Wert"),
        (10.2, [10.0, 20.0], "der Abstand zu Jena ist gering"),
    ],
)
def test_rank(own, peers, words):
    names = [JENA, place("Mannheim"), SOEMMERDA]
    located = [(at, Figure("2019", value)) for at, value in zip(names, peers, strict=False)]
    assert words in plain(rank(RATE, AUGSBURG, Figure("2019", own), located))


def test_rank_of_a_landkreis_has_its_article():
    located = [(JENA, Figure("2019", 1.0)), (AUGSBURG, Figure("2019", 2.0))]
    assert "hatte der Landkreis Sömmerda" in rank(RATE, SOEMMERDA, Figure("2019", 9.0), located)
    tie = [(SOEMMERDA, Figure("2019", 9.0)), (JENA, Figure("2019", 2.0))]
    assert "gemeinsam mit dem Landkreis Sömmerda" in rank(RATE, AUGSBURG, Figure("2019", 9.0), tie)


def test_no_rank_of_two_or_of_counts():
    assert rank(RATE, AUGSBURG, Figure("2019", 5.0), [(JENA, Figure("2019", 6.0))]) == ""
    located = [(JENA, Figure("2019", 1.0)), (SOEMMERDA, Figure("2019", 2.0))]
    assert rank(COUNT, AUGSBURG, Figure("2019", 5.0), located) == ""


def test_suppressed_peers_are_not_ranked():
    located = [(JENA, Figure("2019", 1.0, "suppressed")), (SOEMMERDA, Figure("2019", 2.0))]
    assert rank(RATE, AUGSBURG, Figure("2019", 5.0), located) == ""


def test_distribution():
    located = [(AUGSBURG, Figure("2019", 5.0)), (JENA, Figure("2019", 9.0)), (SOEMMERDA, Figure("2019", 7.0))]
    text = plain(distribution(RATE, located))
    assert text == (
        "Die Werte reichen von 5,0 % in Augsburg bis 9,0 % in Jena; der mittlere Wert (Median) ist 7,0 %."
    )
    assert distribution(RATE, located[:2]) == ""
    same = [(at, Figure("2019", 5.0)) for at, _ in located]
    assert "Alle drei Werte sind gleich (5,0" in distribution(RATE, same)


def test_shares_name_the_largest_first():
    text = plain(shares([("A", 10), ("B", 60), ("C", 0), ("D", 30)], 100, most=2))
    assert text == "B (60,0 %) und D (30,0 %)"
    assert shares([], 100) == ""
    assert shares([("A", 1)], 0) == ""


def test_names_from_data_are_escaped():
    assert "<b>" not in shares([("<b>", 1)], 1)
    assert "*" not in level(Indicator("die *Quote*"), AUGSBURG, Figure("2019", 1.0)).replace(r"\*", "")


# --------------------------------------------------------------------------------------------- uncertainty


def test_interval_of_augsburgs_leavers():
    # 162 of 3,139 leavers without Hauptschulabschluss (Regionaldatenbank 21111-02-06-4, 2023); Wilson 95 %.
    low, high = interval(162, 3139)
    assert (round(low, 2), round(high, 2)) == (4.44, 5.99)
    low, high = next_interval(162, 3139)  # of a next value: √2 wider, as both scatter
    assert (round(low, 2), round(high, 2)) == (4.06, 6.26)
    assert "zwischen 4,1 und 6,3" in uncertainty(162, 3139)


@given(st.integers(0, 500), st.integers(1, 500))
def test_interval_holds_the_share_and_stays_within_bounds(part, more):
    whole = part + more
    low, high = interval(part, whole)
    assert 0 <= low <= part / whole * 100 + 1e-9
    assert part / whole * 100 - 1e-9 <= high <= 100


@pytest.mark.parametrize(("part", "whole"), [(5, 0), (6, 5), (-1, 5)])
def test_no_interval_of_what_is_no_share(part, whole):
    with pytest.raises(ValueError, match="kein Anteil"):
        interval(part, whole)


def test_small_numbers_carry_a_warning():
    assert "kaum zu deuten" in uncertainty(5, 90)
    assert "kaum zu deuten" not in uncertainty(162, 3139)
    assert uncertainty(0, 0) == ""


def test_rounding_is_explained():
    assert "in Schleswig-Holstein" in rounding(place("Schleswig-Holstein"), 3)
    assert "Vielfache von drei" in rounding(place("Schleswig-Holstein"), 3)
    assert rounding(BAYERN, 1) == ""


def test_values_over_100_are_explained_not_capped():
    text = plain(over_100(RATE, JENA, [Figure("2019", 101.0), Figure("2020", 105.19)]))
    assert "2020 mit 105,2 % über 100 %" in text
    assert "kein Fehler" in text
    assert over_100(RATE, JENA, [Figure("2020", 99.0)]) == ""


# --------------------------------------------------------------------------------------------------- words


def test_enumerations():
    assert listed(["a", "b"], "sowie") == "a sowie b"


def test_the_same_key_gives_the_same_wording_and_keys_vary():
    wordings = {choose(("a", "b", "c"), f"indikator-{i}", "Augsburg") for i in range(30)}
    assert wordings == {"a", "b", "c"}
    assert choose(("a", "b", "c"), "x") == choose(("a", "b", "c"), "x")


# ------------------------------------------------------------------------------------------------ chance


def based(period, value, base):
    return Figure(period, value, "", base)


def test_a_rise_that_may_be_chance_is_not_called_a_rise():
    """Two shares of 10.1 and 12.8 % among 600: standard error √(.101·.899/600 + .128·.872/600) = 1.84 points, twice 3.7 > 2.7."""
    first, last = based("2016", 10.1, 600), based("2019", 12.8, 600)
    for told in (change(CHANCE, AUGSBURG, first, last), since(CHANCE, AUGSBURG, first, last)):
        assert "nicht gesichert verändert" in plain(told)
        assert not re.search("stieg|gestiegen|Anstieg|Prozentpunkt|praktisch", told)
    told = plain(change(CHANCE, AUGSBURG, first, last))
    assert "10,1 %" in told
    assert "12,8 %" in told


def test_a_rise_among_many_is_said_plainly_and_one_of_unknown_numbers_is_not():
    first, last = 10.1, 12.8
    told = plain(change(CHANCE, AUGSBURG, based("2016", first, 6000), based("2019", last, 6000)))
    assert re.search("stieg|gestiegen", told)
    for bases in ((None, None), (6000, None), (None, 6000)):
        told = change(CHANCE, AUGSBURG, based("2016", first, bases[0]), based("2019", last, bases[1]))
        assert "nicht gesichert verändert" in told


def test_what_is_counted_in_full_is_not_called_chance():
    """Population, pupils, unemployed: 12.8 % of 60 are what they are."""
    told = plain(change(RATE, AUGSBURG, based("2016", 10.1, 60), based("2019", 12.8, 60)))
    assert re.search("stieg|gestiegen", told)
    told = plain(change(COUNT, AUGSBURG, Figure("2016", 20.0), Figure("2019", 22.0)))
    assert re.search("stieg|gestiegen", told)
    told = plain(change(CHANCES, AUGSBURG, Figure("2016", 20.0), Figure("2019", 22.0)))
    assert "nicht gesichert verändert" in told


def test_what_is_within_the_tolerance_is_not_called_chance_as_well():
    told = plain(change(CHANCE, AUGSBURG, based("2016", 10.1, 600), based("2019", 10.3, 600)))
    assert "praktisch unverändert" in told
    assert "gesichert" not in told


def test_only_the_distances_that_may_be_chance_are_named():
    """Of 600, 12.8 % beside a Land of 10.1 % (its own base too large to matter): twice the standard error is 2.7 points."""
    own = based("2019", 12.8, 600)
    others = [(BAYERN, based("2019", 10.2, 100_000)), (DEUTSCHLAND, based("2019", 5.0, 700_000))]
    told = plain(comparison(CHANCE, AUGSBURG, own, others))
    assert told.endswith(
        "höher als in Deutschland (5,0 %) und nicht gesichert anders als in Bayern (10,2 %)."
    )
    told = plain(
        rank(CHANCE, AUGSBURG, own, [(JENA, based("2019", 12.9, 500)), (SOEMMERDA, based("2019", 10.2, 500))])
    )
    assert told.endswith("; der Abstand zu Jena ist gering, der zum Landkreis Sömmerda ist nicht gesichert.")


@given(st.floats(0, 100), st.floats(0, 100), st.integers(1, 10**6), st.integers(1, 10**6))
def test_chance_never_grows_with_the_group_and_has_no_direction(first, second, one, other):
    small = margin(first, second, CHANCE, (one, other))
    assert margin(second, first, CHANCE, (other, one)) == pytest.approx(small)
    assert margin(first, second, CHANCE, (4 * one, 4 * other)) < small
    assert margin(first, second, CHANCE, (EXACT, other)) <= small + 1e-9
    assert margin(first, second, CHANCE, (None, other)) == math.inf
    plain_error = sum(v / 100 * (1 - v / 100) / n for v, n in ((first, one), (second, other)))
    assert small >= 200 * math.sqrt(plain_error) - 1e-9, (
        "never less than twice the standard error of the shares"
    )
    assert margin(first, second, COUNT, (one, other)) == margin(first, second, RATE, (one, other)) == 0
