"""Table CSV of GENESIS databases: any header, stacked dimensions, footers, keys."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from helpers.data import textfile as text
from helpers.errors import DataError
from helpers.importing import genesis
from helpers.importing.footer import parse, roundings
from tests.importing import writers


def read(content: str, encoding: str = "cp1252") -> genesis.RawTable:
    return genesis.read(text.decode(content.encode(encoding), "t.csv"), "t.csv")


def test_reads_figures_signs_edition_and_licence() -> None:
    table = read(writers.leavers())
    frame = table.frame.set_index(["key", "labels"])
    total = (
        f"{writers.LEAVERS} | Insgesamt | Insgesamt",
        f"{writers.LEAVERS} | ohne Hauptschulabschluss | weiblich",
    )
    assert (table.code, table.edition) == ("21111-02-06-4", "2025-03-13")
    assert table.licence.startswith("© Statistische Ämter des Bundes und der Länder, Deutschland, 2025.")
    assert frame.loc[("01004", total[0]), "value"] == 993
    assert frame.loc[("09761", total[1]), "status"] == "unknown"
    assert set(table.frame["unit"]) == {"Anzahl"}
    assert table.symbols() == {".": 1}


def test_every_figure_knows_its_line_and_column() -> None:
    content = writers.leavers()
    table = read(content)
    lines = content.split("\n")
    for text_, row, column in zip(
        table.frame["text"], table.origin["row"], table.origin["column"], strict=True
    ):
        assert lines[row - 1].split(";")[column - 1] == text_


def test_footnote_on_rounding_is_attached_to_its_land_only() -> None:
    table = read(writers.leavers())
    neumuenster = [note.text for note in table.footnotes_for("01004")]
    augsburg = [note.text for note in table.footnotes_for("09761")]
    assert any("Vielfaches von 3 gerundet; Differenzen" in text_ for text_ in neumuenster)
    assert not any("Vielfaches" in text_ for text_ in augsburg)
    assert any("in dem das Schuljahr endet" in text_ for text_ in augsburg)
    assert roundings(table.footnotes) == {"01": (3, 0), "05": (5, 2019)}


def test_footer_keeps_years_and_subjects() -> None:
    notes = {(note.subject, note.laender): note for note in parse(writers.FOOTER).footnotes}
    assert notes["", ("03",)].years == "2016"
    assert notes["Absolventen/Abgänger mit Hauptschulabschluss", ("11",)].text == "einschl. Förderklassen"


HEADERS = {
    "one header row": ([["", "", "", "männlich", "weiblich"]], ["männlich", "weiblich"]),
    "five header rows with units": (
        [
            ["", "", "", "Bevölkerung", "Bevölkerung"],
            ["", "", "", "Geschlecht", "Geschlecht"],
            ["", "", "", "männlich", "weiblich"],
            ["", "", "", "Hauptwohnsitz", ""],
            ["", "", "", "Anzahl", "Prozent"],
        ],
        ["Bevölkerung | Geschlecht | männlich | Hauptwohnsitz", "Bevölkerung | Geschlecht | weiblich"],
    ),
    "header that labels the stub too": (
        [["Jahr", "Schlüssel", "Region", "männlich", "weiblich"]],
        ["männlich", "weiblich"],
    ),
}


@pytest.mark.parametrize("name", HEADERS)
def test_header_depth_is_found(name: str) -> None:
    header, labels = HEADERS[name]
    table = read(
        writers.genesis(
            [["2023", "09761", "      Augsburg, kreisfreie Stadt", "12", "6,5"]], header, title=["Titel"]
        )
    )
    assert sorted(table.frame["labels"]) == sorted(labels)
    assert sorted(table.frame["value"]) == [6.5, 12]
    assert table.frame["name"].unique() == ["Augsburg, kreisfreie Stadt"]


def test_stacked_dimensions_become_labels() -> None:
    rows = [
        ["31.12.2024", "09761", "      Augsburg", "unter 3 Jahre", "Deutsche", "12"],
        ["31.12.2024", "09761", "      Augsburg", "unter 3 Jahre", "Ausländer", "0"],
        ["31.12.2024", "09761", "      Augsburg", "Insgesamt", "Deutsche", "..."],
    ]
    table = read(writers.genesis(rows, [["", "", "", "", "", "Kinder"], ["", "", "", "", "", "Anzahl"]]))
    found = dict(zip(table.frame["labels"], table.frame["status"], strict=True))
    assert found == {
        "Kinder | unter 3 Jahre | Deutsche": "",
        "Kinder | unter 3 Jahre | Ausländer": "below_half",
        "Kinder | Insgesamt | Deutsche": "later",
    }
    assert set(table.frame["period"]) == {"2024-12-31"}


def test_time_may_stand_in_the_header_or_in_the_title() -> None:
    header = [["", "", "Schüler", "Schüler"], ["", "", "2022/23", "2023/24"]]
    table = read(writers.genesis([["09", "  Bayern", "1", "2"]], header))
    assert dict(zip(table.frame["period"], table.frame["value"], strict=True)) == {"2022/23": 1, "2023/24": 2}
    stated = read(
        writers.genesis(
            [["09", "  Bayern", "7"]], [["", "", "Schüler"]], title=["Schüler", "Stichtag: 31.12.2018"]
        )
    )
    assert list(stated.frame["period"]) == ["2018-12-31"]
    with pytest.raises(DataError, match="nirgends ein Jahr"):
        read(writers.genesis([["09", "  Bayern", "7"]], [["", "", "Schüler"]], title=["Schüler"]))


@pytest.mark.parametrize(
    ("printed", "name", "key", "level"),
    [
        ("DG", "Deutschland", "DG", "bund"),
        ("09", "  Bayern", "09", "land"),
        ("097", "    Schwaben, Regierungsbezirk", "097", "regierungsbezirk"),
        ("09761", "      Augsburg", "09761", "kreis"),
        ("03241001", "      Hannover, Landeshauptstadt", "03241001", "gemeinde"),
        ("9", "  Bayern", "09", "land"),
        ("97", "    Schwaben, Regierungsbezirk", "097", "regierungsbezirk"),
        ("9761", "      Augsburg", "09761", "kreis"),
    ],
)
def test_levels_follow_the_key_and_lost_zeros_come_back(
    printed: str, name: str, key: str, level: str
) -> None:
    table = read(writers.genesis([["2023", printed, name, "1"]], [["", "", "", "Zahl"]]))
    assert (table.frame["key"][0], table.frame["level"][0]) == (key, level)


def test_columns_of_quality_letters_are_left_out() -> None:
    table = read(
        writers.genesis(
            [["2023", "09", "  Bayern", "12", "e"], ["2023", "10", "  Saarland", "3", "p"]],
            [["", "", "", "Zahl", ""]],
        )
    )
    assert list(table.frame["value"]) == [12, 3]


def test_table_saved_again_from_excel_is_read(put: Callable[..., Path]) -> None:
    content = (
        writers.leavers()
        .replace(";", "\t")
        .replace("Tabelle: 21111-02-06-4", "Tabelle: 21111-02-06-4\t\t\t\t\t\t")
    )
    table = read(content)
    assert len(table.frame) == 8


def test_grouped_digits_are_refused_because_they_are_ambiguous() -> None:
    with pytest.raises(DataError, match=r"t\.csv, Zeile 5, Spalte 4: „1\.234“ gefunden"):
        read(writers.genesis([["2023", "09", "  Bayern", "1.234"]], [["", "", "", "Zahl"]]))


def test_layout_of_the_federal_database_with_time_in_the_header() -> None:
    content = (
        "Tabelle: 12411-0015\nBevölkerung: Kreise, Stichtag\nDeutschland\nBevölkerung (Anzahl)\n"
        ";;Stichtag;Stichtag\n;;31.12.2022;31.12.2023\n01004;Neumünster, Kreisfreie Stadt;80185;80609\n"
        "__________\n© Statistisches Bundesamt (Destatis), 2025\nStand: 22.01.2025 / 18:13:11\n"
    )
    table = read(content, "utf-8-sig")
    assert list(table.frame["period"]) == ["2022-12-31", "2023-12-31"]
    assert (table.code, table.edition, table.frame["unit"][0]) == ("12411-0015", "2025-01-22", "Anzahl")
    bare = read(content.replace(";;Stichtag;Stichtag\n", ""), "utf-8-sig")
    assert set(bare.frame["labels"]) == {"Insgesamt"}


def test_a_single_column_needs_no_header_because_the_title_says_what_it_is() -> None:
    content = (
        "Tabelle: 12411-0001;\nBevölkerung: Deutschland, Stichtag;\nBevölkerungsstand (Anzahl);\nStichtag;\n"
        "31.12.1950;50958125\n31.12.2011;80327900\n__________\n© Statistisches Bundesamt (Destatis), 2024\n"
        "Stand: 11.03.2024 / 08:05:22\n"
    )
    frame = read(content).frame
    assert list(
        zip(frame["period"], frame["key"], frame["labels"], frame["unit"], frame["value"], strict=True)
    ) == [
        ("1950-12-31", "DG", "Insgesamt", "Anzahl", 50958125),
        ("2011-12-31", "DG", "Insgesamt", "Anzahl", 80327900),
    ]


def test_the_name_of_the_time_dimension_is_no_label() -> None:
    header = [["Altersjahre", "Stichtag", "Stichtag"], ["", "31.12.2022", "31.12.2023"]]
    frame = read(
        writers.genesis([["unter 1 Jahr", "738819", "692989"], ["Insgesamt", "84358845", "84669326"]], header)
    ).frame
    assert set(frame["labels"]) == {"unter 1 Jahr", "Insgesamt"}
    assert set(frame["period"]) == {"2022-12-31", "2023-12-31"}


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("Alle Daten sind auf ein Vielfaches von 3 gerundet", (3, 0)),
        ("ab 2019 werden die Werte auf das Vielfache von 5 gerundet", (5, 2019)),
        ("ab dem Schuljahr 2020/21 Fünferrundung", (5, 2020)),
        ("Ergebnisse nach dem 3er-Rundungsverfahren", (3, 0)),
        ("Abweichungen durch Rundungen", None),
    ],
)
def test_rounding_is_announced_in_many_words(text: str, rule: tuple[int, int] | None) -> None:
    notes = parse(
        f'"zu ""gesamte Tabelle"":\nNiedersachsen: {text}"\nStand: 13.03.2025 / 10:00:00\n'
    ).footnotes
    assert roundings(notes) == ({"03": rule} if rule else {})


def test_more_figures_than_fit_into_memory_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(genesis, "MAX_FIGURES", 3)
    with pytest.raises(DataError, match=r"hat 4 Werte, gelesen werden höchstens 3\. Bitte die Auswahl"):
        read(writers.leavers("2023", {"09761": ("1", "2", "3", "4")}))
