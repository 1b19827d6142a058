"""What is offered for each transition in each district, and how many children need it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from helpers.data.steering.lists import refuse
from helpers.data.steering.offers import TRANSITIONS, Offer, parse_offers
from helpers.errors import NoData
from helpers.facts.series import SYMBOLS, Cell
from helpers.figures.districts.bydistrict import best_year, districts, social_index_of
from helpers.text.numbers import number

if TYPE_CHECKING:
    from helpers.data import Area
    from helpers.facts.context import Context

NEED: dict[str, tuple[str, dict[str, str], str]] = {
    TRANSITIONS[0]: ("kinder_sgb2", {"alter": "unter 3"}, "Kinder unter 3 Jahren im SGB-II-Bezug"),
    TRANSITIONS[1]: ("seu_sprachfoerderbedarf", {}, "Kinder mit Sprachförderbedarf vor der Einschulung"),
    TRANSITIONS[2]: (
        "kinder_sgb2",
        {"alter": "6 bis unter 10"},
        "Kinder von 6 bis unter 10 Jahren im SGB-II-Bezug",
    ),
    TRANSITIONS[3]: ("arbeitslose", {"alter": "15 bis unter 25"}, "Arbeitslose von 15 bis unter 25 Jahren"),
}
"""Who needs an offer for each transition: indicator, breakdown, and the words for it."""


class Need(NamedTuple):
    """The children who need offers for one transition: cells by district, and their period."""

    words: str
    period: str
    cells: Mapping[str, Cell]
    whole: Cell | None


@dataclass(frozen=True)
class Offered:
    """Offers and need.

    Args:
        offers: those that have been checked lately.
        stale: the others; they are not counted.
        needs: by transition, of those with figures.
    """

    offers: tuple[Offer, ...]
    stale: tuple[Offer, ...]
    needs: Mapping[str, Need]

    def places(self, ags: str, transition: str) -> int:
        """Return the places of the checked offers for a transition in a district."""
        return sum(o.places for o in self.offers if o.area == ags and o.transition == transition)

    def count(self, ags: str, transition: str) -> int:
        """Return the number of the checked offers for a transition in a district."""
        return sum(o.area == ags and o.transition == transition for o in self.offers)

    def per_100(self, ags: str, transition: str) -> float | None:
        """Return the places per 100 children in need; None where their number is missing, protected or zero."""
        cell = self.needs[transition].cells.get(ags)
        return None if cell is None or not cell.value else 100 * self.places(ags, transition) / cell.value


@lru_cache(maxsize=8)
def offered(report: Context) -> Offered:
    """Return the municipality's offers and the need for them.

    Raises:
        NoData: there are no districts, no list of offers, or no figures on need.
        DataError: a list has a mistake.
    """
    from helpers.paths import project

    found, wrong = parse_offers(project().data, report.profile.city, report.ags, report.store.areas)
    refuse(wrong)
    areas = districts(report)
    needs = {}
    for transition, (indicator, within, words) in NEED.items():
        keys = [a.ags for a in areas]
        cells = report.cells_of(indicator, [*keys, report.ags], within)
        if any(c.value is not None for ags in keys for c in cells.get(ags, {}).values()):
            year = best_year(cells, keys)
            inside = {ags: cells[ags][year] for ags in keys if year in cells.get(ags, {})}
            period = next(c.period for c in inside.values())
            needs[transition] = Need(words, period, inside, cells.get(report.ags, {}).get(year))
    if not found or not needs:
        what = "keine Zahlen zum Bedarf" if found else "keine Übersicht der Angebote"
        raise NoData(f"Für {report.for_city} gibt es {what}.")
    fresh = tuple(o for o in found if not o.stale(report.year))
    return Offered(fresh, tuple(o for o in found if o.stale(report.year)), needs)


def gaps(report: Context, found: Offered) -> list[tuple[Area, str, float]]:
    """Return district, transition and children in need where there is no checked offer, the most children first."""
    rows = [
        (area, transition, cell.value)
        for area in districts(report)
        for transition, need in found.needs.items()
        if (cell := need.cells.get(area.ags)) and cell.value and not found.count(area.ags, transition)
    ]
    return sorted(rows, key=lambda row: (-row[2], row[0].ags, row[1]))


def by_strain(report: Context) -> list[Area]:
    """Return the districts, the one under the most strain first."""
    try:
        values = social_index_of(report)[0].values
    except NoData:
        values = {}
    return sorted(districts(report), key=lambda a: (-values.get(a.ags, float("-inf")), a.ags))


def text_of(found: Offered, area: Area, transition: str) -> str:
    """Return places per 100 children in need as printed, or the symbol in their place."""
    value = found.per_100(area.ags, transition)
    if value is not None:
        return number(value)
    cell = found.needs[transition].cells.get(area.ags)
    if cell is None:
        return ""
    return SYMBOLS["zero"] if cell.value == 0 else SYMBOLS.get(cell.status, "")
