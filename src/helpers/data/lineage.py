"""Where a figure comes from: which file, which cell, imported when, which edition, which rounding."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from helpers.data.catalogue import Catalogue
from helpers.data.compute import rounding_notes
from helpers.data.keys import join_breakdown, split_breakdown
from helpers.data.observations import Row
from helpers.errors import NoData

if TYPE_CHECKING:
    import duckdb

Key = tuple[str, str, str, str]
"""Indicator, area, breakdown, period."""


class Lineage(NamedTuple):
    """Where one figure comes from.

    Args:
        indicator, ags, breakdown, period: which figure it is.
        value, status: what it is.
        source: id of its source; several with `|` between them for a computed figure.
        table, edition: of the source, as printed.
        stand: day the source's table was drawn (ISO date), empty where the export does not say.
        rounding: how the source altered it before publication; empty when not.
        note: everything to mind, for a computed figure with what is missing.
        file, sheet, row, column: the cell of the file it was imported from, empty where that is not recorded.
        imported: day of the import, empty where that is not recorded.
        stored, line: the line of the file in `data/` it stands in; empty and 0 for a computed figure.
        formula: how a computed figure is computed.
        components: the figures a computed one is computed from.
        superseded: the same figure from other sources, editions or files, that this one takes the place of.
    """

    indicator: str
    ags: str
    breakdown: str
    period: str
    value: float | None
    status: str
    source: str
    table: str
    edition: str
    stand: str
    rounding: str
    note: str
    file: str
    sheet: str
    row: str
    column: str
    imported: str
    stored: str
    line: int
    formula: str = ""
    components: tuple[Lineage, ...] = ()
    superseded: tuple[Lineage, ...] = ()


def find_lineage(connection: duckdb.DuckDBPyConnection, catalogue: Catalogue, key: Key) -> Lineage:
    """Return the lineage of a figure of the store behind `connection`.

    Raises:
        NoData: when there is no such figure.
    """
    indicator, ags, breakdown, period = key
    key = (indicator, ags, join_breakdown(split_breakdown(breakdown)), period)
    found = _rows(connection, "observation", key)
    if not found:
        entry = catalogue.indicator(indicator)
        raise NoData(
            f"Zu „{entry.name}“ gibt es für {ags}, {period} ({breakdown or 'insgesamt'}) keine Zahl."
        )
    row = found[0]
    parts = [line.split("\t") for line in row.components.split("\n") if line]
    return _lineage(row, catalogue)._replace(
        formula=_formula(row, catalogue),
        components=tuple(find_lineage(connection, catalogue, (p[0], p[1], p[2], p[3])) for p in parts),
        superseded=tuple(_lineage(other, catalogue) for other in _rows(connection, "superseded", key)),
    )


def _formula(row: Row, catalogue: Catalogue) -> str:
    if not row.components:
        return ""
    return catalogue.indicators[row.indicator].formula or "insgesamt minus die anderen Ausprägungen"


def _rows(connection: duckdb.DuckDBPyConnection, table: str, key: Key) -> list[Row]:
    names = ", ".join(f'"{name}"' for name in Row._fields)
    records: list[Any] = connection.execute(
        f"SELECT {names} FROM {table} WHERE indicator = ? AND ags = ? AND breakdown = ? AND period = ?"  # noqa: S608
        " ORDER BY stored, line",
        list(key),
    ).fetchall()
    return [Row(*record) for record in records]


def _lineage(row: Row, catalogue: Catalogue) -> Lineage:
    source = catalogue.sources.get(row.source)
    return Lineage(
        row.indicator,
        row.ags,
        row.breakdown,
        row.period,
        row.value,
        row.status,
        row.source,
        row.table or (source.table if source else ""),
        row.edition or (source.edition if source else ""),
        source.stand if source else "",
        " ".join(rounding_notes(row, catalogue)),
        row.note,
        row.file,
        row.sheet,
        row.row,
        row.column,
        row.imported,
        row.stored,
        row.line,
    )
