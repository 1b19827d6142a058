"""What Musterstadt's departments answered when the check asked about the years of the pandemic."""

from __future__ import annotations

from typing import TYPE_CHECKING

import yaml

if TYPE_CHECKING:
    from helpers.paths import Project

REASONS = {
    "2020": "geprüft, stimmt: In der Pandemie waren Angebote geschlossen.",
    "2021": "geprüft, stimmt: In der Pandemie waren Angebote geschlossen.",
    "2022": "geprüft, stimmt: Nach der Pandemie liefen die Angebote wieder an.",
}
DAY = "2026-02-12"


def write_answers(work: Project, city: str) -> None:
    """Write `pruefung.yml` with an answer to each jump of these years; all other findings stay open.

    Args:
        work: project with the city's figures.
        city: its folder.
    """
    from helpers.checking import run_check

    found = run_check(city, work).open_findings
    answers = [
        {
            "befund": finding.key,
            "wert": finding.value,
            "antwort": REASONS[finding.key[-4:]],
            "von": f"{finding.supplier} (fiktiv)",
            "am": DAY,
        }
        for finding in found
        if finding.rule == "sprung" and finding.key[-4:] in REASONS
    ]
    text = yaml.safe_dump({"antworten": answers}, sort_keys=False, allow_unicode=True, width=110)
    head = "# FIKTIV: erfundene Antworten der Ämter von Musterstadt auf Fragen der Prüfung.\n"
    (work.data / city / "pruefung.yml").write_text(head + text, "utf-8")
