"""An IPython kernel inside the current process, spoken to by nbclient as if it were another one.

nbclient sees a kernel manager and a client with channels, and does everything it does with a stock kernel:
merging streams, updating displays, raising for failed cells. Only the sockets in between are missing:
messages are queued in memory. The shell, its display hooks and magics are those of ipykernel.
"""

# mypy: disable-error-code="no-untyped-call"
# Jupyter's and matplotlib's functions are annotated here and there only.

from __future__ import annotations

import logging
import os
import signal
import sys
import tempfile
import threading
from collections import deque
from pathlib import Path
from queue import Empty
from types import SimpleNamespace
from typing import Any, BinaryIO, cast

import ipykernel_launcher  # type: ignore[import-untyped]
from ipykernel.iostream import IOPubThread, OutStream
from ipykernel.ipkernel import IPythonKernel
from ipykernel.kernelapp import IPKernelApp
from IPython.core.history import HistoryManager
from IPython.core.profiledir import ProfileDir
from jupyter_client.session import Session
from tornado.ioloop import IOLoop

from helpers.pipeline.contract import MAX_OUTPUT, OutputLimitError

assert sys.platform == "linux", "forks, and reads descriptors back, as Linux alone does"


class MemorySession(Session):
    """A Jupyter session that keeps its messages instead of sending them."""

    def __init__(self, **traits: Any) -> None:
        super().__init__(key=b"", **traits)
        self.replies: deque[dict[str, Any]] = deque()
        self.published: deque[dict[str, Any]] = deque()
        self.size = 0

    def send(  # type: ignore[no-untyped-def,override]
        self, stream, msg_or_type, content=None, parent=None, header=None, metadata=None, buffers=None, **_
    ):
        """Queue a message, in the form in which it would have arrived at the other end."""
        if isinstance(msg_or_type, dict):
            msg = msg_or_type
        else:
            msg = self.msg(msg_or_type, content=content, parent=parent, header=header, metadata=metadata)
        packed = self.pack(msg["content"])
        if stream is not SHELL and msg["header"]["msg_type"] != "error":
            self.size += len(packed)
            if self.size > MAX_OUTPUT:
                self.size = 0  # the message about it must get through
                raise OutputLimitError
        queued = {**msg, "content": self.unpack(packed), "buffers": buffers or []}
        (self.replies if stream is SHELL else self.published).append(queued)
        return msg


SHELL = object()
"""Stands for the shell channel's socket in `MemorySession.send`."""


class Publisher(IOPubThread):
    """The output thread of ipykernel without its thread and its sockets."""

    def _setup_event_pipe(self) -> None:
        pass

    def schedule(self, f: Any) -> None:
        """Run at once what another thread would run."""
        f()


class Stream(OutStream):
    """`sys.stdout` or `sys.stderr` of a cell, including what child processes write to the descriptor.

    A stock kernel watches the descriptor through a pipe and a thread, and loses the race now and then. Here the
    descriptor is a file that is read back whenever the stream is written or flushed: same text, always complete.
    """

    def __init__(self, session: MemorySession, publisher: Publisher, name: str) -> None:
        self._spool: BinaryIO = tempfile.TemporaryFile(buffering=0)  # noqa: SIM115  (lives as long as the process)
        self._position = 0
        super().__init__(session, publisher, name, watchfd=False)
        append = os.open(f"/proc/self/fd/{self._spool.fileno()}", os.O_WRONLY | os.O_APPEND)
        os.dup2(append, 1 if name == "stdout" else 2)
        os.close(append)
        self._original_stdstream_copy = os.open(os.devnull, os.O_WRONLY)

    def _schedule_flush(self) -> None:
        self._flush_pending = False

    def _read_back(self) -> None:
        size = os.fstat(self._spool.fileno()).st_size
        if size > self._position and self.pub_thread is not None:
            if size - self._position > MAX_OUTPUT:
                self._position = size
                raise OutputLimitError
            text = os.pread(self._spool.fileno(), size - self._position, self._position)
            self._position = size
            super().write(text.decode(errors="replace"))

    def write(self, string: str) -> int | None:  # type: ignore[override]
        """Write text, after whatever child processes wrote before."""
        if self._is_master_process():
            self._read_back()
        return super().write(string)

    def flush(self) -> None:
        """Publish what was written so far."""
        if self._is_master_process():
            self._read_back()
        super().flush()


class WarmKernel(IPythonKernel):
    """An IPython kernel whose messages stay in this process."""

    def _abort_queues(self, subshell_id: str | None = None) -> None:
        """There is nothing queued: nbclient sends one cell at a time."""


class _Channel:
    def __init__(self, messages: deque[dict[str, Any]]) -> None:
        self._messages = messages

    async def get_msg(self, **_: Any) -> dict[str, Any]:
        if not self._messages:
            raise Empty
        return self._messages.popleft()

    def send(self, msg: dict[str, Any]) -> None:
        """Take what nbclient would tell a widget of the page; there is no page."""


class WarmClient:
    """What nbclient needs of a kernel client and of a kernel manager, for the kernel in this process.

    Make one per process, in a process that was forked for one notebook: IPython's shell is a singleton.
    """

    has_kernel = True

    def __init__(self, cell_seconds: float | None = None) -> None:
        self.timed_out = False
        self._seconds = cell_seconds
        self._kernel, self.session = start_kernel()
        self.shell_channel = _Channel(self.session.replies)
        self.iopub_channel = _Channel(self.session.published)

    async def execute(self, code: str, **options: Any) -> str:
        """Run a cell to its end; its messages then wait in the channels."""
        content = {"code": code, **options}
        request = self.session.msg("execute_request", content=content)
        self.session.size = 0
        self._kernel.set_parent([], request)
        with self._alarm():
            await self._kernel.execute_request(SHELL, [], request)
        self.session.send(None, "status", {"execution_state": "idle"}, request)
        return str(request["header"]["msg_id"])

    def _alarm(self) -> _Alarm:
        return _Alarm(self)

    def limit(self, seconds: float | None) -> None:
        """Set the time that the next cells may take."""
        self._seconds = seconds

    @property
    def seconds(self) -> float | None:
        """The time a cell may take, or None."""
        return self._seconds

    def kernel_info(self) -> str:
        """Ask for the kernel's description."""
        request = self.session.msg("kernel_info_request")
        info = {"status": "ok", **self._kernel.kernel_info}
        self.session.send(SHELL, "kernel_info_reply", info, request)
        return str(request["header"]["msg_id"])

    def is_alive(self) -> bool:
        """The kernel lives as long as this process."""
        return True


class _Alarm:
    """Interrupts the running cell as Jupyter's stop button would, when its time is over."""

    def __init__(self, client: WarmClient) -> None:
        self._client = client

    def __enter__(self) -> None:
        self._previous = signal.signal(signal.SIGALRM, self._ring)
        signal.setitimer(signal.ITIMER_REAL, self._client.seconds or 0)

    def _ring(self, *_: object) -> None:
        self._client.timed_out = True
        signal.raise_signal(signal.SIGINT)

    def __exit__(self, *_: object) -> None:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, self._previous)


def make_kernel() -> WarmKernel:
    """Return the kernel of this process or of the one it was forked from, made if there is none yet.

    It has no streams, folder and event loop of its own, so that it can be made once before the first fork:
    a third of a short chapter.
    """
    if WarmKernel.initialized():
        return WarmKernel.instance()
    HistoryManager.enabled = False  # type: ignore[assignment]
    session = MemorySession()  # before the app, which would warn that its messages are not signed
    app = IPKernelApp.instance()
    app.init_path()
    kernel = WarmKernel.instance(
        parent=app,
        session=session,
        profile_dir=ProfileDir(),
        iopub_socket=object(),
        iopub_thread=Publisher(SimpleNamespace()),
        log=logging.getLogger(__name__),
        shell_channel_thread=SimpleNamespace(parent_thread=threading.current_thread()),
        user_ns={},
        _execute_sleep=0,  # a pause for sockets, which are not here
    )
    app.kernel, app.shell = kernel, kernel.shell
    _attach_matplotlib()
    return kernel


def start_kernel() -> tuple[WarmKernel, MemorySession]:
    """Return the kernel of this process, with a profile and an event loop of its own and the standard streams."""
    kernel = make_kernel()
    session = cast("MemorySession", kernel.session)
    profile = ProfileDir.create_profile_dir(tempfile.mkdtemp(prefix="ipython-"))
    # As nbclient starts a stock kernel: some libraries look there.
    connection = str(Path(profile.location, "kernel.json"))
    sys.argv[:] = [ipykernel_launcher.__file__, "-f", connection, "--HistoryManager.hist_file=:memory:"]
    kernel.profile_dir = cast("Any", kernel.shell).profile_dir = profile
    kernel.io_loop = IOLoop.current()
    sys.stdout, sys.stderr = (Stream(session, kernel.iopub_thread, name) for name in ("stdout", "stderr"))
    sys.stdout.fileno()
    signal.signal(signal.SIGINT, signal.default_int_handler)
    return kernel, session


def _attach_matplotlib() -> None:
    """Register the inline backend with the shell, where pyplot was imported before the shell existed."""
    if "matplotlib_inline.backend_inline" in sys.modules:
        from matplotlib_inline.backend_inline import _enable_matplotlib_integration

        _enable_matplotlib_integration()
