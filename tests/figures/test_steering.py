"""Allocation and offers of Musterstadt: what is printed follows from files and store, nothing protected is used."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from examples.musterstadt.steering import AIMS, UNSERVED
from examples.musterstadt.truth import AGS
from helpers.data.steering.goals import Goal, Measure
from helpers.errors import DataError, NoChapter, NoData
from helpers.facts.series import Series
from helpers.figures.districts.socialindex import shrunk_index_of
from helpers.figures.outlook.forecast_chart import _observed
from helpers.figures.steering.allocated import allocation_of
from helpers.figures.steering.edition_changes import previous
from helpers.figures.steering.goalsdrawing import draw
from helpers.figures.steering.offered import NEED, offered
from helpers.figures.steering.standings import _standing, standings
from helpers.report import Report
from helpers.text.lights import RULE, Light
from helpers.text.markdown import plain
from tests.figures.conftest import report_for


@pytest.mark.parametrize(("position", "amount"), [(1, 42), (2, 240)])
def test_the_whole_amount_is_distributed(position: int, amount: float) -> None:
    done = allocation_of(report_for("musterstadt"), position)
    assert sum(done.given.values()) == amount == sum(done.today.values())
    shown = report_for("musterstadt").allocation_table(position)
    names = [c.name for c in shown.columns]
    assert sum(float(str(row[names.index("Nach Bedarf")])) for row in shown.rows) == amount
    assert sum(float(str(row[names.index("Unterschied")])) for row in shown.rows) == 0


def test_a_child_under_strain_counts_more() -> None:
    report = report_for("musterstadt")
    done, index = allocation_of(report, 1), shrunk_index_of(report)
    ranked = sorted(index.values, key=lambda ags: index.values[ags])
    assert done.weight[ranked[0]] == 1
    assert done.weight[ranked[-1]] == done.plan.faktor
    told = " ".join(report.allocation(1).notes)
    assert "dreimal so viel wie bei der günstigsten" in told
    assert "mindestens 0,5, höchstens 5,0 Stellen" in told


def test_a_plan_that_is_not_there_leaves_its_figure_out() -> None:
    with pytest.raises(NoData):
        report_for("musterstadt").allocation(3)
    with pytest.raises(NoData):
        report_for("augsburg").allocation(1)


def test_gaps_are_where_need_is_and_nothing_checked() -> None:
    report = report_for("musterstadt")
    found = offered(report)
    shown = report.uncovered(most=100)
    gaps = {(row[0], row[1]) for row in shown.rows}
    for number in UNSERVED:
        name = report.store.areas[f"{AGS}-{number:02d}"].name
        assert (name, "Kita – Grundschule") in gaps
    needed = [float(str(row[2])) for row in shown.rows]
    assert needed == sorted(needed, reverse=True)
    for name, transition in gaps:
        ags = next(a.ags for a in report.districts() if a.name == name)
        assert not [o for o in found.offers if o.area == ags and o.transition == transition]


def test_places_per_100_are_places_divided_by_need() -> None:
    report = report_for("musterstadt")
    found = offered(report)
    columns = [c.name for c in report.offer_gaps().columns]
    checked = 0
    for row in report.offer_gaps().rows:
        ags = f"{AGS}-{row[0]}"
        for transition, (indicator, within, _) in NEED.items():
            shown = row[columns.index(transition)]
            breakdown = "|".join(f"{k}={v}" for k, v in within.items())
            rows = [r for r in report.store.rows(indicator) if r.ags == ags and r.breakdown == breakdown]
            last = max(rows, key=lambda r: r.period)
            if last.status == "suppressed":
                assert shown is None
            elif shown:
                assert shown == pytest.approx(100 * found.places(ags, transition) / last.value, abs=0.01)
                checked += 1
    assert checked >= 30


def test_stale_offers_are_named_and_not_counted() -> None:
    report = report_for("musterstadt")
    found = offered(report)
    assert len(found.stale) >= 4
    assert not set(found.stale) & set(found.offers)
    assert f"Nicht mitgezählt sind {len(found.stale)} Angebote" in " ".join(report.offer_table().notes)


def test_without_lists_there_are_no_gaps() -> None:
    with pytest.raises(NoData):
        report_for("augsburg").offer_gaps()


def test_the_goals_of_musterstadt_stand_as_the_rule_says() -> None:
    report = report_for("musterstadt")
    rows = standings(report)
    assert len(rows) == len(AIMS)
    assert {s.light for s in rows} >= {Light.REACHED, Light.ON_COURSE, Light.DELAYED, Light.OFF_COURSE}
    shown = report.goals()
    assert shown.svg is not None
    for s, row in zip(rows, shown.display, strict=True):
        assert row[-1] == s.light.text
        assert s.light.word in shown.svg
    assert RULE in [note.replace("\\", "") for note in shown.notes]


def test_the_planted_district_is_no_success() -> None:
    """The holiday programme does not get through to the Beispielviertel, whatever the goal says."""
    district = next(s for s in standings(report_for("musterstadt")) if s.place == "Beispielviertel")
    assert district.light is Light.OFF_COURSE
    assert "(Beispielviertel)" in district.measured


def test_changes_are_those_between_two_report_years() -> None:
    from helpers import Report

    report = report_for("musterstadt")
    assert previous(report).year == 2024
    then, now = standings(Report("musterstadt", 2024)), standings(report)
    shown = report.goals_changed()
    for row, old, new in zip(shown.rows, then, now, strict=True):
        assert row[2:4] == (old.now and old.now.value, new.now and new.now.value)
        assert row[5:7] == (old.light.text, new.light.text)
    assert (
        report.edition_changes(["kinderarmut_sgb2"]).rows[0][2]
        == Report("musterstadt", 2024).total("kinderarmut_sgb2").last.value
    )


def test_the_last_kept_edition_counts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from helpers import Report
    from helpers.paths import Project

    report = Report("musterstadt", 2025)
    kept = tmp_path / "data" / "musterstadt" / "veroeffentlicht"
    kept.mkdir(parents=True)
    for name in ("2021.csv", "2022-2.csv", "2025.csv"):
        (kept / name).write_text("")
    monkeypatch.setattr("helpers.paths.project", lambda: Project(tmp_path))
    assert previous(report).year == 2022


def test_goals_that_are_new_altered_or_gone_since_the_last_edition_are_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from helpers.figures.steering.edition_changes import changes_of
    from helpers.paths import Project
    from helpers.paths import project as checkout

    report = Report("musterstadt", 2025)
    city = tmp_path / "data" / "musterstadt"
    for name in ("steuerung", "veroeffentlicht/ziele"):
        (city / name).mkdir(parents=True)
    now = (checkout().data / "musterstadt" / "steuerung" / "ziele.csv").read_text("utf-8-sig")
    (city / "steuerung" / "ziele.csv").write_text(now, "utf-8")
    head, *rows = now.splitlines()
    then = [row for row in rows if not row.startswith("7;")]
    then = [row.replace(";2021;22;2029;", ";2021;20,5;2027;") for row in then]
    then.append("99;Mehr Bänke;gibt_es_nicht_mehr;steigern;2020;5;2024;Bänke;Bauamt;30.06.2022;;;")
    (city / "veroeffentlicht" / "ziele" / "2023.csv").write_text("\n".join([head, *then]), "utf-8")
    monkeypatch.setattr("helpers.paths.project", lambda: Project(tmp_path))
    assert previous(report).year == 2023
    assert changes_of(report).said == (
        "Neu ist das Ziel „Bibliotheken erreichen mehr Kinder“.",
        (
            "Geändert ist das Ziel „Weniger Kinder brauchen vor der Einschulung Hilfe in der Sprache“ (Zielwert 22,0 statt 20,5, "
            "Zieljahr 2029 statt 2027)."
        ),
        "Nicht mehr verfolgt wird das Ziel „Mehr Bänke“.",
    )
    new = next(row for row in report.goals_changed().display if row[0] == "7")
    assert (new[2], new[5]) == ("", "neu"), "the last edition had no such goal, so it had no light"
    told = plain(report.changes_finding())
    assert "; die Kennzahl selbst blieb im Rahmen der üblichen Schwankung)" in told, (
        "a light may move while its figure does not"
    )
    assert told.endswith("Nicht mehr verfolgt wird das Ziel „Mehr Bänke“.")
    (city / "veroeffentlicht" / "ziele" / "2023.csv").write_text("nr;ziel\n", "utf-8")
    with pytest.raises(DataError, match=r"ziele/2023.csv, Zeile 1.* aus der Sicherung wiederherstellen"):
        changes_of(Report("musterstadt", 2025))


def test_nothing_new_is_no_change() -> None:
    with pytest.raises(NoData):
        report_for("augsburg").edition_changes(["kinderarmut"])


def test_without_goals_there_is_no_chapter() -> None:
    with pytest.raises(NoChapter):
        report_for("augsburg").require_steering()
    with pytest.raises(NoData):
        report_for("augsburg").goals()


def test_what_is_given_out_today_is_said_where_it_is_not_the_same_amount(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from dataclasses import replace

    from helpers.figures.steering import allocation_chart as allocation

    report = report_for("musterstadt")
    done = allocation_of(report, 1)
    less = replace(done, today={key: max(value - 1, 0.0) for key, value in done.today.items()})
    monkeypatch.setattr(allocation, "allocation_of", lambda *_: less)
    told = plain(report.allocation_finding(1))
    assert told.startswith(
        "Heute sind 20,0 Stellen verteilt, gerechnet ist mit 42,0. Am meisten käme hinzu: "
    )


def test_old_figures_are_said_to_be_old() -> None:
    assert "(Zahlen bis" not in plain(report_for("musterstadt").goals_finding())
    later = Report("musterstadt", 2028)
    assert plain(later.goals_finding()).startswith("Stand der zehn Ziele (Zahlen bis 2025): ")


def test_a_goal_is_not_measured_across_a_break() -> None:
    """Apprentices per 100: INKAR 2021 ends in 2019, INKAR 2024 begins in 2020, no year shows that they agree."""
    report = report_for("augsburg")
    measure = Measure("mehr werben", "Schulverwaltungsamt", dt.date(2026, 3, 1))
    goal = Goal(
        number="7",
        text="Mehr Ausbildung",
        indicator="auszubildende_je_100_15_bis_25",
        within=(),
        area=report.ags,
        up=True,
        start=2019,
        target=30.0,
        until=2030,
        measures=(measure,),
        overall="",
        line=2,
    )
    across, since = _standing(report, goal), _standing(report, replace(goal, start=2020))
    assert (across.light, across.due) == (Light.REBASED, None)
    assert "kein gemeinsames Jahr zeigt" in across.broken
    assert across.now == since.now
    assert since.light is not Light.REBASED
    assert since.due is not None
    assert not since.broken
    assert "neue Grundlage" in draw([across, since])


def test_a_forecast_learns_nothing_from_before_a_break(monkeypatch: pytest.MonkeyPatch) -> None:
    report = Report("musterstadt", 2025)
    first = _observed(report)[0].counts
    over_values = Report.over_values

    def broken_in(year: int) -> None:
        def broken(self: Report, *args: Any, **kwargs: Any) -> list[Series]:
            found = over_values(self, *args, **kwargs)
            cells = {**found[4].cells, year: replace(found[4].cells[year], broken="Anders gezählt.")}
            return [*found[:4], replace(found[4], cells=cells), *found[5:]]

        monkeypatch.setattr(Report, "over_values", broken)
        _observed.cache_clear()

    broken_in(2016)
    assert min(first) < 2016
    assert min(_observed(report)[0].counts) == 2016
    broken_in(2023)
    with pytest.raises(NoData, match="seit 2023 wird anders gezählt"):
        _observed(report)
    monkeypatch.undo()
    _observed.cache_clear()
