"""Change the program in random places and see whether its tests notice: `make mutants`.

Every change is one operator, bound, number or guard of one module of `src/helpers/`, in a copy of the project: caches there are made
by the changed program. The tests nearest to the module run in a process of their own, then those of its room, until one fails.
"""

from __future__ import annotations

import argparse
import importlib
import json
import os
import random
import re
import resource
import shutil
import sys
import tempfile
from pathlib import Path
from typing import NoReturn

import pytest

from tests.mutants.changes import count, mutant

ROOT = Path(__file__).resolve().parents[2]
LOADED = (
    "IPython", "babel.dates", "babel.numbers", "bs4", "duckdb", "hypothesis.strategies", "matplotlib.backends.backend_svg",
    "matplotlib.pyplot", "nbformat", "openpyxl", "pandas", "pydantic", "scipy.optimize", "scipy.stats", "syrupy", "typer", "yaml",
)  # fmt: skip
"""Loaded once for all processes."""

LEFT = shutil.ignore_patterns(
    ".git", ".venv", ".uv", "_build", "_report", "__pycache__", ".*_cache", ".hypothesis"
)
SOURCE = ROOT / "src" / "helpers"
SECONDS = 400
"""Tests that need more processor time than this with a change count as failed: an endless loop."""

TOO_LONG = (
    "audit",
    "benchmarks",
    "browser",
    "corpus",
    "end_to_end",
    "fuzz",
    "mutants",
    "pipeline",
    "publish",
    "test_every_chart.py",
)
"""Tests that build whole reports or draw all charts."""


def modules(room: str) -> list[Path]:
    """Return the files of a room; `data` without the protection of small counts, which `data/disclosure` is."""
    inside = sorted(path for path in (SOURCE / room).rglob("*.py") if path.name != "__init__.py")
    return [path for path in inside if room == "data/disclosure" or "disclosure" not in path.parts]


def tests_for(path: Path) -> tuple[list[Path], list[Path]]:
    """Return the test files that may notice a change: those named like the module or naming it, and the others of its room."""
    name = ".".join(("helpers", *path.relative_to(SOURCE).with_suffix("").parts))
    package, stem = name.rpartition(".")[0], path.stem
    naming = re.compile(rf"{re.escape(name)}\b|from {re.escape(package)} import [^\n]*\b{stem}\b")
    room = ROOT / "tests" / path.relative_to(SOURCE).parts[0]
    near, others = [], []
    for test in sorted((ROOT / "tests").rglob("test_*.py"), key=lambda test: test.stat().st_size):
        text, inside = test.read_text("utf-8"), test.relative_to(ROOT)
        if set(inside.parts) & set(TOO_LONG) or re.search(
            r"report_of|augsburg_report|musterstadt_report", text
        ):
            continue
        if test.stem == f"test_{stem}":
            near.insert(0, inside)
        elif naming.search(text):
            near.append(inside)
        elif room in test.parents:
            others.append(inside)
    return near, others


def failing(tests: list[Path], copy: Path) -> str | None:
    """Run test files of the copy in a process of their own; return the first that fails, empty where the process dies, None if all pass."""
    with tempfile.TemporaryFile("w+", dir=copy.parent) as output:
        child = os.fork()
        if child == 0:
            _run_pytest(tests, copy, output.fileno())
        ended = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        output.seek(0)
        named = re.search(r"^(?:FAILED|ERROR) ([^\s:]+)", output.read(), re.M)
    if ended in (0, 5):  # 5: there is no test for this machine
        return None
    return named[1] if named else ""


def _run_pytest(tests: list[Path], copy: Path, output: int) -> NoReturn:
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS + 5))
    os.chdir(copy)
    os.environ["PYTHONPATH"] = str(copy / "src")
    sys.dont_write_bytecode = False
    sys.path[:0] = [str(copy), str(copy / "src")]
    for name in [name for name in sys.modules if name.split(".")[0] in ("tests", "helpers", "examples")]:
        del sys.modules[name]
    os.dup2(output, 1)
    os.dup2(output, 2)
    # what is loaded once for all processes is not rewritten
    quiet = ["-qx", "--tb=no", "-p", "no:cacheprovider", "-p", "no:xdist"]
    options = [*quiet, "-W", "ignore::pytest.PytestAssertRewriteWarning", "-c", "pyproject.toml"]
    folder = tempfile.mkdtemp(dir=copy.parent)
    try:
        ended = int(pytest.main([*options, "--basetemp", f"{folder}/tmp", *map(str, tests)]))
    except BaseException:
        ended = 99
    shutil.rmtree(folder, ignore_errors=True)
    os._exit(ended)


def noticed(path: Path, code: str, tests: list[Path], copy: Path, sound: dict[str, bool]) -> bool:
    """Tell whether a test notices a change.

    Args:
        path: the module that is changed.
        code: its text with the change.
        tests: the test files.
        copy: the copy of the project.
        sound: whether a test file passes without a change; filled here for those that fail with one.
    """
    changed = copy / path.relative_to(ROOT)
    while usable := [test for test in tests if sound.get(test.as_posix(), True)]:
        changed.write_text(code, "utf-8")
        failed = failing(usable, copy)
        shutil.copy2(path, changed)
        if failed is None:
            return False
        if failed and failed not in sound:
            sound[failed] = failing([Path(failed)], copy) is None
        if not failed or sound[failed]:
            return True
    return False


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.mutants", description=__doc__)
    parser.add_argument("rooms", nargs="*", default=["data", "text"], help="folders of src/helpers/")
    parser.add_argument("--count", type=int, default=150, help="so many changes")
    parser.add_argument("--seed", type=int, default=1, help="which ones: the same seed draws the same")
    parser.add_argument(
        "--out",
        type=Path,
        default=ROOT / "_build" / "mutanten.jsonl",
        help="a line of JSON for every result; what is there is not tried again",
    )
    parser.add_argument("--again", action="store_true", help="try what survived once more")
    given = parser.parse_args()
    places = [
        (path, at)
        for room in given.rooms
        for path in modules(room)
        for at in range(count(path.read_text("utf-8")))
    ]
    drawn = random.Random(given.seed).sample(places, min(given.count, len(places)))
    lines = [json.loads(line) for line in given.out.open(encoding="utf-8")] if given.out.exists() else []
    known = {(SOURCE / line["file"], line["at"]): line["noticed"] for line in lines}
    if given.again:
        drawn = [place for place, found in known.items() if not found]
        known = {}
    print(f"{len(places)} Stellen in {', '.join(given.rooms)}, {len(drawn)} gezogen", flush=True)
    for name in LOADED:
        importlib.import_module(name)
    sound = dict[str, bool]()
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "kopie"
        shutil.copytree(ROOT, copy, ignore=LEFT)
        for near in (True, False):  # most are noticed by the nearest tests
            for path, at in [place for place in drawn if place not in known]:
                change = mutant(path.read_text("utf-8"), at)
                found = noticed(path, change.code, tests_for(path)[0 if near else 1], copy, sound)
                if near and not found:
                    continue
                known[path, at] = found
                file = path.relative_to(SOURCE).as_posix()
                if not found:
                    print(f"überlebt: {file}:{change.line} {change.what}", flush=True)
                line = {"file": file, "at": at, "line": change.line, "what": change.what, "noticed": found}
                with given.out.open("a", encoding="utf-8") as out:
                    out.write(json.dumps(line, ensure_ascii=False) + "\n")
    killed = sum(known[place] for place in drawn)
    print(f"{killed} von {len(drawn)} bemerkt ({100 * killed / max(1, len(drawn)):.0f} %)")
    return 0


if __name__ == "__main__":
    sys.exit(main())
