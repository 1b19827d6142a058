"""What was read from files, kept in this process for as long as the files stay the same."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterable
from functools import wraps
from pathlib import Path
from typing import TypeVar

T = TypeVar("T")

SETTLED = 5_000_000_000
"""Nanoseconds after which a folder's time of change tells of every later change, on whatever file system it lies."""

_names: dict[str, tuple[int, list[str]]] = {}


def stamp(path: str) -> tuple[str, int, int, int, int]:
    """Return what changes when a file is written or replaced: times of content and state (ns), size, and inode."""
    status = os.stat(path)  # noqa: PTH116  (of hundreds of files, in every process: strings are fast)
    return path, status.st_mtime_ns, status.st_ctime_ns, status.st_size, status.st_ino


def in_folders(data: Path, wanted: Callable[[str, str], bool]) -> list[str]:
    """Return the paths of the files in the folders of `data` for which `wanted` (of file and folder) holds, in a fixed order.

    Globbing for each kind of file takes ten times as long where there are hundreds of folders.
    """
    with os.scandir(data) as entries:
        folders = sorted(entry.name for entry in entries if entry.is_dir())
    found = []
    for name in folders:
        folder = f"{data}{os.sep}{name}"
        found += [f"{folder}{os.sep}{file}" for file in _files(folder) if wanted(file, name)]
    return found


def _files(folder: str) -> list[str]:
    """Return the names of what a folder holds; a folder is read again when its time of change says so."""
    changed = os.stat(folder).st_mtime_ns  # noqa: PTH116
    if folder in _names and _names[folder][0] == changed:
        return _names[folder][1]
    names = sorted(os.listdir(folder))  # noqa: PTH208
    if time.time_ns() - changed > SETTLED:
        _names[folder] = changed, names
    return names


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
