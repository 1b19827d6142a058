"""Computed figures: known values, statuses of components, notes and lineage."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpers.data import Store
from helpers.data.areas import Area, Areas
from helpers.data.cells import Figures
from helpers.data.compute import complete
from helpers.data.keys import earlier, year_end
from helpers.data.observations import Row

LEAVERS = "regionaldatenbank-21111-02-06-4"


def value(store: Store, indicator: str, ags: str, **where: str) -> float:
    found = store.observations(indicator, [ags], by=list(where))
    for dimension, wanted in where.items():
        found = found[found[dimension] == wanted]
    return float(found.iloc[-1]["value"])


@pytest.mark.parametrize(
    ("indicator", "ags", "where", "expected"),
    [
        # 162 of 3,139 and 324 of 2,202: table 21111-02-06-4, 2023
        ("anteil_ohne_hauptschulabschluss", "09761", {}, 100 * 162 / 3139),
        ("anteil_ohne_hauptschulabschluss", "15002", {}, 100 * 324 / 2202),
        # boys: (162 - 63) of (3,139 - 1,611)
        ("anteil_ohne_hauptschulabschluss", "09761", {"geschlecht": "männlich"}, 100 * 99 / 1528),
        ("verteilung_abschluesse", "09761", {"abschluss": "mit mittlerem Abschluss"}, 100 * 1385 / 3139),
        # table 21111-01-03-4, 2023/24
        ("anteil_auslaendische_schueler", "09761", {}, 100 * 7222 / 29965),
        ("anteil_auslaendische_schueler", "09761", {"schulart": "Hauptschulen"}, 100 * 2262 / 4951),
        ("maedchenanteil_schueler", "09761", {"schulart": "Gymnasien"}, 100 * 4145 / 7645),
        ("schueler_je_schule", "09761", {"schulart": "Grundschulen"}, 10108 / 34),
        ("verteilung_schularten", "09761", {"schulart": "Gymnasien"}, 100 * 7645 / 29965),
        ("anteil_gymnasium", "09761", {"geschlecht": "männlich"}, 100 * (7645 - 4145) / (29965 - 15198)),
        # table 13211-02-05-4, 2025
        ("anteil_junge_arbeitslose", "09761", {}, 100 * 1237 / 11765),
        ("anteil_langzeitarbeitslose", "09761", {}, 100 * 3204 / 11765),
        # 1 March 2025 over 31 December 2024: tables 22543-03-01-4-B and 12411-02-03-4
        ("betreuungsquote_u3_berechnet", "09761", {}, 100 * 2181 / 8100),
        # table 12411-01-01-4, 31 December 2025 over 2020 and 2024
        ("bevoelkerungsveraenderung_5_jahre", "09761", {}, 100 * (301786 / 295830 - 1)),
        ("bevoelkerungsveraenderung_1_jahr", "09761", {}, 100 * (301786 / 301105 - 1)),
        # printed in the report of 2020: 1,694 of 8,680 children under three, 379 more in family day care
        ("betreuungsquote_einrichtungen", "09761", {"alter": "unter 3"}, 100 * 1694 / 8680),
        ("betreuungsquote_mit_tagespflege", "09761", {"alter": "unter 3"}, 100 * (1694 + 379) / 8680),
        ("anteil_tagespflege", "09761", {"alter": "unter 3"}, 100 * 379 / (1694 + 379)),
    ],
)
def test_known_value(store: Store, indicator: str, ags: str, where: dict[str, str], expected: float) -> None:
    assert value(store, indicator, ags, **where) == pytest.approx(expected, abs=1e-12)


def test_quotients_share_their_denominator(store: Store) -> None:
    """Everyone is under 20, 65 or older, or counted in the denominator of both quotients."""
    total, young = value(store, "bevoelkerung", "09761"), value(store, "jugendquotient", "09761")
    ages = store.observations("bevoelkerung", ["09761"], by=["alter"], until=2024)
    ages = ages[ages["period"] == "2024-12-31"].set_index("alter")["value"]
    old = ages["65 bis unter 75"] + ages["75 und mehr"]
    under_20 = ages[: list(ages.index).index("18 bis unter 20") + 1].sum()
    between = 301105 - under_20 - old
    assert total == 301786
    assert young == pytest.approx(100 * under_20 / between)
    assert value(store, "altenquotient", "09761") == pytest.approx(100 * old / between)


@pytest.mark.parametrize("ags", ["09761", "15002", "DG"])
def test_what_the_source_leaves_out_adds_up(store: Store, ags: str) -> None:
    for indicator, dimension in (("schueler", "geschlecht"), ("schueler", "nationalitaet")):
        parts = store.observations(indicator, [ags], by=[dimension])["value"]
        assert len(parts) == 2
        assert parts.sum() == value(store, indicator, ags)


def test_shares_of_the_qualifications_add_up(store: Store) -> None:
    shares = store.observations("verteilung_abschluesse", ["09761"], by=["abschluss"]).set_index("abschluss")
    parts = store.catalogue.dimensions["abschluss"].part_of_total
    assert shares.loc[list(parts), "value"].sum() == pytest.approx(100)


def test_a_rate_of_rounded_counts_says_so(store: Store) -> None:
    notes = store.observations("anteil_ohne_hauptschulabschluss", ["15002", "01004", "09761"]).set_index(
        "ags"
    )
    assert "auf ein Vielfaches von 3 gerundet" in notes.loc["15002", "note"]
    assert "Schleswig-Holstein" in notes.loc["01004", "note"]
    assert notes.loc["09761", "note"] == ""


def test_a_change_across_the_census_says_so(store: Store) -> None:
    changes = store.observations("bevoelkerungsveraenderung_1_jahr", ["15002"]).set_index("period")["note"]
    assert "Zensus 2022" in changes["2022-12-31"]
    assert changes["2021-12-31"] == ""
    assert changes["2023-12-31"] == ""


def test_without_schools_there_is_no_ratio(store: Store) -> None:
    ratios = store.observations("schueler_je_schule", ["09761"], by=["schulart"]).set_index("schulart")
    assert ratios.loc["Integrierte Gesamtschulen", "status"] == "not_applicable"
    total = store.observations("schueler_je_schule", ["09761"])
    assert total["status"].tolist() == ["not_applicable"]
    assert "Aussage nicht sinnvoll" in total["note"].tolist()[0]


def rows(*cells: tuple[str, float | None, str]) -> list[Row]:
    return [
        Row("abgaenge_allgemeinbildend", "09761", breakdown, "2023", number, status, LEAVERS, "")
        for breakdown, number, status in cells
    ]


def computed(store: Store, given: Sequence[Row], indicator: str, breakdown: str = "") -> Row:
    (row,) = [
        r
        for r in complete(list(given), store.catalogue, store.areas)
        if r[:3] == (indicator, "09761", breakdown)
    ]
    return row


WITHOUT = "abschluss=ohne Hauptschulabschluss"


@pytest.mark.parametrize(
    "status", ["suppressed", "unknown", "unreliable", "later", "not_applicable", "below_half"]
)
def test_a_component_without_number_leaves_none(store: Store, status: str) -> None:
    given = rows(("", 100, ""), (WITHOUT, None, status))
    row = computed(store, given, "anteil_ohne_hauptschulabschluss")
    assert (row.value, row.status) == (None, status)
    assert row.note.startswith("Nicht berechenbar, weil ein Bestandteil fehlt")


def test_suppressed_outweighs_unknown(store: Store) -> None:
    given = rows(("", None, "unknown"), (WITHOUT, None, "suppressed"))
    assert computed(store, given, "anteil_ohne_hauptschulabschluss").status == "suppressed"


def test_none_of_some_is_exactly_zero(store: Store) -> None:
    given = rows(("", 100, ""), (WITHOUT, 0, "zero"))
    row = computed(store, given, "anteil_ohne_hauptschulabschluss")
    assert (row.value, row.status) == (0, "zero")


def test_of_nobody_there_is_no_share(store: Store) -> None:
    given = rows(("", 0, "zero"), (WITHOUT, 0, "zero"))
    row = computed(store, given, "anteil_ohne_hauptschulabschluss")
    assert (row.value, row.status) == (None, "not_applicable")


def test_a_hidden_girl_hides_the_boys(store: Store) -> None:
    """Boys are the total minus the girls: where the girls are suppressed, so are they."""
    given = rows(("", 100, ""), ("geschlecht=weiblich", None, "suppressed"))
    row = computed(store, given, "abgaenge_allgemeinbildend", "geschlecht=männlich")
    assert (row.value, row.status) == (None, "suppressed")


def test_more_girls_than_pupils_is_not_a_negative_number_of_boys(store: Store) -> None:
    given = rows(("", 3, ""), ("geschlecht=weiblich", 6, ""))
    row = computed(store, given, "abgaenge_allgemeinbildend", "geschlecht=männlich")
    assert (row.value, row.status) == (None, "unreliable")


def test_a_missing_age_group_is_named(store: Store) -> None:
    source = "regionaldatenbank-12411-02-03-4"
    given = [Row("bevoelkerung", "09761", "alter=unter 3", "2024-12-31", 8100, "", source, "")]
    (row,) = [r for r in complete(given, store.catalogue, store.areas) if r.indicator == "kinder_unter_6"]
    assert (row.value, row.status) == (None, "unknown")
    assert "3 bis unter 6" in row.note


def test_without_a_denominator_there_is_no_row(store: Store) -> None:
    given = rows((WITHOUT, 162, ""))
    assert not [
        r
        for r in complete(given, store.catalogue, store.areas)
        if r.indicator == "anteil_ohne_hauptschulabschluss"
    ]


@given(part=st.integers(0, 10**6), rest=st.integers(0, 10**6))
def test_a_share_lies_between_0_and_100(store: Store, part: int, rest: int) -> None:
    given = rows(("", part + rest, ""), (WITHOUT, part, ""))
    row = computed(store, given, "anteil_ohne_hauptschulabschluss")
    assert (row.value is None) == (part + rest == 0)
    assert row.value is None or 0 <= row.value <= 100


@pytest.mark.parametrize(
    ("period", "years", "before"),
    [
        ("2023", 5, "2018"),
        ("2025-12-31", 5, "2020-12-31"),
        ("2023/24", 1, "2022/23"),
        ("2004/05", 5, "1999/00"),
    ],
)
def test_earlier(period: str, years: int, before: str) -> None:
    assert earlier(period, years) == before


def test_year_end() -> None:
    assert year_end("2025-03-01", before=True) == "2024-12-31"
    assert year_end("2022-06-30") == "2022-12-31"


def test_lineage_of_a_computed_figure_leads_to_the_lines_of_its_components(store: Store) -> None:
    found = store.lineage("anteil_ohne_hauptschulabschluss", "15002", "2023")
    assert found.formula == "100 × Schulabgänge ohne Hauptschulabschluss ÷ Schulabgänge insgesamt"
    assert found.stored == ""
    assert [part.value for part in found.components] == [324, 2202]
    assert {part.stored for part in found.components} == {"data/official/kreise.parquet"}
    assert "Sachsen-Anhalt" in found.components[0].rounding
    assert found.components[0].stand == "2025-03-13"


def test_lineage_goes_through_what_is_itself_computed(store: Store) -> None:
    found = store.lineage("anteil_ohne_hauptschulabschluss", "09761", "2023", "geschlecht=männlich")
    boys = found.components[0]
    assert (boys.value, boys.formula) == (99, "insgesamt minus die anderen Ausprägungen")
    assert [part.value for part in boys.components] == [162, 63]


def test_the_printed_day_care_rates_do_not_follow_from_their_counts(store: Store) -> None:
    """2017, ages 3 to 5: 6,406 of 7,637 is 83.9 %, printed is 89.3 % = 6,406 of the 7,171 of 2016."""
    key = ("09761", "2017-03-15", "alter=3 bis unter 6")
    assert store.lineage("betreuungsquote_gedruckt", *key).value == 89.3
    computed = store.lineage("betreuungsquote_einrichtungen", *key)
    assert computed.value == pytest.approx(100 * 6406 / 7637)
    assert [part.value for part in computed.components] == [6406, 7637]


def districts(store: Store, *cells: tuple[str, float | None, str]) -> list[Row]:
    """What three fictional districts supply, completed; the third existed until 2019."""
    parts = [Area(f"09761-{i}", f"Bezirk {i} (erfunden)", "sozialraum", "09761") for i in (1, 2)]
    parts.append(Area("09761-3", "Bezirk 3 (erfunden)", "sozialraum", "09761", None, dt.date(2019, 12, 31)))
    given = [
        Row("vhs_belegungen", ags, "", "2023", number, status, "musteramt", "")
        for ags, number, status in cells
    ]
    found = complete(given, store.catalogue, Areas([*store.areas.values(), *parts]))
    return [row for row in found if row.ags == "09761"]


def test_districts_add_up_to_their_municipality(store: Store) -> None:
    (row,) = districts(store, ("09761-1", 120, ""), ("09761-2", 80, ""))
    assert (row.value, row.status, row.note) == (200, "", "Summe aus 2 Sozialräumen.")
    assert row.components.count("vhs_belegungen") == 2


def test_a_missing_district_leaves_no_sum(store: Store) -> None:
    assert districts(store, ("09761-1", 120, "")) == []


def test_one_kreis_does_not_make_a_land(store: Store) -> None:
    """Of Baden-Württemberg only Mannheim is declared; its figure is not the Land's."""
    given = [Row("vhs_belegungen", "08222", "", "2023", 100, "", "musteramt", "")]
    assert [row.ags for row in complete(given, store.catalogue, store.areas)] == ["08222"]


def test_a_suppressed_district_hides_the_sum(store: Store) -> None:
    (row,) = districts(store, ("09761-1", 120, ""), ("09761-2", None, "suppressed"))
    assert (row.value, row.status) == (None, "suppressed")


def test_a_supplied_total_stays_as_it_is(store: Store) -> None:
    (row,) = districts(store, ("09761-1", 120, ""), ("09761-2", 80, ""), ("09761", 210, ""))
    assert (row.value, row.components) == (210, "")


def test_index_starts_at_100_and_tells_of_the_census(store: Store) -> None:
    """Table 12411-01-01-4: 753,056 inhabitants of Frankfurt at the end of 2018, 760,656 at the end of 2025."""
    index = store.observations("bevoelkerungsindex", ["06412"]).set_index("period")
    assert index.loc["2018-12-31", "value"] == 100
    assert index.loc["2025-12-31", "value"] == pytest.approx(100 * 760656 / 753056)
    assert index.loc["2021-12-31", "note"] == ""
    assert "Zensus 2022" in index.loc["2025-12-31", "note"]


def test_figures_of_nothing() -> None:
    assert Figures([]).of("kinder") == []
