"""Many reports: Kreise from an INKAR bulk file (seconds and memory per report), and a Dask cluster beside the local pool.

`BENCH_KREISE=401` makes all of them; the bulk file lies in the folder that `BILDUNGSBERICHT_SAMPLES` names.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import psutil

from helpers.data import all_cities, list_cities
from tests.benchmarks.bench_report import cold
from tests.conftest import copy_project
from tests.publish.batch.running import two_workers

KREISE = int(os.environ.get("BENCH_KREISE", "24"))
THREE = "augsburg jena soemmerda"


def measured(root: Path, **environment: str) -> tuple[float, float]:
    """Return the seconds that `make reports` takes, and the most memory of all its processes in GiB (proportional set size)."""
    start, most = time.perf_counter(), 0
    process = psutil.Popen(
        [sys.executable, "-m", "helpers", "reports"],
        env={**os.environ, "BILDUNGSBERICHT_ROOT": str(root), **environment},
        stdout=subprocess.DEVNULL,
    )
    while process.poll() is None:
        most = max(most, sum(map(_memory, [process, *process.children(recursive=True)])))
        time.sleep(0.5)
    assert process.returncode == 0
    return time.perf_counter() - start, most / 2**30


def _memory(process: psutil.Process) -> int:
    try:
        return int(process.memory_full_info().pss)
    except psutil.Error:
        return 0


def kreise(folder: Path) -> None:
    """Print what some Kreise take, and twice as many."""
    root = copy_project(folder / "kreise")
    shipped = set(list_cities(root / "data"))
    new = [city for city in all_cities(root / "data") if city not in shipped][:KREISE]
    measured(root, CITIES=new[0])  # builds the store
    for cities in (new[: len(new) // 2], new):
        cold(root)
        seconds, memory = measured(root, CITIES=" ".join(cities))
        print(
            f"{len(cities)} Kreise (at most 2.5 s each, 1.5 GiB): {seconds / len(cities):.2f} s each, {memory:.2f} GiB",
            flush=True,
        )


def cluster(folder: Path) -> None:
    """Print what two workers take beside two local processes."""
    root = copy_project(folder / "cluster")
    measured(root, CITIES=THREE)
    cold(root)
    here, _ = measured(root, CITIES=THREE)
    cold(root)
    (folder / "rechner").mkdir()
    with two_workers(folder / "rechner") as (address, _):
        measured(root, CITIES="jena", CLUSTER=address)  # the workers have imported everything
        cold(root)
        there, _ = measured(root, CITIES=THREE, CLUSTER=address)
    print(
        f"three reports: {here:.1f} s here, {there:.1f} s on two workers, {there / here:.2f} × (at most 1.3)",
        flush=True,
    )


if __name__ == "__main__":
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)  # as `make` does
    with tempfile.TemporaryDirectory() as folder:
        kreise(Path(folder))
        cluster(Path(folder))
