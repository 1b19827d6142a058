"""The rules of the cache: which files a chapter depends on, and what they are called in German. The first that fits counts.

A chapter is built anew when, and only when, one of these has changed:

1. its notebook, its municipality, its report year, the libraries (`uv.lock`, Python);
2. the figures it asked the store for, each indicator for each area, with the catalogue's entry and their origin;
3. the files and folders it read, looked for or listed (`FILES`);
4. the program's modules that it used (`CODE`): of the charts, tables and sentences only those that it called;
5. the environment variables that its own code asked for.
"""

from __future__ import annotations

from fnmatch import fnmatchcase

CALLS = "report/charts.py"
"""The list of charts and tables: each line of it counts as a file of its own, `report/charts.py:line`."""

NEVER = ""

CODE = (
    # What comes after the notebooks, or before the store: a process may have imported it, no chapter shows it.
    ("assemble/*", NEVER),
    ("publish/*", NEVER),
    ("checking/*", NEVER),
    ("importing/*", NEVER),
    ("pipeline/__init__.py", NEVER),
    ("pipeline/bookfile.py", NEVER),
    ("pipeline/book/*", NEVER),
    ("pipeline/extracts/*", NEVER),
    ("pipeline/opendata/*", NEVER),
    ("bootstrap.py", NEVER),
    ("cli.py", NEVER),
    ("__main__.py", NEVER),
    # What it shows.
    ("figures/draw/*", "die Gestaltung aller Diagramme"),
    ("figures/districts/*", "Darstellungen der Sozialräume"),
    ("figures/flows/*", "Darstellungen von Übergängen"),
    ("figures/outlook/*", "die Vorausberechnung"),
    ("figures/steering/*", "Darstellungen zur Steuerung"),
    ("figures/surveys/*", "Darstellungen von Umfragen"),
    ("figures/basic/*", "Diagramme und Tabellen"),
    ("figures/*", "Beschriftung und Quellen aller Darstellungen"),
    ("text/comparison.py", "Sätze mit Vergleichen"),
    ("text/sentences.py", "Sätze über Höhe und Veränderung"),
    ("text/uncertainty.py", "Sätze zur Unsicherheit"),
    ("text/lights.py", "die Regel der Ampeln"),
    ("text/*", "Schreibweise der Zahlen und Sätze"),
    ("facts/*", "Zeitreihen und Vergleichswerte"),
    ("report/*", "die Aufrufe für Notebooks"),
    # What it is made by.
    ("look/*", "Bilder und Farben"),
    ("data/districts/*", "das Lesen der Sozialräume"),
    ("data/participation/*", "das Lesen von Umfragen und Stimmen"),
    ("data/steering/*", "das Lesen von Zielen und Angeboten"),
    ("data/disclosure/*", "der Schutz kleiner Zahlen"),
    ("data/*", "das Lesen und Rechnen der Zahlen"),
    ("pipeline/*", "das Ausführen der Notebooks"),
    ("*", "Grundlagen des Programms"),
)
"""Files of the package, relative to its folder."""

FILES = (
    ("data/*/profile.yml", "das Profil"),
    ("data/*/stimmen.csv", "die Stimmen"),
    ("data/*/angebote*", "die Angebote"),
    ("data/*/einrichtungen*", "die Einrichtungen"),
    ("data/*/steuerung/ziele.csv", "die Ziele"),
    ("data/*/steuerung/verteilung.yml", "die Verteilung"),
    ("data/*/veroeffentlicht*", "die früheren Ausgaben"),
    ("data/*/grenzen.geojson", "die Grenzen der Sozialräume"),
    ("data/*/umriss.geojson", "der Umriss der Kommune"),
    ("data/*/import*", "die Beschreibung der Umfragen"),
    ("*", ""),
)
"""Other files, relative to the project's folder; those without a name here go by their path."""


def meaning(path: str, rules: tuple[tuple[str, str], ...]) -> str:
    """Return what the first rule that fits calls a file.

    >>> meaning("figures/draw/style.py", CODE), meaning("assemble/quarto.py", CODE)
    ('die Gestaltung aller Diagramme', '')
    """
    return next(name for pattern, name in rules if fnmatchcase(path, pattern))
