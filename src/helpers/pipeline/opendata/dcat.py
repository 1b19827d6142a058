"""The edition for catalogues of open data: DCAT-AP.de (https://www.dcat-ap.de/def/dcatde/) as JSON-LD.

One dataset per indicator. Addresses are relative to the file unless the profile says where the report is published.
What the profile does not give (publisher, contact, contributor id) is left out, never invented.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from helpers.data.keys import parse_period
from helpers.pipeline.opendata import edition_figures as figures
from helpers.pipeline.opendata.licences import attributions, common_licence, sources_of
from helpers.pipeline.opendata.machine import json_bytes
from helpers.pipeline.opendata.package import description

if TYPE_CHECKING:
    from helpers.data import Profile, Store
    from helpers.data.observations import Row

FILE = "dcat-ap.jsonld"
_CONTEXT = {
    "adms": "http://www.w3.org/ns/adms#",
    "dcat": "http://www.w3.org/ns/dcat#",
    "dcatde": "http://dcat-ap.de/def/dcatde/",
    "dct": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "vcard": "http://www.w3.org/2006/vcard/ns#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
_AUTHORITY = "http://publications.europa.eu/resource/authority/"
_GEOCODING = "http://dcat-ap.de/def/politicalGeocoding/"
_DISTRICTS = ("Landkreis", "Kreis", "Kommunalverband besonderer Art")


def describe(edition: figures.Edition, store: Store, profile: Profile, year: int) -> bytes:
    """Return the catalogue with one dataset per indicator."""
    data = profile.open_data
    context: dict[str, Any] = {"@base": data.url, **_CONTEXT} if data and data.url else {**_CONTEXT}
    catalogue = {
        "@id": "#katalog",
        "@type": "dcat:Catalog",
        "dct:title": _german(f"Zahlen zum Bildungsbericht {profile.name} {year}"),
        "dct:description": _german(description(profile)),
        "dct:language": _iri(f"{_AUTHORITY}language/DEU"),
        "dcat:themeTaxonomy": _iri(f"{_AUTHORITY}data-theme"),
        **_publisher(profile),
        **({"foaf:homepage": _iri(data.url)} if data and data.url else {}),
        "dcat:dataset": [_dataset(name, rows, store, profile, year) for name, rows in edition.items()],
    }
    return json_bytes({"@context": context, **catalogue})


def _dataset(name: str, rows: Sequence[Row], store: Store, profile: Profile, year: int) -> dict[str, Any]:
    indicator = store.catalogue.indicators[name]
    periods = {row.period for row in rows}
    issued = {"dct:issued": _day(profile.published)} if profile.published else {}
    return {
        "@id": f"#{name}",
        "@type": "dcat:Dataset",
        "dct:identifier": f"bildungsbericht-{profile.city}-{year}-{name}",
        "dct:title": _german(f"{indicator.name}: {profile.name}, {profile.land} und Deutschland"),
        "dct:description": _german(
            f"Fiktive Zahlen. {indicator.definition}" if profile.fictional else indicator.definition
        ),
        "dcat:theme": _iri(f"{_AUTHORITY}data-theme/EDUC"),
        "dcat:keyword": [_german(word) for word in ("Bildung", "Bildungsmonitoring", indicator.short)],
        "dct:language": _iri(f"{_AUTHORITY}language/DEU"),
        "dct:temporal": {
            "@type": "dct:PeriodOfTime",
            "dcat:startDate": _day(min(parse_period(period).date for period in periods)),
            "dcat:endDate": _day(max(map(_end, periods))),
        },
        **issued,
        **_place(profile),
        **_publisher(profile),
        **_contact(profile),
        **_responsible(profile),
        "dcat:distribution": _distribution(name, rows, store, issued),
    }


def _distribution(name: str, rows: Sequence[Row], store: Store, issued: dict[str, Any]) -> dict[str, Any]:
    sources = sources_of(rows, store)
    return {
        "@id": f"#{name}-csv",
        "@type": "dcat:Distribution",
        "dct:title": _german(f"{store.catalogue.indicators[name].name} (CSV)"),
        "dcat:accessURL": _iri(figures.path(name)),
        "dcat:downloadURL": _iri(figures.path(name)),
        "dct:format": _iri(f"{_AUTHORITY}file-type/CSV"),
        "dcat:mediaType": _iri("https://www.iana.org/assignments/media-types/text/csv"),
        "dct:license": _iri(common_licence(sources)),
        "dcatde:licenseAttributionByText": _german(attributions(sources)),
        **issued,
    }


def _place(profile: Profile) -> dict[str, Any]:
    """Return what the data are about; an invented municipality has no place on the map."""
    if profile.fictional:
        return {}
    level = "administrativeDistrict" if profile.kind in _DISTRICTS else "municipality"
    return {
        "dct:spatial": _iri(f"{_GEOCODING}districtKey/{profile.ags}"),
        "dcatde:politicalGeocodingLevelURI": _iri(f"{_GEOCODING}Level/{level}"),
    }


def _publisher(profile: Profile) -> dict[str, Any]:
    publisher = profile.publisher
    if not publisher:
        return {}
    page = {"foaf:homepage": _iri(publisher.url)} if publisher.url else {}
    return {
        "dct:publisher": {
            "@id": "#herausgeber",
            "@type": "foaf:Agent",
            "foaf:name": _german(publisher.name),
            **page,
        }
    }


def _contact(profile: Profile) -> dict[str, Any]:
    contact = profile.contact
    if not contact:
        return {}
    given = {
        "vcard:hasEmail": _iri(f"mailto:{contact.email}") if contact.email else None,
        "vcard:hasURL": _iri(contact.url) if contact.url else None,
    }
    return {
        "dcat:contactPoint": {
            "@id": "#kontakt",
            "@type": "vcard:Organization",
            "vcard:fn": contact.name,
            **{key: value for key, value in given.items() if value},
        }
    }


def _responsible(profile: Profile) -> dict[str, Any]:
    data = profile.open_data
    if not data:
        return {}
    given: dict[str, Any] = {}
    if data.contributor_id:
        given["dcatde:contributorID"] = _iri(data.contributor_id)
    if data.maintainer:
        given["dcatde:maintainer"] = {"@type": "foaf:Agent", "foaf:name": _german(data.maintainer)}
    return given


def _iri(address: str) -> dict[str, str]:
    return {"@id": address}


def _german(text: str) -> dict[str, str]:
    return {"@value": text, "@language": "de"}


def _day(day: dt.date) -> dict[str, str]:
    return {"@value": day.isoformat(), "@type": "xsd:date"}


def _end(period: str) -> dt.date:
    """Return the last day of a year, a school year, a winter term or a day."""
    start = parse_period(period).date
    if "-" in period:
        return start
    if period.endswith("WS"):
        return dt.date(start.year + 1, 3, 31)
    return dt.date(start.year + 1, 7, 31) if "/" in period else dt.date(start.year, 12, 31)
