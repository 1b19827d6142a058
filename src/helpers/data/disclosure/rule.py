"""What the rule itself gives away: where counts are hidden together, readers know that one of them at least is small."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from helpers.data.disclosure.attack import Attacker, Component, Move
from helpers.data.disclosure.system import Cell


class Pattern:
    """A set of hidden cells, and what somebody who knows the rule can conclude from it.

    Nothing is hidden without a reason: among hidden cells that lines tie to each other, one is from 1 to `threshold - 1`. Who
    finds only one that can be has found a small count, whatever the sums allow.

    Args:
        component: the cells and their lines.
        cells: the same cells of the system.
        threshold: smallest count that may be published.
        hidden: numbers of the hidden cells.
        printed_only: look for the small one among the cells that would be printed, as a reader may not think of remainders.
    """

    def __init__(
        self,
        component: Component,
        cells: Sequence[Cell],
        threshold: int,
        hidden: Collection[int],
        printed_only: bool,
    ) -> None:
        self.component, self.cells, self.threshold = component, cells, threshold
        self.hidden, self.printed_only = hidden, printed_only
        self._label: dict[int, int] = {}
        for label, group in enumerate(self.groups):
            self._label.update(dict.fromkeys(group.tolist(), label))

    @cached_property
    def groups(self) -> list[NDArray[np.int64]]:
        """Return the hidden cells that lines tie to each other, group by group, in order."""
        root = {i: i for i in self.hidden}

        def find(i: int) -> int:
            while root[i] != i:
                root[i] = root[root[i]]
                i = root[i]
            return i

        for row in self.component.rows:
            linked = [i for i in row if i in root]
            for other in linked[1:]:
                root[find(other)] = find(linked[0])
        members: defaultdict[int, list[int]] = defaultdict(list)
        for i in sorted(root):
            members[find(i)].append(i)
        return [np.array(group, dtype=np.int64) for group in members.values()]

    def group(self, i: int) -> NDArray[np.int64]:
        """Return the hidden cells that lines tie to this one, itself included."""
        return self.groups[self._label[i]]

    def widths(self, moves: Sequence[Move]) -> NDArray[np.float64]:
        """Return per cell the width that is sure from moves found before, 0 where none is."""
        component, found = self.component, np.zeros(len(self.cells))
        outside = np.ones(len(self.cells), dtype=bool)
        outside[list(self.hidden)] = False
        known = np.array(moves)
        valid = known[~known[:, outside].any(axis=1)]
        for group in self.groups:
            part = valid[:, group]
            if len(suspects := self._suspects(group)):
                counts = valid[:, suspects] + component.values[suspects].astype(np.int64)
                part = part[((counts > 0) & (counts < self.threshold)).any(axis=1)]
            found[group] = part.max(axis=0, initial=0) - part.min(axis=0, initial=0)
        return found

    def _suspects(self, group: NDArray[np.int64]) -> NDArray[np.int64]:
        """Return the cells of a group that readers look for the small one among.

        Remainders too where nothing else is small; none where the group is hidden for what was published before.
        """
        printed = [int(i) for i in group if self.cells[i].open]
        if self.printed_only and any(self.cells[i].sensitive for i in printed):
            return np.array(printed, dtype=np.int64)
        return group if any(self.cells[i].sensitive for i in group) else group[:0]

    def alternatives(self, attacker: Attacker, i: int) -> Iterator[Move]:
        """Yield moves of a cell after which another one of its group may be small, or it is so itself, the likeliest first."""
        group = self.group(i)
        far = float(self.component.values.max()) + self.threshold
        for direction in (1, -1):  # as far as it goes: where a sum stops it, another cell has become 1
            yield attacker.bound(i, direction, far).move
        for other in sorted(
            (int(j) for j in self._suspects(group) if j != i), key=lambda j: (not self.cells[j].sensitive, j)
        ):
            low, high = 1 - self.cells[other].value, self.threshold - 1 - self.cells[other].value
            for direction in (1, -1):
                yield attacker.bound(i, direction, far, {other: (low, high)}).move

    def beside(self, i: int) -> NDArray[np.float64]:
        """Return 1 for each cell by which the group of a cell would grow if it were hidden as well."""
        group = set(self.group(i).tolist())
        near = np.zeros(len(self.cells))
        for row in self.component.rows:
            if not group.isdisjoint(row):
                near[list(row)] = 1.0
        near[list(self.hidden)] = 0.0
        return near
