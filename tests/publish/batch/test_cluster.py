"""Notebooks on a Dask cluster: same bytes, also when a worker is killed; other versions are refused."""

from __future__ import annotations

import os
import signal
import subprocess
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from helpers.errors import OutputError, ReportError
from helpers.paths import Project
from helpers.publish.batch import make_reports
from tests.publish.batch.conftest import make_small
from tests.publish.batch.running import two_workers
from tests.publish.batch.test_reports import contents

pytest.importorskip("distributed")


@pytest.fixture
def cluster(tmp_path: Path) -> Iterator[tuple[str, list[subprocess.Popen[bytes]]]]:
    with two_workers(tmp_path) as running:
        yield running


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


def test_a_folder_that_others_may_write_to_is_not_used(small: Project, tmp_path: Path) -> None:
    from helpers.publish.batch.cluster import packed, unpacked

    own = tmp_path / "eigener"
    assert (unpacked(packed(small), own) / "_quarto.yml").exists()
    assert own.stat().st_mode & 0o777 == 0o700
    shared = tmp_path / "fremder"
    shared.mkdir()
    shared.chmod(0o777)
    (tmp_path / "verweis").symlink_to(own)
    for folder in (shared, tmp_path / "verweis"):
        with pytest.raises(OutputError, match="gehört nicht diesem Konto"):
            unpacked(packed(small), folder)


@pytest.mark.filterwarnings("ignore")
def test_a_worker_that_comes_later_with_other_versions_runs_nothing(small: Project) -> None:
    from types import SimpleNamespace

    from helpers.pipeline.contract import Job
    from helpers.publish.batch.cluster import NotebookWorker, packed, versions

    plugin = NotebookWorker(packed(small), {**versions(), "pandas": "1.0"})
    plugin.setup(SimpleNamespace(state=SimpleNamespace(nthreads=1), address="tcp://b"))
    try:
        with pytest.raises(ReportError, match=r"tcp://b: pandas .* statt 1\.0"):
            plugin.run(Job(small.root, "01-eins.ipynb", "jena", "Jena", 2025))
    finally:
        plugin.teardown(None)


@pytest.mark.filterwarnings("ignore")
def test_no_scheduler_is_a_sentence(small: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    from helpers.publish.batch import cluster

    monkeypatch.setattr(cluster, "PATIENCE", 1)
    with pytest.raises(
        ReportError, match=r"CLUSTER=tcp://127\.0\.0\.1:9: Der Dask-Scheduler antwortet nicht"
    ):
        cluster.ClusterPool("tcp://127.0.0.1:9", small)
