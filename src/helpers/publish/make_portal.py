"""`make portal`: one site for the reports of many municipalities, with comparison, table builder and open interface."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from importlib.resources import files as resources
from pathlib import Path

from helpers.data import list_cities, load_profile
from helpers.errors import OutputError, ReportError
from helpers.paths import Project
from helpers.publish.batch.selection import ALL, selected
from helpers.publish.make_site import refuse_inside
from helpers.publish.portal.common_figures import read_material
from helpers.publish.portal.interface import interface
from helpers.publish.portal.portal_feed import around
from helpers.publish.portal.portal_pages import Site, pages
from helpers.publish.portal.ready_made import ready_made
from helpers.publish.portal.report_shelf import Report, Wanted, shelf
from helpers.publish.site.verify import problems
from helpers.publish.site.write import write_folder

SHOWN = 10
_LOOK = ("book.css", "theme.js", "icon.svg")
_OWN = ("portal.css", "portal.js", "bauen.js", "aehnlich.js")


def make_portal(cities: str, land: str, target: Path, project: Project, wanted: Wanted) -> Iterator[str]:
    """Write the portal into a folder; yield German lines.

    Files that are as they must be are not written again; what an earlier run wrote and nobody needs any more is removed.

    Args:
        cities: names of municipalities; empty for all Kreise, or with `land` for all of that Land.
        land: key or name of a Land; empty for all.
        target: folder for the web server.
        project: the checkout.
        wanted: which reports are shown, and whether they are copied.

    Raises:
        ReportError: the target lies within the project, or no Kreis is chosen.
        OutputError: the result is not fit to be published, or cannot be written.
    """
    refuse_inside(target, project)
    chosen = selected(cities if cities.strip() or land.strip() else ALL, land, project.data)
    material = read_material(chosen, project.data)
    if not material.kreise:
        raise ReportError(
            "Keine der gewählten Kommunen ist ein Kreis oder eine kreisfreie Stadt. Welche es gibt, zeigt: make cities"
        )
    files: dict[str, bytes] = {}
    reports: dict[str, Sequence[Report]] = {}
    keys = {area.slug: area.ags for area in material.kreise}
    for city in sorted(set(list_cities(project.data)) & set(chosen)):
        ags = load_profile(city, project.data).ags
        if ags in keys.values() and (found := shelf(city, project, wanted)):
            reports[ags] = found.reports
            files |= found.files
    site = Site(material, reports, project.data)
    files |= dict(interface(material))
    files |= dict(pages(site))
    for table in ready_made(material):
        files |= dict(table.files())
    files |= _look()
    files |= around(site, files)
    _check(files)
    written, gone = write_folder(files, target)
    size = sum(map(len, files.values())) / 1e6
    yield (
        f"{target}: {len(material.kreise)} Kreise, {len(material.themes)} Kennzahlen, {len(reports)} Berichte; "
        f"{written} von {len(files)} Dateien geschrieben, {gone} entfernt ({size:.0f} MB)."
    )


def _look() -> dict[str, bytes]:
    """Return what the pages load: the reports' look, and what the portal has beside it."""
    builtin = resources("helpers.assemble.builtin") / "site"
    own = resources("helpers.publish.portal") / "site"
    return {f"site/{name}": (builtin / name).read_bytes() for name in _LOOK} | {
        f"site/{name}": (own / name).read_bytes() for name in _OWN
    }


def _check(files: dict[str, bytes]) -> None:
    """Raise where the portal's own pages have links that lead nowhere or load something from elsewhere.

    Raises:
        OutputError: they have.
    """
    found: Iterable[str] = [line for line in problems(files) if not line.startswith("berichte/")]
    if found := list(found):
        listed = "\n".join(found[:SHOWN])
        raise OutputError(
            f"So lässt sich das Portal nicht veröffentlichen:\n{listed}\nGeschrieben wurde nichts."
        )
