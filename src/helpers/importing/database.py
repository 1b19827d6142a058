"""Tables from a department's database: one query, in a transaction that can only read."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote, quote_plus

from helpers.errors import DataError
from helpers.importing.archive import MAX_CELLS
from helpers.importing.excel import plain
from helpers.importing.grid import Line, Table
from helpers.importing.values import short

if TYPE_CHECKING:
    import sqlalchemy

READ_ONLY = {
    "postgresql": "SET TRANSACTION READ ONLY",
    "mysql": "SET SESSION TRANSACTION READ ONLY",
    "mariadb": "SET SESSION TRANSACTION READ ONLY",
    "oracle": "SET TRANSACTION READ ONLY",
    "sqlite": "PRAGMA query_only = ON",
    "mssql": "SET TRANSACTION ISOLATION LEVEL READ COMMITTED",  # it knows no read-only transaction: what counts is the query
}
"""Databases that can be read, and what makes their transaction read only."""

_VARIABLE = re.compile(r"\$(?:\{(\w+)\}|(\w+))")
# What is neither keyword nor name: comments, strings, quoted names.
_QUOTED = re.compile(r"--[^\n]*|/\*.*?\*/|'(?:[^']|'')*'|\"[^\"]*\"|`[^`]*`", re.DOTALL)
_WRITES = re.compile(
    r"\b(insert|update|delete|merge|into|drop|alter|create|truncate|grant|exec|execute|lock)\b", re.IGNORECASE
)


def load(url: str, query: str, place: str) -> Table:
    """Read the result of a query over SQLAlchemy; `$NAME` in the URL comes from the environment.

    Nothing is ever written: only a query is let through, the transaction is read only where the database knows that, and it is
    rolled back in any case.

    Raises:
        DataError: SQLAlchemy or the driver is missing, a variable is not set, the statement does not only read, the result is too
            large, or the database refuses. No message holds anything of the URL.
    """
    try:
        import sqlalchemy
    except ImportError:
        raise _missing(place, "die Bibliothek SQLAlchemy") from None
    _refuse_writing(query, place)
    address, secrets = _address(url, place)
    dialect = address.get_backend_name()
    if dialect not in READ_ONLY:
        raise DataError(
            f"{place}: Datenbanken der Art „{short(dialect)}“ werden nicht gelesen, weil dort nicht sicher ist, dass nichts geändert "
            f"wird. Möglich sind {', '.join(sorted(READ_ONLY))}; oder lassen Sie die Abfrage als CSV ausgeben."
        )
    try:
        header, found = _rows(address, query)
    except ImportError as problem:
        raise _missing(place, f"der Treiber „{problem.name}“") from None
    except (sqlalchemy.exc.SQLAlchemyError, ValueError, OSError) as problem:
        reason = _masked(str(getattr(problem, "orig", None) or problem).split("\n")[0], secrets)
        raise DataError(
            f"{place}: Die Datenbank lässt sich nicht abfragen ({short(reason, 200)}). Bitte „url“ und „abfrage“ prüfen."
        ) from None
    if repeated := next((name for name in header if header.count(name) > 1), None):
        raise DataError(
            f"{place}: Die Abfrage liefert zwei Spalten „{short(repeated)}“. Bitte eine mit AS umbenennen."
        )
    if len(found) * len(header) > MAX_CELLS:
        limit = f"{MAX_CELLS:,}".replace(",", ".")
        raise DataError(
            f"{place}: Die Abfrage liefert mehr als {limit} Zellen. Bitte in der Datenbank zusammenfassen (GROUP BY) oder "
            "eingrenzen (WHERE)."
        )
    rows = [Line("", i, [plain(cell) for cell in row]) for i, row in enumerate(found, 1)]
    return Table(place, f"{place} (Abfrage)", header, rows)


def _missing(place: str, what: str) -> DataError:
    return DataError(
        f"{place}: Für diese Datenbank fehlt {what}. Bitte einmal „make setup GROUP=database“ ausführen; Treiber für andere "
        "Datenbanken nennt das Handbuch."
    )


def _rows(address: sqlalchemy.URL, query: str) -> tuple[list[str], list[list[object]]]:
    import sqlalchemy

    dialect = address.get_backend_name()
    # Closed, whatever happens; a SQLite file that is not there would be made by opening it.
    if dialect == "sqlite":
        import sqlite3

        file = Path(address.database or "").absolute().as_uri() + "?mode=ro"
        engine = sqlalchemy.create_engine(
            "sqlite://", creator=lambda: sqlite3.connect(file, uri=True), poolclass=sqlalchemy.NullPool
        )
    else:
        engine = sqlalchemy.create_engine(address, poolclass=sqlalchemy.NullPool)
    if "SESSION" in READ_ONLY[dialect]:  # holds from the next transaction on
        sqlalchemy.event.listen(engine, "connect", lambda raw, _: _say(raw, READ_ONLY[dialect]))
    with engine.connect() as connection:
        if "SESSION" not in READ_ONLY[dialect]:
            connection.exec_driver_sql(READ_ONLY[dialect])
        result = connection.exec_driver_sql(query, execution_options={"no_parameters": True})
        header = [str(name) for name in result.keys()]  # noqa: SIM118 - a cursor, not a dict
        found = [list(row) for row in result.fetchmany(MAX_CELLS // max(len(header), 1) + 1)]
        connection.rollback()
    return header, found


def _say(connection: object, statement: str) -> None:
    cursor = connection.cursor()  # type: ignore[attr-defined]
    cursor.execute(statement)
    cursor.close()


def _refuse_writing(query: str, place: str) -> None:
    """Raise DataError for anything but one query."""
    if "\\" in query or "/*!" in query:  # which databases read in different ways
        raise DataError(
            f"{place}: „abfrage“ darf weder „\\“ noch „/*!“ enthalten; die Datenbank wird nur gelesen."
        )
    bare = _QUOTED.sub(" ' ", query).strip().removesuffix(";").strip()
    if not bare.casefold().startswith(("select", "with", "(")):
        raise DataError(f"{place}: „abfrage“ muss mit SELECT beginnen; die Datenbank wird nur gelesen.")
    if ";" in bare:
        raise DataError(
            f"{place}: „abfrage“ enthält mehrere Anweisungen; erwartet wird eine einzige, die mit SELECT beginnt."
        )
    if found := _WRITES.search(bare):
        raise DataError(
            f"{place}: „abfrage“ enthält „{found[0].upper()}“; die Datenbank wird nur gelesen. Heißt eine Spalte so, bitte ihren "
            "Namen in Anführungszeichen setzen."
        )


def _address(url: str, place: str) -> tuple[sqlalchemy.URL, set[str]]:
    """Return the URL with the variables of the environment, and everything in it that no message may hold.

    Signs such as / @ : in a name or password are encoded; a variable that is the whole URL stays as it is.
    """
    import sqlalchemy

    names = [match[1] or match[2] for match in _VARIABLE.finditer(url)]
    if missing := next((name for name in names if name not in os.environ), None):
        raise DataError(
            f"{place}: In „url“ steht die Umgebungsvariable '{missing}', sie ist aber nicht gesetzt."
        )
    filled = os.environ[names[0]] if _VARIABLE.fullmatch(url.strip()) else _filled(url.strip(), os.environ)
    secrets = {os.environ[name] for name in names}
    try:
        address = sqlalchemy.make_url(filled)
        misread = any("@" in (part or "") for part in (address.host, address.database)) and bool(address.host)
    except (sqlalchemy.exc.ArgumentError, ValueError):
        misread = True
    if misread:
        raise DataError(
            f"{place}: „url“ ist keine Adresse einer Datenbank. Erwartet wird „art+treiber://$NUTZER:$KENNWORT@server/datenbank“; "
            "Sonderzeichen eines Kennworts (/ @ :) stehen am besten in einer eigenen Umgebungsvariable."
        )
    secrets |= {str(address.password or ""), *map(str, address.query.values())}
    encoded = {quote(secret, safe=safe) for secret in secrets for safe in ("", " +", "/")}
    return address, secrets | encoded | set(map(quote_plus, secrets))


def _filled(url: str, environment: Mapping[str, str]) -> str:
    """Put the variables into a URL: encoded in the name, the password and the query, as they are elsewhere."""
    host = url.rfind("@")
    query = url.find("?", max(host, 0))

    def value(match: re.Match[str]) -> str:
        text = environment[match[1] or match[2]]
        if match.start() < host:
            return quote(text, safe="")
        return quote_plus(text) if 0 <= query < match.start() else text

    return _VARIABLE.sub(value, url)


def _masked(reason: str, secrets: set[str]) -> str:
    """Return what a driver says without anything secret, which some repeat."""
    for secret in sorted(filter(None, secrets), key=len, reverse=True):
        reason = reason.replace(secret, "…")
    return reason
