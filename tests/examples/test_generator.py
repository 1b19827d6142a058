"""Musterstadt: what is committed is what the generator writes, it says that it is made up, and its truth is found again."""

from __future__ import annotations

import csv
import shutil
import zipfile
from pathlib import Path

import pytest

from examples.musterstadt.generate import generate
from examples.musterstadt.truth import AGS, NAMES, UNDER_REACHED, districts
from helpers.data import load_profile, open_store
from helpers.data.districts import DEFAULT_INDEX, districts_of, social_index
from helpers.figures.districts.bydistrict import by_district, social_index_of
from helpers.paths import project
from helpers.report import Report

DATA = project().data
HOME = DATA / "musterstadt"


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    data = tmp_path_factory.mktemp("daten") / "data"
    shutil.copytree(DATA / "catalogue", data / "catalogue")
    (data / "musterstadt").mkdir()
    for name in ("profile.yml", "sources.yml"):
        shutil.copy(HOME / name, data / "musterstadt")
    (data / "musterstadt" / "stale.csv").write_text("left over")
    generate(data)
    return data / "musterstadt"


def content(path: Path) -> object:
    """Return a file's bytes; of a workbook those of its parts, because compression differs between zlib versions."""
    if path.suffix != ".xlsx":
        return path.read_bytes()
    with zipfile.ZipFile(path) as archive:
        return [(info.filename, info.date_time, archive.read(info)) for info in archive.infolist()]


def test_the_committed_files_are_what_the_generator_writes(written: Path) -> None:
    names = {p.relative_to(HOME) for p in HOME.rglob("*") if p.is_file()}
    assert {p.relative_to(written) for p in written.rglob("*") if p.is_file()} == names
    assert [name for name in sorted(names) if content(HOME / name) != content(written / name)] == []


def test_its_folder_is_small() -> None:
    assert sum(p.stat().st_size for p in HOME.rglob("*") if p.is_file()) < 6_000_000


def test_it_says_that_it_is_made_up() -> None:
    profile = load_profile("musterstadt")
    assert profile.fictional
    assert profile.publisher is not None
    assert "fiktiv" in profile.publisher.name
    with open_store() as store:
        own = [s for s in store.catalogue.sources.values() if s.id.startswith("musterstadt")]
        assert len(own) >= 6
        assert all("fiktiv" in s.publisher and "erfunden" in s.attribution for s in own)
    for path in (HOME / "lieferungen").glob("*.csv"):
        assert "FIKTIV" in path.read_bytes().decode("cp1252"), path.name
    for path in (HOME / "lieferungen").glob("*.xlsx"):
        with zipfile.ZipFile(path) as archive:
            assert any(b"FIKTIV" in archive.read(name) for name in archive.namelist()), path.name
    assert "Fiktiv" in (HOME / "grenzen.geojson").read_text("utf-8")[:200]


def test_no_real_place_has_its_key_or_its_figures() -> None:
    with (DATA / "catalogue" / "areas.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert not [row for row in rows if row["ags"].startswith(AGS[:3]) or row["name"] in NAMES]
    official = "".join(p.read_text("utf-8") for p in (DATA / "official").glob("*.csv"))
    assert f"\n{AGS}" not in official


def test_the_true_social_situation_is_found_again() -> None:
    from scipy.stats import spearmanr

    report = Report("musterstadt", 2025)
    index, _ = social_index_of(report)
    true = {d.ags: d.index for d in districts()}
    assert len(index.values) >= 22
    found = spearmanr([true[ags] for ags in index.values], list(index.values.values())).statistic
    assert found >= 0.9


@pytest.mark.parametrize("year", [2016, 2020, 2024])
def test_it_is_found_again_in_other_years(year: int) -> None:
    from scipy.stats import spearmanr

    report = Report("musterstadt", year)
    weights = {names[0]: weight for names, weight in DEFAULT_INDEX}
    figures = {name: by_district(report, name).numbers for name in weights}
    index = social_index(figures, weights)
    assert index is not None
    true = {d.ags: d.index for d in districts()}
    assert spearmanr([true[a] for a in index.values], list(index.values.values())).statistic >= 0.9


def test_the_planted_districts_are_reached_least() -> None:
    reach = by_district(Report("musterstadt", 2025), "ferienprogramm_reichweite").numbers
    least = sorted(reach, key=lambda ags: reach[ags])[: len(UNDER_REACHED)]
    assert {int(ags[-2:]) for ags in least} == UNDER_REACHED


def test_districts_add_up_to_the_city() -> None:
    with open_store() as store:
        keys = [a.ags for a in districts_of(store.areas, AGS)]
        assert len(keys) == 24
        for indicator in ("bevoelkerung", "auslaendische_bevoelkerung", "grundschulkinder"):
            figures = store.observations(indicator, [*keys, AGS])
            last = figures[figures["year"] == figures["year"].max()]
            parts = last[last["ags"] != AGS]["value"].sum()
            assert parts == last[last["ags"] == AGS]["value"].item() > 0


def test_no_small_count_is_in_the_store() -> None:
    """Each delivered count of 1 to 4 people is suppressed in the store, and there are some."""
    with open_store() as store:
        planted = 0
        for path in sorted(HOME.glob("musterstadt-*.csv")):
            with path.open(encoding="utf-8", newline="") as file:
                for row in csv.DictReader(file):
                    entry = store.catalogue.indicators[row["indicator"]]
                    small = row["value"] in ("1", "2", "3", "4")
                    if entry.kind == "count" and entry.unit in ("Kinder", "Personen") and small:
                        planted += 1
                        kept = [
                            r
                            for r in store.rows(entry.id)
                            if r.ags == row["ags"] and r.period == row["period"]
                        ]
                        match = [r for r in kept if r.breakdown == row["breakdown"]]
                        assert [r.status for r in match] == ["suppressed"], row
        assert planted >= 10
