"""YAML files written by people: read and check them, and say in German what is wrong on which line."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar, get_args

import yaml

from helpers.errors import ReportError, nearest, reason_for
from helpers.safeyaml import LOADER, AliasError, refuse_aliases, refuse_depth

if TYPE_CHECKING:
    from pydantic import BaseModel, ValidationError

    Model = TypeVar("Model", bound=BaseModel)

_EXPECTED = {
    "string_type": "erwartet wird ein Text",
    "int_type": "erwartet wird eine ganze Zahl",
    "int_parsing": "erwartet wird eine ganze Zahl",
    "int_from_float": "erwartet wird eine ganze Zahl",
    "float_type": "erwartet wird eine Zahl",
    "float_parsing": "erwartet wird eine Zahl",
    "finite_number": "erwartet wird eine Zahl",
    "bool_type": "erwartet wird true oder false",
    "bool_parsing": "erwartet wird true oder false",
    "list_type": "erwartet wird eine Liste",
    "tuple_type": "erwartet wird eine Liste",
    "dict_type": "erwartet werden Schlüssel mit Werten",
    "model_type": "erwartet werden Schlüssel mit Werten",
    "model_attributes_type": "erwartet werden Schlüssel mit Werten",
    "string_too_short": "der Text darf nicht leer sein",
    "too_short": "die Liste darf nicht leer sein",
}
_GERMAN = re.compile(r"-?\d[\d.]*,\d+")
"""A number as people write it, which YAML takes for a text."""


class YamlFile:
    """One YAML file whose top level is a mapping.

    Args:
        path: the file.
        name: how messages call it, relative to the project.
        error: the class of all errors about it.
    """

    def __init__(self, path: Path, name: str, error: type[ReportError]) -> None:
        self.path, self.name, self.error = path, name, error
        try:
            text = path.read_text(encoding="utf-8-sig")
        except OSError as problem:
            raise error(f"{name}: Die Datei lässt sich nicht lesen ({reason_for(problem)}).") from problem
        except UnicodeDecodeError as problem:
            raise error(
                f"{name}: Die Datei ist nicht in UTF-8 gespeichert. Bitte als UTF-8 speichern."
            ) from problem
        self._node: yaml.Node | None = None
        loader = LOADER(text)
        try:
            refuse_depth(text)
            self._node = loader.get_single_node()
            if self._node is None:
                self.data: dict[str, Any] = {}
            elif not isinstance(self._node, yaml.MappingNode):
                raise error(f"{name}: Erwartet werden Schlüssel mit Werten („schlüssel: wert“).")
            else:
                refuse_aliases(self._node)
                self._check_keys(self._node)
                self.data = loader.construct_document(self._node)
        except yaml.YAMLError as problem:
            mark = getattr(problem, "problem_mark", None)
            where = f", Zeile {mark.line + 1}" if mark else ""
            said = (
                "Das ist kein gültiges YAML. Prüfen Sie dort Einrückung, Doppelpunkte und Anführungszeichen."
            )
            if isinstance(problem, AliasError):
                said = str(problem.problem)
            raise error(f"{name}{where}: {said}") from problem
        except (
            ValueError,
            RecursionError,
        ) as problem:  # a value of the right form, such as 2025-02-30, that does not exist
            raise error(self._unreadable()) from problem
        finally:
            loader.dispose()

    def _unreadable(self) -> str:
        """Say which value cannot be read: a day that does not exist, or anything else that only looks right."""
        found = list(_scalars(self._node)) if self._node else []
        for node in found:
            if node.tag.endswith(":timestamp"):
                try:
                    dt.date.fromisoformat(node.value[:10])
                except ValueError:
                    place = f"{self.name}, Zeile {node.start_mark.line + 1}"
                    return f"{place}: „{node.value}“ ist kein Tag; erwartet wird ein Tag wie 2025-05-14."
        return f"{self.name}: Die Datei enthält einen Wert, der sich nicht lesen lässt, oder ist zu tief verschachtelt."

    def _check_keys(self, node: yaml.Node) -> None:
        if isinstance(node, yaml.SequenceNode):
            for item in node.value:
                self._check_keys(item)
        if not isinstance(node, yaml.MappingNode):
            return
        seen: set[str] = set()
        for key, value in node.value:
            line = f"{self.name}, Zeile {key.start_mark.line + 1}"
            if not isinstance(key, yaml.ScalarNode):
                raise self.error(
                    f"{line}: Vor dem Doppelpunkt steht eine Klammer, erwartet wird ein Wort. Einen Platzhalter wie "
                    "{{Name}} bitte durch die Angabe ersetzen; ein Text, der Klammern enthält, gehört in Anführungszeichen."
                )
            if key.value in seen:
                raise self.error(f"{line}: Der Schlüssel „{key.value}“ steht zweimal da.")
            seen.add(key.value)
            self._check_keys(value)

    def _find(self, loc: tuple[int | str, ...]) -> tuple[int, yaml.Node | None]:
        """Return the line (from 1) and the node of the deepest part of `loc` that is in the file."""
        node, line = self._node, 1
        for step in loc:
            following, here = None, line
            if isinstance(node, yaml.MappingNode):
                for key, value in node.value:
                    if key.value == str(step):
                        following, here = value, key.start_mark.line + 1
            elif isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
                following, here = node.value[step], node.value[step].start_mark.line + 1
            if following is None:
                return line, None
            node, line = following, here
        return line, node

    def place(self, *loc: int | str) -> str:
        """Return „file, Zeile n“ for a key of the file."""
        return f"{self.name}, Zeile {self._find(loc)[0]}"

    def quoted(self, *loc: int | str) -> bool:
        """Tell whether the value of a key stands in quotes."""
        node = self._find(loc)[1]
        return isinstance(node, yaml.ScalarNode) and node.style in ("'", '"')

    def check(self, model: type[Model], data: Any, *loc: int | str) -> Model:
        """Return the part of the file at `loc` as a model.

        Raises:
            ReportError: of the file's class, for the first mistake: file, line, key, what was found and
                what is expected.
        """
        from pydantic import ValidationError

        try:
            return model.model_validate(data)
        except ValidationError as problem:
            raise self.error(self._sentence(model, problem, loc)) from problem

    def _sentence(
        self, model: type[BaseModel], problem: ValidationError, prefix: tuple[int | str, ...]
    ) -> str:
        # Unknown keys first: a misspelt key also shows up as a missing one, and the misspelling is the cause.
        first = min(problem.errors(), key=lambda e: e["type"] != "extra_forbidden")
        loc = tuple(step for step in first["loc"] if step != "[key]")
        where = self.place(*prefix, *loc)
        key = ".".join(str(step) for step in (*prefix, *loc))
        kind, found = first["type"], first.get("input")
        if kind == "extra_forbidden":
            known = _fields(model, loc[:-1])
            return f"{where}: Der Schlüssel „{key}“ ist nicht bekannt.{nearest(str(loc[-1]), known)}"
        if kind == "missing":
            return f"{where}: Der Schlüssel „{key}“ fehlt."
        if kind in ("literal_error", "enum"):
            allowed = (
                first.get("ctx", {}).get("expected", "").replace("'", "").replace(" or ", ", ").split(", ")
            )
            return (
                f"{where}: „{key}“ ist „{found}“; möglich sind {', '.join(allowed)}."
                f"{nearest(str(found), allowed)}"
            )
        named = f"„{key}“" if isinstance(found, (dict, list)) else f"„{key}“ ist „{found}“"
        if kind == "value_error":
            return f"{where}: {named}: {first['ctx']['error']}"
        expected = _EXPECTED.get(kind)
        if kind.startswith("float_") and isinstance(found, str) and _GERMAN.fullmatch(found):
            expected = (
                f"erwartet wird eine Zahl mit Punkt statt Komma: {found.replace('.', '').replace(',', '.')}"
            )
        if kind.startswith("date_"):
            expected = "erwartet wird ein Tag wie 2025-05-14"
        if expected is None and "ctx" in first:
            limits = {
                "ge": "mindestens",
                "gt": "mehr als",
                "le": "höchstens",
                "lt": "weniger als",
                "pattern": "die Form",
            }
            expected = "erwartet: " + ", ".join(
                f"{limits[name]} {f'{value:g}' if isinstance(value, float) else value}"
                for name, value in first["ctx"].items()
                if name in limits
            )
        return f"{where}: {named}; {expected or 'das ist hier nicht möglich'}."


def _scalars(root: yaml.Node) -> Iterator[yaml.ScalarNode]:
    """Yield all single values of a file, however deep it is nested."""
    waiting = [root]
    while waiting:
        node = waiting.pop()
        if isinstance(node, yaml.ScalarNode):
            yield node
        elif isinstance(node, yaml.SequenceNode):
            waiting += node.value
        elif isinstance(node, yaml.MappingNode):
            waiting += [part for pair in node.value for part in pair]


def _fields(model: type[BaseModel], loc: tuple[int | str, ...]) -> list[str]:
    """Return the keys that a model knows at `loc`."""
    from pydantic import BaseModel

    def models(annotation: Any) -> list[type[BaseModel]]:
        if isinstance(annotation, type) and issubclass(annotation, BaseModel):
            return [annotation]
        return [found for part in get_args(annotation) for found in models(part)]

    current = [model]
    for step in loc:
        if isinstance(step, str):
            deeper = [
                m for c in current if step in c.model_fields for m in models(c.model_fields[step].annotation)
            ]
            current = deeper or current
    return sorted({name for c in current for name in c.model_fields})
