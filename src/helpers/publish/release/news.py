"""What is new since the last released edition: figures that were revised, directions that turned, what came and what went.

The figures of that edition are its own open data, `_report/<city>/<version>/daten/`, which nothing changes any more.
"""

from __future__ import annotations

import csv
import io
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from helpers.data.keys import join_breakdown, parse_period, split_breakdown
from helpers.errors import NoData
from helpers.publish.release.content import Edition
from helpers.text.markdown import Markdown, escape
from helpers.text.noise import Direction, direction
from helpers.text.numbers import number, period_label
from helpers.text.wording import amount, listed, sentence, verb

if TYPE_CHECKING:
    from helpers.data import Indicator, Store
    from helpers.data.observations import Row
    from helpers.facts.series import Cell
    from helpers.paths import Project
    from helpers.publish.release.record import Release
    from helpers.report import Report
    from helpers.text.wording import Figure

PAGE = "was-ist-neu"
"""Name of the chapter that tells it; no edition is compared in it."""
WAYS = {Direction.UP: "gestiegen", Direction.DOWN: "gesunken"}
ENDS = {Direction.UP: "Anstieg", Direction.DOWN: "Rückgang"}
COLUMNS = {"wert", "zeitraum", "quelle", "hinweis"}
"""What is read of a file of an edition's open data, beside the area."""
NAMED = 4
"""So many indicators are named in the short version."""

Key = tuple[str, str]
"""Breakdown and period."""


@dataclass(frozen=True)
class Published:
    """A figure as an edition published it.

    Args:
        value: the number.
        source: ids of its sources.
        note: what stood beside it.
    """

    value: float
    source: str
    note: str


@dataclass(frozen=True)
class Revision:
    """An indicator of which published figures were changed later.

    Args:
        entry: the indicator.
        what: which figure: its period, with the values of its breakdown.
        before: as it was published, in German.
        after: as it is.
        more: how many others of the indicator were changed, too.
        why: German text.
    """

    entry: Indicator
    what: str
    before: str
    after: str
    more: int
    why: str


@dataclass(frozen=True)
class News:
    """What is new since a released edition.

    Args:
        before: that edition.
        known: whether its figures are still there to be compared.
        chapters: titles of chapters that came, and of those that went.
        indicators: names of indicators that came, and of those that went.
        newer: how many indicators have a newer figure.
        revised: published figures that are others now.
        turned: indicators whose development goes the other way, each with a German sentence.
        breaks: reason why newer figures do not compare with those of that edition → names of the indicators.
        goals: German sentences about goals; empty where the municipality keeps none.
    """

    before: Release
    known: bool
    chapters: tuple[tuple[str, ...], tuple[str, ...]]
    indicators: tuple[tuple[str, ...], tuple[str, ...]] = ((), ())
    newer: int = 0
    revised: tuple[Revision, ...] = ()
    turned: tuple[tuple[Indicator, Markdown], ...] = ()
    breaks: Mapping[str, tuple[str, ...]] | None = None
    goals: str = ""


def last_before(releases: Sequence[Release], year: int) -> Release | None:
    """Return the last released edition of an earlier year that still holds; None where there is none."""
    found = [release for release in releases if release.year < year and not release.withdrawn]
    return found[-1] if found else None


def news(before: Release, then: Edition, now: Edition, city: str, project: Project) -> News:
    """Compare what is known now with a released edition.

    Args:
        before: the released edition.
        then: what it printed.
        now: what the report prints now.
        city: folder name of the municipality.
        project: the checkout.
    """
    from helpers.report import Report

    report = Report(city, now.year)
    chapters = (_missing(now, then), _missing(then, now))
    goals = _goals(report, before)
    folder = project.reports / city / before.version / "daten"
    if not folder.is_dir():
        return News(before, False, chapters, goals=goals)
    old = _published(folder, report.ags)
    fresh = _by_indicator(report.store.rows_in([report.ags], now.year))
    catalogue = report.store.catalogue
    entries = {name: entry for name, entry in catalogue.indicators.items() if name in old and name in fresh}
    return News(
        before,
        True,
        chapters,
        (
            tuple(e.name for e in catalogue.indicators.values() if e.id in fresh and e.id not in old),
            tuple(e.name if (e := catalogue.indicators.get(i)) else i for i in old if i not in fresh),
        ),
        sum(_newest(fresh[name]) > _newest(old[name]) for name in entries),
        tuple(r for e in entries.values() if (r := _revision(e, old[e.id], fresh[e.id], report.store))),
        tuple((e, t) for e in entries.values() if e.polarity and (t := _turned(report, e, old[e.id]))),
        _breaks(entries.values(), old, fresh),
        goals,
    )


def _missing(here: Edition, there: Edition) -> tuple[str, ...]:
    """Return the titles of the chapters of one edition that another does not have."""
    return tuple(c.title for name, c in here.chapters.items() if name not in there.chapters and name != PAGE)


def _published(folder: Path, ags: str) -> dict[str, dict[Key, Published]]:
    """Return the municipality's figures in an edition's open data, by indicator."""
    found: dict[str, dict[Key, Published]] = {}
    for path in sorted(folder.glob("*.csv")):
        head, *rows = [*csv.reader(io.StringIO(path.read_text("utf-8-sig"), newline=""))] or [[]]
        if head[:2] != ["ags", "gebiet"] or not set(head) >= COLUMNS:
            continue  # the table of all figures, that of corrections, or what another version of the program wrote
        by = head[2 : head.index("zeitraum")]
        value, *rest = (head.index(name) for name in ("wert", "zeitraum", "quelle", "hinweis"))
        figures: dict[Key, Published] = {}
        for row in rows:
            if row[0] == ags and row[value]:
                period, source, note = (row[i] for i in rest)
                parts = {name: text for name, text in zip(by, row[2:], strict=False) if text}
                figures[join_breakdown(parts), period] = Published(float(row[value]), source, note)
        if figures:
            found[path.stem] = figures
    return found


def _by_indicator(rows: Sequence[Row]) -> dict[str, dict[Key, Row]]:
    found: defaultdict[str, dict[Key, Row]] = defaultdict(dict)
    for row in rows:
        if row.value is not None:
            found[row.indicator][row.breakdown, row.period] = row
    return found


def _newest(figures: Mapping[Key, object]) -> str:
    return max(period for _, period in figures)


def _revision(
    entry: Indicator, old: Mapping[Key, Published], new: Mapping[Key, Row], store: Store
) -> Revision | None:
    """Return what was changed of an indicator's published figures, told by its newest total; None for nothing."""
    changed = [
        key for key in old if key in new and _text(old[key].value, entry) != _text(new[key].value, entry)
    ]
    if not changed:
        return None
    key = max(changed, key=lambda key: (not key[0], parse_period(key[1]).date, key[0]))
    parts = ", ".join(split_breakdown(key[0]).values())
    what = period_label(key[1]) + (f" ({parts})" if parts else "")
    before, after = _text(old[key].value, entry), _text(new[key].value, entry)
    return Revision(entry, what, before, after, len(changed) - 1, _why(entry, old[key], new[key], store))


def _text(value: float | None, entry: Indicator) -> str:
    return number(value or 0.0, entry.decimals)


def _why(entry: Indicator, old: Published, new: Row, store: Store) -> str:
    """Return why a figure is another now, as far as the figures themselves tell it."""

    def named(ids: Sequence[str]) -> str:
        sources = [store.catalogue.sources[i].short for i in ids if i in store.catalogue.sources]
        return "; ".join(sources) or ", ".join(ids)

    then, now = old.source.split(), new.source.split("|")
    if new.note and new.note != old.note:
        return new.note
    if set(then) != set(now):
        return f"andere Quelle: {named(now)} statt {named(then)}"
    if entry.computed:
        return "neu berechnet, weil sich eine der Ausgangszahlen geändert hat"
    return f"von der Quelle geändert: {named(now)}"


def _turned(report: Report, entry: Indicator, old: Mapping[Key, Published]) -> Markdown | None:
    """Return a sentence about an indicator whose latest development goes the other way than the edition could know."""
    series = report.total(entry.id)
    then = {period: figure.value for (breakdown, period), figure in old.items() if not breakdown}
    if not series.points or not then:
        return None
    cells = [report.based(series.cells[year]) for year in series.comparable()]
    earlier = [replace(cell, value=then[cell.period]) for cell in cells if cell.period in then]
    was, now = _last_stretch(earlier, entry), _last_stretch(cells, entry)
    if was is None or now is None or was[0] == now[0] or now[1].period < was[1].period:
        return None
    (way, start), last, is_ = now, cells[-1], verb(entry, "ist", "sind")
    return sentence(
        f"{escape(entry.subject)} {is_} von {amount(start.value or 0.0, entry)} ({period_label(start.period)}) auf "
        f"{amount(last.number, entry)} ({period_label(last.period)}) {WAYS[way]}. Die Ausgabe davor endete mit einem {ENDS[was[0]]}."
    )


def _last_stretch(cells: Sequence[Cell], entry: Indicator) -> tuple[Direction, Figure] | None:
    """Return where a series went since its last turn, and that turn; None where that is nothing beyond noise and chance."""
    from helpers.text.course import turns

    if len(cells) < 2:
        return None
    start = [cells[0], *turns(cells, entry)][-1]
    way = direction(start.value or 0.0, cells[-1].number, entry, bases=(start.base, cells[-1].base))
    return (way, start) if way in WAYS else None


def _breaks(
    entries: Iterable[Indicator],
    old: Mapping[str, Mapping[Key, Published]],
    new: Mapping[str, Mapping[Key, Row]],
) -> dict[str, tuple[str, ...]]:
    """Return the reasons of breaks behind the newest figures of the edition, each with the indicators that it is about."""
    found: defaultdict[str, list[str]] = defaultdict(list)
    for entry in entries:
        known = _newest(old[entry.id])
        reasons = {row.broken for row in new[entry.id].values() if row.broken and row.period > known}
        for reason in sorted(reasons):
            found[reason].append(entry.name)
    return {reason: tuple(names) for reason, names in sorted(found.items())}


def _goals(report: Report, before: Release) -> str:
    """Return what has become of the goals, where that edition is the one that they are compared with."""
    from helpers.figures.steering.edition_changes import changes_finding, previous

    try:
        return changes_finding(report) if previous(report).year == before.year else ""
    except NoData:
        return ""


def told(found: News) -> list[Markdown]:
    """Return what is new in a few sentences, the most important first; for the page, the Kurzbericht and the screen."""
    version = found.before.version
    lines = [
        *_came_and_went("Kapitel", *found.chapters),
        *_came_and_went("Kennzahlen", *found.indicators),
        f"Kennzahlen mit neueren Zahlen: {found.newer}." if found.newer else "",
        _about(f"Andere Richtung als in Ausgabe {version}", [entry for entry, _ in found.turned]),
        _about("Nachträglich geänderte Zahlen", [revision.entry for revision in found.revised]),
        *(f"Neue Grundlage: {reason}" for reason in found.breaks or {}),
        Markdown(f"Ziele: {found.goals}") if found.goals else "",
    ]
    return [escape(line) for line in lines if line]


def _about(what: str, entries: Sequence[Indicator]) -> str:
    """Return what holds for some indicators, the first of them by name; empty for none."""
    names = [entry.name for entry in entries[:NAMED]]
    if more := len(entries) - NAMED if len(entries) > NAMED else 0:
        names.append(f"{more} weitere")
    return f"{what}: {listed(names)}." if names else ""


def _came_and_went(noun: str, came: Sequence[str], went: Sequence[str]) -> Iterator[str]:
    for names, word in ((came, "Neue"), (went, "Entfallene")):
        if names:
            yield f"{word} {noun}: {', '.join(names)}."
