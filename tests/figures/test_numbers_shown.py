"""Charts show the numbers of the store, and say them as they were published."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from helpers import Report
from helpers.data import list_cities
from helpers.errors import CatalogueError, NoData, NotebookError
from helpers.figures.basic.change import change_of
from helpers.figures.basic.tables import change_notes
from helpers.text.numbers import number

NBSP = "\u00a0"
DATED = re.compile(rf"{NBSP}\(([\d./]+)\)")

WITH_AGES = sorted(set(list_cities()) - {"flensburg"})
"""Flensburg has its districts, but of the official figures only what ships for every Kreis: no ages, no long series."""


def cell(shown: Any, row: str, column: str) -> Any:
    names = [c.name for c in shown.columns]
    return next(r for r in shown.rows if r[0] == row)[names.index(column)]


def display(shown: Any, row: str, column: str) -> str:
    names = [c.name for c in shown.columns]
    return next(r for r in shown.display if r[0] == row)[names.index(column)]


def test_child_poverty_in_augsburg(augsburg: Report) -> None:
    """INKAR 2021, table 324: Augsburg 11.24 % in 2019."""
    shown = augsburg.line("kinderarmut")
    assert display(shown, "2019", "Augsburg") == "11,2"
    assert f"Augsburg: von 12,8{NBSP}% (2016) auf 11,2{NBSP}% (2019)" in shown.alt
    assert shown.svg is not None
    assert f"Augsburg 11,5{NBSP}%" in shown.svg  # edition 2025, on a new base
    assert shown.source.endswith(
        "INKAR, Ausgabe 2021, Tabelle 324, Ausgabe 2025; Stand: 2023; eigene Darstellung."
    )


def test_population_of_augsburg_has_its_reference_date(augsburg: Report) -> None:
    """Regionaldatenbank 12411-01-01-4: 301,786 on 31 December 2025."""
    shown = augsburg.bars("bevoelkerung")
    assert cell(shown, "2025-12-31", "Augsburg") == 301_786
    assert display(shown, "31.12.2025", "Augsburg") == "301.786"
    assert "Stand: 31.12.2025" in shown.source.replace("\\", "")


def test_school_leavers_are_shares_of_the_published_total(augsburg: Report) -> None:
    """Regionaldatenbank 21111-02-06-4: 162 of 3,139 leavers of 2023 without Hauptschulabschluss are 5.2 %."""
    shown = augsburg.stacked("abgaenge_allgemeinbildend", by="abschluss")
    assert display(shown, "Augsburg", "Insgesamt") == "3.139"
    assert display(shown, "Augsburg", "ohne Hauptschulabschluss") == "5,2"
    assert "darunter schulischer Teil der Fachhochschulreife" not in [c.name for c in shown.columns]
    assert sum(shown.rows[0][2:]) == pytest.approx(100, abs=0.01)
    assert "eigene Berechnung" in shown.source


def test_columns_of_larger_areas_add_up_although_the_city_lacks_some_values() -> None:
    """Regionaldatenbank 21111-01-03-4, 2023/24: 27,165 of Hesse's 687,810 pupils are at types of school that Musterstadt does not list."""
    shown = Report("musterstadt", 2025).table("schueler", by="schulart")
    assert (display(shown, "Übrige", "Musterstadt"), display(shown, "Übrige", "Hessen 2023/24")) == (
        "–",
        "27.165",
    )
    for column in range(1, 4):
        *parts, total = (row[column] for row in shown.rows)
        assert sum(parts) == total, "each column adds up"
    assert "Übrige: was zu keiner der aufgeführten Zeilen gehört." in shown.notes


def test_what_a_source_assigns_to_no_value_is_said(augsburg: Report) -> None:
    """The same table: 25,090 of Germany's 8,819,489 pupils are at no type of school; Bavaria's add up."""
    shown = augsburg.table("schueler", by="schulart")
    assert [display(shown, "Übrige", name) for name in ("Augsburg", "Bayern", "Deutschland")] == [
        "–",
        "–",
        "25.090",
    ]


def test_a_table_without_others_has_no_row_for_them(augsburg: Report) -> None:
    shown = augsburg.table("abgaenge_allgemeinbildend", by="abschluss")
    assert "Übrige" not in [row[0] for row in shown.rows]


def test_what_is_hidden_is_not_told_as_the_rest() -> None:
    """The total less the published values would be the hidden one."""
    from helpers.facts.series import Cell, Series
    from helpers.figures.basic.tables import _rest

    report = Report("musterstadt", 2025)
    entry = report.indicator("schueler")
    total = Cell("2025/26", 100)
    series = {
        "Grundschulen": Series("Grundschulen", "value", {2025: Cell("2025/26", 60)}),
        "Gymnasien": Series("Gymnasien", "value", {2025: Cell("2025/26", None, "suppressed")}),
    }
    both = _rest(report, entry, "schulart", [*series], ("x", series, 2025), total)
    assert both is None
    other = _rest(report, entry, "schulart", ["Grundschulen"], ("x", series, 2025), total)
    assert other is not None
    assert (other.value, other.status) == (None, "suppressed")


def test_parts_within_values(augsburg: Report) -> None:
    """Regionaldatenbank 21111-01-03-4: 2,262 of 4,951 at Hauptschulen in 2023/24 are foreign nationals."""
    shown = augsburg.proportions("schueler", by="schulart", of={"nationalitaet": "ausländisch"})
    assert display(shown, "Hauptschulen", "Anteil Augsburg") == "45,7"
    assert cell(shown, "Insgesamt", "ausländisch") == 7_222


def test_a_rate_over_100_is_shown_and_explained(report: Callable[[str], Report]) -> None:
    """INKAR 2024: day-care rate 3 to 6 in Jena 105.2 % in 2020."""
    shown = report("jena").line("betreuungsquote_3_bis_6")
    assert display(shown, "2020", "Jena") == "105,2"
    assert any(note.startswith("Werte über 100 %") for note in shown.notes)
    assert not any(
        note.startswith("Werte über 100 %")
        for note in report("augsburg").line("betreuungsquote_3_bis_6").notes
    )


@pytest.mark.parametrize("city", WITH_AGES)
def test_alt_text_and_data_agree_with_the_store(city: str, report: Callable[[str], Report]) -> None:
    r = report(city)
    for indicator in ("kinderarmut", "betreuungsquote_u3", "jugendarbeitslosenquote"):
        shown, latest = r.line(indicator), r.store.latest(indicator, r.ags, until=r.year)
        assert latest is not None
        assert latest.value is not None
        assert cell(shown, latest.period, r.name) == latest.value
        assert f"{number(latest.value, 1)}{NBSP}% ({latest.period})" in shown.alt
        assert number(latest.value, 1) in (shown.reading or "")


def test_the_report_year_hides_later_figures() -> None:
    shown = Report("augsburg", 2018).line("kinderarmut")
    assert [row[0] for row in shown.rows] == ["2016", "2017", "2018"]


@pytest.mark.parametrize("city", WITH_AGES)
def test_the_area_of_the_pyramid_is_the_population(city: str, report: Callable[[str], Report]) -> None:
    shown = report(city).pyramid()
    latest = 2025 if city == "musterstadt" else 2024
    for sex, column in (("männlich", 1), ("weiblich", 2)):
        total = report(city).total("bevoelkerung", within={"geschlecht": sex}).points[latest]
        assert sum(row[column] for row in shown.rows) == total
    # The department of Musterstadt tells the years between 25 and 65 apart, the Regionaldatenbank does not.
    middle = [5, 10, 10, 15] if city == "musterstadt" else [40]
    widths = [3, 3, 4, 5, 3, 2, 5, *middle, 10, 15]
    for row, width in zip(shown.rows, widths, strict=True):
        assert row[3] == pytest.approx(row[1] / width, abs=0.06)


def test_peers_are_ordered_by_value_and_use_one_year() -> None:
    augsburg = Report("augsburg", 2022)
    shown = augsburg.peers("kinderarmut")
    values = [row[1] for row in shown.rows]
    assert values == sorted(values, reverse=True)
    assert {"Augsburg", "Bayern", "Deutschland", *(p.name for p in augsburg.peer_profiles)} == {
        r[0] for r in shown.rows
    }


def test_symbols_are_kept_apart_and_explained(augsburg: Report) -> None:
    table = augsburg.table("schueler", by="schulart")
    assert display(table, "Vorschulbereich", "Augsburg") == "–"
    assert cell(table, "Vorschulbereich", "Augsburg") == 0
    assert "Zeichen: – = genau null." in [note.replace("\\", "") for note in table.notes]
    bars = augsburg.bars("schueler", by="schulart")
    assert "Vorschulbereich" not in [row[0] for row in bars.rows]
    assert any(note.startswith("Nicht vorhanden: Vorschulbereich") for note in bars.notes)


def test_figures_of_two_years_are_not_compared_silently(augsburg: Report) -> None:
    """INKAR 2024 has 2020 for the municipalities, but Länder and Germany end in 2019."""
    shown = augsburg.compare_table(["betreuungsquote_3_bis_6"])
    assert shown.display[0][2:6] == ("2020", "85,4", f"89,5{NBSP}(2019)", f"89,9{NBSP}(2019)")
    card = augsburg.key_figures(["betreuungsquote_3_bis_6"]).cards[0]
    assert "Bayern 89,5" in card["comparison"]
    assert "2019" in card["comparison"]


def test_position_beside_land_germany_and_the_range_of_the_peers(augsburg: Report) -> None:
    shown = augsburg.position_table(["bevoelkerung", "kinderarmut", "betreuungsquote_3_bis_6"])
    people, poverty, care = shown.display
    assert people[-4:] == ("", "", "", "")  # a number of people says nothing beside others'
    older = [f"{value}{NBSP}(2019)" for value in ("6,1", "11,8", "8,5", "19,7")]
    assert poverty == ("Kinderarmut", "%", "2023", "11,5", *older)
    assert care[3:6] == ("85,4", f"89,5{NBSP}(2019)", f"89,9{NBSP}(2019)")
    peers = [augsburg.total("kinderarmut", p.ags).points[2019] for p in augsburg.peer_profiles]
    assert shown.rows[1][-2:] == (min(peers), max(peers))


def test_changes_start_after_the_last_break(augsburg: Report) -> None:
    """The population rests on the census of 2022 since 31 December 2022: 301,786 against 296,706."""
    shown = augsburg.compare_table(["bevoelkerung", "kinderarmut"])
    assert display(shown, "Bevölkerung", "seit") == "31.12.2022"
    assert display(shown, "Bevölkerung", "Veränderung") == f"+1,7{NBSP}%"
    assert display(shown, "Kinderarmut", "Veränderung") == "–", "2023 is of another edition than 2019"
    before = Report("augsburg", 2022).compare_table(["kinderarmut"])
    assert display(before, "Kinderarmut", "Veränderung") == f"−1,6{NBSP}Pp."


def test_no_change_is_given_across_a_break(augsburg: Report) -> None:
    known = augsburg.total("kinderarmut")
    broken = replace(known, cells={**known.cells, 2019: replace(known.cells[2019], broken="Neue Grundlage.")})
    change = change_of(broken, augsburg.indicator("kinderarmut"), 2019, years=5)
    assert change is not None
    assert (change.value, change.text, change.crosses_break) == (None, "–", True)
    assert "keine Veränderung angegeben" in change_notes([change])[0]


def test_authors_words_go_first(augsburg: Report) -> None:
    shown = augsburg.line("kinderarmut", caption="*Eigene* Worte", alt="Alt 1", note="Hinweis", label="fig-x")
    assert (shown.caption, shown.alt, shown.notes[0], shown.label) == (
        "*Eigene* Worte",
        "Alt 1",
        "Hinweis",
        "fig-x",
    )


def test_an_own_figure_needs_words_and_gets_the_rest(augsburg: Report) -> None:
    from matplotlib.figure import Figure

    figure = Figure()
    figure.add_subplot().plot([1, 2], [3, 4])
    with pytest.raises(NotebookError, match="Alternativtext"):
        augsburg.figure(figure, indicator="kinderarmut", caption="Eigenes")
    shown = augsburg.figure(figure, indicator="kinderarmut", caption="Eigenes", alt="Zwei Punkte.")
    assert shown.svg is not None
    assert "INKAR" in shown.source
    assert cell(shown, "2019", "Augsburg") == pytest.approx(11.24)


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (lambda r: r.line("kinderarmt"), CatalogueError, "„kinderarmut“"),
        (lambda r: r.bars("schueler", by="schulform"), CatalogueError, "„schulart“"),
        (lambda r: r.line("schueler"), NoData, "keine zwei Jahre"),
        (lambda r: r.slope("schueler"), NoData, "keine zwei Jahre"),
        (
            lambda _: Report("jena", 2025).line("kinder", by="alter"),
            NoData,
            "Für Jena liegen bis 2025 keine Zahlen vor",
        ),
        (lambda _: Report("augsburg", 2000).peers("kinderarmut"), NoData, "bis 2000"),
        (
            lambda _: Report("jena", 2025).require("kinder", "kinder_in_einrichtungen"),
            NoData,
            "Kinder in Kindert",
        ),
        (lambda _: Report("augsburg", 1990).heatmap(["kinderarmut"]), NoData, "Kinderarmut"),
        (lambda _: Report("augsburg", 1990).key_figures(["kinderarmut"]), NoData, "Kinderarmut"),
        (lambda _: Report("augsburg", 1990).small_multiples(["kinderarmut"]), NoData, "Kinderarmut"),
    ],
)
def test_what_cannot_be_drawn_is_one_sentence(
    augsburg: Report, call: Any, error: type[Exception], message: str
) -> None:
    with pytest.raises(error, match=message):
        call(augsburg)


def test_withheld_figures_are_marked_not_dropped(augsburg: Report, monkeypatch: pytest.MonkeyPatch) -> None:
    report = Report("augsburg", 2025)
    published = report.store.figures

    def withheld(
        indicator: str, ags: list[str], by: tuple[str, ...] = (), until: int | None = None
    ) -> list[tuple[Any, ...]]:
        rows = published(indicator, ags, by=by, until=until)
        return [
            (*row[:5], None, "suppressed", *row[7:]) if "Freie Waldorfschulen" in row[9:] else row
            for row in rows
        ]

    monkeypatch.setattr(report.store, "figures", withheld)
    for shown in (report.bars("schueler", by="schulart"), report.table("schueler", by="schulart")):
        row = next(row for row in shown.display if row[0] == "Freie Waldorfschulen")
        assert row[1] == "•"
        assert "405" not in json.dumps(shown._repr_mimebundle_(), ensure_ascii=False)
        assert any("• = " in note.replace("\\", "") for note in shown.notes)
    assert ">•</text>" in (report.bars("schueler", by="schulart").svg or "")


def test_values_of_another_date_say_so_everywhere(augsburg: Report) -> None:
    """On the page beside the value, in the alternative text, and in the downloads' column of their own."""
    names = ["auszubildende_je_100_15_bis_25", "betreuungsquote_u3", "kinderarmut", "jugendarbeitslosenquote"]
    told = 0
    for shown in (augsburg.position_table(names), augsburg.compare_table(names)):
        for row, date in zip(shown.display, shown.dates, strict=True):
            printed = {
                c.name: m[1] for c, t in zip(shown.columns, row, strict=True) if (m := DATED.search(t))
            }
            assert date == "; ".join(f"{name} {period}" for name, period in printed.items())
            told += len(printed)
            if shown.label.endswith("kennzahlen"):
                assert [
                    m[1] for part in shown.alt.split("; ") if row[0] in part for m in DATED.finditer(part)
                ] == [*printed.values()]
    assert told
