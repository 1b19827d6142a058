"""nbclient's client, taught what a report's notebooks need: inline code, figures without data, limits.

On a forked process the cells run in this very process; elsewhere in a stock kernel. nbclient does the rest.
"""

# mypy: disable-error-code="no-untyped-call"
# Jupyter's and matplotlib's functions are annotated here and there only.

from __future__ import annotations

import json
import math
import os
import re
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from jupyter_core.utils import ensure_async, run_sync
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError
from nbformat.v4 import new_output
from papermill.clientwrap import PapermillNotebookClient
from traitlets.config import Config

from helpers.pipeline.chapter.inline import expressions, in_kernel
from helpers.pipeline.chapter.notebook import INLINE_OPTIONS, PARAMETERS, cell_options
from helpers.pipeline.contract import ASKED, MAX_OUTPUT, METADATA, NODATA_MIME, Limits, OutputLimitError

_UNSEEN = re.compile(r"\b(duckdb|pyarrow|polars|read_(feather|orc|parquet))\b")
"""Libraries that open files without Python, where a notebook uses them itself."""

_UNKNOWN: dict[str, Any] = {"files": {}, "figures": {}, "code": {}, "data": None, "environment": {}}
"""The trace of a notebook that has broken its kernel so far that it cannot tell: its outcome is not kept."""

PROCESS_ENDED = (
    "Der Python-Prozess des Notebooks wurde beendet, vielleicht weil der Arbeitsspeicher nicht reicht."
)


class ReportClient(PapermillNotebookClient):  # type: ignore[misc]
    """nbclient's client, taught inline code, figures without data, and time limits that end in a message."""

    def __init__(
        self,
        nb_man: Any,
        limits: Limits,
        on_cell: Callable[[int], None] | None,
        sockets: str = "",
        **options: Any,
    ) -> None:
        config = Config()
        if os.name == "posix":
            config.KernelManager.transport = "ipc"  # parallel kernels would race for TCP ports
            config.KernelManager.ip = str(
                Path(sockets, "k")
            )  # not beside the notebooks: a killed run leaves them behind
        super().__init__(nb_man, allow_error_names=["NoData"], config=config, **options)
        self._limits = limits
        self._on_cell = on_cell
        self._end = time.monotonic() + limits.notebook
        self._size = 0  # of what the current cell has printed and shown
        self._lost = False  # the kernel is dead, or does not stop: it is no longer asked anything

    def _get_timeout(self, cell: Any) -> int:  # noqa: ARG002 - nbclient's signature
        """Return how long nbclient waits for a cell, and for an answer that belongs to none."""
        return self._seconds()

    def _seconds(self) -> int:
        # Rounded up: when the notebook's time is what counts, it is over then.
        return max(1, math.ceil(min(self._limits.cell, self._end - time.monotonic())))

    async def _async_handle_timeout(self, *_: Any) -> None:
        raise CellTimeoutError("cell")

    async def _async_check_alive(self) -> None:
        """Raise where the kernel has ended; nbclient may still ask when it was let go of."""
        if self.kc is None:
            raise DeadKernelError("Kernel ended")
        await super()._async_check_alive()

    def wait_for_reply(self, msg_id: str, cell: Any = None) -> dict[str, Any] | None:
        """Wait for the kernel; Papermill asks it at the end what language it speaks."""
        if self._lost:
            return {"content": {"language_info": {"name": "python"}}}
        return dict(run_sync(self.async_wait_for_reply)(msg_id, cell))

    def process_message(self, msg: dict[str, Any], cell: Any, cell_index: int) -> Any:
        """Take an output of a cell, unless there is too much of it."""
        self._refuse_too_much(msg)
        return super().process_message(msg, cell, cell_index)

    def _refuse_too_much(self, msg: dict[str, Any]) -> None:
        if msg["msg_type"] in ("stream", "display_data", "execute_result", "update_display_data"):
            self._size += len(json.dumps(msg["content"], default=str))
            if self._size > MAX_OUTPUT:
                self._size = 0  # the message about it must get through
                raise OutputLimitError

    async def _ask(self, code: str = "", **user_expressions: str) -> dict[str, Any]:
        """Run something that leaves no trace in the notebook; return the values of expressions."""
        request = await ensure_async(self.kc.execute(code, silent=True, user_expressions=user_expressions))
        reply = await self.async_wait_for_reply(request)
        return dict(reply["content"].get("user_expressions", {})) if reply else {}

    async def async_execute_cell(self, cell: Any, cell_index: int, **options: Any) -> Any:
        """Execute a cell and then its inline code; a failure of either ends in an error output."""
        if self._on_cell:
            self._on_cell(cell_index)
        try:
            if time.monotonic() > self._end:
                raise CellTimeoutError("notebook")
            self._size = 0
            await super().async_execute_cell(cell, cell_index, **options)
            _note_missing_data(cell)
            if cell not in self._early():
                await self._evaluate_inline(cell)
        except CellTimeoutError:
            self._give_up()
            whole = time.monotonic() > self._end
            seconds = self._limits.notebook if whole else self._limits.cell
            what = "Das Notebook" if whole else "Die Zelle"
            late = f"{what} war nach {seconds:g} Sekunden nicht fertig."
            raise _failure(cell, "Zeitüberschreitung", late) from None
        except OutputLimitError as error:  # when the last of it was flushed
            raise _failure(cell, "OutputLimitError", str(error)) from None
        except DeadKernelError:
            self._give_up()
            raise _failure(cell, "Abbruch", PROCESS_ENDED) from None
        return cell

    def _early(self) -> list[Any]:
        """Return the text cells above that with the parameters, such as the title: their values are known at the end."""
        tagged = (i for i, c in enumerate(self.nb.cells) if {"parameters"} & set(c.metadata.get("tags", [])))
        return [c for c in self.nb.cells[: next(tagged, 0)] if c.cell_type == "markdown"]

    def _evaluate_early(self) -> None:
        """Evaluate the inline code of the cells above the parameters, now that all names are there."""
        for cell in self._early():
            try:
                run_sync(self._evaluate_inline)(cell)
            except CellExecutionError:
                self.nb.metadata.papermill["exception"] = True
                return

    def _give_up(self) -> None:
        """End the kernel at once, with what it started, where it would otherwise be asked to end."""
        self._lost, self.shutdown_kernel = True, "immediate"

    execute_cell = run_sync(async_execute_cell)

    async def _evaluate_inline(self, cell: Any) -> None:
        if cell.cell_type == "markdown":
            found = expressions(cell.source)
        elif cell.cell_type == "code":
            captions = cell_options(cell.source, "").captions
            found = [e for name in INLINE_OPTIONS for e in expressions(captions.get(name, ""))]
        else:
            found = []
        if found:
            names = [n for e in found for n in ASKED.findall(e) if n.isidentifier()]
            values = await self._ask(
                **{f"value{i}": in_kernel(e) for i, e in enumerate(found)},
                **{f"name_{n}": f"{n} if isinstance({n}, str) else ''" for n in names},
            )
            inline = [_value(cell, e, values[f"value{i}"]) for i, e in enumerate(found)]
            texts = {n: values[f"name_{n}"].get("data", {}).get("text/plain", "''") for n in names}
            known = {n: text.strip("'") for n, text in texts.items() if text != "''"}
            cell.metadata[METADATA] = {"inline": inline, **({"names": known} if known else {})}

    def papermill_execute_cells(self) -> None:
        """Run all cells between the start and the end of recording what the notebook reads."""
        module = "__import__('helpers.pipeline.run.trace', fromlist=['x'])"
        displays = "__import__('helpers.pipeline.run.displays', fromlist=['x'])"
        run_sync(self._ask)(f"{module}.begin({self._limits.memory!r}); {displays}.register()")
        super().papermill_execute_cells()
        if not self._failed():
            self._evaluate_early()
        if not self._failed():
            code = "\n".join(cell.source for cell in self.nb.cells if cell.cell_type == "code")
            trace_of = f"{module}.Trace({bool(_UNSEEN.search(code))})"
            answer = run_sync(self._ask)(trace=trace_of, **{name: f"str({name})" for name in PARAMETERS})
            trace = answer.get("trace", {}).get("data", {}).get("application/json", _UNKNOWN)
            set_to = {name: answer.get(name, {}).get("data", {}).get("text/plain", "") for name in PARAMETERS}
            self.nb.metadata[METADATA] = {"trace": trace, "parameters": set_to}

    def _failed(self) -> bool:
        """Tell whether a cell failed otherwise than by finding no data for the chapter."""
        errors = [
            o.ename for cell in self.nb.cells for o in cell.get("outputs", []) if o.output_type == "error"
        ]
        return bool(self.nb.metadata.papermill.get("exception")) and errors[-1:] != ["NoChapter"]


def _failure(cell: Any, name: str, message: str, traceback: list[str] | None = None) -> CellExecutionError:
    """Record an error where Papermill looks for it; return the exception that stops the notebook."""
    cell.outputs = [o for o in cell.get("outputs", []) if o.output_type != "error"]
    cell.outputs.append(new_output("error", ename=name, evalue=message, traceback=traceback or [message]))
    cell.execution_count = cell.get("execution_count")
    return CellExecutionError(traceback=message, ename=name, evalue=message)


def _note_missing_data(cell: Any) -> None:
    """Give figures without data their label; turn a NoData of the author's own code into the output that says so."""
    for output in cell.get("outputs", []):
        if output.output_type == "error" and output.ename == "NoData":
            note = {"message": output.evalue, "label": cell_options(cell.source, "").label or ""}
            data = {NODATA_MIME: note, "text/plain": output.evalue}
            cell.outputs = [new_output("display_data", data=data)]
        elif NODATA_MIME in output.get("data", {}):
            output.data[NODATA_MIME]["label"] = cell_options(cell.source, "").label or ""


def _value(cell: Any, expression: str, result: dict[str, Any]) -> dict[str, str]:
    """Return what the kernel made of an inline expression.

    Raises:
        CellExecutionError: it failed.
    """
    if result["status"] == "ok":
        return {"markdown": result["data"]["text/markdown"], "plain": result["data"]["text/plain"]}
    if result["ename"] == "NoData":
        return {"nodata": result["evalue"]}
    message = f"{result['evalue']} (in `{{python}} {expression}`)"
    raise _failure(cell, result["ename"], message, result["traceback"])


class WarmReportClient(ReportClient):
    """Runs the cells in this process, which was forked for this notebook."""

    @contextmanager
    def setup_kernel(self, **_: Any) -> Iterator[None]:
        """Make the kernel of this process; it ends with the process."""
        if sys.platform == "linux":
            from helpers.pipeline.run.kernel import WarmClient

            self.km = self.kc = WarmClient()
        yield

    async def async_execute_cell(self, cell: Any, cell_index: int, **options: Any) -> Any:
        """Execute a cell within its time."""
        self.kc.limit(self._seconds())
        return await super().async_execute_cell(cell, cell_index, **options)

    execute_cell = run_sync(async_execute_cell)

    async def _ask(self, code: str = "", **user_expressions: str) -> dict[str, Any]:
        values = await super()._ask(code, **user_expressions)
        if self.kc.timed_out:
            raise CellTimeoutError("expression")
        return values

    def _refuse_too_much(self, msg: dict[str, Any]) -> None:
        """The kernel in this process refuses by itself."""

    async def _check_raise_for_error(self, cell: Any, cell_index: int, exec_reply: Any) -> None:
        if self.kc.timed_out:
            raise CellTimeoutError("cell")
        await super()._check_raise_for_error(cell, cell_index, exec_reply)
