"""Observations as charts use them: cells, and series of cells over the years."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from helpers.data.models import STATUSES

SYMBOLS = {
    "zero": "–",
    "below_half": "0",
    "unknown": ".",
    "unreliable": "/",
    "later": "…",
    "not_applicable": "x",
    "suppressed": "•",
}
"""How each status stands in a table, after the custom of official statistics."""


@dataclass(frozen=True)
class Cell:
    """One observation: a number, or the status that stands in its place.

    Args:
        period: year, ISO date or school year.
        value: the number, None where there is none.
        status: why there is no number; `zero` goes with the value 0.
        source: id of the source.
        ags: key of the area.
        indicator: id of the indicator.
        note: what to mind about it: rounding, protection, what a computation lacks.
        broken: why it is not comparable with the figure before it in its series; empty where it is.
        base: how many people a rate is a share of, where somebody asked (`Context.based`).
    """

    period: str
    value: float | None
    status: str = ""
    source: str = ""
    ags: str = ""
    indicator: str = ""
    note: str = ""
    broken: str = ""
    base: float | None = None

    @property
    def number(self) -> float:
        """The number of a cell that is known to have one."""
        assert self.value is not None
        return self.value


@dataclass(frozen=True)
class Series:
    """The observations of one thing over time.

    Args:
        label: name of the area or of the value of a dimension.
        role: `city`, `land`, `germany`, `peer`, or `value` for values of a dimension.
        cells: by year; a school year counts under the year in which it starts.
        rank: position in the dimension's order, which decides the colour.
    """

    label: str
    role: str
    cells: Mapping[int, Cell] = field(default_factory=dict)
    rank: int = 0

    @property
    def points(self) -> dict[int, float]:
        """Numbers by year, in the order of the years."""
        return {year: cell.value for year, cell in sorted(self.cells.items()) if cell.value is not None}

    @property
    def first(self) -> Cell:
        """The earliest cell with a number."""
        return self.cells[min(self.points)]

    @property
    def last(self) -> Cell:
        """The latest cell with a number."""
        return self.cells[max(self.points)]

    @property
    def breaks(self) -> dict[int, str]:
        """Reasons by the first year of each new basis, in the order of the years."""
        return {year: cell.broken for year, cell in sorted(self.cells.items()) if cell.broken}

    def comparable(self, year: int | None = None) -> dict[int, float]:
        """Return the numbers up to a year (the last one without it) that compare with it: those since the last break before it."""
        last = max(self.points) if year is None else year
        start = max((y for y in self.breaks if y <= last), default=0)
        return {y: value for y, value in self.points.items() if start <= y <= last}

    def value(self, year: int) -> float:
        """Return the number of a year that has one."""
        return self.points[year]

    def renamed(self, label: str) -> Series:
        """Return the series under another name."""
        return replace(self, label=label)

    def since(self, year: int | None) -> Series:
        """Return the series from a year on; all of it for None."""
        kept = {y: c for y, c in self.cells.items() if year is None or y >= year}
        return replace(self, cells=kept)


def latest_common(series: Sequence[Series]) -> int:
    """Return the latest year in which the first series and as many others as possible have numbers."""
    return max(series[0].points, key=lambda year: (sum(year in s.points for s in series), year))


def symbols_note(cells: Iterable[Cell]) -> list[str]:
    """Return a note that explains the symbols that stand in place of numbers."""
    used = {c.status for c in cells}
    listed = [f"{SYMBOLS[status]} = {STATUSES[status]}" for status in SYMBOLS if status in used]
    return [f"Zeichen: {'; '.join(listed)}."] if listed else []
