"""Reach of an offer by district: a chart with intervals, a map, the priority list, and a finding in words."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Unpack

from helpers.facts.finding import Finding, fitting, gap, scored
from helpers.facts.reading import opening
from helpers.figures.describe import Texts, finish
from helpers.figures.districts.bydistrict import Figures, borders, by_district, districts, word
from helpers.figures.districts.map import HATCHES, HIDDEN, MISSING
from helpers.figures.districts.mapdrawing import Group
from helpers.figures.districts.mapdrawing import draw as draw_map
from helpers.figures.draw.axes import short
from helpers.figures.shown import Column
from helpers.figures.steering.reachdrawing import TONES, draw
from helpers.figures.steering.reached import ABOVE, BELOW, WITHIN, Reach, reach_of
from helpers.text.markdown import Markdown, escape
from helpers.text.numbers import NBSP, cardinal, number, period_label, period_when, printed, span
from helpers.text.wording import listed, separated

if TYPE_CHECKING:
    from helpers.data import Indicator
    from helpers.facts.context import Context
    from helpers.figures.shown import Shown

SHORT = {BELOW: "seltener", WITHIN: "wie erwartet", ABOVE: "häufiger"}
"""The same in a narrow column."""

FILLS = {BELOW: "#B35806", WITHIN: "#F2F2F2", ABOVE: "#B2A8D3"}


def reach(report: Context, indicator: str, **texts: Unpack[Texts]) -> Shown:
    """Draw the reach of an offer in each district with its interval, beside that in the whole municipality.

    Args:
        report: municipality and report year.
        indicator: id of a rate that is computed from counts: participants ÷ those the offer is for.
        texts: caption, alt, note, reading or label in place of the catalogue's.

    Raises:
        NoData: no figures, or none that are computed from counts.
    """
    entry, found, rows = _gathered(report, indicator)
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
        svg=draw(report, entry, rows, found.mean),
        notes=_notes(report, rows),
        finding=_finding(report, entry, found.period, rows),
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
    entry, found, rows = _gathered(report, indicator)
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
    entry, found, rows = _gathered(report, indicator)
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
        f"{text}: {separated([a.name + told.get(a.ags, '') for a in districts(report) if verdicts[a.ags] == text])}"
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
        svg=draw_map(
            borders(report),
            districts(report),
            groups,
            {ags: used.index(text) for ags, text in verdicts.items()},
            "Erreicht",
            {a.ags: f"{a.name}: {verdicts[a.ags]}{told.get(a.ags, '')}" for a in districts(report)},
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
    entry, found, rows = _gathered(report, indicator)
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


def _finding(report: Context, entry: Indicator, period: str, rows: Sequence[Reach]) -> Finding | None:
    """Return in how many districts an offer reaches clearly fewer than expected."""
    below = [r for r in rows if r.verdict == BELOW]
    if not below:
        return None
    part, expected = sum(r.pool.part for r in below), sum(r.expected for r in below)
    where = f"in {'einem' if len(below) == 1 else cardinal(len(below))} der {len(rows)} {word(report)}"
    if len(below) == 1:
        where = f"in {below[0].area.name}"
    title = fitting(
        f"{opening(entry.headline or entry.subject)} bleibt {where} hinter dem Erwarteten",
        f"{entry.short}: {where} deutlich niedriger als erwartet",
        f"{entry.short}: {where} zu gering",
    )
    places = f"in {cardinal(len(below))} {word(report, 'dative')}" if len(below) > 1 else where
    sentence = (
        f"{opening(entry.subject)} bleibt {places} hinter dem Erwarteten zurück: "
        f"erreicht wurden {number(part)} statt {number(expected)}."
    )
    low, high = part / expected, 1.0
    parts = [("deutlich außerhalb des Zufalls", 2.0), ("ungünstig", 1.5), gap(low, high)]
    score, reasons = scored(entry, report.year, period, parts)
    return Finding(title, sentence, entry.id, score, reasons) if title else None


def _gathered(report: Context, indicator: str) -> tuple[Indicator, Figures, Sequence[Reach]]:
    """Return an indicator with its figures by district and what they say of the reach."""
    return report.indicator(indicator), by_district(report, indicator), reach_of(report, indicator)


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
    finding: Finding | None = None,
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
                    printed(r.expected, 1),
                    printed(r.pool.rate, 3),
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
        finding=finding,
    )


def _span(row: Reach) -> str:
    factor = row.pool.factor / row.pool.whole
    return span(row.low * factor, row.high * factor, 1)


def _notes(report: Context, rows: Sequence[Reach]) -> list[str]:
    return [
        f"Linien: Spanne, in der die Reichweite bei rein zufälligen Schwankungen mit 95{NBSP}% Sicherheit liegt (nach Wilson).",
        "Auch ohne wirkliche Unterschiede läge etwa jedes zwanzigste Gebiet außerhalb des Erwarteten.",
        *_hidden(report, rows),
    ]


def _hidden(report: Context, rows: Sequence[Reach]) -> list[str]:
    shown = {r.area.ags for r in rows}
    names = [a.name for a in districts(report) if a.ags not in shown]
    return [f"Nicht enthalten, weil Angaben fehlen oder geheim sind: {listed(names)}."] if names else []
