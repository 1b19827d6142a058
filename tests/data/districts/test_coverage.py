"""Overlaps and gaps between districts are refused, naming both; the outline of the municipality and enclaves are not."""

from __future__ import annotations

import random

import pytest
import shapely
from shapely import Geometry, Polygon, box

from helpers.data.areas import Area, Areas
from helpers.data.districts.coverage import TOLERANCE, check_coverage
from helpers.errors import DataError

KEYS = "abcdefghijklmnopqrst"
AREAS = Areas(
    [
        Area("DG", "Deutschland", "staat", ""),
        *(Area(k, f"Bezirk {k.upper()}", "sozialraum", "DG") for k in KEYS),
    ]
)


def check(**shapes: Geometry) -> None:
    check_coverage(shapes, "data/beispiel/grenzen.geojson", AREAS)


SOUTH = box(0, 0, 2000, 2000)
FINE: dict[str, dict[str, Geometry]] = {
    "side by side": {"a": SOUTH, "b": box(0, 2000, 2000, 4000)},
    "a hair apart": {"a": SOUTH, "b": box(0, 2000.5, 2000, 4000)},
    "a hair over": {"a": SOUTH, "b": box(0, 1999.5, 2000, 4000)},
    "a step in the outline": {"a": SOUTH, "b": box(2000, 0, 4000, 1000)},
    "a bay in the outline": {
        "a": Polygon([(0, 0), (2000, 0), (2000, 2000), (0, 2000), (0, 1200), (300, 1000), (0, 800)]),
        "b": box(2000, 0, 4000, 2000),
    },
    "a bay between two": {
        "a": Polygon([(0, 0), (2000, 0), (2000, 1700), (1700, 2000), (0, 2000)]),
        "b": Polygon([(2000, 0), (4000, 0), (4000, 2000), (2300, 2000), (2000, 1700)]),
    },
    "an enclave": {"a": shapely.difference(box(0, 0, 9000, 9000), box(3000, 3000, 6500, 6500)), "b": box(9000, 0, 18000, 4000)},
    "far apart": {"a": SOUTH, "b": box(8000, 8000, 10000, 10000)},
}  # fmt: skip
GAPS: dict[str, tuple[dict[str, Geometry], str]] = {
    "an open strip": ({"a": SOUTH, "b": box(0, 2050, 2000, 4050)}, "100.000"),
    "a slit open at one end": ({"a": SOUTH, "b": Polygon([(0, 4000), (0, 2000), (1000, 2000), (2000, 2080), (2000, 4000)])}, "40.000"),
    "a hole": ({"a": shapely.difference(SOUTH, box(900, 1900, 1100, 2000)), "b": box(0, 2000, 2000, 4000)}, "20.000"),
    "a hole within one": ({"a": SOUTH, "b": shapely.difference(box(0, 2000, 2000, 4000), box(800, 2000, 900, 2100))}, "10.000"),
}  # fmt: skip


@pytest.mark.parametrize("case", FINE)
def test_what_fits_is_taken(case: str) -> None:
    check(**FINE[case])


@pytest.mark.parametrize("case", GAPS)
def test_a_gap_is_refused_with_both_names_its_size_and_the_tolerance(case: str) -> None:
    shapes, size = GAPS[case]
    with pytest.raises(DataError) as caught:
        check(**shapes)
    said = str(caught.value).replace("\u00a0", " ")
    assert said.startswith("data/beispiel/grenzen.geojson: Zwischen „Bezirk ")
    assert {"„Bezirk A“" in said, "„Bezirk B“" in said} == {True}
    assert f"eine Lücke von {size} m²" in said
    assert "erlaubt sind 0,1 % der kleineren Fläche" in said


def test_an_overlap_is_refused_with_both_names_and_the_tolerance() -> None:
    with pytest.raises(DataError) as caught:
        check(a=SOUTH, b=box(0, 1900, 2000, 3900))
    said = str(caught.value).replace("\u00a0", " ")
    assert (
        "„Bezirk A“ und „Bezirk B“ überschneiden sich (5,0 % der kleineren Fläche; erlaubt sind 0,1 %)"
        in said
    )


@pytest.mark.parametrize("seed", range(12))
def test_any_division_of_a_city_is_taken_and_any_shrunk_district_is_not(seed: int) -> None:
    """Voronoi cells of random points within a jagged outline; then one inner district is drawn too small."""
    chance = random.Random(seed)
    points = [(chance.uniform(0, 9000), chance.uniform(0, 9000)) for _ in range(14)]
    outline = shapely.convex_hull(shapely.MultiPoint(points)).buffer(
        1200 + chance.uniform(0, 900), quad_segs=3
    )
    cells = shapely.get_parts(shapely.voronoi_polygons(shapely.MultiPoint(points), extend_to=outline))
    shapes = {key: shapely.intersection(cell, outline) for key, cell in zip(KEYS, cells, strict=False)}
    check(**shapes)
    inner = min(shapes, key=lambda key: shapely.distance(shapes[key].centroid, outline.centroid))
    shapes[inner] = shapely.buffer(shapes[inner], -30)
    with pytest.raises(DataError, match=f"Lücke.*|Zwischen.*{AREAS[inner].name}"):
        check(**shapes)


def test_the_tolerance_is_the_one_that_is_said() -> None:
    assert TOLERANCE == 0.001
