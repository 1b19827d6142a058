"""Read the observation files `data/official/*.csv`, `data/official/*.parquet`, `data/eigene/*.csv` and `data/<city>/*.csv`.

What ships for all Kreise is Parquet, sorted by area: of its 160,000 figures a report reads the few thousand it asks for.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

from helpers.data.areas import Areas
from helpers.data.catalogue import Catalogue
from helpers.data.keys import join_breakdown, parse_period, split_breakdown
from helpers.data.migration import OWN
from helpers.data.models import STATUSES
from helpers.data.sql import connect, literal, literals, parquet
from helpers.errors import DataError, nearest

COLUMNS = ("ags", "indicator", "breakdown", "period", "value", "status", "source")
"""The columns every observation file has."""

LINEAGE = ("table", "file", "sheet", "row", "column", "edition", "imported", "note")
"""Columns a file may have next to them: where the figure stood in the file it was imported from."""

SHARED = ("official", OWN)
"""Folders whose figures are nobody's own: what the project ships, and what users have imported, which it never ships."""

_SHARED = tuple(f"data/{folder}/" for folder in SHARED)
NOT_OBSERVATIONS = frozenset({"areas.csv", "area-names.csv", "stimmen.csv"})
"""Files beside a municipality's figures that hold something else."""

EDITIONS = "veroeffentlicht"
"""Folder beside a municipality's files with what its editions have published (`disclosure.editions`)."""

_NUMBER = re.compile(r"-?\d+(\.\d+)?")


class Row(NamedTuple):
    """One observation, as the store holds it.

    `value` is None unless there is a number. `source` names the sources of a computed figure with `|` between
    them; `components` has the keys of the figures it is computed from, one per line, tabs between the parts. `broken` says why
    it is not comparable with the figure before it in its series (`breaks`), empty where it is.
    """

    indicator: str
    ags: str
    breakdown: str
    period: str
    value: float | None
    status: str
    source: str
    note: str
    table: str = ""
    file: str = ""
    sheet: str = ""
    row: str = ""
    column: str = ""
    edition: str = ""
    imported: str = ""
    stored: str = ""
    line: int = 0
    components: str = ""
    broken: str = ""

    @property
    def key(self) -> tuple[str, str, str, str]:
        """What identifies a figure: indicator, area, breakdown and period."""
        return self[:4]


def observation_files(data: Path) -> list[Path]:
    """Return all observation files: shipped ones (those of all Kreise last), imported ones, the municipalities' own."""
    own = sorted(p for p in data.glob("*/*.csv") if p.parent.name not in (*SHARED, "catalogue"))
    places = ("official/*.csv", "official/*.parquet", f"{OWN}/*.csv")
    shared = [path for place in places for path in sorted(data.glob(place))]
    return [path for path in (*shared, *own) if path.name not in NOT_OBSERVATIONS]


def own_areas(data: Path) -> set[str]:
    """Return the keys (five digits) of the municipalities that have figures of their own.

    Raises:
        DataError: when a file cannot be read.
    """
    keys: set[str] = set()
    for path in observation_files(data):
        if path.parent.name not in SHARED:
            for header, cells, _ in _records(path, path.relative_to(data.parent).as_posix()):
                keys.add(cells[header.index("ags")])
    return {key[:5] for key in keys if key[:5].isdigit() and len(key) >= 5}


def read_observations(
    path: Path,
    data: Path,
    catalogue: Catalogue,
    areas: Areas,
    keep: Callable[[str], bool] = lambda _: True,
) -> Iterator[Row]:
    """Yield the observations of one file.

    Args:
        path: the file.
        data: the data folder.
        catalogue: what is declared about figures.
        areas: all areas.
        keep: tells by its key whether the figures of an area are wanted; others are not looked at.

    Raises:
        DataError: naming file, line, column, what was found and what is expected.
    """
    name = path.relative_to(data.parent).as_posix()
    if path.suffix == ".parquet":
        yield from _shipped(path, name, catalogue, [key for key in areas if keep(key)])
        return

    @cache
    def breakdown(indicator: str, text: str) -> str:
        parts = split_breakdown(text)
        for dimension, value in parts.items():
            if dimension not in catalogue.indicators[indicator].dimensions:
                known = catalogue.indicators[indicator].dimensions
                raise DataError(
                    f"Der Indikator „{indicator}“ hat kein Merkmal „{dimension}“.{nearest(dimension, known)}"
                )
            declared = catalogue.dimensions[dimension]
            if value not in declared.values and not declared.open:
                raise DataError(
                    f"Das Merkmal „{dimension}“ hat keine Ausprägung „{value}“."
                    f"{nearest(value, declared.values)}"
                )
        return join_breakdown(parts)

    def one(record: dict[str, str], line: int) -> Row:
        for column, known, what in (
            ("ags", areas, "Das Gebiet"),
            ("indicator", catalogue.indicators, "Der Indikator"),
            ("source", catalogue.sources, "Die Quelle"),
        ):
            if record[column] not in known:
                raise DataError(
                    f"{what} „{record[column]}“ ist nicht bekannt.{nearest(record[column], known)}"
                )
        value, status = _value(record["value"], record["status"])
        return Row(
            record["indicator"],
            record["ags"],
            breakdown(record["indicator"], record["breakdown"]),
            parse_period(record["period"]).text,
            value,
            status,
            record["source"],
            record.get("note", ""),
            record.get("table", ""),
            record.get("file", ""),
            record.get("sheet", ""),
            record.get("row", ""),
            record.get("column", ""),
            record.get("edition", ""),
            record.get("imported", ""),
            stored=name,
            line=line,
        )

    for header, cells, line in _records(path, name):
        try:
            record = dict(zip(header, cells, strict=True))
            if keep(record["ags"]):
                yield one(record, line)
        except DataError as problem:
            raise DataError(f"{name}, Zeile {line}: {problem}") from problem


def _shipped(path: Path, name: str, catalogue: Catalogue, wanted: list[str]) -> list[Row]:
    """Return the figures of some areas from what ships for all; `helpers.importing.pack` has checked them."""
    import duckdb

    held = {*COLUMNS, *LINEAGE} - {"imported"}
    constant = {"stored": literal(name), "line": "0"}
    fields = ", ".join(f'"{field}"' if field in held else constant.get(field, "''") for field in Row._fields)
    try:
        with connect() as connection:
            found = connection.execute(
                f"SELECT {fields} FROM {parquet(path)} WHERE ags IN ({literals(wanted)})"  # noqa: S608
            ).fetchall()
    except duckdb.Error as problem:
        raise DataError(
            f"{name}: Die Datei ist beschädigt. Bitte aus dem Projekt noch einmal holen (git checkout {name})."
        ) from problem
    rows = [Row(*values) for values in found]
    for column, known, what in (
        ("indicator", catalogue.indicators, "Der Indikator"),
        ("source", catalogue.sources, "Die Quelle"),
    ):
        for used in {getattr(row, column) for row in rows}:
            if used not in known:
                raise DataError(f"{name}: {what} „{used}“ ist nicht bekannt.{nearest(used, known)}")
    return rows


def _records(path: Path, name: str) -> Iterator[tuple[list[str], list[str], int]]:
    """Yield header, cells and line number of each row of an observation file.

    Raises:
        DataError: when it is no CSV in UTF-8, lacks a column, or a row has too few or too many.
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.reader(file)
            header = next(reader, [])
            _check_header(name, header)
            for cells in reader:
                if not cells:
                    continue
                if len(cells) != len(header):
                    raise DataError(
                        f"{name}, Zeile {reader.line_num}: Erwartet werden {len(header)} Spalten."
                    )
                yield header, cells, reader.line_num
    except UnicodeDecodeError as problem:
        raise DataError(
            f"{name}: Die Datei ist nicht in UTF-8 gespeichert. Bitte mit „make import“ einlesen."
        ) from problem
    except (OSError, csv.Error) as problem:
        raise DataError(f"{name}: Die Datei lässt sich nicht als CSV lesen.") from problem


def _check_header(name: str, columns: list[str]) -> None:
    for column in COLUMNS:
        if column not in columns:
            raise DataError(
                f"{name}, Zeile 1: Die Spalte „{column}“ fehlt; erwartet werden {', '.join(COLUMNS)}."
            )
    for column in columns:
        if column not in (*COLUMNS, *LINEAGE):
            raise DataError(
                f"{name}, Zeile 1: Die Spalte „{column}“ ist nicht bekannt."
                f"{nearest(column, (*COLUMNS, *LINEAGE))}"
            )
    if len(set(columns)) < len(columns):
        raise DataError(f"{name}, Zeile 1: Eine Spalte steht zweimal da.")


def _value(value: str, status: str) -> tuple[float | None, str]:
    """Return number and status; `zero` has the number 0, every other status has none."""
    if status not in STATUSES:
        raise DataError(f"„{status}“ in der Spalte „status“ ist nicht bekannt.{nearest(status, STATUSES)}")
    if status == "zero" and value in ("", "0"):
        return 0.0, status
    if status:
        if value:
            raise DataError(f"Der Status „{status}“ und der Wert „{value}“ schließen sich aus.")
        return None, status
    if not _NUMBER.fullmatch(value):
        raise DataError(f"„{value}“ in der Spalte „value“ ist keine Zahl; erwartet wird zum Beispiel 25.6.")
    return float(value), status


def choose(rows: list[Row], catalogue: Catalogue) -> tuple[list[Row], list[Row]]:
    """Return the rows that count and the rows that an other source or edition supersedes, both sorted.

    Where several rows give the same figure, the higher edition (`rank`) of the sources wins, then the order
    of `sources` in the indicator's entry, then a municipality's own file over an official one, then the later
    edition of the same source, then the file name.

    Raises:
        DataError: when one file gives a figure of one source twice.
    """

    def order(row: Row) -> tuple[str, str, str, str, int, int, bool]:
        listed = [origin.source for origin in catalogue.indicators[row.indicator].sources]
        place = listed.index(row.source) if row.source in listed else len(listed)
        own = row.stored.startswith(_SHARED)
        return (*row.key, -catalogue.sources[row.source].rank, place, own)

    chosen: list[Row] = []
    superseded: list[Row] = []
    # Of what is shipped and what is imported the later edition counts, at the same edition what is imported.
    newest = sorted(rows, key=lambda row: (row.edition, row.stored.startswith(_SHARED[1])), reverse=True)
    for row in sorted(newest, key=order):
        if not chosen or chosen[-1].key != row.key:
            chosen.append(row)
        elif chosen[-1].stored == row.stored and chosen[-1].source == row.source:
            first, second = sorted((chosen[-1].line, row.line))
            raise DataError(
                f"{row.stored}, Zeile {second}: Dieselbe Zahl steht schon in Zeile {first} "
                f"({row.indicator}, {row.ags}, {row.breakdown or 'insgesamt'}, {row.period})."
            )
        else:
            superseded.append(row)
    return chosen, superseded
