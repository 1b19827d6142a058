"""A report is replaced whole or not at all, even when the run is killed between two steps."""

from pathlib import Path

import pytest

from helpers.publish import replace as module
from helpers.publish.replace import recover, replace, staging_folder


def written(folder: Path, text: str) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "index.html").write_text(text)
    return folder


@pytest.fixture(params=["exchange", "two renames"])
def any_system(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    if request.param == "two renames":
        monkeypatch.setattr(module, "exchange", lambda *_: False)


@pytest.mark.usefixtures("any_system")
def test_new_report_takes_the_place_of_the_old(tmp_path: Path) -> None:
    target = written(tmp_path / "augsburg", "old")
    (target / "only-in-the-old.html").touch()
    written(staging := staging_folder(target), "new")
    replace(target, staging)
    assert (target / "index.html").read_text() == "new"
    assert [p.name for p in tmp_path.iterdir()] == ["augsburg"]
    assert [p.name for p in target.iterdir()] == ["index.html"]


def test_first_report(tmp_path: Path) -> None:
    target = tmp_path / "_report" / "jena"
    written(staging := staging_folder(target), "new")
    replace(target, staging)
    assert (target / "index.html").read_text() == "new"


def test_killed_between_the_renames_brings_the_old_report_back(tmp_path: Path) -> None:
    target = tmp_path / "jena"
    written(tmp_path / ".jena.alt", "old")
    recover(target)
    assert (target / "index.html").read_text() == "old"
    assert not (tmp_path / ".jena.alt").exists()


def test_killed_after_the_renames_keeps_the_new_report(tmp_path: Path) -> None:
    target = written(tmp_path / "jena", "new")
    written(tmp_path / ".jena.alt", "old")
    recover(target)
    assert (target / "index.html").read_text() == "new"
    assert not (tmp_path / ".jena.alt").exists()


def test_staging_left_by_a_killed_run_is_not_built_upon(tmp_path: Path) -> None:
    target = tmp_path / "jena"
    written(staging_folder(target), "half")
    assert list(staging_folder(target).iterdir()) == []
