"""Drawings of the portal as SVG: map of the Kreise, distribution of an indicator, an area's place within it."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

from helpers.text.numbers import number

FILE = "kreisgrenzen.geojson"
"""In `data/catalogue/`: a fifth of the points of VG5000, simplified so that neighbours keep their common border."""
ATTRIBUTION = "© GeoBasis-DE / BKG 2021 (Daten verändert)"
WIDTH = 640
_SCALE = 10
"""Steps of the drawing's grid in a unit of its width: coordinates are whole numbers, a tenth of a unit apart."""


def outlines(data: Path) -> tuple[dict[str, str], int]:
    """Return each Kreis as a path of SVG on a drawing of `WIDTH` × 10 units, and the drawing's height on the same grid.

    Longitudes are shortened by the cosine of the mean latitude, as on maps of Germany at this scale.
    """
    features = json.loads((data / "catalogue" / FILE).read_text("utf-8"))["features"]
    points = [
        p for f in features for polygon in f["geometry"]["coordinates"] for ring in polygon for p in ring
    ]
    west, east = min(p[0] for p in points), max(p[0] for p in points)
    south, north = min(p[1] for p in points), max(p[1] for p in points)
    narrow = math.cos(math.radians((south + north) / 2))
    scale = WIDTH * _SCALE / ((east - west) * narrow)

    def path(rings: Sequence[Any]) -> str:
        text = ""
        for ring in rings:
            at = [(round((x - west) * narrow * scale), round((north - y) * scale)) for x, y in ring]
            steps = [(b[0] - a[0], b[1] - a[1]) for a, b in pairwise(at[:-1])]
            text += (
                f"M{at[0][0]} {at[0][1]}l"
                + " ".join(f"{dx} {dy}" for dx, dy in steps if (dx, dy) != (0, 0))
                + "z"
            )
        return text.replace(" -", "-")

    found = {
        f["properties"]["ags"]: "".join(path(polygon) for polygon in f["geometry"]["coordinates"])
        for f in features
    }
    return found, round((north - south) * scale)


def distribution(values: Mapping[str, float], names: Mapping[str, str], decimals: int) -> tuple[str, int]:
    """Return circles, one per area, heaped where many have about the same value, and the drawing's height.

    Args:
        values: by area.
        names: printed with the values when a circle is pointed at; empty where a script takes them from the table beside it.
        decimals: of the printed values.
    """
    lowest, highest = min(values.values()), max(values.values())
    width = (highest - lowest) or 1.0
    heaps: dict[int, int] = {}
    circles = []
    for key, value in sorted(values.items(), key=lambda item: (item[1], item[0])):
        step = round((value - lowest) / width * 118)
        heaps[step] = heaps.get(step, 0) + 1
        circles.append((key, 10 + step * 5, heaps[step]))
    height = max(heaps.values()) * 5 + 28

    def title(key: str) -> str:
        return f"<title>{names[key]}: {number(values[key], decimals)}</title>" if names else ""

    drawn = "".join(
        f'<circle id="p{key}" cx="{x}" cy="{height - 22 - 5 * y}" r="2.3">{title(key)}</circle>'
        for key, x, y in circles
    )
    ends = (
        f'<path d="M8 {height - 20}H602"/><text x="8" y="{height - 6}">{number(lowest, decimals)}</text>'
        f'<text x="602" y="{height - 6}" text-anchor="end">{number(highest, decimals)}</text>'
    )
    return ends + drawn, height


def spine(value: float, ordered: Sequence[float], land: float | None, peers: float | None) -> str:
    """Return where a value lies among others: the line reaches from the lowest to the highest, the bar holds the middle half.

    Args:
        value: the area's own, a dot.
        ordered: of all areas, the lowest first.
        land: of its Land, a stroke.
        peers: middle of the areas that are similar to it, a triangle below the line.
    """
    lowest, highest = ordered[0], ordered[-1]
    width = (highest - lowest) or 1.0

    def x(of: float) -> int:
        return 4 + round(112 * min(max((of - lowest) / width, 0), 1))

    quarter, rest = ordered[len(ordered) // 4], ordered[-1 - len(ordered) // 4]
    stroke = f'<path class="l" d="M{x(land)} 2v14"/>' if land is not None else ""
    stroke += f'<path class="p" d="M{x(peers)} 11l-4 6h8z"/>' if peers is not None else ""
    return (
        f'<svg class="spine" viewBox="0 0 120 18" aria-hidden="true"><path d="M4 9h112"/>'
        f'<path class="m" d="M{x(quarter)} 9H{x(rest)}"/>{stroke}<circle cx="{x(value)}" cy="9" r="4"/></svg>'
    )
