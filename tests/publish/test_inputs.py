"""An unchanged report is recognised; any change of an input or of the report is, too."""

from pathlib import Path

import pytest

from helpers.paths import Project
from helpers.publish.inputs import digest, file_hashes, is_current, remember

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


def test_a_touched_report_is_not_current(project: Project) -> None:
    report = project.reports / "augsburg"
    report.mkdir(parents=True)
    (report / "index.html").write_text("whole")
    state = project.build / "augsburg" / "stand.json"
    remember(state, "digest", report)
    assert is_current(state, "digest", report)
    assert not is_current(state, "other", report)
    (report / "index.html").write_text("edit!")
    assert not is_current(state, "digest", report)


@pytest.mark.parametrize("content", ["", "{", "[]", '{"inputs": 1}'])
def test_a_damaged_record_means_not_current(project: Project, content: str) -> None:
    state = project.build / "stand.json"
    state.parent.mkdir()
    state.write_text(content)
    assert not is_current(state, "digest", project.reports / "augsburg")
