"""The notebooks and hand-written chapters as files: what a report relies on, and the style of the chapters that come with it."""

from __future__ import annotations

import ast
import json
import re
import subprocess
from collections import Counter

import nbformat
import pytest
import yaml

from helpers.paths import project
from helpers.pipeline.chapter.inline import expressions
from helpers.pipeline.chapter.notebook import cell_options, read_notebook

from .shipped import shipped

PROJECT = project()
NOTEBOOKS = sorted(PROJECT.notebooks.glob("*.ipynb"))
SHIPPED = shipped()
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


@pytest.mark.parametrize("path", NOTEBOOKS, ids=ids(NOTEBOOKS))
def test_form(path):
    nbformat.validate(nbformat.read(path, as_version=4))
    first, *others = read_notebook(path).cells
    assert first.cell_type == "markdown"
    assert first.source.startswith("# ")
    assert [c for c in others if "parameters" in c.metadata.get("tags", [])] == [others[0]]
    assert re.fullmatch(r'city = "[^"]+"\nyear = \d{4}', others[0].source)
    assert "report = Report(city, year)" in others[1].source


@pytest.mark.parametrize("path", NOTEBOOKS, ids=ids(NOTEBOOKS))
def test_versions_hold_no_outputs(path):
    """Working copies may; what lies in version control may not."""
    found = subprocess.run(
        ["git", "show", f":./{path.name}"], cwd=path.parent, capture_output=True, check=False
    )
    if found.returncode:
        pytest.skip("not in version control")
    for cell in json.loads(found.stdout)["cells"]:
        if cell["cell_type"] == "code":
            assert (cell["outputs"], cell["execution_count"]) == ([], None)


@pytest.mark.parametrize("path", SHIPPED, ids=ids(SHIPPED))
def test_every_figure_cell_is_one_labelled_call(path):
    for cell in read_notebook(path).cells[3:]:
        if cell.cell_type != "code":
            continue
        if cell.source.startswith(("report.district_profiles(", "report.survey_sections(")):
            continue  # a section per district or survey, whose figures have labels of their own
        assert cell_options(cell.source, path.name).label, cell.source
        assert len(ast.parse(cell.source).body) == 1, cell.source


def test_labels_are_unique_across_the_book():
    counted = Counter(label for path in [*NOTEBOOKS, *CHAPTERS] for label in labels_of(path))
    assert [label for label, count in counted.items() if count > 1] == []


@pytest.mark.parametrize("path", [*NOTEBOOKS, *CHAPTERS], ids=ids([*NOTEBOOKS, *CHAPTERS]))
def test_every_reference_has_its_target(path):
    known = {label for other in [*NOTEBOOKS, *CHAPTERS] for label in labels_of(other)}
    assert set(LABEL.findall(text_of(path))) <= known


@pytest.mark.parametrize("path", SHIPPED[1:], ids=ids(SHIPPED[1:]))
def test_every_figure_is_spoken_of(path):
    own = {label for label in labels_of(path) if label.startswith(("fig-", "tbl-"))}
    assert own <= set(LABEL.findall(text_of(path)))


@pytest.mark.parametrize("path", SHIPPED[1:], ids=ids(SHIPPED[1:]))
def test_every_chapter_has_a_central_statement_and_a_question(path):
    cells = read_notebook(path).cells
    assert any("kernaussage" in c.metadata.get("tags", []) for c in cells)
    assert cells[-1].source.startswith('::: {.callout-tip title="Zur Diskussion"}')
    assert cells[-1].source.rstrip(":\n").endswith("?")


@pytest.mark.parametrize("path", SHIPPED, ids=ids(SHIPPED))
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
            assert path not in SHIPPED or expression.startswith("report.")


def test_indicators_named_are_in_the_catalogue():
    known = set(yaml.safe_load((PROJECT.data / "catalogue" / "indicators.yml").read_text("utf-8")))
    named = re.compile(r'"([a-z][a-z0-9]*_[a-z0-9_]+)"|report\.(?!district_word)\w+\("([a-z0-9_]+)"')
    for path in SHIPPED:
        for cell in read_notebook(path).cells:
            found = {a or b for a, b in named.findall(cell.source)}
            assert found <= known, (path.name, found - known)


def test_the_book_lists_every_chapter():
    book = yaml.safe_load(PROJECT.quarto_yml.read_text("utf-8"))["book"]
    listed = [*book["chapters"], *book["appendices"]]
    files = [*NOTEBOOKS[1:], *CHAPTERS]  # the first notebook goes into the opening page
    assert set(listed) <= {path.relative_to(PROJECT.root).as_posix() for path in files}
    assert len(listed) == len(set(listed))
    assert {path.relative_to(PROJECT.root).as_posix() for path in (*SHIPPED[1:], *CHAPTERS)} <= set(listed)


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


@pytest.mark.parametrize("path", [*SHIPPED, *CHAPTERS], ids=ids([*SHIPPED, *CHAPTERS]))
def test_german_typography(path):
    text = re.sub(r"`[^`]*`|\{\{<.*?>\}\}|\{[^}]*\}|WCAG 2\.1", "", text_of(path))  # a name is no number
    prose = "\n".join(line for line in text.splitlines() if not line.startswith("|"))
    assert '"' not in prose
    assert not re.search(r"\d ?- ?\d", prose), "Bereiche haben einen Halbgeviertstrich"
    assert not re.search(r"\d[ ]%|\d\.\d(?!\d\d)", prose), re.findall(r".{20}\d[ ]%|\d\.\d(?!\d\d)", prose)
    assert not re.search(r"\b(the|and|with|of|by)\b", prose)
