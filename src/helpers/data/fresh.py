"""What was read from files, kept in this process for as long as the files stay the same."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import wraps
from pathlib import Path
from typing import TypeVar

T = TypeVar("T")


def stamp(path: Path) -> tuple[str, int, int, int, int]:
    """Return what changes when a file is written or replaced: times of content and state (ns), size, and inode."""
    status = path.stat()
    return str(path), status.st_mtime_ns, status.st_ctime_ns, status.st_size, status.st_ino


def kept_while_unchanged(
    files: Callable[[Path], Iterable[Path]],
) -> Callable[[Callable[[Path], T]], Callable[[Path], T]]:
    """Return a decorator for a function of the data folder: its last result is used again while the files are the same.

    Every notebook asks for the same few results; forked processes find those of the process they come from.

    Args:
        files: returns the files that the function reads.
    """

    def decorator(read: Callable[[Path], T]) -> Callable[[Path], T]:
        last: dict[Path, tuple[list[object], T]] = {}

        @wraps(read)
        def wrapped(data: Path) -> T:
            stamps: list[object] = [stamp(path) for path in files(data)]
            if data not in last or last[data][0] != stamps:
                last.clear()
                last[data] = stamps, read(data)
            return last[data][1]

        return wrapped

    return decorator
