"""The DuckDB files of the store: Germany and its Länder; areas asked for together; each municipality with figures of its own."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from helpers.data.areas import Areas
from helpers.data.catalogue import Catalogue
from helpers.data.sql import connect
from helpers.data.storebuild import build_store, content_hash

if TYPE_CHECKING:
    import duckdb


class StoreFiles:
    """The files, read-only, made and opened when their areas are first asked for.

    Of some hundred areas a report shows Germany, a Land, a municipality and its peers: only these are read.

    Args:
        data: the data folder.
        folder: where the files are.
        catalogue: what is declared about the figures.
        areas: all areas.
    """

    def __init__(self, data: Path, folder: Path, catalogue: Catalogue, areas: Areas) -> None:
        self.states: set[str] = set()
        self._data, self._folder, self._catalogue, self._areas = data, folder, catalogue, areas
        self._connection = connect()
        self._open: list[str] = []
        self._held: set[str] = set()
        everybody = frozenset(key for key, area in areas.items() if area.kind in ("bund", "land"))
        base = self._attach(everybody, shared=False)
        self._own = {row[0] for row in self._connection.execute(f"SELECT ags FROM {base}.own").fetchall()}  # noqa: S608

    def close(self) -> None:
        """Close the files."""
        self._connection.close()

    def prepare(self, areas: Iterable[str]) -> None:
        """Make and open what holds the figures of some areas."""
        missing = {ags for ags in areas if ags not in self._held and ags in self._areas}
        if not missing:
            return
        for own in sorted(self._own & {ags[:5] for ags in missing}):
            self._attach(frozenset(ags for ags in self._areas if ags[:5] == own), own, shared=False)
        if shared := frozenset(ags for ags in missing if ags[:5] not in self._own):
            self._attach(shared)

    def asking(self, areas: Iterable[str] | None) -> duckdb.DuckDBPyConnection:
        """Return the connection, with all that holds figures of some areas; of all for None."""
        self.prepare(self._areas if areas is None else areas)
        return self._connection

    def _attach(self, areas: frozenset[str], own: str = "", *, shared: bool = True) -> str:
        """Open one file, made anew where it is not there or broken by an interrupted copy; return its name in SQL."""
        import duckdb

        # The hash is of this moment: whoever edits `data/` meanwhile must not find old figures under a new name.
        state = content_hash(self._data)
        self.states.add(state)
        part = own or hashlib.sha256(" ".join(sorted(areas)).encode()).hexdigest()[:16]
        path = self._folder / f"{state}-{part}.duckdb"
        name = f"part_{part}"
        attach = f"ATTACH '{str(path).replace(chr(39), 2 * chr(39))}' AS {name} (READ_ONLY)"
        try:
            self._connection.execute(attach)
            os.utime(path)  # what is used stays longest
        except (duckdb.Error, OSError):
            build_store(path, self._data, self._catalogue, self._areas, areas, shared)
            self._connection.execute(attach)
        self._open.append(name)
        self._held |= areas
        for table in ("observation", "superseded", "origin"):
            union = " UNION ALL ".join(f"SELECT * FROM {name}.{table}" for name in self._open)  # noqa: S608 - our own names
            self._connection.execute(f"CREATE OR REPLACE TEMP VIEW {table} AS {union}")
        return name
