"""A server on loopback that answers as the offices' services do."""

from __future__ import annotations

import json
import re
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

SPECIAL = {"nichts": 2222222222, "geheim": 5555555555, "unsicher": 7777777777}


class StandIn:
    """What the server has and what it was asked.

    Args:
        files: table → content of its finished file.
        atlas: (table with underscore, typ, year) → areas' attributes.
        service: table → body of the answer of the service.
        pieces: (table, first year, last year) → the same, for some years only.
        faults: path's part → faults that come first, one per request: a status, "cut", "slow" or a body.
    """

    def __init__(self) -> None:
        self.url = ""
        self.files: dict[str, bytes] = {}
        self.atlas: dict[tuple[str, int, int], list[dict[str, Any]]] = {}
        self.service: dict[str, bytes] = {}
        self.pieces: dict[tuple[str, int, int], bytes] = {}
        self.faults: dict[str, list[int | str | bytes]] = {}
        self.asked: Counter[str] = Counter()
        self.headers: list[dict[str, str]] = []

    def fault(self, path: str) -> int | str | bytes | None:
        for part, waiting in self.faults.items():
            if part in path and waiting:
                return waiting.pop(0)
        return None


class _Server(ThreadingHTTPServer):
    def handle_error(self, *_: Any) -> None:
        """Say nothing of clients that went away: they had waited long enough."""


@contextmanager
def running() -> Iterator[StandIn]:
    """Run a server for the time of a `with` statement."""
    server = StandIn()
    stop = threading.Event()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True  # or each answer waits 40 ms

        def log_message(self, *_: object) -> None: ...

        def send(
            self, status: int, body: bytes, headers: dict[str, str] | None = None, cut: bool = False
        ) -> None:
            self.send_response(status)
            for name, value in ({"Content-Length": str(len(body))} | (headers or {})).items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body[: len(body) // 2] if cut else body)
            self.close_connection = self.close_connection or cut

        def handle_any(self, form: dict[str, list[str]]) -> None:
            server.headers.append(dict(self.headers.items()))
            url = urlsplit(self.path)
            server.asked[url.path] += 1
            fault = server.fault(self.path)
            if fault == "slow":
                stop.wait(5)
                return None
            if isinstance(fault, bytes):
                return self.send(200, fault)
            if isinstance(fault, int):
                where = {"Location": "http://anmeldung.invalid/"} if fault == 302 else {}
                return self.send(fault, b"<html>Fehler</html>", where)
            cut = fault == "cut"
            if match := re.search(r"/tables/(.+)_00\.csv$", url.path):
                return self.file(server.files.get(match[1]), cut)
            if "dynamicLayer" in url.path:
                return self.send(200, self.map(parse_qs(url.query)["layer"][0]), cut=cut)
            if url.path.endswith("/data/tablefile"):
                years = (form["name"][0], int(form["startyear"][0]), int(form["endyear"][0]))
                unknown = b'{"Status": {"Code": 90, "Type": "Fehler"}}'
                body = server.pieces.get(years) or server.service.get(years[0], unknown)
                return self.send(200, body, cut=cut)
            return self.send(404, b"<html></html>")

        def file(self, content: bytes | None, cut: bool) -> None:
            if content is None:
                return self.send(404, b"<html>nicht da</html>")
            tag = f'"{hash(content)}"'
            if self.headers.get("If-None-Match") == tag:
                return self.send(304, b"")
            wanted = self.headers.get("Range")
            if wanted and self.headers.get("If-Range") == tag:
                begin = int(wanted.removeprefix("bytes=").rstrip("-"))
                return self.send(206, content[begin:], {"ETag": tag})
            return self.send(200, content, {"ETag": tag}, cut=cut)

        def map(self, layer: str) -> bytes:
            query = json.loads(layer)["source"]["dataSource"]["query"]
            match = re.search(r"JOIN (\w+) ON .* WHERE typ = (\d) AND jahr = (\d{4}) ", query)
            assert match, query
            found = server.atlas.get((match[1], int(match[2]), int(match[3])), [])
            features = [{"attributes": attributes} for attributes in found]
            return json.dumps({"displayFieldName": "", "features": features}).encode()

        def do_GET(self) -> None:
            self.handle_any({})

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            self.handle_any(parse_qs(body))

    http = _Server(("127.0.0.1", 0), Handler)
    http.daemon_threads = True
    server.url = f"http://127.0.0.1:{http.server_address[1]}"
    thread = threading.Thread(target=http.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield server
    finally:
        stop.set()
        http.shutdown()
        thread.join()
        http.server_close()


def area(ags: str, year: int, **figures: float | None) -> dict[str, Any]:
    """Return the attributes of an area as the map server writes them."""
    return {
        "id": 1, "ags": ags, "gen": "Neumünster", "gen2": f"{'Neumünster':<50}", "typ": 3, "jahr": year, "ags2": ags,
        "jahr2": year, **figures, **{f"{name}v": 0.1 for name in figures},
    }  # fmt: skip
