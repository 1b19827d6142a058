"""Files that are right or wrong as a whole: the first mistake of each stops whoever reads it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from helpers.checking.findings import Finding, Place
from helpers.data.districts import districts_of, read_borders
from helpers.data.districts.borders import FILE as BORDERS
from helpers.data.participation.surveys import read_surveys
from helpers.data.steering.allocation import FILE as PLANS
from helpers.data.steering.allocation import read_plans
from helpers.errors import DataError

if TYPE_CHECKING:
    from helpers.data.areas import Areas
    from helpers.data.catalogue import Catalogue
    from helpers.data.profile import Profile


def check_whole(profile: Profile, data: Path, areas: Areas, catalogue: Catalogue) -> Iterator[Finding]:
    """Yield an error for the borders, the amounts to be distributed and the descriptions of surveys, where one is wrong.

    Without it the report would stop, too, but late, and once for every chapter that draws a map.
    """
    city = profile.city
    districts = districts_of(areas, profile.ags, profile.year)
    read: tuple[tuple[str, str, Callable[[], object]], ...] = (
        ("Grenzen", BORDERS, lambda: read_borders(data, city, areas, profile.ags, districts, profile.water)),
        ("Verteilung", PLANS, lambda: read_plans(data, city, districts, catalogue)),
        ("Umfragen", "import", lambda: read_surveys(data, city)),
    )
    for supplier, name, reader in read:
        file = f"data/{city}/{name}"
        if not (data / city / name).exists():
            continue
        try:
            reader()
        except DataError as problem:
            yield Finding(
                "datei", "error", supplier, file, Place(file), "", "", str(problem), f"datei/{file}"
            )
