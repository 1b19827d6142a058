"""The tables that are protected, before and after."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from types import MappingProxyType

import pandas as pd

from helpers.errors import DataError

SUPPRESSED = "suppressed"
SYMBOL = "•"
NOTE = (
    f"{SYMBOL} = Wert geheim gehalten: Anzahlen von 1 bis {{highest}} werden zum Schutz der Betroffenen nicht gezeigt, ebenso "
    "weitere Werte, aus denen sie sich errechnen ließen."
)

Coordinates = tuple[tuple[str, str], ...]
Key = tuple[str, Coordinates]
"""A cell's identity: the measure and the coordinates that are not totals, sorted by dimension."""


@dataclass(frozen=True)
class CountTable:
    """One table of counts as it would be printed without protection.

    Args:
        frame: one row per cell, with one column per dimension and one of counts (non-negative whole numbers).
            A missing count is one that we do not know ourselves.
        dims: the columns that locate a cell; those with margins contain the label `total`.
        value: column of the counts.
        measure: what is counted. Cells of the same measure and the same coordinates are the same cell, in whichever
            table they stand.
        total: label of the total in every dimension.
        hierarchy: per dimension, the parent of each value (district → city). Values without a parent are parts
            of the total.
        part_of: measure of which every cell here is a part (children in day care of all children).
        already_protected: the figures arrived protected by the statistical office, or are public anyway: they are known
            to every reader and stay as they are.
        status: column that receives `suppressed`; what it says already is kept.
    """

    frame: pd.DataFrame
    dims: tuple[str, ...]
    value: str = "value"
    measure: str = ""
    total: str = ""
    hierarchy: Mapping[str, Mapping[str, str]] = field(default_factory=lambda: MappingProxyType({}))
    part_of: str = ""
    already_protected: bool = False
    status: str = "status"

    def cell_keys(self) -> list[Key]:
        """Return the identity of the cell in each row.

        Raises:
            DataError: if a column is missing, or a cell is there twice.
        """
        return self._keys

    @cached_property
    def _keys(self) -> list[Key]:
        missing = [c for c in (*self.dims, self.value) if c not in self.frame.columns]
        if missing:
            raise DataError(
                f"In der Tabelle fehlt die Spalte „{missing[0]}“; vorhanden sind: {', '.join(map(str, self.frame.columns))}."
            )
        columns = [list(map(str, self.frame[dim].tolist())) for dim in self.dims]
        rows = zip(*columns, strict=True) if columns else [()] * len(self.frame)
        keys = [
            (
                self.measure,
                tuple(sorted((d, v) for d, v in zip(self.dims, row, strict=True) if v != self.total)),
            )
            for row in rows
        ]
        seen: set[Key] = set()
        for key in keys:
            if key in seen:
                raise DataError(
                    f"Die Zelle {describe(key)} steht zweimal in der Tabelle; jede Zelle darf nur einmal vorkommen."
                )
            seen.add(key)
        return keys

    @cached_property
    def lines(self) -> list[tuple[str, Key, list[Key]]]:
        """Dimension, total and parts of each line of the table, whether or not the total stands in it."""
        found = []
        for dim in self.dims:
            parents = self.hierarchy.get(dim, {})
            lines: defaultdict[Key, list[Key]] = defaultdict(list)
            for measure, coordinates in self._keys:  # in the order of the table: same in, same out
                value = next((v for d, v in coordinates if d == dim), None)
                if value is None:
                    continue
                parent = parents.get(value, self.total)
                rest = tuple(c for c in coordinates if c[0] != dim)
                if parent != self.total:
                    rest = tuple(sorted((*rest, (dim, parent))))
                lines[measure, rest].append((measure, coordinates))
            found += [(dim, whole, parts) for whole, parts in lines.items()]
        return found

    def counts(self) -> list[int | None]:
        """Return the count in each row, None where it is missing.

        Raises:
            DataError: if a count is not a non-negative whole number.
        """
        values = pd.to_numeric(self.frame[self.value], errors="coerce")
        counts: list[int | None] = []
        for key, raw, value in zip(self.cell_keys(), self.frame[self.value], values, strict=True):
            if pd.isna(raw):
                counts.append(None)
            elif pd.isna(value) or value < 0 or value != int(value):
                raise DataError(
                    f"In der Zelle {describe(key)} steht „{raw}“; geschützt werden nur Anzahlen (0, 1, 2, …)."
                )
            else:
                counts.append(int(value))
        return counts


@dataclass(frozen=True)
class ProtectedTable:
    """A table that may be published.

    Args:
        frame: the rows and columns of the input in their order; suppressed counts are missing (NaN) and have the
            status `suppressed`.
        dims: as in the input.
        value: as in the input.
        note: German note for below the table, empty when nothing is suppressed.
        exposed: sensitive cells that no suppression can protect any more, because what is already public gives them away.
        total: as in the input.
        status: as in the input.
        withstands_insiders: False where the one person counted in a cell might compute another small count, because
            preventing it would have hidden more than half as many cells again.
    """

    frame: pd.DataFrame
    dims: tuple[str, ...]
    value: str
    note: str
    exposed: tuple[str, ...] = ()
    total: str = ""
    status: str = "status"
    withstands_insiders: bool = True

    @property
    def suppressed(self) -> pd.Series[bool]:
        """True for each row that was suppressed."""
        return self.frame[self.status] == SUPPRESSED


def describe(key: Key) -> str:
    """Return a cell's place for a message.

    >>> describe(("kinder", (("alter", "unter 3"), ("bezirk", "Nord"))))
    '„kinder“ (alter: unter 3, bezirk: Nord)'
    """
    measure, coordinates = key
    place = ", ".join(f"{d}: {v}" for d, v in coordinates) or "insgesamt"
    return f"„{measure}“ ({place})" if measure else f"({place})"
