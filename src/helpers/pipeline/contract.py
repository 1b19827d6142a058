"""What the stages of a notebook's way tell each other: names in its metadata, limits, and outcomes."""

from __future__ import annotations

from dataclasses import dataclass

METADATA = "bildungsbericht"
"""Key of our entries in the metadata of notebooks and cells."""

NODATA_MIME = "application/vnd.bildungsbericht.nodata+json"
"""Output of a cell whose figure found no data."""

SHOWN_MIME = "application/vnd.bildungsbericht.shown+json"
"""Output of a chart or table call, see `helpers.figures.shown`."""


@dataclass(frozen=True)
class Limits:
    """What one notebook may use.

    Args:
        cell: seconds for one cell.
        notebook: seconds for the whole notebook.
        memory: bytes of memory.
    """

    cell: float = 120
    notebook: float = 300
    memory: int = 3 * 2**30
