"""The chapter on participation: which surveys there were, what was answered, and what follows from it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import TYPE_CHECKING

from helpers.data.areas import fold
from helpers.data.participation.surveys import Umfrage
from helpers.data.participation.voices import read_voices
from helpers.errors import NoChapter, NoData
from helpers.figures.shown import Shown
from helpers.figures.surveys.answers import survey_answers
from helpers.figures.surveys.likert import likert
from helpers.figures.surveys.surveytables import survey_groups_table, took_part
from helpers.figures.surveys.waves import Wave, agreeing, answers, differ, surveys, waves
from helpers.paths import project
from helpers.text.markdown import Markdown, escape
from helpers.text.numbers import number, percent, period_when

if TYPE_CHECKING:
    from helpers.facts.context import Context


def require_participation(report: Context) -> None:
    """Leave the chapter out when nobody was asked and nobody was heard.

    Raises:
        NoChapter: there is neither a survey nor a voice.
    """
    if not surveys(report) and not read_voices(report.profile, project(), report.store.areas).shown:
        raise NoChapter(f"Für {report.for_city} liegen bis {report.year} weder Umfragen noch Stimmen vor.")


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
                    f"„{least}“ nur {percent(shares[least], 0)} (n\u00a0=\u00a0{number(last.people.number)})."
                )
    raise NoData(f"Für {report.for_city} liegt keine Umfrage mit einer Skala vor.")


def _largest_first(report: Context) -> list[Umfrage]:
    return sorted(surveys(report), key=lambda s: -(waves(report, s)[-1].people.value or 0))


def _introduced(held: list[Wave]) -> str:
    last = held[-1]
    when = period_when(last.period)
    sentences = [f"{when[:1].upper()}{when[1:]} {took_part(last)}"]
    if len(held) > 1 and held[-2].people.value is not None:
        before = held[-2]
        rate = before.response.value if before.response else None
        told = f" (Rücklauf {percent(rate)})" if rate is not None else ""
        sentences.append(
            f"Bei der Befragung davor, {period_when(before.period)}, waren es {number(before.people.number)}{told}."
        )
    return " ".join(sentences)


def _scale_sentences(report: Context, found: Umfrage, scale: str) -> Markdown:
    """Say which statement is agreed to most and least, and which changes are more than chance."""
    order = found.skalen[scale]
    yes = agreeing(order)
    now: dict[str, float] = {}
    changed: list[tuple[str, float]] = []
    among = sum(asked.skala == scale for asked in found.fragen)
    for asked in found.fragen:
        if asked.skala != scale:
            continue
        by_wave = list(answers(report, found, asked.text, order).values())
        share = by_wave[-1].share(*yes) if by_wave else None
        if share is None:
            continue
        now[asked.text] = share
        if len(by_wave) > 1 and (points := differ(by_wave[-1], by_wave[-2], yes, among)):
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
            told = "; ".join(f"„{text}“ ({_points(points)})" for text, points in changed)
            sentences.append(f"Mehr als zufällig verändert hat sich die Zustimmung seit {since} bei: {told}.")
        else:
            sentences.append(
                f"Die Zustimmung hat sich seit {since} nicht mehr verändert, als der Zufall erklären kann."
            )
    return escape(" ".join(sentences))


def _points(change: float) -> str:
    """Return a change in percentage points in words: `5 Prozentpunkte mehr`, `1 Prozentpunkt weniger`."""
    size = number(abs(change))
    return f"{size}\u00a0{'Prozentpunkt' if size == '1' else 'Prozentpunkte'} {'mehr' if change > 0 else 'weniger'}"
