"""The temporary folder of a command: gone when the command ends, or when the next one starts where it was killed."""

from __future__ import annotations

import contextlib
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

PREFIX = "bericht-lauf-"
"""Short: the path of a socket may have a hundred characters, and macOS uses up half of them."""


@contextlib.contextmanager
def scratch() -> Iterator[Path]:
    """Let this process, and those that it starts, put all temporary files into one folder; yield the folder.

    The folder is locked while its process lives, so that what a killed process left can be told from what is in use.
    """
    before = os.environ.get("TMPDIR"), tempfile.tempdir
    remove_abandoned(Path(tempfile.gettempdir()))
    folder, lock = _made()
    os.environ["TMPDIR"] = tempfile.tempdir = str(folder)
    try:
        yield folder
    finally:
        os.environ.pop("TMPDIR")
        if before[0] is not None:
            os.environ["TMPDIR"] = before[0]
        tempfile.tempdir = before[1]
        shutil.rmtree(folder, ignore_errors=True)
        if lock is not None:
            os.close(lock)


def remove_abandoned(place: Path) -> None:
    """Remove from a folder those of processes that were killed; those of other accounts and of running processes stay."""
    if sys.platform == "win32":
        return  # no way to tell them apart
    for folder in place.glob(f"{PREFIX}*"):
        lock = _lock(folder)
        if lock is not None:
            shutil.rmtree(folder, ignore_errors=True)
            os.close(lock)


def _made() -> tuple[Path, int | None]:
    """Return a new folder and the descriptor that locks it."""
    while True:
        folder = Path(tempfile.mkdtemp(prefix=PREFIX))
        if sys.platform == "win32":
            return folder, None
        lock = _lock(folder)
        if lock is not None and folder.exists():
            return folder, lock
        # Another process took it for abandoned before it was locked.
        if lock is not None:
            os.close(lock)


def _lock(folder: Path) -> int | None:
    """Return the descriptor that locks a folder of this account; None when another process does, or it is gone."""
    if sys.platform == "win32":
        return None
    import fcntl

    try:
        lock = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
    except OSError:
        return None
    try:
        if os.fstat(lock).st_uid == os.getuid():
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return lock
    except OSError:
        pass
    os.close(lock)
    return None
