"""The attacker: what can be said about a hidden count by somebody who knows everything that is published."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import highspy
import numpy as np
from numpy.typing import NDArray

from helpers.data.disclosure.system import System

FAR = 1e6  # stands for "as large as one likes" in the bound that a dual solution gives

Move = NDArray[np.int64]
"""Deviations from the true counts, one per cell of a component, under which all sums still hold."""


@dataclass(frozen=True)
class Bound:
    """How far a hidden count can be moved in one direction without contradicting anything published.

    Args:
        distance: the largest distance, or the one asked for where it reaches that.
        move: a move of whole numbers that reaches it.
        prices: per cell of the component, by how much hiding that cell could add to the distance at most.
    """

    distance: float
    move: Move
    prices: NDArray[np.float64]


def solver() -> highspy.Highs:
    """Return a silent HiGHS that gives the same answer every time."""
    highs: highspy.Highs = highspy.Highs()  # type: ignore[no-untyped-call]
    highs.setOptionValue("output_flag", False)
    highs.setOptionValue("threads", 1)
    highs.setOptionValue("random_seed", 0)
    return highs


@dataclass
class Component:
    """Cells that could be hidden and are tied to each other, numbered from 0, and the lines between them.

    Args:
        cells: their numbers in the system.
        rows: lines as `{cell of the component: sign}`; cells that every reader knows are left out.
    """

    cells: Sequence[int]
    values: NDArray[np.float64]
    low: NDArray[np.float64]
    high: NDArray[np.float64]
    rows: list[dict[int, float]]

    @classmethod
    def of(cls, system: System, cells: Sequence[int], lines: Sequence[int]) -> Component:
        """Cut the component out of the system."""
        local = {cell: number for number, cell in enumerate(cells)}
        rows = []
        for line in lines:
            total, parts = system.lines[line]
            signs = {total: 1.0, **dict.fromkeys(parts, -1.0)}
            rows.append({local[i]: sign for i, sign in signs.items() if i in local})
        chosen = [system.cells[i] for i in cells]
        return cls(
            cells,
            np.array([float(c.value) for c in chosen]),
            np.array([c.low for c in chosen]),
            np.array([c.high for c in chosen]),
            rows,
        )

    @cached_property
    def entries(self) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float64]]:
        """Cell, line and sign of each place where a cell stands in a line."""
        places = [(i, number, sign) for number, row in enumerate(self.rows) for i, sign in row.items()]
        cells, lines, signs = zip(*places, strict=True) if places else ((), (), ())
        return np.array(cells, dtype=np.int64), np.array(lines, dtype=np.int64), np.array(signs)


class Attacker:
    """Somebody who knows all cells of a component but the hidden ones.

    Args:
        component: the cells and the lines between them.
        hidden: the cells that this attacker does not know.
    """

    def __init__(self, component: Component, hidden: Collection[int]) -> None:
        self.component = component
        self.hidden = np.array(sorted(hidden), dtype=np.int64)
        self.columns = {int(cell): column for column, cell in enumerate(self.hidden)}
        # Variables are deviations from the true count, so that every right-hand side is zero.
        self.low = component.low[self.hidden] - component.values[self.hidden]
        high = component.high[self.hidden] - component.values[self.hidden]
        self.high = np.where(np.isfinite(high), high, highspy.kHighsInf)
        self.highs = solver()
        self.highs.setOptionValue("mip_max_nodes", 1000)  # a move not found is a width not claimed
        self.highs.setOptionValue("presolve", "off")  # only the objective changes: go on from the last basis
        for low, high_ in zip(self.low, self.high, strict=True):
            self.highs.addVar(low, high_)
        for row in component.rows:
            entries = [(self.columns[i], sign) for i, sign in row.items() if i in self.columns]
            columns = np.array([column for column, _ in entries], dtype=np.int32)
            self.highs.addRow(0.0, 0.0, len(entries), columns, np.array([sign for _, sign in entries]))

    def bound(
        self,
        cell: int,
        direction: int,
        enough: float,
        limits: Mapping[int, tuple[float, float]] | None = None,
    ) -> Bound:
        """Return how far `cell` can be moved up (`direction` 1) or down (-1), looking no further than `enough`.

        Args:
            cell: number of a hidden cell.
            direction: 1 or -1.
            enough: distance.
            limits: bounds of the moves of other cells that hold besides; the distance is 0 where they cannot.
        """
        for other, (least, most) in (limits or {}).items():
            at = self.columns[other]
            least, most = max(least, float(self.low[at])), min(most, float(self.high[at]))
            if least > most:
                return self._nowhere()
            self.highs.changeColBounds(at, least, most)
        column = self.columns[cell]
        low, high = float(self.low[column]), float(self.high[column])
        self.highs.changeColCost(column, -float(direction))
        self.highs.changeColBounds(column, max(low, -enough), min(high, enough))
        self.highs.run()
        solution = self.highs.getSolution()
        moved, duals = np.array(solution.col_value), np.array(solution.row_dual)
        possible = self._possible()
        if possible and np.abs(moved - np.round(moved)).max() > 1e-6:
            moved = self._in_whole_numbers()
            possible = self._possible()
        for other in limits or {}:
            at = self.columns[other]
            self.highs.changeColBounds(at, float(self.low[at]), float(self.high[at]))
        self.highs.changeColCost(column, 0.0)
        self.highs.changeColBounds(column, low, high)
        if not possible:
            return self._nowhere()
        move = np.zeros(len(self.component.cells), dtype=np.int64)
        move[self.hidden] = np.round(moved).astype(np.int64)
        return Bound(float(direction * move[cell]), move, self._prices(cell, direction, duals))

    def _possible(self) -> bool:
        return bool(self.highs.getInfo().primal_solution_status == highspy.kSolutionStatusFeasible)

    def _nowhere(self) -> Bound:
        n = len(self.component.cells)
        return Bound(0.0, np.zeros(n, dtype=np.int64), np.zeros(n))

    def _in_whole_numbers(self) -> NDArray[np.float64]:
        """Solve once more: an attacker knows that people cannot be divided."""
        n = len(self.hidden)
        columns = np.arange(n, dtype=np.int32)
        self.highs.changeColsIntegrality(n, columns, np.full(n, highspy.HighsVarType.kInteger))
        self.highs.run()
        moved = np.array(self.highs.getSolution().col_value)
        self.highs.changeColsIntegrality(n, columns, np.full(n, highspy.HighsVarType.kContinuous))
        return moved

    def _prices(self, cell: int, direction: int, duals: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return the capacities of Fischetti and Salazar-González (2001, Management Science 47:1008) from the dual solution."""
        component = self.component
        cells, lines, signs = component.entries
        # What one step upwards of each cell would add to the distance; HiGHS minimises, hence the signs.
        gain = np.bincount(cells, signs * duals[lines], minlength=len(component.cells))
        gain[cell] += direction
        rise = np.minimum(component.high - component.values, FAR)
        fall = component.values - component.low
        return np.where(gain > 1e-9, gain * rise, np.where(gain < -1e-9, -gain * fall, 0.0))
