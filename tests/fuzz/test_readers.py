"""Changed files of every kind: a result or a sentence, within 1 GiB and 10 seconds, and nothing half-written."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from helpers.errors import ReportError
from tests.conftest import ROOT, run_helpers
from tests.fuzz import readers
from tests.fuzz.readers import CITY, mutation, prepared

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="limits of memory")

SEED = int(os.environ.get("FUZZ_SEED", "20261201"))
"""Another number tries other files: `FUZZ_SEED=7 .venv/bin/python -m pytest -m long tests/fuzz`."""


def fed(folder: Path, count: int, seed: int) -> list[dict[str, str]]:
    command = [sys.executable, "-m", "tests.fuzz.readers", str(folder), str(count), str(seed)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    return [json.loads(line) for line in done.stdout.splitlines()]


def told(wrong: list[dict[str, str]]) -> str:
    return "\n".join(f"{w['kind']}, number {w['number']}, seed {SEED}:\n{w['error']}" for w in wrong[:10])


def test_a_few_of_each_kind(tmp_path: Path) -> None:
    wrong = fed(tmp_path / "projekt", 2 * len(readers.readers()), SEED)
    assert not wrong, told(wrong)


@pytest.mark.long
@pytest.mark.parametrize("part", range(8))
def test_ten_thousand(part: int, tmp_path: Path) -> None:
    wrong = fed(tmp_path / "projekt", 1250, SEED + part)
    assert not wrong, told(wrong)


def test_the_valid_files_are_read(tmp_path: Path) -> None:
    root = prepared(tmp_path / "projekt")
    world = readers.World(root)
    for reader in readers.readers().values():
        path = root / reader.file
        before = path.read_bytes() if path.exists() else None
        path.write_bytes(reader.valid())
        reader.read(world, path)
        path.unlink() if before is None else path.write_bytes(before)


def contents(root: Path) -> dict[str, str]:
    """Return what a command must leave as it is: everything but what can be made again."""
    return {
        path.relative_to(root).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(root.rglob("*"))
        if path.is_file() and "_build" not in path.parts
    }


COMMANDS = {
    "table as CSV": "import",
    "workbook": "import",
    "profile": "check",
    "goals": "check",
    "borders": "check",
    "book": "report",
    "SVG": "report",
}
"""By which command a sample is read as its user would."""


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = prepared(tmp_path_factory.mktemp("befehl") / "projekt")
    shutil.copy(ROOT / "data" / "official" / "inkar-2024.csv", root / "data" / "official")
    return root


@pytest.fixture(scope="module")
def elsewhere(tmp_path_factory: pytest.TempPathFactory) -> readers.World:
    """Another project, to find out what is refused without touching that of the commands."""
    return readers.World(prepared(tmp_path_factory.mktemp("probe") / "projekt"))


def refused(kind: str, world: readers.World) -> bytes:
    """Return the first changed file of a kind that its reader refuses."""
    reader = readers.readers()[kind]
    path = world.project.root / reader.file
    before = path.read_bytes() if path.exists() else None
    try:
        for number in range(1000):
            path.write_bytes(content := mutation(kind, reader, number, SEED))
            try:
                read = reader.read(world, path)
            except ReportError:
                return content
            if isinstance(read, tuple) and read[1]:  # the mistakes of a list
                return content
        raise AssertionError(kind)
    finally:
        path.unlink() if before is None else path.write_bytes(before)


@pytest.mark.parametrize(("kind", "command"), COMMANDS.items())
def test_a_sample_through_the_command_line(
    kind: str, command: str, project: Path, elsewhere: readers.World
) -> None:
    reader = readers.readers()[kind]
    path = project / reader.file
    before = path.read_bytes() if path.exists() else None
    path.write_bytes(refused(kind, elsewhere))
    try:
        held = contents(project)
        limited = ["prlimit", f"--data={readers.MEMORY}", f"--cpu={3 * readers.SECONDS}"]
        done = run_helpers(
            project, command, {"CITY": CITY, "FILE": str(path)}, limited if shutil.which("prlimit") else []
        )
        assert done.returncode == 1, (done.stdout, done.stderr)
        assert "Fehler" in done.stdout + done.stderr
        assert "Traceback" not in done.stdout + done.stderr
        assert contents(project) == held
    finally:
        path.unlink() if before is None else path.write_bytes(before)
