"""What the tests of charts share: reports, every public chart, and where the texts of an SVG stand."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from math import cos, radians, sin
from xml.etree import ElementTree as ET

import pytest

from helpers import Report
from helpers.errors import NoData
from helpers.figures.draw.style import FONT_SLACK, text_width
from helpers.figures.shown import Shown

RATES = [
    "kinderarmut",
    "arbeitslosenquote",
    "betreuungsquote_u3",
    "betreuungsquote_3_bis_6",
    "abgaenge_ohne_hauptschulabschluss",
    "auslaenderanteil",
    "studierende_je_100_18_bis_25",
]

RISKS = ["kinderarmut", "anteil_ohne_hauptschulabschluss", "arbeitslosenquote"]
DISTRICT_RISKS = ["kinderarmut_sgb2", "anteil_ohne_abschluss_nach_wohnort", "arbeitslosenanteil"]


def poverty(report: Report) -> str:
    """What a city knows of its districts' poor families: Musterstadt one thing, Flensburg another."""
    return report.first_by_district("kinderarmut_sgb2", "nicht_erwerbsfaehige_je_100_unter_18")


CHARTS: dict[str, Callable[[Report], Shown]] = {
    "line": lambda r: r.line("kinderarmut"),
    "line with peers": lambda r: r.line("betreuungsquote_3_bis_6", peers=True),
    "line by sex": lambda r: r.line("abgaenge_ohne_hauptschulabschluss", by="geschlecht"),
    "line of small school figures": lambda r: r.line(["foerderschulbesuchsquote", "inklusionsquote"]),
    "stacked over many years": lambda r: r.stacked("uebergaenge", by="schulart", over="years"),
    "lines of indicators": lambda r: r.line(["betreuungsquote_u3", "ganztagsquote_u3"]),
    "line of a long series": lambda r: r.line("arbeitslosenquote", peers=True),
    "line of counts": lambda r: r.line("bevoelkerung", reference=False),
    "peers": lambda r: r.peers("kinderarmut"),
    "bars by value": lambda r: r.bars("schueler", by="schulart"),
    "bars by year": lambda r: r.bars("bevoelkerung"),
    "bars of a long series": lambda r: r.bars("arbeitslosenquote"),
    "stacked": lambda r: r.stacked("abgaenge_allgemeinbildend", by="abschluss"),
    "stacked by group": lambda r: r.stacked("schueler", by="schulart", over="nationalitaet"),
    "stacked with many values": lambda r: r.stacked("schueler", by="schulart", peers=True),
    "proportions": lambda r: r.proportions("schueler", by="schulart", of={"nationalitaet": "ausländisch"}),
    "pyramid": lambda r: r.pyramid(),
    "slope": lambda r: r.slope("betreuungsquote_u3"),
    "small multiples": lambda r: r.small_multiples(RATES),
    "small multiples of areas": lambda r: r.small_multiples("kinderarmut"),
    "groups": lambda r: r.groups("anteil_gymnasium", by="nationalitaet"),
    "risk profile": lambda r: r.risk_profile(RISKS),
    "risks of districts": lambda r: r.district_risks(DISTRICT_RISKS),
    "relation": lambda r: r.relation("kinderarmut_sgb2", "uebergangsquote_gymnasium"),
    "forecast": lambda r: r.forecast(6, 10),
    "forecast of those born": lambda r: r.forecast(10, 16),
    "assumptions": lambda r: r.forecast_assumptions(),
    "heat map": lambda r: r.heatmap(RATES),
    "table": lambda r: r.table("kinderarmut", peers=True),
    "table by value": lambda r: r.table("schueler", by="schulart"),
    "comparison table": lambda r: r.compare_table(RATES),
    "position table": lambda r: r.position_table(["bevoelkerung", *RATES]),
    "map": lambda r: r.map(poverty(r)),
    "map with gaps": lambda r: r.map("uebergangsquote_gymnasium"),
    "map of types": lambda r: r.type_map(),
    "rate by type": lambda r: r.by_type(poverty(r)),
    "rate of the register by type": lambda r: r.by_type("anteil_unter_18_melderegister"),
    "rate by type with gaps": lambda r: r.by_type("uebergangsquote_gymnasium"),
    "reach": lambda r: r.reach("ferienprogramm_reichweite_ermaessigt"),
    "reach map": lambda r: r.reach_map("ferienprogramm_reichweite"),
    "reach table": lambda r: r.reach_table("ferienprogramm_reichweite_ermaessigt"),
    "allocation": lambda r: r.allocation(1),
    "allocation table": lambda r: r.allocation_table(2),
    "gaps": lambda r: r.offer_gaps(),
    "offers": lambda r: r.offer_table(),
    "no offer": lambda r: r.uncovered(),
    "goals": lambda r: r.goals(),
    "measures": lambda r: r.measures(),
    "goals since the last edition": lambda r: r.goals_changed(),
    "since the last edition": lambda r: r.edition_changes(["kinderarmut_sgb2", "bevoelkerung"]),
    "table of districts": lambda r: r.district_table([poverty(r), "arbeitslosenanteil"]),
    "social index": lambda r: r.social_index_table(),
    "types": lambda r: r.district_types_table([poverty(r), "arbeitslosenanteil"]),
    "profile": lambda r: r.district_profile("03", ["bevoelkerung", poverty(r)]),
    "stations": lambda r: r.stations(
        [
            ("Grundschulen", "schueler", {"schulart": "Grundschulen"}),
            ("Alle Schulen", "schueler"),
            ("Schulabgänge", "abgaenge_allgemeinbildend"),
        ]
    ),
    "compared": lambda r: r.compared(["berufsschueler_je_1000_einwohner", "studierende_je_1000_einwohner"]),
    "flow": lambda r: r.flow(
        "schulverlauf", through=["klasse5", "klasse9", "abschluss", "danach"], start="Grundschule"
    ),
    "cross table": lambda r: r.cross_table("schulverlauf", rows="klasse5", columns="klasse9"),
    "gap": lambda r: r.gap("ganztagsquote_grundschule", "ganztag_bedarfsquote"),
    "scale of a survey": lambda r: r.likert("Jugendbefragung"),
    "scale with protected answers": lambda r: r.likert("Stadtteilkonferenz"),
    "options of a survey": lambda r: r.survey_answers(
        "Stadtteilkonferenz", "Was fehlt in Ihrem Stadtbezirk am meisten?"
    ),
    "several options": lambda r: r.survey_answers(
        "Jugendbefragung", "Was wünschst du dir in deinem Stadtbezirk?"
    ),
    "groups of a survey": lambda r: r.survey_groups_table("Jugendbefragung"),
    "surveys": lambda r: r.surveys_table(),
    "trends of a district": lambda r: r.district_trends("13", [poverty(r), "betreuungsquote_u3_berechnet"]),
    "key figures": lambda r: r.key_figures(["bevoelkerung", *RATES]),
}


@cache
def report_for(city: str) -> Report:
    return Report(city, 2025)


@cache
def charts_of(city: str) -> dict[str, Shown]:
    """Return every chart of a municipality that has the data for it."""
    found = {}
    for name, draw in CHARTS.items():
        try:
            found[name] = draw(report_for(city))
        except NoData:
            continue
    return found


@pytest.fixture
def augsburg() -> Report:
    return report_for("augsburg")


@pytest.fixture
def report() -> Callable[[str], Report]:
    return report_for


@pytest.fixture
def charts() -> Callable[[str], dict[str, Shown]]:
    return charts_of


@dataclass(frozen=True)
class Box:
    """A text and the rectangle it covers, in points from the top left; `size` is that of the font."""

    text: str
    size: float
    left: float
    right: float
    top: float
    bottom: float

    def overlaps(self, other: Box) -> bool:
        wide = min(self.right, other.right) - max(self.left, other.left)
        high = min(self.bottom, other.bottom) - max(self.top, other.top)
        return wide > 0.5 and high > 0.5


@dataclass(frozen=True)
class Picture:
    width: float
    height: float
    boxes: list[Box]


@pytest.fixture
def picture() -> Callable[[str], Picture]:
    """Return where the texts of an SVG stand; rotated ones are marked `gedreht`."""

    def read(svg: str, *, slack: float = 1.0) -> Picture:
        root = ET.fromstring(svg)
        _, _, width, height = map(float, root.attrib["viewBox"].split())
        return Picture(width, height, list(_boxes(root, slack)))

    return read


def _boxes(root: ET.Element, slack: float) -> Iterator[Box]:
    for node in root.iter("{http://www.w3.org/2000/svg}text"):
        size = float(node.attrib["font-size"].removesuffix("px"))
        weight = "semibold" if node.attrib.get("font-weight") == "600" else "normal"
        length = text_width(node.text or "", size, weight) / FONT_SLACK * slack / 2.54 * 72
        transform = node.attrib.get("transform", "")
        turned = re.search(r"rotate\((-?[\d.]+)", transform)
        angle = float(turned[1]) if turned else 0.0
        moved = re.search(r"translate\((-?[\d.]+) (-?[\d.]+)\)", transform)
        x, y = (
            (float(moved[1]), float(moved[2]))
            if moved
            else (float(node.attrib["x"]), float(node.attrib["y"]))
        )
        start = {"start": 0.0, "middle": -length / 2, "end": -length}[node.get("text-anchor", "start")]
        if angle % 360:
            x2, y2 = x + length * cos(radians(angle)), y + length * sin(radians(angle))
            yield Box(f"gedreht: {node.text}", size, min(x, x2), max(x, x2), min(y, y2), max(y, y2))
        else:
            yield Box(node.text or "", size, x + start, x + start + length, y - size * 0.68, y + size * 0.12)
