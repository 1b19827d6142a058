"""What holds on every page of every report, at each size and in each colour scheme."""

from __future__ import annotations

import re
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.site import Site

pytestmark = pytest.mark.browser

RULES = {
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"]},
    "resultTypes": ["violations"],
}
SHIFTS = """() => new Promise(done => {
    let sum = 0;
    new PerformanceObserver(list => { for (const entry of list.getEntries()) sum += entry.value; })
        .observe({ type: "layout-shift", buffered: true });
    requestAnimationFrame(() => setTimeout(() => done(sum), 60));
})"""


def violations(page: Page) -> list[tuple[str, list[str]]]:
    """Return the rules of axe-core that the page breaks, and where."""
    response = Axe().run(page, options=RULES).response
    return [(rule["id"], [node["html"][:200] for node in rule["nodes"]]) for rule in response["violations"]]


SCHEMES: dict[str, dict[str, Any]] = {
    "light": {"color_scheme": "light"},
    "dark": {"color_scheme": "dark"},
    "forced": {"color_scheme": "dark", "forced_colors": "active"},
    "contrast": {"color_scheme": "light", "contrast": "more"},
}
EVERY_LOOK = [(width, scheme) for width in (390, 768, 1600) for scheme in SCHEMES]


def looks(*, fast: bool) -> list[Any]:
    """Sizes and schemes; those of the short run, or the others."""
    short = [(390, "light"), (390, "dark"), (1600, "light"), (1600, "dark")]
    return short if fast else [look for look in EVERY_LOOK if look not in short]


def open_window(browser: Browser, width: int, scheme: str) -> BrowserContext:
    return browser.new_context(viewport={"width": width, "height": 900}, **SCHEMES[scheme])


@pytest.mark.parametrize(
    ("width", "scheme"),
    [*looks(fast=True), *(pytest.param(*look, marks=pytest.mark.long) for look in looks(fast=False))],
)
def test_axe_finds_nothing(browser: Browser, site: Site, width: int, scheme: str) -> None:
    context = open_window(browser, width, scheme)
    page = context.new_page()
    found = {}
    for file in site.pages:
        page.goto(file.as_uri())
        if broken := violations(page):
            found[site.name(file)] = broken
    context.close()
    assert found == {}


def test_axe_would_find_something(page: Page, musterstadt: Site) -> None:
    page.goto(musterstadt.url("kapitel/betreuung.html"))
    page.evaluate("document.querySelector('main img').removeAttribute('alt')")
    assert [rule for rule, _ in violations(page)] == ["image-alt"]


@pytest.mark.parametrize("context", [{"viewport": {"width": 390, "height": 800}}], indirect=True)
def test_axe_finds_nothing_in_what_opens(page: Page, musterstadt: Site) -> None:
    """Search results, contents, dialogs and marked words are accessible, too."""
    address = musterstadt.url("kapitel/betreuung.html")
    page.goto(address)
    page.locator("#suche").fill("Quote")
    expect(page.locator(".results a").first).to_be_visible()
    assert violations(page) == []
    page.keyboard.press("Escape")
    for button, opened in (("Inhalt", ".contents"), ("Vergrößern", "dialog"), ("Zitieren", "dialog")):
        page.get_by_role("button", name=button).first.click()
        expect(page.locator(opened)).to_be_visible()
        assert violations(page) == []
        page.keyboard.press("Escape")
    page.goto(address + "?q=Quote")
    expect(page.locator("main mark").first).to_be_visible()
    assert violations(page) == []


@pytest.mark.parametrize("width", [390, 1600])
def test_pages_are_quiet_and_still(browser: Browser, site: Site, width: int) -> None:
    """No request to another host, no message on the console, no layout shift."""
    context = open_window(browser, width, "light")
    page = context.new_page()
    requests: list[str] = []
    messages: list[str] = []
    page.on("request", lambda request: requests.append(request.url))
    page.on("console", lambda message: messages.append(message.text))
    page.on("pageerror", lambda error: messages.append(str(error)))
    shifts = {}
    for file in site.pages:
        page.goto(file.as_uri())
        if moved := page.evaluate(SHIFTS):
            shifts[site.name(file)] = moved
        page.locator("#suche").focus()
        page.wait_for_function("window.SEARCH")
    context.close()
    assert [url for url in requests if not url.startswith(site.folder.as_uri())] == []
    assert messages == []
    assert shifts == {}


@pytest.mark.parametrize(("width", "stop"), [(320, 0), (390, -1), (1600, -1)])
def test_charts_are_seen_whole(browser: Browser, musterstadt: Site, width: int, stop: int) -> None:
    """On a phone a chart fills the screen; where it would become too small, it scrolls in a region that the keyboard reaches."""
    context = open_window(browser, width, "light")
    page = context.new_page()
    page.goto(musterstadt.url("kapitel/betreuung.html"))
    region = page.locator(".figure-scroll").first
    expect(region).to_have_attribute("aria-labelledby", "fig-betreuung-caption")
    page.wait_for_function("s => document.querySelector('.figure-scroll').tabIndex === s", arg=stop)
    shown = region.locator("img").bounding_box()
    assert shown is not None
    assert shown["width"] >= 350  # texts of 8.5 points in charts of 14 cm are then 7.5 px high
    assert (shown["width"] <= width) == (stop == -1)
    context.close()


SCROLLED = """async region => {
  region.scrollLeft = region.scrollWidth;
  await new Promise(requestAnimationFrame);
  const row = region.querySelector("tbody tr");
  return [...row.cells].findIndex(cell => cell.getBoundingClientRect().left === region.getBoundingClientRect().left);
}"""


@pytest.mark.parametrize(("table", "named"), [("#tbl-vergleich", 0), ("#tbl-rangfolge", 1)])
def test_wide_tables_keep_the_names_of_their_rows_in_view(
    browser: Browser, musterstadt: Site, table: str, named: int
) -> None:
    """What goes on to the right is said in words; the first column stays, or the second where the first only counts."""
    context = open_window(browser, 390, "light")
    page = context.new_page()
    page.goto(musterstadt.url("kapitel/betreuung.html"))
    region = page.locator(f"{table} .table-scroll")
    hint = "r => getComputedStyle(r, '::before').visibility"
    expect(region).to_have_attribute("tabindex", "0")
    expect(region).to_have_attribute("data-more", "")
    assert region.evaluate(hint) == "visible"
    expect(region).to_have_css("box-shadow", re.compile("inset"))
    assert region.evaluate(SCROLLED) == named
    expect(region).not_to_have_attribute("data-more", "")
    assert region.evaluate(hint) == "hidden"
    expect(region).to_have_css("box-shadow", "none")
    context.close()


@pytest.mark.parametrize("width", [1280, 1600])
def test_tables_use_the_room_of_a_desktop(browser: Browser, musterstadt: Site, width: int) -> None:
    """Eight columns need no scrolling there: below 90 rem, the contents of the page stand above the text."""
    context = open_window(browser, width, "light")
    page = context.new_page()
    page.goto(musterstadt.url("kapitel/betreuung.html"))
    for region in page.locator(".table-scroll").all():
        expect(region).not_to_have_attribute("tabindex", "0")
    context.close()


@pytest.mark.parametrize(
    "context",
    [{"viewport": {"width": 320, "height": 640}}, {"viewport": {"width": 640, "height": 480}}],
    indirect=True,
)
def test_pages_reflow(page: Page, site: Site) -> None:
    """At 320 px (400 % of 1280) and 640 px (200 %) nothing but tables, charts and formulas scrolls sideways."""
    wide = {}
    for file in site.pages:
        page.goto(file.as_uri())
        width, room = page.evaluate("[document.scrollingElement.scrollWidth, innerWidth]")
        if width > room:
            wide[site.name(file)] = width
    assert wide == {}


@pytest.mark.parametrize("context", [{"viewport": {"width": 1440, "height": 900}}], indirect=True)
def test_lines_of_text_have_a_readable_length(page: Page, site: Site) -> None:
    """Running text keeps to about 65 to 75 characters a line."""
    lengths: list[float] = []
    for file in site.pages:
        page.goto(file.as_uri())
        lengths += page.evaluate(
            """() => [...document.querySelectorAll(".text > p")].map(p => {
                const lines = Math.round(p.clientHeight / parseFloat(getComputedStyle(p).lineHeight));
                return [p.textContent.length, lines];
            }).filter(([length, lines]) => length && lines >= 4).map(([length, lines]) => length / (lines - 0.25))"""
        )
    assert lengths
    assert max(lengths) <= 80
    assert sum(lengths) / len(lengths) >= 55


@pytest.mark.parametrize(
    "context", [{"viewport": {"width": width, "height": 900}} for width in (320, 1280)], indirect=True
)
def test_text_may_be_spaced_wider(page: Page, site: Site) -> None:
    """WCAG 1.4.12: with the reader's own spacing nothing is cut off, covered or pushed out of the window."""
    cut = {}
    for file in site.pages:
        page.goto(file.as_uri())
        page.add_style_tag(
            content="* { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important }"
            "p { margin-bottom: 2em !important }"
        )
        wide, hidden = page.evaluate(
            """() => [document.scrollingElement.scrollWidth - innerWidth,
                [...document.querySelectorAll("body *")].filter(e => {
                    const { overflowX, overflowY, clipPath } = getComputedStyle(e);
                    return clipPath === "none" && e.checkVisibility()
                        && (overflowX === "hidden" && e.scrollWidth > e.clientWidth + 1
                            || overflowY === "hidden" && e.scrollHeight > e.clientHeight + 1);
                }).map(e => e.outerHTML.slice(0, 120))]"""
        )
        if wide > 0 or hidden:
            cut[site.name(file)] = (wide, hidden)
    assert cut == {}


@pytest.mark.parametrize("context", [{"reduced_motion": "reduce"}], indirect=True)
def test_nothing_moves_for_those_who_want_it_still(page: Page, musterstadt: Site) -> None:
    page.goto(musterstadt.url("kapitel/betreuung.html"))
    expect(page.locator("html")).to_have_css("scroll-behavior", "auto")
    page.get_by_role("button", name="Vergrößern").first.click()
    assert page.evaluate("document.getAnimations().length") == 0
