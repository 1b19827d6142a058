"""Gaps in what is offered: places beside need by transition, where there is nothing, and both in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Unpack

from helpers.data.steering.offers import STALE_AFTER
from helpers.errors import NoData
from helpers.facts.finding import Finding
from helpers.figures.describe import Texts, finish
from helpers.figures.districts.bydistrict import word
from helpers.figures.shown import Column
from helpers.figures.steering.offered import NEED, Offered, by_strain, gaps, offered, text_of
from helpers.figures.steering.offersdrawing import draw
from helpers.text.markdown import Markdown, escape
from helpers.text.numbers import cardinal, number, period_label, printed
from helpers.text.wording import listed

if TYPE_CHECKING:
    from helpers.data import Area
    from helpers.facts.context import Context
    from helpers.figures.shown import Shown


def offer_gaps(report: Context, **texts: Unpack[Texts]) -> Shown:
    """Draw places per 100 children in need, district by transition; where nothing is offered stands out.

    Raises:
        NoData: there are no districts, no list of offers, or no figures on need.
        DataError: a list has a mistake.
    """
    found = offered(report)
    areas = by_strain(report)
    empty = gaps(report, found)
    said = "; ".join(
        f"{t}: ohne Angebot {listed(names) if (names := [a.name for a, other, _ in empty if other == t]) else 'kein Gebiet'}"
        for t in found.needs
    )
    caption = f"Plätze je 100 Kinder und Jugendliche mit Bedarf nach Übergang und {word(report, 'singular')} {report.profile.in_city}"
    return _finished(
        report,
        found,
        "luecken",
        {
            "columns": (
                Column("Nr."),
                Column(word(report, "singular")),
                *(Column(t, "Plätze je 100", number=True) for t in found.needs),
            ),
            "rows": tuple(
                (a.code, a.name, *(_rounded(found.per_100(a.ags, t)) for t in found.needs)) for a in areas
            ),
            "display": tuple((a.code, a.name, *(text_of(found, a, t) for t in found.needs)) for a in areas),
        },
        texts,
        caption=caption,
        alt=f"Farbtafel mit {len(areas)} Gebieten und {len(found.needs)} Übergängen. {said}.",
        svg=draw(found, areas),
        finding=_finding(report, empty),
        notes=[
            f"Bedarf: {'; '.join(f'{t}: {n.words} ({period_label(n.period)})' for t, n in found.needs.items())}.",
            "Geordnet nach der sozialen Lage, die angespannteste oben.",
            f"Angebote für die ganze Kommune sind nicht auf die {word(report)} verteilt.",
        ],
    )


def _finding(report: Context, empty: Sequence[tuple[Area, str, float]]) -> Finding | None:
    """Return how often there is need and no offer."""
    if not empty:
        return None
    cases = (
        "einmal"
        if len(empty) == 1
        else f"{cardinal(len(empty))}-mal"
        if len(empty) > 12
        else f"{cardinal(len(empty))}mal"
    )
    title = f"Trotz Bedarf fehlt in den {word(report, 'dative')} {cases} ein Angebot"
    area, transition, need = empty[0]
    sentence = (
        f"Trotz Bedarf fehlt {report.profile.in_city} {cases} ein Angebot für einen Übergang; am meisten Kinder und Jugendliche "
        f"betrifft das in {area.name} ({transition}, {number(need)})."
    )
    return Finding(title, sentence, "angebote", 3.0, ("Bedarf ohne Angebot",))


def offer_table(report: Context, **texts: Unpack[Texts]) -> Shown:
    """Return how many offers and places there are for each transition, beside the need in the whole municipality.

    Raises:
        NoData: there are no districts, no list of offers, or no figures on need.
        DataError: a list has a mistake.
    """
    found = offered(report)
    rows = []
    for transition, need in found.needs.items():
        fresh = [o for o in found.offers if o.transition == transition]
        stale = sum(o.transition == transition for o in found.stale)
        whole = need.whole.value if need.whole else None
        places = sum(o.places for o in fresh)
        rows.append((transition, len(fresh), stale, places, whole, 100 * places / whole if whole else None))
    return _finished(
        report,
        found,
        "uebersicht",
        {
            "columns": (
                Column("Übergang"),
                Column("Angebote", number=True),
                Column("dazu ungeprüft", number=True),
                Column("Plätze", number=True),
                Column("Mit Bedarf", "Personen", number=True),
                Column("Plätze je 100", number=True),
            ),
            "rows": tuple((*row[:5], _rounded(row[5])) for row in rows),
            "display": tuple(
                (
                    row[0],
                    *(number(value) for value in row[1:4]),
                    "" if row[4] is None else number(row[4]),
                    "" if row[5] is None else number(row[5]),
                )
                for row in rows
            ),
        },
        texts,
        caption=f"Angebote für Übergänge {report.profile.in_city}",
        alt=f"Tabelle: {'; '.join(f'{row[0]}: {row[1]} Angebote mit {number(row[3])} Plätzen' for row in rows)}.",
        svg=None,
        notes=[
            f"Bedarf: {'; '.join(f'{t}: {n.words} ({period_label(n.period)})' for t, n in found.needs.items())}."
        ],
    )


def uncovered(report: Context, *, most: int = 12, **texts: Unpack[Texts]) -> Shown:
    """Return where children need an offer and there is none, those with the most children first.

    Args:
        report: municipality and report year.
        most: largest number of rows.
        texts: caption, alt, note, reading or label in place of the usual.

    Raises:
        NoData: there are no gaps, no districts, no list of offers, or no figures on need.
        DataError: a list has a mistake.
    """
    found = offered(report)
    rows = gaps(report, found)
    if not rows:
        raise NoData(
            f"Für jeden Übergang gibt es {report.profile.in_city} in jedem Gebiet mit Bedarf ein Angebot."
        )
    shown = rows[:most]
    stale = [sum(o.area == a.ags and o.transition == t for o in found.stale) for a, t, _ in shown]
    return _finished(
        report,
        found,
        "ohne-angebot",
        {
            "columns": (
                Column(word(report, "singular")),
                Column("Übergang"),
                Column("Mit Bedarf", "Personen", number=True),
                Column("Ungeprüfte Angebote", number=True),
            ),
            "rows": tuple((a.name, t, need, old) for (a, t, need), old in zip(shown, stale, strict=True)),
            "display": tuple(
                (a.name, t, number(need), str(old) if old else "–")
                for (a, t, need), old in zip(shown, stale, strict=True)
            ),
        },
        texts,
        caption=f"Bedarf ohne Angebot in den {word(report, 'dative')} {report.profile.in_city}",
        alt=f"Tabelle: {'; '.join(f'{a.name}, {t}: {number(need)} mit Bedarf' for a, t, need in shown)}.",
        svg=None,
        notes=[f"Die {len(shown)} größten von {len(rows)} Lücken."] if len(shown) < len(rows) else [],
    )


def offer_finding(report: Context) -> Markdown:
    """Say how many gaps there are and where the largest is: two sentences for a text.

    Raises:
        NoData: there are no districts, no list of offers, or no figures on need.
        DataError: a list has a mistake.
    """
    found = offered(report)
    rows = gaps(report, found)
    places = number(sum(o.places for o in found.offers))
    named = (
        "ein geprüftes Angebot"
        if len(found.offers) == 1
        else f"{number(len(found.offers))} geprüfte Angebote"
    )
    start = f"Die Übersicht nennt {named} mit {places} {'Platz' if places == '1' else 'Plätzen'}."
    if not rows:
        return escape(f"{start} Wo es Bedarf gibt, gibt es für jeden Übergang mindestens eines davon.")
    area, transition, need = rows[0]
    cases = "einem Fall" if len(rows) == 1 else f"{len(rows)} Fällen"
    return escape(
        f"{start} In {cases} gibt es für einen Übergang in einem Gebiet keines, obwohl es Bedarf gibt. Die größte Lücke betrifft "
        f"{number(need)} Kinder oder Jugendliche: {area.name}, Übergang {transition}."
    )


def _finished(
    report: Context,
    found: Offered,
    chart: str,
    data: Mapping[str, object],
    texts: Texts,
    *,
    caption: str,
    alt: str,
    svg: str | None,
    notes: Sequence[str],
    finding: Finding | None = None,
) -> Shown:
    """Return a figure or table of offers with what all of them say: which offers count, and which do not."""
    stale = sum(o.places for o in found.stale)
    old = (
        f"Nicht mitgezählt sind {len(found.stale)} Angebote mit {number(stale)} Plätzen, die in den letzten {STALE_AFTER} Tagen vor dem "
        f"Ende des Berichtsjahres nicht geprüft wurden."
    )
    last = max((o.checked for o in found.offers), default=None)
    return finish(
        report,
        chart,
        [report.indicator(name) for name in dict.fromkeys(NEED[t][0] for t in found.needs)],
        [
            cell
            for need in found.needs.values()
            for cell in (*need.cells.values(), *([need.whole] if need.whole else []))
        ],
        data,  # type: ignore[arg-type]
        texts,
        caption=caption,
        alt=alt,
        svg=svg,
        kind="figure" if svg else "table",
        notes=[
            *notes,
            *(
                [f"Angebote: Angebotsübersicht der Kommune, zuletzt geprüft am {last:%d.%m.%Y}."]
                if last
                else []
            ),
            *([old] if found.stale else []),
        ],
        computed=True,
        finding=finding,
        reading=_reading(report, found) if svg else "",
    )


def _reading(report: Context, found: Offered) -> str:
    """Return a Lesebeispiel about the first cell, from the district under the most strain on, that has offers."""
    for area in by_strain(report):
        for transition, need in found.needs.items():
            if value := found.per_100(area.ags, transition):
                return (
                    f"Lesebeispiel: In {area.name} kommen beim Übergang {transition} {number(value)} Plätze auf 100 mit Bedarf "
                    f"({need.words})."
                )
    return ""


def _rounded(value: float | None) -> float | None:
    """Return places per 100 as data."""
    return None if value is None else printed(value, 2)
