"""Pictures of the book: their size, that they are pictures and nothing more, and an SVG's raster copy."""

from __future__ import annotations

import re
import struct
from pathlib import Path, PurePosixPath

from helpers.errors import BookError
from helpers.look import raster, rasters, vectors

PNG = b"\x89PNG\r\n\x1a\n"
VIEW_BOX = re.compile(rb'<svg[^>]*?viewBox="[-\d.]+ [-\d.]+ ([\d.]+) ([\d.]+)"', re.DOTALL)


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


def is_picture(name: str) -> bool:
    """Whether a file is a picture by its name."""
    return PurePosixPath(name).suffix.lower() in (".svg", *rasters.SUFFIXES)


def harmless(name: str, content: bytes, where: str = "") -> bytes:
    """Return a picture that shows something and does nothing else: an SVG written anew, others without the notes of cameras.

    Args:
        name: of the file, which says what it is.
        content: of the file.
        where: what a message calls it, where its name does not say.

    Raises:
        BookError: it is no such picture, damaged, too large, or an SVG that does more; names the file.
    """
    suffix = PurePosixPath(name).suffix.lower()
    try:
        if suffix == ".svg":
            return vectors.cleaned(content)
        rasters.check_raster(content, rasters.SUFFIXES[suffix])
    except ValueError as error:
        raise BookError(f"{where or name}: Das Bild kann nicht in den Bericht: {error}.") from None
    return rasters.without_notes(content)


def check(root: Path, file: str) -> None:
    """Refuse a picture of the book that `harmless` refuses.

    Raises:
        BookError: names the file.
    """
    if is_picture(file):
        harmless(file, (root / file).read_bytes())


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
