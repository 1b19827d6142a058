"""Risk profiles, groups and relations: numbers worked out from the official tables, orders, and what is left out."""

from __future__ import annotations

import re

import pytest

from helpers.data import list_cities
from helpers.errors import NoData
from helpers.figures.districts.relation import _ranks
from helpers.report import Report
from helpers.text.numbers import NBSP

RISKS = ["kinderarmut", "anteil_ohne_hauptschulabschluss", "arbeitslosenquote"]
DISTRICT_RISKS = ["kinderarmut_sgb2", "anteil_ohne_abschluss_nach_wohnort", "arbeitslosenanteil"]


def plain(text: object) -> str:
    return str(text).replace(NBSP, " ").replace("\\", "")


def test_the_profile_gives_the_official_rates_and_places(augsburg):
    """INKAR 2021 table 324 (2019), Regionaldatenbank 21111-02-06-4 (162 of 3,139) and 13211-02-05-4 (2025)."""
    shown = augsburg.risk_profile(RISKS)
    rows = {row[0]: row for row in shown.display}
    assert rows["Kinderarmut"][1:4] == ("2019", "11,2", "6,1")
    assert rows["Abgänge ohne Hauptschulabschluss"][2] == "5,2"
    assert rows["Arbeitslosenquote"][1:5] == ("2025", "6,7", "4,0", "6,3")
    assert rows["Kinderarmut"][-1] == "4 von 5"


def test_risks_are_said_as_they_are(augsburg):
    told = plain(augsburg.risks_told(RISKS))
    assert (
        "öher als in Bayern sind in Augsburg die Werte für Kinderarmut (11,2 % gegenüber 6,1 %, 2019)" in told
    )
    assert "; praktisch gleich hoch ist der Wert für Abgänge ohne Hauptschulabschluss (5,2 %" in told
    assert "niedriger" not in told


@pytest.mark.parametrize("city", list_cities())
def test_sentences_read_as_german_everywhere(city, report, snapshot):
    told = plain(report(city).risks_told([*RISKS, "jugendarbeitslosenquote"]))
    assert told == snapshot
    assert not re.search(r"\d\.\d(?!\d\d)|nan|None|  ", told)
    assert re.match(
        r"(Höher als|Praktisch gleich hoch wie|Nicht gesichert anders als|Niedriger als) (in|im) ", told
    )
    assert re.search(r" (sind (in|im) .* die Werte|ist (in|im) .* der Wert) für ", told), (
        "a sentence has a verb"
    )


def test_one_risk_is_no_profile(augsburg):
    with pytest.raises(NoData, match="mindestens zwei"):
        augsburg.risk_profile(["kinderarmut", "vhs_kurse"])


def test_districts_under_strain_stand_on_top(report):
    musterstadt = report("musterstadt")
    shown = musterstadt.district_risks(DISTRICT_RISKS)
    names = [row[1] for row in shown.rows]
    assert len(names) == 24
    complete = [row for row in shown.rows if None not in row]
    assert names[len(complete) :] == [row[1] for row in shown.rows if None in row]
    told = plain(musterstadt.district_risks_told(DISTRICT_RISKS))
    named = re.search(r"zusammen: (.*)\. Bei allen", told)
    assert named
    top = re.split(r", | und ", named[1])
    quarter = len(complete) // 4
    for column in (2, 3, 4):
        upper = sorted(complete, key=lambda row: -row[column])[:quarter]
        assert set(top) <= {row[1] for row in upper}


def test_a_city_without_districts_has_no_district_profile(augsburg):
    with pytest.raises(NoData):
        augsburg.district_risks(DISTRICT_RISKS)
    with pytest.raises(NoData):
        augsburg.relation("kinderarmut_sgb2", "anteil_sprachfoerderbedarf")


def test_the_correlation_is_spearmans(report):
    from scipy.stats import spearmanr

    shown = report("musterstadt").relation("kinderarmut_sgb2", "uebergangsquote_gymnasium")
    x, y = ([row[i] for row in shown.rows] for i in (2, 3))
    printed = f"{spearmanr(x, y).statistic:.2f}".replace(".", ",").replace("-", "−")
    assert f"Rangkorrelation {printed}" in shown.alt
    assert "einen deutlichen Zusammenhang" in str(
        report("musterstadt").relation_told("kinderarmut_sgb2", "uebergangsquote_gymnasium")
    )


def test_equal_figures_share_their_rank():
    assert _ranks([3.0, 1.0, 3.0, 2.0]) == [3.5, 1.0, 3.5, 2.0]


def test_groups_show_the_year_that_most_places_have(report):
    """Regionaldatenbank 21111-01-03-4: the rates of 2023/24, Musterstadt's last year is a later one."""
    for city in ("augsburg", "musterstadt"):
        shown = report(city).groups("anteil_gymnasium", by="nationalitaet")
        assert shown.caption.endswith("2023/24")
        assert len(shown.rows) == 7
    assert report("augsburg").groups("anteil_gymnasium", by="nationalitaet").display[0] == (
        "Augsburg",
        "30,5",
        "9,8",
    )


def test_groups_need_two(augsburg):
    with pytest.raises(NoData, match="keine zwei Gruppen"):
        augsburg.groups("arbeitslosenquote", by="nationalitaet")


def test_a_forecast_needs_single_years_of_age(augsburg):
    for call in (
        lambda: augsburg.forecast(6, 10),
        augsburg.forecast_assumptions,
        lambda: augsburg.forecast_told(6, 10),
    ):
        with pytest.raises(NoData):
            call()


def test_a_short_series_has_a_forecast_but_no_check():
    earlier = Report("musterstadt", 2018)
    assert earlier.forecast(6, 10).rows[-1][0] == "2028"
    assert "Ende 2018" in earlier.forecast_told(6, 10)
    with pytest.raises(NoData, match="nicht weit genug zurück"):
        earlier.forecast_checked(6, 10)
    with pytest.raises(NoData, match="zu wenige Jahre"):
        Report("musterstadt", 2015).forecast(6, 10)


def test_the_forecast_is_printed_in_tens_with_its_assumptions(report):
    musterstadt: Report = report("musterstadt")
    shown = musterstadt.forecast(6, 10)
    past = [row for row in shown.display if not row[2]]
    ahead = [row for row in shown.display if row[2]]
    assert (past[-1][0], ahead[0][0], len(ahead)) == ("2025", "2026", 10)
    assert all(number.endswith("0") for row in ahead for number in row[1:4])
    assert ahead[-1][4] == "100"
    assert ahead[0][4] == "0"
    assert "im Band" in plain(musterstadt.forecast_checked(6, 10))
    assert "lässt sich daraus nicht ablesen" in plain(musterstadt.forecast_told(6, 10)), (
        "the band holds today's number"
    )
    assert "Rückgang zu erwarten" in plain(musterstadt.forecast_told(3, 6))
    held = re.search(r"lagen (\d+) von (\d+) Zahlen", plain(musterstadt.forecast_checked(6, 10)))
    assert held
    assert int(held[1]) >= 0.8 * int(held[2])
    table = musterstadt.forecast_assumptions()
    assert len(table.rows) == 18
    assert all(low <= mean <= high for _, unit, mean, low, _, high, _ in table.rows if unit == "%")
