"""Open data beside the report: all figures of an edition as files, described for machines."""

from __future__ import annotations

from typing import TYPE_CHECKING

from helpers.pipeline.opendata import dcat, package
from helpers.pipeline.opendata import edition_figures as figures

if TYPE_CHECKING:
    from helpers.data import Profile, Store

PUBLISHED = ("daten/*", package.FILE, dcat.FILE)
"""Patterns of the files, for `project: resources:` of the book: they are published as they are."""
BESIDE_FIGURES = ("chapters/*_files/*.csv", "chapters/*_files/*.xlsx")
"""Patterns of the data of single figures and tables in the book."""


def files(store: Store, profile: Profile, year: int) -> dict[str, bytes]:
    """Return the open data of one edition by path relative to the report.

    Args:
        store: the figures, small counts already protected.
        profile: the municipality.
        year: the report year; figures of later periods are left out.

    Returns:
        `daten/alle-zahlen.csv` for a spreadsheet, one `daten/<indicator>.csv` each for programs, and the descriptions
        `datapackage.json` (Data Package) and `dcat-ap.jsonld` (DCAT-AP.de).
    """
    edition = figures.collect(store, profile, year)
    return {
        figures.FILE: figures.for_spreadsheets(edition, store),
        **{figures.path(name): figures.for_programs(rows, store) for name, rows in edition.items()},
        package.FILE: package.describe(edition, store, profile, year),
        dcat.FILE: dcat.describe(edition, store, profile, year),
    }
