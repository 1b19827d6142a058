"""What every chart asks of the store: one municipality in one report year, with those it is compared with."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING

from helpers.data.cells import terms
from helpers.data.keys import split_breakdown
from helpers.errors import CatalogueError, NoChapter, NoData, nearest
from helpers.facts.series import Cell, Series
from helpers.text.markdown import Markdown, escape, plain
from helpers.text.noise import Bases
from helpers.text.places import Place, place
from helpers.text.wording import listed

if TYPE_CHECKING:
    from helpers.data import Area, Dimension, Indicator, Profile, Store


Observed = dict[str, list[tuple[dict[str, str], int, Cell]]]


class Context:
    """One municipality in one report year.

    Args:
        city: folder name, German name or AGS.
        year: report year; figures of later periods are left out.

    Raises:
        UnknownCity: no municipality of that name.
    """

    def __init__(self, city: str, year: int | str) -> None:
        from helpers.data import load_profile, open_store

        self.year = int(year)
        self.profile: Profile = load_profile(str(city), among_others=False)
        self.store: Store = open_store()
        self._seen: dict[tuple[str, tuple[str, ...]], Observed] = {}

    @property
    def ags(self) -> str:
        """The municipality's key (Amtlicher Gemeindeschlüssel)."""
        return self.profile.ags

    @property
    def name(self) -> str:
        """The municipality's name: `Augsburg`, `Landkreis Sömmerda`."""
        return self.profile.name

    @property
    def in_city(self) -> Markdown:
        """Where it is: `in Augsburg`, `im Landkreis Sömmerda`."""
        return escape(self.profile.in_city)

    @property
    def of_city(self) -> Markdown:
        """Whose it is: `der Stadt Augsburg`, `des Landkreises Sömmerda`."""
        return escape(self.profile.of_city)

    @property
    def for_city(self) -> str:
        """The municipality after „für“, plain text for messages: `Augsburg`, `den Landkreis Sömmerda`."""
        return plain(self.place.accusative)

    @property
    def place(self) -> Place:
        """The municipality's name in the cases that sentences need."""
        return place(self.name, self.profile.in_city)

    @cached_property
    def land(self) -> Area:
        """The Land the municipality lies in."""
        return self.store.areas[self.profile.land_ags]

    @cached_property
    def germany(self) -> Area:
        """Germany."""
        return self.store.areas["DG"]

    @property
    def larger(self) -> tuple[Area, ...]:
        """The areas it is measured by: Land and Germany. Berlin and Hamburg are their own Land, which would say the same twice."""
        own = self.profile.kind == "Stadtstaat"
        return (self.germany,) if own else (self.land, self.germany)

    @cached_property
    def peer_profiles(self) -> list[Profile]:
        """The municipalities it is compared with, in the order of its profile."""
        from helpers.data import load_profile

        return [load_profile(city, among_others=False) for city in self.profile.peers]

    def require_peers(self, entry: Indicator, found: int) -> None:
        """Refuse a comparison with a single one of several peers, which would show a pair picked by what happens to be at hand.

        Raises:
            NoData: fewer than two of the peers, or not the only one, have a number.
        """
        if found < min(2, max(1, len(self.profile.peers))):
            raise NoData(
                f"Für {self.for_city} gibt es zu „{entry.name}“ {'nur eine' if found else 'keine'} Kommune zum Vergleich."
            )

    def indicator(self, name: str) -> Indicator:
        """Return a catalogue entry.

        Raises:
            CatalogueError: naming the nearest one.
        """
        return self.store.catalogue.indicator(name)

    def twins(self, name: str) -> tuple[str, ...]:
        """Return the indicators for the same from different sources, this one first."""
        return self.store.catalogue.twins(self.indicator(name).id)

    def newest(self, name: str) -> str:
        """Return the indicator of the source that has the newest figure for the same; this one where it has it, too."""
        return max(self.twins(name), key=lambda twin: max(self.total(twin).points, default=0))

    def differs(self, name: str) -> str:
        """Return why the sources for the same differ, a German sentence; empty where there is but one."""
        found = [self.indicator(twin).twin for twin in self.twins(name)]
        return next((twin.differs for twin in found if twin), "")

    def source_name(self, cell: Cell) -> str:
        """Return the sources of a figure as readers know them, plain text: `INKAR, Ausgabe 2024`."""
        sources = self.store.catalogue.sources
        known = [sources[part] for part in cell.source.split("|") if part in sources]
        return listed(list(dict.fromkeys(", ".join(filter(None, (s.short, s.edition))) for s in known)))

    def dimension(self, name: str) -> Dimension:
        """Return a dimension of the catalogue.

        Raises:
            CatalogueError: naming the nearest one.
        """
        dimensions = self.store.catalogue.dimensions
        if name not in dimensions:
            raise CatalogueError(f"Das Merkmal „{name}“ ist nicht im Katalog.{nearest(name, dimensions)}")
        return dimensions[name]

    def areas(self, *, peers: bool = False, reference: bool = True) -> list[tuple[str, str, str]]:
        """Return (ags, name, role): the municipality, then Land and Germany, then the peers."""
        rows = [(self.ags, self.name, "city")]
        if reference:
            rows += [(a.ags, a.name, "germany" if a is self.germany else "land") for a in self.larger]
        if peers:
            rows += [(p.ags, p.name, "peer") for p in self.peer_profiles]
        return rows

    def over_areas(
        self,
        indicator: str,
        *,
        peers: bool = False,
        reference: bool = True,
        within: Mapping[str, str] | None = None,
    ) -> list[Series]:
        """Return one series for the municipality and for each area it is compared with, if it has numbers.

        Args:
            indicator: id from the catalogue.
            peers: with the peers.
            reference: with Land and Germany.
            within: values of dimensions that are held fixed, such as `{"geschlecht": "weiblich"}`.

        Raises:
            NoData: the municipality itself has no number.
        """
        areas = self.areas(peers=peers, reference=reference)
        cells = self._cells(indicator, [ags for ags, _, _ in areas], "ags", within or {})
        series = [Series(name, role, cells.get(ags, {})) for ags, name, role in areas]
        if not series[0].points:
            raise self.no_data(indicator)
        return [s for s in series if s.points]

    def over_values(
        self,
        indicator: str,
        by: str,
        ags: str | None = None,
        within: Mapping[str, str] | None = None,
        *,
        symbols: bool = False,
    ) -> list[Series]:
        """Return one series per value of a dimension that has a number (zeros are numbers), in its order.

        Args:
            indicator: id from the catalogue.
            by: dimension, such as `schulart`.
            ags: area; the municipality where it is not given.
            within: values of further dimensions that are held fixed.
            symbols: with the values that only have symbols in place of numbers.

        Raises:
            NoData: there is no number.
        """
        dimension = self.dimension(by)
        cells = self._cells(indicator, [ags or self.ags], by, within or {})
        ranks = {v: rank for rank, v in enumerate(dimension.ordered([*dimension.values, *cells]))}
        series = [Series(v, "value", cells[v], ranks[v]) for v in dimension.ordered(cells)]
        if not any(s.points for s in series):
            raise self.no_data(indicator, by)
        return [s for s in series if s.points or symbols]

    def total(
        self, indicator: str, ags: str | None = None, within: Mapping[str, str] | None = None
    ) -> Series:
        """Return the series of one area, of all or of a fixed breakdown; it may be empty."""
        key = ags or self.ags
        return Series(self.name, "city", self._cells(indicator, [key], "ags", within or {}).get(key, {}))

    def has(self, *indicators: str, by: str = "", ags: str | None = None) -> bool:
        """Tell whether there is a number for any of the indicators, in the municipality or another area."""
        dims, area = (by,) if by else (), ags or self.ags
        return any(
            cell.value is not None for i in indicators for _, _, cell in self._observed(i, [area], dims)[area]
        )

    def first(self, *indicators: str) -> str:
        """Return the first of several indicators for one theme that there is a number for; the first of all where none.

        Offices publish the same in several ways: a chapter shows what there is, and misses what most would have.
        """
        return next((name for name in indicators if self.has(name)), indicators[0])

    def require(self, *indicators: str) -> None:
        """Leave the chapter out when there is no number for any of the indicators, or all are zero in all years.

        Raises:
            NoChapter: naming the indicators.
        """
        names = listed([f"„{self.indicator(i).name}“" for i in indicators])
        if not self.has(*indicators):
            raise NoChapter(f"Für {self.for_city} liegen bis {self.year} keine Zahlen vor zu {names}.")
        known = [v for i in indicators for v in self.total(i).points.values()]
        if known and not any(known):
            raise NoChapter(f"Für {self.for_city} sind alle Zahlen null zu {names}.")

    def no_data(self, indicator: str, by: str = "") -> NoData:
        """Return the error that leaves a figure out and tells the methods chapter why."""
        what = f"„{self.indicator(indicator).name}“" + (f" nach {self.dimension(by).name}" if by else "")
        return NoData(f"Für {self.for_city} liegen bis {self.year} keine Zahlen vor zu {what}.")

    def cells_of(
        self, indicator: str, ags: Sequence[str], within: Mapping[str, str] | None = None
    ) -> dict[str, dict[int, Cell]]:
        """Return the figures of areas by key and year, with the statuses that stand in place of numbers.

        They are totals, or those of a fixed breakdown such as `{"alter": "unter 3"}`.
        """
        return self._cells(indicator, ags, "ags", within or {})

    def based(self, cell: Cell, within: Mapping[str, str] | None = None) -> Cell:
        """Return a figure with the number that its rate is a share of, as far as published counts tell it.

        A rate that is published without counts borrows the count of the nearest year, which the catalogue names.

        Args:
            cell: of any area.
            within: the fixed values of dimensions that it was asked for with.
        """
        entry = self.indicator(cell.indicator) if cell.indicator else None
        if entry is None or cell.value is None or not entry.chance:
            return cell
        how = entry.computed
        if how is None or not how.denominator:
            return self._borrowed(cell, entry, within or {})
        kept = {name: value for name, value in (within or {}).items() if name in how.by}
        base = 0.0
        for indicator, breakdown, minus in terms(how.denominator, kept):
            found = self.cells_of(indicator, [cell.ags], split_breakdown(breakdown)).get(cell.ags, {})
            numbers = [c.value for c in found.values() if c.period == how.reference(cell.period)]
            if not numbers or numbers[0] is None:
                return cell
            base += -numbers[0] if minus else numbers[0]
        return replace(cell, base=base)

    def _borrowed(self, cell: Cell, entry: Indicator, within: Mapping[str, str]) -> Cell:
        """Return a figure with the count of the nearest year, the later of two."""
        if entry.denominator is None or not entry.denominator.indicator:
            return cell
        count = self.indicator(entry.denominator.indicator)
        if not set(within) <= set(count.dimensions):
            return cell
        found = self.cells_of(count.id, [cell.ags], within).get(cell.ags, {})
        known = {year: c.value for year, c in found.items() if c.value}
        if not known:
            return cell
        return replace(
            cell, base=known[min(known, key=lambda year: (abs(year - int(cell.period[:4])), -year))]
        )

    def bases(self, first: Cell, second: Cell, within: Mapping[str, str] | None = None) -> Bases:
        """Return the numbers that two rates are shares of, for `helpers.text.noise`."""
        return self.based(first, within).base, self.based(second, within).base

    def broken_down(self, indicator: str, *dims: str) -> list[tuple[dict[str, str], Cell]]:
        """Return the municipality's figures by exactly these dimensions: values of the dimensions, and the cell."""
        found = self._observed(indicator, [self.ags], tuple(sorted(dims)))[self.ags]
        return [(values, cell) for values, _, cell in found]

    def _cells(
        self, indicator: str, ags: Sequence[str], key: str, within: Mapping[str, str]
    ) -> dict[str, dict[int, Cell]]:
        """Return cells by the value of `key` (a dimension or `ags`) and year, where all of `within` holds."""
        dims = tuple(sorted({*within, *(() if key == "ags" else (key,))}))
        out: dict[str, dict[int, Cell]] = {}
        for area, found in self._observed(indicator, ags, dims).items():
            for values, year, cell in found:
                if all(values[name] == value for name, value in within.items()):
                    out.setdefault(area if key == "ags" else values[key], {})[year] = cell
        return out

    def _observed(self, indicator: str, ags: Sequence[str], dims: tuple[str, ...]) -> Observed:
        """Return values of the dimensions, year and cell by area; the store is asked once for each area."""
        known = self._seen.setdefault((indicator, dims), {})
        if missing := [area for area in dict.fromkeys(ags) if area not in known]:
            known.update({area: [] for area in missing})
            for row in self.store.figures(indicator, missing, by=dims, until=self.year):
                area, _, period, year, _, value, status, source, note, broken, *values = row
                cell = Cell(period, value, status, source, area, indicator, note, broken)
                known[area].append((dict(zip(dims, values, strict=True)), year, cell))
        return {area: known[area] for area in dict.fromkeys(ags)}
