"""What groups said, as Markdown."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from helpers.text.markdown import escape
from helpers.text.numbers import number, period_words

if TYPE_CHECKING:
    from helpers.data.areas import Areas
    from helpers.data.participation.voices import Voice

_QUOTED = re.compile('[„“”"]([^„“”"]*)[“”"]')


def quoted(voice: Voice, areas: Areas) -> str:
    """Return one voice as a block quotation, with group, day and number of people below it."""
    text = words(voice.text) if voice.kind == "zitat" else escape(voice.text)
    return f"> {text}\n>\n> [{attribution(voice, areas)}]{{.von}}"


def words(text: str) -> str:
    """Return somebody's own words in German quotation marks; marks inside become single ones."""
    whole = _QUOTED.fullmatch(text)
    inside = _QUOTED.sub(r"‚\1‘", whole[1] if whole else text)
    return f"„{escape(inside)}“"


def attribution(voice: Voice, areas: Areas) -> str:
    """Return who said something, when, and how many took part."""
    parts = [voice.group, areas[voice.area].name if voice.area else "", period_words(voice.day.isoformat())]
    said = ", ".join(escape(part) for part in parts if part)
    return f"{said}, n\u00a0=\u00a0{number(voice.n)}"
