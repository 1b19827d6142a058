"""Without scripts, on paper and behind a strict content policy the report can be read whole."""

from __future__ import annotations

import subprocess
import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.site import Site

pytestmark = pytest.mark.browser

CARE = "kapitel/betreuung.html"


@pytest.mark.parametrize("context", [{"java_script_enabled": False}], indirect=True)
def test_everything_can_be_read_without_scripts(page: Page, musterstadt: Site) -> None:
    page.goto(musterstadt.url(CARE))
    for text in ("Diagramm", "Erläuterung", "Ziel im Reiter"):  # all tabs with their titles
        expect(page.get_by_text(text, exact=True)).to_be_visible()
    expect(page.get_by_role("link", name="Daten (CSV)")).to_be_visible()
    expect(page.get_by_role("navigation", name="Inhaltsverzeichnis")).to_be_visible()
    for without_use in ("#suche", ".theme"):
        expect(page.locator(without_use)).to_be_hidden()
    page.get_by_text("Warum Quoten über 100 Prozent möglich sind").click()
    expect(page.get_by_text("Ziel im Klapptext")).to_be_visible()


@pytest.mark.parametrize(
    "context", [{"java_script_enabled": False, "viewport": {"width": 390, "height": 800}}], indirect=True
)
def test_contents_open_without_scripts(page: Page, musterstadt: Site) -> None:
    page.goto(musterstadt.url(CARE))
    page.get_by_role("button", name="Inhalt").click()
    page.get_by_role("link", name="3 Methodik").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("3 Methodik")


@pytest.mark.parametrize("context", [{"java_script_enabled": False, "color_scheme": "dark"}], indirect=True)
def test_dark_follows_the_system_without_scripts(page: Page, musterstadt: Site) -> None:
    page.goto(musterstadt.url(CARE))
    expect(page.locator("body")).to_have_css("background-color", "rgb(22, 25, 29)")


@pytest.mark.parametrize("context", [{"color_scheme": "dark"}], indirect=True)
def test_paper_gets_the_text_only(page: Page, musterstadt: Site) -> None:
    page.goto(musterstadt.url(CARE))
    page.emulate_media(media="print")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    for only_on_screen in (".bar", ".contents", ".toc", ".turn", ".tablist", ".bottom"):
        expect(page.locator(only_on_screen).first).to_be_hidden()
    for text in ("Ziel im Reiter", "Ziel im Klapptext", "Fiktiv:"):
        expect(page.get_by_text(text)).to_be_visible()
    expect(page.locator("body")).to_have_css("background-color", "rgb(255, 255, 255)")
    size = "e => parseFloat(getComputedStyle(e).fontSize)"
    cell, text = page.locator("td").first.evaluate(size), page.locator("body").evaluate(size)
    assert cell < text  # else wide tables leave the sheet


def test_headers_of_tables_are_repeated_on_paper(page: Page, musterstadt: Site, tmp_path: Path) -> None:
    """Also where the script has made buttons of them."""
    page.goto(musterstadt.url("kapitel/schulen.html"))
    expect(page.locator("#tbl-breit .sort").first).to_be_visible()
    page.pdf(path=tmp_path / "blatt.pdf", width="250mm", height="90mm")
    said = subprocess.run(
        ["pdftotext", tmp_path / "blatt.pdf", "-"], capture_output=True, text=True, check=True
    )
    sheets = [sheet for sheet in said.stdout.split("\f") if "9.300" in sheet or "4.100" in sheet]
    assert len(sheets) > 1
    assert all("2014/15" in sheet for sheet in sheets)


class Strict(SimpleHTTPRequestHandler):
    """A web server with a strict content policy that says nothing."""

    def end_headers(self) -> None:
        self.send_header("Content-Security-Policy", "default-src 'self'")
        super().end_headers()

    def log_message(self, *args: object) -> None:
        pass


@pytest.fixture
def strict_server(musterstadt: Site) -> Iterator[str]:
    """The report behind `Content-Security-Policy: default-src 'self'`; yields its address."""
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Strict, directory=str(musterstadt.folder))) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()
        thread.join()


def test_strict_content_policy_suffices(page: Page, musterstadt: Site, strict_server: str) -> None:
    messages: list[str] = []
    page.on("console", lambda message: messages.append(message.text))
    for file in musterstadt.pages:
        page.goto(strict_server + musterstadt.name(file))
        page.locator("#suche").fill("Quote")
        expect(page.locator(".results a").first).to_be_visible()
        page.keyboard.press("Escape")
    page.goto(strict_server + CARE)
    page.get_by_role("button", name="Vergrößern").first.click()
    expect(page.get_by_role("dialog")).to_be_visible()
    assert messages == []
