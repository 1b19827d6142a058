"""Notebooks on a Dask cluster: the same jobs, the same results, other machines.

No folder is shared. Everything that notebooks read travels to each worker once, packed, and is unpacked into a folder
named after its content; what a notebook makes comes back as its outcome. On every worker the notebooks run in forked
processes as they do here.
"""

# mypy: disable-error-code="no-untyped-call"
# Dask's functions are annotated here and there only.

from __future__ import annotations

import contextlib
import fcntl
import io
import os
import stat
import sys
import tarfile
import tempfile
import threading
from concurrent.futures import Future
from dataclasses import replace
from functools import partial
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from distributed import Client, WorkerPlugin, get_worker

from helpers.data import open_store
from helpers.errors import NotebookError, OutputError, ReportError
from helpers.paths import Project
from helpers.pipeline.contract import Job, Outcome, Task
from helpers.pipeline.inputs import code, digest
from helpers.pipeline.pool import Pool, make_pool

FILES = ("_quarto.yml", "index.qmd", "uv.lock")
FOLDERS = ("data", "notebooks", "chapters")
PACKAGES = (
    "distributed",
    "duckdb",
    "ipykernel",
    "matplotlib",
    "nbclient",
    "numpy",
    "pandas",
    "papermill",
    "pyarrow",
)
PATIENCE = 30
"""Seconds to wait for the scheduler and its first worker."""


class ClusterPool:
    """Runs notebooks on a Dask cluster; other tasks than notebooks stay on this machine.

    Args:
        address: of the scheduler, „tcp://10.0.0.1:8786“.
        project: the checkout.

    Raises:
        ReportError: the scheduler does not answer, has no workers, or a worker has other versions than this machine.
    """

    def __init__(self, address: str, project: Project) -> None:
        try:
            self._client = Client(address, timeout=PATIENCE)
            self._client.wait_for_workers(1, timeout=PATIENCE)
        except (OSError, ValueError, TimeoutError) as error:
            raise ReportError(
                f"CLUSTER={address}: Der Dask-Scheduler antwortet nicht oder hat keine Worker ({error}). "
                "Erwartet wird eine Adresse wie tcp://10.0.0.1:8786; siehe Handbuch „Viele Berichte“."
            ) from None
        try:
            refuse_other_versions(versions(), self._client.run(versions))
            self._send(NotebookWorker(packed(project), versions()))
        except BaseException:
            self._client.close()
            raise
        self.workers = sum(
            info["nthreads"] for info in self._client.scheduler_info(n_workers=-1)["workers"].values()
        )

    def _send(self, plugin: NotebookWorker) -> None:
        """Give all workers the project; a worker that is lost meanwhile takes the call with it."""
        for last in (False, False, True):
            try:
                self._client.register_plugin(plugin)
                return
            except OSError as error:
                if last:
                    raise ReportError(
                        f"Das Projekt lässt sich nicht auf den Cluster übertragen ({error})."
                    ) from None

    def submit(self, job: Job | Task, /) -> Future[Any]:
        """Queue a notebook; a worker that is lost on the way is replaced by another."""
        assert isinstance(job, Job)
        remote = self._client.submit(run_remote, job, pure=False, retries=2)
        result: Future[Any] = Future()

        def done(finished: Any) -> None:
            try:
                result.set_result(finished.result())
            except Exception as error:  # whatever Dask raises: too many lost workers, a cancelled task
                reason = (
                    f"Notebook „{job.notebook}“, {job.name}: Auf dem Cluster ist es nicht gelaufen ({error})."
                )
                result.set_result(Outcome("failed", reason=reason))

        remote.add_done_callback(done)
        return result

    def close(self) -> None:
        """Take what was queued back and let go of the cluster."""
        with contextlib.suppress(Exception):  # the scheduler may be gone
            self._client.unregister_worker_plugin(NotebookWorker.name)
        self._client.close()


class NotebookWorker(WorkerPlugin):
    """Gives every worker, also those that come later, the project and forked processes to run notebooks in.

    Args:
        content: the project, packed.
        wanted: what `versions` returns where the results are needed; a worker that comes later is compared, too.
    """

    name = "bildungsbericht"

    def __init__(self, content: bytes, wanted: dict[str, str]) -> None:
        self._content, self._wanted = content, wanted

    def setup(self, worker: Any) -> None:
        """Unpack the project and start the pool."""
        self.root = unpacked(
            self._content, Path(tempfile.gettempdir()) / f"bildungsbericht-cluster-{os.getuid()}"
        )
        self._make = partial(make_pool, worker.state.nthreads)
        self.pool: Pool = self._make()
        self._renewing = threading.Lock()
        self._address, self._found = worker.address, versions()

    def run(self, job: Job) -> Outcome:
        """Run a notebook.

        Raises:
            NotebookError: the pool's processes were killed; there are new ones for whoever tries again.
            ReportError: this worker has other versions.
        """
        refuse_other_versions(self._wanted, {self._address: self._found})
        pool = self.pool
        try:
            outcome: Outcome = pool.submit(replace(job, root=self.root)).result()
        except NotebookError:
            with self._renewing:
                if pool is self.pool:
                    pool.close()
                    self.pool = self._make()
            raise
        return outcome

    def teardown(self, worker: Any) -> None:  # noqa: ARG002 - Dask's signature
        """End the pool's processes."""
        self.pool.close()


def run_remote(job: Job) -> Outcome:
    """Run a notebook on the worker that this is called on."""
    plugin = get_worker().plugins[NotebookWorker.name]
    assert isinstance(plugin, NotebookWorker)
    return plugin.run(job)


def packed(project: Project) -> bytes:
    """Return everything that notebooks may read as an archive, the same bytes for the same content."""
    files = [project.root / name for name in FILES if (project.root / name).is_file()]
    for name in FOLDERS:
        files += [p for p in (project.root / name).rglob("*") if p.is_file() and "/." not in p.as_posix()]
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w:xz", preset=1) as archive:
        for path in sorted(files):
            content = path.read_bytes()
            entry = tarfile.TarInfo(path.relative_to(project.root).as_posix())
            entry.size = len(content)
            archive.addfile(entry, io.BytesIO(content))
    return buffer.getvalue()


def unpacked(content: bytes, base: Path) -> Path:
    """Return a folder with the archive's files, named after its content; safe when several workers do it at once."""
    folder = base / digest(content)
    base.mkdir(mode=0o700, parents=True, exist_ok=True)
    status = base.lstat()
    if status.st_uid != os.getuid() or not stat.S_ISDIR(status.st_mode) or status.st_mode & 0o022:
        raise OutputError(
            f"Der Ordner {base} gehört nicht diesem Konto; andere könnten darin Notebooks austauschen."
        )
    with (base / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not folder.exists():
            with (
                tempfile.TemporaryDirectory(dir=base) as temporary,
                tarfile.open(fileobj=io.BytesIO(content)) as archive,
            ):
                archive.extractall(Path(temporary) / "projekt", filter="data")
                (Path(temporary) / "projekt").replace(folder)
        open_store(
            folder / "data", folder / "_build" / "store"
        ).close()  # once, and not in each notebook's process
    return folder


def versions() -> dict[str, str]:
    """Return what must be the same everywhere, so that results are."""
    found = {"Python": ".".join(map(str, sys.version_info[:3]))}
    for name in PACKAGES:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            found[name] = "fehlt"
    found["Programm"] = digest(repr(sorted(code().items())).encode())
    return found


def refuse_other_versions(here: dict[str, str], there: dict[str, dict[str, str]]) -> None:
    """Compare the workers with this machine.

    Raises:
        ReportError: names the workers and what differs.
    """
    lines = []
    for worker, found in sorted(there.items()):
        different = [
            f"{name} {found.get(name, 'fehlt')} statt {wanted}"
            for name, wanted in here.items()
            if found.get(name) != wanted
        ]
        if different:
            lines.append(f"{worker}: {', '.join(different)}")
    if lines:
        raise ReportError(
            "Auf dem Cluster ist nicht derselbe Stand installiert wie hier; die Berichte könnten sich unterscheiden. "
            "Bitte auf allen Rechnern denselben Stand des Projekts einrichten (make setup).\n"
            + "\n".join(lines)
        )
