"""DuckDB as this program uses it.

Texts stand inside the SQL: to look at a statement's parameters, DuckDB imports pandas, which chapters and books can do without.
"""

from __future__ import annotations

import glob
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import duckdb


def connect() -> duckdb.DuckDBPyConnection:
    """Return a database in memory that starts no threads and downloads nothing."""
    import duckdb

    return duckdb.connect(config={"autoinstall_known_extensions": False, "threads": 1})


def parquet(path: Path) -> str:
    """Return the table function that reads one Parquet file, whatever its folder is called.

    >>> print(parquet(Path("data [neu]/kreise.parquet")))
    read_parquet('data [[]neu]/kreise.parquet')
    """
    return f"read_parquet({literal(glob.escape(path.as_posix()))})"


def literal(text: str) -> str:
    """Return a text as an SQL literal; in standard SQL, which DuckDB keeps to, only the quote itself is special.

    >>> print(literal("D'Arcy"))
    'D''Arcy'
    """
    return "'" + text.replace("'", "''") + "'"


def literals(texts: Iterable[str]) -> str:
    """Return texts as a list of SQL literals, for `IN (…)`; an empty list finds nothing."""
    return ", ".join(map(literal, texts)) or "NULL"
