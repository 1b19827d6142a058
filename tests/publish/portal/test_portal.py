"""The portal's files: every number is the store's, formats agree, nothing is written twice, what is wrong is a sentence."""

from __future__ import annotations

import csv
import json
import re
from html import unescape
from pathlib import Path
from typing import Any

import duckdb
import openpyxl
import pytest
import rdflib

from helpers.data import open_store
from helpers.data.kreise import read_kreise
from helpers.errors import DataError, OutputError, ReportError
from helpers.paths import project
from helpers.publish.make_portal import make_portal
from helpers.publish.portal.common_figures import Material
from helpers.publish.portal.postcodes import postcodes
from helpers.publish.portal.report_shelf import Wanted
from helpers.text.numbers import number
from tests.conftest import copy_project
from tests.publish.portal.conftest import NOW, named, write

V1 = "api/v1"


def load(portal: Path, name: str) -> Any:
    return json.loads((portal / V1 / name).read_text("utf-8"))


def read(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def figures_of_the_store(material: Material) -> dict[tuple[str, str, str, str], float | None]:
    with open_store() as store:
        return {
            (row.indicator, row.ags, row.breakdown, row.period): row.value
            for row in store.rows_in(material.areas, 9999)
        }


def same(shown: object, value: float | None) -> bool:
    if value is None or shown in (None, ""):
        return value is None and shown in (None, "")
    return float(str(shown)) == pytest.approx(value, rel=1e-9, abs=1e-12)


def test_every_number_of_the_interface_is_the_stores(portal: Path, material: Material) -> None:
    known = figures_of_the_store(material)
    wrong: list[object] = []
    seen = {"json": 0, "csv": 0, "area": 0, "stat": 0}
    for name, theme in material.themes.items():
        cube = load(portal, f"indicators/{name}.json")
        missing = {tuple(entry[:3]) for entry in cube["missing"]}
        for b, by in enumerate(cube["breakdowns"]):
            text = "|".join(f"{key}={by[key]}" for key in sorted(by))
            for a, ags in enumerate(cube["areas"]):
                for p, period in enumerate(cube["periods"]):
                    shown = cube["values"][b][a][p]
                    if shown is None and (b, a, p) not in missing:
                        assert not any((r.breakdown, r.period) == (text, period) for r in theme.by_area[ags])
                        continue
                    seen["json"] += 1
                    if not same(shown, known[name, ags, text, period]):
                        wrong.append((name, ags, text, period))
        for row in read(portal / V1 / "figures" / f"{name}.csv"):
            text = "|".join(f"{key}={row[key]}" for key in sorted(theme.dimensions) if row[key])
            seen["csv"] += 1
            if not same(row["wert"], known[name, row["ags"], text, row["zeitraum"]]):
                wrong.append(("csv", row))
        stat = load(portal, f"jsonstat/{name}.json")
        values = stat["value"] if isinstance(stat["value"], dict) else dict(enumerate(stat["value"]))
        seen["stat"] += sum(value is not None for value in values.values())
        assert max(map(int, values)) < eval("*".join(map(str, stat["size"])))
    for ags in material.areas:
        for name, shown_of in load(portal, f"areas/{ags}.json")["figures"].items():
            for text, series in shown_of["values"].items():
                for period, shown in zip(shown_of["periods"], series, strict=True):
                    if shown is None:
                        assert known.get((name, ags, text, period)) is None
                        continue
                    seen["area"] += 1
                    if not same(shown, known[name, ags, text, period]):
                        wrong.append(("area", name, ags, text, period))
    assert not wrong
    numbers = sum(1 for theme in material.themes.values() for row in theme.rows if row.value is not None)
    assert seen["json"] == seen["csv"] == sum(len(theme.rows) for theme in material.themes.values())
    assert seen["stat"] == numbers > 3000
    assert seen["area"] > 2000


def test_numbers_on_pages_are_the_stores(portal: Path, material: Material) -> None:
    """Tables of indicators and areas, cell by cell."""
    compared = 0
    for name, theme in material.themes.items():
        page = (portal / "indikatoren" / f"{name}.html").read_text("utf-8")
        rows = re.findall(
            r'<tr data-a="(\d+)".*?<td class="n">(.*?)(?=</td>|<t[dr]|</tbody>)', page, re.DOTALL
        )
        assert {key for key, _ in rows} == set(theme.compared)
        for key, text in rows:
            value = theme.totals[key][theme.period].value
            assert value is not None
            assert unescape(text).strip() == number(value, theme.indicator.decimals), (name, key)
            compared += 1
    augsburg = (portal / "kreise" / "augsburg.html").read_text("utf-8")
    assert re.search(r"Kinderarmut</a><td class=\"n\">11,2 %<td>2019<td", augsburg)
    assert compared > 300


def test_parquet_holds_all_figures(portal: Path, material: Material) -> None:
    with duckdb.connect() as memory:
        found = memory.execute(
            f"SELECT indicator, ags, breakdown, period, value FROM '{portal / V1 / 'figures.parquet'}'"
        ).fetchall()
    assert len(found) == sum(len(theme.rows) for theme in material.themes.values())
    known = figures_of_the_store(material)
    assert all(same(value, known[key, ags, by, period]) for key, ags, by, period, value in found)


def test_ready_made_tables_are_the_same_in_every_format(portal: Path) -> None:
    names = sorted(path.stem for path in (portal / "tabellen").glob("*.csv"))
    assert len(names) == 10
    for name in names:
        with (portal / "tabellen" / f"{name}.csv").open(encoding="utf-8", newline="") as file:
            head, *rows = csv.reader(file)
        document = json.loads((portal / "tabellen" / f"{name}.json").read_text("utf-8"))
        sheet = openpyxl.load_workbook(portal / "tabellen" / f"{name}.xlsx").worksheets[0]
        cells = [list(row) for row in sheet.iter_rows(min_row=2, values_only=True)]
        assert head.pop() == "Quellen und Lizenz"
        assert [row.pop() for row in rows] == [document["about"]["Quellen"], *[""] * (len(rows) - 1)]
        assert len(head) == len(document["columns"]) > 4
        assert len(rows) == len(document["rows"]) == len(cells)
        for one, other, third in zip(rows, document["rows"], cells, strict=True):
            for a, b, c in zip(one, other, third, strict=True):
                assert same(a, b) if isinstance(b, int | float) else a == (b or "")
                assert c == b or (c in (None, "") and b in (None, "")) or str(c) == str(b)
        assert "Quellen" in document["about"]


# rdflib's own reader of JSON-LD uses a class that rdflib has deprecated
@pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated:DeprecationWarning")
def test_descriptions_fit_the_files(portal: Path, material: Material) -> None:
    described = load(portal, "figures/csv-metadata.json")["tables"]
    assert len(described) == 1 + len(material.themes)
    for entry in described:
        with (portal / V1 / "figures" / entry["url"]).open(encoding="utf-8", newline="") as file:
            assert next(csv.reader(file)) == [column["name"] for column in entry["tableSchema"]["columns"]]
    graph = rdflib.Graph().parse(
        portal / V1 / "dcat-ap.jsonld", format="json-ld", publicID="https://example.org/api/v1/dcat-ap.jsonld"
    )
    dcat, dct = rdflib.Namespace("http://www.w3.org/ns/dcat#"), rdflib.DCTERMS
    datasets = set(graph.subjects(rdflib.RDF.type, dcat.Dataset))
    assert len(datasets) == len(material.themes)
    for dataset in datasets:
        assert all(
            graph.value(dataset, needed) is not None for needed in (dct.title, dct.description, dct.publisher)
        )
        for distribution in graph.objects(dataset, dcat.distribution):
            assert graph.value(distribution, dct.license) is not None
            address = str(graph.value(distribution, dcat.downloadURL)).removeprefix("https://example.org/")
            assert (portal / address).is_file()
    for path in load(portal, "openapi.json")["paths"]:
        assert (portal / V1 / path[1:].replace("{ags}", "09761").replace("{id}", "kinderarmut")).is_file()


def test_written_again_nothing_changes(portal: Path) -> None:
    (line,) = write(portal, ",".join(named()))
    assert ": 12 Kreise, " in line
    assert "; 0 von " in line


def test_one_changed_figure_rewrites_what_shows_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root = copy_project(tmp_path / "projekt")
    monkeypatch.setenv("BILDUNGSBERICHT_ROOT", str(root))
    target = tmp_path / "portal"
    list(make_portal("augsburg jena ulm", "", target, project(), Wanted(NOW)))
    before = {path: path.stat().st_mtime_ns for path in target.rglob("*") if path.is_file()}
    table = root / "data" / "official" / "inkar-2024.csv"
    text = table.read_text("utf-8")
    changed = re.sub(r"(?m)^(09761,schuldnerquote,,2021,)[^,]*", r"\g<1>77.7", text)
    assert changed != text
    table.write_text(changed, "utf-8")
    list(make_portal("augsburg jena ulm", "", target, project(), Wanted(NOW)))
    rewritten = {
        path.relative_to(target).as_posix()
        for path, when in before.items()
        if path.stat().st_mtime_ns != when
    }
    assert {
        "indikatoren/schuldnerquote.html",
        f"{V1}/areas/09761.json",
        f"{V1}/figures/schuldnerquote.csv",
    } <= rewritten
    assert not {"index.html", "indikatoren/kinderarmut.html", "kreise/jena.html"} & rewritten


def test_own_figures_of_a_municipality_stay_in_its_report(portal: Path, material: Material) -> None:
    """Flensburg's own tables are published by Flensburg, after its own protection; the portal has only what is common to all."""
    text = (portal / V1 / "areas" / "01001.json").read_text("utf-8")
    assert "flensburg-sozialatlas" not in text
    assert not any("flensburg" in name for name in material.sources)
    assert "wohngeld_beziehende" not in material.themes


def test_mistakes_are_sentences(tmp_path: Path) -> None:
    with pytest.raises(ReportError, match="liegt im Projekt selbst"):
        list(make_portal("augsburg", "", project().data, project(), Wanted(NOW)))
    with pytest.raises(ReportError, match="Meinten Sie „Augsburg“"):
        list(make_portal("augsbrug", "", tmp_path / "p", project(), Wanted(NOW)))
    with pytest.raises(ReportError, match="ist ein Kreis oder eine kreisfreie Stadt"):
        list(make_portal("musterstadt", "", tmp_path / "p", project(), Wanted(NOW)))
    (tmp_path / "p").mkdir()
    (tmp_path / "p" / "index.html").write_text("etwas anderes")
    with pytest.raises(OutputError, match="stammt nicht von diesem Programm"):
        list(make_portal("augsburg jena ulm", "", tmp_path / "p", project(), Wanted(NOW)))
    assert [path.name for path in (tmp_path / "p").iterdir()] == ["index.html"]


def test_a_list_of_postcodes(tmp_path: Path) -> None:
    assert postcodes(tmp_path) is None
    path = tmp_path / "eigene" / "postleitzahlen.csv"
    path.parent.mkdir()
    path.write_text(
        "\ufeffplz;ags;ort\n86150;09761000;Augsburg\n86152;09761;Augsburg\n01067;14612;Dresden\n", "utf-8"
    )
    assert postcodes(tmp_path) == b'window.PLZ={"09761":"86150 86152","14612":"01067"};\n'
    path.write_text("plz,ags\n86150,09761\n1067,14612\n", "utf-8")
    with pytest.raises(DataError, match=r"Zeile 3: .*gefunden: „1067“"):
        postcodes(tmp_path)
    path.write_text("PLZ,Ort\n86150,Augsburg\n", "utf-8")
    with pytest.raises(DataError, match="Spalten „plz“ und „ags“ stehen; gefunden: PLZ, Ort"):
        postcodes(tmp_path)


@pytest.mark.long
def test_all_kreise(tmp_path: Path) -> None:
    (line,) = write(tmp_path / "portal", "alle")
    assert ": 400 Kreise, " in line
    pages = {path.stem for path in (tmp_path / "portal" / "kreise").glob("*.html")}
    assert pages == set(read_kreise(project().data))
    assert (tmp_path / "portal" / "index.html").stat().st_size < 150_000
