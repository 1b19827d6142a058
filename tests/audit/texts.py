"""Whether every other number of the texts is one of the figures or of the downloads of its page, or the difference of two."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from tests.audit.downloads import NUMBER, Download
from tests.audit.sources import Sources, half_up
from tests.audit.statements import MONTHS, Passage

NOT_FIGURES = re.compile(
    r"je 1\.000|auf 1\.000|(?:Abbildung|Tabelle|Kapitel|Abschnitt|§|Art\.|Nr\.|Frage|Ausgabe|Version|WCAG|EN|BITV|Typ) ?[\d.,\-–/A-Z]+"
    rf"|\d{{1,2}}\. (?:{'|'.join(MONTHS)})(?: \d{{4}})?|\d\d\.\d\d\.\d{{4}}|(?:19|20)\d\d(?:/\d\d)?"
)
FIGURE = re.compile(
    r"(?<![\w.,–-])([−±+-]?(?:\d{1,3}(?:\.\d{3})+(?:,\d+)?|\d+,\d+)|\d+(?= %))(?![\w]|[.,]\d)"
)


class Pool:
    """The numbers that a page may print, by decimals and rounded."""

    def __init__(self, sources: Sources, downloads: Mapping[str, Download]) -> None:
        self.by_indicator: defaultdict[str, set[float]] = defaultdict(set)
        for key, figure in sources.figures.items():
            if figure.value is not None:
                self.by_indicator[key.indicator].add(figure.value)
        self.by_download = {
            label: {float(t.replace(",", ".")) for row in d.rows for t in row if NUMBER.fullmatch(t)}
            for label, d in downloads.items()
        }

    def of(self, indicators: Iterable[str], labels: Iterable[str]) -> dict[int, set[float]]:
        values = set[float]().union(
            *(self.by_indicator[name] for name in indicators), *(self.by_download[at] for at in labels)
        )
        return {decimals: {half_up(abs(v), decimals) for v in values} for decimals in range(4)}


def untraced(
    passage: Passage, pool: Mapping[int, set[float]], beside: Sequence[float] = ()
) -> tuple[int, list[str]]:
    """Return how many numbers of a text were looked for, and those that no figure of the page explains."""
    text = NOT_FIGURES.sub(" ", passage.text)
    found = [m[1] for m in FIGURE.finditer(text)]
    numbers = [abs(_number(t)) for t in found] + list(beside)
    missing = []
    for text_ in found:
        decimals = len(text_.partition(",")[2])
        value = abs(_number(text_))
        known = pool.get(decimals, set())
        near = [abs(a - b) for a in numbers for b in numbers] + [
            a + b for a in numbers for b in numbers if a != value
        ]
        if not any(abs(value - v) < 1e-6 for v in known) and not any(abs(value - v) < 1e-6 for v in near):
            missing.append(text_)
    return len(found), missing


def _number(text: str) -> float:
    return float(text.lstrip("±+").replace(".", "").replace(",", ".").replace("−", "-"))
