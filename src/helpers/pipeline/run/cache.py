"""Results of notebooks, kept by content: one file per result, written in one step, bounded in size."""

from __future__ import annotations

import contextlib
import errno
import json
import os
import tempfile
import zipfile
from pathlib import Path
from typing import Any

from helpers.errors import ReportError, about
from helpers.pipeline.contract import Outcome
from helpers.pipeline.run.dependencies import Inputs, digest

FORMAT = 4
MAX_BYTES = 2 * 2**30
READ_ONLY = frozenset({errno.EACCES, errno.EPERM, errno.EROFS})
_INFO = "info.json"
_EXECUTED = "executed.ipynb"
_FILES = "files/"


class Cache:
    """Outcomes of notebooks by what they depend on.

    What is known beforehand (notebook, parameters, libraries) gives the file's name; what the notebook was seen
    to use (figures, files, modules) is recorded inside and compared. A file that cannot be read counts as not there.

    Args:
        folder: where the files are kept; may be deleted at any time.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def find(self, known: dict[str, Any], inputs: Inputs) -> tuple[Outcome, dict[str, Any]] | None:
        """Return the outcome for these inputs, with the inputs as recorded; None when there is none."""
        for path in sorted(self._folder.glob(f"{_key(known)}-*.zip")):
            if found := _read(path, inputs):
                return found
        return None

    def keep(self, outcome: Outcome, recorded: dict[str, Any]) -> None:
        """Keep an outcome; safe when two runs do it at once. A cache that cannot be written is none: everything is built."""
        try:
            with about(self._folder):
                self._keep(outcome, recorded)
        except OSError as error:
            if error.errno not in READ_ONLY:
                raise

    def _keep(self, outcome: Outcome, recorded: dict[str, Any]) -> None:
        self._folder.mkdir(parents=True, exist_ok=True)
        seen = digest(
            json.dumps(
                [recorded[name] for name in ("code", "environment", "files", "figures")], sort_keys=True
            ).encode()
        )
        target = self._folder / f"{_key(recorded)}-{seen}.zip"
        handle, name = tempfile.mkstemp(dir=self._folder, suffix=".neu")
        try:
            with (
                os.fdopen(handle, "wb") as stream,
                zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive,
            ):
                body = {k: v for k, v in vars(outcome).items() if k not in ("files", "executed")}
                archive.writestr(_INFO, json.dumps({"inputs": recorded, "outcome": body}))
                if outcome.executed is not None:
                    archive.writestr(_EXECUTED, outcome.executed)
                for path, content in outcome.files.items():
                    archive.writestr(_FILES + path, content)
            Path(name).replace(target)
        finally:
            Path(name).unlink(missing_ok=True)

    def prune(self, most: int = MAX_BYTES) -> None:
        """Remove what was used longest ago until the cache is no larger than `most` bytes."""
        found = []
        for path in self._folder.glob("*"):
            try:
                status = path.stat()
            except OSError:
                continue  # another run was faster
            found.append((status.st_mtime_ns, status.st_size, path))
        size = sum(s for _, s, _ in found)
        for _, bytes_, path in sorted(found):
            if size <= most:
                break
            with contextlib.suppress(OSError):
                path.unlink(missing_ok=True)
            size -= bytes_


def _key(known: dict[str, Any]) -> str:
    parts = [FORMAT, *(known[name] for name in ("name", "notebook", "city", "year", "libraries"))]
    return digest(json.dumps(parts, sort_keys=True).encode())


def _read(path: Path, inputs: Inputs) -> tuple[Outcome, dict[str, Any]] | None:
    """Return a kept outcome and its inputs; None when they have changed or the file cannot be read."""
    try:
        with zipfile.ZipFile(path) as archive:
            info = json.loads(archive.read(_INFO))
            outcome = _unpack(archive, info["outcome"]) if inputs.is_current(info["inputs"]) else None
        with contextlib.suppress(OSError):  # a cache that cannot be written is still one
            os.utime(path)
    except ReportError:
        raise
    except Exception:  # a damaged archive raises nearly anything
        return None
    return (outcome, info["inputs"]) if outcome else None


def _unpack(archive: zipfile.ZipFile, body: dict[str, Any]) -> Outcome:
    names = archive.namelist()
    files = {name.removeprefix(_FILES): archive.read(name) for name in names if name.startswith(_FILES)}
    executed = archive.read(_EXECUTED) if _EXECUTED in names else None
    return Outcome(**{**body, "files": files, "executed": executed})
