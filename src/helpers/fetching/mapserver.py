"""Regionalatlas: JSON of its map server, without an account, one request per table, level and year."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass

from helpers.errors import DataError
from helpers.fetching.deliveries import Kept
from helpers.fetching.office import Delivery, Page, each_table
from helpers.fetching.web import Web
from helpers.files import write_atomically
from helpers.importing.regionalatlas import attributes_of

SERVER = "https://www.gis-idmz.nrw.de"
_PATH = "/arcgis/rest/services/stba/regionalatlas/MapServer/dynamicLayer/query"
_LEVELS = (1, 3)
"""The server's numbers for Länder and Kreise."""

AGAIN = 2
"""So many of the newest years are asked for again: they may have been revised."""

_TABLES = {"AI003-3": 2011}
"""Tables that the catalogue has indicators for, and their first years."""

_YEAR = re.compile(r'"jahr":\s*(\d{4})')


@dataclass(frozen=True)
class Regionalatlas:
    """Day-care rates of Länder and Kreise.

    Args:
        server: without a slash at its end.
    """

    server: str = SERVER
    name: str = "regionalatlas"
    called: str = "Regionalatlas"
    pages: tuple[Page, ...] = (
        Page(
            "Betreuungsquoten, Karten und Tabellen",
            "https://regionalatlas.statistikportal.de",
        ),
    )

    def fetch(self, web: Web, kept: Kept) -> Iterator[Delivery | str]:
        """Return one file per table with the answers about the years that are not there yet and about the newest two."""
        return each_table(self.called, list(_TABLES), lambda table: self._table(web, kept, table))

    def _table(self, web: Web, kept: Kept, table: str) -> Iterator[Delivery]:
        target = kept.path(self.name, table, ".jsonl")
        if target.exists():  # an update of this day that was broken off later
            yield Delivery(table, target)
            return
        before = [path.read_text("utf-8") for path in kept.answers(self.name, table)]
        have = sorted({int(year) for text in before for year in _YEAR.findall(text)})
        begin = have[-AGAIN] if len(have) >= AGAIN else _TABLES[table]
        answers: list[str] = []
        for year in range(begin, int(kept.day[:4]) + 1):
            got = [answer for typ in _LEVELS if (answer := self._answer(web, table, typ, year))]
            answers += got
            if not got and answers:
                break  # not published yet
        known = {line for text in before for line in text.splitlines()}
        if not answers or all(answer in known for answer in answers):
            return
        write_atomically(target, "".join(f"{answer}\n" for answer in answers).encode())
        yield Delivery(table, target)

    def _answer(self, web: Web, table: str, typ: int, year: int) -> str:
        """Return one answer on one line, empty where the server has no figures of that year."""
        body = web.get(self.server + _PATH, _parameters(table, typ, year))
        place = f"{year}, {'Länder' if typ == 1 else 'Kreise'}"
        try:
            text = body.decode("utf-8-sig")
        except UnicodeDecodeError:
            raise DataError(f"{place}: Die Antwort ist kein Text in UTF-8.") from None
        field = re.compile(r"ai\d{4}")
        found = attributes_of(text, place)
        filled = any(v is not None and field.fullmatch(k) for a in found for k, v in a.items())
        return " ".join(text.splitlines()) if filled else ""


def _parameters(table: str, typ: int, year: int) -> dict[str, str]:
    joined = f"verwaltungsgrenzen_gesamt LEFT OUTER JOIN {table.lower().replace('-', '_')} ON ags = ags2 and jahr = jahr2"
    condition = f"typ = {typ} AND jahr = {year} AND (jahr2 = {year} OR jahr2 IS NULL)"
    source = {
        "geometryType": "esriGeometryPolygon",
        "workspaceId": "gdb",
        "query": f"SELECT * FROM {joined} WHERE {condition}",  # noqa: S608 (nothing in it comes from outside)
        "oidFields": "id",
        "spatialReference": {"wkid": 25832},
        "type": "queryTable",
    }
    layer = {"source": {"dataSource": source, "type": "dataLayer"}}
    return {
        "layer": json.dumps(layer, separators=(",", ":")),
        "f": "json",
        "outFields": "*",
        "returnGeometry": "false",
        "where": "1=1",
    }
