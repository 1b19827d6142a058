"""Numbers, signs, periods and encodings."""

from __future__ import annotations

import pytest

from helpers.data import textfile as text
from helpers.importing.values import Notation, number, period, value


@pytest.mark.parametrize(
    ("printed", "expected"),
    [
        ("1234", 1234),
        ("1.234", 1234),
        ("1.234,5", 1234.5),
        ("1 234", 1234),
        ("-3,5", -3.5),
        ("(12)", 12),
        ("12 p", 12),
        ("1.23", None),
        ("12a", None),
        ("", None),
        ("nan", None),
        ("1e5", None),
        ("１２", 12),
    ],
)
def test_numbers_are_read_the_german_way(printed: str, expected: float | None) -> None:
    assert number(printed) == expected


@pytest.mark.parametrize(
    ("sign", "status"),
    [
        ("-", "zero"),
        ("0", "below_half"),
        ("0,0", "below_half"),
        (".", "unknown"),
        ("/", "unreliable"),
        ("...", "later"),
        ("x", "not_applicable"),
    ],
)
def test_each_sign_is_its_own_statement(sign: str, status: str) -> None:
    assert value(sign)[1] == status  # type: ignore[index]


def test_a_source_may_have_signs_of_its_own() -> None:
    own = Notation(symbols={"g": "unknown", "u": "unreliable"})
    assert value("g", own)[1] == "unknown"  # type: ignore[index]
    assert value("g") is None
    assert value("-", own) is None


@pytest.mark.parametrize(
    ("printed", "expected"),
    [
        ("2023", "2023"), (2023.0, "2023"), ("31.12.2018", "2018-12-31"), ("2018-12-31", "2018-12-31"),
        ("2023/24", "2023/24"), ("2023/2024", "2023/24"),
        ("Schuljahr 2023/24", "2023/24"), ("1. März 2024", "2024-03-01"), ("2023/25", None), ("31.02.2020", None),
        ("45291", None), (45291.0, None), ("bald", None),
    ],
)  # fmt: skip
def test_periods(printed: object, expected: str | None) -> None:
    assert period(printed) == expected


SENTENCE = "Schüler;Größe;Übergänge;Straße;Förderschulen\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "latin-1", "cp850", "utf-16"])
def test_every_encoding_of_german_offices_is_recognised(encoding: str) -> None:
    assert text.decode(SENTENCE.encode(encoding), "f").text == SENTENCE


def test_umlauts_encoded_twice_are_mended_and_said() -> None:
    decoded = text.decode(SENTENCE.encode().decode("cp1252").encode(), "f")
    assert decoded.text == SENTENCE
    assert "repariert" in decoded.remarks[0]


def test_lines_in_two_encodings_are_both_read() -> None:
    decoded = text.decode(SENTENCE.encode() + SENTENCE.encode("cp1252"), "f")
    assert decoded.text == SENTENCE * 2
    assert "mischt" in decoded.remarks[0]


def test_correct_text_is_left_alone() -> None:
    assert text.decode("Ãlvaro;São Paulo;5 €\n".encode(), "f").text == "Ãlvaro;São Paulo;5 €\n"
