"""Where a figure comes from: which file, which cell, imported when, which edition, which rounding."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, NamedTuple

from helpers.data.catalogue import Catalogue
from helpers.data.compute import rounding_notes
from helpers.data.keys import join_breakdown, split_breakdown
from helpers.data.observations import Row
from helpers.data.sql import literals
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

    @property
    def origin(self) -> str:
        """Where the figure was taken from and when, as one German sentence; what is not recorded, it says."""
        if self.formula:
            return f"Berechnet: {self.formula.rstrip('.')}."
        cell = [
            f"{what} {_quoted(text)}"
            for what, text in (("Blatt", self.sheet), ("Zeile", self.row), ("Spalte", self.column))
            if text
        ]
        return _told(self.file, cell, self.edition or self.stand, self.imported, self.stored)


def with_parts(catalogue: Catalogue, indicator: str) -> list[str]:
    """Return an indicator and all that it is computed from."""
    names = [indicator]
    for name in names:  # grows
        how = catalogue.indicators[name].computed
        names += [part for part in (how.indicators if how else ()) if part not in names]
    return names


def find_origins(
    connection: duckdb.DuckDBPyConnection, catalogue: Catalogue, indicators: Iterable[str], ags: Iterable[str]
) -> list[tuple[str, str]]:
    """Return source and origin (a German sentence) of the figures of some indicators and areas, each once."""
    rows = connection.execute(
        "SELECT source, file, edition, imported, stored FROM origin"  # noqa: S608
        f" WHERE indicator IN ({literals(sorted(set(indicators)))}) AND ags IN ({literals(sorted(set(ags)))})",
    ).fetchall()
    told = []
    for name, file, edition, imported, stored in sorted(set(rows)):
        source = catalogue.sources[name]
        edition = edition or source.edition or source.stand
        told.append((name, _told(file, [], edition, imported, stored)))
    return list(dict.fromkeys(told))


def _told(file: str, cell: list[str], edition: str, imported: str, stored: str) -> str:
    stand = [_stand(edition)] if edition else []
    if not file:
        known = ", ".join([f"Aus dem Datenbestand des Projekts ({stored})", *stand])
        return f"{known}; aus welcher Zelle und an welchem Tag übernommen wurde, ist nicht festgehalten."
    day = [f"eingelesen am {_day(imported)}"] if imported else []
    return ", ".join([f"Datei „{file}“", *cell, *stand, *day]) + "."


def _stand(edition: str) -> str:
    """Return an edition as it is said: `Stand 13.03.2025`, `Ausgabe 2021`."""
    return f"Stand {_day(edition)}" if edition[:1].isdigit() else edition


def _quoted(text: str) -> str:
    return text if text.isdigit() else f"„{text}“"


def _day(text: str) -> str:
    """Return an ISO date as people write it; an edition may also be a year or a name."""
    try:
        return f"{dt.date.fromisoformat(text):%d.%m.%Y}"
    except ValueError:
        return text


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
        f"SELECT {names} FROM {table}"  # noqa: S608
        f" WHERE (indicator, ags, breakdown, period) = ({literals(key)}) ORDER BY stored, line",
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
