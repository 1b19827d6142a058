"""What the figures are: read and computed anew from the files under `data/`, with nothing of the program."""

from __future__ import annotations

import datetime
import itertools
import math
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from graphlib import TopologicalSorter
from pathlib import Path
from typing import Any, NamedTuple

import duckdb
import pandas as pd
import yaml

Places = frozenset[tuple[str, str]]
NO_FIGURES = {"areas.csv", "area-names.csv", "stimmen.csv"}
COLUMNS = ["ags", "indicator", "breakdown", "period", "value", "status", "source"]
PREFERENCE = ["suppressed", "unknown", "unreliable", "later", "not_applicable", "below_half"]


class Key(NamedTuple):
    """What a figure is about; `places` are dimensions with their values."""

    indicator: str
    ags: str
    period: str
    places: Places = frozenset()


class Figure(NamedTuple):
    """A figure: `value` is None where a symbol stands in its place."""

    value: float | None
    status: str
    sources: frozenset[str]


class Sources:
    """All figures that a municipality's report may show.

    Args:
        data: the folder `data/`.
        city: the municipality's folder in it.
    """

    def __init__(self, data: Path, city: str) -> None:
        self.data, self.city = data, city
        self.profile = read_yaml(data / city / "profile.yml")
        self.indicators: dict[str, dict[str, Any]] = read_yaml(data / "catalogue" / "indicators.yml")
        self.dimensions: dict[str, dict[str, Any]] = read_yaml(data / "catalogue" / "dimensions.yml")
        self.published_by = {
            **read_yaml(data / "catalogue" / "sources.yml"),
            **read_yaml(data / city / "sources.yml"),
            **read_yaml(data / "eigene" / "sources.yml"),
        }
        self.ags: str = self.profile["ags"]
        kreise = pd.read_csv(data / "catalogue" / "kreise.csv", dtype=str, keep_default_na=False)
        self.kreise = kreise.set_index("city")[["ags", "name"]]
        peers = self.profile.get("peers", [])
        self.peers = [
            read_yaml(data / peer / "profile.yml").get("ags") or self.kreise.loc[peer, "ags"]
            for peer in peers
        ]
        self.compared = {self.ags, *self.peers, "DG", *(ags[:2] for ags in (self.ags, *self.peers))}

    @cached_property
    def areas(self) -> pd.DataFrame:
        """Areas with `ags`, `name`, `kind`, `parent`, `valid_from`, `valid_to`, all text."""
        files = [self.data / "catalogue" / "areas.csv", self.data / self.city / "areas.csv"]
        frames = [pd.read_csv(f, dtype=str, keep_default_na=False) for f in files if f.exists()]
        return pd.concat(frames).drop_duplicates("ags", keep="last").fillna("")

    @cached_property
    def delivered(self) -> pd.DataFrame:
        """Every row of every file that counts for the municipality."""
        frames = []
        for folder in ("official", "eigene", self.city):
            for path in sorted((self.data / folder).glob("*.*")):
                if path.name in NO_FIGURES or path.suffix not in (".csv", ".parquet"):
                    continue
                if path.suffix == ".csv":
                    frame = pd.read_csv(path, dtype=str, keep_default_na=False)
                else:
                    # DuckDB reads the packed table; everything else is pandas.
                    frame = duckdb.read_parquet(str(path)).df().astype(object)
                    frame = frame.where(frame.notna(), "").astype(str)
                frames.append(frame.assign(folder=folder))
        rows = pd.concat(frames, ignore_index=True).fillna("")
        return rows[rows["ags"].isin(self.compared) | rows["ags"].str.startswith(f"{self.ags}-")]

    @cached_property
    def chosen(self) -> pd.DataFrame:
        """The rows of `delivered` that count where several give the same figure."""
        rows = self.delivered
        listed = {
            (name, origin if isinstance(origin, str) else origin["source"]): place
            for name, entry in self.indicators.items()
            for place, origin in enumerate(entry.get("sources", []))
        }
        edition = rows["edition"] if "edition" in rows else pd.Series("", index=rows.index)
        order = rows.assign(
            rank=[-self.published_by.get(s, {}).get("rank", 0) for s in rows["source"]],
            place=[
                listed.get(pair, len(listed)) for pair in zip(rows["indicator"], rows["source"], strict=True)
            ],
            official=rows["folder"] != self.city,
            edition=edition,
        )
        order = order.sort_values("edition", ascending=False, kind="stable").sort_values(
            ["rank", "place", "official"], kind="stable"
        )
        return order.drop_duplicates(["indicator", "ags", "breakdown", "period"])

    @cached_property
    def figures(self) -> dict[Key, Figure]:
        """All figures, delivered and computed, before anything is hidden."""
        found: dict[Key, Figure] = {}
        for row in self.chosen[COLUMNS].itertuples(index=False):
            if row.indicator in self.indicators:
                key = Key(row.indicator, row.ags, row.period, places_of(row.breakdown))
                value = 0.0 if row.status == "zero" else float(row.value) if row.value else None
                found[key] = Figure(value, row.status, frozenset({row.source}))
        by_name: defaultdict[str, dict[Key, Figure]] = defaultdict(dict)
        for key, figure in found.items():
            by_name[key.indicator][key] = figure
        graph = {name: set(_parts(entry.get("computed"))) for name, entry in self.indicators.items()}
        for name in TopologicalSorter(graph).static_order():
            entry = self.indicators[name]
            by_name[name].update(dict(self._over_districts(entry, by_name[name])))
            by_name[name].update(dict(_complements(name, entry, by_name[name])))
            by_name[name].update(dict(_computed(name, entry, by_name)))
        return {key: figure for figures in by_name.values() for key, figure in figures.items()}

    def _over_districts(
        self, entry: Mapping[str, Any], here: Mapping[Key, Figure]
    ) -> Iterator[tuple[Key, Figure]]:
        if not entry.get("areas_add_up"):
            return
        districts = set(self.areas.loc[self.areas["kind"] == "sozialraum", "ags"])
        groups: defaultdict[Key, dict[str, Figure]] = defaultdict(dict)
        for key, figure in here.items():
            if key.ags in districts:
                groups[key._replace(ags=key.ags.partition("-")[0])][key.ags] = figure
        for key, parts in groups.items():
            if key not in here and parts.keys() == {d for d in districts if d.startswith(key.ags)}:
                yield key, total([(1, figure) for figure in parts.values()])

    def names(self) -> dict[str, str]:
        """Return the printed name of every area of this report, by key."""
        names = dict(zip(self.areas["ags"], self.areas["name"], strict=True))
        names |= dict(zip(self.kreise["ags"], self.kreise["name"], strict=True))
        for path in sorted(self.data.glob("*/profile.yml")):
            profile = read_yaml(path)
            names[profile["ags"]] = profile["name"]
        return names


def read_yaml(path: Path) -> dict[str, Any]:
    return yaml.safe_load(path.read_text("utf-8")) or {} if path.exists() else {}


def places_of(breakdown: str) -> Places:
    return frozenset(
        (part.partition("=")[0], part.partition("=")[2]) for part in breakdown.split("|") if part
    )


def day(period: str) -> datetime.date:
    """Return the day that a period ends, or begins where it is a school year: for order only."""
    if len(period) == 10:
        return datetime.date.fromisoformat(period)
    return datetime.date(int(period[:4]), 12, 31)


def half_up(value: float, decimals: int) -> float:
    """Round as people do: 0.25 → 0.3, −0.25 → −0.3; what binary fractions add is taken off first."""
    scaled = abs(value) * 10**decimals
    return math.copysign(math.floor(scaled + 0.5 + 1e-7) / 10**decimals, value)


def total(terms: Sequence[tuple[int, Figure | None]]) -> Figure:
    """Return the sum of signed figures; unknown where one is missing."""
    figures = [figure for _, figure in terms if figure is not None]
    sources = frozenset[str]().union(*(figure.sources for figure in figures))
    statuses = {figure.status for figure in figures} | ({"unknown"} if len(figures) < len(terms) else set())
    for status in PREFERENCE:
        if status in statuses:
            return Figure(None, status, sources)
    value = sum(sign * figure.value for sign, figure in terms if figure and figure.value is not None)
    return Figure(value, "zero" if statuses == {"zero"} else "", sources)


def _parts(computed: Mapping[str, Any] | None) -> list[str]:
    return [c["indicator"] for part in ("numerator", "denominator") for c in (computed or {}).get(part, [])]


def _complements(
    name: str, entry: Mapping[str, Any], here: Mapping[Key, Figure]
) -> Iterator[tuple[Key, Figure]]:
    for dimension, value in entry.get("complements", {}).items():
        groups: defaultdict[Key, list[Figure]] = defaultdict(list)
        for key, figure in here.items():
            if dimension in dict(key.places):
                rest = frozenset(p for p in key.places if p[0] != dimension)
                groups[key._replace(places=rest)].append(figure)
        for key, figures in groups.items():
            filled = key._replace(places=key.places | {(dimension, value)})
            if key in here and filled not in here:
                left = total([(1, here[key]), *((-1, figure) for figure in figures)])
                yield filled, Figure(None, "unreliable", left.sources) if (left.value or 0) < 0 else left


def _computed(
    name: str, entry: Mapping[str, Any], figures: Mapping[str, Mapping[Key, Figure]]
) -> Iterator[tuple[Key, Figure]]:
    how = entry.get("computed")
    if not how:
        return
    first = how["numerator"][0]
    fixed = {d: [v] if isinstance(v, str) else v for d, v in first.get("where", {}).items()}
    by = set(how.get("by", ()))
    needed = {d for cells in how.get("denominator", ()) for d in cells.get("across", ())}
    kept = {}
    for key in figures[first["indicator"]]:
        parts = dict(key.places)
        if all(parts.pop(d, None) in values for d, values in fixed.items()) and needed <= parts.keys() <= by:
            kept[Key(name, key.ags, key.period, frozenset(parts.items()))] = None
    against = how.get("denominator") or (how["numerator"] if how.get("years") or how.get("base") else ())
    for key in kept:
        over = _sum(how["numerator"], key, key.period, figures)
        if over is None:
            continue
        if not against:
            value = None if over.value is None else over.value * how.get("factor", 1)
            yield key, Figure(value, over.status, over.sources)
            continue
        under = _sum(against, key, _reference(how, key.period), figures)
        if under is None:
            continue
        sources = over.sources | under.sources
        status = next((s for s in PREFERENCE if s in (over.status, under.status)), "")
        if status:
            yield key, Figure(None, status, sources)
        elif not under.value:
            yield key, Figure(None, "not_applicable", sources)
        else:
            assert over.value is not None
            share = over.value / under.value
            value = how.get("factor", 1) * (share - 1 if how.get("years") else share)
            zero = value == 0 and over.status == "zero"
            yield key, Figure(value, "zero" if zero else "", sources)


def _reference(how: Mapping[str, Any], period: str) -> str:
    if how.get("years"):
        return f"{int(period[:4]) - how['years']}{period[4:]}"
    if how.get("denominator_at") == "year_end":
        return f"{period[:4]}-12-31"
    if how.get("denominator_at") == "previous_year_end":
        return f"{int(period[:4]) - 1}-12-31"
    return how.get("base") or period


def _sum(
    cells: Sequence[Mapping[str, Any]], at: Key, period: str, figures: Mapping[str, Mapping[Key, Figure]]
) -> Figure | None:
    terms: list[tuple[int, Figure | None]] = []
    for one in cells:
        kept = {d: v for d, v in at.places if d not in one.get("across", ())}
        where = {d: [v] if isinstance(v, str) else v for d, v in one.get("where", {}).items()}
        for values in itertools.product(*where.values()):
            places = frozenset({**kept, **dict(zip(where, values, strict=True))}.items())
            found = figures[one["indicator"]].get(Key(one["indicator"], at.ags, period, places))
            terms.append((-1 if one.get("minus") else 1, found))
    return total(terms) if any(figure is not None for _, figure in terms) else None
