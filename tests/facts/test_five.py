"""The findings that open a report: chosen by the rule, stable, changed by staff alone."""

from __future__ import annotations

import random
from typing import Any, cast

import pytest

from helpers.data import load_profile
from helpers.data.profile import ChosenFinding, Findings
from helpers.errors import BookError
from helpers.pipeline.book.ranked import chosen


def finding(label: str, chapter: str, topic: str, score: float) -> dict[str, Any]:
    return {
        "label": label,
        "chapter": chapter,
        "topic": topic,
        "score": score,
        "title": label,
        "sentence": label,
    }


EVERY = [
    finding("fig-a", "sec-1", "a", 8.0),
    finding("fig-a2", "sec-2", "a", 7.9),
    finding("fig-b", "sec-1", "b", 7.5),
    finding("fig-c", "sec-2", "c", 6.0),
    finding("fig-d", "sec-3", "d", 4.0),
    finding("fig-e", "sec-4", "e", 2.0),
    finding("fig-f", "sec-5", "f", 0.5),
    finding("fig-opening", "", "g", 9.0),
]


def labels(every: list[dict[str, Any]], **said: tuple[ChosenFinding, ...]) -> list[str]:
    profile = load_profile("augsburg").model_copy(update={"findings": Findings(**cast(Any, said))})
    return [f["label"] for f in chosen(every, profile)]


def test_one_of_each_topic_and_chapter_comes_first_then_the_next_topic() -> None:
    """The fourth chapter's 2.0 comes before a second one of the first chapter, but 0.5 does not."""
    assert labels(EVERY) == ["fig-a", "fig-b", "fig-c", "fig-d", "fig-e"]


def test_staff_pin_and_drop() -> None:
    pin = (ChosenFinding(figure="fig-f", reason="Beschluss"),)
    drop = (ChosenFinding(figure="fig-a", reason="in Prüfung"),)
    found = labels(EVERY, pin=pin, drop=drop)
    assert found[0] == "fig-f"
    assert "fig-a" not in found


def test_a_pinned_figure_without_a_finding_is_named() -> None:
    with pytest.raises(BookError, match=r"fig-aa.*fig-a"):
        labels(EVERY, pin=(ChosenFinding(figure="fig-aa", reason="Beschluss"),))


def test_the_order_of_chapters_does_not_matter_where_scores_differ() -> None:
    shuffled = EVERY.copy()
    for seed in range(5):
        random.Random(seed).shuffle(shuffled)
        assert labels(shuffled) == labels(EVERY)
