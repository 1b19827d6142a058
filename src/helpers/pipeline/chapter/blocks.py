"""A chapter as a list of Markdown blocks, so that what depends on missing data can be left out cleanly."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Literal

from helpers.pipeline.chapter.inline import GAP
from helpers.text.asjupyter import as_shown
from helpers.text.lines import read

Kind = Literal["text", "heading", "open", "close", "code", "gap"]

REFERENCE = re.compile(r"(?<![\w\\@.])-?@(?P<label>(?:fig|tbl|sec)-[\w-]*\w)")
DEFINITION = re.compile(r"(?<!\\)\{[^{}\n]*(?<!\\)#(?P<label>(?:fig|tbl|sec)-[\w-]*\w)[^{}\n]*\}")
_HEADING = re.compile(r"^(#{1,6})[ \t]")
_ITEM = re.compile(r"^ {0,3}(?:[-*+]|\d+[.)])[ \t]")
_SPAN = re.compile(r"(`+)(?!`).*?(?<!`)\1(?!`)|\balt=\"(?:\\.|[^\"\\])*\"", re.DOTALL)
"""Code, and texts in place of pictures: what a picture shows is told there as text, whatever names stand in it."""


@dataclass(frozen=True)
class Block:
    """A piece of Markdown between blank lines.

    Args:
        kind: `open` and `close` are the lines of a fenced div; `gap` is a figure that found no data.
        text: the Markdown.
        line: line in the file or cell of the notebook that it came from, 0 where there is none.
    """

    kind: Kind
    text: str
    line: int = 0

    @property
    def level(self) -> int:
        """Level of a heading, 0 for other blocks."""
        return len(found[1]) if self.kind == "heading" and (found := _HEADING.match(self.text)) else 0


def split(text: str, cell: int | None = None) -> list[Block]:
    """Split Markdown into blocks, with what JupyterLab shows as a block made one; front matter is one block.

    Args:
        text: the Markdown.
        cell: the notebook's cell that it comes from; stands in the blocks in place of the line.

    Raises:
        MarkdownError: part of it would not be shown.
    """
    blocks: list[Block] = []
    lines: list[str] = []
    start = 1

    def flush(kind: Kind = "text") -> None:
        if lines:
            blocks.append(Block(kind, "\n".join(lines), start if cell is None else cell))
            lines.clear()

    kind: Kind
    inside = "text"
    for line in as_shown(read(text)):
        if line.kind != inside and not (line.kind == "code" and inside == "code"):
            flush("text" if inside == "text" else "code")
        inside = line.kind
        if not lines:
            start = line.number
        if line.kind != "text":
            if line.info is not None:
                flush("code")  # of two code blocks below each other
                start = line.number
            lines.append(line.text)
            if line.closes:
                flush("code")
        elif not line.text.strip():
            flush()
        elif line.text.startswith(":::") or _HEADING.match(line.text):
            flush()
            kind = "heading" if line.text.startswith("#") else "open" if line.text.strip(": \t") else "close"
            blocks.append(Block(kind, line.text.rstrip(), line.number if cell is None else cell))
        else:
            lines.append(line.text.rstrip() + ("  " if line.text.endswith("  ") else ""))
    flush("text" if inside == "text" else "code")
    return blocks


def stepped(blocks: Iterable[Block]) -> list[Block]:
    r"""Return the blocks with headings that skip no level, siblings alike: Quarto would number `###` below `#` 1.0.1.

    >>> [block.text for block in stepped(split("# A\n\n### B\n\n### C\n\n## D"))]
    ['# A', '## B', '## C', '## D']
    """
    out: list[Block] = []
    open_: list[tuple[int, int]] = []  # the sections a heading stands in: level as written and as set
    fences: list[str] = []
    for block in blocks:
        if block.kind == "open":
            fences.append(block.text)
        elif block.kind == "close" and fences:
            fences.pop()
        written = block.level
        if written and not any("callout" in fence or "tabset" in fence for fence in fences):
            while open_ and open_[-1][0] >= written:
                open_.pop()
            level = min(written, open_[-1][1] + 1) if open_ else written
            open_.append((written, level))
            block = replace(block, text="#" * level + block.text[written:])
        out.append(block)
    return out


def join(blocks: Iterable[Block]) -> str:
    """Return the blocks as Markdown."""
    return "\n\n".join(block.text for block in blocks) + "\n"


def numbered(blocks: Iterable[Block]) -> Iterator[tuple[int, Block]]:
    """Yield each block with the line on which it begins where the blocks are joined."""
    line = 1
    for block in blocks:
        yield line, block
        line += block.text.count("\n") + 2


def references(block: Block) -> set[str]:
    """Return the labels of figures, tables and sections that a block refers to."""
    if block.kind == "code" or "@" not in block.text:
        return set()
    return {match["label"] for match in REFERENCE.finditer(_SPAN.sub("", block.text))}


def definitions(block: Block) -> list[str]:
    """Return the labels that a block defines."""
    if block.kind == "code" or "#" not in block.text:
        return []
    return [match["label"] for match in DEFINITION.finditer(_SPAN.sub("", block.text))]


QUESTION = "Zur Diskussion"
"""What the callout at the end of a chapter is called."""


def prune(blocks: list[Block], is_missing: Callable[[str], bool]) -> tuple[list[Block], list[str]]:
    """Leave out what depends on missing data: paragraphs, list items and table rows, then divs and headings left empty.

    Args:
        blocks: a chapter.
        is_missing: tells of a label whether its figure was left out.

    Returns:
        The remaining blocks, and the headings that were left out.
    """

    def affected(text: str) -> bool:
        return GAP in text or any(map(is_missing, references(Block("text", text))))

    empty_before = _empty(blocks)
    kept: list[Block | None] = []
    for block in blocks:
        if block.kind == "gap":
            kept.append(None)
        elif block.kind == "text" and affected(block.text):
            kept.append(_without(block, affected))
        else:
            kept.append(block)
    if None not in kept and kept == blocks:
        return blocks, []
    _drop_empty_divs(kept)
    remaining = [block for block in kept if block is not None]
    while newly := [
        i
        for i in _empty(remaining)
        if remaining[i].level > 1 and remaining[i] not in _at(blocks, empty_before)
    ]:
        remaining = [block for i, block in enumerate(remaining) if i != newly[0]]
    headings = [b.text.lstrip("# ") for b in blocks if b.kind == "heading" and b not in remaining]
    return remaining, headings


def _at(blocks: list[Block], indices: list[int]) -> list[Block]:
    return [blocks[i] for i in indices]


def _without(block: Block, affected: Callable[[str], bool]) -> Block | None:
    """Return a list or table without its affected items or rows; None for a paragraph."""
    lines = block.text.splitlines()
    starts: Callable[[str], object] | None = None
    if _ITEM.match(lines[0]):
        starts = _ITEM.match
    elif lines[0].startswith("|"):
        starts = lambda line: line.startswith("|")  # noqa: E731
    if starts is None:
        return None
    items: list[list[str]] = []
    for line in lines:
        if starts(line) or not items:
            items.append([])
        items[-1].append(line)
    texts = [text for item in items if not affected(text := "\n".join(item))]
    only_head = lines[0].startswith("|") and len(texts) <= 2
    return Block(block.kind, "\n".join(texts), block.line) if texts and not only_head else None


def _drop_empty_divs(kept: list[Block | None]) -> None:
    """Remove the fences of divs that lost all they held."""
    stack: list[tuple[int, bool, bool]] = []  # position of the opening, holds something, lost something
    for i, block in enumerate(kept):
        if block is None:
            stack[:] = [(position, holds, True) for position, holds, _ in stack]
        elif block.kind == "open":
            stack.append((i, False, False))
        elif block.kind == "close" and stack:
            position, holds, lost = stack.pop()
            if lost and not holds:
                kept[position] = kept[i] = None
            elif stack:
                stack[:] = [(p, True, lo) for p, _, lo in stack]
        else:
            stack[:] = [(p, True, lo) for p, _, lo in stack]


def _empty(blocks: list[Block]) -> list[int]:
    """Return the positions of headings without any content below them; the closing question is the chapter's, no section's."""
    result = []
    questions = [
        i
        for i, b in enumerate(blocks)
        if b.kind == "open" and QUESTION in b.text and b.text.startswith(":::")
    ]
    blocks = blocks[: questions[-1]] if questions else blocks
    for i, block in enumerate(blocks):
        if block.kind == "heading":
            section = []
            for other in blocks[i + 1 :]:
                if other.kind == "heading" and other.level <= block.level:
                    break
                section.append(other)
            if all(other.kind == "heading" for other in section):
                result.append(i)
    return result
