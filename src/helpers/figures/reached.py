"""Reach of an offer: how many of those it is for take part, district by district, beside what would be usual.

Expected number of district d: E(d) = R × N(d), with R the reach in the whole municipality and N(d) those the offer is for
(indirect standardisation). Observed: O(d), with the 95 % interval of a Poisson count. A district is called under-reached
only if the upper end of its interval is below what is expected; the priority list goes by that upper end, so that a few
children more or less never put a small district on top.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple, Unpack

from helpers.errors import NoData
from helpers.figures.axes import scale, short, ticks, unit_words
from helpers.figures.describe import Texts, finish, opening
from helpers.figures.districts import borders, by_district, code, districts, word
from helpers.figures.labels import legend
from helpers.figures.map import HATCHES, HIDDEN, MISSING
from helpers.figures.mapdrawing import Group, draw
from helpers.figures.pools import Pool, pools
from helpers.figures.shown import Column
from helpers.figures.style import CITY, Tone, canvas, house_style, text_width, to_svg
from helpers.text.markdown import Markdown, escape
from helpers.text.numbers import NBSP, number, period_label, period_when, span
from helpers.text.uncertainty import count_interval
from helpers.text.wording import listed

if TYPE_CHECKING:
    from helpers.data import Area, Indicator
    from helpers.figures.context import Context
    from helpers.figures.shown import Shown

BELOW, WITHIN, ABOVE = (
    "deutlich seltener als erwartet",
    "im Rahmen des Zufalls",
    "deutlich häufiger als erwartet",
)
TONES = {
    BELOW: Tone("#B35806", "#8A4403", marker="v", width=2.2),
    WITHIN: Tone("#8E8E8E", "#595959", marker="o", width=1.2),
    ABOVE: Tone("#542788", "#542788", marker="^", width=1.6),
}
SHORT = {BELOW: "seltener", WITHIN: "wie erwartet", ABOVE: "häufiger"}
"""The same in a narrow column."""

FILLS = {BELOW: "#B35806", WITHIN: "#F2F2F2", ABOVE: "#B2A8D3"}


class Reach(NamedTuple):
    """How an offer reaches one district.

    Args:
        area: the district.
        pool: participants and those the offer is for.
        expected: participants at the reach of the whole municipality.
        low: lower end of the interval of the participants.
        high: upper end.
    """

    area: Area
    pool: Pool
    expected: float
    low: float
    high: float

    @property
    def verdict(self) -> str:
        """Whether chance alone explains the distance from what is expected."""
        return BELOW if self.high < self.expected else ABOVE if self.low > self.expected else WITHIN

    @property
    def ratio(self) -> float:
        """Observed as a percentage of expected."""
        return 100 * self.pool.part / self.expected

    @property
    def missing(self) -> float:
        """How many more would take part at the usual reach; negative where more do than expected."""
        return self.expected - self.pool.part


@lru_cache(maxsize=16)
def reach_of(report: Context, indicator: str) -> list[Reach]:
    """Return the districts with published figures, the most clearly under-reached first.

    Raises:
        NoData: no figures, or none that are computed from counts.
    """
    found, counted = by_district(report, indicator), pools(report, indicator)
    if found.mean is None or not found.mean or len(counted) < 2:
        raise NoData(
            f"Für {report.name} liegt zu „{report.indicator(indicator).name}“ keine Reichweite vor, mit der sich die "
            f"{word(report)} vergleichen lassen."
        )
    rows = []
    for area in districts(report):
        if pool := counted.get(area.ags):
            expected = found.mean / pool.factor * pool.whole
            rows.append(Reach(area, pool, expected, *count_interval(pool.part)))
    return sorted(rows, key=lambda r: (r.high / r.expected, r.area.ags))


def reach(report: Context, indicator: str, **texts: Unpack[Texts]) -> Shown:
    """Draw the reach of an offer in each district with its interval, beside that in the whole municipality.

    Args:
        report: municipality and report year.
        indicator: id of a rate that is computed from counts: participants ÷ those the offer is for.
        texts: caption, alt, note, reading or label in place of the catalogue's.

    Raises:
        NoData: no figures, or none that are computed from counts.
    """
    entry, found, rows = (
        report.indicator(indicator),
        by_district(report, indicator),
        reach_of(report, indicator),
    )
    assert found.mean is not None
    said = [
        f"{verdict}: {listed([r.area.name for r in rows if r.verdict == verdict])}"
        for verdict in TONES
        if any(r.verdict == verdict for r in rows)
    ]
    caption = (
        f"{entry.name} in den {word(report, 'dative')} {report.profile.in_city}, {period_label(found.period)}"
    )
    first = rows[0]
    return _finished(
        report,
        indicator,
        "spanne",
        rows,
        texts,
        caption=caption,
        alt=f"Punktdiagramm mit Spannen: {caption}. {report.name} insgesamt {short(found.mean, entry)}. {'; '.join(said)}.",
        svg=_draw(report, entry, rows, found.mean),
        notes=_notes(report, rows),
        reading=(
            f"Lesebeispiel: In {first.area.name} nahmen {number(first.pool.part)} von {number(first.pool.whole)} teil; "
            f"bei gleicher Reichweite wie {report.profile.in_city} insgesamt wären {number(first.expected)} zu erwarten."
        ),
    )


def reach_table(report: Context, indicator: str, **texts: Unpack[Texts]) -> Shown:
    """Return the priority list: districts by how clearly an offer reaches fewer than expected.

    Raises:
        NoData: no figures, or none that are computed from counts.
    """
    entry, found, rows = (
        report.indicator(indicator),
        by_district(report, indicator),
        reach_of(report, indicator),
    )
    top = listed([f"{r.area.name} ({number(r.pool.part)} statt {number(r.expected)})" for r in rows[:3]])
    return _finished(
        report,
        indicator,
        "rangliste",
        rows,
        texts,
        caption=f"{entry.name}: {word(report)} {report.profile.in_city} nach Dringlichkeit, {period_label(found.period)}",
        alt=f"Tabelle mit {len(rows)} Zeilen. Am dringlichsten: {top}.",
        svg=None,
        notes=[
            "Geordnet nach der oberen Grenze der Spanne: Oben steht, wo auch mit Rücksicht auf den Zufall am wenigsten ankommt.",
            "„seltener“ und „häufiger“ stehen nur, wo das Erwartete außerhalb der Spanne liegt.",
            *_hidden(report, rows),
        ],
        reading=None,
    )


def reach_map(report: Context, indicator: str, **texts: Unpack[Texts]) -> Shown:
    """Draw the districts by whether an offer reaches clearly fewer or more than expected.

    Raises:
        NoData: no figures, none that are computed from counts, or no border file.
        DataError: the border file is not what it should be.
    """
    entry, found, rows = (
        report.indicator(indicator),
        by_district(report, indicator),
        reach_of(report, indicator),
    )
    verdicts = {r.area.ags: r.verdict for r in rows}
    for area in districts(report):
        cell = found.cells.get(area.ags)
        hidden = cell is not None and cell.status == "suppressed"
        verdicts.setdefault(area.ags, HIDDEN if hidden else MISSING)
    used = [text for text in (*FILLS, HIDDEN, MISSING) if text in verdicts.values()]
    groups = [Group(text, FILLS.get(text, "#FFFFFF"), HATCHES.get(text, "")) for text in used]
    told = {
        r.area.ags: f" ({number(r.pool.part)} statt {number(r.expected)})" for r in rows if r.verdict == BELOW
    }
    said = [
        f"{text}: {', '.join(a.name + told.get(a.ags, '') for a in districts(report) if verdicts[a.ags] == text)}"
        for text in used
    ]
    caption = f"{entry.name}: Wo das Angebot seltener ankommt als erwartet, {period_label(found.period)}"
    return _finished(
        report,
        indicator,
        "erwartet-karte",
        rows,
        texts,
        caption=caption,
        alt=f"Karte: {caption}. {'; '.join(said)}.",
        svg=draw(
            borders(report),
            districts(report),
            groups,
            {ags: used.index(text) for ags, text in verdicts.items()},
            "Erreicht",
        ),
        notes=[
            f"Erwartet ist die Reichweite, die {report.profile.in_city} insgesamt erreicht wird. Norden ist oben."
        ],
        reading=None,
    )


def reach_finding(report: Context, indicator: str) -> Markdown:
    """Say which districts an offer reaches clearly less than expected: one or two sentences for a text.

    Raises:
        NoData: no figures, or none that are computed from counts.
    """
    entry, found, rows = (
        report.indicator(indicator),
        by_district(report, indicator),
        reach_of(report, indicator),
    )
    below = [r for r in rows if r.verdict == BELOW]
    when = opening(period_when(found.period))
    if not below:
        return escape(
            f"{when} lag {entry.subject} in keinem der {len(rows)} Gebiete so weit unter dem Wert {report.profile.in_city} insgesamt, "
            "dass es nicht auch Zufall sein kann."
        )
    names = listed([r.area.name for r in below])
    part, expected = sum(r.pool.part for r in below), sum(r.expected for r in below)
    return escape(
        f"{when} lag {entry.subject} deutlich niedriger als erwartet in {names}: Erreicht wurden dort {number(part)} statt "
        f"{number(expected)}, die es bei gleicher Reichweite wie {report.profile.in_city} insgesamt wären."
    )


def _finished(
    report: Context,
    indicator: str,
    chart: str,
    rows: Sequence[Reach],
    texts: Texts,
    *,
    caption: str,
    alt: str,
    svg: str | None,
    notes: Sequence[str],
    reading: str | None,
) -> Shown:
    entry, found = report.indicator(indicator), by_district(report, indicator)
    unit = entry.unit
    return finish(
        report,
        chart,
        [entry],
        [*found.cells.values(), *([found.whole] if found.whole else [])],
        {
            "columns": (
                Column("Rang", number=True),
                Column(word(report, "singular")),
                Column("Zielgruppe", number=True),
                Column("Erreicht", number=True),
                Column("Erwartet", number=True),
                Column("Reichweite", unit, number=True),
                Column("Spanne", unit),
                Column("Einschätzung"),
            ),
            "rows": tuple(
                (
                    rank,
                    r.area.name,
                    r.pool.whole,
                    r.pool.part,
                    round(r.expected, 1),
                    round(r.pool.rate, 3),
                    _span(r),
                    SHORT[r.verdict],
                )
                for rank, r in enumerate(rows, 1)
            ),
            "display": tuple(
                (
                    str(rank),
                    r.area.name,
                    number(r.pool.whole),
                    number(r.pool.part),
                    number(r.expected),
                    number(r.pool.rate, entry.decimals),
                    _span(r),
                    SHORT[r.verdict],
                )
                for rank, r in enumerate(rows, 1)
            ),
        },
        texts,
        caption=caption,
        alt=alt,
        svg=svg,
        kind="figure" if svg else "table",
        notes=notes,
        computed=True,
        reading=reading,
    )


def _span(row: Reach) -> str:
    factor = row.pool.factor / row.pool.whole
    return span(row.low * factor, row.high * factor, 1)


def _notes(report: Context, rows: Sequence[Reach]) -> list[str]:
    return [
        f"Linien: Spanne, in der die Reichweite bei rein zufälligen Schwankungen mit 95{NBSP}% Sicherheit liegt (Poisson, nach Byar).",
        "Auch ohne wirkliche Unterschiede läge etwa jedes zwanzigste Gebiet außerhalb des Erwarteten.",
        *_hidden(report, rows),
    ]


def _hidden(report: Context, rows: Sequence[Reach]) -> list[str]:
    shown = {r.area.ags for r in rows}
    names = [a.name for a in districts(report) if a.ags not in shown]
    return [f"Nicht enthalten, weil Angaben fehlen oder geheim sind: {listed(names)}."] if names else []


def _draw(report: Context, entry: Indicator, rows: Sequence[Reach], mean: float) -> str:
    names = [f"{code(r.area)} {r.area.name}" for r in rows]
    marks = [f"{number(r.pool.part)} ({number(r.expected)})" for r in rows]
    head = "erreicht (erwartet)"
    left = max(text_width(name, 9.5, "semibold") for name in names) + 0.25
    right = max(text_width(text, 9) for text in (*marks, head)) + 0.35
    factors = [r.pool.factor / r.pool.whole for r in rows]
    limit = max(max(r.pool.rate for r in rows), mean) * 1.35
    with house_style():
        figure, axes = canvas(len(rows) * 0.52 + 2.6, left, right, top=1.5, bottom=1.05)
        for y, (row, factor) in enumerate(zip(rows, factors, strict=True)):
            tone = TONES[row.verdict]
            axes.plot(
                [row.low * factor, min(row.high * factor, limit)],
                [y, y],
                color=tone.line,
                linewidth=tone.width,
                solid_capstyle="butt",
            )
            axes.plot(
                [row.pool.rate],
                [y],
                linestyle="",
                marker=tone.marker,
                color=tone.line,
                markersize=7 if row.verdict != WITHIN else 5.5,
                clip_on=False,
            )
        axes.axvline(mean, color=CITY.line, linewidth=1.8, linestyle=(0, (4, 1.6)), zorder=0)
        drawn = scale(axes, "left", (len(rows) - 0.4, -0.7), range(len(rows)), names)
        for label, row in zip(drawn, rows, strict=True):
            if row.verdict == BELOW:
                label.set(fontweight="semibold", color=TONES[BELOW].text)
        scale(axes, "bottom", (0, limit), *ticks([limit]), title=unit_words(entry.unit), marks=True)
        for y, (mark, row) in enumerate(zip(marks, rows, strict=True)):
            axes.annotate(
                mark,
                (1, y),
                (right * 72 / 2.54 - 1, 0),
                xycoords=("axes fraction", "data"),
                textcoords="offset points",
                fontsize=9,
                ha="right",
                va="center",
                fontweight="semibold" if row.verdict == BELOW else "normal",
                annotation_clip=False,
            )
        axes.annotate(
            head,
            (1, 1),
            (right * 72 / 2.54 - 1, 4),
            xycoords="axes fraction",
            textcoords="offset points",
            fontsize=9,
            ha="right",
            annotation_clip=False,
        )
        axes.annotate(
            f"{report.name} {short(mean, entry)}",
            (mean, 1),
            (0, 4),
            xycoords=("data", "axes fraction"),
            textcoords="offset points",
            fontsize=9.5,
            fontweight="semibold",
            color=CITY.text,
            ha="center",
            annotation_clip=False,
        )
        used = [(text, tone) for text, tone in TONES.items() if any(r.verdict == text for r in rows)]
        legend(figure, used, shape="mark")
        return to_svg(figure)
