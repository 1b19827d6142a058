"""Charts in web pages: the picture becomes part of the page, which then says its values, and shows its table and the dark.

Chapters say `![](x.svg)`, and both assemblers make an `<img>` of it. Where `x.json` beside it holds what it shows (the exporter writes it
for the report's own charts), the page gets the picture itself. Any other picture stays as it is.
"""

from __future__ import annotations

import base64
import json
import re
import shutil
from collections.abc import Mapping
from functools import cache
from html import escape, unescape
from pathlib import Path

from helpers.look.colours import at_night

HERE = Path(__file__).parent
SITE = ("charts.css", "charts.js", "bericht-sans-regular.woff2", "bericht-sans-semibold.woff2", "OFL.txt")
"""What pages with charts need, in the folder `site/` of the report."""

FAMILY = "Bericht Sans"

PROFILE = "sec-sozialraum-"
"""How the id of a district's profile begins; its key follows."""

_IMAGE = re.compile(r'<img\b[^>]*?\bsrc="(?P<src>[^":?#]+\.svg)"[^>]*>')
_ALT = re.compile(r'\balt="([^"]*)"')
_GROUND = re.compile(r'<path d="M ?0 [^"]*"\s+fill="#ffffff"\s*/>\s*')
_OUTLINE = re.compile(r'(?<= d=")[^"]{500,}')
_FINE = re.compile(r"(\d+\.\d)\d+")
_COLOUR = re.compile(r'(?<= )(fill|stroke|stop-color)="(#[0-9a-fA-F]{6})"')
_ID = re.compile(r'(\bid="|url\(#|href="#)')
_EXTENT = re.compile(r'\s(?:width|height|version|xmlns(?::xlink)?)="[^"]*"')
_AREA = re.compile(
    r'<g class="wert" id="[^"]*-ort-(?P<code>[^"]*)"[^>]*>\s*<title>(?P<text>[^<]*)</title>.*?</g>', re.DOTALL
)
_ASIDE = re.compile(r"^\s*//.*\n|^\s+| // .*$|(?<=[{,;(])\n", re.MULTILINE)
"""What of the script is for people who read it: indentation, lines, and comments on lines of their own or behind code."""
_UNSAFE = re.compile(r'<(?:style|script|foreignObject|a)\b|\sstyle="|\son\w+=', re.IGNORECASE)


def with_charts(page: str, folder: Path, root: str, places: Mapping[str, str] | None = None) -> str:
    """Return a web page with its charts in it.

    Args:
        page: the markup.
        folder: where the addresses of the pictures start, in the book project.
        root: path from the page to the report's root: empty, or `../`.
        places: id of a district's profile → its address from the root; areas of maps lead there.
    """
    tables: dict[str, object] = {}

    def chart(image: re.Match[str]) -> str:
        picture = folder / image["src"]
        inside = _chart(picture, image[0])
        if not inside:
            return image[0]
        tables[picture.stem] = json.loads(picture.with_suffix(".json").read_text("utf-8"))
        inside, linked = _AREA.subn(lambda area: _linked(area, places or {}, root), inside)
        if linked and "<a " in inside:
            inside = inside.replace('role="img"', 'role="group"', 1)  # a picture has nothing in it to go to
        return f'<span class="chart" id="{picture.stem}-chart" data-nosnippet>{inside}</span>'

    page = _IMAGE.sub(chart, page)
    if not tables:
        return page
    head = f'<link rel="stylesheet" href="{root}site/charts.css">\n<script src="{root}site/charts.js" defer></script>\n'
    page = page.replace("</head>", f"{head}</head>", 1)
    # Apart from the pictures: these are much alike, and are compressed the better the nearer they stand.
    data = json.dumps(tables, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")
    before, _, after = page.rpartition("</body>")
    return f'{before}<script type="application/json" id="chart-tables">{data}</script>\n</body>{after}'


def _chart(picture: Path, image: str) -> str:
    """Return a chart as part of a page; empty for a picture that is none of ours."""
    if not (picture.with_suffix(".json").is_file() and picture.is_file()):
        return ""
    svg = picture.read_text("utf-8")
    alt = _ALT.search(image)
    return "" if _UNSAFE.search(svg) else _inline(svg, picture.stem, alt[1] if alt else "")


def _inline(svg: str, name: str, alt: str) -> str:
    """Return a picture as it stands in a page: on the page's ground, light and dark, its ids its own."""
    start, _, rest = svg[svg.index("<svg") :].strip().partition(">")
    rest = _GROUND.sub("", rest, count=1)
    rest = rest.replace(' lengthAdjust="spacingAndGlyphs"', "")  # the script says it again
    rest = _OUTLINE.sub(lambda path: _FINE.sub(r"\1", path[0]), rest)  # finer than a screen
    rest = _COLOUR.sub(_light_and_dark, _ID.sub(rf"\g<1>{name}-", rest))
    return f'{_EXTENT.sub("", start)} role="img" aria-label="{alt}" fill="light-dark(#000000,#ffffff)" focusable="false">{rest}'


def _linked(area: re.Match[str], places: Mapping[str, str], root: str) -> str:
    """Return an area of a map, leading to the profile of its district where there is one."""
    place = places.get(f"{PROFILE}{area['code']}")
    return (
        f'<a href="{root}{place}" aria-label="{escape(unescape(area["text"]))}">{area[0]}</a>'
        if place
        else area[0]
    )


@cache
def _pair(colour: str) -> str:
    return f"light-dark({colour},{at_night(colour)})"


def _light_and_dark(attribute: re.Match[str]) -> str:
    return f'{attribute[1]}="{_pair(attribute[2])}"'


def finish_site(out: Path) -> None:
    """Copy what pages with charts need, and put the letters into the pictures for download.

    A picture that stands alone has no page that brings them along.
    """
    site = out / "site"
    site.mkdir(parents=True, exist_ok=True)
    for name in SITE:
        shutil.copyfile(HERE / name, site / name)
    script = site / "charts.js"
    script.write_text(_ASIDE.sub("", script.read_text("utf-8")), "utf-8", newline="\n")
    for picture in out.rglob("fig-*.svg"):
        svg = picture.read_text("utf-8")
        if FAMILY in svg and "@font-face" not in svg:
            start, _, rest = svg.partition(">")
            picture.write_text(f"{start}><style>{_letters()}</style>{rest}", "utf-8", newline="\n")


@cache
def _letters() -> str:
    """Return the font as rules of a style sheet, with its files inside."""
    return "".join(
        f"@font-face{{font-family:'{FAMILY}';font-weight:{weight};src:url(data:font/woff2;base64,"
        f"{base64.b64encode((HERE / name).read_bytes()).decode()})}}"
        for weight, name in ((400, SITE[2]), (600, SITE[3]))
    )
