"""What sentences need to know of an indicator and of a figure, and how both are put into words."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from typing import Literal, Protocol
from zlib import crc32

from helpers.text.markdown import Markdown, escape
from helpers.text.numbers import NBSP, number, one_of, period_when, period_words, rounded

_TOLD_APART = re.compile(r"\([^()]*\)|„[^“]*“")


class Wording(Protocol):
    """The fields of a catalogue indicator that sentences use."""

    @property
    def id(self) -> str:
        """Id in the catalogue."""

    @property
    def subject(self) -> str:
        """Nominative with article, small: `die Kinderarmut`, `die Zahl der Arbeitslosen`."""

    @property
    def number(self) -> Literal["singular", "plural"]:
        """Grammatical number of the subject."""

    @property
    def unit(self) -> str:
        """Unit of the values: `%`, `Personen`, `je 100` and so on."""

    @property
    def decimals(self) -> int:
        """Decimals shown."""

    @property
    def chance(self) -> bool:
        """Whether chance moves the values; not those of stocks and of what is decided."""

    @property
    def kind(self) -> Literal["count", "rate", "share", "ratio", "amount", "change", "index"]:
        """What sort of number it is."""


class Figure(Protocol):
    """One observation: a row of the store's, or a cell behind a chart."""

    @property
    def period(self) -> str:
        """Year, ISO date or school year."""

    @property
    def value(self) -> float | None:
        """The number; none (or NaN) when `status` says why."""

    @property
    def status(self) -> str:
        """Empty or `zero` for a number, else the reason why there is none."""

    @property
    def base(self) -> float | None:
        """How many people a rate is a share of, None where that is not known."""


def is_count(wording: Wording) -> bool:
    """Whether values are numbers of people or things, which say nothing beside a larger area."""
    return wording.kind == "count"


def is_ratio(wording: Wording) -> bool:
    """Whether values are parts of a whole or relations such as `je 100`."""
    return wording.kind in ("rate", "share", "ratio")


def value_of(figure: Figure) -> float | None:
    """Return the number of a figure, None when it has none."""
    value = figure.value
    return None if value is None or math.isnan(value) or figure.status not in ("", "zero") else float(value)


def amount(value: float, wording: Wording) -> str:
    """Return a value as it stands in a sentence whose subject is the indicator.

    The unit is left out where the subject has it already: „die Zahl der …“, „… je 100 …“.
    """
    text, unit = number(value, wording.decimals), wording.unit.split(" je ", 1)[0]
    named = not unit or unit in wording.subject or "Zahl der" in wording.subject
    return text if named else f"{text}{NBSP}{one_of(unit) if value == 1 else unit}"


def difference(first: float, second: float, wording: Wording) -> str:
    """Return the size of a change without its sign: `1,1 Prozentpunkte`, `3.531 (1,2 %)`.

    It is the difference of the printed values, so that readers who recompute it find the same.
    """
    size = abs(rounded(second, wording.decimals) - rounded(first, wording.decimals))
    text = number(size, wording.decimals)
    if wording.unit == "%":
        return f"{text}{NBSP}{'Prozentpunkt' if text == '1' else 'Prozentpunkte'}"
    if is_count(wording):
        relative = f" ({number(abs(second - first) / abs(first) * 100, 1)}{NBSP}%)" if first else ""
        return text + relative
    return f"{text}{NBSP}Euro" if wording.unit.startswith("Euro") else text


def counted(value: int, unit: str) -> str:
    """Return a number of things with its noun in the right number: `1 Person`, `3.139 Personen`.

    >>> counted(1, "Personen") == "1" + NBSP + "Person"
    True
    """
    return f"{number(value)}{NBSP}{one_of(unit) if value == 1 else unit}"


def subject(wording: Wording) -> Markdown:
    """Return the subject as it stands within a sentence."""
    return escape(wording.subject)


def verb(wording: Wording, singular: str, plural: str) -> str:
    """Return the verb form that agrees with the subject."""
    return plural if wording.number == "plural" else singular


def sentence(text: str) -> Markdown:
    """Return a sentence with a capital first letter and one full stop."""
    return Markdown(text[:1].upper() + text[1:].rstrip(".") + ".")


def when(period: str) -> str:
    """Return the period as it opens a sentence: `im Jahr 2019`, `am 31. Dezember 2025`."""
    return f"im Jahr {period}" if period.isdigit() else period_when(period)


def between(first: str, last: str) -> str:
    """Return the time of a change: `von 2016 bis 2019`, `vom Schuljahr 2019/20 bis zum Schuljahr 2023/24`."""
    if first.isdigit() and last.isdigit():
        return f"von {first} bis {last}"
    start = f"von {first}" if first.isdigit() else f"vom {period_words(first)}"
    return f"{start} bis {last}" if last.isdigit() else f"{start} bis zum {period_words(last)}"


def listed(parts: Sequence[str], word: str = "und") -> str:
    """Return an enumeration: `a, b und c`, with „sowie“ where a part has an „und“ of its own.

    >>> listed(["Jena", "Halle", "Augsburg"]), listed(["Jena"])
    ('Jena, Halle und Augsburg', 'Jena')
    >>> listed(["Sprachen", "Politik, Umwelt", "Kunst und Musik"])
    'Sprachen; Politik, Umwelt sowie Kunst und Musik'
    """
    if len(parts) == 1:
        return parts[0]
    last = "sowie" if word == "und" and any(" und " in part for part in map(_bare, parts)) else word
    return f"{separated(parts[:-1], _sign(parts))} {last} {parts[-1]}"


def separated(parts: Sequence[str], sign: str = "") -> str:
    """Return an enumeration without a last word: `a, b, c`, with semicolons where a part has a comma of its own.

    Args:
        parts: names, perhaps with brackets after them.
        sign: what stands between them; by default as the parts need it.
    """
    return (sign or _sign(parts)).join(parts)


def _sign(parts: Sequence[str]) -> str:
    return "; " if any(", " in part for part in map(_bare, parts)) else ", "


def _bare(part: str) -> str:
    """Return a part of an enumeration without what is bracketed or quoted: that is told apart anyway."""
    return _TOLD_APART.sub("", part)


def choose(variants: Sequence[str], *key: str) -> str:
    """Return one of several wordings: always the same for the same key, spread evenly over keys."""
    return variants[crc32("|".join(key).encode()) % len(variants)]
