"""Pages and files around the editions: list and feed of editions, error page, `robots.txt`, `sitemap.xml`, `llms.txt`."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from functools import cache
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

if TYPE_CHECKING:
    from jinja2 import Environment

    from helpers.publish.release.record import Release
    from helpers.publish.site.site import Site


def around(site: Site, pages: Sequence[str], has_pdf: bool) -> dict[str, bytes]:
    """Return the files by path.

    Args:
        site: what is published.
        pages: paths of the newest edition's pages.
        has_pdf: whether the newest edition has a PDF.
    """
    templates = _templates()
    versions = sorted(site.releases, key=lambda release: (release.year, release.number), reverse=True)
    files = {
        name: templates.get_template(name).render(site=site, releases=versions)
        for name in ("404.html", "ausgaben.html", "rahmen.css")
    }
    files["feed.xml"] = _feed(site)
    files["robots.txt"] = "User-agent: *\nAllow: /\n" + (
        f"Sitemap: {site.url}sitemap.xml\n" if site.url else ""
    )
    files["llms.txt"] = _for_machines(site, pages, has_pdf)
    if site.url:
        locations = "".join(
            f"<url><loc>{escape(site.url + page.removesuffix('index.html'))}</loc><lastmod>{site.newest.on}</lastmod></url>\n"
            for page in [*pages, "ausgaben.html"]
        )
        files["sitemap.xml"] = (
            '<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n'
            f"{locations}</urlset>\n"
        )
    return {name: text.encode() for name, text in files.items()}


def gone(site: Site, release: Release, path: str, last: str) -> bytes:
    """Return a page for an address that the newest edition does not have any more.

    Args:
        site: what is published.
        release: the last edition that had it.
        path: the address.
        last: where it lies in that edition.
    """
    page = _templates().get_template("weg.html")
    return page.render(site=site, release=release, root="../" * path.count("/"), last=last).encode()


@cache
def _templates() -> Environment:
    from jinja2 import Environment, PackageLoader, StrictUndefined

    return Environment(
        loader=PackageLoader("helpers.publish.site"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def _feed(site: Site) -> str:
    """Return an Atom feed of the editions; the day of a release is its time."""
    identity = site.url or f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, 'bildungsbericht:' + site.city)}"
    entries = "".join(
        f"<entry><title>Bildungsbericht {escape(site.name)}, Ausgabe {release.version}</title>"
        f"<id>{escape(f'{site.url}{release.version}/' if site.url else f'{identity}:{release.version}')}</id>"
        f'<updated>{release.on}T00:00:00Z</updated><link href="{escape(site.url)}{release.version}/"/>'
        f"<summary>{escape(_summary(release))}</summary></entry>\n"
        for release in sorted(site.releases, key=lambda release: (release.on, release.version), reverse=True)
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="de">\n'
        f"<title>Bildungsbericht {escape(site.name)}</title><id>{escape(identity)}</id>"
        f"<updated>{max(release.on for release in site.releases)}T00:00:00Z</updated>"
        f"<author><name>{escape(site.name)}</name></author>\n{entries}</feed>\n"
    )


def _summary(release: Release) -> str:
    if release.withdrawn:
        return f"Zurückgezogen: {release.withdrawn}"
    return release.erratum or "Neue Ausgabe"


def _for_machines(site: Site, pages: Sequence[str], has_pdf: bool) -> str:
    """Return `llms.txt`: what lies where, for programs that read the site."""
    return "\n".join(
        [
            f"# Bildungsbericht {site.name}",
            "",
            f"> {site.description} Ausgabe {site.newest.version}.",
            "",
            "## Daten",
            "",
            "- [Beschreibung aller Tabellen](datapackage.json)",
            "- [Alle Zahlen](daten/alle-zahlen.csv)",
            *([f"- [Ganzer Bericht als PDF](bildungsbericht-{site.city}.pdf)"] if has_pdf else []),
            "",
            "## Seiten",
            "",
            *(f"- [{page}]({page})" for page in pages),
            "",
        ]
    )
