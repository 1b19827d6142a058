"""How much an indicator has changed, as tables and cards say it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from helpers.facts.series import Cell, Series
from helpers.text.noise import UNKNOWN, Bases, Direction, direction
from helpers.text.numbers import NBSP, printed, rounded, signed
from helpers.text.wording import is_count

if TYPE_CHECKING:
    from helpers.data import Indicator


@dataclass(frozen=True)
class Change:
    """A change between two periods.

    Args:
        value: percentage points for rates, percent for counts, else the difference in the indicator's unit.
        text: `+1,2 Pp.`, `−3,4 %`, `+120`; a dash where the series changes its basis in between.
        since: earlier period.
        direction: whether it rose, fell, stayed practically alike or may have changed by chance.
        crosses_break: whether the series changes its basis in between; then there is no value.
    """

    value: float | None
    text: str
    since: str
    direction: Direction
    crosses_break: bool = False


def change_of(
    series: Series,
    entry: Indicator,
    year: int,
    years: int,
    bases: Callable[[Cell, Cell], Bases] = lambda *_: UNKNOWN,
) -> Change | None:
    """Return the change up to `year` from the earliest figure at most `years` years before, or None.

    Figures before the last break do not compare and are passed over.

    Args:
        series: the figures.
        entry: their indicator.
        year: of the later figure.
        years: at most so many before it.
        bases: tells the numbers that two rates are shares of, see `Context.bases`.
    """
    earlier = [y for y in series.points if year - years <= y < year]
    if not earlier:
        return None
    comparable = [y for y in earlier if y in series.comparable(year)]
    first, last = series.cells[min(comparable or earlier)], series.cells[year]
    if not comparable:
        return Change(None, "–", first.period, Direction.ALIKE, crosses_break=True)
    old, new = first.number, last.number
    way = direction(old, new, entry, bases=bases(first, last))
    difference = float(rounded(new, entry.decimals) - rounded(old, entry.decimals))
    if is_count(entry):
        if not old:
            return None
        share = (new / old - 1) * 100
        return Change(printed(share, 4), f"{signed(share, 1)}{NBSP}%", first.period, way)
    unit = f"{NBSP}Pp." if entry.unit == "%" else ""
    return Change(difference, f"{signed(difference, entry.decimals)}{unit}", first.period, way)
