"""A portal of twelve Kreise, written once."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from helpers.data.kreise import read_kreise
from helpers.paths import project
from helpers.publish.make_portal import make_portal
from helpers.publish.portal.common_figures import Material, read_material
from helpers.publish.portal.report_shelf import Wanted

TWELVE = (
    "augsburg", "berlin", "frankfurt", "jena", "kassel", "flensburg", "ulm", "darmstadt", "wiesbaden",
    "landkreis-fulda", "landkreis-kassel", "landkreis-soemmerda",
)  # fmt: skip
NOW = dt.datetime(2026, 1, 1)


def named() -> list[str]:
    """Return the folder names of the twelve: those that exist, filled up with Kreise of Hessen."""
    kreise = read_kreise(project().data)
    found = [city for city in TWELVE if city in kreise]
    rest = [city for city, kreis in kreise.items() if kreis.ags.startswith("06") and city not in found]
    return [*found, *rest][:12]


def write(target: Path, cities: str) -> list[str]:
    return list(make_portal(cities, "", target, project(), Wanted(NOW)))


@pytest.fixture(scope="session")
def portal(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("portal")
    write(folder, ",".join(named()))
    return folder


@pytest.fixture(scope="session")
def material() -> Material:
    return read_material(named(), project().data)
