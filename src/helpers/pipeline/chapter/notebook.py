"""A notebook as the staff wrote it: read, checked, and its cells' options parsed."""

# mypy: disable-error-code="no-untyped-call"
# Jupyter's and matplotlib's functions are annotated here and there only.

from __future__ import annotations

import ast
import json
import re
import warnings
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from helpers.errors import NotebookError, nearest
from helpers.safeyaml import safe_load

PARAMETERS = ("city", "year")
OPTIONS = ("label", "fig-cap", "fig-alt", "tbl-cap", "echo", "include", "output")
INLINE_OPTIONS = ("fig-cap", "fig-alt", "tbl-cap")
HEADING = re.compile(r"^#[ \t]+(?P<text>.+?)[ \t]*(?P<attributes>\{[^{}]*\})?[ \t]*$", re.MULTILINE)
_LABEL = re.compile(r"(?:fig|tbl|sec)-[\w-]*\w")


@dataclass(frozen=True)
class Options:
    """The `#|` lines of a code cell.

    Args:
        label: cross-reference id, or None.
        captions: `fig-cap`, `fig-alt` and `tbl-cap`, as far as given, with inline code not yet replaced.
        shown: whether the cell's outputs belong to the chapter.
    """

    label: str | None = None
    captions: dict[str, str] = field(default_factory=dict)
    shown: bool = True


def read_notebook(path: Path) -> Any:
    """Read and check a notebook; return it as nbformat's `NotebookNode`.

    Raises:
        NotebookError: when the file is no notebook, has no heading or no `parameters` cell, or a cell option is wrong.
    """
    import nbformat

    where = f"Das Notebook „{path.name}“"
    try:
        raw = json.loads(path.read_text("utf-8"))
    except FileNotFoundError:
        others = nearest(path.name, [p.name for p in path.parent.glob("*.ipynb")])
        raise NotebookError(f"{where} gibt es nicht im Ordner {path.parent.name}/.{others}") from None
    except UnicodeDecodeError:
        raise NotebookError(
            f"{where} ist keine UTF-8-Datei. Bitte in JupyterLab öffnen und neu speichern."
        ) from None
    except json.JSONDecodeError as error:
        raise NotebookError(
            f"{where} ist beschädigt: In Zeile {error.lineno}, Spalte {error.colno} steht kein gültiges JSON. "
            "Bitte die letzte lauffähige Fassung wiederherstellen."
        ) from None
    except (ValueError, RecursionError):  # numbers of thousands of digits, thousands of brackets
        raise NotebookError(
            f"{where} ist beschädigt: Eine Zahl darin ist zu lang, oder Klammern sind zu tief verschachtelt. "
            "Bitte die letzte lauffähige Fassung wiederherstellen."
        ) from None
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # older notebooks without cell ids are fine
            notebook = nbformat.reads(json.dumps(raw), as_version=4)
            nbformat.validate(notebook)
    except Exception:
        raise NotebookError(f"{where} ist gültiges JSON, aber kein Jupyter-Notebook im Format 4.") from None
    _check(notebook, where)
    return notebook


def _check(notebook: Any, where: str) -> None:
    if not notebook_title(notebook):
        raise NotebookError(
            f"{where} hat keine Überschrift. Die erste Markdown-Zelle beginnt mit „# “ und dem Titel des Kapitels."
        )
    tagged = [c for c in notebook.cells if "parameters" in c.metadata.get("tags", [])]
    if not tagged:
        raise NotebookError(
            f"{where} hat keine Zelle mit dem Tag „parameters“. Bitte eine Code-Zelle mit "
            f'city = "augsburg" und year = 2024 anlegen und ihr in JupyterLab (Zahnrad rechts oben) diesen Tag geben.'
        )
    assigned = _assigned(tagged[0].source)
    missing = [name for name in PARAMETERS if name not in assigned]
    if missing:
        raise NotebookError(
            f"{where.replace('Das', 'Im', 1)} fehlt in der Zelle mit dem Tag „parameters“: {' und '.join(missing)}. "
            'Erwartet werden city = "augsburg" und year = 2024.'
        )
    for number, cell in enumerate(notebook.cells, 1):
        if cell.cell_type == "code":
            cell_options(cell.source, f"{where}, Zelle {number}")
            if cell is not tagged[0]:
                _check_parameters(cell.source, f"{where}, Zelle {number}")


def _check_parameters(source: str, where: str) -> None:
    """Refuse code that sets the municipality or the year again, or names another one.

    Raises:
        NotebookError: naming the cell, the name and the line.
    """
    for name, line in parameters_set(source):
        raise NotebookError(
            f"{where}: In Zeile {line} wird „{name}“ neu gesetzt; der Bericht zeigte dann Zahlen einer anderen Kommune oder eines "
            f"anderen Jahres. „{name}“ steht nur in der Zelle mit dem Tag „parameters“; bitte hier einen anderen Namen wählen."
        )
    for written, line in reports_of_one(source):
        raise NotebookError(
            f"{where}: In Zeile {line} steht „{written}“; das Kapitel zeigte in jedem Bericht dieselbe Kommune oder dasselbe Jahr. "
            "Bitte Report(city, year) schreiben: „city“ und „year“ setzt der Bericht."
        )


def _assigned(source: str) -> set[str]:
    tree = _parsed(source)
    if tree is None:
        return set(PARAMETERS)  # the cell fails when it runs, and says where
    return {
        node.id for node in ast.walk(tree) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)
    }


def _parsed(source: str) -> ast.Module | None:
    """Return the syntax tree of a cell; its magics and shell commands count as nothing."""
    lines = ["pass" if line.startswith(("%", "!")) else line for line in source.splitlines()]
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # such as those about backslashes: the cell says so when it runs
            return ast.parse("\n".join(lines))
    except (SyntaxError, ValueError, RecursionError):
        return None


def parameters_set(source: str) -> list[tuple[str, int]]:
    r"""Return which of `city` and `year` a cell sets for the cells after it, each with the line.

    >>> parameters_set("for year in range(3):\n    pass"), parameters_set("[city for city in x]; f(year=1)")
    ([('year', 1)], [])
    """
    tree = _parsed(source)
    found: list[tuple[str, int]] = []

    def look(node: ast.AST) -> None:
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            if node.name in PARAMETERS:
                found.append((node.name, node.lineno))
            found.extend(
                (name, inner.lineno)
                for inner in ast.walk(node)
                if isinstance(inner, ast.Global)
                for name in inner.names
                if name in PARAMETERS
            )
            return
        if isinstance(node, ast.Lambda):
            return
        if isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Load) and node.id in PARAMETERS:
            found.append((node.id, node.lineno))
        if isinstance(node, (ast.Import, ast.ImportFrom)):
            for alias in node.names:
                name = alias.asname or alias.name.partition(".")[0]
                if name in PARAMETERS:
                    found.append((name, node.lineno))
        comprehension = isinstance(node, (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp))
        for child in ast.iter_child_nodes(node):
            if comprehension and isinstance(child, ast.comprehension):
                look(child.iter)
                for condition in child.ifs:
                    look(condition)
            else:
                look(child)

    if tree is not None:
        look(tree)
    return found


def reports_of_one(source: str) -> list[tuple[str, int]]:
    """Return the calls of `Report` that name a municipality or year instead of the parameters, each with its line.

    >>> reports_of_one('a = Report("jena", year)'), reports_of_one("b = Report(city, year); Report(peer, year - 1)")
    ([("Report('jena', year)", 1)], [])
    """
    tree = _parsed(source)
    return [
        (ast.unparse(node), node.lineno)
        for node in (ast.walk(tree) if tree is not None else ())
        if isinstance(node, ast.Call)
        and "Report" in (getattr(node.func, "id", ""), getattr(node.func, "attr", ""))
        and any(isinstance(given, ast.Constant) for given in (*node.args, *(k.value for k in node.keywords)))
    ]


def title_of(heading: str) -> str:
    """Return the text of a heading of the first level, without its attributes."""
    found = HEADING.match(heading)
    return found["text"] if found else ""


def notebook_title(notebook: Any) -> str | None:
    """Return the first heading's text, or None."""
    for cell in notebook.cells:
        if cell.cell_type == "markdown" and (heading := HEADING.search(cell.source)):
            return heading["text"]
    return None


def cell_options(source: str, where: str) -> Options:
    """Parse the `#|` lines at the top of a code cell.

    Args:
        source: the cell's code.
        where: which cell it is, as the start of a message.

    Raises:
        NotebookError: for lines that are no YAML, unknown options and values of the wrong kind.
    """
    lines = []
    for line in source.splitlines():
        if line.startswith("#|"):
            lines.append(line.removeprefix("#|").removeprefix(" "))
        elif line.strip():
            break
    try:
        given = _yaml("\n".join(lines)) or {}
        if not isinstance(given, dict):
            raise TypeError
    except (yaml.YAMLError, TypeError) as error:
        mark = getattr(error, "context_mark", None) or getattr(error, "problem_mark", None)
        line_number = min(getattr(mark, "line", 0) + 1, len(lines))
        problem = str(getattr(error, "problem", "") or "")
        hint = (
            "In doppelten Anführungszeichen leitet „\\“ ein Sonderzeichen ein; bitte einfache nehmen: '…'."
            if "escape" in problem
            else "Eine eckige oder geschweifte Klammer wird nicht geschlossen; Text mit Klammern gehört in Anführungszeichen."
            if "flow" in str(getattr(error, "context", ""))
            else "Werte mit Doppelpunkt gehören in Anführungszeichen."
        )
        raise NotebookError(
            f"{where}: Die Option in Zeile {line_number} („#| {lines[line_number - 1]}“) ist nicht lesbar. "
            f"Erwartet wird „#| name: Wert“. {hint}"
        ) from None
    for name, value in given.items():
        _check_option(str(name), value, where)
    return Options(
        label=given.get("label"),
        captions={name: given[name] for name in INLINE_OPTIONS if name in given},
        shown=given.get("include", True) and given.get("output", True),
    )


@cache
def _yaml(text: str) -> Any:
    """Return what a text holds; the options of a cell are asked for several times, and are not changed."""
    return safe_load(text)


def _check_option(name: str, value: object, where: str) -> None:
    if name not in OPTIONS:
        raise NotebookError(
            f"{where}: Die Option „{name}“ ist nicht bekannt.{nearest(name, OPTIONS)} Möglich sind {', '.join(OPTIONS)}."
        )
    if name in ("echo", "include", "output"):
        if not isinstance(value, bool):
            raise NotebookError(f"{where}: Die Option „{name}“ ist true oder false, nicht „{value}“.")
        if name == "echo" and value:
            raise NotebookError(
                f"{where}: „echo: true“ geht nicht, denn ein Bericht zeigt keinen Programmtext."
            )
    elif not isinstance(value, str) or not value.strip():
        raise NotebookError(f"{where}: Die Option „{name}“ braucht einen Text.")
    elif name == "label" and not re.fullmatch(r"(fig|tbl)-[\w-]*\w", value):
        raise NotebookError(
            f"{where}: Das Label „{value}“ beginnt nicht mit „fig-“ oder „tbl-“ "
            "oder enthält andere Zeichen als Buchstaben, Ziffern und „-“."
        )


def mentioned_labels(notebook: Any) -> set[str]:
    """Return every cross-reference id that a notebook's cells name, for chapters that were left out."""
    return {label for cell in notebook.cells for label in _LABEL.findall(cell.source)}
