"""Sentences about one figure and about a change over time."""

from __future__ import annotations

from collections.abc import Sequence

from helpers.text.markdown import Markdown, escape
from helpers.text.noise import Direction, direction
from helpers.text.numbers import NBSP, cardinal, period_when, period_words
from helpers.text.places import Place
from helpers.text.wording import (
    Figure,
    Wording,
    amount,
    between,
    choose,
    difference,
    is_ratio,
    sentence,
    subject,
    value_of,
    verb,
    when,
)

_REASONS = {
    "below_half": "Der Wert ist größer als null, aber kleiner als die Hälfte der kleinsten Einheit",
    "unknown": "Der Wert ist unbekannt oder wird geheim gehalten",
    "unreliable": "Der Wert ist statistisch nicht sicher genug",
    "later": "Der Wert wird erst später veröffentlicht",
    "not_applicable": "Die Angabe ist hier nicht sinnvoll",
    "suppressed": "Der Wert ist zum Schutz kleiner Personengruppen nicht ausgewiesen",
}


def level(wording: Wording, place: Place, figure: Figure) -> Markdown:
    """Return the value of an indicator: „Die Kinderarmut lag 2019 in Augsburg bei 11,2 %“.

    A missing value becomes a sentence that gives the reason.
    """
    value = value_of(figure)
    if value is None:
        return missing(wording, place, figure)
    noun, lay, time = subject(wording), verb(wording, "lag", "lagen"), period_when(figure.period)
    told = amount(value, wording) if value else "null"
    variants = (
        f"{noun} {lay} {time} {place.locative} bei {told}",
        f"{when(figure.period)} {lay} {noun} {place.locative} bei {told}",
        f"{place.locative} {lay} {noun} {time} bei {told}",
    )
    return sentence(choose(variants, wording.id, place.name, "level"))


def missing(wording: Wording, place: Place, figure: Figure | None = None) -> Markdown:
    """Return why there is no value; without a figure, that there is none."""
    start = f"{subject(wording)} {verb(wording, 'ist', 'sind')} {place.locative}"
    if figure is None:
        return sentence(f"{start} nicht belegt: Es liegen keine Angaben vor")
    first = sentence(f"{start} für {_for(figure.period)} nicht ausgewiesen")
    reason = _REASONS.get(figure.status)
    return Markdown(f"{first} {sentence(reason)}") if reason else first


def change(
    wording: Wording,
    place: Place,
    first: Figure,
    last: Figure,
    *,
    broken: str = "",
    rounding: int = 1,
) -> Markdown:
    """Return how an indicator changed between two figures.

    Args:
        wording: the indicator.
        place: the place both figures are about.
        first: earlier figure.
        last: later figure; the same period as `first` when there is only one.
        broken: why there are earlier figures that do not compare with `first`: German sentences.
        rounding: values of the source are rounded to multiples of this.
    """
    old, new = value_of(first), value_of(last)
    if new is None:
        return missing(wording, place, last)
    if first.period == last.period:
        if broken:
            return Markdown(f"{level(wording, place, last)} {_incomparable(broken)}")
        only = f"{subject(wording)} {verb(wording, 'ist', 'sind')} {place.locative} bisher nur für"
        told = sentence(f"{only} {_for(last.period)} bekannt ({amount(new, wording)})")
        return Markdown(f"{told} Eine Entwicklung lässt sich daraus noch nicht ablesen.")
    if old is None:
        return Markdown(f"{missing(wording, place, first)} Eine Entwicklung lässt sich nicht angeben.")
    way = direction(old, new, wording, rounding, (first.base, last.base))
    return _changed(wording, place, between(first.period, last.period), old, new, way)


def _incomparable(broken: str) -> Markdown:
    return Markdown(f"Mit früheren Werten lässt sich das nicht vergleichen: {sentence(escape(broken))}")


def since(
    wording: Wording,
    place: Place,
    first: Figure,
    last: Figure,
    *,
    broken: str = "",
    rounding: int = 1,
) -> Markdown:
    """Return the change up to a figure that the text has just named: „Gegenüber 2016 (12,8 %) ist das …“.

    Arguments as for `change`. Empty when one of the two has no value or there is only one, for whatever other reason than a
    break.
    """
    old, new = value_of(first), value_of(last)
    if first.period == last.period and broken:
        return _incomparable(broken)
    if old is None or new is None or first.period == last.period:
        return Markdown("")
    way = direction(old, new, wording, rounding, (first.base, last.base))
    ago = f"gegenüber {_dative(first.period)} ({amount(old, wording)})"
    if way is Direction.EQUAL:
        return sentence(f"{ago} ist der Wert unverändert")
    if way is Direction.ALIKE:
        return sentence(f"{ago} ist der Wert praktisch unverändert")
    if way is Direction.UNSURE:
        return sentence(f"{ago} ist der Wert nicht gesichert verändert")
    noun = "Anstieg" if way is Direction.UP else "Rückgang"
    size = difference(old, new, wording)
    variants = (f"{ago} ist das ein {noun} um {size}", f"das ist {ago} ein {noun} um {size}")
    return sentence(choose(variants, wording.id, place.name, "since"))


def over_100(wording: Wording, place: Place, figures: Sequence[Figure]) -> Markdown:
    """Return in which periods a rate was above 100 and why that is no error; empty when it never was."""
    if not is_ratio(wording) or wording.unit not in ("%", "je 100"):
        return Markdown("")
    values = [
        (figure, value) for figure in figures if (value := value_of(figure)) is not None and value > 100
    ]
    if not values:
        return Markdown("")
    figure, value = values[-1]
    limit = f"über 100{NBSP}%" if wording.unit == "%" else "über 100"
    earlier = f", ebenso in {cardinal(len(values) - 1)} früheren Jahren" if len(values) > 2 else ""
    time, told = period_when(figure.period), amount(value, wording)
    lay = verb(wording, "lag", "lagen")
    first = sentence(f"{subject(wording)} {lay} {place.locative} {time} mit {told} {limit}{earlier}")
    return Markdown(
        f"{first} Das ist kein Fehler: Im Zähler stehen alle, die hier betreut werden oder lernen, auch wenn "
        "sie anderswo wohnen; im Nenner stehen nur die, die hier wohnen."
    )


def _changed(wording: Wording, place: Place, time: str, old: float, new: float, way: Direction) -> Markdown:
    noun, before, after = subject(wording), amount(old, wording), amount(new, wording)
    if way is Direction.EQUAL:
        have = verb(wording, "hat", "haben")
        if new == 0:
            return sentence(f"{time} {verb(wording, 'blieb', 'blieben')} {noun} {place.locative} bei null")
        return sentence(f"{noun} {have} sich {place.locative} {time} nicht verändert ({after})")
    stayed = verb(wording, "blieb", "blieben")
    alike = (
        f"{noun} {stayed} {place.locative} {time} praktisch unverändert (erst {before}, dann {after})",
        f"{time} {stayed} {noun} {place.locative} praktisch unverändert ({before} und {after})",
    )
    unsure = (
        f"{noun} {verb(wording, 'hat', 'haben')} sich {place.locative} {time} nicht gesichert verändert (erst {before}, dann {after})",
        f"{time} {verb(wording, 'hat', 'haben')} sich {noun} {place.locative} nicht gesichert verändert ({before} und {after})",
    )
    past, perfect = ("stieg", "gestiegen") if way is Direction.UP else ("sank", "gesunken")
    be, past = verb(wording, "ist", "sind"), verb(wording, past, f"{past}en")
    size = difference(old, new, wording)
    changed = (
        f"{noun} {be} {place.locative} {time} um {size} auf {after} {perfect}",
        f"{time} {past} {noun} {place.locative} von {before} auf {after}, also um {size}",
        f"{place.locative} {past} {noun} {time} um {size} auf {after}",
    )
    variants = {Direction.ALIKE: alike, Direction.UNSURE: unsure}.get(way, changed)
    return sentence(choose(variants, wording.id, place.name, "change"))


def _for(period: str) -> str:
    """Return the period after „für“: `2019`, `das Schuljahr 2023/24`, `den 31. Dezember 2025`."""
    words = period_words(period)
    return words if period.isdigit() else f"das {words}" if "/" in period else f"den {words}"


def _dative(period: str) -> str:
    """Return the period after „gegenüber“: `2019`, `dem Schuljahr 2023/24`, `dem 31. Dezember 2025`."""
    words = period_words(period)
    return words if period.isdigit() else f"dem {words}"
