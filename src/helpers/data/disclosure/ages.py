"""Age groups that overlap cannot be parts of one total."""

from __future__ import annotations

import re
from collections.abc import Iterable

_AGES = re.compile(r"unter (?P<below>\d+)|(?P<low>\d+) bis unter (?P<high>\d+)|(?P<above>\d+) und mehr")


def overlapping(values: Iterable[str]) -> list[str]:
    """Return the age groups that overlap with narrower ones; what is no age group overlaps with nothing.

    >>> overlapping(["15 bis unter 18", "18 bis unter 25", "15 bis unter 25"])
    ['15 bis unter 25']
    """
    spans = []
    for value in values:
        if match := _AGES.fullmatch(value):
            low = int(match["low"] or match["above"] or 0)
            high = int(match["high"] or match["below"] or 999)
            spans.append((high - low, low, high, value))
    kept: list[tuple[int, int]] = []
    extra = []
    for _, low, high, value in sorted(spans):
        if any(low < other_high and other_low < high for other_low, other_high in kept):
            extra.append(value)
        else:
            kept.append((low, high))
    return sorted(extra)
