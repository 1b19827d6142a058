"""Where each goal of the municipality stands: its figures, and what they say."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from helpers.data.steering.goals import FILE, Goal, parse_goals
from helpers.data.steering.lists import refuse
from helpers.errors import DataError, NoData
from helpers.facts.series import Cell
from helpers.text.lights import Light, Reading, expected, light
from helpers.text.numbers import number, period_label

if TYPE_CHECKING:
    from helpers.data import Indicator
    from helpers.facts.context import Context


@dataclass(frozen=True)
class Standing:
    """A goal and where it stands.

    Args:
        goal: as staff keep it.
        entry: its indicator.
        place: the district's name, empty where it is about the municipality.
        start: first figure from the start year on, None where there is none.
        now: latest figure, None where there is none.
        light: what they say.
        broken: why the latest figure does not compare with the first one; empty where it does.
    """

    goal: Goal
    entry: Indicator
    place: str
    start: Cell | None
    now: Cell | None
    light: Light
    broken: str = ""

    @property
    def measured(self) -> str:
        """What is measured, as a text of a table."""
        parts = [value for _, value in self.goal.within]
        return self.entry.short + (
            f" ({', '.join([*parts, *([self.place] if self.place else [])])})" if parts or self.place else ""
        )

    @property
    def due(self) -> float | None:
        """Value on the straight line to the target, of the year of the latest figure; None where no line leads there."""
        if self.start is None or self.now is None or self.broken:
            return None
        return expected(
            (_year(self.start), self.start.number), (self.goal.until, self.goal.target), _year(self.now)
        )

    def printed(self, cell: Cell | None) -> str:
        """Return one of its figures as a text of a table, empty where there is none."""
        return "" if cell is None else number(cell.number, self.entry.decimals)


@lru_cache(maxsize=8)
def standings(report: Context) -> list[Standing]:
    """Return the goals in the order of the file, with where each stands in the report year.

    Raises:
        NoData: the municipality keeps no goals.
        DataError: the file has a mistake, or a target does not lie in the direction that is stated.
    """
    from helpers.paths import project

    store = report.store
    goals, wrong = parse_goals(project().data, report.profile.city, report.ags, store.areas, store.catalogue)
    refuse(wrong)
    if not goals:
        raise NoData(f"Für {report.for_city} sind keine Ziele eingetragen.")
    return [_standing(report, goal) for goal in goals]


def _standing(report: Context, goal: Goal) -> Standing:
    entry = report.indicator(goal.indicator)
    series = report.total(goal.indicator, goal.area, dict(goal.within))
    place = "" if goal.area == report.ags else report.store.areas[goal.area].name
    years = [year for year in series.points if year >= goal.start]
    if not years:
        return Standing(goal, entry, place, None, None, Light.OPEN)
    start, now = series.cells[years[0]], series.cells[years[-1]]
    if (goal.target > start.number) != goal.up and goal.target != start.number:
        below = "unter" if goal.up else "über"
        raise DataError(
            f"data/{report.profile.city}/{FILE}, Zeile {goal.line}: Der Zielwert {number(goal.target, entry.decimals)} liegt {below} dem "
            f"Startwert {number(start.number, entry.decimals)} ({period_label(start.period)}), obwohl unter „richtung“ "
            f"„{'steigern' if goal.up else 'senken'}“ steht. Bitte Zielwert, Startjahr oder Richtung prüfen."
        )
    if reasons := [why for year, why in series.breaks.items() if years[0] < year <= years[-1]]:
        return Standing(goal, entry, place, start, now, Light.REBASED, " ".join(dict.fromkeys(reasons)))
    first, *since = (
        Reading(year, series.cells[year].number, report.based(series.cells[year], dict(goal.within)).base)
        for year in years
    )
    state = light(entry, first, since, (goal.until, goal.target), up=goal.up)
    return Standing(goal, entry, place, start, now, state)


def entries(rows: Iterable[Standing]) -> list[Indicator]:
    """Return the indicators of some goals, each once."""
    return list({s.entry.id: s.entry for s in rows}.values())


def _year(cell: Cell) -> int:
    return int(cell.period[:4])
