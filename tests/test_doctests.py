"""Every example in a docstring does what it says."""

from __future__ import annotations

import doctest
import importlib
import re

import pytest

from tests.conftest import ROOT

RUNNABLE = re.compile(r"^ *>>> (?!.*doctest: \+SKIP)", re.MULTILINE)
SOURCES = sorted(
    path for path in (ROOT / "src/helpers").rglob("*.py") if RUNNABLE.search(path.read_text("utf-8"))
)


def module_name(path: object) -> str:
    return (
        str(path).removeprefix(f"{ROOT}/src/").removesuffix(".py").removesuffix("/__init__").replace("/", ".")
    )


def test_there_are_examples_in_many_rooms() -> None:
    assert len({module_name(path).split(".")[1] for path in SOURCES}) >= 5


@pytest.mark.parametrize("name", [module_name(path) for path in SOURCES])
def test_examples_in_docstrings_hold(name: str) -> None:
    result = doctest.testmod(importlib.import_module(name))
    assert result.attempted
    assert not result.failed
