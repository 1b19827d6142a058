"""Charts in web pages: the picture becomes part of the page, which then says its values, and shows its table and the dark.

Chapters say `![](x.svg)`, and both assemblers make an `<img>` of it. Where `x.json` beside it holds what it shows (the exporter writes it
for the report's own charts), the page gets the picture itself. Any other picture stays as it is.
"""

from __future__ import annotations

import base64
import json
import re
import shutil
from functools import cache
from pathlib import Path

from helpers.look.colours import at_night

HERE = Path(__file__).parent
SITE = ("charts.css", "charts.js", "bericht-sans-regular.woff2", "bericht-sans-semibold.woff2", "OFL.txt")
"""What pages with charts need, in the folder `site/` of the report."""

FAMILY = "Bericht Sans"

_IMAGE = re.compile(r'<img\b[^>]*?\bsrc="(?P<src>[^":?#]+\.svg)"[^>]*>')
_ALT = re.compile(r'\balt="([^"]*)"')
_GROUND = re.compile(r'<path d="M 0[^"]*"\s+fill="#ffffff"\s*/>\s*')
_COLOUR = re.compile(r'(?<= )(fill|stroke|stop-color)="(#[0-9a-fA-F]{6})"')
_ID = re.compile(r'(\bid="|url\(#|href="#)')
_EXTENT = re.compile(r'\s(?:width|height|version|xmlns(?::xlink)?)="[^"]*"')
_UNSAFE = re.compile(r'<(?:style|script|foreignObject|a)\b|\sstyle="|\son\w+=', re.IGNORECASE)


def with_charts(page: str, folder: Path, root: str) -> str:
    """Return a web page with its charts in it.

    Args:
        page: the markup.
        folder: where the addresses of the pictures start, in the book project.
        root: path from the page to the report's root: empty, or `../`.
    """
    found = False

    def chart(image: re.Match[str]) -> str:
        nonlocal found
        inside = _chart(folder / image["src"], image[0])
        found = found or bool(inside)
        return inside or image[0]

    page = _IMAGE.sub(chart, page)
    if not found:
        return page
    head = f'<link rel="stylesheet" href="{root}site/charts.css">\n<script src="{root}site/charts.js" defer></script>\n'
    return page.replace("</head>", f"{head}</head>", 1)


def _chart(picture: Path, image: str) -> str:
    """Return a chart as part of a page; empty for a picture that is none of ours."""
    about = picture.with_suffix(".json")
    if not (about.is_file() and picture.is_file()):
        return ""
    svg = picture.read_text("utf-8")
    if _UNSAFE.search(svg):
        return ""
    alt = _ALT.search(image)
    data = json.dumps(json.loads(about.read_text("utf-8")), ensure_ascii=False, separators=(",", ":"))
    safe = data.replace("<", "\\u003c")
    shown = _inline(svg, picture.stem, alt[1] if alt else "")
    return f'<span class="chart" data-nosnippet>{shown}<script type="application/json">{safe}</script></span>'


def _inline(svg: str, name: str, alt: str) -> str:
    """Return a picture as it stands in a page: on the page's ground, light and dark, its ids its own."""
    start, _, rest = svg[svg.index("<svg") :].strip().partition(">")
    rest = _GROUND.sub("", rest, count=1)
    rest = _COLOUR.sub(_light_and_dark, _ID.sub(rf"\g<1>{name}-", rest))
    return f'{_EXTENT.sub("", start)} role="img" aria-label="{alt}" fill="light-dark(#000000,#ffffff)" focusable="false">{rest}'


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
