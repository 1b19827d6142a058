"""German names of Kreise and cities in the cases that sentences need, from the names that official files give them."""

from __future__ import annotations

import re
from dataclasses import dataclass

_CITY = re.compile(r",.*(?:[Ss]tadt|Stadtkreis)\b.*$")
_COUNTY = re.compile(r", (?:Landkreis|Kreis)$")
_SHORT = (("a.d.", "an der "), ("i.d.", "in der "), ("OPf.", "Oberpfalz"), ("a.", "am "), ("i.", "im "))
_FEMININE = ("Region", "Städteregion", "StädteRegion")


@dataclass(frozen=True)
class Place:
    """A Kreis or a city as a profile names it.

    Args:
        name: as it is printed.
        kind: what it is by law.
        nominative, dative: with article.
        in_city: where something happens.
        of_city: whose something is.
    """

    name: str
    kind: str
    nominative: str
    dative: str
    in_city: str
    of_city: str


def is_city(official: str) -> bool:
    """Tell whether an official name marks a city: „Kiel, Stadt“, „Kiel, kreisfreie Stadt“, „Ulm, Stadtkreis“."""
    return bool(_CITY.search(official))


def place(official: str, ags: str) -> Place:
    """Return the forms of a Kreis or a city.

    Args:
        official: its name in an official file, „Kiel, Stadt“, „Saale-Orla-Kreis“, „Mühldorf a.Inn“.
        ags: its key; the kinds are named differently in the Länder.

    >>> place("Saale-Orla-Kreis", "16075").in_city, place("Märkischer Kreis", "05962").of_city
    ('im Saale-Orla-Kreis', 'des Märkischen Kreises')
    >>> place("Region Hannover", "03241").in_city, place("Mühldorf a.Inn", "09183").in_city
    ('in der Region Hannover', 'im Landkreis Mühldorf am Inn')
    """
    land, bare = ags[:2], _written_out(" ".join(_COUNTY.sub("", _CITY.sub("", official)).split()))
    if is_city(official):
        kind = "Stadtkreis" if land == "08" else "kreisfreie Stadt"
        return Place(bare, kind, f"die Stadt {bare}", f"der Stadt {bare}", f"in {bare}", f"der Stadt {bare}")
    county = "Kreis" if land in ("01", "05") else "Landkreis"
    words = bare.split()
    if words[0] in _FEMININE:
        return Place(bare, SPECIAL, f"die {bare}", f"der {bare}", f"in der {bare}", f"der {bare}")
    if words[0] == "Regionalverband":
        kind = SPECIAL
    else:
        kind = county
        if not any(word.casefold().endswith("kreis") for word in words):
            words = [county, *words]
    name = " ".join(words)
    if words[-1] == "Kreis" and words[0].endswith(
        "er"
    ):  # an adjective: der Märkische Kreis, im Märkischen Kreis
        stem = " ".join(words[:-1]).removesuffix("r")
        return Place(
            name, kind, f"der {stem} Kreis", f"dem {stem}n Kreis", f"im {stem}n Kreis", f"des {stem}n Kreises"
        )
    return Place(name, kind, f"der {name}", f"dem {name}", f"im {name}", f"des {_genitive(words)}")


SPECIAL = "Kommunalverband besonderer Art"
"""What the Region Hannover, the Städteregion Aachen and the Regionalverband Saarbrücken are by law."""


def _genitive(words: list[str]) -> str:
    """Decline the one word that is a noun of its own; what follows it is a name and stays."""
    at = next(i for i, word in enumerate(words) if word.casefold().endswith(("kreis", "verband")))
    return " ".join([*words[:at], f"{words[at]}es", *words[at + 1 :]])


def _written_out(name: str) -> str:
    """Write abbreviations out: „Pfaffenhofen a.d.Ilm“ → „Pfaffenhofen an der Ilm“."""
    head, _, tail = name.partition(" ")
    for short, long in _SHORT:
        tail = re.sub(rf"(?:^|(?<= )|(?<=\.)|(?<=der )){re.escape(short)}\s*", long, tail)
    return f"{head} {tail}".strip()
