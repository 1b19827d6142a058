"""Steckbrief: two pages with key figures beside others', central statements and small charts."""

from __future__ import annotations

from helpers.pipeline.extracts.extract import Extract, parts
from helpers.pipeline.extracts.material import Material

TAG = "steckbrief"


def extract(material: Material) -> Extract | str:
    """Return the Steckbrief, or why there is none.

    How many central statements there is room for decides the layout: first the first of each chapter, then the others.
    Before them stand the findings that open the report.
    """
    chosen = [found for chapter in material.chapters for found in chapter.chosen(TAG)]
    tables = [found for found in chosen if not found.is_figure]
    figures = [found for found in chosen if found.is_figure]
    if not chosen:
        return (
            f"Einen Steckbrief gibt es nicht: Keine Zelle mit dem Tag „{TAG}“ zeigt etwas für diese Kommune."
        )
    told = [
        (i, f"**{chapter.title}.** {message}")
        for chapter in material.chapters[1:]
        for i, message in enumerate(chapter.messages)
    ]
    statements = [
        *(text for text, _ in material.five),
        *(text for _, text in sorted(told, key=lambda entry: entry[0])),
    ]
    pages = {}
    if tables:
        shown = "\n\n".join(found.content for found in tables)
        pages["kennzahlen.qmd"] = f"# Kennzahlen im Vergleich {{.unnumbered}}\n\n{shown}\n"
    pages["kernaussagen.qmd"] = f"# Kernaussagen {{.unnumbered}}\n\n{parts('aussagen', *statements)}"
    if figures:
        shown = "\n\n".join(found.markdown() for found in figures)
        pages["entwicklungen.qmd"] = f"# Entwicklungen {{.unnumbered}}\n\n{shown}\n\n{parts('weitere')}"
    notes = "\n\n".join(f"{found.name} des Bildungsberichts: {' '.join(found.notes)}" for found in chosen)
    pages["quellen.qmd"] = f"# Quellen und Hinweise {{.unnumbered}}\n\n::: {{.figure-notes}}\n{notes}\n:::\n"
    return Extract("steckbrief", "Steckbrief", pages)
