"""Sentences about how sure a figure is: chance, small numbers, rounding."""

from __future__ import annotations

import math

from helpers.text.markdown import Markdown
from helpers.text.numbers import cardinal, number, percent, printed
from helpers.text.places import Place
from helpers.text.wording import sentence

_Z = 1.959964


def interval(part: int, whole: int) -> tuple[float, float]:
    """Return the 95 % Wilson score interval of a share, in percent.

    Source: E. B. Wilson, Probable inference, the law of succession, and statistical inference, JASA 22,
    1927, p. 209.

    >>> low, high = interval(162, 3139)
    >>> round(low, 1), round(high, 1)
    (4.4, 6.0)

    Raises:
        ValueError: `whole` is not positive or `part` is not within it.
    """
    if whole <= 0 or not 0 <= part <= whole:
        raise ValueError(f"kein Anteil: {part} von {whole}")
    share = part / whole
    spread = 1 + _Z**2 / whole
    centre = (share + _Z**2 / (2 * whole)) / spread
    half = _Z / spread * math.sqrt(share * (1 - share) / whole + _Z**2 / (4 * whole**2))
    return max(0.0, centre - half) * 100, min(1.0, centre + half) * 100


def next_interval(part: int, whole: int) -> tuple[float, float]:
    """Return the 95 % prediction interval of the share that as many others will have, in percent.

    The next share scatters around the true one as this one does, so the range is about √2 wider than a confidence
    interval: x ÷ n ± z·√(2 p (1 − p) ÷ n) with p = (x + 1) ÷ (n + 2), as in `helpers.text.noise`.

    >>> low, high = next_interval(162, 3139)
    >>> round(low, 1), round(high, 1)
    (4.1, 6.3)

    Raises:
        ValueError: `whole` is not positive or `part` is not within it.
    """
    if whole <= 0 or not 0 <= part <= whole:
        raise ValueError(f"kein Anteil: {part} von {whole}")
    share = (part + 1) / (whole + 2)
    half = _Z * math.sqrt(2 * share * (1 - share) / whole)
    return max(0.0, part / whole - half) * 100, min(1.0, part / whole + half) * 100


def count_interval(count: float) -> tuple[float, float]:
    """Return the 95 % interval of the mean of a Poisson count, by Byar's approximation (closed form, also for zero).

    low = n (1 − 1/(9n) − z/(3√n))³, high = (n+1) (1 − 1/(9(n+1)) + z/(3√(n+1)))³. It differs from the exact interval
    by less than 0.1 from n = 1 on. Source: N. E. Breslow, N. E. Day, Statistical Methods in Cancer Research II, IARC 1987, p. 69.

    >>> low, high = count_interval(10)
    >>> round(low, 2), round(high, 2)
    (4.79, 18.39)

    Raises:
        ValueError: `count` is negative.
    """
    if count < 0:
        raise ValueError(f"keine Anzahl: {count}")
    low = count * (1 - 1 / (9 * count) - _Z / (3 * math.sqrt(count))) ** 3 if count else 0.0
    more = count + 1
    return max(0.0, low), more * (1 - 1 / (9 * more) + _Z / (3 * math.sqrt(more))) ** 3


def reached_interval(part: float, whole: float) -> tuple[float, float]:
    """Return the 95 % interval of those an offer reaches, as a count: Wilson's of a share of so many.

    Where more take part than there are people, participations are counted, not people: then it is Byar's of a Poisson count.
    """
    if part > whole:
        return count_interval(part)
    low, high = interval(int(printed(part)), int(printed(whole)))
    return low / 100 * whole, high / 100 * whole


def uncertainty(part: int, whole: int, unit: str = "Personen") -> Markdown:
    """Return within what the share of the next year lies if only chance moves it; empty when there is no whole."""
    if whole <= 0:
        return Markdown("")
    low, high = next_interval(part, whole)
    text = sentence(
        f"die Quote von {percent(part / whole * 100)} beruht auf {number(part)} von {number(whole)} {unit}; "
        f"bewegt sie allein der Zufall, so liegt sie im nächsten Jahr mit 95-prozentiger Sicherheit etwa zwischen {number(low, 1)} "
        f"und {percent(high)}"
    )
    if part < 20:
        return Markdown(f"{text} Bei so kleinen Zahlen sind Unterschiede zwischen Jahren kaum zu deuten.")
    return text


def rounding(place: Place, base: int) -> Markdown:
    """Return the note on counts of people that are published as multiples of `base`; empty for base 1."""
    if base <= 1:
        return Markdown("")
    return Markdown(
        f"Die Zahlen der Schulstatistik {place.locative} sind zum Schutz der Einzelangaben auf Vielfache von "
        f"{cardinal(base)} gerundet. Summen können deshalb von den ausgewiesenen Gesamtzahlen abweichen, und "
        "Unterschiede von wenigen Personen haben keine Bedeutung."
    )
