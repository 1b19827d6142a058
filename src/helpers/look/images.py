"""Pictures of the book: their size, that an SVG is a picture and nothing more, and its raster copy."""

from __future__ import annotations

import re
import struct
from pathlib import Path

from helpers.errors import BookError
from helpers.look import raster

PNG = b"\x89PNG\r\n\x1a\n"
VIEW_BOX = re.compile(rb'<svg[^>]*?viewBox="[-\d.]+ [-\d.]+ ([\d.]+) ([\d.]+)"', re.DOTALL)
#: An SVG opened on its own runs as a page: no scripts, handlers, foreign markup, and nothing from other hosts.
ACTIVE = re.compile(
    rb"(?=[<\sjhs@])"  # what any of them begins with: halves the time
    rb"(?:<\s*(?:\w+:)?(script|foreignObject|iframe|handler)\b|\s(on\w+)\s*=|(javascript:)|(?:href|src)\s*=\s*[\"'](https?:|//)"
    rb"|(@import)|(<!ENTITY))",
    re.IGNORECASE,
)


def size(path: Path) -> tuple[int, int] | None:
    """Return width and height of a PNG or SVG in CSS pixels (an SVG in points: 4/3 of its view box), or None."""
    if path.suffix == ".png":
        head = path.read_bytes()[:24]
        return struct.unpack(">II", head[16:24]) if head[:8] == PNG else None
    if path.suffix == ".svg":
        with path.open("rb") as file:
            box = VIEW_BOX.search(file.read(2000))
        return (round(float(box[1]) * 4 / 3), round(float(box[2]) * 4 / 3)) if box else None
    return None


def check(root: Path, file: str) -> None:
    """Refuse an SVG that does more than show something.

    Raises:
        BookError: it holds a script, an event handler, foreign markup or a reference to another host.
    """
    if not file.endswith(".svg"):
        return
    found = ACTIVE.search((root / file).read_bytes())
    if found:
        what = next(group for group in found.groups() if group).decode("ascii", "replace")
        raise BookError(
            f"{file}: Das Bild enthält „{what}“; ein SVG darf keine Skripte, Ereignisse oder fremde Adressen enthalten."
        )


def rasterise(root: Path, files: list[str], folder: Path) -> dict[str, str]:
    """Return for each SVG file of the book a PNG (Word needs one): that beside it, or one drawn now.

    Raises:
        BookError: a file is no SVG.
    """
    drawn = {}
    for index, file in enumerate(files):
        target = (root / file).with_suffix(".png")
        if not target.is_file():
            target = folder / f"{index:03d}.png"
            try:
                target.write_bytes(raster.png((root / file).read_bytes()))
            except ValueError as error:
                raise BookError(f"{file}: Das Bild ließ sich nicht zeichnen ({error}).") from error
        drawn[file] = str(target)
    return drawn
