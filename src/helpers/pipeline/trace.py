"""What a notebook read: files of the project and figures of the store, recorded inside its kernel."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from types import FrameType
from typing import Any

from helpers.paths import project

_STORE = {"helpers.data.store", "helpers.data.build", "helpers.data.catalogue", "helpers.data.areas"}
_FOLDERS = ("data", "notebooks", "chapters")
_LATER = ("assemble/", "publish/")
"""Rooms that come after the notebooks: a warm process may have imported them, but no chapter depends on them."""
_opened: set[str] = set()


def begin(memory: int | None) -> None:
    """Start recording which of the project's files this process opens, and limit its memory.

    Args:
        memory: bytes of memory that the process may have, or None.
    """
    prefix = os.path.join(project().root, "")  # noqa: PTH118  (compared with every opened path: strings are fast)

    def record(event: str, arguments: tuple[Any, ...]) -> None:
        if event == "open" and isinstance(arguments[0], str):
            path = os.path.abspath(arguments[0])  # noqa: PTH100
            if path.startswith(prefix) and not _by_store():
                _opened.add(path[len(prefix) :])

    sys.addaudithook(record)
    if memory is not None and sys.platform != "win32":
        import resource

        resource.setrlimit(resource.RLIMIT_DATA, (memory, memory))


def _by_store() -> bool:
    """Tell whether the store is opening the file: of its many files only the figures asked for count, see `reads`."""
    frame: FrameType | None = sys._getframe(2)
    while frame is not None:
        if frame.f_globals.get("__name__") in _STORE:
            return True
        frame = frame.f_back
    return False


class Trace:
    """What was read since `begin`, as JSON that nbclient can fetch."""

    def _repr_mimebundle_(self, **_: Any) -> dict[str, Any]:
        record = {"files": sorted(files()), "figures": figures(), "modules": sorted(modules())}
        return {"application/json": record}


def files() -> set[str]:
    """Return the data files and notebooks that were opened, relative to the project's folder."""
    return {path for p in _opened if (path := Path(p).as_posix()).partition("/")[0] in _FOLDERS}


def figures() -> dict[str, str]:
    """Return the hash of what was asked of the stores of this process, by indicator and AGS with a space between them."""
    module = sys.modules.get("helpers.data.store")
    asked: dict[Any, list[tuple[str, str]]] = {}
    for pair, store in module.all_reads.items() if module else ():
        asked.setdefault(store, []).append(pair)
    found = {
        pair: hash_ for store, pairs in asked.items() for pair, hash_ in store.fingerprints(pairs).items()
    }
    return {f"{indicator} {ags}": found[indicator, ags] for indicator, ags in sorted(found)}


def modules() -> set[str]:
    """Return the files of this package that have been imported, relative to its folder."""
    package = os.path.join(Path(__file__).parents[1], "")  # noqa: PTH118  (compared with every module: strings are fast)
    # By name: to look at every module that was imported would copy their memory into this process.
    ours = [m for name, m in list(sys.modules.items()) if name.partition(".")[0] == "helpers"]
    files = {f for m in ours if (f := getattr(m, "__file__", None))}
    inside = {Path(f[len(package) :]).as_posix() for f in files if f.startswith(package)}
    return {path for path in inside if not path.startswith(_LATER)}
