"""Reports of Kreise that have no folder of their own, drawn at random: enough to read, about nobody else, without a warning."""

from __future__ import annotations

import json
import random
import re
from collections.abc import Callable
from html import unescape
from pathlib import Path

import pytest

from helpers.data.kreise import read_kreise
from helpers.paths import project
from helpers.pipeline.bookfile import OPENING_NOTEBOOK

KREISE = read_kreise(project().data)
DRAWN = random.Random(15).sample(sorted(KREISE), 40)
CITIES = [DRAWN[0], *(pytest.param(city, marks=pytest.mark.long) for city in DRAWN[1:])]

CHAPTERS, FIGURES = 10, 33
"""At least so many of each come from what ships."""

_FIGURE = re.compile(r'<figure class="float float-fig".*?</figure>', re.DOTALL)
_ALT = re.compile(r'alt="([^"]*)"')
_HEADING = re.compile(r"^(#+) (.*)", re.MULTILINE)
Reports = Callable[[str], Path]


@pytest.mark.parametrize("city", CITIES)
def test_a_kreis_has_a_report_worth_reading(report_of: Reports, city: str) -> None:
    report = report_of(city)
    log = (report.parents[1].parent / f"{city}.log").read_text()
    assert not re.search(r"Hinweis|Warnung|Warning|Fehler|Traceback|leaked", log), log
    chapters = [
        Path(chapter["notebook"]).stem
        for chapter in json.loads((report / "manifest.json").read_text("utf-8"))["chapters"]
        if chapter["included"] and chapter["notebook"] != OPENING_NOTEBOOK
    ]
    assert len(chapters) >= CHAPTERS
    figures = [
        figure
        for name in chapters
        for figure in _FIGURE.findall((report / "chapters" / f"{name}.html").read_text("utf-8"))
    ]
    assert len(figures) >= FIGURES
    assert not (strangers(city, figures))
    book = report.parents[1] / "_build" / city / "book"
    for name in chapters:
        assert not empty_sections((book / "chapters" / f"{name}.qmd").read_text("utf-8")), name


def strangers(city: str, figures: list[str]) -> set[str]:
    """Return the Kreise that descriptions of figures name although they are neither this one nor its peers."""
    own = KREISE[city]
    known = " | ".join([own.name, own.land, *(KREISE[peer].name for peer in own.peers)])
    told = " ".join(unescape(alt) for figure in figures for alt in _ALT.findall(figure))
    return {
        kreis.name for kreis in KREISE.values() if not names(kreis.name, known) and names(kreis.name, told)
    }


def names(name: str, text: str) -> bool:
    """Tell whether a text has a name as a word of its own."""
    return bool(re.search(rf"(?<![\w-]){re.escape(name)}(?![\w-])", text))


def empty_sections(page: str) -> list[str]:
    """Return the headings of a page that nothing follows before the next of their level or the end.

    >>> empty_sections("# Eins {#sec-a}\\n\\n## Zwei\\n\\nText\\n\\n### Drei\\n\\n## Vier\\n\\n::: {.x}\\n:::\\n")
    ['Drei', 'Vier']
    """
    found = list(_HEADING.finditer(page))
    empty = []
    for heading, following in zip(found, [*found[1:], None], strict=True):
        text = page[heading.end() : following.start() if following else None]
        deeper = following is not None and len(following[1]) > len(heading[1])
        if not deeper and not re.sub(r"^:::.*$", "", text, flags=re.MULTILINE).strip():
            empty.append(heading[2])
    return empty


def test_what_the_checks_find() -> None:
    kreise = iter(KREISE.values())
    own = next(kreis for kreis in kreise if kreis.city not in ("berlin", "hamburg"))
    assert (
        strangers(own.city, [f'<figure alt="Balken. {own.name}: 3 %; Bayern: 4 %; Deutschland: 5 %">'])
        == set()
    )
    assert strangers("ulm", ['<figure alt="Balken. Ulm: 3 %; Cottbus: 4 %; Neu-Ulm: 2 %">']) == {"Cottbus"}
    assert empty_sections("# A\n\n## B\n\n## C\n\nText\n") == ["B"]
    assert empty_sections("# A\n\nText\n\n## B\n\n::: {.callout-tip}\n\n:::\n") == ["B"]
