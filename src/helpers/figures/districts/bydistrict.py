"""What charts and tables ask about a municipality's districts: figures, borders, social index, types."""

from __future__ import annotations

import contextlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from statistics import median
from typing import TYPE_CHECKING

from helpers.errors import CatalogueError, DataError, NoChapter, NoData, nearest
from helpers.facts.series import Cell
from helpers.text.wording import listed

if TYPE_CHECKING:
    from shapely import Geometry

    from helpers.data.areas import Area
    from helpers.data.districts import SocialIndex
    from helpers.facts.context import Context

FEW_PEOPLE = 0.2
"""Share of the median district's people below which a district has no place in the social index."""

WORDS = {
    "gemeinde": {"singular": "Gemeinde", "plural": "Gemeinden", "dative": "Gemeinden"},
    "Sozialraum": {"singular": "Sozialraum", "plural": "Sozialräume", "dative": "Sozialräumen"},
    "Stadtteil": {"singular": "Stadtteil", "plural": "Stadtteile", "dative": "Stadtteilen"},
    "Stadtbezirk": {"singular": "Stadtbezirk", "plural": "Stadtbezirke", "dative": "Stadtbezirken"},
    "Ortsteil": {"singular": "Ortsteil", "plural": "Ortsteile", "dative": "Ortsteilen"},
}


@dataclass(frozen=True)
class Figures:
    """One indicator in all districts, in the year for which most of them have a number.

    Args:
        period: as the store writes it; that of the first district with a number.
        year: its year.
        cells: district → number, or the status in its place.
        whole: the municipality's own figure of that year, if there is one.
    """

    period: str
    year: int
    cells: Mapping[str, Cell]
    whole: Cell | None

    @property
    def mean(self) -> float | None:
        """The municipality's own number."""
        return self.whole.value if self.whole else None

    @property
    def numbers(self) -> dict[str, float]:
        """District → number."""
        return {ags: cell.number for ags, cell in self.cells.items() if cell.value is not None}


def districts(report: Context) -> Sequence[Area]:
    """Return the municipality's districts, by key; none where it has not entered any."""
    from helpers.data.districts import districts_of
    from helpers.paths import project

    with contextlib.suppress(
        OSError
    ):  # so that a chapter that was left out is built once districts are entered
        (project().data / report.profile.city / "areas.csv").read_bytes()
    return districts_of(report.store.areas, report.ags, report.year)


def word(report: Context, form: str = "plural") -> str:
    """Return what the districts are called, in the singular, plural or dative plural: `Stadtteile`, `Gemeinden`."""
    found = districts(report)
    return WORDS["gemeinde" if found and found[0].kind == "gemeinde" else report.profile.district][form]


def require_districts(report: Context, *indicators: str) -> None:
    """Leave the chapter out when the municipality has no districts, or no number of these indicators for them.

    Raises:
        NoChapter: what is missing.
    """
    if not districts(report):
        raise NoChapter(f"Für {report.for_city} sind keine Sozialräume eingetragen.")
    if not any(has_districts(report, name) for name in indicators):
        names = listed([f"„{report.indicator(i).name}“" for i in indicators])
        raise NoChapter(
            f"Für die {word(report)} {report.profile.in_city} liegen bis {report.year} keine Zahlen vor zu {names}."
        )


def has_districts(report: Context, indicator: str) -> bool:
    """Tell whether any district has a number of an indicator."""
    with contextlib.suppress(NoData):
        return bool(by_district(report, indicator).numbers)
    return False


def first_by_district(report: Context, *indicators: str) -> str:
    """Return the first of several indicators for one theme that the districts have numbers of; the first of all where none.

    Cities publish different things about the same: a chapter shows what there is, and misses what most would have.
    """
    return next((name for name in indicators if has_districts(report, name)), indicators[0])


@lru_cache(maxsize=256)
def by_district(report: Context, indicator: str) -> Figures:
    """Return an indicator's totals for all districts in the latest year for which most of them have a number.

    Raises:
        NoData: no district has a number.
    """
    entry = report.indicator(indicator)
    keys = [area.ags for area in districts(report)]
    cells = report.cells_of(indicator, [*keys, report.ags])
    known = {year for ags in keys for year, cell in cells.get(ags, {}).items() if cell.value is not None}
    if not known:
        raise NoData(
            f"Für die {word(report)} {report.profile.in_city} liegen bis {report.year} keine Zahlen vor zu „{entry.name}“."
        )

    year = best_year(cells, keys)
    found = {ags: cells[ags][year] for ags in keys if year in cells.get(ags, {})}
    period = next(cell.period for cell in found.values() if cell.value is not None)
    return Figures(period, year, found, cells.get(report.ags, {}).get(year))


def best_year(cells: Mapping[str, Mapping[int, Cell]], keys: Sequence[str]) -> int:
    """Return the latest year in which at least four fifths as many districts have a number as in the best year.

    A year in which a few are missing or protected is better than an old one.

    Args:
        cells: district → year → cell; at least one has a number.
        keys: the districts.
    """

    def held(year: int) -> int:
        return sum(year in cells.get(ags, {}) and cells[ags][year].value is not None for ags in keys)

    known = {year for ags in keys for year, cell in cells.get(ags, {}).items() if cell.value is not None}
    enough = 0.8 * max(map(held, known))
    return max(year for year in known if held(year) >= enough)


@lru_cache(maxsize=8)
def borders(report: Context) -> dict[str, Geometry]:
    """Return the districts' areas in metres, by key.

    Raises:
        NoData: there is no border file.
        DataError: the file is not what it should be.
    """
    from helpers.data.districts import read_borders
    from helpers.data.districts.borders import FILE
    from helpers.paths import project

    path = project().data / report.profile.city / FILE
    try:
        path.read_bytes()
    except OSError:
        raise NoData(
            f"Für {report.for_city} gibt es keine Karte: Die Grenzen sind nicht eingelesen."
        ) from None
    profile = report.profile
    return read_borders(
        project().data, profile.city, report.store.areas, report.ags, districts(report), profile.water
    )


@lru_cache(maxsize=8)
def small_districts(report: Context) -> tuple[str, ...]:
    """Return the districts with so few people that a single house or home can decide all their rates.

    They have less than a fifth of the people of the district in the middle (median); none where people are not counted.
    """
    with contextlib.suppress(NoData):
        people = by_district(
            report, first_by_district(report, "bevoelkerung", "einwohner_melderegister")
        ).numbers
        return tuple(ags for ags, count in people.items() if count < FEW_PEOPLE * median(people.values()))
    return ()


@lru_cache(maxsize=8)
def social_index_of(report: Context) -> tuple[SocialIndex, dict[str, Figures]]:
    """Return the social index of the districts and the figures it is made of, by indicator.

    Raises:
        NoData: too few districts have the indicators it is made of.
        CatalogueError: the profile names an indicator that is not in the catalogue.
    """
    from helpers.data.districts import DEFAULT_INDEX, social_index

    weights = report.profile.social_index or {
        first_by_district(report, *names): weight for names, weight in DEFAULT_INDEX
    }
    known = report.store.catalogue.indicators
    if unknown := [name for name in weights if name not in known]:
        raise CatalogueError(
            f"data/{report.profile.city}/profile.yml: „{unknown[0]}“ unter „social_index“ ist nicht im Katalog."
            f"{nearest(unknown[0], known)}"
        )
    found = {}
    for name in weights:
        with contextlib.suppress(NoData):
            found[name] = by_district(report, name)
    small = set(small_districts(report))
    index = social_index(
        {
            name: {ags: value for ags, value in figures.numbers.items() if ags not in small}
            for name, figures in found.items()
        },
        weights,
    )
    if index is None:
        raise NoData(
            f"Ein Sozialindex lässt sich für {report.for_city} nicht berechnen: Zu wenige {word(report)} haben Zahlen zu "
            f"{listed([f'„{report.indicator(i).name}“' for i in weights])}."
        )
    return index, {name: found[name] for name in index.weights}


def circular(report: Context, indicator: str) -> tuple[str, ...]:
    """Return the components of the social index that an indicator is, or shares counts with.

    Compared across types that these help to build, it would differ by construction alone.
    """
    index, _ = social_index_of(report)
    own = report.indicator(indicator).computed
    counts = {indicator, *(own.indicators if own else ())}

    def counted(name: str) -> set[str]:
        how = report.indicator(name).computed
        return {name, *(cells.indicator for cells in (how.numerator if how else ()))}

    return tuple(name for name in index.weights if counted(name) & counts)


@lru_cache(maxsize=32)
def types_of(report: Context, without: tuple[str, ...] = ()) -> dict[str, int]:
    """Return the type (from 1 on) of each district that has a social index.

    Args:
        report: municipality and report year.
        without: components that the index is to do without, see `circular`.

    Raises:
        NoData: there are too few districts for types, no social index, or none without these components.
    """
    from helpers.data.districts import district_types, social_index

    index, figures = social_index_of(report)
    if without:
        kept = {name: weight for name, weight in index.weights.items() if name not in without}
        placed = index.values
        reduced = social_index(
            {name: {d: n for d, n in figures[name].numbers.items() if d in placed} for name in kept}, kept
        )
        if reduced is None:
            raise NoData(
                f"Der Sozialindex besteht {report.profile.in_city} nur aus „{report.indicator(without[0]).name}“; nach seinen Typen "
                "verglichen, unterschiede sich diese Kennzahl schon durch die Art der Berechnung."
            )
        index = reduced
    if not (types := district_types(index.values)):
        raise NoData(f"Für {report.for_city} gibt es zu wenige {word(report)}, um sie in Typen zu ordnen.")
    return types


def district(report: Context, name: str) -> Area:
    """Return a district by its key or name.

    Raises:
        NoData: the municipality has no districts.
        DataError: there is none of that name; with the most similar one.
    """
    if not districts(report):
        raise NoData(f"Für {report.for_city} sind keine Sozialräume eingetragen.")
    found = {text: area for area in districts(report) for text in (area.ags, area.name, area.code)}
    if name not in found:
        raise DataError(f"„{name}“ ist kein Sozialraum {report.profile.in_city}.{nearest(name, found)}")
    return found[name]
