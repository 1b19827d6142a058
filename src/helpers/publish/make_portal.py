"""`make portal`: one site for the reports of many municipalities, with comparison, table builder and open interface."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
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
from helpers.publish.portal.portal_pages import Report, Site, pages
from helpers.publish.portal.ready_made import ready_made
from helpers.publish.release.record import Release, released
from helpers.publish.site.plan import planned
from helpers.publish.site.verify import problems
from helpers.publish.site.write import write_folder

SHOWN = 10
_LOOK = ("book.css", "theme.js", "icon.svg")
_OWN = ("portal.css", "portal.js", "bauen.js", "aehnlich.js")


def make_portal(
    cities: str, land: str, target: Path, project: Project, *, drafts: bool = False, now: dt.datetime
) -> Iterator[str]:
    """Write the portal into a folder; yield German lines.

    Files that are as they must be are not written again; what an earlier run wrote and nobody needs any more is removed.

    Args:
        cities: names of municipalities; empty for all Kreise, or with `land` for all of that Land.
        land: key or name of a Land; empty for all.
        target: folder for the web server.
        project: the checkout.
        drafts: also with reports that are built and not released.
        now: local time; editions under embargo are left out.

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
    reports: dict[str, list[Report]] = {}
    keys = {area.slug: area.ags for area in material.kreise}
    for city in sorted(set(list_cities(project.data)) & set(chosen)):
        ags = load_profile(city, project.data).ags
        if ags in keys.values() and (found := _reports(city, project, drafts, now)):
            shown, copied = found
            reports[ags] = shown
            files |= copied
    site = Site(
        material, dict(sorted(reports.items(), key=lambda item: item[1][0].on, reverse=True)), project.data
    )
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


def _reports(
    city: str, project: Project, drafts: bool, now: dt.datetime
) -> tuple[list[Report], dict[str, bytes]] | None:
    """Return a municipality's reports, the newest first, and their files below `berichte/<city>/`; None without any."""
    profile = load_profile(city, project.data)
    editions = [edition for edition in released(city, project) if edition.is_free(now)]
    folder = project.reports / city
    prefix = f"berichte/{city}/"
    if editions:
        copied = planned(profile, editions, folder)
        newest = sorted(editions, key=lambda edition: (edition.year, edition.number), reverse=True)
        return [_edition(edition, prefix) for edition in newest], _below(prefix, copied)
    if drafts and (folder / "index.html").is_file():
        built = {
            path.relative_to(folder).as_posix(): path.read_bytes()
            for path in sorted(folder.rglob("*"))
            if path.is_file() and path.name != "manifest.json" and not path.name.startswith("ratsvorlage")
        }
        return [Report("Entwurf des Bildungsberichts", f"{prefix}index.html")], _below(prefix, built)
    return None


def _edition(edition: Release, prefix: str) -> Report:
    gone = f" (zurückgezogen: {edition.withdrawn})" if edition.withdrawn else ""
    return Report(
        f"Bildungsbericht {edition.year}, Ausgabe {edition.version}{gone}",
        f"{prefix}{edition.version}/index.html",
        edition.on,
        edition.erratum,
    )


def _below(prefix: str, found: dict[str, bytes]) -> dict[str, bytes]:
    return {f"{prefix}{path}": content for path, content in found.items()}


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
