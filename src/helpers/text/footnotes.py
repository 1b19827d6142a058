"""Footnotes of a chapter: each that is called is there once, and each that is there is called."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TypeVar

from helpers.text.lines import Line

Place = TypeVar("Place")
_DEFINITION = re.compile(r"^ {0,3}\[\^(?P<name>[^\]\s]+)\]:")
_CALL = re.compile(r"(?<!\\)\[\^(?P<name>[^\]\s]+)\]")
_CODE = re.compile(r"(`+)(?!`).*?(?<!`)\1(?!`)")


def footnote_mistakes(lines: Iterable[tuple[Place, Line]]) -> list[tuple[Place, str]]:
    """Return what is wrong with a chapter's footnotes: where, and a German sentence.

    Args:
        lines: all lines of the chapter, each with the place that a message names.
    """
    defined: dict[str, Place] = {}
    called: dict[str, Place] = {}
    mistakes: list[tuple[Place, str]] = []
    for place, line in lines:
        if line.kind != "text" or "[^" not in line.text:
            continue
        text = _CODE.sub("", line.text)
        if definition := _DEFINITION.match(text):
            name = definition["name"]
            if name in defined:
                mistakes.append(
                    (
                        place,
                        f"Die Fußnote „[^{name}]“ ist zweimal erklärt; nur eine stünde im Bericht. Bitte eine umbenennen.",
                    )
                )
            defined.setdefault(name, place)
            text = text[definition.end() :]
        for call in _CALL.finditer(text):
            called.setdefault(call["name"], place)
    mistakes += [
        (
            place,
            f"Die Fußnote „[^{name}]“ ist nirgends erklärt. Erwartet wird ein Absatz „[^{name}]: Text“ im selben Kapitel.",
        )
        for name, place in called.items()
        if name not in defined
    ]
    mistakes += [
        (
            place,
            f"Auf die Fußnote „[^{name}]“ verweist nichts; sie stünde nicht im Bericht. Bitte „[^{name}]“ in den Text setzen.",
        )
        for name, place in defined.items()
        if name not in called
    ]
    return mistakes
