"""Need-weighted allocation: exact, within its bounds, fair in order, and only proportions count."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from helpers.data.areas import Area
from helpers.data.catalogue import read_catalogue
from helpers.data.steering.allocation import FILE, Plan, allocate, read_plans, weights
from helpers.errors import DataError
from helpers.paths import project


def plan(**more: object) -> Plan:
    return Plan.model_validate(
        {"name": "Probe", "einheit": "Stellen", "menge": 10, "grundlage": "kinder", **more}
    )


needs = st.lists(st.floats(0.5, 5000), min_size=2, max_size=25).map(
    lambda values: {f"d{i}": v for i, v in enumerate(values)}
)
steps = st.sampled_from([0.25, 0.5, 1.0, 10.0])


@st.composite
def cases(draw: st.DrawFn) -> tuple[dict[str, float], Plan]:
    need, step = draw(needs), draw(steps)
    low = draw(st.integers(0, 4))
    high = draw(st.one_of(st.none(), st.integers(low, 60)))
    units = draw(st.integers(max(1, low * len(need)), 400))
    assume(high is None or (high > 0 and units <= high * len(need)))
    ceiling = None if high is None else high * step
    return need, plan(menge=units * step, schritt=step, mindestens=low * step, hoechstens=ceiling)


@given(cases())
def test_it_adds_up_within_floor_and_ceiling_and_in_whole_steps(case: tuple[dict[str, float], Plan]) -> None:
    need, what = case
    given_ = allocate(need, what)
    assert sum(given_.values()) == what.menge
    assert all(value / what.schritt == int(value / what.schritt) for value in given_.values())
    assert min(given_.values()) >= what.mindestens
    assert what.hoechstens is None or max(given_.values()) <= what.hoechstens


@given(cases())
def test_who_needs_more_never_gets_less(case: tuple[dict[str, float], Plan]) -> None:
    need, what = case
    given_ = allocate(need, what)
    for one, wanted in need.items():
        for other, less in need.items():
            assert wanted <= less or given_[one] >= given_[other]


@given(cases(), st.sampled_from([0.125, 2.0, 64.0, 1024.0]))
def test_only_the_proportions_of_need_count(case: tuple[dict[str, float], Plan], factor: float) -> None:
    need, what = case
    assert allocate({d: value * factor for d, value in need.items()}, what) == allocate(need, what)


@given(cases())
def test_nobody_loses_when_there_is_more(case: tuple[dict[str, float], Plan]) -> None:
    need, what = case
    more = what.model_copy(update={"menge": what.menge + what.schritt})
    assume(what.hoechstens is None or more.menge <= what.hoechstens * len(need))
    before, after = allocate(need, what), allocate(need, more)
    assert all(after[d] >= before[d] for d in need)


def test_it_is_the_divisor_method_of_sainte_lague() -> None:
    """Seats for 10,000 / 8,000 / 3,000 / 2,000 votes, 8 seats: 3, 3, 1, 1 (quotients 10000, 8000, 3333, 3000, 2667, 2000, 2000, 1600)."""
    need = {"a": 10_000, "b": 8_000, "c": 3_000, "d": 2_000}
    assert allocate(need, plan(menge=8)) == {"a": 3, "b": 3, "c": 1, "d": 1}


def test_half_posts_with_floor_and_ceiling() -> None:
    """Proportional would be 7.2, 1.8 and 1.0; the ceiling cuts the first to 5, the rest goes on in proportion 1.8 : 1."""
    what = plan(menge=10, schritt=0.5, mindestens=0.5, hoechstens=5)
    assert allocate({"a": 72, "b": 18, "c": 10}, what) == {"a": 5.0, "b": 3.0, "c": 2.0}


def test_large_amounts_take_no_time() -> None:
    given_ = allocate({"a": 2, "b": 1}, plan(menge=3_000_000))
    assert given_ == {"a": 2_000_000, "b": 1_000_000}


def test_weights_rise_evenly_with_the_index() -> None:
    assert weights({"a": -1.0, "b": 0.0, "c": 1.0}, 3) == {"a": 1.0, "b": 2.0, "c": 3.0}
    assert weights({"a": 0.5, "b": 0.5}, 3) == {"a": 1.0, "b": 1.0}


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"mindestens": 4}, "Für 3 Gebiete mit mindestens 4 braucht es 12 Stellen, zu verteilen sind 10"),
        ({"hoechstens": 3}, "Mit höchstens 3 je Gebiet lassen sich 9 Stellen verteilen, nicht 10"),
        ({"mindestens": 3, "hoechstens": 2}, "„mindestens“ .3. ist mehr als „hoechstens“ .2."),
    ],
)
def test_what_cannot_be_distributed_is_said(more: dict[str, float], said: str) -> None:
    with pytest.raises(DataError, match=said):
        allocate({"a": 1, "b": 2, "c": 3}, plan(**more))


PLAN = "probe:\n  name: Probe\n  einheit: Stellen\n  menge: 10\n  grundlage: grundschulkinder\n"
CATALOGUE = read_catalogue(project().data)
HOME = "99999"
DISTRICTS = tuple(
    Area(f"{HOME}-{number}", name, "sozialraum", HOME) for number, name in (("01", "Nord"), ("10", "Süd"))
)


def read(tmp_path: Path, text: str, districts: tuple[Area, ...] = DISTRICTS) -> tuple[Plan, ...]:
    path = tmp_path / "beispiel" / FILE
    path.parent.mkdir(parents=True)
    path.write_text(text, "utf-8")
    return read_plans(tmp_path, "beispiel", districts, CATALOGUE)


def test_a_plan_is_read(tmp_path: Path) -> None:
    today = {"01": 1.5, "Süd": 2}
    keys = {f"{HOME}-01": 1.5, f"{HOME}-10": 2.0}
    text = PLAN + "".join(["  heute:\n", *(f'    "{name}": {n}\n' for name, n in today.items())])
    assert read(tmp_path, text) == (plan(grundlage="grundschulkinder", heute=keys),)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            PLAN.replace("menge", "mengen"),
            "Zeile 4: Der Schlüssel „probe.mengen“ ist nicht bekannt.*Meinten Sie „menge“",
        ),
        (PLAN.replace("10", "viel"), "Zeile 4: „probe.menge“ ist „viel“; erwartet wird eine Zahl"),
        (PLAN.replace("10", "-10"), "Zeile 4: „probe.menge“ ist „-10“; erwartet: mehr als 0[.]$"),
        (PLAN.replace("10", ".inf"), "Zeile 4: „probe.menge“ ist „inf“; erwartet wird eine Zahl"),
        (PLAN.replace("10", "1.010,5"), ".*erwartet wird eine Zahl mit Punkt statt Komma: 1010.5[.]$"),
        (
            PLAN.replace("10", "10.3"),
            "Zeile 4: „menge“ ist 10,3; erwartet wird ein Vielfaches des Schritts 1",
        ),
        (PLAN + "  schritt: 0\n", "Zeile 6: „probe.schritt“ ist „0“; erwartet: mindestens 0.01"),
        (PLAN + "  faktor: 0.5\n", "Zeile 6: „probe.faktor“ ist „0.5“"),
        (
            PLAN + "  mindestens: 3\n  hoechstens: 2\n",
            "Zeile 1: „mindestens“ .3. ist mehr als „hoechstens“ .2.",
        ),
        (PLAN + "  mindestens: 6\n", "Zeile 1: Für 2 Gebiete mit mindestens 6 braucht es 12 Stellen"),
        (
            PLAN.replace("grundschulkinder", "grundschulkind"),
            "Zeile 5: .* nicht im Katalog. Meinten Sie „grundschulkinder“",
        ),
        (PLAN.replace("grundschulkinder", "kinderarmut"), "Zeile 5: „kinderarmut“ .* ist keine Anzahl"),
        (
            PLAN + "  heute: {Norrd: 1}\n",
            "Zeile 6: „Norrd“ unter „heute“ ist kein Sozialraum.* Meinten Sie „Nord“",
        ),
        (PLAN + '  heute: {Nord: 1, "01": 2}\n', "Zeile 6: „01“ unter „heute“ steht zweimal da.*„Nord“"),
        (PLAN + "  heute: {010: 1}\n", "Zeile 6: Unter „heute“ steht eine Nummer ohne Anführungszeichen"),
        (
            PLAN + "  heute: {Nord: -1}\n",
            "Zeile 6: „probe.heute.Nord“ ist „-1“; erwartet: mindestens 0[.]$",
        ),
    ],
)
def test_mistakes_in_the_file_are_said(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(DataError, match=f"data/beispiel/steuerung/verteilung.yml, {said}"):
        read(tmp_path, text)


def test_without_a_file_there_is_no_plan(tmp_path: Path) -> None:
    assert read_plans(tmp_path, "beispiel", DISTRICTS, CATALOGUE) == ()
