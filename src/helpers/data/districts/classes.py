"""Natural breaks: the classes of maps and types."""

from __future__ import annotations

import warnings
from collections.abc import Sequence


def natural_breaks(values: Sequence[float], count: int) -> list[int]:
    """Return the class (0 to `count` − 1, from the lowest) of each value.

    The classes are those whose members differ least from their class's mean (Fisher 1958, Jenks 1977; exact). Where
    there are fewer different values, there are fewer classes.
    """
    count = min(count, len(set(values)))
    if count < 2:
        return [0] * len(values)
    import mapclassify

    with warnings.catch_warnings():
        # It advises to install a compiler; for a city's districts plain Python takes milliseconds.
        warnings.filterwarnings("ignore", message="Numba not installed")
        return [int(group) for group in mapclassify.FisherJenks(list(values), k=count).yb]
