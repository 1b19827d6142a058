"""Areas from Germany down to Sozialräume, as a hierarchy with validity in time."""

from __future__ import annotations

import csv
import datetime as dt
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from helpers.data.fresh import in_folders, kept_while_unchanged
from helpers.data.keys import AGS, spelt_out
from helpers.data.migration import OWN
from helpers.errors import CatalogueError, DataError, nearest

KINDS = ("bund", "land", "regierungsbezirk", "kreis", "gemeinde", "sozialraum")
COLUMNS = ("ags", "name", "kind", "parent", "valid_from", "valid_to")


@dataclass(frozen=True)
class Area:
    """One area.

    Args:
        ags: its key; for a Sozialraum the key of its municipality, a hyphen and its own key.
        name: as it is printed.
        kind: one of `KINDS`.
        parent: key of the next larger area, empty for Germany.
        valid_from: first day, None when it has always been there as far as the data go.
        valid_to: last day, None while it exists.
    """

    ags: str
    name: str
    kind: str
    parent: str
    valid_from: dt.date | None = None
    valid_to: dt.date | None = None

    @property
    def code(self) -> str:
        """Its own key within the municipality, by which maps name a district: `07`."""
        _, hyphen, own = self.ags.rpartition("-")
        return own if hyphen else self.ags[5:]

    def valid_on(self, day: dt.date) -> bool:
        """Tell whether the area existed on a day."""
        return (self.valid_from is None or self.valid_from <= day) and (
            self.valid_to is None or day <= self.valid_to
        )


def fold(name: str) -> str:
    """Return a name as it is compared: lower case, umlauts folded, only letters and digits.

    >>> fold("Neumünster") == fold("NEUMUENSTER")
    True
    """
    text = unicodedata.normalize("NFKD", spelt_out(name))
    return re.sub(r"[^0-9a-z]", "", text)


class Areas(Mapping[str, Area]):
    """All areas by key, and the spellings under which files know them.

    Args:
        areas: every area.
        spellings: `(spelling, key)` pairs of the key tables `data/<city>/area-names.csv`.
    """

    def __init__(self, areas: Iterable[Area], spellings: Iterable[tuple[str, str]] = ()) -> None:
        self._areas = {area.ags: area for area in areas}
        self._spellings: dict[str, set[str]] = {}
        for area in self._areas.values():
            self._spellings.setdefault(fold(area.name), set()).add(area.ags)
        for spelling, ags in spellings:
            self._spellings.setdefault(fold(spelling), set()).add(ags)

    def __getitem__(self, ags: str) -> Area:
        return self._areas[ags]

    def __iter__(self) -> Iterator[str]:
        return iter(self._areas)

    def __len__(self) -> int:
        return len(self._areas)

    def ancestors(self, ags: str) -> list[Area]:
        """Return the larger areas an area belongs to, the next one first, Germany last."""
        found = []
        while parent := self._areas[ags].parent:
            found.append(self._areas[parent])
            ags = parent
        return found

    def children(self, ags: str, on: dt.date | None = None) -> list[Area]:
        """Return the areas directly below an area, by key, optionally only those that existed on a day."""
        below = (
            area for area in self._areas.values() if area.parent == ags and (on is None or area.valid_on(on))
        )
        return sorted(below, key=lambda area: area.ags)

    def land(self, ags: str) -> Area | None:
        """Return the Land of an area, None for Germany."""
        return next((a for a in (self._areas[ags], *self.ancestors(ags)) if a.kind == "land"), None)

    def called(self, name: str) -> list[str]:
        """Return the keys of all areas of this name, however it is spelt."""
        return sorted(self._spellings.get(fold(name), ()))

    def match(self, name: str, within: str | None = None) -> Area:
        """Return the area a file means by a name or key, among those below `within`.

        Raises:
            DataError: when no area or more than one has that name; with suggestions.
        """
        if name in self._areas:
            return self._areas[name]

        def inside(ags: str) -> bool:
            return within is None or ags == within or any(a.ags == within for a in self.ancestors(ags))

        found = [ags for ags in self.called(name) if inside(ags)]
        if len(found) == 1:
            return self._areas[found[0]]
        if found:
            raise DataError(f"„{name}“ kann {' oder '.join(found)} sein; bitte den Schlüssel angeben.")
        known = [area.name for area in self._areas.values() if inside(area.ags)]
        raise DataError(
            f"Das Gebiet „{name}“ ist nicht bekannt.{nearest(name, known)} "
            "Eine andere Schreibweise lässt sich in area-names.csv eintragen."
        )


def _files(data: Path) -> list[str]:
    return in_folders(data, lambda file, _: file in ("areas.csv", "area-names.csv"))


@kept_while_unchanged(_files)
def read_areas(data: Path) -> Areas:
    """Return all areas of `data/catalogue/areas.csv` and `data/<city>/areas.csv`.

    Raises:
        CatalogueError: naming file and line.
    """
    areas: dict[str, Area] = {}
    own = [path for path in sorted(data.glob("*/areas.csv")) if path.parent.name != "catalogue"]
    for path in [data / "catalogue" / "areas.csv", *own]:
        for where, row in _rows(path, data, COLUMNS):
            area = _area(where, row)
            if area.ags in areas and path.parent.name == OWN:
                continue  # came with an official file once, and ships now
            if area.ags in areas:
                raise CatalogueError(f"{where}: Der Schlüssel „{area.ags}“ ist schon vergeben.")
            areas[area.ags] = area
    for area in areas.values():
        if area.parent and area.parent not in areas:
            raise CatalogueError(
                f"Das Gebiet „{area.ags}“ gehört zu „{area.parent}“, das es nicht gibt."
                f"{nearest(area.parent, areas)}"
            )
        if bool(area.parent) == (area.kind == "bund") or (
            area.parent and KINDS.index(areas[area.parent].kind) >= KINDS.index(area.kind)
        ):
            raise CatalogueError(
                f"Das Gebiet „{area.ags}“ ({area.kind}) braucht ein größeres Gebiet als „parent“."
            )
    spellings = []
    for path in sorted(data.glob("*/area-names.csv")):
        for where, row in _rows(path, data, ("name", "ags")):
            if row["ags"] not in areas:
                raise CatalogueError(
                    f"{where}: Das Gebiet „{row['ags']}“ ist nicht bekannt.{nearest(row['ags'], areas)}"
                )
            spellings.append((row["name"], row["ags"]))
    return Areas(areas.values(), spellings)


def _rows(path: Path, data: Path, columns: tuple[str, ...]) -> Iterator[tuple[str, dict[str, str]]]:
    name = path.relative_to(data.parent).as_posix()
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file)
            if set(reader.fieldnames or ()) != set(columns):
                raise CatalogueError(f"{name}, Zeile 1: Erwartet werden die Spalten {', '.join(columns)}.")
            for row in reader:
                if None in row or None in row.values():
                    raise CatalogueError(
                        f"{name}, Zeile {reader.line_num}: Erwartet werden {len(columns)} Spalten."
                    )
                yield f"{name}, Zeile {reader.line_num}", {key: value.strip() for key, value in row.items()}
    except (OSError, UnicodeDecodeError) as problem:
        raise CatalogueError(f"{name}: Die Datei lässt sich nicht als UTF-8 lesen.") from problem


def _area(where: str, row: dict[str, str]) -> Area:
    if not AGS.fullmatch(row["ags"]):
        raise CatalogueError(
            f"{where}: „{row['ags']}“ ist kein Gebietsschlüssel (DG, 2, 3, 5 oder 8 Ziffern)."
        )
    if row["kind"] not in KINDS:
        raise CatalogueError(
            f"{where}: „{row['kind']}“ ist keine Gebietsart; möglich sind {', '.join(KINDS)}."
            f"{nearest(row['kind'], KINDS)}"
        )
    if not row["name"]:
        raise CatalogueError(f"{where}: Der Name fehlt.")
    days: list[dt.date | None] = []
    for column in ("valid_from", "valid_to"):
        try:
            days.append(dt.date.fromisoformat(row[column]) if row[column] else None)
        except ValueError as problem:
            raise CatalogueError(f"{where}: „{row[column]}“ ist kein Datum der Form 2007-07-01.") from problem
    return Area(row["ags"], row["name"], row["kind"], row["parent"], *days)
