"""Border files as cities publish them: names in any property, numbers, slips; and Hamburg's 99 areas from file to index."""

from __future__ import annotations

import csv
import json
import random
import re
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import shapely

from helpers import Report
from helpers.data.catalogue import read_catalogue
from helpers.data.new_profile import new_profile
from helpers.errors import DataError
from helpers.figures.districts import bydistrict
from helpers.importing import import_file
from helpers.importing.own_mapping import find_mapping
from helpers.paths import Project
from helpers.paths import project as checkout
from helpers.pipeline.book.districtannex import district_blocks

DATA = checkout().data
MEASURES = {
    "Bevölkerung und Haushalte 31.12.2017 – Bevölkerung": "bevoelkerung",
    "Bevölkerung und Haushalte 31.12.2017 – Unter 18-Jährige": "unter_18",
    "Bevölkerung und Haushalte 31.12.2017 – Haushalte mit Kindern": "haushalte_mit_kindern",
    "Bevölkerung und Haushalte 31.12.2017 – Alleinerziehende": "alleinerziehende",
    "Sozialstruktur – Arbeitslosenanteil in % (Dez 2017)": "arbeitslosenanteil",
    "Sozialstruktur – Anteil der unter 15-Jährigen in Mindestsicherung in % (Dez 2017)": "unter_15_mindestsicherung",
}


def cells(count: int, seed: int = 3) -> list[shapely.Geometry]:
    """Return a division of a disc in degrees into areas of any size, small in its middle, with jagged borders."""
    chance = random.Random(seed)
    points = [shapely.Point(chance.gauss(10, 0.09), chance.gauss(53.5, 0.05)) for _ in range(count)]
    disc = shapely.segmentize(shapely.Point(10, 53.5).buffer(0.32), 0.005)
    parts = shapely.get_parts(shapely.voronoi_polygons(shapely.MultiPoint(points), extend_to=disc))
    shapes = [shapely.segmentize(shapely.intersection(part, disc), 0.002) for part in parts]

    def jagged(xy: Any) -> Any:
        return xy + 0.0004 * shapely.get_coordinates(shapely.points(xy[:, ::-1] * 5000 % 1 - 0.5))

    return [shapely.transform(shape, jagged) for shape in shapes]


def written(path: Path, shapes: Sequence[shapely.Geometry], properties: Sequence[dict[str, object]]) -> Path:
    features = [
        {"type": "Feature", "properties": p, "geometry": json.loads(shapely.to_geojson(s))}
        for s, p in zip(shapes, properties, strict=True)
    ]
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}), encoding="utf-8")
    return path


def areas_of(project: Project, city: str) -> list[tuple[str, str]]:
    with (project.data / city / "areas.csv").open(encoding="utf-8", newline="") as file:
        return [(row["ags"], row["name"]) for row in csv.DictReader(file)]


@pytest.fixture
def city(project: Project) -> Project:
    (project.data / "augsburg" / "areas.csv").unlink()
    return project


NORTH = shapely.box(10.9, 48.4, 10.95, 48.45)
SOUTH = shapely.box(10.9, 48.35, 10.95, 48.4)


def test_names_are_found_in_any_property_and_numbers_where_there_are_any(
    city: Project, tmp_path: Path
) -> None:
    """Leipzig's file names its areas in `title`; `objectid` has a number, too, but is not called one."""
    path = written(
        tmp_path / "grenzen.geojson",
        [NORTH, SOUTH],
        [
            {"title": "Zentrum-Nord", "bezirk": "Mitte", "objectid": 71, "nr_stadtteil": "12"},
            {"title": "Süd", "bezirk": "Mitte", "objectid": 9, "nr_stadtteil": "3"},
        ],
    )
    said = import_file(path, city, "augsburg").log
    assert areas_of(city, "augsburg") == [("09761-03", "Süd"), ("09761-12", "Zentrum-Nord")]
    assert "2 Sozialräume neu eingetragen, Namen aus „title“, Nummern aus „nr_stadtteil“." in said[1]
    again = import_file(path, city, "augsburg").log
    assert not any("neu eingetragen" in line for line in again)


def test_a_bezirk_that_is_called_like_one_of_its_stadtteile_names_no_area(
    city: Project, tmp_path: Path
) -> None:
    """As in Hamburg, where four Bezirke have the names of Stadtteile."""
    path = written(
        tmp_path / "grenzen.geojson",
        [NORTH, SOUTH],
        [
            {"bezirk": "Wandsbek", "stadtteil": "Eilbek"},
            {"bezirk": "Wandsbek", "stadtteil": "Wandsbek"},
        ],
    )
    import_file(path, city, "augsburg")
    assert areas_of(city, "augsburg") == [("09761-1", "Eilbek"), ("09761-2", "Wandsbek")]
    assert import_file(path, city, "augsburg").log


def test_areas_that_are_no_districts_stay(city: Project, tmp_path: Path) -> None:
    file = city.data / "augsburg" / "areas.csv"
    old = "kind,name,ags,parent,valid_from,valid_to\nregierungsbezirk,Erdachtes,099,09,,"
    file.write_text(old, encoding="utf-8")
    path = written(tmp_path / "g.geojson", [NORTH, SOUTH], [{"name": "Nord"}, {"name": "Süd, alt"}])
    import_file(path, city, "augsburg")
    assert file.read_text("utf-8").startswith(old)
    assert areas_of(city, "augsburg")[1:] == [("09761-1", "Nord"), ("09761-2", "Süd, alt")]
    assert import_file(path, city, "augsburg").log


def test_a_ring_that_touches_itself_is_mended_and_told(city: Project, tmp_path: Path) -> None:
    notched = shapely.Polygon(
        [(10.9, 48.4), (10.93, 48.4), (10.92, 48.41), (10.94, 48.41), (10.93, 48.4), (10.95, 48.4), (10.95, 48.45), (10.9, 48.45)]
    )  # fmt: skip
    assert not notched.is_valid
    path = written(tmp_path / "g.geojson", [notched, SOUTH], [{"name": "Nord"}, {"name": "Süd"}])
    with pytest.raises(DataError, match="Lücke"):
        import_file(path, city, "augsburg")
    assert not (city.data / "augsburg" / "areas.csv").exists()
    hole = shapely.Polygon([(10.93, 48.4), (10.92, 48.41), (10.94, 48.41)])
    path = written(
        tmp_path / "g.geojson",
        [notched, SOUTH, hole],
        [{"name": "Nord"}, {"name": "Süd"}, {"name": "Mitte"}],
    )
    said = import_file(path, city, "augsburg").log
    assert any("Repariert: eine Grenze, die sich selbst berührt (Nord)." in line for line in said)


@pytest.mark.parametrize(
    ("properties", "said"),
    [
        ([{"a": "Nord"}, {"a": "Nord"}], "Keine Eigenschaft nennt jede der 2 Flächen.*vorhanden: a"),
        ([{}, {}], "vorhanden: keine"),
        ([{"nr": 1}, {"nr": 2}], "vorhanden: nr"),
    ],
)
def test_a_file_that_names_nothing_is_refused(
    city: Project, tmp_path: Path, properties: list[dict[str, object]], said: str
) -> None:
    path = written(tmp_path / "g.geojson", [NORTH, SOUTH], properties)
    with pytest.raises(DataError, match=said):
        import_file(path, city, "augsburg")
    with pytest.raises(DataError, match="bitte die Kommune angeben"):
        import_file(path, city)
    with pytest.raises(DataError, match="nur eine Fläche"):
        import_file(written(path, [NORTH], properties[:1]), city, "augsburg")


@pytest.fixture(scope="module")
def hamburg(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """Hamburg's areas and figures of 2017, imported from files of the published form; the borders are made up."""
    root = tmp_path_factory.mktemp("hamburg")
    project = Project(root / "projekt")
    shutil.copytree(DATA / "catalogue", project.data / "catalogue")
    shutil.copytree(DATA / "hamburg", project.data / "hamburg")
    (project.data / "official").mkdir()
    new_profile("hamburg", project.data)
    with (Path(__file__).parent / "hamburg_2017.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    borders = written(root / "stadtteile.geojson", cells(99), [{"title": row["gebiet"]} for row in rows[:99]])
    import_file(borders, project, "hamburg")
    import_file(workbook(root / "StadtteilprofileBerichtsjahr2017.xlsx", rows), project, "hamburg")
    return project


def workbook(path: Path, rows: Sequence[dict[str, str]]) -> Path:
    """Write the office's workbook: a title, two rows of headings, one that explains, 99 areas, 7 Bezirke and the city."""
    mapping = (DATA / "hamburg" / "import" / "stadtteilprofile-2017.yml").read_text(encoding="utf-8")
    columns = re.findall(r'spalte: "(.+?)"', mapping)
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "Stadtteilprofile 2017"
    sheet.append(["Statistische Daten zu den Stadtteilen Hamburgs"])
    sheet.append([column.partition(" – ")[0] for column in columns])
    sheet.append([column.partition(" – ")[2] or None for column in columns])
    sheet.append([None, *("Erläuterung" for _ in columns[1:])])
    for row in rows:
        values = [row.get(MEASURES.get(column, "")) for column in columns[1:]]
        sheet.append([row["gebiet"], *(float(v) if v else None for v in values)])
    book.save(path)
    return path


@pytest.fixture
def report(hamburg: Project, monkeypatch: pytest.MonkeyPatch) -> Report:
    monkeypatch.setenv("BILDUNGSBERICHT_ROOT", str(hamburg.root))
    return Report("hamburg", 2025)


def test_the_expected_quarters_lead_the_index_and_small_ones_do_not(report: Report) -> None:
    """Billbrook (2,097 people) and Kleiner Grasbrook (1,243) had the first two places; nothing but the profile's default is set."""
    index, figures = bydistrict.social_index_of(report)
    names = {area.ags: area.name for area in bydistrict.districts(report)}
    assert list(figures) == [
        "anteil_unter_15_mindestsicherung",
        "arbeitslosenanteil_dezember",
        "anteil_alleinerziehende",
    ]
    ranks = {names[ags]: rank for ags, rank in index.ranks.items()}
    assert max(ranks[name] for name in ("Steilshoop", "Jenfeld", "Billstedt", "Wilhelmsburg")) <= 7
    assert min(ranks[name] for name in ("Blankenese", "Nienstedten", "Groß Flottbek")) >= 75
    small = {names[ags] for ags in bydistrict.small_districts(report)}
    assert len(small) == 14
    assert {"Billbrook", "Kleiner Grasbrook und Steinwerder"} <= small
    assert not small & ranks.keys()


def test_zeros_that_hide_small_counts_are_no_zeros(report: Report) -> None:
    found = bydistrict.by_district(report, "anteil_unter_15_mindestsicherung")
    names = {area.ags: area.name for area in bydistrict.districts(report)}
    assert {names[ags] for ags in names if ags not in found.numbers} == {"Tatenberg", "Spadenland"}


def test_every_one_of_99_areas_is_on_the_map_by_number_within_80_kilobytes(report: Report) -> None:
    svg = report.map("anteil_unter_15_mindestsicherung").svg
    assert {f"{number:02}" for number in range(1, 100)} <= set(re.findall(r">(\d\d)</text>", svg))
    assert len(svg.encode()) <= 80_000


def test_the_search_for_gaps_is_kept(
    report: Report, hamburg: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    from helpers.data.districts import borders

    bydistrict.borders.cache_clear()
    bydistrict.borders(report)
    asked: list[str] = []
    monkeypatch.setattr(borders, "check_coverage", lambda _, name, *__: asked.append(name))
    bydistrict.borders.cache_clear()
    bydistrict.borders(report)
    assert asked == []
    file = hamburg.data / "hamburg" / "grenzen.geojson"
    file.write_text(file.read_text(encoding="utf-8") + " ", encoding="utf-8")
    bydistrict.borders.cache_clear()
    bydistrict.borders(report)
    assert asked == ["data/hamburg/grenzen.geojson"]


def test_chapters_show_both_ends_of_99_rows_and_the_annex_all(report: Report) -> None:
    table = report.district_table(["einwohner_melderegister", "anteil_unter_15_mindestsicherung"])
    assert len(table.display) == 21
    assert len(table.rows) == 100
    assert [row[1] for row in table.display[:3]] == [
        "Billbrook",
        "Billwerder",
        "Kleiner Grasbrook und Steinwerder",
    ]
    assert "Anhang „Tabellen“" in " ".join(table.notes)
    blocks = district_blocks(report.store, report.profile, 2025)
    tables = [block.text for block in blocks if block.text.startswith("| Nr.")]
    assert tables
    assert all(len(text.splitlines()) == 101 for text in tables)


def test_where_little_is_known_two_districts_share_a_page(
    report: Report, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown: list[object] = []
    monkeypatch.setattr("IPython.display.display", shown.append)
    report.district_profiles(["einwohner_melderegister"], trends=["einwohner_melderegister"])
    heads = [str(part) for part in shown if str(part).lstrip("{}<> pagebrk\n").startswith("###")]
    assert len(heads) == 99
    assert [head.startswith("{{< pagebreak >}}") for head in heads[:4]] == [True, False, True, False]


@pytest.mark.parametrize(
    ("file", "year"),
    [
        ("Daten_fuer_die_Stadtteilprofile_2014.xlsx", "2013"),
        ("StadtteilprofileBerichtsjahr2017.xlsx", "2017"),
    ],
)
def test_both_workbooks_have_a_mapping_to_the_same_indicators(file: str, year: str) -> None:
    mapping = find_mapping(Path(file), DATA, "hamburg")
    assert mapping is not None
    taken = [column for column in mapping.spalten if column.ist == "wert"]
    assert len(taken) == 12
    assert {column.indikator for column in taken} <= read_catalogue(DATA).indicators.keys()
    assert {column.zeit[:4] for column in taken} == {year}
