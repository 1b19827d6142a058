"""The printed page: what stays together, and what stands where, however much text there is before it."""

from __future__ import annotations

import re
import subprocess
from itertools import pairwise
from pathlib import Path

import pytest

from helpers.assemble import assemble

from .sample_book import chart

LENGTHS = range(3, 43, 3)
"""So many lines stand before the thing in question, in a chapter each: enough to meet it at every height of a page."""

CONFIG = """project: {{type: book, output-dir: out}}
book: {{title: Probe, author: Amt, date: "2025-11-20", chapters: [index.qmd, {chapters}]}}
lang: de
format: {{typst: default}}
"""


def lines(count: int) -> str:
    """Paragraphs of one line each."""
    return "\n\n".join(f"Zeile {i} vor dem, worum es geht." for i in range(1, count + 1))


def rows(count: int) -> str:
    return "| Ort | Wert |\n|:--|--:|\n" + "".join(f"| Reihe {i} | {i} |\n" for i in range(1, count + 1))


def pages(folder: Path, *chapters: str, appendix: str = "") -> list[list[str]]:
    """The lines of each page of a book of these chapters, without header and footer."""
    names = [f"k{i}.qmd" for i in range(len(chapters))]
    folder.mkdir()
    config = CONFIG.format(chapters=", ".join(names))
    if appendix:
        (folder / "anhang.qmd").write_text(f"# Impressum\n\n{appendix}\n", "utf-8")
        config = config.replace("]}", "], appendices: [anhang.qmd]}")
    (folder / "_quarto.yml").write_text(config, "utf-8")
    (folder / "bild.svg").write_text(chart(1), "utf-8")
    (folder / "index.qmd").write_text("# Vorwort\n\nText.\n", "utf-8")
    for i, (name, text) in enumerate(zip(names, chapters, strict=True)):
        (folder / name).write_text(f"# Kapitel {i}\n\n{text}\n", "utf-8")
    (pdf,) = assemble(folder, folder / "out", frozenset({"pdf"}), "builtin").files.values()
    command = ["pdftotext", "-layout", str(pdf), "-"]
    printed = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    found = [[line.strip() for line in page.splitlines() if line.strip()] for page in printed.split("\f")]
    return [[line for line in page if not re.match(r"Probe +\d+$", line)] for page in found if page]


def begins_chapter(page: list[str]) -> bool:
    return bool(re.match(r"\d+ {3,}Kapitel \d+$", page[0]))


def first_chapter(found: list[list[str]]) -> int:
    return next(i for i, page in enumerate(found) if begins_chapter(page))


def test_a_term_stays_with_its_explanation(tmp_path: Path) -> None:
    glossary = "\n".join(
        f"Begriff {i}\n:   Erklärung {i}{', die länger ist als eine Zeile' * (i % 4)}.\n" for i in range(90)
    )
    found = pages(tmp_path / "buch", glossary)
    assert sum(line.startswith("Begriff") for page in found for line in page) == 90
    assert [page[-1] for page in found if page[-1].startswith("Begriff")] == []


def test_a_term_of_two_lines_stays_with_its_explanation(tmp_path: Path) -> None:
    glossary = "\n".join(
        f"Begriff {i} {'mit langem Namen ' * 5}Ende\n:   Erklärung {i}{', länger als eine Zeile' * (i % 6)}.\n"
        for i in range(90)
    )
    found = pages(tmp_path / "buch", glossary)
    assert (
        sum(line.endswith("Ende") and not line.startswith("Begriff") for page in found for line in page) == 90
    )
    assert [page[-1] for page in found if page[-1].startswith("Begriff") or page[-1].endswith("Ende")] == []


def test_a_table_without_a_reference_to_it_breaks_rather_than_leave_half_a_page_blank(tmp_path: Path) -> None:
    chapters = [f"{lines(n)}\n\n{rows(26)}\n: Werte {{#tbl-k{n}}}\n" for n in LENGTHS]
    found = pages(tmp_path / "buch", *chapters)
    for page, following in pairwise(found[first_chapter(found) :]):
        if not begins_chapter(following):
            assert len(page) > 24, page


def test_a_table_that_the_text_refers_to_stays_whole_and_lets_the_text_run_on(tmp_path: Path) -> None:
    chapters = [
        f"{lines(n)}\n\nSiehe @tbl-k{n}.\n\n{rows(14)}\n: Werte {{#tbl-k{n}}}\n\nDanach.\n\n{lines(25)}"
        for n in LENGTHS
    ]
    found = pages(tmp_path / "buch", *chapters)
    counts = [sum(line.startswith("Reihe") for line in page) for page in found]
    assert [count for count in counts if count] == [14] * len(LENGTHS)
    for page, following in pairwise(found[first_chapter(found) :]):
        if not begins_chapter(following):
            assert len(page) > 24, page


@pytest.mark.parametrize("caption", ["\n: Werte {#tbl-%s}", ""])
def test_a_long_table_begins_with_three_rows_and_repeats_its_head(caption: str, tmp_path: Path) -> None:
    chapters = [
        f"{lines(n)}\n\n## Abschnitt\n\n{rows(50)}{caption.replace('%s', f'k{n}')}\n" for n in LENGTHS
    ]
    found = pages(tmp_path / "buch", *chapters)
    parts = [[line for line in page if line.startswith("Reihe")] for page in found]
    assert sum(map(len, parts)) == 50 * len(LENGTHS)
    assert all(len(part) >= 3 for part in parts if any(line.startswith("Reihe 1 ") for line in part))
    assert all(
        any(line.startswith("Ort") for line in page) for page, part in zip(found, parts, strict=True) if part
    )


ENDING = """## Was die Zahlen sagen

Zwei Sätze dazu. Mehr ist nicht zu sagen.

## Stimmen

::: {.stimmen}

> „Das ist gut.“
>
> [Eltern, 12. Mai 2025, n = 12]{.von}

:::

::: {.callout-note title="Zur Diskussion"}
Was folgt daraus?
:::
"""


def test_no_chapter_ends_with_a_few_lines_on_a_page(tmp_path: Path) -> None:
    found = pages(tmp_path / "buch", *(f"{lines(n)}\n\n{ENDING}" for n in LENGTHS))
    for page in found:
        if "Was folgt daraus?" in page:
            assert any(line.endswith("Stimmen") for line in page), page
            assert {"„Das ist gut.“", "Zur Diskussion"} <= set(page)
    assert sum("Was folgt daraus?" in page for page in found) == len(LENGTHS)


def test_a_section_keeps_its_distance_at_the_start_of_a_division(tmp_path: Path) -> None:
    """The space above a heading is the same whether or not a division begins with it."""
    plain, divided = (
        pages(tmp_path / name, f"{lines(10)}\n\n{before}\n\n## Abschnitt\n\n{lines(60)}\n\n{after}")
        for name, before, after in (("ohne", "", ""), ("mit", "::: {#teil}", ":::"))
    )
    assert plain == divided


def figure(name: str) -> str:
    return f'![Anteil](bild.svg){{#fig-{name} fig-alt="Linie"}}'


def test_text_does_not_run_far_ahead_of_its_figures(tmp_path: Path) -> None:
    """Sections of one line and two figures each, as a comparison has them: nobody turns more than two pages."""
    names = [f"b{i}" for i in range(12)]
    sections = "\n\n".join(
        f"## Abschnitt {i}\n\nEs zeigt @fig-{a}, dazu @fig-{b}.\n\n{figure(a)}\n\n{figure(b)}"
        for i, (a, b) in enumerate(zip(names[::2], names[1::2], strict=True))
    )
    found = pages(tmp_path / "buch", sections)
    said: dict[str, int] = {}
    shown: dict[str, int] = {}
    for number, page in enumerate(found):
        for line in page:
            for label in re.findall(r"Abbildung\s+2\.(\d+)", line):
                (said if "Es zeigt" in line else shown).setdefault(label, number)
    assert len(said) >= 6
    assert max(shown[label] - number for label, number in said.items()) <= 2


def test_an_imprint_stands_on_one_page(tmp_path: Path) -> None:
    sections = "\n\n".join(
        f"## Abschnitt {i}\n\n{'Ein Satz über das Recht. ' * 9}\n\nKontakt\n:   Amt\n" for i in range(6)
    )
    found = pages(tmp_path / "buch", "Text.", appendix=sections)
    assert [sum(line == "Kontakt" for line in page) for page in found if "Kontakt" in page] == [6]
    contents = next(page for page in found if page[0] == "Inhalt")
    assert not any(line.startswith("Abschnitt") for line in contents)  # all on the page of their title


def test_a_chapter_is_set_closer_where_its_last_page_would_hold_a_few_lines(tmp_path: Path) -> None:
    """At every length of the text: what the pages before, with figures, can take up stands on them."""
    text = "\n\n".join(f"{lines(12)}\n\n{figure(f'%s-{i}')}" for i in range(8)) + f"\n\n{lines(8)}"
    found = pages(tmp_path / "buch", *(f"{lines(n)}\n\n{text.replace('%s', str(n))}" for n in LENGTHS))
    starts = [i for i, page in enumerate(found) if begins_chapter(page)]
    assert len(starts) == len(LENGTHS)
    last_pages = [found[i - 1] for i in starts[1:]] + [found[-1]]
    assert min(map(len, last_pages)) >= 10, [len(page) for page in last_pages]
