"""A process that has imported the libraries once, and forks a child of itself for every notebook.

Started as `python -m helpers.pipeline.run.zygote FD WORKERS [MODULE …]`, where FD is one end of a pipe to the pool in `pool.py`.
It has no threads, so forking is safe; it ends, with all its children, when the other end of the pipe is closed.
"""

# mypy: disable-error-code="no-untyped-call"
# Jupyter's and matplotlib's functions are annotated here and there only.

from __future__ import annotations

import contextlib
import ctypes
import gc
import os
import shutil
import signal
import sys
import tempfile
import time
from collections import deque
from collections.abc import Container, Iterable
from dataclasses import dataclass
from multiprocessing.connection import Connection, Pipe, wait
from pathlib import Path
from typing import Any

from helpers.pipeline.contract import Job, Outcome, Task
from helpers.pipeline.run.dependencies import code
from helpers.pipeline.run.job import run_job
from helpers.pipeline.run.warm import load
from helpers.scratch import scratch

assert sys.platform == "linux", "forks, and reads descriptors back, as Linux alone does"

GRACE = 10
"""Seconds between a notebook's own time limit and the moment when its process is killed."""


@dataclass
class Child:
    """A forked process and the job it does."""

    number: int
    job: Job | Task
    pid: int
    pidfd: int
    pipe: Connection
    deadline: float
    folder: str
    cell: int = -1
    outcome: Any = None


def preload(names: Iterable[str]) -> None:
    """Load what children use, once for all of them; see `warm.load`."""
    code()  # hashed before it is imported: whoever saves a module meanwhile finds no new hash with old results
    gc.disable()  # next to nothing of what is loaded is garbage
    load(names)
    gc.freeze()  # what is here now is shared with the children; the collector would touch and so copy it
    gc.enable()


def _child(job: Job | Task, pipe: Connection, folder: str) -> None:
    """Do the job in the forked process, and end it without returning."""
    os.setsid()
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    os.environ["TMPDIR"] = tempfile.tempdir = folder  # removed with the child, whatever it leaves there
    ctypes.CDLL(None).prctl(1, signal.SIGKILL)  # PR_SET_PDEATHSIG: end with the zygote, whatever ends it
    if numbers := sys.modules.get("numpy.random"):
        numbers.seed()  # Python's own generator does so by itself
    code = 1
    try:
        pipe.send((run_job(job, pipe.send, warm=True) if isinstance(job, Job) else job.run(),))
        code = 0
    finally:
        os._exit(code)


class Zygote:
    """Forks children for the jobs that arrive, as many at once as there are workers, and sends back what became of them."""

    def __init__(self, pool: Connection, workers: int) -> None:
        self._pool = pool
        self._workers = workers
        self._waiting: deque[tuple[int, Job | Task]] = deque()
        self._children: dict[int, Child] = {}

    def serve(self) -> None:
        """Work until the pool closes its end."""
        # PR_SET_CHILD_SUBREAPER: what outlives the notebook that started it becomes a child of this process.
        ctypes.CDLL(None).prctl(36, 1)
        try:
            while True:
                ends = [c.deadline for c in self._children.values()]
                timeout = max(0.0, min(ends) - time.monotonic()) if ends else None
                sources: list[Any] = [self._pool]
                for child in self._children.values():
                    sources += [child.pipe, child.pidfd] if child.outcome is None else [child.pidfd]
                ready = set(wait(sources, timeout))
                if self._pool in ready:
                    self._waiting.append(self._pool.recv())
                for child in list(self._children.values()):
                    self._look_after(child, ready)
                while self._waiting and len(self._children) < self._workers:
                    self._start(*self._waiting.popleft())
        except (EOFError, OSError):
            return
        finally:
            for child in self._children.values():
                _kill(child.pid)
                os.waitpid(child.pid, 0)
            _end_strays(())
            for child in self._children.values():
                shutil.rmtree(child.folder, ignore_errors=True)

    def _start(self, number: int, job: Job | Task) -> None:
        ours, theirs = Pipe(duplex=False)
        folder = tempfile.mkdtemp()
        pid = os.fork()
        if pid == 0:
            self._pool.close()
            for other in self._children.values():
                other.pipe.close()
                os.close(other.pidfd)
            ours.close()
            _child(job, theirs, folder)
        theirs.close()
        deadline = time.monotonic() + job.limits.notebook + GRACE
        self._children[number] = Child(number, job, pid, os.pidfd_open(pid), ours, deadline, folder)

    def _look_after(self, child: Child, ready: set[Any]) -> None:
        """Take a child's messages; bury it when it has ended or its time is over."""
        if child.pipe in ready:
            self._receive(child)
        if child.pidfd in ready:
            while child.outcome is None and child.pipe.poll():
                if not self._receive(child):
                    break
        late = time.monotonic() > child.deadline
        if not (late or child.outcome is not None or child.pidfd in ready):
            return
        _kill(child.pid)
        _, status = os.waitpid(child.pid, 0)
        child.pipe.close()
        os.close(child.pidfd)
        del self._children[child.number]
        _end_strays({other.pid for other in self._children.values()}, child.folder)
        shutil.rmtree(child.folder, ignore_errors=True)
        outcome = _died(child, status, late) if child.outcome is None else child.outcome
        self._pool.send((child.number, outcome))

    def _receive(self, child: Child) -> bool:
        try:
            message = child.pipe.recv()
        except (EOFError, OSError):
            return False
        if isinstance(message, tuple):
            (child.outcome,) = message
        else:
            child.cell = message
        return True


def _kill(pid: int) -> None:
    """End a child and every process that its notebook started."""
    for end in (os.killpg, os.kill):
        try:
            end(pid, signal.SIGKILL)
        except ProcessLookupError:
            continue


def _end_strays(known: Container[int], folder: str = "") -> None:
    """End what a notebook started in a session of its own, which outlives the notebook's process group.

    Args:
        known: process ids of the notebooks that still run.
        folder: temporary folder of the notebook that has ended, by which its processes are known; empty for those of all.
    """
    children = Path("/proc/self/task", str(os.getpid()), "children")
    for pid in map(int, children.read_text().split()):
        if pid in known:
            continue
        with contextlib.suppress(OSError):
            if not known or f"TMPDIR={folder}\0".encode() in Path("/proc", str(pid), "environ").read_bytes():
                _kill(pid)
            os.waitpid(pid, 0 if not known else os.WNOHANG)


def _died(child: Child, status: int, late: bool) -> Any:
    """Return what counts as the result of a child that was ended."""
    if isinstance(child.job, Job):
        return Outcome("failed", reason=f"{_place(child, child.job)}: {_end(child, status, late)}")
    return child.job.ended(_end(child, status, late))


def _end(child: Child, status: int, late: bool) -> str:
    if late:
        what = "Das Notebook" if isinstance(child.job, Job) else "Der Schritt"
        return f"{what} war nach {child.job.limits.notebook:g} Sekunden nicht fertig und ließ sich nicht anhalten."
    if os.WIFSIGNALED(status):
        name = signal.Signals(os.WTERMSIG(status)).name
        return f"Der Python-Prozess wurde beendet ({name}), vielleicht weil der Arbeitsspeicher nicht reicht."
    return f"Der Python-Prozess hat sich selbst beendet (Rückgabewert {os.waitstatus_to_exitcode(status)})."


def _place(child: Child, job: Job) -> str:
    from helpers.pipeline.chapter.notebook import read_notebook
    from helpers.pipeline.run.job import where

    notebook = read_notebook(job.root / "notebooks" / job.notebook)
    tags = [tag for cell in notebook.cells[: max(child.cell, 0)] for tag in cell.metadata.get("tags", [])]
    return where(job, notebook, child.cell - tags.count("parameters"))


def main() -> None:
    """Serve the pool at the other end of the given file descriptor."""
    del sys.path[0]  # the folder we were started in, which is not the notebooks'
    pool = Connection(int(sys.argv[1]))
    os.set_inheritable(pool.fileno(), False)
    preload(sys.argv[3:])
    signal.signal(signal.SIGTERM, signal.SIG_IGN)  # from here on, the end of the pipe says so
    with scratch():
        Zygote(pool, int(sys.argv[2])).serve()
    os._exit(0)  # nothing is left to do, and taking all libraries apart takes as long as a small notebook


if __name__ == "__main__":
    main()
