"""A small project of its own, notebooks made on the spot, and one warm pool for all tests."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from helpers.paths import Project, project
from helpers.pipeline.contract import Job, Limits, Outcome
from helpers.pipeline.run.pool import Pool, WarmPool

QUARTO = """\
project:
  type: book
lang: de
book:
  title: Bericht
  chapters:
    - index.qmd
    - notebooks/01-probe.ipynb
    - chapters/methodik.qmd
kommune:
  publisher: noch nicht eingetragen
"""

Notebooks = Callable[..., Path]


@pytest.fixture(scope="session")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder for the store of the real data: built once for all tests."""
    return tmp_path_factory.mktemp("zahlen")


@pytest.fixture
def small(tmp_path: Path, store: Path, monkeypatch: pytest.MonkeyPatch) -> Project:
    """A project with the real data, an index, a methods chapter, and no notebook yet."""
    shutil.copytree(project().data, tmp_path / "data")
    (tmp_path / "_build").mkdir()
    (tmp_path / "_build" / "store").symlink_to(store)
    (tmp_path / "notebooks").mkdir()
    (tmp_path / "chapters").mkdir()
    (tmp_path / "_quarto.yml").write_text(QUARTO, "utf-8")
    (tmp_path / "uv.lock").write_text("version = 1\n", "utf-8")
    (tmp_path / "index.qmd").write_text(
        "# Auf einen Blick {.unnumbered}\n\n::: {#kernaussagen}\n:::\n", "utf-8"
    )
    (tmp_path / "chapters" / "methodik.qmd").write_text("# Methodik\n\n::: {#ausgelassen}\n:::\n", "utf-8")
    monkeypatch.setenv("BILDUNGSBERICHT_ROOT", str(tmp_path))
    return Project(tmp_path)


def cells(*sources: Any) -> Any:
    """Return a notebook with heading, parameters and the given cells: `md:` is Markdown, `kern:` a Kernaussage, `err:` may fail."""
    made = [
        new_markdown_cell("# Probe", id="titel"),
        new_code_cell('city = "jena"\nyear = 2000', id="parameter", metadata={"tags": ["parameters"]}),
    ]
    for number, source in enumerate(sources):
        name, _, text = source.partition(":")
        if name in ("md", "kern"):
            tags = {"tags": ["kernaussage"]} if name == "kern" else {}
            made.append(new_markdown_cell(text, id=f"zelle-{number}", metadata=tags))
        elif name == "err":
            made.append(new_code_cell(text, id=f"zelle-{number}", metadata={"tags": ["raises-exception"]}))
        else:
            made.append(new_code_cell(source, id=f"zelle-{number}"))
    return new_notebook(cells=made)


@pytest.fixture
def notebook(small: Project) -> Notebooks:
    """Write a notebook into the project: `notebook("print(1)", "md:Text", name="01-probe")`."""

    def write(*sources: str, name: str = "01-probe") -> Path:
        path = small.notebooks / f"{name}.ipynb"
        nbformat.write(cells(*sources), path)
        return path

    return write


@pytest.fixture(scope="session")
def pool() -> Iterator[Pool]:
    """One pool for all tests: its start takes seconds, its jobs do not."""
    made = WarmPool(2)
    yield made
    made.close()


@pytest.fixture
def run(small: Project, pool: Pool) -> Callable[..., Outcome]:
    """Run a notebook of the project for Augsburg: `run()`, `run("02-andere", Limits(cell=1))`."""

    def run(name: str = "01-probe", limits: Limits | None = None) -> Outcome:
        job = Job(small.root, f"{name}.ipynb", "augsburg", "Augsburg", 2024, limits or Limits())
        return pool.submit(job).result(timeout=120)

    return run
