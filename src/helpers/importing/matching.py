"""Which indicator a column's heading means: one only where words, unit and values agree, else the nearest ones and what differs."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from helpers.data.catalogue import Catalogue
from helpers.data.keys import spelt_out
from helpers.data.models import Indicator
from helpers.importing.excel import Cell
from helpers.importing.values import Notation, value

UNKNOWN = "?"
CANDIDATES = 3
_FILLERS = frozenset(
    """insgesamt gesamt zusammen anzahl davon darunter zahl der die das des und in im an am auf mit von vom zum zur fuer nach je aus
    eine ein einer""".split()  # noqa: SIM905 (a list of forty short words is easier to read as a text)
)
_COUNTED = {"eins": "1", "zwei": "2", "drei": "3", "vier": "4", "fuenf": "5", "sechs": "6", "zehn": "10"}
_BOUNDS = frozenset({"bis", "unt", "unter", "ueber", "ab"})
_SHARE = re.compile(r"%|prozent|\banteil|quote\b|rate\b", re.IGNORECASE)
_PER = re.compile(r"\bje (1[. ]?000|10[. ]?000|100)\b", re.IGNORECASE)
_MONEY = re.compile(r"€|\beuro\b|\beur\b|\btsd\b", re.IGNORECASE)
_NUMBER = re.compile(r"\b(anzahl|zahl)\b", re.IGNORECASE)
NUMBERS = Notation(zero_is_number=True, thousands=True)
"""Numbers as a department writes them."""
_POINT = Notation(".", zero_is_number=True)


@dataclass(frozen=True)
class Match:
    """What a heading means.

    Args:
        indicator: id, or `?`.
        doubts: where it is `?`: the nearest indicators, each with what differs.
    """

    indicator: str
    doubts: tuple[str, ...] = ()

    @property
    def comment(self) -> str:
        """The doubts as the end of a YAML line."""
        return f" # gemeint? {'; '.join(self.doubts)}" if self.doubts else ""


def match(called: str, dimension: str, cells: Sequence[Cell], catalogue: Catalogue) -> Match:
    """Return the indicator that a column is called like.

    Args:
        called: its heading without time and values of dimensions.
        dimension: a dimension whose value the heading names, or an empty text.
        cells: its figures.
        catalogue: computed indicators of it are never meant, as nobody delivers them.
    """
    fitting = [
        entry
        for entry in catalogue.indicators.values()
        if not entry.computed and (not dimension or dimension in entry.dimensions)
    ]
    words = _words(called)
    if not words:
        return Match(UNKNOWN)
    figures = [figure for cell in cells if (figure := _figure(cell)) is not None]
    against = {entry.id: _against(entry, called, figures) for entry in fitting}
    same = [entry for entry in fitting if any(_words(name) == words for name in _names(entry))]
    agreed = [entry for entry in same if not against[entry.id]]
    if len(agreed) == 1 and not _generic(words, agreed[0], fitting):
        return Match(agreed[0].id)
    ranked = sorted(
        (-_nearness(entry, called, words), bool(against[entry.id]), entry.id, entry)
        for entry in fitting
        if _nearness(entry, called, words) > 0
    )
    return Match(UNKNOWN, tuple(_doubt(entry, words, against[entry.id]) for *_, entry in ranked[:CANDIDATES]))


def _names(entry: Indicator) -> tuple[str, str, str]:
    return entry.name, entry.short, entry.id.replace("_", " ")


def _words(text: str) -> frozenset[str]:
    """Return the words that tell what is counted, without endings; numbers as digits."""
    plain = re.sub(r"\(.*?\)|\bin %|%|-(?=\s|$)", " ", text)
    found = set()
    for word in re.findall(r"\w+", spelt_out(plain).replace("_", " ")):
        number = next(
            (digit for name, digit in _COUNTED.items() if word.startswith(name) and len(word) > 3), ""
        )
        if number:
            found.add(number)
        elif word not in _FILLERS:
            bare = re.sub(r"in(nen)?$", "", word)
            found.add(re.sub(r"(en|er|es|em|e|n|s)$", "", bare) if len(bare) > 4 else bare)
    return frozenset(found - {"jahr"})


def _figure(cell: Cell) -> float | None:
    if isinstance(cell, float):
        return cell
    found = (value(cell, NUMBERS) or value(cell, _POINT)) if isinstance(cell, str) else None
    return found[0] if found and not found[1] else None


def _against(entry: Indicator, called: str, figures: Sequence[float]) -> str:
    """Return what speaks against an indicator in the heading's unit or in the figures; empty where nothing does."""
    counted = entry.kind == "count"
    if counted and _SHARE.search(called):
        return "ist eine Anzahl, die Spalte nennt einen Anteil"
    if counted and (_PER.search(called) or _MONEY.search(called)):
        return f"ist eine Anzahl ({entry.unit}), die Spalte nennt eine andere Einheit"
    if not counted and _NUMBER.search(called):
        return f"ist keine Anzahl, sondern in {entry.unit or 'einer Verhältniszahl'}"
    if counted and any(figure < 0 or not figure.is_integer() for figure in figures):
        return "ist eine Anzahl, die Spalte enthält andere Zahlen"
    if entry.unit == "%" and any(not 0 <= figure <= 100 for figure in figures):
        return "ist in %, die Spalte enthält Zahlen über 100"
    return ""


def _nearness(entry: Indicator, called: str, words: frozenset[str]) -> float:
    """Return how near a name of an indicator is: shared words count twice, likeness of letters once; 0 where it is far."""
    best = 0.0
    for name in _names(entry):
        theirs = _words(name)
        telling = {word for word in words & theirs if not word.isdigit() and word not in _BOUNDS}
        shared = len(words & theirs) / len(words | theirs) if telling else 0.0
        alike = SequenceMatcher(None, spelt_out(called), spelt_out(name)).ratio()
        if shared >= 0.25 or alike >= 0.6:
            best = max(best, 2 * shared + alike)
    return best


def _generic(words: frozenset[str], meant: Indicator, fitting: Sequence[Indicator]) -> bool:
    """Tell whether a heading such as „Kinder“ names only what several indicators count some of."""
    others = [
        entry
        for entry in fitting
        if entry is not meant
        and entry.kind == meant.kind
        and any(words < _words(name) for name in _names(entry)[:2])
    ]
    return len(others) > 1


def _doubt(entry: Indicator, words: frozenset[str], against: str) -> str:
    named = min(_names(entry)[:2], key=lambda name: len(_words(name) ^ words))
    if not against:
        missing = [word for word in re.findall(r"\w+", named) if not _words(word) <= words]
        against = "heißt genauso, andere auch" if _words(named) == words else "andere Wörter"
        if missing and words < _words(named):
            against = f"dort auch „{' '.join(missing)}“"
    return f"{entry.id} („{named}“: {against})"
