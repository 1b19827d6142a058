"""The open interface: static, versioned files (`api/v1/`) of everything the portal shows.

JSON by indicator and by area, one CSV per indicator with its description (CSV on the Web), JSON-stat 2.0, one Parquet file of all figures,
a catalogue for GovData (DCAT-AP.de) and a description of all addresses (OpenAPI). `docs/development/portal.md` says why each.
"""

from __future__ import annotations

import csv
import io
import json
import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from helpers.data.keys import parse_period, split_breakdown
from helpers.data.models import REPORTING_AREAS, STATUSES
from helpers.data.sql import literal
from helpers.pipeline.opendata.licences import attributions, common_licence, title

if TYPE_CHECKING:
    from helpers.data.models import Indicator, Source
    from helpers.publish.portal.common_figures import Area, Material, Theme

ROOT = "api/v1"
Record = tuple[Any, ...]


def interface(material: Material) -> Iterator[tuple[str, bytes]]:
    """Yield path and content of every file below `api/v1/`."""
    yield f"{ROOT}/catalogue.json", packed(_catalogue(material))
    yield f"{ROOT}/areas.json", packed({"areas": [_area(area) for area in material.areas.values()]})
    yield f"{ROOT}/areas.csv", _areas_csv(material)
    for theme in material.themes.values():
        name = theme.indicator.id
        yield f"{ROOT}/indicators/{name}.json", packed(cube(theme, material))
        yield f"{ROOT}/figures/{name}.csv", _csv(theme)
        yield f"{ROOT}/jsonstat/{name}.json", packed(_jsonstat(theme, material))
    for area in material.areas.values():
        yield f"{ROOT}/areas/{area.ags}.json", packed(_of_area(area, material))
    yield f"{ROOT}/figures/csv-metadata.json", packed(_on_the_web(material))
    yield f"{ROOT}/figures.parquet", _parquet(material)
    yield f"{ROOT}/dcat-ap.jsonld", packed(_records(material))
    yield f"{ROOT}/openapi.json", packed(_openapi())


def packed(document: Mapping[str, Any]) -> bytes:
    """Return a document as JSON, as short as it can be."""
    return (json.dumps(document, ensure_ascii=False, separators=(",", ":")) + "\n").encode()


def cube(theme: Theme, material: Material) -> dict[str, Any]:
    """Return an indicator with all figures: per breakdown a row per area, in it a value per period.

    A figure without a number is null; why stands under `missing` as `[breakdown, area, period, status]` by position.
    """
    areas, periods = [key for key in material.areas if key in theme.by_area], theme.periods
    breakdowns = sorted({row.breakdown for row in theme.rows})
    place = [{key: i for i, key in enumerate(keys)} for keys in (breakdowns, areas, periods)]
    values: list[list[list[float | None]]] = [[[None] * len(periods) for _ in areas] for _ in breakdowns]
    missing: list[list[Any]] = []
    for row in theme.rows:
        at = [known[key] for known, key in zip(place, (row.breakdown, row.ags, row.period), strict=True)]
        values[at[0]][at[1]][at[2]] = short(row.value)
        if row.value is None:
            missing.append([*at, row.status])
    return {
        **_described(theme.indicator, material.sources_of(theme)),
        "areas": areas,
        "periods": periods,
        "breakdowns": [split_breakdown(text) for text in breakdowns],
        "values": values,
        "missing": missing,
        "breaks": sorted(
            {(row.ags, row.period, row.broken) for row in theme.rows if row.broken and not row.breakdown}
        ),
    }


def short(value: float | None) -> float | int | None:
    """Return a value without digits that no source has; whole numbers as such.

    >>> short(5.0), short(5.158343, )
    (5, 5.158343)
    """
    if value is None:
        return None
    value = float(f"{value:.10g}")
    return int(value) if value.is_integer() else value


def _described(indicator: Indicator, sources: Iterable[Source]) -> dict[str, Any]:
    return {
        "id": indicator.id,
        "name": indicator.name,
        "short": indicator.short,
        "definition": indicator.definition,
        "unit": indicator.unit,
        "decimals": indicator.decimals,
        "kind": indicator.kind,
        "polarity": indicator.polarity,
        "theme": REPORTING_AREAS[indicator.area],
        "notes": list(indicator.notes),
        "series_breaks": [{"period": change.period, "reason": change.reason} for change in indicator.breaks],
        "sources": [_source(source) for source in sources],
    }


def _source(source: Source) -> dict[str, Any]:
    return {
        "id": source.id,
        "title": title(source),
        "attribution": source.attribution,
        "licence": source.licence,
        "licence_url": source.licence_url,
        "url": source.url,
    }


def _area(area: Area) -> dict[str, Any]:
    return {
        "ags": area.ags,
        "name": area.name,
        "kind": area.kind or ("Bund" if area.ags == "DG" else "Land"),
        "land": area.land,
        "inhabitants": short(area.people),
        "km2": area.km2,
        "peers": list(area.peers),
        "page": area.slug,
    }


def _catalogue(material: Material) -> dict[str, Any]:
    return {
        "version": "1",
        "indicators": [
            {
                **_described(theme.indicator, material.sources_of(theme)),
                "dimensions": theme.dimensions,
                "newest": theme.period,
                "areas": len(theme.compared),
            }
            for theme in material.themes.values()
        ],
        "dimensions": {
            name: {"name": dimension.name, "values": list(dimension.values)}
            for name, dimension in material.catalogue.dimensions.items()
            if any(name in theme.indicator.dimensions for theme in material.themes.values())
        },
        "statuses": STATUSES,
    }


def _areas_csv(material: Material) -> bytes:
    return table(
        ("ags", "name", "art", "land", "einwohner", "km2"),
        (
            (
                a.ags,
                a.name,
                a.kind or ("Bund" if a.ags == "DG" else "Land"),
                a.land,
                short(a.people),
                a.km2 or None,
            )
            for a in material.areas.values()
        ),
    )


def table(columns: Sequence[str], rows: Iterable[Record]) -> bytes:
    """Return a table as CSV with commas and points, as programs read it."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows(["" if cell is None else cell for cell in row] for row in rows)
    return out.getvalue().encode()


def columns(theme: Theme) -> list[str]:
    """Return the columns of an indicator's file; sources stand in it where not all its figures have the same."""
    several = len({row.source for row in theme.rows}) > 1
    return ["ags", *theme.dimensions, "zeitraum", "wert", "zeichen", *(["quelle"] if several else [])]


def records(theme: Theme) -> Iterator[Record]:
    """Yield an indicator's figures as rows of its file."""
    several = "quelle" in columns(theme)
    parts = {text: split_breakdown(text) for text in {row.breakdown for row in theme.rows}}
    for row in theme.rows:
        by = (parts[row.breakdown].get(name, "") for name in theme.dimensions)
        source = (row.source.replace("|", " "),) if several else ()
        yield row.ags, *by, row.period, short(row.value), row.status, *source


def _csv(theme: Theme) -> bytes:
    return table(columns(theme), records(theme))


def _of_area(area: Area, material: Material) -> dict[str, Any]:
    """Return an area's figures: per indicator its periods, and per breakdown (`dimension=value`, empty for the total) a value per period.

    What is broken down by several dimensions at once stands in the indicators' files alone: it would make these three times as large.
    """
    found: dict[str, Any] = {}
    for name, theme in material.themes.items():
        rows = [row for row in theme.by_area.get(area.ags, ()) if "|" not in row.breakdown]
        if not rows:
            continue
        used = {row.period for row in rows}
        periods = {period: i for i, period in enumerate(p for p in theme.periods if p in used)}
        values: dict[str, list[float | int | None]] = {}
        for row in rows:
            values.setdefault(row.breakdown, [None] * len(periods))[periods[row.period]] = short(row.value)
        found[name] = {"periods": list(periods), "values": values}
    return {**_area(area), "figures": found}


def _jsonstat(theme: Theme, material: Material) -> dict[str, Any]:
    """Return an indicator's figures as a dataset of JSON-stat 2.0; a breakdown's total has the category `_T`."""
    by = theme.dimensions
    split = {text: split_breakdown(text) for text in {row.breakdown for row in theme.rows}}
    areas, periods = [key for key in material.areas if key in theme.by_area], theme.periods
    categories: dict[str, Sequence[str]] = {"ags": areas, "zeitraum": periods}
    for name in by:
        seen = {value for parts in split.values() if (value := parts.get(name))}
        categories[name] = ["_T", *material.catalogue.dimensions[name].ordered(sorted(seen))]
    places = {name: {value: i for i, value in enumerate(values)} for name, values in categories.items()}
    values: dict[str, float | int | None] = {}
    status: dict[str, str] = {}
    for row in theme.rows:
        parts = split[row.breakdown]
        position = 0
        for name, known in places.items():
            key = {"ags": row.ags, "zeitraum": row.period}.get(name) or parts.get(name, "_T")
            position = position * len(known) + known[key]
        if row.value is None:
            status[str(position)] = row.status
        else:
            values[str(position)] = short(row.value)
    cells = math.prod(len(found) for found in categories.values())
    labels = {
        "ags": {key: material.areas[key].name for key in areas},
        "zeitraum": {period: period for period in periods},
    }
    return {
        "version": "2.0",
        "class": "dataset",
        "label": theme.indicator.name,
        "source": attributions(material.sources_of(theme)),
        "note": [theme.indicator.definition, *theme.indicator.notes],
        "id": list(categories),
        "size": [len(found) for found in categories.values()],
        "role": {"time": ["zeitraum"], "geo": ["ags"]},
        "dimension": {
            name: {
                "label": {"ags": "Gebiet", "zeitraum": "Zeitraum"}.get(name)
                or material.catalogue.dimensions[name].name,
                "category": {
                    "index": found,
                    "label": labels.get(name) or {v: "insgesamt" if v == "_T" else v for v in found},
                },
            }
            for name, found in categories.items()
        },
        "value": [values.get(str(i)) for i in range(cells)] if len(values) > cells / 2 else values,
        **({"status": status} if status else {}),
        "extension": {"unit": theme.indicator.unit, "decimals": theme.indicator.decimals},
    }


def _on_the_web(material: Material) -> dict[str, Any]:
    """Return the description of all CSV files as a table group of CSV on the Web (W3C)."""
    return {
        "@context": ["http://www.w3.org/ns/csvw", {"@language": "de"}],
        "tables": [
            {
                "url": "../areas.csv",
                "dc:title": "Gebiete",
                "tableSchema": {
                    "columns": [
                        {"name": name, "titles": name, "datatype": kind}
                        for name, kind in (
                            ("ags", "string"), ("name", "string"), ("art", "string"), ("land", "string"),
                            ("einwohner", "integer"), ("km2", "integer"),
                        )
                    ],
                    "primaryKey": "ags",
                },
            },
            *(_table_of(theme, material) for theme in material.themes.values()),
        ],
    }  # fmt: skip


def _table_of(theme: Theme, material: Material) -> dict[str, Any]:
    by = theme.dimensions
    kinds = {"wert": "number"}
    unit = f" ({theme.indicator.unit})" if theme.indicator.unit else ""
    return {
        "url": f"{theme.indicator.id}.csv",
        "dc:title": theme.indicator.name,
        "dc:description": theme.indicator.definition,
        "dc:license": common_licence(material.sources_of(theme)),
        "dc:source": attributions(material.sources_of(theme)),
        "tableSchema": {
            "columns": [
                {
                    "name": name,
                    "titles": name,
                    "datatype": kinds.get(name, "string"),
                    **({"dc:description": f"{theme.indicator.name}{unit}"} if name == "wert" else {}),
                    **({"required": True} if name in ("ags", "zeitraum") else {}),
                }
                for name in columns(theme)
            ],
            "primaryKey": ["ags", "zeitraum", *by],
            "foreignKeys": [
                {
                    "columnReference": "ags",
                    "reference": {"resource": "../areas.csv", "columnReference": "ags"},
                }
            ],
        },
    }


def _parquet(material: Material) -> bytes:
    """Return all figures in one file, sorted by indicator and area, in groups that a reader can fetch one by one."""
    import duckdb

    with TemporaryDirectory(prefix="bericht-") as folder:
        source, target = Path(folder) / "figures.csv", Path(folder) / "figures.parquet"
        rows = (
            (name, row.ags, material.areas[row.ags].name, row.breakdown, row.period, parse_period(row.period).year,
             short(row.value), row.status, row.source)
            for name, theme in sorted(material.themes.items())
            for row in theme.rows
        )  # fmt: skip
        names = ("indicator", "ags", "area", "breakdown", "period", "year", "value", "status", "source")
        source.write_bytes(table(names, rows))
        types = ", ".join(
            f"'{name}': '{ {'year': 'INTEGER', 'value': 'DOUBLE'}.get(name, 'VARCHAR') }'" for name in names
        )
        with duckdb.connect(config={"threads": 1}) as memory:
            memory.execute(
                f"COPY (SELECT * FROM read_csv({literal(str(source))}, header=true, auto_detect=false, columns={{{types}}},"  # noqa: S608
                " delim=',', quote='\"', escape='\"', nullstr='', force_not_null=['breakdown', 'status']))"
                f" TO {literal(str(target))} (FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE 20000)"
            )
        return target.read_bytes()


_CONTEXT = {
    "dcat": "http://www.w3.org/ns/dcat#",
    "dcatde": "http://dcat-ap.de/def/dcatde/",
    "dct": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
}
_AUTHORITY = "http://publications.europa.eu/resource/authority/"
_FILES = (
    ("CSV", "figures/{}.csv", "CSV", "text/csv"),
    ("JSON", "indicators/{}.json", "JSON", "application/json"),
    ("JSON-stat", "jsonstat/{}.json", "JSON", "application/json"),
)


def _records(material: Material) -> dict[str, Any]:
    """Return the portal for catalogues of open data (DCAT-AP.de), one dataset per indicator; addresses are relative."""
    return {
        "@context": _CONTEXT,
        "@id": "#katalog",
        "@type": "dcat:Catalog",
        "dct:title": _german("Bildung in Zahlen: Kreise und kreisfreie Städte"),
        "dct:description": _german(
            "Kennzahlen zur Bildung für Kreise, Länder und Deutschland aus amtlichen Quellen."
        ),
        "dct:language": {"@id": f"{_AUTHORITY}language/DEU"},
        "dct:publisher": {
            "@id": "#herausgeber",
            "@type": "foaf:Agent",
            "foaf:name": _german("Betreiber dieses Portals"),
        },
        "dcat:dataset": [_record(theme, material) for theme in material.themes.values()],
    }


def _record(theme: Theme, material: Material) -> dict[str, Any]:
    name, sources = theme.indicator.id, material.sources_of(theme)
    return {
        "@id": f"#{name}",
        "@type": "dcat:Dataset",
        "dct:identifier": f"portal-{name}",
        "dct:title": _german(theme.indicator.name),
        "dct:description": _german(theme.indicator.definition),
        "dct:publisher": {"@id": "#herausgeber"},
        "dcat:theme": {"@id": f"{_AUTHORITY}data-theme/EDUC"},
        "dcat:keyword": [_german(word) for word in ("Bildung", "Bildungsmonitoring", theme.indicator.short)],
        "dcat:distribution": [
            {
                "@id": f"#{name}-{label.lower()}",
                "@type": "dcat:Distribution",
                "dct:title": _german(f"{theme.indicator.name} ({label})"),
                "dcat:accessURL": {"@id": path.format(name)},
                "dcat:downloadURL": {"@id": path.format(name)},
                "dct:format": {"@id": f"{_AUTHORITY}file-type/{kind}"},
                "dcat:mediaType": {"@id": f"https://www.iana.org/assignments/media-types/{media}"},
                "dct:license": {"@id": common_licence(sources)},
                "dcatde:licenseAttributionByText": _german(attributions(sources)),
            }
            for label, path, kind, media in _FILES
        ],
    }


def _german(text: str) -> dict[str, str]:
    return {"@value": text, "@language": "de"}


def _openapi() -> dict[str, Any]:
    """Return the description of all addresses (OpenAPI 3.1)."""

    def get(summary: str, media: str, parameter: str = "") -> dict[str, Any]:
        given = (
            [{"name": parameter, "in": "path", "required": True, "schema": {"type": "string"}}]
            if parameter
            else []
        )
        answer = {
            "200": {"description": summary, "content": {media: {}}},
            "404": {"description": "Gibt es nicht."},
        }
        return {"get": {"summary": summary, "parameters": given, "responses": answer}}

    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Bildung in Zahlen",
            "version": "1",
            "description": "Statische Dateien. Adressen unter v1 bleiben; was sich im Aufbau ändert, bekommt v2.",
        },
        "servers": [{"url": "."}],
        "paths": {
            "/catalogue.json": get("Kennzahlen mit Definition, Quellen, Brüchen", "application/json"),
            "/areas.json": get("Gebiete", "application/json"),
            "/areas.csv": get("Gebiete", "text/csv"),
            "/areas/{ags}.json": get("Alle Zahlen eines Gebiets", "application/json", "ags"),
            "/indicators/{id}.json": get("Alle Zahlen einer Kennzahl", "application/json", "id"),
            "/figures/{id}.csv": get("Alle Zahlen einer Kennzahl", "text/csv", "id"),
            "/figures/csv-metadata.json": get(
                "Beschreibung der CSV-Dateien (CSV on the Web)", "application/csvm+json"
            ),
            "/figures.parquet": get("Alle Zahlen in einer Datei", "application/vnd.apache.parquet"),
            "/jsonstat/{id}.json": get(
                "Alle Zahlen einer Kennzahl (JSON-stat 2.0)", "application/json", "id"
            ),
            "/dcat-ap.jsonld": get("Katalog für GovData (DCAT-AP.de)", "application/ld+json"),
        },
    }
