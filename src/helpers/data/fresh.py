"""What was read from files, kept in this process for as long as the files stay the same."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from functools import wraps
from operator import attrgetter
from pathlib import Path
from typing import TypeVar

T = TypeVar("T")


def stamp(path: str) -> tuple[str, int, int, int, int]:
    """Return what changes when a file is written or replaced: times of content and state (ns), size, and inode."""
    status = os.stat(path)  # noqa: PTH116  (of hundreds of files, in every process: strings are fast)
    return path, status.st_mtime_ns, status.st_ctime_ns, status.st_size, status.st_ino


def in_folders(data: Path, wanted: Callable[[str, str], bool]) -> list[str]:
    """Return the paths of the files in the folders of `data` for which `wanted` (of file and folder) holds, in a fixed order.

    Globbing for each kind of file takes ten times as long where there are hundreds of folders.
    """
    found = []
    with os.scandir(data) as folders:
        names = sorted(entry.name for entry in folders if entry.is_dir())
    for folder in names:
        with os.scandir(os.path.join(data, folder)) as files:  # noqa: PTH118
            found += [
                entry.path for entry in sorted(files, key=attrgetter("name")) if wanted(entry.name, folder)
            ]
    return found


def kept_while_unchanged(
    files: Callable[[Path], Iterable[str]],
) -> Callable[[Callable[[Path], T]], Callable[[Path], T]]:
    """Return a decorator for a function of the data folder: its last result is used again while the files are the same.

    Every notebook asks for the same few results; forked processes find those of the process they come from.

    Args:
        files: returns the paths of the files that the function reads.
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
