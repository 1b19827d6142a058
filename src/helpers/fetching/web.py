"""One polite client for all offices: one request at a time, pauses, retries with back-off, resumed downloads.

Proxies come from the environment (HTTPS_PROXY, NO_PROXY), certificates from the operating system. Redirects are not followed:
a header with a token would go along.
"""

from __future__ import annotations

import ssl
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from types import TracebackType
from typing import NamedTuple, Self, TypeVar

import httpx
import truststore

from helpers.errors import FetchError, Offline

Answer = TypeVar("Answer")

AGENT = "bildungsbericht (kommunale Bildungsberichte; ein Abruf je Sekunde)"
TRIES = 3
BUSY = frozenset({408, 429, 500, 502, 503, 504})
"""Statuses after which a later try can succeed."""

LONGEST_WAIT = 60.0
LARGEST = 64 * 2**20
"""Bytes of a table: the importer reads no larger ones."""


class Pace(NamedTuple):
    """How slowly to ask; tests ask faster.

    Args:
        pause: seconds between two requests, and before the second try; each further try waits twice as long.
        timeout: seconds without a byte after which a try has failed.
        sleep: waits for some seconds.
    """

    pause: float = 1.0
    timeout: float = 120.0
    sleep: Callable[[float], None] = time.sleep


class Marks(NamedTuple):
    """What a server says of a file's version, to ask later for newer ones only."""

    etag: str = ""
    modified: str = ""


class Web:
    """A client for the time of one update; use it in a `with` statement."""

    def __init__(self, pace: Pace = Pace()) -> None:  # noqa: B008 - immutable
        self._pace = pace
        self._asked = False
        self._client = httpx.Client(
            headers={"User-Agent": AGENT},
            timeout=httpx.Timeout(pace.timeout, connect=min(pace.timeout, 20)),
            verify=truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT),
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: type[BaseException] | BaseException | TracebackType | None) -> None:
        self._client.close()

    def get(self, url: str, parameters: Mapping[str, str]) -> bytes:
        """Return the body of an answer.

        Raises:
            FetchError: see `_tried`.
        """
        return self._tried(url, lambda: self._body(self._client.build_request("GET", url, params=parameters)))

    def post(self, url: str, form: Mapping[str, str], headers: Mapping[str, str]) -> bytes:
        """Return the body of the answer to a form, whatever the status below 500: the offices put their codes into it.

        Raises:
            FetchError: see `_tried`.
        """
        request = self._client.build_request("POST", url, data=dict(form), headers=dict(headers))
        return self._tried(url, lambda: self._body(request, refused=False))

    def download(self, url: str, target: Path, known: Marks = Marks()) -> Marks | None:  # noqa: B008 - immutable
        """Write a file, going on where an earlier try was cut off; None where the server has nothing newer than `known`.

        Raises:
            FetchError: see `_tried`; what has arrived stays for the next call.
        """
        return self._tried(url, lambda: self._piece(url, target, known))

    def _tried(self, url: str, ask: Callable[[], Answer]) -> Answer:
        """Return what a request gives, trying again where that can help.

        Raises:
            Offline: the server cannot be reached.
            FetchError: it refuses, is too slow, breaks off, or sends too much; one German sentence.
        """
        host = httpx.URL(url).host
        problem: FetchError | None = None
        wait = self._pace.pause
        for attempt in range(TRIES):
            if self._asked or attempt:
                self._pace.sleep(wait)
            self._asked = True
            try:
                return ask()
            except _Later as later:
                problem = FetchError(
                    f"{host} antwortet mit dem Status {later.status} und nimmt zurzeit nichts an."
                )
                wait = later.seconds or wait * 2
            except (httpx.ConnectError, httpx.ConnectTimeout, httpx.ProxyError) as error:
                problem, wait = Offline(_unreachable(host, error)), wait * 2
            except httpx.TimeoutException:
                problem, wait = FetchError(f"{host} hat zu lange nicht geantwortet."), wait * 2
            except httpx.TransportError:
                problem, wait = FetchError(f"Die Antwort von {host} brach ab."), wait * 2
            except httpx.DecodingError:
                problem, wait = FetchError(f"Die Antwort von {host} ist beschädigt."), wait * 2
        assert problem is not None
        raise problem

    def _body(self, request: httpx.Request, refused: bool = True) -> bytes:
        response = self._client.send(request, stream=True)
        try:
            if refused or response.status_code in BUSY:
                _check(response)
            body = bytearray()
            for piece in response.iter_bytes():
                body += piece
                if len(body) > LARGEST:
                    raise _too_large(request)
            return bytes(body)
        finally:
            response.close()

    def _piece(self, url: str, target: Path, known: Marks) -> Marks | None:
        partial, version = target.with_name(f"{target.name}.teil"), target.with_name(f"{target.name}.fassung")
        headers = {"If-None-Match": known.etag, "If-Modified-Since": known.modified}
        begun = version.read_text("utf-8") if partial.exists() and version.exists() else ""
        if begun:  # the server sends the rest of this version, or the whole of another one
            headers = {"Range": f"bytes={partial.stat().st_size}-", "If-Range": begun}
        request = self._client.build_request("GET", url, headers={k: v for k, v in headers.items() if v})
        response = self._client.send(request, stream=True)
        try:
            if response.status_code == httpx.codes.NOT_MODIFIED and not begun:
                return None
            if response.status_code == httpx.codes.REQUESTED_RANGE_NOT_SATISFIABLE and begun:
                partial.unlink()
                raise _Later(416, 0.0)
            _check(response)
            marks = Marks(response.headers.get("ETag", ""), response.headers.get("Last-Modified", ""))
            target.parent.mkdir(parents=True, exist_ok=True)
            # A weak ETag does not promise the same bytes.
            version.write_text((not marks.etag.startswith("W/") and marks.etag) or marks.modified, "utf-8")
            with partial.open("ab" if response.status_code == httpx.codes.PARTIAL_CONTENT else "wb") as file:
                for piece in response.iter_bytes():
                    file.write(piece)
                    if file.tell() > LARGEST:
                        raise _too_large(request)
            version.unlink()
            partial.replace(target)
            return marks
        finally:
            response.close()


class _Later(Exception):
    """The server asks to come back later."""

    def __init__(self, status: int, seconds: float) -> None:
        self.status, self.seconds = status, seconds


def _too_large(request: httpx.Request) -> FetchError:
    return FetchError(
        f"{request.url.host} schickt mehr als {LARGEST // 2**20} MB; so groß ist keine Tabelle."
    )


def _check(response: httpx.Response) -> None:
    if response.status_code in BUSY:
        said = response.headers.get("Retry-After", "")
        raise _Later(response.status_code, min(float(said), LONGEST_WAIT) if said.isdigit() else 0.0)
    if response.is_redirect:
        raise FetchError(
            f"{response.url.host} verweist auf eine andere Adresse ({response.headers.get('Location', '?')[:100]}); der Abruf folgt "
            "keinen Verweisen. Oft steckt eine Anmeldeseite des eigenen Netzes dahinter."
        )
    if response.status_code >= 400:
        raise FetchError(f"{response.url.host} lehnt den Abruf ab (Status {response.status_code}).")


def _unreachable(host: str, error: httpx.TransportError) -> str:
    if "CERTIFICATE_VERIFY_FAILED" in str(error):
        return (
            f"Das Zertifikat von {host} lässt sich nicht prüfen. In einem Netz mit eigenem Zertifikat muss die IT es dem "
            "Betriebssystem bekannt machen."
        )
    if isinstance(error, httpx.ProxyError):
        return f"Der Proxy lässt den Abruf von {host} nicht zu. Bitte HTTPS_PROXY prüfen."
    return f"{host} ist nicht erreichbar."
