"""Lists and long tables: rows that are summed, counted or averaged, columns that name the measure, rows left out, secret zeros."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from helpers.errors import DataError
from helpers.importing import run_import
from helpers.paths import Project
from tests.importing.test_excel import Stored

Put = Callable[..., Path]

HEAD = """datei: "liste*.csv"
geprueft: true
quelle: stadt-jugendamt
stand: "2025-03-01"
"""
KITAS = """Stadtteil;Name;Träger;Plätze;Beitrag
Nordstadt;Sonne;städtisch;60;100
Nordstadt;Mond;frei;25;120
Nordstadt;Sterne;frei;40;131
Südstadt;Wald;städtisch;20;90
Südstadt;Wiese;frei;;80
"""


def read(project: Project, path: Path, mapping: str) -> list[str]:
    folder = project.data / "augsburg" / "import"
    folder.mkdir(exist_ok=True)
    (folder / "liste.yml").write_text(HEAD + mapping, encoding="utf-8")
    return run_import([path], "augsburg", project)


def figures(stored: Stored) -> dict[tuple[str, str], str]:
    rows = stored("augsburg/stadt-jugendamt.csv")
    return {(key[1], key[2]): row["value"] or row["status"] for key, row in rows.items()}


def columns(*more: str) -> str:
    return "spalten:\n" + "".join(f"  - {{{one}}}\n" for one in ("spalte: Stadtteil, ist: gebiet", *more))


def test_rows_are_summed_up_per_area(project: Project, put: Put, stored: Stored) -> None:
    log = read(
        project,
        put("liste.csv", KITAS, "utf-8"),
        'zeit: "2025"\n'
        + columns("spalte: Plätze, ist: wert, indikator: kita_plaetze, zusammenfassen: summe"),
    )
    assert figures(stored) == {("09761-01", ""): "125", ("09761-02", ""): "20"}
    row = stored("augsburg/stadt-jugendamt.csv")["kita_plaetze", "09761-01", "", "2025"]
    assert (row["row"], row["column"], row["note"]) == ("2–4", "Plätze", "Summe aus 3 Zeilen.")
    assert any("Summe: aus 4 Zeilen 2 Zahlen" in line for line in log)


def test_rows_are_counted_per_group_and_over_all_groups(project: Project, put: Put, stored: Stored) -> None:
    """One row per child: each group, and the totals that the list does not name."""
    rows = [("Nordstadt", "unter 3")] * 7 + [("Nordstadt", "3 bis unter 6")] * 4 + [("Südstadt", "unter 3")]
    text = "Stadtteil;Alter;Kind\n" + "".join(f"{area};{age};K{i}\n" for i, (area, age) in enumerate(rows))
    mapping = 'zeit: "2025"\n' + columns(
        "spalte: Alter, ist: merkmal, merkmal: alter",
        "spalte: Kind, ist: wert, indikator: kinder_in_einrichtungen, zusammenfassen: anzahl",
    )
    read(project, put("liste.csv", text, "utf-8"), mapping)
    assert figures(stored) == {
        ("09761-01", "alter=unter 3"): "7",
        ("09761-01", "alter=3 bis unter 6"): "4",
        ("09761-01", ""): "11",
        ("09761-02", "alter=unter 3"): "1",
        ("09761-02", ""): "1",
    }
    kept = (project.data / "augsburg" / "stadt-jugendamt.csv").read_text(encoding="utf-8")
    assert "K0" not in kept


def test_totals_in_the_list_are_not_counted_twice(project: Project, put: Put, stored: Stored) -> None:
    text = "Stadtteil;Alter;Kinder\nNordstadt;unter 3;5\nNordstadt;unter 3;6\nNordstadt;Insgesamt;20\n"
    mapping = 'zeit: "2025"\n' + columns(
        "spalte: Alter, ist: merkmal, merkmal: alter",
        "spalte: Kinder, ist: wert, indikator: kinder_in_einrichtungen, zusammenfassen: summe",
    )
    read(project, put("liste.csv", text, "utf-8"), mapping)
    assert figures(stored) == {("09761-01", "alter=unter 3"): "11", ("09761-01", ""): "20"}


def test_a_sum_with_a_secret_is_no_sum(project: Project, put: Put, stored: Stored) -> None:
    text = "Stadtteil;Kinder\nNordstadt;5\nNordstadt;<5\nSüdstadt;4\nSüdstadt;0,5\n"
    mapping = (
        'zeit: "2025"\nwerte: {"<5": geheim}\n'
        + columns("spalte: Kinder, ist: wert, indikator: betreute_kinder_u3, zusammenfassen: summe")
    )  # fmt: skip
    read(project, put("liste.csv", text, "utf-8"), mapping)
    assert figures(stored) == {("09761-01", ""): "unknown", ("09761-02", ""): "4.5"}


@pytest.mark.parametrize(("rows", "expected"), [(5, "23"), (4, "suppressed")])
def test_a_mean_of_few_rows_is_hidden(
    project: Project, put: Put, stored: Stored, rows: int, expected: str
) -> None:
    """Whoever knows the others would know the one; the threshold is the profile's."""
    text = "Stadtteil;Gruppe\n" + "".join(f"Nordstadt;{n}\n" for n in (20, 21, 25, 26, 23)[:rows])
    mapping = 'zeit: "2025"\n' + columns(
        "spalte: Gruppe, ist: wert, indikator: kinderarmut, zusammenfassen: mittel"
    )
    log = read(project, put("liste.csv", text, "utf-8"), mapping)
    assert figures(stored) == {("09761-01", ""): expected}
    assert any("weniger als 5 Zeilen" in line for line in log) == (expected == "suppressed")


def test_without_saying_how_the_way_out_is_named(project: Project, put: Put) -> None:
    mapping = 'zeit: "2025"\n' + columns("spalte: Plätze, ist: wert, indikator: kita_plaetze")
    with pytest.raises(DataError, match="„zusammenfassen: summe“"):
        read(project, put("liste.csv", KITAS, "utf-8"), mapping)


LONG = """tabelle;jahr;bezirk;kennzahl;wert
einwohner;2022;Nordstadt;personen;1200
einwohner;2022;Nordstadt;unter 3;40
einwohner;2022;Südstadt;personen;900
geburten;2022;Nordstadt;personen;17
geburten;2022;Nordstadt;rate;9,1
geburten;2021;Nordstadt;personen;99
"""
MEASURES = """spalten:
  - {spalte: tabelle, ist: kennzahl}
  - {spalte: kennzahl, ist: kennzahl}
  - {spalte: jahr, ist: zeit}
  - {spalte: bezirk, ist: gebiet}
  - {spalte: wert, ist: wert}
kennzahlen:
  "einwohner – personen": bevoelkerung
  "einwohner – unter 3": {indikator: bevoelkerung, merkmale: {alter: "unter 3"}}
  "geburten – personen": betreute_kinder_u3
"""


def test_long_table_whose_column_names_the_measure(project: Project, put: Put, stored: Stored) -> None:
    path = put("liste.csv", LONG, "utf-8")
    with pytest.raises(
        DataError,
        match="Zeile 6, Spalte „tabelle“, „kennzahl“: Die Kennzahl „geburten – rate“ ist nicht erklärt",
    ):
        read(project, path, MEASURES)
    read(project, path, MEASURES + '  "geburten – rate": auslassen\nzeilen_auslassen: [7]\n')
    rows = stored("augsburg/stadt-jugendamt.csv")
    assert {key: row["value"] for key, row in rows.items()} == {
        ("bevoelkerung", "09761-01", "", "2022"): "1200",
        ("bevoelkerung", "09761-01", "alter=unter 3", "2022"): "40",
        ("bevoelkerung", "09761-02", "", "2022"): "900",
        ("betreute_kinder_u3", "09761-01", "", "2022"): "17",
    }


def test_a_measure_without_indicator_and_an_open_one_are_refused(project: Project, put: Put) -> None:
    path = put("liste.csv", LONG, "utf-8")
    with pytest.raises(DataError, match="steht noch ein „\\?“"):
        read(project, path, MEASURES + '  "geburten – rate": "?"\n')
    with pytest.raises(DataError, match=r"„bevoelkerun“ ist nicht im Katalog\. Meinten Sie „bevoelkerung“"):
        read(project, path, MEASURES + '  "geburten – rate": bevoelkerun\n')


@pytest.mark.parametrize(
    "entry", ['"Zeilen 4-6"', '"Zeilen 4–5", 6', '"Zeile 4", "Zeilen 5 bis 6"', "4, 5, 6"]
)
def test_rows_are_left_out_by_number_and_range(
    project: Project, put: Put, stored: Stored, entry: str
) -> None:
    """A district and a part of it that is called alike can only be told apart by their rows."""
    text = "Stadtteil;Kinder\nNordstadt;12\nSüdstadt;8\nNordstadt;120\nSüdstadt;80\nAugsburg;200\n"
    mapping = f'zeit: "2025"\nzeilen_auslassen: [{entry}]\n' + columns(COUNT)
    read(project, put("liste.csv", text, "utf-8"), mapping)
    assert figures(stored) == {("09761-01", ""): "12", ("09761-02", ""): "8"}


def test_the_municipality_is_known_by_its_name(project: Project, put: Put, stored: Stored) -> None:
    mapping = 'zeit: "2025"\n' + columns("spalte: Kinder, ist: wert, indikator: betreute_kinder_u3")
    read(project, put("liste.csv", "Stadtteil;Kinder\nNordstadt;12\nAugsburg;20\n", "utf-8"), mapping)
    assert figures(stored) == {("09761-01", ""): "12", ("09761", ""): "20"}


def years(numbers: list[float], shares: list[float] | None = None) -> str:
    head = "Stadtteil;Jahr;Kinder" + (";Anteil" if shares else "")
    rows = [f"Nordstadt;{1990 + i};{n:g}" for i, n in enumerate(numbers)]
    if shares:
        rows = [f"{row};{f'{share:g}'.replace('.', ',')}" for row, share in zip(rows, shares, strict=True)]
    return "\n".join([head, *rows]) + "\n"


COUNT = "spalte: Kinder, ist: wert, indikator: betreute_kinder_u3"
SHARE = "spalte: Anteil, ist: wert, indikator: kinderarmut"
TIME = "spalte: Jahr, ist: zeit"
SECRET = [0, 3, 0, 3, 4, 0, 5, 3, 12, 40]


def test_zeros_that_are_none_are_asked_about(project: Project, put: Put, stored: Stored) -> None:
    path = put("liste.csv", years(SECRET), "utf-8")
    with pytest.raises(DataError, match="Spalte „Kinder“: 3 × 0, 3 × 3, aber nie 1 und 2"):
        read(project, path, columns(TIME, COUNT))
    assert not (project.data / "augsburg" / "stadt-jugendamt.csv").exists()
    read(project, path, columns(TIME, COUNT + ', werte: {"0": geheim}'))
    found = [row["value"] or row["status"] for row in stored("augsburg/stadt-jugendamt.csv").values()]
    assert sorted(found).count("unknown") == 3
    read(project, path, columns(TIME, COUNT + ', werte: {"0": genau null}'))
    found = [row["status"] for row in stored("augsburg/stadt-jugendamt.csv").values()]
    assert found.count("zero") == 3


@pytest.mark.parametrize(
    "numbers",
    [
        [0, 1, 3, 3, 4, 0, 5, 3, 12],  # a one: zero is zero
        [0, 3, 0, 12, 40, 25, 17, 31],  # too few to tell
        [3, 3, 4, 5, 3, 12, 40],  # no zero
        [0, 10, 10, 12, 15, 18, 0, 11],  # houses of ten and more places
    ],
)
def test_ordinary_zeros_are_not_asked_about(project: Project, put: Put, numbers: list[float]) -> None:
    assert "neu" in read(project, put("liste.csv", years(numbers), "utf-8"), columns(TIME, COUNT))[-1]


def test_rates_of_zero_where_the_count_may_be_a_secret(project: Project, put: Put, stored: Stored) -> None:
    """A share of 0,0 % beside a zero that means „fewer than three“ is no zero either, whether the count is taken or not."""
    shares = [n / 4 for n in SECRET]
    path = put("liste.csv", years(SECRET, shares), "utf-8")
    with pytest.raises(DataError, match="Spalte „Anteil“: 3 × 0, und zwar dort, wo in der Spalte „Kinder“"):
        read(project, path, columns(TIME, SHARE))
    read(project, path, columns(TIME, SHARE + ', werte: {"0": geheim}'))
    found = [row["value"] or row["status"] for row in stored("augsburg/stadt-jugendamt.csv").values()]
    assert (found.count("unknown"), found.count("0"), found.count("0.75")) == (3, 0, 3)


def test_numbers_rounded_to_a_multiple_are_asked_about(project: Project, put: Put, stored: Stored) -> None:
    path = put("liste.csv", years([3.0 * n for n in range(1, 15)]), "utf-8")
    with pytest.raises(DataError, match="Alle 14 Zahlen sind Vielfache von 3"):
        read(project, path, columns(TIME, COUNT))
    read(project, path, columns(TIME, COUNT + ", gerundet: nein"))
    assert {row.get("note", "") for row in stored("augsburg/stadt-jugendamt.csv").values()} == {""}
    read(project, path, columns(TIME, COUNT + ", gerundet: 3"))
    notes = {row.get("note", "") for row in stored("augsburg/stadt-jugendamt.csv").values()}
    assert notes == {"Auf ein Vielfaches von 3 gerundet."}


def test_less_is_enough_beside_another_column_of_secret_zeros(project: Project, put: Put) -> None:
    """Hamburg, SGB II under 15: 0, 0, 0, 3, 4, 6, 11 says little, but the unemployed beside it say it."""
    few = [0, 0, 0, 3, 4, 6, 11, 70, 80, 90]
    rows = [f"Nordstadt;{1990 + i};{a:g};{b:g}" for i, (a, b) in enumerate(zip(few, SECRET, strict=True))]
    path = put("liste.csv", "\n".join(["Stadtteil;Jahr;Kinder;Arbeitslose", *rows]) + "\n", "utf-8")
    with pytest.raises(DataError, match="Spalte „Kinder“: 3 × 0, 1 × 3, aber nie 1 und 2"):
        read(project, path, columns(TIME, COUNT))
    alone = put("liste_2.csv", years([float(n) for n in few]), "utf-8")
    assert "neu" in read(project, alone, columns(TIME, COUNT))[-1]


def test_decimal_points_are_asked_about_once_and_not_taken_for_thousands(
    project: Project, put: Put, stored: Stored
) -> None:
    path = put("liste.csv", "Stadtteil,Anteil\nNordstadt,0.8\nSüdstadt,12.345\n", "utf-8")
    mapping = 'zeit: "2025"\n' + columns(SHARE)
    with pytest.raises(DataError, match=r'Zeile 2, Spalte „Anteil“: „0\.8“ gefunden.*„dezimalzeichen: "."“'):
        read(project, path, mapping)
    read(project, path, f'dezimalzeichen: "."\n{mapping}')
    assert figures(stored) == {("09761-01", ""): "0.8", ("09761-02", ""): "12.345"}


def proposal(project: Project, path: Path) -> str:
    run_import([path], "augsburg", project)
    return (project.data / "augsburg" / "import" / f"{path.stem}.yml").read_text(encoding="utf-8")


def test_proposal_asks_how_rows_become_figures(project: Project, put: Put) -> None:
    said = proposal(project, put("kitas.csv", KITAS, "utf-8"))
    assert 'zusammenfassen: "?"' in said
    single = proposal(project, put("einzeln.csv", "Stadtteil;Plätze\nNordstadt;60\nSüdstadt;20\n", "utf-8"))
    assert "zusammenfassen" not in single


def test_proposal_for_a_long_table_lists_its_measures(project: Project, put: Put) -> None:
    said = proposal(project, put("lang.csv", LONG.replace("9,1", "9.1").replace(";", ","), "utf-8"))
    for line in (
        'dezimalzeichen: "."',
        '{spalte: "tabelle", ist: kennzahl}',
        '{spalte: "kennzahl", ist: kennzahl}',
        '{spalte: "wert", ist: wert}',
        '"einwohner – unter 3": "?"',
    ):
        assert line in said
    assert "werte:" not in said


def test_proposal_asks_about_zeros(project: Project, put: Put) -> None:
    assert 'ist: wert, indikator: "?", werte: {"0": "?"}' in proposal(
        project, put("null.csv", years(SECRET).replace("Kinder", "Gezählte"), "utf-8")
    )


COURSES = "Kurs;Programmbereich;Beginn;UE\n" + "".join(
    f"K{n};{('Sprachen', 'Gesundheit')[n % 2]};{1 + n:02d}.{1 + n % 9:02d}.2024;90\n" for n in range(20)
)
BEGINS = """spalten:
  - {spalte: Programmbereich, ist: merkmal, merkmal: programmbereich}
  - {spalte: Beginn, ist: zeit}
  - {spalte: UE, ist: wert, indikator: vhs_unterrichtsstunden%s}
"""


def test_what_counts_for_a_year_is_summed_up_over_it(project: Project, put: Put, stored: Stored) -> None:
    """A course begins on a day; the hours of a Volkshochschule are those of a year."""
    path = put("liste.csv", COURSES, "utf-8")
    with pytest.raises(DataError, match=r"gilt für ein ganzes Jahr.*01\.01\.2024.*„zusammenfassen: summe“"):
        read(project, path, BEGINS % "")
    read(project, path, BEGINS % ", zusammenfassen: summe")
    rows = stored("augsburg/stadt-jugendamt.csv")
    assert {(key[2], key[3]): row["value"] for key, row in rows.items()} == {
        ("programmbereich=Sprachen", "2024"): "900",
        ("programmbereich=Gesundheit", "2024"): "900",
        ("", "2024"): "1800",
    }


def test_days_of_a_school_year_are_the_offices_to_assign(project: Project, put: Put) -> None:
    text = "Stadtteil;Datum;Kinder\nNordstadt;15.11.2024;20\nNordstadt;16.11.2024;30\n"
    mapping = columns(
        "spalte: Datum, ist: zeit",
        "spalte: Kinder, ist: wert, indikator: seu_untersuchte_kinder, zusammenfassen: summe",
    )
    with pytest.raises(DataError, match=r"ganzes Schuljahr.*Schuljahr liefern lassen"):
        read(project, put("liste.csv", text, "utf-8"), mapping)


@pytest.mark.parametrize(
    ("text", "column"),
    [
        (COURSES, "UE"),
        (
            "Stadtteil;Einrichtung;Plätze\n"
            + "".join(f"{('Nordstadt', 'Südstadt')[n % 2]};Kita {n};{20 + n}\n" for n in range(8)),
            "Plätze",
        ),
    ],
)
def test_a_list_of_courses_or_facilities_is_proposed_as_one(
    project: Project, put: Put, text: str, column: str
) -> None:
    """Neither a name of its own for each row nor the day on which it begins makes of a list a table of figures."""
    run_import([put("liste_2024.csv", text, "utf-8")], "augsburg", project)
    proposed = (project.data / "augsburg" / "import" / "liste_2024.yml").read_text("utf-8")
    assert f'spalte: "{column}", ist: wert, indikator: "?", zusammenfassen: "?"' in proposed


@pytest.mark.parametrize(
    ("heading", "above", "answer", "stored_as"),
    [
        ("Plätze (in 1.000)", "", ", einheit: Tsd.", "12500"),
        pytest.param("Plätze (in 1.000)", "", ", einheit: eins", "12.5", marks=pytest.mark.long),
        pytest.param("Plätze, Mio.", "", ", einheit: Mio.", "12500000", marks=pytest.mark.long),
        ("Plätze", "Angaben in Tsd.", ", einheit: Tsd.", "12500"),
        pytest.param("Plätze je 1.000 Kinder", "", "", "12.5", marks=pytest.mark.long),  # a rate
    ],
)
def test_a_heading_that_counts_in_thousands_is_asked_about(
    project: Project, put: Put, stored: Stored, heading: str, above: str, answer: str, stored_as: str
) -> None:
    table = f"{above};\n" * bool(above) + f"Stadtteil;{heading}\nNordstadt;12,5\nSüdstadt;3 Tsd.\n"
    head = "kopfzeile: 2\n" * bool(above) + 'zeit: "2025"\n'
    if answer:
        with pytest.raises(
            DataError, match=r"in (Tausend|Millionen) stehen.*„einheit: (Tsd|Mio)\.“ .*„einheit: eins“"
        ):
            read(
                project,
                put("liste.csv", table, "utf-8"),
                head + columns(f'spalte: "{heading}", ist: wert, indikator: kita_plaetze'),
            )
    read(
        project,
        put("liste.csv", table, "utf-8"),
        head + columns(f'spalte: "{heading}", ist: wert, indikator: kita_plaetze{answer}'),
    )
    assert figures(stored) == {("09761-01", ""): stored_as, ("09761-02", ""): "3000"}


def test_a_sum_of_thousands_stays_one_where_the_indicator_counts_in_them(
    project: Project, put: Put, stored: Stored
) -> None:
    read(
        project,
        put("liste.csv", "Bereich;Ausgaben (Mio. €)\nSchulen;1,5\n", "utf-8"),
        'zeit: "2025"\nspalten:\n  - {spalte: Bereich, ist: merkmal, merkmal: ausgabenbereich}\n'
        '  - {spalte: "Ausgaben (Mio. €)", ist: wert, indikator: bildungsausgaben, einheit: Mio.}\n',
    )
    assert figures(stored) == {("09761", "ausgabenbereich=Schulen"): "1500"}
