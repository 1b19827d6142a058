"""A table in HTML, such as pandas shows, as rows of texts."""

from __future__ import annotations

import re
from typing import Any

_NUMBER = re.compile(r"^[-−+]?[\d.,\s]+( ?%)?$|^(NaN|None|)$")


def read_html_table(html: str) -> tuple[list[str], list[list[str]], list[str]]:
    """Read the table that pandas shows: headings (levels joined), rows of texts, alignment by column."""
    from bs4 import BeautifulSoup

    table = BeautifulSoup(html, "html.parser").find("table")
    assert table is not None
    head = _grid(table.select("thead tr"))
    rows = _grid(table.select("tbody tr"))
    names = [" · ".join(dict.fromkeys(text for text in column if text)) for column in zip(*head, strict=True)]
    numeric = [all(_NUMBER.match(text) for text in column) for column in zip(*rows, strict=True)]
    return names, rows, ["right" if number else "left" for number in numeric] or ["left"] * len(names)


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
