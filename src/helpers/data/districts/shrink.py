"""Rates of small districts drawn towards the rate of all: what is certain enough to distribute money by."""

from __future__ import annotations

from collections.abc import Mapping


def shrunk(counts: Mapping[str, tuple[float, float]]) -> dict[str, float]:
    """Return the empirical Bayes estimate of each district's share (0 to 1), drawn to the share of all as its size demands.

    m = Σx ÷ Σn,  A = Σ n (x ÷ n − m)² ÷ Σn − m (1 − m) ÷ n̄ (the variance between districts that chance does not explain, at
    least 0),  estimate = m + A ÷ (A + m (1 − m) ÷ n) × (x ÷ n − m). A district of 20 children lies near m, one of 2,000
    keeps its own share. Source: R. J. Marshall, Mapping Disease and Mortality Rates Using Empirical Bayes Estimators,
    Applied Statistics 40, 1991, p. 283, with the variance of a binomial share.

    >>> shrunk({"groß": (200, 1000), "klein": (8, 20), "mittel": (30, 300)})["klein"] < 0.3
    True

    Args:
        counts: district → numerator and denominator, the denominator positive.
    """
    everybody = sum(n for _, n in counts.values())
    if not everybody:
        return {}
    mean = sum(x for x, _ in counts.values()) / everybody
    chance = mean * (1 - mean) if mean < 1 else mean
    spread = sum(n * (x / n - mean) ** 2 for x, n in counts.values()) / everybody
    between = max(0.0, spread - chance * len(counts) / everybody)

    def estimate(x: float, n: float) -> float:
        own = between / (between + chance / n) if between else 0.0
        return mean + own * (x / n - mean)

    return {district: estimate(x, n) for district, (x, n) in counts.items()}
