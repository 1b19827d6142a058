"""Regionaldatenbank Deutschland: finished table files without an account; further tables by its service, with a token."""

from __future__ import annotations

import json
import os
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from hashlib import sha256
from pathlib import Path
from typing import Any

from helpers.errors import FetchError
from helpers.fetching.deliveries import Kept
from helpers.fetching.office import Delivery, Page, each_table
from helpers.fetching.web import Web
from helpers.files import write_atomically

SERVER = "https://www.regionalstatistik.de"
TOKEN = "REGIONALDATENBANK_TOKEN"  # noqa: S105 (the name of a variable)

_FILES = (
    "12411-02-03-4",
    "13211-02-05-4",
    "21111-01-03-4",
    "21111-02-06-4",
    "21121-02-02-4",
    "82411-01-03-4",
)
"""Tables that are offered as finished files."""

_BY_SERVICE = ("12411-01-01-4", "21311-01-01-4-B", "22543-03-01-4-B")
"""Tables of the catalogue that only the service gives."""

FIRST_YEAR = 2008
"""The service is asked for this year and later ones."""

_ZIP = b"PK\x03\x04"
_TOO_LARGE = 98
_NOTHING_NEWER = 50
_NOTHING = (_NOTHING_NEWER, 103, 104)
"""No fault where only some years are asked for."""

_CODES = {
    2: "kennt den Zugang nicht; bitte REGIONALDATENBANK_TOKEN prüfen",
    15: "verlangt einen Zugang; bitte REGIONALDATENBANK_TOKEN setzen",
    90: "kennt die Tabelle nicht",
    _TOO_LARGE: "gibt selbst ein einzelnes Jahr nur als Auftrag; bitte im Browser herunterladen",
    99: "hat einen Auftrag angelegt, statt zu antworten; bitte im Browser unter „Mein Konto“ abholen",
    103: "hat dazu nichts",
    104: "hat dazu nichts",
}


@dataclass(frozen=True)
class Regionaldatenbank:
    """Population, unemployment, pupils, leavers, students, day care and income of Kreise.

    Args:
        server: without a slash at its end.
    """

    server: str = SERVER
    name: str = "regionaldatenbank"
    called: str = "Regionaldatenbank"
    pages: tuple[Page, ...] = tuple(
        Page(
            f"Tabelle {table}",
            f"https://www.regionalstatistik.de/genesis/online?operation=table&code={table}",
        )
        for table in (*_FILES, *_BY_SERVICE)
    )

    def fetch(self, web: Web, kept: Kept) -> Iterator[Delivery | str]:
        """Yield each table that differs from the last one; tables of the service only where there is a token."""
        token = os.environ.get(TOKEN, "").strip()
        years = (FIRST_YEAR, int(kept.day[:4]))
        yield from each_table(self.called, _FILES, lambda table: self._file(web, kept, table))
        if token:
            by_service = partial(self._by_service, web, kept, years=years, token=token)
            yield from each_table(self.called, _BY_SERVICE, by_service)
        else:
            yield (
                f"{self.called}: Ohne Zugang nicht zu haben sind {', '.join(_BY_SERVICE)}. Der Zugang ist kostenlos; das Token "
                f"gehört in die Umgebungsvariable {TOKEN}."
            )

    def _file(self, web: Web, kept: Kept, table: str) -> Iterator[Delivery]:
        target = kept.path(self.name, table, ".csv")
        before, marks = kept.latest(self.name, table)
        if target.exists():  # an update of this day that was broken off later
            yield Delivery(table, target)
            return
        new = web.download(f"{self.server}/genesisws/downloader/00/tables/{table}_00.csv", target, marks)
        if new is None:
            return
        if problem := _no_table(target.read_bytes(), table):
            target.unlink()
            raise FetchError(problem)
        yield from _unless_same(Delivery(table, target, new), before)

    def _by_service(
        self, web: Web, kept: Kept, table: str, years: tuple[int, int], token: str
    ) -> Iterator[Delivery]:
        """Yield a table in as many pieces as the service wants: what is too large for it is asked for in halves."""
        piece = f"{table}-{years[0]}-{years[1]}"
        target = kept.path(self.name, piece, ".zip")
        before, _ = kept.latest(self.name, piece)
        form = {
            "name": table,
            "area": "all",
            "compress": "false",
            "format": "ffcsv",
            "language": "de",
            "job": "false",
            "startyear": str(years[0]),
            "endyear": str(years[1]),
        }
        url = f"{self.server}/genesisws/rest/2020/data/tablefile"
        body = web.post(url, form, {"username": token, "password": ""})
        if body.startswith(_ZIP):
            write_atomically(target, body)
            yield from _unless_same(Delivery(piece, target), before)
            return
        code = _code(body)
        if code == _TOO_LARGE and years[0] < years[1]:
            middle = sum(years) // 2
            yield from self._by_service(web, kept, table, (years[0], middle), token)
            yield from self._by_service(web, kept, table, (middle + 1, years[1]), token)
        elif code not in _NOTHING or (code != _NOTHING_NEWER and years == (FIRST_YEAR, int(kept.day[:4]))):
            raise FetchError(f"Der Dienst {_CODES.get(code, f'meldet den Fehler {code}')}.")


def _no_table(content: bytes, table: str) -> str:
    """Return a sentence where the content is not the file of a table."""
    start = content[:300].removeprefix(b"\xef\xbb\xbf").lstrip()
    if start.startswith(b"<"):
        return "Statt der Tabelle kam eine Webseite; vielleicht wartet der Server gerade."
    if not start.startswith(b"GENESIS-Tabelle"):
        return "Statt der Tabelle kam etwas anderes; eine Tabelle beginnt mit „GENESIS-Tabelle“."
    if table.encode() not in start:
        return f"Es kam eine andere Tabelle: „{start.splitlines()[0].decode('cp1252', 'replace')[:80]}“."
    if b"Stand:" not in content[-200:]:  # the last line
        return "Die Tabelle ist nicht vollständig angekommen: Am Ende fehlt ihr Stand."
    return ""


def _unless_same(delivery: Delivery, before: Path | None) -> Iterator[Delivery]:
    """Yield the delivery; nothing, and nothing left of it, where the same has been accepted before."""
    if before is not None and _content(before) == _content(delivery.path):
        delivery.path.unlink()
        return
    yield delivery


def _content(path: Path) -> object:
    """Return what tells a file's content from another's: an archive also holds the time at which it was made."""
    try:
        with zipfile.ZipFile(path) as archive:
            return sorted((member.CRC, member.file_size) for member in archive.infolist())
    except zipfile.BadZipFile:
        return sha256(path.read_bytes()).digest()


def _code(body: bytes) -> int:
    """Return the service's status code, which stands in an envelope or alone; −1 where there is none.

    Raises:
        FetchError: the answer is no JSON.
    """
    try:
        content: Any = json.loads(body.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        said = (
            "eine Webseite"
            if body.lstrip(b"\xef\xbb\xbf \r\n").startswith(b"<")
            else "etwas Unverständliches"
        )
        raise FetchError(f"Der Dienst schickt {said} statt einer Tabelle.") from None
    status = content.get("Status", content) if isinstance(content, dict) else {}
    code = status.get("Code") if isinstance(status, dict) else None
    return code if isinstance(code, int) else -1
