"""The store: every figure of `data/`, asked by indicator and area."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, NamedTuple

from helpers.data.areas import Areas, read_areas
from helpers.data.catalogue import Catalogue, read_catalogue
from helpers.data.fingerprints import Fingerprints
from helpers.data.keys import split_breakdown
from helpers.data.lineage import Lineage, find_lineage, find_origins, with_parts
from helpers.data.observations import Row
from helpers.data.sql import literal, literals
from helpers.data.storefiles import StoreFiles
from helpers.errors import DataError, nearest
from helpers.paths import project

if TYPE_CHECKING:
    import datetime as dt

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
    broken: str


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
        self.catalogue, self.areas = catalogue, areas
        self.reads: set[tuple[str, str]] = set()
        self._files = StoreFiles(data, folder, catalogue, areas)
        self._fingerprints = Fingerprints(catalogue, areas)

    def __enter__(self) -> Store:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the files."""
        self._files.close()

    @property
    def states(self) -> set[str]:
        """Hashes of `data/` at the moments when files were opened."""
        return self._files.states

    def prepare(self, areas: Iterable[str]) -> None:
        """Make and open what holds the figures of some areas, so that a query need not wait for it."""
        self._files.prepare(areas)

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
            what a computation lacks), broken (why it is not
            comparable with the figure before), and one column per dimension in `by`. Empty when there is none.

        Raises:
            CatalogueError: when the indicator is not in the catalogue.
            DataError: when it has no such dimension or an area is not known.
        """
        import pandas as pd

        found = self.figures(indicator, ags, by, until)
        names = ("ags", "area", "period", "year", "date", "value", "status", "source", "note", "broken", *by)
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
            self._files.asking(wanted)
            .execute(
                "SELECT ags, period, year, date, value, status, source, note, broken, breakdown FROM observation"  # noqa: S608
                f" WHERE indicator = {literal(indicator)} AND dims = {literal(','.join(sorted(by)))}"
                f" AND ags IN ({literals(wanted)}) AND year <= {until if until is not None else 9999:d}",
            )
            .fetchall()
        )
        orders = [{value: i for i, value in enumerate(self.catalogue.dimensions[d].values)} for d in by]
        place = {key: i for i, key in enumerate(wanted)}

        def turn(row: tuple[Any, ...]) -> tuple[Any, ...]:
            ranks = [(known.get(v, len(known)), v) for known, v in zip(orders, row[10:], strict=True)]
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
        return self._rows(None, f"indicator = {literal(self.catalogue.indicator(indicator).id)}")

    def rows_in(self, ags: Iterable[str], until: int) -> list[Row]:
        """Return every figure of some areas up to a year (of a school year its first), by indicator, area and period."""
        wanted = sorted(set(ags))
        return self._rows(wanted, f"ags IN ({literals(wanted)}) AND year <= {until:d}")

    def _rows(self, ags: Iterable[str] | None, condition: str) -> list[Row]:
        names = ", ".join(f'"{name}"' for name in Row._fields)
        statement = (
            f"SELECT {names} FROM observation WHERE {condition} ORDER BY indicator, ags, breakdown, period"  # noqa: S608
        )
        return [Row(*record) for record in self._files.asking(ags).execute(statement).fetchall()]

    def totals(self, ags: str, until: int) -> list[tuple[str, int, float | None, str]]:
        """Return indicator, year, value and status of every total of an area; of several in a year the last."""
        found = (
            self._files.asking([ags])
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
            self._files.asking(wanted)
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
        return find_lineage(self._files.asking([ags]), self.catalogue, (indicator, ags, breakdown, period))

    def origins(self, indicators: Iterable[str], ags: Iterable[str]) -> list[tuple[str, str]]:
        """Return source and origin, a German sentence, of figures and of what they are computed from, each once.

        Args:
            indicators: ids in the catalogue.
            ags: keys of areas.
        """
        asked = {part for name in indicators for part in with_parts(self.catalogue, name)}
        wanted = sorted(set(ags))
        return find_origins(self._files.asking(wanted), self.catalogue, asked, wanted)

    def held(self, ags: Iterable[str]) -> frozenset[str]:
        """Return the ids of all indicators that have a number for any of the areas."""
        wanted = sorted(set(ags))
        rows = (
            self._files.asking(wanted)
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
        return self._fingerprints.of(self._files.asking([ags for _, ags in pairs]), pairs)


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
