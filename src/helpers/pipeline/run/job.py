"""One notebook for one municipality: a job that any process can do, and its outcome as plain data."""

# mypy: disable-error-code="no-untyped-call"
# Jupyter's and matplotlib's functions are annotated here and there only.

from __future__ import annotations

import json
import logging
import os
import re
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from helpers.errors import NotebookError, ReportError
from helpers.pipeline.chapter.citytexts import put_in, read_texts, texts_path, told
from helpers.pipeline.chapter.notebook import cell_options, mentioned_labels, notebook_title, read_notebook
from helpers.pipeline.contract import METADATA, Job, Outcome
from helpers.pipeline.run.dependencies import code_of, notebook_state
from helpers.pipeline.run.trace import modules


def run_job(job: Job, on_cell: Callable[[int], None] | None = None, *, warm: bool = False) -> Outcome:
    """Run a notebook by Papermill and export its chapter; whatever goes wrong is an outcome, not an exception.

    Args:
        job: what to run.
        on_cell: called with the index of each cell before it runs.
        warm: run the cells in this process, which was forked for this job.
    """
    start = time.monotonic()
    try:
        outcome = _run(job, on_cell, warm)
    except ReportError as error:
        outcome = Outcome("failed", reason=str(error))
    return Outcome(**{**outcome.__dict__, "seconds": round(time.monotonic() - start, 3)})


def _run(job: Job, on_cell: Callable[[int], None] | None, warm: bool) -> Outcome:
    import papermill
    from nbclient.exceptions import CellTimeoutError, DeadKernelError

    from helpers.pipeline.chapter.convert import anchor, export
    from helpers.pipeline.run.client import PROCESS_ENDED

    # Without an output path Papermill would still serialise the notebook, a twelfth of a chapter's time, and drop the text.
    papermill.execute.write_ipynb = lambda *_: None
    before = notebook_state(job.root, job.notebook, job.city)
    source = read_notebook(job.root / "notebooks" / job.notebook)
    stem = Path(job.notebook).stem
    unfit = put_in(source, read_texts(job.root, job.city, stem))
    title = notebook_title(source) or ""
    logging.getLogger("papermill").setLevel(logging.ERROR)
    running: list[Any] = []
    try:
        papermill.execute_notebook(
            source,
            None,  # Papermill would format a path with the parameters, and rewrite the file after every cell
            parameters={"city": job.city, "year": job.year},
            engine_name="bildungsbericht",
            kernel_name="python3",
            language="python",
            cwd=str(job.root / "notebooks"),
            progress_bar=False,
            request_save_on_cell_execute=False,
            autosave_cell_every=0,
            warm=warm,
            limits=job.limits,
            root=str(job.root),
            on_start=running.append,
            on_cell=on_cell,
        )
    except (DeadKernelError, CellTimeoutError):  # before the first cell, or after the last
        return Outcome("failed", title, reason=f"Notebook „{job.notebook}“, {job.name}: {PROCESS_ENDED}")
    except papermill.PapermillExecutionError as error:
        executed = _readable(running[0], job)
        if error.ename == "NoChapter":
            trace = _trace(executed.metadata.pop(METADATA)["trace"], before)
            chapter = {"mentioned": sorted(mentioned_labels(source) | {anchor(stem)})}
            return Outcome(
                "omitted", title, {}, _bytes(executed), reason=error.evalue, chapter=chapter, trace=trace
            )
        index = error.cell_index - _injected_before(executed, error.cell_index)
        reason = cell_failed(job, source, index, error)
        return Outcome("failed", title, executed=_bytes(executed), reason=reason)
    executed = _readable(running[0], job)
    known = executed.metadata.pop(METADATA)
    read = known["trace"]
    for name, wanted in (("city", job.city), ("year", job.year)):
        if (now := known["parameters"][name]) and now != repr(str(wanted)):
            reason = (
                f"Notebook „{job.notebook}“, {job.name}: Am Ende steht in „{name}“ nicht mehr „{wanted}“, sondern "
                f"{now}; der Bericht zeigte Zahlen einer anderen Kommune oder eines anderen Jahres. "
                f"Bitte „{name}“ nirgends neu setzen."
            )
            return Outcome("failed", title, executed=_bytes(executed), reason=reason)
    try:
        files, made = export(executed, stem)
    except NotebookError as error:
        return Outcome("failed", title, executed=_bytes(executed), reason=f"{error} (für {job.name})")
    own = texts_path(job.root, job.city, stem).relative_to(job.root).as_posix()
    made["warnings"] += [told(passage, own) for passage in unfit]
    return Outcome("built", made["title"], files, _bytes(executed), chapter=made, trace=_trace(read, before))


def _trace(read: dict[str, Any], notebook: str) -> dict[str, Any]:
    """Add to what the notebook read its own hash, and the code that turned it into a chapter, in this process.

    The result is plain data: to receive a part of a notebook, the waiting process would import nbformat.
    """
    plain = json.loads(json.dumps(read))
    return {**plain, "notebook": notebook, "code": code_of({*read["code"], *modules()})}


def _injected_before(notebook: Any, index: int) -> int:
    """Return how many cells Papermill put before the one with this index, so that messages count as the author does."""
    tags = [tag for cell in notebook.cells[: index + 1] for tag in cell.metadata.get("tags", [])]
    return tags.count("injected-parameters")


def _readable(notebook: Any, job: Job) -> Any:
    """Make the executed notebook one that JupyterLab opens: errors of inline code stand in a cell of their own."""
    from nbformat.v4 import new_markdown_cell

    notebook.metadata.papermill.input_path = job.notebook
    notebook.metadata.papermill.output_path = job.notebook
    cells = []
    for cell in notebook.cells:
        cells.append(cell)
        if cell.cell_type == "markdown" and "outputs" in cell:
            messages = [f"**{o.ename}**: {o.evalue}" for o in cell.pop("outputs")]
            cell.pop("execution_count", None)
            cells.append(new_markdown_cell("\n\n".join(messages)))
    notebook.cells = cells
    return notebook


def _bytes(notebook: Any) -> bytes:
    return json.dumps(notebook, ensure_ascii=False).encode()


def cell_failed(job: Job, notebook: Any, index: int, error: Any) -> str:
    """Return the sentence about a failed cell: where, for whom, and the error's last line."""
    last = re.sub(r" \(\d+\.py, line (\d+)\)$", r" (Zeile \1 der Zelle)", str(error.evalue).strip())
    last = last.splitlines()[-1] if last else ""
    # Python 3.13 raises a private class of its own for a cell that ends too early.
    name = "SyntaxError" if error.ename == "_IncompleteInputError" else error.ename
    message = f"{name}: {last}" if last else name
    stop = "" if message.endswith((".", "!", "?")) else "."
    return f"{where(job, notebook, index)}: {message}{stop} Ausgeführtes Notebook: {executed_path(job)}"


def where(job: Job, notebook: Any, index: int) -> str:
    """Return which cell of which notebook for which municipality, as the start of a message."""
    cell = notebook.cells[index] if 0 <= index < len(notebook.cells) else None
    label = cell_options(cell.source, "").label if cell is not None and cell.cell_type == "code" else None
    named = f" ({label})" if label else ""
    return f"Notebook „{job.notebook}“, Zelle {index + 1}{named}, {job.name}"


def executed_path(job: Job) -> str:
    """Return where the executed notebook is kept, relative to the project's folder."""
    return os.path.join("_build", job.city, "executed", job.notebook)  # noqa: PTH118
