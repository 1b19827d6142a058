"""Check rates that arrive as numbers against their counts, where both are there."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Literal, NamedTuple

from helpers.data.compute import Figures, earlier
from helpers.data.keys import split_breakdown

if TYPE_CHECKING:
    from helpers.data.observations import Row
    from helpers.data.store import Store


class RateCheck(NamedTuple):
    """One supplied rate and what its counts say.

    Args:
        indicator, ags, breakdown, period: which rate it is.
        supplied: the rate as it arrived.
        expected: the rate from the counts of the same reference date.
        previous: the rate with the denominator of the year before, None when that is not there.
        verdict: whether the supplied rate agrees with the counts, is divided by the previous year's
            denominator, or differs from both.
    """

    indicator: str
    ags: str
    breakdown: str
    period: str
    supplied: float
    expected: float
    previous: float | None
    verdict: Literal["agrees", "previous_year", "differs"]


def check_rates(store: Store) -> list[RateCheck]:
    """Return a check of every supplied rate whose indicator says how it follows from counts (`checked_by`).

    A rate agrees when it is the computed one, rounded to its own decimals.
    """
    return [check for name in store.catalogue.indicators for check in _checks(store, name)]


def _checks(store: Store, name: str) -> Iterator[RateCheck]:
    indicator = store.catalogue.indicators[name]
    how = indicator.checked_by
    if how is None:
        return
    figures = Figures(row for part in (name, *how.indicators) for row in store.rows(part))
    tolerance = 0.5 * 10**-indicator.decimals + 1e-9

    def rate(row: Row, back: int) -> float | None:
        kept = split_breakdown(row.breakdown)
        over = figures.sum(how.numerator, row.ags, row.period, kept)
        under = figures.sum(how.denominator, row.ags, earlier(row.period, back) if back else row.period, kept)
        if over is None or under is None or over.value is None or not under.value:
            return None
        return how.factor * over.value / under.value

    for row in sorted(figures.of(name), key=lambda row: row.key):
        expected = rate(row, 0)
        if row.value is None or expected is None:
            continue
        previous = rate(row, 1)
        verdict: Literal["agrees", "previous_year", "differs"] = "differs"
        if abs(row.value - expected) <= tolerance:
            verdict = "agrees"
        elif previous is not None and abs(row.value - previous) <= tolerance:
            verdict = "previous_year"
        yield RateCheck(*row.key, row.value, expected, previous, verdict)
