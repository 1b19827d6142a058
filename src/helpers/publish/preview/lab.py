"""JupyterLab for one municipality: the notebooks' parameters are set while they run, and the files stay as they are.

A Jupyter kernel of the usual name, found before the installed one, replaces the values of the cell that sets `city` and `year`
and nothing else; it says so below that cell. So nobody saves a notebook that was changed for the sake of looking at it.
"""

from __future__ import annotations

import ast
import json
import os
import sys
from pathlib import Path
from typing import Any

from helpers.files import write_atomically
from helpers.paths import Project
from helpers.publish.request import Request

NAME = "python3"
QUIET = (
    "--LabApp.news_url=None",
    "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate",
)
"""JupyterLab asks nobody elsewhere for news and updates."""


def kernel_folder(city: str, year: int, project: Project) -> Path:
    """Write the kernel's description below `_build/<city>/jupyter`; return the folder to put on `JUPYTER_PATH`.

    Args:
        city: folder name of the municipality.
        year: report year.
        project: the checkout.
    """
    folder = project.build / city / "jupyter"
    target = folder / "kernels" / NAME / "kernel.json"
    line = f"from helpers.publish.preview.lab import set_parameters; set_parameters({city!r}, {year!r})"
    start = [sys.executable, "-m", "ipykernel_launcher", "-f", "{connection_file}"]
    description = {
        "argv": [*start, f"--IPKernelApp.exec_lines=[{line!r}]"],
        "display_name": f"Python ({city} {year})",
        "language": "python",
    }
    write_atomically(target, json.dumps(description, ensure_ascii=False, indent=1).encode())
    return folder


def open_lab(project: Project, request: Request | None) -> None:
    """Replace this process by JupyterLab in the folder of the notebooks.

    Args:
        project: the checkout.
        request: municipality and year to set; None leaves the notebooks' own.
    """
    if request:
        places = [str(kernel_folder(request.city, request.year, project)), os.environ.get("JUPYTER_PATH", "")]
        os.environ["JUPYTER_PATH"] = os.pathsep.join(place for place in places if place)
    command = [sys.executable, "-m", "jupyterlab", *QUIET, str(project.notebooks)]
    os.execv(sys.executable, command)  # noqa: S606 (our own Python)


class _Parameters(ast.NodeTransformer):
    """Replaces the values in a cell that does nothing but set `city` and `year`, as constants."""

    def __init__(self, values: dict[str, Any]) -> None:
        self._values = values

    def visit_Module(self, node: ast.Module) -> ast.Module:
        """Look at one cell."""
        lines = [line for line in node.body if isinstance(line, ast.Assign)]
        set_here = {name: line for line in lines if (name := _constant(line))}
        if len(set_here) == len(node.body) and self._values.keys() <= set_here.keys():
            for name, value in self._values.items():
                set_here[name].value = ast.copy_location(ast.Constant(value), set_here[name].value)
            listed = ", ".join(
                f"{name} = {json.dumps(value, ensure_ascii=False)}" for name, value in self._values.items()
            )
            print(f"Gerechnet wird mit {listed}, wie beim Start von JupyterLab angegeben.")
        return node


def _constant(line: ast.Assign) -> str:
    """Return the name that a line sets to a constant, empty where it does something else."""
    target = line.targets[0] if len(line.targets) == 1 else None
    return target.id if isinstance(target, ast.Name) and isinstance(line.value, ast.Constant) else ""


def set_parameters(city: str, year: int) -> None:
    """Let the kernel that calls this run its notebook's parameters cell with these values."""
    from IPython import get_ipython

    get_ipython().ast_transformers.append(_Parameters({"city": city, "year": year}))
