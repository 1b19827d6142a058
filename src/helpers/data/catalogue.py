"""Read the catalogue from `data/catalogue/` and check that its entries fit each other."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeVar

from helpers.data.fresh import in_folders, kept_while_unchanged
from helpers.data.keys import parse_period
from helpers.data.models import Dimension, Indicator, Source
from helpers.data.parts import Entry
from helpers.data.yamlfile import YamlFile
from helpers.errors import CatalogueError, DataError, nearest

E = TypeVar("E", bound=Entry)


@dataclass(frozen=True)
class Catalogue:
    """Everything that is declared about figures, each by its id, in the order of the files."""

    indicators: Mapping[str, Indicator]
    sources: Mapping[str, Source]
    dimensions: Mapping[str, Dimension]

    def indicator(self, name: str) -> Indicator:
        """Return an indicator.

        Raises:
            CatalogueError: naming the nearest one.
        """
        if name not in self.indicators:
            raise CatalogueError(
                f"Der Indikator „{name}“ ist nicht im Katalog.{nearest(name, self.indicators)}"
            )
        return self.indicators[name]

    def twins(self, name: str) -> tuple[str, ...]:
        """Return the indicators for the same from different sources: this one first, then its twin where it has one."""
        for entry in self.indicators.values():
            if entry.twin and name in (entry.id, entry.twin.indicator):
                return name, *({entry.id, entry.twin.indicator} - {name})
        return (name,)


def _files(data: Path) -> list[str]:
    return in_folders(
        data, lambda file, folder: file == "sources.yml" or (folder, file[-4:]) == ("catalogue", ".yml")
    )


@kept_while_unchanged(_files)
def read_catalogue(data: Path) -> Catalogue:
    """Return the catalogue of `data/catalogue/*.yml` and the sources of `data/<city>/sources.yml`.

    Raises:
        CatalogueError: naming file, line, key and the nearest valid name.
    """
    folder = data / "catalogue"
    dimensions = _read(Dimension, [folder / "dimensions.yml"], data)
    sources = _read(Source, _with_own(folder / "sources.yml", data), data)
    indicators = _read(Indicator, [folder / "indicators.yml"], data)
    catalogue = Catalogue(
        {name: entry for name, (entry, _) in indicators.items()},
        {name: entry for name, (entry, _) in sources.items()},
        {name: entry for name, (entry, _) in dimensions.items()},
    )
    for indicator, file in indicators.values():
        _check(indicator, file, catalogue)
    return replace(
        catalogue,
        indicators={name: _moved_by_chance(i, catalogue) for name, i in catalogue.indicators.items()},
    )


def _moved_by_chance(indicator: Indicator, catalogue: Catalogue) -> Indicator:
    """Return an indicator; where a computed one does not say whether chance moves it, with what holds for what it counts."""

    def moved(name: str, above: tuple[str, ...]) -> bool:
        entry = catalogue.indicators[name]
        if entry.computed is None or "chance" in entry.model_fields_set or name in above:
            return entry.chance
        return any(moved(cells.indicator, (*above, name)) for cells in entry.computed.numerator)

    chance = moved(indicator.id, ())
    return indicator if chance == indicator.chance else indicator.model_copy(update={"chance": chance})


def _with_own(path: Path, data: Path) -> list[Path]:
    return [path, *sorted(p for p in data.glob(f"*/{path.name}") if p != path)]


def _read(model: type[E], paths: Iterable[Path], data: Path) -> dict[str, tuple[E, YamlFile]]:
    entries: dict[str, tuple[E, YamlFile]] = {}
    for path in paths:
        file = YamlFile(path, path.relative_to(data.parent).as_posix(), CatalogueError)
        for name, fields in file.data.items():
            if not isinstance(fields, dict):
                raise CatalogueError(f"{file.place(name)}: Zu „{name}“ fehlen die Angaben.")
            if name in entries:
                raise CatalogueError(
                    f"{file.place(name)}: „{name}“ ist schon vergeben in {entries[name][1].name}. Bitte eine andere Kennung wählen, "
                    "am besten mit dem Namen der Kommune am Anfang."
                )
            entries[name] = file.check(model, {"id": name, **fields}, name), file
    return entries


def _check(indicator: Indicator, file: YamlFile, catalogue: Catalogue) -> None:
    """Raise CatalogueError when an indicator names something that is not declared."""

    def known(name: str, names: Iterable[str], what: str, key: str) -> None:
        if name not in (choices := list(names)):
            place = file.place(indicator.id, *key.split("."))
            raise CatalogueError(f"{place}: {what} „{name}“ ist nicht bekannt.{nearest(name, choices)}")

    for origin in indicator.sources:
        known(origin.source, catalogue.sources, "Die Quelle", "sources")
    for dimension in indicator.dimensions:
        known(dimension, catalogue.dimensions, "Das Merkmal", "dimensions")
    if indicator.twin:
        known(indicator.twin.indicator, catalogue.indicators, "Der Indikator", "twin")
    if indicator.need:
        known(indicator.need.indicator, catalogue.indicators, "Der Indikator", "need")
        known(indicator.need.of, catalogue.indicators, "Der Indikator", "need")
    for change in indicator.breaks:
        try:
            parse_period(change.period)
        except DataError as problem:
            raise CatalogueError(f"{file.place(indicator.id, 'breaks')}: {problem}") from problem
    for key, count in (("numerator", indicator.numerator), ("denominator", indicator.denominator)):
        if count and count.indicator:
            known(count.indicator, catalogue.indicators, "Der Indikator", key)
    for dimension, value in indicator.complements.items():
        known(dimension, indicator.dimensions, "Das Merkmal", "complements")
        known(value, catalogue.dimensions[dimension].values, "Die Ausprägung", "complements")
    for key, computation in (("computed", indicator.computed), ("checked_by", indicator.checked_by)):
        if computation is None:
            continue
        for cells in (*computation.numerator, *computation.denominator):
            known(cells.indicator, catalogue.indicators, "Der Indikator", key)
            of = catalogue.indicators[cells.indicator]
            for dimension, values in cells.where.items():
                known(dimension, of.dimensions, f"Bei „{of.id}“: Das Merkmal", key)
                for value in values:
                    known(value, catalogue.dimensions[dimension].values, "Die Ausprägung", key)
        for dimension in computation.by:
            known(dimension, indicator.dimensions, "Das Merkmal", f"{key}.by")
