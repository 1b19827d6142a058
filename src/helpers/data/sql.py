"""Texts inside SQL: to look at a statement's parameters, DuckDB imports pandas, which chapters and books can do without."""

from __future__ import annotations

from collections.abc import Iterable


def literal(text: str) -> str:
    """Return a text as an SQL literal; in standard SQL, which DuckDB keeps to, only the quote itself is special.

    >>> print(literal("D'Arcy"))
    'D''Arcy'
    """
    return "'" + text.replace("'", "''") + "'"


def literals(texts: Iterable[str]) -> str:
    """Return texts as a list of SQL literals, for `IN (…)`; an empty list finds nothing."""
    return ", ".join(map(literal, texts)) or "NULL"
