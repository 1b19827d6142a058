"""The store answers by indicator and area, and is the same whatever order the data came in."""

from __future__ import annotations

import csv
import os
import random
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from helpers.data import Observation, Store, open_store
from helpers.data.store import all_reads
from helpers.data.storebuild import KEPT
from helpers.errors import CatalogueError, DataError, OutputError

Edit = Callable[[str, str, str], None]


def content(store: Store) -> list[object]:
    """Everything the store says, apart from the lines where it stands."""
    return [
        row._replace(stored="", line=0) for name in store.catalogue.indicators for row in store.rows(name)
    ]


def test_totals_by_area_and_period(store: Store) -> None:
    found = store.observations("kinderarmut", ["09761", "09", "DG"], until=2017)
    assert list(found.columns) == [
        "ags",
        "area",
        "period",
        "year",
        "date",
        "value",
        "status",
        "source",
        "note",
        "broken",
    ]
    assert list(zip(found["ags"], found["period"], strict=True)) == [
        ("09761", "2016"),
        ("09761", "2017"),
        ("09", "2016"),
        ("09", "2017"),
        ("DG", "2016"),
        ("DG", "2017"),
    ]
    assert list(found["area"].unique()) == ["Augsburg", "Bayern", "Deutschland"]
    assert found["value"].tolist() == [12.76, 12.51, 6.54, 6.94, 14.08, 14.69]


def test_types(store: Store) -> None:
    found = store.observations("schueler", "09761", by=["schulart"])
    assert found["value"].dtype == "float64"
    assert found["year"].dtype == "int64"
    assert pd.api.types.is_datetime64_any_dtype(found["date"])
    empty = store.observations("vhs_kurse", ["09761"])
    assert empty.empty
    assert list(empty.columns) == list(found.columns)[:10]
    assert empty["value"].dtype == "float64"


def test_breakdown_comes_in_the_order_of_the_dimension(store: Store) -> None:
    found = store.observations("schueler", ["09761"], by=["geschlecht", "schulart"])
    assert list(found.columns)[-2:] == ["geschlecht", "schulart"]
    girls = found[found["geschlecht"] == "weiblich"]
    assert girls["schulart"].tolist() == list(store.catalogue.dimensions["schulart"].values)
    assert girls.set_index("schulart").loc["Gymnasien", "value"] == 4145


def test_statuses_are_told_apart(store: Store) -> None:
    schools = store.observations("schulen", ["06413"], by=["schulart"]).set_index("schulart")
    assert schools.loc["Freie Waldorfschulen", "status"] == "not_applicable"
    assert pd.isna(schools.loc["Freie Waldorfschulen", "value"])
    assert schools.loc["Vorschulbereich", "status"] == ""
    zero = store.observations("schulen", ["09761"], by=["schulart"]).set_index("schulart")
    assert (zero.loc["Vorschulbereich", "value"], zero.loc["Vorschulbereich", "status"]) == (0, "zero")


@pytest.mark.parametrize(
    ("until", "period"), [(2025, "2025-12-31"), (2024, "2024-12-31"), (None, "2025-12-31")]
)
def test_latest(store: Store, until: int | None, period: str) -> None:
    latest = store.latest("bevoelkerung", "09761", until=until)
    assert isinstance(latest, Observation)
    assert latest.period == period


def test_latest_skips_what_has_no_number(store: Store) -> None:
    assert store.latest("schulen", "09761") is None
    assert store.latest("bevoelkerung", "09761", until=2017) is None


def test_a_school_year_counts_from_its_first_year(store: Store) -> None:
    assert store.observations("schueler", ["09761"], until=2022).empty
    assert store.observations("schueler", ["09761"], until=2023)["period"].tolist() == ["2023/24"]


def test_rounding_note_stands_at_neumuensters_figures_and_not_at_augsburgs(store: Store) -> None:
    """Footnote of table 21111-02-06-4: Schleswig-Holstein rounds to multiples of 3."""
    found = store.observations("abgaenge_allgemeinbildend", ["01004", "09761", "15002"]).set_index("ags")[
        "note"
    ]
    assert "Schleswig-Holstein" in found["01004"]
    assert "Vielfaches von 3" in found["01004"]
    assert "Sachsen-Anhalt" in found["15002"]
    assert found["09761"] == ""


def test_what_is_not_there_is_named(store: Store) -> None:
    with pytest.raises(CatalogueError, match=r"„kinderamut“ ist nicht im Katalog. Meinten Sie „kinderarmut“"):
        store.observations("kinderamut", ["09761"])
    with pytest.raises(DataError, match=r"nicht nach „schulat“ untergliedert. Meinten Sie „schulart“"):
        store.observations("schueler", ["09761"], by=["schulat"])
    with pytest.raises(DataError, match=r"Das Gebiet „09769“ ist nicht bekannt. Meinten Sie „09779“"):
        store.observations("schueler", ["09769"])


def test_reads_are_kept(tmp_path: Path, data: Path) -> None:
    with open_store(data, tmp_path / "store") as store:
        store.observations("kinder", ["09761", "09"], by=["alter"])
        store.latest("abgaenge_allgemeinbildend", "15002")
        assert store.reads == {("kinder", "09761"), ("kinder", "09"), ("abgaenge_allgemeinbildend", "15002")}
        assert store.reads <= all_reads.keys()


READS = [("kinder", "09761"), ("betreuungsquote_einrichtungen", "09761")]


def fingerprint(data: Path, tmp_path: Path) -> str:
    with open_store(data, tmp_path / "store") as store:
        return store.fingerprint(READS)


def test_fingerprint_changes_with_what_was_read(tmp_path: Path, data: Path, edit: Edit) -> None:
    before = fingerprint(data, tmp_path)
    edit("official/augsburg-bildungsbericht-2020.csv", "2017-03-15,7637", "2017-03-15,7638")
    assert fingerprint(data, tmp_path) != before
    edit("official/augsburg-bildungsbericht-2020.csv", "2017-03-15,7638", "2017-03-15,7637")
    assert fingerprint(data, tmp_path) == before
    edit("catalogue/indicators.yml", "name: Kinder im Alter der Kindertagesbetreuung", "name: Kinder")
    assert fingerprint(data, tmp_path) != before


def test_fingerprint_stays_when_something_else_changes(tmp_path: Path, data: Path, edit: Edit) -> None:
    before = fingerprint(data, tmp_path)
    edit("official/regionaldatenbank-21111-02-06-4.csv", "2023,3139", "2023,3140")
    edit("catalogue/indicators.yml", "name: Schuldnerquote", "name: Quote der Überschuldeten")
    assert fingerprint(data, tmp_path) == before


def test_fingerprint_of_a_computed_figure_sees_its_components(tmp_path: Path, data: Path, edit: Edit) -> None:
    reads = [("betreuungsquote_einrichtungen", "09761")]
    with open_store(data, tmp_path / "store") as store:
        before = store.fingerprint(reads)
    edit("official/augsburg-bildungsbericht-2020.csv", "2017-03-15,7637", "2017-03-15,7638")
    with open_store(data, tmp_path / "store") as store:
        assert store.fingerprint(reads) != before


@settings(max_examples=4, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 2**32 - 1), cut=st.integers(1, 237))
def test_order_of_files_and_rows_does_not_matter(
    tmp_path_factory: pytest.TempPathFactory, data: Path, seed: int, cut: int
) -> None:
    """The same figures, shuffled and cut into two files, give the same content."""
    root = tmp_path_factory.mktemp("order")
    with open_store(data, root / "store") as store:
        expected = content(store)
    other = root / "other" / "data"
    shutil.copytree(data, other)
    path = other / "official" / "regionaldatenbank-21111-02-06-4.csv"
    with path.open(encoding="utf-8", newline="") as file:
        header, *rows = list(csv.reader(file))
    random.Random(seed).shuffle(rows)
    for name, part in (("z.csv", rows[:cut]), ("a.csv", rows[cut:])):
        with (path.parent / name).open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows([header, *part])
    path.unlink()
    with open_store(other, root / "store") as store:
        assert content(store) == expected


def test_unchanged_data_are_not_built_again(tmp_path: Path, data: Path) -> None:
    open_store(data, tmp_path / "store").close()
    (path,) = (tmp_path / "store").iterdir()
    before = path.stat().st_ino
    open_store(data, tmp_path / "store").close()
    assert path.stat().st_ino == before


def supply(data: Path, city: str, ags: str, value: int | str) -> None:
    """Give a municipality a figure of its own."""
    (data / city / "probe.csv").write_text(
        "ags,indicator,breakdown,period,value,status,source\n"
        f"{ags},kinder,alter=unter 3,2019-03-15,{value},,augsburg-bildungsbericht-2020\n",
        encoding="utf-8",
    )


def test_own_figures_are_a_file_of_their_own_made_when_asked_for(tmp_path: Path, data: Path) -> None:
    supply(data, "augsburg", "09761", 8700)
    supply(data, "jena", "16053", 2900)
    with open_store(data, tmp_path / "store") as store:
        assert store.observations("abgaenge_allgemeinbildend", "09").shape[0]
        (base,) = (tmp_path / "store").iterdir()
        children = store.observations("kinder", "09761", by=["alter"])
        assert children.loc[children["period"] == "2019-03-15", "value"].tolist() == [8700]
        assert children["period"].min() < "2019"  # official figures of a municipality stand beside its own
        state = base.stem.partition("-")[0]
        assert {p.name for p in (tmp_path / "store").iterdir()} == {base.name, f"{state}-09761.duckdb"}
        assert {row.ags for row in store.rows("kinder")} == {"09761", "16053"}
        assert (
            len(list((tmp_path / "store").iterdir())) == 4
        )  # with all Kreise that have no figures of their own


def test_a_mistake_in_own_figures_stops_nobody_else(tmp_path: Path, data: Path) -> None:
    supply(data, "augsburg", "09761", 8700)
    supply(data, "jena", "16053", "viele")
    with open_store(data, tmp_path / "store") as store:
        assert not store.observations("kinder", "09761", by=["alter"]).empty
        with pytest.raises(DataError, match=r"data/jena/probe\.csv, Zeile 2: „viele“"):
            store.observations("kinder", "16053", by=["alter"])


def test_figures_edited_meanwhile_are_not_kept_under_the_old_name(tmp_path: Path, data: Path) -> None:
    supply(data, "augsburg", "09761", 8700)
    with open_store(data, tmp_path / "store") as old:
        supply(data, "augsburg", "09761", 8800)
        old.prepare(["09761"])
    supply(data, "augsburg", "09761", 8700)
    with open_store(data, tmp_path / "store") as store:
        found = store.observations("kinder", "09761", by=["alter"])
        assert found.loc[found["period"] == "2019-03-15", "value"].tolist() == [8700]


def test_a_broken_store_is_made_again(tmp_path: Path, data: Path) -> None:
    open_store(data, tmp_path / "store").close()
    (path,) = (tmp_path / "store").iterdir()
    path.write_bytes(path.read_bytes()[:4000])
    with open_store(data, tmp_path / "store") as store:
        assert store.rows("kinder")


def test_old_stores_are_removed(tmp_path: Path, data: Path, edit: Edit) -> None:
    for value in range(7637, 7637 + KEPT + 3):
        open_store(data, tmp_path / "store").close()
        edit("official/augsburg-bildungsbericht-2020.csv", f"2017-03-15,{value}", f"2017-03-15,{value + 1}")
    assert len(list((tmp_path / "store").iterdir())) == KEPT


def test_processes_at_once(tmp_path: Path, data: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from helpers.data import open_store;"
        "s = open_store(Path(sys.argv[1]), Path(sys.argv[2])); print(len(s.rows('kinder')))"
    )
    command = [sys.executable, "-c", code, str(data), str(tmp_path / "store")]
    running = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(3)]
    assert [p.communicate()[0].strip() for p in running] == ["22"] * 3
    assert len(list((tmp_path / "store").iterdir())) == 2  # the large areas, and all Kreise


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_without_write_permission(tmp_path: Path, data: Path) -> None:
    (tmp_path / "store").mkdir(mode=0o500)
    with pytest.raises(OutputError, match=r"lässt sich nicht unter .* anlegen"):
        open_store(data, tmp_path / "store")


def test_a_file_in_the_way(tmp_path: Path, data: Path) -> None:
    (tmp_path / "store").write_text("")
    with pytest.raises(OutputError, match=r"lässt sich nicht unter .* anlegen"):
        open_store(data, tmp_path / "store")


def test_a_figure_says_where_it_was_taken_from_or_that_this_is_not_recorded(store: Store) -> None:
    told = store.lineage("kinderarmut", "09761", "2019").origin
    assert told == "Datei „inkar_2021_bulk.csv“, Zeile 24778, Spalte 7, Stand 2021."
    told = store.lineage("berufsschueler_je_1000_einwohner", "09761", "2019").origin
    assert told == (
        "Aus dem Datenbestand des Projekts (data/official/inkar-2021.csv), Ausgabe 2021; aus welcher Zelle und an welchem Tag "
        "übernommen wurde, ist nicht festgehalten."
    )
    told = store.lineage("betreute_kinder_3_bis_6", "06999", "2012-03-01").origin
    assert told == (
        "Datei „kita_stadtbezirke.xlsx“, Blatt „Tabelle1“, Zeile 28, Spalte „Betreute Kinder 3 bis unter 6“, "
        "Stand 01.03.2026, eingelesen am 01.03.2026."
    )
    told = store.lineage("betreuungsquote_einrichtungen", "09761", "2017-03-15", "alter=3 bis unter 6").origin
    assert told == "Berechnet: 100 × Kinder in Kindertageseinrichtungen ÷ Kinder."


def test_origins_of_computed_figures_are_those_of_their_components(store: Store) -> None:
    (source, told), *more = store.origins(["betreuungsquote_einrichtungen"], ["09761"])
    assert (source, more) == ("augsburg-bildungsbericht-2020", [])
    assert "data/official/augsburg-bildungsbericht-2020.csv" in told
    assert store.origins(["kinderarmut"], []) == []


def test_asking_imports_no_pandas() -> None:
    """DuckDB imports it to look at a parameter: a quarter of a second for each chapter and each book."""
    code = """if True:
        import sys
        from helpers.data import open_store
        store = open_store()
        asked = [("bevoelkerung", "09761"), ("arbeitslose", "09761")]
        assert store.figures("bevoelkerung", ["09761", "09"]) and store.latest("bevoelkerung", "09761")
        assert store.rows("bevoelkerung") and store.rows_in(["09761"], 2025) and store.totals("09761", 2025)
        assert store.supplied(["09761"], 2025) and store.held(["09761"]) and len(store.fingerprints(asked)) == 2
        assert store.origins(["bevoelkerung"], ["09761"])
        figure = store.latest("bevoelkerung", "09761")
        assert store.lineage("bevoelkerung", "09761", figure.period).value == figure.value
        print([m for m in ("pandas",) if m in sys.modules])
    """
    open_store().rows("bevoelkerung")  # makes every part of the store
    for _ in range(2):  # the first one makes the file of the areas that are asked for together
        done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
