"""The chapter on participation: which surveys there were, what was answered, and what follows from it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import TYPE_CHECKING, Any, Unpack

from helpers.data.areas import fold
from helpers.data.participation.surveys import ANSWERS, PARTICIPANTS, RESPONSE, Umfrage
from helpers.data.participation.voices import read_voices
from helpers.errors import NoChapter, NoData
from helpers.figures.answers import survey_answers
from helpers.figures.describe import Texts, cell_text, finish
from helpers.figures.likert import likert
from helpers.figures.series import SYMBOLS
from helpers.figures.shown import Column, Shown
from helpers.figures.surveys import (
    Answers,
    Wave,
    agreeing,
    answers,
    differ,
    groups,
    survey,
    surveys,
    waves,
)
from helpers.paths import project
from helpers.text.markdown import Markdown, escape
from helpers.text.numbers import number, percent, period_label, period_when, signed

if TYPE_CHECKING:
    from helpers.figures.context import Context

FEW = 30
"""So many answers or fewer make a share that is put in brackets."""


def require_participation(report: Context) -> None:
    """Leave the chapter out when nobody was asked and nobody was heard.

    Raises:
        NoChapter: there is neither a survey nor a voice.
    """
    if not surveys(report) and not read_voices(report.profile, project(), report.store.areas).shown:
        raise NoChapter(f"Für {report.name} liegen bis {report.year} weder Umfragen noch Stimmen vor.")


def surveys_table(report: Context, **texts: Unpack[Texts]) -> Shown:
    """Return all surveys with their waves: who was asked, how many took part, and the response rate.

    Raises:
        NoData: there is none.
    """
    held = [(found, wave) for found in surveys(report) for wave in waves(report, found)]
    if not held:
        raise NoData(f"Für {report.name} liegen bis {report.year} keine Umfragen vor.")
    people, response = report.indicator(PARTICIPANTS), report.indicator(RESPONSE)

    def typed(found: Umfrage, wave: Wave) -> tuple[Any, ...]:
        cells = (wave.invited, wave.people, wave.response)
        return (found.umfrage, wave.period, *(cell.value if cell else None for cell in cells))

    def told(found: Umfrage, wave: Wave) -> tuple[str, ...]:
        open_to_all = "alle" if wave.invited is None else cell_text(wave.invited, people)
        rate = cell_text(wave.response, response)
        return (
            found.umfrage,
            period_label(wave.period),
            open_to_all,
            cell_text(wave.people, people),
            rate,
        )

    said = "; ".join(_took_part(wave, found.umfrage) for found, wave in held)
    return finish(
        report,
        "uebersicht",
        [response],
        [cell for _, wave in held for cell in (wave.people, wave.invited, wave.response) if cell],
        {
            "columns": (
                Column("Umfrage"),
                Column("Tag"),
                Column("Eingeladen", "Personen", number=True),
                Column("Teilgenommen", "Personen", number=True),
                Column("Rücklauf", "%", number=True),
            ),
            "rows": tuple(typed(found, wave) for found, wave in held),
            "display": tuple(told(found, wave) for found, wave in held),
        },
        texts,
        caption=f"Umfragen {report.profile.in_city}",
        alt=f"Tabelle: {said}.",
        kind="table",
        notes=["alle: offen für alle, ohne Einladung; ein Rücklauf lässt sich dann nicht angeben."]
        if any(wave.invited is None for _, wave in held)
        else [],
    )


def survey_groups_table(report: Context, name: str, **texts: Unpack[Texts]) -> Shown:
    """Return how many of each group agree to the questions of a survey on a scale, in its last wave.

    Raises:
        NoData: the survey has no groups whose size may be shown, or no question on a scale.
    """
    found = survey(report, name)
    names, asked = groups(report, found), [q for q in found.fragen if q.skala]
    if len(names) < 2 or not asked or found.gruppe is None:
        raise NoData(f"Die Umfrage „{name}“ unterscheidet keine Gruppen, deren Größe gezeigt werden kann.")
    last = waves(report, found)[-1].period
    cells: dict[tuple[str, str], Answers | None] = {
        (q.text, group): answers(report, found, q.text, found.answers(q), group).get(last)
        for q in asked
        for group in ("", *names)
    }
    yes = {q.text: agreeing(found.answers(q)) for q in asked}

    def share(text: str, group: str) -> float | None:
        cell = cells[text, group]
        return cell.share(*(a for a in yes[text] if a in cell.cells)) if cell else None

    def told(text: str, group: str) -> str:
        cell, value = cells[text, group], share(text, group)
        if value is None:
            return SYMBOLS["suppressed"] if cell else ""
        few = cell is not None and cell.asked.number < FEW
        return f"({number(value)})" if few else number(value)

    kept = [g for g in names if any(share(q.text, g) is not None for q in asked)]
    listed = " oder ".join(f"„{a}“" for a in yes[asked[0].text])
    return finish(
        report,
        f"gruppen-{fold(name)}",
        [report.indicator(ANSWERS)],
        [c for cell in cells.values() if cell for c in (cell.asked, *cell.cells.values())],
        {
            "columns": (
                Column("Frage"),
                Column("alle", "%", number=True),
                *(Column(g, "%", number=True) for g in kept),
            ),
            "rows": tuple(
                (q.text, *(None if (s := share(q.text, g)) is None else round(s, 4) for g in ("", *kept)))
                for q in asked
            ),
            "display": tuple((q.text, *(told(q.text, g) for g in ("", *kept))) for q in asked),
        },
        texts,
        caption=f"{name}: Zustimmung nach {found.gruppe.name}, {last[:4]}, in Prozent",
        alt="Tabelle: "
        + "; ".join(
            f"„{q.text}“ {', '.join(f'{g} {percent(s, 0)}' for g in kept if (s := share(q.text, g)) is not None)}"
            for q in asked
        )
        + ".",
        kind="table",
        computed=True,
        notes=[f"Zustimmung: Antworten {listed}. In Klammern: weniger als {FEW} Befragte."],
        reading=_group_reading(kept, asked[0].text, share, last),
    )


def _group_reading(kept: list[str], text: str, share: Any, period: str) -> str | None:
    for group in kept:
        if (value := share(text, group)) is not None:
            return (
                f"Lesebeispiel: {period[:4]} stimmten in der Gruppe „{group}“ {number(value)} von 100 Befragten der Aussage "
                f"„{text}“ zu."
            )
    return None


def survey_sections(report: Context) -> None:
    """Show a section per survey in a notebook, the largest first: who was asked, what they answered, what follows."""
    from IPython.display import display

    for found in _largest_first(report):
        for part in _section(report, found):
            display(part)  # type: ignore[no-untyped-call]


def _section(report: Context, found: Umfrage) -> Iterator[Shown | Markdown]:
    name = found.umfrage
    introduced = escape(f"{_introduced(waves(report, found))} Gefragt wurden: {found.gefragt}.")
    yield Markdown(f"## {escape(name)} {{#sec-umfrage-{fold(name)}}}\n\n{introduced}")
    for scale in dict.fromkeys(q.skala for q in found.fragen if q.skala):
        said = f"{_scale_sentences(report, found, scale)} Alle Antworten zeigt"
        yield from _shown(partial(likert, report, name, scale), said)
    for asked in found.fragen:
        if not asked.skala:
            yield from _shown(
                partial(survey_answers, report, name, asked.text), f"Zur Frage „{escape(asked.text)}“ siehe"
            )
    yield from _shown(
        partial(survey_groups_table, report, name),
        "Wie weit sich die Gruppen in ihrer Zustimmung unterscheiden, zeigt",
    )
    if found.folgt:
        yield Markdown(f"**Was daraus folgt.** {escape(found.folgt)}")


def _shown(make: Callable[[], Shown], sentences: str) -> Iterator[Shown | Markdown]:
    """Yield sentences that refer to a figure, and the figure; neither where it has no data."""
    try:
        shown = make()
    except NoData:
        return
    yield Markdown(f"{sentences} @{shown.label}.")
    yield shown


def survey_message(report: Context) -> Markdown:
    """Return the central statement on the survey with the most participants: what is agreed to least.

    Raises:
        NoData: there is no survey with a scale whose answers may be shown.
    """
    for found in _largest_first(report):
        for scale in dict.fromkeys(q.skala for q in found.fragen if q.skala):
            yes = agreeing(found.skalen[scale])
            texts = [q.text for q in found.fragen if q.skala == scale]
            by_text = {t: list(answers(report, found, t, found.skalen[scale]).values()) for t in texts}
            shares = {t: s for t, a in by_text.items() if a and (s := a[-1].share(*yes)) is not None}
            if len(shares) > 1:
                least = min(shares, key=lambda text: (shares[text], text))
                most = max(shares, key=lambda text: (shares[text], text))
                last = waves(report, found)[-1]
                return escape(
                    f"{found.umfrage} {last.period[:4]}: Der Aussage „{most}“ stimmen {percent(shares[most], 0)} zu, der Aussage "
                    f"„{least}“ nur {percent(shares[least], 0)} (n = {number(last.people.number)})."
                )
    raise NoData(f"Für {report.name} liegt keine Umfrage mit einer Skala vor.")


def _largest_first(report: Context) -> list[Umfrage]:
    return sorted(surveys(report), key=lambda s: -(waves(report, s)[-1].people.value or 0))


def _introduced(held: list[Wave]) -> str:
    last = held[-1]
    when = period_when(last.period)
    sentences = [f"{when[:1].upper()}{when[1:]} {_took_part(last)}"]
    if len(held) > 1 and held[-2].people.value is not None:
        before = held[-2]
        rate = before.response.value if before.response else None
        told = f" (Rücklauf {percent(rate)})" if rate is not None else ""
        sentences.append(
            f"Bei der Befragung davor, {period_when(before.period)}, waren es {number(before.people.number)}{told}."
        )
    return " ".join(sentences)


def _took_part(wave: Wave, name: str = "") -> str:
    where = f"{name}, {period_label(wave.period)}: " if name else "nahmen "
    if wave.people.value is None:
        return f"{where}so wenige teil, dass ihre Zahl nicht ausgewiesen wird" + ("" if name else ".")
    people = number(wave.people.number)
    if wave.invited is None or wave.invited.value is None:
        return f"{where}{people} Teilnehmende" if name else f"nahmen {people} Personen teil."
    rate = (
        f"Rücklauf {percent(wave.response.number)}"
        if wave.response and wave.response.value is not None
        else ""
    )
    told = f"{people} von {number(wave.invited.number)} Eingeladenen"
    return f"{where}{told}, {rate}" if name else f"nahmen {told} teil ({rate})."


def _scale_sentences(report: Context, found: Umfrage, scale: str) -> Markdown:
    """Say which statement is agreed to most and least, and which changes are more than chance."""
    order = found.skalen[scale]
    yes = agreeing(order)
    now: dict[str, float] = {}
    changed: list[tuple[str, float]] = []
    for asked in found.fragen:
        if asked.skala != scale:
            continue
        by_wave = list(answers(report, found, asked.text, order).values())
        share = by_wave[-1].share(*yes) if by_wave else None
        if share is None:
            continue
        now[asked.text] = share
        if len(by_wave) > 1 and (points := differ(by_wave[-1], by_wave[-2], yes)):
            changed.append((asked.text, points))
    if not now:
        return Markdown("")
    ranked = sorted(now, key=lambda text: (-now[text], text))
    most, least = (f"„{text}“ ({percent(now[text], 0)})" for text in (ranked[0], ranked[-1]))
    sentences = [
        f"Am meisten Zustimmung findet {most}, am wenigsten {least}."
        if len(ranked) > 1
        else f"Der Aussage „{ranked[0]}“ stimmen {percent(now[ranked[0]], 0)} zu."
    ]
    before = waves(report, found)
    if len(before) > 1:
        since = before[-2].period[:4]
        if changed:
            told = "; ".join(
                f"„{text}“ (um {signed(points, 0)}\u00a0Prozentpunkte)" for text, points in changed
            )
            sentences.append(f"Mehr als zufällig verändert hat sich die Zustimmung seit {since} bei: {told}.")
        else:
            sentences.append(
                f"Die Zustimmung hat sich seit {since} nicht mehr verändert, als der Zufall erklären kann."
            )
    return escape(" ".join(sentences))
