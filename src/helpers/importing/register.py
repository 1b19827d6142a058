"""Areas that official files bring along: entered in `data/eigene/areas.csv`, so that all can be compared."""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path
from typing import TYPE_CHECKING

from helpers.data.areas import COLUMNS, Area, fold, read_areas
from helpers.data.keys import LAENDER
from helpers.data.migration import OWN
from helpers.data.observations import NOT_OBSERVATIONS
from helpers.files import write_atomically
from helpers.importing.values import level

if TYPE_CHECKING:
    import pandas as pd

_CITY = re.compile(
    r",? (?:kreisfreie Stadt|Kreisfreie "
    r"Stadt|Stadtkreis|Landeshauptstadt|Hansestadt|Universitätsstadt|Wissenschaftsstadt|Stadt)\b.*"
)
_COUNTY = re.compile(r"(.+), (Landkreis|Kreis|Regierungsbezirk|Statistische Region)")


def file(data: Path) -> Path:
    """Return where these areas stand."""
    return data / OWN / "areas.csv"


def printed_name(name: str, key: str) -> str:
    """Return an official name as it is printed: no kind of city, the kind of county before its name.

    >>> printed_name("Flensburg, kreisfreie Stadt", "01001"), printed_name("Plön, Landkreis", "01057")
    ('Flensburg', 'Kreis Plön')
    """
    name = " ".join(name.split())
    if match := _COUNTY.fullmatch(name):
        kind = _county(key) if match[2] in ("Kreis", "Landkreis") else match[2]
        return match[1] if match[1].casefold().endswith("kreis") else f"{kind} {match[1]}"
    return _CITY.sub("", name)


def _county(key: str) -> str:
    """Return what a county is called: Kreis in Schleswig-Holstein and Nordrhein-Westfalen, else Landkreis."""
    return "Kreis" if key[:2] in ("01", "05") else "Landkreis"


def extend(data: Path, frame: pd.DataFrame) -> int:
    """Enter the areas of a table (columns `key`, `name`) that the project does not know yet; return how many.

    Of two spellings the longer one stays, then the first in the alphabet; the next larger area is the longest
    known beginning of the key: so the file does not depend on the order of imports.
    """
    present = read_areas(data)
    own = entered(data)
    known = {key: area for key, area in present.items() if key not in own}
    found = {key: area.name for key, area in own.items()}
    for key, name in frame[["key", "name"]].drop_duplicates().itertuples(index=False):
        if key not in known:
            names = {printed_name(name, key), found.get(key, "")} - {""}
            found[key] = min(names, key=lambda n: (-len(n), n))
    for key in list(found):
        if key[:2] in LAENDER and key[:2] not in known:
            found[key[:2]] = LAENDER[key[:2]]
    if "DG" not in known:
        found["DG"] = "Deutschland"
    added = len(set(found) - set(own))
    _write(data, known, found)
    return added


def prune(data: Path) -> None:
    """Drop the areas that no figure is about any more."""
    import pandas as pd

    own = entered(data)
    if not own:
        return
    used: set[str] = set()
    for path in data.glob("*/*.csv"):
        if path.name not in NOT_OBSERVATIONS:
            used |= set(pd.read_csv(path, usecols=["ags"], dtype=str)["ags"])
    kept = {key for key in own if key in used}
    kept |= {key for key in own if any(other.startswith(key) for other in kept)}
    present = read_areas(data)
    _write(data, {k: a for k, a in present.items() if k not in own}, {key: own[key].name for key in kept})


def entered(data: Path) -> dict[str, Area]:
    """Return the areas that imports have entered, by key."""
    if not file(data).exists():
        return {}
    with file(data).open(encoding="utf-8", newline="") as stream:
        return {
            row["ags"]: Area(row["ags"], row["name"], row["kind"], row["parent"])
            for row in csv.DictReader(stream)
        }


def _write(data: Path, known: dict[str, Area], found: dict[str, str]) -> None:
    path = file(data)
    if not found:
        path.unlink(missing_ok=True)
        if path.parent.is_dir() and not any(path.parent.iterdir()):
            path.parent.rmdir()
        return
    everyone = {**{key: area.name for key, area in known.items()}, **found}
    taken = dict[str, str]()
    for key in sorted(everyone, key=lambda k: (len(k), k)):
        # Some files call a city and the county around it alike; the county has the higher key of the two.
        if taken.setdefault(fold(everyone[key]), key) != key and key in found and level(key) == "kreis":
            found[key] = f"{_county(key)} {found[key]}"
    rows = []
    for key in sorted(found):
        parent = next(
            (key[:n] for n in (5, 3, 2) if n < len(key) and key[:n] in everyone), "" if key == "DG" else "DG"
        )
        rows.append((key, found[key], level(key), parent, "", ""))
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator="\n").writerows([COLUMNS, *rows])
    write_atomically(path, text.getvalue().encode())
