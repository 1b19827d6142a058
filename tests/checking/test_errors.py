"""Mistakes that stop the report; every one is found, not only the first. All figures are made up."""

from __future__ import annotations

import pytest


def only(result):
    (error,) = result.errors
    return error


@pytest.mark.parametrize(
    ("row", "rule", "column", "found", "expected"),
    [
        ("kita_plaetze,,2024-03-01,ca. 120", "typ", "value", "ca. 120", "eine Zahl wie 25.6"),
        ("kita_plaetze,,2024-03-01,<5", "typ", "value", "<5", "eine Zahl wie 25.6"),
        ("kita_plaetze,,2024-03-01,", "typ", "value", "", "eine Zahl wie 25.6"),
        ("kita_plaetze,,2024-03-01,7,unknown", "typ", "value", "7", "kein Wert"),
        ("kita_plaetze,,01.03.2024,120", "typ", "period", "01.03.2024", "ein Stichtag (2025-12-31)"),
        ("kita_plaetze,,2024-03-01,-3", "unmoeglich", "value", "-3", "eine ganze Zahl ab 0"),
        ("kita_plaetze,,2024-03-01,3.5", "unmoeglich", "value", "3.5", "eine ganze Zahl ab 0"),
        ("foerderbedarf_quote,,2023/24,101", "unmoeglich", "value", "101", "ein Anteil von 0 bis 100 %"),
        (
            "kita_platze,,2024-03-01,120",
            "unbekannt",
            "indicator",
            "kita_platze",
            "Meinten Sie „kita_plaetze“",
        ),
        (
            "kita_plaetze,alter=unter 2,2024-03-01,120",
            "unbekannt",
            "breakdown",
            "alter=unter 2",
            "eine Ausprägung von „alter“",
        ),
        (
            "kita_plaetze,geschlecht=weiblich,2024-03-01,120",
            "unbekannt",
            "breakdown",
            "geschlecht=weiblich",
            "alter, einrichtung",
        ),
        ("kita_plaetze,,2024-03-01,,geheim", "unbekannt", "status", "geheim", "leer oder"),
    ],
)
def test_a_wrong_cell_is_named_with_what_is_expected(supply, check, row, rule, column, found, expected):
    supply("kita_plaetze,,2023-03-01,118", row)
    error = only(check())
    assert (error.rule, error.found) == (rule, f"„{found}“" if found else "nichts")
    assert str(error.place) == f"data/augsburg/eigene.csv, Zeile 3, Spalte „{column}“"
    assert expected in error.expected


def test_an_unknown_area_is_named_with_the_nearest(supply, check):
    supply("kita_plaetze,,2023-03-01,118", ags="9761")
    error = only(check())
    assert error.rule == "unbekannt"
    assert error.expected.endswith("Meinten Sie „09761“?")


def test_the_place_is_the_cell_of_the_supplied_file(supply, check):
    supply("kita_plaetze,,2024-03-01,-3", lineage="Kita 2024.xlsx,Plätze,17,D")
    error = only(check())
    assert error.supplier == "Jugendamt"
    assert str(error.place) == "Kita 2024.xlsx, Blatt „Plätze“, Zeile 17, Spalte „D“"


def test_all_mistakes_are_found_at_once(supply, check):
    supply(
        "kita_plaetze,,2022-03-01,x",
        "kita_plaetze,,2023,-1",
        "kita_plaetze,alter,2024-03-01,1",
        "foerderbedarf_quote,,2023/24,5.1",
    )
    assert [e.place.row for e in check().errors] == ["2", "3", "4"]


def test_a_figure_given_twice_in_one_file(supply, check):
    supply("seu_untersuchte_kinder,,2023/24,900", "seu_untersuchte_kinder,,2023/24,901")
    error = only(check())
    assert (error.rule, error.place.row) == ("doppelt", "3")


def test_the_order_of_a_breakdown_does_not_hide_a_duplicate(supply, check):
    supply(
        "uebergaenge,geschlecht=weiblich|schulart=Gymnasien,2023/24,300",
        "uebergaenge,schulart=Gymnasien|geschlecht=weiblich,2023/24,300",
    )
    assert only(check()).rule == "doppelt"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("ags,indicator,breakdown,period,value,status\n", "Spalte „source“: Die Spalte fehlt"),
        ("ags,indicator,breakdown,period,value,status,source,wert\n", "Unbekannte Spalte „wert“"),
        (
            "ags,indicator,breakdown,period,value,status,source\n09761,kita_plaetze\n",
            "2 Spalten; erwartet: 7 Spalten",
        ),
        (b"\xff\xfe\x00", "Eine Datei, die sich nicht lesen lässt; erwartet: CSV in UTF-8"),
        ("", "Die Spalte fehlt"),
    ],
)
def test_a_file_that_is_no_observation_file(root, check, text, message):
    path = root / "data" / "augsburg" / "eigene.csv"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    result = check()
    assert message in result.errors[0].message
    assert all(e.message.endswith((".", "?")) for e in result.errors)


def schools(total, *parts):
    names = ("Gymnasien", "Realschulen", "Hauptschulen")
    return [
        f"uebergaenge,,2023/24,{total}",
        *(f"uebergaenge,schulart={n},2023/24,{p}" for n, p in zip(names, parts, strict=False)),
    ]


def test_parts_that_exceed_their_total(supply, check):
    supply(*schools(100, 60, 50))
    error = only(check())
    assert (error.rule, error.found) == ("summe", "Summe 100")
    assert error.expected == "110 (Summe der 2 Teile nach „Schulart“)"


def test_parts_that_fall_short_of_their_total_are_a_finding_where_nothing_can_be_compared(supply, check):
    supply(*schools(100, 60, 30))
    result = check()
    assert not result.errors
    assert [f.rule for f in result.open_findings] == ["summe"]


def test_parts_that_fall_short_of_their_total_are_an_error_where_they_make_it_up_elsewhere(supply, check):
    supply(*schools(100, 60, 40))
    supply(*(row.replace("2023/24", "2022/23") for row in schools(98, 60, 38)))
    supply(*(row.replace("2023/24", "2024/25") for row in schools(99, 60, 38)))
    assert only(check()).place.row == "8"


@pytest.mark.parametrize("rest", [13, -13])
def test_small_differences_are_questions_that_can_be_answered(supply, check, rest):
    """Flensburg's age groups of 2020 differ from the population of a district by up to 13 of 3,700: „nicht zuordenbar“."""
    supply(*schools(3739, 2000, 1739 - rest))
    supply(*(row.replace("2023/24", "2022/23") for row in schools(3700, 2000, 1700)))
    supply(*(row.replace("2023/24", "2024/25") for row in schools(3800, 2000, 1800)))
    result = check()
    assert not result.errors
    (finding,) = [f for f in result.open_findings if f.rule == "summe"]
    assert "oder den Unterschied erklären" in finding.message


@pytest.mark.parametrize("rest", [38, -38])
def test_larger_differences_are_errors(supply, check, rest):
    supply(*schools(3739, 2000, 1739 - rest))
    supply(*(row.replace("2023/24", "2022/23") for row in schools(3700, 2000, 1700)))
    supply(*(row.replace("2023/24", "2024/25") for row in schools(3800, 2000, 1800)))
    assert only(check()).rule == "summe"


@pytest.mark.parametrize(("parts", "findings"), [((60, 43), 0), ((60, 50), 1)])
def test_registers_and_official_statistics_count_differently(root, supply, check, parts, findings):
    """A total of one source and parts of another are no error; only far apart they are worth a question."""
    sources = root / "data" / "augsburg" / "sources.yml"
    sources.write_text(
        sources.read_text("utf-8") + sources.read_text("utf-8").replace("probe:", "amt:"), "utf-8"
    )
    total, *rest = schools(100, *parts)
    supply(total)
    supply(*rest, name="amt.csv")
    own = root / "data" / "augsburg" / "amt.csv"
    own.write_text(own.read_text("utf-8").replace(",probe,", ",amt,"), "utf-8")
    result = check()
    assert not result.errors
    assert [f.rule for f in result.open_findings] == ["summe"] * findings
    assert all("aus verschiedenen Quellen" in f.message for f in result.open_findings)


def test_official_totals_may_differ_by_their_rounding(official, check):
    # Schleswig-Holstein rounds each cell of 21111-01-03-4 to a multiple of 3 (footnote of the table)
    official("regionaldatenbank-21111-01-03-4")
    assert not check().errors


def test_overlapping_age_groups_are_no_parts_of_one_total(supply, check):
    ages = ("6 bis unter 10", "10 bis unter 15", "15 bis unter 18", "15 bis unter 25")
    supply(
        "ferienprogramm_teilnehmende,,2024,100",
        *(f"ferienprogramm_teilnehmende,alter={a},2024,40" for a in ages),
    )
    assert not check().errors


def test_districts_add_up_to_their_city(root, supply, check):
    areas = root / "data" / "catalogue" / "areas.csv"
    lines = [f"09761-0{n},Erfunden {n},sozialraum,09761,,\n" for n in (1, 2)]
    areas.write_text(areas.read_text(encoding="utf-8") + "".join(lines), encoding="utf-8")
    supply("seu_untersuchte_kinder,,2023/24,100")
    supply("seu_untersuchte_kinder,,2023/24,70", ags="09761-01")
    supply("seu_untersuchte_kinder,,2023/24,40", ags="09761-02")
    error = only(check())
    assert error.expected == "110 (Summe der 2 Teile nach „Gebiet“)"
