"""Where forking is not to be had: what a notebook does to itself ends its own chapter there, too."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import wait

import pytest

from helpers.errors import NotebookError
from helpers.pipeline.contract import Job, Limits
from helpers.pipeline.run.pool import StockPool

PLACE = "Notebook „01-probe.ipynb“, Zelle 4, Augsburg: "
ENDED = "Abbruch: Der Python-Prozess des Notebooks wurde beendet, vielleicht weil der Arbeitsspeicher nicht reicht."
CELL = "Zeitüberschreitung: Die Zelle war nach 1 Sekunden nicht fertig."
long = pytest.mark.long


@pytest.fixture(scope="module")
def stock() -> Iterator[StockPool]:
    pool = StockPool(1)
    yield pool
    pool.close()


def job(small, **limits: float) -> Job:
    return Job(small.root, "01-probe.ipynb", "augsburg", "Augsburg", 2024, Limits(**limits))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("source", "limits", "message"),
    [
        ("import os\nos._exit(3)", {}, ENDED),
        (
            "import signal, time\nsignal.signal(signal.SIGINT, signal.SIG_IGN)\ntime.sleep(60)",
            {"cell": 1},
            CELL,
        ),
        pytest.param("import time\ntime.sleep(60)", {"cell": 1}, CELL, marks=long),
        pytest.param(
            "import time\nwhile True:\n    try:\n        time.sleep(60)\n    except BaseException:\n        pass",
            {"cell": 1},
            CELL,
            marks=long,
        ),
        pytest.param("md:`{python} __import__('time').sleep(60)`", {"cell": 1}, CELL, marks=long),
        pytest.param("import os\nos.killpg(0, 9)", {}, ENDED, marks=long),
        pytest.param("import os\nos.closerange(3, 300)", {}, ENDED, marks=long),
        pytest.param("b = bytearray(2**32)", {"memory": 2**31}, "MemoryError", marks=long),
        pytest.param("raise KeyboardInterrupt", {}, "KeyboardInterrupt", marks=long),
        pytest.param(
            "for _ in range(100):\n    print('x' * 1_000_000)",
            {},
            "OutputLimitError: Die Zelle gibt mehr als 16 MB aus.",
            marks=long,
        ),
    ],
)
def test_message(source, limits, message, small, notebook, stock) -> None:
    notebook("a = 1", source, "print('nie')")
    outcome = stock.submit(job(small, **limits)).result(timeout=100)
    assert outcome.status == "failed"
    assert outcome.reason.startswith(PLACE + message)


@long
def test_notebook_time_out(small, notebook, stock) -> None:
    notebook(*["import time\ntime.sleep(0.7)"] * 9)
    reason = stock.submit(job(small, notebook=5)).result(timeout=100).reason
    assert "Zeitüberschreitung: Das Notebook war nach 5 Sekunden nicht fertig." in reason


@long
@pytest.mark.filterwarnings("ignore")  # of multiprocessing, about what the killed process held
def test_a_killed_process_is_a_sentence_and_not_a_traceback(small, notebook) -> None:
    notebook("import os, time\nos.kill(os.getppid(), 9)\ntime.sleep(60)")
    pool = StockPool(1)
    try:
        for _ in range(2):  # in the process that was killed, and in none
            with pytest.raises(NotebookError, match="wurde beendet"):
                pool.submit(job(small)).result(timeout=100)
    finally:
        pool.close()


@long
@pytest.mark.filterwarnings("ignore")
@pytest.mark.skipif(sys.platform == "win32", reason="ps")
def test_closing_ends_what_runs(small, notebook, tmp_path) -> None:
    pid = tmp_path / "pid"
    notebook(f"import os, time\nopen({str(pid)!r}, 'w').write(str(os.getpid()))\ntime.sleep(1000)")
    pool = StockPool(1)
    future = pool.submit(job(small))
    while not (pid.exists() and pid.read_text()):
        assert not future.done(), future.exception()
        time.sleep(0.05)
    start = time.monotonic()
    pool.close()
    assert time.monotonic() - start < 60  # and not as long as the notebook
    assert not wait([future], timeout=20).not_done
    for _ in range(200):
        if _gone(int(pid.read_text())):
            return
        time.sleep(0.1)
    pytest.fail("the kernel still runs")


def _gone(pid: int) -> bool:
    found = subprocess.run(["ps", "-o", "stat=", "-p", str(pid)], capture_output=True, text=True, check=False)
    return found.stdout.strip()[:1] in ("", "Z")
