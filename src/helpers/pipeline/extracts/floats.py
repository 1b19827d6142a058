"""Figures and tables of a book project."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from helpers.pipeline.chapter.blocks import Block, definitions
from helpers.pipeline.extracts.passages import CLASSES, WORDS, end_of, outside_divs

MEASURED = "\\\n["
"""What stands between the title of a figure and what it measures."""
_PICTURE = re.compile(r'^!\[\]\((?P<path>[^)]+)\)\{fig-alt="(?P<alt>.*)"\}$', re.DOTALL)


@dataclass(frozen=True)
class Float:
    """A figure or table of the report.

    Args:
        label: its cross-reference id.
        number: as the report prints it, `3.2`.
        caption: Markdown.
        content: the picture or table as Markdown; paths count from the root of the book project.
        notes: what stands under it, its source last; Markdown.
        tags: the short formats it was chosen for.
    """

    label: str
    number: str
    caption: str
    content: str
    notes: tuple[str, ...]
    tags: frozenset[str] = frozenset()

    @property
    def is_figure(self) -> bool:
        """Whether it is a picture."""
        return self.label.startswith("fig-")

    @property
    def name(self) -> str:
        """How the report calls it: `Abbildung 3.2`."""
        return f"{WORDS[self.label[:3]]}\u00a0{self.number}"

    @property
    def picture(self) -> re.Match[str] | None:
        """The picture's `path` and `alt`, None for a table."""
        return _PICTURE.match(self.content)

    @property
    def finding(self) -> str:
        """What it shows, the first line of its caption; Markdown, empty where only what is measured is said."""
        title, line, _ = self.caption.partition(MEASURED)
        return title if line else ""

    @property
    def measured(self) -> str:
        """What is measured, where and when; Markdown."""
        _, line, measured = self.caption.partition(MEASURED)
        return measured.removesuffix("]{.gemessen}") if line else self.caption

    def markdown(self) -> str:
        """Return it with its caption and without a number of its own."""
        if picture := self.picture:
            return f'![{self.caption}]({picture["path"]}){{fig-alt="{picture["alt"]}"}}'
        return f"{self.content}\n\n: {self.caption}"

    def notes_markdown(self) -> str:
        """Return what stands under it, sentence after sentence, and where it stands in the report."""
        *notes, source = self.notes or ("",)
        return "\n\n".join(
            ["::: {.figure-notes}", " ".join(notes), f"{source} {self.name} des Bildungsberichts.", ":::"]
        )

    @property
    def source(self) -> str:
        """The source line."""
        return self.notes[-1] if self.notes else ""


def floats(blocks: Sequence[Block], told: Sequence[Block], numbers: Mapping[str, str]) -> Iterator[Float]:
    """Yield the figures and tables of a page.

    Args:
        blocks: the page.
        told: the same blocks for use elsewhere, see `passages.told`.
        numbers: of figures and tables by label.
    """
    for i, block in enumerate(blocks):
        labels = definitions(block) if block.kind == "open" else []
        if not labels or labels[0][:3] not in ("fig", "tbl"):
            continue
        end = end_of(blocks, i)
        inside = list(told[i + 1 : end])
        outside = told[end + 1 :] if labels[0].startswith("tbl") else []
        texts = [b.text for b in outside_divs(inside)]
        yield Float(
            labels[0],
            numbers[labels[0]],
            texts[-1],
            texts[0],
            tuple(_notes(inside) or _notes(outside[: end_of(outside, 0) + 1] if outside else [])),
            frozenset(CLASSES.findall(block.text)),
        )


def _notes(blocks: Sequence[Block]) -> list[str]:
    """Return the texts of a `.figure-notes` at the start or inside of the blocks, without links to downloads."""
    for i, block in enumerate(blocks):
        if block.kind == "open" and ".figure-notes" in block.text:
            return [b.text for b in outside_divs(blocks[i + 1 : end_of(blocks, i)])]
    return []
