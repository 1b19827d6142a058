"""A pool with a bound on what is waiting in it, and a new pool where its processes were killed."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from concurrent.futures import Future
from typing import Any

from helpers.pipeline.contract import Job, Task
from helpers.pipeline.run.pool import Pool

MAX_DEATHS = 5
"""So often the processes may be killed without a single job coming to its end in between."""


class Lane:
    """Jobs on their way through a pool.

    When the processes are killed, each job that was under way is tried alone: one that kills them again is to blame.

    Args:
        make: makes the pool.
        capacity: how many jobs may be under way; a little more than run at once, so that no process waits.
        attend: called with the number of waiting chapters when nothing has come to its end for a while; returns a sentence about
            it, or an empty text, and raises where waiting is vain.
    """

    def __init__(
        self, make: Callable[[], Pool], capacity: int, attend: Callable[[int], str] = lambda _: ""
    ) -> None:
        self._make, self._pool = make, make()
        self.attend = attend
        self._deaths, self._alone = 0, False
        self._suspects: deque[Job | Task] = deque()
        self.capacity = capacity
        self.jobs: dict[Future[Any], Job | Task] = {}

    @property
    def has_room(self) -> bool:
        """Tell whether another job may be submitted."""
        return len(self.jobs) < self.capacity and not self._suspects and not self._alone

    def submit(self, job: Job | Task) -> None:
        """Start a job."""
        self.jobs[self._pool.submit(job)] = job

    def try_suspect(self) -> None:
        """Start the next job that may have killed the processes, where nothing else is under way."""
        if self._suspects and not self.jobs:
            self._alone = True
            self.submit(self._suspects.popleft())

    def done(self, future: Future[Any]) -> Job | Task:
        """Take a job that has come to its end out of the lane."""
        self._deaths, self._alone = 0, False
        return self.jobs.pop(future)

    def restart(self) -> Job | Task | None:
        """Make a new pool after the old one's processes were killed; return the job that is to blame, None where it is not known.

        Raises:
            RuntimeError: they are killed again and again, whatever runs.
        """
        if self._deaths == MAX_DEATHS:
            raise RuntimeError
        self._deaths += 1
        self._pool.close()
        lost = list(self.jobs.values())
        self.jobs.clear()
        self._pool = self._make()
        if self._alone:
            self._alone = False
            return lost[0]
        self._suspects.extend(lost)
        return None

    def close(self) -> None:
        """End all processes at once."""
        self._pool.close()
