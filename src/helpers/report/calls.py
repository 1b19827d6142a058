"""Charts, tables and sentences by name: a module is imported when a notebook first asks for what it holds."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from types import MethodType
from typing import Any

from helpers.figures.missing import or_missing

used: set[str] = set()
"""The names that were asked for in this process: what a chapter depends on."""


class Call:
    """A method of `Report` that lies in a module of its own.

    Args:
        place: the module below `helpers.figures`, and the function in it after a colon where it has another name.
        meaning: what it is called in German, for `make why`.
    """

    shows = False
    """Whether the function returns a figure or table; a notebook without figures for it goes on after that cell."""

    def __init__(self, place: str, meaning: str) -> None:
        self.module, _, self._function = place.partition(":")
        self.meaning = meaning
        self._call: Callable[..., Any] | None = None

    def __set_name__(self, owner: type, name: str) -> None:
        self._name = name

    def __get__(self, report: object, owner: type) -> Callable[..., Any]:
        if self._call is None:
            module = import_module(f"helpers.figures.{self.module}")
            call = getattr(module, self._function or self._name)
            self._call = or_missing(call) if self.shows else call
        if report is None:
            return self._call
        used.add(self._name)
        return MethodType(self._call, report)


class Chart(Call):
    """A figure or table."""

    shows = True


class Words(Call):
    """A sentence, a number, a condition, or a section made of several figures."""
