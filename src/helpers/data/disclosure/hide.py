"""Choose the cells to hide: as few as possible, so that no attacker comes too close to any of them.

The problem is the cell suppression problem; it is solved with the cutting planes of Fischetti and Salazar-González:
an integer programme proposes cells, attackers test the proposal, and each success of an attacker becomes a constraint.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator

import highspy
import numpy as np
from numpy.typing import NDArray

from helpers.data.disclosure.attack import FAR, Attacker, Component, Move, solver
from helpers.data.disclosure.rule import Pattern
from helpers.data.disclosure.system import Cell

ROUNDS = 60  # then the cells proposed so far stay hidden, which ends the search at the cost of some cells
ADMISSIBLE = 1.5
"""Keeping off insiders may hide so many times the cells that keep off outsiders, no more."""
GAP = 0.02  # how far from the optimum the integer programme may stop

Weights = NDArray[np.float64]


class Chooser:
    """The search in one component.

    Args:
        component: the cells and their lines.
        cells: the same cells of the system.
        threshold: the width that the interval of each hidden cell must have at least.
    """

    def __init__(self, component: Component, cells: list[Cell], threshold: int) -> None:
        self.component, self.cells, self.threshold = component, cells, threshold
        self.n = len(cells)
        self.withstands_insiders = True
        self.moves: list[Move] = []
        self.need = self._reachable()
        self.highs = solver()
        self.highs.setOptionValue("mip_rel_gap", GAP)
        self.highs.setOptionValue("mip_max_nodes", 5000)
        for cell in cells:
            self.highs.addVar(1.0 if cell.hidden else 0.0, 1.0)
        columns = np.arange(self.n, dtype=np.int32)
        self.highs.changeColsCost(self.n, columns, np.array([0.0 if c.hidden else c.weight for c in cells]))
        self.highs.changeColsIntegrality(self.n, columns, np.full(self.n, highspy.HighsVarType.kInteger))
        self._add_line_cuts()

    def choose(self) -> list[int]:
        """Return the cells to hide, including those hidden from the start."""
        if not any(c.sensitive for c in self.cells):
            return [i for i, c in enumerate(self.cells) if c.hidden]
        first: set[int] | None = None
        for round_ in range(ROUNDS + self.n):
            hidden = self._proposal()
            cuts = list(self._outsiders(hidden))
            if not cuts:
                first = first or hidden
                if len(hidden) > ADMISSIBLE * len(first):
                    self.withstands_insiders = False
                    return sorted(first)
                cuts = list(self._insiders(hidden))
            if not cuts:
                return sorted(hidden)
            for cell, need, prices in cuts:
                self._add_cut(cell, need, prices, hidden)
            if round_ >= ROUNDS:
                for i in hidden:
                    self.highs.changeColBounds(i, 1.0, 1.0)
        raise AssertionError("hiding everything did not protect what hiding everything can protect")

    def _reachable(self) -> Weights:
        """Return the width per cell that hiding everything would give, at most the threshold.

        It is less only where something already public limits a cell.
        """
        need = np.full(self.n, float(self.threshold))
        attacker = Attacker(self.component, range(self.n))
        low, high = np.zeros(self.n), np.zeros(self.n)
        for i in range(self.n):
            # A move found for one cell moves others along with it: most need no programme of their own.
            if self._asked(i) and high[i] - low[i] < need[i]:
                before = len(self.moves)
                need[i] = min(need[i], self._width(attacker, i, need[i])[0])
                for move in self.moves[before:]:
                    low, high = np.minimum(low, move), np.maximum(high, move)
        return need

    def _proposal(self) -> set[int]:
        self.highs.run()
        if self.highs.getInfo().primal_solution_status != highspy.kSolutionStatusFeasible:
            return set(range(self.n))  # no proposal within the limit: everything is safe
        return {int(i) for i in np.flatnonzero(np.array(self.highs.getSolution().col_value) > 0.5)}

    def _asked(self, i: int) -> bool:
        """Remainders are printed nowhere: they need protection only where they are small."""
        return self.cells[i].sensitive or self.cells[i].open

    def _outsiders(self, hidden: set[int]) -> Iterator[tuple[int, float, Weights]]:
        """Yield a cut for each hidden cell whose interval is too narrow for readers who know what is published."""
        attacker = Attacker(self.component, hidden)
        pattern = self._pattern(hidden)
        certified = pattern.widths(self.moves)
        for i in sorted(hidden):
            if not self._asked(i) or certified[i] >= self.need[i]:
                continue
            width, prices = self._width(attacker, i, self.need[i])
            certified = pattern.widths(self.moves)
            if width < self.need[i]:
                yield i, self.need[i], prices
            elif certified[i] < self.need[i] and self._betrayed(hidden, attacker, i):
                certified = pattern.widths(self.moves)
                for j in pattern.group(
                    i
                ):  # settles which cells: each of many alike would have to be tried else
                    self.highs.changeColBounds(int(j), 1.0, 1.0)
                yield i, 1.0, pattern.beside(i)

    def _pattern(self, hidden: Collection[int], printed_only: bool = True) -> Pattern:
        return Pattern(self.component, self.cells, self.threshold, hidden, printed_only)

    def _betrayed(self, hidden: set[int], attacker: Attacker, i: int) -> bool:
        """Tell whether the rule narrows a cell that the sums leave wide, and hiding more would help."""
        everything = range(self.n)
        for printed_only in (True, False):
            if self._wide(self._pattern(hidden, printed_only), attacker, i):
                return False
            if len(hidden) < self.n and self._wide(
                self._pattern(everything, printed_only), Attacker(self.component, everything), i
            ):
                return True
        return False

    def _wide(self, pattern: Pattern, attacker: Attacker, i: int) -> bool:
        """Tell whether there are tables enough in which another count explains why this one is hidden."""
        for move in pattern.alternatives(attacker, i):
            self.moves.append(move)
            if pattern.widths(self.moves)[i] >= self.need[i]:
                return True
        return False

    def _insiders(self, hidden: set[int]) -> Iterator[tuple[int, float, Weights]]:
        """Yield a cut for each sensitive cell that the one person counted in another cell could compute exactly."""
        sensitive = [i for i in sorted(hidden) if self.cells[i].sensitive and self.need[i] >= 1]
        for insider in (i for i in sensitive if self.cells[i].value == 1):
            unknown = hidden - {insider}
            safe = self._certified(unknown) > 0
            if all(safe[i] for i in sensitive if i != insider):
                continue
            attacker = Attacker(self.component, unknown)
            for i in sensitive:
                if i != insider and not safe[i]:
                    width, prices = self._width(attacker, i, 1.0)
                    safe = self._certified(unknown) > 0
                    if width < 1 and self._attainable(i, insider):
                        prices[insider] = 0.0
                        yield i, 1.0, prices

    def _attainable(self, i: int, insider: int) -> bool:
        attacker = Attacker(self.component, set(range(self.n)) - {insider})
        return self._width(attacker, i, 1.0)[0] >= 1

    def _certified(self, hidden: set[int]) -> Weights:
        """Return per cell the width that is sure from moves found before."""
        outside = np.ones(self.n, dtype=bool)
        outside[list(hidden)] = False
        moves = np.array(self.moves)
        valid = moves[~moves[:, outside].any(axis=1)]
        if not len(valid):
            return np.zeros(self.n)
        return np.asarray(valid.max(axis=0, initial=0) - valid.min(axis=0, initial=0), dtype=np.float64)

    def _width(self, attacker: Attacker, i: int, need: float) -> tuple[float, Weights]:
        up = attacker.bound(i, 1, need)
        self.moves.append(up.move)
        if up.distance >= need:
            return up.distance, up.prices
        down = attacker.bound(i, -1, need - up.distance)
        self.moves.append(down.move)
        return up.distance + down.distance, up.prices + down.prices

    def _add_line_cuts(self) -> None:
        """Say at once what each single line demands: a hidden cell is not alone in it, and the others leave it room."""
        component = self.component
        fall = component.values - component.low
        rise = np.minimum(component.high - component.values, FAR)
        for row in component.rows:
            for i in row:
                if not self._asked(i) or self.need[i] <= 0:
                    continue
                alone, room = np.zeros(self.n), np.zeros(self.n)
                for other in row:
                    alone[other] = 1.0
                    room[other] = fall[other] if row[other] == row[i] else rise[other]
                alone[i] = room[i] = 0.0
                self._add_row(i, 1.0, alone)
                asked = self.need[i] - fall[i]
                if asked > 0:
                    self._add_row(i, asked, np.minimum(room, asked))

    def _add_cut(self, cell: int, need: float, prices: Weights, hidden: set[int]) -> None:
        """Demand that the cell, if hidden, gets the width it needs."""
        others = prices.copy()
        others[cell] = 0.0
        asked = need - prices[cell]
        if asked > 1e-6:
            # Rounded up, which weakens the cut a little: tiny coefficients trouble the solver.
            others = np.ceil(np.minimum(others / asked, 1.0) * 1e4 - 1e-6) / 1e4
            if others[list(hidden)].sum() < 1.0 - 1e-4:
                self._add_row(cell, 1.0, others)
                return
        # The linear programme has room that whole numbers do not have: something else must be hidden as well.
        outside = np.ones(self.n)
        outside[list(hidden)] = 0.0
        self._add_row(cell, 1.0, outside)

    def _add_row(self, cell: int, asked: float, prices: Weights) -> None:
        row = prices / asked
        row[cell] = -1.0
        entries = np.flatnonzero(row).astype(np.int32)
        self.highs.addRow(0.0, highspy.kHighsInf, len(entries), entries, row[entries])
