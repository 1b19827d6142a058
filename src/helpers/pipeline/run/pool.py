"""Processes that run notebooks, with the interface of `concurrent.futures`: `submit` a job, get a future outcome."""

from __future__ import annotations

import contextlib
import os
import socket
import subprocess
import sys
import threading
from collections.abc import Sequence
from concurrent.futures import BrokenExecutor, CancelledError, Future, ProcessPoolExecutor
from multiprocessing import get_context
from multiprocessing.connection import Pipe
from typing import Any, Protocol

from helpers.errors import NotebookError
from helpers.pipeline.contract import Job, Task
from helpers.platforms import processors

NOTEBOOKS = ("helpers.pipeline.run.warm:notebooks",)
"""What a process imports that notebooks are forked from."""


class Pool(Protocol):
    """What runs jobs: forked processes here, ordinary kernels where forking is not to be had, a cluster elsewhere."""

    def submit(self, job: Job | Task, /) -> Future[Any]:
        """Queue a job; the result of a `Job` is an `Outcome`."""

    def close(self) -> None:
        """End every process at once."""


class WarmPool:
    """Runs jobs on processes forked from one that has imported the libraries.

    Args:
        workers: how many notebooks run at the same time.
        preload: what is imported once; see `zygote.preload`.
    """

    def __init__(self, workers: int, preload: Sequence[str] = NOTEBOOKS) -> None:
        self._connection, theirs = Pipe()
        environment = {
            **os.environ,
            "MPLBACKEND": "module://matplotlib_inline.backend_inline",
            # A fork does not inherit threads, and the notebooks share the processors: none for linear algebra and Arrow's memory.
            "OPENBLAS_NUM_THREADS": "1",
            "OMP_NUM_THREADS": "1",
            "JE_ARROW_MALLOC_CONF": "background_thread:false",
        }
        self._process = subprocess.Popen(
            [
                sys.executable,
                "-m",
                "helpers.pipeline.run.zygote",
                str(theirs.fileno()),
                str(workers),
                *preload,
            ],
            pass_fds=[theirs.fileno()],
            stdin=subprocess.DEVNULL,
            env=environment,
            start_new_session=True,  # Ctrl-C is for us; the zygote ends when our end of the pipe is closed
        )
        theirs.close()
        self._futures: dict[int, Future[Any]] = {}
        self._count = 0
        self._lock, self._sending = threading.Lock(), threading.Lock()
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def submit(self, job: Job | Task, /) -> Future[Any]:
        """Queue a job; the result of a `Job` is an `Outcome`."""
        future: Future[Any] = Future()
        with self._lock:
            self._count += 1
            number = self._count
            self._futures[number] = future
        try:
            # Not under the lock of the reader: both ends may be sending at once, and one of them has to read.
            with self._sending:
                self._connection.send((number, job))
        except OSError:
            with self._lock:
                if self._futures.pop(number, None):
                    future.set_exception(_gone())
        return future

    def _read(self) -> None:
        try:
            while True:
                number, outcome = self._connection.recv()
                with self._lock:
                    future = self._futures.pop(number)
                future.set_result(outcome)
        except (EOFError, OSError):
            with self._lock:
                orphans, self._futures = self._futures, {}
            for future in orphans.values():
                future.set_exception(_gone())

    def close(self) -> None:
        """End every process at once."""
        # The end of the pipe ends the zygote between two steps; the signal, while it is still importing.
        with contextlib.suppress(OSError), socket.socket(fileno=os.dup(self._connection.fileno())) as end:
            end.shutdown(socket.SHUT_RDWR)
        self._process.terminate()
        try:
            self._process.wait(timeout=5)
        except subprocess.TimeoutExpired:
            self._process.kill()  # the operating system then ends the children
            self._process.wait()
        self._reader.join()
        self._connection.close()


def _gone() -> NotebookError:
    return NotebookError(
        "Der Prozess, der die Notebooks ausführt, wurde beendet. Bitte den Befehl noch einmal aufrufen."
    )


class StockPool:
    """Runs jobs on ordinary Jupyter kernels, one process per worker, where forking is not to be had.

    Args:
        workers: how many notebooks run at the same time.
    """

    def __init__(self, workers: int) -> None:
        self._executor = ProcessPoolExecutor(workers, mp_context=get_context("spawn"))

    def submit(self, job: Job | Task, /) -> Future[Any]:
        """Queue a job; the result of a `Job` is an `Outcome`."""
        from helpers.pipeline.run.job import run_job

        result: Future[Any] = Future()

        def done(finished: Future[Any]) -> None:
            try:
                result.set_result(finished.result())
            except (BrokenExecutor, CancelledError):
                result.set_exception(_gone())
            except Exception as error:
                result.set_exception(error)

        try:
            run = (run_job, job) if isinstance(job, Job) else (job.run,)
            self._executor.submit(*run).add_done_callback(done)
        except BrokenExecutor:
            result.set_exception(_gone())
        return result

    def close(self) -> None:
        """End every process at once; kernels end when they miss the process that started them."""
        processes = [*(self._executor._processes or {}).values()]
        self._executor.shutdown(wait=False, cancel_futures=True)
        for process in processes:
            process.terminate()
        self._executor.shutdown()


def make_pool(workers: int | None = None, preload: Sequence[str] = NOTEBOOKS) -> Pool:
    """Return the fastest pool that this system allows.

    Args:
        workers: how many jobs run at the same time; one per processor by default.
        preload: what is worth importing once, where processes are forked: what notebooks use, and more; see `zygote.preload`.
    """
    workers = workers or processors()
    return WarmPool(workers, preload) if sys.platform == "linux" else StockPool(workers)
