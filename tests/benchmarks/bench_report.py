"""Whole commands, medians of five, and today's way (a loop over Papermill's command, then the assembler) in the same run.

`BENCH_RUNS=1` for a quick look.
"""

from __future__ import annotations

import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from helpers.data import list_cities
from tests.conftest import copy_project, run_helpers

RUNS = int(os.environ.get("BENCH_RUNS", "5"))
CITIES = [city for city in list_cities() if city != "musterstadt"]


def helpers(root: Path, command: str, **environment: str) -> None:
    """Run a command as `make` does."""
    result = run_helpers(root, command, environment)
    assert result.returncode == 0, result.stdout + result.stderr


def cold(root: Path) -> None:
    """Forget everything that was made; the store of figures stays, as after `make import`."""
    for folder in [root / "_report", *(p for p in (root / "_build").glob("*") if p.name != "store")]:
        shutil.rmtree(folder, ignore_errors=True)


def loop(root: Path, city: str) -> None:
    """Do it today's way: one Papermill command per notebook, one nbconvert each, then the assembler."""
    folder = root / "_build" / city / "schleife"
    folder.mkdir(parents=True, exist_ok=True)
    environment = {**os.environ, "BILDUNGSBERICHT_ROOT": str(root), "MPLBACKEND": "agg"}
    for notebook in sorted((root / "notebooks").glob("*.ipynb")):
        target = folder / notebook.name
        papermill = [sys.executable, "-m", "papermill", str(notebook), str(target), "-p", "city", city]
        # A notebook without data for the municipality ends with NoChapter: here as there, that is no failure.
        subprocess.run(papermill, env=environment, cwd=root / "notebooks", capture_output=True, check=False)
        convert = [sys.executable, "-m", "nbconvert", "--to", "markdown", str(target)]
        subprocess.run(convert, env=environment, capture_output=True, check=False)
    assemble = (
        "import sys; from pathlib import Path; from helpers.assemble import assemble;"
        "assemble(Path(sys.argv[1]), Path(sys.argv[2]), frozenset({'html', 'pdf'}), 'builtin')"
    )
    book, out = root / "_build" / city / "book", folder / "ausgabe"
    subprocess.run([sys.executable, "-c", assemble, str(book), str(out)], env=environment, check=True)


def median(work: Callable[[], object], before: Callable[[], object] = lambda: None) -> float:
    """Return the median of the seconds that a piece of work takes, each time after a preparation."""
    seconds = []
    for _ in range(RUNS):
        before()
        start = time.perf_counter()
        work()
        seconds.append(time.perf_counter() - start)
    return statistics.median(seconds)


def main() -> None:
    """Print the figures beside their limits."""
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)  # as `make` does
    with tempfile.TemporaryDirectory() as folder:
        root = copy_project(Path(folder) / "projekt")
        helpers(root, "report", CITY="augsburg")  # builds the store, and leaves a book for the loop
        print(
            f"command line, help (at most 0.3 s): {median(lambda: helpers(root, '--help')):.2f} s", flush=True
        )
        unchanged = median(lambda: helpers(root, "report", CITY="augsburg"))
        print(f"nothing changed (at most 0.8 s): {unchanged:.2f} s", flush=True)
        by_loop = median(lambda: loop(root, "augsburg"))
        ours = median(lambda: helpers(root, "report", CITY="augsburg"), lambda: cold(root))
        print(f"Augsburg cold, HTML+PDF (at most 6 s): {ours:.1f} s", flush=True)
        print(
            f"  loop of Papermill's command + assembling: {by_loop:.1f} s, {by_loop / ours:.1f} × (at least 6)"
        )
        all_nine = median(lambda: helpers(root, "reports", CITIES=" ".join(CITIES)), lambda: cold(root))
        print(f"{len(CITIES)} municipalities cold (at most 45 s): {all_nine:.1f} s", flush=True)
        print(
            f"  loop, {len(CITIES)} times Augsburg's: {len(CITIES) * by_loop / all_nine:.1f} × (at least 8)"
        )


if __name__ == "__main__":
    main()
