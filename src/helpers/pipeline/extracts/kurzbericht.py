"""Kurzbericht: key figures as cards, then each chapter's central statements beside its chosen figures."""

from __future__ import annotations

from helpers.pipeline.extracts.extract import Extract, most_important, parts
from helpers.pipeline.extracts.material import Chapter, Material
from helpers.text.markdown import attribute

TAG = "kurzbericht"
CARDS_PER_ROW = 3
PAGES = 12
NEWS = "was-ist-neu"
"""Class of the div that says what is new since the last edition."""


def extract(material: Material) -> Extract | str:
    """Return the Kurzbericht, or why there is none."""
    chapters = [chapter for chapter in material.chapters[1:] if chapter.messages or chapter.chosen(TAG)]
    if not any(chapter.messages for chapter in chapters):
        return f"Einen Kurzbericht gibt es nicht: Der {material.name} enthält keine Kernaussagen."
    pages = {"auf-einen-blick.qmd": _opening(material)}
    pages |= {
        chapter.file.removeprefix("chapters/"): _page(chapter, material.address(chapter))
        for chapter in chapters
    }
    return Extract("kurzbericht", "Kurzbericht", pages, options={"pages": PAGES})


def _opening(material: Material) -> str:
    cards = "\n\n".join(material.cards)
    return (
        "# Auf einen Blick {.unnumbered}\n\n"
        f"Dieser Kurzbericht fasst zusammen, was der {material.title} zeigt: die wichtigsten Kennzahlen, die Kernaussagen "
        "der Kapitel und ausgewählte Abbildungen.\n\n"
        + most_important(material)
        + _news(material)
        + (f":::: {{layout-ncol={CARDS_PER_ROW}}}\n\n{cards}\n\n::::\n\n" if cards else "")
        + f"Alle Zahlen, Abbildungen und Tabellen stehen im {material.title}, dazu Hinweise zu Vergleichbarkeit, Methodik und "
        "Datenquellen. Die Webfassung bietet zu jeder Abbildung die Daten zum Herunterladen. "
        "Kleine Unterschiede bedeuten oft nichts. Wo sich zwei Werte nur im Rahmen üblicher Schwankungen unterscheiden, nennt der Text "
        "sie „praktisch unverändert“ oder „praktisch gleich hoch“.\n"
    )


def _news(material: Material) -> str:
    said = "\n\n".join(material.passages(NEWS))
    return f"## Was ist neu {{.unnumbered}}\n\n{said}\n\n" if said else ""


def _page(chapter: Chapter, address: str) -> str:
    said = "\n\n".join(chapter.messages)
    link = f' data-href="{attribute(address)}"' if address else ""
    more = (
        f"[Mehr dazu in Kapitel\u00a0{chapter.number} des Bildungsberichts]{{.weiter{link}}}"
        if chapter.number
        else ""
    )
    head, text = f"# {chapter.title} {{.unnumbered}}\n\n", f"{said}\n\n{more}"
    figures = chapter.chosen(TAG)
    if not figures:
        return f"{head}{text}\n"
    beside = [text, *("" for _ in figures[1:])]
    return head + "\n".join(
        parts("reihe", left, found.markdown(), found.notes_markdown())
        for left, found in zip(beside, figures, strict=True)
    )
