"""What the checks look at: the valid figures of a municipality beside those it is compared with."""

from __future__ import annotations

from collections.abc import Set
from dataclasses import dataclass
from functools import cached_property

from helpers.data.areas import Areas
from helpers.data.catalogue import Catalogue
from helpers.data.compute import complete
from helpers.data.observations import Row


@dataclass(frozen=True)
class Seen:
    """Valid rows, of several for one figure the one that counts.

    Args:
        rows: of the municipality, of the areas above it and of all areas of the catalogue, for the indicators it has.
        ours: keys of the municipality and its parts.
        catalogue: what is declared about figures.
        areas: all areas.
    """

    rows: list[Row]
    ours: Set[str]
    catalogue: Catalogue
    areas: Areas

    @cached_property
    def mine(self) -> list[Row]:
        """The rows of the municipality and its parts."""
        return [row for row in self.rows if row.ags in self.ours]

    @cached_property
    def figures(self) -> list[Row]:
        """The same, with what is computed from them."""
        return list(complete(self.mine, self.catalogue, self.areas))
