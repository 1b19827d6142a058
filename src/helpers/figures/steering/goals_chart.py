"""Goals of the municipality and their measures: the traffic-light table, who answers for what, and both in words."""

from __future__ import annotations

import contextlib
from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING, Unpack

from helpers.errors import NoChapter, NoData
from helpers.facts.finding import Finding
from helpers.facts.reading import opening
from helpers.figures.describe import Texts, finish
from helpers.figures.draw.axes import short
from helpers.figures.shown import Column
from helpers.figures.steering.allocated import allocation_of
from helpers.figures.steering.goalsdrawing import draw
from helpers.figures.steering.offered import offered
from helpers.figures.steering.standings import Standing, entries, standings
from helpers.text.lights import RULE, Light
from helpers.text.markdown import Markdown, escape
from helpers.text.numbers import cardinal, number, period_label, printed
from helpers.text.wording import listed

if TYPE_CHECKING:
    from helpers.facts.context import Context
    from helpers.figures.shown import Shown


MARKS = "Punkt: neuester Wert; Strich: wo er auf gerader Linie vom Startwert zum Ziel läge; Raute: Zielwert."


def require_steering(report: Context) -> None:
    """Leave the chapter out when the municipality keeps no goals, no amounts to be distributed and no list of offers.

    Raises:
        NoChapter: there is none of them.
        DataError: a file has a mistake.
    """
    for found in (standings, lambda r: allocation_of(r, 1), offered):
        with contextlib.suppress(NoData):
            found(report)
            return
    raise NoChapter(f"Für {report.for_city} sind weder Ziele noch Angebote noch eine Verteilung eingetragen.")


def goals(report: Context, **texts: Unpack[Texts]) -> Shown:
    """Draw the goals as a traffic-light table: the way from start to target, where it stands, sign and word.

    Raises:
        NoData: the municipality keeps no goals.
        DataError: the file has a mistake.
    """
    rows = standings(report)
    said = "; ".join(f"{s.goal.number} {s.goal.text}: {s.light.word}{_told(s)}" for s in rows)
    caption = f"Ziele und ihr Stand {report.profile.in_city}, {report.year}"
    return finish(
        report,
        "ziele",
        entries(rows),
        [cell for s in rows for cell in (s.start, s.now) if cell],
        {
            "columns": (
                Column("Nr."),
                Column("Ziel"),
                Column("Kennzahl"),
                Column("Einheit"),
                Column("Start"),
                Column("Startwert", number=True),
                Column("Stand"),
                Column("Wert", number=True),
                Column("Auf dem Weg erwartet", number=True),
                Column("Zieljahr", number=True),
                Column("Zielwert", number=True),
                Column("Ampel"),
            ),
            "rows": tuple(
                (
                    s.goal.number, s.goal.text, s.measured, s.entry.unit,
                    s.start.period if s.start else "", s.start.value if s.start else None,
                    s.now.period if s.now else "", s.now.value if s.now else None,
                    None if s.due is None else printed(s.due, 3), s.goal.until, s.goal.target, s.light.text,
                )
                for s in rows
            ),
            "display": tuple(
                (
                    s.goal.number, s.goal.text, s.measured, s.entry.unit,
                    period_label(s.start.period) if s.start else "", s.printed(s.start),
                    period_label(s.now.period) if s.now else "", s.printed(s.now),
                    "" if s.due is None else number(s.due, s.entry.decimals),
                    str(s.goal.until), number(s.goal.target, s.entry.decimals), s.light.text,
                )
                for s in rows
            ),
        },
        texts,
        caption=caption,
        alt=f"Ampeltabelle: {caption}. {said}.",
        svg=draw(rows),
        notes=[MARKS, RULE, *(_rebased(s) for s in rows if s.broken)],
        computed=True,
        finding=_finding(report, rows),
        reading=_reading(rows),
    )  # fmt: skip


def measures(report: Context, **texts: Unpack[Texts]) -> Shown:
    """Return the measures of all goals: who answers for them, when they are reviewed, and how the goal stands.

    Raises:
        NoData: the municipality keeps no goals.
        DataError: the file has a mistake.
    """
    rows = [(s, m) for s in standings(report) for m in s.goal.measures]
    end = f"{report.year}-12-31"
    due = sum(m.review.isoformat() <= end for _, m in rows)
    return finish(
        report,
        "massnahmen",
        entries(s for s, _ in rows),
        [s.now for s, _ in rows if s.now],
        {
            "columns": (
                Column("Ziel"),
                Column("Maßnahme"),
                Column("Verantwortlich"),
                Column("Überprüfung"),
                Column("Ampel"),
            ),
            "rows": tuple((s.goal.number, m.text, m.owner, m.review.isoformat(), s.light.text) for s, m in rows),
            "display": tuple(
                (
                    s.goal.number, m.text, m.owner,
                    f"{m.review:%d.%m.%Y}" + (" (fällig)" if m.review.isoformat() <= end else ""), s.light.text,
                )
                for s, m in rows
            ),
        },
        texts,
        caption=f"Maßnahmen, Verantwortung und Überprüfung {report.profile.in_city}",
        alt=f"Tabelle mit {len(rows)} Maßnahmen; bis Ende {report.year} zu prüfen: {due}.",
        kind="table",
        notes=[f"fällig = bis zum 31.12.{report.year} zu überprüfen."] if due else [],
        reading="",
    )  # fmt: skip


def goals_finding(report: Context) -> Markdown:
    """Say how many goals stand how: one or two sentences for a text.

    Raises:
        NoData: the municipality keeps no goals.
        DataError: the file has a mistake.
    """
    rows = standings(report)
    counts = Counter(s.light for s in rows)
    told = listed([f"{_few(counts[kind])} {kind.word}" for kind in Light if counts[kind]])
    whose = "des einen Ziels" if len(rows) == 1 else f"der {cardinal(len(rows))} Ziele"
    text = f"Stand {whose}{_as_of(report, rows)}: {told}."
    behind = [s for s in rows if s.light in (Light.OFF_COURSE, Light.MISSED)]
    if behind:
        text += f" Nicht auf Kurs oder verfehlt: {listed([f'„{s.goal.text}“' for s in behind])}."
    return escape(text)


def _finding(report: Context, rows: Sequence[Standing]) -> Finding | None:
    """Return how many goals are off their course, or that none is."""
    behind = [s for s in rows if s.light in (Light.OFF_COURSE, Light.MISSED)]
    known = [s for s in rows if s.light not in (Light.OPEN, Light.UNSURE, Light.REBASED)]
    if not known:
        return None
    old = _as_of(report, rows)
    if not behind:
        good = [s for s in rows if s.light in (Light.REACHED, Light.ON_COURSE)]
        if len(good) < len(rows):
            return None
        title = f"Alle {cardinal(len(rows))} Ziele sind erreicht oder auf Kurs" if len(rows) > 1 else ""
        return Finding(title, f"{title}{old}.", "goals_finding", 1.0, ("Ziele",)) if title else None
    of = "einem Ziel" if len(rows) == 1 else f"{cardinal(len(rows))} Zielen"
    count = "eines" if len(behind) == 1 else cardinal(len(behind))
    is_ = "ist" if len(behind) == 1 else "sind"
    title = f"{opening(count)} von {of} {is_} nicht auf Kurs oder verfehlt"
    if all(s.light is Light.OFF_COURSE for s in behind):
        title = f"{opening(count)} von {of} {is_} nicht auf Kurs"
    named = listed([f"„{s.goal.text.rstrip('.')}“" for s in behind[:3]])
    more = "" if len(behind) <= 3 else ", darunter"
    sentence = f"{title}{old}{more if more else ':'} {named}."
    score = min(7.5, 4.5 + 0.5 * len(behind))
    return Finding(title, sentence, "goals_finding", score, (f"Ziele nicht auf Kurs: {len(behind)}",))


def _as_of(report: Context, rows: Sequence[Standing]) -> str:
    """Return of when the figures are where all are older than the year before the report's: ` (Zahlen bis 2020)`."""
    years = [int(s.now.period[:4]) for s in rows if s.now is not None]
    return f" (Zahlen bis {max(years)})" if years and max(years) < report.year - 1 else ""


def _few(count: int) -> str:
    return "eines" if count == 1 else cardinal(count)


def _rebased(standing: Standing) -> str:
    return (
        f"Ziel {standing.goal.number}: {standing.broken} Startjahr und Zielwert sind deshalb neu festzulegen."
    )


def _told(standing: Standing) -> str:
    if standing.start is None or standing.now is None or standing.due is None:
        return ""
    entry = standing.entry
    return (
        f" ({short(standing.start.number, entry)} → {short(standing.now.number, entry)}, Ziel {short(standing.goal.target, entry)} "
        f"bis {standing.goal.until})"
    )


def _reading(rows: Sequence[Standing]) -> str:
    known = [s for s in rows if s.due is not None and s.light is not Light.OPEN]
    if not known:
        return ""
    first = known[0]
    assert first.start
    assert first.now
    entry, goal = first.entry, first.goal
    begun, told = short(first.start.number, entry), short(first.now.number, entry)
    return (
        f"Lesebeispiel: Ziel {goal.number} begann {period_label(first.start.period)} bei {begun} und soll bis {goal.until} bei "
        f"{short(goal.target, entry)} liegen; {period_label(first.now.period)} waren es {told}: {first.light.word}."
    )
