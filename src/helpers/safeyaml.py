"""YAML as plain data, by PyYAML's parser in C where it was built with it: ten times as fast."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import yaml

from helpers.errors import ReportError

LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""Makes nothing but texts, numbers, dates, lists and mappings."""


DEEPEST = 200
"""Brackets or dashes within one another; a hundred thousand make the parser in C overflow its stack and end the process."""

LARGEST = 200_000
"""Values of a file with all its aliases written out; ten lines of aliases of aliases would be billions."""

_STACKED = re.compile(rf"(?:[-?:][ \t]+){{{DEEPEST}}}")


class AliasError(yaml.MarkedYAMLError):
    """Aliases that cannot be written out; `problem` is a German sentence."""


def refuse_depth(text: str) -> None:
    """Raise where brackets or dashes are nested deeper than anybody writes.

    Raises:
        yaml.YAMLError: so that it counts as what it is, no YAML that could be meant.
    """
    depth = 0
    for sign in re.findall(r"[\[\]{}]", text):
        depth += 1 if sign in "[{" else -1
        if depth > DEEPEST:
            raise yaml.YAMLError("zu tief verschachtelt")
    if _STACKED.search(text):
        raise yaml.YAMLError("zu tief verschachtelt")


def refuse_aliases(root: yaml.Node | None) -> None:
    """Raise where an alias (`*name`) contains itself, or aliases of aliases would make a file grow without end.

    Raises:
        AliasError: with the place of the first such value.
    """
    sizes: dict[int, int] = {}

    def size(node: yaml.Node) -> int:
        if isinstance(node, yaml.ScalarNode):
            return 1
        if id(node) not in sizes:
            sizes[id(node)] = 0  # under way: met again before it is known, it contains itself
            parts = (
                node.value
                if isinstance(node, yaml.SequenceNode)
                else [p for pair in node.value for p in pair]
            )
            sizes[id(node)] = 1 + sum(map(size, parts))
        found = sizes[id(node)]
        if not 0 < found <= LARGEST:
            what = "vervielfachen sich" if found else "führen im Kreis"
            problem = f"Verweise (*…) {what}; bitte die Angaben ausschreiben."
            raise AliasError(problem=problem, problem_mark=node.start_mark)
        return found

    if root is not None:
        size(root)


def safe_load(text: str | bytes) -> Any:
    """Return what a YAML text holds.

    Raises:
        yaml.YAMLError: when it is no YAML.
    """
    refuse_depth(text if isinstance(text, str) else text.decode("utf-8", "replace"))
    loader = LOADER(text)
    try:
        node = loader.get_single_node()
        refuse_aliases(node)
        return None if node is None else loader.construct_document(node)
    except RecursionError as problem:
        raise yaml.YAMLError("zu tief verschachtelt") from problem
    finally:
        loader.dispose()


def read_yaml(path: Path, name: str, expected: str, error: type[ReportError]) -> Any:
    """Return what a YAML file holds; None where there is no file, or nothing in it.

    Args:
        path: the file.
        name: its name, for the message.
        expected: how the sentence goes on that begins "Erwartet wird YAML".
        error: what is raised.

    Raises:
        ReportError: it cannot be read; names the line.
    """
    try:
        return safe_load(path.read_text("utf-8-sig"))
    except FileNotFoundError:
        return None
    except (OSError, ValueError, yaml.YAMLError) as problem:
        mark = getattr(problem, "problem_mark", None)
        where = f", Zeile {mark.line + 1}" if mark else ""
        raise error(
            f"{name}{where}: Die Datei lässt sich nicht lesen. Erwartet wird YAML{expected}"
        ) from None
