"""Change the program in random places and see whether its tests notice: `make mutants`.

Every change is one operator, bound, number or guard of one module of `src/helpers/`, in a copy of the project: caches there are made
by the changed program. The tests nearest to the module run in a process of their own, then those of its room, until one fails.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import re
import resource
import shutil
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import duckdb  # noqa: F401 -- loaded once for all the processes
import matplotlib  # noqa: F401
import pandas  # noqa: F401
import pydantic  # noqa: F401
import pytest
import scipy.optimize
import scipy.stats  # noqa: F401
import yaml  # noqa: F401

from tests.mutants.changes import count, mutant

ROOT = Path(__file__).resolve().parents[2]
LEFT = shutil.ignore_patterns(
    ".git", ".venv", ".uv", "_build", "_report", "__pycache__", ".*_cache", ".hypothesis"
)
SOURCE = ROOT / "src" / "helpers"
SECONDS = 120
"""A test file that needs more processor time than this with a change counts as failed: an endless loop."""

TOO_LONG = ("benchmarks", "browser", "end_to_end", "audit", "mutants", "fuzz", "corpus")
"""Folders of tests that build whole reports."""


def modules(room: str) -> list[Path]:
    """Return the files of a room; `data` without the protection of small counts, which `data/disclosure` is."""
    inside = sorted(path for path in (SOURCE / room).rglob("*.py") if path.name != "__init__.py")
    return [path for path in inside if room == "data/disclosure" or "disclosure" not in path.parts]


def tests_for(path: Path) -> Iterator[Path]:
    """Yield the test files that may notice a change: those named like the module, those that name it, those of its room."""
    name = ".".join(("helpers", *path.relative_to(SOURCE).with_suffix("").parts))
    package, stem = name.rpartition(".")[0], path.stem
    room = ROOT / "tests" / path.relative_to(SOURCE).parts[0]
    found = []
    for test in sorted((ROOT / "tests").rglob("test_*.py")):
        text, inside = test.read_text("utf-8"), test.relative_to(ROOT / "tests").parts
        if inside[0] in TOO_LONG or re.search(r"report_of|augsburg_report|musterstadt_report", text):
            continue
        named = re.search(
            rf"{re.escape(name)}\b|from {re.escape(package)} import [^\n]*\b{stem}\b|\b{stem}\.", text
        )
        rank = 3 if test.stem == f"test_{stem}" else 2 if named else 1 if room in test.parents else 0
        if rank:
            found.append((-rank, len(text), test.relative_to(ROOT)))
    yield from (test for *_, test in sorted(found))


def passes(test: Path, copy: Path) -> bool:
    """Run a test file of the copy in a process of its own; a file without a test for this machine passes."""
    child = os.fork()
    if child == 0:
        resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS + 5))
        os.chdir(copy)
        os.environ["PYTHONPATH"] = str(copy / "src")
        sys.dont_write_bytecode = True
        sys.path[:0] = [str(copy), str(copy / "src")]
        for name in [name for name in sys.modules if name.split(".")[0] in ("tests", "helpers", "examples")]:
            del sys.modules[name]
        with tempfile.TemporaryFile() as output, tempfile.TemporaryDirectory() as folder:
            os.dup2(output.fileno(), 1)
            os.dup2(output.fileno(), 2)
            options = [
                "-qx",
                "-p",
                "no:cacheprovider",
                "-p",
                "no:xdist",
                "--tb=no",
                "--basetemp",
                f"{folder}/tmp",
            ]
            unloaded = ["-W", "ignore::pytest.PytestAssertRewriteWarning"]
            try:
                ended = int(
                    pytest.main([*options, *unloaded, "-c", str(copy / "pyproject.toml"), str(copy / test)])
                )
            except BaseException:
                ended = 99
            shutil.rmtree(folder, ignore_errors=True)
        os._exit(ended)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) in (0, 5)


def killer(path: Path, code: str, copy: Path, sound: dict[Path, bool]) -> str:
    """Return the test file that notices a change, empty where none does.

    Args:
        path: the module that is changed.
        code: its text with the change.
        copy: the copy of the project.
        sound: whether a test file passes without a change; filled here.
    """
    changed = copy / path.relative_to(ROOT)
    for test in tests_for(path):
        if test not in sound:
            sound[test] = passes(test, copy)
        if not sound[test]:
            continue
        changed.write_text(code, "utf-8")
        held = passes(test, copy)
        shutil.copy2(path, changed)
        if not held:
            return test.as_posix()
    return ""


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.mutants", description=__doc__)
    parser.add_argument("rooms", nargs="*", default=["data", "text"], help="folders of src/helpers/")
    parser.add_argument("--count", type=int, default=150, help="so many changes")
    parser.add_argument("--seed", type=int, default=1, help="which ones: the same seed draws the same")
    parser.add_argument("--out", type=Path, help="a file to which every result is added, as a line of JSON")
    parser.add_argument("--again", type=Path, help="instead: what survived according to such a file")
    given = parser.parse_args()
    places = [
        (path, at)
        for room in given.rooms
        for path in modules(room)
        for at in range(count(path.read_text("utf-8")))
    ]
    drawn = random.Random(given.seed).sample(places, min(given.count, len(places)))
    if given.again:
        lines = map(json.loads, given.again.read_text("utf-8").splitlines())
        drawn = [(SOURCE / line["file"], line["at"]) for line in lines if not line["by"]]
    print(f"{len(places)} Stellen in {', '.join(given.rooms)}, {len(drawn)} gezogen", flush=True)
    killed, sound = 0, dict[Path, bool]()
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "kopie"
        shutil.copytree(ROOT, copy, ignore=LEFT)
        for path, at in drawn:
            change = mutant(path.read_text("utf-8"), at)
            by = killer(path, change.code, copy, sound)
            killed += bool(by)
            file = path.relative_to(SOURCE).as_posix()
            if not by:
                print(f"überlebt: {file}:{change.line} {change.what}", flush=True)
            if given.out:
                line = {"file": file, "at": at, "line": change.line, "what": change.what, "by": by}
                with given.out.open("a", encoding="utf-8") as out:
                    out.write(json.dumps(line, ensure_ascii=False) + "\n")
    print(f"{killed} von {len(drawn)} bemerkt ({100 * killed / max(1, len(drawn)):.0f} %)")
    return 0


if __name__ == "__main__":
    sys.exit(main())
