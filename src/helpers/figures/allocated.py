"""Need-weighted allocation: how an amount would be spread over the districts by need, beside today's distribution."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Unpack

from helpers.data.steering.allocation import FILE, Plan, allocate, read_plans, weights
from helpers.errors import CatalogueError, DataError, NoData, nearest
from helpers.figures.axes import scale, ticks
from helpers.figures.describe import Texts, finish
from helpers.figures.districts import Figures, by_district, code, districts, social_index_of, word
from helpers.figures.labels import legend
from helpers.figures.series import SYMBOLS
from helpers.figures.shown import Column
from helpers.figures.style import CITY, PEER, Tone, canvas, house_style, text_width, to_svg
from helpers.text.markdown import Markdown, escape
from helpers.text.numbers import number, percent, period_label, signed
from helpers.text.wording import listed

if TYPE_CHECKING:
    from helpers.data import Area
    from helpers.figures.context import Context
    from helpers.figures.shown import Shown

TODAY = Tone("#8E8E8E", "#595959", marker="s", width=1.6)
BY_NEED = CITY._replace(marker="o")
"""The municipality's colour, but a dot where legends would draw its square."""


@dataclass(frozen=True)
class Allocation:
    """A plan carried out; all mappings are by district.

    Args:
        plan: what is distributed, and how.
        found: the children that it is for.
        children: their number.
        weight: how much each of them counts.
        given: what the district gets.
        today: what it has.
        guessed: districts without a social index, counted with the mean weight.
    """

    plan: Plan
    found: Figures
    children: dict[str, float]
    weight: dict[str, float]
    given: dict[str, float]
    today: dict[str, float]
    guessed: tuple[str, ...]

    @property
    def decimals(self) -> int:
        """Decimals of amounts: those of the step."""
        values = (self.plan.schritt, *self.today.values())
        return next(d for d in range(3) if d == 2 or all(round(v, d) == v for v in values))

    def amount(self, value: float) -> str:
        """Return an amount as it is printed."""
        return number(value, self.decimals)


@lru_cache(maxsize=8)
def allocation_of(report: Context, position: int) -> Allocation:
    """Return the plan at a position (from 1) of the municipality's file, carried out.

    Need of a district = number of children × weight of a child, which rises evenly with the social index
    from 1 to the plan's factor. A district without a social index counts with the mean weight; one without a published
    number of children gets the floor.

    Raises:
        NoData: there is no such plan, no social index or no number of children.
        DataError: the file is not what it should be.
    """
    from helpers.paths import project

    read = read_plans(project().data, report.profile.city)
    if position > len(read.plans):
        raise NoData(f"In data/{report.profile.city}/{FILE} steht keine Verteilung Nummer {position}.")
    plan = read.plans[position - 1]
    known = report.store.catalogue.indicators
    if plan.grundlage not in known:
        raise CatalogueError(
            f"data/{report.profile.city}/{FILE}: „{plan.grundlage}“ unter „grundlage“ ist nicht im Katalog.{nearest(plan.grundlage, known)}"
        )
    found = by_district(report, plan.grundlage)
    index, _ = social_index_of(report)
    weight = weights(index.values, plan.faktor)
    mean = sum(weight.values()) / len(weight)
    areas = districts(report)
    guessed = tuple(a.name for a in areas if a.ags not in weight)
    weight = {a.ags: weight.get(a.ags, mean) for a in areas}
    children = found.numbers
    need = {a.ags: children.get(a.ags, 0.0) * weight[a.ags] for a in areas}
    return Allocation(plan, found, children, weight, allocate(need, plan), _today(report, plan), guessed)


def _today(report: Context, plan: Plan) -> dict[str, float]:
    names = {text: a.ags for a in districts(report) for text in (a.ags, a.name, code(a))}
    for name in plan.heute:
        if name not in names:
            raise DataError(
                f"data/{report.profile.city}/{FILE}: „{name}“ unter „heute“ von „{plan.name}“ ist kein Sozialraum "
                f"{report.profile.in_city}.{nearest(name, names)}"
            )
    return {names[name]: amount for name, amount in plan.heute.items()}


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


def _times(factor: float) -> str:
    """Return a factor in words: `dreimal`, `2,5-mal`."""
    words = {1: "ein", 2: "zwei", 3: "drei", 4: "vier", 5: "fünf"}
    return f"{words[int(factor)]}mal" if factor in words else f"{number(factor, 1).removesuffix(',0')}-mal"


def _finished(report: Context, position: int, chart: str, texts: Texts) -> Shown:
    done = allocation_of(report, position)
    plan, entry = done.plan, report.indicator(done.plan.grundlage)
    index, figures = social_index_of(report)
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
        Column("Sozialindex", number=True),
        Column("Gewicht", number=True),
        *([Column("Heute", plan.einheit, number=True)] if compared else []),
        Column("Nach Bedarf", plan.einheit, number=True),
        *([Column("Unterschied", plan.einheit, number=True)] if compared else []),
    ]

    def row(area: Area) -> tuple[str | float | None, ...]:
        ags = area.ags
        own = round(index.values[ags], 3) if ags in index.values else None
        return (
            code(area), area.name, done.children.get(ags), own, round(done.weight[ags], 3),
            *([done.today.get(ags, 0.0)] if compared else []),
            done.given[ags],
            *([gaps[ags]] if compared else []),
        )  # fmt: skip

    def shown(area: Area) -> tuple[str, ...]:
        ags = area.ags
        return (
            code(area), area.name,
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
        svg=_draw(done, areas, gaps) if chart == "diagramm" else None,
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
    bounds = f"Je Gebiet {ends} {plan.einheit}, in Schritten von {done.amount(plan.schritt)} (Divisorverfahren nach Sainte-Laguë)."
    return [
        rule,
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


def _draw(done: Allocation, areas: list[Area], gaps: dict[str, float]) -> str:
    names = [f"{code(a)} {a.name}" for a in areas]
    marks = [
        signed(gaps[a.ags], done.decimals) if done.today else done.amount(done.given[a.ags]) for a in areas
    ]
    head = "Unterschied" if done.today else done.plan.einheit
    left = max(text_width(name, 9.5) for name in names) + 0.25
    right = max(text_width(text, 9.5) for text in (*marks, head)) + 0.4
    most = max([*done.given.values(), *done.today.values()]) * 1.04
    with house_style():
        figure, axes = canvas(len(areas) * 0.5 + 2.4, left, right, top=1.15, bottom=1.05)
        for y, area in enumerate(areas):
            now, then = done.today.get(area.ags, 0.0), done.given[area.ags]
            if done.today:
                axes.plot([now, then], [y, y], color=PEER.line, linewidth=1.6, zorder=1)
                axes.plot(
                    [now],
                    [y],
                    linestyle="",
                    marker=TODAY.marker,
                    color=TODAY.line,
                    markersize=6,
                    zorder=2,
                    clip_on=False,
                )
            axes.plot(
                [then],
                [y],
                linestyle="",
                marker="o",
                color=CITY.line,
                markersize=7.5,
                zorder=3,
                clip_on=False,
            )
            axes.annotate(
                marks[y], (1, y), (right * 72 / 2.54 - 2, 0), xycoords=("axes fraction", "data"), textcoords="offset points",
                fontsize=9.5, ha="right", va="center", annotation_clip=False, fontweight="semibold" if gaps[area.ags] else "normal",
            )  # fmt: skip
        axes.annotate(
            head,
            (1, 1),
            (right * 72 / 2.54 - 2, 4),
            xycoords="axes fraction",
            textcoords="offset points",
            fontsize=9.5,
            ha="right",
            annotation_clip=False,
        )
        scale(axes, "left", (len(areas) - 0.4, -0.6), range(len(areas)), names)
        scale(axes, "bottom", (0, most), *ticks([most]), title=done.plan.einheit, marks=True, grid=True)
        entries = [("nach Bedarf", BY_NEED), *([("heute", TODAY)] if done.today else [])]
        legend(figure, entries, shape="mark")
        return to_svg(figure)
