"""Relation of two figures of the districts: a dot per district, and how far their orders agree."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import TYPE_CHECKING, NamedTuple, Unpack

from helpers.errors import NoData
from helpers.facts.finding import Finding, fitting, scored
from helpers.figures.describe import Texts, finish
from helpers.figures.districts.bydistrict import Figures, by_district, districts, word
from helpers.figures.draw.axes import room, scale, ticks, unit_words
from helpers.figures.draw.readings import reading
from helpers.figures.draw.style import CITY, INK, POINTS_PER_CM, WIDTH_CM, canvas, house_style, to_svg
from helpers.figures.shown import Column, Shown
from helpers.text.markdown import Markdown, escape
from helpers.text.numbers import number, period_label, printed, with_unit
from helpers.text.wording import listed

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from helpers.data import Indicator
    from helpers.facts.context import Context

LEAST = 8
"""Fewer districts say nothing about a relation."""

HEIGHT_CM = 9.5
RHO_NOTE = (
    "Rangkorrelation nach Spearman: 1 bei gleicher Reihenfolge, 0 ohne Zusammenhang, −1 bei umgekehrter. Sie gilt für Gebiete, "
    "nicht für einzelne Kinder. Spanne: 95-prozentige Sicherheit; enthält sie 0, kann der Zusammenhang auch Zufall sein."
)
WORDS = ((0.7, "einen deutlichen"), (0.4, "einen erkennbaren"))


class _Pair(NamedTuple):
    entries: tuple[Indicator, Indicator]
    figures: tuple[Figures, Figures]
    dots: Mapping[str, tuple[float, float]]  # district → figures

    @property
    def rank_correlation(self) -> float:
        """Spearman's ρ: the correlation of the ranks, mean ranks where figures are equal."""
        first, second = (_ranks([pair[i] for pair in self.dots.values()]) for i in (0, 1))
        mean = (len(first) + 1) / 2
        shared = sum((a - mean) * (b - mean) for a, b in zip(first, second, strict=True))
        spread = [sum((r - mean) ** 2 for r in ranks) for ranks in (first, second)]
        return shared / (spread[0] * spread[1]) ** 0.5 if all(spread) else 0.0

    @property
    def range(self) -> tuple[float, float]:
        """The 95 % interval of ρ, by Fisher's transformation with the variance 1.06 ÷ (n − 3).

        Source: E. C. Fieller, H. O. Hartley, E. S. Pearson, Tests for rank correlation coefficients I, Biometrika 44, 1957, p. 470.
        """
        rho = self.rank_correlation
        if abs(rho) >= 1:
            return rho, rho
        half = 1.96 * math.sqrt(1.06 / (len(self.dots) - 3))
        return math.tanh(math.atanh(rho) - half), math.tanh(math.atanh(rho) + half)


def relation(report: Context, across: str, up: str, **texts: Unpack[Texts]) -> Shown:
    """Draw each district as a dot by two figures; its number on the map stands beside it.

    Args:
        report: municipality and report year.
        across: id from the catalogue, the horizontal axis: the condition.
        up: id from the catalogue, the vertical axis: what may depend on it.
        texts: caption, alt, note, reading or label in place of the catalogue's.

    Raises:
        NoData: fewer than eight districts have both.
    """
    pair = _pair(report, across, up)
    (x, y), (at, then) = pair.entries, pair.figures
    areas = [a for a in districts(report) if a.ags in pair.dots]
    lacking = [a.name for a in districts(report) if a.ags not in pair.dots]
    highest = max(areas, key=lambda a: pair.dots[a.ags][0])
    lowest = min(areas, key=lambda a: pair.dots[a.ags][0])
    said = "; ".join(
        f"{a.name}: {with_unit(pair.dots[a.ags][0], x)} und {with_unit(pair.dots[a.ags][1], y)}"
        for a in (lowest, highest)
    )
    return finish(
        report,
        f"und-{up}",
        [x, y],
        [cell for found in pair.figures for cell in found.cells.values()],
        {
            "columns": (
                Column("Nr."),
                Column(word(report, "singular")),
                Column(x.short, x.unit, number=True),
                Column(y.short, y.unit, number=True),
            ),
            "rows": tuple((a.code, a.name, *(printed(v, 4) for v in pair.dots[a.ags])) for a in areas),
            "display": tuple(
                (
                    a.code,
                    a.name,
                    number(pair.dots[a.ags][0], x.decimals),
                    number(pair.dots[a.ags][1], y.decimals),
                )
                for a in areas
            ),
        },
        texts,
        caption=f"{x.short} ({period_label(at.period)}) und {y.short} ({period_label(then.period)}) "
        f"in den {word(report, 'dative')} {report.profile.in_city}",
        alt=f"Streudiagramm mit {len(areas)} Punkten, waagerecht {x.name}, senkrecht {y.name}. "
        f"Rangkorrelation {number(pair.rank_correlation, 2)}. {said}.",
        svg=_draw({a.code: pair.dots[a.ags] for a in areas}, {a.code: a.name for a in areas}, x, y),
        notes=[
            RHO_NOTE,
            *(
                [f"Nicht enthalten, weil Angaben fehlen oder geheim sind: {listed(lacking)}."]
                if lacking
                else []
            ),
        ],
        computed=True,
        finding=_finding(report, pair),
        reading=f"Lesebeispiel: In {highest.name} (Nr. {highest.code}) liegt „{x.short}“ bei "
        f"{with_unit(pair.dots[highest.ags][0], x)} und „{y.short}“ bei {with_unit(pair.dots[highest.ags][1], y)}.",
    )


def relation_told(report: Context, across: str, up: str) -> Markdown:
    """Say how far two figures of the districts go together: one sentence.

    Raises:
        NoData: fewer than eight districts have both.
    """
    pair = _pair(report, across, up)
    rho, (low, high) = pair.rank_correlation, pair.range
    strength = next((text for least, text in WORDS if abs(rho) >= least), "")
    x, y = pair.entries
    told = f"Rangkorrelation {number(rho, 2)}, Spanne {number(low, 2)} bis {number(high, 2)}"
    if not strength or low <= 0 <= high:
        return escape(
            f"Zwischen „{x.short}“ und „{y.short}“ zeigt sich in den {word(report, 'dative')} kein gesicherter Zusammenhang ({told})."
        )
    way = "höher" if rho > 0 else "niedriger"
    return escape(
        f"Zwischen „{x.short}“ und „{y.short}“ gibt es in den {word(report, 'dative')} {strength} Zusammenhang: Wo der erste "
        f"Wert höher ist, ist der zweite meist {way} ({told})."
    )


def _finding(report: Context, pair: _Pair) -> Finding | None:
    """Return how two figures go together, where that is secured."""
    (low, high), (x, y) = pair.range, pair.entries
    strong = any(abs(pair.rank_correlation) >= least for least, _ in WORDS)
    if not strong or low <= 0 <= high:
        return None
    way = "höher" if pair.rank_correlation > 0 else "niedriger"
    title = fitting(
        f"Wo „{x.short}“ höher ist, ist „{y.short}“ meist {way}",
        f"{y.short}: meist {way} bei mehr „{x.short}“",
    )
    sentence = f"Wo in den {word(report, 'dative')} {report.profile.in_city} „{x.short}“ höher ist, ist „{y.short}“ meist {way}."
    score, reasons = scored(y, report.year, pair.figures[1].period, [("Zusammenhang", 0.5)])
    return Finding(title, sentence, y.id, score, reasons) if title else None


def _pair(report: Context, across: str, up: str) -> _Pair:
    figures = by_district(report, across), by_district(report, up)
    both = [ags for ags in figures[0].numbers if ags in figures[1].numbers]
    entries = report.indicator(across), report.indicator(up)
    if len(both) < LEAST:
        raise NoData(
            f"Für einen Zusammenhang zwischen „{entries[0].name}“ und „{entries[1].name}“ haben zu wenige {word(report)} "
            f"{report.profile.in_city} beide Zahlen."
        )
    return _Pair(entries, figures, {ags: (figures[0].numbers[ags], figures[1].numbers[ags]) for ags in both})


def _ranks(values: list[float]) -> list[float]:
    """Return the rank of each value, 1 for the lowest, the mean rank for equal ones."""
    ordered = sorted(values)
    return [ordered.index(v) + (ordered.count(v) + 1) / 2 for v in values]


def _draw(
    dots: Mapping[str, tuple[float, float]], names: Mapping[str, str], x: Indicator, y: Indicator
) -> str:
    across, up = (ticks([0, 1.05 * max(d[i] for d in dots.values())]) for i in (0, 1))
    left = room(up[1])
    with house_style():
        figure, axes = canvas(HEIGHT_CM, left, 0.5, top=0.75, bottom=1.25)
        ends, title = (across[0][0], across[0][-1]), f"{x.short} ({unit_words(x.unit)})"
        scale(axes, "bottom", ends, *across, title=title, marks=True, line=True, grid=True)
        scale(axes, "left", (up[0][0], up[0][-1]), *up, grid=True)
        axes.annotate(
            f"{y.short} ({unit_words(y.unit)})",
            (0, 1),
            (-left * POINTS_PER_CM, 8),
            xycoords="axes fraction",
            textcoords="offset points",
            fontsize=9,
            va="bottom",
        )
        axes.plot(
            [d[0] for d in dots.values()],
            [d[1] for d in dots.values()],
            "o",
            color=CITY.line,
            markersize=6,
            markeredgecolor="white",
            markeredgewidth=0.7,
            clip_on=False,
        )
        for name, (a, b) in dots.items():
            where = f"{names[name]}: {x.short} {with_unit(a, x)}, {y.short} {with_unit(b, y)}"
            reading(axes, (a, b), where)
        _names(axes, dots, (across[0][-1] / (WIDTH_CM - left - 0.5), up[0][-1] / (HEIGHT_CM - 2.0)))
        return to_svg(figure)


def _names(axes: Axes, dots: Mapping[str, tuple[float, float]], per_cm: tuple[float, float]) -> None:
    """Write each district's number beside its dot, where it covers the fewest other dots and numbers."""
    places = {name: (x / per_cm[0], y / per_cm[1]) for name, (x, y) in dots.items()}
    taken: list[tuple[float, float]] = []
    for name, (x, y) in places.items():
        others = [place for other, place in places.items() if other != name]
        options = [(0.3, 0.0), (-0.3, 0.0), (0.0, 0.3), (0.0, -0.3), (0.24, 0.24), (-0.24, 0.24)]

        def covered(
            aside: tuple[float, float], x: float = x, y: float = y, others: list[tuple[float, float]] = others
        ) -> int:
            at = x + aside[0], y + aside[1]
            return sum(abs(at[0] - a) < 0.36 and abs(at[1] - b) < 0.3 for a, b in [*taken, *others])

        aside = min(options, key=covered)
        taken.append((x + aside[0], y + aside[1]))
        axes.annotate(
            name,
            dots[name],
            (aside[0] * POINTS_PER_CM, aside[1] * POINTS_PER_CM),
            textcoords="offset points",
            fontsize=8.5,
            color=INK,
            ha="center",
            va="center",
            annotation_clip=False,
        )
