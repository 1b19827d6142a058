"""German numbers: what stands on the page."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpers.text.numbers import (
    MINUS,
    NBSP,
    cardinal,
    number,
    percent,
    period_label,
    period_when,
    period_words,
    periods,
    signed,
    span,
    with_unit,
)


@dataclass(frozen=True)
class Indicator:
    unit: str
    decimals: int


@pytest.mark.parametrize(
    ("value", "decimals", "text"),
    [
        (301786, 0, "301.786"),
        (1234.5, 1, "1.234,5"),
        (0, 0, "0"),
        (2.5, 0, "3"),
        (-2.5, 0, f"{MINUS}3"),
        (5.15, 1, "5,2"),
        (0.05, 1, "0,1"),
        (-0.04, 1, "0,0"),
        (Decimal("99.95"), 1, "100,0"),
        (1e9, 0, "1.000.000.000"),
    ],
)
def test_numbers_are_german_and_rounded_half_up(value, decimals, text):
    assert number(value, decimals) == text


@pytest.mark.parametrize("value", [float("nan"), float("inf"), -float("inf")])
def test_what_is_no_number_is_refused(value):
    with pytest.raises(ValueError, match="keine Zahl"):
        number(value)


@given(st.floats(-1e9, 1e9), st.integers(0, 3))
def test_a_printed_number_reads_back_within_half_a_unit(value, decimals):
    text = number(value, decimals)
    back = float(text.replace(".", "").replace(",", ".").replace(MINUS, "-"))
    assert abs(back - value) <= 0.5 * 10**-decimals + 1e-6
    assert text not in (f"{MINUS}0", f"{MINUS}0,0")


def test_percent_has_a_no_break_space():
    assert percent(5.16) == f"5,2{NBSP}%"
    assert percent(105.19) == f"105,2{NBSP}%"


@pytest.mark.parametrize(
    ("value", "unit", "decimals", "text"),
    [
        (11.24, "%", 1, "11,2 %"),
        (3139, "Personen", 0, "3.139 Personen"),
        (15.48, "je 100", 1, "15,5 je 100"),
        (1826.03, "Euro je Kopf und Monat", 0, "1.826 Euro je Kopf und Monat"),
        (7.02, "", 1, "7,0"),
        (34, "Anzahl", 0, "34"),
    ],
)
def test_units_follow_the_number(value, unit, decimals, text):
    assert with_unit(value, Indicator(unit, decimals)).replace(NBSP, " ") == text


def test_signed_differences():
    assert [signed(v, 1) for v in (1.1, -1.1, 0.0)] == ["+1,1", f"{MINUS}1,1", "±0,0"]


def test_ranges_have_an_en_dash():
    assert span(3, 4.5, 1, "%") == f"3,0–4,5{NBSP}%"
    assert periods("2006", "2020") == "2006–2020"
    assert periods("2018-12-31", "2025-12-31") == "31.12.2018 – 31.12.2025"


@pytest.mark.parametrize(
    ("period", "label", "words", "when"),
    [
        ("2023", "2023", "2023", "2023"),
        ("2025-12-31", "31.12.2025", "31. Dezember 2025", "am 31. Dezember 2025"),
        ("2025-03-01", "01.03.2025", "1. März 2025", "am 1. März 2025"),
        ("2023/24", "2023/24", "Schuljahr 2023/24", "im Schuljahr 2023/24"),
    ],
)
def test_periods(period, label, words, when):
    shown = (period_label(period), period_words(period), period_when(period))
    assert tuple(text.replace(NBSP, " ") for text in shown) == (label, words, when)


def test_what_is_no_period_is_refused():
    with pytest.raises(ValueError, match="gestern"):
        period_label("gestern")


def test_small_numbers_are_words():
    assert [cardinal(n) for n in (0, 2, 12, 13, 1000)] == ["null", "zwei", "zwölf", "13", "1.000"]
