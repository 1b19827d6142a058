"""What several parts of the test suite share: a copy of the project, and finished reports made from it."""

from __future__ import annotations

import fcntl
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import pytest
from hypothesis import settings

# No test fails for being slow.
settings.register_profile("untimed", settings(), deadline=None)
settings.load_profile("untimed")

ROOT = Path(__file__).resolve().parents[1]
COPIED = ("_quarto.yml", "index.qmd", "uv.lock", "pyproject.toml", "data", "notebooks", "chapters", "src")
IGNORED = shutil.ignore_patterns("__pycache__", ".ipynb_checkpoints", "*.egg-info")


def copy_project(target: Path) -> Path:
    """Copy everything a report is made from."""
    target.mkdir(parents=True)
    for name in COPIED:
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(source, target / name, ignore=IGNORED)
        else:
            shutil.copy2(source, target / name)
    return target


def run_helpers(
    root: Path, command: str, environment: Mapping[str, str], prefix: Sequence[str] = ()
) -> subprocess.CompletedProcess[str]:
    """Call the command line as `make` does, on a copy of the project."""
    clean = {
        k: v
        for k, v in os.environ.items()
        if k not in ("CITY", "CITIES", "YEAR", "FORMAT", "ASSEMBLER", "FILE", "QUARTO_PATH")
    }
    return subprocess.run(
        [*prefix, sys.executable, "-m", "helpers", command],
        env={**clean, "BILDUNGSBERICHT_ROOT": str(root), "ASSEMBLER": "builtin", **environment},
        capture_output=True,
        text=True,
        cwd=root,
        timeout=580,
        check=False,
    )


@pytest.fixture
def project_copy(tmp_path: Path) -> Path:
    """A copy of the project that a test may break."""
    return copy_project(tmp_path / "projekt")


@pytest.fixture(scope="session")
def shared_project(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Path:
    """A copy of the project that all tests share, to read finished reports from."""
    base = tmp_path_factory.getbasetemp()
    root = (base if worker_id == "master" else base.parent) / "gemeinsames-projekt"
    with (root.parent / "projekt.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not root.exists():
            copy_project(root)
    return root


@pytest.fixture(scope="session")
def report_of(shared_project: Path) -> Callable[[str], Path]:
    """Make the report of a municipality once for the whole run; return its folder."""

    def make(city: str) -> Path:
        with (shared_project.parent / f"{city}.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            log = shared_project.parent / f"{city}.log"
            if not log.exists():
                formats = "all" if city == "musterstadt" else ""  # the one with everything, in every format
                result = run_helpers(shared_project, "report", {"CITY": city, "FORMAT": formats})
                assert result.returncode == 0, result.stdout + result.stderr
                log.write_text(result.stdout + result.stderr)
        return shared_project / "_report" / city

    return make


@pytest.fixture(scope="session")
def augsburg_report(report_of: Callable[[str], Path]) -> Path:
    """Augsburg's finished report."""
    return report_of("augsburg")
