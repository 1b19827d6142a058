"""Slides: a source for Quarto (revealjs) to go on with, and the same slides as PDF."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from importlib.resources import files
from itertools import islice
from typing import Any

from helpers.pipeline.book.bookconfig import FICTIONAL, dump
from helpers.pipeline.extracts.editable import TEMPLATE, Editable
from helpers.pipeline.extracts.extract import Extract
from helpers.pipeline.extracts.floats import Float
from helpers.pipeline.extracts.material import Chapter, Material

TAG = "kurzbericht"
SAID = 2
"""So many central statements of a chapter fit on its slide."""
TALLEST = 1.0
"""Height, as a share of the width, up to which a picture can be read on a slide."""
CARDS, CARDS_PER_ROW = 6, 3
SOURCE = "quelle"
"""Folder of the project with the source that is published."""


def extract(material: Material) -> Extract | str:
    """Return the slides, or why there are none."""
    chapters = [chapter for chapter in material.chapters[1:] if chapter.messages or chapter.chosen(TAG)]
    if not chapters:
        return f"Folien gibt es nicht: Der {material.name} enthält keine Kernaussagen und keine ausgewählten Abbildungen."
    cards = "\n\n".join(material.cards[:CARDS])
    closing = (
        f"## Zum Weiterlesen\n\nAlle Zahlen, Abbildungen und Tabellen mit Quellen und Hinweisen stehen im {material.title}.\n\n"
        "Herausgabe: {{< meta kommune.publisher >}}"
    )
    slides = [
        f"## Auf einen Blick\n\n:::: {{layout-ncol={CARDS_PER_ROW}}}\n\n{cards}\n\n::::" if cards else "",
        *(_finding(found, material) for _, found in material.five),
        *(slide for chapter in chapters for slide in _slides(chapter, material)),
        closing,
    ]
    body = "\n\n".join(slide for slide in slides if slide) + "\n"
    editable = Editable(material)
    beside = editable.files(chapters)
    return Extract(
        "folien",
        "Folien",
        {"folien.qmd": f"# {material.title} {{.unnumbered}}\n\n{body}"},
        options={"source": SOURCE, "slides": editable.alts}
        | ({"template": TEMPLATE} if TEMPLATE in beside else {}),
        beside={
            f"{SOURCE}/folien.qmd": f"---\n{dump(_front(material)).decode()}---\n\n{body}".encode(),
            f"{SOURCE}/folien.scss": _theme(material),
            **beside,
        },
        copied=SOURCE,
    )


def _slides(chapter: Chapter, material: Material) -> list[str]:
    """Return a chapter's slides: statements with a figure beside them, and a slide of its own for each further one.

    Where nothing was chosen that fits a slide, the first figure of the chapter that does takes its place.
    """
    said = "\n\n".join(chapter.messages[:SAID])
    seen = {found.label for _, found in material.five}
    fitting = [
        found
        for found in chapter.chosen(TAG)
        if found.label not in seen and _height(found, material) <= TALLEST
    ]
    others = (
        found
        for found in chapter.floats
        if found.is_figure and found.label not in seen and _height(found, material) <= TALLEST
    )
    shown = [_shown(found) for found in fitting or islice(others, 1)]
    beside = bool(shown and said)
    slides = [_columns([(36, said), (64, shown[0])])] if beside else [said] if said else []
    slides += [_columns([(100, text)]) for text in shown[beside:]]
    return [f"## {chapter.title}\n\n{slide}" for slide in slides]


def _finding(found: Float, material: Material) -> str:
    """Return a slide with one message and the figure that shows it."""
    if not found.finding or _height(found, material) > TALLEST:
        return ""
    return f"## {found.finding}\n\n{_columns([(100, _shown(replace(found, caption=found.measured)))])}"


def _shown(found: Float) -> str:
    return f"{found.markdown()}\n\n::: {{.figure-notes}}\n{found.source}\n:::"


def _height(found: Float, material: Material) -> float:
    """Return the height of a picture as a share of its width, 0 for a table."""
    from helpers.look.images import size

    shape = size(material.root / found.picture["path"]) if found.picture else None
    return shape[1] / shape[0] if shape else 0.0


def _columns(contents: Sequence[tuple[int, str]]) -> str:
    """Return blocks beside each other, each with its share of the width in percent."""
    inner = [f'::: {{.column width="{share}%"}}\n\n{text}\n\n:::' for share, text in contents]
    return "\n\n".join([":::: {.columns}", *inner, "::::"])


def _front(material: Material) -> dict[str, Any]:
    """Return the front matter for Quarto; nothing in it is fetched from elsewhere."""
    book = material.config["book"]
    marks = (material.kommune.get("draft"), FICTIONAL if material.kommune.get("fictional") else "")
    mark = {"footer": " · ".join(filter(None, marks))} if any(marks) else {}
    return {
        "title": book["title"],
        "subtitle": book["subtitle"],
        **{key: book[key] for key in ("author", "date", "date-format") if key in book},
        "lang": "de",
        "kommune": {"publisher": material.kommune["publisher"]},
        "format": {
            "revealjs": {
                "theme": ["default", "folien.scss"],
                "width": 1280,
                "height": 720,
                "slide-number": True,
                "fig-cap-location": "top",
                "embed-resources": True,
                "html-math-method": "mathml",  # Quarto's own choice loads a script from another server
                **mark,
            }
        },
        "execute": {"enabled": False},
    }


def _theme(material: Material) -> bytes:
    from helpers.look.colours import theme

    chosen, _ = theme(**(material.kommune.get("colours") or {}))
    text = files("helpers.pipeline.extracts").joinpath("folien.scss").read_text("utf-8")
    return text.replace("$municipality", chosen.primary).encode()
