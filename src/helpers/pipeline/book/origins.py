"""Where each line of the book's pages comes from, so that messages about it name what its author edits."""

from __future__ import annotations

import json
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import replace

from helpers.pipeline.book.bookpages import Page
from helpers.pipeline.chapter.blocks import Block, numbered

FILE = "_herkunft.json"
"""Beside the book: page → `source`, and `lines`: line of the page, line of the source or cell of the notebook (0: made by the program)."""


def with_cells(blocks: Sequence[Block], cells: Sequence[Sequence[int]]) -> list[Block]:
    """Return the blocks of a notebook's chapter with the cells that they come from in place of lines.

    Args:
        blocks: with the lines of the chapter.
        cells: line of the chapter and cell, in order.
    """
    lines = [line for line, _ in cells]
    return [replace(block, line=cells[bisect_right(lines, block.line) - 1][1]) for block in blocks]


def written(pages: Sequence[Page]) -> bytes:
    """Return the content of `FILE`."""
    return json.dumps(
        {
            page.path: {
                "source": page.source,
                "lines": [
                    [line + i, block.line + i if block.line and page.source.endswith("md") else block.line]
                    for line, block in numbered(page.blocks)
                    for i in range(block.text.count("\n") + 1 if page.source.endswith("md") else 1)
                ],
            }
            for page in pages
        },
        separators=(",", ":"),
    ).encode()
