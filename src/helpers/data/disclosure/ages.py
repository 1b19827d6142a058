"""Age groups that overlap cannot be parts of one total."""

from __future__ import annotations

import re
from collections.abc import Iterable

_AGES = re.compile(r"unter (?P<below>\d+)|(?P<low>\d+) bis unter (?P<high>\d+)|(?P<above>\d+) und mehr")


def _spans(values: Iterable[str]) -> list[tuple[int, int, int, str]]:
    """Return width, start, end and name of each age group, narrow ones first."""
    spans = []
    for value in values:
        if match := _AGES.fullmatch(value):
            low = int(match["low"] or match["above"] or 0)
            high = int(match["high"] or match["below"] or 999)
            spans.append((high - low, low, high, value))
    return sorted(spans)


def overlapping(values: Iterable[str]) -> list[str]:
    """Return the age groups that overlap with narrower ones; what is no age group overlaps with nothing.

    >>> overlapping(["15 bis unter 18", "18 bis unter 25", "15 bis unter 25"])
    ['15 bis unter 25']
    """
    kept: list[tuple[int, int]] = []
    extra = []
    for _, low, high, value in _spans(values):
        if any(low < other_high and other_low < high for other_low, other_high in kept):
            extra.append(value)
        else:
            kept.append((low, high))
    return sorted(extra)


def made_up_of(group: str, values: Iterable[str]) -> list[str]:
    """Return the age groups that make up a wider one without overlapping, in order; none where they leave a gap.

    >>> made_up_of("15 bis unter 25", ["10 bis unter 15", "18 bis unter 25", "15 bis unter 18"])
    ['15 bis unter 18', '18 bis unter 25']
    """
    for _, low, high, _ in _spans([group]):
        parts = [
            span
            for span in _spans(set(values) - {group, *overlapping(values)})
            if low <= span[1] and span[2] <= high
        ]
        parts.sort(key=lambda span: span[1])
        ends = [low, *(span[2] for span in parts)]
        if [span[1] for span in parts] == ends[:-1] and ends[-1] == high:
            return [span[3] for span in parts]
    return []
