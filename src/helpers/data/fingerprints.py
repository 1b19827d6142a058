"""Hashes over what a chapter reads: its result is kept for as long as they stay the same."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from helpers.data.areas import Areas
from helpers.data.catalogue import Catalogue
from helpers.data.lineage import with_parts
from helpers.data.sql import literals

if TYPE_CHECKING:
    import duckdb

Pair = tuple[str, str]
"""Indicator and area."""


class Fingerprints:
    """Makes the hashes; those of catalogue entries once.

    Args:
        catalogue: what is declared about the figures.
        areas: all areas.
    """

    def __init__(self, catalogue: Catalogue, areas: Areas) -> None:
        self._catalogue, self._areas = catalogue, areas
        self._entries: dict[str, str] = {}

    def of(self, files: duckdb.DuckDBPyConnection, pairs: Sequence[Pair]) -> dict[Pair, str]:
        """Return three hashes for each pair, hyphens between them: of its area and catalogue entries, its figures, their origin.

        Args:
            files: holds the figures.
            pairs: sorted, each once.

        Raises:
            KeyError: an indicator or an area is not known.
        """
        figures: dict[Pair, list[Any]] = {pair: [] for pair in pairs}
        rows = files.execute(
            "SELECT indicator, ags, breakdown, period, value, status, source, note, broken FROM observation"  # noqa: S608
            f" WHERE (indicator, ags) IN ({_tuples(pairs)}) ORDER BY indicator, ags, breakdown, period",
        ).fetchall()
        for indicator, ags, *row in rows:
            figures[indicator, ags].append(row)
        origins = self._origins(files, pairs)
        return {
            pair: f"{_hash(self._entry(pair[0]), self._areas[pair[1]])}-{_hash(figures[pair])}-{_hash(origins[pair])}"
            for pair in pairs
        }

    def _origins(self, files: duckdb.DuckDBPyConnection, pairs: Sequence[Pair]) -> dict[Pair, list[Any]]:
        """Return where the figures of each pair come from, and what they are computed from: charts name file and day."""
        parts = {pair: [(name, pair[1]) for name in with_parts(self._catalogue, pair[0])] for pair in pairs}
        wanted = sorted({part for found in parts.values() for part in found})
        rows = files.execute(
            "SELECT DISTINCT indicator, ags, source, file, edition, imported, stored FROM origin"  # noqa: S608
            f" WHERE (indicator, ags) IN ({_tuples(wanted)}) ORDER BY ALL",
        ).fetchall()
        told: dict[Pair, list[Any]] = {}
        for indicator, ags, *row in rows:
            told.setdefault((indicator, ags), []).append(row)
        return {pair: [told.get(part) for part in found] for pair, found in parts.items()}

    def _entry(self, name: str) -> str:
        """Return a hash of an indicator's entry with its sources, dimensions and components."""
        if name not in self._entries:
            catalogue = self._catalogue
            entry = catalogue.indicators[name]
            parts = [entry.model_dump_json()]
            parts += [catalogue.sources[origin.source].model_dump_json() for origin in entry.sources]
            parts += [catalogue.dimensions[d].model_dump_json() for d in entry.dimensions]
            parts += [self._entry(part) for part in (entry.computed.indicators if entry.computed else ())]
            self._entries[name] = hashlib.sha256("\n".join(parts).encode()).hexdigest()
        return self._entries[name]


def _hash(*parts: object) -> str:
    return hashlib.sha256(repr(parts).encode()).hexdigest()[:16]


def _tuples(pairs: Iterable[Pair]) -> str:
    return ", ".join(f"({literals(pair)})" for pair in pairs) or "(NULL, NULL)"
