"""What there is in a district: facilities, offers, and what people said, as text."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from helpers.data.participation.voices import Voices, read_voices
from helpers.data.steering.facilities import Facility, parse_facilities
from helpers.data.steering.lists import refuse
from helpers.data.steering.offers import Offer, parse_offers
from helpers.text.markdown import Markdown, escape
from helpers.text.numbers import number
from helpers.text.quotes import quoted
from helpers.text.wording import separated

if TYPE_CHECKING:
    from helpers.data import Area
    from helpers.facts.context import Context


@lru_cache(maxsize=8)
def _lists(report: Context) -> tuple[list[Facility], list[Offer], Voices]:
    """Return the municipality's lists.

    Raises:
        DataError: one of them has a mistake.
    """
    from helpers.paths import project

    data, city, areas = project().data, report.profile.city, report.store.areas
    facilities, wrong = parse_facilities(data, city, report.ags, areas)
    offers, more = parse_offers(data, city, report.ags, areas)
    refuse([*wrong, *more])
    return facilities, offers, read_voices(report.profile, project(), areas)


def district_places(report: Context, area: Area) -> Markdown:
    """Return the facilities, checked offers and voices of a district; empty where there is none.

    Args:
        report: municipality and report year.
        area: the district.

    Raises:
        DataError: a list has a mistake.
    """
    facilities, offers, voices = _lists(report)
    paragraphs = []
    by_kind: dict[str, list[str]] = {}
    for facility in facilities:
        if facility.area == area.ags:
            by_kind.setdefault(facility.kind, []).append(facility.name)
    if by_kind:
        kinds = "; ".join(
            f"{escape(kind)}: {escape(separated(names))}" for kind, names in sorted(by_kind.items())
        )
        paragraphs.append(f"**Einrichtungen.** {kinds}.")
    here = [offer for offer in offers if offer.area == area.ags]
    fresh = [offer for offer in here if not offer.stale(report.year)]
    if here:
        told = "; ".join(escape(f"{o.name} ({o.transition}, {number(o.places)} Plätze)") for o in fresh)
        old = len(here) - len(fresh)
        waiting = {0: "", 1: " Ein weiteres Angebot ist seit über einem Jahr nicht geprüft."}.get(
            old, f" {number(old)} weitere Angebote sind seit über einem Jahr nicht geprüft."
        )
        paragraphs.append(
            f"**Angebote für Übergänge.** {told + '.' if told else 'Kein geprüftes Angebot.'}{waiting}"
        )
    elif offers:
        paragraphs.append("**Angebote für Übergänge.** Die Angebotsübersicht nennt hier keines.")
    if said := voices.in_area(area.ags):
        quotes = "\n\n".join(quoted(voice, report.store.areas) for voice in said)
        paragraphs.append(f"::: {{.stimmen}}\n{quotes}\n:::")
    return Markdown("\n\n".join(paragraphs))
