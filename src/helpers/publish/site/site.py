"""What is published: a municipality and its released editions."""

from __future__ import annotations

from dataclasses import dataclass

from helpers.publish.release.record import Release


@dataclass(frozen=True)
class Site:
    """Everything that is to be published.

    Args:
        city: folder name of the municipality.
        name: its German name.
        description: one sentence for search engines and previews.
        url: address of the site, ending in a slash; empty where the profile names none.
        releases: editions that may be published, the earliest first.
    """

    city: str
    name: str
    description: str
    url: str
    releases: tuple[Release, ...]

    @property
    def newest(self) -> Release:
        """The edition at the top: the latest version of the latest year; a withdrawn one only where there is no other."""
        return max(self.releases, key=_standing)

    @property
    def of_years(self) -> dict[int, Release]:
        """The latest version of each year; a withdrawn one only where there is no other."""
        return {release.year: release for release in sorted(self.releases, key=_standing)}


def _standing(release: Release) -> tuple[bool, int, int]:
    return not release.withdrawn, release.year, release.number
