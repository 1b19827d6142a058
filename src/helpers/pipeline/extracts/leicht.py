"""Leichte Sprache: what is most important, in short sentences with little pictures. Not reviewed by a test group, and says so."""

from __future__ import annotations

from helpers.pipeline.extracts.extract import Extract
from helpers.pipeline.extracts.key_figures import key_figures
from helpers.pipeline.extracts.material import Material
from helpers.pipeline.extracts.plain_words import TOPICS, lines, picture, share_of
from helpers.text.markdown import attribute, escape, plain

MOST = 10
"""Key figures: more than ten nobody reads."""
DRAWN = 20
"""Little figures in a row; of more people the words alone are clearer."""


def extract(material: Material) -> Extract | str:
    """Return the report in Leichte Sprache, or why there is none."""
    name, locative = (plain(str(material.kommune[key])) for key in ("name", "locative"))
    colour = str((material.kommune.get("colours") or {}).get("primary") or "#005a9c")
    pictures: dict[str, bytes] = {}
    sections: list[str] = []
    for figure in key_figures(material):
        said = lines(figure, locative)
        if not said or len(sections) == MOST:
            continue
        topic = TOPICS[figure.name]
        text = f"## {escape(topic.title)} {{.unnumbered}}\n\n" + _lines(said)
        share = share_of(figure.value) if topic.of else None
        if share and share.of <= DRAWN:
            path = f"leicht_bilder/bild-{len(sections) + 1}.svg"
            pictures[path] = picture(share, colour)
            alt = attribute(
                f"{share.part} von {share.of} Figuren {'ist' if share.part == 1 else 'sind'} farbig."
            )
            text += f'\n\n![]({path}){{fig-alt="{alt}" width={share.of * 7}mm}}'
        sections.append(text)
    if not sections:
        return f"In Leichter Sprache gibt es nichts: Der {material.name} enthält keine der Kennzahlen, für die es Sätze gibt."
    opening = [
        "Dieser Text ist in Leichter Sprache.",
        f"Es geht um Bildung {locative}.",
        "Bildung heißt: Menschen lernen.",
        "Zum Beispiel in der Kita oder in der Schule.",
        "Es gibt einen Bericht mit vielen Zahlen.",
        "Hier stehen die wichtigsten Zahlen.",
    ]
    if material.kommune.get("fictional"):
        opening += [f"Achtung: {name} gibt es nicht.", "Alle Zahlen sind erfunden."]
    unchecked = [
        "Eine Prüf·gruppe hat den Text noch nicht gelesen.",
        "In einer Prüf·gruppe sind Menschen mit Lern·schwierigkeiten.",
        "Sie prüfen: Kann man den Text gut verstehen?",
    ]
    more = ["Der ganze Bericht ist in schwerer Sprache.", "Sie haben Fragen?", "Dann schreiben Sie uns."]
    email = str((material.kommune.get("contact") or {}).get("email") or "")
    if "@" in plain(email):
        more.append(f"Unsere E-Mail-Adresse ist {plain(email)}")
    pages = {
        "leicht.qmd": "\n\n".join(
            [
                f"# Bildung {escape(locative)} {{.unnumbered}}",
                _lines(opening),
                '::: {.callout-note appearance="simple"}\n' + _lines(unchecked) + "\n:::",
                *sections,
                "## Mehr wissen {.unnumbered}",
                _lines(more),
            ]
        )
        + "\n"
    }
    return Extract("leicht", "Leichte Sprache", pages, beside=pictures, options=_web(material, "leicht.html"))


def _web(material: Material, page: str) -> dict[str, str]:
    return {"web": page} if material.with_pages else {}


def _lines(sentences: list[str]) -> str:
    """Return each sentence on a line of its own."""
    return "\\\n".join(escape(sentence) for sentence in sentences)
