"""From tables to what an attacker sees: cells and the sums that tie them together."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from helpers.data.disclosure.table import CountTable, Key, describe
from helpers.errors import DataError

INFINITE = float("inf")


@dataclass
class Cell:
    """One unknown of the attacker's system.

    Args:
        value: the true count.
        hidden: True where readers never see it: a primary cell, a remainder, a cell that was suppressed before.
        open: True where it may be hidden to protect others. A cell neither hidden nor open is known to every reader.
        sensitive: True where it is hidden because of its own value.
        exposed: True where it ought to be hidden, but every reader knows it already.
        low: what every reader knows it to be at least. Zeros are printed, so what is hidden is 1 or more; a remainder, which
            is printed nowhere, may be 0.
        high: what every reader knows it to be at most.
        weight: cost of hiding it.
        name: its place, for messages.
    """

    value: int
    hidden: bool = False
    open: bool = False
    sensitive: bool = False
    exposed: bool = False
    low: float = 0.0
    high: float = INFINITE
    weight: float = 1.0
    name: str = ""

    def make_known(self) -> None:
        """Take it as known to every reader."""
        self.open = self.hidden = self.sensitive = False


@dataclass
class System:
    """Cells by key, and lines: `(total, parts)` with the total equal to the sum of its parts."""

    cells: list[Cell] = field(default_factory=list)
    index: dict[Key, int] = field(default_factory=dict)
    lines: list[tuple[int, tuple[int, ...]]] = field(default_factory=list)
    tied: set[tuple[int, tuple[int, ...]]] = field(default_factory=set)
    withstands_insiders: bool = True

    def add(self, key: Key, cell: Cell) -> int:
        """Add a cell, or return the one that is there already."""
        if key not in self.index:
            self.index[key] = len(self.cells)
            self.cells.append(cell)
        return self.index[key]

    def tie(self, total: int, parts: Sequence[int], threshold: int) -> None:
        """Add the line `total = parts`, with a remainder where the parts do not make up the total.

        The remainder is printed nowhere, yet every reader can subtract: a table of girls and all children shows the boys.

        Raises:
            DataError: if the parts are more than the total.
        """
        if (total, tuple(sorted(parts))) in self.tied:
            return
        self.tied.add((total, tuple(sorted(parts))))
        rest = self.cells[total].value - sum(self.cells[p].value for p in parts)
        if rest < 0:
            raise DataError(
                f"Die Teile von {self.cells[total].name} ergeben {self.cells[total].value - rest}, die Summe ist aber mit "
                f"{self.cells[total].value} angegeben. Bitte berichtigen; solange lässt sich die Tabelle nicht schützen."
            )
        if rest:
            name = f"Rest von {self.cells[total].name}"
            self.cells.append(Cell(rest, hidden=True, sensitive=rest < threshold, name=name))
            parts = (*parts, len(self.cells) - 1)
        self.lines.append((total, tuple(parts)))


def build(
    tables: Sequence[CountTable],
    threshold: int,
    previous: Sequence[CountTable] = (),
    known: Mapping[Key, tuple[float, float]] | None = None,
) -> System:
    """Return everything that readers of these tables, and of the previous edition, can calculate with.

    Cells with the same key are one cell. A cell of the previous edition is the same cell as today's when the figure was
    not revised since; what was published then is known, what was suppressed then must stay unknown.

    Raises:
        DataError: if two tables give different counts for one cell, or parts are more than their total.
    """
    system = System()
    for table in tables:
        for key, value, dims in _rows(table):
            cell = _cell(key, value, threshold, dims)
            at = system.add(key, cell)
            there = system.cells[at]
            if there.value != cell.value:
                raise DataError(
                    f"Für {describe(key)} nennen zwei Tabellen verschiedene Anzahlen: {there.value} und {cell.value}. "
                    "Bitte berichtigen; solange lassen sich die Tabellen nicht schützen."
                )
            if table.already_protected:
                there.make_known()
    for key, (low, high) in (known or {}).items():
        if key in system.index:
            cell = system.cells[system.index[key]]
            cell.low, cell.high = max(cell.low, min(low, cell.value)), min(cell.high, max(high, cell.value))
    current = dict(system.index)
    for table in tables:
        _tie_margins(system, table, current, threshold)
        _tie_wholes(system, table, current, threshold)
    _tie_across(system, tables, current, threshold)
    for table in previous:
        _add_previous(system, table, current, threshold)
    return system


def _rows(table: CountTable) -> Iterator[tuple[Key, int, int]]:
    """Yield key, count and number of totals for each cell whose count we know."""
    for key, value in zip(table.cell_keys(), table.counts(), strict=True):
        if value is not None:
            yield key, value, len(table.dims) - len(key[1])


def _cell(key: Key, value: int, threshold: int, totals: int) -> Cell:
    sensitive = 0 < value < threshold
    # Whole counts first; among equally many cells rather inner ones than totals, rather small ones than large ones.
    weight = 1.0 + 0.08 * totals + 0.05 * min(math.log10(value + 1) / 6, 1)
    return Cell(value, sensitive, value > 0, sensitive, low=min(value, 1), weight=weight, name=describe(key))


def _tie_margins(system: System, table: CountTable, index: Mapping[Key, int], threshold: int) -> None:
    """Add a line for each total or parent that stands in the table together with its parts."""
    keys = set(table.cell_keys())
    for _, whole, parts in table.lines:
        if whole in keys and whole in index:
            system.tie(index[whole], [index[p] for p in parts if p in index], threshold)


def _tie_across(
    system: System, tables: Sequence[CountTable], index: Mapping[Key, int], threshold: int
) -> None:
    """Add the lines that appear only when tables are laid side by side: girls in one, boys in another.

    Where the tables cut a dimension differently, their parts together exceed the total, and no line is added.
    """
    together: defaultdict[tuple[str, Key], dict[int, None]] = defaultdict(dict)
    for table in tables:
        for dim, whole, parts in table.lines:
            together[dim, whole].update(dict.fromkeys(index[p] for p in parts if p in index))
    for (_, whole), union in together.items():
        if whole in index and sum(system.cells[p].value for p in union) <= system.cells[index[whole]].value:
            system.tie(index[whole], list(union), threshold)


def _tie_wholes(system: System, table: CountTable, index: Mapping[Key, int], threshold: int) -> None:
    """Add a line for each cell that is a part of a cell of another measure."""
    if not table.part_of:
        return
    for key in table.cell_keys():
        whole = (table.part_of, key[1])
        if key in index and whole in index:
            system.tie(index[whole], [index[key]], threshold)


def _add_previous(system: System, table: CountTable, current: Mapping[Key, int], threshold: int) -> None:
    """Add the previous edition as a table of its own that shares all cells that were not revised.

    A count that was hidden then is taken as today's where it was not kept. Where the sums of then contradict that, some
    of them were revised, nobody knows which: they stay hidden, lest one of them gives away what another was.
    """
    states = table.frame[table.status] if table.status in table.frame.columns else [""] * len(table.frame)
    index: dict[Key, int] = {}
    guessed: set[int] = set()
    for (key, value), state in zip(zip(table.cell_keys(), table.counts(), strict=True), states, strict=True):
        suppressed = state == "suppressed"
        today = current.get(key)
        if value is None and suppressed and today is not None:
            value = system.cells[today].value
            guessed.add(today)
        if value is None:
            continue
        if today is not None and system.cells[today].value == value:
            index[key] = today
            if not suppressed:
                system.cells[today].exposed = system.cells[today].sensitive
                system.cells[today].make_known()
            continue
        if today is not None and not suppressed:
            system.cells[today].open = False  # readers know roughly what it is: no use as a complement
        name = f"{describe(key)} in der vorigen Ausgabe"
        hidden = suppressed and value > 0
        cell = Cell(value, hidden, False, hidden and value < threshold, low=min(value, 1), name=name)
        index[key] = system.add((f"{key[0]}\0{value}", key[1]), cell)
    for _, whole, parts in table.lines:
        members = [index[part] for part in parts if part in index]
        if whole not in index:
            continue
        rest = system.cells[index[whole]].value - sum(system.cells[i].value for i in members)
        doubtful = guessed & {index[whole], *members} if rest else set()
        for i in doubtful:
            cell = system.cells[i]
            cell.hidden = cell.sensitive = cell.value > 0
        if not doubtful:
            system.tie(index[whole], members, threshold)


def components(system: System, hideable: Iterable[int]) -> list[list[int]]:
    """Return groups of hideable cells that no line connects with each other, in order."""
    root = {i: i for i in hideable}

    def find(i: int) -> int:
        while root[i] != i:
            root[i] = root[root[i]]
            i = root[i]
        return i

    for total, parts in system.lines:
        linked = [i for i in (total, *parts) if i in root]
        for other in linked[1:]:
            root[find(other)] = find(linked[0])
    groups: defaultdict[int, list[int]] = defaultdict(list)
    for i in sorted(root):
        groups[find(i)].append(i)
    return list(groups.values())
