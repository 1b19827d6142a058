"""The sample configuration of the handbook, in a real nginx of Debian: what it serves, refuses and says in its headers."""

from __future__ import annotations

import urllib.error
import urllib.request
from collections.abc import Iterator

import pytest

from helpers.publish.site.write import write_folder
from tests.webserver import SAMPLES, served

FILES = {
    "index.html": b"<!DOCTYPE html><title>Start</title>",
    "404.html": b"<!DOCTYPE html><title>Diese Seite gibt es nicht</title>",
    "2025/index.html": b"<!DOCTYPE html><title>2025</title>",
    "daten/alle-zahlen.csv": b"Jahr;Wert\n",
    "dcat-ap.jsonld": b"{}",
    "feed.xml": b"<feed/>",
    "gross.html": b"<!DOCTYPE html><title>Viel</title>" + b"<p>Text</p>" * 1000,
    "figures.parquet": b"PAR1" * 1000,
}
HEADERS = ("Content-Security-Policy", "X-Content-Type-Options", "Referrer-Policy", "Permissions-Policy")


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("nginx")
    write_folder(FILES, folder / "web")
    with served(folder / "web", folder) as address:
        yield address


def get(url: str, method: str = "GET") -> tuple[int, dict[str, str], str]:
    try:
        with urllib.request.urlopen(urllib.request.Request(url, method=method), timeout=10) as answer:
            return answer.status, dict(answer.headers), answer.read().decode()
    except urllib.error.HTTPError as error:
        with error:
            return error.code, dict(error.headers), error.read().decode()


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("", "text/html; charset=utf-8"),
        ("2025/", "text/html; charset=utf-8"),
        ("daten/alle-zahlen.csv", "text/csv"),
        ("dcat-ap.jsonld", "application/ld+json"),
        ("feed.xml", "application/xml"),
    ],
)
def test_pages_and_data_with_their_types_and_headers(server: str, path: str, kind: str) -> None:
    status, headers, _ = get(server + path)
    assert (status, headers["Content-Type"].partition(";")[0]) == (200, kind.partition(";")[0])
    assert [name for name in HEADERS if name not in headers] == []
    assert "1." not in headers["Server"]


def test_what_is_not_there_is_the_error_page(server: str) -> None:
    for path in ("weg.html", ".bildungsbericht.json", "daten/"):
        status, headers, _ = get(server + path)
        assert status in (403, 404), path
        assert "Content-Security-Policy" in headers
    assert "Diese Seite gibt es nicht" in get(server + "weg.html")[2]
    assert "Diese Seite gibt es nicht" in get(server + ".bildungsbericht.json")[2]


def test_text_is_sent_compressed_and_data_can_be_read_in_parts(server: str) -> None:
    """The stated sizes of pages are those of compressed ones; a compressed file has no parts to ask for."""
    packed = {"Accept-Encoding": "gzip"}
    for path, encoding in (("gross.html", "gzip"), ("figures.parquet", None)):
        with urllib.request.urlopen(
            urllib.request.Request(server + path, headers=packed), timeout=10
        ) as answer:
            assert answer.headers["Content-Encoding"] == encoding
    asked = urllib.request.Request(server + "figures.parquet", headers={**packed, "Range": "bytes=-4"})
    with urllib.request.urlopen(asked, timeout=10) as answer:
        assert (answer.status, answer.read()) == (206, b"PAR1")


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE"])
def test_nothing_is_taken(server: str, method: str) -> None:
    assert get(server, method)[0] in (403, 405)


def test_both_samples_say_the_same() -> None:
    nginx, apache = ((SAMPLES / f"{name}.conf").read_text("utf-8") for name in ("nginx", "apache"))
    for name in HEADERS:
        said = nginx.split(f"add_header {name} ")[1].split(" always")[0]
        assert f"Header always set {name} {said}\n" in apache
    kinds = nginx.split("gzip_types ")[1].split(";")[0]
    assert f"AddOutputFilterByType DEFLATE text/html {kinds}\n" in apache
