"""Notebooks on a Dask cluster: the same jobs, the same results, other machines.

No folder is shared. Everything that notebooks read travels to each worker once, packed, and is unpacked into a folder
named after its content; what a notebook makes comes back as its outcome. On every worker the notebooks run in forked
processes as they do here.
"""

# mypy: disable-error-code="no-untyped-call"
# Dask's functions are annotated here and there only.

from __future__ import annotations

import contextlib
import io
import logging
import sys
import tarfile
import tempfile
import threading
import time
from concurrent.futures import CancelledError, Future
from dataclasses import replace
from functools import partial
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path, PurePosixPath
from typing import Any

from distributed import Client, KilledWorker, Security, WorkerPlugin, get_worker

from helpers.data import open_store
from helpers.errors import NotebookError, OutputError, ReportError
from helpers.paths import Project
from helpers.pipeline.contract import Job, Outcome, Task
from helpers.pipeline.run.dependencies import code, digest
from helpers.pipeline.run.pool import Pool, make_pool
from helpers.platforms import account, is_private, lock

FILES = ("_quarto.yml", "index.qmd", "uv.lock")
FOLDERS = ("data", "notebooks", "chapters")
DELIVERIES = "lieferungen"
"""Folder of a municipality with the departments' files, persons' answers among them."""
PACKAGES = (
    "distributed",
    "duckdb",
    "ipykernel",
    "matplotlib",
    "nbclient",
    "numpy",
    "pandas",
    "papermill",
)
PATIENCE = 30
"""Seconds to wait for the scheduler and its first worker."""

ALONE = 300
"""Seconds to wait for another worker when all are lost."""

PREFIX = "bildungsbericht-"
"""Start of the names of our worker plugins; each run has its own, since several may use the cluster at once."""


class ClusterPool:
    """Runs notebooks on a Dask cluster; other tasks than notebooks stay on this machine.

    Args:
        address: of the scheduler, „tcp://10.0.0.1:8786“ or „tls://10.0.0.1:8786“.
        project: the checkout.
        keys: folder with `ca.pem`, `cert.pem` and `key.pem`, for TLS; empty without.

    Raises:
        ReportError: the scheduler does not answer, has no workers, or a worker has other versions than this machine.
    """

    def __init__(self, address: str, project: Project, keys: str = "") -> None:
        self._address = address
        security = _security(address, keys)
        self._options = " --tls-ca-file ca.pem --tls-cert cert.pem --tls-key key.pem" if security else ""
        self._alone_since: float | None = None
        logging.getLogger("distributed").setLevel(logging.CRITICAL)  # what it says, we say in German
        try:
            self._client = Client(address, timeout=PATIENCE, security=security)
            self._client.wait_for_workers(1, timeout=PATIENCE)
        except (OSError, ValueError, TimeoutError) as error:  # a wrong certificate is an OSError
            raise ReportError(
                f"CLUSTER={address}: Der Dask-Scheduler antwortet nicht oder hat keine Worker ({error}). "
                "Erwartet wird eine Adresse wie tcp://10.0.0.1:8786; siehe Handbuch „Viele Berichte“."
            ) from None
        self._name = f"{PREFIX}{self._client.id}"
        try:
            refuse_other_versions(versions(), self._client.run(versions))
            for name in self._client.run_on_scheduler(abandoned):
                self._client.unregister_worker_plugin(name)
            self._send(NotebookWorker(self._name, packed(project), versions()))
        except BaseException:
            self._client.close()
            raise
        self.workers = sum(info["nthreads"] for info in self._workers().values())

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

    def _workers(self) -> dict[str, Any]:
        """Return what the scheduler knows of each worker, by its address."""
        return dict(self._client.scheduler_info(n_workers=-1)["workers"])

    def submit(self, job: Job | Task, /) -> Future[Any]:
        """Queue a notebook; a worker that is lost on the way is replaced by another.

        The result of the future is an `Outcome`, or a `ReportError` when the scheduler is lost.
        """
        assert isinstance(job, Job)
        remote = self._client.submit(run_remote, self._name, job, pure=False, retries=2)
        result: Future[Any] = Future()

        def done(finished: Any) -> None:
            where = f"Notebook „{job.notebook}“, {job.name}: "
            try:
                result.set_result(finished.result())
            except CancelledError:
                result.set_exception(self._lost())
            except KilledWorker as error:
                ended = f"{error.allowed_failures + 1} Dask-Worker nacheinander sind ausgefallen, als sie es ausführten."
                result.set_result(Outcome("failed", reason=where + ended))
            except Exception as error:  # whatever else Dask raises
                failed = f"Auf dem Cluster ist es nicht gelaufen ({error})."
                result.set_result(Outcome("failed", reason=where + failed))

        remote.add_done_callback(done)
        return result

    def attend(self, waiting: int) -> str:
        """Look whether there is a worker; return what is to be said about it, empty when there is nothing new.

        Args:
            waiting: how many chapters are still to be run.

        Raises:
            ReportError: there has been no worker for `ALONE` seconds, or the scheduler is lost.
        """
        try:
            alone = not self._workers()
        except (OSError, KeyError):  # it answers without what was asked for while it connects again
            raise self._lost() from None
        if not alone:
            news = (
                ""
                if self._alone_since is None
                else f"CLUSTER={self._address}: Es arbeitet wieder ein Worker."
            )
            self._alone_since = None
            return news
        chapters = "1 Kapitel wartet" if waiting == 1 else f"{waiting} Kapitel warten"
        if self._alone_since is None:
            self._alone_since = time.monotonic()
            return (
                f"CLUSTER={self._address}: Alle Worker sind ausgefallen; {chapters}. {self._advice()} "
                f"Kommt innerhalb von {ALONE:g} Sekunden keiner, endet der Befehl."
            )
        if time.monotonic() - self._alone_since > ALONE:
            raise ReportError(
                f"CLUSTER={self._address}: Seit {ALONE:g} Sekunden arbeitet dort kein Worker mehr; {chapters}. "
                f"{KEPT} {self._advice()} Danach denselben Befehl noch einmal aufrufen."
            )
        return ""

    def _advice(self) -> str:
        return f"Bitte einen starten: .venv/bin/dask worker {self._address} --nthreads 4 --no-dashboard{self._options}."

    def _lost(self) -> ReportError:
        return ReportError(
            f"CLUSTER={self._address}: Die Verbindung zum Dask-Scheduler ist abgerissen. {KEPT} "
            "Bitte den Scheduler und die Worker neu starten und denselben Befehl noch einmal aufrufen."
        )

    def close(self) -> None:
        """Take what was queued back and let go of the cluster."""
        if self._client.status == "running":  # it waits half a minute for a scheduler that is lost
            with contextlib.suppress(Exception):
                self._client.unregister_worker_plugin(self._name)
        self._client.close()


KEPT = "Die fertigen Berichte und Kapitel bleiben erhalten."


def _security(address: str, keys: str) -> Security | None:
    """Return with what the connection is encrypted: both sides show a certificate of one authority, nobody else gets in.

    Raises:
        ReportError: an address with TLS has no keys, or keys an address without; a file is missing.
    """
    if address.startswith("tls://") != bool(keys):
        raise ReportError(
            f"CLUSTER={address}: Zu einer Adresse mit tls:// gehört CLUSTER_KEYS=… mit dem Ordner der Schlüssel, und umgekehrt; "
            "siehe Handbuch „Viele Berichte“."
        )
    if not keys:
        return None
    files = {name: Path(keys).expanduser() / f"{name}.pem" for name in ("ca", "cert", "key")}
    if missing := [path.name for path in files.values() if not path.is_file()]:
        raise ReportError(f"CLUSTER_KEYS={keys}: In diesem Ordner fehlt {' und '.join(missing)}.")
    ca, cert, key = (str(path) for path in files.values())
    return Security(require_encryption=True, tls_ca_file=ca, tls_client_cert=cert, tls_client_key=key)


def abandoned(dask_scheduler: Any) -> list[str]:
    """Return the names of the plugins that killed runs have left; called on the scheduler."""
    ours = [name for name in dask_scheduler.worker_plugins if name.startswith(PREFIX)]
    return [name for name in ours if name.removeprefix(PREFIX) not in dask_scheduler.clients]


class NotebookWorker(WorkerPlugin):
    """Gives every worker, also those that come later, the project and forked processes to run notebooks in.

    Args:
        name: of the run.
        content: the project, packed.
        wanted: what `versions` returns where the results are needed; a worker that comes later is compared, too.
    """

    def __init__(self, name: str, content: bytes, wanted: dict[str, str]) -> None:
        self.name, self._content, self._wanted = name, content, wanted
        self._unfit: Exception | None = None
        self._ended = False

    def setup(self, worker: Any) -> None:
        """Unpack the project and start the pool.

        Raises:
            ReportError: this worker has other versions.
            OSError: the project cannot be unpacked here.
        """
        self._worker = worker
        self._renewing = threading.Lock()
        try:
            refuse_other_versions(self._wanted, {worker.address: versions()})
            base = Path(tempfile.gettempdir()) / f"bildungsbericht-cluster-{account()}"
            self.root = unpacked(self._content, base)
        except Exception as error:
            self._unfit = error
            raise
        self._make = partial(make_pool, worker.state.nthreads)
        self.pool: Pool = self._make()

    def run(self, job: Job) -> Outcome:
        """Run a notebook.

        Raises:
            NotebookError: the pool's processes were killed; there are new ones for whoever tries again.
            ReportError: this worker came later and has other versions; it leaves the cluster, so that others get the notebooks.
        """
        if self._unfit:
            print(f"Dieser Worker wird beendet. {self._unfit}", file=sys.stderr, flush=True)
            self._worker.loop.add_callback(self._worker.close)
            raise self._unfit
        pool = self.pool
        try:
            outcome: Outcome = pool.submit(replace(job, root=self.root)).result()
        except NotebookError:
            with self._renewing:
                if pool is self.pool and not self._ended:
                    pool.close()
                    self.pool = self._make()
            raise
        return outcome

    def teardown(self, worker: Any) -> None:  # noqa: ARG002 - Dask's signature
        """End the pool's processes."""
        if self._unfit:
            return
        with self._renewing:
            self._ended = True
            self.pool.close()


def run_remote(name: str, job: Job) -> Outcome:
    """Run a notebook on the worker that this is called on."""
    plugin = get_worker().plugins[name]
    assert isinstance(plugin, NotebookWorker)
    return plugin.run(job)


def packed(project: Project) -> bytes:
    """Return everything that notebooks may read as an archive, the same bytes for the same content.

    What departments delivered stays here unless a notebook names the folder: figures are read from what was imported of it.
    """
    files = [project.root / name for name in FILES if (project.root / name).is_file()]
    for name in FOLDERS:
        files += [path for path in (project.root / name).rglob("*") if path.is_file()]
    if not any(
        DELIVERIES in path.read_text("utf-8", "replace") for path in project.notebooks.glob("*.ipynb")
    ):
        files = [path for path in files if DELIVERIES not in path.relative_to(project.root).parts]
    files = [path for path in files if "/." not in f"/{path.relative_to(project.root).as_posix()}"]
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w:xz", preset=1) as archive:
        for path in sorted(files):
            content = path.read_bytes()
            entry = tarfile.TarInfo(path.relative_to(project.root).as_posix())
            entry.size = len(content)
            archive.addfile(entry, io.BytesIO(content))
    return buffer.getvalue()


def extract(archive: tarfile.TarFile, target: Path) -> None:
    """Unpack files and folders alone, none outside the target."""
    if hasattr(tarfile, "data_filter"):
        archive.extractall(target, filter="data")
        return
    for member in archive:  # Python before 3.11.4 has no filters
        path = PurePosixPath(member.name)
        if (member.isfile() or member.isdir()) and not path.is_absolute() and ".." not in path.parts:
            archive.extract(member, target)


def unpacked(content: bytes, base: Path) -> Path:
    """Return a folder with the archive's files, named after its content; safe when several workers do it at once."""
    folder = base / digest(content)
    base.mkdir(mode=0o700, parents=True, exist_ok=True)
    if not is_private(base):
        raise OutputError(
            f"Der Ordner {base} gehört nicht diesem Konto; andere könnten darin Notebooks austauschen."
        )
    with (base / "lock").open("w") as held:
        lock(held, wait=True)
        if not folder.exists():
            with (
                tempfile.TemporaryDirectory(dir=base) as temporary,
                tarfile.open(fileobj=io.BytesIO(content)) as archive,
            ):
                extract(archive, Path(temporary) / "projekt")
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
