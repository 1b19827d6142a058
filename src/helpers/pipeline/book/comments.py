"""What departments write about a chapter: `chapters/<city>/kommentare/<chapter>.md`, kept from edition to edition."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from helpers.data.participation.chapters import chapter_names, plain_name
from helpers.data.participation.handkept import day
from helpers.errors import BookError, nearest
from helpers.pipeline.book.bookpages import Page
from helpers.pipeline.chapter.blocks import Block, split
from helpers.text.markdown import escape
from helpers.text.numbers import period_words

if TYPE_CHECKING:
    from helpers.paths import Project

FOLDER = "kommentare"
_SIGNED = re.compile(r"^##[ \t]+(?P<by>\S.*?)[ \t]*,[ \t]*(?P<day>[\d.-]+)[ \t]*$")
_REMARK = re.compile(r"<!--.*?-->", re.DOTALL)


def comment_pages(project: Project, city: str) -> dict[str, Page]:
    """Return the comments by name of their chapter, each file as a page that the chapter includes.

    A page of comments has the same path as its file, and each block stays on its line: what an assembler has to say
    against the Markdown then names the place that its author can open.

    Args:
        project: the checkout.
        city: folder name of the municipality.

    Raises:
        BookError: a comment without department or day, text before the first, further headings, or no such chapter.
    """
    folder = project.chapters / city / FOLDER
    files = sorted(folder.glob("*.md"))
    names = chapter_names(project, city) if files else {}
    pages: dict[str, Page] = {}
    for file in files:
        source = file.relative_to(project.root).as_posix()
        name = plain_name(file.stem)
        if name not in names:
            raise BookError(
                f"{source}: Kein Kapitel heißt „{name}“.{nearest(name, names)} Die Datei heißt wie das Kapitel, zu dem die "
                "Kommentare gehören, ohne dessen Nummer."
            )
        if name in pages:
            raise BookError(f"{source}: Zum Kapitel „{name}“ gibt es schon „{pages[name].source}“.")
        pages[name] = Page(source, source, list(_blocks(_text(file, source), source, name)))
    return pages


def comment_blocks(page: Page, chapter: str) -> list[Block]:
    """Return the section of a chapter that shows its comments; empty where none is left."""
    if not page.blocks:
        return []
    return [
        Block("heading", f"## Kommentare der Ämter {{#kommentare-{chapter} .unnumbered .unlisted}}"),
        Block("text", f"{{{{< include {page.path.removeprefix('chapters/')} >}}}}"),
    ]


def in_place(blocks: Iterable[Block]) -> str:
    """Return blocks as Markdown, each on the line it had in its file."""
    text, line = "", 1
    for block in blocks:
        gap = max(block.line - line, 2 if text else 0)
        text += "\n" * gap + block.text
        line += gap + block.text.count("\n")
    return text + "\n"


def _text(file: Path, source: str) -> str:
    try:
        return file.read_text("utf-8-sig")
    except UnicodeDecodeError:
        raise BookError(f"{source} ist keine UTF-8-Datei. Bitte mit der Kodierung UTF-8 speichern.") from None


def _blocks(text: str, source: str, chapter: str) -> Iterable[Block]:
    number = 0
    kept = _REMARK.sub(lambda remark: "\n" * remark[0].count("\n"), text)
    for block in split(kept):
        where = f"{source}, Zeile {block.line}"
        if block.kind == "heading":
            signed = _SIGNED.match(block.text)
            when = day(signed["day"]) if signed else None
            if signed is None or when is None:
                raise BookError(
                    f"{where}: „{block.text}“ gefunden; erwartet wird eine Zeile mit Amt und Tag, zum Beispiel "
                    "„## Jugendamt, 12.05.2025“. Andere Überschriften gibt es in Kommentaren nicht."
                )
            number += 1
            said = f"### {escape(signed['by'])}, {period_words(when.isoformat())}"
            yield Block(
                "heading", f"{said} {{#kommentar-{chapter}-{number} .unnumbered .unlisted}}", block.line
            )
        elif not number:
            raise BookError(
                f"{where}: Vor dem Text fehlt, von wem er ist und von wann. Erwartet wird eine Zeile mit Amt und Tag, zum "
                "Beispiel „## Jugendamt, 12.05.2025“."
            )
        else:
            yield block
