"""A project with one municipality, two districts and two chapters."""

from __future__ import annotations

import pytest

from helpers.data.profile import Profile, load_profile
from helpers.paths import Project

AREAS = """\
ags,name,kind,parent,valid_from,valid_to
09761-01,Innenstadt,sozialraum,09761,,
09761-02,Hochzoll,sozialraum,09761,,
"""


@pytest.fixture
def place(scratch: Project) -> Project:
    (scratch.data / "augsburg" / "areas.csv").write_text(AREAS, "utf-8")
    (scratch.root / "notebooks").mkdir()
    for name in ("00-bildung-in-zahlen", "06-ganztag", "14-sozialraeume"):
        (scratch.root / "notebooks" / f"{name}.ipynb").write_text("{}", "utf-8")
    (scratch.root / "chapters").mkdir()
    (scratch.root / "chapters" / "methodik.qmd").write_text("# Methodik\n", "utf-8")
    return scratch


@pytest.fixture
def profile(place: Project) -> Profile:
    return load_profile("augsburg", place.data)
