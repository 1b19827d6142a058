"""A short format on its way to becoming a book project."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from helpers.pipeline.book.bookconfig import dump
from helpers.pipeline.extracts.material import Material

_PICTURES = re.compile(r"!\[[^\n]*(?:\\\n[^\n]*)?\]\((?P<path>[^()\s]+)\)\{fig-alt=")
KEPT = ("lang", "fig-cap-location", "tbl-cap-location", "kommune")


@dataclass(frozen=True)
class Extract:
    """A short format.

    Args:
        layout: how it is set; a name of `assemble/builtin/typst`.
        name: what stands on it, `Kurzbericht`.
        pages: Markdown by file name, in order.
        subtitle: in place of the report's.
        beside: further files of the project.
        copied: folder of the project that gets copies of all pictures, too.
        word: whether it becomes a Word document; otherwise a PDF.
        lang: in place of the report's.
        internal: a draft for the administration: it lies beside the report, but the web pages do not lead there.
        options: further entries of `kurzformat` in `_quarto.yml`, for the layout.
    """

    layout: str
    name: str
    pages: Mapping[str, str]
    subtitle: str = ""
    options: Mapping[str, Any] = field(default_factory=dict)
    beside: Mapping[str, bytes] = field(default_factory=dict)
    copied: str = ""
    word: bool = False
    lang: str = ""
    internal: bool = False

    def files(self, material: Material, name: str) -> dict[str, bytes]:
        """Return the files of its book project; the format's name is that of what is made of it."""
        pictures = [match["path"] for text in self.pages.values() for match in _PICTURES.finditer(text)]
        shown = {
            path: (material.root / path).read_bytes()
            for path in dict.fromkeys(pictures)
            if path not in self.beside
        }
        own = [material.kommune[key] for key in ("logo", "cover") if material.kommune.get(key)]
        return {
            "_quarto.yml": dump(self._config(material, name)),
            **{path: text.encode() for path, text in self.pages.items()},
            **shown,
            **{path: (material.root / path).read_bytes() for path in own},
            **({f"{self.copied}/{path}": content for path, content in shown.items()} if self.copied else {}),
            **self.beside,
        }

    def _config(self, material: Material, name: str) -> dict[str, Any]:
        report = material.config
        book = {
            key: report["book"][key] for key in ("author", "date", "date-format") if key in report["book"]
        }
        return {
            "project": {"type": "book"},
            **{key: report[key] for key in KEPT if key in report},
            **({"lang": self.lang} if self.lang else {}),
            "number-sections": False,
            "book": {
                "title": f"{self.name}: {material.title}",
                "subtitle": self.subtitle or report["book"]["subtitle"],
                **book,
                "chapters": list(self.pages),
                "output-file": report["book"]["output-file"].replace("bildungsbericht", name, 1),
            },
            "kurzformat": {
                "format": name,
                "layout": self.layout,
                "name": self.name,
                "report": material.title,
                **({"word": True} if self.word else {}),
                **({"internal": True} if self.internal else {}),
                **self.options,
            },
        }


def most_important(material: Material) -> str:
    """Return the findings that open the report under a heading of their own; empty where there are none."""
    items = [f"{n}. {text}" for n, (text, _) in enumerate(material.five, 1)]
    return "\n".join(["## Das Wichtigste {.unnumbered}", "", *items, "", ""]) if items else ""


def parts(name: str, *contents: str) -> str:
    """Return a block whose parts the layout arranges, such as text, figure and notes beside each other."""
    return "\n".join(
        [f":::: {{.{name}}}", *(f"\n::: {{.teil}}\n\n{text}\n\n:::\n" for text in contents), "::::\n"]
    )
