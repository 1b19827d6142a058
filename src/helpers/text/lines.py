"""Markdown line by line, the one place that knows which lines are text, code, comment or front matter."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

Kind = Literal["text", "code", "comment", "front"]

_CONTAINER = r"(?P<container>(?:[ \t]*(?:>|[-*+][ \t]|\d{1,9}[.)][ \t]))*)[ \t]*"
_OPENING = re.compile(rf"^{_CONTAINER}(?P<fence>`{{3,}}(?=[^`]*$)|~{{3,}})(?P<info>.*)$")
_ITEM = re.compile(r"^[ \t]*(?:[-*+]|\d{1,9}[.)]|\w{1,4}[.)])[ \t]")
_INDENTED = re.compile(r"^(?: {4}| {0,3}\t)")


@dataclass(frozen=True)
class Line:
    """One line.

    Args:
        text: the line as it stands.
        number: where it stands, from 1.
        kind: what it belongs to; the fences around code are code.
        info: what stands behind an opening fence, such as `python` or `{.python}`; None on all other lines.
        closes: whether it is the last line of a code block.
    """

    text: str
    number: int
    kind: Kind = "text"
    info: str | None = None
    closes: bool = False


def read(text: str) -> list[Line]:
    r"""Return the lines of a Markdown text; a code block or comment that nobody closes goes on to the end.

    >>> [line.kind for line in read("a\n```\nb\n```\n<!-- c -->")]
    ['text', 'code', 'code', 'code', 'comment']
    """
    return list(_lines(text))


def _lines(text: str) -> Iterator[Line]:
    fence = container = ""
    state: Kind = "text"
    in_list = False
    for number, line in enumerate(text.replace("\r\n", "\n").replace("\r", "\n").split("\n"), 1):
        if state == "code" and ">" in container and not line.lstrip().startswith(">"):
            state = "text"  # the quotation in which the code stood has ended
        if state == "front":
            closes = line.rstrip() in ("---", "...")
            yield Line(line, number, "front", closes=closes)
            state = "text" if closes else state
        elif state == "code":
            bare = line.strip(" \t>" if ">" in container else " \t")
            closes = bare.startswith(fence) and not bare.strip(fence[0])
            yield Line(line, number, "code", closes=closes)
            state = "text" if closes else state
        elif state == "comment":
            yield Line(line, number, "comment")
            state = "text" if "-->" in line else state
        elif number == 1 and line.rstrip() == "---" and re.search(r"\n(?:---|\.\.\.)[ \t]*(?:\n|$)", text):
            state = "front"
            yield Line(line, number, "front")
        elif (found := _OPENING.match(line)) and (in_list or not _INDENTED.match(line)):
            state, fence, container = "code", found["fence"], found["container"]
            in_list = in_list or bool(_ITEM.match(line))
            yield Line(line, number, "code", info=found["info"].strip())
        elif line.lstrip().startswith("<!--"):
            rest = line.partition("<!--")[2]
            state = "text" if "-->" in rest else "comment"
            whole = state == "comment" or not rest.partition("-->")[2].strip()
            yield Line(line, number, "comment" if whole else "text")
        else:
            if line.strip() and not line[0].isspace():
                in_list = bool(_ITEM.match(line)) or (in_list and line.lstrip().startswith(">"))
            yield Line(line, number)
