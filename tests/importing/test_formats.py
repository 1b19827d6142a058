"""Formats that offices and services send: ZIP with one table, intervals of time, INKAR's web table, units in text, SPSS."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from helpers.errors import DataError
from helpers.importing import import_file, run_import, withdraw
from helpers.importing.values import period
from helpers.paths import Project

Stored = Callable[[str], dict[tuple[str, str, str, str], dict[str, str]]]

FLAT = (
    "statistics_code;statistics_label;time_code;time_label;time;1_variable_code;1_variable_label;1_variable_attribute_code;"
    "1_variable_attribute_label;2_variable_code;2_variable_label;2_variable_attribute_code;2_variable_attribute_label;value;"
    "value_unit;value_variable_code;value_variable_label\n"
    "12411;Fortschreibung;STAG;Stichtag;2024-12-31;KREISE;Kreise;09761;Augsburg;GES;Geschlecht;INSGESAMT;Insgesamt;301786;Anzahl;"
    "BEVSTD;Bevölkerungsstand\n"
)


def zipped(path: Path, members: dict[str, str | bytes], method: int = zipfile.ZIP_DEFLATED) -> Path:
    with zipfile.ZipFile(path, "w", method) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return path


def test_the_one_table_of_an_archive_is_read(project: Project, tmp_path: Path, stored: Stored) -> None:
    path = zipped(
        tmp_path / "12411_flat.csv.zip",
        {"__MACOSX/._a.csv": b"x", "lies.pdf": b"%PDF", "x/12411_de_flat.csv": FLAT},
    )
    before = path.read_bytes()
    result = import_file(path, project)
    assert result.log[0].startswith("12411_flat.csv.zip: Flat-File-CSV der Statistik 12411")
    row = stored(f"{result.path.relative_to(project.data).as_posix()}")[
        "bevoelkerung", "09761", "", "2024-12-31"
    ]
    assert (row["value"], row["file"]) == ("301786", "12411_flat.csv.zip")
    assert path.read_bytes() == before
    withdraw("12411_flat.csv.zip", project)
    assert not result.path.exists()


def test_an_archive_in_a_folder_is_read(project: Project, tmp_path: Path) -> None:
    folder = tmp_path / "Lieferung"
    folder.mkdir()
    zipped(folder / "antwort.zip", {"a.csv": FLAT})
    assert any("1 Wert übernommen" in line for line in run_import([folder], None, project))


@pytest.mark.parametrize(
    ("members", "said"),
    [
        (
            {"a.csv": FLAT, "b.csv": FLAT},
            r"enthält 2 Tabellen \(a\.csv, b\.csv …\), erwartet wird genau eine",
        ),
        ({"a.pdf": "x"}, "enthält keine Tabelle"),
        ({}, "enthält keine Tabelle"),
        ({"a.csv": "0" * 2**22}, "unverhältnismäßig groß"),
    ],
    ids=["two", "none", "empty", "bomb"],
)
def test_other_archives_are_refused(
    project: Project, tmp_path: Path, members: dict[str, str | bytes], said: str
) -> None:
    with pytest.raises(DataError, match=rf"^antwort\.zip: Das ZIP-Archiv .*{said}"):
        import_file(zipped(tmp_path / "antwort.zip", members), project)


def test_a_damaged_archive_is_refused(project: Project, tmp_path: Path) -> None:
    path = zipped(tmp_path / "antwort.zip", {"a.csv": FLAT}, zipfile.ZIP_STORED)
    path.write_bytes(path.read_bytes().replace(b"301786", b"301787"))  # the checksum tells
    with pytest.raises(DataError, match=r"antwort\.zip: Das ZIP-Archiv ist beschädigt"):
        import_file(path, project)


@pytest.mark.parametrize(
    ("text", "read"),
    [("2023-10P6M", "2023/24"), ("2023-09P6M", "2023/24"), ("2023-08P1Y", "2023/24"), ("2023-08P12M", "2023/24"), ("2023P1Y", "2023"),
     ("2023-01P1Y", "2023"), ("1999-10P6M", "1999/00"), ("2023-04P6M", None), ("2023-01P3M", None), ("2023-10P6W", None)],
)  # fmt: skip
def test_intervals_of_time(text: str, read: str | None) -> None:
    assert period(text) == read


WEB = (
    "Kennziffer;Raumeinheit;Aggregat;Betreuungsquote Kleinkinder;Betreuungsquote Kleinkinder\n;;;2022;2023\n"
    '"09761";"Augsburg";"Kreisregionen";"21,97";"23,40"\n"09278";"Straubing-Bogen/Straubing";"Kreisregionen";"1,00";"2,00"\n'
)


def test_inkars_web_table_is_read(project: Project, put: Callable[..., Path], stored: Stored) -> None:
    sources = project.data / "catalogue" / "sources.yml"
    text = sources.read_text("utf-8")
    if "inkar-2025:" not in text:
        block = text[text.index("inkar-2024:") :].split("\n\n")[0]
        sources.write_text(f"{text}\n\n{block.replace('inkar-2024:', 'inkar-2025:')}\n", "utf-8")
    result = import_file(put("Tabelle Kinderbetreuung.csv", WEB, "utf-8-sig"), project)
    rows = stored(result.path.relative_to(project.data).as_posix())
    assert {key[1:]: row["value"] for key, row in rows.items()} == {
        ("09761", "", "2022"): "21.97",
        ("09761", "", "2023"): "23.4",
    }
    assert "2 Werte der Ebene „Kreisregionen“ ausgelassen" in " ".join(result.log)
    assert "wurde auf INKAR 2025 geschlossen" in " ".join(result.log)


@pytest.mark.parametrize(
    ("indicator", "cell", "value"),
    [
        ("sgb2_quote", "25,6 %", "25.6"),
        ("sgb2_quote", "7 Prozent", "7"),
        ("bevoelkerung", "1.234", "1234"),
        ("bevoelkerung", "12 345", "12345"),
        ("bevoelkerung", "12,3 Tsd.", "12300"),
        ("bildungsausgaben", "12,3 Tsd. €", "12.3"),
        ("bildungsausgaben", "1,5 Mio. Euro", "1500"),
        ("haushaltseinkommen", "1.987 €", "1987"),
    ],
)
def test_units_behind_numbers_are_understood(
    project: Project, put: Callable[..., Path], stored: Stored, indicator: str, cell: str, value: str
) -> None:
    folder = project.data / "augsburg" / "import"
    folder.mkdir()
    (folder / "z.yml").write_text(
        "datei: z.csv\ngeprueft: true\nquelle: stadt-jugendamt\nspalten:\n  - {spalte: Jahr, ist: zeit}\n"
        f"  - {{spalte: Wert, ist: wert, indikator: {indicator}}}\n",
        "utf-8",
    )
    run_import([put("z.csv", f"Jahr;Wert\n2024;{cell}\n", "utf-8")], "augsburg", project)
    assert stored("augsburg/stadt-jugendamt.csv")[indicator, "09761", "", "2024"]["value"] == value


@pytest.mark.parametrize("content", [b"$FL2@(#) IBM SPSS STATISTICS", b"$FL3@(#) IBM SPSS"])
def test_spss_files_are_refused_with_what_to_do(
    project: Project, put: Callable[..., Path], content: bytes
) -> None:
    with pytest.raises(
        DataError, match=r"befragung\.sav: Die Datei ist eine SPSS-Datei\. Bitte in SPSS .* als CSV"
    ):
        import_file(put("befragung.sav", content + b"\x00" * 100), project, "augsburg")
