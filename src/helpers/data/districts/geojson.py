"""GeoJSON files: features, what names them, their areas mended, and the plane on which degrees become metres."""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from helpers.errors import DataError

if TYPE_CHECKING:
    from shapely import Geometry

SLIP = 0.001
"""Share of an area that mending its ring may change: a ring that touches itself is a slip, one that crosses itself is not."""


def read_features(path: Path, name: str) -> list[dict[str, Any]]:
    """Return the features of a GeoJSON file.

    Raises:
        DataError: it is missing, or no GeoJSON.
    """
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


def named(feature: dict[str, Any]) -> dict[str, str]:
    """Return the properties of a feature that could name a district, and its own id, as text."""
    given = feature.get("properties")
    properties = {str(k).casefold(): v for k, v in given.items()} if isinstance(given, dict) else {}
    if "id" in feature:
        properties.setdefault("id", feature["id"])
    return {
        k: " ".join(str(v).split())
        for k, v in properties.items()
        if isinstance(v, str | int) and not isinstance(v, bool) and str(v).strip()
    }


def mended(feature: dict[str, Any], where: str) -> tuple[Geometry, bool]:
    """Return the area of a feature, and whether it had to be mended: its ring touched itself, or it held more than areas.

    Raises:
        DataError: it is no area, is empty, or mending would change it.
    """
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
    if shape.is_empty or not shapely.envelope(shape).area:
        raise DataError(f"{where}: Die Fläche ist leer.")
    if shape.is_valid:
        return shape, False
    whole = shapely.make_valid(shape, method="structure")
    whole = shapely.union_all([part for part in shapely.get_parts(whole) if part.area])
    if whole.is_empty or abs(whole.area - shape.area) > SLIP * whole.area or _crosses(shape, whole):
        raise DataError(
            f"{where}: Die Grenze überschneidet sich selbst ({shapely.is_valid_reason(shape)}). Bitte die Geometrie im "
            "Geoinformationssystem prüfen und reparieren („Geometrien reparieren“)."
        )
    return whole, True


def _crosses(shape: Geometry, whole: Geometry) -> bool:
    """Tell whether mending by the outline and by counting crossings disagree: then it is not clear what is inside."""
    import shapely

    other = shapely.make_valid(shape, method="linework")
    parts = [part for part in shapely.get_parts(other) if part.area]
    return bool(shapely.symmetric_difference(whole, shapely.union_all(parts)).area > SLIP * whole.area)


class Plane(NamedTuple):
    """Where degrees or metres of a file become metres around the middle of the municipality."""

    middle: tuple[float, float]
    scale: tuple[float, float]
    degrees: bool

    def metres(self, shape: Geometry) -> Geometry:
        """Return a shape of the file in metres."""
        import numpy as np
        import shapely

        return shapely.transform(shape, lambda xy: (xy - np.array(self.middle)) * np.array(self.scale))

    def point(self, east: float, north: float) -> tuple[float, float]:
        """Return a point of the file in metres."""
        return (east - self.middle[0]) * self.scale[0], (north - self.middle[1]) * self.scale[1]

    def place(self, x: float, y: float) -> tuple[float, float]:
        """Return longitude and latitude, or easting and northing, of a point in metres."""
        return self.middle[0] + x / self.scale[0], self.middle[1] + y / self.scale[1]


def plane_of(shapes: Sequence[Geometry], name: str) -> Plane:
    """Return the plane on which shapes become metres.

    Raises:
        DataError: their coordinates are of no known system.
    """
    import shapely

    west, south, east, north = (float(v) for v in shapely.total_bounds(list(shapes)))
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
        scale = radius * math.cos(math.radians((south + north) / 2)), radius
    elif west % 1_000_000 >= 100_000 and east - west < 500_000 and south >= 5_200_000 and north <= 6_200_000:
        scale = 1.0, 1.0
    else:
        raise DataError(
            f"{name}: Das Bezugssystem der Koordinaten ist nicht bekannt (zum Beispiel {west:.0f}, {south:.0f}). Erwartet "
            "wird WGS84 (Länge, Breite in Grad) oder ETRS89/UTM (EPSG:25832 oder 25833, in Metern)."
        )
    return Plane(((west + east) / 2, (south + north) / 2), scale, scale[0] != 1.0)
