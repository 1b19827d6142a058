"""YAML as plain data, by PyYAML's parser in C where it was built with it: ten times as fast."""

from __future__ import annotations

import re
from typing import Any

import yaml

LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""Makes nothing but texts, numbers, dates, lists and mappings."""


DEEPEST = 200
"""Brackets within brackets; a hundred thousand make the parser in C overflow its stack and end the process."""


def refuse_depth(text: str) -> None:
    """Raise where brackets are nested deeper than anybody writes.

    Raises:
        yaml.YAMLError: so that it counts as what it is, no YAML that could be meant.
    """
    depth = 0
    for sign in re.findall(r"[\[\]{}]", text):
        depth += 1 if sign in "[{" else -1
        if depth > DEEPEST:
            raise yaml.YAMLError("zu tief verschachtelt")


def safe_load(text: str | bytes) -> Any:
    """Return what a YAML text holds.

    Raises:
        yaml.YAMLError: when it is no YAML.
    """
    refuse_depth(text if isinstance(text, str) else text.decode("utf-8", "replace"))
    return yaml.load(text, LOADER)  # noqa: S506  (a safe loader)
