"""A pool with a bound on what is waiting in it, and a new pool where its processes were killed."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future
from typing import Any

from helpers.pipeline.contract import Job, Task
from helpers.pipeline.pool import Pool

MAX_RESTARTS = 3


class Lane:
    """Jobs on their way through a pool.

    Args:
        make: makes the pool.
        capacity: how many jobs may be under way; a little more than run at once, so that no process waits.
    """

    def __init__(self, make: Callable[[], Pool], capacity: int) -> None:
        self._make, self._pool, self._restarts = make, make(), 0
        self.capacity = capacity
        self.jobs: dict[Future[Any], Job | Task] = {}

    @property
    def has_room(self) -> bool:
        """Tell whether another job may be submitted."""
        return len(self.jobs) < self.capacity

    def submit(self, job: Job | Task) -> None:
        """Start a job."""
        self.jobs[self._pool.submit(job)] = job

    def restart(self) -> list[Job | Task]:
        """Make a new pool after the old one's processes were killed; return the jobs that were lost.

        Raises:
            RuntimeError: it has been killed too often.
        """
        if self._restarts == MAX_RESTARTS:
            raise RuntimeError
        self._restarts += 1
        self._pool.close()
        lost = list(self.jobs.values())
        self.jobs.clear()
        self._pool = self._make()
        return lost

    def close(self) -> None:
        """End all processes at once."""
        self._pool.close()
