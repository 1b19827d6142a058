"""The folder for the web server as a plan: every path with its content, before anything is written."""

from __future__ import annotations

import hashlib
import html
import posixpath
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from helpers.errors import OutputError
from helpers.publish.release.record import SUMS, Release, checksums
from helpers.publish.site.around import around, gone
from helpers.publish.site.site import Site

if TYPE_CHECKING:
    from helpers.data import Profile

INTERNAL = ("manifest.json", "ratsvorlage*", SUMS)
"""Lies in a report for the administration."""
SOURCES = frozenset({".qmd", ".scss"})
"""Sources of slides, to be edited further, with all that lies beside them."""


_PLACE = re.compile(r'\bid="((?:fig|tbl|sec)-[^"<>&\s]+)"')
_KINDS = {"fig": "Abbildung", "tbl": "Tabelle", "sec": "Abschnitt"}
"""What has an address of its own on a page."""


def planned(profile: Profile, releases: Sequence[Release], report: Path) -> dict[str, bytes]:
    """Return the content of every file of the site, by its path.

    The newest edition lies at the top, each version for good under `<version>/`, the latest of a year under `<year>/`.

    Args:
        profile: the municipality.
        releases: editions that may be published, at least one.
        report: its folder with all editions.

    Raises:
        OutputError: an edition is missing, or somebody has changed it.
    """
    url = profile.open_data.url if profile.open_data else ""
    what = f"Bildungsbericht {profile.name}: Zahlen, Abbildungen und Daten zum Herunterladen."
    site = Site(profile.city, profile.name, what, url, tuple(releases))
    files: dict[str, bytes] = {}
    for release in site.releases:
        content = public_files(report / release.version, release)
        places = [release.version]
        if site.of_years[release.year] == release:
            places.append(str(release.year))
        if site.newest == release:
            places.append("")
        for place in places:
            for name, data in content.items():
                path = f"{place}/{name}".lstrip("/")
                files[path] = _page(data, path, place, site, release) if name.endswith(".html") else data
    pages = sorted(path for path in files if path.endswith(".html") and not path[:4].isdigit())
    files |= _with_former_places(files, pages, site)
    files |= _what_became_of(files, site)
    return files | around(site, pages, bool(files.get("bildungsbericht-" + site.city + ".pdf")))


def _what_became_of(files: Mapping[str, bytes], site: Site) -> dict[str, bytes]:
    """Return what holds at addresses of earlier editions that the newer ones do not have any more.

    A page says where it is; a file of data or a picture is the last one there was.
    """
    found: dict[str, bytes] = {}
    for release in site.releases:
        prefix = f"{release.version}/"
        for path in [path for path in files if path.startswith(prefix) and not release.withdrawn]:
            inside = path.removeprefix(prefix)
            for place in (inside, f"{release.year}/{inside}"):
                if place not in files:
                    found[place] = (
                        gone(site, release, place, path) if inside.endswith(".html") else files[path]
                    )
    return found


def _with_former_places(files: Mapping[str, bytes], pages: Sequence[str], site: Site) -> dict[str, bytes]:
    """Return the newest pages that lack a figure, table or section of an earlier edition, with a line at its address that leads to it.

    It leads to where it stands now, or to the last edition that had it.
    """
    now = {path: set(_PLACE.findall(files[path].decode())) for path in pages}
    where = {place: path for path, places in now.items() for place in places}
    found = {}
    earlier = [r for r in reversed(site.releases) if r != site.newest and not r.withdrawn]
    for path, places in now.items():
        root, lines = "../" * path.count("/"), {}
        for release in earlier:
            old = files.get(f"{release.version}/{path}", b"").decode()
            for place in dict.fromkeys(_PLACE.findall(old)):
                if place not in places and place not in lines:
                    target = f"{where.get(place) or f'{release.version}/{path}'}#{place}"
                    what = f"{_KINDS[place[:3]]} der Ausgabe {release.version}"
                    told = f"{what}, heute an anderer Stelle" if place in where else what
                    lines[place] = f'<li id="{place}"><a href="{root}{target}">{told}</a></li>'
        if lines:
            title = '<h2 id="frueher">Aus früheren Ausgaben</h2>'
            former = f'<section aria-labelledby="frueher">{title}<ul>{"".join(lines.values())}</ul></section>'
            found[path] = files[path].replace(b"</main>", f"{former}</main>".encode(), 1)
    return found


def public_files(folder: Path, release: Release) -> dict[str, bytes]:
    """Return what the public gets of a released edition, by path.

    Raises:
        OutputError: it is missing or was changed: only what was released is published.
    """
    sums = folder / SUMS
    if not sums.is_file():
        raise OutputError(
            f"Die Ausgabe {release.version} liegt nicht mehr unter {folder.parent.name}/{release.version}. Bitte den Ordner aus einer "
            "Sicherung zurückholen: Veröffentlicht wird nur, was abgeschlossen wurde."
        )
    listed = sums.read_bytes()
    if hashlib.sha256(listed).hexdigest() != release.sums or checksums(folder).encode() != listed:
        raise OutputError(
            f"Die Ausgabe {release.version} ist nach dem Abschluss verändert worden ({folder.parent.name}/{release.version}, {SUMS}). "
            "Bitte den Ordner aus einer Sicherung zurückholen; eine Berichtigung ist eine neue Ausgabe."
        )
    return without_internal(folder)


def without_internal(folder: Path) -> dict[str, bytes]:
    """Return the files of a report that are for the public, by path."""
    found = sorted(path for path in folder.rglob("*") if path.is_file())
    sources = {path.parent for path in found if path.suffix in SOURCES}
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in found
        if not any(path.relative_to(folder).match(pattern) for pattern in INTERNAL)
        and not any(path.is_relative_to(source) for source in sources)
    }


def _page(data: bytes, path: str, place: str, site: Site, release: Release) -> bytes:
    """Return a page with what previews show of it and, in an older edition, a line that leads to the newer one."""
    text = data.decode("utf-8")
    root = "../" * path.count("/")
    title = re.search(r"<title>(.*?)</title>", text, re.DOTALL)
    named = {
        "og:title": html.unescape(title[1]).strip() if title else site.name,
        "og:type": "article",
        "og:locale": "de_DE",
        "og:site_name": f"Bildungsbericht {site.name}",
        "og:description": site.description,
    }
    if site.url:
        named |= {"og:url": site.url + path.removesuffix("index.html")} | _picture(text, path, site)
    tags = "".join(
        f'<meta property="{key}" content="{html.escape(value)}">\n' for key, value in named.items()
    )
    permanent = release.version + path.removeprefix(place) if place else f"{release.version}/{path}"
    if site.url:
        tags += f'<link rel="canonical" href="{html.escape(site.url + permanent)}">\n'
    tags += f'<link rel="alternate" type="application/atom+xml" href="{root}feed.xml" title="Ausgaben">\n'
    text = text.replace("</head>", f"{tags}</head>", 1)
    if release.withdrawn:
        note = f"Diese Ausgabe ({release.version}) ist zurückgezogen: {release.withdrawn}"
    elif release != site.newest:
        note = f"Dies ist die Ausgabe {release.version}. Es gibt eine neuere."
    else:
        return text.encode()
    link = f' <a href="{root}index.html" style="color: inherit">Zur Ausgabe {site.newest.version}</a>'
    line = f'<p class="draft entwurf">{html.escape(note)}{link if release != site.newest else ""}</p>'
    return re.sub(r"<body[^>]*>", lambda found: found[0] + line, text, count=1).encode()


def _picture(text: str, path: str, site: Site) -> dict[str, str]:
    """Return what previews show as a picture: the page's first chart, with its description; nothing on a page without one."""
    chart = re.search(r'href="([^":]+/fig-[^"]+\.png)"', text)
    if not chart:
        return {}
    told = re.search(r'<svg[^>]*\baria-label="([^"]*)"', text)
    address = posixpath.normpath(posixpath.join(posixpath.dirname(path), html.unescape(chart[1])))
    return {"og:image": site.url + address} | ({"og:image:alt": html.unescape(told[1])} if told else {})
