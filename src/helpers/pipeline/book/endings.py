"""What `write_book` puts at the end of pages: voices and comments at the end of their chapter, feedback on every page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from helpers.data.participation.chapters import plain_name
from helpers.pipeline.book.comments import comment_blocks
from helpers.pipeline.book.feedback import feedback_blocks
from helpers.pipeline.book.placeholders import fill
from helpers.pipeline.book.quoted_voices import overview_blocks, voice_blocks
from helpers.pipeline.chapter.blocks import QUESTION, Block

if TYPE_CHECKING:
    from helpers.data import Profile
    from helpers.paths import Project
    from helpers.pipeline.book.bookpages import Page


def with_endings(
    pages: Sequence[Page], comments: Mapping[str, Page], profile: Profile, year: int, project: Project
) -> list[Page]:
    """Return the pages with what readers and departments have to say about them, and how to write back.

    Args:
        pages: the pages of the book.
        comments: what departments wrote, by name of the chapter.
        profile: the municipality.
        year: report year.
        project: the checkout.

    Raises:
        DataError: a file of voices does not follow its schema.
    """
    from helpers.data.areas import read_areas
    from helpers.data.participation.voices import read_voices

    areas = read_areas(project.data)
    voices = read_voices(profile, project, areas)
    names = {page.path: plain_name(PurePosixPath(page.path).name) for page in pages}
    anchors = {names[page.path]: page.labels[0] for page in pages if page.labels}
    overview = {"stimmen-uebersicht": lambda: overview_blocks(voices, anchors, areas)}
    result = []
    for page in pages:
        name = names[page.path]
        page = replace(page, blocks=fill(page.blocks, page.path, overview))
        added = voice_blocks(voices, name, areas)
        if name in comments:
            added += comment_blocks(comments[name], name)
        blocks = before_question(page.blocks, added)
        result.append(replace(page, blocks=[*blocks, *feedback_blocks(profile, year, page.blocks)]))
    return result


def before_question(blocks: list[Block], added: list[Block]) -> list[Block]:
    """Return a chapter with more at its end: the question that closes it stays the last."""
    if not added:
        return blocks
    position = len(blocks)
    if blocks and blocks[-1].kind == "close":
        depth = 0
        for i in range(len(blocks) - 1, -1, -1):
            depth += (blocks[i].kind == "close") - (blocks[i].kind == "open")
            if depth == 0:
                position = i if QUESTION in blocks[i].text else position
                break
    return [*blocks[:position], *added, *blocks[position:]]
