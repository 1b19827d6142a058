"""A city's border file: what it says of its districts becomes `areas.csv`, the borders are mended and kept beside it."""

from __future__ import annotations

import csv
import io
import json
import re
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from helpers.data.areas import COLUMNS, Area, Areas, read_areas
from helpers.data.districts import districts_of, read_borders
from helpers.data.districts.borders import CITE, FILE, KEYS, OUTLINE
from helpers.data.districts.geojson import mended, named, read_features
from helpers.data.profile import load_profile
from helpers.errors import DataError
from helpers.files import write_atomically
from helpers.text.wording import listed

ENDINGS = (".geojson", ".json")
DECIMALS = 6
"""Of degrees: a tenth of a metre."""

_CODE = re.compile(r"(?:\d{2,8}[- ]?)?([0-9A-Za-z]{1,8})")


class Imported(NamedTuple):
    """What was written, and German sentences about it."""

    path: Path
    log: tuple[str, ...]


def import_borders(path: Path, data: Path, city: str) -> Imported:
    """Keep the borders of a municipality's districts, and enter the districts where it has none yet.

    Everything is read once more as charts read it before anything is stored.

    Args:
        path: GeoJSON, an area per district, named in any property.
        data: the project's folder of data.
        city: folder of the municipality.

    Raises:
        DataError: it cannot be told which property names the districts, or the borders are not what they should be.
    """
    profile, areas = load_profile(city, data), read_areas(data)
    features = read_features(path, path.name)
    if len(features) < 2:
        raise DataError(
            f"{path.name}: Die Datei hat nur eine Fläche, erwartet wird eine je Sozialraum. Ist es der Umriss der Kommune, gehört sie nach "
            f"data/{city}/{OUTLINE}."
        )
    districts = list(districts_of(areas, profile.ags, profile.year))
    log = [f"{path.name}: Grenzen von {len(features)} Gebieten."]
    new: list[Area] = []
    if not districts:
        texts = [named(feature) for feature in features]
        names, keys = _naming(texts, path.name), _numbering(texts)
        new = districts = _areas(texts, profile.ags, names, keys)
        numbered = f"Nummern aus „{keys}“" if keys else "Nummern in der Reihenfolge der Datei"
        log.append(
            f"  data/{city}/areas.csv: {len(new)} Sozialräume neu eingetragen, Namen aus „{names}“, {numbered}."
        )
    content, slips = _written(features, path.name)
    all_areas = Areas([*areas.values(), *new])
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch) / "data" / city
        write_atomically(folder / FILE, content)
        if (outline := data / city / OUTLINE).is_file():
            write_atomically(folder / OUTLINE, outline.read_bytes())
        try:
            read_borders(folder.parent, city, all_areas, profile.ags, districts, profile.water)
        except DataError as problem:
            raise DataError(str(problem).replace(CITE.format(city=city, file=FILE), path.name)) from None
    if slips:
        those = "eine Grenze, die sich" if len(slips) == 1 else f"{len(slips)} Grenzen, die sich"
        log.append(f"  Repariert: {those} selbst berühr{'t' if len(slips) == 1 else 'en'} ({listed(slips)}).")
    if new:
        _enter(data / city / "areas.csv", new)
    write_atomically(data / city / FILE, content)
    log.append(f"  data/{city}/{FILE}: Die Grenzen passen aneinander.")
    return Imported(data / city / FILE, tuple(log))


def _naming(texts: Sequence[Mapping[str, str]], file: str) -> str:
    """Return the property that names every district differently, in words."""

    def worth(prop: str) -> tuple[int, int, int]:
        values = [text[prop] for text in texts]
        digits = sum(any(c.isdigit() for c in value) for value in values)
        known = next((i for i, key in enumerate(KEYS) if key in prop), len(KEYS))
        return digits, known, -sum(map(len, values))

    found = [
        prop
        for prop in texts[0]
        if all(prop in text for text in texts)
        and len({text[prop] for text in texts}) == len(texts)
        and all(re.search(r"[^\W\d_]{2}", text[prop]) for text in texts)
    ]
    if not found:
        there = ", ".join(sorted({prop for text in texts for prop in text})) or "keine"
        raise DataError(
            f"{file}: Keine Eigenschaft nennt jede der {len(texts)} Flächen mit einem eigenen Namen (vorhanden: {there}). Bitte die "
            "Namen der Sozialräume mit ausgeben oder sie zuerst in areas.csv eintragen."
        )
    return min(found, key=worth)


def _numbering(texts: Sequence[Mapping[str, str]]) -> str:
    """Return the property with a short number or code of its own for every district; empty where there is none."""
    numbers = ("ags", "key", "schl", "nr", "nummer")

    def worth(prop: str) -> tuple[bool, bool]:
        return not _code(texts[0][prop]).isdigit(), not any(part in prop for part in numbers)

    for prop in sorted(texts[0], key=worth):
        codes = {_code(text.get(prop, "")) for text in texts}
        if len(codes) == len(texts) and "" not in codes and all(any(c.isdigit() for c in x) for x in codes):
            return prop
    return ""


def _code(text: str) -> str:
    """Return the own part of a key: `03` of `01001-03`."""
    match = _CODE.fullmatch(text)
    return match[1] if match else ""


def _areas(texts: Sequence[Mapping[str, str]], ags: str, names: str, keys: str) -> list[Area]:
    codes = [_code(text[keys]) if keys else str(i) for i, text in enumerate(texts, 1)]
    width = max(map(len, codes))
    found = [
        Area(f"{ags}-{code.zfill(width)}", text[names], "sozialraum", ags)
        for code, text in zip(codes, texts, strict=True)
    ]
    return sorted(found, key=lambda area: area.ags)


def _enter(path: Path, areas: Sequence[Area]) -> None:
    """Add districts to the municipality's areas, of which there may be others."""
    before = path.read_text("utf-8-sig") if path.is_file() else ",".join(COLUMNS)
    text = io.StringIO()
    writer = csv.DictWriter(text, next(csv.reader(before.splitlines())), lineterminator="\n")
    writer.writerows({**dict.fromkeys(COLUMNS, ""), **{k: getattr(a, k) for k in COLUMNS[:4]}} for a in areas)
    write_atomically(path, f"{before.rstrip()}\n{text.getvalue()}".encode())


def _written(features: Sequence[dict[str, Any]], file: str) -> tuple[bytes, list[str]]:
    """Return the features with mended areas and what names them, a line each, and the names of those that were mended."""
    import shapely

    lines, slips = [], []
    for number, feature in enumerate(features, 1):
        texts = named(feature)
        shape, slip = mended(feature, f"{file}, Fläche {number}")
        if slip:
            slips.append(texts.get("name", f"Fläche {number}"))
        if abs(shapely.bounds(shape)).max() <= 180:  # degrees, not metres
            shape = shapely.transform(shape, lambda xy: xy.round(DECIMALS))
        geometry = json.loads(shapely.to_geojson(shape))
        line = {"type": "Feature", "properties": texts, "geometry": geometry}
        lines.append(json.dumps(line, ensure_ascii=False, separators=(",", ":")))
    return ('{"type":"FeatureCollection","features":[\n' + ",\n".join(lines) + "\n]}\n").encode(), slips
