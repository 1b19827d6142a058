"""Questions on a scale: bars that part at the middle of the scale, agreement to the right, disagreement to the left."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Unpack

from helpers.data.areas import fold
from helpers.data.participation.surveys import ANSWERS, Umfrage
from helpers.errors import NoData
from helpers.facts.series import SYMBOLS
from helpers.figures.describe import Texts, finish
from helpers.figures.shown import Column, Shown
from helpers.figures.surveys.likertdrawing import Row, draw
from helpers.figures.surveys.waves import Answers, agreeing, answers, survey, waves
from helpers.text.numbers import number, percent, period_label, printed

if TYPE_CHECKING:
    from helpers.facts.context import Context


def likert(report: Context, name: str, scale: str = "", **texts: Unpack[Texts]) -> Shown:
    """Draw all questions of a survey that share a scale: the latest wave above the one before.

    A question with answers that are protected on both sides of the middle is left out; the note says so.

    Args:
        report: municipality and report year.
        name: the survey as its description calls it.
        scale: name of the scale; the first where it is not given.
        texts: caption, alt, note, reading or label in place of the usual ones.

    Raises:
        NoData: the survey has no figures, or no question on that scale that may be shown.
    """
    found = survey(report, name)
    used = list(dict.fromkeys(q.skala for q in found.fragen if q.skala))
    scale = scale or (used[0] if used else "")
    order = found.skalen.get(scale, ())
    rows, hidden = _rows(report, found, scale, order)
    if not rows:
        raise NoData(
            f"Die Umfrage „{name}“ hat keine Frage mit einer Skala, deren Antworten gezeigt werden können."
        )
    years = sorted({row.label for row in rows})
    return finish(
        report,
        "-".join(["skala", fold(name), *([fold(scale)] if len(used) > 1 else [])]),
        [report.indicator(ANSWERS)],
        [cell for row in rows for cell in (row.found.asked, *row.found.cells.values())],
        {
            "columns": (
                Column("Frage"),
                Column("Tag"),
                Column("n", "Personen", number=True),
                *(Column(answer, "%", number=True) for answer in order),
            ),
            "rows": tuple(
                (
                    row.heading,
                    row.found.asked.period,
                    row.found.asked.value,
                    *(_exact(row.found, a) for a in order),
                )
                for row in rows
            ),
            "display": tuple(
                (
                    row.heading,
                    period_label(row.found.asked.period),
                    number(row.found.asked.number),
                    *(_text(row.found, a) for a in order),
                )
                for row in rows
            ),
        },
        texts,
        caption=f"{name}: Antworten auf einer Skala, {' und '.join(years)}, Anteile in Prozent",
        alt=f"Gestapelte Balken, die sich in der Mitte der Skala teilen: {name}. {_told(rows, order)}.",
        svg=draw(rows, order),
        computed=True,
        notes=_notes(rows, hidden),
        reading=_reading(rows[0], order),
    )


def _rows(report: Context, found: Umfrage, scale: str, order: tuple[str, ...]) -> tuple[list[Row], int]:
    """Return the bars, and how many questions may not be shown."""
    periods = [wave.period for wave in waves(report, found)][-2:][::-1]
    rows: list[Row] = []
    hidden = 0
    for asked in found.fragen:
        if not scale or asked.skala != scale:
            continue
        by_wave = answers(report, found, asked.text, order)
        held = [p for p in periods if p in by_wave and _showable(by_wave[p], order)]
        if periods[0] in held:
            rows += [Row(asked.text, p[:4], by_wave[p]) for p in held]
        else:
            hidden += 1
    return rows, hidden


def _showable(found: Answers, order: tuple[str, ...]) -> bool:
    """Tell whether all protected answers lie on one side of the middle, so that what the others leave has a place."""
    half = len(order) // 2
    hidden = [order.index(answer) for answer, cell in found.cells.items() if cell.value is None]
    one_side = all(i < half for i in hidden) or all(i >= len(order) - half for i in hidden)
    return bool(found.asked.value) and one_side


def _exact(found: Answers, answer: str) -> float | None:
    share = found.share(answer) if answer in found.cells else None
    return None if share is None else printed(share, 4)


def _text(found: Answers, answer: str) -> str:
    if answer not in found.cells:
        return ""
    share = found.share(answer)
    return SYMBOLS.get(found.cells[answer].status, "") if share is None else number(share)


def _told(rows: Sequence[Row], order: tuple[str, ...]) -> str:
    """Return per question how many agree and disagree, in each wave."""
    half = len(order) // 2
    yes, no = agreeing(order), order[len(order) - half :]
    told: dict[str, list[str]] = {}
    for row in rows:
        for_, against = (percent(_side(row.found, side), 0) for side in (yes, no))
        n = number(row.found.asked.number)
        told.setdefault(row.heading, []).append(f"{row.label} {for_} dafür, {against} dagegen (n = {n})")
    meaning = [" oder ".join(f"„{answer}“" for answer in side) for side in (yes, no)]
    said = "; ".join(f"„{heading}“ {', '.join(found)}" for heading, found in told.items())
    return f"Dafür heißt {meaning[0]}, dagegen {meaning[1]}: {said}"


def _side(found: Answers, side: Sequence[str]) -> float:
    """Return the share of a side; where some of it is protected, what all others leave."""
    share = found.share(*(a for a in side if a in found.cells))
    if share is not None:
        return share
    return 100 - sum(found.share(a) or 0 for a in found.cells if a not in side)


def _notes(rows: Sequence[Row], hidden: int) -> list[str]:
    notes = ["n: Zahl derer, die die Frage beantwortet haben."]
    if not all(row.found.complete for row in rows):
        notes.append("Schraffiert: Antworten, die zum Schutz kleiner Zahlen zusammengefasst sind.")
    if hidden:
        what = "Eine Frage ist" if hidden == 1 else f"{hidden} Fragen sind"
        notes.append(f"{what} nicht gezeigt, um kleine Zahlen zu schützen.")
    return notes


def _reading(row: Row, order: tuple[str, ...]) -> str | None:
    yes = agreeing(order)
    share = row.found.share(*yes)
    if share is None:
        return None
    listed = " oder ".join(f"„{answer}“" for answer in yes)
    return f"Lesebeispiel: {row.label} antworteten {number(share)} von 100 Befragten auf „{row.heading}“ mit {listed}."
