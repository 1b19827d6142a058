"""The text of a chapter with includes and shortcodes resolved, and where each of its lines came from."""

from __future__ import annotations

import json
import os
import re
from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path, PurePosixPath
from typing import Any

import yaml

from helpers.errors import BookError, UnsupportedMarkdown, nearest
from helpers.files import is_file
from helpers.safeyaml import safe_load
from helpers.text.asjupyter import MarkdownError, as_shown
from helpers.text.footnotes import footnote_mistakes
from helpers.text.lines import Line, read

SHORTCODE = re.compile(r"\{\{<\s*(?P<name>[\w-]+)\s*(?P<rest>.*?)\s*>\}\}")
ESCAPED_SHORTCODE = re.compile(r"\{\{\{<(.*?)>\}\}\}")
EXECUTABLE = re.compile(r"^\s*\{\s*(?P<engine>[A-Za-z]\w*)")
INLINE_CODE = re.compile(r"(`+)(.+?)(?<!`)\1(?!`)")
INLINE_EXECUTABLE = re.compile(r"^\{?(python|r|julia|ojs)\}?\s")
COMMENT = re.compile(r"(<!--.*?-->)")
SHORTCODES = ("env", "include", "meta", "pagebreak", "var")
MAX_INCLUDE_DEPTH = 10
ORIGINS = "_herkunft.json"


@dataclass
class Source:
    """Lines of one chapter, each with the file and line it came from."""

    lines: list[str] = field(default_factory=list)
    origins: list[tuple[str, int]] = field(default_factory=list)

    @property
    def text(self) -> str:
        """The text that Pandoc reads."""
        return "\n".join(self.lines) + "\n"

    def add(self, line: str, file: str, number: int) -> None:
        """Append one line."""
        self.lines.append(line)
        self.origins.append((file, number))

    def find(self, needle: str) -> tuple[str, int] | None:
        """Return file and line of the first line that holds the text, or None."""
        if needle:
            for line, origin in zip(self.lines, self.origins, strict=True):
                if needle in line:
                    return origin
        return None


@dataclass(frozen=True)
class Values:
    """What the shortcodes `meta`, `var` and `env` can name."""

    meta: Mapping[str, Any]
    variables: Mapping[str, Any]
    allowed: frozenset[str] = frozenset()
    """Names for `env` that the book allows; the environment holds passwords, too."""


def place(file: str, line: int) -> str:
    """Return the place of a message, as its author knows it: `02-bloecke.qmd, Zeile 7`, `Notebook „01-lage.ipynb“, Zelle 3`."""
    if file.endswith(".ipynb"):
        return f"Notebook „{PurePosixPath(file).name}“" + (f", Zelle {line}" if line else "")
    return f"{file}, Zeile {line}" if line else file


@dataclass(frozen=True)
class Origins:
    """Where the lines of a book's pages come from: page → its source, and for each line that of the source or its cell."""

    pages: Mapping[str, tuple[str, list[int], list[int]]] = field(default_factory=dict)

    @classmethod
    def of(cls, root: Path) -> Origins:
        """Read what the pipeline noted beside the book; a book written by hand has nothing."""
        path = root / ORIGINS
        return _noted(path, path.stat().st_mtime_ns) if path.is_file() else cls()

    def __call__(self, file: str, line: int) -> tuple[str, int]:
        """Return the file and the line, or cell, of a line of a page."""
        if file not in self.pages:
            return file, line
        source, lines, numbers = self.pages[file]
        at = bisect_right(lines, line) - 1
        return source, numbers[at] if at >= 0 else 0


def read_text(root: Path, file: str, named_by: str) -> str:
    """Return the text of a file of the book.

    Raises:
        BookError: the file is missing, lies outside the book or is not UTF-8.
    """
    path = Path(os.path.realpath(root / file))
    if not path.is_relative_to(root.resolve()):
        raise BookError(f"{named_by}: „{file}“ liegt außerhalb des Buchs.")
    if not is_file(path):
        known = [p.relative_to(root).as_posix() for p in sorted(root.rglob("*.qmd"))]
        raise BookError(f"{named_by}: Die Datei „{file}“ gibt es nicht.{nearest(file, known)}")
    try:
        return path.read_text("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        raise BookError(f"{file}: Die Datei ist nicht in UTF-8 gespeichert; bitte so speichern.") from error


def load_yaml(text: str, file: str, first_line: int = 1) -> dict[str, Any]:
    """Parse a YAML mapping.

    Raises:
        BookError: the text is no YAML, or no mapping; the message names the line.
    """
    try:
        value = safe_load(text)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = first_line + (mark.line if mark else 0)
        raise BookError(
            f"{place(file, line)}: Das ist kein gültiges YAML; bitte Einrückung, Doppelpunkte und Anführungszeichen prüfen."
        ) from error
    if value is None:
        return {}
    if not isinstance(value, dict):
        raise BookError(f"{place(file, first_line)}: Erwartet werden Angaben der Form „schlüssel: wert“.")
    return value


def split_front_matter(text: str, file: str) -> tuple[dict[str, Any], str, int]:
    """Return the metadata in the head of a chapter, the text after it and the number of lines before that."""
    match = re.match(r"---[ \t]*\n(.*?\n)?(---|\.\.\.)[ \t]*(\n|$)", text, re.DOTALL)
    if not match:
        return {}, text, 0
    return load_yaml(match[1] or "", file, 2), text[match.end() :], text[: match.end()].count("\n")


def lookup(values: Mapping[str, Any], path: str) -> Any:
    """Return the value at a dotted path, or None."""
    value: Any = values
    for key in path.split("."):
        value = value.get(key) if isinstance(value, Mapping) else None
    return value


@lru_cache(maxsize=1)
def _noted(path: Path, _: int) -> Origins:
    pages = {}
    for page, entry in json.loads(path.read_text("utf-8")).items():
        lines, numbers = ([pair[i] for pair in entry["lines"]] for i in (0, 1))
        pages[page] = (str(entry["source"]), lines, numbers)
    return Origins(pages)


def expand(
    root: Path, file: str, text: str, skipped: int, values: Values, origins: Origins | None = None
) -> Source:
    """Resolve includes and shortcodes outside code and comments; refuse code that would have to be executed.

    Args:
        root: folder of the book.
        file: chapter, relative to the book.
        text: its text without the front matter.
        skipped: number of lines before that text, for messages.
        values: what `meta`, `var` and `env` name.
        origins: where the lines come from.

    Raises:
        UnsupportedMarkdown: unknown shortcode or executable code.
        BookError: shortcode without a value, include without a file, a footnote or table of which something would be lost.
    """
    source = Source()
    reader = _Reader(root, values, origins or Origins())
    reader.into(source, file, text, skipped, (file,))
    for (at, line), message in footnote_mistakes(reader.read):
        raise BookError(f"{place(at, line)}: {message}")
    return source


@dataclass
class _Reader:
    """Reads a chapter with all that it includes; `read` collects the lines for what concerns the whole."""

    root: Path
    values: Values
    origins: Origins
    read: list[tuple[tuple[str, int], Line]] = field(default_factory=list)

    def into(self, source: Source, file: str, text: str, skipped: int, chain: tuple[str, ...]) -> None:
        lines = read(text)
        try:
            as_shown(lines)
        except MarkdownError as error:
            raise BookError(f"{place(*self.origins(file, error.line + skipped))}: {error}") from None
        base = (self.root / chain[0]).parent
        for line in lines:
            at = self.origins(file, line.number + skipped)
            shown = line.text
            if line.info is not None:
                _refuse_executable(line.info, *at)
            elif line.kind == "text" and "{{<" in shown:
                included = _include(shown, self.root, *at, base)
                if included is not None:
                    if included in chain or len(chain) > MAX_INCLUDE_DEPTH:
                        raise BookError(f"{place(*at)}: „{included}“ bindet sich selbst ein.")
                    _, body, head = split_front_matter(read_text(self.root, included, place(*at)), included)
                    self.into(source, included, body, head, (*chain, included))
                    continue
                parts = COMMENT.split(shown)
                shown = "".join(
                    part if COMMENT.fullmatch(part) else _resolve(part, *at, self.values) for part in parts
                )
            if line.kind == "text" and "`" in shown:
                _refuse_inline_code(shown, *at)
            self.read.append((at, line))
            source.add(shown, *at)


def _refuse_executable(info: str, file: str, number: int) -> None:
    if info.startswith("{{"):
        raise UnsupportedMarkdown(
            f"{place(file, number)}: Den Codeblock „{info}“ gibt es nur in Quarto; zum bloßen Zeigen genügt ```{info.strip('{} ')}."
        )
    match = EXECUTABLE.match(info)
    if match:
        raise UnsupportedMarkdown(
            f"{place(file, number)}: Der Codeblock „{{{match['engine']}}}“ müsste ausgeführt werden. "
            "Code gehört in ein Notebook; zum bloßen Zeigen genügt ```" + match["engine"] + "."
        )


def _refuse_inline_code(line: str, file: str, number: int) -> None:
    for match in INLINE_CODE.finditer(line):
        if match[2].startswith("{") and INLINE_EXECUTABLE.match(match[2]):
            raise UnsupportedMarkdown(
                f"{place(file, number)}: „`{match[2]}`“ müsste ausgeführt werden. Berechnete Zahlen gehören in ein Notebook."
            )


def _include(line: str, root: Path, file: str, number: int, base: Path) -> str | None:
    match = SHORTCODE.search(line)
    if not match or match["name"] != "include" or line[: match.start()].endswith("{"):
        return None
    if line.strip() != match[0]:
        raise BookError(f"{place(file, number)}: „include“ steht allein in seiner Zeile.")
    name = match["rest"].strip("\"'")
    path = root / name.lstrip("/") if name.startswith("/") else base / name
    try:
        return Path(os.path.normpath(path)).relative_to(root).as_posix()
    except ValueError as error:
        raise BookError(f"{place(file, number)}: „{name}“ liegt außerhalb des Buchs.") from error


def _resolve(line: str, file: str, number: int, values: Values) -> str:
    def value_of(match: re.Match[str]) -> str:
        name, arguments = match["name"], [a.strip("\"'") for a in match["rest"].split()]
        if match.string[: match.start()].endswith("{"):
            return match[0]
        if name == "pagebreak":
            return "\n\n::: {.q-pagebreak}\n:::\n\n"
        if name not in SHORTCODES:
            raise UnsupportedMarkdown(
                f"{place(file, number)}: Den Kurzbefehl „{name}“ unterstützt der eingebaute Assembler nicht; "
                f"bekannt sind {', '.join(SHORTCODES)}.{nearest(name, SHORTCODES)}"
            )
        if not arguments:
            raise BookError(
                f"{place(file, number)}: Dem Kurzbefehl „{name}“ fehlt die Angabe, was er einsetzen soll."
            )
        key = arguments[0]
        if name == "env":
            if key not in (values.allowed):
                raise BookError(
                    f"{place(file, number)}: „{key}“ ist eine Umgebungsvariable und könnte ein Geheimnis sein; in den Bericht kommt "
                    f"sie nur, wenn _quarto.yml sie nennt (umgebung: [{key}])."
                )
            value = os.environ.get(key, arguments[1] if len(arguments) > 1 else None)
        else:
            value = lookup(values.meta if name == "meta" else values.variables, key)
        if value is None:
            where = {"env": "als Umgebungsvariable", "meta": "in den Metadaten", "var": "in _variables.yml"}[
                name
            ]
            raise BookError(f"{place(file, number)}: „{key}“ gibt es {where} nicht.")
        if isinstance(value, (dict, list)):
            raise BookError(f"{place(file, number)}: „{key}“ ist kein einzelner Wert.")
        return {True: "true", False: "false"}[value] if isinstance(value, bool) else str(value)

    return ESCAPED_SHORTCODE.sub(r"{{<\1>}}", SHORTCODE.sub(value_of, line))
