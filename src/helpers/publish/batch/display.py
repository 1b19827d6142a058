"""What a person sees during a batch: one bar on a terminal, one plain line per report elsewhere."""

from __future__ import annotations

import sys
import time
from collections.abc import Mapping
from types import TracebackType
from typing import Any, Protocol

from helpers.errors import printable
from helpers.publish.batch.rows import Row

STATUS = {"published": "veröffentlicht", "current": "unverändert aktuell", "failed": "fehlgeschlagen"}


class State:
    """How far a batch is.

    Args:
        total: reports in all.
        costs: seconds of computing that reports took earlier, by municipality.
    """

    def __init__(self, total: int, costs: Mapping[str, float]) -> None:
        self.total, self.costs = total, costs
        self.done = self.active = self.failed = 0
        self._start, self._made = time.monotonic(), 0

    def ended(self, row: Row, active: int) -> None:
        """Count a report that has ended."""
        self.done += 1
        self.active = active
        self.failed += row.status == "failed"
        self._made += row.status != "current"

    @property
    def per_minute(self) -> float:
        """Reports that ended per minute so far."""
        return 60 * self.done / max(time.monotonic() - self._start, 1e-9)

    @property
    def seconds_left(self) -> float | None:
        """Seconds until the end: by earlier timings until this run has some of its own; None when neither is known."""
        from helpers.platforms import processors

        left = self.total - self.done
        if self._made >= 3:
            return left * (time.monotonic() - self._start) / self._made
        known = [*self.costs.values()]
        return left * sum(known) / len(known) / processors() if known else None


def duration(seconds: float) -> str:
    """Return a rough duration in German.

    >>> duration(40), duration(700), duration(8000)
    ('unter 1 min', '12 min', '2 h 13 min')
    """
    if seconds < 60:
        return "unter 1 min"
    minutes = round(seconds / 60)
    return f"{minutes} min" if minutes < 60 else f"{minutes // 60} h {minutes % 60} min"


def seconds_text(seconds: float) -> str:
    """Return seconds with a German decimal comma."""
    return f"{seconds:.1f} s".replace(".", ",")


def line_about(row: Row) -> str:
    """Return the line about a report that has ended."""
    took = f" ({seconds_text(row.seconds)})" if row.status == "published" else ""
    return f"{row.name}: {STATUS[row.status]}{took}"


def rest(state: State) -> str:
    """Return failures and the time left, or an empty text."""
    parts = [f"{state.failed} fehlgeschlagen"] if state.failed else []
    left = state.seconds_left
    if left is not None and state.done < state.total:
        parts.append(f"noch etwa {duration(left)}")
    return ", ".join(parts)


class Display(Protocol):
    """Shows how far a batch is."""

    def __enter__(self) -> Display: ...
    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...

    def show(self, state: State) -> None:
        """Bring the display up to date; called at least once a second."""

    def ended(self, row: Row, state: State) -> None:
        """Say that a report has ended."""

    def note(self, text: str) -> None:
        """Say something about the whole batch."""


class PlainDisplay:
    """One line per report, for logs and for screen readers."""

    def __enter__(self) -> PlainDisplay:
        return self

    def __exit__(self, *_: object) -> None:
        pass

    def show(self, state: State) -> None:
        """Nothing between the lines."""

    def ended(self, row: Row, state: State) -> None:
        """Print a numbered line, and the reasons of a failure."""
        width = len(str(state.total))
        more = f" – {rest(state)}" if rest(state) else ""
        print(f"[{state.done:>{width}}/{state.total}] {printable(line_about(row))}{more}", flush=True)
        for text in [*row.reasons, *(f"Hinweis: {w}" for w in row.warnings)]:
            print(f"  {printable(text)}", flush=True)

    def note(self, text: str) -> None:
        """Print a line."""
        print(printable(text), flush=True)


class TerminalDisplay:
    """A bar below the lines of the reports that failed."""

    def __init__(self) -> None:
        from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeElapsedColumn
        from rich.progress import Progress as RichProgress

        self._bar = RichProgress(
            TextColumn("Berichte"),
            BarColumn(bar_width=30),
            MofNCompleteColumn(),
            TextColumn("{task.description}"),
            TimeElapsedColumn(),
            transient=True,
        )
        self._task: Any = self._bar.add_task("", total=None)

    def __enter__(self) -> TerminalDisplay:
        self._bar.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._bar.stop()

    def show(self, state: State) -> None:
        """Move the bar, and say what runs, how fast, and for how long."""
        parts = [f"{state.active} in Arbeit", f"{state.per_minute:.0f} je Minute", rest(state)]
        text = ", ".join(part for part in parts if part)
        self._bar.update(self._task, total=state.total, completed=state.done, description=text)

    def ended(self, row: Row, state: State) -> None:
        """Print a line above the bar."""
        for text in [
            line_about(row),
            *(f"  {r}" for r in row.reasons),
            *(f"  Hinweis: {w}" for w in row.warnings),
        ]:
            self._bar.console.print(printable(text), markup=False, highlight=False)
        self.show(state)

    def note(self, text: str) -> None:
        """Print a line above the bar."""
        self._bar.console.print(printable(text), markup=False, highlight=False)


def display() -> Display:
    """Return the display that fits where the output goes."""
    return TerminalDisplay() if sys.stdout.isatty() else PlainDisplay()
