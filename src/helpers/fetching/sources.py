"""The sources there are, and the list for the browser."""

from __future__ import annotations

from collections.abc import Sequence

from helpers.errors import DataError, nearest
from helpers.fetching.mapserver import Regionalatlas
from helpers.fetching.office import Page, Source
from helpers.fetching.regionaldatenbank import Regionaldatenbank

SOURCES: tuple[Source, ...] = (Regionalatlas(), Regionaldatenbank())

ONLY_BROWSER = (
    Page("INKAR, Sammeldatei und Tabellen", "https://www.inkar.de"),
    Page("Bundesagentur für Arbeit, Statistik", "https://statistik.arbeitsagentur.de"),
)
"""What an update does not fetch."""


def chosen(name: str) -> tuple[Source, ...]:
    """Return the sources that are meant: one by its name, or all.

    Raises:
        DataError: there is none of that name.
    """
    names = [source.name for source in SOURCES]
    if name and name.casefold() not in names:
        raise DataError(
            f"SOURCE={name} gibt es nicht.{nearest(name, names)} Abgerufen werden: {', '.join(names)}."
        )
    return tuple(source for source in SOURCES if not name or source.name == name.casefold())


def for_browser(sources: Sequence[Source]) -> list[str]:
    """Return the lines of the list for the browser."""
    pages = [page for source in sources for page in source.pages]
    return [
        "Im Browser gibt es dieselben Tabellen hier; eingelesen werden sie mit make import FILE=…:",
        *(f"  {page.what}: {page.address}" for page in (*pages, *ONLY_BROWSER)),
    ]
