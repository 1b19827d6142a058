"""The catalogue fits together, and every mistake in it becomes a sentence with file and line."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from helpers.data import Store
from helpers.data.catalogue import read_catalogue
from helpers.data.compute import computing_order
from helpers.data.models import REPORTING_AREAS
from helpers.errors import CatalogueError
from helpers.paths import project

Edit = Callable[[str, str, str], None]


def test_at_least_60_indicators_in_all_reporting_areas(store: Store) -> None:
    indicators = store.catalogue.indicators.values()
    assert len(indicators) >= 60
    assert set(Counter(i.area for i in indicators)) == set(REPORTING_AREAS)
    assert sum(bool(i.computed) for i in indicators) >= 25
    assert sum(bool(i.supplied_by) for i in indicators) >= 20


def test_codes_of_the_leitfaden_have_its_form(store: Store) -> None:
    codes = {i.id: i.leitfaden for i in store.catalogue.indicators.values() if i.leitfaden}
    assert codes["bevoelkerung"] == "A1.1"
    assert [code for code in codes.values() if not re.fullmatch(r"[A-I]\d+(\.\d+)*", code)] == []


def test_subjects_begin_with_an_article_that_fits_their_number(store: Store) -> None:
    for indicator in store.catalogue.indicators.values():
        article = indicator.subject.split()[0]
        assert article in ("der", "die", "das"), indicator.id
        assert indicator.number == "singular", indicator.id


def test_what_departments_supply_has_no_figures_yet(store: Store) -> None:
    declared = [i for i in store.catalogue.indicators.values() if i.supplied_by]
    official = {row.indicator for i in declared for row in store.rows(i.id) if "official" in row.stored}
    assert not official


def test_figures_have_lesebeispiele_and_chapters_figures(store: Store) -> None:
    """Every dimension of an indicator with figures has a Lesebeispiel, and no chapter asks for what can never come.

    An indicator may wait for its figures. One test, since all breakdowns take ten seconds.
    """
    breakdowns = {name: {row.breakdown for row in store.rows(name)} for name in store.catalogue.indicators}
    for name, used in breakdowns.items():
        dimensions = {",".join(part.split("=")[0] for part in b.split("|")) for b in used if b}
        assert dimensions <= set(store.catalogue.indicators[name].readings), name
    known = store.catalogue.indicators

    def supplied(name: str) -> bool:
        entry = known[name]
        parts = [*entry.computed.numerator, *entry.computed.denominator] if entry.computed else []
        return bool(entry.supplied_by) or any(supplied(cells.indicator) for cells in parts)

    text = "\n".join(path.read_text("utf-8") for path in project().notebooks.glob("*.ipynb"))
    asked = {name for name in known if f'"{name}\\"' in text}
    empty = {name for name in asked if not supplied(name) and not breakdowns[name]}
    assert len(asked) > 60
    assert empty <= {"verfuegbares_einkommen"}  # its table is mapped; no sample of it ships


def test_values_of_the_data_are_declared_in_a_meaningful_order(store: Store) -> None:
    ages = store.catalogue.dimensions["alter"].values
    assert [a for a in ages if a in ("unter 3", "3 bis unter 6", "65 bis unter 75", "75 und mehr")] == [
        "unter 3",
        "3 bis unter 6",
        "65 bis unter 75",
        "75 und mehr",
    ]


FILE = "data/catalogue/indicators.yml"
MISTAKES = {
    "unknown key": (
        "polarity: 0",
        "polaritaet: 0",
        "„bevoelkerung.polaritaet“ ist nicht bekannt. Meinten Sie „polarity“?",
    ),
    "unknown source": (
        "sources: [regionaldatenbank-12411-01-01-4,",
        "sources: [regionaldatenbank-12411-01-01-5,",
        (
            "Die Quelle „regionaldatenbank-12411-01-01-5“ ist nicht bekannt. "
            "Meinten Sie „regionaldatenbank-12411-01-01-4“"
        ),
    ),
    "unknown dimension": (
        "dimensions: [alter, geschlecht]",
        "dimensions: [alter, gschlecht]",
        "„readings“ nennt „geschlecht“, das nicht unter „dimensions“ steht.",
    ),
    "unknown kind": (
        "kind: count",
        "kind: anzahl",
        "„bevoelkerung.kind“ ist „anzahl“; möglich sind count, rate,",
    ),
    "unknown area": (
        "area: rahmenbedingungen",
        "area: rahmenbedingung",
        "Meinten Sie „rahmenbedingungen“?",
    ),
    "share without denominator": (
        (
            "  denominator: "
            "{text: Einwohnerinnen und Einwohner, at: Berichtsjahr; die Quelle nennt keinen Stichtag}\n"
        ),
        "",
        "ein Anteil braucht „numerator“ und „denominator“, je mit „text“ und „at“ (Stichtag).",
    ),
    "unknown placeholder": (
        "lebten {in_city} {value} Menschen.",
        "lebten {in_stadt} {value} Menschen.",
        "das Lesebeispiel hat den unbekannten Platzhalter „{in_stadt}“.",
    ),
    "lonely brace": (
        "lebten {in_city} {value} Menschen.",
        "lebten {in_city} {value Menschen.",
        "das Lesebeispiel hat eine geschweifte Klammer ohne Gegenstück.",
    ),
    "unknown component": (
        "computed: {numerator: [{indicator: bevoelkerung}], years: 1",
        "computed: {numerator: [{indicator: bevolkerung}], years: 1",
        "Der Indikator „bevolkerung“ ist nicht bekannt. Meinten Sie „bevoelkerung“",
    ),
    "unknown value of a component": (
        "where: {alter: [unter 3, 3 bis unter 6]}",
        "where: {alter: [unter 3, 3 bis 6]}",
        "Die Ausprägung „3 bis 6“ ist nicht bekannt. Meinten Sie „3 bis unter 6“",
    ),
    "break that is no period": ('period: "2022-12-31"', "period: Zensus", "„Zensus“ ist kein Zeitpunkt"),
    "no origin": (
        "sources: [regionaldatenbank-12411-01-01-4, regionaldatenbank-12411-02-03-4]\n",
        "\n",
        "es fehlt, woher die Zahlen kommen",
    ),
}


@pytest.mark.parametrize("mistake", MISTAKES)
def test_mistake_becomes_a_sentence(data: Path, edit: Edit, mistake: str) -> None:
    old, new, sentence = MISTAKES[mistake]
    edit("catalogue/indicators.yml", old, new)
    with pytest.raises(CatalogueError) as error:
        read_catalogue(data)
    assert str(error.value).startswith(f"{FILE}, Zeile ")
    assert sentence in str(error.value)


def test_line_of_a_mistake(data: Path, edit: Edit) -> None:
    lines = (data / "catalogue" / "indicators.yml").read_text(encoding="utf-8").split("\n")
    line = lines.index("  kind: count") + 1
    edit("catalogue/indicators.yml", "  kind: count", "  kind: zahl")
    with pytest.raises(CatalogueError, match=f"Zeile {line}: "):
        read_catalogue(data)


def test_source_with_an_unknown_key(data: Path, edit: Edit) -> None:
    edit("catalogue/sources.yml", "licence_url:", "licence_link:")
    with pytest.raises(
        CatalogueError,
        match=r"sources.yml, Zeile .*licence_link“ ist nicht bekannt. Meinten Sie „licence_url“",
    ):
        read_catalogue(data)


def test_sources_of_a_municipality_join_the_catalogue(data: Path) -> None:
    (data / "jena" / "sources.yml").write_text(
        "musteramt:\n  publisher: Musteramt (erfunden)\n  title: Liste\n  short: Musteramt\n"
        "  attribution: Musteramt\n  reference: Stichtag\n",
        encoding="utf-8",
    )
    assert read_catalogue(data).sources["musteramt"].publisher == "Musteramt (erfunden)"


def test_a_source_cannot_be_declared_twice(data: Path) -> None:
    (data / "jena" / "sources.yml").write_text("inkar-2021:\n  publisher: x\n", encoding="utf-8")
    with pytest.raises(CatalogueError, match=r"data/jena/sources.yml, Zeile 1"):
        read_catalogue(data)


def test_a_circle_of_computations_is_refused(data: Path, edit: Edit) -> None:
    edit(
        "catalogue/indicators.yml",
        "computed: {numerator: [{indicator: bevoelkerung}], years: 1,",
        "computed: {numerator: [{indicator: bevoelkerungsveraenderung_5_jahre}], years: 1,",
    )
    edit(
        "catalogue/indicators.yml",
        "computed: {numerator: [{indicator: bevoelkerung}], years: 5,",
        "computed: {numerator: [{indicator: bevoelkerungsveraenderung_1_jahr}], years: 5,",
    )
    with pytest.raises(CatalogueError, match="im Kreis"):
        computing_order(read_catalogue(data))


def test_rounding_rules_are_those_of_the_footnotes(store: Store) -> None:
    """Footnotes of the tables 21111-01-03-4 and 21111-02-06-4 of 13 March 2025."""
    rules = {
        (source, rule.land, rule.since, rule.base)
        for source, entry in store.catalogue.sources.items()
        for rule in entry.rounding
        if source.startswith("regionaldatenbank-21111")
    }
    pupils, leavers = "regionaldatenbank-21111-01-03-4", "regionaldatenbank-21111-02-06-4"
    assert rules == {
        (pupils, "01", "", 3),
        (pupils, "04", "", 3),
        (pupils, "05", "2019/20", 5),
        (pupils, "15", "2018/19", 3),
        (leavers, "01", "", 3),
        (leavers, "04", "", 3),
        (leavers, "05", "2020", 5),
        (leavers, "15", "2018", 3),
    }
