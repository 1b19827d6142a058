"""What the portal shows: areas and published figures, read once from the store."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from helpers.data import open_store
from helpers.data.catalogue import read_catalogue
from helpers.data.keys import LAENDER, parse_period, split_breakdown
from helpers.data.kreise import CITIES, read_kreise
from helpers.errors import CatalogueError
from helpers.safeyaml import read_yaml
from helpers.text.numbers import number, period_label

if TYPE_CHECKING:
    from helpers.data.catalogue import Catalogue
    from helpers.data.models import Indicator, Source
    from helpers.data.observations import Row

GERMANY = "DG"
BOUNDS = (100_000, 200_000, 500_000)
SIZES = ("unter 100.000", "100.000 bis unter 200.000", "200.000 bis unter 500.000", "500.000 und mehr")
ENOUGH = 0.8
"""A period is compared when so many of the areas that ever have a figure have one then."""


class Area(NamedTuple):
    """One area of the portal.

    Args:
        ags: key; `DG` for Germany.
        slug: name of its page, and its folder name in the project.
        name: printed name.
        kind: kreisfreie Stadt, Landkreis …; empty for Germany and the Länder.
        land: key of its Land.
        people: inhabitants at the date at which all are compared, None where unknown.
        km2: its area, 0 where unknown.
        peers: keys of the areas it is compared with.
    """

    ags: str
    slug: str
    name: str
    kind: str
    land: str
    people: float | None = None
    km2: int = 0
    peers: tuple[str, ...] = ()

    @property
    def is_city(self) -> bool:
        """Whether it is compared with kreisfreie Städte, not with Kreise."""
        return self.kind in CITIES

    @property
    def size(self) -> str:
        """The position of its class in `SIZES`, empty where its inhabitants are unknown."""
        return "" if self.people is None else str(sum(self.people >= bound for bound in BOUNDS))


@dataclass(frozen=True)
class Theme:
    """One indicator with its published figures.

    Args:
        indicator: its entry in the catalogue.
        rows: its figures in the areas of the portal, by area, breakdown and period.
        order: keys of the Kreise.
    """

    indicator: Indicator
    rows: Sequence[Row]
    order: Sequence[str]

    @cached_property
    def totals(self) -> Mapping[str, Mapping[str, Row]]:
        """Totals that have a number: area → period → figure."""
        found: dict[str, dict[str, Row]] = {}
        for row in self.rows:
            if not row.breakdown and row.value is not None:
                found.setdefault(row.ags, {})[row.period] = row
        return found

    @cached_property
    def by_area(self) -> Mapping[str, Sequence[Row]]:
        """All figures of each area that has some."""
        found: dict[str, list[Row]] = {}
        for row in self.rows:
            found.setdefault(row.ags, []).append(row)
        return found

    @cached_property
    def sources(self) -> Sequence[str]:
        """The ids of the sources of its figures."""
        return sorted({name for text in {row.source for row in self.rows} for name in text.split("|")})

    @cached_property
    def dimensions(self) -> Sequence[str]:
        """The dimensions by which its figures are broken down, in the catalogue's order."""
        used = {name for text in {row.breakdown for row in self.rows} for name in split_breakdown(text)}
        return [name for name in self.indicator.dimensions if name in used]

    @cached_property
    def periods(self) -> Sequence[str]:
        """All periods of its figures, the earliest first."""
        return sorted({row.period for row in self.rows}, key=lambda period: parse_period(period).date)

    @cached_property
    def period(self) -> str:
        """The newest period in which nearly all Kreise that ever have a figure have one; empty without figures."""
        counts: dict[str, int] = {}
        with_figures = [key for key in self.order if key in self.totals]
        for key in with_figures:
            for period in self.totals[key]:
                counts[period] = counts.get(period, 0) + 1
        if not counts:
            return ""
        enough = [period for period, count in counts.items() if count >= ENOUGH * len(with_figures)]
        most = max(counts.values())
        return max(
            enough or [period for period, count in counts.items() if count == most],
            key=lambda p: parse_period(p).date,
        )

    @cached_property
    def compared(self) -> Mapping[str, Row]:
        """The figures of `period`, by Kreis."""
        return {
            key: self.totals[key][self.period]
            for key in self.order
            if self.period in self.totals.get(key, {})
        }

    @cached_property
    def ordered(self) -> Sequence[float]:
        """The numbers of `period`, the lowest first."""
        return sorted(float(row.value) for row in self.compared.values() if row.value is not None)

    def at(self, ags: str) -> Row | None:
        """Return an area's figure at `period`."""
        return self.totals.get(ags, {}).get(self.period)

    def shown(self, row: Row | None) -> str:
        """Return a figure as it is printed, without its unit; `–` without a number."""
        return number(row.value, self.indicator.decimals) if row and row.value is not None else "–"

    @property
    def when(self) -> str:
        """`period` in words."""
        return period_label(self.period)


@dataclass(frozen=True)
class Material:
    """All that the portal shows.

    Args:
        areas: Germany, the Länder of the Kreise and the Kreise, by key, in this order.
        themes: by indicator, those that have figures of at least two Kreise, in the catalogue's order.
        sources: of these figures, by id.
        catalogue: what is declared about the figures.
    """

    areas: Mapping[str, Area]
    themes: Mapping[str, Theme]
    sources: Mapping[str, Source]
    catalogue: Catalogue

    @cached_property
    def kreise(self) -> list[Area]:
        """The Kreise by key."""
        return [area for area in self.areas.values() if area.kind]

    @cached_property
    def laender(self) -> list[Area]:
        """The Länder by key."""
        return [area for area in self.areas.values() if not area.kind and area.ags != GERMANY]

    def sources_of(self, theme: Theme) -> list[Source]:
        """Return the sources of an indicator's figures in the catalogue's order."""
        return [source for name, source in self.sources.items() if name in theme.sources]

    def of_land(self, land: str) -> list[Area]:
        """Return the Kreise of a Land by name."""
        return sorted((area for area in self.kreise if area.land == land), key=lambda area: area.name)


def read_material(cities: Iterable[str], data: Path) -> Material:
    """Read what the portal shows of some municipalities.

    Only figures of sources that are declared for all enter (`data/catalogue/`, `data/eigene/`): what a municipality supplies
    itself is published by its own report, after its own protection and release.

    Args:
        cities: folder names of municipalities; those that are no Kreis (a fictional one) are left out.
        data: the data folder.
    """
    shipped = read_kreise(data)
    by_key = {kreis.ags: kreis for kreis in shipped.values()}
    chosen = sorted({shipped[city].ags for city in cities if city in shipped})
    lands = sorted({key[:2] for key in chosen})
    order = [GERMANY, *lands, *chosen]
    catalogue = read_catalogue(data)
    own = _own_sources(data)
    common = {name for name, source in catalogue.sources.items() if not source.of and name not in own}
    rows: dict[str, list[Row]] = {}
    with open_store(data) as store:
        for row in store.rows_in(order, 9999):
            if common.issuperset(row.source.split("|")):
                rows.setdefault(row.indicator, []).append(row)
    themes = {}
    for name, indicator in catalogue.indicators.items():
        theme = Theme(indicator, rows.get(name, []), chosen)
        if len(theme.compared) >= min(2, len(chosen)) and theme.compared:
            themes[name] = theme
    counted = themes.get("bevoelkerung")

    def people(ags: str) -> float | None:
        row = counted.at(ags) if counted else None
        return row.value if row else None

    areas = {GERMANY: Area(GERMANY, "deutschland", "Deutschland", "", "", people(GERMANY))}
    for key in lands:
        areas[key] = Area(key, slug(LAENDER[key]), LAENDER[key], "", key, people(key))
    slugs = {key: by_key[key].city or key for key in chosen}
    for key in chosen:
        kreis = by_key[key]
        peers = tuple(
            shipped[peer].ags for peer in kreis.peers if peer in shipped and shipped[peer].ags in slugs
        )
        areas[key] = Area(key, slugs[key], kreis.name, kreis.kind, key[:2], people(key), kreis.km2, peers)
    used = {name for theme in themes.values() for name in theme.sources}
    sources = {name: source for name, source in catalogue.sources.items() if name in used}
    return Material(areas, themes, sources, catalogue)


def slug(name: str) -> str:
    """Return a name as part of an address.

    >>> slug("Baden-Württemberg")
    'baden-wuerttemberg'
    """
    text = name.casefold()
    for umlaut, letters in (("ä", "ae"), ("ö", "oe"), ("ü", "ue"), ("ß", "ss")):
        text = text.replace(umlaut, letters)
    return "".join(sign if sign.isalnum() else "-" for sign in text).strip("-")


def _own_sources(data: Path) -> set[str]:
    """Return the ids of sources that municipalities declare themselves."""
    return {
        name
        for path in sorted(data.glob("*/sources.yml"))
        if path.parent.name not in ("catalogue", "eigene")
        for name in read_yaml(path, path.name, " mit einem Eintrag je Quelle.", CatalogueError) or {}
    }
