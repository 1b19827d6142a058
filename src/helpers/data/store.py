"""The store: every figure of `data/`, asked by indicator and area."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from functools import cached_property
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, NamedTuple

from helpers.data.areas import Areas, read_areas
from helpers.data.build import build_store, content_hash
from helpers.data.catalogue import Catalogue, read_catalogue
from helpers.data.keys import split_breakdown
from helpers.data.lineage import Lineage, find_lineage, find_origins
from helpers.data.observations import Row
from helpers.data.sql import literal, literals
from helpers.errors import DataError, nearest
from helpers.paths import project

if TYPE_CHECKING:
    import datetime as dt

    import duckdb
    import pandas as pd


all_reads: dict[tuple[str, str], Store] = {}
"""What was asked in this process, and of which store; the pipeline keeps a chapter's result by it."""


class Observation(NamedTuple):
    """One figure: `value` is None unless `status` is empty or `zero`."""

    ags: str
    area: str
    period: str
    year: int
    date: dt.date
    value: float | None
    status: str
    source: str
    note: str


class Store:
    """All figures, read-only. Use `open_store()`.

    The figures of a municipality that supplies some itself are a file of their own, made and opened when they are first
    asked for.

    Args:
        data: the data folder.
        folder: where the DuckDB files are.
        catalogue: what is declared about the figures.
        areas: all areas.

    Raises:
        DataError: when a file of `data/` does not follow its schema; for a municipality's own, when it is first asked for.
        OutputError: when the store cannot be written.
    """

    def __init__(self, data: Path, folder: Path, catalogue: Catalogue, areas: Areas) -> None:
        import duckdb

        self.catalogue, self.areas = catalogue, areas
        self.reads: set[tuple[str, str]] = set()
        self.states: set[str] = set()
        self._data, self._folder = data, folder
        self._files: duckdb.DuckDBPyConnection = duckdb.connect(
            config={"autoinstall_known_extensions": False, "threads": 1}
        )
        self._open: list[str] = []
        self._attach("")
        self._waiting = {row[0] for row in self._files.execute("SELECT ags FROM part_.part").fetchall()}

    def __enter__(self) -> Store:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the files."""
        self._files.close()

    def prepare(self, areas: Iterable[str]) -> None:
        """Make and open what holds the figures of some areas, so that a query need not wait for it."""
        for part in sorted(self._waiting & {ags[:5] for ags in areas}):
            self._attach(part)
            self._waiting.remove(part)

    def _asking(self, areas: Iterable[str]) -> duckdb.DuckDBPyConnection:
        self.prepare(areas)
        return self._files

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
            self._files.execute(attach)
        except (duckdb.Error, OSError):
            build_store(path, self._data, self.catalogue, self.areas, part)
            self._files.execute(attach)
        self._open.append(name)
        for table in ("observation", "superseded", "origin"):
            union = " UNION ALL ".join(f"SELECT * FROM {name}.{table}" for name in self._open)  # noqa: S608 - our own names
            self._files.execute(f"CREATE OR REPLACE TEMP VIEW {table} AS {union}")

    def observations(
        self,
        indicator: str,
        ags: str | Sequence[str],
        by: Sequence[str] = (),
        until: int | None = None,
    ) -> pd.DataFrame:
        """Return the figures of one indicator for some areas.

        Args:
            indicator: its id in the catalogue.
            ags: keys of the areas; rows come in this order, then by period, then in the dimensions' order.
            by: the rows broken down by exactly these dimensions; none for the totals.
            until: last year that counts (of a school year its first).

        Returns:
            One row per figure: ags, area, period (text), year (int), date (of the period), value (float, NaN
            without a number), status, source (several with `|` between them when computed), note (rounding,
            what a computation lacks), and one column per dimension in `by`. Empty when there is none.

        Raises:
            CatalogueError: when the indicator is not in the catalogue.
            DataError: when it has no such dimension or an area is not known.
        """
        import pandas as pd

        found = self.figures(indicator, ags, by, until)
        names = ("ags", "area", "period", "year", "date", "value", "status", "source", "note", *by)
        columns: dict[str, Any] = dict(zip(names, zip(*found, strict=True), strict=True)) if found else {}
        columns = {name: list(columns.get(name, ())) for name in names}
        columns["value"] = pd.Series(columns["value"], dtype="float64")
        columns["year"] = pd.Series(columns["year"], dtype="int64")
        columns["date"] = pd.to_datetime(pd.Series(columns["date"], dtype="object"))
        return pd.DataFrame(columns)

    def figures(
        self,
        indicator: str,
        ags: str | Sequence[str],
        by: Sequence[str] = (),
        until: int | None = None,
    ) -> list[tuple[Any, ...]]:
        """Return what `observations` does as plain tuples, in the order of its columns; `value` is None without a number.

        A chapter asks some hundred times, and a data frame takes longer to make than the figures to find.
        """
        wanted = [ags] if isinstance(ags, str) else list(dict.fromkeys(ags))
        declared = self.catalogue.indicator(indicator)
        for dimension in by:
            if dimension not in declared.dimensions:
                raise DataError(
                    f"Der Indikator „{indicator}“ ist nicht nach „{dimension}“ untergliedert."
                    f"{nearest(dimension, declared.dimensions)}"
                )
        for key in wanted:
            if key not in self.areas:
                raise DataError(f"Das Gebiet „{key}“ ist nicht bekannt.{nearest(key, self.areas)}")
        self.reads.update((indicator, key) for key in wanted)
        all_reads.update(((indicator, key), self) for key in wanted)
        rows = (
            self._asking(wanted)
            .execute(
                "SELECT ags, period, year, date, value, status, source, note, breakdown FROM observation"  # noqa: S608
                f" WHERE indicator = {literal(indicator)} AND dims = {literal(','.join(sorted(by)))}"
                f" AND ags IN ({literals(wanted)}) AND year <= {until if until is not None else 9999:d}",
            )
            .fetchall()
        )
        orders = [{value: i for i, value in enumerate(self.catalogue.dimensions[d].values)} for d in by]
        place = {key: i for i, key in enumerate(wanted)}

        def turn(row: tuple[Any, ...]) -> tuple[Any, ...]:
            ranks = [(known.get(v, len(known)), v) for known, v in zip(orders, row[9:], strict=True)]
            return (place[row[0]], row[4], *ranks)

        figures = []
        for key, *rest, breakdown in rows:
            split = split_breakdown(breakdown)
            figures.append((key, self.areas[key].name, *rest, *(split[d] for d in by)))
        return sorted(figures, key=turn)

    def latest(self, indicator: str, ags: str, until: int | None = None) -> Observation | None:
        """Return the newest total that has a number, None when there is none."""
        found = [row for row in self.figures(indicator, [ags], until=until) if row[5] is not None]
        return Observation(*found[-1]) if found else None

    def rows(self, indicator: str) -> list[Row]:
        """Return every figure of an indicator in all areas, breakdowns and periods, sorted; for checks."""
        names = ", ".join(f'"{name}"' for name in Row._fields)
        found = (
            self._asking(self._waiting)
            .execute(
                f"SELECT {names} FROM observation WHERE indicator = {literal(self.catalogue.indicator(indicator).id)}"  # noqa: S608
                " ORDER BY ags, breakdown, period",
            )
            .fetchall()
        )
        return [Row(*record) for record in found]

    def rows_in(self, ags: Iterable[str], until: int) -> list[Row]:
        """Return every figure of some areas up to a year (of a school year its first), by indicator, area and period."""
        names = ", ".join(f'"{name}"' for name in Row._fields)
        wanted = sorted(set(ags))
        found = (
            self._asking(wanted)
            .execute(
                f"SELECT {names} FROM observation WHERE ags IN ({literals(wanted)}) AND year <= {until:d}"  # noqa: S608
                " ORDER BY indicator, ags, breakdown, period",
            )
            .fetchall()
        )
        return [Row(*record) for record in found]

    def totals(self, ags: str, until: int) -> list[tuple[str, int, float | None, str]]:
        """Return indicator, year, value and status of every total of an area; of several in a year the last."""
        found = (
            self._asking([ags])
            .execute(
                "SELECT indicator, year, value, status FROM observation"  # noqa: S608
                f" WHERE ags IN ({literals([ags])}) AND dims = '' AND year <= {until:d}"
                " ORDER BY indicator, year, period",
            )
            .fetchall()
        )
        return [(name, year, value, status) for name, year, value, status in found]

    def supplied(self, ags: Iterable[str], until: int) -> list[tuple[str, str, str, int]]:
        """Return source, status, edition and number of the figures of some areas that were not computed from others."""
        wanted = sorted(set(ags))
        found = (
            self._asking(wanted)
            .execute(
                "SELECT source, status, edition, count(*) FROM observation"  # noqa: S608
                f" WHERE ags IN ({literals(wanted)}) AND components = '' AND year <= {until:d}"
                " GROUP BY ALL ORDER BY ALL",
            )
            .fetchall()
        )
        return [(source, status, edition, count) for source, status, edition, count in found]

    def lineage(self, indicator: str, ags: str, period: str, breakdown: str = "") -> Lineage:
        """Return where one figure comes from, with what it is computed from and what it supersedes.

        Raises:
            NoData: when there is no such figure.
        """
        return find_lineage(self._asking([ags]), self.catalogue, (indicator, ags, breakdown, period))

    def origins(self, indicators: Iterable[str], ags: Iterable[str]) -> list[tuple[str, str]]:
        """Return source and origin, a German sentence, of figures and of what they are computed from, each once.

        Args:
            indicators: ids in the catalogue.
            ags: keys of areas.
        """
        asked = {part for name in indicators for part in self._with_parts(name)}
        wanted = sorted(set(ags))
        return find_origins(self._asking(wanted), self.catalogue, asked, wanted)

    def held(self, ags: Iterable[str]) -> frozenset[str]:
        """Return the ids of all indicators that have a number for any of the areas."""
        wanted = sorted(set(ags))
        rows = (
            self._asking(wanted)
            .execute(
                f"SELECT DISTINCT indicator FROM observation WHERE value IS NOT NULL AND ags IN ({literals(wanted)})"  # noqa: S608
            )
            .fetchall()
        )
        return frozenset(row[0] for row in rows)

    def fingerprint(self, reads: Iterable[tuple[str, str]]) -> str:
        """Return a hash over exactly the figures and catalogue entries behind `reads`."""
        return hashlib.sha256(repr(sorted(self.fingerprints(reads).items())).encode()).hexdigest()

    def fingerprints(self, reads: Iterable[tuple[str, str]]) -> dict[tuple[str, str], str]:
        """Return for each pair of indicator and area a hash over its figures and catalogue entries.

        Raises:
            KeyError: an indicator or an area is not known.
        """
        pairs = sorted(set(reads))
        found: dict[tuple[str, str], list[Any]] = {pair: [] for pair in pairs}
        rows = (
            self._asking([ags for _, ags in pairs])
            .execute(
                "SELECT indicator, ags, breakdown, period, value, status, source, note FROM observation"  # noqa: S608
                f" WHERE (indicator, ags) IN ({_tuples(pairs)}) ORDER BY indicator, ags, breakdown, period",
            )
            .fetchall()
        )
        for indicator, ags, *row in rows:
            found[indicator, ags].append(row)
        for pair, told in self._origins(pairs).items():
            found[pair].append(told)
        return {
            (indicator, ags): hashlib.sha256(
                f"{self._entry_hashes[indicator]}{self.areas[ags]!r}{figures!r}".encode()
            ).hexdigest()[:24]
            for (indicator, ags), figures in found.items()
        }

    def _origins(self, pairs: Sequence[tuple[str, str]]) -> dict[tuple[str, str], list[Any]]:
        """Return where the figures of each pair come from, and what they are computed from: charts name file and day."""
        parts = {pair: [(name, pair[1]) for name in self._with_parts(pair[0])] for pair in pairs}
        wanted = sorted({part for found in parts.values() for part in found})
        rows = self._files.execute(
            "SELECT DISTINCT indicator, ags, source, file, edition, imported, stored FROM origin"  # noqa: S608
            f" WHERE (indicator, ags) IN ({_tuples(wanted)}) ORDER BY ALL",
        ).fetchall()
        told: dict[tuple[str, str], list[Any]] = {}
        for indicator, ags, *row in rows:
            told.setdefault((indicator, ags), []).append(row)
        return {pair: [told.get(part) for part in found] for pair, found in parts.items()}

    def _with_parts(self, indicator: str) -> list[str]:
        """Return an indicator and all that it is computed from."""
        names = [indicator]
        for name in names:  # grows
            how = self.catalogue.indicators[name].computed
            names += [part for part in (how.indicators if how else ()) if part not in names]
        return names

    @cached_property
    def _entry_hashes(self) -> dict[str, str]:
        """Hash of each indicator's entry with its sources, dimensions and components."""
        hashes: dict[str, str] = {}
        catalogue = self.catalogue

        def text(name: str) -> str:
            if name not in hashes:
                entry = catalogue.indicators[name]
                parts = [entry.model_dump_json()]
                parts += [catalogue.sources[origin.source].model_dump_json() for origin in entry.sources]
                parts += [catalogue.dimensions[d].model_dump_json() for d in entry.dimensions]
                parts += [text(part) for part in (entry.computed.indicators if entry.computed else ())]
                hashes[name] = hashlib.sha256("\n".join(parts).encode()).hexdigest()
            return hashes[name]

        for name in catalogue.indicators:
            text(name)
        return hashes


def _tuples(pairs: Iterable[tuple[str, str]]) -> str:
    return ", ".join(f"({literals(pair)})" for pair in pairs) or "(NULL, NULL)"


def open_store(data: Path | None = None, build: Path | None = None) -> Store:
    """Return the store for the project's `data/`, rebuilt when `data/` has changed.

    Args:
        data: another data folder than the project's.
        build: another folder for the store files than `_build/store/`.

    Raises:
        CatalogueError, DataError: when a file of `data/` does not follow its schema.
        OutputError: when the store cannot be written.
    """
    data = data or project().data
    return Store(data, build or project().build / "store", read_catalogue(data), read_areas(data))
