"""The walk in docs/development/walk.md is true: its functions exist, and each names the next or is named by it."""

from __future__ import annotations

import ast
import re
from itertools import pairwise
from pathlib import Path

import pytest

from tests.conftest import ROOT

PAGE = (ROOT / "docs" / "development" / "walk.md").read_text("utf-8")
STEP = re.compile(r"^(?P<number>\d+)\. `(?P<module>[\w.]+):(?P<name>[\w.]+)` (?P<said>[^\n]+)$", re.MULTILINE)


def walks() -> list[list[re.Match[str]]]:
    """Return the steps of each walk; one begins where the numbers begin again."""
    found: list[list[re.Match[str]]] = []
    for step in STEP.finditer(PAGE):
        if step["number"] == "1":
            found.append([])
        assert int(step["number"]) == len(found[-1]) + 1, step[0]
        found[-1].append(step)
    return found


def definition(module: str, name: str) -> ast.AST:
    """Return the function or class of a step."""
    path = ROOT / "src" / module.replace(".", "/")
    file = path / "__init__.py" if path.is_dir() else path.with_suffix(".py")
    node: ast.AST = ast.parse(Path(file).read_text("utf-8"))
    for part in name.split("."):
        kinds = (ast.FunctionDef, ast.ClassDef)
        node = next(
            n for n in ast.iter_child_nodes(node) if isinstance(n, kinds) and n.name == part
        )  # StopIteration: the page names what is not there
    return node


def names(node: ast.AST) -> set[str]:
    """Return every name that a function or class uses."""
    found = {n.id for n in ast.walk(node) if isinstance(n, ast.Name)}
    return found | {n.attr for n in ast.walk(node) if isinstance(n, ast.Attribute)}


@pytest.mark.parametrize("walk", walks(), ids=lambda walk: walk[0]["name"])
def test_each_step_leads_to_the_next(walk: list[re.Match[str]]) -> None:
    assert len(walk) > 1
    for step, after in pairwise(walk):
        first, second = (definition(s["module"], s["name"]) for s in (step, after))
        called, caller = (s["name"].rpartition(".")[2] for s in (after, step))
        shared = re.findall(r": `(\w+)`", after["said"])
        assert (
            called in names(first)
            or caller in names(second)
            or any(name in names(first) & names(second) for name in shared)
        ), f"{step['name']} and {after['name']} do not know each other"


def test_every_step_is_a_sentence() -> None:
    numbered = re.findall(r"(?m)^\d+\. .*$", PAGE)
    steps = [step for walk in walks() for step in walk]
    assert len(steps) == len(numbered) > 25
    assert all(step["said"].endswith(".") for step in steps)
