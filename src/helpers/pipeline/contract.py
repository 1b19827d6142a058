"""What the stages of a notebook's way tell each other: names in its metadata, limits, and outcomes."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal, Protocol

from helpers.errors import NotebookError
from helpers.figures import missing, shown

METADATA = "bildungsbericht"
"""Key of our entries in the metadata of notebooks and cells."""

ASKED = re.compile(r"report\.(?:\w+\((?=[\"\w])|(?=goals_finding))(\"?\w+)")
"""What inline code asks for: an indicator in quotation marks, a variable that holds one, or the sentences on goals."""

NODATA_MIME = missing.MIME
"""Output of a cell whose figure found no data."""

SHOWN_MIME = shown.MIME
"""Output of a chart or table call, see `helpers.figures.shown`."""


FRAME_MIME = "application/vnd.bildungsbericht.frame+json"
"""Output of a cell that shows a table of pandas: `head`, `rows`, `align`, `caption`; or its `count` of rows, see `displays`."""

VALUE_MIME = "application/vnd.bildungsbericht.value"
"""Output of a cell that shows a single value: its German text."""

MAX_ROWS = 2_000
"""Rows of a table that a report shows; more are data, and belong in a file."""

MAX_LINES = 500
"""Printed lines of a cell that a report shows."""

MAX_OUTPUT = 16 * 2**20
"""Bytes a single cell may print or display; a page with more is nobody's wish, and would fill the memory."""


class OutputLimitError(NotebookError):
    """A cell prints more than a report can hold."""

    def __init__(self) -> None:
        super().__init__(f"Die Zelle gibt mehr als {MAX_OUTPUT // 2**20} MB aus.")


@dataclass(frozen=True)
class Limits:
    """What one notebook may use.

    Args:
        cell: seconds for one cell.
        notebook: seconds for the whole notebook.
        memory: bytes of memory.
    """

    cell: float = 120
    notebook: float = 300
    memory: int = 3 * 2**30


@dataclass(frozen=True)
class Job:
    """A notebook to run for a municipality.

    Args:
        root: the project's folder.
        notebook: the notebook's file name without folder.
        city: folder name of the municipality.
        name: its German name, for messages.
        year: report year.
        limits: what the notebook may use.
    """

    root: Path
    notebook: str
    city: str
    name: str
    year: int
    limits: Limits = field(default_factory=Limits)


@dataclass(frozen=True)
class Outcome:
    """What became of a job; everything that a later stage needs, without any file on a disk.

    Args:
        status: `built`, `omitted` (no data for this municipality) or `failed`.
        title: the chapter's heading, without Markdown attributes.
        files: the chapter and the files beside it, by path relative to the folder of chapters.
        executed: the executed notebook, or None where its process was killed.
        reason: German sentence: why it was omitted or how it failed.
        chapter: what the chapter holds besides its text; see `chapter.Chapter`.
        trace: files and store reads of the notebook; see `trace.Trace`.
        seconds: time from start to end.
    """

    status: Literal["built", "omitted", "failed"]
    title: str = ""
    files: dict[str, bytes] = field(default_factory=dict)
    executed: bytes | None = None
    reason: str = ""
    chapter: dict[str, Any] = field(default_factory=dict)
    trace: dict[str, Any] = field(default_factory=dict)
    seconds: float = 0.0


class Task(Protocol):
    """Anything else than a notebook that is to run in a process of its own, as `pool.py` runs notebooks."""

    @property
    def limits(self) -> Limits:
        """What it may use; only the time for the whole is enforced from outside."""

    def run(self) -> Any:
        """Do it, in the other process."""

    def ended(self, reason: str) -> Any:
        """Return what counts as its result when its process was ended."""
