"""What a cell prints, as a reader may see it: without terminal codes, overwritten progress and the types of pandas."""

from __future__ import annotations

import re

from helpers.errors import NotebookError
from helpers.pipeline.contract import MAX_LINES
from helpers.text.numbers import number

_ESCAPE = re.compile(r"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)|[@-Z\\^_]|[ -/]+[0-~])")
_BACKSPACE = re.compile("[^\b]\b|^\b+")
_CONTROL = re.compile(r"[\x00-\x07\x0b-\x1f\x7f]")
_TYPE = re.compile(r"^(?:Name: .*, )?(?:Length: \d+, )?dtype: [\w\[\], .<>]+$")
_PROGRESS = re.compile(r"^.*\d+%\|.*\|.*\[.*\]\s*$|^\s*\d+it \[.*\]\s*$")
_WARNING = re.compile(r"^\S*\.py:\d+: (?P<kind>\w*Warning): ")
MOST_CHARACTERS = 40_000
MOST_WARNED = 300


def clean(text: str) -> str:
    r"""Return a printed text as a terminal would leave it.

    >>> clean("\x1b[31mrot\x1b[0m\n1%\r2%\r100%\n")
    'rot\n100%'
    """
    lines = [_line(line) for line in _ESCAPE.sub("", text).replace("\r\n", "\n").split("\n")]
    return "\n".join(line for line in lines if not _TYPE.match(line)).strip("\n").rstrip()


def _line(line: str) -> str:
    """Return what is left of a line after carriage returns and backspaces; trailing blanks mean nothing."""
    written: list[str] = []
    for part in line.split("\r"):
        if part:
            written[: len(part)] = part
    text = "".join(written)
    while "\b" in text:
        text = _BACKSPACE.sub("", text, count=1)
    return _CONTROL.sub("", text).rstrip()


def check_length(text: str, where: str) -> None:
    """Refuse more than anybody reads in a report.

    Raises:
        NotebookError: naming how many lines there are.
    """
    count = text.count("\n") + 1
    if count > MAX_LINES or len(text) > MOST_CHARACTERS:
        much, unit, most = (
            (count, "Zeilen", MAX_LINES) if count > MAX_LINES else (len(text), "Zeichen", MOST_CHARACTERS)
        )
        raise NotebookError(
            f"{where}: Die Zelle gibt {number(much)} {unit} aus; ein Bericht zeigt je Zelle höchstens {number(most)} {unit}. "
            "Bitte weniger ausgeben, die Zahlen als Tabelle zeigen oder die Ausgabe mit „#| output: false“ weglassen."
        )


def warning(text: str) -> str:
    """Return what a cell wrote to stderr on one line for the person who makes the report; empty where it only shows progress."""
    lines = [line for line in clean(text).split("\n") if line.strip() and not _PROGRESS.match(line)]
    said = " ".join(_WARNING.sub(lambda found: f"{found['kind']}: ", line).strip() for line in lines)
    return said if len(said) <= MOST_WARNED else f"{said[:MOST_WARNED].rstrip()} …"
