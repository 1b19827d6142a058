"""What readers choose: their own district, and the rows of a long table."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from helpers.assemble import assemble
from helpers.assemble.charts import finish_site
from tests.browser.conftest import BOOK
from tests.browser.site import Site
from tests.browser.test_every_page import SHIFTS, violations

pytestmark = pytest.mark.browser

NAMES = ("Altstadt", "Neustadt", "Neustadt-Süd", "Am *Markt* & See")


@pytest.fixture(scope="session")
def town(tmp_path_factory: pytest.TempPathFactory) -> Site:
    """A report with districts and a table of many rows."""
    book = tmp_path_factory.mktemp("buch") / "buch"
    shutil.copytree(BOOK, book)
    rows = "\n".join(
        f"| {name} {year} | {year} |" for year in range(2000, 2010) for name in ("Kita", "Schule")
    )
    profiles = "\n\n".join(
        f"## {name.replace('*', chr(92) + '*')} {{#sec-sozialraum-{i}}}\n\nEin Profil."
        for i, name in enumerate(NAMES)
    )
    table = f"::: {{#tbl-lang}}\n\n| Ort | Jahr |\n|:--|--:|\n{rows}\n\nLange Tabelle\n\n:::"
    page = f"# Sozialräume {{#sec-raeume}}\n\n{table}\n\n{profiles}\n"
    (book / "kapitel" / "raeume.qmd").write_text(page, "utf-8")
    config = book / "_quarto.yml"
    text = config.read_text("utf-8")
    config.write_text(
        text.replace("    - kapitel/methodik.qmd", "    - kapitel/raeume.qmd\n    - kapitel/methodik.qmd"),
        "utf-8",
    )
    out = tmp_path_factory.mktemp("ort")
    assemble(book, out, frozenset({"html"}), "builtin")
    return Site(out)


def test_a_name_leads_to_the_profile(page: Page, town: Site) -> None:
    page.goto(town.url("index.html"))
    field = page.get_by_label("Name:")
    field.fill("neu")
    field.press("Enter")
    expect(page.locator(".district [role=status]")).to_have_text("2 passen: Neustadt, Neustadt-Süd")
    field.fill("<b>x</b>")
    field.press("Enter")
    expect(page.locator(".district [role=status]")).to_have_text("Nicht gefunden; alle stehen darunter.")
    assert violations(page) == []
    field.fill("neustadt")
    field.press("Enter")
    page.wait_for_url("**/raeume.html#sec-sozialraum-1")
    page.goto(town.url("index.html"))
    page.get_by_label("Name:").fill("markt")
    page.get_by_role("button", name="Zum Profil").click()
    page.wait_for_url("**/raeume.html#sec-sozialraum-3")


def test_all_districts_are_there_without_scripts(browser: Browser, town: Site) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(town.url("index.html"))
    expect(page.locator(".district form")).to_be_hidden()
    page.locator(".district summary").click()
    links = page.locator(".district a")
    assert links.all_text_contents() == [*NAMES]
    links.last.click()
    assert page.url.endswith("raeume.html#sec-sozialraum-3")
    context.close()


def test_a_report_without_districts_has_none_to_choose(musterstadt: Site) -> None:
    assert 'class="district"' not in (musterstadt.folder / "index.html").read_text("utf-8")


@pytest.mark.parametrize(
    "context",
    [{"viewport": {"width": 390, "height": 800}}, pytest.param({}, marks=pytest.mark.long)],
    indirect=True,
)
def test_rows_are_filtered_by_all_words_and_counted(page: Page, town: Site) -> None:
    page.goto(town.url("kapitel/raeume.html"))
    assert page.evaluate(SHIFTS) == 0
    rows = page.locator("#tbl-lang tbody tr:visible")
    assert rows.count() == 20
    field = page.get_by_label("Zeilen filtern:")
    field.press_sequentially("kita 200")
    expect(page.locator(".filter [role=status]")).to_have_text("10 von 20 Zeilen")
    assert rows.count() == 10
    assert violations(page) == []
    field.fill("")
    expect(page.locator(".filter [role=status]")).to_have_text("")
    assert rows.count() == 20


def test_the_script_of_charts_stays_small(tmp_path: Path) -> None:
    finish_site(tmp_path)
    script = (tmp_path / "site" / "charts.js").read_text("utf-8")
    assert len(script.encode()) <= 5_000
    assert "//" not in script
