"""A Landkreis has its Gemeinden as areas: a made-up one, around a city that does not belong to it."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from helpers import Report
from helpers.errors import DataError
from helpers.figures.districts.bydistrict import types_of
from helpers.paths import project

KREIS = "16999"
NAMES = [f"Erdachtroda {word}" for word in ("A", "B", "C", "D", "E", "F", "G", "H", "I", "J", "K", "L")]
KEYS = [f"{KREIS}{number:03d}" for number in range(1, 13)]
RING = [(x, y) for y in range(4) for x in range(4) if not (0 < x < 3 and 0 < y < 3)]
YOUNG = ("unter 3", "3 bis unter 6", "6 bis unter 10", "10 bis unter 15")
ADULT = ("15 bis unter 18", "18 bis unter 20", "20 bis unter 25", "25 bis unter 30", "30 bis unter 40", "40 bis unter 50",
         "50 bis unter 65")  # fmt: skip

PROFILE = """\
name: Landkreis Beispiel
ags: "16999"
kind: Landkreis
land: Thüringen
nominative: der Landkreis Beispiel
dative: dem Landkreis Beispiel
in_city: im Landkreis Beispiel
of_city: des Landkreises Beispiel
year: 2025
"""
SOURCE = """\
probe:
  publisher: Probeamt
  title: Erfundene Zahlen für Tests
  short: Erfunden
  attribution: Erfundene Zahlen
  reference: Stichtag
"""


def square(x: int, y: int) -> list[list[list[float]]]:
    """Return a square kilometre, ten by ten, in ETRS89/UTM."""
    west, south = 640_000 + 10_000 * x, 5_640_000 + 10_000 * y
    return [
        [
            [west, south],
            [west + 10_000, south],
            [west + 10_000, south + 10_000],
            [west, south + 10_000],
            [west, south],
        ]
    ]


def write_borders(folder: Path, names: list[str]) -> None:
    features = [
        {
            "type": "Feature",
            "properties": {"name": name},
            "geometry": {"type": "Polygon", "coordinates": square(x, y)},
        }
        for name, (x, y) in zip(names, RING, strict=True)
    ]
    (folder / "grenzen.geojson").write_text(
        json.dumps({"type": "FeatureCollection", "features": features}), "utf-8"
    )


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    data = tmp_path / "data"
    shutil.copytree(project().data / "catalogue", data / "catalogue")
    (data / "official").mkdir()
    folder = data / "beispiel"
    folder.mkdir()
    (folder / "profile.yml").write_text(PROFILE, "utf-8")
    (folder / "sources.yml").write_text(SOURCE, "utf-8")
    rows = [f"{key},{name},gemeinde,{KREIS},," for key, name in zip(KEYS, NAMES, strict=True)]
    head = ["ags,name,kind,parent,valid_from,valid_to", f"{KREIS},Landkreis Beispiel,kreis,16,,"]
    (folder / "areas.csv").write_text("\n".join([*head, *rows]) + "\n", "utf-8")
    lines = ["ags,indicator,breakdown,period,value,status,source"]
    for number, key in enumerate(KEYS, 1):
        lines += [f"{key},bevoelkerung,alter={age},2024-12-31,100,,probe" for age in (*YOUNG, *ADULT)]
        lines.append(f"{key},kinder_sgb2,,2025,{10 * number + number % 3},,probe")
        lines.append(f"{key},arbeitslose,,2025,{7 * number + number % 2},,probe")
    (folder / "eigene.csv").write_text("\n".join(lines) + "\n", "utf-8")
    write_borders(folder, NAMES)
    monkeypatch.setenv("BILDUNGSBERICHT_ROOT", str(tmp_path))
    return tmp_path


def test_its_gemeinden_are_mapped_typed_and_told(root: Path) -> None:
    report = Report("beispiel", 2025)
    assert [a.ags for a in report.districts()] == KEYS
    assert report.district_word("dative") == "Gemeinden"
    shown = report.map("kinderarmut_sgb2")
    assert "Kinderarmut" in shown.alt
    assert "in den Gemeinden im Landkreis Beispiel" in shown.caption
    assert [row[:2] for row in shown.rows] == [(key[5:], name) for key, name in zip(KEYS, NAMES, strict=True)]
    # 11 of 400 children in the first, 120 of 400 in the last
    assert shown.rows[0][2] == pytest.approx(100 * 11 / 400)
    assert shown.rows[-1][2] == pytest.approx(100 * 120 / 400)
    types = types_of(report)
    assert set(types) == set(KEYS)
    assert sorted(types.values()) == [types[key] for key in KEYS]
    assert "in den Gemeinden mit angespannter sozialer Lage" in report.type_gap("kinderarmut_sgb2")
    assert "Gemeinden" in " ".join(report.by_type("kinderarmut_sgb2").notes)
    assert report.district_profile("Erdachtroda C", ["kinderarmut_sgb2"]).rows


def test_the_city_within_is_no_gap_but_a_missing_gemeinde_is_said(root: Path) -> None:
    assert Report("beispiel", 2025).type_map().svg
    write_borders(root / "data" / "beispiel", [*NAMES[:-1], "Erdachtroda Z"])
    with pytest.raises(DataError, match="„Erdachtroda Z“ ist kein Sozialraum"):
        Report("beispiel", 2025).type_map()
