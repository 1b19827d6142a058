"""A reader with a keyboard gets everywhere: skip link, search, tabs, dialogs, theme, wide tables, contents."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.site import Site

pytestmark = pytest.mark.browser

CARE, SCHOOLS = "kapitel/betreuung.html", "kapitel/schulen.html"


def focused(page: Page) -> str:
    """Return what has the focus: its text, label or tag."""
    name = page.evaluate(
        "(e => e.getAttribute('aria-label') ?? (e.textContent.trim() || e.tagName))(document.activeElement)"
    )
    return str(name).replace("\u00a0", " ")


def tab_to(page: Page, name: str, limit: int = 60) -> None:
    """Press Tab until something of that name has the focus."""
    for _ in range(limit):
        page.keyboard.press("Tab")
        if focused(page).startswith(name):
            return
    pytest.fail(f"„{name}“ ist mit der Tabulatortaste nicht erreichbar")


def test_skip_link_comes_first_and_leads_to_the_text(page: Page, musterstadt: Site) -> None:
    page.goto(musterstadt.url(CARE))
    page.keyboard.press("Tab")
    assert focused(page) == "Zum Inhalt springen"
    assert page.locator(".skip").bounding_box()["y"] >= 0  # type: ignore[index]
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.tagName") == "MAIN"


def test_focus_is_visible_everywhere(page: Page, musterstadt: Site) -> None:
    page.goto(musterstadt.url(CARE))
    seen = 0
    for _ in range(40):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement === document.body"):
            break
        style, width = page.evaluate(
            "(s => [s.outlineStyle, parseFloat(s.outlineWidth)])(getComputedStyle(document.activeElement))"
        )
        assert (style, width >= 2) == ("solid", True), focused(page)
        seen += 1
    assert seen > 20


def test_search_by_keyboard(page: Page, musterstadt: Site) -> None:
    page.goto(musterstadt.url("index.html"))
    page.locator("#suche").focus()
    page.keyboard.type("Gymnasium")
    expect(page.locator(".results a")).to_have_count(1)
    expect(page.locator("#suche-status")).to_have_text("1 Abschnitt in 1 Kapitel")
    page.keyboard.press("ArrowDown")
    assert focused(page).startswith("2.1 Schülerinnen und Schüler nach Schulart")
    page.keyboard.press("Escape")
    expect(page.locator(".results")).to_be_hidden()
    expect(page.locator("#suche")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator(".results a").first).to_be_focused()
    page.keyboard.press("Enter")
    page.wait_for_url("**/schulen.html?q=Gymnasium#*")


def test_tabs_by_keyboard(page: Page, musterstadt: Site) -> None:
    page.goto(musterstadt.url(CARE))
    tabs = page.get_by_role("tab")
    tab_to(page, "Diagramm")
    page.keyboard.press("ArrowRight")
    expect(tabs.nth(1)).to_be_focused()
    expect(tabs.nth(1)).to_have_attribute("aria-selected", "true")
    expect(page.get_by_role("tabpanel", name="Tabelle")).to_be_visible()
    expect(page.locator("#fig-ganztag")).to_be_hidden()
    page.keyboard.press("End")
    expect(tabs.nth(2)).to_be_focused()
    page.keyboard.press("ArrowRight")
    expect(tabs.nth(0)).to_be_focused()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.getAttribute('role')") == "tabpanel"


def test_figure_opens_large_and_gives_the_focus_back(page: Page, musterstadt: Site) -> None:
    page.goto(musterstadt.url(CARE))
    tab_to(page, "Vergrößern (Abbildung 1.1)")
    page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog", name="Abbildung 1.1: Betreuungsquote")
    expect(dialog).to_be_visible()
    expect(dialog.get_by_role("img")).to_have_attribute(
        "alt", page.locator("#fig-betreuung img").get_attribute("alt") or ""
    )
    assert page.evaluate("document.querySelector('dialog').contains(document.activeElement)")
    page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    assert focused(page) == "Vergrößern (Abbildung 1.1)"


def test_citation_names_report_figure_and_year(page: Page, musterstadt: Site) -> None:
    page.goto(musterstadt.url(CARE))
    tab_to(page, "Zitieren (Abbildung 1.1)")
    page.keyboard.press("Enter")
    expect(page.get_by_label("Quellenangabe")).to_have_value(
        "Stadt Musterstadt, Bildungsbüro (2025): Bildungsbericht Musterstadt 2025. Abbildung 1.1: "
        "Betreuungsquote der Kinder unter drei Jahren in Musterstadt 2020 bis 2025, in Prozent."
    )
    page.get_by_role("button", name="Kopieren").click()
    expect(page.locator("dialog [role=status]")).to_have_text("Kopiert.")


def test_theme_is_kept_from_page_to_page(page: Page, musterstadt: Site) -> None:
    paper, ink = "rgb(255, 255, 255)", "rgb(22, 25, 29)"
    page.goto(musterstadt.url("index.html"))
    button = page.get_by_role("button", name="Dunkel")
    expect(page.locator("body")).to_have_css("background-color", paper)
    tab_to(page, "Dunkel")
    page.keyboard.press("Space")
    expect(button).to_have_attribute("aria-pressed", "true")
    expect(page.locator("body")).to_have_css("background-color", ink)
    page.goto(musterstadt.url(CARE))
    expect(page.locator("body")).to_have_css("background-color", ink)
    expect(page.locator("#fig-betreuung img")).to_have_css(
        "background-color", paper
    )  # charts keep their paper
    button.click()
    expect(page.locator("body")).to_have_css("background-color", paper)
    assert page.evaluate("localStorage.length") == 0  # as the system again: nothing is stored


def test_theme_works_where_storage_is_forbidden(page: Page, musterstadt: Site) -> None:
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.add_init_script(
        "Object.defineProperty(window, 'localStorage', { get() { throw new DOMException('no') } })"
    )
    page.goto(musterstadt.url("index.html"))
    page.get_by_role("button", name="Dunkel").click()
    expect(page.locator("body")).to_have_css("background-color", "rgb(22, 25, 29)")
    assert errors == []


@pytest.mark.parametrize("context", [{"viewport": {"width": 390, "height": 800}}], indirect=True)
def test_wide_table_scrolls_by_keyboard_in_a_named_region(page: Page, musterstadt: Site) -> None:
    page.goto(musterstadt.url(SCHOOLS))
    region = page.get_by_role("region", name="Tabelle 2.1")
    for _ in range(60):
        page.keyboard.press("Tab")
        if region.evaluate("e => e === document.activeElement"):
            break
    expect(region).to_be_focused()
    page.keyboard.press("ArrowRight")
    page.wait_for_function("document.activeElement.scrollLeft > 0")


@pytest.mark.parametrize("context", [{"viewport": {"width": 1600, "height": 900}}], indirect=True)
def test_narrow_table_is_no_stop(page: Page, musterstadt: Site) -> None:
    page.goto(musterstadt.url(CARE))
    expect(page.get_by_role("region", name="Tabelle 1.1")).not_to_have_attribute("tabindex", "0")


@pytest.mark.parametrize("context", [{"viewport": {"width": 390, "height": 800}}], indirect=True)
def test_contents_open_and_close_on_a_narrow_screen(page: Page, musterstadt: Site) -> None:
    page.goto(musterstadt.url(CARE))
    contents = page.get_by_role("navigation", name="Inhaltsverzeichnis")
    expect(contents).to_be_hidden()
    tab_to(page, "Inhalt")
    page.keyboard.press("Enter")
    expect(contents).to_be_visible()
    expect(contents.locator("[aria-current]")).to_have_text("1 Frühkindliche Bildung")
    page.keyboard.press("Tab")
    assert focused(page) == "Schließen"
    page.keyboard.press("Escape")
    expect(contents).to_be_hidden()
    assert focused(page) == "Inhalt"


def test_table_is_sorted_by_number_with_gaps_last(page: Page, musterstadt: Site) -> None:
    page.goto(musterstadt.url(CARE))
    table = page.locator("#tbl-vergleich table")
    names = table.locator("tbody tr > :first-child")
    header = table.get_by_role("columnheader", name="2025")
    before = names.all_text_contents()
    tab_to(page, "2025")
    page.keyboard.press("Enter")
    expect(header).to_have_attribute("aria-sort", "ascending")
    assert names.all_text_contents() == [
        "Neustadt am Fluss", "Musterstadt", "Landkreis Beispielhausen", "Deutschland (erfunden)", "Altdorf",
    ]  # fmt: skip
    page.keyboard.press("Enter")
    expect(header).to_have_attribute("aria-sort", "descending")
    assert names.all_text_contents() == [
        "Deutschland (erfunden)", "Landkreis Beispielhausen", "Musterstadt", "Neustadt am Fluss", "Altdorf",
    ]  # fmt: skip
    assert sorted(before) == sorted(names.all_text_contents())


def test_large_numbers_sort_by_value_and_totals_stay_last(page: Page, musterstadt: Site) -> None:
    page.goto(musterstadt.url(SCHOOLS))
    table = page.locator("#tbl-breit table")
    column = table.locator("tbody tr > :nth-child(2)")
    for expected in (
        ["300", "1.900", "3.000", "4.100", "9.300"],
        ["4.100", "3.000", "1.900", "300", "9.300"],
    ):
        table.get_by_role("button", name="2014/15").click()
        assert column.all_text_contents() == expected


def test_table_with_parts_of_rows_keeps_its_order(page: Page, musterstadt: Site) -> None:
    page.goto(musterstadt.url(SCHOOLS))
    assert page.locator("#tbl-darunter table").get_by_role("button").count() == 0


@pytest.mark.parametrize("place", ["ziel-im-reiter", "ziel-im-klapptext"])
def test_link_into_folded_text_opens_it(page: Page, musterstadt: Site, place: str) -> None:
    page.goto(musterstadt.url(f"{CARE}#{place}"))
    expect(page.locator(f"#{place}")).to_be_in_viewport()


def test_target_of_a_link_is_not_hidden_under_the_bar(page: Page, musterstadt: Site) -> None:
    page.goto(musterstadt.url(f"{CARE}#fig-betreuung"))
    page.wait_for_function("scrollY > 0")
    top = page.locator("#fig-betreuung").bounding_box()["y"]  # type: ignore[index]
    bar = page.locator(".bar").bounding_box()
    assert top >= bar["y"] + bar["height"]  # type: ignore[index]
