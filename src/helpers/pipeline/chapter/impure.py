"""Code whose values stay as they were computed: today's date, chance without a seed, other computers. The staff are told."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from typing import Any

from helpers.pipeline.chapter.inline import expressions

_CLOCK = re.compile(
    r"(?:^|\.)(?:(?:date|datetime|Timestamp)\.(?:today|now|utcnow)|time\.(?:time|localtime|gmtime|strftime|ctime)|getmtime)$"
)
_CHANCE = re.compile(
    r"^(?:random|np\.random|numpy\.random|secrets)\.(?!seed$|default_rng$|Random$|RandomState$)\w+$|^uuid\.uuid[14]$|\.sample$"
)
_SEED = re.compile(r"(?:^|\.)(?:seed|set_seed)$")
_UNSEEDED = re.compile(r"(?:^|\.)(?:default_rng|RandomState|Random)$")
_NETWORK = re.compile(r"(?:^|\.)(?:urlopen|urlretrieve)$|^(?:requests|httpx|aiohttp|urllib3)\.\w+$")
_TIMED = re.compile(r"^[ \t]*(%{1,2}time(?:it)?)\b", re.MULTILINE)
_READERS = re.compile(r"(?:^|\.)(?:read_\w+|imread|open)$")


def notices(notebook: Any, stem: str) -> list[str]:
    """Return a German sentence for each cell whose values depend on the day, on chance or on another computer.

    Args:
        notebook: the notebook, executed or not.
        stem: its name, for the sentences.
    """
    calls: list[tuple[int, str, ast.Call]] = []
    measured: list[tuple[int, str]] = []
    said: dict[str, None] = {}
    number = 0
    for cell in notebook.cells:
        tags = cell.metadata.get("tags", [])
        number += "injected-parameters" not in tags
        sources = expressions(cell.source) if cell.cell_type == "markdown" else [cell.source]
        if cell.cell_type == "code" and (timed := _TIMED.search(cell.source)):
            measured.append((number, timed[1]))
        calls += [(number, name, call) for source in sources for name, call in _calls(source)]
    for number, name in measured:
        said[
            f"Notebook „{stem}.ipynb“, Zelle {number}: „{name}“ misst, wie schnell dieser Rechner ist, und die Messung steht im Bericht."
        ] = None
    seeded = any(_SEED.search(name) and (call.args or call.keywords) for _, name, call in calls)
    for number, name, call in calls:
        if why := _why(name, call, seeded=seeded):
            where = f"Notebook „{stem}.ipynb“, Zelle {number}"
            stays = "Der Wert bleibt stehen, bis sich das Kapitel oder seine Zahlen ändern."
            said[f"{where}: „{name}“ {why} {stays}"] = None
    return list(said)


def _why(name: str, call: ast.Call, *, seeded: bool) -> str:
    if _CLOCK.search(name):
        return "hängt vom Tag ab, an dem das Kapitel gerechnet wurde."
    if not seeded and (_CHANCE.search(name) and not any(k.arg == "random_state" for k in call.keywords)):
        return "hängt vom Zufall ab (ohne festen Startwert, seed)."
    if not seeded and _UNSEEDED.search(name) and not call.args and not call.keywords:
        return "hängt vom Zufall ab (ohne festen Startwert, seed)."
    first = call.args[0] if call.args else None
    address = isinstance(first, ast.Constant) and str(first.value).startswith(
        ("http://", "https://", "ftp://")
    )
    if _NETWORK.search(name) or (_READERS.search(name) and address):
        return "fragt einen anderen Rechner."
    return ""


def _calls(source: str) -> Iterator[tuple[str, ast.Call]]:
    lines = ["pass" if line.startswith(("%", "!")) else line for line in source.splitlines()]
    try:
        tree = ast.parse("\n".join(lines))
    except (SyntaxError, ValueError, RecursionError):
        return
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and (name := _name(node.func)):
            yield name, node


def _name(node: ast.expr) -> str:
    """Return a dotted name as written, `.name` behind anything else."""
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute):
        return f"{_name(node.value)}.{node.attr}"
    return ""
