"""A project with one municipality: the real catalogue, the printed figures of Augsburg, and made-up own files."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from helpers.checking import CheckResult, run_check
from helpers.paths import Project, project
from tests.data.conftest import scratch

__all__ = ["scratch"]

HEADER = "ags,indicator,breakdown,period,value,status,source,file,sheet,row,column\n"

SOURCE = """\
probe:
  publisher: Probeamt
  title: Erfundene Zahlen für Tests
  short: Erfunden
  attribution: Erfundene Zahlen
  reference: Stichtag
"""


@pytest.fixture
def root(scratch: Project) -> Path:
    (scratch.data / "augsburg" / "sources.yml").write_text(SOURCE, encoding="utf-8")
    return scratch.root


@pytest.fixture
def supply(root: Path) -> Callable[..., None]:
    """Write rows into the municipality's own file; each `indicator,breakdown,period,value[,status]`."""

    def write(*rows: str, name: str = "eigene.csv", ags: str = "09761", lineage: str = ",,,") -> None:
        lines = []
        for row in rows:
            indicator, breakdown, period, value, *status = row.split(",")
            lines.append(
                f"{ags},{indicator},{breakdown},{period},{value},{''.join(status)},probe,{lineage}\n"
            )
        path = root / "data" / "augsburg" / name
        path.write_text(
            (path.read_text(encoding="utf-8") if path.exists() else HEADER) + "".join(lines), encoding="utf-8"
        )

    return write


@pytest.fixture
def check(root: Path) -> Callable[[], CheckResult]:
    return lambda: run_check("augsburg", Project(root))


@pytest.fixture
def official(root: Path) -> Callable[[str], None]:
    """Add an official file of the real data, with what ships for all Kreise."""

    def copy(name: str) -> None:
        for file in (f"{name}.csv", "kreise.parquet"):
            if (path := project().data / "official" / file).exists():
                shutil.copy(path, root / "data" / "official")

    return copy
