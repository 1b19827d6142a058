"""Pages that a real Quarto makes of the project's book theme are accessible, too, where there is one."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from helpers.assemble import assemble
from helpers.paths import project
from tests.browser.site import Site
from tests.browser.test_every_page import open_window, violations

BOOK = """\
project:
  type: book
lang: de
book:
  title: Bericht
  chapters: [index.qmd, breit.qmd]
  appendices: [anhang.qmd]
number-sections: true
format:
  html:
    theme: [default, {theme}/bericht.scss]
    toc-expand: true
    html-math-method: mathml
    include-after-body: {theme}/bericht.html
"""
WIDE = "|" + "|".join(f" Schuljahr {year}/{year - 1999} " for year in range(2010, 2026)) + "|\n"
PAGES = {
    "index.qmd": "# Auf einen Blick\n\n::: {.kernaussage}\nDie Quote stieg. Siehe @sec-breit.\n:::\n\n## Ziele\n\nText.\n",
    "breit.qmd": "# Schülerinnen und Schüler an allgemeinbildenden Schulen {#sec-breit}\n\n::: {#tbl-breit}\n"
    + WIDE
    + "|--" * 16
    + "|\n"
    + "| 1.234 " * 16
    + "|\n\nVerlauf\n:::\n\n## Mehr\n\nText.\n",
    "anhang.qmd": "# Methodik\n\nText.\n",
}


@pytest.mark.browser
@pytest.mark.quarto
@pytest.mark.skipif(shutil.which("quarto") is None, reason="kein echtes Quarto auf PATH")
def test_axe_finds_nothing_in_quartos_pages(browser: Browser, tmp_path: Path) -> None:
    book, theme = tmp_path / "buch", "src/helpers/assemble/quarto_theme"
    shutil.copytree(project().root / theme, book / theme)
    (book / "_quarto.yml").write_text(BOOK.format(theme=theme), "utf-8")
    for name, text in PAGES.items():
        (book / name).write_text(text, "utf-8")
    assemble(book, tmp_path / "aus", frozenset({"html"}), "quarto")
    site = Site(tmp_path / "aus")
    found = {}
    for width in (320, 1600):
        context = open_window(browser, width, "light")
        page = context.new_page()
        for file in site.pages:
            page.goto(file.as_uri())
            wide = page.evaluate("document.scrollingElement.scrollWidth - innerWidth")
            if (broken := violations(page)) or wide > 0:
                found[width, site.name(file)] = (broken, wide)
        context.close()
    assert len(site.pages) == 3
    assert found == {}
