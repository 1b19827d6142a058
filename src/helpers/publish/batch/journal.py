"""What batches did, one JSON object per line: only ever appended to, so that a killed run loses a line at most."""

from __future__ import annotations

import json
import math
import os
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import Any

from helpers.errors import about

MAX_BYTES = 8 * 2**20


class Journal:
    """The append-only journal `_build/stapel/journal.jsonl`; several batches may write it at once.

    It holds how long chapters and reports took, for the time left and for looking things up. It decides nothing:
    which chapters need not run again is in the cache, which reports are up to date in their own record.

    Args:
        path: the file; its folder is made where it is missing.
    """

    def __init__(self, path: Path) -> None:
        self._path, self._older = path, path.with_suffix(".alt.jsonl")
        path.parent.mkdir(parents=True, exist_ok=True)
        if path.exists() and path.stat().st_size > MAX_BYTES:
            path.replace(self._older)  # another batch may go on writing to it: nothing is lost
        self._file = path.open("ab+", buffering=0)  # each entry is one write
        if self._file.tell():
            self._file.seek(-1, os.SEEK_END)
            if self._file.read(1) != b"\n":
                self._file.write(b"\n")  # a killed run left half a line: the next one must not continue it

    def __enter__(self) -> Journal:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._file.close()

    def write(self, **entry: Any) -> None:
        """Append an entry in one step."""
        with about(self._path):
            self._file.write(json.dumps(entry, ensure_ascii=False).encode() + b"\n")

    def entries(self) -> Iterator[dict[str, Any]]:
        """Yield all entries, oldest first; lines that are no entry are passed over."""
        for path in (self._older, self._path):
            try:
                lines = path.read_bytes().splitlines()
            except OSError:
                continue
            for line in lines:
                try:
                    entry = json.loads(line)
                except ValueError:
                    continue
                if isinstance(entry, dict):
                    yield entry

    def costs(self) -> dict[str, float]:
        """Return how many seconds of computing each municipality's report took when it was last made."""
        made = [e for e in self.entries() if e.get("report") == "published"]
        return {str(e["city"]): e["seconds"] for e in made if "city" in e and _is_time(e.get("seconds"))}


def _is_time(value: object) -> bool:
    """Tell whether a damaged line does not say something else here."""
    return type(value) in (int, float) and 0 <= value < math.inf  # type: ignore[operator]
