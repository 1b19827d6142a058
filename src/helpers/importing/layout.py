"""A kind of file: how it is recognised by its content, read, and called."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from helpers.importing.rawtable import RawTable

Symbols = Callable[[str], dict[str, str]]
"""Table code or statistic → sign → status, for sources with signs of their own."""


@dataclass(frozen=True)
class Layout:
    """One layout; a reader's module lists its own as `LAYOUTS`.

    Args:
        name: as `RawTable.layout` has it.
        called: in German, for the log.
        fits: tells whether content is of this layout, looking at as little as possible: a text, or the sheets of a workbook.
        read: content, the file's name and `Symbols` → table.
        workbook: whether it is a workbook; otherwise a text.
        coded: whether its code is that of a table of the Regionaldatenbank.
        dated: what its date is called.
    """

    name: str
    called: str
    fits: Callable[[Any], bool]
    read: Callable[[Any, str, Symbols], RawTable]
    workbook: bool = False
    coded: bool = False
    dated: str = "Stand"
