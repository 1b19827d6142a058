"""Every page is valid HTML with sound links, headings and texts for those who do not see; no browser needed."""

from __future__ import annotations

from collections import Counter
from functools import cache
from itertools import pairwise
from pathlib import Path
from urllib.parse import unquote, urlsplit

import html5lib
import pytest
from bs4 import BeautifulSoup

from tests.browser.site import Site

BUDGET = 100_000  # bytes of the opening page without figures


@cache
def soup(page: Path) -> BeautifulSoup:
    return BeautifulSoup(page.read_text("utf-8"), "html.parser")


def test_pages_parse_without_an_error(site: Site) -> None:
    parser = html5lib.HTMLParser(strict=True)
    for page in site.pages:
        parser.parse(page.read_text("utf-8"))
    assert site.pages


def test_ids_occur_once_per_page(site: Site) -> None:
    repeated = {
        site.name(page): ids
        for page in site.pages
        if (ids := [i for i, n in Counter(e["id"] for e in soup(page).select("[id]")).items() if n > 1])
    }
    assert repeated == {}


def test_links_and_files_exist(site: Site) -> None:
    ids = {page: {e["id"] for e in soup(page).select("[id]")} for page in site.pages}
    broken = []
    for page in site.pages:
        for element in soup(page).select("[href], [src]"):
            address = str(element.get("href") or element.get("src"))
            parts = urlsplit(address)
            if parts.scheme in ("mailto", "https"):
                continue
            target = (page.parent / unquote(parts.path)).resolve() if parts.path else page
            if not target.is_file() or (
                target in ids and parts.fragment and unquote(parts.fragment) not in ids[target]
            ):
                broken.append((site.name(page), address))
    assert broken == []


def test_aria_references_exist(site: Site) -> None:
    for page in site.pages:
        document = soup(page)
        ids = {e["id"] for e in document.select("[id]")}
        for name in ("aria-labelledby", "aria-describedby", "aria-controls", "for", "popovertarget"):
            for element in document.select(f"[{name}]"):
                assert set(str(element[name]).split()) <= ids, (site.name(page), name, element[name])


def test_headings_are_nested_and_begin_with_one_title(site: Site) -> None:
    for page in site.pages:
        levels = [int(h.name[1]) for h in soup(page).select("main :is(h1, h2, h3, h4, h5, h6)")]
        assert levels[0] == 1, site.name(page)
        assert levels.count(1) == 1, site.name(page)
        steps = [b - a for a, b in pairwise(levels)]
        assert all(step <= 1 for step in steps), (site.name(page), levels)


def test_every_page_says_what_it_is(site: Site) -> None:
    titles = []
    for page in site.pages:
        document = soup(page)
        assert document.html["lang"] == "de"  # type: ignore[index]
        assert document.select_one("meta[name=description]")["content"]  # type: ignore[index]
        titles.append(document.title.text)  # type: ignore[union-attr]
    assert len(set(titles)) == len(titles)


def test_pictures_have_a_text_and_a_size(site: Site) -> None:
    for page in site.pages:
        for image in soup(page).select("img"):
            assert image.get("alt"), (site.name(page), image["src"])
            assert image.get("width"), (site.name(page), image["src"])
            assert image.get("height"), (site.name(page), image["src"])


def test_tables_name_their_columns_and_rows(site: Site) -> None:
    for page in site.pages:
        for table in soup(page).select("main table"):
            scopes = {str(cell.get("scope")) for cell in table.select("thead th")}
            assert scopes <= {"col"}, site.name(page)
            assert {str(cell.get("scope")) for cell in table.select("tbody th")} <= {"row"}, site.name(page)
            names = [row.select_one("th, td") for row in table.select("tbody tr")]
            if scopes and all(cell is not None and cell.text.strip() for cell in names):
                assert {cell.name for cell in names if cell is not None} == {"th"}, site.name(page)


def test_every_region_has_a_name_of_its_own(site: Site) -> None:
    for page in site.pages:
        document = soup(page)
        regions = document.select("[role=region]")
        names = [
            str(region.get("aria-label") or document.find(id=region["aria-labelledby"]).get_text())  # type: ignore[union-attr]
            for region in regions
        ]
        assert len(set(names)) == len(names), (site.name(page), names)


def test_small_lines_are_decoration(musterstadt: Site) -> None:
    lines = soup(musterstadt.folder / "index.html").select(".card svg")
    assert [line.get("aria-hidden") for line in lines] == ["true"]
    assert not [e for line in lines for e in [line, *line.select("*")] if e.has_attr("style")]
    assert lines[0].select_one("circle")["cy"] == "-2"  # type: ignore[index]


def test_nothing_but_files_of_the_report_is_loaded_and_no_script_is_inline(site: Site) -> None:
    for page in site.pages:
        document = soup(page)
        loaded = [
            e.get("src") or e.get("href")
            for e in document.select("script, img, link, source, iframe, object")
        ]
        assert all(loaded), site.name(page)  # an element without an address holds its code itself
        assert not [address for address in loaded if urlsplit(str(address)).netloc], site.name(page)
        handlers = [n for e in document.select("*") for n in e.attrs if n.startswith("on")]
        assert handlers == [], site.name(page)


def test_opening_page_stays_within_its_budget(site: Site) -> None:
    document = soup(site.folder / "index.html")
    files = [
        site.folder / str(e.get("src") or e.get("href"))
        for e in document.select("script, link[rel=stylesheet], link[rel=icon]")
    ]
    weight = sum(path.stat().st_size for path in [site.folder / "index.html", *files])
    assert weight <= BUDGET, f"{weight} Bytes"


@pytest.mark.parametrize("mark", ["Fiktiv:", "Impressum"])
def test_every_page_carries_the_mark_and_the_way_to_the_publisher(musterstadt: Site, mark: str) -> None:
    for page in musterstadt.pages:
        assert mark in soup(page).text, musterstadt.name(page)
