"""Need-weighted allocation beside today's distribution: as a chart, as a table and in words, with all that was assumed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Unpack

from helpers.errors import NoData
from helpers.facts.series import SYMBOLS
from helpers.figures.describe import Texts, finish
from helpers.figures.districts.bydistrict import districts, social_index_of, word
from helpers.figures.districts.socialindex import shrunk_index_of
from helpers.figures.shown import Column
from helpers.figures.steering.allocated import Allocation, allocation_of
from helpers.figures.steering.allocationdrawing import draw
from helpers.text.markdown import Markdown, escape
from helpers.text.numbers import number, percent, period_label, printed, signed
from helpers.text.wording import listed

if TYPE_CHECKING:
    from helpers.data import Area
    from helpers.facts.context import Context
    from helpers.figures.shown import Shown


def allocation(report: Context, position: int, **texts: Unpack[Texts]) -> Shown:
    """Draw a need-weighted allocation beside today's distribution, from the district under the most strain down.

    Args:
        report: municipality and report year.
        position: of the plan in `data/<city>/steuerung/verteilung.yml`, from 1.
        texts: caption, alt, note, reading or label in place of the usual.

    Raises:
        NoData: there is no such plan, no social index or no number of children.
        DataError: the file is not what it should be.
    """
    return _finished(report, position, "diagramm", texts)


def allocation_table(report: Context, position: int, **texts: Unpack[Texts]) -> Shown:
    """Return a need-weighted allocation as a table: children, weight, today, by need, difference.

    Raises:
        NoData: there is no such plan, no social index or no number of children.
        DataError: the file is not what it should be.
    """
    return _finished(report, position, "tabelle", texts)


def allocation_name(report: Context, position: int) -> Markdown:
    """Return what is distributed, as the file words it: `Schulsozialarbeit an Grundschulen`.

    Raises:
        NoData: there is no such plan.
    """
    return escape(allocation_of(report, position).plan.name)


def allocation_finding(report: Context, position: int) -> Markdown:
    """Say how much would have to move for the allocation by need: one or two sentences for a text.

    Raises:
        NoData: there is no such plan, or the file does not say today's distribution.
    """
    done = allocation_of(report, position)
    if not done.today:
        raise NoData(f"Zu „{done.plan.name}“ steht nicht in der Datei, wie es heute verteilt ist.")
    gaps = {a: done.given[a.ags] - done.today.get(a.ags, 0.0) for a in districts(report)}
    moved = sum(gap for gap in gaps.values() if gap > 0)
    most = sorted((a for a in gaps if gaps[a] > 0), key=lambda a: (-gaps[a], a.ags))[:3]
    if not most:
        return escape(
            f"{done.plan.name}: Die heutige Verteilung folgt schon dem Bedarf, es müsste nichts verschoben werden."
        )
    named = listed([f"{a.name} ({signed(gaps[a], done.decimals)})" for a in most])
    today = sum(done.today.values())
    if abs(today - done.plan.menge) >= done.plan.schritt:
        return escape(
            f"Heute sind {done.amount(today)} {done.plan.einheit} verteilt, gerechnet ist mit {done.amount(done.plan.menge)}. "
            f"Am meisten käme hinzu: {named}."
        )
    share = percent(100 * moved / done.plan.menge, 0)
    return escape(
        f"Nach Bedarf lägen {done.amount(moved)} von {done.amount(done.plan.menge)} {done.plan.einheit} ({share}) "
        f"in anderen Gebieten als heute. Am meisten käme hinzu: {named}."
    )


def _finished(report: Context, position: int, chart: str, texts: Texts) -> Shown:
    done = allocation_of(report, position)
    plan, entry = done.plan, report.indicator(done.plan.grundlage)
    index, (_, figures) = shrunk_index_of(report), social_index_of(report)
    areas = sorted(districts(report), key=lambda a: (-index.values.get(a.ags, float("-inf")), a.ags))
    gaps = {a.ags: done.given[a.ags] - done.today.get(a.ags, 0.0) for a in areas}
    compared = bool(done.today)
    caption = f"{plan.name}: {done.amount(plan.menge)} {plan.einheit} nach Bedarf verteilt"
    said = "; ".join(
        f"{a.name} {done.amount(done.given[a.ags])}"
        + (f" (heute {done.amount(done.today.get(a.ags, 0.0))})" if compared else "")
        for a in areas
    )
    columns = [
        Column("Nr."),
        Column(word(report, "singular")),
        Column(entry.short, entry.unit, number=True),
        Column("Sozialindex (geglättet)", number=True),
        Column("Gewicht", number=True),
        *([Column("Heute", plan.einheit, number=True)] if compared else []),
        Column("Nach Bedarf", plan.einheit, number=True),
        *([Column("Unterschied", plan.einheit, number=True)] if compared else []),
    ]

    def row(area: Area) -> tuple[str | float | None, ...]:
        ags = area.ags
        own = printed(index.values[ags], 3) if ags in index.values else None
        return (
            area.code, area.name, done.children.get(ags), own, printed(done.weight[ags], 3),
            *([done.today.get(ags, 0.0)] if compared else []),
            done.given[ags],
            *([gaps[ags]] if compared else []),
        )  # fmt: skip

    def shown(area: Area) -> tuple[str, ...]:
        ags = area.ags
        return (
            area.code, area.name,
            number(done.children[ags]) if ags in done.children else SYMBOLS["suppressed"],
            number(index.values[ags], 2) if ags in index.values else SYMBOLS["suppressed"],
            number(done.weight[ags], 2),
            *([done.amount(done.today.get(ags, 0.0))] if compared else []),
            done.amount(done.given[ags]),
            *([signed(gaps[ags], done.decimals)] if compared else []),
        )  # fmt: skip

    return finish(
        report,
        f"verteilung-{position}-{chart}",
        [entry],
        [*done.found.cells.values(), *(cell for found in figures.values() for cell in found.cells.values())],
        {
            "columns": tuple(columns),
            "rows": tuple(row(a) for a in areas),
            "display": tuple(shown(a) for a in areas),
        },
        texts,
        caption=caption,
        alt=f"{'Punktdiagramm' if chart == 'diagramm' else 'Tabelle'}: {caption}. {said}.",
        svg=draw(done, areas, gaps) if chart == "diagramm" else None,
        kind="figure" if chart == "diagramm" else "table",
        notes=_assumptions(report, done),
        computed=True,
        reading=_reading(done, areas, gaps) if compared else "",
    )


def _reading(done: Allocation, areas: list[Area], gaps: dict[str, float]) -> str:
    first = max(areas, key=lambda a: (abs(gaps[a.ags]), a.ags))
    return (
        f"Lesebeispiel: {first.name} hat heute {done.amount(done.today.get(first.ags, 0.0))} {done.plan.einheit}; "
        f"nach Bedarf wären es {done.amount(done.given[first.ags])}."
    )


def _assumptions(report: Context, done: Allocation) -> list[str]:
    """Return everything that was assumed, one sentence each."""
    plan, entry = done.plan, report.indicator(done.plan.grundlage)
    ends = f"mindestens {done.amount(plan.mindestens)}" + (
        f", höchstens {done.amount(plan.hoechstens)}" if plan.hoechstens is not None else ""
    )
    missing = [a.name for a in districts(report) if a.ags not in done.children]
    rule = (
        f"Annahmen: Bedarf = {entry.short} ({period_label(done.found.period)}) × Gewicht nach dem Sozialindex; ein Kind zählt bei der "
        f"angespanntesten Lage {_times(plan.faktor)} so viel wie bei der günstigsten."
    )
    smooth = (
        "Geglättet: Die Anteile hinter dem Sozialindex sind umso mehr zum Gesamtwert gezogen, je weniger Menschen dahinterstehen "
        "(empirischer Bayes-Schätzer)."
    )
    bounds = f"Je Gebiet {ends} {plan.einheit}, in Schritten von {done.amount(plan.schritt)} (Divisorverfahren nach Sainte-Laguë)."
    return [
        rule,
        smooth,
        bounds,
        *(
            [f"Ohne Sozialindex, mit mittlerem Gewicht gerechnet: {listed(done.guessed)}."]
            if done.guessed
            else []
        ),
        *(
            [f"Ohne veröffentlichte Kinderzahl, mit dem Mindestwert gerechnet: {listed(missing)}."]
            if missing
            else []
        ),
    ]


def _times(factor: float) -> str:
    """Return a factor in words: `dreimal`, `2,5-mal`."""
    words = {1: "ein", 2: "zwei", 3: "drei", 4: "vier", 5: "fünf"}
    return f"{words[int(factor)]}mal" if factor in words else f"{number(factor, 1).removesuffix(',0')}-mal"
