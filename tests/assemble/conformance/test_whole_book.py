"""A book with parts and appendix: headings, captions and references read as Quarto 1.9 makes them.

The expected values are what Quarto 1.9.38 wrote for a book of this shape, with the differences that
docs/development/assembler.md names. Where a Quarto is on PATH, its result is compared again.
"""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from bs4 import BeautifulSoup, Tag

from helpers.assemble import assemble
from tests.assemble.conformance.conftest import LINE

CONFIG = """\
project:
  type: book
lang: de
book:
  title: Bildung in Probestadt
  date: "2026-01-15"
  chapters:
    - index.qmd
    - part: Grundlagen
      chapters: [kinder.qmd, schule.qmd]
    - part: Folgerungen
      chapters: [kurz.qmd]
    - literatur.qmd
  appendices: [methodik.qmd]
bibliography: quellen.bib
number-sections: true
format:
  html: default
"""
PAGES = {
    "index.qmd": "# Vorwort {.unnumbered}\n\nDie Kitas stehen in @sec-kinder, der Verlauf in @fig-verlauf, Quoten in @tbl-quoten.\n",
    "kinder.qmd": """\
# Kinder {#sec-kinder}

Dazu @fig-verlauf, @Fig-verlauf, [-@fig-verlauf], [Abb. @fig-verlauf], @fig-lage, @fig-lage-b, @eq-quote, @sec-alter,
@sec-schule, @sec-methodik und @lst-code. Zusammen: [@fig-verlauf; @fig-lage]; nach @amt2024 und [@amt2024, S. 3].

![Verlauf](abb/linie.svg){#fig-verlauf fig-alt="Linie steigt"}

## Alter {#sec-alter}

::: {#fig-lage layout-ncol=2}

![Norden](abb/linie.svg){#fig-lage-a fig-alt="Linie im Norden"}

![Süden](abb/linie.svg){#fig-lage-b fig-alt="Linie im Süden"}

Zwei Lagen
:::

$$
q = \\frac{b}{n}
$$ {#eq-quote}

### Dritte Ebene

Text.

## Ohne Nummer {.unnumbered}

```{#lst-code .python lst-cap="Quote berechnen"}
b / n
```
""",
    "schule.qmd": """\
# Schule {#sec-schule}

| Bezirk | Quote |
|:--|--:|
| Nord | 25,6 |

: Quoten {#tbl-quoten}

::: {#nte-eins .callout-note}
## Lesart
So liest man es.
:::

Siehe [@tbl-quoten; @tbl-zwei].

::: {#tbl-zwei}
| A | B |
|---|---|
| 1 | 2 |

Als Block
:::
""",
    "kurz.qmd": """\
---
title: "Titel im Kopf"
---

Siehe @fig-kurz.

![Kurz](abb/linie.svg){#fig-kurz fig-alt="Linie"}

## Abschnitt

Text.
""",
    "literatur.qmd": "# Literatur {.unnumbered}\n\n::: {#refs}\n:::\n",
    "methodik.qmd": """\
# Methodik {#sec-methodik}

![Im Anhang](abb/linie.svg){#fig-anhang fig-alt="Linie"}

## Begriffe {#sec-begriffe}

Siehe @fig-anhang, @sec-begriffe und @sec-kinder.
""",
    "quellen.bib": "@book{amt2024, author = {{Amt}}, title = {Ein Buch}, year = {2024}, publisher = {Verlag}}\n",
}
#: page → headings, captions, references, in the order of the page.
EXPECTED = {
    "index": (["Vorwort"], [], ["Kapitel 1", "Abbildung 1.1", "Tabelle 2.1"]),
    "kinder": (
        ["1 Kinder", "1.1 Alter", "1.1.1 Dritte Ebene", "Ohne Nummer"],
        [
            "Abbildung 1.1: Verlauf",
            "(a) Norden",
            "(b) Süden",
            "Abbildung 1.2: Zwei Lagen",
            "Listing 1.1: Quote berechnen",
        ],
        [
            *("Abbildung 1.1", "Abbildung 1.1", "1.1", "Abb. 1.1", "Abbildung 1.2", "Abbildung 1.2 (b)"),
            *("Gleichung 1.1", "Kapitel 1.1", "Kapitel 2", "Anhang A", "Listing 1.1"),
            *("Abbildung 1.1", "Abbildung 1.2"),
        ],
    ),
    "schule": (
        ["2 Schule"],
        ["Tabelle 2.1: Quoten", "Tabelle 2.2: Als Block"],
        ["Tabelle 2.1", "Tabelle 2.2"],
    ),
    "kurz": (["3 Titel im Kopf", "3.1 Abschnitt"], ["Abbildung 3.1: Kurz"], ["Abbildung 3.1"]),
    "literatur": (["Literatur"], [], []),
    "methodik": (
        ["A Methodik", "A.1 Begriffe"],
        ["Abbildung A.1: Im Anhang"],
        ["Abbildung A.1", "Kapitel A.1", "Kapitel 1"],
    ),
}


@pytest.fixture
def book(tmp_path: Path) -> Path:
    root = tmp_path / "buch"
    (root / "abb").mkdir(parents=True)
    (root / "abb" / "linie.svg").write_text(LINE, "utf-8")
    (root / "_quarto.yml").write_text(CONFIG, "utf-8")
    for name, text in PAGES.items():
        (root / name).write_text(text, "utf-8")
    return root


def text(element: Tag) -> str:
    return " ".join(element.get_text().replace("\u00a0", " ").split())


def skeleton(page: Path, headings: str) -> tuple[list[str], list[str], list[str]]:
    """Return headings, captions and references of a page."""
    main = BeautifulSoup(page.read_text("utf-8"), "html5lib").main
    for element in main.select("nav, .anchor, .anchorjs-link, .actions, .chapters, .hero"):
        element.decompose()
    captions = [text(c) for c in main.select("figcaption, caption")]
    return (
        [text(h) for h in main.select(headings)],
        captions,
        [text(a) for a in main.select("a.quarto-xref")],
    )


def test_as_quarto_writes_it(book: Path, tmp_path: Path) -> None:
    assembled = assemble(book, tmp_path / "aus", frozenset({"html"}), "builtin")
    assert assembled.warnings == ()
    made = {name: skeleton(tmp_path / "aus" / f"{name}.html", "h1, h2, h3") for name in EXPECTED}
    assert made == EXPECTED


@pytest.mark.quarto
@pytest.mark.skipif(shutil.which("quarto") is None, reason="kein echtes Quarto auf PATH")
def test_quarto_still_writes_it_so(book: Path, tmp_path: Path) -> None:
    assemble(book, tmp_path / "aus", frozenset({"html"}), "quarto")
    for name, (headings, captions, references) in EXPECTED.items():
        found = skeleton(tmp_path / "aus" / f"{name}.html", "h1, h2, h3")
        if (
            name == "index"
        ):  # there, Quarto's page begins with the title of the book, ours with a heading of its own
            assert found[0].pop(0) == "Bildung in Probestadt"
        assert [h.replace("Anhang A — ", "A ") for h in found[0]] == headings
        assert found[1] == captions
        # From the front page Quarto names a chapter by number and title.
        assert [r.replace("1 Kinder", "Kapitel 1") for r in found[2]] == references
