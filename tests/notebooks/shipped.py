"""The chapters that come with the project: they are held to its own style; chapters of users only to what a report needs."""

from __future__ import annotations

from pathlib import Path

from helpers.paths import project

_NAMES = (
    "00-bildung-in-zahlen",
    "01-rahmenbedingungen",
    "02-grundinformationen",
    "03-fruehkindliche-bildung",
    "04-allgemeinbildende-schulen",
    "05-uebergaenge-und-abschluesse",
    "06-ganztag",
    "07-foerderbedarf-und-inklusion",
    "08-berufliche-bildung",
    "09-hochschule",
    "10-weiterbildung",
    "11-non-formale-bildung",
    "12-soziale-lage",
    "13-integration",
    "14-sozialraeume",
    "15-beteiligung",
    "16-steuerung",
    "17-interkommunaler-vergleich",
)


def shipped() -> list[Path]:
    """Return those notebooks of the project that come with it, as far as they are there."""
    paths = [project().notebooks / f"{name}.ipynb" for name in _NAMES]
    return [path for path in paths if path.is_file()]
