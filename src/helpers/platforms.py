"""What differs between Linux, macOS and Windows: locks, accounts, processors, folders that change places.

The rest of the program asks here; only the forked kernels (`pipeline/run/zygote.py`, `kernel.py`) are for Linux alone. `mypy` checks the
program for all three.
"""

from __future__ import annotations

import contextlib
import ctypes
import getpass
import os
import stat
import sys
import time
from pathlib import Path
from typing import IO

AT_FDCWD = -100
RENAME_EXCHANGE = 2


if sys.platform == "win32":
    import msvcrt

    def lock(file: IO[str], *, wait: bool) -> bool:
        """Hold an exclusive lock on an open file until it is closed; tell whether it was had."""
        while True:
            try:
                file.seek(0)
                msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
                return True
            except OSError:
                if not wait:
                    return False
                time.sleep(0.1)

    def lock_folder(folder: Path) -> int | None:  # noqa: ARG001
        """Return None: Windows cannot lock a folder."""
        return None

    def limit_process(memory: int, seconds: int) -> None:
        """Do nothing: Windows has no such limits."""

    def account() -> str:
        """Return a name for the account that runs this process."""
        return getpass.getuser()

    def is_private(folder: Path) -> bool:
        """Tell whether a folder is one that only this account writes to: on Windows, the temporary folder is."""
        return folder.is_dir() and not folder.is_symlink()

    def exchange(first: Path, second: Path) -> bool:  # noqa: ARG001
        """Swap two folders in one atomic step where the operating system can; tell whether it did."""
        return False

else:
    import fcntl
    import resource

    def lock(file: IO[str], *, wait: bool) -> bool:
        """Hold an exclusive lock on an open file until it is closed; tell whether it was had."""
        try:
            fcntl.flock(file, fcntl.LOCK_EX if wait else fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

    def lock_folder(folder: Path) -> int | None:
        """Return the descriptor that locks a folder of this account; None when another process does, or it is gone."""
        try:
            descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
        except OSError:
            return None
        with contextlib.suppress(OSError):
            if os.fstat(descriptor).st_uid == os.getuid():
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
                return descriptor
        os.close(descriptor)
        return None

    def limit_process(memory: int, seconds: int) -> None:
        """Let this process have so many bytes of memory and seconds of a processor, and leave no image of itself when it dies."""
        with contextlib.suppress(ValueError, OSError):  # where the account may have less already
            resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
            resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
            resource.setrlimit(resource.RLIMIT_AS, (memory, memory))

    def account() -> str:
        """Return a name for the account that runs this process."""
        return str(os.getuid())

    def is_private(folder: Path) -> bool:
        """Tell whether a folder is one that belongs to this account, and only this account writes to."""
        status = folder.lstat()
        return status.st_uid == os.getuid() and stat.S_ISDIR(status.st_mode) and not status.st_mode & 0o022

    def exchange(first: Path, second: Path) -> bool:
        """Swap two folders in one atomic step where the operating system can; tell whether it did."""
        libc = ctypes.CDLL(None, use_errno=True)
        if not hasattr(libc, "renameat2"):  # macOS
            return False
        paths = os.fsencode(first), os.fsencode(second)
        return bool(libc.renameat2(AT_FDCWD, paths[0], AT_FDCWD, paths[1], RENAME_EXCHANGE) == 0)


if sys.platform == "linux":

    def processors() -> int:
        """Return how many processors this process may use."""
        return len(os.sched_getaffinity(0))

else:

    def processors() -> int:
        """Return how many processors this machine has."""
        return os.cpu_count() or 1
