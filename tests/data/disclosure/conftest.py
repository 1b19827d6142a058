"""Random tables, and an attacker that shares no code with the protection."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Sequence

import numpy as np
import pandas as pd
import pytest
from scipy.optimize import linprog

Interval = tuple[float, float]


def margins(counts: np.ndarray) -> pd.DataFrame:
    """Return the long table of an array of counts with all its margins; dimensions `a`, `b`, `c`, total "" ."""
    dims = "abc"[: counts.ndim]
    rows = []
    for place in itertools.product(*[range(-1, n) for n in counts.shape]):
        picked = counts[tuple(slice(None) if i < 0 else i for i in place)]
        rows.append(
            [*("" if i < 0 else f"{d}{i}" for d, i in zip(dims, place, strict=True)), int(picked.sum())]
        )
    return pd.DataFrame(rows, columns=[*dims, "value"])


def random_counts(rng: np.random.Generator) -> np.ndarray:
    """Return an array of one to three dimensions with many small counts, ones and zeros."""
    ndim = int(rng.integers(1, 4))
    shape = tuple(int(rng.integers(2, (9, 6, 4)[ndim - 1])) for _ in range(ndim))
    mean, spread = float(rng.choice([3, 8, 25])), float(rng.choice([0.4, 1.0, 5.0]))
    return np.asarray(rng.poisson(rng.gamma(spread, mean / spread, size=shape)))


def sums(frame: pd.DataFrame, dims: Sequence[str]) -> list[np.ndarray]:
    """Return the equations of a table, written down from the labels alone: total minus the sum over the values is 0."""
    place = {tuple(row): i for i, row in enumerate(frame[list(dims)].itertuples(index=False, name=None))}
    equations = []
    for k in range(len(dims)):
        for here, i in place.items():
            rest = here[:k] + here[k + 1 :]
            parts = [j for there, j in place.items() if there[k] and there[:k] + there[k + 1 :] == rest]
            if here[k] == "" and parts:
                equation = np.zeros(len(frame))
                equation[i], equation[parts] = 1, -1
                equations.append(equation)
    return equations


def attack(
    published: pd.DataFrame,
    dims: Sequence[str],
    *,
    knows: dict[int, float] | None = None,
    limits: dict[int, Interval] | None = None,
    cells: Sequence[int] | None = None,
) -> dict[int, Interval]:
    """Return for each suppressed row what can be deduced about it: the smallest and the largest possible count."""
    frame = published.reset_index(drop=True)
    equations = sums(frame, dims)
    value = frame["value"].to_numpy()
    bounds: list[tuple[float | None, float | None]] = [(None, None)] * len(frame)
    for i in range(len(frame)):
        bounds[i] = (0, None) if np.isnan(value[i]) else (value[i], value[i])
        bounds[i] = (limits or {}).get(i, bounds[i])
        if i in (knows or {}):
            bounds[i] = (knows[i], knows[i])
    found = {}
    hidden = [i for i in range(len(frame)) if np.isnan(value[i])]
    for i in cells if cells is not None else hidden:
        ends = []
        for sign in (1, -1):
            cost = np.zeros(len(frame))
            cost[i] = sign
            result = linprog(
                cost, A_eq=np.array(equations), b_eq=np.zeros(len(equations)), bounds=bounds, method="highs"
            )
            assert result.status in (0, 3), result.message
            ends.append(np.inf if result.status == 3 else result.fun)
        found[i] = (ends[0], np.inf if np.isinf(ends[1]) else -ends[1])
    return found


@pytest.fixture(scope="session")
def make_margins() -> Callable[[np.ndarray], pd.DataFrame]:
    return margins


@pytest.fixture(scope="session")
def make_counts() -> Callable[[np.random.Generator], np.ndarray]:
    return random_counts


@pytest.fixture(scope="session", name="sums")
def sums_() -> Callable[[pd.DataFrame, Sequence[str]], list[np.ndarray]]:
    return sums


@pytest.fixture(scope="session")
def attacker() -> Callable[..., dict[int, Interval]]:
    return attack
