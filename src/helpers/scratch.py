"""The temporary folder of a command: gone when the command ends, or when the next one starts where it was killed."""

from __future__ import annotations

import contextlib
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

from helpers.errors import OutputError
from helpers.platforms import lock_folder

PREFIX = "bericht-lauf-"
"""Short: the path of a socket may have a hundred characters, and macOS uses up half of them."""

ROOM = 100_000_000
"""Bytes that have to be free: a report with all formats takes half of it."""


@contextlib.contextmanager
def scratch() -> Iterator[Path]:
    """Let this process, and those that it starts, put all temporary files into one folder; yield the folder.

    The folder is locked while its process lives, so that what a killed process left can be told from what is in use.

    Raises:
        OutputError: there is hardly any room; programs that write there would leave half a file each, and say so in many ways.
    """
    before = os.environ.get("TMPDIR"), tempfile.tempdir
    remove_abandoned(Path(tempfile.gettempdir()))
    _check_room(Path(tempfile.gettempdir()))
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


def _check_room(folder: Path) -> None:
    free = shutil.disk_usage(folder).free
    if free < ROOM:
        raise OutputError(
            f"Im Ordner für vorübergehende Dateien {folder} sind nur {free // 1_000_000} MB frei; gebraucht werden "
            f"{ROOM // 1_000_000} MB. Bitte Platz schaffen, oder mit TMPDIR=… einen anderen Ordner nennen."
        )


def remove_abandoned(place: Path) -> None:
    """Remove from a folder those of processes that were killed; those of other accounts and of running processes stay."""
    for folder in place.glob(f"{PREFIX}*"):
        lock = lock_folder(folder)  # never on Windows, which has no way to tell them apart
        if lock is not None:
            shutil.rmtree(folder, ignore_errors=True)
            os.close(lock)


def _made() -> tuple[Path, int | None]:
    """Return a new folder and the descriptor that locks it."""
    while True:
        folder = Path(tempfile.mkdtemp(prefix=PREFIX))
        lock = lock_folder(folder)
        if os.name == "nt" or (lock is not None and folder.exists()):
            return folder, lock
        # Another process took it for abandoned before it was locked.
        if lock is not None:
            os.close(lock)
