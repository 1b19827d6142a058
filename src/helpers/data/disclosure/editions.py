"""What was published before: `data/<city>/veroeffentlicht/<year>.csv`, a later version of the same year in `<year>-2.csv`.

One row per own count of people, suppressed ones without a value; the file may be published itself.
"""

from __future__ import annotations

import csv
import io
import itertools
from pathlib import Path
from typing import TYPE_CHECKING

from helpers.data.observations import COLUMNS, EDITIONS, Row, read_observations
from helpers.errors import DataError, OutputError, reason_for
from helpers.files import write_atomically

if TYPE_CHECKING:
    from helpers.data.areas import Areas
    from helpers.data.catalogue import Catalogue


def read_editions(data: Path, city: str, catalogue: Catalogue, areas: Areas) -> list[list[Row]]:
    """Return the counts that a municipality has published, one list per edition, in order.

    Raises:
        DataError: when a file does not follow the schema of observation files, or is not what was written down.
    """
    return [
        _read(path, data, catalogue, areas)
        for path in sorted((data / city / EDITIONS).glob("*.csv"), key=lambda path: path.stem)
    ]


def _read(path: Path, data: Path, catalogue: Catalogue, areas: Areas) -> list[Row]:
    name = path.relative_to(data.parent).as_posix()
    advice = "Die Datei hält fest, was veröffentlicht ist; bitte aus der Sicherung wiederherstellen."
    try:
        rows = list(read_observations(path, data, catalogue, areas))
    except DataError as problem:
        raise DataError(
            f"{str(problem).removesuffix(' Bitte mit „make import“ einlesen.')} {advice}"
        ) from problem
    seen = set()
    for row in rows:
        if row.value is not None and (row.value < 0 or row.value != int(row.value)):
            raise DataError(f"{name}, Zeile {row.line}: „{row.value:g}“ ist keine Anzahl. {advice}")
        if row.key in seen:
            raise DataError(f"{name}, Zeile {row.line}: Dieselbe Anzahl steht zweimal da. {advice}")
        seen.add(row.key)
    return rows


def keep_edition(rows: list[Row], year: int, folder: Path) -> tuple[Path, bool]:
    """Write down what an edition has published, so that later ones do not give away what it hides.

    To be called when a report is really published, not for each draft. What was written down before stays: a version of
    the same year that publishes other counts is written beside it.

    Args:
        rows: its counts, see `helpers.publish.edition.published_counts`.
        year: report year.
        folder: `data/<city>`.

    Returns:
        The file, and whether it is new.

    Raises:
        OutputError: when the file cannot be written.
    """
    text = _text(rows)
    try:
        for version in itertools.count(1):
            path = folder / EDITIONS / (f"{year}.csv" if version == 1 else f"{year}-{version}.csv")
            if not path.exists():
                break
            if path.read_text(encoding="utf-8") == text:
                return path, False
        write_atomically(path, text.encode())
    except OSError as problem:
        raise OutputError(f"{path} lässt sich nicht schreiben ({reason_for(problem)}).") from problem
    return path, True


def _text(rows: list[Row]) -> str:
    file = io.StringIO()
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(COLUMNS)
    for row in rows:
        value = "" if row.value is None or row.status == "zero" else f"{row.value:.10g}"
        # Sums over Sozialräume have the sources of all of them; one is enough to say that the count is our own.
        source = row.source.split("|")[0]
        writer.writerow((row.ags, row.indicator, row.breakdown, row.period, value, row.status, source))
    return file.getvalue()
