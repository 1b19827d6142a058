"""Excel workbooks: read in a process of their own, sheet by sheet, as plain cells and what Excel says about them."""

from __future__ import annotations

import datetime as dt
import json
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import Any

from helpers.data.textfile import mend
from helpers.errors import DataError

Cell = str | float | dt.date | None
Place = tuple[int, int]
"""Row and column of a cell, counted from 0."""

MAX_FILE = 50 * 2**20
MAX_MEMORY = 1024 * 2**20
"""Address space of the process that reads a workbook, in bytes; the largest table that is allowed needs about half of it."""
MAX_SECONDS = 20
"""Most processor time of that process; the largest table that is allowed needs a third of it, small files get less."""
MIN_SECONDS = 8
OUT_OF_MEMORY = 3
"""Exit code of that process."""
ZIP, OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


@dataclass(frozen=True)
class Sheet:
    """One worksheet; rows, columns and places are counted from 0.

    Args:
        name: its name.
        cells: rows of cells from A1 on: text, number (as its format shows it: 25.6 for „25,6 %“), date or None.
        merged: merged ranges as `(top, left, bottom, right)`, inclusive.
        formula: first cell (`C7`) whose formula has no stored result, or an empty text.
        hidden: whether Excel hides the sheet.
        hidden_rows, hidden_columns: what Excel does not show.
        filtered: whether a filter is set.
        struck: cells that are struck through.
        unseen: numbers whose format shows nothing.
        percent: numbers shown as percentages.
        scaled: numbers whose format says more than they do („12,3 Tsd.“), or words in their place.
        comments: remarks pinned to cells.
    """

    name: str
    cells: list[list[Cell]]
    merged: list[tuple[int, int, int, int]]
    formula: str = ""
    hidden: bool = False
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()
    filtered: bool = False
    struck: frozenset[Place] = frozenset()
    unseen: frozenset[Place] = frozenset()
    percent: frozenset[Place] = frozenset()
    scaled: frozenset[Place] = frozenset()
    comments: dict[Place, str] = field(default_factory=dict)

    def filled(self) -> list[list[Cell]]:
        """Return the cells with every merged range filled with its first cell."""
        cells = [list(row) for row in self.cells]
        for top, left, bottom, right in self.merged:
            if top >= len(cells):
                continue
            content = cells[top][left] if left < len(cells[top]) else None
            for row in cells[top : bottom + 1]:
                row[left : right + 1] = [content] * len(row[left : right + 1])
        return cells


def load(path: Path) -> list[Sheet]:
    """Read all sheets of an xlsx, xlsm or xls file, hidden ones too; the last workbook is remembered.

    Raises:
        DataError: the file is damaged, encrypted, too large when unpacked, has too many cells, or needs more memory or
            time than any honest table.
    """
    state = path.stat()
    if state.st_size > MAX_FILE:
        raise DataError(
            f"{path.name}: Die Mappe ist größer als {MAX_FILE // 2**20} MB. Bitte nur die gebrauchten "
            "Blätter schicken lassen."
        )
    return _load(path, state.st_mtime_ns, state.st_size)


@lru_cache(maxsize=1)
def _load(path: Path, _: int, size: int) -> list[Sheet]:
    seconds = min(MIN_SECONDS + size // 2**20, MAX_SECONDS)
    command = [
        sys.executable,
        "-I",
        "-m",
        f"{__package__}.workbook_child",
        str(path.absolute()),
        str(seconds),
    ]
    try:
        done = subprocess.run(command, capture_output=True, timeout=6 * seconds, check=False)
    except subprocess.TimeoutExpired:
        raise _too_much(path) from None
    lines = iter(done.stdout.splitlines())
    sheets: list[Sheet] = []
    for line in lines:
        about = json.loads(line)
        if about == "ende":
            return sheets
        if "fehler" in about:
            raise DataError(about["fehler"])
        sheets.append(_sheet(about, lines))
    if done.returncode in range(
        OUT_OF_MEMORY
    ):  # it was not stopped: something is wrong with the program, not with the file
        raise RuntimeError(done.stderr.decode(errors="replace"))
    raise _too_much(path)


def _sheet(about: dict[str, Any], lines: Iterator[bytes]) -> Sheet:
    rows = [json.loads(next(lines, b"[]"), object_hook=_day) for _ in range(about["cells"])]
    places = {key: frozenset(map(tuple, about[key])) for key in ("struck", "unseen", "percent", "scaled")}
    numbers = {key: frozenset(about[key]) for key in ("hidden_rows", "hidden_columns")}
    merged = [tuple(one) for one in about["merged"]]
    comments = {(row, column): text for row, column, text in about["comments"]}
    return Sheet(**about | places | numbers | {"cells": rows, "merged": merged, "comments": comments})


def _day(content: dict[str, str]) -> dt.date:
    return dt.date.fromisoformat(content["tag"])


def _too_much(path: Path) -> DataError:
    return DataError(
        f"{path.name}: Die Mappe braucht zum Lesen mehr Speicher oder Zeit als erlaubt ({MAX_MEMORY // 2**20} MB, "
        f"{MAX_SECONDS} Sekunden) und wurde nicht übernommen. Bitte die Herkunft prüfen, nur die gebrauchten Blätter in eine neue Mappe "
        "kopieren und diese einlesen."
    )


def damaged(path: Path) -> str:
    """Return the sentence about a workbook that cannot be read."""
    return (
        f"{path.name}: Die Excel-Mappe ist beschädigt oder unvollständig und lässt sich nicht lesen. "
        "Bitte in Excel öffnen und neu als .xlsx speichern, oder noch einmal schicken lassen."
    )


def plain(cell: object) -> Cell:
    """Return a cell as text, number, date or None."""
    if isinstance(cell, bool):
        return "ja" if cell else "nein"
    if isinstance(cell, str):
        return mend(cell) if cell.strip() else None
    if isinstance(cell, int | float | Decimal):
        return float(cell)
    if isinstance(cell, dt.datetime):
        return cell.date()
    if isinstance(cell, dt.date):
        return cell
    return None if cell is None else str(cell)


def column_name(number: int) -> str:
    """Return the letters of a column counted from 1.

    >>> column_name(1), column_name(28)
    ('A', 'AB')
    """
    name = ""
    while number:
        number, rest = divmod(number - 1, 26)
        name = chr(65 + rest) + name
    return name
