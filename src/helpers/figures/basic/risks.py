"""Risk profile: several strains side by side, the municipality against its Land, Germany and its peers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple, Unpack

from helpers.errors import NoData
from helpers.facts.finding import Finding
from helpers.facts.reading import opening
from helpers.facts.series import Cell, latest_common
from helpers.figures.describe import Texts, cell_text, finish
from helpers.figures.draw.axes import short
from helpers.figures.draw.labels import legend, legend_height, wrapped
from helpers.figures.draw.readings import reading, told
from helpers.figures.draw.style import (
    BY_ROLE,
    CITY,
    MUTED,
    POINTS_PER_CM,
    WIDTH_CM,
    Tone,
    add_axes,
    house_style,
    text_width,
    to_svg,
)
from helpers.figures.shown import Column, Shown
from helpers.text.markdown import Markdown, escape, plain
from helpers.text.noise import Direction, direction
from helpers.text.numbers import cardinal, period_label, printed, with_unit
from helpers.text.places import place
from helpers.text.wording import listed

if TYPE_CHECKING:
    from helpers.data import Indicator
    from helpers.facts.context import Context

PLACE = "Platz (1 = höchster Wert)"
NAMES_CM, STRIP_CM = 4.6, 1.5
OWN = Tone(CITY.line, CITY.text)
"""The municipality as a mark, not as the filled square of other legends."""

LAYERS = ("peer", "germany", "land", "city")


class Risk(NamedTuple):
    """One strain in the latest year that most areas have.

    Args:
        entry: indicator; more of it is worse.
        cells: name of the area → its role and figure, the municipality first.
    """

    entry: Indicator
    cells: dict[str, tuple[str, Cell]]

    @property
    def own(self) -> Cell:
        """The municipality's figure."""
        return next(iter(self.cells.values()))[1]

    @property
    def rank(self) -> tuple[int, int]:
        """Its place among the municipalities shown, 1 for the highest figure as printed, and their number."""
        numbers = [
            printed(c.number, self.entry.decimals)
            for role, c in self.cells.values()
            if role in ("city", "peer")
        ]
        return 1 + sum(n > numbers[0] for n in numbers), len(numbers)


def _risks(report: Context, indicators: Sequence[str]) -> list[Risk]:
    found = []
    for name in indicators:
        if report.has(name):
            series = report.over_areas(name, peers=True)
            year = latest_common(series)
            cells = {s.label: (s.role, s.cells[year]) for s in series if year in s.points}
            found.append(Risk(report.indicator(name), cells))
    if len(found) < 2:
        names = listed([f"„{report.indicator(i).name}“" for i in indicators])
        raise NoData(
            f"Für ein Risikoprofil {report.profile.in_city} fehlen Zahlen zu mindestens zwei von {names}."
        )
    return found


def risk_profile(report: Context, indicators: Sequence[str], **texts: Unpack[Texts]) -> Shown:
    """Draw several strains below each other, each on a scale of its own from zero.

    Args:
        report: municipality and report year.
        indicators: ids of rates of which more is worse; those without a figure for the municipality are left out.
        texts: caption, alt, note, reading or label in place of the catalogue's.

    Raises:
        NoData: fewer than two are left.
    """
    risks = _risks(report, indicators)
    areas = [(name, role) for _, name, role in report.areas(peers=True)]
    said = "; ".join(
        f"{risk.entry.short} ({period_label(risk.own.period)}): "
        + ", ".join(f"{name} {with_unit(cell.number, risk.entry)}" for name, (_, cell) in risk.cells.items())
        for risk in risks
    )
    first = risks[0]
    at, number = first.rank
    return finish(
        report,
        "risikoprofil",
        [risk.entry for risk in risks],
        [cell for risk in risks for _, cell in risk.cells.values()],
        {
            "columns": (
                Column("Indikator"),
                Column("Stand"),
                *(Column(name, "", number=True) for name, _ in areas),
                Column(PLACE),
            ),
            "rows": tuple(
                (
                    risk.entry.short,
                    period_label(risk.own.period),
                    *(risk.cells[name][1].value if name in risk.cells else None for name, _ in areas),
                    _place(risk),
                )
                for risk in risks
            ),
            "display": tuple(
                (
                    risk.entry.short,
                    period_label(risk.own.period),
                    *(cell_text(risk.cells[n][1], risk.entry) if n in risk.cells else "" for n, _ in areas),
                    _place(risk),
                )
                for risk in risks
            ),
        },
        texts,
        caption=f"Risikoprofil {report.profile.of_city}: {listed([risk.entry.short for risk in risks])}",
        alt=f"Punktdiagramm mit einem Streifen je Indikator. {said}.",
        svg=_draw(risks),
        finding=_finding(report, risks),
        notes=[
            "Jeder Streifen hat eine eigene Skala ab null; die Stände unterscheiden sich. Platz 1 hat den höchsten Wert der Kommunen."
        ],
        reading=f"Lesebeispiel: Bei „{first.entry.short}“ steht {plain(report.place.nominative)} unter {number} Kommunen auf Platz {at} "
        f"({with_unit(first.own.number, first.entry)}; Platz 1 hat den höchsten Wert).",
    )


def _finding(report: Context, risks: Sequence[Risk]) -> Finding | None:
    """Return how many strains are higher than in the Land, or lower, where all are of the newest figures of the town."""
    where, ways = report.larger[0], []
    for risk in risks:
        land = risk.cells.get(where.name)
        newest = max(max(report.total(twin).points, default=0) for twin in report.twins(risk.entry.id))
        if land is None or land[1].period != risk.own.period or newest > int(risk.own.period[:4]):
            return None
        bases = report.bases(land[1], risk.own)
        ways.append(direction(land[1].number, risk.own.number, risk.entry, bases=bases))
    counts = {way: ways.count(way) for way in (Direction.UP, Direction.DOWN)}
    way = max(counts, key=lambda w: counts[w])
    count, number = counts[way], len(ways)
    if not count:
        return None
    how, is_ = "höher" if way is Direction.UP else "niedriger", "ist" if count == 1 else "sind"
    some = "Eine" if count == 1 else opening(cardinal(count))
    share = f"Alle {cardinal(number)}" if count == number else f"{some} von {cardinal(number)}"
    title = f"{share} Belastungen {is_} {how} als {plain(place(where.name).locative)}"
    return Finding(title, f"{title}.", "belastungen", -9.0, ("Überblick",))


def risks_told(report: Context, indicators: Sequence[str]) -> Markdown:
    """Say which strains are higher, about as high and lower than in the Land: one or more sentences.

    Raises:
        NoData: the municipality or its Land has figures for fewer than two of them.
    """
    ways: dict[Direction, list[str]] = {}
    for risk in _risks(report, indicators):
        land = risk.cells.get(report.larger[0].name)
        if land is None:
            continue
        entry, own, other = risk.entry, risk.own.number, land[1].number
        told = f"{entry.short} ({with_unit(own, entry)} gegenüber {with_unit(other, entry)}, {period_label(risk.own.period)})"
        way = direction(other, own, entry, bases=report.bases(land[1], risk.own))
        ways.setdefault(Direction.ALIKE if way is Direction.EQUAL else way, []).append(told)
    if sum(map(len, ways.values())) < 2:
        raise NoData(f"Für ein Risikoprofil fehlen vergleichbare Zahlen {report.larger[0].name}.")
    where = place(report.larger[0].name).locative
    words = {
        Direction.UP: ("höher", " als "),
        Direction.ALIKE: ("praktisch gleich hoch", " wie "),
        Direction.UNSURE: ("nicht gesichert anders", " als "),
        Direction.DOWN: ("niedriger", " als "),
    }
    parts: list[str] = []
    for way in (way for way in words if way in ways):
        text, than = words[way]
        first = "" if parts else than + plain(where)
        here = "" if parts else f" {report.profile.in_city}"
        are, values = ("sind", "die Werte") if len(ways[way]) > 1 else ("ist", "der Wert")
        parts.append(f"{text}{first} {are}{here} {values} für {listed(ways[way])}")
    return escape(opening(f"{'; '.join(parts)}."))


def _place(risk: Risk) -> str:
    return "{} von {}".format(*risk.rank)


def _draw(risks: Sequence[Risk]) -> str:
    from matplotlib.figure import Figure

    look = {**BY_ROLE, "city": OWN}
    looks = {name: look[role] for risk in risks for name, (role, _) in risk.cells.items() if role != "peer"}
    key = [*looks.items(), ("Vergleichskommunen", BY_ROLE["peer"])]
    right = text_width("5 von 5", 10) + 0.5
    top = legend_height([name for name, _ in key]) + 0.75
    height = top + len(risks) * STRIP_CM + 0.1
    with house_style():
        figure = Figure(figsize=(WIDTH_CM / 2.54, height / 2.54))
        figure.text(1, 1 - (top - 0.25) / height, PLACE, fontsize=9, color=MUTED, ha="right", va="center")
        for i, risk in enumerate(risks):
            bottom = height - top - (i + 1) * STRIP_CM
            middle = (bottom + STRIP_CM / 2) / height
            name = wrapped(f"{risk.entry.short}, {period_label(risk.own.period)}", NAMES_CM - 0.4, 10)
            figure.text(0, middle, "\n".join(name), fontsize=10, va="center")
            figure.text(1, middle, _place(risk), fontsize=10, ha="right", va="center")
            axes = add_axes(
                figure,
                (
                    NAMES_CM / WIDTH_CM,
                    bottom / height,
                    (WIDTH_CM - NAMES_CM - right - 0.3) / WIDTH_CM,
                    STRIP_CM / height,
                ),
            )
            axes.set_xlim(0, 1.06 * max(c.number for _, c in risk.cells.values()))
            axes.set_ylim(-1, 1)
            axes.plot(axes.get_xlim(), (0, 0), color="#D0D0D0", linewidth=5, solid_capstyle="butt", zorder=0)
            for role in LAYERS:
                tone = BY_ROLE[role]
                numbers = [c.number for r, c in risk.cells.values() if r == role]
                size = {"city": 10, "peer": 6}.get(role, 7)
                axes.plot(
                    numbers, [0] * len(numbers), tone.marker, color=tone.line, markersize=size,
                    markeredgecolor="white", markeredgewidth=0.8, clip_on=False,
                )  # fmt: skip
            for area, (_, cell) in risk.cells.items():
                reading(axes, (cell.number, 0), told(f"{risk.entry.short}, {area}", cell, risk.entry))
            axes.annotate(
                "0", (0, 0), (0, -0.22 * POINTS_PER_CM), textcoords="offset points", fontsize=8.5, color=MUTED,
                ha="center", va="top", annotation_clip=False,
            )  # fmt: skip
            at = risk.own.number
            axes.annotate(
                short(at, risk.entry),
                (at, 0),
                (0, 0.28 * POINTS_PER_CM),
                textcoords="offset points",
                color=BY_ROLE["city"].text,
                fontweight="semibold",
                ha="center",
                va="bottom",
                annotation_clip=False,
            )
        legend(figure, key, shape="mark")
        return to_svg(figure)
