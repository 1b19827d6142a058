"""A table in HTML, such as a Styler of pandas shows, as rows of texts."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

_NUMBER = re.compile(r"^[-−+]?[\d.,\s]+( ?%)?$|^(NaN|None|)$")
_LOST = ("img", "svg", "a", "math", "ul", "ol", "table table")
"""What a table of texts would lose."""


@dataclass(frozen=True)
class HtmlTable:
    """What an HTML table shows.

    Args:
        head: headings, levels joined.
        rows: texts.
        align: `left` or `right` by column.
        caption: the table's own caption, or an empty text.
    """

    head: list[str]
    rows: list[list[str]]
    align: list[str]
    caption: str = ""


def read_html_table(html: str) -> HtmlTable:
    """Read an HTML output that is one table.

    Raises:
        ValueError: the rest of a German sentence: it is more than a table of texts.
    """
    from bs4 import BeautifulSoup

    page = BeautifulSoup(html, "html.parser")
    for style in page(["style"]):
        style.decompose()
    tables = page.find_all("table")
    if not tables:
        raise ValueError("enthält keine Tabelle")
    for name in _LOST:
        if tables[0].select(name):
            raise ValueError(f"hat in einer Tabelle mehr als Text (<{name.split()[0]}>)")
    if len(tables) > 1:
        raise ValueError("enthält mehrere Tabellen")
    table = tables[0].extract()
    if around := page.get_text(" ", strip=True):
        raise ValueError(f"enthält neben der Tabelle auch Text („{around[:40]}“)")
    caption = table.find("caption")
    lines = table.find_all("tr")
    head = [line for line in lines if line.find_parent("thead")]
    if not head and lines and not lines[0].find("td"):
        head = lines[:1]
    rows = _grid([line for line in lines if not any(line is other for other in head)])
    width = max((len(row) for row in [*_grid(head), *rows]), default=0)
    if not width:
        raise ValueError("enthält eine leere Tabelle")
    rows = [row + [""] * (width - len(row)) for row in rows]
    levels = [row + [""] * (width - len(row)) for row in _grid(head)] or [[""] * width]
    names = [
        " · ".join(dict.fromkeys(text for text in column if text)) for column in zip(*levels, strict=True)
    ]
    align = [
        "right" if all(_NUMBER.match(t) for t in column) else "left" for column in zip(*rows, strict=True)
    ]
    return HtmlTable(
        names, rows, align or ["left"] * width, caption.get_text(" ", strip=True) if caption else ""
    )


def _grid(lines: Any) -> list[list[str]]:
    """Return the texts of table rows with spanning cells repeated."""
    grid: list[list[str]] = []
    open_spans: dict[int, tuple[int, str]] = {}
    for line in lines:
        row: list[str] = []
        for cell in line.find_all(["th", "td"], recursive=False):
            while len(row) in open_spans:
                _take_span(row, open_spans)
            text = cell.get_text(" ", strip=True)
            for _ in range(int(cell.get("colspan", 1))):
                if int(cell.get("rowspan", 1)) > 1:
                    open_spans[len(row)] = (int(cell.get("rowspan", 1)) - 1, text)
                row.append(text)
        while len(row) in open_spans:
            _take_span(row, open_spans)
        grid.append(row)
    return grid


def _take_span(row: list[str], spans: dict[int, tuple[int, str]]) -> None:
    left, text = spans.pop(len(row))
    if left > 1:
        spans[len(row)] = (left - 1, text)
    row.append(text)
