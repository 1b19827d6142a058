"""Read `data/<city>/grenzen.geojson`: the borders of the districts, checked before anything is drawn with them."""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from helpers.data.districts.coverage import check_coverage
from helpers.errors import DataError, nearest

if TYPE_CHECKING:
    from shapely import Geometry

    from helpers.data.areas import Area, Areas

FILE = "grenzen.geojson"
KEYS = (
    "ags",
    "schluessel",
    "schlüssel",
    "nummer",
    "nr",
    "id",
    "name",
    "bezeichnung",
    "stadtbezirk",
    "stadtteil",
)
"""Properties in which a district's key or name is looked for, in this order."""

CITE = "data/{city}/grenzen.geojson"


def read_borders(
    data: Path, city: str, areas: Areas, ags: str, districts: Sequence[Area]
) -> dict[str, Geometry]:
    """Return the districts' areas by key, in metres on a plane (north up), ready to be drawn.

    The file holds polygons in WGS84 (longitude, latitude; GeoJSON's own reference system) or in ETRS89/UTM (metres,
    zone 31 to 33). Within a municipality the earth is flat enough: degrees become metres at its middle latitude, with
    an error below one in a thousand.

    Raises:
        DataError: the file is missing or damaged, its coordinates are of another system, a district has no border or
            a border no district (with the most similar name), or borders cross, overlap or leave a gap.
    """
    name = CITE.format(city=city)
    features = _features(data / city / FILE, name)
    found: dict[str, Geometry] = {}
    for number, feature in enumerate(features, 1):
        key = _key(feature, number, name, areas, ags, districts)
        shape = _shape(feature, f"{name}, Fläche {number} ({areas[key].name})")
        if key in found:
            raise DataError(
                f"{name}, Fläche {number}: „{areas[key].name}“ steht zweimal in der Datei. Besteht ein Gebiet aus mehreren "
                "Teilen, bitte als eine Fläche (MultiPolygon) speichern."
            )
        found[key] = shape
    if missing := [area.name for area in districts if area.ags not in found]:
        raise DataError(
            f"{name}: Ohne Grenze {'ist' if len(missing) == 1 else 'sind'} {', '.join(f'„{m}“' for m in missing)}. "
            "Jeder Sozialraum aus areas.csv braucht eine Fläche."
        )
    ordered = {area.ags: found[area.ags] for area in districts}
    plane = _on_a_plane(ordered, name)
    check_coverage(plane, name, areas)
    return plane


def _features(path: Path, name: str) -> list[dict[str, Any]]:
    if not path.is_file():
        raise DataError(
            f"{name} fehlt. Erwartet wird eine GeoJSON-Datei mit einer Fläche je Sozialraum; sie lässt sich aus dem "
            "Geoinformationssystem der Kommune ausgeben."
        )
    try:
        content = json.loads(path.read_text("utf-8-sig"))
    except (OSError, ValueError, RecursionError) as problem:
        raise DataError(
            f"{name}: Die Datei lässt sich nicht als GeoJSON lesen. Bitte als GeoJSON in UTF-8 ausgeben (nicht als Shape-Datei)."
        ) from problem
    features = content.get("features") if isinstance(content, dict) else None
    if not isinstance(features, list) or not features or not all(isinstance(f, dict) for f in features):
        raise DataError(f"{name}: Erwartet wird eine „FeatureCollection“ mit mindestens einer Fläche.")
    return features


def _key(
    feature: dict[str, Any], number: int, name: str, areas: Areas, ags: str, districts: Sequence[Area]
) -> str:
    """Return the key of the district a feature means."""
    given = feature.get("properties")
    properties = {str(k).casefold(): v for k, v in given.items()} if isinstance(given, dict) else {}
    if "id" in feature:
        properties.setdefault("id", feature["id"])
    texts = [str(properties[k]).strip() for k in KEYS if properties.get(k) not in (None, "")]
    if not texts:
        raise DataError(
            f"{name}, Fläche {number}: Es fehlt, welcher Sozialraum gemeint ist. Erwartet wird die Eigenschaft „ags“ "
            "(Schlüssel) oder „name“."
        )
    known = {area.ags for area in districts}
    for text in texts:
        for key in (text, f"{ags}-{text}", f"{ags}-{text.zfill(2)}"):
            if key in known:
                return key
        try:
            if (key := areas.match(text, ags).ags) in known:
                return key
        except DataError:
            continue
    hint = nearest(texts[-1], [area.name for area in districts]) or nearest(texts[0], sorted(known))
    raise DataError(
        f"{name}, Fläche {number}: „{texts[-1]}“ ist kein Sozialraum aus areas.csv.{hint} Bitte den Namen berichtigen, "
        "die Schreibweise in area-names.csv eintragen oder die Fläche entfernen."
    )


def _shape(feature: dict[str, Any], where: str) -> Geometry:
    import shapely

    geometry = feature.get("geometry")
    kind = geometry.get("type") if isinstance(geometry, dict) else None
    if kind not in ("Polygon", "MultiPolygon"):
        found = f"„{kind}“" if kind else "keine Form"
        raise DataError(f"{where}: {found} gefunden, erwartet wird eine Fläche (Polygon oder MultiPolygon).")
    try:
        shape = shapely.force_2d(shapely.from_geojson(json.dumps(geometry)))
    except (shapely.GEOSException, ValueError, TypeError) as problem:
        raise DataError(f"{where}: Die Koordinaten der Fläche lassen sich nicht lesen.") from problem
    if not shape.is_valid:
        raise DataError(
            f"{where}: Die Grenze überschneidet sich selbst ({shapely.is_valid_reason(shape)}). Bitte die Geometrie im "
            "Geoinformationssystem prüfen und reparieren („Geometrien reparieren“)."
        )
    if shape.is_empty or not shape.area:
        raise DataError(f"{where}: Die Fläche ist leer.")
    return shape


def _on_a_plane(shapes: dict[str, Geometry], name: str) -> dict[str, Geometry]:
    import numpy as np
    import shapely

    west, south, east, north = shapely.total_bounds(list(shapes.values()))
    if west >= -180 and east <= 180 and south >= -90 and north <= 90:
        if not (west >= 5 and east <= 16 and south >= 47 and north <= 56):
            swapped = west >= 47 and east <= 56 and south >= 5 and north <= 16
            raise DataError(
                f"{name}: Die Flächen liegen nicht in Deutschland"
                + (
                    ", weil Länge und Breite vertauscht sind; GeoJSON nennt zuerst die Länge."
                    if swapped
                    else "."
                )
            )
        radius = 6_371_000 * math.pi / 180
        scale = np.array([radius * math.cos(math.radians((south + north) / 2)), radius])
    elif west % 1_000_000 >= 100_000 and east - west < 500_000 and south >= 5_200_000 and north <= 6_200_000:
        scale = np.array([1.0, 1.0])
    else:
        raise DataError(
            f"{name}: Das Bezugssystem der Koordinaten ist nicht bekannt (zum Beispiel {west:.0f}, {south:.0f}). Erwartet "
            "wird WGS84 (Länge, Breite in Grad) oder ETRS89/UTM (EPSG:25832 oder 25833, in Metern)."
        )
    middle = np.array([(west + east) / 2, (south + north) / 2])
    return {key: shapely.transform(shape, lambda xy: (xy - middle) * scale) for key, shape in shapes.items()}
