"""Writing files in one step, so that nobody finds half of one, and copying many."""

from __future__ import annotations

import os
import shutil
import threading
from collections.abc import Iterable
from pathlib import Path

from helpers.errors import about


def is_file(path: Path) -> bool:
    """Whether there is a file of a name that somebody has typed, also of one that no system allows: too long, or with a zero byte."""
    return os.path.isfile(path)  # noqa: PTH113  (pathlib raises)


def write_atomically(path: Path, content: bytes) -> None:
    """Replace a file in one step, and make its folder where there is none; safe when several do it at once.

    Raises:
        OSError: it cannot be written; what was there stays.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_name(f".{path.name}.{os.getpid()}-{threading.get_ident()}.neu")
    try:
        with about(path):
            partial.write_bytes(content)
            partial.replace(path)
    finally:
        partial.unlink(missing_ok=True)


def copy_files(names: Iterable[str], source: Path, target: Path) -> None:
    """Copy files from one folder to another, by their paths in both.

    Raises:
        OSError: one cannot be read or written.
    """
    wanted = list(dict.fromkeys(names))
    for folder in {(target / name).parent for name in wanted}:
        folder.mkdir(parents=True, exist_ok=True)
    for name in wanted:
        shutil.copyfile(source / name, target / name)
