"""Where the numbers of a map stand: in their areas where there is room, beside them with a line where there is none."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

DIRECTIONS = 24
NEAREST, FARTHEST, STEP = 1.1, 12.0, 0.35
"""How far from its area a number may stand, in heights of its text."""


FEWEST_IN_INSET = 8
"""With fewer numbers without room, lines are easier to follow than an inset."""

Frame = tuple[float, float, float, float]
"""West, south, east and north."""


class Spot(NamedTuple):
    """A number's place, and the point in its area that a line leads to; None where it stands there.

    Args:
        x, y: middle of the text.
        to: end of the line.
    """

    x: float
    y: float
    to: tuple[float, float] | None = None


class Room(NamedTuple):
    """The middle of the largest circle in an area, its radius, and half the width of the area's number."""

    x: float
    y: float
    radius: float
    half: float

    @property
    def crowded(self) -> bool:
        """Whether the number has no room in its area."""
        return self.radius < 1.2 * self.half


def inside(room: Room, frame: Frame) -> bool:
    """Tell whether an area's middle is within a frame."""
    return frame[0] <= room.x <= frame[2] and frame[1] <= room.y <= frame[3]


def dense(rooms: Mapping[str, Room], side: float) -> Frame | None:
    """Return the square in which most numbers have no room; None where they are so few that lines do."""
    crowded = [room for room in rooms.values() if room.crowded]
    squares = [
        (x - side / 2, y - side / 2, x + side / 2, y + side / 2)
        for x in sorted({room.x for room in crowded})
        for y in sorted({room.y for room in crowded})
    ]
    if not squares:
        return None
    x, y = (np.array([getattr(room, axis) for room in crowded]) for axis in "xy")
    held = [int(((w <= x) & (x <= e) & (s <= y) & (y <= n)).sum()) for w, s, e, n in squares]
    most = max(held)
    return squares[held.index(most)] if most >= FEWEST_IN_INSET else None


def spots(rooms: Mapping[str, Room], height: float, frame: Frame) -> dict[str, Spot]:
    """Return a place for every number, so that none covers another and no line goes through one.

    Numbers that have room stand in their areas. The others, beginning with those in the thick of it, take the nearest free
    place around; where there is none within reach, they stand in their areas all the same.

    Args:
        rooms: key → what its area and its number need.
        height: of a text, in the unit of the rooms.
        frame: west, south, east and north of where numbers may stand.
    """
    taken: list[Frame] = []
    found: dict[str, Spot] = {}
    crowded = []
    for key, room in rooms.items():
        if not room.crowded:
            found[key] = Spot(room.x, room.y)
            taken.append(_box(room.x, room.y, room.half, height))
        else:
            crowded.append(key)
    dots = [(rooms[k].x, rooms[k].y, rooms[k].x, rooms[k].y) for k in crowded]
    around = np.array([(room.x, room.y) for room in rooms.values()])

    def thick(key: str) -> tuple[float, str]:
        distances = np.hypot(*(around - (rooms[key].x, rooms[key].y)).T)
        return float(np.sort(distances)[: min(8, len(distances))].sum()), key

    for key in sorted(crowded, key=thick):
        room = rooms[key]
        others = np.array([*taken, *(dot for dot in dots if dot[:2] != (room.x, room.y))]).reshape(-1, 4)
        spot = next(
            (
                (x, y)
                for x, y in _around(room, height, frame)
                if _free(_box(x, y, room.half, height), others) and _clear((room.x, room.y), (x, y), others)
            ),
            None,
        )
        found[key] = Spot(*spot, (room.x, room.y)) if spot else Spot(room.x, room.y)
        taken.append(_box(found[key].x, found[key].y, room.half, height))
    return {key: found[key] for key in rooms}


def _box(x: float, y: float, half: float, height: float) -> Frame:
    return x - half, y - 0.5 * height, x + half, y + 0.5 * height


def _around(room: Room, height: float, frame: Frame) -> Iterator[tuple[float, float]]:
    """Yield places around an area that are within the frame, the nearest first."""
    for step in np.arange(NEAREST, FARTHEST, STEP):
        for i in range(DIRECTIONS):
            angle = 2 * math.pi * i / DIRECTIONS
            x = room.x + (step * height + 0.6 * room.half) * math.cos(angle)
            y = room.y + step * height * math.sin(angle)
            west, south, east, north = _box(x, y, room.half, height)
            if west >= frame[0] and south >= frame[1] and east <= frame[2] and north <= frame[3]:
                yield x, y


def _free(box: Sequence[float], others: NDArray[np.float64]) -> bool:
    west, south, east, north = box
    apart = (others[:, 0] > east) | (others[:, 2] < west) | (others[:, 1] > north) | (others[:, 3] < south)
    return bool(apart.all())


def _clear(start: tuple[float, float], end: tuple[float, float], others: NDArray[np.float64]) -> bool:
    """Tell whether a line meets none of the boxes (method of slabs)."""
    enter, leave = np.zeros(len(others)), np.ones(len(others))
    for axis in (0, 1):
        way = end[axis] - start[axis]
        low, high = others[:, axis] - start[axis], others[:, axis + 2] - start[axis]
        if abs(way) < 1e-9:
            leave = np.where((low > 0) | (high < 0), -1.0, leave)
            continue
        near, far = np.minimum(low / way, high / way), np.maximum(low / way, high / way)
        enter, leave = np.maximum(enter, near), np.minimum(leave, far)
    return bool((enter > leave).all())
