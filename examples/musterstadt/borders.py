"""The borders of the districts, drawn where no city lies: in the German Bight."""

from __future__ import annotations

import itertools
import json
import math

from examples.musterstadt.truth import AGS, SEED, districts, noise

CENTRE = (7.2, 54.55)
"""Longitude and latitude of the middle, in the open sea."""

KM = (0.015479, 0.008984)
"""Degrees per kilometre at that latitude."""

STEPS = 3
"""Each border between two corners is broken so many times in two."""


def borders() -> str:
    """Return the borders as GeoJSON in WGS84, six decimals (about ten centimetres)."""
    import shapely

    cells = _cells()
    features = []
    for district, cell in zip(districts(), cells, strict=True):
        ring = [[round(CENTRE[0] + x * KM[0], 6), round(CENTRE[1] + y * KM[1], 6)] for x, y in cell]
        polygon = shapely.orient_polygons(shapely.Polygon(ring))
        features.append(
            {
                "type": "Feature",
                "properties": {"ags": district.ags, "name": district.name},
                "geometry": {"type": "Polygon", "coordinates": [list(map(list, polygon.exterior.coords))]},
            }
        )
    head = {
        "type": "FeatureCollection",
        "name": f"Fiktiv: erfundene Stadtbezirke von Musterstadt (AGS {AGS} gibt es nicht)",
    }
    lines = ",\n".join(json.dumps(feature, ensure_ascii=False) for feature in features)
    return f'{json.dumps(head, ensure_ascii=False)[:-1]}, "features": [\n{lines}\n]}}\n'


def _cells() -> list[list[tuple[float, float]]]:
    """Return one ring per district in kilometres: Voronoi cells with crooked borders, from the middle outwards."""
    import shapely

    sites = _sites()
    outline = shapely.Polygon(
        [(_radius(a) * math.cos(a), 0.85 * _radius(a) * math.sin(a)) for a in _angles(64)]
    )
    cells = shapely.voronoi_polygons(shapely.MultiPoint(sites), extend_to=outline.buffer(5))
    clipped = [shapely.intersection(cell, outline) for cell in cells.geoms]
    edges = shapely.line_merge(shapely.unary_union([cell.boundary for cell in clipped]))
    crooked = [shapely.LineString(_crooked(list(line.coords))) for line in edges.geoms]
    faces = list(shapely.polygonize(crooked).geoms)
    rings = []
    for x, y in sites:
        face = next(f for f in faces if f.contains(shapely.Point(x, y)))
        rings.append([(float(px), float(py)) for px, py in face.exterior.coords])
    return rings


def _sites() -> list[tuple[float, float]]:
    """Return one point per district: three rings around the middle, shaken."""
    sites = []
    for number in range(24):
        ring, place, of = (
            (0, number, 4) if number < 4 else (1, number - 4, 8) if number < 12 else (2, number - 12, 12)
        )
        chance = noise("site", number)
        radius = (1.1, 3.0, 5.2)[ring] * chance.uniform(0.9, 1.1)
        angle = 2 * math.pi * (place + 0.4 * ring + chance.uniform(-0.18, 0.18)) / of
        sites.append((radius * math.cos(angle), 0.85 * radius * math.sin(angle)))
    return sites


def _angles(count: int) -> list[float]:
    return [2 * math.pi * i / count for i in range(count)]


def _radius(angle: float) -> float:
    phases = [noise("outline", k).uniform(0, 2 * math.pi) for k in range(2, 6)]
    return 6.8 * (1 + sum(0.05 * math.sin(k * angle + p) for k, p in enumerate(phases, 2)))


def _crooked(points: list[tuple[float, float]]) -> list[tuple[float, float]]:
    """Break each stretch in two again and again and move the middles sideways; ends stay where they meet others."""
    for _ in range(STEPS):
        broken = [points[0]]
        for (x1, y1), (x2, y2) in itertools.pairwise(points):
            length = math.hypot(x2 - x1, y2 - y1)
            middle = ((x1 + x2) / 2, (y1 + y2) / 2)
            if length > 0.25:
                aside = noise(SEED, round(middle[0], 3), round(middle[1], 3)).uniform(-0.11, 0.11)
                middle = (middle[0] - aside * (y2 - y1), middle[1] + aside * (x2 - x1))
                broken.append(middle)
            broken.append((x2, y2))
        points = broken
    return points
