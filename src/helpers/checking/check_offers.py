"""Mistakes in lists of offers and facilities, and offers that nobody has looked at for long."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from helpers.checking.findings import Finding, Place
from helpers.data.participation.handkept import Problem
from helpers.data.steering.facilities import parse_facilities
from helpers.data.steering.lists import Wrong
from helpers.data.steering.offers import STALE_AFTER, parse_offers

if TYPE_CHECKING:
    from helpers.data.areas import Areas
    from helpers.data.profile import Profile


def check_offers(profile: Profile, data: Path, areas: Areas) -> Iterator[Finding]:
    """Yield an error for each entry that cannot be read, and a finding for each offer that is stale at the end of the year.

    The day of the check does not count, so that the same data always give the same report.
    """
    offers, wrong = parse_offers(data, profile.city, profile.ags, areas)
    yield from mistakes(wrong, "Angebotsübersicht")
    yield from mistakes(parse_facilities(data, profile.city, profile.ags, areas)[1], "Einrichtungen")
    limit = dt.date(profile.year, 12, 31) - dt.timedelta(STALE_AFTER)
    last = dt.date(profile.year + 1, 12, 31)
    for offer in offers:
        place = Place(offer.file, "", str(offer.line), "geprueft_am")
        if offer.checked > last:
            expected = f"ein Tag bis zum {last:%d.%m.%Y}, denn das Berichtsjahr im Profil ist {profile.year}"
            problem = Problem("unmoeglich", offer.line, place.column, f"„{offer.checked:%d.%m.%Y}“", expected)
            yield from mistakes([Wrong(offer.file, problem)], "Angebotsübersicht")
        if offer.stale(profile.year):
            found, expected = (
                f"zuletzt geprüft am {offer.checked:%d.%m.%Y}",
                f"geprüft nach dem {limit:%d.%m.%Y}",
            )
            yield Finding(
                "angebot",
                "finding",
                "Angebotsübersicht",
                offer.name,
                place,
                found,
                expected,
                f"{place}: {offer.name}: {found}; erwartet wird {expected}.",
                f"angebot/{offer.file}/{offer.name}",
                offer.checked.isoformat(),
            )


def mistakes(wrong: list[Wrong], supplier: str) -> Iterator[Finding]:
    """Yield an error for each mistake in a list that is kept by hand."""
    for file, problem in wrong:
        yield Finding(
            problem.rule,
            "error",
            supplier,
            file,
            Place(file, "", str(problem.line) if problem.line else "", problem.column),
            problem.found,
            problem.expected,
            problem.sentence(file),
            f"{problem.rule}/{file}/{problem.line}/{problem.column}",
        )
