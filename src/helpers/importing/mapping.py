"""From a publisher's labels to the catalogue's indicators, as `imports.yml` in `data/catalogue/` and `data/eigene/` declares it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Literal

from pydantic import BaseModel, ConfigDict, Field

from helpers.data.catalogue import Catalogue
from helpers.data.keys import join_breakdown
from helpers.data.migration import OWN
from helpers.data.observations import COLUMNS, LINEAGE
from helpers.data.yamlfile import YamlFile
from helpers.errors import CatalogueError, DataError, nearest
from helpers.importing.declare import FILE, nearest_indicator, propose_entry
from helpers.importing.excel import column_name
from helpers.importing.footer import roundings
from helpers.importing.rawtable import SEPARATOR, RawTable
from helpers.importing.values import SYMBOLS, short

if TYPE_CHECKING:
    import pandas as pd


class _Entry(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Column(_Entry):
    """A combination of labels that means something of its own; without indicator it is left out."""

    labels: tuple[str, ...]
    indicator: str | None
    breakdown: dict[str, str] = {}


class Table(_Entry):
    """How one table is read.

    Args:
        source: id in `sources.yml`; `{edition}` stands for INKAR's edition.
        period: `school_year_start` where a year `2023` means the school year 2023/24, `winter_term` where it means the
            winter term that begins in it.
        units: only figures in these units; empty for all.
        labels: label → what it says: an indicator, values of dimensions, nothing (`{}`), or null (leave out).
        columns: combinations that mean more than their parts; looked up first.
        unknown: a number that the source puts where a figure is unknown; it counts only for counts, rates and shares, which
            cannot be negative.
    """

    source: str
    period: Literal["as_printed", "school_year_start", "winter_term"] = "as_printed"
    units: tuple[str, ...] = ()
    labels: dict[str, dict[str, str] | None]
    columns: tuple[Column, ...] = ()
    unknown: float | None = Field(default=None, lt=0)


class Imports:
    """The tables of `imports.yml`, checked against the catalogue.

    Raises:
        CatalogueError: naming file, line and the nearest valid name.
    """

    def __init__(self, data: Path, catalogue: Catalogue) -> None:
        self.catalogue = catalogue
        self.tables: dict[str, Table] = {}
        for folder in ("catalogue", OWN):
            if folder == "catalogue" or (data / folder / FILE).is_file():
                self._read(YamlFile(data / folder / FILE, f"data/{folder}/{FILE}", CatalogueError))

    def _read(self, file: YamlFile) -> None:
        """Take the tables of one file; a table that users declare themselves goes before one that is shipped."""
        for code, entry in file.data.items():
            table = file.check(Table, entry, code)
            place = file.place(code)
            for column in table.columns:
                self._check(
                    place, {"indicator": column.indicator, **column.breakdown} if column.indicator else {}
                )
            for meaning in table.labels.values():
                self._check(place, meaning or {})
            self.tables[str(code)] = table

    def _check(self, place: str, meaning: dict[str, str]) -> None:
        for name, value in meaning.items():
            if name == "indicator":
                if value not in self.catalogue.indicators:
                    raise CatalogueError(
                        f"{place}: Der Indikator „{value}“ ist nicht im "
                        f"Katalog.{nearest(value, self.catalogue.indicators)}"
                    )
            elif name not in self.catalogue.dimensions:
                raise CatalogueError(
                    f"{place}: Das Merkmal „{name}“ ist nicht im "
                    f"Katalog.{nearest(name, self.catalogue.dimensions)}"
                )

    def symbols(self, code: str) -> dict[str, str]:
        """Return the signs of the table's source."""
        table = next((t for c, t in self.tables.items() if c == code or c.startswith(f"{code}-")), None)
        source = self.catalogue.sources.get(table.source) if table else None
        if source is None:
            return SYMBOLS
        own = {
            sign: str(status)
            for sign, status in source.symbols.items()
            if (sign, status) != ("0", "below_half")
        }
        return {**SYMBOLS, **own} if "-" in own else own

    def find(self, raw: RawTable) -> tuple[str, Table] | None:
        """Return code and entry of a table; for a flat file the first that knows all its labels."""
        if raw.code in self.tables:
            return raw.code, self.tables[raw.code]
        labels = {part for path in raw.frame["labels"].unique() for part in path.split(SEPARATOR)}
        for code, table in self.tables.items():
            if raw.layout == "ffcsv" and code.startswith(f"{raw.code}-") and labels <= set(table.labels):
                return code, table
        return None


def observations(
    raw: RawTable, imports: Imports, file: str, edition: str, imported: str
) -> tuple[pd.DataFrame, list[str]]:
    """Return the observations of a table (all columns as text) and German sentences about what was left out.

    Raises:
        DataError: the table is not declared, or two of its columns give the same figure.
        CatalogueError: its source is not declared.
    """
    import pandas as pd

    found = imports.find(raw)
    if found is None:
        raise DataError(propose_entry(raw, imports.catalogue, file))
    code, table = found
    source = table.source.format(edition=edition[:4])
    if source not in imports.catalogue.sources:
        raise CatalogueError(
            f"{file}: Die Quelle „{source}“ ist noch nicht bekannt.{nearest(source, imports.catalogue.sources)} "
            f"Bitte in data/{OWN}/sources.yml mit Herausgeber, Lizenz und Quellenangabe eintragen und die Datei noch einmal "
            "einlesen."
        )
    frame, remarks = raw.frame, []
    meanings = {path: _meaning(path.split(SEPARATOR), table) for path in frame["labels"].unique()}
    unknown = sorted(
        {part for path, meaning in meanings.items() if isinstance(meaning, str) for part in [meaning]}
    )
    if unknown:
        names = ", ".join(f"„{short(name)}“" for name in unknown[:6]) + (" …" if len(unknown) > 6 else "")
        remarks.append(
            f"Ohne Zuordnung in {FILE}, daher nicht übernommen: "
            f"{names}.{nearest_indicator(unknown[0], imports.catalogue)}"
        )
    known = {
        path: meaning
        for path, meaning in meanings.items()
        if isinstance(meaning, dict) and "indicator" in meaning
    }
    keep = frame["labels"].isin(list(known)) & (frame["unit"].isin(table.units) if table.units else True)
    if not keep.any():
        raise DataError(
            f"{file}: Keine Spalte der Tabelle {code} ist in data/catalogue/{FILE} einem Indikator "
            f"zugeordnet. {' '.join(remarks)}"
        )
    frame, origin = frame.loc[keep], raw.origin.loc[keep]
    indicator = {path: meaning["indicator"] for path, meaning in known.items()}
    breakdown = {
        path: join_breakdown({k: v for k, v in meaning.items() if k != "indicator"})
        for path, meaning in known.items()
    }
    for path in known:
        _check_breakdown(indicator[path], known[path], imports.catalogue, code)
    out = pd.DataFrame(
        {
            "ags": frame["key"].to_numpy(),
            "indicator": frame["labels"].map(indicator).to_numpy(),
            "breakdown": frame["labels"].map(breakdown).to_numpy(),
            "period": _periods(frame["period"], table.period).to_numpy(),
            "value": text_of(frame["value"], frame["status"]),
            "status": frame["status"].to_numpy(),
            "source": source,
            "table": code,
            "file": file,
            "sheet": origin["sheet"].to_numpy(),
            "row": origin["row"].astype(str).to_numpy(),
            "column": [
                column_name(c) if s else str(c)
                for c, s in zip(origin["column"], origin["sheet"], strict=True)
            ],
            "edition": edition,
            "imported": imported,
            "note": _notes(raw, frame).to_numpy(),
        },
        dtype=object,
    )
    if table.unknown is not None:
        remarks += _set_unknown(out, table.unknown, imports.catalogue)
    refuse_duplicates(out, file)
    return out[[*COLUMNS, *LINEAGE]], remarks


def _meaning(parts: list[str], table: Table) -> dict[str, str] | str | None:
    """Return what labels mean together, None to leave it out, or the first label not declared."""
    for column in table.columns:
        if set(column.labels) == set(parts):
            return {"indicator": column.indicator, **column.breakdown} if column.indicator else None
    meaning: dict[str, str] = {}
    for part in parts:
        if part not in table.labels:
            return part
        if table.labels[part] is None:
            return None
    for part in parts:
        meaning |= table.labels[part] or {}
    return meaning


def _check_breakdown(indicator: str, meaning: dict[str, str], catalogue: Catalogue, code: str) -> None:
    allowed = catalogue.indicators[indicator].dimensions
    for name, value in meaning.items():
        if name == "indicator":
            continue
        if name not in allowed:
            raise CatalogueError(
                f"data/catalogue/{FILE}, Tabelle {code}: Der Indikator „{indicator}“ hat kein Merkmal "
                f"„{name}“.{nearest(name, allowed)}"
            )
        dimension = catalogue.dimensions[name]
        if value not in dimension.values and not dimension.open:
            raise CatalogueError(
                f"data/catalogue/{FILE}, Tabelle {code}: Das Merkmal „{name}“ hat keine Ausprägung "
                f"„{value}“.{nearest(value, dimension.values)}"
            )


def _periods(periods: pd.Series, kind: str) -> pd.Series:
    if kind == "as_printed":
        return periods
    years = {p: f"{p}/{(int(p) + 1) % 100:02d}" if len(p) == 4 else p for p in periods.unique()}
    if kind == "winter_term":
        years = {p: f"{year} WS" if len(year) == 7 else year for p, year in years.items()}
    return periods.map(years)


def text_of(values: pd.Series, statuses: pd.Series) -> list[str]:
    """Return figures as the observation files hold them: shortest decimals, `0` for zero, else empty."""
    import numpy as np

    shown: dict[float, str] = {v: np.format_float_positional(v, trim="-") for v in values.dropna().unique()}
    return [shown[v] if not s or s == "zero" else "" for v, s in zip(values, statuses, strict=True)]


def _notes(raw: RawTable, frame: pd.DataFrame) -> pd.Series:
    """Return for each figure the rounding that a footnote announces for its Land; only counts are rounded."""
    rules = roundings(raw.footnotes)
    shift = any("in dem das Schuljahr endet" in " ".join(note.text.split()) for note in raw.footnotes)
    since = {land: first + 1 if shift and first else first for land, (_, first) in rules.items()}
    # "ab 2018/19" is the school year that ends in 2019
    land, year = frame["key"].str[:2], frame["period"].str[:4].astype(int)
    rounded = (
        land.isin(list(rules)) & (year >= land.map(since).fillna(9999)) & frame["unit"].isin(["Anzahl", ""])
    )
    text = land.map({key: f"Auf ein Vielfaches von {base} gerundet." for key, (base, _) in rules.items()})
    return text.where(rounded, "").fillna("").astype(object)


def _set_unknown(rows: pd.DataFrame, number: float, catalogue: Catalogue) -> list[str]:
    """Mark where the source has put its number for unknown figures, and return a sentence about it."""
    never_negative = [i.id for i in catalogue.indicators.values() if i.kind in ("count", "rate", "share")]
    found = (rows["value"] == f"{number:g}") & rows["indicator"].isin(never_negative)
    if not found.any():
        return []
    text = f"{number:g}".replace(".", ",").replace("-", "−")
    rows.loc[found, ["value", "status", "note"]] = [
        "",
        "unknown",
        f"Die Quelle nennt hier {text}, was nicht möglich ist; der Wert gilt als unbekannt.",
    ]
    return [f"{int(found.sum())} × „{text}“, was nicht möglich ist: als unbekannt übernommen."]


def refuse_duplicates(rows: pd.DataFrame, file: str, hint: str = "") -> None:
    """Raise DataError when two cells give the same figure; `hint` is a sentence on what else to do about it."""
    twice = rows.duplicated(["ags", "indicator", "breakdown", "period"], keep=False)
    if twice.any():
        first, second = (
            row
            for _, row in rows.loc[twice]
            .sort_values(["ags", "indicator", "breakdown", "period"], kind="stable")
            .head(2)
            .iterrows()
        )
        sheet = f", Blatt „{first['sheet']}“" if first["sheet"] else ""
        raise DataError(
            f"{file}{sheet}: Zeile {first['row']}, Spalte {first['column']} und Zeile {second['row']}, "
            f"Spalte {second['column']} geben dieselbe Zahl an "
            f"({first['indicator']}, Gebiet {first['ags']}, {first['breakdown'] or 'insgesamt'}, "
            f"{first['period']}). "
            f"Bitte klären, welche gilt, und die andere auslassen.{hint}"
        )
