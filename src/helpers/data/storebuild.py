"""Build the store's DuckDB files from `data/`: same data, same content, whatever the order of files and rows."""

from __future__ import annotations

import contextlib
import csv
import gc
import glob
import hashlib
import os
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Set
from pathlib import Path
from typing import TYPE_CHECKING

from helpers.data.breaks import mark_breaks
from helpers.data.catalogue import Catalogue
from helpers.data.compute import complete
from helpers.data.fresh import in_folders, kept_while_unchanged
from helpers.data.keys import parse_period, split_breakdown
from helpers.data.observations import (
    EDITIONS,
    SHARED,
    Row,
    choose,
    observation_files,
    own_areas,
    read_observations,
)
from helpers.data.profile import load_profile
from helpers.data.sql import connect, literal
from helpers.errors import OutputError, reason_for

if TYPE_CHECKING:
    import duckdb

    from helpers.data.areas import Areas

VOICES = "stimmen.csv"
"""Words, not figures: a new one changes nothing in the store."""

KEPT = 4
"""States of `data/` whose files stay: a process may still be about to open the one before."""

FILES = 64
"""Files of the latest state that stay; whoever misses one makes it again, in a fifth of a second."""


def _sources(data: Path) -> list[str]:
    """Return the paths of all files under `data/` that the store is made of, and of the code that makes it, in a fixed order."""
    sources: list[str] = []
    for path in in_folders(data, _makes_figures):
        sources += sorted(map(str, Path(path).glob("*.csv"))) if path.endswith(EDITIONS) else [path]
    code = Path(__file__).parent
    return [*sources, *map(str, sorted([*code.glob("*.py"), *code.glob("disclosure/*.py")]))]


def _makes_figures(file: str, folder: str) -> bool:
    if file.endswith(".yml"):
        return folder == "catalogue" or file in ("sources.yml", "profile.yml")  # that one for the threshold
    return (file.endswith((".csv", ".parquet")) and file != VOICES) or file == EDITIONS


@kept_while_unchanged(_sources)
def content_hash(data: Path) -> str:
    """Return the hash of all files under `data/` that the store is made of, and of the code that makes it."""
    digest = hashlib.sha256()
    for path in map(Path, _sources(data)):
        if path.is_relative_to(data):
            digest.update(f"{path.relative_to(data).as_posix()}\0{path.stat().st_size}\0".encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()[:32]


@contextlib.contextmanager
def _collector_paused() -> Iterator[None]:
    """Pause the cyclic garbage collector: looking for cycles among rows, which have none, takes a fifth of the time."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


@_collector_paused()
def build_store(
    path: Path, data: Path, catalogue: Catalogue, areas: Areas, wanted: Set[str], shared: bool = False
) -> None:
    """Write one file of the store to `path`, in one step; safe when several processes do it at once.

    Nothing is computed across municipalities, so that a file holds those that are asked for together, and one each those
    with figures of their own: no report waits for the others' figures to be read or their small counts to be protected.

    Args:
        path: the file.
        data: the data folder.
        catalogue: what is declared about figures.
        areas: all areas.
        wanted: keys of the areas whose figures are wanted; rows of areas that nobody knows are mistakes for everybody.
        shared: none of them has figures of its own, so that only the official files are read.

    Raises:
        DataError: when an observation file does not follow its schema.
        OutputError: when the folder cannot be written.
    """
    import duckdb

    def keep(ags: str) -> bool:
        return ags in wanted or ags not in areas

    rows = [
        row
        for file in observation_files(data)
        if not shared or file.parent.name in SHARED
        for row in read_observations(file, data, catalogue, areas, keep)
    ]
    chosen, superseded = choose(rows, catalogue)
    marked = mark_breaks(complete(chosen, catalogue, areas), superseded, catalogue)
    figures, superseded = _protected(marked, superseded, data, catalogue, areas)
    temporary = path.with_name(f".{path.stem}-{os.getpid()}.duckdb")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        temporary.unlink(missing_ok=True)
        _write(
            temporary,
            sorted(figures, key=lambda row: row.key),
            superseded,
            [] if shared else sorted(own_areas(data)),
        )
        temporary.replace(path)
    except (OSError, duckdb.IOException, duckdb.TransactionException, duckdb.FatalException) as problem:
        if isinstance(problem, OSError):
            reason = reason_for(problem)
        else:  # DuckDB has a sentence and no number
            reason = "der Datenträger ist voll" if "No space left" in str(problem) else str(problem)
        raise OutputError(
            f"Der Zahlenspeicher lässt sich nicht unter {path.parent} anlegen ({reason})."
        ) from problem
    finally:
        with contextlib.suppress(OSError):
            temporary.unlink(missing_ok=True)
            temporary.with_name(f"{temporary.name}.wal").unlink(missing_ok=True)
            temporary.with_suffix(".csv").unlink(missing_ok=True)
    _prune(path)


def _protected(
    rows: list[Row], superseded: list[Row], data: Path, catalogue: Catalogue, areas: Areas
) -> tuple[list[Row], list[Row]]:
    """Suppress the municipalities' own small counts: what is not in the store cannot be published."""
    own = {Path(stored).parent.name for stored in {row.stored for row in rows}} - {*SHARED, ""}
    if not own:
        return rows, superseded
    from helpers.data.disclosure.editions import read_editions
    from helpers.data.disclosure.own_counts import hide_earlier_editions, hide_small_counts

    profiles = [load_profile(city, data) for city in sorted(own) if (data / city / "profile.yml").exists()]
    thresholds = {profile.ags: profile.threshold for profile in profiles}
    editions = [rows for city in sorted(own) for rows in read_editions(data, city, catalogue, areas)]
    shown = hide_small_counts(rows, catalogue, areas, thresholds, editions)
    return shown, hide_earlier_editions(superseded, shown, catalogue, thresholds)


def _prune(newest: Path) -> None:
    """Remove the files of all but the latest states of `data/`."""
    states: defaultdict[str, list[Path]] = defaultdict(list)
    for file in newest.parent.glob("[!.]*.duckdb"):
        states[_state(file)].append(file)
    latest = {state: max(map(_used, files)) for state, files in states.items()}
    for state in sorted(states, key=lambda s: (s == _state(newest), latest[s]))[:-KEPT]:
        for file in states[state]:
            file.unlink(missing_ok=True)
    used = {file: _used(file) for file in states[_state(newest)]}
    for file in sorted(used, key=used.__getitem__)[:-FILES]:
        file.unlink(missing_ok=True)


def _used(file: Path) -> float:
    """Return when a file was last made or opened; 0 for one that another process has just removed."""
    try:
        return file.stat().st_mtime
    except FileNotFoundError:
        return 0.0


def _state(file: Path) -> str:
    """Return the hash of `data/` that a file of the store was made for."""
    return file.stem.partition("-")[0]


def _write(path: Path, chosen: list[Row], superseded: list[Row], own: list[str]) -> None:
    with connect() as connection:
        # Hundreds of small files: blocks of the usual 256 KiB would be mostly empty.
        connection.execute(f"ATTACH {literal(str(path))} AS file (BLOCK_SIZE 16384)")
        connection.execute("USE file")
        for name, rows in (("observation", chosen), ("superseded", superseded)):
            _create(connection, name, _COLUMNS, map(_with_period, rows), path.with_suffix(".csv"))
        _create(connection, "own", {"ags": "VARCHAR"}, ((ags,) for ags in own), path.with_suffix(".csv"))
        connection.execute(
            "CREATE TABLE origin AS SELECT DISTINCT indicator, ags, source, file, edition, imported, stored"
            " FROM observation WHERE components = '' ORDER BY ALL"
        )


_COLUMNS = dict.fromkeys(Row._fields, "VARCHAR") | {
    "value": "DOUBLE",
    "line": "INTEGER",
    "year": "SMALLINT",
    "date": "DATE",
    "dims": "VARCHAR",
}
"""Names and types of the columns of observations."""


def _with_period(row: Row) -> tuple[object, ...]:
    """Return a row with what is looked for in period and breakdown."""
    period = parse_period(row.period)
    return (*row, period.year, period.date.isoformat(), ",".join(split_breakdown(row.breakdown)))


def _create(
    connection: duckdb.DuckDBPyConnection,
    table: str,
    columns: Mapping[str, str],
    rows: Iterable[tuple[object, ...]],
    scratch: Path,
) -> None:
    """Create a table of columns with these types, by way of a CSV file.

    As fast as by Arrow, whose library would be the largest of all that are installed; by parameters it takes ten times as long.
    """
    with scratch.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows(rows)
    texts = [name for name, kind in columns.items() if kind == "VARCHAR"]
    connection.execute(
        f"CREATE TABLE {table} AS SELECT * FROM read_csv({literal(glob.escape(scratch.as_posix()))}, header = false,"  # noqa: S608
        f" auto_detect = false, delim = ',', new_line = '\\n', quote = '\"', escape = '\"', columns = {columns}, force_not_null = {texts})"
    )
    scratch.unlink()
