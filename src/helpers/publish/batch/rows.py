"""What became of each report of a batch: a row per municipality, a cell per notebook."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal


@dataclass(frozen=True)
class Cell:
    """What became of one notebook for one municipality.

    Args:
        title: the chapter's heading.
        status: as in `helpers.pipeline.ChapterResult`.
        seconds: how long it ran; 0 where nothing ran.
        reason: German: why it was left out, or how it failed.
    """

    title: str
    status: Literal["built", "cached", "omitted", "failed"]
    seconds: float = 0.0
    reason: str = ""


@dataclass
class Row:
    """What became of one municipality's report.

    Args:
        city: folder name.
        name: German name; the folder's where the profile cannot be read.
        status: `published`, `current` (nothing had changed) or `failed`.
        cells: by the notebook's file name, in the book's order.
        message: German: what stopped the report where it was not a notebook.
        warnings: German sentences for the person who made the report.
        seconds: time spent on it in all processes.
    """

    city: str
    name: str
    status: Literal["published", "current", "failed"] = "published"
    cells: dict[str, Cell] = field(default_factory=dict)
    message: str = ""
    warnings: tuple[str, ...] = ()
    seconds: float = 0.0

    @property
    def reasons(self) -> list[str]:
        """German: every reason for which the report failed."""
        own = [self.message] if self.message else []
        return own + [cell.reason for cell in self.cells.values() if cell.status == "failed"]
