"""What the XML of an xlsx workbook says beside its values: extent, formats, hidden and struck cells, comments."""

from __future__ import annotations

import posixpath
import re
import zipfile
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple
from xml.parsers import expat

from helpers.importing.archive import MAX_CELLS, too_many
from helpers.importing.excel import column_name
from helpers.importing.numberformats import BUILT_IN, matters

MAX_ROWS, MAX_COLUMNS = 1_048_576, 16_384

_REFERENCE = re.compile(r"([A-Z]{1,3})(\d{1,7})")


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


Attributes = dict[str, str]


def new_parser() -> expat.XMLParserType:
    """Return a parser that refuses document types, and entities with them: no workbook has one."""

    def refuse(*_: object) -> None:
        raise ValueError("document type")

    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = refuse
    return parser


def local(tag: str) -> str:
    """Return a tag without its prefix."""
    return tag.rpartition(":")[2]


class Parts:
    """The parts of an archive, found whatever their names' case.

    Args:
        path: the workbook, for messages.
        archive: the opened archive.
    """

    def __init__(self, path: Path, archive: zipfile.ZipFile) -> None:
        self.path, self.archive = path, archive
        self._names = {name.replace("\\", "/").casefold(): name for name in archive.namelist()}

    def __contains__(self, part: str) -> bool:
        return part.casefold() in self._names

    def parse(
        self,
        part: str,
        start: Callable[[str, Attributes], None],
        end: Callable[[str], None] | None = None,
        text: Callable[[str], None] | None = None,
    ) -> None:
        """Read a part piece by piece; tags come without prefix."""
        parser = new_parser()
        parser.StartElementHandler = lambda tag, attributes: start(local(tag), attributes)
        if end:
            parser.EndElementHandler = lambda tag: end(local(tag))
        if text:
            parser.CharacterDataHandler = text
        self.feed(part, parser)

    def feed(self, part: str, parser: expat.XMLParserType) -> None:
        """Let a parser read a part."""
        with self.archive.open(self._names[part.casefold()]) as stream:
            parser.ParseFile(stream)

    def relations(self, part: str) -> dict[str, tuple[str, str]]:
        """Return what a part refers to: id → (last word of the type, part)."""
        folder, name = posixpath.split(part)
        found: dict[str, tuple[str, str]] = {}

        def start(tag: str, attributes: Attributes) -> None:
            if tag == "Relationship" and attributes.get("TargetMode") != "External":
                target = attributes.get("Target", "").replace("\\", "/")
                whole = target[1:] if target.startswith("/") else posixpath.join(folder, target)
                kind = attributes.get("Type", "").rpartition("/")[2]
                found[attributes.get("Id", "")] = kind, posixpath.normpath(whole)

        if (rels := f"{folder}/_rels/{name}.rels") in self:
            self.parse(rels, start)
        return found


def scan(path: Path, archive: zipfile.ZipFile) -> dict[str, Seen]:
    """Return sheet name → what was met there.

    Raises:
        DataError: the cells with content span more than `MAX_CELLS`.
        Exception: whatever damaged XML brings about.
    """
    parts = Parts(path, archive)
    related = parts.relations("xl/workbook.xml")
    sheets: list[tuple[str, str]] = []

    def start(tag: str, attributes: Attributes) -> None:
        if tag == "sheet":
            identity = next((v for k, v in attributes.items() if k == "id" or k.endswith(":id")), "")
            sheets.append((attributes.get("name", ""), identity))

    parts.parse("xl/workbook.xml", start)
    kinds = dict(related.values())
    styles = _styles(parts, kinds.get("styles", ""))
    struck = _struck_texts(parts, kinds.get("sharedStrings", ""))
    found: dict[str, Seen] = {}
    cells = 0
    for name, identity in sheets:
        kind, part = related.get(identity, ("", ""))
        if kind == "worksheet":
            reader = _Reader(path, name, part, styles, struck, MAX_CELLS - cells)
            reader.read(parts)
            cells += reader.cells
            reader.seen.comments = _comments(parts, part)
            found[name] = reader.seen
    return found


def column_number(letters: str) -> int:
    """Return the number of a column, counted from 0.

    >>> column_number("A"), column_number("AB")
    (0, 27)
    """
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number - 1


def position(reference: str) -> tuple[int, int]:
    """Return row and column of a cell (`C7`), counted from 0.

    Raises:
        ValueError: it is no cell of a sheet.
    """
    if not (match := _REFERENCE.fullmatch(reference)):
        raise ValueError(reference)
    row, column = int(match[2]) - 1, column_number(match[1])
    if not (0 <= row < MAX_ROWS and column < MAX_COLUMNS):
        raise ValueError(reference)
    return row, column


class _Reader:
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
        self.cells = self.count = 0
        self.row = self.column = -1
        self.height = self.width = 0
        self.columns: dict[str, int] = {}
        self.open: list[str] | None = None  # the content of a cell with a formula or a shared text
        self.shared = self.formula = False
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
        if self.formula or self.open is not None:
            self._finish(attributes)
        if reference := attributes.get("r"):
            letters = reference.rstrip("0123456789")
            if (column := self.columns.get(letters)) is None:
                column = self.columns[letters] = column_number(letters)
            self.row, self.column = int(reference[len(letters) :]) - 1, column
        else:
            self.column += 1
        self.shared = bool(self.struck_texts) and attributes.get("t") == "s"
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
        content = "".join(self.open or ()).strip()
        if self.formula and not content and not self.seen.formula:
            self.seen.formula = f"{column_name(self.column + 1)}{self.row + 1}"
        if self.shared and content and int(content) in self.struck_texts:
            self.seen.struck.add((self.row, self.column))
        if self.open is not None:
            self.parser.CharacterDataHandler = None
        self.open, self.formula, self.shared = None, False, False


def _nothing(_: Attributes) -> None:
    pass


def _styles(parts: Parts, part: str) -> dict[str, Style]:
    """Return the cell formats that matter, by number."""
    codes = dict(BUILT_IN)
    fonts: list[bool] = []
    formats: list[tuple[int, int]] = []
    inside: list[str] = []

    def start(tag: str, attributes: Attributes) -> None:
        if tag == "numFmt" and "numFmts" in inside:
            codes[int(attributes["numFmtId"])] = attributes.get("formatCode", "")
        elif tag == "font" and "fonts" in inside:
            fonts.append(False)
        elif tag == "strike" and "fonts" in inside and fonts:
            fonts[-1] = attributes.get("val", "1") not in ("0", "false")
        elif tag == "xf" and "cellXfs" in inside:
            formats.append((int(attributes.get("numFmtId", 0)), int(attributes.get("fontId", 0))))
        inside.append(tag)

    def end(_: str) -> None:
        inside.pop()

    if part not in parts:
        return {}
    parts.parse(part, start, end)
    relevant = {number for number, code in codes.items() if matters(code)}
    return {
        str(number): Style(codes[code] if code in relevant else "", font < len(fonts) and fonts[font])
        for number, (code, font) in enumerate(formats)
        if code in relevant or (font < len(fonts) and fonts[font])
    }


def _struck_texts(parts: Parts, part: str) -> set[int]:
    """Return the numbers of the shared texts of which a part is struck through."""
    found: set[int] = set()
    number = -1

    def start(tag: str, attributes: Attributes) -> None:
        nonlocal number
        if tag == "si":
            number += 1
        elif tag == "strike" and attributes.get("val", "1") not in ("0", "false"):
            found.add(number)

    if part in parts:
        parts.parse(part, start)
    return found


def _comments(parts: Parts, sheet: str) -> dict[tuple[int, int], str]:
    """Return the comments of a sheet."""
    found: dict[tuple[int, int], str] = {}
    where: tuple[int, int] | None = None
    writing = False

    def start(tag: str, attributes: Attributes) -> None:
        nonlocal where, writing
        if tag in ("comment", "threadedComment") and "ref" in attributes:
            where = position(attributes["ref"])
            found[where] = ""
        writing = where is not None and tag in ("t", "text") and len(found[where]) < 1000

    def end(tag: str) -> None:
        nonlocal writing
        writing = writing and tag not in ("t", "text")

    def text(content: str) -> None:
        if writing and where is not None:
            found[where] += content

    for kind, part in parts.relations(sheet).values():
        if kind in ("comments", "threadedComment") and part in parts:
            parts.parse(part, start, end, text)
    return found
