"""The slides as PowerPoint's own: a title and one content each, sources in the notes; nothing but what every layout has."""

from __future__ import annotations

import re
from collections.abc import Sequence

from helpers.pipeline.book.bookconfig import dump
from helpers.pipeline.extracts.floats import Float
from helpers.pipeline.extracts.material import Chapter, Material
from helpers.text.markdown import plain

TEMPLATE = "vorlagen/folien.pptx"
"""The municipality's own, if it has one."""
FOLDER = "pptx"
CARDS = 8
SAID = 3
_SPAN = re.compile(r"\\\n\[(.*?)\]\{\.gemessen\}")


class Editable:
    """Slides for PowerPoint.

    Args:
        material: the report.
    """

    def __init__(self, material: Material) -> None:
        self._material = material
        self._pictures: dict[str, bytes] = {}
        self.alts: list[str] = []

    def files(self, chapters: Sequence[Chapter]) -> dict[str, bytes]:
        """Return the source and its pictures, and the town's template where there is one."""
        material = self._material
        book = material.config["book"]
        front = {"title": book["title"], "subtitle": book["subtitle"], "lang": "de"}
        found = [self._figure(found.finding or found.measured, found) for _, found in material.five]
        slides = [self._cards(), *found, *(slide for c in chapters for slide in self._chapter(c))]
        slides.append(
            f"## Zum Weiterlesen\n\n- Alle Zahlen mit Quellen und Hinweisen stehen im {material.title}.\n"
            "- Die Quelle jeder Abbildung steht in den Notizen der Folie."
        )
        text = f"---\n{dump(front).decode()}---\n\n" + "\n\n".join(filter(None, slides)) + "\n"
        template = material.root / TEMPLATE
        own = {TEMPLATE: template.read_bytes()} if template.is_file() else {}
        return {f"{FOLDER}/folien.md": text.encode(), **self._pictures, **own}

    def _cards(self) -> str:
        rows = [
            f"| {' | '.join(card.get(name) or '–' for name in ('name', 'value', 'period'))} |"
            for card in self._material.card_texts[:CARDS]
        ]
        return (
            "\n".join(["## Auf einen Blick", "", "| Kennzahl | Wert | Stand |", "|:--|--:|:--|", *rows])
            if rows
            else ""
        )

    def _chapter(self, chapter: Chapter) -> list[str]:
        said = "\n".join(f"- {' '.join(message.split())}" for message in chapter.messages[:SAID])
        seen = {found.label for _, found in self._material.five}
        figures = [found for found in chapter.chosen("kurzbericht") if found.label not in seen]
        slides = [f"## {chapter.title}\n\n{said}"] if said else []
        return slides + [self._figure(found.finding or chapter.title, found) for found in figures]

    def _figure(self, title: str, found: Float) -> str:
        """Return a slide with one picture; empty for what is none."""
        picture = found.picture
        path = (self._material.root / picture["path"]).with_suffix(".png") if picture else None
        if picture is None or path is None or not path.is_file():
            return ""
        self.alts.append(plain(picture["alt"]))
        name = f"bild-{len(self.alts)}.png"
        self._pictures[f"{FOLDER}/{name}"] = path.read_bytes()
        caption = _SPAN.sub(r" (\1)", found.measured)
        notes = "\n\n".join(note for note in found.notes if note)
        return f"## {title}\n\n![{caption}]({name})\n\n::: notes\n{notes}\n:::"
