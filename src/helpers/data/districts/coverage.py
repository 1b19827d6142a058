"""Whether districts cover their municipality: no place may belong to two of them, and none between them to no one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from helpers.errors import DataError

if TYPE_CHECKING:
    from shapely import Geometry

    from helpers.data.areas import Areas
    from helpers.data.districts.geojson import Plane

TOLERANCE = 0.001
"""Share of the smaller of two neighbours that may lie in both, or in a gap between them: borders drawn by hand never fit
to the centimetre."""

REACH = 1 / 40
"""Share of the municipality's extent up to which an open strip between two districts is looked for, to either side."""

SLENDER, ENCLOSED = 4.0, 0.75
"""A strip that is open at its ends is a gap only if it is so many times as long as it is wide and so much of its outline
lies on borders; anything else is the outline of the municipality."""

ENCLAVE = 0.5
"""A hole of at least so much of the smallest district is another municipality that lies within, not a gap."""


NEAR = 50
"""Metres from a declared point of water within which its gap is looked for."""


@dataclass(frozen=True)
class Allowed:
    """What may lie between districts without belonging to one: harbours, rivers, or all that is outside the municipality.

    Args:
        water: a point in metres for each water that the profile declares.
        outline: the municipality's own outline in metres, None where it has supplied none.
    """

    water: tuple[tuple[float, float], ...] = ()
    outline: Geometry | None = field(default=None)

    def left(self, gap: Geometry) -> Geometry:
        """Return the part of a gap that is none of this."""
        import shapely

        reach = shapely.buffer(gap, NEAR)
        if any(shapely.contains_xy(reach, x, y) for x, y in self.water):
            return shapely.Polygon()
        return gap if self.outline is None else shapely.intersection(gap, self.outline)


def check_coverage(
    shapes: Mapping[str, Geometry],
    name: str,
    areas: Areas,
    allowed: Allowed | None = None,
    plane: Plane | None = None,
) -> None:
    """Refuse districts that overlap or leave a gap between them.

    Args:
        shapes: key → area in metres.
        name: the file, for messages.
        areas: for the names of districts.
        allowed: water and what is outside, which is no gap.
        plane: tells where on the map a gap is.

    Raises:
        DataError: naming the two districts, how much lies in both or in neither, and what to do.
    """
    overlap = next(_overlaps(shapes), None)
    if overlap:
        first, second, part = overlap
        raise DataError(
            f"{name}: „{areas[first].name}“ und „{areas[second].name}“ überschneiden sich ({_percent(part)} der kleineren Fläche; erlaubt "
            f"sind {_percent(TOLERANCE)}). Bitte die Grenzen im Geoinformationssystem berichtigen."
        )
    gap = next(_gaps(shapes, allowed or Allowed()), None)
    if gap:
        first, second, hole = gap
        size, tolerance = _square_metres(hole.area), _percent(TOLERANCE)
        raise DataError(
            f"{name}: Zwischen „{areas[first].name}“ und „{areas[second].name}“ liegt eine Lücke von {size}, die zu keinem "
            f"Sozialraum gehört (erlaubt sind {tolerance} der kleineren Fläche). Bitte die Grenzen im Geoinformationssystem "
            f"aneinander anschließen („Lücken schließen“).{_declare(hole, plane)}"
        )


def _overlaps(shapes: Mapping[str, Geometry]) -> Iterator[tuple[str, str, float]]:
    """Yield two districts that lie on each other, and the share of the smaller that lies in both."""
    import shapely

    keys, values = list(shapes), list(shapes.values())
    pairs = shapely.STRtree(values).query(values, predicate="intersects").tolist()
    for i, j in sorted(zip(*pairs, strict=True)):
        if i < j:
            smaller = min(values[i].area, values[j].area)
            part = shapely.intersection(values[i], values[j]).area / smaller
            if part > TOLERANCE:
                yield keys[i], keys[j], part


def _declare(hole: Geometry, plane: Plane | None) -> str:
    """Say how a gap is declared as water, where its place on the map is known."""
    if plane is None or not plane.degrees:
        return " Liegt dort ein Gewässer, hilft der eigene Umriss der Kommune (umriss.geojson)."
    x, y = hole.point_on_surface().coords[0]
    east, north = plane.place(x, y)
    return f" Liegt dort ein Gewässer, steht es im Profil so: „water: {{Hafen: [{east:.4f}, {north:.4f}]}}“."


def _gaps(shapes: Mapping[str, Geometry], allowed: Allowed) -> Iterator[tuple[str, str, Geometry]]:
    """Yield the two districts with the longest borders on a gap, and the gap.

    Gaps are holes of the common area, and open strips: what closing it (outwards and inwards again by the same distance)
    adds, where that is long, narrow and bordered by districts.
    """
    import shapely

    whole = shapely.union_all(list(shapes.values()))
    smallest = min(shape.area for shape in shapes.values())
    holes = [
        shapely.Polygon(ring)
        for part in shapely.get_parts(whole)
        for ring in part.interiors
        if shapely.Polygon(ring).area < ENCLAVE * smallest
    ]
    west, south, east, north = shapely.bounds(whole)
    reach = REACH * max(east - west, north - south)
    filled = shapely.union_all([whole, *holes])
    closed = shapely.buffer(shapely.buffer(filled, reach, join_style="mitre"), -reach, join_style="mitre")
    rim = shapely.buffer(filled.boundary, 0.5)
    shapely.prepare(rim)
    strips = [
        part
        for part in shapely.get_parts(shapely.difference(closed, filled))
        if part.area and _is_strip(part, rim)
    ]
    for gap in map(allowed.left, (*holes, *strips)):
        edge = shapely.buffer(gap, 0.5)
        beside = {key: shapely.intersection(edge, shape).area for key, shape in shapes.items()}
        first, second = sorted(beside, key=lambda key: (-beside[key], key))[:2]
        if beside[second] and gap.area > TOLERANCE * min(shapes[first].area, shapes[second].area):
            yield first, second, gap


def _is_strip(part: Geometry, rim: Geometry) -> bool:
    """Tell whether a piece is a slit between districts, not a bay in the outline: long, narrow, bordered on both sides."""
    import shapely

    width = 2 * shapely.maximum_inscribed_circle(part, tolerance=part.length / 1000).length
    bordered = shapely.intersection(part.boundary, rim).length / part.length
    return bool(part.length / 2 > SLENDER * width and bordered > ENCLOSED)


def _percent(share: float) -> str:
    return f"{100 * share:.1f}".replace(".", ",") + "\u00a0%"


def _square_metres(size: float) -> str:
    return f"{round(size):,}".replace(",", ".") + "\u00a0m²"
