"""Totals that are not the sum of their parts."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from helpers.checking.findings import Finding
from helpers.checking.phrases import describe, figure, key_of, place_of, stored, supplier_of
from helpers.checking.seen import Seen
from helpers.data.areas import Areas
from helpers.data.catalogue import Catalogue
from helpers.data.compute import rounding_notes
from helpers.data.disclosure.ages import overlapping
from helpers.data.keys import join_breakdown, split_breakdown
from helpers.data.observations import Row

USUALLY = 0.8
"""Share of totals that their parts must make up before a total that they do not make up counts as an error."""

APART = 0.05
"""Total and parts of different sources may differ by this part of the total: registers and official statistics count differently."""

SMALL = 0.01
"""A difference of at most this part of the total is a question: „nicht zuordenbar“ explains it more often than a mistake."""

_ROUNDED = re.compile(r"Vielfaches von (\d+) gerundet")

Figures = Mapping[tuple[str, str, str, str], Row]


@dataclass(frozen=True)
class Line:
    """A total and the parts of one dimension that are there."""

    total: Row
    parts: tuple[Row, ...]
    dimension: str
    values: frozenset[str]
    tolerance: float

    @property
    def mixed(self) -> bool:
        """Whether total and parts come from different sources."""
        return any(part.source != self.total.source for part in self.parts)

    @property
    def rest(self) -> float:
        """Total minus parts."""
        return (self.total.value or 0.0) - sum(part.value or 0.0 for part in self.parts)

    @property
    def adds_up(self) -> bool:
        """Whether rounding, or different sources, explain what is left."""
        return abs(self.rest) <= max(self.tolerance, APART * (self.total.value or 0.0) if self.mixed else 0.0)

    @property
    def is_small(self) -> bool:
        """Whether what is left may be people whom nobody could assign."""
        return abs(self.rest) <= SMALL * (self.total.value or 0.0)


def check_sums(rows: Figures, catalogue: Catalogue, areas: Areas) -> Iterator[Finding]:
    """Yield an error for each total that differs from its parts by more than rounding explains.

    More than the total is wrong, and so is less where the same parts make up the total nearly everywhere else; where
    there is nothing to compare with, less is a finding. Small differences are findings, which somebody can explain. Total and
    parts of different sources are never an error, and a finding only where they lie further apart than sources do.
    """
    lines = list(_lines(rows, catalogue, areas))
    alike: defaultdict[tuple[str, str, frozenset[str]], list[bool]] = defaultdict(list)
    for line in lines:
        alike[line.total.indicator, line.dimension, line.values].append(line.adds_up)
    for line in lines:
        if line.adds_up:
            continue
        others = alike[line.total.indicator, line.dimension, line.values]
        if line.rest < 0 or (len(others) > 1 and sum(others) >= USUALLY * (len(others) - 1)):
            explained = line.mixed or line.is_small
            yield _finding(line, "finding" if explained else "error", catalogue, areas)
        elif len(others) == 1 and len(line.parts) > 1:
            yield _finding(line, "finding", catalogue, areas)


def _finding(line: Line, severity: str, catalogue: Catalogue, areas: Areas) -> Finding:
    total, parts = line.total, line.parts
    unit = catalogue.indicators[total.indicator].decimals
    summed = figure(sum(part.value or 0.0 for part in parts), unit)
    name = "Gebiet" if line.dimension == "ags" else catalogue.dimensions[line.dimension].name
    what = describe(total, catalogue, areas)
    found = f"Summe {figure(total.value, unit)}"
    expected = f"{summed} (Summe der {len(parts)} Teile nach „{name}“)"
    if line.tolerance:
        expected += f", wegen der Rundung höchstens {figure(line.tolerance)} anders"
    mixed = "sie stammen aus verschiedenen Quellen, liegen aber weit auseinander; " if line.mixed else ""
    details = tuple((describe(part, catalogue, areas), figure(part.value, unit), "") for part in parts)
    return Finding(
        "summe",
        "error" if severity == "error" else "finding",
        supplier_of(total, catalogue),
        what,
        place_of(total),
        found,
        expected,
        f"{place_of(total)}: {what}: Als Summe steht {figure(total.value, unit)}, die {len(parts)} Teile nach „{name}“ "
        f"ergeben {summed}; {mixed}{_advice(line, severity)}",
        f"{key_of('summe', total)}/{line.dimension}",
        "|".join(stored(row.value) for row in (total, *parts)),
        details,
    )


def _advice(line: Line, severity: str) -> str:
    if severity == "finding" and line.is_small:
        return "bitte beides vergleichen und berichtigen oder den Unterschied erklären, zum Beispiel als „nicht zuordenbar“."
    return "bitte beides vergleichen und berichtigen."


def _lines(rows: Figures, catalogue: Catalogue, areas: Areas) -> Iterator[Line]:
    groups: defaultdict[tuple[tuple[str, str, str, str], str], list[tuple[str, Row]]] = defaultdict(list)
    for key, row in rows.items():
        indicator, ags, breakdown, period = key
        source = catalogue.sources.get(row.source)
        if catalogue.indicators[indicator].kind != "count" or (source and not source.additive):
            continue
        places = split_breakdown(breakdown)
        for dimension, value in places.items():
            if catalogue.dimensions[dimension].parts([value]):
                rest = {d: v for d, v in places.items() if d != dimension}
                groups[(indicator, ags, join_breakdown(rest), period), dimension].append((value, row))
        parent = areas[ags].parent
        if (
            catalogue.indicators[indicator].areas_add_up
            and areas[ags].kind in ("sozialraum", "gemeinde")
            and parent
        ):
            groups[(indicator, parent, breakdown, period), "ags"].append((ags, row))
    for (whole, dimension), parts in groups.items():
        total = rows.get(whole)
        values = frozenset(value for value, _ in parts)
        complete = (
            total is not None and total.value is not None and all(row.value is not None for _, row in parts)
        )
        if not complete or overlapping(values):
            continue
        assert total is not None
        members = tuple(row for _, row in parts)
        tolerance = _tolerance((total, *members), catalogue)
        if tolerance is not None:
            yield Line(total, members, dimension, values, tolerance)


def _tolerance(rows: tuple[Row, ...], catalogue: Catalogue) -> float | None:
    """Return by how much rounding may part a total from its parts; None where the method leaves that open."""
    tolerance = 0.0
    for row in rows:
        source = catalogue.sources.get(row.source)
        valid = rounding_notes(row, catalogue)
        bases = [rule.base for rule in (source.rounding if source else ()) if rule.text in valid]
        if None in bases:
            return None
        if not bases and (noted := _ROUNDED.search(row.note)):  # a department's own, as its mapping says
            bases = [int(noted[1])]
        # Random rounding to a multiple moves a count by less than the base.
        tolerance += sum(base - 1 for base in bases if base)
    return tolerance


def look(seen: Seen) -> Iterator[Finding]:
    """Yield what this file finds."""
    yield from check_sums({row.key: row for row in seen.mine}, seen.catalogue, seen.areas)
