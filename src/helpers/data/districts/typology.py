"""Types of districts by their social index: as many as there are districts for."""

from __future__ import annotations

from collections.abc import Mapping

from helpers.data.districts.classes import natural_breaks

NAMES = {
    3: ("günstig", "mittel", "angespannt"),
    4: ("günstig", "eher günstig", "eher angespannt", "angespannt"),
    5: ("sehr günstig", "günstig", "mittel", "angespannt", "sehr angespannt"),
}
"""The social situation of the types, from the lowest index to the highest, by how many types there are."""

FEWEST = 10
"""With fewer districts groups would be a list of the districts."""

PER_TYPE = 4
"""So many districts are wanted for each type beyond the third."""

SMALLEST = 2
"""A type has at least so many districts, where their indices differ: of one alone, its name would tell as much."""


def district_types(index: Mapping[str, float]) -> dict[str, int]:
    """Return the type (1 to 3, 4 or 5) of each district; empty for fewer than ten districts or too few different values.

    The borders between the types are natural breaks, see `classes`.

    Args:
        index: district → social index.
    """
    count = max(min(NAMES), min(max(NAMES), len(index) // PER_TYPE))
    different = len(set(index.values()))
    if len(index) < FEWEST or different < count:
        return {}
    groups = natural_breaks(list(index.values()), count, min(SMALLEST, different // count))
    return {district: group + 1 for district, group in zip(index, groups, strict=True)}


def type_names(types: Mapping[str, int]) -> tuple[str, ...]:
    """Return what the types are called, from the first.

    Args:
        types: district → type, as `district_types` returns them.
    """
    return NAMES[max(types.values())]
