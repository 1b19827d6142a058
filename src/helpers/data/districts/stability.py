"""How many districts would be of another type if chance had fallen otherwise: the types drawn anew."""

from __future__ import annotations

from collections.abc import Mapping

from helpers.data.districts.index import social_index
from helpers.data.districts.typology import district_types

DRAWS = 200
SEED = 1


def type_stability(
    counts: Mapping[str, Mapping[str, tuple[float, float]]],
    weights: Mapping[str, float],
    draws: int = DRAWS,
) -> dict[str, float]:
    """Return in which part (0 to 1) of all draws each district is of the type that it has; empty where there are no types.

    In each draw every numerator is drawn anew from a binomial distribution of its denominator and its own share, and index
    and types follow from these (parametric bootstrap; B. Efron, R. J. Tibshirani, An Introduction to the Bootstrap, 1993).
    The same figures give the same answer.

    Args:
        counts: indicator of the index → district → numerator and denominator; districts that lack one have no type.
        weights: indicator → weight.
        draws: how often.
    """
    import numpy as np

    def types(rates: Mapping[str, Mapping[str, float]]) -> dict[str, int]:
        index = social_index(rates, weights)
        return district_types(index.values) if index else {}

    observed = types({name: {d: x / n for d, (x, n) in by.items()} for name, by in counts.items()})
    chance = np.random.Generator(np.random.PCG64(SEED))
    same = dict.fromkeys(observed, 0)
    for _ in range(draws if observed else 0):
        drawn = types(
            {
                name: {d: chance.binomial(round(n), min(1.0, x / n)) / n for d, (x, n) in by.items()}
                for name, by in counts.items()
            }
        )
        for d, kind in observed.items():
            same[d] += drawn.get(d) == kind
    return {d: count / draws for d, count in same.items()}
