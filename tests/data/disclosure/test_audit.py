"""No suppressed count can be narrowed to within the threshold, whatever the table."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.optimize import Bounds, LinearConstraint, milp

from helpers.data.disclosure import protect

THRESHOLDS = (3, 5)


def audit(counts, threshold, make_margins, reading):
    table = make_margins(counts)
    dims = list(table.columns[:-1])
    result = protect(table, dims, threshold=threshold)
    true = table["value"].to_numpy()
    hidden = result.suppressed.to_numpy()
    assert hidden[(true > 0) & (true < threshold)].all(), "a small count is published"
    assert not hidden[true == 0].any(), "a zero is hidden"
    assert not result.exposed
    reader = reading(result.frame, dims)
    cells = np.flatnonzero(hidden).tolist()
    # Whoever sees only zeros besides may know that a sum is one cell.
    everything = reading(result.frame.assign(value=np.where(true > 0, np.nan, 0.0)), dims)
    for finding in reader.findings(cells, threshold):
        where = table.iloc[finding.cell].to_dict()
        assert finding.by_rule, f"{where} can only be {finding.low} to {finding.high}"
        assert everything.findings([finding.cell], threshold), f"{where} is the only one that can be small"
    if not result.withstands_insiders:
        return result
    small = [i for i in cells if 0 < true[i] < threshold]
    for one in (i for i in small if true[i] == 1):
        others = [i for i in small if i != one]
        for i, (low, high) in reader.ranges(others, {one: 1}).items():
            if high == low:
                low, high = everything.ranges([i], {one: 1})[i]
                assert high == low, f"whoever is in {one} knows {i}"
    return result


@pytest.mark.parametrize("seed", range(40))
def test_random_tables_hold(seed, make_counts, make_margins, reading):
    rng = np.random.default_rng(seed)
    audit(make_counts(rng), THRESHOLDS[seed % 2], make_margins, reading)


@pytest.mark.long
@pytest.mark.parametrize("block", range(30))
def test_thousands_of_random_tables_hold(block, make_counts, make_margins, reading):
    rng = np.random.default_rng(1000 + block)
    for i in range(100):
        audit(make_counts(rng), THRESHOLDS[i % 2], make_margins, reading)


def optimum(table, dims, threshold, sums):
    """Return the smallest number of suppressed cells that leaves every small count an interval wide enough.

    One integer programme with two whole tables per small count, one where it is large and one where it is small.
    """
    true = table["value"].to_numpy(dtype=float)
    small = [i for i in range(len(true)) if 0 < true[i] < threshold]
    n, far = len(true), 20.0 * threshold
    width = n * (1 + 2 * len(small))
    rows, low, high = [], [], []

    def add(entries, least, most):
        row = np.zeros(width)
        for column, factor in entries:
            row[column] += factor
        rows.append(row)
        low.append(least)
        high.append(most)

    for k, i in enumerate(small):
        above, below = n * (1 + 2 * k), n * (2 + 2 * k)
        for start in (above, below):
            for equation in sums(table, dims):
                add([(start + j, equation[j]) for j in np.flatnonzero(equation)], 0, 0)
            for j in range(n):  # moves away from the true count only where it is suppressed
                add([(start + j, 1), (j, -far)], -np.inf, true[j])
                add(
                    [(start + j, 1), (j, true[j] - 1)], true[j], np.inf
                )  # zeros are printed: it is 1 at least
        add([(above + i, 1), (below + i, -1)], threshold, np.inf)
    free = [1.0 if i in small else 0.0 for i in range(n)]
    most = [1.0 if true[i] > 0 else 0.0 for i in range(n)]
    result = milp(
        np.r_[np.ones(n), np.zeros(width - n)],
        constraints=LinearConstraint(np.array(rows), low, high),
        integrality=np.r_[np.ones(n), np.zeros(width - n)],
        bounds=Bounds(np.r_[free, np.zeros(width - n)], np.r_[most, np.full(width - n, np.inf)]),
    )
    assert result.success, result.message
    return round(result.fun)


def small_tables(seeds, make_margins):
    for seed in seeds:
        rng = np.random.default_rng(seed)
        shape = [(6,), (3, 3), (2, 4), (2, 2, 2)][seed % 4]
        counts = rng.poisson(rng.gamma(1.0, 9.0, size=shape))
        table = make_margins(counts)
        yield table, list(table.columns[:-1])


def compare(seeds, make_margins, sums):
    ours = best = 0
    for table, dims in small_tables(seeds, make_margins):
        suppressed = int(protect(table, dims).suppressed.sum())
        if not suppressed:
            continue
        least = optimum(table, dims, 5, sums)
        assert suppressed <= 1.6 * least, table
        ours, best = ours + suppressed, best + least
    return ours, best


def test_hides_hardly_more_than_the_optimum(make_margins, sums):
    ours, best = compare(range(8), make_margins, sums)
    assert best <= ours <= 1.15 * best


@pytest.mark.long
def test_hides_hardly_more_than_the_optimum_on_many_tables(make_margins, sums):
    ours, best = compare(range(100, 220), make_margins, sums)
    assert best <= ours <= 1.1 * best
