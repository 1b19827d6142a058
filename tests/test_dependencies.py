"""Every package has a licence that fits, and what is old has a plan; holes are looked up by `make audit-deps`, which needs a network."""

from __future__ import annotations

import importlib.util
import sys
from dataclasses import replace
from types import ModuleType

import pytest

from tests.conftest import ROOT


@pytest.fixture(scope="module")
def audit() -> ModuleType:
    path = ROOT / "docs" / "audit_dependencies.py"
    specification = importlib.util.spec_from_file_location("audit_dependencies", path)
    assert specification
    assert specification.loader
    module = importlib.util.module_from_spec(specification)
    sys.modules[module.__name__] = module
    specification.loader.exec_module(module)
    return module


def test_licences_fit_and_what_is_old_has_a_plan(audit: ModuleType) -> None:
    found = audit.packages()
    assert len([package for package in found if package.needed]) > 80
    assert audit.unfit(found) == []
    assert audit.without_plan(found) == []


@pytest.mark.parametrize(
    ("licence", "said"),
    [
        ("MIT", 0),
        ("MPL-2.0", 0),
        ("LGPL-3.0-only", 0),
        ("AGPL-3.0-only", 1),
        ("GNU General Public License v3 (GPLv3)", 1),
        ("GPL-2.0-or-later OR MIT", 0),
        ("Proprietary", 1),
        ("", 1),
    ],
)
def test_a_licence_that_does_not_fit_is_named(audit: ModuleType, licence: str, said: int) -> None:
    package = next(package for package in audit.packages() if package.name == "pandas")
    assert len(audit.unfit([replace(package, licence=licence)])) == said
