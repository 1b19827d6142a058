"""Random tables, and what a reader knows of a table that is published."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Sequence

import numpy as np
import pandas as pd
import pytest

from tests.data.disclosure.reader import Interval, Reader


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


def reading(
    published: pd.DataFrame, dims: Sequence[str], *, limits: dict[int, Interval] | None = None
) -> Reader:
    """Return what a reader of the table knows; cells are its rows, numbered from 0."""
    frame = published.reset_index(drop=True)
    reader = Reader()
    for i, value in enumerate(frame["value"]):
        if np.isnan(value):
            reader.hide(i, *(limits or {}).get(i, (1, np.inf)))
        else:
            reader.shown[i] = int(value)
    for equation in sums(frame, dims):
        reader.sum(*np.flatnonzero(equation == 1), np.flatnonzero(equation == -1))
    return reader


@pytest.fixture(scope="session")
def make_margins() -> Callable[[np.ndarray], pd.DataFrame]:
    return margins


@pytest.fixture(scope="session")
def make_counts() -> Callable[[np.random.Generator], np.ndarray]:
    return random_counts


@pytest.fixture(scope="session", name="sums")
def sums_() -> Callable[[pd.DataFrame, Sequence[str]], list[np.ndarray]]:
    return sums


@pytest.fixture(scope="session", name="reading")
def reading_() -> Callable[..., Reader]:
    return reading
