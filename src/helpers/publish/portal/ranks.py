"""Ranks with their uncertainty: how far a figure of this kind swings from year to year, and which places it may have.

How much an area's figure swings is taken from the figures themselves: in three years in a row, what the middle one departs from the
mean of its neighbours is no trend. The larger an area, the less it swings; `spread` fits a variance of two parts, one
that all areas have and one that shrinks with their size. Binomial errors alone were measured to be too narrow by a factor of
1.6 to 1.8, since years differ by more than chance in counting.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from helpers.data.keys import parse_period

if TYPE_CHECKING:
    from helpers.data.observations import Row
    from helpers.publish.portal.common_figures import Material, Theme

Z = 1.959963984540054
"""Two areas differ when their difference is larger than so many standard errors: 95 of 100 times rightly."""
WIDE = 100
"""A range of more places than this says no place, but a third."""
WIDER = 1.7
"""So many times as much as by chance in counting do years differ, measured where there are many: 1.6 to 1.8."""
GROUPS = 10
FEWEST = 20
"""Departures from which a spread is fitted; with fewer nobody knows it."""
THIRDS = ("oberen", "mittleren", "unteren")


class Spread(NamedTuple):
    """Variance of a figure: `common`, and `by_size` divided by the area's inhabitants."""

    common: float
    by_size: float

    def variance(self, people: float) -> float:
        """Return the variance of an area's figure."""
        return self.common + self.by_size / people


class Place(NamedTuple):
    """Where an area stands among others: 1 is the highest value; equal values share a place.

    Args:
        rank: by the printed values.
        best, worst: the places that it may have; None where nobody knows how much the figures swing.
        of: how many areas are compared.
    """

    rank: int
    best: int | None
    worst: int | None
    of: int

    @property
    def text(self) -> str:
        """What can be said, in German; empty where nothing can.

        >>> Place(5, 3, 9, 400).text, Place(4, 4, 4, 12).text, Place(82, 20, 190, 400).text
        ('zwischen Platz 3 und 9 von 400', 'Platz 4 von 12', 'im oberen oder mittleren Drittel von 400')
        """
        if self.best is None or self.worst is None:
            return ""
        if self.worst - self.best <= WIDE:
            places = (
                f"zwischen Platz {self.best} und {self.worst}"
                if self.best < self.worst
                else f"Platz {self.best}"
            )
            return f"{places} von {self.of}"
        thirds = [THIRDS[(place - 1) * 3 // self.of] for place in (self.best, self.worst)]
        if thirds[0] == thirds[1]:
            return f"im {thirds[0]} Drittel von {self.of}"
        if thirds == [THIRDS[0], THIRDS[2]]:
            return "keinem Drittel sicher zuzuordnen"
        return f"im {thirds[0]} oder {thirds[1]} Drittel von {self.of}"


def places(theme: Theme, material: Material) -> dict[str, Place]:
    """Return the place of each Kreis among those that have a figure at `theme.period`.

    Empty for counts, which say how large an area is, for areas of which figures come from different sources, and for
    fewer than three.
    """
    figures = theme.compared
    if theme.indicator.kind in ("count", "amount") or len(figures) < 3 or mixed(figures):
        return {}
    values = {key: float(row.value) for key, row in figures.items() if row.value is not None}
    return ranked(values, variances(theme, material), theme.indicator.decimals)


def variances(theme: Theme, material: Material) -> dict[str, float]:
    """Return the variance of each Kreis's figure at `theme.period`; none for areas and indicators of which nobody knows it.

    From the figures' own swings; a share of which there is one year only has the binomial variance of its counts, widened by
    `WIDER`, where those counted come together anew each year.
    """
    spread = spread_of(theme, material)
    if spread:
        return {
            key: spread.variance(people) for key in theme.compared if (people := material.areas[key].people)
        }
    counted = _counted(theme, material)
    if counted is None:
        return {}
    under, factor = counted
    found = {}
    for key, row in theme.compared.items():
        count = under.get(key, {}).get(theme.period)
        if count is not None and count.value and row.value is not None:
            share = (float(row.value) / factor * count.value + 1) / (count.value + 2)
            found[key] = WIDER**2 * share * (1 - share) / count.value * factor**2
    return found


def _counted(theme: Theme, material: Material) -> tuple[Mapping[str, Mapping[str, Row]], float] | None:
    """Return the counts that a share is of, and its factor; None where they are no plain total, or chance says nothing about it."""
    how = theme.indicator.computed
    if (
        how is None
        or theme.indicator.kind != "share"
        or not theme.indicator.chance
        or len(how.denominator) != 1
    ):
        return None
    (term,) = how.denominator
    if term.where or term.minus or term.indicator not in material.themes:
        return None
    return material.themes[term.indicator].totals, how.factor


def mixed(figures: Mapping[str, Row]) -> bool:
    """Tell whether figures of one period come from different sources: then they are not compared by rank."""
    return len({row.source for row in figures.values()}) > 1


def ranked(values: Mapping[str, float], variances: Mapping[str, float], decimals: int) -> dict[str, Place]:
    """Return the place of each area.

    As many as certainly lie before it, plus one, is the best place it may have; all but those that certainly lie behind it, the
    worst. Certainly: the difference is larger than `Z` standard errors of it.

    Args:
        values: figures by area.
        variances: of these figures; without one for every area only ranks are returned.
        decimals: with which values are printed: those that look equal share a rank.
    """
    import numpy as np

    from helpers.text.numbers import printed

    keys = list(values)
    shown = np.array([printed(values[key], decimals) for key in keys])
    rank = 1 + (shown[None, :] > shown[:, None]).sum(axis=1)
    if any(key not in variances for key in keys):
        return {key: Place(int(r), None, None, len(keys)) for key, r in zip(keys, rank, strict=True)}
    exact = np.array([values[key] for key in keys])
    noise = np.array([variances[key] for key in keys])
    sure = (exact[None, :] - exact[:, None]) > Z * np.sqrt(noise[None, :] + noise[:, None])
    best, worst = 1 + sure.sum(axis=1), len(keys) - sure.sum(axis=0)
    return {
        key: Place(int(r), int(b), int(w), len(keys))
        for key, r, b, w in zip(keys, rank, best, worst, strict=True)
    }


def spread_of(theme: Theme, material: Material) -> Spread | None:
    """Return how much the figures of an indicator swing; by those of its twin where it has no series itself; None if unknown."""
    twins = [other for other in material.themes.values() if _are_twins(theme, other)]
    return next(filter(None, (fitted(departures(one, material)) for one in (theme, *twins))), None)


def _are_twins(one: Theme, other: Theme) -> bool:
    """Tell whether two indicators say the same from different sources."""
    pairs = ((one.indicator, other.indicator), (other.indicator, one.indicator))
    return any(first.twin is not None and first.twin.indicator == second.id for first, second in pairs)


def departures(theme: Theme, material: Material) -> list[tuple[float, float]]:
    """Return inhabitants and a sixth of the squared second difference, of all three years in a row without a break.

    Of independent errors of equal variance a second difference (first minus twice the second plus the third) has six times the
    variance of one.
    """
    found = []
    for key in theme.order:
        people = material.areas[key].people
        by_year = {parse_period(period).year: row for period, row in theme.totals.get(key, {}).items()}
        for year, last in by_year.items():
            first, middle = by_year.get(year - 2), by_year.get(year - 1)
            if not people or first is None or middle is None or last.broken or middle.broken:
                continue
            if len({first.source, middle.source, last.source}) > 1:
                continue
            second = float(first.value or 0) - 2 * float(middle.value or 0) + float(last.value or 0)
            found.append((people, second * second / 6))
    return found


def fitted(squares: Sequence[tuple[float, float]]) -> Spread | None:
    """Return the spread that fits departures best, over ten groups of areas of similar size; None for too few.

    Neither part is negative. Groups count by the inverse of their own variance: large areas, which swing little, fit as well
    as small ones.
    """
    import numpy as np

    if len(squares) < FEWEST:
        return None
    ordered = np.array(sorted(squares))
    groups = np.array_split(ordered, min(GROUPS, len(squares) // 2))
    inverse = np.array([np.mean(1 / group[:, 0]) for group in groups])
    variance = np.array([np.mean(group[:, 1]) for group in groups])
    if not variance.any():
        return Spread(0.0, 0.0)
    weight = 1 / np.maximum(variance, variance[variance > 0].min())
    both = np.linalg.lstsq(np.column_stack([weight, inverse * weight]), variance * weight, rcond=None)[0]
    if both[0] < 0:
        both = np.array([0.0, (variance * inverse * weight**2).sum() / (inverse**2 * weight**2).sum()])
    elif both[1] < 0:
        both = np.array([(variance * weight**2).sum() / (weight**2).sum(), 0.0])
    return Spread(float(both[0]), float(both[1]))
