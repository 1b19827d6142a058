"""The Prüfbericht goes to departments as a file of its own: it must be as accessible as the report."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from helpers.data.checks import run_check
from helpers.paths import Project
from helpers.paths import project as checkout
from tests.browser.test_every_page import violations

pytestmark = pytest.mark.browser


def test_axe_finds_nothing_in_the_pruefbericht(browser: Browser, tmp_path: Path) -> None:
    shutil.copytree(checkout().data, tmp_path / "data")
    result = run_check("augsburg", Project(tmp_path))
    assert result.open_findings
    assert len(result.pages) > 1
    for width in (320, 1280):
        context = browser.new_context(viewport={"width": width, "height": 900})
        page = context.new_page()
        for file in result.pages:
            page.goto(file.as_uri())
            assert violations(page) == []
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), (
                f"{file.name} is too wide"
            )
        context.close()
