"""The notebooks run for all municipalities, and what they say reads as German."""

from __future__ import annotations

import re
from functools import cache

import pytest

from helpers.data import list_cities
from helpers.errors import NoChapter, NoData
from helpers.paths import project
from helpers.pipeline.chapter.inline import Inline, expressions, replace
from helpers.pipeline.chapter.notebook import read_notebook
from helpers.report import Report

from .shipped import shipped

FOLDER = project().notebooks
NOTEBOOKS = [path.name for path in shipped()]
CITIES = list_cities()

ENGLISH = re.compile(r"\b(the|and|of|with|from|year|value|nan|None|True|False)\b")


@cache
def report_of(city: str) -> Report:
    return Report(city, 2025)


@cache
def names_of(name: str, city: str) -> dict[str, object]:
    """Return what a notebook's first cell defines: the report, and the indicators that it chooses for the municipality.

    Raises:
        NoChapter: the municipality lacks what the chapter requires.
    """
    names: dict[str, object] = {"city": city, "year": 2025, "Report": lambda *_: report_of(city)}
    exec(re.sub(r"^from helpers.*\n", "", read_notebook(FOLDER / name).cells[2].source, flags=re.M), names)
    return names


def is_built(name: str, city: str) -> bool:
    """Tell whether a municipality has the data that a chapter requires."""
    try:
        return bool(names_of(name, city))
    except NoChapter:
        return False


CHAPTERS = [(name, city) for city in CITIES for name in NOTEBOOKS if is_built(name, city)]
HERE = [name for name, city in CHAPTERS if city == "augsburg"]
"""What the default parameters build."""


def paragraphs(source: str) -> list[str]:
    return [part for part in re.split(r"\n\n|\n(?=- )", source) if part.strip()]


@cache
def text_of(name: str, city: str) -> tuple[str, ...]:
    """Return the paragraphs as they are printed, without those that have no data."""
    told = []
    for cell in read_notebook(FOLDER / name).cells:
        if cell.cell_type != "markdown":
            continue
        for paragraph in paragraphs(cell.source):
            results = []
            try:
                for expression in expressions(paragraph):
                    value = Inline(eval(expression, names_of(name, city)))
                    results.append({"markdown": value.markdown, "plain": value.plain})
            except NoData:
                continue
            told.append(replace(paragraph, results))
    return tuple(told)


def figures(name: str, city: str) -> list:
    shown = []
    for cell in read_notebook(FOLDER / name).cells[3:]:
        if cell.cell_type != "code":
            continue
        try:
            item = eval(re.sub(r"^#\|.*\n", "", cell.source, flags=re.M), names_of(name, city))
            shown += [item] if item is not None else []  # the districts' profiles show themselves
        except NoData:
            continue
    return shown


@pytest.mark.parametrize(("name", "city"), CHAPTERS)
def test_text_is_german_in_every_municipality(name, city):
    told = text_of(name, city)
    assert len(told) >= 2
    for paragraph in told:
        text = re.sub(r" ?\{[^}]*\}", "", re.sub(r"@[\w-]+", "Abbildung 1", paragraph))
        assert not ENGLISH.search(text), paragraph
        undated = re.sub(r"\d\d\.\d\d\.\d{4}", "", text)
        assert not re.search(r"\d\.\d(?!\d\d)", undated), f"decimal point: {paragraph}"
        assert not re.search(r"\d [%]|  +\S|\s[,;:.](?!\w|\{|:)|\(\s*\)", text.replace(":::", "")), paragraph
        assert "{python}" not in paragraph
        assert not re.search(r"\bin Landkreis|\bin dem\b|Vergleichskommunen hat\b", text), paragraph


@pytest.mark.parametrize("name", [name for name, city in CHAPTERS if city == "soemmerda"])
def test_the_landkreis_is_no_city(name):
    told = " ".join(text_of(name, "soemmerda"))
    assert not re.search(r"\bStadt\b|\bin Sömmerda|der Stadt", told)
    if name != "00-bildung-in-zahlen.ipynb":
        assert "Landkreis Sömmerda" in told


@pytest.mark.parametrize(("name", "city"), [chapter for chapter in CHAPTERS if chapter[0] != NOTEBOOKS[0]])
def test_the_last_section_has_text_everywhere(name, city):
    """The question at the end keeps the heading before it, so that section must not be empty."""
    last, question = text_of(name, city)[-2:]
    assert question.startswith("::: {.callout-tip")
    assert not last.startswith("#")


def test_published_figures_are_said():
    """Regionaldatenbank 12411-01-01-4 and 21111-02-06-4, INKAR 2025."""
    told = " ".join(" ".join(text_of(name, "augsburg")) for name in NOTEBOOKS).replace("\u00a0", " ")
    for words in (
        "301.786 Menschen",
        "3.139 Jugendliche",
        "162 Jugendliche",
        "5,2 %",
        "11,5 von 100 Kindern",
    ):
        assert words in told
    assert "14,7 %" in " ".join(text_of("05-uebergaenge-und-abschluesse.ipynb", "halle")).replace(
        "\u00a0", " "
    )


def test_a_rate_over_100_is_explained_where_there_is_one():
    name = "03-fruehkindliche-bildung.ipynb"
    assert re.search(r"105,2\s%.*kein Fehler", " ".join(text_of(name, "jena")))
    assert "kein Fehler" not in " ".join(text_of(name, "augsburg"))


@pytest.mark.parametrize(("city", "rounded"), [("neumuenster", True), ("halle", True), ("augsburg", False)])
def test_rounding_is_explained_where_the_land_rounds(city, rounded):
    told = " ".join(text_of("04-allgemeinbildende-schulen.ipynb", city))
    assert ("Vielfache von drei" in told) is rounded


def test_the_lesson_of_the_denominator_stands_where_its_figures_are():
    name = "03-fruehkindliche-bildung.ipynb"
    told = " ".join(text_of(name, "augsburg")).replace("\u00a0", " ")
    assert "bei 86,7 %" in told  # as printed for 2018
    assert "84,3 %" in told  # 6,621 of 7,850 children
    assert "Vorjahres teilt" not in " ".join(text_of(name, "jena"))


def test_augsburg_has_at_least_24_figures_each_with_a_message():
    shown = [item for name in NOTEBOOKS for item in figures(name, "augsburg")]
    charts = [item for item in shown if item.kind == "figure"]
    assert len(charts) >= 24
    for item in shown:
        assert item.caption
        assert item.source.startswith("Quelle:")
        assert re.search(r"\d", item.alt), item.label
    assert len({item.alt for item in charts}) == len(charts)


@pytest.mark.parametrize("city", ["soemmerda", *(pytest.param(c, marks=pytest.mark.long) for c in CITIES)])
def test_figures_are_drawn(city):
    for name in (name for name, other in CHAPTERS if other == city):
        assert figures(name, city)


@pytest.mark.parametrize(
    "name",
    ["05-uebergaenge-und-abschluesse.ipynb", *(pytest.param(n, marks=pytest.mark.long) for n in HERE)],
)
def test_runs_as_it_is_in_jupyter(name, tmp_path):
    """As JupyterLab runs it: stock kernel, folder of the notebooks, default parameters; figures without data say so."""
    from nbclient import NotebookClient

    notebook = read_notebook(FOLDER / name)
    NotebookClient(
        notebook,
        kernel_name="python3",
        allow_error_names=["NoData"],
        resources={"metadata": {"path": str(FOLDER)}},
    ).execute()
    shown = [o for c in notebook.cells if c.cell_type == "code" for o in c.outputs if "data" in o]
    assert shown
