"""What has changed since the last edition: goals with their traffic lights, and key indicators."""

from __future__ import annotations

import copy
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Unpack

from helpers.errors import NoData
from helpers.facts.series import Cell
from helpers.figures.describe import Texts, finish
from helpers.figures.draw.axes import short
from helpers.figures.shown import Column
from helpers.figures.steering.standings import Standing, entries, standings
from helpers.text.markdown import Markdown, escape
from helpers.text.noise import Direction, direction
from helpers.text.numbers import number, period_label, printed, signed
from helpers.text.wording import listed

if TYPE_CHECKING:
    from helpers.data import Indicator
    from helpers.data.steering.edition_goals import Kept
    from helpers.facts.context import Context
    from helpers.figures.shown import Shown


@dataclass(frozen=True)
class Changes:
    """What has become of the goals since the last edition.

    Args:
        before: the report of that edition.
        pairs: each goal of today, as it would have stood then (None where that edition did not have it) and as it stands now.
        said: sentences about goals that are new, altered or gone; none where that edition's goals were not kept.
    """

    before: Context
    pairs: tuple[tuple[Standing | None, Standing], ...]
    said: tuple[str, ...]

    @property
    def moved(self) -> list[tuple[Standing, Standing]]:
        """The pairs whose traffic light is another one."""
        return [(then, now) for then, now in self.pairs if then is not None and then.light != now.light]


@lru_cache(maxsize=8)
def previous(report: Context) -> Context:
    """Return the report of the last edition: the latest one kept in `veroeffentlicht/`, or that of the year before."""
    from helpers.data.steering.edition_goals import kept_years
    from helpers.paths import project

    kept = kept_years(project().data / report.profile.city)
    earlier = copy.copy(report)
    earlier.year = max((year for year in kept if year < report.year), default=report.year - 1)
    earlier._seen = {}
    earlier.__dict__.pop("_totals", None)
    return earlier


@lru_cache(maxsize=8)
def changes_of(report: Context) -> Changes:
    """Return what has become of the goals since the last edition.

    Raises:
        NoData: the municipality keeps no goals.
        DataError: its file, or the one that was kept, has a mistake.
    """
    from helpers.data.steering.edition_goals import kept_goals
    from helpers.paths import project

    before = previous(report)
    pairs = list(zip(standings(before), standings(report), strict=True))
    kept = kept_goals(project().data / report.profile.city, before.year)
    if kept is None:
        return Changes(before, tuple(pairs), ())
    found = {now.goal.number: _kept_as(now, kept) for _, now in pairs}
    new = [f"„{now.goal.text}“" for _, now in pairs if found[now.goal.number] is None]
    gone = [f"„{old.text}“" for old in kept if old not in found.values()]
    altered = [
        f"„{now.goal.text}“ ({told})"
        for _, now in pairs
        if (old := found[now.goal.number]) and (told := _altered(now, old))
    ]
    said = [
        f"{one if len(names) == 1 else many} {listed(names)}."
        for names, one, many in (
            (new, "Neu ist das Ziel", "Neu sind die Ziele"),
            (altered, "Geändert ist das Ziel", "Geändert sind die Ziele"),
            (gone, "Nicht mehr verfolgt wird das Ziel", "Nicht mehr verfolgt werden die Ziele"),
        )
        if names
    ]
    shown = ((then if found[now.goal.number] else None, now) for then, now in pairs)
    return Changes(before, tuple(shown), tuple(said))


def _kept_as(now: Standing, kept: Sequence[Kept]) -> Kept | None:
    """Return the goal of an earlier edition that a goal carries on: of the same words, or of the same number and indicator."""
    goal, names = now.goal, (now.entry.id, now.entry.name)
    same = [old for old in kept if old.text == goal.text]
    same += [old for old in kept if old.number == goal.number and old.indicator in names]
    return same[0] if same else None


def _altered(now: Standing, old: Kept) -> str:
    """Return what of a goal is another than it was, for brackets: `Zielwert 36,0 statt 37`."""
    from helpers.data.steering.goals import value_of

    goal = now.goal
    try:
        before = number(value_of(old.target), now.entry.decimals)
    except ValueError:
        before = f"„{old.target}“"
    target = number(goal.target, now.entry.decimals)
    parts = [
        f"zuvor „{old.text}“" if old.text != goal.text else "",
        f"Zielwert {target} statt {before}" if before != target else "",
        f"Zieljahr {goal.until} statt {old.until}" if old.until != str(goal.until) else "",
        f"Startjahr {goal.start} statt {old.start}" if old.start != str(goal.start) else "",
    ]
    return ", ".join(part for part in parts if part)


def goals_changed(report: Context, **texts: Unpack[Texts]) -> Shown:
    """Return what has changed for each goal since the last edition: figure and traffic light then and now.

    Raises:
        NoData: the municipality keeps no goals.
        DataError: the file has a mistake.
    """
    changes = changes_of(report)
    before, pairs = changes.before, changes.pairs
    moved = [f"{now.goal.number} {then.light.word} → {now.light.word}" for then, now in changes.moved]
    figures = [
        (then.now if then else None, now.now, then.light.text if then else "neu", now) for then, now in pairs
    ]
    return finish(
        report,
        "ziele-veraenderung",
        entries(now for _, now in pairs),
        [cell for old, new, _, _ in figures for cell in (old, new) if cell],
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
                    now.goal.number, now.measured, old.value if old else None, new.value if new else None,
                    _difference(report, now.entry, old, new, dict(now.goal.within)), light, now.light.text,
                )
                for old, new, light, now in figures
            ),
            "display": tuple(
                (
                    now.goal.number, now.measured, now.printed(old), now.printed(new),
                    _change(report, now.entry, old, new, dict(now.goal.within)), light, now.light.text,
                )
                for old, new, light, now in figures
            ),
        },
        texts,
        caption=f"Ziele {report.profile.in_city}: Was sich seit der Ausgabe {before.year} verändert hat",
        alt=f"Tabelle mit {len(pairs)} Zielen. {'; '.join(moved) if moved else 'Keine Ampel hat sich verändert'}.",
        kind="table",
        notes=[_how(report, before), "Beide Ampeln folgen den heutigen Zielen."],
        computed=True,
        reading="",
    )  # fmt: skip


def changes_finding(report: Context) -> Markdown:
    """Say which traffic lights and which goals have changed since the last edition: sentences for a text.

    Raises:
        NoData: the municipality keeps no goals.
        DataError: the file has a mistake.
    """
    changes = changes_of(report)
    moved = [
        f"„{now.goal.text}“ (von „{then.light.word}“ zu „{now.light.word}“{_still(report, then, now)})"
        for then, now in changes.moved
    ]
    since = f"Seit der Ausgabe {changes.before.year} hat sich"
    told = f"die Ampel verändert bei {listed(moved)}." if moved else "keine Ampel verändert."
    return escape(" ".join([f"{since} {told}", *changes.said]))


def _still(report: Context, then: Standing, now: Standing) -> str:
    """Return that the figure has not moved although the light has: the line to the target goes on, and years end."""
    if then.now is None or now.now is None:
        return ""
    if then.now.period == now.now.period:
        return ", ohne neue Zahl"
    same = _alike(report, now.entry, then.now, now.now, dict(now.goal.within))
    return "; die Kennzahl selbst blieb im Rahmen der üblichen Schwankung" if same else ""


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
            f"Seit der Ausgabe {before.year} gibt es für {report.for_city} keine neuen Zahlen zu {names}."
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
                (entry.name, entry.unit, then.value, now.value, _difference(report, entry, then, now), now.period)
                for entry, then, now in rows
            ),
            "display": tuple(
                (
                    entry.name, entry.unit, number(then.number, entry.decimals), number(now.number, entry.decimals),
                    _change(report, entry, then, now), period_label(now.period),
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


def _difference(
    report: Context,
    entry: Indicator,
    then: Cell | None,
    now: Cell | None,
    within: Mapping[str, str] | None = None,
) -> float | None:
    """Return the difference of the printed figures, None where one is missing or the series changes its basis in between."""
    if then is None or now is None:
        return None
    known = report.cells_of(entry.id, [now.ags], within).get(now.ags, {}).values()
    if any(cell.broken and then.period < cell.period <= now.period for cell in known):
        return None
    return printed(printed(now.number, entry.decimals) - printed(then.number, entry.decimals), entry.decimals)


def _change(
    report: Context,
    entry: Indicator,
    then: Cell | None,
    now: Cell | None,
    within: Mapping[str, str] | None = None,
) -> str:
    if then is None or now is None:
        return ""
    if then.period == now.period:
        return "keine neue Zahl"
    gap = _difference(report, entry, then, now, within)
    if gap is None:
        return "neue Grundlage"
    points = "\u00a0Pp." if entry.unit == "%" else ""
    return (
        signed(gap, entry.decimals) + points + ("\u00a0≈" if _alike(report, entry, then, now, within) else "")
    )


def _alike(
    report: Context, entry: Indicator, then: Cell, now: Cell, within: Mapping[str, str] | None
) -> bool:
    """Tell whether two figures differ by no more than noise or chance."""
    way = direction(then.number, now.number, entry, bases=report.bases(then, now, within))
    return way not in (Direction.UP, Direction.DOWN)


def _how(report: Context, before: Context) -> str:
    return (
        f"Verglichen ist die neueste Zahl bis zum Berichtsjahr {before.year} mit der bis {report.year}, beide nach heutigem Stand "
        "der Daten. Pp. = Prozentpunkte; ≈ = im Rahmen der üblichen Schwankung."
    )
