"""Sentences that set a figure beside others: Land and Germany, peers, parts of a whole."""

from __future__ import annotations

from collections.abc import Sequence
from statistics import median

from helpers.text.markdown import Markdown, escape
from helpers.text.noise import Direction, direction
from helpers.text.numbers import cardinal, percent, period_label, period_when, rounded
from helpers.text.places import Place
from helpers.text.wording import (
    Figure,
    Wording,
    amount,
    choose,
    is_count,
    listed,
    sentence,
    subject,
    value_of,
    verb,
    when,
)

Located = tuple[Place, Figure]

_ORDINALS = (
    "",
    "zweit",
    "dritt",
    "viert",
    "fünft",
    "sechst",
    "siebt",
    "acht",
    "neunt",
    "zehnt",
    "elft",
    "zwölft",
)
_RELATIONS = {
    Direction.UP: "höher als",
    Direction.DOWN: "niedriger als",
    Direction.ALIKE: "praktisch gleich hoch wie",
    Direction.UNSURE: "nicht gesichert anders als",
}


def comparison(
    wording: Wording, place: Place, own: Figure, others: Sequence[Located], latest: Figure | None = None
) -> Markdown:
    """Return how a value stands against others: „… war höher als in Bayern (6,1 %), aber niedriger als …“.

    Figures without a value are passed over; when none is left, or for absolute numbers (which say nothing
    beside a larger area), the text is empty.

    Args:
        wording: the indicator.
        place: the municipality.
        own: its figure.
        others: places with their figures, best of the same period.
        latest: the figure that the text has just named; the sentence is then shorter.
    """
    value = value_of(own)
    groups = _grouped(wording, own, others) if value is not None and not is_count(wording) else {}
    if value is None or not groups:
        return Markdown("")
    noun, be, mine = subject(wording), verb(wording, "war", "waren"), amount(value, wording)
    opposed = Direction.UP in groups and Direction.DOWN in groups
    told = [f"{relation} {listed(groups[way])}" for way, relation in _RELATIONS.items() if way in groups]
    high = (", aber " if opposed else " und ").join(told[:2]) + "".join(f" und {rest}" for rest in told[2:])
    variants: tuple[str, ...] = (
        f"{noun} {be} {place.locative} {period_when(own.period)} mit {mine} {high}",
        f"{place.locative} {be} {noun} {period_when(own.period)} mit {mine} {high}",
        f"{when(own.period)} {be} {noun} {place.locative} mit {mine} {high}",
    )
    if latest and latest.period == own.period:
        variants = (f"der Wert war {high}",)
    elif latest:
        newer = "neuere Vergleichszahlen liegen nicht vor"
        variants = (f"{when(own.period)} war der Wert mit {mine} {high}; {newer}",)
    return sentence(choose(variants, wording.id, place.name, "comparison"))


def _grouped(wording: Wording, own: Figure, others: Sequence[Located]) -> dict[Direction, list[str]]:
    """Return the other places with their values, by how `own` stands to them."""
    groups: dict[Direction, list[str]] = {}
    for other, figure in others:
        theirs, value = value_of(figure), value_of(own)
        if theirs is None or value is None:
            continue
        way = direction(theirs, value, wording, bases=(figure.base, own.base))
        note = amount(theirs, wording)
        if figure.period != own.period:
            note = f"{period_label(figure.period)}: {note}"
        way = Direction.ALIKE if way is Direction.EQUAL else way
        groups.setdefault(way, []).append(f"{other.locative} ({note})")
    return groups


def rank(wording: Wording, place: Place, own: Figure, peers: Sequence[Located]) -> Markdown:
    """Return the place among peers: „Unter den fünf … hatte Augsburg 2019 den niedrigsten Wert“.

    Equal printed values share a rank; a neighbour within the noise is named. For absolute numbers and below
    three municipalities with values there is no ranking and the text is empty.

    Args:
        wording: the indicator.
        place: the municipality.
        own: its figure.
        peers: the others with their figures of the same period.
    """
    value = value_of(own)
    known = [(other, theirs) for other, figure in peers if (theirs := value_of(figure)) is not None]
    if value is None or len(known) < 2 or is_count(wording):
        return Markdown("")
    mine, size = rounded(value, wording.decimals), len(known) + 1
    printed = [(other, rounded(theirs, wording.decimals)) for other, theirs in known]
    above, below = sum(theirs > mine for _, theirs in printed), sum(theirs < mine for _, theirs in printed)
    among = f"unter den {cardinal(size)} verglichenen Kommunen"
    if not above and not below:
        return sentence(
            f"{among} hatten {period_when(own.period)} alle denselben Wert ({amount(value, wording)})"
        )
    ties = [other.dative for other, theirs in printed if theirs == mine]
    together = f" gemeinsam mit {listed(ties)}" if ties else ""
    if above == below and not ties:
        told = "den mittleren Wert"
    elif above <= below:
        told = f"den {_ordinal(above)}höchsten Wert"
    else:
        told = f"den {_ordinal(below)}niedrigsten Wert"
    text = f"{among} hatte {place.nominative} {period_when(own.period)}{together} {told}"
    ways: dict[Direction, list[str]] = {}
    for other, figure in peers:
        if (theirs := value_of(figure)) is not None:
            way = direction(theirs, value, wording, bases=(figure.base, own.base))
            ways.setdefault(way, []).append(other.dative)
    near, unsure = ways.get(Direction.ALIKE), ways.get(Direction.UNSURE)
    distances = [
        *([f"der Abstand {_to(listed(near))} ist gering"] if near else []),
        *([f"der{'' if near else ' Abstand'} {_to(listed(unsure))} ist nicht gesichert"] if unsure else []),
    ]
    return sentence("; ".join([text, *([", ".join(distances)] if distances else [])]))


def _to(dative: str) -> str:
    """Return a name in the dative after „zu“: `zu Jena`, `zum Landkreis Harz`, `zur Hansestadt …`."""
    article, _, rest = dative.partition(" ")
    return {"dem": f"zum {rest}", "der": f"zur {rest}"}.get(article, f"zu {dative}")


def distribution(wording: Wording, figures: Sequence[Located]) -> Markdown:
    """Return the spread over several places: lowest and highest value with their places, and the median."""
    known = [(at, value) for at, figure in figures if (value := value_of(figure)) is not None]
    if len(known) < 3:
        return Markdown("")
    low, high = min(value for _, value in known), max(value for _, value in known)
    if rounded(low, wording.decimals) == rounded(high, wording.decimals):
        return sentence(f"alle {cardinal(len(known))} Werte sind gleich ({amount(low, wording)})")

    def where(value: float) -> str:
        same = [at for at, v in known if rounded(v, wording.decimals) == rounded(value, wording.decimals)]
        return f"{amount(value, wording)} {listed([at.locative for at in same])}"

    middle = amount(median(value for _, value in known), wording)
    return sentence(
        f"die Werte reichen von {where(low)} bis {where(high)}; der mittlere Wert (Median) ist {middle}"
    )


def shares(parts: Sequence[tuple[str, float]], whole: float, most: int = 3) -> Markdown:
    """Return the largest parts of a whole as an enumeration: „Grundschulen (33,7 %) und Gymnasien (25,5 %)“.

    Args:
        parts: name (plain text) and count of each part.
        whole: the total the percentages refer to.
        most: how many parts are named.
    """
    largest = sorted((part for part in parts if part[1] > 0), key=lambda part: -part[1])[:most]
    if whole <= 0 or not largest:
        return Markdown("")
    return Markdown(listed([f"{escape(name)} ({percent(value / whole * 100)})" for name, value in largest]))


def _ordinal(position: int) -> str:
    """Return what stands before „höchsten“: nothing for the first, `zweit`, `dritt`, `13.-`."""
    return _ORDINALS[position] if position < len(_ORDINALS) else f"{position + 1}.-"
