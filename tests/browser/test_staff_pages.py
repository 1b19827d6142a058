"""Pages for staff are as accessible as the report: Prüfbericht, overview of a batch, preview, at each size and scheme."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from threading import Thread

import pytest
from playwright.sync_api import Browser

from helpers.checking import run_check
from helpers.paths import Project
from helpers.paths import project as checkout
from helpers.publish.batch.overview import write_overview
from helpers.publish.batch.rows import Cell, Row
from helpers.publish.preview.board import Board, Failure
from helpers.publish.preview.build import folder
from helpers.publish.preview.server import Server
from helpers.publish.preview.server import Site as Preview
from tests.browser.site import Site
from tests.browser.test_every_page import EVERY_LOOK, open_window, violations

pytestmark = pytest.mark.browser


Look = Callable[[list[str]], None]


@pytest.fixture(
    params=[
        pytest.param([(320, "forced"), (390, "dark"), (768, "light"), (1600, "contrast")], id="some"),
        pytest.param(EVERY_LOOK, marks=pytest.mark.long, id="all"),
    ]
)
def look_at(browser: Browser, request: pytest.FixtureRequest) -> Look:
    """Assert of pages that axe-core finds nothing and that they are no wider than the window."""

    def look(addresses: list[str]) -> None:
        found = {}
        for width, scheme in request.param:
            context = open_window(browser, width, scheme)
            page = context.new_page()
            for address in addresses:
                page.goto(address)
                wide = page.evaluate("document.scrollingElement.scrollWidth - innerWidth")
                if (broken := violations(page)) or wide > 0:
                    found[width, scheme, address] = (broken, wide)
            context.close()
        assert found == {}

    return look


def test_pruefbericht(look_at: Look, tmp_path: Path) -> None:
    """It goes to departments as a file of its own."""
    shutil.copytree(checkout().data, tmp_path / "data")
    result = run_check("augsburg", Project(tmp_path))
    assert result.open_findings
    assert len(result.pages) > 1
    look_at([file.as_uri() for file in result.pages])


def test_overview_of_a_batch(look_at: Look, tmp_path: Path) -> None:
    titles = ("Rahmenbedingungen", "Allgemeinbildende Schulen", "Interkommunaler Vergleich") * 4
    names = {f"{number:02d}.ipynb": title for number, title in enumerate(titles)}
    whole = Row("jena", "Jena", cells={name: Cell(title, "built", 1.5) for name, title in names.items()})
    broken = Row(
        "halle",
        "Halle (Saale)",
        "failed",
        {"00.ipynb": Cell("Rahmenbedingungen", "failed", reason="Zelle 3: Spalte „Jahr“ fehlt.")},
    )
    made = write_overview([whole, broken], Project(tmp_path))
    pages = sorted(made.parent.glob("*.html"))
    assert len(pages) == 2
    look_at([page.as_uri() for page in pages])


@pytest.fixture
def preview(tmp_path: Path, musterstadt: Site) -> Preview:
    """A preview of two municipalities, one of them with an error."""
    project = Project(tmp_path)
    names = {"musterstadt": "Musterstadt", "jena": "Jena"}
    for city in names:
        shutil.copytree(musterstadt.folder, folder(project, city))
    board = Board(names)
    board.post("musterstadt")
    board.post(
        "jena", [Failure("01.ipynb, Zelle 3: Spalte „Jahr“ fehlt.", "01.ipynb", 3, "x = 1", "KeyError")]
    )
    return Preview(project, names, "kapitel/betreuung.html", board)


def test_preview(look_at: Look, preview: Preview) -> None:
    server = Server(preview)
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        pages = ("musterstadt/kapitel/betreuung.html", "jena/index.html", "letzter-stand/jena/index.html")
        look_at([server.address + page for page in (*pages, "musterstadt/gibt-es-nicht.html")])
    finally:
        server.shutdown()
        server.server_close()
