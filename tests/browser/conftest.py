"""A browser, and finished reports to look at with it."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from helpers.assemble import assemble
from tests.browser.site import Site

BOOK = Path(__file__).parent / "book"
#: Finished reports to check beside our own, for instance those of a release: folders, separated as in PATH.
MORE = [path for path in os.environ.get("BILDUNGSBERICHT_REPORT_DIRS", "").split(os.pathsep) if path]
REPORTS = [
    "musterstadt",
    pytest.param("augsburg", marks=pytest.mark.long),
    pytest.param("whole", marks=pytest.mark.long),  # Musterstadt's own report: everything there is
    *MORE,
]


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Debian's chromium, shared by all tests; missing it is only allowed away from the CI."""
    path = shutil.which("chromium") or shutil.which("chromium-browser")
    if not path:
        message = "Kein chromium gefunden: die Prüfungen im Browser entfallen (Debian: apt install chromium)."
        if os.environ.get("CI") == "true":
            pytest.fail(message)
        pytest.skip(message)
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield started
        started.close()


@pytest.fixture(scope="session")
def musterstadt(tmp_path_factory: pytest.TempPathFactory) -> Site:
    """The report made of the small book beside these tests."""
    out = tmp_path_factory.mktemp("musterstadt")
    assemble(BOOK, out, frozenset({"html"}), "builtin")
    return Site(out)


@pytest.fixture(scope="session", params=REPORTS)
def site(request: pytest.FixtureRequest) -> Site:
    """Each report in turn."""
    if request.param == "musterstadt":
        return request.getfixturevalue("musterstadt")  # type: ignore[no-any-return]
    if request.param in ("augsburg", "whole"):
        report_of = request.getfixturevalue("report_of")
        return Site(report_of("musterstadt" if request.param == "whole" else request.param))
    return Site(Path(request.param).resolve())


@pytest.fixture
def context(browser: Browser, request: pytest.FixtureRequest) -> Iterator[BrowserContext]:
    """A fresh window, 1280 px wide; `@pytest.mark.parametrize("context", [{…}], indirect=True)` sets it up."""
    options = {"viewport": {"width": 1280, "height": 800}, **getattr(request, "param", {})}
    opened = browser.new_context(**options)
    yield opened
    opened.close()


@pytest.fixture
def page(context: BrowserContext) -> Page:
    """An empty tab of that window."""
    return context.new_page()
