"""The shape of a series: where it turned, and sentences that do not tell two ends as a way."""

from __future__ import annotations

from collections.abc import Sequence

from helpers.text.markdown import Markdown
from helpers.text.noise import Direction, direction, tolerance, varies
from helpers.text.numbers import period_label, rounded
from helpers.text.places import Place
from helpers.text.wording import (
    Figure,
    Wording,
    amount,
    between,
    listed,
    sentence,
    subject,
    value_of,
    verb,
)

TURN = 0.25
"""A way back counts from this share of the whole range of the series on: a lesser one is a ripple."""

WAVERING = 1 / 3
"""With several turns and ends no further apart than this share of the range there is no clear direction."""


def turns(figures: Sequence[Figure], wording: Wording, rounding: int = 1) -> list[Figure]:
    """Return the figures at which a series turns: each way there and back is more than noise, chance and a ripple.

    Args:
        figures: all with values, in the order of time.
        wording: the indicator.
        rounding: values of the source are rounded to multiples of this.
    """
    values = [_value(figure) for figure in figures]
    lowest, highest = min(values, default=0.0), max(values, default=0.0)
    if highest - lowest <= 2 * tolerance(lowest, highest, wording, rounding):
        return []  # to and fro within what is practically the same
    if not varies(values, wording, [figure.base for figure in figures]):
        return []
    least = TURN * (highest - lowest)
    found: list[Figure] = []
    low = high = top = 0
    way: Direction | None = None

    def went(a: int, b: int) -> Direction | None:
        """Tell whether it rose or fell between two figures, None where it did neither for certain."""
        bases = figures[a].base, figures[b].base
        seen = direction(values[a], values[b], wording, rounding, bases)
        return seen if seen in (Direction.UP, Direction.DOWN) and abs(values[b] - values[a]) > least else None

    for i, value in enumerate(values):
        if way is None:
            low, high = (i if value < values[low] else low), (i if value > values[high] else high)
            way = went(low, i) if low < i and went(low, i) else went(high, i) if high < i else None
            top = i
        elif (value > values[top]) if way is Direction.UP else (value < values[top]):
            top = i
        elif back := went(top, i):
            found.append(figures[top])
            way, top = back, i
    # After its only turn it may have come back to where it turned: then there was none.
    stayed = len(found) == 1 and not _differ(found[0], figures[-1], wording, rounding)
    return [] if stayed else found


def turned(wording: Wording, place: Place, figures: Sequence[Figure], rounding: int = 1) -> Markdown:
    """Return the course of a series that turned: up to its turn and back, or to and fro; empty where it did not turn.

    „Die Quote stieg in Augsburg von 2010 bis 2015 von 11,9 % auf 14,2 % und sank dann bis 2022 auf 12,0 %.“
    """
    at = turns(figures, wording, rounding)
    if not at:
        return Markdown("")
    first, last = figures[0], figures[-1]
    noun = subject(wording)
    if len(at) == 1:
        there, back = _verbs(wording, first, at[0])
        return sentence(
            f"{noun} {there} {place.locative} {between(first.period, at[0].period)} von {_told(first, wording)} auf "
            f"{_told(at[0], wording)} und {back} dann bis {_until(last.period)} auf {_told(last, wording)}"
        )
    low, high = min(figures, key=_value), max(figures, key=_value)
    time = between(first.period, last.period)
    ends = f"von {_told(first, wording)} auf {_told(last, wording)}"
    if is_wavering(figures, wording, rounding):
        waver = verb(wording, "schwankte", "schwankten")
        return sentence(
            f"{noun} {waver} {place.locative} {time} ohne klare Richtung zwischen {_dated(low, wording)} und "
            f"{_dated(high, wording)}; zuletzt {verb(wording, 'lag', 'lagen')} {_pronoun(wording)} bei {_told(last, wording)}"
        )
    there, _ = _verbs(wording, first, last)
    return sentence(
        f"{noun} {there} {place.locative} {time} mit Schwankungen {ends}{_extremes(figures, wording)}"
    )


def turned_since(wording: Wording, figures: Sequence[Figure], rounding: int = 1) -> Markdown:
    """Return the course up to a value that the text has just named: „Seit 2010 (11,9 %) …“; empty where it did not turn."""
    at = turns(figures, wording, rounding)
    if not at:
        return Markdown("")
    first, last = figures[0], figures[-1]
    since = f"seit {_dative(first.period)} ({_told(first, wording)})"
    low, high = min(figures, key=_value), max(figures, key=_value)
    if len(at) == 1:
        there, back = (
            ("gestiegen", "gesunken") if _value(at[0]) > _value(first) else ("gesunken", "gestiegen")
        )
        return sentence(
            f"{since} ist der Wert erst auf {_dated(at[0], wording)} {there} und dann wieder {back}"
        )
    if is_wavering(figures, wording, rounding):
        return sentence(
            f"{since} schwankt der Wert ohne klare Richtung zwischen {_dated(low, wording)} und {_dated(high, wording)}"
        )
    way = "gestiegen" if _value(last) > _value(first) else "gesunken"
    return sentence(f"{since} ist der Wert mit Schwankungen {way}{_extremes(figures, wording)}")


def is_wavering(figures: Sequence[Figure], wording: Wording, rounding: int = 1) -> bool:
    """Tell whether the ends of a series are close together: beside its range, or by what counts as a difference."""
    if not _differ(figures[0], figures[-1], wording, rounding):
        return True
    values = [_value(figure) for figure in figures]
    return abs(values[-1] - values[0]) <= WAVERING * (max(values) - min(values))


def _extremes(figures: Sequence[Figure], wording: Wording) -> str:
    """Return highest and lowest value where they are at neither end, to be added to a sentence."""
    ends = {rounded(_value(f), wording.decimals) for f in (figures[0], figures[-1])}
    pairs = (("höchste", max(figures, key=_value)), ("niedrigste", min(figures, key=_value)))
    found = [
        f"der {word} Wert war {_dated(figure, wording)}"
        for word, figure in pairs
        if rounded(_value(figure), wording.decimals) not in ends
    ]
    return f"; {listed(found)}" if found else ""


def _differ(first: Figure, second: Figure, wording: Wording, rounding: int) -> bool:
    way = direction(_value(first), _value(second), wording, rounding, (first.base, second.base))
    return way in (Direction.UP, Direction.DOWN)


def _value(figure: Figure) -> float:
    value = value_of(figure)
    assert value is not None, "a course is told of numbers"
    return value


def _told(figure: Figure, wording: Wording) -> str:
    return amount(_value(figure), wording)


def _dated(figure: Figure, wording: Wording) -> str:
    return f"{_told(figure, wording)} ({period_label(figure.period)})"


def _verbs(wording: Wording, first: Figure, second: Figure) -> tuple[str, str]:
    """Return the verbs of the way from one figure to another, and of the way back."""
    up, down = verb(wording, "stieg", "stiegen"), verb(wording, "sank", "sanken")
    return (up, down) if _value(second) > _value(first) else (down, up)


def _until(period: str) -> str:
    """Return a period after „bis“: `2019`, `zum Schuljahr 2023/24`, `zum 31. Dezember 2025`."""
    return between(period, period).partition(" bis ")[2]


def _dative(period: str) -> str:
    """Return a period after „seit“: `2019`, `dem Schuljahr 2023/24`, `dem 31. Dezember 2025`."""
    until = _until(period)
    return until if period.isdigit() else f"dem {until.removeprefix('zum ')}"


def _pronoun(wording: Wording) -> str:
    """Return the pronoun for the subject, by its article."""
    if wording.number == "plural":
        return "sie"
    return {"der": "er", "die": "sie", "das": "es"}.get(wording.subject.split(" ", 1)[0], "der Wert")
