"""A walk by keyboard through Musterstadt's own report: what holds in the small book holds in the real one."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.site import Site
from tests.browser.test_keyboard import focused, tab_to
from tests.browser.test_search import results

pytestmark = [pytest.mark.browser, pytest.mark.long]


@pytest.fixture(params=["whole"])
def site(request: pytest.FixtureRequest) -> Site:
    """The report with everything there is."""
    return Site(request.getfixturevalue("report_of")("musterstadt"))


@pytest.mark.parametrize(
    ("query", "marked"),
    [("Schülern", "Schüler"), ("Quote", "Betreuungsquote"), ("kinder armut", "Kinderarmut")],
)
def test_search_leads_to_the_marked_words(page: Page, site: Site, query: str, marked: str) -> None:
    page.goto(site.url("index.html"))
    page.keyboard.press("Tab")
    assert focused(page) == "Zum Inhalt springen"
    for _ in range(4):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.id") == "suche":
            break
    page.keyboard.type("x")  # the search has the focus: this is typed into it
    expect(page.locator("#suche")).to_have_value("x")
    assert results(page, query)
    assert page.locator(".results .chapter").count() > 1
    page.keyboard.type(" ")
    page.keyboard.press("Enter")
    expect(page.locator(".results a").first).to_be_focused()
    page.keyboard.press("Enter")
    page.wait_for_url("**/*.html?q=*")
    said = [text.casefold() for text in page.locator("main mark").all_text_contents()]
    assert any(text in marked.casefold() for text in said), said


def test_figures_tables_and_theme(page: Page, site: Site) -> None:
    page.goto(site.url("chapters/14-sozialraeume.html"))
    for button in ("Vergrößern (Abbildung 14.1)", "Zitieren (Abbildung 14.1)"):
        tab_to(page, button, 120)
        page.keyboard.press("Enter")
        expect(page.get_by_role("dialog")).to_be_visible()
        page.keyboard.press("Escape")
        assert focused(page) == button
    table = page.get_by_role("region", name="Tabelle 14.1:")
    column = table.get_by_role("columnheader", name="Kinderarmut")
    column.get_by_role("button").focus()
    page.keyboard.press("Enter")
    expect(column).to_have_attribute("aria-sort", "ascending")
    cells = table.locator("tbody td:nth-child(4)").all_text_contents()[:-1]  # without the total
    shares = [float(text.replace(",", ".")) for text in cells if text != "•"]
    assert len(shares) > 20
    assert shares == sorted(shares)
    page.get_by_role("button", name="Dunkel").focus()
    page.keyboard.press("Space")
    expect(page.locator("body")).to_have_css("background-color", "rgb(22, 25, 29)")
