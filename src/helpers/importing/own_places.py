"""Which area a row of a department's table is about, by name, number or key."""

from __future__ import annotations

from typing import TYPE_CHECKING

from helpers.data.areas import fold
from helpers.errors import DataError
from helpers.importing.values import short

if TYPE_CHECKING:
    from helpers.data.areas import Areas
    from helpers.data.profile import Profile
    from helpers.importing import grid
    from helpers.importing.own_mapping import Zuordnung


class Places:
    """Finds areas and collects those that are not known, to list them all at once."""

    def __init__(self, mapping: Zuordnung, areas: Areas, profile: Profile, place: str) -> None:
        self.mapping, self.areas, self.place = mapping, areas, place
        self.home, self.name = profile.ags, fold(profile.name)
        self.unmatched: dict[str, str] = {}

    def find(self, text: str, line: grid.Line) -> str:
        """Return the key of the area that a row means by a text, empty where it is not known."""
        name = self.mapping.gebiete.get(text, text)
        for key in (name, f"{self.home}-{name}", name.zfill(5) if name.isdigit() and len(name) == 4 else ""):
            if key in self.areas:
                return key
        try:
            return self.areas.match(name, self.home).ags
        except DataError as problem:
            if fold(name) == self.name:
                return self.home
            self.unmatched.setdefault(
                text,
                f"„{short(text)}“ (Zeile {line.number}): "
                f"{str(problem).split('. ')[0].rstrip('.')}.{_hint(str(problem))}",
            )
            return ""

    def refuse_unmatched(self) -> None:
        """Raise DataError with all areas that are not known."""
        if self.unmatched:
            listed = "\n".join(f"  {text}" for text in self.unmatched.values())
            raise DataError(
                f"{self.place}: {len(self.unmatched)} "
                f"{'Gebiet ist' if len(self.unmatched) == 1 else 'Gebiete sind'} nicht bekannt; es wurde "
                f"nichts übernommen.\n{listed}\n"
                "Bitte in der Zuordnung unter „gebiete“ dem Namen einen Schlüssel geben, die Schreibweise "
                "in area-names.csv eintragen oder die Zeilen unter „zeilen_auslassen“ nennen: mit ihrem Text, oder mit "
                'Nummern wie "Zeilen 105-111".'
            )


def _hint(problem: str) -> str:
    start = problem.find(" Meinten Sie")
    return problem[start : problem.find("?", start) + 1] if start >= 0 else ""
