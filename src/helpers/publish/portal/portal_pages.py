"""The portal's pages: start, Länder, Kreise, indicators, tables."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from html import escape
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Any, NamedTuple

from helpers.data.keys import parse_period
from helpers.data.models import REPORTING_AREAS
from helpers.pipeline.opendata.licences import title
from helpers.publish.portal import drawing
from helpers.publish.portal.common_figures import GERMANY, SIZES
from helpers.publish.portal.postcodes import postcodes
from helpers.publish.portal.ranks import Place, Z, mixed, places, variances
from helpers.publish.portal.ready_made import ready_made
from helpers.publish.portal.report_shelf import Report
from helpers.text.numbers import number

if TYPE_CHECKING:
    from jinja2 import Environment

    from helpers.publish.portal.common_figures import Area, Material, Theme

PEER_COLUMNS = 6
NEWS = 20
"""Editions on the start page; the feed has more."""
_NEEDLESS = re.compile(r"</t[dhr]>(?=\s*(?:<t[dhr]|</t))")
"""End tags that HTML does not need: a fifth of the large tables."""
MANY = 0.5
"""An area's page compares what at least this share of the Kreise has."""


class Line(NamedTuple):
    """An indicator on an area's page; texts are German, `spine` is a drawing."""

    theme: Theme
    value: str
    unit: str
    when: str
    land: str
    peers: str
    germany: str
    place: str
    spine: str


@dataclass(frozen=True)
class Site:
    """The portal as its pages know it.

    Args:
        material: areas and figures.
        reports: reports by area, the newest first.
        data: the data folder, for the borders.
    """

    material: Material
    reports: Mapping[str, Sequence[Report]]
    data: Path

    @cached_property
    def places(self) -> Mapping[str, Mapping[str, Place]]:
        """Places by indicator and area."""
        return {name: places(theme, self.material) for name, theme in self.material.themes.items()}

    def report(self, ags: str) -> Report | None:
        """Return an area's newest report that holds."""
        return next((report for report in self.reports.get(ags, ()) if not report.withdrawn), None)

    @cached_property
    def news(self) -> list[tuple[Area, Report]]:
        """All editions with their areas, the newest first; drafts last."""
        found = [(self.material.areas[ags], one) for ags, shown in self.reports.items() for one in shown]
        return sorted(found, key=lambda entry: (entry[1].on, entry[0].name, entry[1].label), reverse=True)

    @cached_property
    def outlines(self) -> tuple[dict[str, str], int]:
        """Paths of the Kreise, and the height of the map."""
        return drawing.outlines(self.data)

    @cached_property
    def variances(self) -> Mapping[str, Mapping[str, float]]:
        """Variances of figures by indicator and area; empty where no places are named."""
        return {
            name: variances(theme, self.material) if self.places[name] else {}
            for name, theme in self.material.themes.items()
        }

    @cached_property
    def themes_by_area(self) -> dict[str, list[Theme]]:
        """Indicators under the names of their reporting areas."""
        found: dict[str, list[Theme]] = {}
        for theme in self.material.themes.values():
            found.setdefault(REPORTING_AREAS[theme.indicator.area], []).append(theme)
        return found

    @cached_property
    def known(self) -> list[Theme]:
        """Indicators that most Kreise have."""
        least = MANY * len(self.material.kreise)
        return [theme for theme in self.material.themes.values() if len(theme.compared) >= least]

    @cached_property
    def common(self) -> list[Theme]:
        """Those of them that are no mere size."""
        return [theme for theme in self.known if theme.indicator.kind not in ("count", "amount")]


def pages(site: Site) -> Iterator[tuple[str, bytes]]:
    """Yield path and content of every page and of what pages load."""
    templates = _templates()
    material = site.material

    def page(path: str, template: str, heading: str, **values: Any) -> tuple[str, bytes]:
        root = "../" * path.count("/")
        text = templates.get_template(template).render(
            site=site, material=material, root=root, path=path, heading=heading, number=number, **values
        )
        return path, _NEEDLESS.sub("", text).encode()

    shapes, height = site.outlines
    yield page(
        "index.html",
        "index.html",
        "Bildung in Zahlen",
        shapes=shapes,
        height=height,
        attribution=drawing.ATTRIBUTION,
        news=site.news[:NEWS],
        postcodes=(codes := postcodes(site.data)) is not None,
    )
    yield page("indikatoren/index.html", "indikatoren.html", "Alle Kennzahlen")
    for name, theme in material.themes.items():
        shown = _indicator(theme, site)
        yield page(f"indikatoren/{name}.html", "indikator.html", theme.indicator.name, **shown)
        yield page(f"einbetten/{name}.html", "einbetten.html", theme.indicator.name, **shown)
    for land in material.laender:
        yield page(
            f"laender/{land.slug}.html", "land.html", land.name, land=land, themes=site.common[:PEER_COLUMNS]
        )
    for area in material.kreise:
        yield page(f"kreise/{area.slug}.html", "kreis.html", area.name, area=area, **_area(area, site))
    yield page("tabellen/index.html", "tabellen.html", "Tabellen", tables=ready_made(material))
    yield page("aehnlich.html", "aehnlich.html", "Kreise wie meiner", themes=site.common)
    yield page("daten.html", "daten.html", "Offene Daten und Schnittstelle")
    yield page("methodik.html", "methodik.html", "Wie hier verglichen wird")
    yield page("404.html", "404.html", "Diese Seite gibt es nicht")
    if codes is not None:
        yield "site/plz.js", codes
    yield "site/karte.js", _map_script(site)
    yield "site/aehnlich-daten.js", _similar_script(site)


def _indicator(theme: Theme, site: Site) -> dict[str, Any]:
    """Return what an indicator's page shows beside its entry in the catalogue."""
    material, found = site.material, theme.compared
    values = {key: float(row.value) for key, row in found.items() if row.value is not None}
    names = {key: escape(material.areas[key].name) for key in values}
    drawn, height = drawing.distribution(values, {}, theme.indicator.decimals)
    years = {parse_period(period).year for series in theme.totals.values() for period in series}
    return {
        "theme": theme,
        "rows": sorted(
            (material.areas[key] for key in found), key=lambda area: (-values[area.ags], area.name)
        ),
        "drawn": drawn,
        "named": drawing.distribution(values, names, theme.indicator.decimals)[0],
        "height": height,
        "middle": number(median(values.values()), theme.indicator.decimals),
        "warnings": warnings(theme, site),
        "sizes": SIZES,
        "first": min(years),
        "last": max(years),
        "sources": [(title(source), source) for source in material.sources_of(theme)],
        "nobody": _why_no_place(theme, site),
    }


def warnings(theme: Theme, site: Site) -> list[str]:
    """Return what to mind in this comparison, in German sentences."""
    material = site.material
    found = list(theme.indicator.notes)
    shown = {row.source for row in theme.compared.values()}
    for name in sorted({part for text in shown for part in text.split("|")}):
        for rounding in material.sources[name].rounding:
            lands = {material.areas[key].land for key in theme.compared}
            if not rounding.land or rounding.land in lands:
                found.append(rounding.text)
    found += [f"Bruch der Zeitreihe: {change.reason}" for change in theme.indicator.breaks]
    if mixed(theme.compared):
        found.append("Die Zahlen stammen aus verschiedenen Quellen; deshalb steht hier kein Rang.")
    missing = len(material.kreise) - len(theme.compared)
    if missing:
        found.append(
            f"Zahlen liegen für {len(theme.compared)} von {len(material.kreise)} Kreisen und kreisfreien Städten vor."
        )
    return list(dict.fromkeys(found))


def _why_no_place(theme: Theme, site: Site) -> str:
    """Return why an indicator's page names no places, in a German sentence; empty where it does."""
    known = site.places[theme.indicator.id]
    if any(place.text for place in known.values()):
        return ""
    if theme.indicator.kind in ("count", "amount"):
        return "Ein Rang steht hier nicht: Die Zahl sagt vor allem, wie groß ein Gebiet ist."
    if mixed(theme.compared):
        return ""
    return (
        "Ein Rang steht hier nicht: Von dieser Kennzahl liegt keine Zeitreihe vor, aus der sich abschätzen ließe, wie sehr die "
        "Werte von Jahr zu Jahr schwanken."
    )


def _area(area: Area, site: Site) -> dict[str, Any]:
    material = site.material
    lines: dict[str, list[Line]] = {}
    for theme in site.known:
        row = theme.at(area.ags)
        if row is None or row.value is None:
            continue
        place = site.places[theme.indicator.id].get(area.ags)
        land, germany = theme.at(area.land), theme.at(GERMANY)
        middle = middle_of_peers(theme, area)
        lines.setdefault(REPORTING_AREAS[theme.indicator.area], []).append(
            Line(
                theme,
                theme.shown(row),
                theme.indicator.unit,
                theme.when,
                theme.shown(land),
                "–" if middle is None else number(middle, theme.indicator.decimals),
                theme.shown(germany),
                place.text if place else "",
                drawing.spine(float(row.value), theme.ordered, land.value if land else None, middle)
                if theme in site.common
                else "",
            )
        )
    valued = [t for t in site.common if t.indicator.polarity and t.at(area.ags)]
    peers = [material.areas[key] for key in area.peers]
    return {
        "lines": lines,
        "peers": peers,
        "columns": valued[: PEER_COLUMNS + 2],
        "better": {
            (peer.ags, theme.indicator.id): better(theme, peer.ags, area.ags, site)
            for peer in peers
            for theme in valued
        },
    }


def middle_of_peers(theme: Theme, area: Area) -> float | None:
    """Return the median of the areas that an area is compared with; None for sizes and for fewer than two figures."""
    if theme.indicator.kind in ("count", "amount"):
        return None
    found = [row.value for key in area.peers if (row := theme.at(key)) and row.value is not None]
    return median(found) if len(found) > 1 else None


def better(theme: Theme, one: str, other: str, site: Site) -> bool:
    """Tell whether an area certainly does better than another: by more than `Z` standard errors of their difference."""
    known, first, second = site.variances[theme.indicator.id], theme.at(one), theme.at(other)
    if one not in known or other not in known or first is None or second is None:
        return False
    gain = (float(first.value or 0) - float(second.value or 0)) * theme.indicator.polarity
    return gain > Z * math.sqrt(known[one] + known[other])


def _map_script(site: Site) -> bytes:
    """Return the borders as a script, since pages from a folder may not load anything else."""
    shapes, height = site.outlines
    known = {area.ags: shapes[area.ags] for area in site.material.kreise if area.ags in shapes}
    content = {
        "width": drawing.WIDTH * 10,
        "height": height,
        "attribution": drawing.ATTRIBUTION,
        "paths": known,
    }
    return f"window.KARTE={json.dumps(content, ensure_ascii=False, separators=(',', ':'))};\n".encode()


def _similar_script(site: Site) -> bytes:
    """Return what areas are compared by when similar ones are looked for, and the indicators of the question "and better?"."""
    material = site.material

    def column(theme: Theme) -> list[float | None]:
        return [
            None
            if (row := theme.at(area.ags)) is None or row.value is None
            else round(row.value, theme.indicator.decimals + 2)
            for area in material.kreise
        ]

    content = {
        "areas": [
            [area.ags, area.slug, area.name, area.land, int(area.is_city), area.people, area.km2]
            for area in material.kreise
        ],
        "themes": [
            {
                "id": theme.indicator.id,
                "name": theme.indicator.name,
                "unit": theme.indicator.unit,
                "decimals": theme.indicator.decimals,
                "polarity": theme.indicator.polarity,
                "when": theme.when,
                "values": column(theme),
                "variances": [
                    float(f"{known:.4g}")
                    if (known := site.variances[theme.indicator.id].get(area.ags)) is not None
                    else None
                    for area in material.kreise
                ],
            }
            for theme in site.common
        ],
    }
    return f"window.AEHNLICH={json.dumps(content, ensure_ascii=False, separators=(',', ':'))};\n".encode()


def _templates() -> Environment:
    from jinja2 import Environment, PackageLoader, StrictUndefined

    return Environment(
        loader=PackageLoader("helpers.publish.portal"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
