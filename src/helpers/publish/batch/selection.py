"""Which municipalities are meant: those with a profile, all, those that are named, or those of a Land."""

from __future__ import annotations

from pathlib import Path

from helpers.data import all_cities, find_city, list_cities
from helpers.data.areas import fold
from helpers.data.keys import LAENDER
from helpers.errors import ReportError, nearest

ALL = "alle"


def selected(cities: str, land: str, data: Path) -> list[str]:
    """Return the folder names of the municipalities that are meant, sorted, each once.

    Args:
        cities: names separated by spaces, or by commas where names have spaces; „alle“ for all Kreise; empty for those
            with a profile, or with `land` for all of that Land.
        land: key („09“) or name („Bayern“) of a Land; empty for all.
        data: the data folder.

    Raises:
        UnknownCity: a name is not known.
        ReportError: the Land is not one of the sixteen, or none of these municipalities is in it.
    """
    named = [name for name in (cities.split(",") if "," in cities else cities.split()) if name.strip()]
    everybody = all_cities(data)
    if [name.casefold() for name in named] == [ALL] or (land.strip() and not named):
        folders = list(everybody)
    else:
        folders = sorted({find_city(name, data) for name in named}) or list_cities(data)
    if land.strip():
        key = land_key(land.strip())
        folders = [city for city in folders if everybody.get(city, "").startswith(key)]
        if not folders:
            raise ReportError(f"In {LAENDER[key]} liegt keine der gewählten Kommunen.")
    if not folders:
        raise ReportError("Unter data/ hat noch keine Kommune ein Profil.")
    return folders


def land_key(land: str) -> str:
    """Return the key of a Land given by key or name.

    Raises:
        ReportError: there is no such Land.

    >>> land_key("9"), land_key("Thüringen")
    ('09', '16')
    """
    by_name = {fold(name): key for key, name in LAENDER.items()}
    key = land.zfill(2) if land.isdigit() else by_name.get(fold(land), "")
    if key not in LAENDER:
        raise ReportError(
            f"LAND={land} ist kein Land. Möglich sind die Schlüssel 01 bis 16 und die Namen der Länder."
            f"{nearest(land, LAENDER.values())}"
        )
    return key
