"""Passages of a book project for use elsewhere: what a div holds, with references and links that hold outside the book."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from pathlib import PurePosixPath

from helpers.pipeline.chapter.blocks import REFERENCE, Block, definitions

_LOCAL = re.compile(r"\]\((?=[^)/:#]+_files/)")
_INSIDE = re.compile(r"(?<!!)\[([^\[\]]*)\]\((?!https?:|mailto:|tel:)[^()]*\)(?:\{[^{}]*\})?")
"""A link to another page of the report, to the glossary for example."""
_IN_BRACKETS = re.compile(r"[ \u00a0]\((?:siehe )?@(?:fig|tbl|sec)-[\w-]*\w\)")
_WEB_ONLY = '.content-visible when-format="html'
CLASSES = re.compile(r"\.([\w-]+)")
WORDS = {"fig": "Abbildung", "tbl": "Tabelle", "sec": "Kapitel"}


def numbers_of(pages: Sequence[tuple[str, Sequence[Block]]]) -> dict[str, str]:
    """Return the numbers of chapters, figures and tables as both assemblers count them."""
    numbers: dict[str, str] = {}
    chapter = 0
    for _, blocks in pages:
        heading = next((b for b in blocks if b.level == 1), None)
        numbered = heading is not None and not re.search(r"\{[^{}]*(?:\.unnumbered|-)[ }]", heading.text)
        chapter += numbered
        counts = {"fig": 0, "tbl": 0}
        for block in blocks:
            for label in definitions(block):
                kind = label[:3]
                if kind in counts:
                    counts[kind] += 1
                    numbers[label] = f"{chapter}.{counts[kind]}" if numbered else str(counts[kind])
                elif numbered:
                    numbers.setdefault(label, str(chapter))
    return numbers


def told(
    blocks: Sequence[Block], path: str, numbers: Mapping[str, str], own: Collection[str] = ()
) -> Iterator[Block]:
    """Yield blocks for use elsewhere: paths from the book's root, references by name except to `own` labels, links unwrapped."""

    def spelt(match: re.Match[str]) -> str:
        label = match["label"]
        if label in own:
            return match[0]
        number = numbers.get(label)
        return f"{WORDS[label[:3]]}\u00a0{number}" if number else "dem Bildungsbericht"

    folder = PurePosixPath(path).parent.as_posix()
    prefix = "" if folder == "." else f"{folder}/"
    for block in blocks:
        text = block.text
        if block.kind == "text":
            text = _INSIDE.sub(r"\1", REFERENCE.sub(spelt, _IN_BRACKETS.sub("", text)))
        yield Block(block.kind, text if block.kind == "code" else _LOCAL.sub(f"]({prefix}", text), block.line)


def printed(blocks: Sequence[Block]) -> Iterator[Block]:
    """Yield blocks without what only the web pages show."""
    until = -1
    for i, block in enumerate(blocks):
        if i > until and block.kind == "open" and _WEB_ONLY in block.text:
            until = end_of(blocks, i)
        if i > until:
            yield block


def end_of(blocks: Sequence[Block], start: int) -> int:
    """Return where the div that opens at `start` closes."""
    depth = 0
    for i in range(start, len(blocks)):
        depth += {"open": 1, "close": -1}.get(blocks[i].kind, 0)
        if depth == 0:
            return i
    return len(blocks)


def divs(blocks: Sequence[Block], name: str) -> Iterator[str]:
    """Yield the content of each div of a class."""
    for i, block in enumerate(blocks):
        if block.kind == "open" and name in CLASSES.findall(block.text):
            yield "\n\n".join(inner.text for inner in blocks[i + 1 : end_of(blocks, i)])


def outside_divs(blocks: Sequence[Block]) -> Iterator[Block]:
    """Yield the texts that stand in no div."""
    depth = 0
    for block in blocks:
        depth += {"open": 1, "close": -1}.get(block.kind, 0)
        if depth == 0 and block.kind == "text":
            yield block
