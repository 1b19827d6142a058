"""What every chart asks of the store: one municipality in one report year, with those it is compared with."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from helpers.errors import CatalogueError, NoData, nearest
from helpers.figures.shown import plain
from helpers.text.markdown import Markdown
from helpers.text.places import Place, place
from helpers.text.wording import listed

if TYPE_CHECKING:
    from helpers.data import Area, Indicator, Profile, Store

SYMBOLS = {
    "zero": "–",
    "below_half": "0",
    "unknown": ".",
    "unreliable": "/",
    "later": "…",
    "not_applicable": "x",
    "suppressed": "*",
}
SYMBOL_MEANING = {
    "–": "genau null",
    "0": "weniger als die Hälfte der kleinsten Einheit",
    ".": "Zahlenwert unbekannt oder geheim",
    "/": "Zahlenwert nicht sicher genug",
    "…": "Angabe fällt später an",
    "x": "Angabe nicht sinnvoll",
    "*": "zum Schutz kleiner Zahlen nicht ausgewiesen",
}


@dataclass(frozen=True)
class Cell:
    """One observation: a number, or the status that stands in its place."""

    period: str
    value: float | None
    status: str = ""
    source: str = ""


@dataclass(frozen=True)
class Series:
    """The observations of one thing over time.

    Args:
        label: name of the area or of the value of a dimension.
        role: `city`, `land`, `germany`, `peer`, or `value` for values of a dimension.
        cells: by year; a school year counts under the year in which it starts.
        rank: position in its dimension's order, which decides the colour.
    """

    label: str
    role: str
    cells: Mapping[int, Cell] = field(default_factory=dict)
    rank: int = 0

    @property
    def points(self) -> dict[int, float]:
        """Years with a number."""
        return {y: c.value for y, c in sorted(self.cells.items()) if c.value is not None}

    @property
    def last(self) -> Cell:
        """The latest cell with a number."""
        return self.cells[max(self.points)]

    @property
    def first(self) -> Cell:
        """The earliest cell with a number."""
        return self.cells[min(self.points)]


class Context:
    """One municipality in one report year.

    Args:
        city: folder name, German name or AGS.
        year: report year; figures of later periods are left out.

    Raises:
        UnknownCity: no municipality of that name.
    """

    def __init__(self, city: str, year: int | str) -> None:
        from helpers.data import find_city, load_profile, open_store

        self.city: str = find_city(str(city))
        self.year = int(year)
        self.profile: Profile = load_profile(self.city)
        self.store: Store = open_store()

    @property
    def ags(self) -> str:
        """The municipality's key (Amtlicher Gemeindeschlüssel)."""
        return str(self.profile.ags)

    @property
    def name(self) -> str:
        """The municipality's name."""
        return str(self.profile.name)

    @property
    def place(self) -> Place:
        """The municipality's name in the cases that sentences need."""
        return place(self.name, self.profile.locative)

    @property
    def in_city(self) -> Markdown:
        """Where it is: `in Augsburg`, `im Landkreis Sömmerda`."""
        return self.place.locative

    @property
    def located(self) -> str:
        """`in_city` as plain text."""
        return plain(self.place.locative)

    @property
    def land(self) -> Area:
        """The Land the municipality lies in."""
        land = self.store.areas.land(self.ags)
        if land is None:
            raise CatalogueError(f"Zu {self.name} ({self.ags}) nennt areas.csv kein Land.")
        return land

    @property
    def germany(self) -> Area:
        """Germany."""
        return self.store.areas["DG"]

    @property
    def peer_areas(self) -> list[Area]:
        """The municipalities it is compared with, from the profile."""
        return [self.store.areas[ags] for ags in self.profile.peers if ags != self.ags]

    def indicator(self, name: str) -> Indicator:
        """Return a catalogue entry; a wrong name is a German sentence with the nearest one."""
        indicators = self.store.catalogue.indicators
        if name not in indicators:
            raise CatalogueError(
                f"Im Indikatorenkatalog gibt es keinen Indikator „{name}“.{nearest(name, indicators)}"
            )
        return indicators[name]

    def areas(self, peers: bool = False, reference: bool = True) -> list[tuple[str, str, str]]:
        """Return (ags, name, role): the municipality, then Land and Germany, then the peers."""
        rows = [(self.ags, self.name, "city")]
        if reference:
            rows += [
                (self.land.ags, self.land.name, "land"),
                (self.germany.ags, self.germany.name, "germany"),
            ]
        if peers:
            rows += [(a.ags, a.name, "peer") for a in self.peer_areas]
        return rows

    def over_areas(self, indicator: str, *, peers: bool = False, reference: bool = True) -> list[Series]:
        """Return the totals of the municipality and those it is compared with; areas without figures are left out.

        Raises:
            NoData: the municipality itself has no number.
        """
        self.indicator(indicator)
        areas = self.areas(peers, reference)
        frame = self.store.observations(indicator, [ags for ags, _, _ in areas], by=(), until=self.year)
        cells = _cells(frame, ["ags"])
        series = [Series(name, role, cells.get((ags,), {})) for ags, name, role in areas]
        if not series[0].points:
            raise self.no_data(indicator)
        return [s for s in series if s.points]

    def over_values(
        self, indicator: str, by: str, ags: str | None = None, within: Mapping[str, str] | None = None
    ) -> list[Series]:
        """Return one series per value of a dimension, in the catalogue's order.

        Args:
            by: dimension, such as `schulart`.
            ags: area; the municipality where it is not given.
            within: values of further dimensions that are held fixed, such as `{"geschlecht": "weiblich"}`.

        Raises:
            NoData: there is no number, nor an exact zero.
        """
        self.indicator(indicator)
        dimension = self.dimension(by)
        fixed = dict(within or {})
        dims = tuple(sorted((by, *fixed)))
        frame = self.store.observations(indicator, [ags or self.ags], by=dims, until=self.year)
        for name, value in fixed.items():
            frame = frame[frame[name] == value]
        cells = _cells(frame, [by])
        series = [
            Series(v, "value", cells[(v,)], rank) for rank, v in enumerate(dimension.values) if (v,) in cells
        ]
        series = [s for s in series if s.points]
        if not series:
            raise self.no_data(indicator, by)
        return series

    def total(
        self, indicator: str, ags: str | None = None, within: Mapping[str, str] | None = None
    ) -> Series:
        """Return the totals of one area, or of one fixed breakdown; the series may be empty."""
        fixed = dict(within or {})
        frame = self.store.observations(
            indicator, [ags or self.ags], by=tuple(sorted(fixed)), until=self.year
        )
        for name, value in fixed.items():
            frame = frame[frame[name] == value]
        return Series(self.name, "city", _cells(frame, ["ags"]).get((ags or self.ags,), {}))

    def dimension(self, name: str) -> Any:
        """Return a dimension of the catalogue; a wrong name is a German sentence with the nearest one."""
        dimensions = self.store.catalogue.dimensions
        if name not in dimensions:
            raise CatalogueError(f"Im Katalog gibt es kein Merkmal „{name}“.{nearest(name, dimensions)}")
        return dimensions[name]

    def has(self, *indicators: str, by: str | tuple[str, ...] = (), ags: str | None = None) -> bool:
        """Tell whether there is a number for any of the indicators, in the municipality or another area."""
        dims = (by,) if isinstance(by, str) and by else tuple(sorted(by))
        return any(
            bool(
                self.store.observations(self.indicator(i).id, [ags or self.ags], by=dims, until=self.year)[
                    "value"
                ]
                .notna()
                .any()
            )
            for i in indicators
        )

    def require(self, *indicators: str) -> None:
        """Leave the chapter out when there is no number for any of the indicators.

        Raises:
            NoData: naming the indicators.
        """
        if not self.has(*indicators):
            names = listed([f"„{self.indicator(i).name}“" for i in indicators])
            raise NoData(f"Für {self.name} liegen bis {self.year} keine Zahlen zu {names} vor.")

    def no_data(self, indicator: str, by: str = "") -> NoData:
        """Return the error that leaves a figure out and tells the methods chapter why."""
        what = f"„{self.indicator(indicator).name}“" + (f" nach {self.dimension(by).name}" if by else "")
        return NoData(f"Für {self.name} liegen bis {self.year} keine Zahlen zu {what} vor.")


def latest_common(series: Sequence[Series]) -> int:
    """Return the latest year in which the first series and as many others as possible have numbers."""
    years = series[0].points
    return max(years, key=lambda year: (sum(year in s.points for s in series), year))


def symbols_note(cells: Iterable[Cell]) -> list[str]:
    """Return a note that explains the symbols that stand in place of numbers."""
    used = {SYMBOLS[c.status] for c in cells if c.status}
    listed = [f"{symbol} = {SYMBOL_MEANING[symbol]}" for symbol in SYMBOL_MEANING if symbol in used]
    return [f"Zeichen: {'; '.join(listed)}."] if listed else []


def _cells(frame: Any, keys: list[str]) -> dict[tuple[str, ...], dict[int, Cell]]:
    out: dict[tuple[str, ...], dict[int, Cell]] = {}
    columns = [*keys, "year", "period", "value", "status", "source"]
    for *key, year, period, value, status, source in frame.sort_values("period")[columns].itertuples(
        index=False
    ):
        number = None if value is None or value != value else float(value)  # NaN is not equal to itself
        cell = Cell(str(period), number, str(status or ""), str(source))
        out.setdefault(tuple(map(str, key)), {})[int(year)] = cell
    return out
