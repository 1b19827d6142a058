"""Where the nodes and bands of a flow chart lie; nothing here draws."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from helpers.facts.series import Cell

Edges = Mapping[tuple[str, str], float]
"""From, to → how many."""


@dataclass(frozen=True)
class Flows:
    """Numbers of one year: the whole, the values of each stage, and the flows of each step."""

    whole: Cell
    stages: list[dict[str, Cell]]
    steps: list[dict[tuple[str, str], Cell]]


@dataclass(frozen=True)
class Node:
    """A value of a stage: from `top` down to `bottom`, in centimetres from the top."""

    top: float
    bottom: float


@dataclass(frozen=True)
class Band:
    """A flow between two neighbouring stages: where it leaves and where it arrives, each top and bottom."""

    stage: int
    source: str
    target: str
    left: tuple[float, float]
    right: tuple[float, float]


def layout(
    stages: Sequence[Mapping[str, float]], steps: Sequence[Edges], height: float, gap: float
) -> tuple[list[dict[str, Node]], list[Band]]:
    """Place nodes and bands so that equal numbers have equal heights, wherever they are.

    A node is as high as its size, or as what flows through it where that is more. Bands leave and arrive in the order of the
    nodes they connect; what is not known to flow on or in leaves room at the bottom of a node.

    Args:
        stages: sizes of the values of each stage, from top to bottom.
        steps: flows from each stage to the next, one step fewer than stages.
        height: of the whole picture.
        gap: between the nodes of a stage.
    """
    sizes = [
        {
            name: max(size, _flow(steps, i, name, out=True), _flow(steps, i, name, out=False))
            for name, size in stage.items()
        }
        for i, stage in enumerate(stages)
    ]
    scale = min(
        (height - gap * (len(stage) - 1)) / total for stage in sizes if (total := sum(stage.values()))
    )
    nodes = [_column(stage, scale, height, gap) for stage in sizes]
    bands = []
    for i, step in enumerate(steps):
        left = {name: node.top for name, node in nodes[i].items()}
        right = {name: node.top for name, node in nodes[i + 1].items()}
        places: dict[tuple[str, str], list[tuple[float, float]]] = {edge: [] for edge in step}
        for source in nodes[i]:
            for target in nodes[i + 1]:
                if number := step.get((source, target)):
                    places[source, target].append((left[source], left[source] + number * scale))
                    left[source] += number * scale
        for target in nodes[i + 1]:
            for source in nodes[i]:
                if number := step.get((source, target)):
                    start = right[target]
                    right[target] = start + number * scale
                    bands.append(Band(i, source, target, places[source, target][0], (start, right[target])))
    return nodes, bands


def _flow(steps: Sequence[Edges], stage: int, name: str, *, out: bool) -> float:
    at = stage if out else stage - 1
    if not 0 <= at < len(steps):
        return 0.0
    return sum(n for (source, target), n in steps[at].items() if (source if out else target) == name)


def _column(sizes: Mapping[str, float], scale: float, height: float, gap: float) -> dict[str, Node]:
    """Return the nodes of one stage, one below the other around the middle."""
    used = sum(sizes.values()) * scale + gap * (len(sizes) - 1)
    y = (height - used) / 2
    nodes = {}
    for name, size in sizes.items():
        nodes[name] = Node(y, y + size * scale)
        y += size * scale + gap
    return nodes
