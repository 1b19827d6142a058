"""The notebooks and hand-written chapters as files: what authors and the pipeline rely on."""

from __future__ import annotations

import ast
import json
import re
from collections import Counter

import nbformat
import pytest
import yaml

from helpers.paths import project
from helpers.pipeline.chapter.inline import expressions
from helpers.pipeline.chapter.notebook import cell_options, read_notebook

PROJECT = project()
NOTEBOOKS = sorted(PROJECT.notebooks.glob("*.ipynb"))
CHAPTERS = [PROJECT.root / "index.qmd", *sorted(PROJECT.chapters.glob("*.qmd"))]
CITIES = (
    "Augsburg",
    "Mannheim",
    "Kaiserslautern",
    "Halle",
    "Jena",
    "Neumünster",
    "Sömmerda",
    "Offenbach",
    "Frankfurt",
)
LABEL = re.compile(r"@((?:fig|tbl|sec)-[\w-]*\w)")


def text_of(path):
    if path.suffix == ".qmd":
        return path.read_text("utf-8")
    return "\n\n".join(c.source for c in read_notebook(path).cells if c.cell_type == "markdown")


def labels_of(path):
    found = re.findall(r"\{#([\w-]+)[^}]*\}", text_of(path))
    if path.suffix == ".ipynb":
        cells = [c for c in read_notebook(path).cells if c.cell_type == "code"]
        found += [label for c in cells if (label := cell_options(c.source, path.name).label)]
    return found


def ids(paths):
    return [path.name for path in paths]


def test_notebooks_are_numbered_in_the_order_of_the_book():
    numbers = [int(path.name[:2]) for path in NOTEBOOKS]
    assert numbers == sorted(set(numbers))
    assert (numbers[0], numbers[-1]) == (0, 17)
    book = yaml.safe_load(PROJECT.quarto_yml.read_text("utf-8"))["book"]
    listed = [path for path in book["chapters"] if path.endswith(".ipynb")]
    assert listed == sorted(listed)


@pytest.mark.parametrize("path", NOTEBOOKS, ids=ids(NOTEBOOKS))
def test_form(path):
    raw = json.loads(path.read_text("utf-8"))
    assert (raw["nbformat"], raw["nbformat_minor"]) == (4, 5)
    assert raw["metadata"]["kernelspec"]["name"] == "python3"
    assert set(raw["metadata"]) == {"kernelspec", "language_info"}
    nbformat.validate(raw)
    first, *others = read_notebook(path).cells
    assert first.cell_type == "markdown"
    assert first.source.startswith("# ")
    assert [c for c in others if "parameters" in c.metadata.get("tags", [])] == [others[0]]
    assert others[0].source == 'city = "augsburg"\nyear = 2025'
    assert others[1].source.startswith("from helpers import Report\n\nreport = Report(city, year)")


@pytest.mark.parametrize("path", NOTEBOOKS, ids=ids(NOTEBOOKS))
def test_no_outputs_and_stable_readable_cell_ids(path):
    cells = read_notebook(path).cells
    for cell in cells:
        assert re.fullmatch(r"[a-z0-9-]{3,64}", cell.id), cell.id
        if cell.cell_type == "code":
            assert cell.outputs == []
            assert cell.execution_count is None
    assert max(Counter(cell.id for cell in cells).values()) == 1


@pytest.mark.parametrize("path", NOTEBOOKS, ids=ids(NOTEBOOKS))
def test_every_figure_cell_is_one_labelled_call(path):
    for cell in read_notebook(path).cells[3:]:
        if cell.cell_type != "code":
            continue
        if cell.source.startswith(("report.district_profiles(", "report.survey_sections(")):
            continue  # a section per district or survey, whose figures have labels of their own
        label = cell_options(cell.source, path.name).label
        assert label, cell.source
        assert label == cell.id
        assert len(ast.parse(cell.source).body) == 1, cell.source


def test_labels_are_unique_across_the_book():
    counted = Counter(label for path in [*NOTEBOOKS, *CHAPTERS] for label in labels_of(path))
    assert [label for label, count in counted.items() if count > 1] == []


@pytest.mark.parametrize("path", [*NOTEBOOKS, *CHAPTERS], ids=ids([*NOTEBOOKS, *CHAPTERS]))
def test_every_reference_has_its_target(path):
    known = {label for other in [*NOTEBOOKS, *CHAPTERS] for label in labels_of(other)}
    assert set(LABEL.findall(text_of(path))) <= known


@pytest.mark.parametrize("path", NOTEBOOKS[1:], ids=ids(NOTEBOOKS[1:]))
def test_every_figure_is_spoken_of(path):
    own = {label for label in labels_of(path) if label.startswith(("fig-", "tbl-"))}
    assert own <= set(LABEL.findall(text_of(path)))


@pytest.mark.parametrize("path", NOTEBOOKS[1:], ids=ids(NOTEBOOKS[1:]))
def test_every_chapter_has_a_central_statement_and_a_question(path):
    cells = read_notebook(path).cells
    assert any("kernaussage" in c.metadata.get("tags", []) for c in cells)
    assert cells[-1].source.startswith('::: {.callout-tip title="Zur Diskussion"}')
    assert cells[-1].source.rstrip(":\n").endswith("?")


@pytest.mark.parametrize("path", NOTEBOOKS, ids=ids(NOTEBOOKS))
def test_nothing_is_said_of_a_single_municipality(path):
    """A figure or name that holds for one municipality only comes from inline code."""
    text = text_of(path)
    assert not [name for name in CITIES if name in text]
    plain = re.sub(r"`\{python\}[^`]*`|@[\w-]+|\{#[^}]*\}", "", text)
    figures = re.findall(r"\d+(?:[.,]\d+)*", plain)
    law = {"1", "2", "4", "24", "2021", "2026", "27", "2029", "30"} if "SGB VIII" in plain else set()
    assert set(figures) <= {"18", "25", "2005", "2020", "3", "5", "1", "10", "24"} | law, figures


@pytest.mark.parametrize("path", NOTEBOOKS, ids=ids(NOTEBOOKS))
def test_inline_code_is_python(path):
    for cell in read_notebook(path).cells:
        for expression in expressions(cell.source):
            ast.parse(expression, mode="eval")
            assert expression.startswith("report.")


def test_indicators_named_are_in_the_catalogue():
    known = set(yaml.safe_load((PROJECT.data / "catalogue" / "indicators.yml").read_text("utf-8")))
    named = re.compile(r'"([a-z][a-z0-9]*_[a-z0-9_]+)"|report\.(?!district_word)\w+\("([a-z0-9_]+)"')
    for path in NOTEBOOKS:
        for cell in read_notebook(path).cells:
            found = {a or b for a, b in named.findall(cell.source)}
            assert found <= known, (path.name, found - known)


def test_the_book_lists_every_chapter():
    book = yaml.safe_load(PROJECT.quarto_yml.read_text("utf-8"))["book"]
    listed = [*book["chapters"], *book["appendices"]]
    files = [*NOTEBOOKS[1:], *CHAPTERS]  # the first notebook goes into the opening page
    assert sorted(listed) == sorted(path.relative_to(PROJECT.root).as_posix() for path in files)


def test_the_placeholders_are_there():
    everything = "\n".join(path.read_text("utf-8") for path in CHAPTERS)
    for name in ("bildung-in-zahlen", "kernaussagen", "ausgelassen", "kolophon", "datenquellen"):
        assert everything.count(f"::: {{#{name}}}\n:::") == 1


def test_meta_keys_used_have_a_default():
    defaults = yaml.safe_load(PROJECT.quarto_yml.read_text("utf-8"))
    for path in CHAPTERS:
        for key in re.findall(r"\{\{< meta ([\w.]+) >\}\}", path.read_text("utf-8")):
            value = defaults
            for part in key.split("."):
                value = value[part]
            assert isinstance(value, str)


def test_one_definition_per_term():
    terms = re.findall(r"^(\S.*)\n: {3}", (PROJECT.chapters / "glossar.qmd").read_text("utf-8"), re.MULTILINE)
    assert len(terms) > 30
    assert len(set(terms)) == len(terms)
    order = str.maketrans({"ä": "a", "ö": "o", "ü": "u"})
    assert [t.casefold().translate(order) for t in terms] == sorted(
        t.casefold().translate(order) for t in terms
    )


@pytest.mark.parametrize("path", [*NOTEBOOKS, *CHAPTERS], ids=ids([*NOTEBOOKS, *CHAPTERS]))
def test_german_typography(path):
    text = re.sub(r"`[^`]*`|\{\{<.*?>\}\}|\{[^}]*\}|WCAG 2\.1", "", text_of(path))  # a name is no number
    prose = "\n".join(line for line in text.splitlines() if not line.startswith("|"))
    assert '"' not in prose
    assert not re.search(r"\d ?- ?\d", prose), "Bereiche haben einen Halbgeviertstrich"
    assert not re.search(r"\d[ ]%|\d\.\d(?!\d\d)", prose), re.findall(r".{20}\d[ ]%|\d\.\d(?!\d\d)", prose)
    assert not re.search(r"\b(the|and|with|of|by)\b", prose)
