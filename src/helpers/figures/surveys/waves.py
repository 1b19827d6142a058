"""What charts and texts ask of a survey: its waves, the answers to a question, and how far they differ."""

from __future__ import annotations

import math
from dataclasses import dataclass
from statistics import NormalDist
from typing import TYPE_CHECKING

from helpers.data.participation.surveys import (
    ANSWERS,
    INVITED,
    PARTICIPANTS,
    RESPONSE,
    Frage,
    Umfrage,
    read_surveys,
)
from helpers.errors import DataError, NoData, nearest
from helpers.facts.series import Cell
from helpers.paths import project
from helpers.text.numbers import printed

if TYPE_CHECKING:
    from helpers.facts.context import Context


@dataclass(frozen=True)
class Wave:
    """One time a survey was held: its day, and the figures on who took part (None where they are not known)."""

    period: str
    people: Cell
    invited: Cell | None
    response: Cell | None


@dataclass(frozen=True)
class Answers:
    """The answers to one question in one wave.

    Args:
        asked: how many people answered.
        cells: answer → how many gave it, in the order of the scale.
    """

    asked: Cell
    cells: dict[str, Cell]

    @property
    def complete(self) -> bool:
        """Whether every answer may be shown."""
        return self.asked.value is not None and all(cell.value is not None for cell in self.cells.values())

    def share(self, *answers: str) -> float | None:
        """Return the share of people who gave one of some answers, in percent; None where one is protected."""
        values = [self.cells[answer].value for answer in answers]
        whole = self.asked.value
        if not whole or any(value is None for value in values):
            return None
        return sum(value for value in values if value is not None) / whole * 100

    def error(self, *answers: str) -> float:
        """Return the standard error of that share, in percentage points, with (x + 1) ÷ (n + 2) as in `helpers.text.noise`."""
        share, whole = self.share(*answers), self.asked.value
        if share is None or not whole:
            return math.inf
        likely = (share / 100 * whole + 1) / (whole + 2)
        return 100 * math.sqrt(max(likely * (1 - likely), 0) / whole)


def surveys(report: Context) -> list[Umfrage]:
    """Return the surveys that have figures up to the report year, by name."""
    described = read_surveys(project().data, report.profile.city)
    return [survey for survey in described if waves(report, survey)]


def survey(report: Context, name: str) -> Umfrage:
    """Return a survey by its name.

    Raises:
        NoData: the municipality has none of that name, or no figures of it.
    """
    described = {s.umfrage: s for s in read_surveys(project().data, report.profile.city)}
    if name not in described or not waves(report, described[name]):
        raise NoData(
            f"Für {report.for_city} liegen bis {report.year} keine Antworten vor zur Umfrage „{name}“.{nearest(name, described)}"
        )
    return described[name]


def question(survey_: Umfrage, text: str) -> Frage:
    """Return a question by its text.

    Raises:
        DataError: there is none, naming the nearest.
    """
    by_text = {asked.text: asked for asked in survey_.fragen}
    if text not in by_text:
        raise DataError(
            f"In der Umfrage „{survey_.umfrage}“ gibt es die Frage „{text}“ nicht.{nearest(text, by_text)}"
        )
    return by_text[text]


def waves(report: Context, survey_: Umfrage) -> list[Wave]:
    """Return the waves of a survey up to the report year, the first one first."""

    def by_period(indicator: str) -> dict[str, Cell]:
        found = report.broken_down(indicator, "umfrage")
        return {cell.period: cell for values, cell in found if values["umfrage"] == survey_.umfrage}

    invited, response = by_period(INVITED), by_period(RESPONSE)
    return [
        Wave(period, people, invited.get(period), response.get(period))
        for period, people in sorted(by_period(PARTICIPANTS).items())
    ]


def answers(
    report: Context, survey_: Umfrage, text: str, order: tuple[str, ...], group: str = ""
) -> dict[str, Answers]:
    """Return the answers to a question by wave; those of one group where it is given.

    Args:
        report: municipality and report year.
        survey_: the survey.
        text: the question as the store knows it.
        order: its answers.
        group: value of „gruppe“.
    """
    fixed = {"umfrage": survey_.umfrage, "frage": text, **({"gruppe": group} if group else {})}
    whole = {c.period: c for v, c in report.broken_down(ANSWERS, *fixed) if v == fixed}
    found: dict[str, dict[str, Cell]] = {period: {} for period in whole}
    for values, cell in report.broken_down(ANSWERS, "antwort", *fixed):
        if {k: v for k, v in values.items() if k != "antwort"} == fixed and cell.period in found:
            found[cell.period][values["antwort"]] = cell
    return {
        period: Answers(whole[period], {answer: cells[answer] for answer in order if answer in cells})
        for period, cells in sorted(found.items())
        if cells
    }


def groups(report: Context, survey_: Umfrage) -> list[str]:
    """Return the groups of a survey whose size may be shown in its last wave, the largest first."""
    if not survey_.gruppe:
        return []
    sizes: dict[str, float] = {}
    last = waves(report, survey_)[-1].period
    for values, cell in report.broken_down(ANSWERS, "frage", "gruppe", "umfrage"):
        if values["umfrage"] == survey_.umfrage and cell.period == last and cell.value is not None:
            sizes[values["gruppe"]] = max(sizes.get(values["gruppe"], 0), cell.value)
    return sorted(sizes, key=lambda name: (-sizes[name], name))


def agreeing(scale: tuple[str, ...]) -> tuple[str, ...]:
    """Return the answers of a scale that agree: the first half, without a middle.

    >>> agreeing(("ja", "eher ja", "teils", "eher nein", "nein"))
    ('ja', 'eher ja')
    """
    return scale[: len(scale) // 2]


def differ(now: Answers, before: Answers, parts: tuple[str, ...], among: int = 1) -> float | None:
    """Return by how many percentage points a share has changed; None where chance may explain it.

    The difference of two shares of independent samples is said to be one when chance makes any such difference among all
    questions at most once in twenty surveys (Bonferroni): two standard errors for one question, three for twenty.

    Args:
        now: the latest answers.
        before: those of the survey before.
        parts: the answers that the share is of.
        among: how many questions are compared.
    """
    new, old = now.share(*parts), before.share(*parts)
    if new is None or old is None:
        return None
    error = math.hypot(now.error(*parts), before.error(*parts))
    return (
        printed(new) - printed(old)
        if abs(new - old) > NormalDist().inv_cdf(1 - 0.025 / among) * error
        else None
    )
