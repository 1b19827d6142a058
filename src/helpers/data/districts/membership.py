"""Which areas are a municipality's districts."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from helpers.data.areas import Area, Areas

MANY = 40
"""Of more districts than these, chapters show a part in tables and charts, and the annex all."""


def districts_of(areas: Areas, ags: str, year: int | None = None) -> Sequence[Area]:
    """Return the districts of a municipality, by key: its Sozialräume, or the Gemeinden of a Landkreis that has none.

    Args:
        areas: all areas.
        ags: key of the municipality.
        year: only those that existed at the end of this year.
    """
    day = dt.date(year, 12, 31) if year is not None else None
    below = areas.children(ags, day)
    kinds = ("sozialraum", "gemeinde")
    return next((found for kind in kinds if len(found := [a for a in below if a.kind == kind]) > 1), [])
