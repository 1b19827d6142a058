"""A finding: what a figure shows, in words, and how much it matters.

The rule of the score (docs/development/findings.md, for readers in chapters/methodik.qmd):

    score = interest × (size + side + gap) + goal + duty − age

- size: how many times the difference is as large as what counts as one (`noise.tolerance`, `noise.margin`), halved; at most 2.
- side: 1.5 where it is unfavourable, 0 where it is favourable, −1.5 where neither can be said.
- gap: a further point where groups or areas of the same town stand apart, one more where one has twice the other.
- goal: 4½ for goals that are off their course, and ½ for each of them; at most 7½.
- duty: 3 where a law gives a claim that is not met.
- age: ½ for each year that the figure is older than the year before the report's.

The points end at bounds, so that a count more or less changes no order; equal scores keep the order of the report.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from helpers.text.noise import Bases, margin, tolerance
from helpers.text.numbers import NBSP, printed

if TYPE_CHECKING:
    from helpers.data import Indicator

MOST_WORDS = 12
"""A title that needs more is none."""

Points = tuple[str, float]
"""A reason in German, and how many points it gives or takes."""


@dataclass(frozen=True)
class Finding:
    """What a figure shows.

    Args:
        title: at most twelve words without a full stop; plain text.
        sentence: the same for somebody who does not see the figure, with place and time; plain text.
        topic: what it is about, an indicator or the name of the sentence that says it in a text; of one topic a page tells one finding.
        score: how much it matters, by the rule above.
        reasons: what the score is made of.
    """

    title: str
    sentence: str
    topic: str
    score: float
    reasons: tuple[str, ...] = field(default=())

    def to_json(self) -> dict[str, Any]:
        """Return it as it goes with its figure."""
        return {
            "title": self.title,
            "sentence": self.sentence,
            "topic": self.topic,
            "score": self.score,
            "reasons": list(self.reasons),
        }


def fitting(*titles: str) -> str:
    """Return the first title that is short enough, empty where none is.

    >>> fitting("Die Kinderarmut ist mit 11,2 % in Augsburg viel niedriger als im Land Bayern", "Weniger als in Bayern")
    'Weniger als in Bayern'
    """
    return next((t for t in titles if t and len(t.replace(NBSP, " ").split()) <= MOST_WORDS), "")


def scored(
    entry: Indicator, report_year: int, period: str, parts: Sequence[Points]
) -> tuple[float, tuple[str, ...]]:
    """Return the score of a finding about an indicator, and its reasons.

    Args:
        entry: the indicator; its `interest` weighs the parts.
        report_year: of the report.
        period: of the figure.
        parts: size, side, gap.
    """
    total = entry.interest * sum(points for _, points in parts)
    reasons = [reason for reason, points in parts if points > 0]
    if entry.interest != 1:
        reasons.append(f"öffentliches Interesse ×{NBSP}{entry.interest:g}".replace(".", ","))
    if old := max(report_year - 1 - int(period[:4]), 0):
        total -= 0.5 * old
        reasons.append(f"Zahl von {period[:4]}")
    return printed(total, 2), tuple(reasons)


def size(entry: Indicator, first: float, second: float, bases: Bases) -> Points:
    """Return the points for a difference of two values of an indicator."""
    least = max(tolerance(first, second, entry), margin(first, second, entry, bases))
    times = abs(second - first) / least if least else 4.0
    return "Größe des Unterschieds", printed(min(2.0, times / 2), 1)


def side(entry: Indicator, *, up: bool) -> Points:
    """Return the points for the side to which a value stands out or moves."""
    if entry.polarity == 0:
        return "weder günstig noch ungünstig", -1.5
    return ("ungünstig", 1.5) if (entry.polarity > 0) != up else ("günstig", 0.0)


def gap(low: float, high: float) -> Points:
    """Return the points for groups or areas that stand apart."""
    return "Abstand zwischen Gruppen oder Gebieten", 2.0 if low <= 0 or high / low >= 2 else 1.0
