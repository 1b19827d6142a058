"""What a preview shows of each municipality, and who waits for something newer."""

from __future__ import annotations

import time
from collections.abc import Iterable
from dataclasses import dataclass, replace
from threading import Condition


@dataclass(frozen=True)
class Failure:
    """One thing that keeps a report from being built.

    Args:
        sentence: German: where, what and what to do.
        notebook: file name of the notebook, empty where it was something else.
        cell: number of the cell as its author counts, 0 where unknown.
        source: the cell's text.
        traceback: plain text, empty where there is none.
    """

    sentence: str
    notebook: str = ""
    cell: int = 0
    source: str = ""
    traceback: str = ""


@dataclass(frozen=True)
class State:
    """What there is to see of a municipality.

    Args:
        version: differs whenever there is something else to see.
        built: whether anything has been built in this session.
        failures: why there is no newer report; empty when the last one is current.
    """

    version: int
    built: bool = False
    failures: tuple[Failure, ...] = ()


class Board:
    """The states of all municipalities of a preview; safe to use from several threads.

    Args:
        cities: folder names of the municipalities, in the order in which they are shown.
    """

    def __init__(self, cities: Iterable[str]) -> None:
        # Versions start at the clock: a page that an earlier session left open is never taken for current.
        self._states = {city: State(time.time_ns() // 1_000_000) for city in cities}
        self._looked_at = dict.fromkeys(self._states, 0.0)
        self._changed = Condition()

    @property
    def cities(self) -> list[str]:
        """The municipalities in the order in which they are shown."""
        return list(self._states)

    def state(self, city: str) -> State:
        """Return what there is to see."""
        with self._changed:
            return self._states[city]

    def look_at(self, city: str) -> None:
        """Note that somebody looks at this municipality: it is built before the others."""
        with self._changed:
            self._looked_at[city] = time.monotonic()

    def by_interest(self) -> list[str]:
        """Return the municipalities, those that were looked at last first."""
        with self._changed:
            return sorted(self._states, key=lambda city: -self._looked_at[city])

    def post(self, city: str, failures: Iterable[Failure] = ()) -> None:
        """Show a finished build, and wake everybody who waits for it."""
        with self._changed:
            was = self._states[city]
            self._states[city] = replace(was, version=was.version + 1, built=True, failures=tuple(failures))
            self._changed.notify_all()

    def wait(self, city: str, seen: int, seconds: float) -> bool:
        """Tell whether there is another version than the one seen, waiting for it for some seconds."""
        with self._changed:
            return self._changed.wait_for(lambda: self._states[city].version != seen, seconds)
