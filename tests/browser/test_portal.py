"""The portal as a reader meets it, served by Debian's nginx: three questions by few clicks, downloads, accessibility, addresses."""

from __future__ import annotations

import csv
import io
import json
import re
import urllib.request
from collections.abc import Iterator, Sequence
from pathlib import Path

import openpyxl
import pytest
from playwright.sync_api import Browser, Page, expect

from helpers.paths import project as checkout
from helpers.publish.portal.common_figures import Material
from helpers.publish.portal.portal_pages import Site, better
from tests.browser.test_every_page import open_window, violations
from tests.publish.portal.conftest import material as material  # the fixtures
from tests.publish.portal.conftest import portal as portal
from tests.webserver import served

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def address(portal: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with served(portal, tmp_path_factory.mktemp("nginx")) as found:
        yield found


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = open_window(browser, 1280, "light")
    opened = context.new_page()
    messages: list[str] = []
    opened.on("console", lambda message: messages.append(message.text))
    opened.on("pageerror", lambda error: messages.append(str(error)))
    yield opened
    context.close()
    assert messages == []


def test_how_does_my_kreis_do_in_day_care(page: Page, address: str) -> None:
    """Typing a name and Enter, then one click: the table of all areas, one's own named, with its place."""
    page.goto(address)
    page.get_by_label("Kreis, kreisfreie Stadt oder amtlicher Schlüssel").fill("jena")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Jena")
    page.get_by_role("link", name="Betreuungsquote der unter Dreijährigen").click()
    chosen = page.locator("tr.chosen")
    expect(chosen).to_have_count(1)
    expect(chosen).to_contain_text("Jena")
    expect(chosen).to_contain_text("von 12")
    expect(page.locator("#verlauf svg")).to_contain_text("Deutschland")
    expect(page.locator("#karte path.chosen")).to_have_count(1)
    expect(page.locator(".dots text.label")).to_contain_text("Jena: ")


def test_who_is_like_mine_and_better(page: Page, address: str, material: Material) -> None:
    """The script says „besser“ of the same areas as the pages that are written without it."""
    page.goto(address + "kreise/kassel.html")
    page.get_by_role("link", name="Andere Bedingungen wählen").click()
    expect(page.locator("#satz")).to_contain_text("ähnliche Gebiete")
    page.get_by_label("nur gleiche Art").uncheck()
    page.get_by_label("verglichen bei").select_option("kinderarmut")
    site, theme = Site(material, {}, checkout().data), material.themes["kinderarmut"]
    keys = {area.name: area.ags for area in material.kreise}
    rows = page.locator("#liste tbody tr:not(.own)").all()
    said = {row.locator("th").inner_text(): row.locator("td").last.inner_text() == "besser" for row in rows}
    assert len(said) == 11
    assert said == {name: better(theme, keys[name], "06611", site) for name in said}
    assert True in said.values()
    assert False in said.values()
    assert page.url.endswith("kennzahl=kinderarmut")


def test_the_table_of_all_cities_of_a_land(page: Page, address: str, portal: Path, tmp_path: Path) -> None:
    """An indicator, the cities of Hessen, a year: table, picture and three files that say what the interface says."""
    page.goto(address + "tabellen/")
    page.get_by_label("Kennzahlen").select_option("betreuungsquote_u3")
    page.get_by_label("Gebiete").select_option("06+")
    page.get_by_label("von Jahr").fill("2015")
    page.get_by_label("von Jahr").press("Tab")
    rows = page.locator("#ergebnis tbody tr")
    expect(rows.first).to_be_visible()
    expect(page.locator("#ergebnis thead th").nth(2)).to_contain_text("2015")
    with (portal / "api/v1/figures/betreuungsquote_u3.csv").open(encoding="utf-8", newline="") as file:
        known = {(row["ags"], row["zeitraum"]): row["wert"] for row in csv.DictReader(file)}
    found = {}
    for kind in ("csv", "xlsx", "json"):
        with page.expect_download() as download:
            page.locator(f"button[value={kind}]").click()
        download.value.save_as(found.setdefault(kind, tmp_path / f"tabelle.{kind}"))
    head, *lines = csv.reader(io.StringIO(found["csv"].read_text("utf-8")))
    assert head.pop() == "Quellen und Lizenz"
    sources, *blank = [line.pop() for line in lines]
    assert "Datenlizenz Deutschland" in sources
    assert set(blank) == {""}
    expect(page.locator("#herkunft li").first).to_be_visible()
    years = [re.findall(r"\d{4}", name)[-1] for name in head[2:]]
    assert years[0] == "2015"
    assert {line[0] for line in lines} >= {"06411", "06412"}
    assert all(line[0].startswith("06") for line in lines)

    def numbers(cells: Sequence[object]) -> list[float | None]:
        return [None if cell in (None, "") else float(str(cell)) for cell in cells]

    for line in lines:
        assert numbers(line[2:]) == numbers([known.get((line[0], year), "") for year in years])
    sheet, about = openpyxl.load_workbook(found["xlsx"]).worksheets
    cells = [[str(row[0]), row[1], *numbers(row[2:])] for row in sheet.iter_rows(min_row=2, values_only=True)]
    document = json.loads(found["json"].read_text("utf-8"))
    assert cells == document["rows"] == [[*line[:2], *numbers(line[2:])] for line in lines]
    assert document["sources"]
    assert about["A1"].value == "Quelle"
    kept = page.url
    page.goto(address)
    page.goto(kept)
    expect(page.locator("#ergebnis tbody tr")).to_have_count(len(lines))


ADDRESSES = (
    "", "kreise/augsburg.html", "indikatoren/", "indikatoren/kinderarmut.html#gebiet=09761", "laender/hessen.html",
    "tabellen/#kennzahl=kinderarmut&gebiet=kreise", "aehnlich.html#gebiet=09761", "einbetten/kinderarmut.html#gebiet=09761",
    "daten.html", "methodik.html",
)  # fmt: skip


@pytest.mark.parametrize(("width", "scheme"), [(390, "dark"), (1280, "light")])
def test_axe_finds_nothing_and_nothing_is_loaded_from_elsewhere(
    browser: Browser, address: str, width: int, scheme: str
) -> None:
    context = open_window(browser, width, scheme)
    page = context.new_page()
    requests: list[str] = []
    page.on("request", lambda request: requests.append(request.url))
    found = {}
    for path in ADDRESSES:
        page.goto("about:blank")
        page.goto(address + path)
        page.wait_for_load_state("networkidle")
        if broken := violations(page):
            found[path] = broken
        too_wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
        assert too_wide <= 0, path
    context.close()
    assert found == {}
    assert [url for url in requests if not url.startswith((address, "about:", "blob:"))] == []


def test_from_a_folder_the_basics_work(page: Page, portal: Path) -> None:
    page.goto((portal / "index.html").as_uri())
    page.get_by_label("Kreis, kreisfreie Stadt oder amtlicher Schlüssel").fill("09761")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Augsburg")
    page.goto((portal / "indikatoren" / "kinderarmut.html").as_uri())
    page.get_by_label("Land").select_option("06")
    shown = page.locator("table.areas tbody tr:not([hidden])")
    assert {row.locator("td").first.inner_text() for row in shown.all()} == {"Hessen"}
    page.get_by_role("button", name="%").click()
    values = [float(row.locator("td").nth(1).inner_text().replace(",", ".")) for row in shown.all()]
    assert values == sorted(values)
    expect(page.locator("#karte svg")).to_be_visible()


def test_parts_of_the_large_file_and_headers(address: str) -> None:
    """What DuckDB and pandas need to read a file over HTTP; pages that others embed; data that others' scripts read."""
    asked = urllib.request.Request(f"{address}api/v1/figures.parquet", headers={"Range": "bytes=-8"})
    with urllib.request.urlopen(asked, timeout=10) as answer:
        assert answer.status == 206
        assert answer.read()[-4:] == b"PAR1"
        assert answer.headers["Access-Control-Allow-Origin"] == "*"
    with urllib.request.urlopen(f"{address}einbetten/kinderarmut.html", timeout=10) as answer:
        assert "frame-ancestors *" in answer.headers["Content-Security-Policy"]
    with urllib.request.urlopen(address, timeout=10) as answer:
        assert "frame-ancestors 'self'" in answer.headers["Content-Security-Policy"]
