"""Small counts: hide them, and everything they could be recomputed from.

`protect` for one table, `protect_linked` for all tables of a report together. The method and what it does not cover are in
`docs/development/disclosure.md`.
"""

from helpers.data.disclosure.protect import protect, protect_linked
from helpers.data.disclosure.table import NOTE, SYMBOL, CountTable, ProtectedTable

__all__ = [
    "NOTE",
    "SYMBOL",
    "CountTable",
    "ProtectedTable",
    "protect",
    "protect_linked",
]
