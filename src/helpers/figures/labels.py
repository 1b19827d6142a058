"""Placing labels so that none covers another."""

from __future__ import annotations

from collections.abc import Sequence


def dodge(positions: Sequence[float], gap: float, low: float, high: float) -> list[float]:
    """Return the positions moved as little as possible so that they are `gap` apart and within `low`…`high`.

    Neighbours that collide form a block around their mean (pool adjacent violators, isotonic regression). When
    there is not room for all, the gap shrinks evenly. The order of the positions is kept, ties in input order.

    >>> dodge([1.0, 1.0, 5.0], gap=1.0, low=0.0, high=10.0)
    [0.5, 1.5, 5.0]
    """
    count = len(positions)
    if count == 0:
        return []
    gap = min(gap, (high - low) / max(count - 1, 1))
    order = sorted(range(count), key=lambda i: positions[i])
    blocks: list[list[float]] = []  # [sum of positions less their offsets, number]
    for rank, i in enumerate(order):
        blocks.append([positions[i] - rank * gap, 1.0])
        while len(blocks) > 1 and blocks[-2][0] / blocks[-2][1] >= blocks[-1][0] / blocks[-1][1]:
            total, number = blocks.pop()
            blocks[-1][0] += total
            blocks[-1][1] += number
    bases = [total / number for total, number in blocks for _ in range(int(number))]
    limit = high - (count - 1) * gap
    placed = [0.0] * count
    for rank, i in enumerate(order):
        placed[i] = min(max(bases[rank], low), limit) + rank * gap
    return placed
