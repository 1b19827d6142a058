"""The municipality's colours with enough contrast for text (WCAG 2.1, 1.4.3: 4.5 to 1)."""

from __future__ import annotations

import re
from dataclasses import asdict, dataclass

from helpers.errors import BookError

NEUTRAL_PRIMARY, NEUTRAL_ACCENT = "#1c4e6e", "#a3480a"
# The least favourable backgrounds of text: the tinted surfaces of the light and the dark page (--surface in site/book.css)
PAPER, NIGHT = "#eff2f5", "#242a31"
DARK_PAGE = "#16191d"
"""The ground of a dark page (--page in site/book.css), on which charts stand."""
ENOUGH = 4.5

RGB = tuple[float, float, float]


@dataclass(frozen=True)
class Theme:
    """Colours as `#rrggbb`: for light pages, and `…_dark` for a dark page."""

    primary: str
    on_primary: str
    accent: str
    primary_dark: str
    accent_dark: str

    def as_dict(self) -> dict[str, str]:
        """Return the colours by name."""
        return asdict(self)


def luminance(colour: str | RGB) -> float:
    """Return the relative luminance of `#rrggbb`, or of three parts from 0 to 1: 0 to 1 (WCAG 2.1).

    >>> luminance("#ffffff")
    1.0
    """
    red, green, blue = _linear(colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(colour: str | RGB) -> list[float]:
    """Return the three parts of a colour as amounts of light, 0 to 1."""
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)] if isinstance(colour, str) else colour
    return [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]


def contrast(one: str | RGB, other: str | RGB) -> float:
    """Return the contrast ratio of two colours, 1 to 21 (WCAG 2.1); not rounded, so that 4.496 is not enough.

    >>> round(contrast("#000000", "#ffffff"), 9)
    21.0
    """
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def at_night(colour: str) -> str:
    """Return the colour of a chart on a dark page: as far from its ground as the given one is from white paper.

    The hue stays; light and dark change places. Since the luminances are mirrored, any two colours keep their contrast to each other, too
    (black alone, which would have to be lighter than white, comes nearer).

    >>> at_night("#ffffff"), at_night("#000000")
    ('#191919', '#ffffff')
    """
    linear, is_now = _linear(colour), luminance(colour)
    wanted = min((luminance(DARK_PAGE) + 0.05) * 1.05 / (is_now + 0.05) - 0.05, 1.0)
    if wanted <= is_now:
        linear = [part * wanted / is_now for part in linear]
    else:
        whiter = (wanted - is_now) / (1 - is_now)
        linear = [part + (1 - part) * whiter for part in linear]
    parts = (
        round(255 * (12.92 * part if part <= 0.0031308 else 1.055 * part ** (1 / 2.4) - 0.055))
        for part in linear
    )
    return "#" + "".join(f"{part:02x}" for part in parts)


def readable(colour: str, background: str, towards: str) -> str:
    """Mix a colour with black or white until it can be read on the background."""
    for step in range(21):
        mixed = _mix(colour, towards, step / 20)
        if contrast(mixed, background) >= ENOUGH:
            return mixed
    return towards


def _mix(colour: str, other: str, share: float) -> str:
    channels = (
        round(int(colour[i : i + 2], 16) * (1 - share) + int(other[i : i + 2], 16) * share) for i in (1, 3, 5)
    )
    return "#" + "".join(f"{channel:02x}" for channel in channels)


def theme(primary: str = "", accent: str = "") -> tuple[Theme, list[str]]:
    """Return the report's colours and a German sentence for each that had to be changed to be readable.

    Raises:
        BookError: a colour is not of the form `#rrggbb`.
    """
    warnings: list[str] = []
    chosen = []
    for name, colour, neutral in (("primary", primary, NEUTRAL_PRIMARY), ("accent", accent, NEUTRAL_ACCENT)):
        colour = (colour or neutral).lower()
        if not re.fullmatch(r"#[0-9a-f]{6}", colour):
            raise BookError(f"Die Farbe „{colour}“ ({name}) muss die Form #rrggbb haben.")
        dark_enough = readable(colour, PAPER, "#000000")
        if dark_enough != colour:
            warnings.append(
                f"Die Farbe {colour} ist auf hellem Grund nicht lesbar (Kontrast {contrast(colour, PAPER):.1f} : 1, nötig 4,5 : 1) "
                f"und wird als {dark_enough} verwendet.".replace(".", ",", 1)
            )
        chosen.append((colour, dark_enough))
    (raw_primary, primary), (raw_accent, accent) = chosen
    return (
        Theme(
            primary,
            "#ffffff",
            accent,
            readable(raw_primary, NIGHT, "#ffffff"),
            readable(raw_accent, NIGHT, "#ffffff"),
        ),
        warnings,
    )
