"""Which characters the fonts of a PDF can show, so that one that none has is named before the PDF is set."""

from __future__ import annotations

import os
import re
import shutil
import unicodedata
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from pathlib import Path

_UNUSUAL = re.compile(
    "[^\n\t\r -~\u00a0-\u017f–—‘’‚“”„•…‹›€™←↑→↓−≈≤≥\u2009\u202f\u200b\u200c\u200d\ufeff\ufe0e\ufe0f]"
)
"""All but what Source Sans Pro is known to have: looked for first, since few texts have any."""
_INVISIBLE = ("Cf", "Cc", "Zs", "Zl", "Zp")


def font_folders() -> list[str]:
    """Return the folders of the fonts: Source Sans Pro, and Noto for emoji and what is not written in Latin letters."""
    return [str(files("font_source_sans_pro") / "files"), str(files("manimgx_fonts"))]


def put_fonts(folder: Path) -> None:
    """Put the fonts of a PDF into a folder, without weights that no page uses; as links, where the disk knows them.

    A book is as good as the fonts beside it: by them it is set in the same way anywhere and in years to come.
    """
    latin, others = map(Path, font_folders())
    found = [
        latin / f"SourceSansPro-{weight}.otf"
        for weight in ("Regular", "It", "Semibold", "SemiboldIt", "Bold", "BoldIt")
    ]
    folder.mkdir()
    for path in (*found, latin / "LICENSE.txt", *sorted(others.glob("*.ttf"))):
        try:
            os.link(path, folder / path.name)
        except OSError:
            shutil.copyfile(path, folder / path.name)


@cache
def _shown() -> frozenset[int]:
    """Return the code points that some font has."""
    from fontTools.ttLib import TTFont

    points: set[int] = set()
    paths = [path for folder in font_folders() for path in sorted(Path(folder).glob("*.[to]tf"))]
    # Typst has this one inside, and matplotlib a newer edition as a file.
    paths.append(Path(str(files("matplotlib") / "mpl-data" / "fonts" / "ttf" / "DejaVuSansMono.ttf")))
    for path in paths:
        with TTFont(path, lazy=True) as font:
            points |= font.getBestCmap().keys()
    return frozenset(points - set(map(ord, "☇☈✕✧✩")))  # which only the newer edition has


def missing(text: str) -> Iterator[str]:
    """Yield the characters of a text that no font of the PDF has.

    >>> list(missing("Grüße 😀, Привет, 你好"))
    ['你', '好']
    """
    for found in _UNUSUAL.finditer(text):
        if ord(found[0]) not in _shown() and unicodedata.category(found[0]) not in _INVISIBLE:
            yield found[0]


def described(character: str) -> str:
    """Return a character with its number and name, for a message.

    >>> described("你")
    '„你“ (U+4F60, CJK UNIFIED IDEOGRAPH-4F60)'
    """
    name = unicodedata.name(character, "")
    return f"„{character}“ (U+{ord(character):04X}{f', {name}' if name else ''})"
