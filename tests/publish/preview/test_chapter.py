"""Which page `CHAPTER=…` opens."""

from __future__ import annotations

import pytest

from helpers.errors import ReportError
from helpers.paths import project
from helpers.publish.preview.session import page_of


@pytest.mark.parametrize(
    "chapter", ["4", "04", " 04 ", "04-allgemeinbildende-schulen", "04-allgemeinbildende-schulen.ipynb"]
)
def test_a_chapter_is_named_by_number_or_file(chapter: str) -> None:
    assert page_of(chapter, project()) == "chapters/04-allgemeinbildende-schulen.html"


def test_a_chapter_without_number_is_named_by_its_file() -> None:
    assert page_of("methodik", project()) == "chapters/methodik.html"


def test_an_unknown_chapter_is_answered_with_those_there_are() -> None:
    with pytest.raises(
        ReportError,
        match=r"^CHAPTER=77 gibt es nicht\. Vorhanden sind: index, 01-rahmenbedingungen, .*methodik",
    ):
        page_of("77", project())
