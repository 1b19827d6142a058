"""What series show, as findings: beside the Land, over time, among peers.

Every rule says only what `noise.direction` calls a difference, and is silent where that is not secured. A town is compared
in the period of its own newest value or not at all; where people are counted where they learn and not where they live
(`Indicator.counted_there`), only the course over time is told. Nominal money is never said to have risen.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from helpers.facts.finding import Finding, Points, fitting, scored, side, size
from helpers.facts.series import Cell, Series
from helpers.text.course import is_wavering, turns
from helpers.text.markdown import plain
from helpers.text.noise import Direction, direction, tolerance
from helpers.text.numbers import cardinal, period_label, period_when, rounded
from helpers.text.places import place
from helpers.text.wording import amount, choose, is_count, is_ratio, verb

if TYPE_CHECKING:
    from helpers.data import Indicator
    from helpers.facts.context import Context

DISTINCT = 5
"""So many units of the last printed decimal apart are two values that a title sets against each other."""
SHARE = 0.05
"""And so much of the larger value."""
RUN = 4
"""A trend has at least so many years without a gap."""
NET = 0.6
"""And its ends lie so much of its range apart."""
SECURED = (Direction.UP, Direction.DOWN)


def subject(entry: Indicator) -> str:
    """Return the indicator as a title opens with it: `Die Kinderarmut`."""
    text = entry.headline or entry.subject
    return text[:1].upper() + text[1:]


def over_time(report: Context, entry: Indicator, series: Sequence[Series]) -> Finding | None:
    """Return what lines or bars of one indicator over the years show: how it changed, and where it stands.

    Args:
        report: municipality and report year.
        entry: the indicator.
        series: the municipality first; Land or Germany among the others.
    """
    own = series[0]
    beside, moved = _beside(report, entry, series), _moved(report, entry, own)
    if beside is None and moved is None:
        return _alike(report, entry, series) or _shape(report, entry, own)
    last = own.last
    parts: list[Points] = []
    told = ""
    if beside:
        other, way, told = beside
        parts += [_size(report, entry, other, last), side(entry, up=way is Direction.UP)]
    if moved:
        start, course = moved
        if not parts:
            parts = [_size(report, entry, start, last), side(entry, up=course is Direction.UP)]
        elif (entry.polarity > 0) != (course is Direction.UP) and entry.polarity:
            parts.append(("Entwicklung ungünstig", 0.5))
    what, is_, was = subject(entry), verb(entry, "ist", "sind"), verb(entry, "war", "waren")
    value, when = amount(last.number, entry), period_when(last.period)
    recent = int(last.period[:4]) >= report.year - 2
    titles: list[str] = []
    if moved:
        start, course = moved
        went = "gestiegen" if course is Direction.UP else "gesunken"
        if recent:
            if told:
                joint = " und" if beside and beside[1] is course else ", aber"
                titles.append(f"{what} {is_} seit {year_of(start)} {went}{joint} {told}")
            titles.append(f"{what} {is_} seit {year_of(start)} {went}")
        else:
            titles.append(f"{what} {is_} von {year_of(start)} bis {year_of(last)} {went}")
    if told:
        turned = "inzwischen " if recent and _crossed(report, entry, series) else ""
        titles[0:0] = [f"{what} {is_} {turned}{told}"] if turned else []
        titles.append(f"{what} {is_} {told}" if recent else f"{what} {was} {year_of(last)} {told}")
    title = fitting(*titles)
    here = report.profile.in_city
    lay = verb(entry, "lag", "lagen")
    opened = entry.subject
    if told:
        variants = (
            f"{opened} {lay} {when} {here} bei {value} und damit {told}.",
            f"{here} {was} {opened} {when} mit {value} {told}.",
        )
        sentence = choose(variants, entry.id, report.name)
    else:
        start, course = moved  # type: ignore[misc]
        went = "gestiegen" if course is Direction.UP else "gesunken"
        sentence = f"{opened} {is_} {here} seit {year_of(start)} auf {value} {went}."
    return _finding(report, entry, title, sentence, last.period, parts)


def among_peers(report: Context, entry: Indicator, series: Sequence[Series], year: int) -> Finding | None:
    """Return where the municipality stands among those it is compared with: first, last, or the range.

    Args:
        report: municipality and report year.
        entry: the indicator.
        series: with numbers of the year; Land and Germany may be among them.
        year: the year shown.
    """
    towns = [s for s in series if s.role in ("city", "peer")]
    own = next((s for s in towns if s.role == "city"), None)
    if own is None or len(towns) < RUN or not _newest(report, entry, own, year):
        return None
    if is_count(entry):
        return _position(report, entry, own, towns, year)
    values = sorted(s.value(year) for s in towns)
    low, high = amount(values[0], entry), amount(values[-1], entry)
    if low == high:
        return None
    here, number = report.profile.in_city, cardinal(len(towns))
    what, is_ = subject(entry), verb(entry, "ist", "sind")
    end = _end(report, entry, own, [s for s in towns if s is not own], year)
    beside = _beside(report, entry, [own, *(s for s in series if s.role == "land")])
    if beside and end and (beside[1] is Direction.UP) != (end == "höchsten"):
        end = ""  # „am höchsten unter fünf“ beside „niedriger als im Land“ would be read as a contradiction
    parts: list[Points] = []
    titles = [
        f"{what} {verb(entry, 'reicht', 'reichen')} unter {number} Kommunen von {low} bis {high}",
        f"{entry.short}: unter {number} Kommunen von {low} bis {high}",
        f"{entry.short}: {low} bis {high} unter {number} Kommunen",
    ]
    if end and not entry.counted_there:
        titles = [
            f"{what} {is_} {here} am {end} unter {number} Kommunen",
            f"{entry.short}: {plain(report.place.nominative)} hat den {end} Wert",
            f"{what} {is_} am {end} unter {number} Kommunen",
        ]
        following = min(
            (s for s in towns if s is not own), key=lambda s: abs(s.value(year) - own.value(year))
        )
        parts = [
            _size(report, entry, following.cells[year], own.cells[year]),
            side(entry, up=end == "höchsten"),
        ]
    else:
        parts = [("Spanne der Kommunen", 0.0), ("", -1.5)]
    cell = own.cells[year]
    lay = verb(entry, "lag", "lagen")
    sentence = f"{entry.subject} {lay} {period_when(cell.period)} {here} bei {amount(cell.number, entry)}" + (
        f": der {end[:-1]} Wert unter {number} verglichenen Kommunen."
        if end and not entry.counted_there
        else "."
    )
    return _finding(report, entry, fitting(*titles), sentence, cell.period, parts)


def _position(
    report: Context, entry: Indicator, own: Series, towns: Sequence[Series], year: int
) -> Finding | None:
    """Return the place of a count among those of other towns, 1 for the highest; None where another town has the same."""
    others = [s.value(year) for s in towns if s is not own]
    if own.value(year) in others:
        return None
    at = 1 + sum(value > own.value(year) for value in others)
    name, number = plain(report.place.nominative), cardinal(len(towns))
    title = fitting(f"{entry.short}: {name} an {at}. Stelle von {number} Kommunen")
    cell = own.cells[year]
    sentence = (
        f"Mit {amount(cell.number, entry)} ({entry.short}) stand {name} {period_when(cell.period)} an {at}. Stelle von "
        f"{number} Kommunen."
    )
    return _finding(report, entry, title, sentence, cell.period, [("", -3.0)])


def changed_together(
    report: Context, entry: Indicator, series: Sequence[Series], years: tuple[int, int]
) -> Finding | None:
    """Return in how many municipalities a value rose or fell between two years."""
    if entry.unit.startswith("Euro"):
        return None
    old, new = years
    towns = [s for s in series if s.role in ("city", "peer")]
    if len(towns) < RUN or not _newest(report, entry, towns[0], new):
        return None
    ways = [_way(report, entry, s.cells[old], s.cells[new]) for s in towns]
    way = max(SECURED, key=ways.count)
    count = ways.count(way)
    if not count:
        return None
    went = "gestiegen" if way is Direction.UP else "gesunken"
    is_, text = verb(entry, "ist", "sind"), entry.headline or entry.subject
    share = f"In {'einer' if count == 1 else cardinal(count)} von {cardinal(len(towns))} Kommunen"
    if count == len(towns):
        share = f"In allen {cardinal(count)} Kommunen"
    span = f"von {old} bis {new}"
    title = fitting(f"{share} {is_} {text} {span} {went}", f"{share} {is_} {text} {went}")
    parts = [("gemeinsame Entwicklung", 0.5), side(entry, up=way is Direction.UP)]
    sentence = f"{share} {is_} {entry.subject} {span} {went}."
    return _finding(report, entry, title, sentence, towns[0].cells[new].period, parts)


def all_together(report: Context, entry: Indicator, series: Sequence[Series]) -> Finding | None:
    """Return that a figure rose or fell in all groups, where that is secured for each of them.

    Args:
        report: municipality and report year.
        entry: the indicator.
        series: one per group.
    """
    if len(series) < 2 or entry.unit.startswith(("Euro", "Tsd. Euro")):
        return None
    years = [sorted(s.comparable()) for s in series]
    if len({(y[0], y[-1]) for y in years}) > 1 or len(years[0]) < RUN:
        return None
    ways = {_way(report, entry, s.cells[y[0]], s.cells[y[-1]]) for s, y in zip(series, years, strict=True)}
    if len(ways) > 1 or not ways <= set(SECURED):
        return None
    went = "gestiegen" if ways == {Direction.UP} else "gesunken"
    first, last = series[0].cells[years[0][0]], series[0].cells[years[0][-1]]
    span = f"seit {year_of(first)}"
    if int(last.period[:4]) < report.year - 2:
        span = f"von {year_of(first)} bis {year_of(last)}"
    title = fitting(f"{entry.short}: {span} in allen Gruppen {went}")
    sentence = f"{entry.subject} ist {report.profile.in_city} {span} in allen Gruppen {went}."
    parts = [("gemeinsame Entwicklung", 0.5), side(entry, up=went == "gestiegen")]
    return _finding(report, entry, title, sentence, last.period, parts)


def year_of(cell: Cell) -> str:
    """Return a period after „seit“: `2010`, `Ende 2010`, `2010/11`."""
    if cell.period.endswith("-12-31"):
        return f"Ende {cell.period[:4]}"
    return cell.period if "/" in cell.period else cell.period[:4]


def _beside(
    report: Context, entry: Indicator, series: Sequence[Series]
) -> tuple[Cell, Direction, str] | None:
    """Return the figure of Land or Germany, how the municipality stands to it, and that in words; None for no difference."""
    found = _reference(report, entry, series)
    if found is None:
        return None
    own, other, where = found
    way = _way(report, entry, other, own)
    apart = abs(rounded(own.number, entry.decimals) - rounded(other.number, entry.decimals))
    far = float(apart) >= DISTINCT * 10.0**-entry.decimals and float(apart) >= SHARE * max(
        abs(own.number), abs(other.number)
    )
    if way not in SECURED:
        return None
    how = "höher" if way is Direction.UP else "niedriger"
    return other, way, f"{how} als {where}" if far else f"etwas {how} als {where}"


def _reference(report: Context, entry: Indicator, series: Sequence[Series]) -> tuple[Cell, Cell, str] | None:
    """Return the municipality's newest figure, that of Land or Germany for the same period, and where that is."""
    own = series[0]
    if is_count(entry) or entry.counted_there or entry.kind == "change" or not own.points:
        return None
    last = own.last
    if not _newest(report, entry, own, max(own.points)) or (
        is_ratio(entry) and last.number > 100 and entry.unit == "%"
    ):
        return None
    for other in series[1:]:
        cell = other.cells.get(max(own.points))
        if (
            other.role in ("land", "germany")
            and cell
            and cell.value is not None
            and cell.period == last.period
        ):
            return last, cell, plain(place(other.label).locative)
    return None


def _newest(report: Context, entry: Indicator, own: Series, year: int) -> bool:
    """Tell whether a year is that of the newest value the town has, from whatever source."""
    newest = max(max(report.total(twin).points, default=0) for twin in report.twins(entry.id))
    return year == max(own.points) and year >= newest


def _alike(report: Context, entry: Indicator, series: Sequence[Series]) -> Finding | None:
    found = _reference(report, entry, series)
    if found is None:
        return None
    own, other, where = found
    if _way(report, entry, other, own) not in (Direction.ALIKE, Direction.EQUAL):
        return None
    recent = int(own.period[:4]) >= report.year - 2
    is_ = verb(entry, "ist", "sind") if recent else f"{verb(entry, 'war', 'waren')} {year_of(own)}"
    title = fitting(
        f"{subject(entry)} {is_} praktisch gleich hoch wie {where}",
        f"{entry.short}: praktisch gleich hoch wie {where}",
    )
    sentence = (
        f"{entry.subject} {verb(entry, 'lag', 'lagen')} {period_when(own.period)} {report.profile.in_city} bei "
        f"{amount(own.number, entry)}, praktisch gleich hoch wie {where}."
    )
    return _finding(report, entry, title, sentence, own.period, [("praktisch gleich", 0.0), ("", -1.5)])


def _moved(report: Context, entry: Indicator, own: Series) -> tuple[Cell, Direction] | None:
    """Return where the present course began and which way it went; None for no clear one."""
    years = sorted(own.comparable())
    while years and years[-1] - years[0] != len(years) - 1:
        years.pop(0)
    if len(years) < RUN or entry.unit.startswith(("Euro", "Tsd. Euro")) or entry.kind in ("change", "index"):
        return None
    cells = [report.based(own.cells[year]) for year in years]
    values = [cell.number for cell in cells]
    way = _way(report, entry, own.cells[years[0]], own.cells[years[-1]])
    wide = max(values) - min(values)
    if way not in SECURED or abs(values[-1] - values[0]) < NET * wide or turns(cells, entry):
        return None
    return cells[0], way


def _shape(report: Context, entry: Indicator, own: Series) -> Finding | None:
    """Return how a course without a clear way went: there and back, to and fro, or hardly anywhere."""
    years = sorted(own.comparable())
    if len(years) < RUN or entry.unit.startswith(("Euro", "Tsd. Euro")) or entry.kind in ("change", "index"):
        return None
    cells = [report.based(own.cells[year]) for year in years]
    first, last, at = cells[0], cells[-1], turns(cells, entry)
    has = verb(entry, "hat", "haben")
    what, since = subject(entry), f"seit {year_of(first)}"
    if int(last.period[:4]) < report.year - 2:
        since = f"von {year_of(first)} bis {year_of(last)}"
    if len(at) == 1:
        up = at[0].value is not None and at[0].value > first.number
        there, back = ("stieg", "sank") if up else ("sank", "stieg")
        if entry.number == "plural":
            there, back = f"{there}en", f"{back}en"
        told = f"{there} bis {period_label(at[0].period)} und {back} dann"
    elif at and is_wavering(cells, entry):
        told = f"{verb(entry, 'schwankte', 'schwankten')} {since} ohne klare Richtung"
    elif not at and _way(report, entry, first, last) in (Direction.ALIKE, Direction.EQUAL):
        if max(c.number for c in cells) - min(c.number for c in cells) > 2 * tolerance(
            first.number, last.number, entry
        ):
            return None
        told = f"{has} sich {since} kaum verändert"
    else:
        return None
    title = fitting(f"{what} {told}")
    here, value = report.profile.in_city, amount(last.number, entry)
    sentence = f"{entry.subject} {told}; {period_when(last.period)} {verb(entry, 'lag', 'lagen')} {here} der Wert bei {value}."
    return _finding(report, entry, title, sentence, last.period, [("", -1.5)])


def _crossed(report: Context, entry: Indicator, series: Sequence[Series]) -> bool:
    """Tell whether the municipality stood on the other side of its Land when both series began."""
    own = series[0]
    other = next((s for s in series[1:] if s.role in ("land", "germany")), None)
    if other is None or not other.points:
        return False
    both = sorted(set(own.comparable()) & set(other.comparable()))
    if len(both) < RUN:
        return False
    ways = [_way(report, entry, other.cells[y], own.cells[y]) for y in (both[0], both[-1])]
    return set(ways) == set(SECURED)


def _end(report: Context, entry: Indicator, own: Series, others: Sequence[Series], year: int) -> str:
    """Return at which end of the others the municipality stands for certain: `höchsten`, `niedrigsten` or nothing."""
    ways = {_way(report, entry, s.cells[year], own.cells[year]) for s in others}
    return {frozenset({Direction.UP}): "höchsten", frozenset({Direction.DOWN}): "niedrigsten"}.get(
        frozenset(ways), ""
    )


def _way(report: Context, entry: Indicator, first: Cell, second: Cell) -> Direction:
    return direction(first.number, second.number, entry, bases=report.bases(first, second))


def _size(report: Context, entry: Indicator, first: Cell, second: Cell) -> Points:
    return size(entry, first.number, second.number, report.bases(first, second))


def _finding(
    report: Context, entry: Indicator, title: str, sentence: str, period: str, parts: Sequence[Points]
) -> Finding | None:
    if not title:
        return None
    score, reasons = scored(entry, report.year, period, parts)
    topic = min(report.twins(entry.id))
    return Finding(title, sentence[:1].upper() + sentence[1:], topic, score, tuple(r for r in reasons if r))
