"""Border files: two reference systems, keys matched, and a sentence for every way in which a file can be wrong."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from helpers.data.areas import Area, Areas
from helpers.data.districts import districts_of, read_borders
from helpers.errors import DataError

HOME = "09761"
AREAS = Areas(
    [
        Area("DG", "Deutschland", "bund", ""),
        Area("09", "Bayern", "land", "DG"),
        Area(HOME, "Beispielstadt", "kreis", "09"),
        Area(f"{HOME}-01", "Nord", "sozialraum", HOME),
        Area(f"{HOME}-02", "Süd", "sozialraum", HOME),
    ],
    [("Nordstadt", f"{HOME}-01")],
)
BELOW = districts_of(AREAS, HOME)


def square(x: float, y: float, size: float) -> dict[str, Any]:
    ring = [[x, y], [x + size, y], [x + size, y + size], [x, y + size], [x, y]]
    return {"type": "Polygon", "coordinates": [ring]}


def feature(geometry: object, **properties: object) -> dict[str, Any]:
    return {"type": "Feature", "properties": properties, "geometry": geometry}


NORTH, SOUTH = square(10.9, 48.4, 0.02), square(10.9, 48.38, 0.02)


def read(tmp_path: Path, *features: dict[str, Any], text: str | None = None) -> dict[str, Any]:
    folder = tmp_path / "beispiel"
    folder.mkdir(exist_ok=True)
    content = json.dumps({"type": "FeatureCollection", "features": list(features)}) if text is None else text
    (folder / "grenzen.geojson").write_text(content, "utf-8")
    return read_borders(tmp_path, "beispiel", AREAS, HOME, BELOW)


@pytest.mark.parametrize(
    "names",
    [
        ({"ags": f"{HOME}-01"}, {"ags": f"{HOME}-02"}),
        ({"ags": "01"}, {"ags": "2"}),
        ({"name": "Nordstadt"}, {"Name": "SUED"}),
        ({"NR": 1, "name": "irgendwie"}, {"NR": 2, "name": "anders"}),
    ],
)
def test_districts_are_matched_by_key_number_name_or_spelling(
    tmp_path: Path, names: tuple[dict[str, object], ...]
) -> None:
    shapes = read(tmp_path, feature(NORTH, **names[0]), feature(SOUTH, **names[1]))
    assert list(shapes) == [f"{HOME}-01", f"{HOME}-02"]
    assert shapes[f"{HOME}-01"].centroid.y > shapes[f"{HOME}-02"].centroid.y


def test_degrees_become_metres(tmp_path: Path) -> None:
    """At 48.4° north 0.02 degrees are 2,224 m to the north and cos(48.4°) × 2,224 = 1,477 m to the east."""
    west, south, east, north = read(tmp_path, feature(NORTH, ags="01"), feature(SOUTH, ags="02"))[
        f"{HOME}-01"
    ].bounds
    assert north - south == pytest.approx(2224, abs=3)
    assert east - west == pytest.approx(1477, abs=3)


def test_utm_is_taken_as_it_is(tmp_path: Path) -> None:
    shapes = read(
        tmp_path,
        feature(square(640_000, 5_360_000, 2000), ags="01"),
        feature(square(640_000, 5_358_000, 2000), ags="02"),
    )
    assert shapes[f"{HOME}-01"].area == pytest.approx(4_000_000)


BOWTIE = {
    "type": "Polygon",
    "coordinates": [[[10.9, 48.4], [10.92, 48.42], [10.92, 48.4], [10.9, 48.42], [10.9, 48.4]]],
}
WRONG: dict[str, tuple[list[dict[str, Any]], str]] = {
    "unknown name": (
        [feature(NORTH, name="Nrod"), feature(SOUTH, ags="02")],
        "„Nrod“ ist kein Sozialraum.*Meinten Sie „Nord“",
    ),
    "no name": ([feature(NORTH), feature(SOUTH, ags="02")], "Fläche 1: Es fehlt, welcher Sozialraum"),
    "missing": ([feature(NORTH, ags="01")], "Ohne Grenze ist „Süd“"),
    "twice": ([feature(NORTH, ags="01"), feature(SOUTH, ags="01")], "„Nord“ steht zweimal"),
    "crossing itself": (
        [feature(BOWTIE, ags="01"), feature(SOUTH, ags="02")],
        r"\(Nord\): Die Grenze überschneidet sich selbst",
    ),
    "on each other": (
        [feature(NORTH, ags="01"), feature(square(10.9, 48.39, 0.02), ags="02")],
        "„Nord“ und „Süd“ überschneiden sich",
    ),
    "a point": (
        [feature({"type": "Point", "coordinates": [10.9, 48.4]}, ags="01")],
        "„Point“ gefunden, erwartet wird eine Fläche",
    ),
    "no geometry": ([feature(None, ags="01")], "erwartet wird eine Fläche"),
    "swapped": (
        [feature(square(48.4, 10.9, 0.02), ags="01"), feature(square(48.4, 10.88, 0.02), ags="02")],
        "Länge und Breite vertauscht",
    ),
    "abroad": (
        [feature(square(-70, 40, 0.02), ags="01"), feature(square(-70, 39.98, 0.02), ags="02")],
        "nicht in Deutschland",
    ),
    "other system": (
        [
            feature(square(1_213_000, 6_170_000, 2000), ags="01"),
            feature(square(1_213_000, 6_300_000, 2000), ags="02"),
        ],
        "Bezugssystem der Koordinaten ist nicht bekannt.*ETRS89/UTM",
    ),
    "empty": ([], "mindestens einer Fläche"),
}


@pytest.mark.parametrize("case", WRONG)
def test_what_is_wrong_is_said(tmp_path: Path, case: str) -> None:
    features, said = WRONG[case]
    with pytest.raises(DataError, match=said) as caught:
        read(tmp_path, *features)
    assert str(caught.value).startswith("data/beispiel/grenzen.geojson")


@pytest.mark.parametrize("text", ["", "kein JSON", "[]", '{"type": "Topology"}', '{"features": [1]}'])
def test_what_is_no_geojson_is_said(tmp_path: Path, text: str) -> None:
    with pytest.raises(DataError, match=r"GeoJSON|FeatureCollection"):
        read(tmp_path, text=text)


def test_a_missing_file_is_said(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="fehlt"):
        read_borders(tmp_path, "beispiel", AREAS, HOME, BELOW)


def test_a_hair_of_overlap_is_allowed(tmp_path: Path) -> None:
    assert read(tmp_path, feature(NORTH, ags="01"), feature(square(10.9, 48.380005, 0.02), ags="02"))


HARBOUR = square(10.9, 48.4002, 0.02)
"""Twenty metres north of its neighbour, so that a strip is open between them."""


def test_a_gap_is_water_where_the_profile_says_so_and_only_there(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"Lücke.*water: \{Hafen: \[10\.9\d+, 48\.400\d\]\}"):
        read(tmp_path, feature(HARBOUR, ags="01"), feature(SOUTH, ags="02"))
    assert read_borders(tmp_path, "beispiel", AREAS, HOME, BELOW, {"Hafen": (10.91, 48.4001)})
    with pytest.raises(DataError, match="Lücke"):
        read_borders(tmp_path, "beispiel", AREAS, HOME, BELOW, {"Teich": (10.91, 48.41)})


def test_what_is_outside_the_own_outline_is_no_gap(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="Lücke"):
        read(tmp_path, feature(HARBOUR, ags="01"), feature(SOUTH, ags="02"))
    outline = {"type": "FeatureCollection", "features": [feature(HARBOUR), feature(SOUTH)]}
    file = tmp_path / "beispiel" / "umriss.geojson"
    file.write_text(json.dumps(outline), "utf-8")
    assert read_borders(tmp_path, "beispiel", AREAS, HOME, BELOW)
    outline["features"] = [feature(square(10.9, 48.38, 0.0402))]
    file.write_text(json.dumps(outline), "utf-8")
    with pytest.raises(DataError, match="Lücke"):
        read_borders(tmp_path, "beispiel", AREAS, HOME, BELOW)


def test_the_property_that_tells_most_apart_names_the_areas(tmp_path: Path) -> None:
    shapes = read(
        tmp_path, feature(NORTH, name="Süd", quartier="Nord"), feature(SOUTH, name="Süd", quartier="Süd")
    )
    assert shapes[f"{HOME}-01"].centroid.y > shapes[f"{HOME}-02"].centroid.y
