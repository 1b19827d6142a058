"""The Data Package of an edition: `datapackage.json` (https://specs.frictionlessdata.io/data-package/, version 1)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from helpers.data.models import STATUSES
from helpers.pipeline.opendata import edition_figures as figures
from helpers.pipeline.opendata.licences import licence, sources_of, title
from helpers.pipeline.opendata.machine import json_bytes
from helpers.text.markdown import plain
from helpers.text.places import place

if TYPE_CHECKING:
    from helpers.data import Indicator, Profile, Store
    from helpers.data.observations import Row

FILE = "datapackage.json"


def describe(edition: figures.Edition, store: Store, profile: Profile, year: int) -> bytes:
    """Return the descriptor: one resource per indicator with schema, sources and licences."""
    descriptor: dict[str, Any] = {
        "profile": "tabular-data-package",
        "name": f"bildungsbericht-{profile.city}-{year}",
        "title": f"Zahlen zum Bildungsbericht {profile.name} {year}",
        "description": description(profile),
        "version": str(year),
        "keywords": ["Bildung", "Bildungsbericht", "Bildungsmonitoring", profile.name],
    }
    if profile.published:
        descriptor["created"] = f"{profile.published.isoformat()}T00:00:00Z"
    if profile.open_data and profile.open_data.url:
        descriptor["homepage"] = profile.open_data.url
    if profile.publisher:
        publisher = {"title": profile.publisher.name, "role": "publisher"}
        descriptor["contributors"] = [
            publisher | ({"path": profile.publisher.url} if profile.publisher.url else {})
        ]
    descriptor["resources"] = [
        _resource(store.catalogue.indicators[name], rows, store) for name, rows in edition.items()
    ]
    return json_bytes(descriptor)


def description(profile: Profile) -> str:
    """Return what the data are, in German; invented ones are called so."""
    whom = plain(place(profile.name).accusative)
    text = f"Alle Zahlen des Bildungsberichts für {whom}, {profile.land} und Deutschland. Kleine Fallzahlen sind geschützt."
    return f"Fiktiv: Kommune und Zahlen sind erfunden. {text}" if profile.fictional else text


def _resource(indicator: Indicator, rows: Sequence[Row], store: Store) -> dict[str, Any]:
    sources = sources_of(rows, store)
    licences = dict.fromkeys(found for source in sources if (found := licence(source)))
    resource: dict[str, Any] = {
        "profile": "tabular-data-resource",
        "name": indicator.id,
        "path": figures.path(indicator.id),
        "title": indicator.name,
        "description": indicator.definition,
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "sources": [
            {"title": title(source), "attribution": source.attribution}
            | ({"path": source.url} if source.url else {})
            | ({"licence": source.licence} if source.licence else {})
            for source in sources
        ],
        "schema": {
            "fields": fields(indicator, rows, store),
            "missingValues": [""],
            "primaryKey": ["ags", *figures.dimensions(rows, store), "zeitraum"],
        },
    }
    if licences:
        resource["licenses"] = [
            {"name": found.name, "title": found.title} | ({"path": found.url} if found.url else {})
            for found in licences
        ]
    return resource


def fields(indicator: Indicator, rows: Sequence[Row], store: Store) -> list[dict[str, Any]]:
    """Return the columns of one indicator's file (Table Schema)."""
    meanings = "; ".join(f"{name}: {text}" for name, text in STATUSES.items() if name)
    by = [store.catalogue.dimensions[name] for name in figures.dimensions(rows, store)]
    unit = f" ({indicator.unit})" if indicator.unit else ""
    return [
        _field("ags", "Schlüssel", "Amtlicher Gemeindeschlüssel; DG steht für Deutschland.", required=True),
        _field("gebiet", "Gebiet", "Name des Gebiets.", required=True),
        *(_field(d.id, d.name, "Leer, wo nicht danach untergliedert ist.") for d in by),
        _field(
            "zeitraum", "Zeitraum", "Jahr, Stichtag (JJJJ-MM-TT) oder Schuljahr (JJJJ/JJ).", required=True
        ),
        _field("jahr", "Jahr", "Jahr des Zeitraums, bei Schuljahren das erste.", "integer", required=True),
        _field(
            "wert", f"Wert{unit}", "Leer, wo keine Zahl ausgewiesen ist; den Grund nennt „zeichen“.", "number"
        ),
        _field("zeichen", "Zeichen", f"Leer bei einer Zahl. {meanings}.", enum=[s for s in STATUSES if s]),
        _field("quelle", "Quelle", "Kennungen der Quellen, durch Leerzeichen getrennt."),
        _field("hinweis", "Hinweis", "Rundung, Schutz, Fehlendes oder Brüche."),
    ]


def _field(
    name: str, title: str, description: str, type_: str = "string", **constraints: Any
) -> dict[str, Any]:
    field: dict[str, Any] = {"name": name, "title": title, "description": description, "type": type_}
    return field | ({"constraints": constraints} if constraints else {})
