"""Propose how a table that is not declared yet could stand in `data/catalogue/imports.yml`."""

from __future__ import annotations

from collections.abc import Iterable

from helpers.data.catalogue import Catalogue
from helpers.data.migration import OWN
from helpers.errors import nearest
from helpers.importing.matching import UNKNOWN, match
from helpers.importing.messages import values
from helpers.importing.rawtable import SEPARATOR, RawTable
from helpers.importing.recognise import layouts
from helpers.importing.values import short

FILE = "imports.yml"


def nearest_indicator(label: str, catalogue: Catalogue) -> str:
    """Return a German half-sentence naming the indicators whose names are nearest, or an empty text."""
    names = {entry.name: key for key, entry in catalogue.indicators.items()}
    return nearest(label, names)


def propose_entry(raw: RawTable, catalogue: Catalogue, file: str) -> str:
    """Return the sentence for a table that is not declared, with an entry to copy."""
    labels = list(
        dict.fromkeys(part for path in raw.frame["labels"].unique() for part in path.split(SEPARATOR))
    )
    lines = [f'  "{_quoted(label)}": {_guess(label, catalogue)}' for label in labels[:40]]
    source = f"regionaldatenbank-{raw.code.lower()}" if layouts()[raw.layout].coded else '"?"'
    said = (
        f"{file}: Die Tabelle „{short(raw.code)}“ ({short(raw.title)}) wurde gelesen "
        f"({values(len(raw.frame))}), ist aber noch keinem Indikator zugeordnet. Bitte in data/{OWN}/{FILE} "
        "ergänzen und die Datei noch einmal einlesen. Vorschlag:"
    )
    return "\n".join(
        [
            said,
            f'"{_quoted(raw.code)}":',
            f"  source: {source}  # Kennung der Quelle; eine neue in data/{OWN}/sources.yml",
            "  labels:",
            *("  " + line for line in lines),
        ]
    )


def _quoted(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"')


def _guess(label: str, catalogue: Catalogue) -> str:
    for name, dimension in catalogue.dimensions.items():
        for value in _variants(label):
            if value in dimension.values:
                return f'{{{name}: "{value}"}}'
    if label == "Insgesamt":
        return "{}"
    found = match(label, "", [], catalogue)
    return (
        f"{{indicator: {found.indicator}}}" if found.indicator != UNKNOWN else f'"{UNKNOWN}"{found.comment}'
    )


def _variants(label: str) -> Iterable[str]:
    yield label
    yield label.replace(" Jahre", "").replace(" Jahren", "")
