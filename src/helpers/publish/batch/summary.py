"""The table at the end of a batch: municipalities down, notebooks across."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import PurePath

from helpers.publish.batch.display import STATUS, seconds_text
from helpers.publish.batch.rows import Cell, Row

SIGNS = {"cached": "=", "omitted": "–", "failed": "Fehler"}
LEGEND = "Sekunden: ausgeführt · =: unverändert übernommen · –: keine Daten, ausgelassen"
MOST_ROWS = 40


def notebooks(rows: Sequence[Row]) -> list[str]:
    """Return the notebooks of all rows, in the book's order."""
    return sorted({name for row in rows for name in row.cells})


def sign(cell: Cell | None) -> str:
    """Return what stands in a cell."""
    if cell is None:
        return ""
    return seconds_text(cell.seconds) if cell.status == "built" else SIGNS[cell.status]


def text_table(rows: Sequence[Row]) -> list[str]:
    """Return the table as lines of text; of many municipalities only those that failed."""
    shown = rows if len(rows) <= MOST_ROWS else [row for row in rows if row.status == "failed"]
    if not shown:
        return []
    names = notebooks(shown)
    head = ["Kommune", *(PurePath(name).stem[:12] for name in names), "Bericht"]
    body = [[row.name, *(sign(row.cells.get(n)) for n in names), STATUS[row.status]] for row in shown]
    widths = [max(len(line[i]) for line in [head, *body]) for i in range(len(head))]
    lines = [
        "  ".join(text.ljust(width) for text, width in zip(line, widths, strict=True)).rstrip()
        for line in [head, *body]
    ]
    return [lines[0], "-" * max(map(len, lines)), *lines[1:], LEGEND]


def summary(rows: Sequence[Row]) -> str:
    """Return how many reports were made, as a sentence.

    >>> summary([Row("a", "A"), Row("b", "B", "failed")])
    '1 Bericht veröffentlicht, 1 fehlgeschlagen.'
    """
    count = {status: sum(row.status == status for row in rows) for status in STATUS}
    one = "Bericht" if count["published"] == 1 else "Berichte"
    parts = [f"{count['published']} {one} veröffentlicht"]
    parts += [f"{count['current']} unverändert aktuell"] if count["current"] else []
    parts += [f"{count['failed']} fehlgeschlagen"] if count["failed"] else []
    return f"{', '.join(parts)}."
