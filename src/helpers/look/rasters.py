"""Photographs and other raster pictures: what they are by their content, whole, and small enough to be drawn."""

from __future__ import annotations

import io
import warnings

from PIL import Image, UnidentifiedImageError

KINDS = {"PNG": "PNG", "JPEG": "JPEG", "GIF": "GIF", "WEBP": "WebP", "MPO": "JPEG"}
"""Pillow's names of what a report may hold; MPO is how some telephones write a JPEG."""
SUFFIXES = {".png": "PNG", ".jpg": "JPEG", ".jpeg": "JPEG", ".gif": "GIF", ".webp": "WebP"}
MAX_BYTES = 30_000_000
MAX_PIXELS = 50_000_000
"""A telephone's largest photograph; as bytes it takes 150 MB while it is drawn."""
MAX_SIDE = 20_000


def check_raster(content: bytes, kind: str = "") -> None:
    """Read a picture through to its end: a damaged one would stop what draws it, after all chapters.

    Args:
        content: of the file.
        kind: what its name says it is, a value of `SUFFIXES`; empty where nothing does.

    Raises:
        ValueError: it is none, another than its name says, damaged or too large; a German half-sentence.
    """
    if not content:
        raise ValueError("die Datei ist leer")
    if len(content) > MAX_BYTES:
        raise ValueError(f"die Datei ist größer als {MAX_BYTES // 1_000_000} MB; bitte verkleinern")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of Pillow's own limit, which ours is below
            with Image.open(io.BytesIO(content), formats=["PNG", "JPEG", "GIF", "WEBP"]) as picture:
                found = KINDS[picture.format or ""]
                width, height = picture.size
                if kind and found != kind:
                    raise ValueError(
                        f"dem Namen nach ist es ein {kind}, dem Inhalt nach ein {found}; bitte richtig benennen"
                    )
                if width * height > MAX_PIXELS or max(width, height) > MAX_SIDE:
                    raise ValueError(
                        f"mit {width} × {height} Bildpunkten ist es zu groß (höchstens {MAX_PIXELS // 1_000_000} Millionen, "
                        f"{MAX_SIDE} je Seite); bitte verkleinern"
                    )
                picture.load()
    except UnidentifiedImageError:
        raise ValueError("dem Inhalt nach ist es kein Bild (PNG, JPEG, GIF oder WebP)") from None
    except (OSError, SyntaxError, EOFError, Image.DecompressionBombError) as error:
        raise ValueError(f"das Bild ist beschädigt ({error})") from None
