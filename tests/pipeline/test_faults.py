"""What a notebook can do to itself ends its own chapter with a German sentence, and nothing else."""

from __future__ import annotations

import os
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from helpers.errors import NotebookError
from helpers.pipeline.contract import Job, Limits
from helpers.pipeline.run.pool import NOTEBOOKS, WarmPool
from helpers.publish.batch.reports import FOR_BOOKS
from helpers.publish.preview.build import PRELOAD

PLACE = "Notebook „01-probe.ipynb“, Zelle 4, Augsburg: "
EXECUTED = " Ausgeführtes Notebook: _build/augsburg/executed/01-probe.ipynb"


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("1 / 0", "ZeroDivisionError: division by zero." + EXECUTED),
        ("x = = 1", "SyntaxError: invalid syntax (Zeile 1 der Zelle)." + EXECUTED),
        ("raise ValueError('eins\\nzwei')", "ValueError: zwei." + EXECUTED),
        ("import os\nos._exit(3)", "Der Python-Prozess hat sich selbst beendet (Rückgabewert 3)."),
        (
            "import os\nos.killpg(0, 9)",
            "Der Python-Prozess wurde beendet (SIGKILL), vielleicht weil der Arbeitsspeicher nicht reicht.",
        ),
        ("import os\nos.closerange(3, 300)", "Der Python-Prozess hat sich selbst beendet (Rückgabewert 1)."),
        (
            "import os, signal\nos.kill(os.getpid(), signal.SIGKILL)",
            "Der Python-Prozess wurde beendet (SIGKILL), vielleicht weil der Arbeitsspeicher nicht reicht.",
        ),
        ("print('x' * 20_000_000)", "OutputLimitError: Die Zelle gibt mehr als 16 MB aus." + EXECUTED),
        (
            "for _ in range(200):\n    print('x' * 1_000_000)",
            "OutputLimitError: Die Zelle gibt mehr als 16 MB aus." + EXECUTED,
        ),
        (
            "import os\nos.system('head -c 30000000 /dev/zero')",
            "OutputLimitError: Die Zelle gibt mehr als 16 MB aus." + EXECUTED,
        ),
    ],
)
def test_message(source, message, notebook, run) -> None:
    notebook("a = 1", source, "print('nie')")
    outcome = run()
    assert (outcome.status, outcome.reason) == ("failed", PLACE + message)


def test_label_of_a_failing_cell_is_named(notebook, run) -> None:
    notebook(
        "#| label: fig-kita\nfrom helpers.errors import DataError\nraise DataError('Zeile 7: „12a“ ist keine Zahl.')"
    )
    assert run().reason == (
        "Notebook „01-probe.ipynb“, Zelle 3 (fig-kita), Augsburg: DataError: Zeile 7: „12a“ ist keine Zahl."
        + EXECUTED
    )


def test_cell_time_out(notebook, run) -> None:
    notebook("a = 1", "import time\ntime.sleep(60)")
    outcome = run(limits=Limits(cell=1))
    assert (
        outcome.reason == PLACE + "Zeitüberschreitung: Die Zelle war nach 1 Sekunden nicht fertig." + EXECUTED
    )
    assert outcome.seconds < 30


def test_time_out_of_an_expression_in_the_text(notebook, run) -> None:
    notebook("a = 1", "md:`{python} __import__('time').sleep(60)`")
    reason = run(limits=Limits(cell=1)).reason
    assert reason == PLACE + "Zeitüberschreitung: Die Zelle war nach 1 Sekunden nicht fertig." + EXECUTED


def test_cell_that_swallows_the_interrupt(notebook, run) -> None:
    notebook(
        "a = 1",
        "import time\nwhile True:\n    try:\n        time.sleep(60)\n    except BaseException:\n        pass",
    )
    outcome = run(limits=Limits(cell=1, notebook=1))
    assert (
        outcome.reason
        == PLACE + "Das Notebook war nach 1 Sekunden nicht fertig und ließ sich nicht anhalten."
    )


def test_notebook_time_out(notebook, run) -> None:
    notebook(*["import time\ntime.sleep(0.7)"] * 5)
    reason = run(limits=Limits(notebook=2)).reason
    assert reason.endswith("Zeitüberschreitung: Das Notebook war nach 2 Sekunden nicht fertig." + EXECUTED)


def test_memory_limit(notebook, run) -> None:
    notebook("a = 1", "b = bytearray(2**31)")
    assert run(limits=Limits(memory=2**30)).reason == PLACE + "MemoryError." + EXECUTED


@pytest.mark.parametrize(
    "source",
    [
        "import sys\nsys.stdout.close()",
        "import os\nos.close(1)\nos.close(2)",
        "import os, time\nif os.fork() == 0:\n    time.sleep(100)",
        "import subprocess\nsubprocess.Popen(['sleep', '100'])",
        "import threading, time\nthreading.Thread(target=time.sleep, args=(100,)).start()",
        "import os, shutil, tempfile\nfolder = tempfile.mkdtemp()\nos.chdir(folder)\nshutil.rmtree(folder)",
        "import warnings\nwarnings.simplefilter('error')",
        "import signal\nsignal.signal(signal.SIGALRM, signal.SIG_IGN)\nsignal.signal(signal.SIGINT, signal.SIG_IGN)",
        "import os\nos.environ.clear()",
        "get_ipython().user_ns.clear()",
        "import builtins\nbuiltins.open = builtins.__build_class__ = None",
    ],
)
def test_survives(source, notebook, run) -> None:
    notebook(source, "md:Text danach")
    outcome = run()
    assert outcome.status == "built", outcome.reason
    assert "Text danach" in outcome.files["01-probe.qmd"].decode()


def test_processes_that_a_notebook_starts_end_with_it(notebook, run, tmp_path) -> None:
    pid = tmp_path / "pid"
    notebook(
        f"import subprocess\np = subprocess.Popen(['sleep', '1000'])\nopen({str(pid)!r}, 'w').write(str(p.pid))"
    )
    assert run().status == "built"
    assert gone(int(pid.read_text()))


@pytest.mark.parametrize(
    "start",
    [
        "p = subprocess.Popen(['sleep', '1000'], start_new_session=True)\npid = p.pid",
        """r, w = os.pipe()
if os.fork() == 0:
    os.setsid()
    if os.fork() == 0:
        os.write(w, str(os.getpid()).encode())
        time.sleep(1000)
    os._exit(0)
pid = os.read(r, 20).decode()""",
    ],
    ids=["session", "daemon"],
)
def test_processes_that_hide_from_it_end_with_it(start, notebook, run, tmp_path) -> None:
    pid = tmp_path / "pid"
    notebook(f"import os, subprocess, time\n{start}\nopen({str(pid)!r}, 'w').write(str(pid))")
    assert run().status == "built"
    assert gone(int(pid.read_text()))


def test_what_a_notebook_leaves_in_the_temporary_folder_goes_with_it(small, notebook, run, tmp_path) -> None:
    path = tmp_path / "ordner"
    notebook(f"import tempfile\nopen({str(path)!r}, 'w').write(tempfile.mkdtemp())")
    assert run().status == "built"
    assert not Path(path.read_text()).exists()


def gone(pid: int) -> bool:
    """Tell whether a process has ended; a moment is granted to the kernel."""
    for _ in range(100):
        try:
            if Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z":
                return True
        except FileNotFoundError:
            return True
        time.sleep(0.05)
    return False


def test_closing_the_pool_ends_everything(small, notebook, tmp_path) -> None:
    pid = tmp_path / "pid"
    notebook(f"import os, time\nopen({str(pid)!r}, 'w').write(str(os.getpid()))\ntime.sleep(1000)")
    pool = WarmPool(1)
    future = pool.submit(Job(small.root, "01-probe.ipynb", "augsburg", "Augsburg", 2024))
    while not (pid.exists() and pid.read_text()):
        assert not future.done(), future.exception()
        time.sleep(0.05)
    pool.close()
    with pytest.raises(NotebookError, match="Der Prozess, der die Notebooks ausführt, wurde beendet"):
        future.result(timeout=10)
    assert gone(int(pid.read_text()))


@dataclass
class Threads:
    """Counts the threads of the process that this one was forked from."""

    limits: Limits = field(default_factory=Limits)

    def run(self) -> int:
        return len(list(Path(f"/proc/{os.getppid()}/task").iterdir()))

    def ended(self, reason: str) -> str:
        return reason


@pytest.mark.parametrize(
    "more", [("pandas", "seaborn"), FOR_BOOKS, PRELOAD], ids=["libraries", "books", "preview"]
)
def test_notebooks_are_forked_from_a_process_without_threads(more: Sequence[str]) -> None:
    """A thread that holds a lock at that moment would leave it locked for ever."""
    pool = WarmPool(1, (*NOTEBOOKS, *more))
    try:
        assert pool.submit(Threads()).result(timeout=120) == 1
    finally:
        pool.close()


LIBRARIES = """\
import duckdb, matplotlib.pyplot as plt, numpy as np, pandas as pd
kinder = pd.DataFrame({"a": np.arange(50_000)})
print(duckdb.sql("SELECT sum(a) FROM kinder").fetchone())
print(duckdb.connect().sql("SELECT count(*) FROM kinder WHERE a % 7 = 0").fetchone())
np.linalg.svd(np.ones((60, 60)))
duckdb.sql("SET threads = 2")
print(duckdb.sql("SELECT avg(a) FROM kinder").fetchone())
plt.plot(np.arange(100))
plt.savefig("/dev/null", format="svg")
plt.close()"""


@pytest.mark.long
def test_libraries_with_threads_work_in_hundreds_of_forks(small, notebook) -> None:
    notebook(LIBRARIES)
    job = Job(small.root, "01-probe.ipynb", "augsburg", "Augsburg", 2024, Limits(cell=60, notebook=100))
    pool = WarmPool(3)
    try:
        outcomes = [future.result(timeout=600) for future in [pool.submit(job) for _ in range(200)]]
    finally:
        pool.close()
    assert {(o.status, o.reason) for o in outcomes} == {("built", "")}
    assert len({o.files["01-probe.qmd"] for o in outcomes}) == 1
    assert "(1249975000,)\n(7143,)\n(24999.5,)" in outcomes[0].files["01-probe.qmd"].decode()


def test_one_failure_leaves_the_others_alone(small, notebook, pool) -> None:
    notebook("import os\nos._exit(1)", name="01-probe")
    notebook("print('gut')", name="02-probe")
    jobs = [Job(small.root, f"0{n}-probe.ipynb", "augsburg", "Augsburg", 2024) for n in (1, 2, 1, 2)]
    assert [f.result().status for f in [pool.submit(job) for job in jobs]] == ["failed", "built"] * 2


def test_parameters_keep_their_types_and_cannot_be_code(small, notebook, pool) -> None:
    notebook("print(repr(city), repr(year))")
    outcome = pool.submit(Job(small.root, "01-probe.ipynb", '01004"; import os #{0}', "Probe", 2024)).result()
    assert """'01004"; import os #{0}' 2024""" in outcome.files["01-probe.qmd"].decode()
