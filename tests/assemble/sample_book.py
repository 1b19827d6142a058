"""A made-up book of any size, for benchmarks and for looking at pages: chapters with figures, tables, boxes and notes."""

from __future__ import annotations

import random
from pathlib import Path

SENTENCES = (
    "Die kommunale Bildungsberichterstattung beschreibt Beteiligung, Übergänge und Abschlüsse entlang des Lebenslaufs.",
    "Zwischen den Stadtteilen bestehen deutliche Unterschiede, die sich über die Jahre kaum verringert haben.",
    "Grundlage sind die Schulstatistik, die Kinder- und Jugendhilfestatistik und das Melderegister.",
    "Im Vergleich mit dem Land liegt die Stadt leicht über dem Durchschnitt.",
    "Eine Erklärung bieten die Zuzüge der letzten Jahre; ein Beleg dafür steht noch aus.",
)


def chart(number: int) -> str:
    """Return a line chart as SVG, 16 cm wide."""
    draw = random.Random(number)
    points = " ".join(f"{40 + i * 40},{150 - draw.randint(0, 110)}" for i in range(10))
    labels = "".join(
        f'<text x="{40 + i * 40}" y="172" text-anchor="middle">{2014 + i}</text>' for i in range(10)
    )
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" width="453.5pt" height="181.4pt" viewBox="0 0 453.5 181.4" '
        'font-family="Source Sans Pro" font-size="9">'
        f'<path d="M40 20V155H420" fill="none" stroke="#555"/><polyline points="{points}" fill="none" '
        f'stroke="#1c4e6e" stroke-width="2"/>{labels}</svg>\n'
    )


def paragraph(draw: random.Random, sentences: int = 4) -> str:
    """Return a paragraph of sentences that say nothing."""
    return " ".join(draw.choice(SENTENCES) for _ in range(sentences))


def figure(number: int, chapter: int) -> str:
    """Return a figure as the notebooks' exporter writes it."""
    return f"""::: {{#fig-k{chapter}-{number}}}
![](abb/linie-{chapter}-{number}.svg){{fig-alt="Liniendiagramm: Der Wert schwankt von 2014 bis 2023 zwischen 10 und 40 Prozent."}}

::: {{.figure-notes}}
Lesebeispiel: Im Jahr 2014 besuchten 25,6 von 100 Kindern unter drei Jahren eine Tageseinrichtung.

Quelle: Erfundene Statistik, Tabelle {number}; eigene Berechnung. Stand: 31.12.2023.

::: {{.content-visible when-format="html:js"}}
[Daten (CSV)](abb/daten.csv){{.download}}
:::
:::

Anteil der Kinder in Tageseinrichtungen nach Alter, Probestadt 2014–2023, in Prozent (Reihe {number})
:::
"""


def table(chapter: int, rows: int, columns: int = 4) -> str:
    """Return a captioned pipe table."""
    draw = random.Random(chapter)
    head = "| Gemeinde | " + " | ".join(f"Merkmal {c}" for c in range(1, columns)) + " |"
    rule = "|:---|" + "---:|" * (columns - 1)
    body = [
        f"| Gemeinde {row} | "
        + " | ".join(f"{draw.randint(1000, 9999) / 100:.2f}".replace(".", ",") for _ in range(1, columns))
        + " |"
        for row in range(1, rows + 1)
    ]
    return "\n".join(
        [head, rule, *body, "", f": Merkmale der Gemeinden, Kapitel {chapter} {{#tbl-k{chapter}}}", ""]
    )


def chapter(number: int, figures: int, chapters: int, sentences: int) -> str:
    """Return one chapter."""
    draw = random.Random(number)
    other = number % chapters + 1
    parts = [f"# Kapitel über das Thema {number} {{#sec-k{number}}}\n", paragraph(draw)]
    parts.append(
        f"Siehe @fig-k{number}-1, @tbl-k{number}, @sec-k{other} und @fig-k{other}-1 [@muster2024, S. {number}].[^1]\n"
    )
    parts.append(
        "[^1]: Eine Fußnote mit einer Erläuterung.\n\n::: {.callout-note}\n## Kernaussage\n"
        + paragraph(draw, 2)
        + "\n:::\n"
    )
    for index in range(1, figures + 1):
        if index % 3 == 1:
            parts.append(f"## Abschnitt {index // 3 + 1}\n\n" + paragraph(draw, 6) + "\n")
        parts += [paragraph(draw, sentences) + f" Das zeigt @fig-k{number}-{index}.\n", figure(index, number)]
    parts += [
        f"## Tabelle\n\n{paragraph(draw)}\n",
        table(number, 60 if number == 2 else 12, 16 if number == 3 else 4),
    ]
    parts.append(
        "### Vertiefung\n\n- Erstens\n- Zweitens\n\n1. Eins\n2. Zwei\n\nBegriff\n:   Erklärung des Begriffs.\n"
    )
    return "\n".join(parts)


def write_sample_book(root: Path, chapters: int = 12, figures: int = 8, sentences: int = 5) -> Path:
    """Write a complete Quarto book project and return its folder."""
    (root / "abb").mkdir(parents=True)
    for number in range(1, chapters + 1):
        for index in range(1, figures + 1):
            picture = chart(number * 100 + index)
            (root / "abb" / f"linie-{number}-{index}.svg").write_text(picture, "utf-8")
    (root / "abb" / "daten.csv").write_text("Jahr;Wert\n2023;25,6\n", "utf-8")
    names = [f"{number:02d}-kapitel.qmd" for number in range(1, chapters + 1)]
    for number, name in enumerate(names, start=1):
        (root / name).write_text(chapter(number, figures, chapters, sentences), "utf-8")
    (root / "index.qmd").write_text(
        "# Vorwort {.unnumbered}\n\nEin erfundenes Buch; es beginnt mit @sec-k1.\n", "utf-8"
    )
    (root / "literatur.qmd").write_text("# Literatur {.unnumbered}\n\n::: {#refs}\n:::\n", "utf-8")
    (root / "anhang.qmd").write_text("# Methodik {#sec-methodik}\n\nWie gezählt wird.\n", "utf-8")
    (root / "quellen.bib").write_text(
        "@book{muster2024, author = {{Mustergruppe}}, title = {Ein erfundenes Buch}, year = {2024}, publisher = {Verlag}}\n",
        "utf-8",
    )
    half = chapters // 2
    first, second = ("".join(f"        - {name}\n" for name in part) for part in (names[:half], names[half:]))
    (root / "_quarto.yml").write_text(
        "project:\n  type: book\nlang: de\nbook:\n  title: Bildungsbericht Probestadt 2025\n  subtitle: Bildung im Lebenslauf\n"
        "  author: Bildungsbüro Probestadt\n  date: 2025-11-20\n  output-file: bildungsbericht-probestadt\n  chapters:\n"
        f"    - index.qmd\n    - part: Grundlagen\n      chapters:\n{first}    - part: Vertiefung\n      chapters:\n{second}"
        "    - literatur.qmd\n  appendices:\n    - anhang.qmd\nbibliography: quellen.bib\nnumber-sections: true\nnumber-depth: 2\n"
        "toc-depth: 2\nfig-cap-location: top\n"
        "kommune:\n  name: Probestadt\n  publisher: Stadt Probestadt, Bildungsbüro\n  fictional: true\n"
        "  colours:\n    primary: '#1c4e6e'\n  contact:\n    email: bildung@probestadt.example\n"
        "format:\n  html: default\n  typst:\n    lof: true\n    lot: true\n",
        "utf-8",
    )
    return root
