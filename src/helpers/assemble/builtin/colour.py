"""The municipality's colours on the page: contrast computed, an unreadable colour darkened and reported."""

from __future__ import annotations

import colorsys
import re
from collections.abc import Mapping
from dataclasses import dataclass

from helpers.errors import BookError

LIGHT = "#eff2f5"  # the darkest surface of the light page (--surface in book.css)
DARK = "#242a31"  # the lightest surface of the dark page
DEFAULTS = {"primary": "#005a9c", "accent": "#b87a00"}
GERMAN = {"primary": "Hauptfarbe", "accent": "Akzentfarbe"}
# WCAG 2.1: 4.5:1 for text (1.4.3), 3:1 for marks and borders (1.4.11)
RATIOS = {"primary": 4.5, "accent": 3.0}
HEX = re.compile(r"#(?:[0-9a-f]{3}|[0-9a-f]{6})", re.IGNORECASE)


@dataclass(frozen=True)
class Palette:
    """Colours ready for the page.

    `colours` maps `primary` and `accent` to (colour on the light page, colour on the dark page);
    `notes` are German sentences about colours that had to be changed on the light page.
    """

    colours: Mapping[str, tuple[str, str]]
    notes: tuple[str, ...]

    @property
    def css(self) -> str:
        """The style sheet `colours.css` with the colours as custom properties."""
        lines = [f"  --{name}: light-dark({light}, {dark});" for name, (light, dark) in self.colours.items()]
        return "\n".join([":root {", *lines, "}", ""])


def palette(wanted: Mapping[str, str] | None = None) -> Palette:
    """Make the colours `wanted` (`primary`, `accent`; `#rrggbb`) readable on light and dark pages.

    Raises:
        BookError: an unknown key, or a value that is no hexadecimal colour.

    >>> palette({"primary": "#ffcc00"}).notes[0].partition(";")[0]
    'Die Hauptfarbe #ffcc00 ist auf hellem Grund nicht lesbar (Kontrast 1,3:1, nötig 4,5:1)'
    """
    wanted = wanted or {}
    colours, notes = {}, []
    if unknown := sorted(wanted.keys() - DEFAULTS.keys()):
        raise BookError(f"Unbekannte Farbe „{unknown[0]}“. Möglich sind: {', '.join(DEFAULTS)}.")
    for name, default in DEFAULTS.items():
        colour = wanted.get(name, default)
        if not HEX.fullmatch(colour):
            raise BookError(
                f"Die {GERMAN[name]} „{colour}“ ist keine Farbangabe. Erwartet wird die Form #1a2b3c."
            )
        light = readable(colour, LIGHT, RATIOS[name])
        colours[name] = (light, readable(colour, DARK, RATIOS[name]))
        if light != _hex(_channels(colour)):
            found, needed = (f"{n:.1f}".replace(".", ",") for n in (contrast(colour, LIGHT), RATIOS[name]))
            notes.append(
                f"Die {GERMAN[name]} {colour} ist auf hellem Grund nicht lesbar "
                f"(Kontrast {found}:1, nötig {needed}:1); im HTML-Bericht steht dafür {light}."
            )
    return Palette(colours, tuple(notes))


def luminance(colour: str) -> float:
    """Return the relative luminance (0 to 1) of `#rrggbb`, after WCAG 2.1."""
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in _channels(colour)]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(a: str, b: str) -> float:
    """Return the contrast ratio (1 to 21) of two colours, after WCAG 2.1."""
    low, high = sorted((luminance(a), luminance(b)))
    return (high + 0.05) / (low + 0.05)


def readable(colour: str, background: str, ratio: float = 4.5) -> str:
    """Return `colour`, or the nearest lightness of the same hue that keeps `ratio` against `background`.

    >>> readable("#005a9c", "#ffffff")
    '#005a9c'
    """
    if contrast(colour, background) >= ratio:
        return _hex(_channels(colour))
    hue, lightness, saturation = colorsys.rgb_to_hls(*_channels(colour))
    end = 0.0 if luminance(background) > 0.18 else 1.0
    candidate = colour
    for step in range(1, 256):  # steps of 8-bit lightness: the first that is enough, at worst black or white
        candidate = _hex(colorsys.hls_to_rgb(hue, lightness + (end - lightness) * step / 255, saturation))
        if contrast(candidate, background) >= ratio:
            break
    return candidate


def _channels(colour: str) -> tuple[float, float, float]:
    digits = colour.lstrip("#")
    if len(digits) == 3:
        digits = "".join(c * 2 for c in digits)
    red, green, blue = (int(digits[i : i + 2], 16) / 255 for i in (0, 2, 4))
    return red, green, blue


def _hex(channels: tuple[float, float, float]) -> str:
    return "#" + "".join(f"{round(c * 255):02x}" for c in channels)
