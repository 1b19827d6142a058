"""What is kept of files must never be older than the files."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from helpers.data.fresh import SETTLED, in_folders, kept_while_unchanged

Change = Callable[[Path], object]


def names(data: Path) -> list[str]:
    return [
        Path(p).relative_to(data).as_posix() for p in in_folders(data, lambda file, _: file.endswith(".csv"))
    ]


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """Two folders that nobody has changed for an hour."""
    for name in ("a/eins.csv", "a/notiz.txt", "b/zwei.csv"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("1", "utf-8")
    for folder in ("a", "b"):
        age(tmp_path / folder)
    return tmp_path


def age(folder: Path) -> None:
    past = time.time_ns() - 3600 * 10**9
    os.utime(folder, ns=(past, past))


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (lambda d: (d / "a" / "drei.csv").write_text("3", "utf-8"), ["a/drei.csv", "a/eins.csv", "b/zwei.csv"]),
        (lambda d: (d / "a" / "eins.csv").unlink(), ["b/zwei.csv"]),
        (lambda d: (d / "a" / "notiz.txt").rename(d / "a" / "notiz.csv"), ["a/eins.csv", "a/notiz.csv", "b/zwei.csv"]),
        (lambda d: (d / "a").rename(d / "c"), ["b/zwei.csv", "c/eins.csv"]),
        (lambda d: (d / "c").mkdir(), ["a/eins.csv", "b/zwei.csv"]),
    ],
    ids=["added", "deleted", "renamed", "folder renamed", "folder added"],
)  # fmt: skip
def test_a_folder_is_read_again_when_it_changed(data: Path, change: Change, expected: list[str]) -> None:
    assert names(data) == ["a/eins.csv", "b/zwei.csv"]
    change(data)
    assert names(data) == expected


def test_a_folder_that_just_changed_is_read_each_time(data: Path) -> None:
    """A clock that ticks slowly gives two changes the same time."""
    now = time.time_ns() - SETTLED // 2
    os.utime(data / "a", ns=(now, now))
    assert names(data) == ["a/eins.csv", "b/zwei.csv"]
    (data / "a" / "drei.csv").write_text("3", "utf-8")
    os.utime(data / "a", ns=(now, now))
    assert names(data) == ["a/drei.csv", "a/eins.csv", "b/zwei.csv"]


def test_a_result_is_kept_until_a_file_changes(data: Path) -> None:
    asked = []

    @kept_while_unchanged(lambda folder: in_folders(folder, lambda file, _: file.endswith(".csv")))
    def read(folder: Path) -> str:
        asked.append(folder)
        return (folder / "a" / "eins.csv").read_text("utf-8")

    assert (read(data), read(data), len(asked)) == ("1", "1", 1)
    (data / "a" / "eins.csv").write_text("2", "utf-8")
    assert (read(data), len(asked)) == ("2", 2)
    (data / "b" / "neu.csv").write_text("", "utf-8")
    assert (read(data), len(asked)) == ("2", 3)
