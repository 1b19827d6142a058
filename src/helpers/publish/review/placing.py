"""Which paragraph of an answer is which of those that were sent, and where each of its characters was."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from difflib import SequenceMatcher

from helpers.publish.review.sheet import Line
from helpers.publish.review.wordfile import END, Change, Char, Group

UNTRACKED = Change("ohne Änderungsverfolgung")
"""Who changed what nobody tracked."""

_COPY = re.compile(r"(?:_Copy_\d+)+$")
_WORD = re.compile(r"\w+|\s|[^\w\s]")


def bookmark(name: str) -> str:
    """Return a bookmark's name as it was given: LibreOffice marks the copies that it makes of a moved one."""
    return _COPY.sub("", name)


def aligned(
    lines: Sequence[Line], groups: Sequence[Group]
) -> tuple[dict[int, Group], dict[int, list[Group]]]:
    """Return which group is which line, and after which line the others stand.

    Where the texts are as they were sent, their order tells; elsewhere the bookmarks do.
    """
    full = [g for g in groups if g.chars or g.marks]
    if [g.original.rstrip(END) for g in full] == [line.text for line in lines]:
        return dict(enumerate(full)), {}
    placed: dict[int, Group] = {}
    taken: set[int] = set()
    for number, line in enumerate(lines):
        named = [g for g in full if id(g) not in taken and any(bookmark(m) == line.key for m in g.marks)]
        named.sort(key=lambda g: (g.original.rstrip(END) != line.text, not g.original.strip()))
        if named:
            placed[number] = named[0]
            taken.add(id(named[0]))
    for number, line in enumerate(lines):  # a bookmark that got lost
        same = [g for g in full if id(g) not in taken and g.original.rstrip(END) == line.text and line.text]
        if number not in placed and same:
            placed[number] = same[0]
            taken.add(id(same[0]))
    extra: dict[int, list[Group]] = {}
    where = {id(g): number for number, g in placed.items()}
    last = 0
    for group in full:
        if id(group) in taken:
            last = where[id(group)]
        else:
            extra.setdefault(last, []).append(group)
    return placed, extra


def shifted(placed: Mapping[int, Group], groups: Sequence[Group]) -> set[int]:
    """Return which paragraphs stand elsewhere: all but the longest row of those that are still in order."""
    place = {id(group): n for n, group in enumerate(groups)}
    rows: list[list[tuple[int, int]]] = []  # of each length the row that ends first
    for number, group in sorted(placed.items()):
        here = place[id(group)]
        at = sum(row[-1][0] < here for row in rows)
        row = [*(rows[at - 1] if at else []), (here, number)]
        rows[at : at + 1] = [row]
    return set(placed) - {number for _, number in (rows[-1] if rows else [])}


def plain_typed(group: Group) -> Group:
    """Return a paragraph that was not sent, as one that somebody typed without tracking."""
    chars = [
        c if c.state == "in" else replace(c, state="in", by=UNTRACKED)
        for c in group.chars
        if c.state != "out"
    ]
    return Group(chars, group.marks, group.level)


def typed_paragraphs(group: Group) -> Iterator[str]:
    """Yield the paragraphs that somebody typed as a whole."""
    part: list[Char] = []
    for char in (*(c for c in group.chars if c.state != "out"), Char(END)):
        if char.text != END:
            part.append(char)
            continue
        if part and all(c.state == "in" for c in part):
            yield spaces("".join(c.text for c in part))
        part = []


def positions(sent: str, chars: Sequence[Char]) -> list[tuple[int | None, Char]]:
    """Return the characters of a paragraph with their places in what was sent; what differs was changed without tracking."""
    original = [c for c in chars if c.state != "in"]
    if "".join(c.text for c in original) == sent:
        places = iter(range(len(sent)))
        return [(None if c.state == "in" else next(places), c) for c in chars]
    then, now = _WORD.findall(sent), _WORD.findall("".join(c.text for c in original))
    place: dict[int, int] = {}
    starts, begins = _starts(then), _starts(now)
    for tag, a, b, c, d in SequenceMatcher(None, then, now, autojunk=False).get_opcodes():
        if tag == "equal":
            place |= dict(zip(range(begins[c], begins[d]), range(starts[a], starts[b]), strict=True))
    out: list[tuple[int | None, Char]] = []
    at = gone = 0
    for char in chars:
        if char.state == "in":
            out.append((None, char))
            continue
        here = place.get(at)
        at += 1
        if here is None:
            if char.state == "kept":
                out.append((None, replace(char, state="in", by=UNTRACKED)))
            continue
        out += [(i, Char(sent[i], "out", UNTRACKED)) for i in range(gone, here)]
        gone = here + 1
        out.append((here, char))
    return out + [(i, Char(sent[i], "out", UNTRACKED)) for i in range(gone, len(sent))]


def _starts(words: Sequence[str]) -> list[int]:
    starts = [0]
    for word in words:
        starts.append(starts[-1] + len(word))
    return starts


def spaces(text: str) -> str:
    """Return a text with spaces that count once, none at its ends."""
    return re.sub(" +", " ", text).strip(" ")
