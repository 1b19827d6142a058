"""The German words that the assembler itself writes into a report."""

from __future__ import annotations

from typing import Any

#: What a cross-reference calls its target, by the prefix of its id; `apx` is a chapter of the appendix.
KINDS = {
    "fig": "Abbildung",
    "tbl": "Tabelle",
    "eq": "Gleichung",
    "lst": "Listing",
    "sec": "Kapitel",
    "apx": "Anhang",
    "nte": "Hinweis",
    "tip": "Tipp",
    "wrn": "Warnung",
    "imp": "Wichtig",
    "cau": "Vorsicht",
}

PLURALS = {
    "fig": "Abbildungen",
    "tbl": "Tabellen",
    "eq": "Gleichungen",
    "lst": "Listings",
    "nte": "Hinweise",
    "tip": "Tipps",
    "wrn": "Warnungen",
}

FICTIONAL = "Fiktiv: Kommune und Zahlen sind erfunden"

CALLOUTS = {
    "note": "Hinweis",
    "tip": "Tipp",
    "warning": "Warnung",
    "important": "Wichtig",
    "caution": "Vorsicht",
}


def for_lua() -> dict[str, Any]:
    """Return the words that the Lua stages need."""
    return {
        "kinds": KINDS,
        "plurals": PLURALS,
        "callouts": CALLOUTS,
        "quotes": ["„", "“", "‚", "‘"],
        "contents": "Inhalt",
        "appendix": "Anhang",
        "accessibility": "Alle Abbildungen haben einen Alternativtext; Überschriften, Tabellen und Verweise sind ausgezeichnet.",
        "anchor": "Link zu diesem Abschnitt",
        "footnote_back": "Zurück zum Text",
        "task_open": "offen:",
        "task_done": "erledigt:",
    }
