"""What `write_book` puts into the placeholders of hand-written pages: `::: {#kernaussagen}` and its siblings."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Collection, Mapping, Sequence
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from helpers.pipeline.bookfile import OPENING_NOTEBOOK
from helpers.pipeline.chapter.blocks import Block, split

if TYPE_CHECKING:
    from helpers.pipeline.run.runner import ChapterResult

NAMES = (
    "bildung-in-zahlen",
    "befunde",
    "kernaussagen",
    "ausgelassen",
    "kolophon",
    "datenquellen",
    "rueckmeldung",
    "stimmen-uebersicht",
    "tabellen",
    "datenqualitaet",
)
_OPEN = re.compile(r"^:{3,}[ \t]*\{[^{}]*#(?P<name>[\w-]+)(?=[\s}])[^{}]*\}")
_FILES = re.compile(r"\]\((?=[^)/]+_files/)")


def fill(
    blocks: Sequence[Block], path: str, contents: Mapping[str, Callable[[], list[Block]]]
) -> list[Block]:
    """Put content into the placeholders of a page.

    Args:
        blocks: the page.
        path: where the page lies in the book project.
        contents: by name of the placeholder, what makes its content; links count from the folder of chapters.
    """
    result: list[Block] = []
    for block in blocks:
        result.append(block)
        opening = _OPEN.match(block.text) if block.kind == "open" else None
        if opening and opening["name"] in contents:
            prefix = posixpath.relpath("chapters", PurePosixPath(path).parent) + "/"
            prefix = "" if prefix == "./" else prefix
            result += [
                Block(b.kind, b.text if b.kind == "code" else _FILES.sub(f"]({prefix}", b.text), block.line)
                for b in contents[opening["name"]]()
            ]
    return result


def key_figures(results: Sequence[ChapterResult]) -> list[Block]:
    """Return the content of the opening notebook without its heading."""
    for result in results:
        if result.notebook == OPENING_NOTEBOOK and result.outcome.files:
            text = result.outcome.files[f"{PurePosixPath(OPENING_NOTEBOOK).stem}.qmd"].decode()
            return [block for block in split(text) if block.level != 1]
    return [Block("text", "Für diese Kommune liegen keine Kennzahlen vor.")]


def key_messages(results: Sequence[ChapterResult], said: Collection[str] = ()) -> list[Block]:
    """Return the Kernaussagen of all chapters, each with a reference to its chapter.

    Args:
        results: of all notebooks.
        said: topics of findings that stand above them: what they say is not said again.
    """
    items = []
    for result in results:
        anchor = result.outcome.chapter.get("anchor")
        chapter = result.outcome.chapter
        names = chapter.get("key_names") or [[] for _ in chapter.get("key_messages", [])]
        for message, about in zip(chapter.get("key_messages", []), names, strict=True):
            if set(about) & set(said):
                continue
            text = " ".join(
                line.strip() for line in message.splitlines() if line.strip() and not line.startswith(":::")
            )
            reference = "" if result.notebook == OPENING_NOTEBOOK else f" (@{anchor})"
            items.append(f"- {text}{reference}")
    return [Block("text", "\n".join(items) if items else "Dieser Bericht enthält keine Kernaussagen.")]


def colophon(year: int) -> list[Block]:
    """Return how the report was made; the assembler's line is filled in when it is known."""
    return [
        Block(
            "text",
            f"Berichtsjahr {year}. Die Kapitel stammen aus Jupyter-Notebooks, die mit Papermill für diese Kommune "
            "ausgeführt wurden. {{< meta kolophon.assembler >}}",
        )
    ]
