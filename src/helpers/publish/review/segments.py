"""A paragraph's Markdown as the characters that are read, each with its place in the source; and back again.

Only what is fully understood can be changed from Word: text, bold and italic. Values, references and links are one piece each.
"""

from __future__ import annotations

import html
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from helpers.text.markdown import escape

Kind = Literal["hand", "computed", "fixed"]
Format = frozenset[str]
PLAIN: Format = frozenset()
BOLD, ITALIC = "b", "i"
MARKED = "u"
"""Struck through, underlined, coloured with a marker: Markdown has no such thing, so no text is ever read so."""

_VALUE = re.compile(r"(?<!`)`\{python\}[ \t]+[^`]+?[ \t]*`(?!`)|\{\{<.*?>\}\}")
_REFERENCE = re.compile(r"\[?(?<![\w\\.])@(?:fig|tbl|sec)-[\w-]*\w\]?|\[\^[\w-]+\]")
_LINK = re.compile(r"\[(?P<text>[^\[\]{}`@^]+)\]\([^()\s]+\)(?:\{[^{}]*\})?")
_ENTITY = re.compile(r"&(?:#\d{1,6}|#[xX][\da-fA-F]{1,5}|\w{2,8});")
_ESCAPE = re.compile(r"\\([!-/:-@\[-`{-~])")
_BREAK = re.compile(r"[ \t]*\n[ \t]*")
_STARS = re.compile(r"\*{1,3}|_{1,3}")
_UNKNOWN = re.compile(r"[`\[\]<|$^~{}\\@]|!\[|  +\n|\.\.\.|-[-@]|(?<![\w])['\"]|['\"](?![\w])")
"""What may mean something else than it shows; a paragraph with it is not changed from Word."""


@dataclass(frozen=True)
class Piece:
    """A piece of a paragraph: one character of text, or one value, reference or link.

    Args:
        kind: who writes it: somebody's hand, the program, or nobody here (`fixed`).
        source: its Markdown.
        shown: what is read.
        format: bold and italic.
        before: the Markdown between the piece before it and this one: marks of emphasis.
    """

    kind: Kind
    source: str
    shown: str
    format: Format = PLAIN
    before: str = ""


@dataclass(frozen=True)
class Parsed:
    """A paragraph in pieces, and the Markdown that ends its last emphasis."""

    pieces: tuple[Piece, ...]
    rest: str = ""

    @property
    def shown(self) -> str:
        """What is read."""
        return "".join(piece.shown for piece in self.pieces)


def values(text: str) -> int:
    """Return how many inline values a Markdown text has."""
    return sum(found[0].startswith("`") for found in _VALUE.finditer(text))


def parse(text: str, results: Sequence[str]) -> Parsed | None:
    r"""Return the pieces of a paragraph; None where it holds what is not fully understood.

    Args:
        text: the Markdown, without what makes it a heading or list item.
        results: what its inline values show, in order; shortcodes show themselves.

    >>> parse("Es **sind** `{python} n`\nKinder.", ["1.234"]).shown
    'Es sind 1.234 Kinder.'
    """
    pieces: list[Piece] = []
    left = list(results)
    open_: list[str] = []
    before, at = "", 0
    while at < len(text):
        format_ = frozenset(sign for mark in open_ for sign in _signs(mark))
        kind: Kind = "hand"
        if found := _VALUE.match(text, at):
            kind, shown = "computed", found[0]
            if found[0].startswith("`"):
                if not left:
                    return None
                shown = left.pop(0)
                if not shown and found.end() < len(text) and text[found.end()] == " ":
                    found = re.compile(re.escape(found[0]) + " ").match(text, at)
                    assert found is not None
        elif (found := _LINK.match(text, at)) or (found := _REFERENCE.match(text, at)):
            kind = "fixed"
            shown = found.groupdict().get("text") or found[0]
            if _STARS.search(shown) or "\\" in shown:
                return None
        elif found := _ESCAPE.match(text, at):
            shown = found[1]
        elif found := _ENTITY.match(text, at):
            shown = html.unescape(found[0])
        elif _UNKNOWN.match(text, at):
            return None
        elif found := _BREAK.match(text, at):
            shown = " "
        elif found := _STARS.match(text, at):
            if not _toggle(open_, found, text):
                return None
            before += found[0]
            at = found.end()
            continue
        else:
            found = re.compile(r".", re.DOTALL).match(text, at)
            assert found is not None
            shown = found[0]
        pieces.append(Piece(kind, found[0], shown, format_, before))
        before, at = "", found.end()
    return None if open_ or left else Parsed(tuple(pieces), before)


def _toggle(open_: list[str], found: re.Match[str], text: str) -> bool:
    """Open or close an emphasis; tell whether the mark is one that everybody reads alike."""
    mark = found[0]
    behind = text[found.end() : found.end() + 1]
    ahead = text[found.start() - 1 : found.start()]
    if open_ and open_[-1] == mark:
        open_.pop()
        return bool(ahead.strip()) and not (mark[0] == "_" and behind.isalnum())
    if open_ and open_[-1][0] == mark[0]:
        return False
    open_.append(mark)
    return bool(behind.strip()) and not ahead.isalnum() and ahead not in ("*", "_")


def _signs(mark: str) -> str:
    return {1: ITALIC, 2: BOLD, 3: BOLD + ITALIC}[len(mark)]


@dataclass(frozen=True)
class Typed:
    """What somebody typed in Word, in one format."""

    text: str
    format: Format = PLAIN


Final = Sequence[Piece | Typed]
"""A paragraph as it is to be read: pieces that stayed, and what was typed between them."""


def read_as(final: Final) -> list[tuple[str, Format]]:
    """Return what is to be read, character by character; spaces, which look alike in any format, count once and have none."""
    chars = [
        (c, item.format) for item in final for c in (item.text if isinstance(item, Typed) else item.shown)
    ]
    return _plain_spaces(chars)


def _plain_spaces(chars: Sequence[tuple[str, Format]]) -> list[tuple[str, Format]]:
    out: list[tuple[str, Format]] = []
    for char, format_ in chars:
        if char in " \t\n":
            if out and out[-1][0] != " ":
                out.append((" ", PLAIN))
        else:
            out.append((char, format_))
    while out and out[-1][0] == " ":
        out.pop()
    return out


def written(final: Final, parsed: Parsed) -> str | None:
    """Return the Markdown that is read as wished; None where no Markdown could be found that is.

    Args:
        final: how it is to be read; formats of pieces are those wished for.
        parsed: the paragraph as it was.
    """
    results = [p.shown for p in final if isinstance(p, Piece) and p.source.startswith("`{python}")]
    wanted = read_as(final)
    for attempt in (_in_place(final, parsed), _anew(final)):
        again = parse(attempt, results)
        if again is not None and read_as(again.pieces) == wanted:
            return attempt
    return None


def _in_place(final: Final, parsed: Parsed) -> str:
    """Keep the author's Markdown, and put what was typed between it."""
    kept = {id(piece) for piece in final if isinstance(piece, Piece)}
    marks: dict[int, str] = {}
    gone = ""
    for piece in parsed.pieces:  # marks of pieces that are gone go to the next one that stays
        gone += piece.before
        if id(piece) in kept:
            marks[id(piece)], gone = gone, ""
    out = ""
    for item in final:
        out += _typed(item.text) if isinstance(item, Typed) else marks.get(id(item), "") + item.source
    return (out + gone + parsed.rest).strip(" ")


def _anew(final: Final) -> str:
    """Write all emphasis again, each format on its own."""
    out, now = "", PLAIN
    space = ""
    for item in final:
        source = _typed(item.text) if isinstance(item, Typed) else item.source
        core = source.strip(" \n")
        if not core:
            space = space or (source and " ")
            continue
        lead, trail = source[: len(source) - len(source.lstrip(" \n"))], source[len(source.rstrip(" \n")) :]
        space = space or lead
        if item.format != now:
            out += _mark(now) + space + _mark(item.format)
            now = item.format
        else:
            out += space
        out += core
        space = trail
    return (out + _mark(now)).strip(" ")


def _mark(format_: Format) -> str:
    return "*" * ((BOLD in format_) * 2 + (ITALIC in format_))


def _typed(text: str) -> str:
    """Return typed text as Markdown that shows exactly this text; its spaces at the ends stay."""
    core = text.strip(" ")
    return (
        text[: len(text) - len(text.lstrip(" "))]
        + escape(core)
        + (text[len(text.rstrip(" ")) :] if core else "")
    )
