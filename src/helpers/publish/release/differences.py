"""What has changed between two printed states: sentence by sentence, number by number."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from helpers.publish.release.content import readable

_NUMBER = re.compile(r"\d+(?:\.\d{3})*(?:,\d+)?")
_DATA = re.compile(r"^(?:Daten|Datei) ")


@dataclass(frozen=True)
class Change:
    """One line that is printed differently.

    Args:
        before: the line as it was; empty where it is new.
        after: the line as it is; empty where it is gone.
        numbers: (before, after) of every number that differs, where nothing but numbers does.
    """

    before: str
    after: str
    numbers: tuple[tuple[str, str], ...] = ()

    @property
    def is_data(self) -> bool:
        """Whether it is a figure or its data, not a sentence."""
        return bool(_DATA.match(self.before or self.after))

    def __str__(self) -> str:
        if self.numbers:
            told = ", ".join(f"{before} → {after}" for before, after in self.numbers)
            return f"Zahl: {told}. Jetzt: „{self.after}“"
        if not self.before:
            return f"Neu: „{self.after}“"
        if not self.after:
            return f"Entfallen: „{self.before}“"
        return f"Vorher: „{self.before}“ Jetzt: „{self.after}“"


def compare(before: Sequence[str], after: Sequence[str]) -> list[Change]:
    """Return every change from one state of a chapter to another, in the order of the chapter.

    Args:
        before: the lines as they were.
        after: the lines as they are.
    """
    found: list[Change] = []
    for kind, i, j, k, m in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if kind != "equal":
            found += _paired(before[i:j], after[k:m])
    return found


def _paired(old: Sequence[str], new: Sequence[str]) -> Iterator[Change]:
    """Yield the changes of a passage: lines that differ in numbers alone belong together, then those at the same place."""
    free = list(range(len(old)))
    partner: dict[int, int] = {}
    for index, line in enumerate(new):
        if match := next((i for i in free if _masked(old[i]) == _masked(line)), None):
            partner[index] = match
            free.remove(match)
        elif match == 0:
            partner[index] = 0
            free.remove(0)
    for index in range(len(new)):
        if index not in partner and free and SequenceMatcher(None, old[free[0]], new[index]).ratio() > 0.5:
            partner[index] = free.pop(0)
    yield from (Change(_shown(old[i], ""), "") for i in free)
    for index, line in enumerate(new):
        yield _change(old[partner[index]], line) if index in partner else Change("", _shown(line, ""))


def _change(before: str, after: str) -> Change:
    numbers: tuple[tuple[str, str], ...] = ()
    if _masked(before) == _masked(after):
        pairs = zip(_NUMBER.findall(before), _NUMBER.findall(after), strict=True)
        numbers = tuple(dict.fromkeys(pair for pair in pairs if pair[0] != pair[1]))
    return Change(_shown(before, after), _shown(after, before), numbers)


def _shown(line: str, other: str) -> str:
    """Return the line as people read it, unless the two would then read the same."""
    return line if readable(line) == readable(other) or not readable(line) else readable(line)


def _masked(line: str) -> str:
    return _NUMBER.sub("0", line) if not line.startswith("Datei ") else line
