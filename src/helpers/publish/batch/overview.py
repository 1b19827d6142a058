"""The overview `_build/uebersicht/index.html`: municipalities × notebooks, with a page for every cell that failed.

It names errors and lies beside the executed notebooks, not among the published reports.
"""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Sequence
from pathlib import Path, PurePath
from typing import Any

from helpers.paths import Project
from helpers.publish.batch.display import STATUS
from helpers.publish.batch.rows import Row
from helpers.publish.batch.summary import notebooks, sign, summary
from helpers.publish.lock import locked

TEMPLATES = Path(__file__).parent / "templates"
_ANSI = re.compile(r"\x1b\[[0-9;]*[A-Za-z]")
_PAPERMILLS = {"injected-parameters", "papermill-error-cell-tag"}  # tags of cells that Papermill adds
_SAID = {
    "built": "ausgeführt",
    "cached": "unverändert",
    "omitted": "ausgelassen: keine Daten",
    "failed": "fehlgeschlagen",
}


def write_overview(rows: Sequence[Row], project: Project) -> Path:
    """Write the overview and the pages about failures; return the file to open."""
    with locked(project.build / "uebersicht.lock", lambda: None):  # two batches may end at the same time
        return _write(rows, project)


def _write(rows: Sequence[Row], project: Project) -> Path:
    from jinja2 import Environment, FileSystemLoader

    folder = project.build / "uebersicht"
    partial = folder.with_name(".uebersicht.neu")
    shutil.rmtree(partial, ignore_errors=True)
    partial.mkdir(parents=True)
    templates = Environment(
        loader=FileSystemLoader(TEMPLATES), autoescape=True, trim_blocks=True, lstrip_blocks=True
    )
    names = notebooks(rows)
    titles = {name: cell.title for row in rows for name, cell in row.cells.items() if cell.status != "failed"}
    links = {}
    for row in rows:
        for name, cell in row.cells.items():
            if cell.status == "failed":
                cells = failed_cells(project.build / row.city / "executed" / name)
                file = f"{row.city}-{PurePath(name).stem}.html"
                links[row.city, name] = f"{file}#zelle-{cells[0]['number']}" if cells else file
                page = templates.get_template("fehler.html.j2").render(
                    row=row,
                    notebook=name,
                    title=titles.get(name, name),
                    cell=cell,
                    cells=cells,
                    executed=f"../{row.city}/executed/{name}",
                )
                (partial / file).write_text(page, "utf-8")
    page = templates.get_template("uebersicht.html.j2").render(
        rows=rows,
        notebooks=[(name, titles.get(name, PurePath(name).stem)) for name in names],
        summary=summary(rows),
        sign=sign,
        said=_SAID,
        status=STATUS,
        links=links,
        has_page=lambda row: (project.reports / row.city / "index.html").is_file(),
    )
    (partial / "index.html").write_text(page, "utf-8")
    shutil.rmtree(folder, ignore_errors=True)
    partial.replace(folder)
    return folder / "index.html"


def failed_cells(executed: Path) -> list[dict[str, Any]]:
    """Return number (from 1, as the author counts), source and traceback of the cells of an executed notebook that failed."""
    try:
        cells = json.loads(executed.read_bytes())["cells"]
    except (OSError, ValueError, KeyError):
        return []  # the process was killed before there was anything to keep
    own = [c for c in cells if not _PAPERMILLS & set(c["metadata"].get("tags", []))]
    found = []
    for number, cell in enumerate(own, 1):
        errors = [o for o in cell.get("outputs", []) if o["output_type"] == "error"]
        if errors and "raises-exception" not in cell["metadata"].get("tags", []):
            trace = "\n".join(line for error in errors for line in error["traceback"])
            found.append(
                {"number": number, "source": "".join(cell["source"]), "trace": _ANSI.sub("", trace).strip()}
            )
    return found
