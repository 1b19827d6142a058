"""German search: parts of words, inflections, spellings; by section, marked there and on the page."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote

import pytest
from playwright.sync_api import Page, expect

from tests.browser.site import Site

pytestmark = pytest.mark.browser


@pytest.fixture
def start(page: Page, musterstadt: Site) -> Page:
    """The opening page."""
    page.goto(musterstadt.url("index.html"))
    return page


def results(page: Page, query: str) -> list[str]:
    """Return the titles of the sections found."""
    page.locator("#suche").fill(query)
    expect(page.locator("#suche-status")).not_to_be_empty()
    expect(page.locator(".results > p").first).to_be_visible()
    return page.locator(".results strong").all_text_contents()


@pytest.mark.parametrize(
    ("query", "marked", "section"),
    [
        ("Quote", "Betreuungsquoten", "1.1 Betreuungsquoten der unter Dreijährigen"),  # inside a compound
        ("Schülern", "Schüler", "2.1 Schülerinnen und Schüler nach Schulart"),  # inflected
        ("Schueler", "Schüler", "2.1 Schülerinnen und Schüler nach Schulart"),
        ("maedchen", "Mädchen", "2.1 Schülerinnen und Schüler nach Schulart"),
        ("Strasse", "Straßen", "2 Allgemeinbildende Schulen und die Übergänge danach"),
        ("STRAẞEN", "Straßen", "2 Allgemeinbildende Schulen und die Übergänge danach"),
        ("Gymnasien", "Gymnasium", "2.1 Schülerinnen und Schüler nach Schulart"),
        ("301.786", "301.786", "Bildung in Zahlen"),
        ("Ganztag sieben Stunden", "sieben", "1.2 Ganztagsbetreuung in Kindertageseinrichtungen"),
    ],
)
def test_finds(start: Page, query: str, marked: str, section: str) -> None:
    assert section in results(start, query)
    entry = start.locator(".results a", has=start.get_by_text(section, exact=True))
    shown = [text.casefold() for text in entry.locator("mark").all_text_contents()]
    assert any(text in marked.casefold() for text in shown), shown


def test_word_as_typed_and_titles_come_first(start: Page) -> None:
    assert results(start, "Betreuungsquote")[0] == "1.1 Betreuungsquoten der unter Dreijährigen"


def test_umlaut_of_the_plural_is_undone_when_nothing_else_is_found(start: Page) -> None:
    assert results(start, "Städten")  # only "Stadt" stands in the book


def test_results_are_grouped_by_chapter_and_counted(start: Page) -> None:
    titles = results(start, "Quote")
    chapters = start.locator(".results .chapter").all_text_contents()
    assert len(chapters) == len(set(chapters)) > 1
    expect(start.locator("#suche-status")).to_have_text(
        f"{len(titles)} Abschnitte in {len(chapters)} Kapiteln"
    )


def test_nothing_found_says_what_to_do(start: Page) -> None:
    assert results(start, "Xylophon") == []
    expect(start.locator("#suche-status")).to_have_text(
        "Nichts gefunden für „Xylophon“. Tipp: ein kürzeres Wort oder einen Wortteil eingeben."
    )


def test_text_typed_in_stays_text(start: Page) -> None:
    assert results(start, "<img src=x onerror=alert(1)>") == []
    assert start.locator(".results img").count() == 0
    start.goto(start.url + "?q=%3Cimg%20src%3Dx%3E%20Musterstadt")
    assert start.locator("main img").count() == 0


@pytest.mark.parametrize(
    "query", ["\u00ad", "\u0301", "a", "a b", "  ", "„“", ".*", "%E0%A4%A", "Quote " * 500]
)
def test_odd_questions_do_no_harm(page: Page, musterstadt: Site, query: str) -> None:
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.goto(musterstadt.url("kapitel/betreuung.html") + f"?q={quote(query)}#%E0%A4%A")
    page.locator("#suche").fill(query)
    page.wait_for_function("window.SEARCH")
    assert page.evaluate("1 + 1") == 2  # still answers
    assert errors == []


def test_index_is_loaded_only_when_needed(page: Page, musterstadt: Site) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(musterstadt.url("index.html"))
    page.wait_for_load_state("networkidle")
    assert not [url for url in asked if "search-index" in url]
    page.locator("#suche").focus()
    page.wait_for_function("window.SEARCH")
    assert len([url for url in asked if "search-index" in url]) == 1


def test_missing_index_is_said(page: Page, musterstadt: Site) -> None:
    page.route("**/search-index.js", lambda route: route.abort())
    page.goto(musterstadt.url("index.html"))
    page.locator("#suche").fill("Quote")
    expect(page.locator("#suche-status")).to_have_text("Die Suche konnte nicht geladen werden.")


def test_words_are_marked_on_the_page_and_can_be_unmarked(start: Page, musterstadt: Site) -> None:
    results(start, "Quoten")
    start.get_by_role("link", name="1.1 Betreuungsquoten").click()
    start.wait_for_url("**/betreuung.html?q=Quoten#*")
    marks = start.locator("main mark")
    assert {text.casefold() for text in marks.all_text_contents()} == {"quote", "quoten"}
    text = start.locator("main .text").text_content()
    start.get_by_role("button", name="Hervorhebung entfernen").click()
    expect(marks).to_have_count(0)
    assert start.locator("main .text").text_content() == text
    assert "q=" not in start.url


@pytest.mark.parametrize(
    ("query", "first"),
    [
        ("Inklusion", "6 Förderbedarf und Inklusion"),
        ("Berufliche Bildung", "7 Berufliche Bildung"),
        ("Kitaplatz", "3.3 Eine Quote, zwei Ergebnisse"),
        ("Schulabbrecher", "5.3 Ohne Hauptschulabschluss"),
        ("Hartz IV", "9.3 Grundsicherung"),
        ("Bürgergeld", "9.3 Grundsicherung"),
        ("Azubis", "7.1 Ausbildung"),
        ("Schwänzen", "Schulversäumnis (Schulabsentismus)"),
    ],
)
def test_lay_words_and_titles_of_chapters(
    page: Page, report_of: Callable[[str], Path], query: str, first: str
) -> None:
    """By „Auch gesucht: …“ in the glossary; the report's own sections before the glossary and the annex."""
    page.goto((report_of("augsburg") / "index.html").as_uri())
    assert results(page, query)[0] == first
