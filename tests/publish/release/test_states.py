"""States of chapters: what is approved counts until something else is printed, and then says what."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable
from pathlib import Path

import pytest

from helpers.errors import DataError, OutputError, ReportError
from helpers.paths import Project
from helpers.publish.release.approvals import approve, chosen, states
from helpers.publish.release.content import Edition, keep_printed, load_printed, read_printed
from helpers.publish.release.differences import compare
from helpers.publish.release.record import Release, record
from helpers.publish.release.status import findings_in, show_news

DAY = dt.date(2026, 3, 1)
CITY = "musterstadt"
Write = Callable[..., Path]


def test_a_revised_figure_takes_the_approval_back_and_is_named(project: Project, write: Write) -> None:
    before = read_printed(write(), 2025)
    approve(CITY, before, ["03-kita", "index"], "Eva Muster", DAY, project)
    assert [chapter.state for chapter in states(CITY, before, project)] == [
        "freigegeben",
        "freigegeben",
        "Entwurf",
    ]

    found = {chapter.name: chapter for chapter in states(CITY, read_printed(write("26,1"), 2025), project)}
    assert found["index"].state == "freigegeben"
    kita = found["03-kita"]
    assert (kita.state, kita.fallen_back, kita.entry.by) == ("Entwurf", True, "Eva Muster")
    assert {change.numbers for change in kita.changes} == {(("25,6", "26,1"),)}
    assert "2024 besuchten 26,1 von 100 Kindern in Musterstadt eine Kita." in [c.after for c in kita.changes]
    data = [change for change in kita.changes if change.is_data]
    assert [change.after for change in data] == ["Daten fig-quote: Jahr: 2024, Musterstadt (%): 26,1"]

    approve(CITY, read_printed(write("26,1"), 2025), ["03-kita"], "Eva Muster", DAY, project)
    assert states(CITY, read_printed(write("26,1"), 2025), project)[1].state == "freigegeben"
    assert (
        states(CITY, before, project)[1].state == "Entwurf"
    )  # the old figure is no longer what was approved


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"count": "1.206"}, "Am 1. März waren es z. B. 1.206 Kinder."),
        ({"more": " Das ist gut."}, "Das ist gut."),
        ({"picture": "<svg><path/></svg>"}, "Datei fig-quote.svg"),
    ],
)
def test_anything_printed_counts(project: Project, write: Write, change: dict[str, str], said: str) -> None:
    before = read_printed(write(), 2025)
    approve(CITY, before, ["03-kita"], "Eva Muster", DAY, project)
    kita = states(CITY, read_printed(write(**change), 2025), project)[1]
    assert kita.fallen_back
    assert len(kita.changes) == 1
    assert said in kita.changes[0].after


def test_who_sets_the_book_does_not_count(write: Write) -> None:
    book = write()
    before = read_printed(book, 2025).fingerprint
    config = json.loads((book / "_quarto.yml").read_text("utf-8"))
    config["kolophon"]["assembler"] = "Den Satz besorgte Quarto."
    config["kommune"]["draft"] = "Entwurf, Stand 00000000"
    (book / "_quarto.yml").write_text(json.dumps(config), "utf-8")
    assert read_printed(book, 2025).fingerprint == before


def test_words_and_lines_that_come_and_go_are_shown() -> None:
    before = ("Der Anteil stieg auf 5 %.", "Das ist viel.", "Ende.")
    after = ("Der Anteil sank auf 4 %.", "Ende.", "Neu ist das.")
    told = [str(change) for change in compare(before, after)]
    assert told == [
        "Entfallen: „Das ist viel.“",
        "Vorher: „Der Anteil stieg auf 5 %.“ Jetzt: „Der Anteil sank auf 4 %.“",
        "Neu: „Neu ist das.“",
    ]


def test_an_approved_text_that_was_tampered_with_is_not_compared(project: Project, write: Write) -> None:
    approve(CITY, read_printed(write(), 2025), ["03-kita"], "Eva Muster", DAY, project)
    text = project.data / CITY / "freigaben" / "2025" / "03-kita.txt"
    text.write_text(text.read_text("utf-8").replace("25,6", "26,1"), "utf-8")
    kita = states(CITY, read_printed(write("26,1"), 2025), project)[1]
    assert kita.fallen_back
    assert "liegt nicht mehr vor" in kita.changes[0].after


def test_what_was_printed_is_kept_per_year(project: Project, write: Write) -> None:
    for year in (2024, 2025):
        keep_printed(read_printed(write(str(year)), year), CITY, project)
    assert (
        load_printed(CITY, 2024, project).chapters["03-kita"].lines
        != load_printed(CITY, 2025, project).chapters["03-kita"].lines
    )
    assert load_printed(CITY, 2025, project) == read_printed(write("2025"), 2025)


@pytest.mark.parametrize("wish", ["3", "03", "03-kita", "03-kita.ipynb", "3,03-kita"])
def test_a_chapter_by_number_or_name(write: Write, wish: str) -> None:
    assert chosen(wish, list(read_printed(write(), 2025).chapters)) == ["03-kita"]


@pytest.mark.parametrize("wish", ["", "4", "kita", "../03-kita"])
def test_an_unknown_chapter_is_refused(write: Write, wish: str) -> None:
    with pytest.raises(ReportError, match="03-kita"):
        chosen(wish, list(read_printed(write(), 2025).chapters))


@pytest.mark.parametrize("by", ["", "  ", "–"])
def test_an_approval_has_a_name(project: Project, write: Write, by: str) -> None:
    with pytest.raises(ReportError, match="wer freigibt"):
        approve(CITY, read_printed(write(), 2025), ["03-kita"], by, DAY, project)
    assert not (project.data / CITY / "freigaben").exists()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("kapitel: [1]", "je Kapitel ein Eintrag"),
        ("kapitel: {03-kita: {stand: fertig}}", "fertig"),
        ("kapitel: {03-kita: {stand: freigegeben}}", "fingerabdruck"),
        ("kapitel: {03-kita: {ganz: egal}}", "ganz"),
        ("kapitel: {03-kita: {rueckmeldungen: viele}}", "keine Anzahl"),
        ("kapitel: {", "Zeile"),
        ("- a", "kapitel"),
    ],
)
def test_a_file_that_somebody_broke_is_named(project: Project, write: Write, text: str, said: str) -> None:
    path = project.data / CITY / "freigaben" / "2025.yml"
    path.parent.mkdir()
    path.write_text(text, "utf-8")
    with pytest.raises(DataError, match=r"data/musterstadt/freigaben/2025\.yml") as problem:
        states(CITY, read_printed(write(), 2025), project)
    assert said in str(problem.value)


def test_staff_may_say_by_hand_where_a_chapter_is(project: Project, write: Write) -> None:
    path = project.data / CITY / "freigaben" / "2025.yml"
    path.parent.mkdir()
    path.write_text("kapitel:\n  03-kita: {stand: in Prüfung, bei: Jugendamt, rueckmeldungen: 2}\n", "utf-8")
    kita = states(CITY, read_printed(write(), 2025), project)[1]
    assert (kita.state, kita.entry.at, kita.entry.comments) == ("in Prüfung", "Jugendamt", 2)
    approve(CITY, read_printed(write(), 2025), ["03-kita"], "Eva Muster", DAY, project)
    assert (
        states(CITY, read_printed(write(), 2025), project)[1].entry.comments == 2
    )  # an approval closes no comment


def test_what_is_new_since_a_released_edition(project: Project, write: Write) -> None:
    before = read_printed(write(), 2025)
    record(CITY, Release("2025.1", "2026-03-01"), before, project)
    keep_printed(read_printed(write("26,1"), 2026), CITY, project)
    told = list(show_news(CITY, 2026, "2025.1", project))
    assert told[0].endswith("gegenüber Ausgabe 2025.1:")
    assert [line for line in told if "25,6 → 26,1" in line and "2024 besuchten 26,1" in line]
    keep_printed(before, CITY, project)
    assert len(list(show_news(CITY, 2025, "2025.1", project))) == 1
    with pytest.raises(OutputError, match=r"Vorhanden: 2025\.1"):
        list(show_news(CITY, 2025, "2024.1", project))


def test_open_findings_are_counted_where_their_figures_are_shown(project: Project, write: Write) -> None:
    """A finding about a list is nobody's chapter; one about another area is not about what the chapter shows."""
    keys = ["sprung/kinderarmut/06999/insgesamt/2024", "bruch/kinderarmut/06999/insgesamt/2020"]
    keys += ["sprung/kinderarmut/06/insgesamt/2024", "angebot/data/musterstadt/angebote.csv/Lotsen"]
    (project.build / CITY).mkdir(parents=True)
    (project.build / CITY / "pruefung.json").write_text(json.dumps({"open": keys}), "utf-8")
    printed = read_printed(write(), 2025)
    figures = {"03-kita": ("kinderarmut 06999", "bevoelkerung 06999"), "index": ("bevoelkerung 06999",)}
    edition = Edition(2025, printed.chapters, "", figures)
    keep_printed(edition, CITY, project)
    assert findings_in(load_printed(CITY, 2025, project), CITY, project) == {"03-kita": 2, "index": 0}
