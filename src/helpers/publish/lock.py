"""One run per municipality at a time; the lock goes with its process, however that ends."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from pathlib import Path

from helpers.platforms import lock


@contextlib.contextmanager
def locked(path: Path, on_wait: Callable[[], None]) -> Iterator[None]:
    """Hold an exclusive lock on a file; call `on_wait` once when another run holds it.

    Args:
        path: the lock file; made where it is missing, never removed (a removed lock file would let two runs in).
        on_wait: says that another run is being waited for.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a") as stream:
        if not lock(stream, wait=False):
            on_wait()
            lock(stream, wait=True)
        yield


class LockedElsewhere(Exception):
    """Another run holds the lock."""


def lock_now(path: Path) -> contextlib.AbstractContextManager[None]:
    """Hold an exclusive lock as `locked` does, without waiting.

    Raises:
        LockedElsewhere: another run holds it.
    """

    def refuse() -> None:
        raise LockedElsewhere

    return locked(path, refuse)
