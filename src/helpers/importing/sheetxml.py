"""What the XML of an xlsx workbook says beside its values: extent, formats, hidden and struck cells, comments."""

from __future__ import annotations

import zipfile
from pathlib import Path

from helpers.importing.archive import MAX_CELLS
from helpers.importing.numberformats import BUILT_IN, matters
from helpers.importing.sheetparts import Attributes, Parts, position
from helpers.importing.sheetreader import Reader, Seen, Style


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
            reader = Reader(path, name, part, styles, struck, MAX_CELLS - cells)
            reader.read(parts)
            cells += reader.cells
            reader.seen.comments = _comments(parts, part)
            found[name] = reader.seen
    return found


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

    if part in parts and parts.mentions(part, b"strike"):  # seldom: there may be millions of texts
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
