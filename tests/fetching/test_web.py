"""The client: retries, pauses, resumed downloads, and one sentence for everything that can go wrong."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from helpers.errors import FetchError, Offline
from helpers.fetching.web import AGENT, Marks, Pace, Web
from tests.fetching.standin import StandIn, running

TABLE = "/genesisws/downloader/00/tables/21111-02-06-4_00.csv"


@pytest.fixture
def server() -> Iterator[StandIn]:
    with running() as found:
        found.files["21111-02-06-4"] = b"GENESIS-Tabelle" * 100
        yield found


@pytest.fixture
def waits() -> list[float]:
    return []


@pytest.fixture
def web(waits: list[float]) -> Iterator[Web]:
    with Web(Pace(1.0, 0.2, waits.append)) as found:
        yield found


def test_it_pauses_between_requests_and_says_who_asks(
    server: StandIn, web: Web, waits: list[float], tmp_path: Path
) -> None:
    for name in ("eins", "zwei", "drei"):
        web.download(server.url + TABLE, tmp_path / name)
    assert waits == [1.0, 1.0]
    assert {headers["User-Agent"] for headers in server.headers} == {AGENT}


@pytest.mark.parametrize("fault", [429, 500, 502, 503, 504, "cut", "slow"])
def test_what_passes_is_tried_again_with_back_off(
    server: StandIn, web: Web, waits: list[float], tmp_path: Path, fault: int | str
) -> None:
    server.faults[TABLE] = [fault, fault]
    web.download(server.url + TABLE, tmp_path / "tabelle.csv")
    assert (tmp_path / "tabelle.csv").read_bytes() == server.files["21111-02-06-4"]
    assert waits == ([2.0] if fault == "cut" else [2.0, 4.0])  # the rest of what was cut comes at once
    assert sorted(path.name for path in tmp_path.iterdir()) == ["tabelle.csv"]


@pytest.mark.parametrize(
    ("fault", "said"),
    [
        (429, "antwortet mit dem Status 429"),
        (503, "antwortet mit dem Status 503"),
        ("slow", "zu lange nicht geantwortet"),
        ("cut", "brach ab"),
    ],
)
def test_what_does_not_pass_is_one_sentence(
    server: StandIn, web: Web, tmp_path: Path, fault: int | str, said: str
) -> None:
    server.faults["tables"] = [fault] * 3
    if fault == "cut":
        server.faults["tables"] = []
        server.faults["rest"] = ["cut"] * 3
        with pytest.raises(FetchError, match=said):
            web.post(f"{server.url}/rest/data/tablefile", {"name": "x"}, {})
        return
    with pytest.raises(FetchError, match=said):
        web.download(server.url + TABLE, tmp_path / "tabelle.csv")
    assert not (tmp_path / "tabelle.csv").exists()


@pytest.mark.parametrize(
    ("status", "said"), [(401, "Status 401"), (404, "Status 404"), (302, "Anmeldeseite")]
)
def test_a_refusal_is_not_tried_again(
    server: StandIn, web: Web, tmp_path: Path, status: int, said: str
) -> None:
    server.faults[TABLE] = [status]
    with pytest.raises(FetchError, match=said):
        web.download(server.url + TABLE, tmp_path / "tabelle.csv")
    assert sum(server.asked.values()) == 1


def test_a_cut_download_goes_on_where_it_was_cut(server: StandIn, web: Web, tmp_path: Path) -> None:
    server.faults[TABLE] = ["cut"]
    server.files["21111-02-06-4"] = bytes(range(256)) * 1000
    marks = web.download(server.url + TABLE, tmp_path / "tabelle.csv")
    assert (tmp_path / "tabelle.csv").read_bytes() == server.files["21111-02-06-4"]
    assert server.headers[1]["Range"].startswith("bytes=")
    assert marks is not None
    assert server.headers[1]["If-Range"] == marks.etag


def test_a_download_that_changed_meanwhile_begins_anew(server: StandIn, web: Web, tmp_path: Path) -> None:
    (tmp_path / "tabelle.csv.teil").write_bytes(b"alte Fassung")
    (tmp_path / "tabelle.csv.fassung").write_text('"alt"')
    web.download(server.url + TABLE, tmp_path / "tabelle.csv")
    assert (tmp_path / "tabelle.csv").read_bytes() == server.files["21111-02-06-4"]


def test_what_is_known_is_not_sent_again(server: StandIn, web: Web, tmp_path: Path) -> None:
    marks = web.download(server.url + TABLE, tmp_path / "tabelle.csv")
    assert marks not in (None, Marks())
    assert web.download(server.url + TABLE, tmp_path / "neu.csv", marks) is None
    assert not (tmp_path / "neu.csv").exists()


def test_without_a_network(web: Web, tmp_path: Path) -> None:
    with pytest.raises(Offline, match=r"127\.0\.0\.1 ist nicht erreichbar"):
        web.download("http://127.0.0.1:9" + TABLE, tmp_path / "tabelle.csv")
