"""A DOCX as a stream of characters, each with what became of it and who did it; and its comments."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Literal
from xml.etree import ElementTree

from helpers.errors import ReportError
from helpers.publish.review.segments import BOLD, ITALIC, MARKED, PLAIN, Format
from helpers.publish.review.sheet import PICTURE

State = Literal["kept", "in", "out"]
END = "\n"
"""The end of a paragraph, which somebody typed or deleted."""
LARGEST = 100 * 2**20
"""Bytes of a part of the document; a chapter has less than one."""

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_W14 = "{http://schemas.microsoft.com/office/word/2010/wordml}"
_W15 = "{http://schemas.microsoft.com/office/word/2012/wordml}"
_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_IN, _OUT = {f"{_W}ins", f"{_W}moveTo"}, {f"{_W}del", f"{_W}moveFrom"}
_SIGNS = {
    f"{_W}tab": " ",
    f"{_W}br": " ",
    f"{_W}cr": " ",
    f"{_W}noBreakHyphen": "\u2011",
    f"{_W}softHyphen": "\u00ad",
}
_M = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_PICTURES = {
    *(f"{_W}{tag}" for tag in ("drawing", "pict", "object", "sym", "footnoteReference", "endnoteReference")),
    f"{_M}oMath",
}
"""What is no text: stands as one sign."""
_OTHER_MARKS = ("strike", "dstrike", "highlight", "u", "vertAlign")


@dataclass(frozen=True)
class Change:
    """Who changed something, and when (as the document says it, may be empty)."""

    author: str = ""
    date: str = ""


@dataclass(frozen=True)
class Char:
    """A character: as it was (`kept`), typed (`in`) or deleted (`out`)."""

    text: str
    state: State = "kept"
    by: Change = Change()
    format: Format = PLAIN


@dataclass
class Group:
    """What became of one paragraph of the original: its characters, with ends of paragraphs that were typed in it.

    Args:
        chars: in order.
        marks: names of the bookmarks that begin in it.
        level: of the heading as which it is set, 0 for anything else.
    """

    chars: list[Char] = field(default_factory=list)
    marks: list[str] = field(default_factory=list)
    level: int = 0

    @property
    def original(self) -> str:
        """Its text with all changes rejected."""
        return "".join(c.text for c in self.chars if c.state != "in")

    @property
    def final(self) -> str:
        """Its text with all changes accepted."""
        return "".join(c.text for c in self.chars if c.state != "out")


@dataclass(frozen=True)
class Remark:
    """A comment.

    Args:
        by: who wrote it, and when.
        text: what it says.
        mark: bookmark of the paragraph it stands at; empty where there is none.
        quoted: the words it is about.
        done: whether it was resolved.
        replies: who replied, when, what.
    """

    by: Change
    text: str
    mark: str = ""
    quoted: str = ""
    done: bool = False
    replies: tuple[tuple[Change, str], ...] = ()


@dataclass(frozen=True)
class Document:
    """What was read of an answer."""

    groups: list[Group]
    remarks: list[Remark]


def read_document(content: bytes, name: str) -> Document:
    """Read a DOCX.

    Args:
        content: the file.
        name: its name, for messages.

    Raises:
        ReportError: it is no DOCX.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            body = _part(archive, "word/document.xml")
            comments, extended, styles = (
                _part(archive, f"word/{part}.xml") for part in ("comments", "commentsExtended", "styles")
            )
    except (
        zipfile.BadZipFile,
        ElementTree.ParseError,
        KeyError,
        ValueError,
        EOFError,
        NotImplementedError,
        RuntimeError,
    ):
        body = None
    if body is None or (text := body.find(f"{_W}body")) is None:
        raise ReportError(
            f"{name} ist keine lesbare Word-Datei (DOCX). Bitte in Word oder LibreOffice als DOCX speichern und noch einmal versuchen."
        )
    reader = _Reader(_levels(styles))
    try:
        reader.look(text, Change(), "kept")
    except RecursionError:
        raise ReportError(
            f"{name}: Die Word-Datei ist tiefer verschachtelt, als ein Programm sie schreibt."
        ) from None
    if reader.group.chars:
        reader.groups.append(reader.group)
    return Document(reader.groups, list(_remarks(comments, extended, reader)))


def _levels(styles: ElementTree.Element | None) -> dict[str, int]:
    """Return the levels of the styles of headings, by their ids, which differ from language to language."""
    found = {}
    for style in styles if styles is not None else ():
        name = style.find(f"{_W}name")
        said = (name.get(f"{_W}val", "") if name is not None else "").lower()
        if match := re.fullmatch(r"heading (\d)", said):
            found[style.get(f"{_W}styleId", "")] = int(match[1])
    return found


def _part(archive: zipfile.ZipFile, name: str) -> ElementTree.Element | None:
    if name not in archive.namelist():
        return None
    if archive.getinfo(name).file_size > LARGEST:
        raise ValueError(name)
    text = archive.read(name)
    if b"<!DOCTYPE" in text or b"<!ENTITY" in text:
        raise ValueError(name)  # no word processor writes one
    return ElementTree.fromstring(text)  # noqa: S314  (without declarations there are no entities)


class _Reader:
    """Goes through the body of a document in order."""

    def __init__(self, levels: dict[str, int]) -> None:
        self.levels = levels
        self.groups: list[Group] = []
        self.group = Group()
        self.open: dict[str, list[str]] = {}
        self.places: dict[str, tuple[Group, list[str]]] = {}
        self.waiting: list[str] = []

    def look(self, element: ElementTree.Element, by: Change, state: State) -> None:
        """Read an element and what is in it."""
        tag = element.tag
        if tag == f"{_W}p":
            for child in element:
                self.look(child, by, state)
            self._end(element, by, state)
        elif tag == f"{_W}r":
            self._run(element, by, state)
        elif tag in _IN or tag in _OUT:
            if tag in _OUT and state == "in":
                return  # typed and deleted again: it was never there
            deeper: State = "out" if tag in _OUT or state == "out" else "in"
            for child in element:
                self.look(child, _change(element), deeper)
        elif tag in _PICTURES:
            self.group.chars.append(Char(PICTURE, state, by))
        elif tag == f"{_W}bookmarkStart":
            self.group.marks.append(element.get(f"{_W}name", ""))
        elif tag == f"{_W}commentRangeStart":
            number = element.get(f"{_W}id", "")
            self.open[number] = []
            self.places[number] = (self.group, self.open[number])
        elif tag == f"{_W}commentRangeEnd":
            self.open.pop(element.get(f"{_W}id", ""), None)
        elif tag == f"{_MC}AlternateContent":
            for child in list(element)[:1]:
                self.look(child, by, state)
        elif tag in (f"{_W}pPr", f"{_W}rPr", f"{_W}sdtPr", f"{_W}tblPr", f"{_W}tcPr", f"{_W}trPr"):
            pass
        else:
            for child in element:
                self.look(child, by, state)

    def _end(self, paragraph: ElementTree.Element, by: Change, state: State) -> None:
        properties = paragraph.find(f"{_W}pPr/{_W}rPr")
        marks = list(properties if properties is not None else ())
        typed = next((child for child in marks if child.tag in _IN), None)
        deleted = next((child for child in marks if child.tag in _OUT), None)
        if typed is not None and deleted is not None:
            return  # typed and deleted again
        if typed is not None:
            by, state = _change(typed), "in"
        elif deleted is not None:
            by, state = _change(deleted), "out"
        if state != "kept":
            self.group.chars.append(Char(END, state, by))
        if state != "in":
            style = paragraph.find(f"{_W}pPr/{_W}pStyle")
            self.group.level = self.levels.get(style.get(f"{_W}val", ""), 0) if style is not None else 0
            self.groups.append(self.group)
            self.group = Group()

    def _run(self, run: ElementTree.Element, by: Change, state: State) -> None:
        format_ = _format(run.find(f"{_W}rPr"))
        for child in _contents(run):
            if child.tag in (f"{_W}t", f"{_W}delText"):
                text = child.text or ""
            elif child.tag in _PICTURES:
                text = PICTURE
            elif child.tag == f"{_W}commentReference":
                self.places.setdefault(child.get(f"{_W}id", ""), (self.group, []))
                continue
            else:
                text = _SIGNS.get(child.tag, "")
            self.group.chars += [Char(c, state, by, format_) for c in text]
            if state != "out":
                for quoted in self.open.values():
                    quoted.append(text)


def _contents(run: ElementTree.Element) -> Iterator[ElementTree.Element]:
    """Yield what a run holds; of alternatives the first."""
    for child in run:
        if child.tag == f"{_MC}AlternateContent":
            for choice in list(child)[:1]:
                yield from choice
        else:
            yield child


def _format(properties: ElementTree.Element | None) -> Format:
    found = set()
    for tag, sign in (("b", BOLD), ("i", ITALIC)):
        said = properties.find(f"{_W}{tag}") if properties is not None else None
        if said is not None and said.get(f"{_W}val", "true") not in ("0", "false", "off"):
            found.add(sign)
    for tag in _OTHER_MARKS:
        said = properties.find(f"{_W}{tag}") if properties is not None else None
        if said is not None and said.get(f"{_W}val", "true") not in ("0", "false", "none", "baseline"):
            found.add(MARKED)
    return frozenset(found)


def _change(element: ElementTree.Element) -> Change:
    return Change(element.get(f"{_W}author", ""), element.get(f"{_W}date", ""))


def _remarks(
    comments: ElementTree.Element | None, extended: ElementTree.Element | None, reader: _Reader
) -> Iterator[Remark]:
    """Yield the comments, each with its replies."""
    states = {e.get(f"{_W15}paraId"): e for e in (extended if extended is not None else ())}
    found: dict[str, Remark] = {}
    parents: dict[str, str] = {}
    for comment in comments if comments is not None else ():
        paragraphs = list(comment.iter(f"{_W}p"))
        text = "\n".join("".join(t.text or "" for t in p.iter(f"{_W}t")) for p in paragraphs).strip()
        number = comment.get(f"{_W}id", "")
        group, quoted = reader.places.get(number, (Group(), []))
        ids = [i for p in paragraphs if (i := p.get(f"{_W14}paraId"))]
        state = states.get(ids[-1]) if ids else None
        key = ids[-1] if ids else f"nr-{number}"
        if state is not None and (parent := state.get(f"{_W15}paraIdParent")):
            parents[key] = parent
        done = state is not None and state.get(f"{_W15}done") in ("1", "true")
        mark = next((m for m in group.marks if m.startswith("bb")), "")
        found[key] = Remark(_change(comment), text, mark, "".join(quoted).strip(), done)
    for key, parent in parents.items():
        while parent in parents and parents[parent] != parent:
            parent = parents[parent]
        if parent in found and parent != key:
            reply = found.pop(key)
            found[parent] = replace(found[parent], replies=(*found[parent].replies, (reply.by, reply.text)))
    yield from found.values()
