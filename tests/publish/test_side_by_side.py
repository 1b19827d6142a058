"""Reports of several years beside each other: making one never touches another."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from helpers.publish import side_by_side
from helpers.publish.replace import replace, staging_folder
from helpers.publish.side_by_side import complete, folder_of, newest


@pytest.fixture(params=["links", "copies"])
def any_disk(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(*_: object) -> None:
        raise OSError

    if request.param == "copies":
        monkeypatch.setattr(side_by_side.os, "link", refused)


def make(report: Path, year: int, text: str, version: str = "") -> None:
    staging = staging_folder(report)
    (staging / "manifest.json").write_text(json.dumps({"year": year}))
    (staging / "chapters").mkdir()
    (staging / "chapters" / "01.html").write_text(text)
    complete(staging, report, year, version)
    replace(report, staging)


def shown(report: Path) -> dict[str, str]:
    return {p.parent.parent.relative_to(report).as_posix(): p.read_text() for p in report.rglob("01.html")}


@pytest.mark.usefixtures("any_disk")
def test_another_year_touches_nothing(tmp_path: Path) -> None:
    report = tmp_path / "augsburg"
    make(report, 2025, "a")
    assert shown(report) == {".": "a", "2025": "a"}
    make(report, 2024, "b")
    assert shown(report) == {".": "a", "2025": "a", "2024": "b"}
    make(report, 2026, "c")
    assert shown(report) == {".": "c", "2026": "c", "2025": "a", "2024": "b"}
    make(report, 2025, "d")
    assert shown(report) == {".": "c", "2026": "c", "2025": "d", "2024": "b"}
    assert (newest(report), folder_of(report, 2025)) == (2026, report / "2025")


@pytest.mark.usefixtures("any_disk")
def test_a_released_edition_stays(tmp_path: Path) -> None:
    report = tmp_path / "augsburg"
    make(report, 2025, "released", "2025.1")
    make(report, 2025, "draft")
    make(report, 2026, "next")
    assert shown(report) == {".": "next", "2026": "next", "2025": "draft", "2025.1": "released"}


@pytest.mark.parametrize("year", [2024, 2026])
def test_a_report_from_before_there_were_folders_of_years_is_kept(tmp_path: Path, year: int) -> None:
    report = tmp_path / "augsburg"
    (report / "chapters").mkdir(parents=True)
    (report / "manifest.json").write_text('{"year": 2025}')
    (report / "chapters" / "01.html").write_text("old")
    make(report, year, "new")
    top = "new" if year == 2026 else "old"
    assert shown(report) == {".": top, "2025": "old", str(year): "new"}


def test_the_same_file_lies_on_the_disk_once(tmp_path: Path) -> None:
    report = tmp_path / "augsburg"
    make(report, 2025, "a", "2025.1")
    assert (report / "2025.1" / "chapters" / "01.html").stat().st_nlink == 3
