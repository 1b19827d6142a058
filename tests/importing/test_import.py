"""Importing as a whole: stored, repeated, revised, withdrawn; origin of every figure."""

from __future__ import annotations

import errno
import shutil
from collections.abc import Callable
from itertools import permutations
from pathlib import Path

import pandas as pd
import pytest

from helpers.data import open_store
from helpers.errors import CatalogueError, DataError, OutputError
from helpers.importing import import_file, ledger, run_import, withdraw
from helpers.paths import Project
from tests.importing import writers
from tests.importing.conftest import snapshot

LEAVERS = "regionaldatenbank-21111-02-06-4"
Stored = Callable[[str], dict[tuple[str, str, str, str], dict[str, str]]]


def test_figures_arrive_with_their_origin(project: Project, put: Callable[..., Path], stored: Stored) -> None:
    path = put("abgaenge.csv", writers.leavers())
    before = path.read_bytes()
    result = import_file(path, project)
    row = stored(f"eigene/{LEAVERS}.csv")[
        "abgaenge_allgemeinbildend", "01004", "abschluss=ohne Hauptschulabschluss", "2023"
    ]
    assert (row["value"], row["status"], row["note"]) == ("126", "", "Auf ein Vielfaches von 3 gerundet.")
    assert (row["file"], row["row"], row["column"], row["edition"], row["imported"], row["table"]) == (
        "abgaenge.csv", "7", "6", "2025-03-13", "2025-03-13", "21111-02-06-4",
    )  # fmt: skip
    augsburg = stored(f"eigene/{LEAVERS}.csv")[
        "abgaenge_allgemeinbildend", "09761", "abschluss=ohne Hauptschulabschluss|geschlecht=weiblich", "2023"
    ]
    assert (augsburg["value"], augsburg["status"], augsburg["note"]) == ("", "unknown", "")
    assert (result.read, result.taken, result.layout, result.import_id) == (
        8,
        8,
        "genesis",
        f"{LEAVERS}@2025-03-13:abgaenge.csv",
    )
    assert path.read_bytes() == before


def test_store_reads_what_was_imported(project: Project, put: Callable[..., Path], tmp_path: Path) -> None:
    import_file(put("abgaenge.csv", writers.leavers()), project)
    with open_store(project.data, tmp_path / "store") as store:
        assert store.latest("abgaenge_allgemeinbildend", "01004", until=2025).value == 993


def test_repeating_an_import_changes_no_byte(project: Project, put: Callable[..., Path]) -> None:
    path = put("abgaenge.csv", writers.leavers())
    import_file(path, project)
    first = snapshot(project.data)
    again = import_file(path, project)
    assert snapshot(project.data) == first
    assert again.changes is not None
    assert (again.changes.new, again.changes.revised, again.changes.unchanged) == (0, 0, 8)


def test_later_edition_replaces_and_extends_by_period_and_the_log_says_so(
    project: Project, put: Callable[..., Path], stored: Stored
) -> None:
    import_file(put("alt.csv", writers.leavers()), project)
    two_years = writers.leavers("2023", {"01004": ("993", "477", "129", "48")}, "20.03.2026").split(
        "__________"
    )
    added = "2024;01004;      Neumünster, kreisfreie Stadt;1002;480;120;45\n"
    log = run_import([put("neu.csv", two_years[0] + added + "__________" + two_years[1])], None, project)
    assert any("4 Werte neu, 1 revidiert, 3 unverändert" in line for line in log)
    assert any(
        "größte Revision: Neumünster, abgaenge_allgemeinbildend, abschluss=ohne Hauptschulabschluss, 2023: 126 → 129 (+2,4\u00a0%)"
        in line
        for line in log
    )
    rows = stored(f"eigene/{LEAVERS}.csv")
    assert (
        rows["abgaenge_allgemeinbildend", "01004", "abschluss=ohne Hauptschulabschluss", "2023"]["value"]
        == "129"
    )
    assert rows["abgaenge_allgemeinbildend", "09761", "", "2023"]["edition"] == "2025-03-13"


def test_earlier_edition_does_not_replace_a_later_one(
    project: Project, put: Callable[..., Path], stored: Stored
) -> None:
    import_file(
        put("neu.csv", writers.leavers("2023", {"01004": ("999", "477", "129", "48")}, "20.03.2026")), project
    )
    log = run_import([put("alt.csv", writers.leavers())], None, project)
    assert stored(f"eigene/{LEAVERS}.csv")["abgaenge_allgemeinbildend", "01004", "", "2023"]["value"] == "999"
    assert any("4 Werte gelten nicht, weil ein neuerer Stand vorliegt" in line for line in log)


def test_order_of_imports_does_not_matter(project: Project, put: Callable[..., Path], tmp_path: Path) -> None:
    counties = [("9772", "Augsburg"), ("9771", "Aichach-Friedberg")]
    files = [
        put("a.csv", writers.leavers()),
        put("b.csv", writers.leavers("2023", {"01004": ("999", "477", "129", "48")}, "20.03.2026")),
        put("c.csv", writers.inkar_bulk([["S", "Kinderarmut", "Kreise", key, name, "2019", "7"] for key, name in counties]), "utf-8"),
    ]  # fmt: skip
    results = []
    for i, order in enumerate(permutations(files)):
        copy = Project(tmp_path / f"copy{i}")
        shutil.copytree(project.root, copy.root)
        for path in order:
            import_file(path, copy)
        results.append(snapshot(copy.data))
    assert all(result == results[0] for result in results)


def test_withdrawing_brings_back_what_was_there(project: Project, put: Callable[..., Path]) -> None:
    before = snapshot(project.data)
    import_file(put("a.csv", writers.leavers()), project)
    first = snapshot(project.data)
    result = import_file(
        put("b.csv", writers.leavers("2023", {"01004": ("999", "477", "129", "48")}, "20.03.2026")), project
    )
    assert withdraw(result.import_id, project) == [
        f"{LEAVERS}@2026-03-20:b.csv: zurückgenommen, 4 Werte entfernt. 4 frühere Werte gelten wieder."
    ]
    assert snapshot(project.data) == first
    withdraw("a.csv", project)
    assert snapshot(project.data) == before


def test_a_withdrawal_that_breaks_off_loses_no_figure(
    project: Project, put: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    import_file(put("a.csv", writers.leavers()), project)
    result = import_file(
        put("b.csv", writers.leavers("2023", {"01004": ("999", "477", "129", "48")}, "20.03.2026")), project
    )
    earlier = "".join(path.read_text("utf-8") for path in (project.data / "eigene" / "import").glob("*.csv"))
    replaced = [line for line in earlier.splitlines()[1:] if line]
    assert replaced
    write, calls = ledger._write_one, []

    def once(path: Path, rows: pd.DataFrame) -> None:
        calls.append(path)
        if len(calls) == 2:
            raise OSError(errno.ENOSPC, "kein Platz")
        write(path, rows)

    monkeypatch.setattr(ledger, "_write_one", once)
    with pytest.raises(OutputError):
        withdraw(result.import_id, project)
    left = "".join(path.read_text("utf-8") for path in (project.data / "eigene").rglob("*.csv"))
    values = [line.split(",")[:5] for line in left.splitlines()]
    assert all(line.split(",")[:5] in values for line in replaced)


def test_withdrawing_what_is_not_there_names_the_imports(project: Project, put: Callable[..., Path]) -> None:
    import_file(put("abgaenge.csv", writers.leavers()), project)
    with pytest.raises(
        DataError, match=r"„abgange\.csv“ wurde nicht eingelesen\. Meinten Sie „abgaenge\.csv“"
    ):
        withdraw("abgange.csv", project)


def test_new_areas_are_registered_once(project: Project, put: Callable[..., Path]) -> None:
    log = run_import(
        [
            put(
                "i.csv",
                writers.inkar_bulk([["S", "Kinderarmut", "Kreise", "9769", "Kaufstadt, Stadt", "2019", "7"]]),
                "utf-8",
            )
        ],
        None,
        project,
    )
    assert any("1 Gebiet neu" in line for line in log)
    assert "09769,Kaufstadt,kreis,097,," in (project.data / "eigene" / "areas.csv").read_text(
        encoding="utf-8"
    )


def test_table_that_is_not_declared_is_read_and_an_entry_proposed(
    project: Project, put: Callable[..., Path]
) -> None:
    content = writers.genesis(
        [["2023", "09761", "      Augsburg", "12"]], [["", "", "", "weiblich"]], code="99999-01-01-4"
    )
    with pytest.raises(DataError) as problem:
        import_file(put("neu.csv", content), project)
    said = str(problem.value)
    assert "„99999-01-01-4“" in said
    assert "wurde gelesen (1 Wert)" in said
    assert '"weiblich": {geschlecht: "weiblich"}' in said
    assert not list((project.data / "official").iterdir())
    assert not (project.data / "eigene").exists()


def test_edition_of_inkar_without_source_says_what_to_add(project: Project, tmp_path: Path) -> None:
    path = writers.inkar_book(tmp_path / "inkar.xlsx", [["09761", "Augsburg, Stadt", "Kreise", 11.25, 11.5]])
    sources = project.data / "catalogue" / "sources.yml"
    sources.write_text(
        sources.read_text(encoding="utf-8").replace("inkar-2024:", "inkar-2026:"), encoding="utf-8"
    )
    indicators = project.data / "catalogue" / "indicators.yml"
    indicators.write_text(
        indicators.read_text(encoding="utf-8").replace("inkar-2024", "inkar-2026"), encoding="utf-8"
    )
    with pytest.raises(
        CatalogueError, match=r"„inkar-2024“ ist noch nicht bekannt.* Bitte in data/eigene/sources\.yml"
    ):
        import_file(path, project)


def test_number_that_inkar_puts_for_an_unknown_share_is_no_figure(
    project: Project, put: Callable[..., Path], stored: Stored
) -> None:
    foreign = ["Bildung", "Ausländische Schüler", "Kreise"]
    content = writers.inkar_bulk(
        [
            [*foreign, "8126", "Hohenlohekreis", year, value]
            for year, value in (("2018", "8,72"), ("2019", "-0,01"))
        ]
        + [[*foreign, "8136", "Ostalbkreis", "2019", "0,0"]]
    )
    log = run_import([put("inkar.csv", content, "utf-8")], None, project)
    assert "  1 × „−0,01“, was nicht möglich ist: als unbekannt übernommen." in log
    rows = stored("eigene/inkar-2021.csv")
    assert [
        (key[1], key[3], row["value"], row["status"], row["note"][:28]) for key, row in sorted(rows.items())
    ] == [
        ("08126", "2018", "8.72", "", ""),
        ("08126", "2019", "", "unknown", "Die Quelle nennt hier −0,01,"),
        ("08136", "2019", "0", "", ""),
    ]


def test_folder_imports_the_good_and_names_the_bad(project: Project, tmp_path: Path) -> None:
    folder = tmp_path / "lieferung"
    folder.mkdir()
    (folder / "gut.csv").write_bytes(writers.leavers().encode("cp1252"))
    (folder / "leer.csv").write_bytes(b"")
    (folder / "LIESMICH.md").write_text("Anbei die Tabellen.", encoding="utf-8")
    said: list[str] = []
    with pytest.raises(DataError) as problem:
        run_import([folder], None, project, say=said.append)
    assert "gut.csv: GENESIS-Tabelle" in "\n".join(said)
    assert "keine Tabellen, daher übersprungen: LIESMICH.md" in "\n".join(said)
    assert str(problem.value).startswith("Eine Datei wurde nicht eingelesen:\nleer.csv: Die Datei ist leer")
    assert (project.data / "eigene" / f"{LEAVERS}.csv").exists()


def test_bad_mapping_in_imports_yml_is_named_with_its_line(
    project: Project, put: Callable[..., Path]
) -> None:
    file = project.data / "catalogue" / "imports.yml"
    file.write_text(
        file.read_text(encoding="utf-8").replace("indicator: kinderarmut", "indicator: kinderamut"),
        encoding="utf-8",
    )
    with pytest.raises(
        CatalogueError, match=r"„kinderamut“ ist nicht im Katalog\. Meinten Sie „kinderarmut“"
    ):
        import_file(put("abgaenge.csv", writers.leavers()), project)


def test_signs_of_niedersachsen_are_read_as_its_own(
    project: Project, put: Callable[..., Path], stored: Stored
) -> None:
    # statistik.niedersachsen.de, „Abkürzungen und Zeichenerklärungen“
    own = "  table: 21111-02-06-4\n  symbols: "
    own += '{"k": below_half, "0": zero, "t": later, "u": unreliable, "g": unknown, "x": not_applicable}\n'
    sources = project.data / "catalogue" / "sources.yml"
    text = sources.read_text(encoding="utf-8")
    sources.write_text(text.replace("  table: 21111-02-06-4\n", own, 1), encoding="utf-8")
    figures = {"01004": ("993", "0,0", "u", "k"), "09761": ("g", "t", "x", "0")}
    import_file(put("nds.csv", writers.leavers("2023", figures)), project)
    rows = stored(f"eigene/{LEAVERS}.csv")
    for ags, expected in (
        ("01004", ["", "zero", "unreliable", "below_half"]),
        ("09761", ["unknown", "later", "not_applicable", "zero"]),
    ):
        breakdowns = (
            "",
            "geschlecht=weiblich",
            "abschluss=ohne Hauptschulabschluss",
            "abschluss=ohne Hauptschulabschluss|geschlecht=weiblich",
        )
        keys = [("abgaenge_allgemeinbildend", ags, breakdown, "2023") for breakdown in breakdowns]
        assert [rows[key]["status"] for key in keys] == expected


def test_signs_that_nobody_explained_point_to_the_place_where_to_do_it(
    project: Project, put: Callable[..., Path]
) -> None:
    content = writers.leavers("2023", {"01004": ("993", "12", "u", "k")})
    with pytest.raises(
        DataError, match=r"Spalte 6: „u“ gefunden.*Landesamt für Statistik Niedersachsen.*„symbols“"
    ):
        import_file(put("nds.csv", content), project)


def test_a_figure_imported_again_keeps_the_day_of_its_first_import(
    project: Project, put: Callable[..., Path], stored: Stored
) -> None:
    first = put("abgaenge.csv", writers.leavers("2023", {"01004": ("993", "400", "60", "20")}))
    import_file(first, project, imported="2026-01-15")
    before = snapshot(project.data)
    import_file(first, project, imported="2026-03-01")
    assert snapshot(project.data) == before
    import_file(
        put("abgaenge.csv", writers.leavers("2023", {"01004": ("993", "400", "61", "20")})),
        project,
        imported="2026-03-01",
    )
    days = {key[2]: row["imported"] for key, row in stored(f"eigene/{LEAVERS}.csv").items()}
    assert days["abschluss=ohne Hauptschulabschluss"] == "2026-03-01"
    assert days[""] == "2026-01-15"
