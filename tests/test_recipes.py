"""The recipes in docs/development/recipes.md work as they stand: carried out one by one in a copy of the project."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.conftest import ROOT, copy_project

PAGE = ROOT / "docs" / "development" / "recipes.md"
BLOCK = re.compile(r"(?ms)^```(?P<language>\w+) (?P<what>[^\n]+)\n(?P<text>.*?)^```$")


@dataclass(frozen=True)
class Step:
    """One block of a recipe: what to do with its text."""

    language: str
    options: dict[str, str]
    text: str


def recipes() -> dict[str, list[Step]]:
    """Return the steps by the heading they stand under."""
    found = {}
    for part in re.split(r"(?m)^## ", PAGE.read_text("utf-8"))[1:]:
        heading, _, text = part.partition("\n")
        steps = []
        for block in BLOCK.finditer(text):
            words = (word.partition("=") for word in shlex.split(block["what"]))
            steps.append(Step(block["language"], {name: value for name, _, value in words}, block["text"]))
        found[heading] = steps
    return found


def carry_out(step: Step, root: Path) -> int:
    """Do one step; return how many lines of files that were there it adds."""
    options = step.options
    if "file" in options:
        path = root / options["file"]
        assert not path.exists(), f"{path} is there already"
        path.write_text(step.text, "utf-8")
        return 0
    if "append" in options:
        path = root / options["append"]
        path.write_text(path.read_text("utf-8") + step.text, "utf-8")
        return 0
    if "in" in options:
        path = root / options["in"]
        lines = path.read_text("utf-8").splitlines(keepends=True)
        at = next(i for i, line in enumerate(lines) if options["after"] in line)
        path.write_text("".join([*lines[: at + 1], step.text, *lines[at + 1 :]]), "utf-8")
        return step.text.count("\n")
    assert "check" in options, options
    environment = {
        **{k: v for k, v in os.environ.items() if k not in ("CITY", "FORMAT", "YEAR", "QUARTO_PATH")},
        "PYTHONPATH": str(root / "src"),
        "BILDUNGSBERICHT_ROOT": str(root),
        "ASSEMBLER": "builtin",
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
    }
    command = ["sh", "-ec", step.text] if step.language == "sh" else [sys.executable, "-c", step.text]
    done = subprocess.run(
        command, env=environment, cwd=root, capture_output=True, text=True, timeout=300, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return 0


def test_there_is_a_recipe_for_each_kind_of_thing() -> None:
    assert set(recipes()) == {
        "A chart",
        "A table",
        "An indicator",
        "A chapter",
        "A check",
        "An importer",
        "An output format",
    }


@pytest.mark.parametrize("name", recipes())
def test_a_recipe_works_as_it_stands(name: str, tmp_path: Path) -> None:
    root = copy_project(tmp_path / "projekt")
    steps = recipes()[name]
    assert "check" in steps[-1].options
    assert sum(carry_out(step, root) for step in steps) <= 1, "more than one line in files that are there"
    assert sum("file" in step.options or "append" in step.options for step in steps) == 1
