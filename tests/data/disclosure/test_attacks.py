"""Known ways to recompute a hidden count, one test each. All tables are made up."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from helpers.data.disclosure import CountTable, protect, protect_linked
from helpers.errors import DataError


def frame(dims, rows):
    return pd.DataFrame(rows, columns=[*dims, "value"])


def line(*counts, labels="abcdefgh"):
    return frame(["d"], [["", sum(counts)], *([name, n] for name, n in zip(labels, counts, strict=False))])


def hidden(result):
    return {
        "|".join(row)
        for row in result.frame.loc[result.suppressed, list(result.dims)].itertuples(index=False)
    }


def test_a_table_without_small_counts_stays_as_it_is():
    result = protect(line(5, 6, 0, 300), ["d"])
    assert result.frame["value"].tolist() == [311, 5, 6, 0, 300]
    assert result.note == ""
    assert not result.suppressed.any()


@pytest.mark.parametrize(
    ("count", "threshold", "is_hidden"),
    [(4, 5, True), (5, 5, False), (2, 3, True), (3, 3, False), (0, 5, False)],
)
def test_the_threshold_itself_and_zero_are_published(count, threshold, is_hidden):
    result = protect(line(count, 40, 50), ["d"], threshold=threshold)
    assert ("a" in hidden(result)) == is_hidden


def test_total_minus_known():
    assert hidden(protect(line(3, 20, 30), ["d"])) == {"a", "b"}


def test_a_small_sum_of_hidden_counts_is_as_telling_as_a_count():
    # 1 + 2 = 3: both would be known to be at most 3
    assert len(hidden(protect(line(1, 2, 30, 40), ["d"]))) == 3


def test_whoever_is_the_one_learns_nothing_exact_about_another_small_count():
    # 1 + 4 = 5 is wide enough for outsiders, but the one person of cell a would know that b is 4
    assert len(hidden(protect(line(1, 4, 30, 40), ["d"]))) == 3


def test_parts_that_are_not_shown_are_protected_too():
    # 60 children, 57 girls: the 3 boys are printed nowhere and known to everybody
    table = frame(["geschlecht"], [["", 60], ["weiblich", 57]])
    result = protect(table, ["geschlecht"])
    assert result.suppressed.sum() == 1


def test_a_district_is_protected_in_its_city_and_its_region():
    parents = {"bezirk": {"Nord": "Stadt", "Süd": "Stadt"}}
    table = frame(["bezirk"], [["", 100], ["Stadt", 60], ["Land", 40], ["Nord", 3], ["Süd", 57]])
    assert hidden(protect(table, ["bezirk"], hierarchy=parents)) == {"Nord", "Süd"}


def test_a_small_city_hides_a_second_member_on_each_level():
    parents = {"bezirk": {"Nord": "Stadt", "Süd": "Stadt"}}
    table = frame(
        ["bezirk"], [["", 100], ["Stadt", 4], ["Land", 40], ["Umland", 56], ["Nord", 4], ["Süd", 0]]
    )
    result = hidden(protect(table, ["bezirk"], hierarchy=parents))
    assert {"Stadt", "Nord"} < result
    assert result & {"Land", "Umland"}
    assert "Süd" not in result


def tables_of_one_count():
    by_sex = frame(["bezirk", "geschlecht"], [["Nord", "", 30], ["Nord", "w", 3], ["Nord", "m", 27]])
    by_age = frame(["bezirk", "alter"], [["Nord", "", 30], ["Nord", "0-5", 12], ["Nord", "6-9", 18]])
    return by_sex, by_age


def test_a_cell_hidden_in_one_table_is_hidden_in_all():
    by_sex = frame(["bezirk", "geschlecht"], [["Nord", "", 3], ["Nord", "w", 3], ["Nord", "m", 0]])
    total = frame(["bezirk"], [["", 43], ["Nord", 3], ["Süd", 40]])
    first, second = protect_linked(
        [CountTable(by_sex, ("bezirk", "geschlecht")), CountTable(total, ("bezirk",))]
    )
    assert hidden(first) == {"Nord|", "Nord|w"}
    assert "Nord" in hidden(second)
    assert hidden(second) & {"", "Süd"}


def test_boys_in_one_table_and_girls_in_another():
    girls = frame(["geschlecht"], [["", 60], ["w", 57]])
    boys = frame(["geschlecht"], [["m", 3]])
    first, second = protect_linked([CountTable(girls, ("geschlecht",)), CountTable(boys, ("geschlecht",))])
    assert hidden(second) == {"m"}
    assert len(hidden(first)) == 1


def test_two_tables_with_different_counts_for_one_cell_are_refused():
    one, other = frame(["d"], [["a", 7]]), frame(["d"], [["a", 8]])
    with pytest.raises(DataError, match=r"zwei Tabellen verschiedene Anzahlen: 7 und 8"):
        protect_linked([CountTable(one, ("d",)), CountTable(other, ("d",))])


def test_a_count_nearly_as_large_as_its_whole():
    # 38 of 40 children are vaccinated: the 2 others are as small a count
    all_, some = frame(["d"], [["a", 40]]), frame(["d"], [["a", 38]])
    tables = [
        CountTable(all_, ("d",), measure="kinder"),
        CountTable(some, ("d",), measure="geimpft", part_of="kinder"),
    ]
    assert sum(int(t.suppressed.sum()) for t in protect_linked(tables)) == 1


def test_what_was_published_before_is_no_use_as_a_complement():
    before = line(3, 20, 30).assign(
        value=[53.0, np.nan, 20, np.nan], status=["", "suppressed", "", "suppressed"]
    )
    assert hidden(protect(line(3, 20, 30), ["d"], previous=before)) == {"a", "c"}


def test_a_count_that_was_revised_is_no_use_as_a_complement():
    # b was printed as 21 and is 20 today: everybody knows roughly what it is, so the 3 hides behind c
    before = frame(["d"], [["b", 21]]).assign(status="")
    assert hidden(protect(line(3, 20, 30), ["d"], previous=before)) == {"a", "c"}


def test_a_total_too_small_to_hide_behind_is_hidden_too():
    # 2 + 3 = 5: both would be known to be 1 to 4
    table = frame(
        ["bezirk", "alter"],
        [
            *[["Nord", "", 5], ["Nord", "0-5", 2], ["Nord", "6-9", 3], ["Süd", "", 60], ["Süd", "0-5", 20]],
            *[["Süd", "6-9", 40], ["", "", 65], ["", "0-5", 22], ["", "6-9", 43]],
        ],
    )
    assert "Nord|" in hidden(protect(table, ["bezirk", "alter"]))


def test_the_rule_does_not_say_which_one_is_small():
    # Were only the sum and its one part hidden, whoever knows the rule would know that the part is: 9 is not small.
    table = frame(["d"], [["", 9], ["a", 3], ["b", 6]])
    assert hidden(protect(table, ["d"])) == {"a", "b"}


def test_a_count_that_has_grown_does_not_give_away_what_was_hidden_before():
    # Then a = 3 and b hidden, total 53 and c published. Now a = 8, which may be printed; but b = 20, printed or
    # computed from the new total, would give 53 - 30 - 20 = 3.
    before = line(3, 20, 30).assign(status=["", "suppressed", "suppressed", ""])
    assert hidden(protect(line(8, 20, 30), ["d"], previous=before)) == {"a", "b"}


def test_what_was_published_before_stays_hidden_now_and_is_reported_as_exposed():
    before = line(3, 20, 30).assign(status="")
    result = protect(line(3, 20, 30), ["d"], previous=before)
    assert hidden(result) == {"a"}
    assert result.exposed == ("(d: a)",)


def test_official_figures_stay_as_they_arrived():
    official = CountTable(line(3, 20, 30), ("d",), already_protected=True)
    (result,) = protect_linked([official])
    assert result.frame["value"].tolist() == [53, 3, 20, 30]
    assert result.note == ""


def test_official_totals_limit_our_own_table():
    official = CountTable(frame(["d"], [["", 53], ["b", 20]]), ("d",), already_protected=True)
    own = CountTable(frame(["d"], [["a", 3], ["b", 20], ["c", 30]]), ("d",))
    assert hidden(protect_linked([own, official])[0]) == {"a", "c"}


def test_a_count_that_is_unknown_to_us_stays_unknown():
    table = line(3, 20, 30)
    table["value"] = table["value"].astype(float)
    table.loc[2, "value"] = np.nan
    table["status"] = ["", "", "unknown", ""]
    result = protect(table, ["d"])
    assert result.frame["status"].tolist()[2] == "unknown"
    assert "a" in hidden(result)


def test_years_are_protected_each_for_itself():
    table = pd.concat(
        [line(3, 20, 30).assign(jahr="2023"), line(9, 20, 30).assign(jahr="2024")], ignore_index=True
    )
    result = protect(table, ["d", "jahr"])
    assert hidden(result) == {"a|2023", "b|2023"}


def test_a_rate_known_from_elsewhere_asks_for_more_complements():
    # "5 % of 400" is known from a state office: b is 20 give or take 2, no cover for a
    table = CountTable(line(3, 20, 30, 40), ("d",))
    known = {("", (("d", "b"),)): (18, 22)}
    assert hidden(protect_linked([table])[0]) == {"a", "b"}
    assert "c" in hidden(protect_linked([table], known=known)[0])


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        ([["a", 3], ["a", 4]], "steht zweimal"),
        ([["a", -1]], "nur Anzahlen"),
        ([["a", 1.5]], "nur Anzahlen"),
        ([["a", "<5"]], "„<5“"),
        ([["", 5], ["a", 9]], r"ergeben 9, die Summe ist aber mit 5 angegeben"),
    ],
)
def test_what_is_no_table_of_counts_is_refused(rows, message):
    with pytest.raises(DataError, match=message):
        protect(frame(["d"], rows), ["d"])


def test_a_missing_column_is_named():
    with pytest.raises(DataError, match="fehlt die Spalte „bezirk“"):
        protect(line(3), ["bezirk"])


def test_same_in_same_out_whatever_the_order_of_rows():
    table = line(3, 20, 20, 20, 4, 11)
    first = protect(table, ["d"]).frame
    again = protect(table, ["d"]).frame
    pd.testing.assert_frame_equal(first, again)


def test_the_note_names_symbol_and_threshold():
    assert protect(line(3, 20, 30), ["d"], threshold=5).note.startswith(
        "• = Wert geheim gehalten: Anzahlen von 1 bis 4 "
    )
