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
_PNG, _PNG_NOTES = b"\x89PNG\r\n\x1a\n", (b"eXIf", b"tEXt", b"zTXt", b"iTXt", b"tIME")
_APP1, _SCAN, _ORIENTATION = 0xE1, 0xDA, 0x0112


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


def without_notes(content: bytes) -> bytes:
    """Return a JPEG or PNG without what cameras and programs note in it, such as where it was taken; which way is up stays.

    The picture itself keeps its bytes, and IPTC's notes of author and rights stay.

    Args:
        content: of a file that `check_raster` has read.
    """
    if content.startswith(b"\xff\xd8"):
        return _jpeg_without_notes(content)
    return _png_without_notes(content) if content.startswith(_PNG) else content


def _jpeg_without_notes(content: bytes) -> bytes:
    kept, at, noted = [content[:2]], 2, False
    while content[at : at + 1] == b"\xff" and content[at + 1] != _SCAN:
        end = at + 2 + int.from_bytes(content[at + 2 : at + 4], "big")
        if end <= at + 2:
            return content  # a form that nobody writes; Pillow has read it all the same
        if content[at + 1] == _APP1:
            noted = True
        else:
            kept.append(content[at:end])
        at = end
    if not noted:
        return content
    with Image.open(io.BytesIO(content), formats=["JPEG"]) as picture:
        turned = picture.getexif().get(_ORIENTATION, 1)
    if turned in range(2, 9):
        exif = Image.Exif()
        exif[_ORIENTATION] = turned
        note = exif.tobytes()
        kept.insert(1, bytes([0xFF, _APP1]) + (len(note) + 2).to_bytes(2, "big") + note)
    return b"".join([*kept, content[at:]])


def _png_without_notes(content: bytes) -> bytes:
    kept, at = [_PNG], len(_PNG)
    while at < len(content):
        end = at + 12 + int.from_bytes(content[at : at + 4], "big")
        if content[at + 4 : at + 8] not in _PNG_NOTES:
            kept.append(content[at:end])
        at = end
    return b"".join(kept)
