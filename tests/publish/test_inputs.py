"""An unchanged report is recognised; any change of an input or of the report is, too."""

import os
from pathlib import Path

import pytest

from helpers.assemble.choose import Choice
from helpers.paths import Project
from helpers.pipeline import ChapterResult
from helpers.pipeline.contract import Outcome
from helpers.pipeline.run.dependencies import state_of, variable
from helpers.publish.inputs import digest, file_hashes, is_current, remember
from helpers.publish.make_report import described
from helpers.publish.request import Request

REQUEST = {"city": "augsburg", "year": "2025"}


@pytest.fixture
def project(tmp_path: Path) -> Project:
    for name in (
        "_quarto.yml",
        "uv.lock",
        "data/a.csv",
        "notebooks/01.ipynb",
        "chapters/m.qmd",
        "src/helpers/x.py",
    ):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(name)
    return Project(tmp_path)


@pytest.mark.parametrize(
    "name",
    ["_quarto.yml", "uv.lock", "data/a.csv", "notebooks/01.ipynb", "chapters/m.qmd", "src/helpers/x.py"],
)
def test_each_kind_of_input_changes_the_digest(project: Project, name: str) -> None:
    before = digest(file_hashes(project), REQUEST)
    (project.root / name).write_text("changed")
    assert digest(file_hashes(project), REQUEST) != before


def test_added_and_renamed_files_change_the_digest(project: Project) -> None:
    before = digest(file_hashes(project), REQUEST)
    (project.data / "b.csv").touch()
    added = digest(file_hashes(project), REQUEST)
    (project.data / "b.csv").rename(project.data / "c.csv")
    assert len({before, added, digest(file_hashes(project), REQUEST)}) == 3


def test_request_changes_the_digest(project: Project) -> None:
    assert digest(file_hashes(project), REQUEST) != digest(file_hashes(project), REQUEST | {"year": "2024"})


def test_outputs_and_byte_code_do_not(project: Project) -> None:
    before = digest(file_hashes(project), REQUEST)
    for name in (
        "_build/x",
        "_report/augsburg/index.html",
        "src/helpers/__pycache__/x.pyc",
        "data/.~lock.a.csv#",
    ):
        (project.root / name).parent.mkdir(parents=True, exist_ok=True)
        (project.root / name).write_text("x")
    assert digest(file_hashes(project), REQUEST) == before


def published(project: Project) -> Path:
    page = project.reports / "augsburg" / "index.html"
    page.parent.mkdir(parents=True)
    page.write_text("whole")
    return page


def test_a_touched_report_is_not_current(project: Project) -> None:
    page = published(project)
    remember(project, "augsburg", "digest", ())
    assert is_current(project, "augsburg", "digest")
    assert not is_current(project, "augsburg", "other")
    page.write_text("edit!")
    assert not is_current(project, "augsburg", "digest")


def test_what_a_notebook_read_beyond_the_input_files_counts(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    published(project)
    extra = project.root / "skripte" / "liste.txt"
    extra.parent.mkdir()
    extra.write_text("eins")
    monkeypatch.setenv("BERICHT_STAND", "heute")
    trace = {
        "files": {
            "skripte/liste.txt": state_of(project.root, "skripte/liste.txt"),
            "data/a.csv": "kept elsewhere",
        },
        "environment": {"BERICHT_STAND": variable("BERICHT_STAND")},
    }
    chapter = ChapterResult("01.ipynb", "Eins", "built", 0, "", Outcome("built", trace=trace))
    remember(project, "augsburg", "digest", [chapter])
    assert is_current(project, "augsburg", "digest")
    extra.write_text("zwei")
    assert not is_current(project, "augsburg", "digest")
    extra.write_text("eins")
    monkeypatch.setenv("BERICHT_STAND", "morgen")
    assert not is_current(project, "augsburg", "digest")
    assert "heute" not in (project.build / "augsburg" / "stand.json").read_text()


def test_an_environment_variable_that_a_chapter_shows_counts(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    published(project)
    page = project.build / "augsburg" / "book" / "chapters" / "m.qmd"
    page.parent.mkdir(parents=True)
    page.write_text("Fassung {{< env FASSUNG >}}")
    monkeypatch.setenv("FASSUNG", "1")
    remember(project, "augsburg", "digest", ())
    assert is_current(project, "augsburg", "digest")
    monkeypatch.setenv("FASSUNG", "2")
    assert not is_current(project, "augsburg", "digest")


@pytest.mark.parametrize("name", ["literatur.bib", "gestaltung/logo.svg"])
def test_files_that_quarto_yml_names_count(project: Project, name: str) -> None:
    project.quarto_yml.write_text(f"bibliography: {name}\ntheme: [cosmo, '{name}']\n")
    (project.root / name).parent.mkdir(exist_ok=True)
    (project.root / name).write_text("eins")
    before = digest(file_hashes(project), REQUEST)
    (project.root / name).write_text("zwei")
    assert digest(file_hashes(project), REQUEST) != before


def test_another_python_or_date_is_another_report(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    def of() -> dict[str, str]:
        return described(Request("augsburg", 2025, frozenset({"html"}), "builtin"), Choice("weil"), project)

    first = of()
    assert of() == first
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1")
    assert of() != first
    monkeypatch.delenv("SOURCE_DATE_EPOCH")
    monkeypatch.setattr("sys.version", "4.0")
    assert of() != first


@pytest.mark.parametrize(
    "content", ["", "{", "[]", '{"inputs": "digest"}', '{"inputs": "digest", "files": []}']
)
def test_a_damaged_record_means_not_current(project: Project, content: str) -> None:
    state = project.build / "augsburg" / "stand.json"
    state.parent.mkdir(parents=True)
    state.write_text(content)
    assert not is_current(project, "augsburg", "digest")


def test_what_is_no_file_is_not_read(project: Project) -> None:
    before = file_hashes(project)
    os.mkfifo(project.data / "leitung")
    (project.data / "verweis.csv").symlink_to("nirgendwo.csv")
    assert file_hashes(project) == before
