"""The preview's web server: this computer only, the pages of `_build/<city>/vorschau/`, and news of newer ones.

Other accounts of this computer reach the port, too: every address begins with a token, `/<token>/…`, that only whoever started the
preview is told. What stands in the table comes after it.

| Address | What |
|---|---|
| `/` | leads to the page that was asked for |
| `/<city>/…` | the report; while the last build has failures, they stand in place of every page |
| `/letzter-stand/<city>/…` | the last good report, for as long as there are failures |
| `/-/vorschau.js`, `/-/vorschau.css` | what is added to the pages; the published report has neither |
| `/-/ereignisse?kommune=…&stand=…` | server-sent events: `neu` as soon as there is another version than the one seen |
"""

from __future__ import annotations

import os
import re
import secrets
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from mimetypes import guess_type
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, quote, unquote, urlsplit

from jinja2 import Environment, FileSystemLoader

from helpers.paths import Project
from helpers.publish.preview.board import Board
from helpers.publish.preview.build import folder

ADDED = Path(__file__).parent / "site"
OWN, LAST_GOOD = "-", "letzter-stand"
HEARTBEAT = 15.0
"""Seconds after which an open stream of events says that it is still there; a closed page is noticed then."""

_HEAD, _BODY = re.compile(r"</head>", re.IGNORECASE), re.compile(r'<header class="top">|(?<=<body>)')


@dataclass(frozen=True)
class Site:
    """What a server shows.

    Args:
        project: the checkout.
        names: German name of each municipality by its folder.
        page: address of the page to open, relative to a report.
        board: what there is to see of each municipality.
    """

    project: Project
    names: Mapping[str, str]
    page: str
    board: Board


class Server(ThreadingHTTPServer):
    """Serves a site on a free port of this computer, to this computer.

    Args:
        site: what to show.
    """

    daemon_threads = True  # an open stream of events does not keep the command from ending

    def __init__(self, site: Site) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.site = site
        self.token = secrets.token_urlsafe(16)
        self.templates = Environment(
            loader=FileSystemLoader(ADDED), autoescape=True, trim_blocks=True, lstrip_blocks=True
        )

    @property
    def address(self) -> str:
        """The address to open."""
        return f"http://127.0.0.1:{self.server_port}/{self.token}/"

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Keep quiet about browsers that close a connection; show everything else."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)


class Handler(BaseHTTPRequestHandler):
    """Answers one request."""

    server: Server
    server_version, sys_version = "Vorschau", ""

    def log_message(self, *_: Any) -> None:
        """Say nothing: the terminal is for what is built."""

    def do_HEAD(self) -> None:
        """Answer without a body."""
        self.do_GET()

    def do_GET(self) -> None:
        """Answer with a page, a file, or news."""
        # A foreign page whose name is made to point to this computer sends its own name here (DNS rebinding).
        if self.headers.get("Host") not in {
            f"{name}:{self.server.server_port}" for name in ("127.0.0.1", "localhost")
        }:
            return self._refuse(
                HTTPStatus.FORBIDDEN, "Diese Vorschau antwortet nur unter ihrer eigenen Adresse."
            )
        address = urlsplit(self.path)
        parts = unquote(address.path).split("/")[1:]
        if not parts or any(
            part in (".", "..") or "\\" in part or "\0" in part or ":" in part for part in parts
        ):
            return self._missing()
        token, *parts = parts
        if not parts or not secrets.compare_digest(token.encode(), self.server.token.encode()):
            return self._refuse(
                HTTPStatus.FORBIDDEN, "Diese Vorschau öffnet nur die ganze Adresse, die im Terminal steht."
            )
        first, rest = parts[0], parts[1:]
        site = self.server.site
        if not first:
            city = parse_qs(address.query).get("kommune", site.board.by_interest())[0]
            return self._lead(f"/{city}/{site.page}") if city in site.names else self._missing()
        if first == OWN:
            return self._own(rest, parse_qs(address.query))
        good = first == LAST_GOOD
        if good and rest:
            first, rest = rest[0], rest[1:]
        if first not in site.names or not rest:
            return self._missing()
        if good and not site.board.state(first).failures:
            return self._lead("/" + "/".join([first, *rest]))
        try:
            return self._report(first, "/".join(rest) or "index.html", good)
        except (FileNotFoundError, NotADirectoryError):  # replaced by a newer build between two steps
            return self._missing()

    def _report(self, city: str, path: str, good: bool) -> None:
        """Send a page or file of a report, or what keeps it from being built."""
        site = self.server.site
        root = folder(site.project, city).resolve()
        file = (root / path).resolve()
        inside = file.is_relative_to(root) and os.path.isfile(file)  # noqa: PTH113 (names that are too long are no files)
        if not path.endswith(".html"):
            return self._send(file.read_bytes(), _type(file)) if inside else self._missing()
        site.board.look_at(city)
        state = site.board.state(city)
        shown: dict[str, Any] = {
            "city": city,
            "name": site.names[city],
            "names": site.names if len(site.names) > 1 else {},
            "failing": {c for c in site.names if site.board.state(c).failures},
            "path": path,
            "version": state.version,
            "good": good,
            "base": f"/{self.server.token}",
            "last_good": f"/{self.server.token}/{LAST_GOOD}/{quote(city)}/{quote(path if inside else 'index.html')}"
            if (root / "index.html").is_file()
            else "",
        }
        if not good and (state.failures or not state.built):
            status = HTTPStatus.INTERNAL_SERVER_ERROR if state.failures else HTTPStatus.OK
            page = self.server.templates.get_template("stand.html").render(failures=state.failures, **shown)
            return self._send(page.encode(), "text/html; charset=utf-8", status)
        if not inside:
            page = self.server.templates.get_template("fehlt.html").render(**shown)
            return self._send(page.encode(), "text/html; charset=utf-8", HTTPStatus.NOT_FOUND)
        head = self.server.templates.get_template("kopf.html").render(**shown)
        bar = self.server.templates.get_template("leiste.html").render(**shown)
        text = _HEAD.sub(lambda found: head + found[0], file.read_text("utf-8"), count=1)
        text = _BODY.sub(lambda found: bar + found[0], text, count=1)
        return self._send(text.encode(), "text/html; charset=utf-8")

    def _own(self, rest: list[str], query: Mapping[str, list[str]]) -> None:
        """Send what is added to the pages, or news."""
        if rest == ["ereignisse"]:
            return self._events(query)
        if rest in (["vorschau.js"], ["vorschau.css"]):
            return self._send((ADDED / rest[0]).read_bytes(), _type(Path(rest[0])))
        return self._missing()

    def _events(self, query: Mapping[str, list[str]]) -> None:
        """Say when there is another version than the one that the page shows."""
        city, seen = query.get("kommune", [""])[0], query.get("stand", [""])[0]
        if city not in self.server.site.names or not (seen.isascii() and seen.isdigit()):
            return self._missing()
        self._head("text/event-stream", HTTPStatus.OK)
        if self.command == "HEAD":
            return None
        while not self.server.site.board.wait(city, int(seen), HEARTBEAT):
            self.wfile.write(b": noch da\n\n")
        version = self.server.site.board.state(city).version
        self.wfile.write(f"event: neu\ndata: {version}\n\n".encode())
        return None

    def _lead(self, address: str) -> None:
        self.send_response(HTTPStatus.FOUND)
        self.send_header("Location", quote(f"/{self.server.token}{address}"))
        self.send_header("Content-Length", "0")
        self.end_headers()

    def _missing(self) -> None:
        self._refuse(HTTPStatus.NOT_FOUND, "Diese Seite gibt es in der Vorschau nicht.")

    def _refuse(self, status: HTTPStatus, sentence: str) -> None:
        self._send(f"{sentence}\n".encode(), "text/plain; charset=utf-8", status)

    def _send(self, content: bytes, type_: str, status: HTTPStatus = HTTPStatus.OK) -> None:
        self._head(type_, status, len(content))
        if self.command != "HEAD":
            self.wfile.write(content)

    def _head(self, type_: str, status: HTTPStatus, length: int | None = None) -> None:
        self.send_response(status)
        self.send_header("Content-Type", type_)
        if length is not None:
            self.send_header("Content-Length", str(length))
        self.send_header("Cache-Control", "no-store")
        self.send_header("X-Content-Type-Options", "nosniff")
        self.send_header("Cross-Origin-Resource-Policy", "same-origin")
        self.send_header("X-Frame-Options", "SAMEORIGIN")
        self.send_header("Referrer-Policy", "no-referrer")
        self.end_headers()


def _type(file: Path) -> str:
    found = guess_type(file.name)[0] or "application/octet-stream"
    return f"{found}; charset=utf-8" if found.startswith("text/") else found
