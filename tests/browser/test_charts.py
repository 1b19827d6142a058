"""All charts in one page: read by pointer, finger and keyboard, cut by no font, legible in light and dark."""

from __future__ import annotations

import json
from html import escape
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from helpers.assemble.charts import finish_site, with_charts
from helpers.figures.shown import plain
from tests.browser.test_every_page import violations
from tests.figures.conftest import charts_of

FONTS = [
    "'Bericht Sans'",
    "'DejaVu Sans'",
    "'Liberation Sans'",
]  # ours, the widest that is usual, Arial's widths
NOT_READ = {"goals"}
"""Charts that are tables in words: all they show is written in them."""


@pytest.fixture(scope="session")
def all_charts(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A page with every chart of Musterstadt."""
    folder = tmp_path_factory.mktemp("alle")
    figures = []
    for name, shown in charts_of("musterstadt").items():
        if shown.svg is None:
            continue
        stem = f"fig-{name.replace(' ', '-')}"
        (folder / f"{stem}.svg").write_text(shown.svg, "utf-8")
        table = {"columns": [c.name for c in shown.columns], "align": [], "rows": shown.display}
        (folder / f"{stem}.json").write_text(json.dumps(table), "utf-8")
        figures.append(
            f'<figure class="float float-fig" id="{stem}"><figcaption>{escape(plain(shown.caption))} ({name})</figcaption>'
            f'<div class="float-body"><p><img src="{stem}.svg" alt="{escape(shown.alt)}"></p></div></figure>'
        )
    places = {f"sec-sozialraum-{n:02}": f"#sozialraum-{n}" for n in range(1, 30)}
    page = (
        '<!DOCTYPE html><html lang="de"><head><meta charset="utf-8"><title>Alle</title>'
        '<meta name="color-scheme" content="light dark"><style>html{background:light-dark(#fff,#16191d);'
        "color:light-dark(#1b1f24,#e8eaed)} figure{margin:0 0 1rem;max-width:44rem}</style></head>"
        f"<body><main><h1>Alle</h1>{''.join(figures)}</main></body></html>"
    )
    (folder / "alle.html").write_text(with_charts(page, folder, "", places), "utf-8")
    finish_site(folder)
    return folder / "alle.html"


EXTENTS = """font => {
  const out = {};
  for (const svg of document.querySelectorAll('.chart svg')) {
    svg.setAttribute('font-family', font);
    const {width, height} = svg.viewBox.baseVal;
    const scale = svg.getBoundingClientRect().width / width;
    const outer = svg.getBoundingClientRect();
    out[svg.closest('figure').id] = [...svg.querySelectorAll('text')].map((text) => {
      const box = text.getBoundingClientRect();
      return [text.textContent, text.getComputedTextLength(), (box.left - outer.left) / scale,
        width - (box.right - outer.left) / scale];
    });
  }
  return out;
}"""


def test_no_font_cuts_a_text(browser: Browser, all_charts: Path) -> None:
    """Extents differ by less than half a point, and no text leaves the picture at its sides."""
    page = browser.new_page(viewport={"width": 1000, "height": 900})
    page.goto(all_charts.as_uri())
    page.evaluate("document.fonts.load('600 12px \"Bericht Sans\"').then(() => document.fonts.ready)")
    ours, *others = [page.evaluate(EXTENTS, font) for font in FONTS]
    page.close()
    assert len(ours) > 30
    for chart, texts in ours.items():
        for other in others:
            for (text, length, left, right), (_, length_there, left_there, right_there) in zip(
                texts, other[chart], strict=True
            ):
                assert length_there == pytest.approx(length, abs=0.5), (chart, text)
                assert min(left, right, left_there, right_there) > -1.0, (chart, text)


CONTRASTS = """() => {
  const parse = (colour) => colour.match(/[\\d.]+/g).slice(0, 3).map(Number);
  const luminance = (colour) => parse(colour).map((c) => c / 255)
    .map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4))
    .reduce((sum, c, i) => sum + c * [0.2126, 0.7152, 0.0722][i], 0);
  const ground = getComputedStyle(document.documentElement).backgroundColor;
  const found = [];
  for (const text of document.querySelectorAll('.chart text')) {
    const box = text.getBoundingClientRect();
    const under = document.elementsFromPoint(box.left + box.width / 2, box.top + box.height / 2)
      .find((e) => e.closest('svg') && e.localName !== 'text' && e.localName !== 'svg' && e.localName !== 'g'
        && getComputedStyle(e).fill.startsWith('rgb'));
    const [a, b] = [getComputedStyle(text).fill, under ? getComputedStyle(under).fill : ground].map(luminance).sort((x, y) => y - x);
    found.push([text.closest('figure').id, text.textContent, (a + 0.05) / (b + 0.05)]);
  }
  return found;
}"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_texts_of_charts_are_legible(browser: Browser, all_charts: Path, scheme: str) -> None:
    """4.5 to 1 against what lies under each (WCAG 1.4.3), which axe cannot tell of pictures."""
    page = browser.new_page(viewport={"width": 1000, "height": 40_000}, color_scheme=scheme)  # type: ignore[arg-type]
    page.goto(all_charts.as_uri())
    found = page.evaluate(CONTRASTS)
    page.close()
    assert len(found) > 1000
    assert not [text for text in found if text[2] < 4.45]  # two luminances rounded to 256 steps


@pytest.mark.parametrize("scheme", ["dark", pytest.param("light", marks=pytest.mark.long)])
def test_axe_finds_nothing_in_charts_that_are_read(browser: Browser, all_charts: Path, scheme: str) -> None:
    page = browser.new_page(viewport={"width": 390, "height": 900}, color_scheme=scheme)  # type: ignore[arg-type]
    page.goto(all_charts.as_uri())
    page.get_by_role("slider").first.focus()
    page.keyboard.press("ArrowRight")
    page.locator("summary").first.click()
    assert not violations(page)
    page.close()


def test_the_keyboard_reaches_every_value(page: Page, all_charts: Path) -> None:
    page.goto(all_charts.as_uri())
    for figure in page.locator("figure").all():
        name = (figure.get_attribute("id") or "").removeprefix("fig-")
        values = figure.locator(".wert")
        slider = figure.get_by_role("slider")
        assert slider.count() == (name not in NOT_READ), name
        if name in NOT_READ:
            continue
        assert slider.get_attribute("aria-valuemax") == str(values.count()), name
        slider.focus()
        page.keyboard.press("End")
        last = slider.get_attribute("aria-valuetext")
        assert last, name
        assert figure.locator(".ablesung").text_content() == last
        page.keyboard.press("Escape")
        assert figure.locator(".ablesung").is_hidden()
        page.keyboard.press("Home")
        first = slider.get_attribute("aria-valuetext")
        page.keyboard.press("ArrowRight")
        assert slider.get_attribute("aria-valuenow") == "2", name
        assert first


def test_pointer_and_finger_read_a_value(browser: Browser, all_charts: Path) -> None:
    context = browser.new_context(viewport={"width": 390, "height": 800}, has_touch=True)
    page = context.new_page()
    page.goto(all_charts.as_uri())
    line = page.locator("#fig-line")
    box = line.locator(".wert").first.bounding_box()
    assert box
    middle = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.touchscreen.tap(*middle)
    assert "Musterstadt, 2011: 19,7\u00a0%" in line.locator(".ablesung").inner_text()
    page.locator("h1").tap()
    assert line.locator(".ablesung").is_hidden()
    page.mouse.move(*middle)
    assert line.locator(".ablesung").is_visible()
    smallest = page.evaluate(
        "() => Math.min(...[...document.querySelectorAll('#fig-line text')].map((t) => parseFloat(getComputedStyle(t).fontSize)"
        " * t.closest('svg').getBoundingClientRect().width / t.closest('svg').viewBox.baseVal.width))"
    )
    assert smallest >= 11
    context.close()


def test_the_table_behind_a_chart_is_made_when_opened(page: Page, all_charts: Path) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto(all_charts.as_uri())
    assert page.locator("table").count() == 0
    figure = page.locator("#fig-line")
    figure.locator("summary").click()
    rows = figure.get_by_role("row")
    assert rows.first.inner_text().split() == ["Jahr", "Musterstadt", "Hessen", "Deutschland"]
    assert rows.nth(1).inner_text().split() == ["2011", "19,7"]
    assert figure.get_by_role("rowheader").first.inner_text() == "2011"
    figure.get_by_role("button", name="Zahlen kopieren").click()
    expect(figure.get_by_role("status")).to_contain_text("Kopiert")
    assert page.evaluate("navigator.clipboard.readText()").startswith(
        "Jahr\tMusterstadt\tHessen\tDeutschland\n2011\t19,7\t"
    )


def test_without_scripts_each_value_has_a_title(browser: Browser, all_charts: Path) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(all_charts.as_uri())
    titles = page.locator("#fig-line .wert title").all_text_contents()
    assert titles[0] == "Musterstadt, 2011: 19,7\u00a0%"
    context.close()
