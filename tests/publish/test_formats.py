"""What FORMAT understands."""

from __future__ import annotations

import pytest

from helpers.errors import ReportError
from helpers.publish.formats import FORMATS, checked_formats, told


@pytest.mark.parametrize(
    ("text", "formats"),
    [
        ("", {"html", "pdf"}),
        ("  ", {"html", "pdf"}),
        ("docx", {"docx"}),
        ("HTML, Kurzbericht", {"html", "kurzbericht"}),
        ("html,pdf,,kurzbericht kurzbericht", {"html", "pdf", "kurzbericht"}),
        ("all", {*FORMATS}),
        ("kurzbericht,all", {*FORMATS}),
    ],
)
def test_lists_of_formats(text: str, formats: set[str]) -> None:
    assert checked_formats(text) == formats


def test_the_nearest_name_is_named() -> None:
    with pytest.raises(ReportError, match=r"FORMAT=html,kurzberich gibt es nicht.*Meinten Sie „kurzbericht“"):
        checked_formats("html,kurzberich")


def test_formats_in_words() -> None:
    assert told(frozenset({"html"})) == "HTML"
    assert told(frozenset({"kurzbericht", "pdf", "html"})) == "HTML, PDF und Kurzbericht"
