"""Ratsvorlage: a Word document for the council, with the administration's headings and gaps that it fills in."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from helpers.pipeline.extracts.extract import Extract, most_important
from helpers.pipeline.extracts.material import Chapter, Material

HEADINGS: Mapping[str, Any] = {
    "title": "Mitteilungsvorlage",
    "decision": "Kenntnisnahme",
    "facts": "Sachverhalt",
    "finances": "Finanzielle Auswirkungen",
    "effects": (
        "Auswirkungen auf Gleichstellung, Inklusion und Teilhabe",
        "Auswirkungen auf Klima und Umwelt",
        "Personelle Auswirkungen",
    ),
    "annexes": "Anlagen",
}
"""In place of what the profile says under `council_paper`."""
TEMPLATE = "vorlagen/ratsvorlage.docx"
"""The municipality's own, if it has one."""
FIGURES = "tbl-bildung-in-zahlen"


def extract(material: Material) -> Extract | str:
    """Return the paper for the council, or why there is none."""
    chapters = [chapter for chapter in material.chapters[1:] if chapter.messages]
    if not chapters:
        return f"Eine Ratsvorlage gibt es nicht: Der {material.name} enthält keine Kernaussagen."
    given = material.kommune.get("council_paper") or {}
    heads = {**HEADINGS, **{key: value for key, value in given.items() if value}}
    told = (
        f"Der {material.title} beschreibt Bildung {material.kommune['locative']} in Zahlen. Die folgenden Kennzahlen und "
        "Kernaussagen sind ihm entnommen."
    )
    more = gap("weitere Anlagen, zum Beispiel Kurzbericht und Steckbrief, oder streichen")
    sections = [
        ("Angaben zur Vorlage", [_head(material)]),
        (
            heads["decision"],
            [
                f"{gap('Gremium mit Artikel')} nimmt den {material.title} zur Kenntnis.",
                gap("weitere Beschlüsse, zum Beispiel Aufträge an die Verwaltung, oder streichen"),
            ],
        ),
        (
            heads["facts"],
            [
                gap("Anlass und Auftrag: Beschlüsse und frühere Berichte, auf die sich die Vorlage bezieht"),
                told,
                most_important(material).strip(),
                *_figures(material),
                "## Kernaussagen {.unnumbered}",
                *(_chapter(chapter) for chapter in chapters),
                "## Bewertung {.unnumbered}",
                gap("Bewertung und Vorschläge der Verwaltung"),
            ],
        ),
        (heads["finances"], [gap("einmalige und laufende Kosten, Deckung, oder „keine“")]),
        *((name, [gap("Auswirkungen oder „keine“")]) for name in heads["effects"]),
        (
            heads["annexes"],
            [f"1. {material.title}\n2. {more}"],
        ),
    ]
    pages = {
        f"{number:02d}.qmd": "\n\n".join([f"# {name} {{.unnumbered}}", *(t for t in texts if t)]) + "\n"
        for number, (name, texts) in enumerate(sections, 1)
    }
    template = material.root / TEMPLATE
    own = {TEMPLATE: template.read_bytes()} if template.is_file() else {}
    options = {"template": TEMPLATE} if own else {}
    return Extract(
        "ratsvorlage", str(heads["title"]), pages, word=True, internal=True, options=options, beside=own
    )


def gap(what: str) -> str:
    """Return a place that the administration fills in, marked so that none is overlooked."""
    return f"[[Bitte ergänzen: {what}]]{{.platzhalter}}"


def _head(material: Material) -> str:
    contact = material.kommune.get("contact") or {}
    unit = contact.get("department") or contact.get("name") if material.kommune.get("official") else ""
    rows = [
        ("Nummer der Vorlage", gap("Nummer")),
        ("Federführung", unit or gap("Amt oder Fachbereich")),
        ("Datum", gap("Datum")),
        ("Beratungsfolge", gap("Gremien mit Sitzungsterminen, öffentlich oder nicht öffentlich")),
    ]
    lines = [f"| {label} | {text} |" for label, text in rows]
    return "\n".join(["| Angabe | Inhalt |", "|:-----|:------------|", *lines])


def _figures(material: Material) -> list[str]:
    """Return the key figures as a table, value and unit together."""
    source = next((found.notes for found in material.opening.floats if found.label == FIGURES), ())
    if not source:
        return []
    rows = [
        f"| {' | '.join((card.get(name) or '–') for name in ('name', 'value', 'period', 'change', 'comparison'))} |"
        for card in material.card_texts
    ]
    return [
        "## Wichtige Kennzahlen {.unnumbered}",
        "\n".join(["| Kennzahl | Wert | Stand | Entwicklung | Vergleich |", "|:--|--:|:--|:--|:--|", *rows]),
        ': {tbl-colwidths="[23,21,16,19,21]"}',
        "\n\n".join(["::: {.figure-notes}", *source, ":::"]),
    ]


def _chapter(chapter: Chapter) -> str:
    items = "\n".join(f"- {' '.join(message.split())}" for message in chapter.messages)
    return f"### {chapter.title} {{.unnumbered}}\n\n{items}"
