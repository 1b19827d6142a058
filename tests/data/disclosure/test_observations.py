"""A municipality's own counts, as the store holds them. All figures are made up."""

from __future__ import annotations

import shutil

import pytest

from helpers.data import open_store
from helpers.data.areas import read_areas
from helpers.data.catalogue import read_catalogue
from helpers.data.compute import complete
from helpers.data.disclosure.editions import keep_edition
from helpers.data.disclosure.own_counts import hide_earlier_editions, hide_small_counts
from helpers.data.observations import Row
from helpers.paths import project
from helpers.publish.edition import published_counts

CATALOGUE = read_catalogue(project().data)
AREAS = read_areas(project().data)

SOURCE = "probe: {publisher: P, title: T, short: S, attribution: A, reference: R}\n"


def row(indicator, value, breakdown="", period="2024", ags="09761", source="probe"):
    return Row(indicator, ags, breakdown, period, float(value), "", source, "")


def hide(*rows, areas=AREAS, threshold=5):
    full = complete(list(rows), CATALOGUE, areas)
    return {r.key: r for r in hide_small_counts(full, CATALOGUE, areas, {"09761": threshold})}


def suppressed(rows):
    return {(key[0], key[2]) for key, r in rows.items() if r.status == "suppressed"}


def test_a_small_count_of_people_and_a_second_one_are_suppressed():
    parts = [
        row("uebergaenge", n, f"schulart={s}", "2023/24")
        for n, s in ((3, "Hauptschulen"), (40, "Realschulen"), (60, "Gymnasien"))
    ]
    hidden = suppressed(hide(row("uebergaenge", 103, "", "2023/24"), *parts))
    assert ("uebergaenge", "schulart=Hauptschulen") in hidden
    assert len(hidden) == 2


def test_suppressed_figures_have_no_value():
    rows = hide(row("musikschule_schueler", 3))
    assert [(r.value, r.status) for r in rows.values()] == [(None, "suppressed")]


@pytest.mark.parametrize("indicator", ["vhs_kurse", "kita_plaetze"])
def test_things_are_not_protected(indicator):
    assert not suppressed(hide(row(indicator, 3)))


def test_official_figures_are_not_protected_again():
    assert not suppressed(
        hide(row("schueler", 3, period="2023/24", source="regionaldatenbank-21111-01-03-4"))
    )


def test_the_same_indicator_from_a_department_is_protected():
    hidden = suppressed(hide(row("schueler", 3, period="2023/24")))
    assert hidden == {("schueler", ""), ("schueler_nach_grundschule", "")}  # made of it


def test_other_municipalities_have_their_own_threshold():
    rows = hide_small_counts(
        [row("musikschule_schueler", 3, ags="16053")], CATALOGUE, AREAS, {"09761": 5, "16053": 3}
    )
    assert rows[0].value == 3


def test_a_breakdown_of_a_breakdown_is_protected_with_it():
    rows = [row("ferienprogramm_teilnehmende", 100)]
    rows += [
        row("ferienprogramm_teilnehmende", n, f"geschlecht={g}")
        for g, n in (("weiblich", 52), ("männlich", 48))
    ]
    rows += [
        row("ferienprogramm_teilnehmende", n, f"alter={a}")
        for a, n in (("6 bis unter 10", 70), ("10 bis unter 15", 30))
    ]
    rows += [
        row("ferienprogramm_teilnehmende", n, f"alter={a}|geschlecht={g}")
        for a, g, n in (
            ("6 bis unter 10", "weiblich", 49),
            ("6 bis unter 10", "männlich", 21),
            ("10 bis unter 15", "weiblich", 3),
            ("10 bis unter 15", "männlich", 27),
        )
    ]
    hidden = suppressed(hide(*rows))
    assert hidden == {("ferienprogramm_teilnehmende", r.breakdown) for r in rows[5:]}


def test_an_age_group_across_others_does_not_disturb_the_sum():
    ages = (("15 bis unter 18", 40), ("18 bis unter 20", 30), ("20 bis unter 25", 3), ("15 bis unter 25", 73))
    rows = hide(
        row("musikschule_schueler", 73), *(row("musikschule_schueler", n, f"alter={a}") for a, n in ages)
    )
    assert ("musikschule_schueler", "alter=20 bis unter 25") in suppressed(rows)


def test_a_wide_age_group_does_not_give_away_the_narrow_ones_that_make_it_up():
    # 73 - 40 - 30 = 3, though the total has other parts enough to hide the 3 behind
    ages = (
        ("6 bis unter 10", 6),
        ("15 bis unter 18", 40),
        ("18 bis unter 20", 30),
        ("20 bis unter 25", 3),
        ("15 bis unter 25", 73),
    )
    rows = hide(
        row("musikschule_schueler", 79), *(row("musikschule_schueler", n, f"alter={a}") for a, n in ages)
    )
    hidden = {place for _, place in suppressed(rows)}
    assert "alter=20 bis unter 25" in hidden
    assert hidden & {
        f"alter={a}" for a, n in ages if a in ("15 bis unter 18", "18 bis unter 20", "15 bis unter 25")
    }


def test_what_is_computed_from_a_suppressed_count_is_suppressed():
    rows = hide(
        row("kinder", 40, "alter=unter 3", "2024-03-01"),
        row("kinder_in_einrichtungen", 3, "alter=unter 3", "2024-03-01"),
    )
    computed = {k for k, r in rows.items() if "kinder_in_einrichtungen" in r.components}
    assert "betreuungsquote_einrichtungen" in {k[0] for k in computed}
    assert all(rows[k].value is None and "Datenschutzgründen" in rows[k].note for k in computed)


def test_a_supplied_rate_does_not_give_its_count_away():
    rows = hide(
        row("kinder", 40, "alter=unter 3", "2024-03-01"),
        row("kinder_in_einrichtungen", 3, "alter=unter 3", "2024-03-01"),
        row("betreuungsquote_gedruckt", 7.5, "alter=unter 3", "2024-03-01"),
    )
    assert ("betreuungsquote_gedruckt", "alter=unter 3") in suppressed(rows)


def test_a_district_needs_a_second_one_where_the_city_is_known(tmp_path):
    folder = tmp_path / "catalogue"
    folder.mkdir()
    text = (project().data / "catalogue" / "areas.csv").read_text(encoding="utf-8")
    text += "".join(f"09761-0{n},Erfunden {n},sozialraum,09761,,\n" for n in (1, 2, 3))
    (folder / "areas.csv").write_text(text, encoding="utf-8")
    areas = read_areas(tmp_path)
    rows = [
        row("seu_untersuchte_kinder", n, "", "2023/24", f"09761-0{i}") for i, n in ((1, 3), (2, 40), (3, 60))
    ]
    result = hide(*rows, areas=areas)
    assert result["seu_untersuchte_kinder", "09761", "", "2023/24"].value == 103
    hidden = {key[1] for key, r in result.items() if r.status == "suppressed"}
    assert len(hidden) == 2
    assert "09761-01" in hidden


def test_a_superseded_small_count_goes_with_all_that_was_delivered_with_it():
    def schools(*counts):
        places = ("", "schulart=Hauptschulen", "schulart=Realschulen", "schulart=Gymnasien")
        return [row("uebergaenge", n, s, "2023/24") for s, n in zip(places, counts, strict=True)]

    # The 3 has become 8, and nothing is hidden any more; the old total less the old parts would still say 3.
    old, now = schools(53, 3, 20, 30), schools(58, 8, 20, 30)
    other = row("uebergaenge", 40, "", "2022/23")
    official = row("schueler", 3, "", "2023/24", source="regionaldatenbank-21111-01-03-4")
    redacted = hide_earlier_editions([*old, other, official], now, CATALOGUE, {})
    assert [r.value for r in redacted] == [None, None, None, None, 40, 3]
    # The threshold itself is no small count.
    assert hide_earlier_editions(schools(55, 5, 20, 30), now, CATALOGUE, {}) == schools(55, 5, 20, 30)
    # What is hidden today was so before.
    hidden = [now[0]._replace(value=None, status="suppressed"), *now[1:]]
    assert (
        hide_earlier_editions([row("uebergaenge", 60, "", "2023/24")], hidden, CATALOGUE, {})[0].value is None
    )


@pytest.mark.parametrize(
    ("source", "is_hidden"),
    [
        ("regionaldatenbank-21111-01-03-4", False),
        ("regionaldatenbank-21111-01-03-4|probe", True),  # one of two sources is the municipality itself
        ("probe", True),
    ],
)
def test_a_count_of_mixed_sources_is_our_own(source, is_hidden):
    (first, *_) = hide(row("schueler", 3, period="2023/24", source=source)).values()
    assert (first.status == "suppressed") == is_hidden


def test_the_store_holds_no_small_count(scratch, tmp_path):
    data = scratch.data
    profile = data / "augsburg" / "profile.yml"
    profile.write_text(
        profile.read_text(encoding="utf-8").replace("threshold: 5", "threshold: 10"), encoding="utf-8"
    )
    (data / "augsburg" / "sources.yml").write_text(SOURCE, encoding="utf-8")
    head = "ags,indicator,breakdown,period,value,status,source\n"
    for name, values in (("a.csv", (9, 20)), ("b.csv", (8, 21))):  # the second is superseded
        rows = [f"09761,musikschule_schueler,,{2023 + i}-10-01,{v},,probe\n" for i, v in enumerate(values)]
        (data / "augsburg" / name).write_text(head + "".join(rows), encoding="utf-8")
    with open_store(data, tmp_path / "store") as store:
        found = store.observations("musikschule_schueler", "09761")
        assert found["status"].tolist() == ["suppressed", ""]
        assert found["value"].isna().tolist() == [True, False]
        lineage = store.lineage("musikschule_schueler", "09761", "2023-10-01")
        assert lineage.value is None
        assert [old.value for old in lineage.superseded] == [None]


def test_an_edition_that_is_kept_protects_the_next_one(scratch, tmp_path):
    data = scratch.data
    (data / "augsburg" / "sources.yml").write_text(SOURCE, encoding="utf-8")

    def store_of(*counts):
        schools = ("", "schulart=Hauptschulen", "schulart=Realschulen", "schulart=Gymnasien")
        rows = [f"09761,uebergaenge,{s},2023/24,{n},,probe\n" for s, n in zip(schools, counts, strict=True)]
        text = "ags,indicator,breakdown,period,value,status,source\n" + "".join(rows)
        (data / "augsburg" / "a.csv").write_text(text, encoding="utf-8")
        return open_store(data, tmp_path / "store")

    def hidden(store):
        found = store.observations("uebergaenge", "09761", ["schulart"])
        return set(found.loc[found["status"] == "suppressed", "schulart"])

    with store_of(53, 3, 20, 30) as store:
        first = hidden(store)
        assert len(first) == 2
        path, new = keep_edition(published_counts(store, "09761", 2024), 2024, data / "augsburg")
        assert new
        assert keep_edition(published_counts(store, "09761", 2024), 2024, data / "augsburg") == (path, False)
    assert ",3," not in path.read_text(encoding="utf-8")
    with store_of(53, 3, 20, 30) as store:
        assert hidden(store) == first
    with store_of(58, 8, 20, 30) as store:
        # 8 may be printed, but what was hidden next to it then still hides what was 3 then
        assert first - {"Hauptschulen"} < hidden(store)
    shutil.rmtree(data / "augsburg" / "veroeffentlicht")
    with store_of(58, 8, 20, 30) as store:
        assert not hidden(store)


def test_a_corrected_version_of_an_edition_stands_beside_the_first(tmp_path):
    first, _ = keep_edition([row("musikschule_schueler", 30)], 2024, tmp_path)
    second, new = keep_edition([row("musikschule_schueler", 31)], 2024, tmp_path)
    assert new
    assert (first.name, second.name) == ("2024.csv", "2024-2.csv")
    assert ",30," in first.read_text(encoding="utf-8")
