"""What a report had to leave out, because there is no data for it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

_ID = re.compile(r"#((?:fig|tbl|sec)-[\w-]*\w)")


def belongs_to(label: str, figure: dict[str, Any]) -> bool:
    """Tell whether a label is that of a figure that was left out.

    A chart call makes its label from the indicator's id where none is given, so a cell that found no data before it
    could say its label is known by the texts in its code.

    Args:
        label: a cross-reference id.
        figure: `label`, and `candidates`: the texts in the cell's code.
    """
    if figure["label"]:
        return bool(label == figure["label"])
    name = label.partition("-")[2].replace("_", "-")
    candidates = [c.replace("_", "-") for c in figure.get("candidates", []) if c]
    return any(name == c or name.startswith(f"{c}-") for c in candidates)


@dataclass(frozen=True)
class Missing:
    """Figures, sections and chapters without data, over the whole book.

    Args:
        figures: `label`, `candidates` and `message` of each.
        labels: ids of sections, and every id that a left-out chapter names.
    """

    figures: tuple[dict[str, Any], ...] = ()
    labels: frozenset[str] = frozenset()

    def has(self, label: str) -> bool:
        """Tell whether a label belongs to something that was left out."""
        return label in self.labels or any(belongs_to(label, figure) for figure in self.figures)


def missing_in(chapters: Iterable[dict[str, Any]]) -> Missing:
    """Collect what the chapters report.

    Args:
        chapters: `chapter.Chapter` as mappings, or `{"mentioned": […]}` of chapters that were left out.
    """
    figures: list[dict[str, Any]] = []
    labels: set[str] = set()
    for chapter in chapters:
        figures += chapter.get("omitted", [])
        labels |= set(chapter.get("mentioned", []))
        labels |= {label for heading in chapter.get("headings", []) for label in _ID.findall(heading)}
    return Missing(tuple(figures), frozenset(labels))
