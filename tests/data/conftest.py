"""Fixtures: the project's own store, a copy of `data/` to break, and a project with one municipality."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from helpers.data import Store, open_store
from helpers.data.observations import COLUMNS
from helpers.data.sql import connect, literals, parquet
from helpers.paths import Project, project

DATA = project().data

NINE = {"01004", "06412", "06413", "07312", "08222", "09761", "15002", "16053", "16068"}
SHOWN = {"DG", *NINE, *(key[:2] for key in NINE)}

PROFILE = """\
name: Augsburg
ags: "09761"
kind: kreisfreie Stadt
land: Bayern
nominative: die Stadt Augsburg
dative: der Stadt Augsburg
in_city: in Augsburg
of_city: der Stadt Augsburg
year: 2025
threshold: 5
"""


@cache
def leavers() -> str:
    """The leavers of the nine municipalities with a profile, their Länder and Germany, as an observation file."""
    rows = shipped(
        *COLUMNS, where=f"source = 'regionaldatenbank-21111-02-06-4' AND ags IN ({literals(sorted(SHOWN))})"
    )
    lines = [
        ",".join("" if cell is None else f"{cell:g}" if isinstance(cell, float) else cell for cell in row)
        for row in rows
    ]
    return "\n".join([",".join(COLUMNS), *lines, ""])


def shipped(*columns: str, where: str = "true") -> list[tuple[Any, ...]]:
    """Columns of the figures that ship for all Kreise."""
    path = DATA / "official" / "kreise.parquet"
    with connect() as connection:
        return connection.execute(
            f"SELECT {', '.join(columns)} FROM {parquet(path)} WHERE {where}"
        ).fetchall()


@pytest.fixture(scope="session")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    with open_store(DATA, tmp_path_factory.mktemp("store")) as opened:
        yield opened


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A copy of catalogue, profiles and two small tables (one is part of what ships as Parquet), free to be changed."""
    copy = tmp_path / "data"
    shutil.copytree(DATA / "catalogue", copy / "catalogue")
    (copy / "official").mkdir()
    shutil.copy(DATA / "official" / "augsburg-bildungsbericht-2020.csv", copy / "official")
    (copy / "official" / "regionaldatenbank-21111-02-06-4.csv").write_text(leavers(), "utf-8")
    for profile in DATA.glob("*/profile.yml"):
        (copy / profile.parent.name).mkdir()
        shutil.copy(profile, copy / profile.parent.name)
    return copy


@pytest.fixture
def edit(data: Path) -> Callable[[str, str, str], None]:
    """Replace a text in a file of the copy; the text must be there."""

    def replace(file: str, old: str, new: str) -> None:
        path = data / file
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new, 1), encoding="utf-8")

    return replace


@pytest.fixture
def scratch(tmp_path: Path) -> Project:
    """A project with the real catalogue, no official figures, and Augsburg without any of its own."""
    data = tmp_path / "data"
    shutil.copytree(DATA / "catalogue", data / "catalogue")
    (data / "official").mkdir()
    (data / "augsburg").mkdir()
    (data / "augsburg" / "profile.yml").write_text(PROFILE, "utf-8")
    return Project(tmp_path)
