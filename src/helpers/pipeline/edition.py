"""All figures behind one edition of a report as one file, so that nobody has to collect them from the figures."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from helpers.pipeline.tables import csv_bytes
from helpers.text.numbers import period_label

if TYPE_CHECKING:
    from helpers.data import Store

FILE = "daten/alle-zahlen.csv"
COLUMNS = (
    "Indikator",
    "Gebiet",
    "Schlüssel",
    "Untergliederung",
    "Zeitraum",
    "Wert",
    "Einheit",
    "Zeichen",
    "Quelle",
    "Hinweis",
)


def all_figures(store: Store, areas: Iterable[str], year: int) -> bytes:
    """Return every figure of some areas up to a report year as CSV for a German Excel.

    Args:
        store: the figures, small counts already protected.
        areas: keys of the municipality and of what it is compared with.
        year: the report year.
    """
    wanted = list(dict.fromkeys(areas))
    catalogue = store.catalogue
    rows: list[list[object]] = []
    for name in sorted(store.held(wanted), key=list(catalogue.indicators).index):
        indicator = catalogue.indicators[name]
        found = [row for row in store.rows(name) if row.ags in wanted and int(row.period[:4]) <= year]
        for row in sorted(found, key=lambda r: (wanted.index(r.ags), r.breakdown, r.period)):
            sources = [catalogue.sources[s].short for s in row.source.split("|") if s in catalogue.sources]
            area = store.areas[row.ags].name
            parts = ", ".join(part.split("=", 1)[1] for part in row.breakdown.split("|") if part)
            period = period_label(row.period)
            rows.append(
                [
                    indicator.name,
                    area,
                    row.ags,
                    parts,
                    period,
                    row.value,
                    indicator.unit,
                    row.status,
                    "; ".join(sources),
                    row.note,
                ]
            )
    return csv_bytes([{"name": column} for column in COLUMNS], rows)
