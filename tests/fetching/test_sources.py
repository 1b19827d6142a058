"""The sources against a stand-in: what they ask, keep and refuse."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from helpers.fetching.deliveries import Kept
from helpers.fetching.mapserver import Regionalatlas
from helpers.fetching.office import Delivery, Source
from helpers.fetching.regionaldatenbank import TOKEN, Regionaldatenbank
from helpers.fetching.web import Pace, Web
from helpers.paths import Project
from tests.fetching.standin import StandIn, area, running

TABLE = "21111-02-06-4"


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[StandIn]:
    monkeypatch.delenv(TOKEN, raising=False)
    with running() as found:
        for year in range(2011, 2025):
            found.atlas["ai003_3", 3, year] = [area("01004", year, ai0306=year - 1990.5, ai0307=92.1)]
        found.files[TABLE] = table()
        yield found


@pytest.fixture
def kept(tmp_path: Path) -> Kept:
    return Kept(Project(tmp_path), "2025-12-01")


def table(stand: str = "13.03.2025") -> bytes:
    return f"GENESIS-Tabelle: {TABLE}\nInhalt\nStand: {stand} / 16:40:08\n".encode("cp1252")


def fetched(source: Source, kept: Kept) -> tuple[dict[str, Path], str]:
    """Return the deliveries by table, and all sentences; keep the marks."""
    files, said = {}, []
    with Web(Pace(0.0, 0.3)) as web:
        for found in source.fetch(web, kept):
            if isinstance(found, Delivery):
                files[found.table] = found.path
                kept.remember(found.path, found.marks)
            else:
                said.append(found)
    return files, "\n".join(said)


def accepted(kept: Kept, day: str) -> Kept:
    """Accept what waits; return what is kept on another day."""
    kept.keep(kept.waiting())
    kept.forget_new()
    return Kept(kept.project, day)


def test_the_map_server_is_asked_year_by_year_until_there_are_no_figures(server: StandIn, kept: Kept) -> None:
    files, said = fetched(Regionalatlas(server.url), kept)
    assert list(files) == ["AI003-3"]
    years = [
        json.loads(line)["features"][0]["attributes"]["jahr"]
        for line in files["AI003-3"].read_text().splitlines()
    ]
    assert years == list(range(2011, 2025))
    assert said == ""


def test_later_only_the_newest_years_are_asked_for_again(server: StandIn, kept: Kept) -> None:
    fetched(Regionalatlas(server.url), kept)
    later = accepted(kept, "2026-01-15")
    server.asked.clear()
    assert fetched(Regionalatlas(server.url), later) == ({}, "")
    server.atlas["ai003_3", 3, 2024][0]["ai0306"] = 35.0
    server.atlas["ai003_3", 3, 2025] = [area("01004", 2025, ai0306=36.0)]
    files, _ = fetched(Regionalatlas(server.url), later)
    years = [
        json.loads(line)["features"][0]["attributes"]["jahr"]
        for line in files["AI003-3"].read_text().splitlines()
    ]
    assert years == [2023, 2024, 2025]


@pytest.mark.parametrize(
    ("fault", "said"),
    [
        (
            b'{"error":{"code":400,"message":"Invalid or missing input parameters."}}',
            "Der Server meldet einen Fehler",
        ),
        (b"<!DOCTYPE html><html></html>", "kein vollständiges JSON"),
        (b'{"features":[{"attributes":{"ags":"01"', "kein vollständiges JSON"),
        (b'{"features":{}}', "Erwartet wird eine Liste"),
        (b'{"features":[1]}', "Erwartet wird eine Liste"),
        (b"[]", "Erwartet wird eine Liste"),
        (b"\xff\xfe\x00", "kein Text in UTF-8"),
        (404, "Status 404"),
    ],
)
def test_a_wrong_answer_of_the_map_server_is_a_sentence(
    server: StandIn, kept: Kept, fault: int | bytes, said: str
) -> None:
    server.faults["ai003_3"] = [fault]
    files, sentences = fetched(Regionalatlas(server.url), kept)
    assert files == {}
    assert kept.waiting() == []
    assert "Regionalatlas AI003-3: " in sentences
    assert said in sentences


def test_a_table_is_kept_as_delivered_and_fetched_again_when_it_is_revised(
    server: StandIn, kept: Kept
) -> None:
    files, said = fetched(Regionaldatenbank(server.url), kept)
    assert files[TABLE].read_bytes() == table()
    assert files[TABLE].name == f"regionaldatenbank-{TABLE}_2025-12-01.csv"
    assert f"{TOKEN}" in said
    later = accepted(kept, "2026-01-15")
    assert TABLE not in fetched(Regionaldatenbank(server.url), later)[0]
    assert any("If-None-Match" in headers for headers in server.headers)
    server.files[TABLE] = table("14.03.2026")
    files, _ = fetched(Regionaldatenbank(server.url), later)
    assert files[TABLE].read_bytes() == table("14.03.2026")


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"<html><body>Wartung</body></html>", "eine Webseite"),
        (b"\xef\xbb\xbf<!DOCTYPE html>", "eine Webseite"),
        (b'{"Code": 15}', "etwas anderes"),
        (b"GENESIS-Tabelle: 12411-01-01-4\nStand: 1", "eine andere Tabelle"),
        (table()[:-30], "nicht vollständig"),
    ],
)
def test_what_is_not_the_table_is_refused(server: StandIn, kept: Kept, content: bytes, said: str) -> None:
    server.files[TABLE] = content
    files, sentences = fetched(Regionaldatenbank(server.url), kept)
    assert files == {}
    assert said in next(line for line in sentences.splitlines() if TABLE in line)
    assert kept.waiting() == []


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (b'{"Code": 15, "Content": "x", "Type": "ERROR"}', "verlangt einen Zugang"),
        (b'{"Code": 2, "Content": "x", "Type": "ERROR"}', "kennt den Zugang nicht"),
        (b'{"Status": {"Code": 90, "Type": "Fehler"}}', "kennt die Tabelle nicht"),
        (b'{"Status": {"Code": 98, "Type": "Fehler"}}', "nur als Auftrag"),
        (b'{"Status": {"Code": 99, "Type": "Information"}}', "Auftrag angelegt"),
        (b'{"Status": {"Code": 103}}', "hat dazu nichts"),
        (b'{"Status": {"Code": 104}}', "hat dazu nichts"),
        (b'{"Status": {"Code": -1}}', "meldet den Fehler -1"),
        (b'{"Status": {}}', "meldet den Fehler -1"),
        (b"\xef\xbb\xbf<html>404</html>", "eine Webseite"),
        (b"x", "etwas Unverständliches"),
    ],
)
def test_every_code_of_the_service_is_a_sentence_without_the_token(
    server: StandIn, kept: Kept, monkeypatch: pytest.MonkeyPatch, body: bytes, said: str
) -> None:
    monkeypatch.setenv(TOKEN, "geheimes-token")
    server.service["12411-01-01-4"] = body
    files, sentences = fetched(Regionaldatenbank(server.url), kept)
    assert set(files) == {TABLE}
    assert said in next(line for line in sentences.splitlines() if "12411-01-01-4" in line)
    assert "geheimes-token" not in sentences


def packed(content: str, when: tuple[int, int, int, int, int, int] = (2025, 12, 1, 8, 0, 0)) -> bytes:
    """Return an archive with a flat file, as the service sends it: with the time in it."""
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as file:
        file.writestr(zipfile.ZipInfo(f"12411-01-01-4_{when[3]}_de_flat.csv", when), content)
    return archive.getvalue()


def test_the_service_gets_the_token_in_a_header_and_gives_a_zip(
    server: StandIn, kept: Kept, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(TOKEN, "geheimes-token")
    server.service["12411-01-01-4"] = packed("statistics_code;1")
    server.service["21311-01-01-4-B"] = b'{"Status": {"Code": 50}}'
    files, sentences = fetched(Regionaldatenbank(server.url), kept)
    assert files["12411-01-01-4-2008-2025"].read_bytes() == packed("statistics_code;1")
    assert "21311-01-01-4-B" not in sentences  # 50: nothing newer
    asked = [headers for headers in server.headers if "username" in headers]
    assert {headers["username"] for headers in asked} == {"geheimes-token"}
    assert not any(
        "geheimes-token" in path.read_text("latin-1")
        for path in kept.project.root.rglob("*")
        if path.is_file()
    )


def test_the_same_table_packed_at_another_time_is_nothing_new(
    server: StandIn, kept: Kept, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(TOKEN, "x")
    server.service["12411-01-01-4"] = packed("statistics_code;1")
    fetched(Regionaldatenbank(server.url), kept)
    later = accepted(kept, "2025-12-24")
    server.service["12411-01-01-4"] = packed("statistics_code;1", (2025, 12, 24, 9, 0, 0))
    assert fetched(Regionaldatenbank(server.url), later)[0] == {}
    server.service["12411-01-01-4"] = packed("statistics_code;2", (2025, 12, 24, 9, 0, 0))
    assert list(fetched(Regionaldatenbank(server.url), later)[0]) == ["12411-01-01-4-2008-2025"]


def test_a_table_that_is_too_large_comes_in_pieces(
    server: StandIn, kept: Kept, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(TOKEN, "x")
    table = "21311-01-01-4-B"
    server.service[table] = b'{"Status": {"Code": 98}}'
    server.pieces = {
        (table, 2008, 2016): packed("a"),
        (table, 2017, 2021): packed("b"),
        (table, 2022, 2023): packed("c"),
        (table, 2024, 2025): b'{"Status": {"Code": 104}}',
    }
    files, sentences = fetched(Regionaldatenbank(server.url), kept)
    pieces = [f"{table}-2008-2016", f"{table}-2017-2021", f"{table}-2022-2023"]
    assert [name for name in files if name.startswith(table)] == pieces
    assert table not in sentences
