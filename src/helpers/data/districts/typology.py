"""Five types of districts by their social index."""

from __future__ import annotations

from collections.abc import Mapping

from helpers.data.districts.classes import natural_breaks

TYPES = ("sehr günstig", "günstig", "mittel", "angespannt", "sehr angespannt")
"""The social situation of the types 1 to 5, from the lowest index to the highest."""

FEWEST = 10
"""With fewer districts five groups would be a list of the districts."""


def district_types(index: Mapping[str, float]) -> dict[str, int]:
    """Return the type (1 to 5) of each district; empty for fewer than ten districts or five different values.

    The borders between the types are natural breaks, see `classes`.

    Args:
        index: district → social index.
    """
    if len(index) < FEWEST or len(set(index.values())) < len(TYPES):
        return {}
    groups = natural_breaks(list(index.values()), len(TYPES))
    return {district: group + 1 for district, group in zip(index, groups, strict=True)}
