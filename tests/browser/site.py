"""A finished report as the tests see it: its pages and their addresses."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from helpers.publish.side_by_side import edition_folders


@dataclass(frozen=True)
class Site:
    """A folder with a finished report."""

    folder: Path

    @property
    def pages(self) -> list[Path]:
        """All HTML pages, the opening page first; not once more those of the year's own folder."""
        own = {folder.name for folder in edition_folders(self.folder)}
        found = (p for p in self.folder.rglob("*.html") if p.relative_to(self.folder).parts[0] not in own)
        return sorted(found, key=lambda path: (path.name != "index.html", path.as_posix()))

    def url(self, page: str) -> str:
        """Return the address of a page, as in `kapitel/schulen.html#id`."""
        path, mark, rest = page.partition("#")
        return (self.folder / path).as_uri() + mark + rest

    def name(self, page: Path) -> str:
        """Return the page's place in the report, for messages."""
        return page.relative_to(self.folder).as_posix()
