"""The examples in docstrings are true, in all rooms."""

from __future__ import annotations

import doctest
import importlib

import pytest

from tests.conftest import ROOT

MODULES = sorted(
    ".".join(path.relative_to(ROOT / "src").with_suffix("").parts).removesuffix(".__init__")
    for path in (ROOT / "src" / "helpers").rglob("*.py")
    if ">>> " in path.read_text("utf-8")
)


def test_there_are_examples_in_most_rooms() -> None:
    rooms = {name.split(".")[1] for name in MODULES}
    assert rooms >= {"data", "text", "importing", "pipeline", "look", "figures"}


@pytest.mark.parametrize("name", MODULES)
def test_examples(name: str) -> None:
    result = doctest.testmod(importlib.import_module(name))
    assert result.failed == 0
