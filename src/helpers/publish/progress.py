"""What a person sees while a report is being made: a bar on a terminal, one plain line per chapter elsewhere."""

from __future__ import annotations

import sys
from types import TracebackType
from typing import Any, Protocol

from helpers.errors import printable


class Progress(Protocol):
    """Shows how far a report is."""

    def __enter__(self) -> Progress: ...
    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...

    def expect(self, steps: int) -> None:
        """Say how many steps there are in all."""

    def step(self, text: str) -> None:
        """Say what has been finished."""

    def note(self, text: str) -> None:
        """Say something that is not a step."""


class PlainProgress:
    """One line per step, for logs and for screen readers."""

    def __init__(self) -> None:
        self._steps, self._done = 0, 0

    def __enter__(self) -> PlainProgress:
        return self

    def __exit__(self, *_: object) -> None:
        pass

    def expect(self, steps: int) -> None:
        """Set what the numbers of the lines count to."""
        self._steps = steps

    def step(self, text: str) -> None:
        """Print a numbered line."""
        self._done += 1
        print(f"[{self._done:>2}/{self._steps}] {printable(text)}", flush=True)

    def note(self, text: str) -> None:
        """Print a line."""
        print(printable(text), flush=True)


class TerminalProgress:
    """A bar under the lines of the finished steps."""

    def __init__(self) -> None:
        from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeElapsedColumn
        from rich.progress import Progress as RichProgress

        self._bar = RichProgress(
            TextColumn("Bericht"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(), transient=True
        )
        self._task: Any = self._bar.add_task("Bericht", total=None)

    def __enter__(self) -> TerminalProgress:
        self._bar.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._bar.stop()

    def expect(self, steps: int) -> None:
        """Set the length of the bar."""
        self._bar.update(self._task, total=steps)

    def step(self, text: str) -> None:
        """Print the line above the bar and move it on."""
        self._bar.console.print(printable(text), markup=False, highlight=False)
        self._bar.advance(self._task)

    def note(self, text: str) -> None:
        """Print a line above the bar."""
        self._bar.console.print(printable(text), markup=False, highlight=False)


def progress() -> Progress:
    """Return the display that fits where the output goes."""
    return TerminalProgress() if sys.stdout.isatty() else PlainProgress()
