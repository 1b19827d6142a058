"""Each feature gives the expected structure in HTML and Typst."""

from __future__ import annotations

import pytest

from .conftest import Conformance
from .features import FEATURES, Feature


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


def test_the_book_has_no_warnings(conformance: Conformance) -> None:
    assert conformance.warnings == ()
