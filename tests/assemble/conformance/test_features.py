"""Each feature gives the expected structure in HTML and Typst."""

from __future__ import annotations

from pathlib import Path

import pytest

from .conftest import Conformance
from .features import FEATURES, Feature
from .table import table


def plain(text: str) -> str:
    """One line, no-break spaces as spaces."""
    return " ".join(text.replace("\u00a0", " ").split())


@pytest.mark.parametrize("feature", FEATURES, ids=lambda f: f.name)
def test_html(conformance: Conformance, feature: Feature) -> None:
    number = str(FEATURES.index(feature) + 1)
    page = conformance.page(feature)
    for selector, expected in feature.html:
        found = page.select(selector)
        assert found, f"{selector} not found in:\n{page.prettify()}"
        wanted = plain(expected.replace("{n}", number))
        assert wanted in plain(found[0].get_text()), f"{selector}\n{page.prettify()}"


@pytest.mark.parametrize("feature", FEATURES, ids=lambda f: f.name)
def test_typst(conformance: Conformance, feature: Feature) -> None:
    number = str(FEATURES.index(feature) + 1)
    for expected in feature.typst:
        assert expected.replace("{n}", number) in conformance.print(feature)


@pytest.mark.parametrize("feature", FEATURES, ids=lambda f: f.name)
def test_docx(conformance: Conformance, feature: Feature) -> None:
    number = str(FEATURES.index(feature) + 1)
    text = plain(conformance.word[feature.name])
    for expected in feature.docx or [text for _, text in feature.html if text]:
        assert plain(expected.replace("{n}", number)) in text


def test_the_book_has_no_warnings(conformance: Conformance) -> None:
    assert conformance.warnings == ()


def test_the_support_table_is_current() -> None:
    page = Path(__file__).parents[3] / "docs" / "development" / "markdown-support.md"
    assert page.read_text("utf-8") == table(), (
        "python -m tests.assemble.conformance.table > docs/development/markdown-support.md"
    )
