"""Voices: read as staff save them, refused with the place of the mistake, and never shown for small groups."""

# ruff: noqa: E501  (messages stand as they are printed)

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from helpers.checking import run_check
from helpers.data.participation.voices import Voice, parse_voices, read_voices
from helpers.data.profile import Profile
from helpers.errors import DataError
from helpers.paths import Project, project

Write = Callable[..., None]
HEAD = ["kapitel", "gruppe", "datum", "n", "art", "text", "gebiet"]
GOOD = ["ganztag", "Jugendliche", "2025-05-12", "23", "zitat", "Mehr Zeit für uns.", ""]


@pytest.fixture
def write(place: Project) -> Write:
    def write(*rows: list[str], head: list[str] = HEAD, sign: str = ",", encoding: str = "utf-8") -> None:
        text = io.StringIO()
        csv.writer(text, delimiter=sign, lineterminator="\r\n").writerows([head, *rows])
        (place.data / "augsburg" / "stimmen.csv").write_bytes(text.getvalue().encode(encoding))

    return write


def good(**other: str) -> list[str]:
    return list((dict(zip(HEAD, GOOD, strict=True)) | other).values())


def test_no_file_no_voices(place: Project, profile: Profile) -> None:
    assert read_voices(profile, place).shown == ()


@pytest.mark.parametrize(
    ("sign", "encoding"), [(",", "utf-8"), (";", "utf-8-sig"), (";", "cp1252"), ("\t", "utf-16")]
)
def test_as_excel_and_editors_save_it(
    write: Write, place: Project, profile: Profile, sign: str, encoding: str
) -> None:
    write(
        good(kapitel="06-ganztag", datum="12.05.2025", art="Zitat", gebiet="Hochzoll"),
        sign=sign,
        encoding=encoding,
    )
    assert read_voices(profile, place).shown == (
        Voice("ganztag", "Jugendliche", dt.date(2025, 5, 12), 23, "zitat", "Mehr Zeit für uns.", "09761-02"),
    )  # fmt: skip


def test_columns_in_any_order_and_empty_lines(write: Write, place: Project, profile: Profile) -> None:
    write(GOOD[:6][::-1], [""] * 6, head=HEAD[:6][::-1])
    (voice,) = read_voices(profile, place).of("ganztag")
    assert (voice.n, voice.area) == (23, "")


@given(sizes=st.lists(st.integers(1, 12), max_size=8), threshold=st.integers(2, 10))
@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_small_groups_are_not_shown(
    sizes: list[int], threshold: int, write: Write, place: Project, profile: Profile
) -> None:
    write(*(good(n=str(n), text=f"Satz {i}") for i, n in enumerate(sizes)))
    found = read_voices(profile.model_copy(update={"threshold": threshold}), place)
    assert [voice.n for voice in found.shown] == [n for n in sizes if n >= threshold]
    assert found.withheld_in("ganztag") == sum(n < threshold for n in sizes)


@pytest.mark.parametrize(
    ("column", "value", "expected"),
    [
        ("kapitel", "gantztag", "Zeile 2, Spalte „kapitel“: „gantztag“; erwartet: der Name eines Kapitels. Meinten Sie „ganztag“?"),
        ("kapitel", "", "Zeile 2, Spalte „kapitel“: nichts; erwartet: der Name eines Kapitels."),
        ("gruppe", "", "Zeile 2, Spalte „gruppe“: nichts; erwartet: wer gefragt wurde."),
        ("datum", "Mai 2025", "Zeile 2, Spalte „datum“: „Mai 2025“; erwartet: ein Tag wie 2025-05-12 oder 12.05.2025."),
        ("datum", "31.02.2025", "Zeile 2, Spalte „datum“: „31.02.2025“; erwartet: ein Tag wie 2025-05-12 oder 12.05.2025."),
        ("n", "ca. 20", "Zeile 2, Spalte „n“: „ca. 20“; erwartet: die Zahl der Beteiligten als ganze Zahl."),
        ("n", "0", "Zeile 2, Spalte „n“: „0“; erwartet: mindestens eine beteiligte Person."),
        ("n", "-3", "Zeile 2, Spalte „n“: „-3“; erwartet: die Zahl der Beteiligten als ganze Zahl."),
        ("art", "zitrat", "Zeile 2, Spalte „art“: „zitrat“; erwartet: „zitat“ oder „ergebnis“. Meinten Sie „zitat“?"),
        ("text", "", "Zeile 2, Spalte „text“: nichts; erwartet: was gesagt wurde."),
        ("text", "a" * 801, "Zeile 2, Spalte „text“: 801 Zeichen; erwartet: höchstens 800; bitte kürzen."),
        ("gebiet", "Hochzol", "Zeile 2, Spalte „gebiet“: „Hochzol“; erwartet: ein Gebiet aus areas.csv oder area-names.csv oder die Kommune selbst. Meinten Sie „Hochzoll“?"),
    ],
)  # fmt: skip
def test_mistakes_are_named(
    column: str, value: str, expected: str, write: Write, place: Project, profile: Profile
) -> None:
    write(good(**{column: value}))
    with pytest.raises(DataError) as caught:
        read_voices(profile, place)
    assert str(caught.value) == f"data/augsburg/stimmen.csv, {expected}"


def test_columns(write: Write, place: Project, profile: Profile) -> None:
    write(GOOD, head=["kapitel", "grupe", *HEAD[2:]])
    found = [problem.sentence("stimmen.csv") for problem in parse_voices(profile, place)[1]]
    assert found == [
        "stimmen.csv, Zeile 1, Spalte „grupe“: die Spalte „grupe“ ist nicht bekannt; erwartet: nur „kapitel“, „gruppe“, „datum“, „n“, „art“, „text“, „gebiet“. Meinten Sie „gruppe“?",
    ]


def test_the_same_voice_twice(write: Write, place: Project, profile: Profile) -> None:
    write(GOOD, GOOD)
    (problem,) = parse_voices(profile, place)[1]
    assert (problem.rule, problem.line, problem.column) == ("doppelt", 3, "text")


def test_not_a_table(place: Project, profile: Profile) -> None:
    (place.data / "augsburg" / "stimmen.csv").write_bytes(b"\x00\x01\x02")
    (problem,) = parse_voices(profile, place)[1]
    assert problem.rule == "typ"


def test_every_mistake_is_in_the_pruefbericht(write: Write, place: Project) -> None:
    write(good(n="viele", datum="gestern"), GOOD, good(kapitel="kita"))
    result = run_check("augsburg", place)
    assert [(e.rule, e.place.row, e.place.column) for e in result.errors] == [
        ("typ", "2", "datum"),
        ("typ", "2", "n"),
        ("unbekannt", "4", "kapitel"),
    ]
    pages = "".join(page.read_text("utf-8") for page in result.pages)
    assert "data/augsburg/stimmen.csv" in pages
    assert "„gestern“" in pages


def test_the_handbooks_example_is_valid(place: Project, profile: Profile) -> None:
    page = (project().root / "docs" / "handbuch" / "stimmen-und-umfragen.md").read_text("utf-8")
    example = page.split("```\n")[1]
    assert example.startswith("kapitel;")
    (place.notebooks / "03-fruehkindliche-bildung.ipynb").write_text("{}", "utf-8")
    (place.data / "augsburg" / "stimmen.csv").write_text(example.replace("Nordstadt", "Hochzoll"), "utf-8")
    assert [voice.n for voice in read_voices(profile, place).shown] == [23, 14]
