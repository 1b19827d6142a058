"""Charts in web pages: part of the page, light and dark, with their values and their table; other pictures stay as they are."""

from __future__ import annotations

import json
import re
from itertools import combinations
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from helpers.assemble.charts import HERE, SITE, finish_site, with_charts
from helpers.figures.draw.sample import sample
from helpers.look.colours import DARK_PAGE, at_night, contrast

PAGE = '<html><head><title>x</title></head><body><p><img src="k_files/fig-a.svg" alt="Linie: 3 &quot;x&quot;" width="9"></p></body></html>'
TABLE = {"columns": ["Jahr", "Wert (%)"], "align": ["left", "right"], "rows": [["2023", "</script><b>"]]}


@pytest.fixture
def book(tmp_path: Path) -> Path:
    folder = tmp_path / "k_files"
    folder.mkdir()
    (folder / "fig-a.svg").write_text(sample(), "utf-8")
    (folder / "fig-a.json").write_text(json.dumps(TABLE), "utf-8")
    return tmp_path


def test_a_chart_is_part_of_the_page(book: Path) -> None:
    page = with_charts(PAGE, book, "../")
    assert "<img" not in page
    assert '<script src="../site/charts.js" defer></script>\n</head>' in page
    inside = page[page.index("<svg") : page.index("</svg>") + 6].replace(
        "<svg", '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"'
    )
    svg = ET.fromstring(inside)
    assert svg.attrib["role"] == "img"
    assert svg.attrib["aria-label"] == 'Linie: 3 "x"'
    assert "width" not in svg.attrib  # as wide as the page lets it be
    ids = re.findall(r'\bid="([^"]*)"', inside)
    assert ids
    assert all(name.startswith("fig-a-") for name in ids)
    assert set(re.findall(r"#(fig-a-[\w-]+)", inside)) <= set(ids)
    data = re.search(r'<script type="application/json" id="chart-tables">(.*?)</script>', page)
    assert data
    assert json.loads(data[1]) == {"fig-a": TABLE}  # what stands in a table does not end the script
    assert "#ffffff" not in inside.split("light-dark(#000000,#ffffff)")[1].split("<text")[0]  # no paper


@pytest.mark.parametrize("change", ["no figures", "style", "script", "link"])
def test_other_pictures_stay_as_they_are(book: Path, change: str) -> None:
    svg = book / "k_files" / "fig-a.svg"
    if change == "no figures":
        svg.with_suffix(".json").unlink()
    else:
        more = {
            "style": "<style>body{display:none}</style>",
            "script": "<script>1</script>",
            "link": '<a href="x">',
        }
        svg.write_text(svg.read_text("utf-8").replace("</svg>", more[change] + "</svg>"), "utf-8")
    assert with_charts(PAGE, book, "") == PAGE


def test_areas_of_a_map_lead_to_their_district(book: Path) -> None:
    area = (
        '<g class="wert" id="ort-07" pointer-events="all"><title>A &amp; B: 3 %</title><path d="M0 0"/></g>'
    )
    svg = book / "k_files" / "fig-a.svg"
    svg.write_text(svg.read_text("utf-8").replace("</svg>", area + "</svg>"), "utf-8")
    page = with_charts(PAGE, book, "../", {"sec-sozialraum-07": "k/s.html#sec-sozialraum-07"})
    assert '<a href="../k/s.html#sec-sozialraum-07" aria-label="A &amp; B: 3 %"><g class="wert"' in page
    assert 'role="group"' in page
    assert 'role="img"' not in page  # which may hold no links
    assert "<a " not in with_charts(PAGE, book, "../", {"sec-sozialraum-08": "x"})


def test_pictures_for_download_bring_their_letters(book: Path, tmp_path: Path) -> None:
    finish_site(tmp_path)
    once = (book / "k_files" / "fig-a.svg").read_text("utf-8")
    assert once.count("@font-face") == 2
    ET.fromstring(once)
    finish_site(tmp_path)
    assert (book / "k_files" / "fig-a.svg").read_text("utf-8") == once
    assert sum((HERE / name).stat().st_size for name in SITE if name.endswith("woff2")) <= 30_000
    assert (HERE / "charts.js").stat().st_size <= 8_000


PALETTE = sorted(
    {
        *("#005a9c", "#b87a00", "#8a5b00", "#1f1f1f", "#222222", "#595959", "#8e8e8e", "#dadada", "#767676"),
        *("#7b3f98", "#1a936f", "#127353", "#c4622d", "#a84e1e", "#0b2447", "#43418f", "#8b4285", "#bf5640"),
        *("#eef3f8", "#bdd3e6", "#7faacf", "#3a75ac", "#0b3a66", "#b35806", "#f1a340", "#998ec3", "#542788"),
    }
)


def test_colours_keep_their_contrast_at_night() -> None:
    """To the ground and to each other; a hundredth is lost by rounding to 256 steps."""
    for colour in PALETTE:
        day = contrast(colour, "#ffffff")
        assert contrast(at_night(colour), DARK_PAGE) == pytest.approx(min(day, 17.63), rel=0.03), colour
    for one, other in combinations(PALETTE, 2):
        day, night = contrast(one, other), contrast(at_night(one), at_night(other))
        assert night == pytest.approx(day, rel=0.06), (one, other)
