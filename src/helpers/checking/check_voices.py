"""Mistakes in the voices that staff enter by hand: `data/<city>/stimmen.csv`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from helpers.checking.findings import Finding, Place
from helpers.data.participation.voices import FILE, parse_voices

if TYPE_CHECKING:
    from helpers.data.areas import Areas
    from helpers.data.profile import Profile
    from helpers.paths import Project


def check_voices(profile: Profile, project: Project, areas: Areas) -> Iterator[Finding]:
    """Yield an error for each entry that cannot be shown as it stands."""
    file = f"data/{profile.city}/{FILE}"
    for problem in parse_voices(profile, project, areas)[1]:
        yield Finding(
            problem.rule,
            "error",
            "Stimmen",
            "Stimmen aus der Beteiligung",
            Place(file, "", str(problem.line) if problem.line else "", problem.column),
            problem.found,
            problem.expected,
            problem.sentence(file),
            f"{problem.rule}/{file}/{problem.line}/{problem.column}",
        )
