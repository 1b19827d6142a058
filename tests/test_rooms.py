"""The plan of the house: no circles between files, and a name means one thing. Import-linter checks the floors (`make lint`)."""

from __future__ import annotations

import re
from collections import defaultdict
from graphlib import TopologicalSorter
from pathlib import Path

import grimp

from tests.conftest import ROOT

EVERYWHERE = {"__init__", "__main__"}
"""Names that mean the same in every package."""


def test_no_circle_of_imports() -> None:
    graph = grimp.build_graph("helpers", "examples", cache_dir=None)
    imports = {module: graph.find_modules_directly_imported_by(module) for module in graph.modules}
    assert len(imports) > 300
    TopologicalSorter(imports).prepare()  # raises CycleError with the circle


def test_no_two_files_of_one_name() -> None:
    named = defaultdict(list)
    for path in sorted((ROOT / "src").rglob("*.py")):
        named[path.stem].append(path.relative_to(ROOT).as_posix())
    assert not {name: places for name, places in named.items() if len(places) > 1 and name not in EVERYWHERE}


def test_every_package_says_what_it_is_for() -> None:
    for path in sorted([*(ROOT / "src").rglob("*.py"), *(ROOT / "examples").rglob("*.py")]):
        assert path.read_text(encoding="utf-8").startswith('"""'), path


def test_every_folder_of_code_is_a_package() -> None:
    folders = {path.parent for path in [*(ROOT / "src").rglob("*.py"), *(ROOT / "examples").rglob("*.py")]}
    assert not [folder for folder in folders if not (Path(folder) / "__init__.py").exists()]


def test_the_pages_for_developers_name_files_that_exist() -> None:
    suffixes = (".py", ".lua", ".typ")
    files = [
        "/" + path.relative_to(ROOT).as_posix()
        for folder in ("src", "tests", "examples", "docs")
        for path in (ROOT / folder).rglob("*")
        if path.suffix in suffixes
    ]
    named = re.compile(r"(?<![\w<>*/.{-])((?:[\w.-]+/)*[\w-]+\.(?:py|lua|typ))(?![\w*])")
    pages = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *(ROOT / "docs" / "development").glob("*.md")]
    pages.remove(ROOT / "docs" / "development" / "recipes.md")  # its files are yet to be written
    absent = {
        f"{page.name}: {name}"
        for page in pages
        for name in named.findall(page.read_text(encoding="utf-8"))
        if not any(file.endswith(f"/{name}") for file in files)
    }
    assert not absent
