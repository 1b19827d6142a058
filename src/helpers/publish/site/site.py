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
        """The edition at the top: the latest version of the latest year."""
        return max(self.releases, key=lambda release: (release.year, release.number))

    @property
    def of_years(self) -> dict[int, Release]:
        """The latest version of each year."""
        return {release.year: release for release in self.releases}
