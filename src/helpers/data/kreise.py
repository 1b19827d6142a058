"""All Kreise and kreisfreie Städte as they ship: name in the cases sentences need, kind, size, peers."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import NamedTuple

from helpers.data.fresh import kept_while_unchanged
from helpers.data.keys import LAENDER
from helpers.errors import CatalogueError

FILE = "kreise.csv"
CITIES = frozenset({"kreisfreie Stadt", "Stadtkreis", "Stadtstaat"})
"""Kinds that are compared with one another; all others are, too."""


class Kreis(NamedTuple):
    """One row of `data/catalogue/kreise.csv`; its texts are those of a profile (`Profile`).

    Args:
        ags: key.
        city: name of its folder, where it has one, and on the command line.
        km2: its area in square kilometres.
        year: newest year of which figures ship.
        peers: folder names of the municipalities it is compared with.
        within: how many times as large or small peers are at most; 2 but for the largest and smallest.
    """

    ags: str
    city: str
    name: str
    kind: str
    nominative: str
    dative: str
    in_city: str
    of_city: str
    km2: int
    year: int
    peers: tuple[str, ...]
    within: int

    @property
    def land(self) -> str:
        """The name of its Land."""
        return LAENDER[self.ags[:2]]


@kept_while_unchanged(lambda data: [str(p) for p in [data / "catalogue" / FILE] if p.is_file()])
def read_kreise(data: Path) -> dict[str, Kreis]:
    """Return all that ship by folder name; empty for a data folder without them.

    Raises:
        CatalogueError: when the file cannot be read.
    """
    path = data / "catalogue" / FILE
    if not path.is_file():
        return {}
    try:
        with path.open(encoding="utf-8", newline="") as file:
            rows = [_kreis(row) for row in csv.DictReader(file)]
    except (OSError, UnicodeDecodeError, KeyError, TypeError, ValueError) as problem:
        raise CatalogueError(
            f"data/catalogue/{FILE}: Die Liste der Kreise ist beschädigt. Bitte aus dem Projekt noch einmal holen."
        ) from problem
    return {kreis.city: kreis for kreis in rows}


def _kreis(row: dict[str, str]) -> Kreis:
    texts = {name: row[name] for name in Kreis._fields[:8]}
    return Kreis(
        **texts,
        km2=int(row["km2"]),
        year=int(row["year"]),
        peers=tuple(row["peers"].split()),
        within=int(row["within"]),
    )


def peers_reason(kreis: Kreis, kreise: dict[str, Kreis]) -> str:
    """Return why a municipality has these peers, as a German clause after „Ausgewählt sind“."""
    city = kreis.kind in CITIES
    size = {2: "halber bis doppelter", 3: "einem Drittel bis dreifacher"}.get(
        kreis.within, f"einem {_FRACTION.get(kreis.within, 'Bruchteil')} bis {kreis.within}-facher"
    )
    near = sum(kreise[peer].ags[:2] == kreis.ags[:2] for peer in kreis.peers)
    word = {0: "", 1: "eine" if city else "einer", 2: "zwei"}[near]
    return (
        f"unter den {'kreisfreien Städten' if city else 'Kreisen'} von {size} Einwohnerzahl die vier, die {kreis.dative} bei "
        "Einwohnerzahl und Bevölkerungsdichte (2024), SGB-II-Quote (2019), Anteil der ausländischen Schülerinnen und Schüler "
        "(2023/24) und Arbeitslosenquote (2025) am nächsten kommen (Abstand der standardisierten Werte)"
        + (f", davon {word} aus {kreis.land}" if near else "")
    )


_FRACTION = {4: "Viertel", 5: "Fünftel", 6: "Sechstel", 8: "Achtel", 10: "Zehntel"}
