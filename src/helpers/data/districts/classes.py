"""Natural breaks: the classes of maps and types."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence


def natural_breaks(values: Sequence[float], count: int, fewest: int = 1) -> list[int]:
    """Return the class (0 to `count` − 1, from the lowest) of each value.

    The classes are those whose members differ least from their class's mean (W. D. Fisher, On grouping for maximum
    homogeneity, JASA 53, 1958; G. F. Jenks 1977). Equal values share a class; where there are not enough different values,
    there are fewer classes.

    Args:
        values: what is put into classes.
        count: how many classes at most.
        fewest: how many different values each class has at least.
    """
    import numpy as np

    different, times = np.unique(np.asarray(values, dtype=float), return_counts=True)
    size = len(different)
    count = min(count, size // fewest)
    if count < 2:
        return [0] * len(values)
    # Centred, so that squares of large numbers that differ little are not lost in each other.
    x = different - different.mean()
    weight, total, square = (
        np.concatenate([[0.0], np.cumsum(part)]) for part in (times, times * x, times * x * x)
    )
    # spread[i, j]: squared distances from their mean of the values from i up to, but not including, j
    of = weight[None, :] - weight[:, None]
    allowed = np.subtract.outer(-np.arange(size + 1), -np.arange(size + 1)) >= fewest
    spread = np.full((size + 1, size + 1), np.inf)
    spread[allowed] = (
        (square[None, :] - square[:, None])[allowed]
        - (total[None, :] - total[:, None])[allowed] ** 2 / of[allowed]
    ).clip(0)
    least, cuts = spread[0], []
    for _ in range(count - 1):
        through = least[:, None] + spread
        cuts.append(through.argmin(axis=0))
        least = through.min(axis=0)
    end, starts = size, []
    for cut in reversed(cuts):
        end = int(cut[end])
        starts.append(float(different[end]))
    return [bisect_right(sorted(starts), value) for value in values]
