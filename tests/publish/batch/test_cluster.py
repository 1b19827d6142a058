"""Notebooks on a Dask cluster: same bytes, also when a worker is killed; other versions are refused."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from helpers.errors import ReportError
from helpers.paths import Project
from helpers.publish.batch import make_reports
from tests.publish.batch.conftest import make_small
from tests.publish.batch.test_reports import contents

pytest.importorskip("distributed")


@pytest.fixture
def cluster(tmp_path: Path) -> Iterator[tuple[str, list[subprocess.Popen[bytes]]]]:
    """A scheduler and two worker processes on 127.0.0.1; yields the address and the workers."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    address = f"tcp://127.0.0.1:{port}"
    environment = {k: v for k, v in os.environ.items() if k != "BILDUNGSBERICHT_ROOT"}

    def start(*arguments: str) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", "distributed.cli.dask_scheduler", *arguments]
        if arguments[0] == address:
            command[2] = "distributed.cli.dask_worker"
        return subprocess.Popen(
            command, cwd=tmp_path, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )

    scheduler = start("--host", "127.0.0.1", "--port", str(port), "--no-dashboard")
    workers = [
        start(
            address,
            "--nthreads",
            "1",
            "--no-dashboard",
            "--no-nanny",
            "--local-directory",
            str(tmp_path / str(i)),
        )
        for i in range(2)
    ]
    yield address, workers
    for process in [*workers, scheduler]:
        process.kill()
        process.wait()


@pytest.mark.long
@pytest.mark.filterwarnings("ignore")  # Dask's own, about its own libraries
def test_same_bytes_although_a_worker_is_killed(
    cluster: tuple[str, list[subprocess.Popen[bytes]]],
    small: Project,
    tmp_path: Path,
    built: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    make_reports(["augsburg", "jena"], "", "html", "builtin", small)
    remote = make_small(tmp_path / "fern", built, monkeypatch)
    address, workers = cluster

    def kill_one() -> None:
        journal = remote.build / "stapel" / "journal.jsonl"
        for _ in range(600):
            if journal.exists() and journal.stat().st_size:
                break
            time.sleep(0.1)
        workers[0].send_signal(signal.SIGKILL)

    killer = threading.Thread(target=kill_one)
    killer.start()
    rows = make_reports(["augsburg", "jena"], "", "html", "builtin", remote, cluster=address)
    killer.join()
    assert {row.status for row in rows} == {"published"}
    assert contents(remote) == contents(small)


def test_other_versions_are_refused() -> None:
    from helpers.publish.batch.cluster import refuse_other_versions, versions

    here = versions()
    refuse_other_versions(here, {"tcp://a": dict(here)})
    there = {"tcp://b": {**here, "pandas": "1.0", "Python": "3.9.1"}}
    with pytest.raises(ReportError) as error:
        refuse_other_versions(here, there)
    assert f"tcp://b: Python 3.9.1 statt {here['Python']}, pandas 1.0 statt {here['pandas']}" in str(
        error.value
    )


def test_what_travels_is_the_same_for_the_same_content(
    small: Project, tmp_path: Path, built: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from helpers.publish.batch.cluster import packed

    other = make_small(tmp_path / "anderer", built, monkeypatch)
    os.utime(other.notebooks / "01-eins.ipynb", (1, 1))
    assert packed(other) == packed(small)
    (other.notebooks / "01-eins.ipynb").write_text("{}")
    assert packed(other) != packed(small)


@pytest.mark.filterwarnings("ignore")
def test_no_scheduler_is_a_sentence(small: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    from helpers.publish.batch import cluster

    monkeypatch.setattr(cluster, "PATIENCE", 1)
    with pytest.raises(
        ReportError, match=r"CLUSTER=tcp://127\.0\.0\.1:9: Der Dask-Scheduler antwortet nicht"
    ):
        cluster.ClusterPool("tcp://127.0.0.1:9", small)
