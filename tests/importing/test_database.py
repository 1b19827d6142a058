"""Databases: a query that only reads, passwords of any signs, nothing secret in a message."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import NoReturn

import pytest
import sqlalchemy
from sqlalchemy import create_engine, text

from helpers.errors import DataError
from helpers.importing import database, run_import
from helpers.paths import Project

Stored = Callable[[str], dict[tuple[str, str, str, str], dict[str, str]]]

DATABASE = """geprueft: true
quelle: stadt-jugendamt
stand: "2025-03-01"
datenbank:
  url: "sqlite:///$KITA_DB"
  abfrage: "{query}"
spalten:
  - {{spalte: stadtteil, ist: gebiet}}
  - {{spalte: jahr, ist: zeit}}
  - {{spalte: kinder, ist: wert, indikator: betreute_kinder_u3}}
"""


@pytest.fixture
def kita_db(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = tmp_path / "kita.db"
    engine = create_engine(f"sqlite:///{path}")
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE kita (stadtteil TEXT, jahr INTEGER, kinder INTEGER)"))
        connection.execute(text("INSERT INTO kita VALUES ('Nordstadt', 2025, 55), ('Südstadt', 2025, NULL)"))
    engine.dispose()
    monkeypatch.setenv("KITA_DB", str(path))
    return path


def test_query_of_a_database_is_imported(
    project: Project, put: Callable[..., Path], kita_db: Path, stored: Stored
) -> None:
    mapping = put(
        "kita-db.yml",
        DATABASE.format(query="SELECT stadtteil, jahr, kinder FROM kita ORDER BY stadtteil"),
        "utf-8",
    )
    run_import([mapping], "augsburg", project)
    rows = stored("augsburg/stadt-jugendamt.csv")
    assert {key[1]: row["value"] for key, row in rows.items()} == {"09761-01": "55"}
    assert rows["betreute_kinder_u3", "09761-01", "", "2025"]["file"] == "kita-db.yml"


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ("SELECT * FROM keine", "Die Datenbank lässt sich nicht abfragen"),
        ("DROP TABLE kita", "muss mit SELECT beginnen"),
        ("PRAGMA table_info(kita)", "muss mit SELECT beginnen"),
        ("WITH x AS (SELECT 1) DELETE FROM kita", "„abfrage“ enthält „DELETE“"),
        ("SELECT 1; DROP TABLE kita", "mehrere Anweisungen"),
        ("SELECT * INTO neu FROM kita", "enthält „INTO“"),
        ("SELECT * FROM kita FOR UPDATE", "enthält „UPDATE“"),
        ("SELECT 1 /*! INTO OUTFILE x */", "darf weder"),
        ("SELECT stadtteil, jahr FROM kita", "Die Spalte „kinder“ der Zuordnung gibt es nicht"),
        ("SELECT stadtteil, jahr, kinder, kinder FROM kita", "zwei Spalten „kinder“"),
    ],
)
def test_mistakes_in_a_query_are_named(
    project: Project, put: Callable[..., Path], kita_db: Path, query: str, message: str
) -> None:
    with pytest.raises(DataError, match=message):
        run_import([put("kita-db.yml", DATABASE.format(query=query), "utf-8")], "augsburg", project)
    assert not (project.data / "augsburg" / "stadt-jugendamt.csv").exists()


def test_variable_of_the_url_that_is_not_set_is_named(
    project: Project, put: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("KITA_DB", raising=False)
    with pytest.raises(DataError, match="Umgebungsvariable 'KITA_DB'"):
        run_import([put("kita-db.yml", DATABASE.format(query="SELECT 1"), "utf-8")], "augsburg", project)


@pytest.mark.parametrize(
    "query",
    [
        "select stadtteil, jahr, kinder from kita where stadtteil <> 'update; drop'",
        "WITH k AS (SELECT * FROM kita) SELECT stadtteil, jahr, kinder FROM k -- delete nothing",
        "SELECT stadtteil, jahr, kinder FROM kita WHERE stadtteil LIKE 'N%' OR stadtteil = ':x';",
    ],
)
def test_words_in_texts_and_comments_are_no_statements(
    project: Project, put: Callable[..., Path], kita_db: Path, stored: Stored, query: str
) -> None:
    mapping = DATABASE.format(query="QUERY").replace('"QUERY"', f">-\n    {query}")
    run_import([put("kita-db.yml", mapping, "utf-8")], "augsburg", project)
    assert (
        stored("augsburg/stadt-jugendamt.csv")["betreute_kinder_u3", "09761-01", "", "2025"]["value"] == "55"
    )


def test_the_database_itself_is_opened_for_reading_only(
    kita_db: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database, "_refuse_writing", lambda *_: None)
    before = kita_db.read_bytes()
    for statement in (
        "DELETE FROM kita",
        "CREATE TABLE neu (a)",
        "INSERT INTO kita VALUES ('x', 1, 1) RETURNING *",
    ):
        with pytest.raises(DataError, match="lässt sich nicht abfragen"):
            database.load("sqlite:///$KITA_DB", statement, "kita.yml")
    assert kita_db.read_bytes() == before


def test_a_database_that_is_not_there_is_not_made(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="lässt sich nicht abfragen"):
        database.load(f"sqlite:///{tmp_path / 'fehlt.db'}", "SELECT 1", "kita.yml")
    assert not list(tmp_path.iterdir())


PASSWORDS = ["p/ss@w:rd#?&=%25+ ", "a@b@c", "1:2/3", "ganz$normal", "Käse"]


@pytest.mark.parametrize("password", PASSWORDS)
@pytest.mark.parametrize("spelling", ["$PW", "${PW}"])
def test_passwords_of_any_signs_reach_the_driver_and_no_message(
    monkeypatch: pytest.MonkeyPatch, password: str, spelling: str
) -> None:
    monkeypatch.setenv("PW", password)
    monkeypatch.setenv("WER", "amt@stadt")
    monkeypatch.setenv("SERVER", "db.stadt.example")
    seen: list[sqlalchemy.URL] = []

    def refuse(url: sqlalchemy.URL, **_: object) -> NoReturn:
        seen.append(url)
        quoted = url.render_as_string(hide_password=False)
        raise sqlalchemy.exc.OperationalError(
            "SELECT 1", {}, Exception(f"cannot log in {url.username} with {url.password} at {quoted}")
        )

    monkeypatch.setattr(sqlalchemy, "create_engine", refuse)
    with pytest.raises(DataError, match="lässt sich nicht abfragen") as problem:
        database.load(f"postgresql+psycopg://$WER:{spelling}@$SERVER:5433/kita", "SELECT 1", "kita.yml")
    (url,) = seen
    assert (url.username, url.password, url.host, url.port, url.database) == (
        "amt@stadt", password, "db.stadt.example", 5433, "kita",
    )  # fmt: skip
    assert password not in str(problem.value)
    assert "%40" not in str(problem.value)


@pytest.mark.parametrize(
    "url", ["postgresql://u:geh@im/w@server/db", "postgresql://u:p@server:geheim/db", "geheim"]
)
def test_an_address_that_cannot_be_read_is_not_repeated(url: str) -> None:
    with pytest.raises(DataError, match="keine Adresse einer Datenbank") as problem:
        database.load(url, "SELECT 1", "kita.yml")
    assert "geh" not in str(problem.value)


def test_a_whole_address_may_stand_in_one_variable(kita_db: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KITA_URL", f"sqlite:///{kita_db}")
    table = database.load("$KITA_URL", "SELECT stadtteil, kinder FROM kita", "kita.yml")
    assert table.header == ["stadtteil", "kinder"]
    assert [line.cells for line in table.rows] == [["Nordstadt", 55.0], ["Südstadt", None]]


def test_other_kinds_and_missing_drivers_are_named() -> None:
    with pytest.raises(DataError, match=r"„db2“ werden nicht gelesen|keine Adresse"):
        database.load("db2://server/kita", "SELECT 1", "kita.yml")
    with pytest.raises(DataError, match="make setup GROUP=database"):
        database.load("postgresql+pg8000://server/kita", "SELECT 1", "kita.yml")


def test_results_too_large_are_refused_not_cut(kita_db: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(database, "MAX_CELLS", 3)
    with pytest.raises(DataError, match="mehr als 3 Zellen"):
        database.load("sqlite:///$KITA_DB", "SELECT stadtteil, jahr, kinder FROM kita", "kita.yml")
