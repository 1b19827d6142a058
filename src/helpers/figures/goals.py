"""Goals of the municipality: where each stands, its measures, and what has changed since the last edition."""

from __future__ import annotations

import contextlib
import copy
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Unpack

from helpers.data.steering.goals import FILE, Goal, parse_goals
from helpers.data.steering.lists import refuse
from helpers.errors import DataError, NoChapter, NoData
from helpers.figures.axes import short
from helpers.figures.describe import Texts, finish
from helpers.figures.goalsdrawing import draw
from helpers.figures.series import Cell
from helpers.figures.shown import Column
from helpers.text.lights import RULE, Light, expected, light
from helpers.text.markdown import Markdown, escape
from helpers.text.noise import Direction, direction
from helpers.text.numbers import cardinal, number, period_label, signed
from helpers.text.wording import listed

if TYPE_CHECKING:
    from helpers.data import Indicator
    from helpers.figures.context import Context
    from helpers.figures.shown import Shown


MARKS = "Punkt: neuester Wert; Strich: wo er auf gerader Linie vom Startwert zum Ziel läge; Raute: Zielwert."


@dataclass(frozen=True)
class Standing:
    """A goal and where it stands.

    Args:
        goal: as staff keep it.
        entry: its indicator.
        place: the district's name, empty where it is about the municipality.
        start: first figure from the start year on, None where there is none.
        now: latest figure, None where there is none.
        light: what they say.
    """

    goal: Goal
    entry: Indicator
    place: str
    start: Cell | None
    now: Cell | None
    light: Light

    @property
    def measured(self) -> str:
        """What is measured, as a text of a table."""
        parts = [value for _, value in self.goal.within]
        return self.entry.short + (
            f" ({', '.join([*parts, *([self.place] if self.place else [])])})" if parts or self.place else ""
        )

    @property
    def due(self) -> float | None:
        """Value on the straight line to the target, of the year of the latest figure."""
        if self.start is None or self.now is None:
            return None
        return expected(
            (_year(self.start), self.start.number), (self.goal.until, self.goal.target), _year(self.now)
        )


@lru_cache(maxsize=8)
def standings(report: Context) -> list[Standing]:
    """Return the goals in the order of the file, with where each stands in the report year.

    Raises:
        NoData: the municipality keeps no goals.
        DataError: the file has a mistake, or a target does not lie in the direction that is stated.
    """
    from helpers.paths import project

    store = report.store
    goals, wrong = parse_goals(project().data, report.profile.city, report.ags, store.areas, store.catalogue)
    refuse(wrong)
    if not goals:
        raise NoData(f"Für {report.name} sind keine Ziele in data/{report.profile.city}/{FILE} eingetragen.")
    return [_standing(report, goal) for goal in goals]


def _standing(report: Context, goal: Goal) -> Standing:
    entry = report.indicator(goal.indicator)
    series = report.total(goal.indicator, goal.area, dict(goal.within))
    place = "" if goal.area == report.ags else report.store.areas[goal.area].name
    years = [year for year in series.points if year >= goal.start]
    if not years:
        return Standing(goal, entry, place, None, None, Light.OPEN)
    start, now = series.cells[years[0]], series.cells[years[-1]]
    if (goal.target > start.number) != goal.up and goal.target != start.number:
        below = "unter" if goal.up else "über"
        raise DataError(
            f"data/{report.profile.city}/{FILE}, Zeile {goal.line}: Der Zielwert {number(goal.target, entry.decimals)} liegt {below} dem "
            f"Startwert {number(start.number, entry.decimals)} ({period_label(start.period)}), obwohl unter „richtung“ "
            f"„{'steigern' if goal.up else 'senken'}“ steht. Bitte Zielwert, Startjahr oder Richtung prüfen."
        )
    state = light(
        entry, (years[0], start.number), (years[-1], now.number), (goal.until, goal.target), up=goal.up
    )
    return Standing(goal, entry, place, start, now, state)


def require_steering(report: Context) -> None:
    """Leave the chapter out when the municipality keeps no goals, no amounts to be distributed and no list of offers.

    Raises:
        NoChapter: there is none of them.
        DataError: a file has a mistake.
    """
    from helpers.figures.allocated import allocation_of
    from helpers.figures.offered import offered

    for found in (standings, lambda r: allocation_of(r, 1), offered):
        with contextlib.suppress(NoData):
            found(report)
            return
    raise NoChapter(f"Für {report.name} sind weder Ziele noch Angebote noch eine Verteilung eingetragen.")


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
        _entries(s for s in rows),
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
                    None if s.due is None else round(s.due, 3), s.goal.until, s.goal.target, s.light.text,
                )
                for s in rows
            ),
            "display": tuple(
                (
                    s.goal.number, s.goal.text, s.measured, s.entry.unit,
                    period_label(s.start.period) if s.start else "", _printed(s, s.start),
                    period_label(s.now.period) if s.now else "", _printed(s, s.now),
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
        notes=[MARKS, RULE],
        computed=True,
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
        _entries(s for s, _ in rows),
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


def goals_changed(report: Context, **texts: Unpack[Texts]) -> Shown:
    """Return what has changed for each goal since the last edition: figure and traffic light then and now.

    Raises:
        NoData: the municipality keeps no goals.
        DataError: the file has a mistake.
    """
    before = previous(report)
    rows = list(zip(standings(before), standings(report), strict=True))
    moved = [
        f"{now.goal.number} {then.light.word} → {now.light.word}"
        for then, now in rows
        if then.light != now.light
    ]
    return finish(
        report,
        "ziele-veraenderung",
        _entries(now for _, now in rows),
        [cell for pair in rows for s in pair if (cell := s.now)],
        {
            "columns": (
                Column("Ziel"),
                Column("Kennzahl"),
                Column(f"Ausgabe {before.year}", number=True),
                Column(f"Ausgabe {report.year}", number=True),
                Column("Veränderung", number=True),
                Column("Ampel zuvor"),
                Column("Ampel"),
            ),
            "rows": tuple(
                (
                    now.goal.number, now.measured, then.now.value if then.now else None, now.now.value if now.now else None,
                    _difference(now.entry, then.now, now.now), then.light.text, now.light.text,
                )
                for then, now in rows
            ),
            "display": tuple(
                (
                    now.goal.number, now.measured, _printed(then, then.now), _printed(now, now.now),
                    _change(now.entry, then.now, now.now), then.light.text, now.light.text,
                )
                for then, now in rows
            ),
        },
        texts,
        caption=f"Ziele {report.profile.in_city}: Was sich seit der Ausgabe {before.year} verändert hat",
        alt=f"Tabelle mit {len(rows)} Zielen. {'; '.join(moved) if moved else 'Keine Ampel hat sich verändert'}.",
        kind="table",
        notes=[_how(report, before)],
        computed=True,
        reading="",
    )  # fmt: skip


def edition_changes(report: Context, indicators: Sequence[str], **texts: Unpack[Texts]) -> Shown:
    """Return what has changed for key indicators since the last edition.

    Args:
        report: municipality and report year.
        indicators: ids from the catalogue; those without a new figure since then are left out.
        texts: caption, alt, note, reading or label in place of the usual.

    Raises:
        NoData: none of them has a new figure.
    """
    before = previous(report)
    rows = []
    for name in indicators:
        entry, then, now = report.indicator(name), before.total(name), report.total(name)
        if then.points and now.points and now.last.period != then.last.period:
            rows.append((entry, then.last, now.last))
    if not rows:
        names = listed([f"„{report.indicator(i).name}“" for i in indicators])
        raise NoData(
            f"Seit der Ausgabe {before.year} gibt es für {report.name} keine neuen Zahlen zu {names}."
        )
    return finish(
        report,
        "seit-letzter-ausgabe",
        [entry for entry, _, _ in rows],
        [cell for _, then, now in rows for cell in (then, now)],
        {
            "columns": (
                Column("Kennzahl"),
                Column("Einheit"),
                Column(f"Ausgabe {before.year}", number=True),
                Column(f"Ausgabe {report.year}", number=True),
                Column("Veränderung", number=True),
                Column("Stand"),
            ),
            "rows": tuple(
                (entry.name, entry.unit, then.value, now.value, _difference(entry, then, now), now.period)
                for entry, then, now in rows
            ),
            "display": tuple(
                (
                    entry.name, entry.unit, number(then.number, entry.decimals), number(now.number, entry.decimals),
                    _change(entry, then, now), period_label(now.period),
                )
                for entry, then, now in rows
            ),
        },
        texts,
        caption=f"Was sich {report.profile.in_city} seit der Ausgabe {before.year} verändert hat",
        alt=f"Tabelle: {'; '.join(f'{e.name} {short(t.number, e)} → {short(n.number, e)}' for e, t, n in rows)}.",
        kind="table",
        notes=[_how(report, before)],
        computed=True,
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


def _as_of(report: Context, rows: Sequence[Standing]) -> str:
    """Return of when the figures are where all are older than the year before the report's: ` (Zahlen bis 2020)`."""
    years = [int(s.now.period[:4]) for s in rows if s.now is not None]
    return f" (Zahlen bis {max(years)})" if years and max(years) < report.year - 1 else ""


def changes_finding(report: Context) -> Markdown:
    """Say at which goals the traffic light has changed since the last edition: a sentence for a text.

    Raises:
        NoData: the municipality keeps no goals.
        DataError: the file has a mistake.
    """
    before = previous(report)
    rows = zip(standings(before), standings(report), strict=True)
    moved = [
        f"„{now.goal.text}“ (von „{then.light.word}“ zu „{now.light.word}“)"
        for then, now in rows
        if then.light != now.light
    ]
    if not moved:
        return escape(f"Seit der Ausgabe {before.year} hat sich keine Ampel verändert.")
    return escape(f"Seit der Ausgabe {before.year} hat sich die Ampel verändert bei {listed(moved)}.")


@lru_cache(maxsize=8)
def previous(report: Context) -> Context:
    """Return the report of the last edition: the latest one kept in `veroeffentlicht/`, or that of the year before."""
    from helpers.data.observations import EDITIONS
    from helpers.paths import project

    folder = project().data / report.profile.city / EDITIONS
    kept = [int(p.stem[:4]) for p in folder.glob("*.csv") if p.stem[:4].isdigit()]
    earlier = copy.copy(report)
    earlier.year = max((year for year in kept if year < report.year), default=report.year - 1)
    earlier._seen = {}
    earlier.__dict__.pop("_totals", None)
    return earlier


def _entries(rows: Iterable[Standing]) -> list[Indicator]:
    return list({s.entry.id: s.entry for s in rows}.values())


def _year(cell: Cell) -> int:
    return int(cell.period[:4])


def _few(count: int) -> str:
    return "eines" if count == 1 else cardinal(count)


def _printed(standing: Standing, cell: Cell | None) -> str:
    return "" if cell is None else number(cell.number, standing.entry.decimals)


def _told(standing: Standing) -> str:
    if standing.start is None or standing.now is None:
        return ""
    entry = standing.entry
    return (
        f" ({short(standing.start.number, entry)} → {short(standing.now.number, entry)}, Ziel {short(standing.goal.target, entry)} "
        f"bis {standing.goal.until})"
    )


def _difference(entry: Indicator, then: Cell | None, now: Cell | None) -> float | None:
    if then is None or now is None:
        return None
    return round(round(now.number, entry.decimals) - round(then.number, entry.decimals), entry.decimals)


def _change(entry: Indicator, then: Cell | None, now: Cell | None) -> str:
    gap = _difference(entry, then, now)
    if gap is None or then is None or now is None:
        return ""
    if then.period == now.period:
        return "keine neue Zahl"
    points = "\u00a0Pp." if entry.unit == "%" else ""
    mark = (
        "\u00a0≈" if direction(then.number, now.number, entry) in (Direction.ALIKE, Direction.EQUAL) else ""
    )
    return signed(gap, entry.decimals) + points + mark


def _how(report: Context, before: Context) -> str:
    return (
        f"Verglichen ist, was im Berichtsjahr {before.year} als neueste Zahl vorlag, mit dem Stand von {report.year}. "
        "Pp. = Prozentpunkte; ≈ = praktisch unverändert, im Rahmen der üblichen Schwankung."
    )


def _reading(rows: Sequence[Standing]) -> str:
    known = [s for s in rows if s.start and s.now and s.light is not Light.OPEN]
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
