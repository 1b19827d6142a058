"""The house style: fonts, colours and the way a matplotlib figure becomes a small, byte-stable SVG."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Literal, NamedTuple

from helpers.figures.draw.metrics import FACES, FONT, face_file, measures
from helpers.look import colours

if TYPE_CHECKING:
    from matplotlib import RcParams
    from matplotlib.axes import Axes
    from matplotlib.colors import Colormap
    from matplotlib.figure import Figure

    from helpers.facts.series import Series

WIDTH_CM = 14.0  # between the text column of the PDF and a full page; sizes in points hold here
POINTS_PER_CM = 72 / 2.54
FONT_CSS = "'Bericht Sans','Source Sans 3','Source Sans Pro',Arial,sans-serif"
"""The first is a small part of Source Sans Pro, which web pages and pictures for download bring along (`assemble/charts`)."""
FONT_SLACK = 1.14  # Arial, the widest of the fallbacks, runs this much wider than Source Sans

Colour = str | tuple[float, float, float] | tuple[float, float, float, float]
Dash = Literal["-"] | tuple[float, tuple[float, ...]]

INK = "#222222"
MUTED = "#595959"  # small print on white: 7:1


class Tone(NamedTuple):
    """How one thing looks in every chart.

    `line` keeps 3:1 against white (WCAG 1.4.11), `text` 4.5:1 (WCAG 1.4.3); tones that meet in one chart
    differ in lightness, too, so that they stay apart in greyscale and with colour-vision deficiency.
    """

    line: str
    text: str
    dash: Dash = "-"
    marker: str = "o"
    width: float = 1.8


CITY = Tone("#005A9C", "#005A9C", width=2.8)
LAND = Tone("#B87A00", "#8A5B00", dash=(0.0, (4.0, 1.6)), marker="D")
GERMANY = Tone("#1F1F1F", "#1F1F1F", dash=(0.0, (1.2, 1.6)), marker="s")
PEER = Tone("#8E8E8E", "#595959", width=1.0)

# Values of a dimension without inherent order, e.g. sexes; neighbours differ in lightness.
DISTINCT = (
    Tone("#7B3F98", "#7B3F98"),
    Tone("#1A936F", "#127353", dash=(0.0, (4.0, 1.6)), marker="D"),
    Tone("#1F1F1F", "#1F1F1F", dash=(0.0, (1.2, 1.6)), marker="s"),
    Tone("#C4622D", "#A84E1E", dash=(0.0, (6.0, 1.5, 1.2, 1.5)), marker="^"),
)

BY_ROLE = {"city": CITY, "land": LAND, "germany": GERMANY, "peer": PEER}


def tone_of(series: Series) -> Tone:
    """Return the look of a series: by role for areas, by its place in the order for values of a dimension."""
    return BY_ROLE.get(series.role) or DISTINCT[series.rank % len(DISTINCT)]


# From dark to light with a change of hue, so that neighbours differ in both; all keep 3:1 against white.
ORDERED_STOPS = ("#0B2447", "#43418F", "#8B4285", "#BF5640", "#B98A1F")
DIVERGING_STOPS = ("#B35806", "#F1A340", "#F7F7F7", "#998EC3", "#542788")  # ColorBrewer PuOr, safe for CVD


def ordered(count: int) -> list[str]:
    """Return `count` colours from dark to light for values in a meaningful order."""
    from matplotlib.colors import LinearSegmentedColormap, to_hex

    cmap = LinearSegmentedColormap.from_list("ordered", ORDERED_STOPS)
    return [to_hex(cmap(i / max(count - 1, 1))) for i in range(count)]


def diverging() -> Colormap:
    """Return the colours from far below (orange) over the middle (nearly white) to far above (violet)."""
    from matplotlib.colors import LinearSegmentedColormap

    return LinearSegmentedColormap.from_list("diverging", DIVERGING_STOPS)


def luminance(colour: Colour) -> float:
    """Return the relative luminance (0 to 1) of a colour, after WCAG 2.1."""
    from matplotlib.colors import to_rgb

    return colours.luminance(to_rgb(colour))


def contrast(a: Colour, b: Colour = "#ffffff") -> float:
    """Return the contrast ratio (1 to 21) of two colours, after WCAG 2.1."""
    from matplotlib.colors import to_rgb

    return colours.contrast(to_rgb(a), to_rgb(b))


def text_on(colour: Colour) -> str:
    """Return white or black, whichever reads better on `colour`; one of them always keeps 4.5:1."""
    return "#ffffff" if contrast(colour) >= contrast(colour, "#000000") else "#000000"


@cache
def _rc() -> RcParams:
    import matplotlib
    from matplotlib import font_manager

    for face in FACES.values():
        font_manager.fontManager.addfont(face_file(face))
    path = Path(__file__).with_name("bildungsbericht.mplstyle")
    return matplotlib.rc_params_from_file(path, use_default_template=False)


def use() -> None:
    """Make the house style the default, so that own matplotlib and seaborn charts follow it."""
    import matplotlib

    matplotlib.rcParams.update(_rc())


@contextmanager
def house_style() -> Iterator[None]:
    """Draw in the house style whatever the notebook has set before."""
    import matplotlib

    with matplotlib.rc_context(_rc()):
        yield


def canvas(
    height: float, left: float, right: float, top: float = 0.7, bottom: float = 0.8
) -> tuple[Figure, Axes]:
    """Return a figure of the printed width with one axes; all lengths in centimetres."""
    from matplotlib.figure import Figure

    # However long a single word is, something remains to draw on.
    squeeze = min(1.0, (WIDTH_CM - 3) / max(left + right, 1e-9))
    left, right = left * squeeze, right * squeeze
    figure = Figure(figsize=(WIDTH_CM / 2.54, height / 2.54))
    box = (
        left / WIDTH_CM,
        bottom / height,
        (WIDTH_CM - left - right) / WIDTH_CM,
        (height - top - bottom) / height,
    )
    return figure, add_axes(figure, box)


def add_axes(figure: Figure, box: tuple[float, float, float, float]) -> Axes:
    """Return new axes in a box (left, bottom, width, height; parts of the figure); `axes.scale` draws their ticks."""
    from helpers.figures.draw.bare import BareAxes

    axes = figure.add_axes(box, axes_class=BareAxes)
    axes.set_axis_off()
    return axes


def text_width(text: str, size: float = 10, weight: str = "normal") -> float:
    """Return the width of a text in centimetres, with slack for a wider substitute font."""
    return _width(text, size, weight) / POINTS_PER_CM * FONT_SLACK


def _width(text: str, size: float, weight: str) -> float:
    if found := measures(text, size, weight):
        return found[0]
    from matplotlib.font_manager import FontProperties
    from matplotlib.textpath import text_to_path

    _rc()
    font = FontProperties(family=FONT, size=size, weight=weight)
    width, _, _ = text_to_path.get_text_width_height_descent(text, font, ismath=False)
    return float(width)


_METADATA = re.compile(r"\s*<metadata>.*?</metadata>", re.DOTALL)
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_DEFAULTS = re.compile(
    r"<defs>\s*<style type=\"text/css\">\*\{stroke-linejoin: round; stroke-linecap: butt\}</style>\s*</defs>"
)
_STYLE = re.compile(r'style="([^"]*)"')
_USUAL = frozenset([("font-family", f"'{FONT}'"), ("text-anchor", "start")])
_LEVEL = re.compile(r' transform="rotate\(-?0 [^)]*\)"')
_POINTLESS = re.compile(r'<path d="M [-\d.\s]*"[^>]*/>')
_EMPTY = re.compile(r"<g [^>]*/>")
_GROUP = re.compile(r"<g(?: id=\"[^\"]*\")?([^>]*)>|</g>")
_VALUE = re.compile(r'<rect class="wert".*?</rect>\s*', re.DOTALL)
_ATTRIBUTE = re.compile(r' (?:d|x|y|points|transform)="[^"]*"')
_DECIMALS = re.compile(r"-?\d+\.\d{3,}")  # a hundredth of a point is finer than any printer
_PATH = re.compile(r'(?<= d=")[^"]*')
_SPACE = re.compile(r"(?<=[A-Za-z]) | (?=[A-Za-z])| $")
_INDENT = re.compile(r">\n\s*<")


def to_svg(figure: Figure) -> str:
    """Return a figure as SVG: text stays text, same figure gives the same bytes.

    Looks are attributes, no styles: a page with a strict content policy may hold the picture as it is.
    """
    from helpers.figures.draw.svg import written

    svg = written(figure)
    svg = svg[svg.index("<svg") :]
    for pattern in (_METADATA, _COMMENT, _DEFAULTS, _LEVEL, _POINTLESS, _EMPTY):
        svg = pattern.sub("", svg)
    looks = f'font-family="{FONT_CSS}" stroke-linejoin="round" '
    svg = _STYLE.sub(_attributes, svg).replace("<svg ", f"<svg {looks}", 1)
    svg = _INDENT.sub(">\n<", _values_last(_without_groups(svg)))
    svg = _PATH.sub(lambda path: _SPACE.sub("", " ".join(path[0].split())), svg)
    return _ATTRIBUTE.sub(lambda a: _DECIMALS.sub(lambda n: f"{float(n[0]):.2f}", a[0]), svg)


def _values_last(svg: str) -> str:
    """Return the picture with what says values in one group on top."""
    if not (values := _VALUE.findall(svg)):
        return svg
    together = "".join(re.sub(r">\s+<", "><", value).strip() for value in values)
    rest = _VALUE.sub("", svg).rpartition("</svg>")[0]
    return f'{rest}<g fill="none" pointer-events="all">{together}</g></svg>'


def _attributes(style: re.Match[str]) -> str:
    """Return a style as attributes; what is usual stands once at the picture, and what is none of SVG's goes."""
    pairs = (
        tuple(part.strip() for part in item.split(":", 1)) for item in style[1].split(";") if ":" in item
    )
    return " ".join(f'{pair[0]}="{pair[1]}"' for pair in pairs if pair not in _USUAL)


def _without_groups(svg: str) -> str:
    """Return the picture without groups that say nothing but their name."""
    kept: list[bool] = []

    def group(tag: re.Match[str]) -> str:
        if tag[0] == "</g>":
            return tag[0] if kept.pop() else ""
        kept.append(bool(tag[1].strip()))
        return tag[0] if kept[-1] else ""

    return _GROUP.sub(group, svg)
