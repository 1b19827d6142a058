"""Editions of a municipality beside each other: `_report/<city>/<year>/`, released ones `<version>/`, and the newest at the top."""

from __future__ import annotations

import json
import os
import re
import shutil
from pathlib import Path

_EDITION = re.compile(r"(?P<year>\d{4})(?:\.\d+)?")


def edition_folders(report: Path) -> list[Path]:
    """Return the folders of editions inside a municipality's folder: `2025`, `2025.1`."""
    if not report.is_dir():
        return []
    return sorted(path for path in report.iterdir() if path.is_dir() and _EDITION.fullmatch(path.name))


def folder_of(report: Path, year: int) -> Path:
    """Return where the report of a year lies: its own folder or, in a folder from before there were such, the top."""
    own = report / str(year)
    return own if own.is_dir() else report


def newest(report: Path) -> int:
    """Return the year of the newest report there, 0 where there is none."""
    years = [int(path.name) for path in edition_folders(report) if path.name.isdigit()]
    return max([*years, _year_at_top(report)])


def complete(staging: Path, report: Path, year: int, version: str = "") -> None:
    """Turn a folder with one new report into what takes the place of a municipality's folder as a whole.

    Every other edition stays as it is. Files that stay, or are in two places, are links to one and the same.

    Args:
        staging: the new report.
        report: the municipality's folder as it is; it is only read.
        year: the new report's.
        version: of a released edition, kept under this name for good.

    Raises:
        OSError: the disk is full, or does not allow it.
    """
    content = list(staging.iterdir())
    for name in filter(None, (str(year), version)):
        (staging / name).mkdir()
        for path in content:
            _link(path, staging / name / path.name)
    before, top = _year_at_top(report), newest(report)
    for folder in edition_folders(report):
        if folder.name not in (str(year), version):
            _link(folder, staging / folder.name)
    kept = {path.name for path in edition_folders(report)}
    rest = [path for path in report.iterdir() if path.name not in kept] if report.is_dir() else []
    if before and before != year and not (staging / str(before)).exists():
        (staging / str(before)).mkdir()
        for path in rest:
            _link(path, staging / str(before) / path.name)
    if top > year:
        for path in content:
            shutil.rmtree(path) if path.is_dir() else path.unlink()
        source = report if before == top else report / str(top)
        for path in rest if before == top else source.iterdir():
            _link(path, staging / path.name)


def _year_at_top(report: Path) -> int:
    try:
        return int(json.loads((report / "manifest.json").read_text("utf-8"))["year"])
    except (OSError, ValueError, KeyError, TypeError):
        return 0


def _link(source: Path, target: Path) -> None:
    """Put a file or folder in a second place without a second copy, where the disk can."""
    if source.is_dir():
        shutil.copytree(source, target, copy_function=_link_file)
    else:
        _link_file(str(source), str(target))


def _link_file(source: str, target: str) -> None:
    try:
        os.link(source, target)
    except OSError:
        shutil.copy2(source, target)
