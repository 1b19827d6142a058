"""The names that FORMAT knows: the report itself, and the short formats made from it."""

from __future__ import annotations

from helpers import assemble
from helpers.errors import ReportError, nearest

BOOK = assemble.FORMATS
"""The whole report."""
SHORT = {
    "kurzbericht": "Kurzbericht",
    "steckbrief": "Steckbrief",
    "sozialraeume": "Profile der Sozialräume",
    "ratsvorlage": "Ratsvorlage",
    "folien": "Folien",
    "leicht": "Leichte Sprache",
    "english": "Summary in English",
    "zahl": "Zahl des Monats",
}
"""Formats made from the report's central statements, key figures and figures, each by the module of `pipeline.extracts` of that
name, with what they are called."""
IN_OTHER_WORDS = ("leicht", "english")
"""Those for readers whom the report's own words do not reach; its accessibility declaration names them."""
FORMATS = (*BOOK, *SHORT)
DEFAULT = frozenset({"html", "pdf"})


def checked_formats(text: str) -> frozenset[str]:
    """Return the formats named in a list such as `html,kurzbericht`; nothing means `DEFAULT`, `all` means all.

    Raises:
        ReportError: there is no such format; names the nearest.
    """
    formats: set[str] = set()
    for name in text.lower().replace(",", " ").split():
        if name != "all" and name not in FORMATS:
            known = ("all", *FORMATS)
            raise ReportError(
                f"FORMAT={text} gibt es nicht. Möglich sind: {', '.join(known)}.{nearest(name, known)}"
            )
        formats |= {*FORMATS} if name == "all" else {name}
    return frozenset(formats) or DEFAULT


def told(formats: frozenset[str]) -> str:
    """Return the formats in words: `HTML, PDF und Kurzbericht`."""
    names = [SHORT.get(name, name.upper()) for name in FORMATS if name in formats]
    return " und ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)
