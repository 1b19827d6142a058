"""A question with options to choose from: how many of those who answered chose each, and how many did before."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Unpack

from helpers.data.areas import fold
from helpers.data.participation.surveys import ANSWERS, NAMED, NOT_NAMED, Frage, Umfrage
from helpers.errors import NoData
from helpers.facts.series import SYMBOLS, Cell
from helpers.figures.describe import Texts, finish
from helpers.figures.draw.axes import scale
from helpers.figures.draw.labels import legend, most_lines, stacked_lines, widest
from helpers.figures.draw.readings import reading
from helpers.figures.draw.style import CITY, INK, PEER, canvas, house_style, text_width, to_svg
from helpers.figures.shown import Column, Shown
from helpers.figures.surveys.waves import answers, question, survey, waves
from helpers.text.numbers import number, percent, period_label, printed

if TYPE_CHECKING:
    from helpers.facts.context import Context

Shares = Mapping[str, tuple[Cell, Cell]]
"""Option → who chose it, and who answered."""


def survey_answers(report: Context, name: str, text: str, **texts: Unpack[Texts]) -> Shown:
    """Draw how often each option of a question was chosen, the wave before as grey marks.

    Args:
        report: municipality and report year.
        name: the survey as its description calls it.
        text: the question.
        texts: caption, alt, note, reading or label in place of the usual ones.

    Raises:
        NoData: the survey has no figures, or the answers are protected.
        DataError: the survey has no such question.
    """
    found = survey(report, name)
    asked = question(found, text)
    periods = [wave.period for wave in waves(report, found)][-2:][::-1]
    by_wave = {period: _shares(report, found, asked, period) for period in periods}
    now = by_wave[periods[0]]
    shown = sorted((o for o in now if now[o][0].value is not None), key=lambda o: -now[o][0].number)
    if not shown:
        raise NoData(f"Die Antworten auf „{text}“ ({name}) sind aus Datenschutzgründen nicht ausgewiesen.")
    before = by_wave[periods[1]] if len(periods) > 1 else {}
    options = [*shown, *(o for o in now if o not in shown)]
    marks = {o: _percent(before[o]) for o in shown if o in before and before[o][0].value is not None}
    years = [periods[0][:4], *([periods[1][:4]] if marks else [])]
    whole = next(iter(now.values()))[1]
    several = " (mehrere Antworten möglich)" if asked.mehrfach else ""
    told = [
        f"„{o}“ {percent(_percent(now[o]), 0)}"
        + (f" ({years[1]}: {percent(marks[o], 0)})" if o in marks else "")
        for o in shown
    ]
    columns = [by_wave[p] for p in periods[: len(years)]]
    return finish(
        report,
        f"{fold(name)}-{found.fragen.index(asked) + 1}",
        [report.indicator(ANSWERS)],
        [cell for shares in columns for pair in shares.values() for cell in pair],
        {
            "columns": (
                Column("Antwort"),
                *(
                    c
                    for y in years
                    for c in (
                        Column(f"{y}", "Personen", number=True),
                        Column(f"Anteil {y}", "%", number=True),
                    )
                ),
            ),
            "rows": tuple((o, *(v for shares in columns for v in _typed(shares.get(o)))) for o in options),
            "display": tuple((o, *(v for shares in columns for v in _told(shares.get(o)))) for o in options),
        },
        texts,
        caption=f"„{text}“{several}: Antworten {years[0]}, Anteile in Prozent",
        alt=f"Balkendiagramm: {name}, {text} {period_label(periods[0])}, n = {number(whole.number)}. {'; '.join(told)}.",
        svg=_draw({o: _percent(now[o]) for o in shown}, marks, years),
        computed=True,
        notes=[
            f"Anteile an den {number(whole.number)} Befragten, die {years[0]} geantwortet haben{several}."
        ],
        reading=f"Lesebeispiel: {years[0]} nannten {number(_percent(now[shown[0]]))} von 100 Befragten „{shown[0]}“.",
    )


def _shares(report: Context, found: Umfrage, asked: Frage, period: str) -> dict[str, tuple[Cell, Cell]]:
    result = {}
    if asked.mehrfach:
        for option in asked.mehrfach.values():
            wave = answers(report, found, asked.option(option), (NAMED, NOT_NAMED)).get(period)
            if wave and wave.asked.value and NAMED in wave.cells:
                result[option] = (wave.cells[NAMED], wave.asked)
    else:
        wave = answers(report, found, asked.text, found.answers(asked)).get(period)
        if wave and wave.asked.value:
            result = {answer: (cell, wave.asked) for answer, cell in wave.cells.items()}
    return result


def _percent(pair: tuple[Cell, Cell]) -> float:
    return pair[0].number / pair[1].number * 100


def _typed(pair: tuple[Cell, Cell] | None) -> tuple[float | None, float | None]:
    if pair is None or pair[0].value is None:
        return None, None
    return pair[0].value, printed(_percent(pair), 4)


def _told(pair: tuple[Cell, Cell] | None) -> tuple[str, str]:
    if pair is None:
        return "", ""
    if pair[0].value is None:
        return SYMBOLS[pair[0].status], SYMBOLS[pair[0].status]
    return number(pair[0].number), number(_percent(pair))


def _draw(now: Mapping[str, float], before: Mapping[str, float], years: list[str]) -> str:
    names = stacked_lines(now)
    step = max(0.85, 0.45 * most_lines(names) + 0.3)
    left, right = widest(names) + 0.25, text_width("100 %", 10, "semibold") + 0.3
    top = 0.75 if before else 0.1
    highest = max([*now.values(), *before.values()])
    with house_style():
        figure, axes = canvas(len(now) * step + top + 0.15, left, right, top=top, bottom=0.15)
        axes.barh(range(len(now)), list(now.values()), height=0.6, color=CITY.line)
        for y, (answer, share) in enumerate(now.items()):
            reading(axes, (0, y - 0.4), f"{answer}: {percent(share, 0)}", (highest, y + 0.4))
        at = [(before[o], y) for y, o in enumerate(now) if o in before]
        axes.plot(
            [x for x, _ in at],
            [y for _, y in at],
            linestyle="",
            marker="D",
            color=PEER.line,
            markersize=6.5,
            markeredgecolor="white",
            clip_on=False,
        )
        scale(axes, "left", (len(now) - 0.5, -0.5), range(len(now)), names, size=10, line=True)
        axes.set_xlim(0, highest)
        for y, share in enumerate(now.values()):  # in a column of their own, clear of the marks
            axes.annotate(
                percent(share, 0),
                (1, y),
                (7, 0),
                xycoords=("axes fraction", "data"),
                textcoords="offset points",
                va="center",
                color=INK,
                fontweight="semibold",
            )
        if before:
            legend(figure, [(years[0], CITY), (years[1], PEER._replace(marker="D"))], shape="mark")
        return to_svg(figure)
