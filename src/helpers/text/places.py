"""Names of places in the cases that sentences need: „der Landkreis Sömmerda“, „im Landkreis Sömmerda“."""

from __future__ import annotations

import re
from dataclasses import dataclass

from helpers.text.markdown import Markdown, escape

_MASCULINE = {"nominative": "der", "accusative": "den", "dative": "dem", "in": "im"}
_FEMININE = {"nominative": "die", "accusative": "die", "dative": "der", "in": "in der"}
_NEUTER = {"nominative": "das", "accusative": "das", "dative": "dem", "in": "im"}
_BY_FIRST_WORD = {
    **dict.fromkeys(
        (
            "Landkreis",
            "Kreis",
            "Regierungsbezirk",
            "Bezirk",
            "Stadtbezirk",
            "Stadtteil",
            "Ortsbezirk",
            "Planungsraum",
            "Regionalverband",
        ),
        _MASCULINE,
    ),
    **dict.fromkeys(
        ("Region", "Städteregion", "Gemeinde", "Verbandsgemeinde", "Samtgemeinde", "Stadt"), _FEMININE
    ),
    "Saarland": _NEUTER,
}
_KREIS = re.compile(r"(-Kreis|[a-zäöü]kreis)\b")
_ADJECTIVE = re.compile(r"(.*er) Kreis")


@dataclass(frozen=True)
class Place:
    """A place in every case that sentences use; all texts are escaped for Markdown."""

    name: Markdown
    nominative: Markdown
    accusative: Markdown
    dative: Markdown
    locative: Markdown


def place(name: str, locative: str | None = None) -> Place:
    """Return the forms of a place's name; a profile's own `locative` wins.

    >>> place("Landkreis Sömmerda").locative, place("Halle an der Saale").locative
    ('im Landkreis Sömmerda', 'in Halle an der Saale')
    >>> place("Ilm-Kreis").nominative, place("Region Hannover").locative
    ('der Ilm-Kreis', 'in der Region Hannover')
    >>> place("Märkischer Kreis").locative, place("Rhein-Kreis Neuss").dative
    ('im Märkischen Kreis', 'dem Rhein-Kreis Neuss')
    >>> place("Märkischer Kreis").accusative, place("Landkreis Harz").accusative, place("Ulm").accusative
    ('den Märkischen Kreis', 'den Landkreis Harz', 'Ulm')
    """
    if adjective := _ADJECTIVE.fullmatch(name):  # it is declined: der Märkische Kreis, im Märkischen Kreis
        stem = escape(adjective[1].removesuffix("r"))
        return Place(
            name=escape(name),
            nominative=Markdown(f"der {stem} Kreis"),
            accusative=Markdown(f"den {stem}n Kreis"),
            dative=Markdown(f"dem {stem}n Kreis"),
            locative=Markdown(f"im {stem}n Kreis"),
        )
    article = _BY_FIRST_WORD.get(name.split(" ", 1)[0])
    if article is None and _KREIS.search(name):
        article = _MASCULINE
    text = escape(name)
    if article is None:
        return Place(text, text, text, text, escape(locative or f"in {name}"))
    return Place(
        name=text,
        nominative=Markdown(f"{article['nominative']} {text}"),
        accusative=Markdown(f"{article['accusative']} {text}"),
        dative=Markdown(f"{article['dative']} {text}"),
        locative=escape(locative or f"{article['in']} {name}"),
    )
