"""Natural breaks: the classes of maps and types."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence


def natural_breaks(values: Sequence[float], count: int) -> list[int]:
    """Return the class (0 to `count` − 1, from the lowest) of each value.

    The classes are those whose members differ least from their class's mean (W. D. Fisher, On grouping for maximum
    homogeneity, JASA 53, 1958; G. F. Jenks 1977). Equal values share a class; where there are fewer different values,
    there are fewer classes.
    """
    from jenkspy import jenks_breaks

    different = sorted(set(values))
    count = min(count, len(different))
    if count < 2:
        return [0] * len(values)
    # The library wants fewer classes than there are values.
    highest = different if count == len(different) else jenks_breaks(values, count)[1:]
    return [bisect_left(highest[:-1], value) for value in values]
