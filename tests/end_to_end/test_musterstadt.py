"""Musterstadt's finished report: marked as made up on every page, and no planted small count in any of its files."""

from __future__ import annotations

import csv
import io
import re
import subprocess
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pikepdf
import pytest

from examples.musterstadt.voices import SMALL
from helpers.data import Store, open_store
from helpers.paths import project
from tests.data.disclosure.pages import files

Reports = Callable[[str], Path]
PROTECTED = "•"
HOME = project().data / "musterstadt"
TEXTS = {".html", ".svg", ".csv", ".json", ".jsonld", ".js", ".css", ".txt", ".qmd", ".scss"}


def texts(report: Path) -> Iterator[tuple[str, str]]:
    """Yield every file of a report as text, packed ones and the PDF included."""
    for path in files(report):
        name = path.relative_to(report).as_posix()
        if path.suffix in TEXTS:
            yield name, path.read_text("utf-8-sig")
        elif zipfile.is_zipfile(path):
            with zipfile.ZipFile(path) as archive:
                for part in archive.namelist():
                    yield f"{name}/{part}", archive.read(part).decode("utf-8", "replace")
        elif path.suffix == ".pdf":
            yield name, printed(path)
            with pikepdf.open(path) as pdf:
                yield (
                    f"{name}/Alt",
                    "\n".join(
                        str(o.Alt) for o in pdf.objects if isinstance(o, pikepdf.Dictionary) and "/Alt" in o
                    ),
                )


def printed(pdf: Path) -> str:
    """Return what is printed on the pages of a PDF, lines as they stand."""
    command = ["pdftotext", "-layout", str(pdf), "-"]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


def delivered() -> dict[tuple[str, str, str, str], float]:
    """Return what departments delivered, small counts included: (indicator, area, breakdown, period) → number."""
    found = {}
    for path in HOME.glob("musterstadt-*.csv"):
        with path.open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                if row["value"]:
                    found[row["indicator"], row["ags"], row["breakdown"], row["period"]] = float(row["value"])
    return found


@pytest.fixture(scope="module")
def store() -> Iterator[Store]:
    with open_store() as opened:
        yield opened


def hidden(store: Store) -> dict[tuple[str, str, str, str], float]:
    """Return the true numbers of suppressed rates, worked out from what was delivered."""
    counts, rates = delivered(), {}
    for entry in store.catalogue.indicators.values():
        how = entry.computed
        if how is None or len(how.numerator) != 1 or not how.denominator:
            continue
        for row in store.rows(entry.id):
            if row.status != "suppressed" or not row.ags.startswith("06999"):
                continue
            parts = [tuple(line.split("\t")) for line in row.components.split("\n")]
            over = [counts[p] for p in parts if p[0] == how.numerator[0].indicator and p in counts]
            under = [counts[p] for p in parts[len(over) :] if p in counts]
            if len(over) == 1 and under and sum(under):
                rates[row.key] = how.factor * over[0] / sum(under)
    return rates


def test_every_page_says_that_it_is_made_up(report_of: Reports) -> None:
    report = report_of("musterstadt")
    pages = list(report.rglob("*.html"))
    assert len(pages) >= 10
    assert [p.name for p in pages if "Fiktiv:" not in p.read_text("utf-8")] == []
    documents = {
        path.name: [page for page in printed(path).split("\f") if page.strip()]
        for path in sorted(report.rglob("*.pdf"))
    }
    assert len(documents["bildungsbericht-musterstadt.pdf"]) >= 60
    assert len(documents) == 7 + 24  # the report, six short formats, a profile per district
    assert [
        (name, i)
        for name, pages in documents.items()
        for i, page in enumerate(pages, 1)
        if not re.search("fiktiv|erfunden", page, re.IGNORECASE)
    ] == []
    with zipfile.ZipFile(report / "ratsvorlage-musterstadt.docx") as word:
        assert b"Fiktiv: Kommune und Zahlen sind erfunden" in word.read("word/header1.xml")
    assert "Fiktiv: Kommune" in (report / "folien" / "folien.qmd").read_text("utf-8")


def test_the_chapter_on_districts_is_there_with_its_maps(report_of: Reports) -> None:
    page = (report_of("musterstadt") / "chapters" / "14-sozialraeume.html").read_text("utf-8")
    assert page.count("fig-karte-") >= 8
    for name in ("Altmuster", "Nirgendswinkel"):
        assert name in page
    assert "nan" not in re.sub(r"<[^>]+>", " ", page).lower().split()


def test_no_planted_small_count_is_published(report_of: Reports, store: Store) -> None:
    """Suppressed rates are no round numbers: their true value appears in no file, whatever its format."""
    rates = {key: rate for key, rate in hidden(store).items() if rate * 1000 % 1}
    public = {
        f"{row.value:.8f}"
        for name in store.catalogue.indicators
        for row in store.rows(name)
        if row.value is not None
    }
    telling = {f"{rate:.8f}"[:-1]: key for key, rate in rates.items() if f"{rate:.8f}" not in public}
    assert len(telling) >= 8
    needles = re.compile(r"(?<!\d)(?:" + "|".join(text.replace(".", "[.,]") for text in telling) + ")")
    found = {
        (name, match[0]) for name, text in texts(report_of("musterstadt")) for match in needles.finditer(text)
    }
    assert found == set()


def test_no_table_or_download_fills_a_suppressed_cell(report_of: Reports, store: Store) -> None:
    """In the downloads of all figures, a suppressed figure has a sign in place of its number."""
    report = report_of("musterstadt")
    checked = 0
    for path in sorted((report / "daten").glob("*.csv")):
        if path.stem not in store.catalogue.indicators:
            continue
        kept = {(r.ags, r.period, r.breakdown) for r in store.rows(path.stem) if r.status == "suppressed"}
        dimensions = store.catalogue.indicators[path.stem].dimensions
        text = path.read_text("utf-8-sig")
        for row in csv.DictReader(io.StringIO(text), delimiter=";" if ";" in text[:80] else ","):
            parts = [f"{d}={row[d]}" for d in sorted(dimensions) if row.get(d)]
            if (row["ags"], row["zeitraum"], "|".join(parts)) in kept:
                checked += 1
                assert row["wert"] == "", (path.name, row)
    assert checked >= 15


def test_tables_of_districts_show_a_sign_where_a_figure_is_protected(
    report_of: Reports, store: Store
) -> None:
    folder = report_of("musterstadt") / "chapters" / "14-sozialraeume_files"
    latest = [
        r
        for r in store.rows("uebergangsquote_gymnasium")
        if r.period == "2025/26" and r.status == "suppressed"
    ]
    names = {store.areas[r.ags].name for r in latest}
    assert names
    for file in ("fig-karte-uebergang.csv", "tbl-bildung-sozialraeume.csv"):
        rows = list(csv.reader(io.StringIO((folder / file).read_text("utf-8-sig")), delimiter=";"))
        assert {row[1] for row in rows if row[1] in names and row[-1] == PROTECTED} == names


def test_profiles_of_districts_do_not_print_what_is_protected(report_of: Reports, store: Store) -> None:
    """In a district's PDF, the line of a protected rate has a sign where its value would stand."""
    folder = report_of("musterstadt") / "sozialraeume"
    profiles = {path.name[:2]: printed(path).splitlines() for path in sorted(folder.glob("*.pdf"))}
    assert len(profiles) == 24
    entry, period = store.catalogue.indicators["uebergangsquote_gymnasium"], "2025/26"
    told = {}
    for key, lines in profiles.items():
        line = next(line for line in lines if line.strip().startswith(entry.short) and period in line)
        told[f"06999-{key}"] = line.split(period)[1].split()[0] == PROTECTED
    rows = [r for r in store.rows(entry.id) if r.period == period and r.ags in told and not r.breakdown]
    assert told == {r.ags: r.status == "suppressed" for r in rows}
    assert sum(told.values()) >= 1


def test_voices_are_in_every_format_and_those_of_three_people_in_none(report_of: Reports) -> None:
    """Neither is anything that a single person wrote into a survey."""
    parts = dict(texts(report_of("musterstadt")))
    said = "Bei uns gibt es Angebote, nur weiß kaum jemand davon."
    for name in ("chapters/14-sozialraeume.html", "bildungsbericht-musterstadt.pdf"):
        assert said in " ".join(parts[name].split()), name
    words = re.compile(
        "|".join(map(re.escape, [SMALL.split(",")[0], "Danke für die Umfrage", "Der Bus fährt zu selten"]))
    )
    assert [name for name, text in parts.items() if words.search(" ".join(text.split()))] == []


def test_every_page_of_the_web_can_be_answered(report_of: Reports) -> None:
    report = report_of("musterstadt")
    subjects = {
        path.name: re.findall(
            r'href="mailto:bildungsbuero@musterstadt\.example\?subject=([^"]+)"', path.read_text("utf-8")
        )
        for path in [report / "index.html", *sorted((report / "chapters").glob("*.html"))]
    }
    assert [name for name, found in subjects.items() if not found] == []
    last = [found[-1] for found in subjects.values()]
    assert len(set(last)) == len(last)
