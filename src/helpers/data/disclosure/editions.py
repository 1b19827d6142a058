"""What was published before: `data/<city>/veroeffentlicht/<year>.csv`.

One row per own count of people, suppressed ones without a value; the file may be published itself.
"""

from __future__ import annotations

import csv
import itertools
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from helpers.data.disclosure.observations import THINGS
from helpers.data.observations import COLUMNS, Row
from helpers.errors import OutputError

if TYPE_CHECKING:
    from helpers.data.areas import Areas
    from helpers.data.catalogue import Catalogue
    from helpers.data.store import Store

FOLDER = "veroeffentlicht"


def read_editions(data: Path, catalogue: Catalogue, areas: Areas) -> list[list[Row]]:
    """Return the published counts of all municipalities, one list per edition, in order.

    Raises:
        DataError: when a file does not follow the schema of observation files.
    """
    from helpers.data.observations import read_observations

    return [
        list(read_observations(path, data, catalogue, areas))
        for path in sorted(data.glob(f"*/{FOLDER}/*.csv"))
    ]


def keep_edition(store: Store, city_ags: str, year: int, folder: Path) -> Path:
    """Write down what the edition of a year publishes, so that later editions do not give away what it hides.

    To be called when a report is really published, not for each draft.

    Args:
        store: the store the report was made from.
        city_ags: five digits.
        year: report year.
        folder: `data/<city>`.

    Raises:
        OutputError: when the file cannot be written.
    """
    path = folder / FOLDER / f"{year}.csv"
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file, lineterminator="\n")
            writer.writerow(COLUMNS)
            writer.writerows(_counts(store, city_ags, year))
    except OSError as problem:
        raise OutputError(f"{path} lässt sich nicht schreiben ({problem.strerror}).") from problem
    return path


def _counts(store: Store, city_ags: str, year: int) -> Iterator[tuple[str, ...]]:
    areas = [ags for ags in store.areas if ags.startswith(city_ags)]
    for indicator in store.catalogue.indicators.values():
        official = {origin.source for origin in indicator.sources}
        if indicator.kind != "count" or indicator.computed or indicator.unit in THINGS:
            continue
        for n in range(len(indicator.dimensions) + 1):
            for by in itertools.combinations(sorted(indicator.dimensions), n):
                for row in store.observations(indicator.id, areas, by, year).to_dict("records"):
                    source = str(row["source"]).split("|")[0]
                    if not set(str(row["source"]).split("|")) <= official:
                        breakdown = "|".join(f"{dimension}={row[dimension]}" for dimension in by)
                        value = "" if row["value"] != row["value"] else f"{row['value']:.10g}"
                        yield (
                            row["ags"],
                            indicator.id,
                            breakdown,
                            row["period"],
                            value,
                            row["status"],
                            source,
                        )
