"""Breaks: where a series stops being comparable with what comes before. Decided here, once, for all of the program.

A figure is not comparable with the one before it in its series where

- the catalogue declares a break between the two (`Indicator.breaks`) and the figure is from one of the indicator's sources,
- its source or edition is another, unless the two agree in a year that both have, or
- it is computed from a figure for which one of these holds: a rate breaks with the population that it is divided by.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import pairwise

from helpers.data.catalogue import Catalogue
from helpers.data.keys import parse_period
from helpers.data.observations import Row
from helpers.data.parts import Break

NEAREST = 3
"""So many of the years that both sources have are compared, those nearest to the change."""

AGREES = 0.005
"""Two sources agree when they differ by at most this share of the figure, or one unit of its last printed decimal."""

Key = tuple[str, str, str]
"""Indicator, area, breakdown."""


def mark_breaks(rows: Sequence[Row], superseded: Sequence[Row], catalogue: Catalogue) -> list[Row]:
    """Return the figures, each with the reason why it is not comparable with the one before it in its series (`broken`).

    What a change or an index is computed across is added to its note instead.

    Args:
        rows: the figures that count, computed ones included.
        superseded: figures of other sources or editions for the same, which tell whether the sources agree.
        catalogue: declared breaks, and how indicators are computed.
    """
    return _Breaks(rows, superseded, catalogue).marked(rows)


class _Breaks:
    def __init__(self, rows: Sequence[Row], superseded: Sequence[Row], catalogue: Catalogue) -> None:
        self._catalogue = catalogue
        self._series: defaultdict[Key, list[Row]] = defaultdict(list)
        for row in rows:
            self._series[row.key[:3]].append(row)
        self._others: defaultdict[Key, list[Row]] = defaultdict(list)
        for row in superseded:
            self._others[row.key[:3]].append(row)
        self._found: dict[Key, dict[str, str]] = {}

    def marked(self, rows: Sequence[Row]) -> list[Row]:
        out = []
        for row in rows:
            if reason := self._of(row.key[:3]).get(row.period):
                row = row._replace(broken=reason)
            if crossed := self._crossed(row):
                row = row._replace(note=" ".join(filter(None, [*crossed, row.note])))
            out.append(row)
        return out

    def _of(self, key: Key) -> dict[str, str]:
        """Return the breaks of a series: the first period of each new basis, with the reason."""
        if key not in self._found:
            self._found[key] = {}  # a series is not computed from itself
            rows = sorted(self._series[key], key=lambda row: parse_period(row.period).date)
            for before, row in pairwise(rows):
                if reasons := list(dict.fromkeys(self._reasons(before, row))):
                    self._found[key][row.period] = " ".join(reasons)
        return self._found[key]

    def _reasons(self, before: Row, row: Row) -> Iterator[str]:
        yield from (b.reason for b in self._declared(before, row))
        if not row.components and not before.components:
            if before.source != row.source and not self._agree(before, row):
                yield self._spliced(before, row)
            return
        how = self._catalogue.indicators[row.indicator].computed
        if how and (how.years or how.base):
            return
        old, new = _components(before), _components(row)
        for key in new.keys() & old.keys():
            yield from self._between(key, old[key], new[key])

    def _declared(self, before: Row, row: Row) -> Iterator[Break]:
        start, end = parse_period(before.period).date, parse_period(row.period).date
        entry = self._catalogue.indicators[row.indicator]
        official = {origin.source for origin in entry.sources}
        if official and not official & set(row.source.split("|")):
            return  # a register of the municipality's own does not change with the census
        for change in entry.breaks:
            if start < parse_period(change.period).date <= end:
                yield change

    def _between(self, key: Key, first: str, last: str) -> Iterator[str]:
        if breaks := self._of(key):
            start, end = sorted((parse_period(first).date, parse_period(last).date))
            for period, reason in breaks.items():
                if start < parse_period(period).date <= end:
                    yield reason

    def _crossed(self, row: Row) -> list[str]:
        """Return a note for each break that a change or an index reaches across."""
        how = self._catalogue.indicators[row.indicator].computed
        if how is None or not (how.years or how.base):
            return []
        reasons = [
            reason
            for key in dict.fromkeys(_keys(row))
            for reason in self._between(key, how.reference(row.period), row.period)
        ]
        return [
            f"Der Vergleich reicht über einen Bruch der Reihe: {reason}" for reason in dict.fromkeys(reasons)
        ]

    def _agree(self, before: Row, row: Row) -> bool:
        """Tell whether two sources agree in the years nearest to the change that both have."""
        key = row.key[:3]
        values: defaultdict[str, dict[str, float]] = defaultdict(dict)
        for one in (*self._series[key], *self._others[key]):
            if one.value is not None and one.source in (before.source, row.source):
                values[one.period][one.source] = one.value
        day = parse_period(row.period).date
        both = sorted(
            (period for period, found in values.items() if len(found) == 2),
            key=lambda period: abs(parse_period(period).date - day),
        )
        step = 10.0 ** -self._catalogue.indicators[row.indicator].decimals
        pairs = [tuple(values[period].values()) for period in both[:NEAREST]]
        return bool(pairs) and all(
            abs(a - b) <= max(step, AGREES * max(abs(a), abs(b))) + 1e-9 for a, b in pairs
        )

    def _spliced(self, before: Row, row: Row) -> str:
        old, new = (self._named(one.source, other.source) for one, other in ((before, row), (row, before)))
        first, last = (_printed(period) for period in (before.period, row.period))
        return (
            f"Bis {first} stammen die Zahlen aus {old}, ab {last} aus {new}; kein gemeinsames Jahr zeigt, "
            "dass beide zusammenpassen."
        )

    def _named(self, name: str, other: str) -> str:
        """Return a source as a reader knows it, with its edition or table where the other goes by the same name."""
        source, beside = self._catalogue.sources[name], self._catalogue.sources[other]
        table = f"Tabelle {source.table}" if source.table else ""
        detail = source.edition or (table if source.short == beside.short else "")
        return ", ".join(part for part in (source.short, detail) if part)


def _keys(row: Row) -> Iterator[Key]:
    for line in filter(None, row.components.split("\n")):
        indicator, ags, breakdown, _ = line.split("\t")
        yield indicator, ags, breakdown


def _components(row: Row) -> dict[Key, str]:
    """Return the period of each figure that a figure is computed from."""
    periods = (line.split("\t")[3] for line in filter(None, row.components.split("\n")))
    return dict(zip(_keys(row), periods, strict=True))


def _printed(period: str) -> str:
    return f"{parse_period(period).date:%d.%m.%Y}" if period.count("-") == 2 else period
