"""A small project to import into."""

from __future__ import annotations

import csv
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from helpers.paths import Project
from helpers.paths import project as checkout

DATA = checkout().data
OWN_SOURCE = """stadt-jugendamt:
  publisher: Fiktive Stadt, Jugendamt
  title: Betreute Kinder
  short: Jugendamt
  attribution: Fiktive Stadt, Jugendamt
  reference: Stichtag 1. März
"""


@pytest.fixture
def project(tmp_path: Path) -> Project:
    """The catalogue, Augsburg with two made-up districts and a source of its own, no figures yet."""
    data = tmp_path / "projekt" / "data"
    shutil.copytree(DATA / "catalogue", data / "catalogue")
    (data / "official").mkdir()
    (data / "augsburg").mkdir()
    shutil.copy(DATA / "augsburg" / "profile.yml", data / "augsburg")
    profile = data / "augsburg" / "profile.yml"
    profile.write_text(
        profile.read_text(encoding="utf-8").replace(
            "peers: [mannheim, halle, offenbach, frankfurt]", "peers: []"
        ),
        encoding="utf-8",
    )
    (data / "augsburg" / "areas.csv").write_text(
        "ags,name,kind,parent,valid_from,valid_to\n09761-01,Nordstadt,sozialraum,09761,,\n09761-02,Südstadt,sozialraum,09761,,\n",
        encoding="utf-8",
    )
    (data / "augsburg" / "sources.yml").write_text(OWN_SOURCE, encoding="utf-8")
    return Project(tmp_path / "projekt")


@pytest.fixture
def put(tmp_path: Path) -> Callable[..., Path]:
    """Write a file to import."""

    def write(name: str, content: str | bytes, encoding: str = "cp1252") -> Path:
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode(encoding))
        return path

    return write


@pytest.fixture
def stored(project: Project) -> Callable[..., dict[tuple[str, str, str, str], dict[str, str]]]:
    """Return the stored rows of a file under data/ by indicator, area, breakdown and period."""

    def read(file: str) -> dict[tuple[str, str, str, str], dict[str, str]]:
        with (project.data / file).open(encoding="utf-8", newline="") as stream:
            return {
                (r["indicator"], r["ags"], r["breakdown"], r["period"]): r for r in csv.DictReader(stream)
            }

    return read


def snapshot(folder: Path) -> dict[str, bytes]:
    """Return every file below a folder with its bytes."""
    return {
        p.relative_to(folder).as_posix(): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()
    }
