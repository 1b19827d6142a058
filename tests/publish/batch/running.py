"""A Dask cluster on this machine, for tests and benchmarks."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


def start(folder: Path, module: str, *arguments: str) -> subprocess.Popen[bytes]:
    """Start a command of Dask's, as on a machine where nobody has named a project."""
    environment = {k: v for k, v in os.environ.items() if k != "BILDUNGSBERICHT_ROOT"}
    return subprocess.Popen(
        [sys.executable, "-m", f"distributed.cli.{module}", *arguments, "--no-dashboard"],
        cwd=folder,
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


def start_worker(folder: Path, address: str, name: str, *options: str) -> subprocess.Popen[bytes]:
    """Start a worker with one thread."""
    place = str(folder / name)
    return start(
        folder, "dask_worker", address, "--nthreads", "1", "--no-nanny", "--local-directory", place, *options
    )


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


@contextmanager
def two_workers(folder: Path) -> Iterator[tuple[str, list[subprocess.Popen[bytes]]]]:
    """A scheduler and two worker processes on 127.0.0.1; yields the address, and the workers and the scheduler."""
    port = free_port()
    address = f"tcp://127.0.0.1:{port}"
    scheduler = start(folder, "dask_scheduler", "--host", "127.0.0.1", "--port", str(port))
    processes = [*(start_worker(folder, address, str(number)) for number in range(2)), scheduler]
    try:
        yield address, processes
    finally:
        for process in processes:
            process.kill()
            process.wait()
