"""The findings of a report's figures: titles that stand once, and the five that open the report."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from helpers.errors import BookError, nearest
from helpers.pipeline.bookfile import OPENING_NOTEBOOK
from helpers.pipeline.chapter.blocks import Block
from helpers.pipeline.chapter.outputs import titled
from helpers.text.markdown import escape

if TYPE_CHECKING:
    from helpers.data import Profile
    from helpers.pipeline.book.bookpages import Page
    from helpers.pipeline.run.runner import ChapterResult

FIVE = 5
"""So many findings open the report and each of its short formats."""
LEAST = 1.0
"""A chapter that has nothing of this score leaves its place to the next finding of another."""


def findings(results: Sequence[ChapterResult]) -> list[dict[str, Any]]:
    """Return the findings of all chapters in their order, each title once, with the anchor of its chapter."""
    found: dict[str, dict[str, Any]] = {}
    for result in results:
        for finding in result.outcome.chapter.get("findings", []):
            anchor = result.outcome.chapter["anchor"]
            opening = result.notebook == OPENING_NOTEBOOK
            found.setdefault(finding["title"], {**finding, "chapter": "" if opening else anchor})
    return list(found.values())


def chosen(every: Sequence[Mapping[str, Any]], profile: Profile) -> list[Mapping[str, Any]]:
    """Return the five that matter most: the highest scores, one of each topic and of each chapter.

    Findings that the profile pins come first, in its order; those that it drops do not come at all. With fewer than
    five chapters, the next of a chapter follow.

    Raises:
        BookError: a figure that is pinned shows no finding.
    """
    dropped = {entry.figure for entry in profile.findings.drop}
    left = [f for f in every if f["label"] not in dropped and f["chapter"]]
    ranked = sorted(left, key=lambda f: -f["score"])
    for entry in profile.findings.pin:
        if all(f["label"] != entry.figure for f in every):
            raise BookError(
                f"data/{profile.city}/profile.yml: „{entry.figure}“ unter findings: pin: zeigt keinen Befund."
                f"{nearest(entry.figure, [f['label'] for f in every])}"
            )
    pinned = [f for entry in profile.findings.pin for f in left if f["label"] == entry.figure]
    found: list[Mapping[str, Any]] = []
    for strict in (True, False):
        for finding in [*pinned, *ranked]:
            topics, chapters = {f["topic"] for f in found}, {f["chapter"] for f in found}
            new = finding["topic"] not in topics and (
                not strict or (finding["chapter"] not in chapters and finding["score"] >= LEAST)
            )
            if len(found) < FIVE and finding not in found and (new or finding in pinned):
                found.append(finding)
    return sorted(found, key=lambda f: (f not in pinned, -f["score"]))


def five(results: Sequence[ChapterResult], profile: Profile) -> list[Block]:
    """Return the five findings as a list, each with a reference to its figure."""
    items = [
        f"{n}. {escape(f['sentence'].removesuffix('.'))} (@{f['label']})."
        for n, f in enumerate(chosen(findings(results), profile), 1)
    ]
    return [Block("text", "\n".join(items))] if items else []


def topics(results: Sequence[ChapterResult], profile: Profile) -> set[str]:
    """Return what the five are about."""
    return {f["topic"] for f in chosen(findings(results), profile)}


def once(pages: Sequence[Page], results: Sequence[ChapterResult]) -> list[Page]:
    """Take a title away from every figure but the first that has it: two figures with one title tell nothing."""
    kept = {f["title"]: f["label"] for f in findings(results)}
    lost = {
        titled(f["title"], f["caption"]): f["caption"]
        for result in results
        for f in result.outcome.chapter.get("findings", [])
        if kept[f["title"]] != f["label"]
    }
    if not lost:
        return list(pages)
    return [replace(page, blocks=_without(page.blocks, lost, kept)) for page in pages]


def _without(blocks: Sequence[Block], lost: Mapping[str, str], kept: Mapping[str, str]) -> list[Block]:
    """Return blocks where captions have lost their titles, but for those of the figures that keep them."""
    labels, result, inside = set(kept.values()), [], ""
    for block in blocks:
        if block.kind == "open" and "{#fig-" in block.text:
            inside = block.text.partition("{#")[2].split("}")[0].split()[0]
        if block.kind == "text" and block.text in lost and inside not in labels:
            result.append(replace(block, text=lost[block.text]))
        else:
            result.append(block)
    return result
