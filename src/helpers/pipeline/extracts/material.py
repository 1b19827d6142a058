"""What a book project holds for its short formats: key figures, central statements, chosen figures, districts."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path, PurePosixPath
from typing import Any

from helpers.pipeline.blocks import REFERENCE, Block, definitions, split
from helpers.pipeline.glossary import unlinked
from helpers.safeyaml import safe_load
from helpers.text.markdown import plain

_NOTEBOOK_PAGE = re.compile(r"chapters/\d+-")
_CLASSES = re.compile(r"\.([\w-]+)")
_PICTURE = re.compile(r'^!\[\]\((?P<path>[^)]+)\)\{fig-alt="(?P<alt>.*)"\}$', re.DOTALL)
_LOCAL = re.compile(r"\]\((?=[^)/:#]+_files/)")
_INSIDE = re.compile(r"(?<!!)\[([^\[\]]*)\]\((?!https?:|mailto:|tel:)[^()]*\)(?:\{[^{}]*\})?")
"""A link to another page of the report, to the glossary for example."""
_ATTRIBUTES = re.compile(r"\s*\{[^{}]*\}\s*$")
_CARD_TEXT = re.compile(r"^\[(?P<text>.*)\]\{\.(?P<name>\w+)\}$")
_UNIT = re.compile(r"[ \u00a0]\[(.*?)\]\{\.unit\}")
_WORDS = {"fig": "Abbildung", "tbl": "Tabelle", "sec": "Kapitel"}
_IN_BRACKETS = re.compile(r"[ \u00a0]\((?:siehe )?@(?:fig|tbl|sec)-[\w-]*\w\)")
_WEB_ONLY = '.content-visible when-format="html'
DISTRICT = "sec-sozialraum-"


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
        return f"{_WORDS[self.label[:3]]}\u00a0{self.number}"

    @property
    def picture(self) -> re.Match[str] | None:
        """The picture's `path` and `alt`, None for a table."""
        return _PICTURE.match(self.content)

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
        return _numbers(self._pages)

    @cached_property
    def chapters(self) -> tuple[Chapter, ...]:
        """The opening page and the chapters that came from notebooks, with cross-references spelt out."""
        numbers = self._numbers
        found = []
        for path, blocks in self._pages:
            if path == "index.qmd" or _NOTEBOOK_PAGE.match(path):
                told = tuple(_told(blocks, path, numbers))
                heading = next(block.text for block in blocks if block.level == 1)
                anchor = next(iter(definitions(Block("heading", heading))), "")
                found.append(
                    Chapter(
                        path,
                        numbers.get(anchor, ""),
                        _ATTRIBUTES.sub("", heading.lstrip("# ")),
                        tuple(_divs(told, "kernaussage")),
                        tuple(_floats(blocks, told, numbers)),
                        told,
                    )
                )
        return tuple(found)

    @property
    def opening(self) -> Chapter:
        """The opening page."""
        return self.chapters[0]

    @property
    def cards(self) -> list[str]:
        """The key figures, one div per card."""
        return [f"::: {{.card}}\n{text}\n:::" for text in _divs(self.opening.blocks, "card")]

    @property
    def card_texts(self) -> list[dict[str, str]]:
        """The key figures as Markdown texts by class; `value` with its unit."""
        found = []
        for text in _divs(self.opening.blocks, "card"):
            texts = (_CARD_TEXT.match(line) for line in text.splitlines())
            found.append({m["name"]: _UNIT.sub("\u00a0\\1", m["text"]) for m in texts if m})
        return found

    def districts(self) -> Iterator[tuple[str, str, str]]:
        """Yield own key, name and profile of each district, as the chapter on districts shows them."""
        for path, blocks in self._pages:
            for i in (i for i, block in enumerate(blocks) if _is_district(block)):
                opening = blocks[i]
                after = range(i + 1, len(blocks))
                end = next((j for j in after if 0 < blocks[j].level <= opening.level), None)
                inside = list(_printed(blocks[i + 1 : end]))
                own = {label for block in inside for label in definitions(block)}
                name = _ATTRIBUTES.sub("", opening.text.lstrip("# "))
                key = definitions(opening)[0].removeprefix(DISTRICT)
                yield key, name, "\n\n".join(b.text for b in _told(inside, path, self._numbers, own))


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


def _numbers(pages: Sequence[tuple[str, Sequence[Block]]]) -> dict[str, str]:
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


def _told(
    blocks: Sequence[Block], path: str, numbers: Mapping[str, str], own: Collection[str] = ()
) -> Iterator[Block]:
    """Yield blocks for use elsewhere: paths from the book's root, references by name except to `own` labels, links unwrapped."""

    def spelt(match: re.Match[str]) -> str:
        label = match["label"]
        if label in own:
            return match[0]
        number = numbers.get(label)
        return f"{_WORDS[label[:3]]}\u00a0{number}" if number else "dem Bildungsbericht"

    folder = PurePosixPath(path).parent.as_posix()
    prefix = "" if folder == "." else f"{folder}/"
    for block in blocks:
        text = block.text
        if block.kind == "text":
            text = _INSIDE.sub(r"\1", REFERENCE.sub(spelt, _IN_BRACKETS.sub("", text)))
        yield Block(block.kind, text if block.kind == "code" else _LOCAL.sub(f"]({prefix}", text), block.line)


def _printed(blocks: Sequence[Block]) -> Iterator[Block]:
    """Yield blocks without what only the web pages show."""
    until = -1
    for i, block in enumerate(blocks):
        if i > until and block.kind == "open" and _WEB_ONLY in block.text:
            until = _end(blocks, i)
        if i > until:
            yield block


def _end(blocks: Sequence[Block], start: int) -> int:
    """Return where the div that opens at `start` closes."""
    depth = 0
    for i in range(start, len(blocks)):
        depth += {"open": 1, "close": -1}.get(blocks[i].kind, 0)
        if depth == 0:
            return i
    return len(blocks)


def _divs(blocks: Sequence[Block], name: str) -> Iterator[str]:
    """Yield the content of each div of a class."""
    for i, block in enumerate(blocks):
        if block.kind == "open" and name in _CLASSES.findall(block.text):
            yield "\n\n".join(inner.text for inner in blocks[i + 1 : _end(blocks, i)])


def _floats(blocks: Sequence[Block], told: Sequence[Block], numbers: Mapping[str, str]) -> Iterator[Float]:
    for i, block in enumerate(blocks):
        labels = definitions(block) if block.kind == "open" else []
        if not labels or labels[0][:3] not in ("fig", "tbl"):
            continue
        end = _end(blocks, i)
        inside = list(told[i + 1 : end])
        outside = told[end + 1 :] if labels[0].startswith("tbl") else []
        texts = [b.text for b in _without_divs(inside)]
        yield Float(
            labels[0],
            numbers[labels[0]],
            texts[-1],
            texts[0],
            tuple(_notes(inside) or _notes(outside[: _end(outside, 0) + 1] if outside else [])),
            frozenset(_CLASSES.findall(block.text)),
        )


def _without_divs(blocks: Sequence[Block]) -> Iterator[Block]:
    depth = 0
    for block in blocks:
        depth += {"open": 1, "close": -1}.get(block.kind, 0)
        if depth == 0 and block.kind == "text":
            yield block


def _notes(blocks: Sequence[Block]) -> list[str]:
    """Return the texts of a `.figure-notes` at the start or inside of the blocks, without links to downloads."""
    for i, block in enumerate(blocks):
        if block.kind == "open" and ".figure-notes" in block.text:
            return [b.text for b in _without_divs(blocks[i + 1 : _end(blocks, i)])]
    return []
