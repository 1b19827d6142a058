"""Natural breaks: the classes of maps and types."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate


def natural_breaks(values: Sequence[float], count: int) -> list[int]:
    """Return the class (0 to `count` − 1, from the lowest) of each value.

    The classes are those whose members differ least from their class's mean (exact; W. D. Fisher, On grouping for
    maximum homogeneity, JASA 53, 1958; G. F. Jenks 1977). Where there are fewer different values, there are fewer classes.
    """
    ordered = sorted(values)
    starts = [i for i, value in enumerate(ordered) if i == 0 or value != ordered[i - 1]]
    ends = [*starts[1:], len(ordered)]  # equal values stay together
    count = min(count, len(starts))
    if count < 2:
        return [0] * len(values)
    mean = sum(ordered) / len(ordered)  # squares of distances from it keep their digits
    sums = [0.0, *accumulate(value - mean for value in ordered)]
    squares = [0.0, *accumulate((value - mean) ** 2 for value in ordered)]

    def spread(first: int, last: int) -> float:
        """Return the sum of squared distances from their mean of the groups of equal values `first` to `last`."""
        low, high = starts[first], ends[last]
        return squares[high] - squares[low] - (sums[high] - sums[low]) ** 2 / (high - low)

    size = len(starts)
    best = [
        spread(0, last) for last in range(size)
    ]  # of the groups up to `last` in as many classes as rounds
    cuts: list[list[int]] = []
    for classes in range(1, count):
        options = [
            [(best[cut - 1] + spread(cut, last), cut) for cut in range(classes, last + 1)]
            for last in range(size)
        ]
        least = [min(option, default=(0.0, 0)) for option in options]
        best = [cost for cost, _ in least]
        cuts.append([cut for _, cut in least])
    upper, last = [], size - 1
    for chosen in reversed(cuts):
        upper.append(ordered[starts[chosen[last]]])
        last = chosen[last] - 1
    return [sum(value >= limit for limit in upper) for value in values]
