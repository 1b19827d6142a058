"""The parts of an xlsx archive as XML, and where a cell stands."""

from __future__ import annotations

import posixpath
import re
import zipfile
from collections.abc import Callable
from pathlib import Path
from xml.parsers import expat

from helpers.importing.archive import MAX_CELLS, too_many

MAX_ROWS, MAX_COLUMNS = 1_048_576, 16_384
MAX_TAGS = 3 * MAX_CELLS
"""Cells without content may outnumber those with some, not without end."""
Attributes = dict[str, str]

_REFERENCE = re.compile(r"([A-Z]{1,3})(\d{1,7})")


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
        left = MAX_TAGS

        def counted(tag: str, attributes: Attributes) -> None:
            nonlocal left
            left -= 1
            if left < 0:
                raise too_many(self.path, part)
            start(local(tag), attributes)

        parser.StartElementHandler = counted
        if end:
            parser.EndElementHandler = lambda tag: end(local(tag))
        if text:
            parser.CharacterDataHandler = text
        self.feed(part, parser)

    def mentions(self, part: str, word: bytes) -> bool:
        """Tell whether a part holds a word, without reading it as XML."""
        rest = b""
        with self.archive.open(self._names[part.casefold()]) as stream:
            while piece := stream.read(2**20):
                if word in rest + piece:
                    return True
                rest = piece[-len(word) :]
        return False

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
