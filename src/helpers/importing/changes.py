"""What an import changed."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Changes:
    """What an import changed among the figures that count.

    Args:
        new, revised, unchanged: numbers of figures.
        superseded: figures of this import that a later edition replaces already.
        largest: German description of the largest revision, or empty.
    """

    new: int
    revised: int
    unchanged: int
    superseded: int
    largest: str
