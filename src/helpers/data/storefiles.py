"""The DuckDB files of the store: one with what all share, one per municipality that supplies figures itself."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from helpers.data.areas import Areas
from helpers.data.catalogue import Catalogue
from helpers.data.storebuild import build_store, content_hash

if TYPE_CHECKING:
    import duckdb


class StoreFiles:
    """The files, read-only; a municipality's own is made and opened when it is first asked for.

    Args:
        data: the data folder.
        folder: where the files are.
        catalogue: what is declared about the figures.
        areas: all areas.
    """

    def __init__(self, data: Path, folder: Path, catalogue: Catalogue, areas: Areas) -> None:
        import duckdb

        self.states: set[str] = set()
        self._data, self._folder, self._catalogue, self._areas = data, folder, catalogue, areas
        self._connection: duckdb.DuckDBPyConnection = duckdb.connect(
            config={"autoinstall_known_extensions": False, "threads": 1}
        )
        self._open: list[str] = []
        self._attach("")
        self._waiting = {row[0] for row in self._connection.execute("SELECT ags FROM part_.part").fetchall()}

    def close(self) -> None:
        """Close the files."""
        self._connection.close()

    def prepare(self, areas: Iterable[str]) -> None:
        """Make and open what holds the figures of some areas."""
        for part in sorted(self._waiting & {ags[:5] for ags in areas}):
            self._attach(part)
            self._waiting.remove(part)

    def asking(self, areas: Iterable[str] | None) -> duckdb.DuckDBPyConnection:
        """Return the connection, with all that holds figures of some areas; of all for None."""
        self.prepare(list(self._waiting) if areas is None else areas)
        return self._connection

    def _attach(self, part: str) -> None:
        """Open one file, made anew where it is not there or broken by an interrupted copy."""
        import duckdb

        # The hash is of this moment: whoever edits `data/` meanwhile must not find old figures under a new name.
        state = content_hash(self._data)
        self.states.add(state)
        path = self._folder / f"{'-'.join(filter(None, (state, part)))}.duckdb"
        name = f"part_{part}"
        attach = f"ATTACH '{str(path).replace(chr(39), 2 * chr(39))}' AS {name} (READ_ONLY)"
        try:
            self._connection.execute(attach)
        except (duckdb.Error, OSError):
            build_store(path, self._data, self._catalogue, self._areas, part)
            self._connection.execute(attach)
        self._open.append(name)
        for table in ("observation", "superseded", "origin"):
            union = " UNION ALL ".join(f"SELECT * FROM {name}.{table}" for name in self._open)  # noqa: S608 - our own names
            self._connection.execute(f"CREATE OR REPLACE TEMP VIEW {table} AS {union}")
