"""Tables for the page and for downloads: pipe tables, and CSV that opens in a German Excel."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from typing import Any

from helpers.facts.series import SYMBOLS
from helpers.text.markdown import escape

_FORMULA = frozenset("=+-@\t\r\n|")
_SIGNS = frozenset(SYMBOLS.values())
_RULES = {"left": ":----", "right": "----:", "center": ":---:"}


def pipe_table(head: Sequence[str], rows: Sequence[Sequence[str]], align: Sequence[str]) -> str:
    """Return a Markdown pipe table of plain texts.

    Args:
        head: headings.
        rows: cells, row by row.
        align: `left`, `right` or `center` per column.
    """
    lines = [_line(head), "|" + "|".join(_RULES[a] for a in align) + "|"]
    return "\n".join(lines + [_line(row) for row in rows])


def _line(cells: Sequence[str]) -> str:
    return "| " + " | ".join(escape(cell) or " " for cell in cells) + " |"


def csv_bytes(columns: Sequence[dict[str, str]], rows: Sequence[Sequence[Any]]) -> bytes:
    """Return a table as CSV for a German Excel: UTF-8 with byte order mark, semicolons, decimal commas.

    A text that a spreadsheet would take for a formula gets a leading apostrophe.

    Args:
        columns: `name` and `unit` of each column.
        rows: typed values; None is an empty cell.
    """
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerow(map(harmless, headings(columns)))
    writer.writerows([_value(value) for value in row] for row in rows)
    return out.getvalue().encode("utf-8-sig")


def with_signs(rows: Sequence[Sequence[Any]], display: Sequence[Sequence[str]]) -> list[list[Any]]:
    """Return typed rows with the sign that stands on the page in place of a number, such as • for a protected one.

    Args:
        rows: typed values; None is an empty cell.
        display: the texts of the page.
    """
    if [len(row) for row in rows] != [len(row) for row in display]:
        return [list(row) for row in rows]
    return [
        [text if value is None and text in _SIGNS else value for value, text in zip(row, texts, strict=True)]
        for row, texts in zip(rows, display, strict=True)
    ]


def _value(value: Any) -> str:
    if isinstance(value, str):  # most cells by far
        return harmless(value)
    if value is None:
        return ""
    if isinstance(value, bool) or not isinstance(value, (int, float)):  # a union of types is slower
        return harmless(str(value))
    number = int(value) if isinstance(value, float) and value.is_integer() else value
    return repr(number).replace(".", ",")


def headings(columns: Sequence[dict[str, str]]) -> list[str]:
    """Return the columns' names with their units."""
    return [f"{c['name']} ({c['unit']})" if c.get("unit") else c["name"] for c in columns]


def harmless(text: str) -> str:
    """Return a text for a CSV: one that a spreadsheet would take for a formula gets a leading apostrophe."""
    return f"'{text}" if text[:1] in _FORMULA and len(text) > 1 else text
