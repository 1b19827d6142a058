"""Age pyramid: how many people of each sex there are per year of age."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Unpack

from helpers.facts.finding import Finding, fitting
from helpers.facts.series import Cell
from helpers.figures.describe import Texts, finish
from helpers.figures.draw.axes import scale, ticks
from helpers.figures.draw.readings import reading
from helpers.figures.draw.style import DISTINCT, MUTED, WIDTH_CM, canvas, house_style, to_svg
from helpers.figures.shown import Column, Shown
from helpers.text.numbers import number, period_label, period_words, printed
from helpers.text.wording import listed

if TYPE_CHECKING:
    from helpers.facts.context import Context

AREA_NOTE = (
    "Die Altersgruppen sind verschieden breit: Die Fläche eines Balkens entspricht der Zahl der Personen, seine "
    "Länge der Zahl je Altersjahr."
)
OLDEST = 90  # the open group at the top is drawn up to this age
LEFT, RIGHT = "männlich", "weiblich"
_GROUP = re.compile(r"(?:unter (?P<under>\d+)|(?P<low>\d+) bis unter (?P<high>\d+)|(?P<over>\d+) und mehr)")


@dataclass(frozen=True)
class _Group:
    label: str
    low: int
    high: int
    people: dict[str, float]

    @property
    def width(self) -> int:
        return self.high - self.low


def pyramid(report: Context, indicator: str = "bevoelkerung", **texts: Unpack[Texts]) -> Shown:
    """Draw the age pyramid of the latest reference date.

    Age groups have different widths. A bar is as high as its group is wide in years and as long as there are
    people per year of age, so its area is the number of people. A gap between two groups is filled with what
    is left of the total (own calculation, hatched).

    Args:
        report: municipality and report year.
        indicator: id of a count by `alter` and `geschlecht`.
        texts: caption, alt, note, reading or label in place of the catalogue's.

    Raises:
        NoData: there are no figures by age and sex.
    """
    entry = report.indicator(indicator)
    by_sex = {
        sex: report.over_values(indicator, "alter", within={"geschlecht": sex}) for sex in (LEFT, RIGHT)
    }
    year = max(y for series in by_sex.values() for s in series for y in s.points)
    cells = {
        sex: {s.label: s.cells[year] for s in series if year in s.points} for sex, series in by_sex.items()
    }
    groups = _without_overlap(
        [_group(label, cells) for label in cells[LEFT] if label in cells[RIGHT] and _GROUP.fullmatch(label)]
    )
    wholes = {
        sex: report.total(indicator, within={"geschlecht": sex}).points.get(year) for sex in (LEFT, RIGHT)
    }
    filled = _fill(groups, wholes)
    derived = [g for g in filled if g not in groups]
    every = [cell for by_label in cells.values() for cell in by_label.values()]
    period = every[0].period
    total = {sex: wholes[sex] or sum(g.people[sex] for g in filled) for sex in (LEFT, RIGHT)}
    said = "; ".join(f"{g.label}: {number(g.people[LEFT])} und {number(g.people[RIGHT])}" for g in filled)
    when, where, first = period_words(period), report.profile.in_city, filled[0]
    each = [number(first.people[sex] / first.width) for sex in (RIGHT, LEFT)]
    return finish(
        report,
        "pyramide",
        [entry],
        every,
        {
            "columns": (
                Column("Alter in Jahren"),
                *(Column(sex, entry.unit, number=True) for sex in (LEFT, RIGHT)),
                *(Column(f"{sex} je Altersjahr", entry.unit, number=True) for sex in (LEFT, RIGHT)),
            ),
            "rows": tuple(
                (
                    g.label,
                    g.people[LEFT],
                    g.people[RIGHT],
                    *(printed(g.people[s] / g.width, 1) for s in (LEFT, RIGHT)),
                )
                for g in filled
            ),
            "display": tuple(
                (
                    g.label,
                    *(number(g.people[s]) for s in (LEFT, RIGHT)),
                    *(number(g.people[s] / g.width) for s in (LEFT, RIGHT)),
                )
                for g in filled
            ),
        },
        texts,
        caption=f"Altersaufbau der Bevölkerung {report.profile.in_city}, {period_label(period)}",
        alt=f"Alterspyramide {where}, {when}: {number(total[LEFT])} männliche und "
        f"{number(total[RIGHT])} weibliche Personen. Nach Alter in Jahren, männlich und weiblich: {said}.",
        svg=_draw(filled, derived),
        notes=[
            AREA_NOTE,
            *(
                f"Die Gruppe „{g.label}“ ist bis zum Alter von {OLDEST} Jahren gezeichnet."
                for g in filled
                if g.label.endswith("und mehr")
            ),
            *(
                f"„{g.label}“ (schraffiert) ist die Differenz zur Gesamtzahl; feiner gliedert die Quelle nicht."
                for g in derived
            ),
        ],
        computed=True,
        finding=_finding(report, filled, period),
        reading=f"Lesebeispiel: Am {when} lebten {where} {number(first.people[RIGHT])} Mädchen und "
        f"{number(first.people[LEFT])} Jungen im Alter von {first.label} Jahren, je Altersjahr also im Durchschnitt "
        f"{listed(each)}.",
    )


def _finding(report: Context, groups: Sequence[_Group], period: str) -> Finding | None:
    """Return whether more people are old or young, where the groups end at these ages."""

    def people(low: int, high: int) -> float:
        return sum(sum(g.people.values()) for g in groups if low <= g.low and g.high <= high)

    bounds = {g.low for g in groups}
    if not {0, 18, 65} <= bounds:
        return None
    young, old = people(0, 18), people(65, 1000)
    if abs(old - young) < 0.05 * max(old, young):
        return None
    how = "mehr" if old > young else "weniger"
    title = f"Es leben {how} Menschen ab 65 als unter 18 Jahren {report.profile.in_city}"
    sentence = (
        f"Am {period_words(period)} lebten {report.profile.in_city} {number(old)} Menschen ab 65 Jahren "
        f"und {number(young)} unter 18 Jahren."
    )
    return Finding(
        fitting(title, title.removesuffix(f" {report.profile.in_city}")), sentence, "altersaufbau", -1.0
    )


def _group(label: str, cells: dict[str, dict[str, Cell]]) -> _Group:
    match = _GROUP.fullmatch(label)
    assert match is not None
    low = int(match["low"] or match["over"] or 0)
    high = int(match["under"] or match["high"] or max(OLDEST, low + 5))
    return _Group(label, low, high, {sex: cells[sex][label].number for sex in (LEFT, RIGHT)})


def _without_overlap(groups: Sequence[_Group]) -> list[_Group]:
    """Return the narrowest groups in the order of age, leaving out those that contain others."""
    kept: list[_Group] = []
    for group in sorted(groups, key=lambda g: g.width):
        if all(group.high <= k.low or k.high <= group.low for k in kept):
            kept.append(group)
    return sorted(kept, key=lambda g: g.low)


def _fill(groups: Sequence[_Group], wholes: dict[str, float | None]) -> list[_Group]:
    """Return the groups with the one gap between them filled from the totals."""
    gaps = [(a.high, b.low) for a, b in pairwise(groups) if a.high < b.low]
    rest = {
        sex: whole - sum(g.people[sex] for g in groups) for sex, whole in wholes.items() if whole is not None
    }
    if len(gaps) != 1 or len(rest) < 2 or groups[0].low > 0 or min(rest.values()) < 0:
        return list(groups)
    low, high = gaps[0]
    return sorted([*groups, _Group(f"{low} bis unter {high}", low, high, rest)], key=lambda g: g.low)


def _draw(groups: Sequence[_Group], derived: Sequence[_Group]) -> str:
    lengths = {sex: [g.people[sex] / g.width for g in groups] for sex in (LEFT, RIGHT)}
    positions, labels = ticks([0, *lengths[LEFT], *lengths[RIGHT]], count=4)
    left, right, height = 1.1, 0.5, 11.5
    with house_style():
        figure, axes = canvas(height, left, right, top=1.1, bottom=1.1)
        widths = [g.width for g in groups]
        bottoms = [g.low for g in groups]
        tones = {RIGHT: DISTINCT[0], LEFT: DISTINCT[1]}
        for sex, sign in ((LEFT, -1), (RIGHT, 1)):
            bars = axes.barh(
                bottoms,
                [sign * n for n in lengths[sex]],
                widths,
                align="edge",
                color=tones[sex].line,
                edgecolor="white",
                linewidth=1,
            )
            for group, bar in zip(groups, bars, strict=True):
                people = f"{sex}, {group.label}: {number(group.people[sex])}"
                reading(axes, (0, group.low), people, (sign * group.people[sex] / group.width, group.high))
                if group in derived:
                    bar.set(
                        facecolor="white", edgecolor=tones[sex].line, hatch="///", hatchcolor=tones[sex].line
                    )
        both = [*(-p for p in positions[:0:-1]), *positions], [*labels[:0:-1], *labels]
        limits = -positions[-1], positions[-1]
        scale(axes, "bottom", limits, *both, title="Personen je Altersjahr", marks=True, grid=True)
        per_year = (height - 2.2) / groups[-1].high
        shown: list[int] = []
        for age in sorted({*bottoms, *(g.high for g in groups)}, reverse=True):
            if not shown or (shown[-1] - age) * per_year >= 0.36:
                shown.append(age)
        scale(axes, "left", (0, groups[-1].high), shown, [str(age) for age in shown])
        axes.axvline(0, color="white", linewidth=1.2)
        axes.annotate(
            "Alter in Jahren",
            (0, 1),
            (-left * 28.3, 6),
            xycoords="axes fraction",
            textcoords="offset points",
            fontsize=9,
            color=MUTED,
        )
        plot = WIDTH_CM - left - right
        for sex, x in ((LEFT, left + plot * 0.25), (RIGHT, left + plot * 0.75)):
            figure.text(
                x / WIDTH_CM,
                1 - 0.55 / height,
                sex,
                fontsize=10.5,
                fontweight="semibold",
                color=tones[sex].text,
                ha="center",
            )
        return to_svg(figure)
