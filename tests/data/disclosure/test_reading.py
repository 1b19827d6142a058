"""What a reader of everything that is published can say about the counts that are not. All figures are made up.

Cities come as the figures a report would publish, after `hide_small_counts`; a whole report is read in
`tests/end_to_end/test_reading.py`.
"""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from helpers.data.areas import read_areas
from helpers.data.catalogue import read_catalogue
from helpers.data.compute import complete
from helpers.data.disclosure.own_counts import hide_small_counts
from helpers.data.keys import split_breakdown
from helpers.data.observations import Row
from helpers.paths import project
from tests.data.disclosure.published import Count, Published, add, knowledge
from tests.data.disclosure.reader import Reader

CATALOGUE = read_catalogue(project().data)
CITY = "09761"
SCHOOLS = ("Hauptschulen", "Realschulen", "Gymnasien", "Integrierte Gesamtschulen")
SEXES = ("weiblich", "männlich")
AGES = ("unter 3", "3 bis unter 6", "6 bis unter 10", "10 bis unter 15")
FRACTIONS = {
    "uebergangsquote_gymnasium": [
        (
            Count("uebergaenge", "", "", frozenset({("schulart", "Gymnasien")})),
            Count("uebergaenge", "", ""),
            100.0,
        )
    ],
    "seu_auffaellig_motorik": [
        (Count("seu_befund_motorik", "", ""), Count("seu_untersuchte_kinder", "", ""), 100.0)
    ],
}


@pytest.fixture(scope="module")
def areas(tmp_path_factory):
    folder = tmp_path_factory.mktemp("gebiete") / "catalogue"
    folder.mkdir()
    text = (project().data / "catalogue" / "areas.csv").read_text(encoding="utf-8")
    text += "".join(f"{CITY}-0{n},Erfunden {n},sozialraum,{CITY},,\n" for n in range(1, 7))
    (folder / "areas.csv").write_text(text, encoding="utf-8")
    return read_areas(folder.parent)


def row(indicator, ags, value, period, **places):
    breakdown = "|".join(f"{d}={v}" for d, v in sorted(places.items()))
    return Row(indicator, ags, breakdown, period, float(value), "", "probe", "")


def cross(rng, indicator, ags, period, dims, mean, sums):
    """Return the rows of one area: every cell of the crossed dimensions and, where asked, their sums."""
    values = list(dims.values())
    weights = rng.gamma(0.7, 1.0, size=[len(v) for v in values])
    counts = rng.poisson(mean * weights)
    rows = []
    for place in itertools.product(*[range(-1, len(v)) for v in values]):
        if not sums and -1 in place and any(i >= 0 for i in place):
            continue
        n = counts[tuple(slice(None) if i < 0 else i for i in place)].sum()
        at = {d: v[i] for (d, v), i in zip(dims.items(), place, strict=True) if i >= 0}
        rows.append(row(indicator, ags, n, period, **at))
    return rows


def random_city(rng):
    """Return the deliveries of a small city: two to six districts, some tables crossed, some with sums, some with a rest."""
    districts = [f"{CITY}-0{n}" for n in range(1, int(rng.integers(2, 7)) + 1)]
    mean = float(rng.choice([2, 6, 20]))
    schools = SCHOOLS[: int(rng.integers(2, 5))]
    dims = {"schulart": schools} | ({"geschlecht": SEXES} if rng.random() < 0.5 else {})
    ages = {"alter": AGES[: int(rng.integers(2, 5))]}
    sums, rest = rng.random() < 0.7, rng.random() < 0.3
    rows = []
    for ags in districts:
        rows += cross(rng, "uebergaenge", ags, "2023/24", dims, mean, sums)
        rows += cross(rng, "kinder_sgb2", ags, "2023", ages, mean, True)
        tested = int(rng.poisson(mean * 3))
        rows += [
            row("seu_untersuchte_kinder", ags, tested, "2023/24"),
            row("seu_befund_motorik", ags, rng.binomial(tested, 0.3), "2023/24"),
        ]
    if rest:  # one school is not delivered: what is left of the total is printed nowhere
        rows = [r for r in rows if f"schulart={schools[0]}" not in r.breakdown]
    return rows, frozenset({("uebergaenge", "schulart")} if rest else ())


def published(rows, unfinished):
    """Return the rows as a report prints them."""
    found = Published(fractions=FRACTIONS, unfinished=unfinished)
    for r in rows:
        found.units[r.indicator] = CATALOGUE.indicators[r.indicator].unit
        cell = Count(r.indicator, r.ags, r.period, frozenset(split_breakdown(r.breakdown).items()))
        add(found, cell, "" if r.value is None else f"{r.value:.12g}", r.status)
    return found


def shown(rows, areas, threshold):
    return hide_small_counts(complete(rows, CATALOGUE, areas), CATALOGUE, areas, {CITY: threshold})


def hopeless(reader, cells, threshold):
    """Return the cells that remain narrow when everything but zeros is hidden: what nobody can protect.

    Such is a count that no sum ties to another one that can be small: the symbol itself says that it is.
    """
    zeros = {cell: 0 for cell, value in reader.shown.items() if not value}
    hidden = {cell: (1, np.inf) for cell in reader.shown if cell not in zeros}
    everything = Reader(zeros, reader.limits | hidden, reader.lines)
    return {finding.cell for finding in everything.findings(cells, threshold)}


def attack(seed, areas):
    """Return what a reader of a random city finds, and how many counts are hidden."""
    rng = np.random.default_rng(seed)
    threshold = (3, 5)[seed % 2]
    rows, unfinished = random_city(rng)
    read = published(shown(rows, areas, threshold), unfinished)
    reader = knowledge([read])
    found = reader.findings(read.hidden, threshold)
    if found:
        lost = hopeless(reader, [finding.cell for finding in found], threshold)
        found = [finding for finding in found if finding.cell not in lost]
    return found, len(read.hidden)


def test_nothing_is_found_in_random_cities(areas):
    hidden = 0
    for seed in range(20):
        found, count = attack(seed, areas)
        assert not found, f"seed {seed}: {found[0]}"
        hidden += count
    assert hidden > 300


@pytest.mark.long
@pytest.mark.parametrize("block", range(10))
def test_nothing_is_found_in_hundreds_of_random_cities(block, areas):
    for seed in range(1000 + 50 * block, 1050 + 50 * block):
        found, _ = attack(seed, areas)
        assert not found, f"seed {seed}: {found[0]}"
