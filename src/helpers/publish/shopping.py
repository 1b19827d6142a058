"""`make sources`: what a municipality has, how old it is, where newer figures are to be had, and which chapters they fill."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from helpers.data import load_profile, open_store
from helpers.data.keys import outdated
from helpers.data.lineage import with_parts
from helpers.data.models import REPORTING_AREAS
from helpers.fetching import FETCHED
from helpers.files import write_atomically
from helpers.paths import Project
from helpers.pipeline.book.gaps import elsewhere
from helpers.pipeline.bookfile import read_book
from helpers.pipeline.chapter.pipetables import csv_bytes
from helpers.publish.staffpages import staff_page

if TYPE_CHECKING:
    from helpers.data import Store
    from helpers.data.catalogue import Catalogue
    from helpers.data.models import Indicator

_TABLE = "https://www.regionalstatistik.de/genesis/online?operation=table&code={}"
_HEADING = re.compile(r"^#\s+(.+?)\s*(\{.*)?$", re.MULTILINE)
_COLUMNS = (
    "Themenfeld",
    "Kennzahl",
    "Stand",
    "Neuestes Jahr",
    "Woher",
    "Adresse",
    "Wie",
    "Kapitel",
    "Veröffentlicht bis",
)


class Place(NamedTuple):
    """Where figures are to be had.

    Args:
        where: office and table, or department.
        address: of the table, or of the office's portal; empty for departments.
        how: the command, in German.
        published: up to when there are figures, and when that was seen; empty where nobody looked.
    """

    where: str
    address: str
    how: str
    published: str = ""


class Wanted(NamedTuple):
    """One line of the list.

    Args:
        area: reporting area.
        name: of the indicator.
        state: `fehlt`, `veraltet` or `vorhanden`.
        newest: newest year with a number, None where there is none.
        places: where it is to be had.
        chapters: titles of those that ask for it or for what is computed from it.
    """

    area: str
    name: str
    state: str
    newest: int | None
    places: tuple[Place, ...]
    chapters: tuple[str, ...]


def show_sources(city: str, year: int | None, project: Project) -> Iterator[str]:
    """Write the list as a page and a table; yield a summary in German.

    Args:
        city: folder name of the municipality.
        year: report year; None for the profile's.
        project: the checkout.
    """
    profile = load_profile(city, project.data)
    wanted = year or profile.year
    with open_store(project.data, project.build / "store") as store:
        lines = shopping_list(store, profile.ags, elsewhere(store, profile), wanted, _asked(project), city)
    folder = project.build / city / "einkaufsliste"
    title = f"Einkaufsliste: {profile.name}, Berichtsjahr {wanted}"
    write_atomically(folder / "index.html", _page(title, lines).encode())
    write_atomically(folder / "einkaufsliste.csv", _table(lines))
    for state in ("fehlt", "veraltet", "vorhanden"):
        yield f"{sum(line.state == state for line in lines):>4} Kennzahlen {_SAID[state]}"
    fetched = sum(
        line.state != "vorhanden" and any("make update" in p.how for p in line.places) for line in lines
    )
    if fetched:
        yield f"Für {fetched} davon kann make update neuere Zahlen holen: make update CITY={city}"
    yield f"Liste: {(folder / 'index.html').relative_to(project.root).as_posix()}, als Tabelle daneben einkaufsliste.csv"


_SAID = {
    "fehlt": "fehlen ganz",
    "veraltet": "sind mehr als drei Jahre älter als der Bericht",
    "vorhanden": "sind da",
}


def shopping_list(
    store: Store, ags: str, foreign: Sequence[str], year: int, asked: Mapping[str, Sequence[str]], city: str
) -> list[Wanted]:
    """Return a line for every indicator that is not computed from others, what is missing first within a reporting area.

    Args:
        store: the figures.
        ags: key of the municipality.
        foreign: names of indicators that are about another municipality alone.
        year: report year.
        asked: indicator → titles of the chapters that name it.
        city: folder name, for the commands.
    """
    newest: dict[str, int] = {}
    for row in store.rows_in([ags, *(key for key, area in store.areas.items() if area.parent == ags)], year):
        if row.value is not None:
            newest[row.indicator] = max(newest.get(row.indicator, 0), int(row.period[:4]))
    found = []
    for name, indicator in store.catalogue.indicators.items():
        if not indicator.computed and indicator.name not in foreign:
            has = newest.get(name)
            state = "fehlt" if has is None else "veraltet" if outdated(str(has), year) else "vorhanden"
            chapters = _chapters(store.catalogue, name, asked)
            places = tuple(_places(indicator, store.catalogue, ags, city))
            found.append(
                Wanted(REPORTING_AREAS[indicator.area], indicator.name, state, has, places, chapters)
            )
    areas, states = list(REPORTING_AREAS.values()), list(_SAID)
    return sorted(found, key=lambda line: (areas.index(line.area), states.index(line.state), line.name))


def _places(indicator: Indicator, catalogue: Catalogue, ags: str, city: str) -> Iterator[Place]:
    """Yield where an indicator is to be had, editions that have been replaced left out."""
    seen: set[str] = set()
    for origin in indicator.sources:
        source = catalogue.sources.get(origin.source)
        if source is None or source.of not in ("", ags) or source.short in seen:
            continue  # `sources` names the preferred edition first
        table = "" if source.edition else source.table or origin.table
        if not table:  # another edition of the same is no other place
            seen.add(source.short)
        address = _TABLE.format(table) if origin.source.startswith("regionaldatenbank-") else source.url
        fetched = any(origin.source.startswith(known) for known in FETCHED)
        how = f"make update CITY={city}" if fetched else "im Browser herunterladen, dann make import FILE=…"
        yield Place(f"{source.short} {table}".strip(), address, how, source.published)
    if indicator.supplied_by:
        yield Place(indicator.supplied_by, "", f"liefern lassen, dann make import FILE=… CITY={city}")


def _chapters(catalogue: Catalogue, name: str, asked: Mapping[str, Sequence[str]]) -> tuple[str, ...]:
    """Return the titles of the chapters that name an indicator, or one that is computed from it."""
    users = [other for other in catalogue.indicators if name in with_parts(catalogue, other)]
    return tuple(dict.fromkeys(title for user in users for title in asked.get(user, ())))


def _asked(project: Project) -> dict[str, list[str]]:
    """Return for every word that stands in quotes in a notebook's code the titles of the notebooks."""
    found: dict[str, list[str]] = {}
    for name in read_book(project).notebooks:
        cells = json.loads((project.notebooks / name).read_bytes())["cells"]
        texts = ["".join(cell["source"]) for cell in cells]
        title = next((match[1] for text in texts if (match := _HEADING.search(text))), name)
        for word in set(re.findall(r"""["']([a-z][a-z0-9_]+)["']""", "\n".join(texts))):
            found.setdefault(word, []).append(title)
    return found


def _table(lines: Sequence[Wanted]) -> bytes:
    columns = [{"name": name, "unit": ""} for name in _COLUMNS]
    rows = [
        [
            line.area,
            line.name,
            line.state,
            str(line.newest or ""),
            place.where,
            place.address,
            place.how,
            ", ".join(line.chapters),
            place.published,
        ]
        for line in lines
        for place in line.places or (Place("", "", ""),)
    ]
    return csv_bytes(columns, rows)


def _page(title: str, lines: Sequence[Wanted]) -> str:
    areas = [area for area in REPORTING_AREAS.values() if any(line.area == area for line in lines)]
    return staff_page("einkaufsliste.html", title=title, lines=lines, areas=areas, said=_SAID)
