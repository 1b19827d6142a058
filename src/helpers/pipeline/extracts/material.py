"""What a book project holds for its short formats: key figures, central statements, chosen figures, districts."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path, PurePosixPath
from typing import Any

from helpers.pipeline.book.glossary import unlinked
from helpers.pipeline.chapter.blocks import Block, definitions, split
from helpers.pipeline.extracts.floats import Float, floats
from helpers.pipeline.extracts.passages import divs, end_of, numbers_of, printed, told
from helpers.safeyaml import safe_load
from helpers.text.markdown import plain

_NOTEBOOK_PAGE = re.compile(r"chapters/\d+-")
_ATTRIBUTES = re.compile(r"\s*\{[^{}]*\}\s*$")
_CARD_TEXT = re.compile(r"^\[(?P<text>.*)\]\{\.(?P<name>\w+)\}$")
_UNIT = re.compile(r"[ \u00a0]\[(.*?)\]\{\.unit\}")
_ITEM = re.compile(r"^\d+\. (.+)$", re.MULTILINE)
_FIGURE = re.compile(r"\(@(fig-[\w-]+)\)")
FINDINGS = "{#befunde}"
"""The id of the div with the findings that open the report."""
DISTRICT = "sec-sozialraum-"


@dataclass(frozen=True)
class Chapter:
    """One chapter of the report.

    Args:
        file: where it lies in the book project.
        number: as the report prints it; empty for the opening page.
        title: Markdown.
        messages: its central statements, as Markdown.
        floats: its figures and tables, in order.
        blocks: all of it.
    """

    file: str
    number: str
    title: str
    messages: tuple[str, ...]
    floats: tuple[Float, ...]
    blocks: tuple[Block, ...] = field(repr=False)

    def chosen(self, tag: str) -> list[Float]:
        """Return what was chosen for a short format."""
        return [found for found in self.floats if tag in found.tags]


@dataclass(frozen=True)
class Material:
    """A book project, read once for all short formats.

    Args:
        root: its folder.
        with_pages: whether its web pages are made along with the short formats, for links to them.
    """

    root: Path
    with_pages: bool = False

    @cached_property
    def config(self) -> Mapping[str, Any]:
        """Its `_quarto.yml`."""
        found: dict[str, Any] = safe_load((self.root / "_quarto.yml").read_text("utf-8"))
        return found

    @property
    def kommune(self) -> Mapping[str, Any]:
        """What pages may know of the municipality."""
        found: Mapping[str, Any] = self.config["kommune"]
        return found

    @property
    def title(self) -> str:
        """The report's title; Markdown."""
        return str(self.config["book"]["title"])

    @property
    def name(self) -> str:
        """The report's title as plain text, for messages."""
        return plain(self.title)

    def address(self, chapter: Chapter) -> str:
        """Return where a chapter can be read: under the published report's address, or beside it; empty for neither."""
        base = str(self.kommune.get("url") or "")
        page = PurePosixPath(chapter.file).with_suffix(".html").as_posix()
        return base + page if base or self.with_pages else ""

    @cached_property
    def _pages(self) -> list[tuple[str, list[Block]]]:
        return [
            (path, split(unlinked((self.root / path).read_text("utf-8")))) for path in _paths(self.config)
        ]

    @cached_property
    def _numbers(self) -> dict[str, str]:
        return numbers_of(self._pages)

    @cached_property
    def chapters(self) -> tuple[Chapter, ...]:
        """The opening page and the chapters that came from notebooks, with cross-references spelt out."""
        numbers = self._numbers
        found = []
        for path, blocks in self._pages:
            if path == "index.qmd" or _NOTEBOOK_PAGE.match(path):
                ours = tuple(told(blocks, path, numbers))
                heading = next(block.text for block in blocks if block.level == 1)
                anchor = next(iter(definitions(Block("heading", heading))), "")
                found.append(
                    Chapter(
                        path,
                        numbers.get(anchor, ""),
                        _ATTRIBUTES.sub("", heading.lstrip("# ")),
                        tuple(divs(ours, "kernaussage")),
                        tuple(floats(blocks, ours, numbers)),
                        ours,
                    )
                )
        return tuple(found)

    @property
    def opening(self) -> Chapter:
        """The opening page."""
        return self.chapters[0]

    @cached_property
    def five(self) -> list[tuple[str, Float]]:
        """The findings that open the report, each with its figure."""
        raw, ours = self._pages[0][1], self.opening.blocks
        start = next(
            (i for i, block in enumerate(raw) if block.kind == "open" and FINDINGS in block.text), None
        )
        if start is None:
            return []
        shown = {found.label: found for chapter in self.chapters for found in chapter.floats}
        labels = [label for block in raw[start : end_of(raw, start)] for label in _FIGURE.findall(block.text)]
        items = [item for block in ours[start : end_of(ours, start)] for item in _ITEM.findall(block.text)]
        return [(text, shown[label]) for text, label in zip(items, labels, strict=True)]

    @property
    def cards(self) -> list[str]:
        """The key figures, one div per card."""
        return [f"::: {{.card}}\n{text}\n:::" for text in divs(self.opening.blocks, "card")]

    @property
    def card_texts(self) -> list[dict[str, str]]:
        """The key figures as Markdown texts by class; `value` with its unit."""
        found = []
        for text in divs(self.opening.blocks, "card"):
            texts = (_CARD_TEXT.match(line) for line in text.splitlines())
            found.append({m["name"]: _UNIT.sub("\u00a0\\1", m["text"]) for m in texts if m})
        return found

    def passages(self, name: str) -> Iterator[str]:
        """Yield what the divs of a class hold, anywhere in the book."""
        for path, blocks in self._pages:
            yield from divs(list(told(blocks, path, self._numbers)), name)

    def districts(self) -> Iterator[tuple[str, str, str]]:
        """Yield own key, name and profile of each district, as the chapter on districts shows them."""
        for path, blocks in self._pages:
            for i in (i for i, block in enumerate(blocks) if _is_district(block)):
                opening = blocks[i]
                after = range(i + 1, len(blocks))
                end = next((j for j in after if 0 < blocks[j].level <= opening.level), None)
                inside = list(printed(blocks[i + 1 : end]))
                own = {label for block in inside for label in definitions(block)}
                name = _ATTRIBUTES.sub("", opening.text.lstrip("# "))
                key = definitions(opening)[0].removeprefix(DISTRICT)
                yield key, name, "\n\n".join(b.text for b in told(inside, path, self._numbers, own))


def _is_district(block: Block) -> bool:
    return block.level > 1 and any(label.startswith(DISTRICT) for label in definitions(block))


def _paths(config: Mapping[str, Any]) -> Iterator[str]:
    """Yield the pages of the book in order, those of parts included."""

    def walk(items: Sequence[Any]) -> Iterator[str]:
        for item in items:
            if isinstance(item, str):
                yield item
            else:
                part = str(item.get("part", item.get("file", "")))
                yield from [part] if part.endswith(".qmd") else []
                yield from walk(item.get("chapters") or [])

    yield from walk(config["book"]["chapters"])
