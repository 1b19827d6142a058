"""Allocation and offers of Musterstadt: what is printed follows from files and store, nothing protected is used."""

from __future__ import annotations

import pytest

from helpers.data.musterstadt.steering import UNSERVED
from helpers.data.musterstadt.truth import AGS
from helpers.errors import NoData
from helpers.figures.allocated import allocation_of
from helpers.figures.districts import social_index_of
from helpers.figures.offered import NEED, offered
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
    done, (index, _) = allocation_of(report, 1), social_index_of(report)
    ranked = sorted(index.values, key=lambda ags: index.values[ags])
    assert done.weight[ranked[0]] == 1
    assert done.weight[ranked[-1]] == done.plan.faktor
    told = " ".join(report.allocation(1).notes)
    assert "3-mal so viel wie bei der günstigsten" in told
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
