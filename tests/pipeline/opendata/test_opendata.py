"""The open data beside a report: whole, valid for the tools of the trade, honest about licences, and silent about what is protected."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from frictionless import Package
from rdflib import Graph, Namespace, URIRef
from rdflib.namespace import DCAT, DCTERMS, RDF

from helpers.data import Profile, Store, load_profile, open_store
from helpers.data.models import STATUSES
from helpers.data.profile import Contact, OpenData, Publisher
from helpers.facts.series import SYMBOLS
from helpers.pipeline import opendata
from helpers.pipeline.opendata import dcat, package
from helpers.pipeline.opendata import edition_figures as figures

DCATDE = Namespace("http://dcat-ap.de/def/dcatde/")
YEAR = 2025
BASE = "https://example.org/bericht/"
# rdflib's own reader of JSON-LD uses a class that rdflib has deprecated
pytestmark = pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated:DeprecationWarning")


@pytest.fixture(scope="module")
def store() -> Iterator[Store]:
    with open_store() as opened:
        yield opened


@pytest.fixture(scope="module")
def augsburg() -> Profile:
    return load_profile("augsburg")


@pytest.fixture(scope="module")
def files(store: Store, augsburg: Profile) -> dict[str, bytes]:
    return opendata.files(store, augsburg, YEAR)


def rows_of(content: bytes, delimiter: str = ",") -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline=""), delimiter=delimiter))


def graph_of(content: bytes) -> Graph:
    return Graph().parse(data=content, format="json-ld", publicID=BASE + dcat.FILE)


@pytest.fixture(scope="module")
def entered(augsburg: Profile) -> Profile:
    """The profile with everything that a municipality can enter; the entries are made up."""
    return augsburg.model_copy(
        update={
            "published": dt.date(2026, 3, 1),
            "publisher": Publisher(name="Erfundenes Amt", url="https://example.org/amt"),
            "contact": Contact(name="Erfundene Stelle", email="stelle@example.org"),
            "open_data": OpenData(
                url="https://example.org/bericht/",
                contributor_id="http://dcat-ap.de/def/contributors/erfunden",
                maintainer="Erfundenes Büro",
            ),
        }
    )


def test_package_is_valid(files: dict[str, bytes], tmp_path: Path) -> None:
    for path, content in files.items():
        (tmp_path / path).parent.mkdir(exist_ok=True)
        (tmp_path / path).write_bytes(content)
    report = Package(str(tmp_path / package.FILE)).validate()
    assert report.valid, report.flatten(["name", "type", "message"])
    assert report.stats["tasks"] == len(files) - 3 > 50


def test_a_wrong_number_makes_the_package_invalid(files: dict[str, bytes], tmp_path: Path) -> None:
    descriptor = json.loads(files[package.FILE])
    descriptor["resources"] = [r for r in descriptor["resources"] if r["name"] == "kinderarmut"]
    (tmp_path / "daten").mkdir()
    path = tmp_path / "daten" / "kinderarmut.csv"
    path.write_bytes(files["daten/kinderarmut.csv"].replace(b"11.2", b"11,2", 1))
    (tmp_path / package.FILE).write_text(json.dumps(descriptor), "utf-8")
    assert not Package(str(tmp_path / package.FILE)).validate().valid


def test_official_figures(files: dict[str, bytes]) -> None:
    # Regionaldatenbank 12411-01-01-4 (population of Augsburg, 31 December 2025), INKAR 2021 (child poverty, 2019)
    found = {(r["ags"], r["zeitraum"]): r["wert"] for r in rows_of(files["daten/bevoelkerung.csv"])}
    assert found["09761", "2025-12-31"] == "301786"
    rates = {(r["ags"], r["zeitraum"]): r["wert"] for r in rows_of(files["daten/kinderarmut.csv"])}
    assert float(rates["09761", "2019"]) == pytest.approx(11.2, abs=0.05)


def test_both_forms_hold_the_same_figures(files: dict[str, bytes]) -> None:
    everything = rows_of(files[figures.FILE], ";")
    single = [
        row
        for path in files
        if path.startswith("daten/") and path != figures.FILE
        for row in rows_of(files[path])
    ]
    told = sorted((r["Schlüssel"], r["Wert"].replace(",", "."), r["Zeichen"]) for r in everything)
    said = {status: f"{SYMBOLS[status]} ({STATUSES[status]})" for status in SYMBOLS} | {"": ""}
    assert told == sorted((r["ags"], r["wert"], said[r["zeichen"]]) for r in single)
    assert "x (Aussage nicht sinnvoll)" in {zeichen for _, _, zeichen in told}
    assert {r["ags"] for r in single} == {"09761", "09", "DG"}


def test_later_years_are_left_out(store: Store, augsburg: Profile) -> None:
    edition = figures.collect(store, augsburg, 2015)
    assert max(int(row.period[:4]) for rows in edition.values() for row in rows) == 2015


def test_what_is_protected_stays_protected(store: Store, augsburg: Profile) -> None:
    row = figures.collect(store, augsburg, YEAR)["bevoelkerung"][0]
    hidden = row._replace(value=None, status="suppressed", note="=1+1")
    found = rows_of(figures.for_programs([hidden], store))[0]
    assert (found["wert"], found["zeichen"], found["hinweis"]) == ("", "suppressed", "'=1+1")


def test_each_resource_names_its_sources_and_licences(files: dict[str, bytes]) -> None:
    resources: dict[str, Any] = {r["name"]: r for r in json.loads(files[package.FILE])["resources"]}
    open_ones = resources["bevoelkerung"]
    assert [found["name"] for found in open_ones["licenses"]] == ["DL-DE-BY-2.0"]
    assert "Statistische Ämter des Bundes und der Länder" in open_ones["sources"][0]["attribution"]
    assert "licenses" not in resources["betreuungsquote_gedruckt"], (
        "the printed report of 2020 names no licence"
    )


def test_catalogue_describes_each_indicator(files: dict[str, bytes]) -> None:
    graph = graph_of(files[dcat.FILE])
    datasets = set(graph.subjects(RDF.type, DCAT.Dataset))
    assert len(datasets) == len(files) - 3
    theme = URIRef("http://publications.europa.eu/resource/authority/data-theme/EDUC")
    for dataset in datasets:
        assert graph.value(dataset, DCAT.theme) == theme
        assert str(graph.value(dataset, DCTERMS.spatial)).endswith("/districtKey/09761")
        distribution = graph.value(dataset, DCAT.distribution)
        assert len(list(graph.objects(distribution, DCTERMS.license))) == 1
        assert graph.value(distribution, DCATDE.licenseAttributionByText)
        address = str(graph.value(distribution, DCAT.downloadURL))
        assert address.removeprefix(BASE) in files


@pytest.mark.parametrize(
    ("indicator", "expected"),
    [("bevoelkerung", "dl-by-de/2.0"), ("betreuungsquote_gedruckt", "other-closed")],
)
def test_licence_of_a_file(files: dict[str, bytes], indicator: str, expected: str) -> None:
    graph = graph_of(files[dcat.FILE])
    node = URIRef(f"{BASE}{dcat.FILE}#{indicator}-csv")
    assert str(graph.value(node, DCTERMS.license)) == f"http://dcat-ap.de/def/licenses/{expected}"


def test_nothing_is_invented(files: dict[str, bytes]) -> None:
    graph = graph_of(files[dcat.FILE])
    for predicate in (
        DCTERMS.publisher,
        DCAT.contactPoint,
        DCATDE.contributorID,
        DCATDE.maintainer,
        DCTERMS.issued,
    ):
        assert not list(graph.subject_objects(predicate))
    assert "created" not in json.loads(files[package.FILE])


def test_what_the_profile_says_is_told(store: Store, entered: Profile) -> None:
    found = opendata.files(store, entered, YEAR)
    graph = graph_of(found[dcat.FILE])
    datasets = set(graph.subjects(RDF.type, DCAT.Dataset))
    for predicate in (
        DCTERMS.publisher,
        DCAT.contactPoint,
        DCATDE.contributorID,
        DCATDE.maintainer,
        DCTERMS.issued,
    ):
        assert set(graph.subjects(predicate)) >= datasets
    assert json.loads(found[package.FILE])["created"] == "2026-03-01T00:00:00Z"


def test_invented_figures_are_called_so(store: Store, augsburg: Profile) -> None:
    fictional = opendata.files(store, augsburg.model_copy(update={"fictional": True}), YEAR)
    graph = graph_of(fictional[dcat.FILE])
    assert not list(graph.subject_objects(DCTERMS.spatial))
    assert all("Fikti" in str(text) for text in graph.objects(None, DCTERMS.description))
    assert json.loads(fictional[package.FILE])["description"].startswith("Fiktiv:")


def test_same_bytes_twice(store: Store, augsburg: Profile, files: dict[str, bytes]) -> None:
    assert opendata.files(store, augsburg, YEAR) == files
