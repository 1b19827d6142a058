"""Need-weighted allocation carried out: how an amount is spread over the districts by need, and how it is today."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from helpers.data.steering.allocation import Plan, allocate, read_plans, weights
from helpers.errors import NoData
from helpers.figures.districts.bydistrict import Figures, by_district, districts
from helpers.figures.districts.socialindex import shrunk_index_of
from helpers.text.numbers import number, printed

if TYPE_CHECKING:
    from helpers.facts.context import Context


@dataclass(frozen=True)
class Allocation:
    """A plan carried out; all mappings are by district.

    Args:
        plan: what is distributed, and how.
        found: the children that it is for.
        children: their number.
        weight: how much each of them counts.
        given: what the district gets.
        today: what it has.
        guessed: districts without a social index, counted with the mean weight.
    """

    plan: Plan
    found: Figures
    children: dict[str, float]
    weight: dict[str, float]
    given: dict[str, float]
    today: dict[str, float]
    guessed: tuple[str, ...]

    @property
    def decimals(self) -> int:
        """Decimals of amounts: those of the step."""
        values = (self.plan.schritt, *self.today.values())
        return next(d for d in range(3) if d == 2 or all(printed(v, d) == v for v in values))

    def amount(self, value: float) -> str:
        """Return an amount as it is printed."""
        return number(value, self.decimals)


@lru_cache(maxsize=8)
def allocation_of(report: Context, position: int) -> Allocation:
    """Return the plan at a position (from 1) of the municipality's file, carried out.

    Need of a district = number of children × weight of a child, which rises evenly from 1 to the plan's factor with the
    social index of rates that are drawn towards the municipality's where few people are behind them (`shrunk_index_of`).
    A district without a social index counts with the mean weight; one without a published number of children gets the floor.

    Raises:
        NoData: there is no such plan, no social index or no number of children.
        DataError: the file is not what it should be.
    """
    from helpers.paths import project

    areas = districts(report)
    plans = read_plans(project().data, report.profile.city, areas, report.store.catalogue)
    if position > len(plans):
        more = "weitere " if plans else ""
        raise NoData(f"Für {report.for_city} ist keine {more}Verteilung von Mitteln eingetragen.")
    plan = plans[position - 1]
    found = by_district(report, plan.grundlage)
    index = shrunk_index_of(report)
    weight = weights(index.values, plan.faktor)
    mean = sum(weight.values()) / len(weight)
    guessed = tuple(a.name for a in areas if a.ags not in weight)
    weight = {a.ags: weight.get(a.ags, mean) for a in areas}
    children = found.numbers
    need = {a.ags: children.get(a.ags, 0.0) * weight[a.ags] for a in areas}
    return Allocation(plan, found, children, weight, allocate(need, plan), plan.heute, guessed)
