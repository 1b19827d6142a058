"""Protect the tables of a report before anything of them is published."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

import pandas as pd

from helpers.data.disclosure.attack import Component
from helpers.data.disclosure.hide import Chooser
from helpers.data.disclosure.system import System, build, components
from helpers.data.disclosure.table import NOTE, SUPPRESSED, CountTable, Key, ProtectedTable
from helpers.errors import DataError

DEFAULT_THRESHOLD = 5


def protect(
    table: pd.DataFrame,
    dims: Sequence[str],
    value: str = "value",
    *,
    total: str = "",
    threshold: int = DEFAULT_THRESHOLD,
    hierarchy: Mapping[str, Mapping[str, str]] | None = None,
    previous: pd.DataFrame | None = None,
) -> ProtectedTable:
    """Hide the small counts of one table, and what they could be computed from.

    Args:
        table: one row per cell: the columns `dims`, and `value` with whole counts or missing.
        dims: up to three dimensions with margins, and any number without.
        value: column of the counts.
        total: label of a total in a dimension.
        threshold: smallest count that may be published; 1 to `threshold - 1` are hidden, 0 is published.
        hierarchy: per dimension, the parent of each value.
        previous: the table as it was before protection in the previous edition, with `status` `suppressed` where a
            count was hidden then.

    Raises:
        DataError: if the table is not one of counts, contains a cell twice, or its parts exceed their total.

    >>> import pandas as pd
    >>> table = pd.DataFrame({"bezirk": ["", "Nord", "Mitte", "Süd"], "value": [52, 3, 20, 29]})
    >>> protect(table, ["bezirk"]).frame["value"].tolist()
    [52.0, nan, nan, 29.0]
    """
    given = CountTable(table, tuple(dims), value, total=total, hierarchy=hierarchy or {})
    before = (
        [CountTable(previous, tuple(dims), value, total=total, hierarchy=hierarchy or {})]
        if previous is not None
        else []
    )
    return protect_linked([given], threshold=threshold, previous=before)[0]


def protect_linked(
    tables: Sequence[CountTable],
    *,
    threshold: int = DEFAULT_THRESHOLD,
    previous: Sequence[CountTable] = (),
    known: Mapping[Key, tuple[float, float]] | None = None,
) -> list[ProtectedTable]:
    """Hide the small counts of all tables of a report together, so that none can be computed from another.

    Args:
        tables: everything that is published of these counts, in any table, chart, map or download.
        threshold: smallest count that may be published.
        previous: the tables of the previous edition, with the status each cell had.
        known: limits that readers know from elsewhere, per cell `(measure, coordinates)`, such as those of a printed rate.

    Returns:
        The tables in the same order.

    Raises:
        DataError: as `protect`, or if two tables give different counts for one cell.
    """
    if threshold < 1:
        raise DataError(f"Die Schwelle für kleine Zahlen ist {threshold}; sie muss mindestens 1 sein.")
    system = build(tables, threshold, previous, known)
    _hide(system, threshold)
    note = NOTE.format(highest=threshold - 1)
    return [_result(system, table, note) for table in tables]


def _hide(system: System, threshold: int) -> None:
    """Mark the cells of the system that are to be hidden."""
    hideable = [i for i, cell in enumerate(system.cells) if cell.hidden or cell.open]
    groups = components(system, hideable)
    number = {cell: group for group, cells in enumerate(groups) for cell in cells}
    lines: defaultdict[int, list[int]] = defaultdict(list)
    for line, (total, parts) in enumerate(system.lines):
        for group in {number[i] for i in (total, *parts) if i in number}:
            lines[group].append(line)
    for group, members in enumerate(groups):
        cells = [system.cells[i] for i in members]
        if not any(cell.sensitive for cell in cells):
            continue
        chooser = Chooser(Component.of(system, members, lines[group]), cells, threshold)
        for i in chooser.choose():
            cells[i].hidden = True
        system.withstands_insiders &= chooser.withstands_insiders
        for i, cell in enumerate(cells):
            cell.exposed = cell.exposed or (cell.sensitive and chooser.need[i] < threshold)


def _result(system: System, table: CountTable, note: str) -> ProtectedTable:
    frame = table.frame.copy()
    cells = [system.cells[system.index[key]] if key in system.index else None for key in table.cell_keys()]
    hide = [
        cell is not None
        and (cell.hidden or cell.exposed)
        and not table.already_protected
        and not pd.isna(value)
        for cell, value in zip(cells, frame[table.value], strict=True)
    ]
    frame[table.value] = frame[table.value].astype("float64").mask(pd.Series(hide, index=frame.index))
    if table.status not in frame.columns:
        frame[table.status] = ""
    frame[table.status] = frame[table.status].mask(pd.Series(hide, index=frame.index), SUPPRESSED)
    exposed = tuple(cell.name for cell in cells if cell is not None and cell.exposed)
    return ProtectedTable(
        frame,
        table.dims,
        table.value,
        note if any(hide) else "",
        exposed,
        table.total,
        table.status,
        system.withstands_insiders,
    )
