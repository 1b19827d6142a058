"""All figures behind one edition of a report, so that nobody has to collect them from the pages."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from functools import cache
from typing import TYPE_CHECKING

from helpers.data.keys import split_breakdown
from helpers.data.models import STATUSES
from helpers.facts.series import SYMBOLS
from helpers.pipeline.chapter.pipetables import csv_bytes, harmless
from helpers.text.numbers import period_label

if TYPE_CHECKING:
    from helpers.data import Profile, Store
    from helpers.data.observations import Row

Edition = Mapping[str, "Sequence[Row]"]
"""The figures by id of their indicator, in the catalogue's order."""

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


def path(indicator: str) -> str:
    """Return where the figures of an indicator lie in the report."""
    return f"daten/{indicator}.csv"


def collect(store: Store, profile: Profile, year: int) -> Edition:
    """Return every figure of a municipality, its Sozialräume, its Land and Germany up to a report year."""
    own = sorted(key for key in store.areas if key.startswith(f"{profile.ags}-"))
    areas = [profile.ags, *own, profile.land_ags, "DG"]
    place = {key: i for i, key in enumerate(areas)}
    held = store.held(areas)
    found: dict[str, list[Row]] = {name: [] for name in store.catalogue.indicators if name in held}
    for row in store.rows_in(areas, year):
        if row.indicator in found:
            found[row.indicator].append(row)
    return {
        name: sorted(rows, key=lambda row: (place[row.ags], row.breakdown, row.period))
        for name, rows in found.items()
        if rows
    }


def for_spreadsheets(edition: Edition, store: Store) -> bytes:
    """Return all figures as one CSV for a German Excel."""
    label, catalogue = cache(period_label), store.catalogue
    short = cache(
        lambda source: "; ".join(
            catalogue.sources[s].short for s in source.split("|") if s in catalogue.sources
        )
    )
    signs = {status: f"{SYMBOLS[status]} ({STATUSES[status]})" for status in SYMBOLS}
    parts = cache(lambda breakdown: ", ".join(split_breakdown(breakdown).values()))
    rows = [
        [
            catalogue.indicators[name].name,
            store.areas[row.ags].name,
            row.ags,
            parts(row.breakdown),
            label(row.period),
            row.value,
            catalogue.indicators[name].unit,
            signs.get(row.status, ""),
            short(row.source),
            row.note,
        ]
        for name, found in edition.items()
        for row in found
    ]
    return csv_bytes([{"name": column} for column in COLUMNS], rows)


def dimensions(rows: Sequence[Row], store: Store) -> list[str]:
    """Return the dimensions that the figures of one indicator are broken down by, in the catalogue's order."""
    used = {name for breakdown in {row.breakdown for row in rows} for name in split_breakdown(breakdown)}
    return [name for name in store.catalogue.dimensions if name in used]


def for_programs(rows: Sequence[Row], store: Store) -> bytes:
    """Return the figures of one indicator as CSV by RFC 4180: commas, decimal points, UTF-8; see `package.fields`."""
    by = dimensions(rows, store)
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(["ags", "gebiet", *by, "zeitraum", "jahr", "wert", "zeichen", "quelle", "hinweis"])
    values = cache(split_breakdown)
    for row in rows:
        broken = values(row.breakdown)
        texts = [row.ags, store.areas[row.ags].name, *(broken.get(name, "") for name in by), row.period]
        number = "" if row.value is None else repr(int(row.value) if row.value.is_integer() else row.value)
        end = [row.status, row.source.replace("|", " "), row.note]
        writer.writerow([*map(harmless, texts), row.period[:4], number, *map(harmless, end)])
    return out.getvalue().encode()
