"""Flow charts: nothing gets lost between stages, and the page shows what is true in Musterstadt."""

from __future__ import annotations

from collections import defaultdict
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from examples.musterstadt import cohort
from helpers import Report
from helpers.errors import NoData
from helpers.figures.draw.labels import spread
from helpers.figures.flows.flowlayout import layout

HEIGHT, GAP = 12.0, 0.3
THROUGH = ["klasse5", "klasse9", "abschluss", "danach"]


@st.composite
def flows(draw):
    """Return stages and steps in which everything that arrives at a value goes on."""
    names = [[f"{stage}{i}" for i in range(draw(st.integers(1, 6)))] for stage in "abc"]
    first = {name: draw(st.integers(1, 900)) for name in names[0]}
    stages, steps = [first], []
    for targets in names[1:]:
        step = {}
        for source, size in stages[-1].items():
            cuts = sorted(
                draw(st.lists(st.integers(0, size), min_size=len(targets) - 1, max_size=len(targets) - 1))
            )
            for target, (low, high) in zip(targets, pairwise([0, *cuts, size]), strict=True):
                if high > low:
                    step[source, target] = high - low
        reached = defaultdict(int)
        for (_, target), n in step.items():
            reached[target] += n
        stages.append({t: reached[t] for t in targets if reached[t]})
        steps.append(step)
    return stages, steps


@given(flows())
def test_nothing_is_lost_between_the_stages(found):
    stages, steps = found
    nodes, bands = layout(stages, steps, HEIGHT, GAP)
    whole = sum(stages[0].values())
    unit = next(iter(nodes[0].values()))
    scale = (unit.bottom - unit.top) / next(iter(stages[0].values()))
    for column, stage in zip(nodes, stages, strict=True):
        assert sum(n.bottom - n.top for n in column.values()) == pytest.approx(whole * scale)
        for name, node in column.items():
            assert node.bottom - node.top == pytest.approx(stage[name] * scale)
            assert -1e-9 <= node.top <= node.bottom <= HEIGHT + 1e-9
        for above, below in pairwise(column.values()):
            assert below.top - above.bottom == pytest.approx(GAP)
    for i, step in enumerate(steps):
        mine = {(b.source, b.target): b for b in bands if b.stage == i}
        assert mine.keys() == step.keys()
        for edge, band in mine.items():
            for low, high in (band.left, band.right):
                assert high - low == pytest.approx(step[edge] * scale)
        for side, at, place in (("left", i, 0), ("right", i + 1, 1)):
            for name, node in nodes[at].items():
                ends = sorted(getattr(b, side) for edge, b in mine.items() if edge[place] == name)
                assert ends[0][0] == pytest.approx(node.top)
                assert ends[-1][1] == pytest.approx(node.bottom)
                assert all(a[1] == pytest.approx(b[0]) for a, b in pairwise(ends))


def test_a_hidden_flow_leaves_room():
    nodes, bands = layout([{"a": 100}, {"b": 60, "c": 40}], [{("a", "b"): 60}], 10, 0)
    assert [(b.left, b.right) for b in bands] == [((0.0, 6.0), (0.0, 6.0))]
    assert (nodes[1]["c"].top, nodes[1]["c"].bottom) == (6.0, 10.0)


def test_a_hidden_node_is_as_high_as_what_is_known_to_flow_through_it():
    nodes, _ = layout([{"a": 100}, {"b": 0, "c": 0}], [{("a", "b"): 60, ("a", "c"): 40}], 10, 0)
    assert nodes[1]["b"].bottom - nodes[1]["b"].top == 6.0


@given(st.lists(st.tuples(st.floats(0, 10), st.floats(0.3, 0.9)), min_size=1, max_size=8))
def test_labels_never_cover_each_other(found):
    heights = [h for _, h in found]
    places = spread(sorted(m for m, _ in found), heights, 10.0)
    for (a, low), (b, high) in pairwise(zip(places, heights, strict=True)):
        assert b - a >= (low + high) / 2 - 1e-9
    assert places[0] >= heights[0] / 2 - 1e-9
    assert places[-1] <= 10 - heights[-1] / 2 + 1e-9


def drawn(year: int = 2025):
    return Report("musterstadt", year).flow("schulverlauf", through=THROUGH, start="Grundschule")


@pytest.mark.parametrize("year", [2022, 2025])
def test_the_true_ways_are_on_the_page(year):
    true = {(source, target): n for (_, source, target), (n, _) in cohort.ways(year).items()}
    shown = {(row[1], row[3]): row[4] for row in drawn(year).rows if row[1] != "Grundschule"}
    assert len(shown) > 40
    for edge, number in shown.items():
        assert number is None or number == true[edge]
    assert {edge for edge, n in true.items() if n >= 20} <= shown.keys()


def test_its_table_adds_up():
    into, out = defaultdict(float), defaultdict(float)
    for _, source, _, target, number, _ in drawn().rows:
        out[source] += number
        into[target] += number
    for name in into.keys() & out.keys() - set(cohort.figures.SCHOOLS):  # types of school stand in two stages
        assert into[name] == out[name]
    assert out["Grundschule"] == sum(into[name] for name in cohort.AFTER[cohort.MIDDLE]) + into[cohort.STUDY]


def test_the_alt_text_names_the_largest_flows():
    shown = drawn()
    assert "Die größten Ströme: von „Gymnasien“ nach „Gymnasien“" in shown.alt
    assert "von „mit allgemeiner Hochschulreife“ nach „Studium“" in shown.alt


def test_children_of_the_cohort_changed_school_nine_years_before():
    begun = cohort.transitions(2016)
    with_cohort = cohort.ways(2025)
    for kind in cohort.figures.SCHOOLS:
        tracked = sum(
            n for (stage, source, _), (n, _) in with_cohort.items() if stage == "klasse9" and source == kind
        )
        assert 0.9 * begun[kind][0] < tracked < begun[kind][0]


def test_the_cross_table_says_the_same():
    table = Report("musterstadt", 2025).cross_table("schulverlauf", rows="klasse5", columns="klasse9")
    gymnasien = next(row for row in table.rows if row[0] == "Gymnasien")
    true = cohort.ways(2025)
    begun = sum(
        n for (stage, source, _), (n, _) in true.items() if (stage, source) == ("klasse9", "Gymnasien")
    )
    stayed = true["klasse9", "Gymnasien", "Gymnasien"][0]
    assert gymnasien[1] == begun
    assert gymnasien[-1] == pytest.approx(100 * stayed / begun, abs=1e-4)
    assert sum(gymnasien[2:]) == pytest.approx(100, abs=1e-3)


def test_girls_reach_the_abitur_more_often():
    """What the generator gives girls is found again in the figures by sex."""
    report = Report("musterstadt", 2025)
    shares = [
        report.share("schulverlauf", of={"geschlecht": sex}, abschluss="mit allgemeiner Hochschulreife")
        for sex in ("weiblich", "männlich")
    ]
    girls, boys = (float(s.replace("\u00a0%", "").replace(",", ".")) for s in shares)
    assert girls > boys


def test_real_municipalities_have_none():
    with pytest.raises(NoData):
        Report("augsburg", 2025).flow("schulverlauf", through=THROUGH, start="Grundschule")
