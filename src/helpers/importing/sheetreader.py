"""One sheet's XML, read once: extent, formats that matter, hidden and struck cells, formulas without result."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from helpers.importing.archive import too_many
from helpers.importing.excel import column_name
from helpers.importing.sheetparts import (
    MAX_COLUMNS,
    MAX_ROWS,
    MAX_TAGS,
    Attributes,
    Parts,
    column_number,
    local,
    new_parser,
)


class Style(NamedTuple):
    """What a cell's format says: its code where that matters, and whether its text is struck through."""

    code: str
    struck: bool


@dataclass
class Seen:
    """What was met on one sheet; rows and columns are counted from 0.

    Args:
        part: name of the sheet's part in the archive.
        styles: cells whose format matters.
        struck: cells of which a part of the text is struck through.
        hidden_rows, hidden_columns: what Excel does not show.
        filtered: whether a filter is set.
        formula: first cell whose formula has no stored result.
        comments: remarks pinned to cells.
    """

    part: str
    styles: dict[tuple[int, int], Style] = field(default_factory=dict)
    struck: set[tuple[int, int]] = field(default_factory=set)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    filtered: bool = False
    formula: str = ""
    comments: dict[tuple[int, int], str] = field(default_factory=dict)


class Reader:
    """Goes through one sheet's XML.

    Args:
        path, name: for messages.
        part: name in the archive.
        styles: the styles that matter, by number.
        struck: shared texts of which a part is struck through, by number.
        left: how many cells may still be spanned.
    """

    def __init__(
        self, path: Path, name: str, part: str, styles: dict[str, Style], struck: set[int], left: int
    ) -> None:
        self.path, self.name, self.styles, self.struck_texts, self.left = path, name, styles, struck, left
        self.seen = Seen(part)
        self.cells = self.count = self.tags = 0
        self.row = self.column = -1
        self.height = self.width = 0
        self.columns: dict[str, int] = {}
        self.open: list[str] | None = None  # the content of a cell with a formula or a shared text
        self.shared = self.formula = self.text = False
        self.parser = new_parser()

    def read(self, parts: Parts) -> None:
        """Go through the part; text is listened to only where it matters: there may be millions of cells."""
        known: dict[str, Callable[[Attributes], None]] = {}
        actions = {
            "c": self._cell,
            "v": self._content,
            "t": self._content,
            "f": self._formula,
            "strike": self._strike,
            "row": self._row,
            "col": self._col,
            "autoFilter": self._filter,
            "is": _nothing,
            "r": _nothing,
            "rPr": _nothing,
            "sheetData": _nothing,
        }

        def start(tag: str, attributes: Attributes) -> None:
            if (action := known.get(tag)) is None:
                action = known[tag] = actions.get(local(tag), self._finish)
            action(attributes)

        self.parser.StartElementHandler = start
        parts.feed(self.seen.part, self.parser)
        self._finish({})

    def _row(self, attributes: Attributes) -> None:
        self._finish(attributes)
        self.row = int(attributes["r"]) - 1 if "r" in attributes else self.row + 1
        self.column = -1
        if self.row >= MAX_ROWS:
            raise too_many(self.path, self.name)
        if attributes.get("hidden") in ("1", "true"):
            self.seen.hidden_rows.add(self.row)

    def _col(self, attributes: Attributes) -> None:
        if attributes.get("hidden") in ("1", "true"):
            first, last = int(attributes["min"]), int(attributes["max"])
            self.seen.hidden_columns.update(range(first - 1, min(last, MAX_COLUMNS)))

    def _filter(self, _: Attributes) -> None:
        self._finish({})
        self.seen.filtered = True

    def _strike(self, attributes: Attributes) -> None:
        if attributes.get("val", "1") not in ("0", "false"):
            self.seen.struck.add((self.row, self.column))

    def _formula(self, _: Attributes) -> None:
        self.formula = True

    def _cell(self, attributes: Attributes) -> None:
        self.tags += 1
        if self.tags > MAX_TAGS:
            raise too_many(self.path, self.name)
        if self.formula or self.open is not None:
            self._finish(attributes)
        if reference := attributes.get("r"):
            letters = reference.rstrip("0123456789")
            if (column := self.columns.get(letters)) is None:
                column = self.columns[letters] = column_number(letters)
            self.row, self.column = int(reference[len(letters) :]) - 1, column
        else:
            self.column += 1
        kind = attributes.get("t")
        self.shared = bool(self.struck_texts) and kind == "s"
        self.text = kind == "str"  # the result of a formula, which may be an empty text
        if (style := self.styles.get(attributes.get("s", ""))) is not None:
            self.seen.styles[self.row, self.column] = style

    def _content(self, _: Attributes) -> None:
        self.count += 1
        if self.row >= self.height or self.column >= self.width or self.count > self.left:
            self.height, self.width = max(self.height, self.row + 1), max(self.width, self.column + 1)
            self.cells = max(self.count, self.height * self.width)
            if self.cells > self.left:
                raise too_many(self.path, self.name)
        if self.formula or self.shared:
            self.open = []
            self.parser.CharacterDataHandler = self.open.append

    def _finish(self, _: Attributes) -> None:
        """Look at what the cell held, once it is over."""
        self.tags += 1
        if self.tags > MAX_TAGS:
            raise too_many(self.path, self.name)
        content = "".join(self.open or ()).strip()
        if self.formula and not self.text and not content and not self.seen.formula:
            self.seen.formula = f"{column_name(self.column + 1)}{self.row + 1}"
        if self.shared and content and int(content) in self.struck_texts:
            self.seen.struck.add((self.row, self.column))
        if self.open is not None:
            self.parser.CharacterDataHandler = None
        self.open, self.formula, self.shared = None, False, False


def _nothing(_: Attributes) -> None:
    pass
