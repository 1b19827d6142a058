"""What groups said about a chapter, as Markdown for its end."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from helpers.pipeline.chapter.blocks import Block
from helpers.text.numbers import number
from helpers.text.quotes import attribution, quoted

if TYPE_CHECKING:
    from helpers.data.areas import Areas
    from helpers.data.participation.voices import Voices


def voice_blocks(voices: Voices, chapter: str, areas: Areas) -> list[Block]:
    """Return the section „Stimmen“ of a chapter; empty where nobody was heard.

    Args:
        voices: those of the municipality that may be published.
        chapter: name of the chapter, without number.
        areas: for the names of areas.
    """
    shown, withheld = voices.of(chapter), voices.withheld_in(chapter)
    if not shown:
        return []
    blocks = [
        Block("heading", f"## Stimmen {{#stimmen-{chapter} .unnumbered .unlisted}}"),
        Block("open", "::: {.stimmen}"),
    ]
    blocks += [Block("text", quoted(voice, areas)) for voice in shown]
    if withheld:
        blocks.append(Block("text", withheld_sentence(withheld)))
    return [*blocks, Block("close", ":::")]


def overview_blocks(voices: Voices, anchors: Mapping[str, str], areas: Areas) -> list[Block]:
    """Return who is heard in which chapter; voices whose chapter this edition lacks are quoted here.

    Args:
        voices: those of the municipality that may be published.
        anchors: name of each chapter of the book → its cross-reference id.
        areas: for the names of areas.
    """
    if not voices.shown:
        return [Block("text", "In dieser Ausgabe stehen keine Stimmen.")]
    rows = [
        f"- @{anchor}: " + "; ".join(attribution(voice, areas) for voice in voices.of(chapter))
        for chapter, anchor in anchors.items()
        if voices.of(chapter)
    ]
    blocks = [Block("text", "\n".join(rows))] if rows else []
    elsewhere = [voice for voice in voices.shown if voice.chapter not in anchors]
    if elsewhere:
        blocks += [Block("open", "::: {.stimmen}"), *(Block("text", quoted(v, areas)) for v in elsewhere)]
        blocks.append(Block("close", ":::"))
    return blocks


def withheld_sentence(count: int) -> str:
    """Return why some voices are not shown."""
    if count == 1:
        return "Eine weitere Stimme ist nicht abgedruckt, weil zu wenige Menschen beteiligt waren."
    return f"{number(count)} weitere Stimmen sind nicht abgedruckt, weil zu wenige Menschen beteiligt waren."
