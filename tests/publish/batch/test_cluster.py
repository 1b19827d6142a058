"""Notebooks on a Dask cluster: same bytes, also when a worker is killed; other versions are refused."""

from __future__ import annotations

import io
import os
import subprocess
import sys
import tarfile
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from helpers.errors import NotebookError, OutputError, ReportError
from helpers.paths import Project
from helpers.pipeline.contract import Job, Limits
from helpers.publish.batch import make_reports
from tests.publish.batch.conftest import make_small, write_notebook
from tests.publish.batch.running import free_port, start, start_worker, two_workers
from tests.publish.batch.test_reports import CITIES, contents
from tests.publish.batch.test_reports import start as start_reports

if TYPE_CHECKING:
    from helpers.publish.batch.cluster import NotebookWorker

pytest.importorskip("distributed")

Cluster = tuple[str, list[subprocess.Popen[bytes]]]
"""Address of a scheduler, and its processes."""


@pytest.fixture
def cluster(tmp_path: Path) -> Iterator[Cluster]:
    with two_workers(tmp_path) as running:
        yield running


def when_begun(project: Project, do: Callable[[], None]) -> threading.Thread:
    """Do something as soon as the batch has a first result."""

    def wait_and_do() -> None:
        journal = project.build / "stapel" / "journal.jsonl"
        for _ in range(600):
            if journal.exists() and journal.stat().st_size:
                break
            time.sleep(0.1)
        do()

    thread = threading.Thread(target=wait_and_do)
    thread.start()
    return thread


@pytest.mark.long
@pytest.mark.filterwarnings("ignore")  # Dask's own, about its own libraries
def test_same_bytes_although_a_worker_is_killed(
    cluster: Cluster,
    small: Project,
    tmp_path: Path,
    built: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    make_reports(["augsburg", "jena"], "", "html", "builtin", small)
    remote = make_small(tmp_path / "fern", built, monkeypatch)
    address, (worker, *_) = cluster
    killer = when_begun(remote, worker.kill)
    rows = make_reports(["augsburg", "jena"], "", "html", "builtin", remote, cluster=address)
    killer.join()
    assert {row.status for row in rows} == {"published"}
    assert contents(remote) == contents(small)


SLOW = "import time\ntime.sleep(3)"


@pytest.mark.long
@pytest.mark.filterwarnings("ignore")
def test_when_all_workers_are_lost_it_says_so_and_ends_and_the_next_run_goes_on(
    cluster: Cluster,
    small: Project,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    from helpers.publish.batch import cluster as module

    monkeypatch.setattr(module, "ALONE", 2)
    write_notebook(small.notebooks / "02-zwei.ipynb", "Zwei", SLOW)
    address, (*workers, _) = cluster

    def kill_all() -> None:
        for worker in workers:
            worker.kill()

    killer = when_begun(small, kill_all)
    with pytest.raises(
        ReportError,
        match=rf"^CLUSTER={address}: Seit 2 Sekunden arbeitet dort kein Worker mehr; \d Kapitel warten\. Die fertigen "
        rf"Berichte und Kapitel bleiben erhalten\. Bitte einen starten: \.venv/bin/dask worker {address} ",
    ):
        make_reports(CITIES, "", "html", "builtin", small, cluster=address)
    killer.join()
    assert f"CLUSTER={address}: Alle Worker sind ausgefallen; " in capsys.readouterr().out
    assert [*(small.build / "cache").glob("*.zip")]

    # The plugin of a run that is no more does not keep a new worker from working.
    with start_worker(tmp_path, address, "später") as later:
        try:
            rows = make_reports(CITIES, "", "html", "builtin", small, cluster=address)
        finally:
            later.kill()
    assert {row.status for row in rows} == {"published"}
    assert "cached" in {cell.status for row in rows for cell in row.cells.values()}


@pytest.mark.long
@pytest.mark.filterwarnings("ignore")
def test_a_worker_that_comes_back_in_time_goes_on(
    cluster: Cluster,
    small: Project,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    write_notebook(small.notebooks / "02-zwei.ipynb", "Zwei", SLOW)
    address, processes = cluster

    def replace_all() -> None:
        for worker in processes[:2]:
            worker.kill()
        time.sleep(4)
        processes.append(start_worker(tmp_path, address, "später"))

    killer = when_begun(small, replace_all)
    rows = make_reports(CITIES, "", "html", "builtin", small, cluster=address)
    killer.join()
    assert {row.status for row in rows} == {"published"}
    said = capsys.readouterr().out
    assert said.index("Alle Worker sind ausgefallen") < said.index(f"CLUSTER={address}: Es arbeitet wieder")


@pytest.mark.long
@pytest.mark.filterwarnings("ignore")
def test_a_lost_scheduler_ends_the_batch_with_a_sentence(cluster: Cluster, small: Project) -> None:
    write_notebook(small.notebooks / "02-zwei.ipynb", "Zwei", SLOW)
    address, (*_, scheduler) = cluster
    killer = when_begun(small, scheduler.kill)
    with pytest.raises(ReportError, match=rf"^CLUSTER={address}: Die Verbindung zum Dask-Scheduler ist abg"):
        make_reports(CITIES, "", "html", "builtin", small, cluster=address)
    killer.join()
    assert {row.status for row in make_reports(CITIES, "", "html", "builtin", small)} == {"published"}


@pytest.mark.long
@pytest.mark.filterwarnings("ignore")
def test_two_runs_with_different_notebooks_share_a_cluster(
    cluster: Cluster,
    small: Project,
    tmp_path: Path,
    built: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    other = make_small(tmp_path / "anderer", built, monkeypatch)
    address, (_, worker, _) = cluster
    for project, word in ((small, "eins"), (other, "zwei")):
        write_notebook(project.notebooks / "02-zwei.ipynb", "Zwei", f"{SLOW}\nprint('{word} gerechnet')")
    worker.kill()  # one thread for both: they meet
    both = []
    for project in (small, other):
        monkeypatch.setenv("BILDUNGSBERICHT_ROOT", str(project.root))
        both.append(start_reports(project, CLUSTER=address))
    outputs = [process.communicate(timeout=300)[0].decode() for process in both]
    assert [process.returncode for process in both] == [0, 0], outputs
    for project, word in ((small, "eins"), (other, "zwei")):
        for city in CITIES:
            page = (project.reports / city / "chapters" / "02-zwei.html").read_text("utf-8")
            assert f"{word} gerechnet" in page


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


def test_a_worker_that_comes_later_with_other_versions_runs_nothing_and_leaves(
    small: Project, capsys: pytest.CaptureFixture[str]
) -> None:
    from types import SimpleNamespace

    from helpers.publish.batch.cluster import NotebookWorker, packed, versions

    called: list[object] = []
    worker = SimpleNamespace(
        state=SimpleNamespace(nthreads=1),
        address="tcp://b",
        loop=SimpleNamespace(add_callback=called.append),
        close="close",
    )
    plugin = NotebookWorker("eins", packed(small), {**versions(), "pandas": "1.0"})
    with pytest.raises(ReportError, match=r"tcp://b: pandas .* statt 1\.0"):
        plugin.setup(worker)
    assert called == []  # perhaps the run that it was for is no more
    with pytest.raises(ReportError, match=r"tcp://b: pandas .* statt 1\.0"):
        plugin.run(Job(small.root, "01-eins.ipynb", "jena", "Jena", 2025))
    assert called == ["close"]
    assert "Dieser Worker wird beendet. Auf dem Cluster ist nicht derselbe Stand" in capsys.readouterr().err
    plugin.teardown(worker)


@pytest.fixture
def plugin(small: Project) -> Iterator[NotebookWorker]:
    """What runs notebooks on a worker."""
    from types import SimpleNamespace

    from helpers.publish.batch.cluster import NotebookWorker, packed, versions

    write_notebook(small.notebooks / "02-zwei.ipynb", "Zwei", BAD)
    plugin = NotebookWorker("eins", packed(small), versions())
    plugin.setup(SimpleNamespace(state=SimpleNamespace(nthreads=1), address="tcp://b"))
    yield plugin
    plugin.teardown(None)


BAD = """\
import os, signal, time
if city == "jena":
    time.sleep(60)
elif city == "augsburg":
    b = bytearray(2**32)
elif city == "soemmerda":
    os.kill(os.getpid(), signal.SIGKILL)
elif city == "mannheim":
    os.kill(os.getppid(), signal.SIGKILL)
else:
    raise KeyboardInterrupt"""


@pytest.mark.parametrize(
    ("city", "reason"),
    [
        ("jena", "Zeitüberschreitung: Die Zelle war nach 1 Sekunden nicht fertig."),
        ("augsburg", "MemoryError"),
        ("soemmerda", "Der Python-Prozess wurde beendet (SIGKILL)"),
        ("kiel", "KeyboardInterrupt"),
    ],
)
def test_limits_hold_on_a_worker_too(city: str, reason: str, plugin: NotebookWorker, small: Project) -> None:
    job = Job(small.root, "02-zwei.ipynb", city, "Probe", 2025, Limits(cell=1, memory=2**31))
    outcome = plugin.run(job)
    assert outcome.status == "failed"
    assert outcome.reason.startswith(f"Notebook „02-zwei.ipynb“, Zelle 3, Probe: {reason}")


def test_a_worker_has_new_processes_after_its_own_were_killed_but_none_after_the_run(
    plugin: NotebookWorker, small: Project
) -> None:
    good = Job(small.root, "01-eins.ipynb", "jena", "Jena", 2025)
    with pytest.raises(NotebookError, match="wurde beendet"):
        plugin.run(replace(good, notebook="02-zwei.ipynb", city="mannheim"))
    assert plugin.run(good).status == "built"
    before = plugin.pool
    plugin.teardown(None)
    with pytest.raises(NotebookError):
        plugin.run(good)
    assert plugin.pool is before


@pytest.mark.filterwarnings("ignore")
def test_no_scheduler_is_a_sentence(small: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    from helpers.publish.batch import cluster

    monkeypatch.setattr(cluster, "PATIENCE", 1)
    with pytest.raises(
        ReportError, match=r"CLUSTER=tcp://127\.0\.0\.1:9: Der Dask-Scheduler antwortet nicht"
    ):
        cluster.ClusterPool("tcp://127.0.0.1:9", small)


def certificates(folder: Path) -> Path:
    """Return a folder with an authority, and a certificate and key that it signed."""
    folder.mkdir()
    new = ["-nodes", "-newkey", "rsa:2048"]
    for command in (
        ["req", "-x509", "-subj", "/CN=stelle", "-days", "2", *new, "-keyout", "ca.key", "-out", "ca.pem"],
        ["req", "-subj", "/CN=rechner", *new, "-keyout", "key.pem", "-out", "cert.csr"],
        [
            "x509",
            "-req",
            "-in",
            "cert.csr",
            "-CA",
            "ca.pem",
            "-CAkey",
            "ca.key",
            "-CAcreateserial",
            "-days",
            "2",
            "-out",
            "cert.pem",
        ],
    ):
        subprocess.run(["openssl", *command], cwd=folder, check=True, capture_output=True)
    return folder


@pytest.mark.filterwarnings("ignore")
def test_with_tls_only_certificates_of_the_authority_get_in(
    small: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from distributed.security import Security

    from helpers.publish.batch import cluster

    ours, others = certificates(tmp_path / "unsere"), certificates(tmp_path / "andere")
    keys = ["--tls-ca-file", "ca.pem", "--tls-cert", "cert.pem", "--tls-key", "key.pem"]
    port = free_port()
    address = f"tls://127.0.0.1:{port}"
    scheduler = start(
        ours, "dask_scheduler", "--protocol", "tls", "--host", "127.0.0.1", "--port", str(port), *keys
    )
    worker = start_worker(ours, address, "arbeit", *keys)
    try:
        pool = cluster.ClusterPool(address, small, str(ours))
        found = pool._client.security
        assert isinstance(found, Security)
        assert found.require_encryption
        assert pool.workers == 1
        pool.close()
        monkeypatch.setattr(cluster, "PATIENCE", 2)
        with pytest.raises(ReportError, match="antwortet nicht"):
            cluster.ClusterPool(address, small, str(others))
    finally:
        for process in (worker, scheduler):
            process.kill()
            process.wait()


@pytest.mark.parametrize(
    ("address", "keys", "said"),
    [
        ("tls://127.0.0.1:9", "", "gehört CLUSTER_KEYS"),
        ("tcp://127.0.0.1:9", "schluessel", "gehört CLUSTER_KEYS"),
        ("tls://127.0.0.1:9", "gibt-es-nicht", "fehlt ca.pem und cert.pem und key.pem"),
    ],
)
def test_keys_belong_to_an_address_with_tls(small: Project, address: str, keys: str, said: str) -> None:
    from helpers.publish.batch import cluster

    with pytest.raises(ReportError, match=said):
        cluster.ClusterPool(address, small, keys)


def test_deliveries_stay_here_and_a_dot_above_the_project_hides_nothing(tmp_path: Path) -> None:
    from helpers.publish.batch import cluster

    root = tmp_path / ".abgelegt" / "projekt"
    for name in (
        "data/jena/profile.yml",
        "data/jena/lieferungen/personen.csv",
        "notebooks/01.ipynb",
        "notebooks/.alt/02.ipynb",
    ):
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text("x", "utf-8")
    sent = cluster.packed(Project(root))
    assert names(sent) == ["data/jena/profile.yml", "notebooks/01.ipynb"]
    (root / "notebooks" / "01.ipynb").write_text("open('data/jena/lieferungen/personen.csv')", "utf-8")
    assert "data/jena/lieferungen/personen.csv" in names(cluster.packed(Project(root)))


def names(packed: bytes) -> list[str]:
    with tarfile.open(fileobj=io.BytesIO(packed)) as archive:
        return sorted(archive.getnames())


@pytest.mark.skipif(sys.version_info >= (3, 12), reason="has filters of its own")
def test_archives_are_unpacked_by_a_python_without_filters(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As in Debian 12: files alone, none outside the folder."""
    from helpers.publish.batch.cluster import extract

    monkeypatch.delattr(tarfile, "data_filter", raising=False)
    content = io.BytesIO()
    with tarfile.open(fileobj=content, mode="w") as archive:
        for name in ("data/a.csv", "../draussen.csv", "/tmp/anderswo.csv"):
            archive.addfile(tarfile.TarInfo(name), io.BytesIO())
        link = tarfile.TarInfo("data/verweis")
        link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
        archive.addfile(link)
    content.seek(0)
    with tarfile.open(fileobj=content) as archive:
        extract(archive, tmp_path / "projekt")
    assert [p.relative_to(tmp_path).as_posix() for p in tmp_path.rglob("*") if not p.is_dir()] == [
        "projekt/data/a.csv"
    ]
