"""A small book project of two chapters, whose figures and sentences a test can change. Figures are made up."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from helpers.paths import Project

CONFIG = {
    "book": {
        "title": "Bildungsbericht Musterstadt",
        "subtitle": "2025",
        "chapters": ["index.qmd", {"part": "Kita", "chapters": ["chapters/03-kita.qmd"]}],
        "appendices": ["chapters/impressum.qmd"],
    },
    "kommune": {"name": "Musterstadt"},
    "kolophon": {"assembler": "Den Satz besorgte niemand."},
}
KITA = """# Frühkindliche Bildung {{#sec-kita}}

2024 besuchten {quote} von 100 Kindern in {{{{< meta kommune.name >}}}} eine [Kita](glossar.qmd){{.glossar}}.
Am 1. März waren es z. B. {count} Kinder.{more}

::: {{#fig-quote}}

![](03-kita_files/fig-quote.svg){{fig-alt="Linie von 20,1 % auf {quote} %"}}

[Daten (CSV)](03-kita_files/fig-quote.csv){{.download}} [Bild (PNG)](03-kita_files/fig-quote.png){{.download}}

:::
"""


@pytest.fixture
def project(tmp_path: Path) -> Project:
    (tmp_path / "data" / "musterstadt").mkdir(parents=True)
    return Project(tmp_path)


@pytest.fixture
def write(tmp_path: Path) -> Callable[..., Path]:
    """Write the book with these figures; return its folder."""

    def written(quote: str = "25,6", count: str = "1.205", more: str = "", picture: str = "<svg/>") -> Path:
        book = tmp_path / "book"
        beside = book / "chapters" / "03-kita_files"
        beside.mkdir(parents=True, exist_ok=True)
        (book / "_quarto.yml").write_text(json.dumps(CONFIG), "utf-8")
        (book / "index.qmd").write_text("# Auf einen Blick\n\nWillkommen.\n", "utf-8")
        imprint = "# Impressum\n\n{{< meta kolophon.assembler >}}\n"
        (book / "chapters" / "impressum.qmd").write_text(imprint, "utf-8")
        text = KITA.format(quote=quote, count=count, more=more)
        (book / "chapters" / "03-kita.qmd").write_text(text, "utf-8")
        (beside / "fig-quote.csv").write_text(
            f"\ufeffJahr;Musterstadt (%)\n2023;20,1\n2024;{quote}\n", "utf-8"
        )
        (beside / "fig-quote.svg").write_text(picture, "utf-8")
        (beside / "fig-quote.png").write_text(f"drawn from {picture}", "utf-8")
        return book

    return written
