"""Surveys as tables: which there were and who took part, and how far groups agree."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Unpack

from helpers.data.areas import fold
from helpers.data.participation.surveys import ANSWERS, PARTICIPANTS, RESPONSE, Umfrage
from helpers.errors import NoData
from helpers.facts.series import SYMBOLS
from helpers.figures.describe import Texts, cell_text, finish
from helpers.figures.shown import Column, Shown
from helpers.figures.surveys.waves import Answers, Wave, agreeing, answers, groups, survey, surveys, waves
from helpers.text.numbers import number, percent, period_label, printed

if TYPE_CHECKING:
    from helpers.facts.context import Context

FEW = 30
"""So many answers or fewer make a share that is put in brackets."""


def surveys_table(report: Context, **texts: Unpack[Texts]) -> Shown:
    """Return all surveys with their waves: who was asked, how many took part, and the response rate.

    Raises:
        NoData: there is none.
    """
    held = [(found, wave) for found in surveys(report) for wave in waves(report, found)]
    if not held:
        raise NoData(f"Für {report.for_city} liegen bis {report.year} keine Umfragen vor.")
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

    said = "; ".join(took_part(wave, found.umfrage) for found, wave in held)
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
                (q.text, *(None if (s := share(q.text, g)) is None else printed(s, 4) for g in ("", *kept)))
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


def took_part(wave: Wave, name: str = "") -> str:
    """Return how many took part in a wave, as part of a sentence; as an entry of a list where the survey is named."""
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
