"""A small project of its own: two municipalities, two notebooks, the real data."""

from __future__ import annotations

import shutil
from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from helpers.paths import Project
from tests.conftest import ROOT

QUARTO = """\
project:
  type: book
lang: de
book:
  title: Bericht
  chapters:
    - index.qmd
    - notebooks/01-eins.ipynb
    - notebooks/02-zwei.ipynb
kommune:
  publisher: noch nicht eingetragen
"""


def write_notebook(path: Path, title: str, source: str) -> None:
    parameters = new_code_cell("city = 'augsburg'\nyear = 2025", metadata={"tags": ["parameters"]})
    cells = [
        new_markdown_cell(f"# {title}"),
        parameters,
        new_code_cell(source),
        new_markdown_cell("Text über `{python} city`."),
    ]
    for number, cell in enumerate(cells):
        cell["id"] = f"c{number}"
    nbformat.write(new_notebook(cells=cells), path)


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder for the store of the real data: built once for all tests."""
    return tmp_path_factory.mktemp("zahlen")


@pytest.fixture
def small(tmp_path: Path, built: Path, monkeypatch: pytest.MonkeyPatch) -> Project:
    """Three municipalities and two short notebooks."""
    return make_small(tmp_path / "projekt", built, monkeypatch)


def make_small(root: Path, built: Path, monkeypatch: pytest.MonkeyPatch) -> Project:
    shutil.copytree(ROOT / "data", root / "data")
    (root / "_build").mkdir()
    (root / "_build" / "store").symlink_to(built)
    (root / "notebooks").mkdir()
    (root / "chapters").mkdir()
    (root / "_quarto.yml").write_text(QUARTO, "utf-8")
    (root / "uv.lock").write_text("version = 1\n", "utf-8")
    (root / "index.qmd").write_text("# Auf einen Blick {.unnumbered}\n\nText.\n", "utf-8")
    write_notebook(root / "notebooks" / "01-eins.ipynb", "Eins", "1 + 1")
    write_notebook(root / "notebooks" / "02-zwei.ipynb", "Zwei", "2 + 2")
    monkeypatch.setenv("BILDUNGSBERICHT_ROOT", str(root))
    return Project(root)
