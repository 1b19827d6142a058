"""A rate in the types of districts: what the social situation makes of it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple, Unpack

from helpers.errors import NoData
from helpers.facts.contrasts import Pooled, by_strain
from helpers.facts.reading import opening
from helpers.figures.describe import Texts, finish
from helpers.figures.districts.bydistrict import by_district, circular, districts, types_of, word
from helpers.figures.districts.map import SEQUENTIAL
from helpers.figures.districts.pools import Pool, pooled, pools
from helpers.figures.draw.axes import scale, short, ticks, unit_words
from helpers.figures.draw.readings import reading
from helpers.figures.draw.style import CITY, INK, WIDTH_CM, canvas, house_style, text_width, to_svg
from helpers.figures.shown import Column
from helpers.text.markdown import Markdown, escape
from helpers.text.noise import Direction, direction, margin
from helpers.text.numbers import NBSP, number, period_label, period_when, printed, with_unit
from helpers.text.wording import amount, choose, difference, listed, verb

if TYPE_CHECKING:
    from helpers.data import Indicator
    from helpers.facts.context import Context
    from helpers.figures.shown import Shown


class TypeRate(NamedTuple):
    """A rate in one type of districts.

    Args:
        kind: from 1 on.
        text: what the type is called: `Typ 5: sehr angespannt`.
        pool: the counts of its districts, None where none of them has a number.
        each: the rates of its districts, from the lowest.
    """

    kind: int
    text: str
    pool: Pool | None
    each: tuple[float, ...]


def type_rates(report: Context, indicator: str) -> list[TypeRate]:
    """Return a rate in each type, from the counts of the districts that have a number.

    Rate of a type = Σ numerators ÷ Σ denominators, so that each person counts once, whatever the size of the district.
    Districts whose figure is protected are in no sum: it follows from published figures alone. The types are those of the
    social index without the components that share counts with the rate (`circular`).

    Raises:
        NoData: no or too few districts, or the indicator is not computed from counts.
    """
    from helpers.data.districts import type_names

    types, found = types_of(report, circular(report, indicator)), pools(report, indicator)
    rates = []
    for kind, name in enumerate(type_names(types), 1):
        inside = [found[ags] for ags, k in types.items() if k == kind and ags in found]
        each = tuple(sorted(p.rate for p in inside))
        rates.append(TypeRate(kind, f"Typ {kind}: {name}", pooled(inside), each))
    if sum(rate.pool is not None for rate in rates) < 2:
        raise NoData(
            f"Für einen Vergleich der Typen haben zu wenige {word(report)} {report.profile.in_city} Zahlen zu "
            f"„{report.indicator(indicator).name}“."
        )
    return rates


def by_type(report: Context, indicator: str, **texts: Unpack[Texts]) -> Shown:
    """Draw a district rate by the types of the social index, with the rate of each district as a dot.

    Args:
        report: municipality and report year.
        indicator: id of a rate that is computed from counts.
        texts: caption, alt, note, reading or label in place of the catalogue's.

    Raises:
        NoData: no or too few districts, or the indicator is not computed from counts.
    """
    entry, found = report.indicator(indicator), by_district(report, indicator)
    rates, counted = type_rates(report, indicator), pools(report, indicator)
    types = types_of(report, circular(report, indicator))
    names = [a.name for a in districts(report) if a.ags not in counted or a.ags not in types]
    known = [rate for rate in rates if rate.pool]
    said = "; ".join(f"{r.text} {with_unit(r.pool.rate, entry)}" for r in known if r.pool)
    whole = f" {report.name} insgesamt: {with_unit(found.mean, entry)}." if found.mean is not None else ""
    caption = f"{entry.name} nach der sozialen Lage der {word(report)} {report.profile.in_city}"
    return finish(
        report,
        "nach-typ",
        [entry],
        [*found.cells.values(), *([found.whole] if found.whole else [])],
        {
            "columns": (
                Column("Soziale Lage"),
                Column(word(report), number=True),
                Column(entry.numerator.text if entry.numerator else "Zähler", number=True),
                Column(entry.denominator.text if entry.denominator else "Nenner", number=True),
                Column(entry.short, entry.unit, number=True),
            ),
            "rows": tuple(
                (
                    r.text,
                    len(r.each),
                    r.pool and r.pool.part,
                    r.pool and r.pool.whole,
                    r.pool and printed(r.pool.rate, 3),
                )
                for r in rates
            ),
            "display": tuple(
                (
                    r.text,
                    str(len(r.each)),
                    *((number(r.pool.part), number(r.pool.whole)) if r.pool else ("", "")),
                    number(r.pool.rate, entry.decimals) if r.pool else "",
                )
                for r in rates
            ),
        },
        texts,
        caption=f"{caption}, {period_label(found.period)}",
        alt=f"Balkendiagramm: {caption} ({period_label(found.period)}). {said}.{whole}",
        svg=_draw(report, entry, rates, found.mean),
        notes=[
            f"Alle Personen der {word(report)} eines Typs zusammen; die Punkte sind die einzelnen {word(report)}.",
            f"Die Typen sind natürliche Klassen des Sozialindex{_left_out(report, indicator)}.",
            *([f"Nicht enthalten, weil Angaben fehlen oder geheim sind: {listed(names)}."] if names else []),
        ],
        computed=True,
        finding=by_strain(
            report,
            entry,
            _of_type(known[0], found.period),
            _of_type(known[-1], found.period),
            word(report, "dative"),
        ),
        reading=_reading(report, entry, known, period_when(found.period)),
    )


def _of_type(rate: TypeRate, period: str) -> Pooled:
    assert rate.pool
    return Pooled(rate.pool.rate, rate.pool.whole, period)


def _left_out(report: Context, indicator: str) -> str:
    """Return what the index does without, for a note: ` ohne „Arbeitslose“, damit …`; empty where it is whole."""
    names = [f"„{report.indicator(name).short}“" for name in circular(report, indicator)]
    return (
        f" ohne {listed(names)}, damit nicht mit sich selbst verglichen wird, was die Typen ausmacht"
        if names
        else ""
    )


def type_gap(report: Context, indicator: str) -> Markdown:
    """Say how a rate differs between the districts under the least and under the most strain: one sentence for a text.

    Raises:
        NoData: no or too few districts, or the indicator is not computed from counts.
    """
    entry, found = report.indicator(indicator), by_district(report, indicator)
    known = [rate for rate in type_rates(report, indicator) if rate.pool]
    first, last = known[0], known[-1]
    assert first.pool
    assert last.pool
    low, high = first.pool.rate, last.pool.rate
    reduced = " (Sozialindex ohne diese Kennzahl)" if circular(report, indicator) else ""
    where = f"in den {word(report, 'dative')} mit {_lay(last)}er sozialer Lage{reduced}"
    there = f"in denen mit {_lay(first)}er sozialer Lage"
    told, beside = amount(high, entry), amount(low, entry)
    time, lay = period_when(found.period), verb(entry, "lag", "lagen")
    bases = first.pool.whole, last.pool.whole
    way = direction(low, high, entry, bases=bases)
    if way in (Direction.EQUAL, Direction.ALIKE):
        was = verb(entry, "war", "waren")
        text = (
            f"{time} {was} {entry.subject} {where} mit {told} praktisch gleich hoch wie {there} ({beside})."
        )
        return escape(opening(text))
    if way is Direction.UNSURE:
        text = f"{time} {lay} {entry.subject} {where} bei {told} und {there} bei {beside}; der Unterschied ist nicht gesichert."
        return escape(opening(text))
    gap = difference(low, high, entry)
    if chance := margin(low, high, entry, bases):
        size, _, unit = gap.partition(NBSP)
        gap = f"{size}{NBSP}±{NBSP}{number(chance, entry.decimals)}{NBSP}{unit}".rstrip(NBSP)
    more = "höher" if way is Direction.UP else "niedriger"
    points = gap.replace("Prozentpunkte", "Prozentpunkten") if gap.endswith("Prozentpunkte") else gap
    variants = (
        f"{time} {lay} {entry.subject} {where} bei {told}, {there} bei {beside}: ein Unterschied von {points}.",
        f"{time} {lay} {entry.subject} {where} mit {told} um {gap} {more} als {there} ({beside}).",
    )
    return escape(opening(choose(variants, indicator, report.name, "type gap")))


def _lay(rate: TypeRate) -> str:
    """Return the stem of what a type's social situation is: `sehr angespannt`, `mittler`."""
    text = rate.text.partition(": ")[2]
    return "mittler" if text == "mittel" else text


def _reading(report: Context, entry: Indicator, known: Sequence[TypeRate], when: str) -> str | None:
    """Return a Lesebeispiel about the type with the most strain."""
    last = known[-1]
    assert last.pool
    where = f"in den {word(report, 'dative')} mit {_lay(last)}er sozialer Lage (Typ {last.kind})"
    words = entry.reading.format(
        value=number(last.pool.rate, entry.decimals),
        period=opening(when),
        city=f"Typ {last.kind}",
        in_city=where,
        of_city=f"der {word(report)} mit {_lay(last)}er sozialer Lage (Typ {last.kind})",
    )
    return f"Lesebeispiel: {words}"


def _draw(report: Context, entry: Indicator, rates: Sequence[TypeRate], mean: float | None) -> str:
    names = [f"{r.text} ({len(r.each)})" for r in rates]
    marks = [short(r.pool.rate, entry) if r.pool else "ohne Angabe" for r in rates]
    left = max(text_width(name, 10) for name in names) + 0.25
    right = max(text_width(mark, 10, "semibold") for mark in marks) + 0.4
    values = [v for r in rates for v in (*r.each, r.pool.rate if r.pool else 0.0)] + [mean or 0.0]
    positions, labels = ticks(values)
    with house_style():
        figure, axes = canvas(len(rates) * 0.85 + 1.85, left, right, top=0.75, bottom=1.1)
        axes.barh(
            range(len(rates)),
            [r.pool.rate if r.pool else 0.0 for r in rates],
            height=0.66,
            color=SEQUENTIAL,
            edgecolor=INK,
            linewidth=0.6,
        )
        axes.plot(
            [value for r in rates for value in r.each],
            [y for y, r in enumerate(rates) for _ in r.each],
            linestyle="",
            marker="o",
            markersize=4.2,
            markerfacecolor="white",
            markeredgecolor=INK,
            markeredgewidth=0.8,
            clip_on=False,
        )
        scale(axes, "left", (len(rates) - 0.5, -0.5), range(len(rates)), names, size=10, line=True)
        limits = 0, positions[-1]
        scale(axes, "bottom", limits, positions, labels, title=unit_words(entry.unit), marks=True)
        for y, mark in enumerate(marks):
            axes.annotate(
                mark,
                (1, y),
                (8, 0),
                xycoords=("axes fraction", "data"),
                textcoords="offset points",
                va="center",
                fontweight="semibold",
            )
        for y, (rate, name) in enumerate(zip(rates, names, strict=True)):
            if rate.pool:
                told = f"{name}: {with_unit(rate.pool.rate, entry)}"
                reading(axes, (0, y - 0.4), told, (limits[1], y + 0.4))
        if mean is not None:
            axes.axvline(mean, color=CITY.line, linewidth=1.8, linestyle=(0, (4, 1.6)))
            text = f"{report.name} {short(mean, entry)}"
            half = text_width(text, 9.5, "semibold") / 2
            room = WIDTH_CM - left - right
            at = left + room * mean / positions[-1]  # kept within the picture, however long the name
            at = min(max(at, half + 0.05), WIDTH_CM - half - 0.05)
            height = float(figure.get_size_inches()[1]) * 2.54
            figure.text(
                at / WIDTH_CM,
                1 - 0.35 / height,
                text,
                fontsize=9.5,
                fontweight="semibold",
                color=CITY.text,
                ha="center",
                va="center",
            )
        return to_svg(figure)
