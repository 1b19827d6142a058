"""Peers of all Kreise: whom a municipality can be compared with, so that its readers believe it."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from statistics import fmean, pstdev

PEERS = 4
FROM_OWN_LAND = 2
"""So many may be taken from the own Land before the others: the same school system, the same offices."""

NEAR = 1.0
"""… where they are not further away than this many standard deviations."""

WITHIN = (2, 3, 4, 6, 10, 1000)
"""Peers are at most twice as large or half as large; of the largest and the smallest the next bound holds that leaves enough."""

Values = Mapping[str, float]


def find_peers(
    group: Sequence[str], population: Values, others: Sequence[Values]
) -> dict[str, tuple[list[str], int]]:
    """Return for each key of a group its peers, and how many times as large or small they are at most.

    Distance: population and the other measures are standardised over the group (distance from the mean in standard
    deviations); two are as far apart as the root of the mean squared difference over the measures that both have (the
    standardised Euclidean distance). First come up to `FROM_OWN_LAND` of the same Land (first two digits of the key) within
    `NEAR`, then the nearest, never more of that Land. Of equal distances the lower key comes first.

    Args:
        group: keys, five digits; all of one kind.
        population: inhabitants by key.
        others: further measures by key.

    >>> sizes = {"01001": 100.0, "01002": 120.0, "02001": 110.0, "02002": 90.0, "02003": 130.0, "03001": 900.0}
    >>> find_peers(sorted(sizes), sizes, [])["01001"]
    (['01002', '02001', '02002', '02003'], 2)
    """
    scaled = [_standardised(measure, group) for measure in (_logarithms(population), *others)]
    found = {}
    for own in group:
        for within in WITHIN:
            near = [k for k in group if k != own and 1 / within <= population[k] / population[own] <= within]
            away = sum(k[:2] != own[:2] for k in near)
            if min(len(near) - away, FROM_OWN_LAND) + away >= PEERS or within == WITHIN[-1]:
                break
        ranked = sorted((_distance(own, key, scaled), key) for key in near)
        ours = [key for far, key in ranked if far <= NEAR and key[:2] == own[:2]][:FROM_OWN_LAND]
        chosen = list(ours)
        for _, key in ranked:
            same = key[:2] == own[:2] and sum(k[:2] == own[:2] for k in chosen) >= FROM_OWN_LAND
            if key not in chosen and not same:
                chosen.append(key)
        found[own] = (chosen[:PEERS], within)
    return found


def _distance(own: str, other: str, scaled: Sequence[Values]) -> float:
    return math.sqrt(fmean((z[own] - z[other]) ** 2 for z in scaled if own in z and other in z))


def _logarithms(values: Values) -> dict[str, float]:
    return {key: math.log(value) for key, value in values.items()}


def _standardised(values: Values, members: Sequence[str]) -> dict[str, float]:
    known = {key: values[key] for key in members if key in values}
    mean, spread = fmean(known.values()), pstdev(known.values())
    return {key: (value - mean) / spread if spread else 0.0 for key, value in known.items()}
