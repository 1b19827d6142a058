"""What Excel's format of a cell makes of its number: percent, „Tsd.“, or words in its place."""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

# The formats that Excel stores by number alone and that change what a number says.
BUILT_IN = {9: "0%", 10: "0.00%"}

_TOKEN = re.compile(r'"([^"]*)"|\\(.)|[_*].|\[([^\]]*)\]|(.)', re.DOTALL)
_CONDITION = re.compile(r"(<=|>=|<>|<|>|=)\s*(-?\d+(?:\.\d+)?)")
_SCALES = (
    (re.compile(r"\b(tsd|tausend|t€)", re.IGNORECASE), 1e3),
    (re.compile(r"\b(mio|million)", re.IGNORECASE), 1e6),
    (re.compile(r"\b(mrd|milliarde)", re.IGNORECASE), 1e9),
)


class Section(NamedTuple):
    """One part of a format: for which numbers it is meant, whether it shows digits, its words, percent signs, thousands left out."""

    condition: tuple[str, float] | None
    digits: bool
    words: str
    percents: int
    thousands: int

    @property
    def factor(self) -> float:
        """By what the stored number is multiplied for what it says: 100 for „25 %“, 1,000 for „25 Tsd.“ of a stored 25."""
        scale = next((by for words, by in _SCALES if words.search(self.words)), 1.0)
        return 100.0**self.percents * (scale / 1000.0**self.thousands if scale > 1 else 1.0)


@cache
def sections(code: str) -> tuple[Section, ...]:
    """Return the parts of a format."""
    parts: list[list[re.Match[str]]] = [[]]
    for token in _TOKEN.finditer(code):
        if token[4] == ";":
            parts.append([])
        else:
            parts[-1].append(token)
    return tuple(map(_section, parts))


def _section(tokens: list[re.Match[str]]) -> Section:
    condition, words, plain = None, "", ""
    for token in tokens:
        if token[3] is not None and (found := _CONDITION.fullmatch(token[3])):
            condition = found[1], float(found[2])
        words += token[1] or token[2] or ""
        if token[4]:
            plain += token[4]
            words += token[4] if token[4] not in "0#?.,%" else ""
    digits = bool(re.search(r"[0#?@]|General|Standard", plain))
    last = re.search(r"[0#?](,+)[^0#?]*$", plain)
    return Section(condition, digits, words.strip(), plain.count("%"), len(last[1]) if last else 0)


def _chosen(code: str, number: float) -> Section | None:
    parts = sections(code)[:3]
    if any(part.condition for part in parts):
        return next((part for part in parts if _fits(part, number)), None)
    if len(parts) == 3 and number == 0:
        return parts[2]
    return parts[1] if len(parts) > 1 and number < 0 else parts[0]


def _fits(part: Section, number: float) -> bool:
    if part.condition is None:
        return True
    sign, bound = part.condition
    return {
        "<": number < bound,
        "<=": number <= bound,
        ">": number > bound,
        ">=": number >= bound,
        "=": number == bound,
        "<>": number != bound,
    }[sign]


def matters(code: str) -> bool:
    """Tell whether a format makes of any number something else than the number.

    >>> matters("#,##0.0"), matters("0.0%"), matters('0.0" Tsd."'), matters('0.0"%"'), matters('[<3]"*";0')
    (False, True, True, False, True)
    """
    return any(part.factor != 1.0 or not part.digits for part in sections(code) if code)


def said(code: str, number: float) -> float | str:
    """Return what a cell says: the number, scaled as shown, or the words that stand in its place.

    A zero is a zero, whatever sign stands for it; an empty text is a number that is not shown at all.

    >>> said("0.0%", 0.256), said('0.0" Tsd."', 12.3), said('0.0,"Tsd."', 12300.0), said('[<3]"<3";0', 2.0)
    (25.6, 12300.0, 12300.0, '<3')
    """
    part = _chosen(code, number)
    if part is None:
        return number
    if not part.digits:
        return number if number == 0 else part.words
    return float(f"{number * part.factor:.12g}") if part.factor != 1.0 else number


def is_percent(code: str) -> bool:
    """Tell whether a format shows numbers as percentages."""
    return bool(code) and any(part.percents for part in sections(code))
