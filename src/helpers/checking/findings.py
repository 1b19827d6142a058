"""What a check found."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

RULES = {
    "datei": "Datei lässt sich nicht verwenden",
    "spalte": "Fehlende oder unbekannte Spalte",
    "typ": "Falscher Typ",
    "unbekannt": "Unbekannter Eintrag",
    "unmoeglich": "Unmöglicher Wert",
    "doppelt": "Doppelte Zahl",
    "summe": "Summe geht nicht auf",
    "sprung": "Sprung gegenüber dem Vorjahr",
    "ausreisser": "Ungewöhnlich im Vergleich",
    "ueber-100": "Quote über 100 %",
    "quote": "Quote passt nicht zu den Anzahlen",
    "luecke": "Fehlendes Jahr",
    "widerspruch": "Zwei Quellen widersprechen sich",
    "bruch": "Wechsel der Quelle ohne gemeinsames Jahr",
    "angebot": "Angebot lange nicht geprüft",
}
"""Rules and their printed names, in the order of the Prüfbericht."""


@dataclass(frozen=True)
class Place:
    """Where a figure stands: in the supplied file where that is recorded, else in the file under `data/`."""

    file: str
    sheet: str = ""
    row: str = ""
    column: str = ""

    def __str__(self) -> str:
        parts = [self.file]
        if self.sheet:
            parts.append(f"Blatt „{self.sheet}“")
        if self.row:
            parts.append(f"Zeile {self.row}")
        if self.column:
            parts.append(f"Spalte „{self.column}“")
        return ", ".join(parts)


@dataclass(frozen=True)
class Answer:
    """What somebody answered to a finding, for the value it had then."""

    text: str
    by: str
    on: str
    value: str


@dataclass(frozen=True)
class Finding:
    """One error, or one finding worth a look.

    Args:
        rule: key of `RULES`.
        severity: errors stop the report; findings are to be answered.
        supplier: who supplied the figure; one page each.
        what: the figure in words: indicator, area, breakdown, period.
        place: where it stands.
        found: what stands there.
        expected: what was expected instead.
        message: one German sentence for the command line.
        key: what an answer refers to; the same in every run.
        value: the figure the answer is valid for.
        details: further rows for the page, as (where, found, expected).
        answer: the answer given, None while open.
        outdated: an answer that was given to another value.
    """

    rule: str
    severity: Literal["error", "finding"]
    supplier: str
    what: str
    place: Place
    found: str
    expected: str
    message: str
    key: str
    value: str = ""
    details: tuple[tuple[str, str, str], ...] = ()
    answer: Answer | None = None
    outdated: Answer | None = None

    @property
    def title(self) -> str:
        """Printed name of the rule."""
        return RULES[self.rule]

    @property
    def sentence(self) -> str:
        """The message without what the page says anyway; empty where nothing is left to say."""
        if self.rule in ("spalte", "typ", "unbekannt", "unmoeglich", "doppelt", "angebot"):
            return ""
        text = self.message.removeprefix(f"{self.place}: ").removeprefix(f"{self.what}: ")
        return text[0].upper() + text[1:]


@dataclass(frozen=True)
class CheckResult:
    """The outcome of a check.

    Args:
        city: folder name.
        errors: what has to be corrected before a report can be made.
        open_findings: what nobody has answered yet.
        answered: findings with an answer that is valid for the present value.
        pages: the written pages, the overview first.
        old: names of indicators whose newest figure is more than three years older than the report, with its period.
    """

    city: str
    errors: tuple[Finding, ...]
    open_findings: tuple[Finding, ...]
    answered: tuple[Finding, ...]
    pages: tuple[Path, ...] = field(default=())
    old: tuple[str, ...] = ()

    def summary_lines(self, limit: int = 20) -> list[str]:
        """Return the German lines for the command line: counts, then errors, then open findings, then the pages.

        Args:
            limit: at most so many errors and so many findings are spelt out.
        """
        counts = [
            _counted(len(self.errors), "Fehler", "Fehler", "Fehler"),
            _counted(len(self.open_findings), "offener Befund", "offene Befunde", "offenen Befunde"),
            _counted(
                len(self.answered), "beantworteter Befund", "beantwortete Befunde", "beantworteten Befunde"
            ),
        ]
        lines = [f"Prüfung {self.city}: {', '.join(counts)}."]
        for title, found in (("Fehler", self.errors), ("Befund", self.open_findings)):
            lines += [f"{title}: {one.message}" for one in found[:limit]]
            if len(found) > limit:
                lines.append(f"… und {len(found) - limit} weitere; alle stehen im Prüfbericht.")
        if self.old:
            lines.append(f"Veraltet (mehr als drei Jahre älter als der Bericht): {'; '.join(self.old)}.")
        if self.pages:
            page = self.pages[0]
            lines.append(
                f"Prüfbericht: {page.relative_to(Path.cwd()) if page.is_relative_to(Path.cwd()) else page}"
            )
        return lines


def _counted(n: int, one: str, many: str, none: str) -> str:
    return f"{n} {one if n == 1 else many}" if n else f"keine {none}"
