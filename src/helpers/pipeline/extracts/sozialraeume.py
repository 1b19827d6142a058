"""One PDF per district: its profile from the chapter on districts."""

from __future__ import annotations

import re
import unicodedata

from helpers.pipeline.extracts.extract import Extract
from helpers.pipeline.extracts.material import Material

_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})


def extract(material: Material) -> Extract | str:
    """Return the profiles of the districts, a page each, or why there are none."""
    pages = {
        f"{key}-{slug(name)}.qmd": f"# {name} {{.unnumbered}}\n\n{text}\n"
        for key, name, text in material.districts()
    }
    if not pages:
        return f"Profile der Sozialräume gibt es nicht: Der {material.name} enthält kein Kapitel mit Sozialräumen."
    return Extract("sozialraum", "Profile der Sozialräume", pages, options={"each": "sozialraeume"})


def slug(name: str) -> str:
    r"""Return a name as a file name: lower case, ASCII, hyphens.

    >>> slug("Süd\\-West (Alt­stadt)")
    'sued-west-altstadt'
    """
    text = re.sub("[\\\\\u00ad]", "", name.lower()).translate(_UMLAUTS)
    ascii_ = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", ascii_).strip("-")
