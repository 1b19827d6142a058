"""Somebody who reads everything that is published, thinks in whole numbers, and shares no code with the protection."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp

Cell = Hashable
Interval = tuple[float, float]
INFINITE = float("inf")
FAR = 1e6  # as large as one likes: larger than any count of people in a town


@dataclass(frozen=True)
class Finding:
    """A hidden count that somebody can narrow too far.

    Args:
        cell: what it counts.
        low: smallest count that agrees with everything published.
        high: largest count that does.
        by_rule: True where only the rule tells: in what is hidden together, one count is small.
    """

    cell: Cell
    low: float
    high: float
    by_rule: bool


@dataclass
class Reader:
    """What is known: counts that are printed, limits of those that are not, and sums.

    Args:
        shown: printed counts.
        limits: lowest and highest value of every count that is not printed.
        lines: `(factors, low, high)`: the weighted sum of cells lies in between.
    """

    shown: dict[Cell, int] = field(default_factory=dict)
    limits: dict[Cell, Interval] = field(default_factory=dict)
    lines: list[tuple[dict[Cell, float], float, float]] = field(default_factory=list)

    def hide(self, cell: Cell, low: float = 1, high: float = INFINITE) -> None:
        """Take a count as not printed; it is no zero, as zeros are."""
        self.limits[cell] = (low, high)

    def sum(self, whole: Cell, parts: Iterable[Cell], *, rest: bool = False) -> None:
        """Take the parts as making up a whole, or as a part of it that leaves a rest, which may be 0."""
        factors: dict[Cell, float] = {whole: 1.0} | dict.fromkeys(parts, -1.0)
        if rest:
            remainder = ("Rest", tuple(factors))
            factors[remainder] = -1.0
            self.hide(remainder, low=0)
        self.lines.append((factors, 0.0, 0.0))

    def findings(
        self, cells: Iterable[Cell], threshold: int, knows: Mapping[Cell, int] | None = None
    ) -> list[Finding]:
        """Return which of the hidden counts can be narrowed to less than the threshold, or shown to lie below it."""
        shown = {**self.shown, **(knows or {})}
        wanted = set(cells)
        found = [
            Finding(cell, shown[cell], shown[cell], by_rule=False)
            for cell in sorted(wanted & shown.keys(), key=repr)
        ]
        for system in self._systems(shown):
            for i in [i for i, cell in enumerate(system.cells) if cell in wanted]:
                if system.is_safe(i, threshold):
                    continue
                low, high = system.range(i)
                if high - low < threshold or high < threshold:
                    found.append(Finding(system.cells[i], low, high, by_rule=False))
                    continue
                low, high = system.range_by_rule(i, threshold)
                if high - low < threshold or high < threshold:
                    found.append(Finding(system.cells[i], low, high, by_rule=True))
        return found

    def ranges(self, cells: Iterable[Cell], knows: Mapping[Cell, int] | None = None) -> dict[Cell, Interval]:
        """Return the smallest and the largest value of each cell that agree with everything."""
        wanted = set(cells)
        shown = {**self.shown, **(knows or {})}
        return {
            system.cells[i]: system.range(i)
            for system in self._systems(shown)
            for i, cell in enumerate(system.cells)
            if cell in wanted
        }

    def _systems(self, shown: Mapping[Cell, int]) -> Iterable[_System]:
        """Yield the counts that are not printed, in groups that no sum ties to each other."""
        unknown = [cell for cell in self.limits if cell not in shown]
        root = {cell: cell for cell in unknown}

        def find(cell: Cell) -> Cell:
            while root[cell] != cell:
                root[cell] = root[root[cell]]
                cell = root[cell]
            return cell

        rows = []
        for factors, low, high in self.lines:
            if any(cell not in shown and cell not in root for cell in factors):
                continue  # about something of which nothing is printed at all
            fixed = sum(factor * shown[cell] for cell, factor in factors.items() if cell in shown)
            free = {cell: factor for cell, factor in factors.items() if cell not in shown}
            if free:
                rows.append((free, low - fixed, high - fixed))
                first, *others = free
                for other in others:
                    root[find(other)] = find(first)
        groups: defaultdict[Cell, list[Cell]] = defaultdict(list)
        for cell in unknown:
            groups[find(cell)].append(cell)
        of_group: defaultdict[Cell, list[tuple[dict[Cell, float], float, float]]] = defaultdict(list)
        for row in rows:
            of_group[find(next(iter(row[0])))].append(row)
        for name, cells in groups.items():
            yield _System(cells, [self.limits[cell] for cell in cells], of_group[name])


@dataclass
class _System:
    """Unknown whole numbers and what ties them together."""

    cells: list[Cell]
    limits: list[Interval]
    rows: list[tuple[dict[Cell, float], float, float]]
    tables: list[np.ndarray] = field(default_factory=list)

    @cached_property
    def constraints(self) -> LinearConstraint | None:
        place = {cell: i for i, cell in enumerate(self.cells)}
        if not self.rows:
            return None
        matrix = np.zeros((len(self.rows), len(self.cells)))
        for number, (factors, _, _) in enumerate(self.rows):
            for cell, factor in factors.items():
                matrix[number, place[cell]] = factor
        return LinearConstraint(matrix, [row[1] for row in self.rows], [row[2] for row in self.rows])

    def extreme(self, i: int, sign: int, small: tuple[int, int] | None = None) -> np.ndarray | None:
        """Return a table in which a count is largest (`sign` 1) or smallest; None if none exists."""
        cost = np.zeros(len(self.cells))
        cost[i] = -sign
        low, high = map(np.array, zip(*self.limits, strict=True))
        low, high = low.astype(float), np.minimum(high.astype(float), FAR)
        if small is not None:
            other, highest = small
            low[other], high[other] = max(low[other], 1.0), min(high[other], float(highest))
            if low[other] > high[other]:
                return None
        result = milp(
            cost,
            constraints=self.constraints,
            bounds=Bounds(low, high),
            integrality=np.ones(len(cost)),
            options={"node_limit": 500, "mip_rel_gap": 1e-3},
        )
        if result.x is None:  # no such table, or none found within the limit: a reader gives up as well
            return None
        table = np.round(result.x)
        self.tables.append(table)
        return table

    def range(self, i: int) -> Interval:
        least, most = self.extreme(i, -1), self.extreme(i, 1)
        assert least is not None, f"what is published about {self.cells[i]} contradicts itself"
        assert most is not None
        return float(least[i]), float(most[i])

    def range_by_rule(self, i: int, threshold: int) -> Interval:
        """Return the range in which some count of the group is from 1 to `threshold - 1`: else nothing would be hidden."""
        for sign in (-1, 1):
            self.extreme(i, sign)
        for other in range(len(self.cells)):
            for sign in (-1, 1):
                if not self.is_safe(i, threshold):
                    self.extreme(i, sign, (other, threshold - 1))
        tables = self._telling(threshold)
        return float(tables[:, i].min(initial=INFINITE)), float(tables[:, i].max(initial=-INFINITE))

    def is_safe(self, i: int, threshold: int) -> bool:
        """Tell whether tables found before show that nobody can narrow a count, not even by the rule."""
        tables = self._telling(threshold)
        return bool(len(tables) and np.ptp(tables[:, i]) >= threshold and tables[:, i].max() >= threshold)

    def _telling(self, threshold: int) -> np.ndarray:
        tables = np.array(self.tables).reshape(len(self.tables), len(self.cells))
        return tables[((tables >= 1) & (tables < threshold)).any(axis=1)]
