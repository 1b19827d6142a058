"""What groups, parts of a whole and districts show, as findings; the rules of `facts.headlines` hold here, too."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from helpers.facts.finding import Finding, Points, fitting, gap, scored, side, size
from helpers.facts.headlines import SECURED, subject, year_of
from helpers.facts.series import Cell
from helpers.text.noise import Bases, Direction, direction
from helpers.text.numbers import percent, period_when
from helpers.text.wording import amount, is_ratio, verb

if TYPE_CHECKING:
    from helpers.data import Dimension, Indicator
    from helpers.facts.context import Context

RATIO = 1.25
"""Groups that differ by less are not set against each other."""
LARGEST = 1.15
"""The largest part is named where it is so many times the second."""
POINTS = 3.0
"""Shares that differ by less percentage points are not set against each other."""


@dataclass(frozen=True)
class Shares:
    """The parts of a whole in one place, group or year.

    Args:
        parts: name → count.
        whole: the total.
        period: of both.
        where: which group it is, after „bei“; empty for the municipality.
        of: which group all of it is about, with a space before it; empty for everybody.
    """

    parts: Mapping[str, float]
    whole: float
    period: str
    where: str = ""
    of: str = ""


@dataclass(frozen=True)
class Pooled:
    """A rate of several districts together, and how many people it is a share of."""

    rate: float
    base: float
    period: str


Groups = Sequence[tuple[str, Cell]]
"""Value of a dimension and its figure."""


def between_groups(report: Context, entry: Indicator, dimension: Dimension, groups: Groups) -> Finding | None:
    """Return between which groups a rate differs: the highest and the lowest, where that is secured.

    Args:
        report: municipality and report year.
        entry: a rate, ratio or share.
        dimension: whose values the groups are.
        groups: of one period; those without a number are left out.
    """
    known = [(v, report.based(c, {dimension.id: v})) for v, c in groups if c.value is not None]
    if len(known) < 2 or not is_ratio(entry):
        return None
    known.sort(key=lambda pair: -pair[1].number)
    (top, high), (bottom, low), next_ = known[0], known[-1], known[1][1]
    bases = (low.base, high.base)
    a, b = among(dimension, top), _shortened(among(dimension, bottom), among(dimension, top))
    what, is_ = subject(entry), verb(entry, "ist", "sind")
    way = direction(low.number, high.number, entry, bases=bases)
    if way in (Direction.ALIKE, Direction.EQUAL) and len(known) == 2:
        title = fitting(
            f"{what} {is_} {a} praktisch gleich hoch wie {b}", f"{entry.short}: {a} und {b} praktisch gleich"
        )
        sentence = (
            f"{_opened(entry)} {verb(entry, 'war', 'waren')} {period_when(high.period)} {report.profile.in_city} {a} "
            f"({amount(high.number, entry)}) praktisch gleich hoch wie {b} ({amount(low.number, entry)})."
        )
        return _finding(report, entry, title, sentence, high.period, [("", -3.0)])
    if low.number * RATIO > high.number or way not in SECURED:
        return None
    first = direction(next_.number, high.number, entry, bases=(next_.base, high.base)) in SECURED
    titles = (
        [f"{what} {is_} {a} am höchsten", f"{entry.short}: {a} am höchsten"]
        if first and len(known) > 2
        else []
    )
    titles += [f"{what} {is_} {a} höher als {b}", f"{entry.short}: {a} höher als {b}"]
    sentence = (
        f"{_opened(entry)} {verb(entry, 'war', 'waren')} {period_when(high.period)} {report.profile.in_city} {a} höher "
        f"({amount(high.number, entry)}) als {b} ({amount(low.number, entry)})."
    )
    parts = [("", -3.0)]  # school types differ by their nature
    if dimension.among:
        between = ("Ungleichheit zwischen Gruppen", 1.0)
        parts = [size(entry, low.number, high.number, bases), between, gap(low.number, high.number)]
    return _finding(report, entry, fitting(*titles), sentence, high.period, parts)


def largest_part(
    report: Context, entry: Indicator, values: Mapping[str, float], whole: float, period: str, of: str = ""
) -> Finding | None:
    """Return which part of a whole is the largest, where it is clearly so.

    Args:
        report: municipality and report year.
        entry: a count or an amount.
        values: parts that add up to the whole or to less.
        whole: the total.
        period: of the figures.
        of: which group they are about, with a space before it; empty for all.
    """
    ranked = sorted(values.items(), key=lambda pair: -pair[1])
    if len(ranked) < 2 or whole <= 0 or ranked[0][1] < LARGEST * ranked[1][1]:
        return None
    (name, most), share = ranked[0], ranked[0][1] / whole
    if entry.chance and most - ranked[1][1] <= 2 * (most + ranked[1][1]) ** 0.5:
        return None
    much = "mehr als die Hälfte" if share > 0.5 else "der größte Teil"
    old = int(period[:4]) < report.year - 2
    fell = f"entfiel {period[:4]} auf" if old else "entfällt auf"
    title = fitting(f"{entry.short}: {much} {fell} „{name}“")
    if entry.kind == "count":
        when = f"{period[:4]} " if old else ""
        title = fitting(
            f"{entry.short}{of}: {when}am häufigsten „{name}“",
            f"{when}Am häufigsten „{name}“" if not when else "",
        )
    sentence = (
        f"{entry.short}{of}: {much} entfiel {period_when(period)} {report.profile.in_city} auf „{name}“."
    )
    return _finding(report, entry, title, sentence, period, [("größter Teil", 0.0), ("", -2.0)])


def beside_shares(
    report: Context, entry: Indicator, own: Shares, other: Shares, where: str
) -> Finding | None:
    """Return which part is clearly larger or smaller than elsewhere or in another group: by most percentage points.

    Args:
        report: municipality and report year.
        entry: the count whose parts are shown.
        own: part → count, and the whole; of the municipality or its first group.
        other: the same of the Land or another group.
        where: what follows „als“: „in Bayern“, „bei deutscher Staatsangehörigkeit“; opens with what own is in brackets.
    """
    shared = share_of(entry)
    found: list[tuple[float, str, float, float]] = []
    for name in own.parts:
        if name in other.parts:
            a, b = 100 * own.parts[name] / own.whole, 100 * other.parts[name] / other.whole
            way = direction(b, a, shared, bases=(other.whole, own.whole))
            if way in SECURED and abs(a - b) >= POINTS:
                found.append((abs(a - b), name, a, b))
    if not found:
        return None
    _, name, a, b = max(found)
    how = "häufiger" if a > b else "seltener"
    where = _shortened(where, own.where)
    before = f"{own.where} " if own.where else ""
    about = entry.short + own.of
    title = fitting(
        f"{about}: „{name}“ {before}{how} als {where}",
        "" if own.of else f"„{name}“ {before}{how} als {where}",
    )
    here = report.profile.in_city if not own.where else f"{report.profile.in_city} {own.where}"
    lay = f"lag {period_when(own.period)} {here} bei {percent(a)}"
    sentence = f"{about}: Der Anteil „{name}“ {lay}, {where} bei {percent(b)}."
    parts = [size(shared, b, a, (other.whole, own.whole)), ("", -1.5)]
    return _finding(report, entry, title, sentence, own.period, parts)


def parts_over_time(
    report: Context, entry: Indicator, first: Shares, last: Shares, start: Cell
) -> Finding | None:
    """Return which part has gained or lost most between two years, in percentage points."""
    shared = share_of(entry)
    found: list[tuple[float, str, bool, Points]] = []
    for name in last.parts:
        if name in first.parts:
            a, b = 100 * first.parts[name] / first.whole, 100 * last.parts[name] / last.whole
            bases = (first.whole, last.whole)
            if abs(b - a) >= POINTS and direction(a, b, shared, bases=bases) in SECURED:
                found.append((abs(b - a), name, b > a, size(shared, a, b, bases)))
    if not found:
        return None
    _, name, up, points = max(found)
    went = "gestiegen" if up else "gesunken"
    recent = int(last.period[:4]) >= report.year - 2
    span = f"seit {year_of(start)}" if recent else f"von {year_of(start)} bis {last.period[:4]}"
    title = fitting(f"{entry.short}: Anteil „{name}“ {span} {went}", f"Anteil „{name}“ {span} {went}")
    sentence = f"{entry.short}: Der Anteil „{name}“ ist {report.profile.in_city} {span} {went}."
    return _finding(report, entry, title, sentence, last.period, [points, ("", -1.5)])


def across_areas(
    report: Context, entry: Indicator, cells: Mapping[str, Cell], names: Mapping[str, str]
) -> Finding | None:
    """Return from where to where the districts' values reach, where every one of at least eight has a number.

    Args:
        report: municipality and report year.
        entry: a rate.
        cells: by key of the district.
        names: of all districts, by key.
    """
    known = {ags: report.based(c) for ags, c in cells.items() if c.value is not None}
    if len(known) < 8 or set(known) != set(names) or not is_ratio(entry):
        return None
    low, high = min(known, key=lambda k: known[k].number), max(known, key=lambda k: known[k].number)
    a, b = known[low], known[high]
    if (
        a.number * 1.5 > b.number
        or direction(a.number, b.number, entry, bases=(a.base, b.base)) not in SECURED
    ):
        return None
    reach, what = verb(entry, "reicht", "reichen"), subject(entry)
    ends = f"von {amount(a.number, entry)} ({names[low]}) bis {amount(b.number, entry)} ({names[high]})"
    title = fitting(
        f"{what} {reach} {ends}", f"{entry.short}: {ends}",
        f"{what} {reach} von {amount(a.number, entry)} bis {amount(b.number, entry)}",
    )  # fmt: skip
    sentence = f"{_opened(entry)} {verb(entry, 'reichte', 'reichten')} {period_when(b.period)} {report.profile.in_city} {ends}."
    parts = [size(entry, a.number, b.number, (a.base, b.base)), _apart(entry), gap(a.number, b.number)]
    return _finding(report, entry, title, sentence, b.period, parts)


def by_strain(report: Context, entry: Indicator, low: Pooled, high: Pooled, areas: str) -> Finding | None:
    """Return how a rate differs between the districts under the least and under the most strain.

    Args:
        report: municipality and report year.
        entry: a rate.
        low: rate, base and period where the strain is least.
        high: the same where it is most.
        areas: what districts are called, dative plural.
    """
    bases: Bases = (low.base, high.base)
    way = direction(low.rate, high.rate, entry, bases=bases)
    ends = sorted((low.rate, high.rate))
    if way not in SECURED or ends[0] * RATIO > ends[1]:
        return None
    how = "höher" if way is Direction.UP else "niedriger"
    what, is_ = subject(entry), verb(entry, "ist", "sind")
    title = fitting(
        f"{what} {is_} in {areas} mit angespannter Lage {how}",
        f"{what} {is_} bei angespannter sozialer Lage {how}",
        f"{entry.short}: bei angespannter sozialer Lage {how}",
    )
    sentence = (
        f"{_opened(entry)} {verb(entry, 'lag', 'lagen')} {period_when(high.period)} in den {areas} mit der angespanntesten sozialen Lage "
        f"bei {amount(high.rate, entry)}, in denen mit der günstigsten bei {amount(low.rate, entry)}."
    )
    parts = [size(entry, low.rate, high.rate, bases), side(entry, up=way is Direction.UP), gap(*ends)]
    return _finding(report, entry, title, sentence, high.period, parts)


def among(dimension: Dimension, value: str) -> str:
    """Return a value after „bei“: `bei Mädchen und Frauen`, `bei „Gymnasien“`."""
    return f"bei {dimension.among[value]}" if value in dimension.among else f"bei „{value}“"


def _shortened(second: str, first: str) -> str:
    """Return the second of two phrases without the last word that it has in common with the first."""
    start, _, last = second.rpartition(" ")
    return start if start.count(" ") and first.endswith(f" {last}") else second


def share_of(entry: Indicator) -> Indicator:
    """Return an indicator as that of shares of its total, for the rules of chance and tolerance."""
    return entry.model_copy(update={"unit": "%", "decimals": 1, "kind": "share"})


def _opened(entry: Indicator) -> str:
    return entry.subject[:1].upper() + entry.subject[1:]


def _apart(entry: Indicator) -> Points:
    """Return the points for a distance that is a matter of concern only where more or less is better."""
    return ("Ungleichheit", 1.0) if entry.polarity else ("", -1.0)


def _finding(
    report: Context, entry: Indicator, title: str, sentence: str, period: str, parts: Sequence[Points]
) -> Finding | None:
    if not title:
        return None
    score, reasons = scored(entry, report.year, period, parts)
    return Finding(title, sentence, min(report.twins(entry.id)), score, tuple(r for r in reasons if r))
