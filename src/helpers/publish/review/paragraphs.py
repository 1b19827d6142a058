"""A text cell or hand-written chapter as paragraphs, each with the words around it that nobody reads: `## `, `- `, `{#sec-x}`."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from helpers.publish.review.segments import Parsed, parse, values
from helpers.text.lines import read

_HEADING = re.compile(
    r"^(?P<prefix>#{1,6}[ \t]+)(?P<body>.*?)(?P<suffix>[ \t]*\{[^{}]*\}[ \t]*)?$", re.DOTALL
)
_ITEM = re.compile(r"^(?P<prefix>[ \t]*(?:[-*+]|\d{1,9}[.)])[ \t]+)(?P<body>.*)$", re.DOTALL)
_OTHER = re.compile(r"^(?:[|>:]| {4}|\t|={3,}|-{3,}|!\[|\[\^[\w-]+\]:|\{\{<)")
"""How a line begins whose paragraph is something else than text: table, quotation, definition, picture, footnote, shortcode."""


@dataclass(frozen=True)
class Paragraph:
    """One paragraph of a source.

    Args:
        source: its Markdown, whole lines.
        prefix: what makes it a heading or list item.
        suffix: the attributes of a heading.
        parsed: its pieces; None where it is not fully understood, and cannot be changed from Word.
        last: its last line, from 1.
    """

    source: str
    prefix: str = ""
    suffix: str = ""
    parsed: Parsed | None = None
    last: int = 0

    @property
    def level(self) -> int:
        """Level of a heading, 0 for anything else."""
        return self.prefix.count("#")

    @property
    def shown(self) -> str:
        """What is read of it."""
        return self.parsed.shown if self.parsed else self.source


def paragraphs(source: str, results: Sequence[str]) -> list[Paragraph]:
    """Return the paragraphs of a source in order; fences of divisions and comments are none.

    Args:
        source: the Markdown.
        results: what its inline values show, in order.
    """
    left = list(results)
    found: list[Paragraph] = []
    lines: list[str] = []
    kind = "text"

    def flush(last: int) -> None:
        if lines and kind not in ("comment", "front"):
            text = "\n".join(lines)
            count = values(text) if kind == "text" else 0
            found.append(_paragraph(text, left[:count], last, code=kind != "text"))
            del left[:count]
        lines.clear()

    every = read(source)
    for line in every:
        start = line.kind == "text" and (line.text.startswith(("#", ":::")) or _ITEM.match(line.text))
        if line.kind != kind or start or (line.kind == "text" and not line.text.strip()):
            flush(line.number - 1)
        kind = line.kind
        if line.kind == "text" and (line.text.startswith(":::") or not line.text.strip()):
            continue
        lines.append(line.text)
        if line.kind == "text" and re.match(r"#{1,6}[ \t]", line.text):
            flush(line.number)
    flush(len(every))
    return found


def _paragraph(text: str, results: Sequence[str], last: int, *, code: bool) -> Paragraph:
    if code or _OTHER.match(text):
        return Paragraph(text, last=last)
    if any(_OTHER.match(line) for line in text.split("\n")[1:]):
        return Paragraph(text, last=last)
    match = _HEADING.match(text) or _ITEM.match(text)
    groups = match.groupdict() if match else {"body": text}
    body = groups["body"] or ""
    return Paragraph(text, groups.get("prefix") or "", groups.get("suffix") or "", parse(body, results), last)


def stands_once(source: str, passage: str) -> bool:
    """Whether whole lines stand in a source exactly once."""
    return f"\n{source}\n".count(f"\n{passage}\n") == 1


def shows(source: str, results: Sequence[str]) -> list[str]:
    """Return what is read of each paragraph, spaces alike, for comparing."""
    return [" ".join(p.shown.split(" ")).strip() for p in paragraphs(source, results)]
