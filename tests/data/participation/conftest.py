"""A project with one municipality, two districts and two chapters."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from helpers.data.profile import Profile, load_profile
from helpers.paths import Project, project

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

AREAS = """\
ags,name,kind,parent,valid_from,valid_to
09761-01,Innenstadt,sozialraum,09761,,
09761-02,Hochzoll,sozialraum,09761,,
"""


@pytest.fixture
def place(tmp_path: Path) -> Project:
    city = tmp_path / "data" / "augsburg"
    shutil.copytree(project().data / "catalogue", tmp_path / "data" / "catalogue")
    (tmp_path / "data" / "official").mkdir()
    city.mkdir()
    (city / "profile.yml").write_text(PROFILE, "utf-8")
    (city / "areas.csv").write_text(AREAS, "utf-8")
    (tmp_path / "notebooks").mkdir()
    for name in ("00-bildung-in-zahlen", "06-ganztag", "14-sozialraeume"):
        (tmp_path / "notebooks" / f"{name}.ipynb").write_text("{}", "utf-8")
    (tmp_path / "chapters").mkdir()
    (tmp_path / "chapters" / "methodik.qmd").write_text("# Methodik\n", "utf-8")
    return Project(tmp_path)


@pytest.fixture
def profile(place: Project) -> Profile:
    return load_profile("augsburg", place.data)
