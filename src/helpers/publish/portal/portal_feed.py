"""Files around the portal's pages: feed of reports, `robots.txt`, `llms.txt`."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape, quoteattr

if TYPE_CHECKING:
    from helpers.publish.portal.portal_pages import Site
    from helpers.publish.portal.report_shelf import Report

_IDENTITY = f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, 'bildungsbericht:portal')}"
_DAWN = "2000-01-01"
"""When a portal without released reports was last updated: a feed must say a day, and no clock is asked."""

ENTRIES = 100


def around(site: Site, files: Mapping[str, bytes]) -> dict[str, bytes]:
    """Return the files by path.

    Args:
        site: what the portal shows.
        files: all other files, for the list of pages.
    """
    own = sorted(
        path for path in files if path.endswith(".html") and not path.startswith(("berichte/", "einbetten/"))
    )
    listed = "\n".join(
        f"- [{path}]({path})" for path in own if path.count("/") == 0 or path.startswith("indikatoren/")
    )
    return {
        "feed.xml": _feed(site).encode(),
        "robots.txt": b"User-agent: *\nAllow: /\n",
        "llms.txt": (
            "# Bildung in Zahlen\n\n> Kennzahlen zur Bildung f\u00fcr Kreise, L\u00e4nder und Deutschland aus amtlichen Quellen.\n\n"
            "## Daten\n\n- [Kennzahlen](api/v1/catalogue.json)\n- [Alle Zahlen](api/v1/figures.parquet)\n"
            f"- [Beschreibung der Adressen](api/v1/openapi.json)\n\n## Seiten\n\n{listed}\n"
        ).encode(),
    }


def _feed(site: Site) -> str:
    """Return an Atom feed of the reports; the day of a release is its time."""
    entries = [(area, report) for area, report in site.news if report.on][:ENTRIES]
    told = "".join(
        f"<entry><title>{escape(area.name)}: {escape(report.label)}</title><id>{_IDENTITY}:{area.ags}:{report.version}</id>"
        f"<updated>{report.on}T00:00:00Z</updated><link href={quoteattr(report.href)}/>"
        f"<summary>{escape(_summary(report))}</summary></entry>\n"
        for area, report in entries
    )
    updated = max((report.on for _, report in entries), default=_DAWN)
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="de">\n'
        f"<title>Bildungsberichte</title><id>{_IDENTITY}</id><updated>{updated}T00:00:00Z</updated>"
        f"<author><name>Bildung in Zahlen</name></author>\n{told}</feed>\n"
    )


def _summary(report: Report) -> str:
    if report.withdrawn:
        return f"Zurückgezogen: {report.withdrawn}"
    return f"Berichtigung: {report.erratum}" if report.erratum else "Neue Ausgabe"
