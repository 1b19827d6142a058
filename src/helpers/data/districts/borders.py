"""Read `data/<city>/grenzen.geojson`: the borders of the districts, checked before anything is drawn with them."""

from __future__ import annotations

import contextlib
import hashlib
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from helpers.data.districts import coverage
from helpers.data.districts.coverage import Allowed, check_coverage
from helpers.data.districts.geojson import mended, named, plane_of, read_features
from helpers.errors import DataError, nearest
from helpers.files import write_atomically

if TYPE_CHECKING:
    from shapely import Geometry

    from helpers.data.areas import Area, Areas

FILE = "grenzen.geojson"
OUTLINE = "umriss.geojson"
KEYS = (
    "ags",
    "schluessel",
    "schlüssel",
    "nummer",
    "nr",
    "id",
    "name",
    "bezeichnung",
    "stadtteil",
    "stadtbezirk",
)
"""Properties that name a district more likely than others do, the likeliest first."""

CITE = "data/{city}/{file}"


def read_borders(
    data: Path,
    city: str,
    areas: Areas,
    ags: str,
    districts: Sequence[Area],
    water: Mapping[str, tuple[float, float]] | None = None,
) -> dict[str, Geometry]:
    """Return the districts' areas by key, in metres on a plane (north up), ready to be drawn.

    The file holds polygons in WGS84 (longitude, latitude; GeoJSON's own reference system) or in ETRS89/UTM (metres,
    zone 31 to 33). Within a municipality the earth is flat enough: degrees become metres at its middle latitude, with
    an error below one in a thousand. Rings that touch themselves are mended. That nothing overlaps and no gap is left is
    looked into once for each state of the file.

    Args:
        data: the project's folder of data.
        city: folder of the municipality.
        areas: all areas.
        ags: key of the municipality.
        districts: its districts.
        water: name → longitude and latitude of a point in waters that belong to no district, as the profile declares them.

    Raises:
        DataError: the file is missing or damaged, its coordinates are of another system, a district has no border or
            a border no district (with the most similar name), or borders cross, overlap or leave a gap.
    """
    name = CITE.format(city=city, file=FILE)
    features = read_features(data / city / FILE, name)
    keys = _keys(features, name, areas, ags, districts)
    found: dict[str, Geometry] = {}
    for number, (key, feature) in enumerate(zip(keys, features, strict=True), 1):
        shape, _ = mended(feature, f"{name}, Fläche {number} ({areas[key].name})")
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
    plane = plane_of(list(ordered.values()), name)
    shapes = {key: plane.metres(shape) for key, shape in ordered.items()}
    outline = _outline(data / city / OUTLINE, CITE.format(city=city, file=OUTLINE))
    state = repr((sorted((water or {}).items()), [(a.ags, a.name) for a in districts])).encode()
    contents = [path.read_bytes() for path in (data / city / FILE, data / city / OUTLINE) if path.is_file()]
    with _once(data, b"\0".join([state, *contents])) as new:
        if new:
            points = tuple(plane.point(*place) for place in (water or {}).values())
            allowed = Allowed(points, outline and plane.metres(outline))
            check_coverage(shapes, name, areas, allowed, plane)
    return shapes


@contextlib.contextmanager
def _once(data: Path, content: bytes) -> Iterator[bool]:
    """Tell whether what was looked into is new, and remember it where nothing was found wrong with it."""
    digest = hashlib.sha256(content + Path(coverage.__file__).read_bytes()).hexdigest()
    mark = data.parent / "_build" / "grenzen" / digest
    new = not mark.is_file()
    yield new
    if new:
        with contextlib.suppress(OSError):  # it is looked into again
            write_atomically(mark, b"")


def _outline(path: Path, name: str) -> Geometry | None:
    """Return the municipality's own outline, as one area; None where it has supplied none."""
    if not path.is_file():
        return None
    import shapely

    features = read_features(path, name)
    return shapely.union_all(
        [mended(f, f"{name}, Fläche {number}")[0] for number, f in enumerate(features, 1)]
    )


def _keys(
    features: Sequence[dict[str, Any]], name: str, areas: Areas, ags: str, districts: Sequence[Area]
) -> list[str]:
    """Return the key of the district that each feature means.

    All features are named by the property that tells most districts apart: where a Bezirk is called like one of its
    Stadtteile, the column of the Bezirke knows a few of the names, too.
    """
    texts = [named(feature) for feature in features]
    found = {
        prop: [_match(text[prop], areas, ags, districts) if prop in text else None for text in texts]
        for prop in dict.fromkeys(prop for text in texts for prop in text)
    }

    def worth(prop: str) -> tuple[int, int]:
        return -len(set(found[prop]) - {None}), KEYS.index(prop) if prop in KEYS else len(KEYS)

    ranked = sorted(found, key=worth)
    keys = []
    for number, text in enumerate(texts):
        own = [prop for prop in ranked if prop in text]
        key = next((found[prop][number] for prop in own if prop in KEYS or prop == ranked[0]), None)
        if key is None and ranked[0] not in text:
            key = next((k for prop in own if (k := found[prop][number])), None)
        if key is None:
            raise _unnamed(number + 1, name, [text[prop] for prop in own], districts)
        keys.append(key)
    return keys


def _match(text: str, areas: Areas, ags: str, districts: Sequence[Area]) -> str | None:
    known = {area.ags for area in districts}
    for key in (text, f"{ags}-{text}", f"{ags}-{text.zfill(2)}"):
        if key in known:
            return key
    with contextlib.suppress(DataError):
        if (key := areas.match(text, ags).ags) in known:
            return key
    return None


def _unnamed(number: int, name: str, texts: Sequence[str], districts: Sequence[Area]) -> DataError:
    if not texts:
        return DataError(
            f"{name}, Fläche {number}: Es fehlt, welcher Sozialraum gemeint ist. Erwartet wird die Eigenschaft „ags“ "
            "(Schlüssel) oder „name“."
        )
    names, keys = [area.name for area in districts], sorted(area.ags for area in districts)
    hints = ((text, nearest(text, names) or nearest(text, keys)) for text in texts)
    text, hint = next(((text, hint) for text, hint in hints if hint), (texts[0], ""))
    return DataError(
        f"{name}, Fläche {number}: „{text}“ ist kein Sozialraum aus areas.csv.{hint} Bitte den Namen berichtigen, "
        "die Schreibweise in area-names.csv eintragen oder die Fläche entfernen."
    )
