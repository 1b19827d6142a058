"""What a notebook read, each with its hash: files, figures, code and environment variables, recorded inside its kernel.

The hashes are taken where the notebook runs, so that they are those of what it read: whoever saves a file during a run,
or runs notebooks on another machine, finds no old result under a new hash.
"""

from __future__ import annotations

import os
import sys
import tempfile
import warnings
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from types import FrameType
from typing import Any

from helpers.paths import project
from helpers.pipeline.run.dependencies import EVERYTHING, code_of, digest, state_of
from helpers.pipeline.run.rules import CALLS

_STORE = {"helpers.data.store", "helpers.data.storebuild", "helpers.data.catalogue", "helpers.data.areas"}
# Other profiles are looked at for copies only; no chapter shows what stands there.
_STORE |= {"helpers.data.identity"}
_PROGRAMS = frozenset(
    {"os.fork", "os.forkpty", "os.posix_spawn", "os.system", "pty.spawn", "subprocess.Popen"}
)
_SYSTEM = ("/dev", "/etc", "/lib", "/proc", "/run", "/sys", "/usr", "/var")
_SET_BY_US = frozenset(
    {
        "BILDUNGSBERICHT_ROOT",
        "CLICOLOR",
        "CLICOLOR_FORCE",
        "FORCE_COLOR",
        "GIT_PAGER",
        "IPYTHONDIR",
        "JPY_PARENT_PID",
    }
    | {"MPLBACKEND", "OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "PAGER", "TERM", "TMPDIR"}
)
"""Environment variables that differ between a notebook's process and the command, whatever the user sets."""

_seen: dict[str, tuple[int, int] | None] = {}
_written: set[str] = set()
_variables: dict[str, str] = {}
_unseen = False


def begin(memory: int | None) -> None:
    """Start recording what this process reads, and limit its memory.

    Args:
        memory: bytes of memory that the process may have, or None.
    """
    _seen.clear()
    recorder = _Recorder(project().root)
    sys.addaudithook(recorder.hear)
    for place, names in ((Path, ("exists", "is_file", "is_dir")), (os.path, ("exists", "isfile", "isdir"))):
        for name in names:
            setattr(place, name, _noting(getattr(place, name), recorder.note))
    _record_environment()
    if memory is not None and sys.platform != "win32":
        import resource

        resource.setrlimit(resource.RLIMIT_DATA, (memory, memory))


class _Recorder:
    """Notes paths. It is called in the middle of whatever the notebook does, so it raises nothing.

    Args:
        root: the project's folder.
    """

    def __init__(self, root: Path) -> None:
        self._root = os.path.join(root, "")  # noqa: PTH118  (compared with every opened path: strings are fast)
        self._package = os.path.join(Path(__file__).parents[2], "").removeprefix(self._root)  # noqa: PTH118
        system = {sys.prefix, sys.base_prefix, tempfile.gettempdir(), *_SYSTEM}
        self._system = tuple(os.path.join(folder, "") for folder in system)  # noqa: PTH118

    def note(self, given: object, *, written: bool = False, read: bool = True) -> None:
        """Note a file or folder that is opened, listed or looked for."""
        global _unseen
        try:
            self._note(given, written, read)
        except Exception:  # a path that is none, a working directory that the notebook has deleted
            _unseen = True

    def _note(self, given: object, written: bool, read: bool) -> None:
        if not isinstance(given, str | bytes | os.PathLike):
            return  # a descriptor
        path = os.path.abspath(os.fsdecode(given))  # noqa: PTH100
        inside = path.startswith(self._root)
        if inside:
            path = path[len(self._root) :]
            if path.startswith((".", "_")):
                return
        elif path.startswith(self._system) or path + os.sep == self._root:
            return
        if "/." in path or path.startswith(self._package) or _by_store():
            return
        if "__pycache__" in path:
            path = _source(path)
        if written:
            _written.add(path)
        if read and path not in _seen:
            _seen[path] = _stamp(self._root + path if inside else path)

    def hear(self, event: str, arguments: tuple[Any, ...]) -> None:
        """Take one of Python's audit events."""
        global _unseen
        if event == "open":
            flags = arguments[2] if isinstance(arguments[2], int) else 0
            written = bool(flags & (os.O_WRONLY | os.O_RDWR))
            self.note(arguments[0], written=written, read=not flags & os.O_WRONLY)
        elif event in ("os.listdir", "os.scandir"):
            caller = str(sys._getframe(1).f_globals.get("__name__"))
            if not caller.endswith("external"):  # there an import looks for its module
                self.note(arguments[0] or ".")
        elif event == "sqlite3.connect":
            self.note(arguments[0])
        elif event in _PROGRAMS:
            _unseen = True


def _noting(asks: Callable[..., bool], note: Callable[[object], None]) -> Callable[..., bool]:
    """Return a function that asks whether a file exists, and notes it: what is missing today may be there tomorrow."""

    @wraps(asks)
    def asking(path: object, **options: Any) -> bool:
        note(path)
        return asks(path, **options)

    return asking


def _record_environment() -> None:
    """Record which environment variables the notebook's own code asks for, with the values they had before it started."""
    environment: Any = os.environ
    before = dict(os.environ)
    encode = (
        environment.encodekey
    )  # called for every look-up; to replace the look-up itself would show in tracebacks

    def encoding(key: str) -> Any:
        frame: FrameType | None = sys._getframe(1)
        if frame is not None and frame.f_code.co_name == "__getitem__" and key not in _SET_BY_US:
            while frame is not None and frame.f_globals.get("__name__") in ("os", "collections.abc"):
                frame = frame.f_back
            if frame is not None and frame.f_globals.get("__name__") == "__main__":
                _variables[key] = before.get(key, "")
        return encode(key)

    environment.encodekey = encoding


def _stamp(path: str | Path) -> tuple[int, int] | None:
    try:
        status = os.stat(path)  # noqa: PTH116
    except (OSError, ValueError):
        return None
    return status.st_mtime_ns, status.st_size


def _source(path: str) -> str:
    """Return the module whose byte code lies at `path`: it is read instead of the module for as long as that is the same."""
    folder, _, name = path.partition("__pycache__")
    return f"{folder}{Path(name).name.partition('.')[0]}.py"


def _by_store() -> bool:
    """Tell whether the store is opening the file: of its many files only the figures asked for count, see `figures`."""
    frame: FrameType | None = sys._getframe(2)
    while frame is not None:
        if frame.f_globals.get("__name__") in _STORE:
            return True
        frame = frame.f_back
    return False


class Trace:
    """What was read since `begin`, as JSON that nbclient can fetch.

    Args:
        everything: whether the notebook reads files in a way that cannot be seen; then every file counts.
    """

    def __init__(self, everything: bool = False) -> None:
        self._everything = everything or _unseen

    def _repr_mimebundle_(self, **_: Any) -> dict[str, Any]:
        variables, seen, code = dict(_variables), dict(_seen), modules()
        warnings.simplefilter("ignore")  # the notebook is done; it may have made errors of warnings
        record = {
            "files": _files(seen, self._everything),
            "figures": figures(),
            "code": code_of(code),
            "data": _data(),
            "environment": {name: digest(value.encode()) for name, value in sorted(variables.items())},
        }
        return {"application/json": record}


def _files(seen: dict[str, tuple[int, int] | None], everything: bool) -> dict[str, str | None]:
    """Return the hash of every file and folder that was looked at; None where it changed after that."""
    root = project().root
    found: dict[str, str | None] = {}
    for path, stamp in sorted(seen.items()):
        state = state_of(root, path)
        found[path] = state if stamp == _stamp(root / path) or path in _written else None
    if everything:
        found[EVERYTHING] = state_of(root, EVERYTHING)
    return found


def _data() -> str | None:
    """Return the state of `data/` that the stores of this process were opened with; None where it changed meanwhile."""
    module = sys.modules.get("helpers.data.store")
    states = {state for store in (module.all_reads.values() if module else ()) for state in store.states}
    return states.pop() if len(states) == 1 else (None if states else "")


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
    """Return the files of this package that have been imported, relative to its folder, and the lines of charts that were called."""
    package = os.path.join(Path(__file__).parents[2], "")  # noqa: PTH118  (compared with every module: strings are fast)
    # By name: to look at every module that was imported would copy their memory into this process.
    ours = [m for name, m in list(sys.modules.items()) if name.startswith("helpers")]
    files = {f for m in ours if (f := getattr(m, "__file__", None))}
    inside = {f.removeprefix(package).replace(os.sep, "/") for f in files if f.startswith(package)}
    calls = sys.modules.get("helpers.report.calls")
    return inside | {f"{CALLS}:{name}" for name in (calls.used if calls else ())}
