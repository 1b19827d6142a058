"""All nine municipalities' reports, from the command to the page: whole, correct, without a warning, the same bytes twice."""

from __future__ import annotations

import csv
import hashlib
import random
import re
from collections.abc import Callable, Iterator
from html import unescape
from pathlib import Path

import pikepdf
import pytest

from helpers.data import list_cities, load_profile, open_store
from helpers.text.numbers import number, period_label
from tests.conftest import copy_project, run_helpers

CITIES = [
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
Reports = Callable[[str], Path]


def read_csv(path: Path) -> Iterator[list[str]]:
    with path.open(encoding="utf-8-sig", newline="") as stream:
        yield from csv.reader(stream, delimiter=";")


def text_of(report: Path, page: str) -> str:
    """Return a page's text as a reader sees it."""
    html = (report / page).read_text("utf-8")
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", html)))


def all_text(report: Path) -> str:
    return " ".join(text_of(report, str(p.relative_to(report))) for p in sorted(report.rglob("*.html")))


def test_all_nine_have_a_profile() -> None:
    others = {"flensburg", "musterstadt"}  # tested for their districts; the second is made up
    assert sorted(set(list_cities()) - others) == CITIES


SHORT = ("augsburg", "soemmerda")
"""The rest of the nine differ from these by their figures alone."""
NINE = [city if city in SHORT else pytest.param(city, marks=pytest.mark.long) for city in CITIES]


@pytest.mark.parametrize("city", NINE)
def test_report_is_whole_and_without_a_warning(report_of: Reports, city: str) -> None:
    report = report_of(city)
    log = (report.parents[1].parent / f"{city}.log").read_text()
    assert not re.search(r"Hinweis|Warnung|Warning|Fehler|Traceback|leaked", log), log
    assert re.search(
        rf"^Prüfung: \d+ offene[nr]? Befunde?, siehe _build/{city}/pruefbericht/index.html$", log, re.M
    )
    assert (report / "index.html").stat().st_size > 1000
    with pikepdf.open(report / f"bildungsbericht-{city}.pdf") as pdf:
        assert len(pdf.pages) >= 25
        assert str(pdf.Root.Lang) == "de-DE" or str(pdf.Root.Lang) == "de"
    name = load_profile(city).name
    assert f"Bildungsbericht {name}" in text_of(report, "index.html")
    text = all_text(report)
    assert not re.search(r"\bnan\b|\bNone\b|\?meta|\?var|\{\{<|`\{python\}", text)


def test_augsburg_has_figures_that_say_something(augsburg_report: Path) -> None:
    pages = [p.read_text("utf-8") for p in sorted(augsburg_report.glob("chapters/*.html"))]
    figures = [
        f for page in pages for f in re.findall(r'<figure[^>]*id="fig-[^"]+".*?</figure>', page, re.DOTALL)
    ]
    assert len(figures) >= 20
    alts = [
        unescape(m[1]) for f in figures if (m := re.search(r'<svg[^>]*\baria-label="([^"]*)"', f, re.DOTALL))
    ]
    assert len(alts) == len(set(alts)) == len(figures), "every figure has an alternative text of its own"
    for alt in alts:
        assert re.search(r"\d", alt), f"the alternative text names no number: {alt}"
        assert not re.search(r"\d\.\d{1,2}\b(?!\.)", alt), f"a decimal point: {alt}"


@pytest.mark.parametrize(
    ("city", "page", "expected"),
    [
        # Regionaldatenbank 12411-01-01-4, 21111-02-06-4; INKAR 2021 and 2024
        ("augsburg", "index.html", "301.786"),
        ("augsburg", "chapters/05-uebergaenge-und-abschluesse.html", "3.139"),
        ("augsburg", "chapters/05-uebergaenge-und-abschluesse.html", "162"),
        ("augsburg", "chapters/05-uebergaenge-und-abschluesse.html", "5,2\N{NO-BREAK SPACE}%"),
        ("augsburg", "chapters/01-rahmenbedingungen.html", "11,5"),
        pytest.param(
            "halle",
            "chapters/05-uebergaenge-und-abschluesse.html",
            "14,7\N{NO-BREAK SPACE}%",
            marks=pytest.mark.long,
        ),
        pytest.param("jena", "chapters/03-fruehkindliche-bildung.html", "105,2", marks=pytest.mark.long),
    ],
)
def test_known_figures(report_of: Reports, city: str, page: str, expected: str) -> None:
    html = unescape(re.sub(r"<[^>]+>", "", (report_of(city) / page).read_text("utf-8")))
    assert re.search(rf"(?<![\d.,]){re.escape(expected)}(?![\d])", html), f"{expected} is not on {page}"


@pytest.mark.long
def test_rates_above_100_are_explained(report_of: Reports) -> None:
    text = text_of(report_of("jena"), "chapters/03-fruehkindliche-bildung.html")
    assert re.search(r"über 100", text)


@pytest.mark.parametrize("city", NINE)
def test_random_figures_of_the_store_are_in_the_report(report_of: Reports, city: str) -> None:
    report = report_of(city)
    profile = load_profile(city)
    published = {(r[0], r[2], r[3], r[4]): r[5] for r in read_csv(report / "daten" / "alle-zahlen.csv")}
    chance = random.Random(city)
    with open_store() as store:
        names = sorted(store.held([profile.ags]))
        rows = [
            row
            for name in chance.sample(names, 12)
            for row in store.rows(name)
            if row.ags in (profile.ags, profile.land_ags, "DG")
        ]
        for row in chance.sample(rows, 200):
            parts = ", ".join(p.split("=", 1)[1] for p in row.breakdown.split("|") if p)
            key = (store.catalogue.indicators[row.indicator].name, row.ags, parts, period_label(row.period))
            shown = published[key]
            if row.value is None:
                assert shown == ""
            else:
                assert float(shown.replace(",", ".")) == row.value


@pytest.mark.parametrize("city", ["augsburg", "soemmerda"])
def test_random_official_figures_stand_in_tables_and_figures(report_of: Reports, city: str) -> None:
    """Figures that the chapters show are, rounded as the catalogue says, among what the page prints."""
    report = report_of(city)
    profile = load_profile(city)
    shown = all_text(report)
    data = "\n".join(";".join(row) for path in report.rglob("fig-*.csv") for row in read_csv(path))
    wanted = [
        "bevoelkerung",
        "schulen",
        "schueler",
        "abgaenge_allgemeinbildend",
        "arbeitslosenquote",
        "kinderarmut",
    ]
    with open_store() as store:
        for name in wanted:
            newest = store.latest(name, profile.ags)
            if newest is None:
                continue
            text = number(newest.value, store.catalogue.indicators[name].decimals)
            raw = f"{newest.value:g}".replace(".", ",")
            assert text in shown or raw in data, f"{name}: {text}"


def test_same_bytes_in_another_folder(augsburg_report: Path, tmp_path: Path) -> None:
    root = copy_project(tmp_path / "ein anderer Ordner äöü")
    result = run_helpers(root, "report", {"CITY": "09761"})
    assert result.returncode == 0, result.stderr

    def digests(folder: Path) -> dict[str, str]:
        return {
            p.relative_to(folder).as_posix(): hashlib.sha256(p.read_bytes()).hexdigest()
            for p in sorted(folder.rglob("*"))
            if p.is_file()
        }

    assert digests(root / "_report" / "augsburg") == digests(augsburg_report)


def test_unchanged_report_is_left_as_it_is(augsburg_report: Path) -> None:
    before = {p: p.stat().st_mtime_ns for p in augsburg_report.rglob("*")}
    result = run_helpers(augsburg_report.parents[1], "report", {"CITY": "Augsburg"})
    assert result.returncode == 0
    assert "Nichts hat sich geändert" in result.stdout
    assert str(augsburg_report / "index.html") in result.stdout
    assert {p: p.stat().st_mtime_ns for p in augsburg_report.rglob("*")} == before


def test_year_leaves_later_figures_out(shared_project: Path, tmp_path: Path) -> None:
    root = copy_project(tmp_path / "projekt")
    result = run_helpers(root, "report", {"CITY": "Jena", "YEAR": "2019", "FORMAT": "html"})
    assert result.returncode == 0, result.stderr
    report = root / "_report" / "jena"
    assert not list(report.glob("*.pdf"))
    periods = {row[4] for row in read_csv(report / "daten" / "alle-zahlen.csv")} - {"Zeitraum"}
    assert max(int(re.search(r"\d{4}", p)[0]) for p in periods) == 2019  # type: ignore[index]


@pytest.mark.parametrize(
    ("city", "phrase"),
    [
        pytest.param("halle", "in Halle (Saale)", marks=pytest.mark.long),
        ("soemmerda", "im Landkreis Sömmerda"),
    ],
)
def test_places_are_named_as_germans_do(report_of: Reports, city: str, phrase: str) -> None:
    text = all_text(report_of(city))
    assert phrase in text
    if city == "soemmerda":
        assert not re.search(r"\b(in Landkreis|die Stadt Sömmerda|der Stadt Sömmerda)\b", text)


def test_report_names_the_assembler_in_its_colophon(augsburg_report: Path) -> None:
    assert "Den Satz besorgte der eingebaute Assembler" in text_of(augsburg_report, "chapters/impressum.html")
