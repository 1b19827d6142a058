"""The social index of districts: a weighted mean of z-standardised indicators, with what happens without each of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from statistics import fmean, pstdev

DEFAULT_INDEX = (
    (
        ("kinderarmut_sgb2", "anteil_unter_15_mindestsicherung", "nicht_erwerbsfaehige_je_100_unter_18"),
        2.0,
    ),
    (("arbeitslosenanteil", "arbeitslosenanteil_30_juni", "arbeitslosenanteil_dezember"), 1.0),
    (("anteil_sprachfoerderbedarf", "anteil_alleinerziehende", "wohngeld_anteil"), 1.0),
)
"""What the index is made of where the profile says nothing else, with weights: of each theme the first that the districts have."""

FEWEST = 5
"""With fewer districts a standard deviation says nothing."""


@dataclass(frozen=True)
class SocialIndex:
    """A social index and what it is made of; all mappings are by district.

    Args:
        weights: indicator → weight; negative where a high value means less strain.
        values: the index: 0 is the mean of the districts, higher is more strain.
        scores: indicator → district → z-score, signed so that higher is more strain.
        ranks: 1 is the district with the most strain.
        without: left-out indicator → ranks that the index would give without it.
    """

    weights: Mapping[str, float]
    values: Mapping[str, float]
    scores: Mapping[str, Mapping[str, float]]
    ranks: Mapping[str, int]
    without: Mapping[str, Mapping[str, int]]

    def spread(self, district: str) -> tuple[int, int]:
        """Return the best and worst rank of a district over the index itself and those without one indicator."""
        ranks = [self.ranks[district], *(r[district] for r in self.without.values())]
        return min(ranks), max(ranks)


def social_index(
    figures: Mapping[str, Mapping[str, float]], weights: Mapping[str, float]
) -> SocialIndex | None:
    """Return the social index, or None where there are too few districts that have all its indicators.

    Index of district d = Σ wᵢ zᵢ(d) ÷ Σ |wᵢ| with zᵢ(d) = (xᵢ(d) − mean) ÷ standard deviation over all districts that
    have the indicator (each counts once, whatever its size; the deviation divides by their number). A district that
    lacks an indicator has no index: what is protected or missing is not made up.

    Args:
        figures: indicator → district → number; districts without a number are left out.
        weights: indicator → weight.
    """
    used = {
        name: weight for name, weight in weights.items() if weight and len(figures.get(name, {})) >= FEWEST
    }
    scores = {name: _standardised(figures[name], 1 if weight > 0 else -1) for name, weight in used.items()}
    complete = [d for d in next(iter(scores.values()), {}) if all(d in by for by in scores.values())]
    if len(complete) < FEWEST:
        return None
    values = _weighted(scores, used, complete)
    without = {
        name: _ranks(_weighted(scores, {k: w for k, w in used.items() if k != name}, complete))
        for name in (used if len(used) > 1 else ())
    }
    return SocialIndex(used, values, scores, _ranks(values), without)


def _standardised(values: Mapping[str, float], sign: int) -> dict[str, float]:
    mean, spread = fmean(values.values()), pstdev(values.values())
    return {d: sign * (x - mean) / spread if spread else 0.0 for d, x in values.items()}


def _weighted(
    scores: Mapping[str, Mapping[str, float]], weights: Mapping[str, float], districts: list[str]
) -> dict[str, float]:
    whole = sum(abs(w) for w in weights.values())
    return {d: sum(abs(w) * scores[name][d] for name, w in weights.items()) / whole for d in districts}


def _ranks(values: Mapping[str, float]) -> dict[str, int]:
    """Return ranks from the highest value on; equal values share the better rank."""
    ordered = sorted(values.values(), reverse=True)
    return {d: ordered.index(x) + 1 for d, x in values.items()}
