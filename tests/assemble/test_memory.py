"""Pages that are kept until their chapters change are those that a whole run writes, whatever is edited."""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path

import pytest

from helpers.assemble import assemble
from helpers.assemble.builtin import pandoc, processes
from helpers.assemble.builtin.project import read_book
from helpers.errors import ReportError

HTML = frozenset({"html"})
CHAPTERS = ("index", "eins", "zwei", "drei", "anhang")
CONFIG = """\
project:
  type: book
lang: de
book:
  title: Bericht
  chapters: [index.qmd, eins.qmd, zwei.qmd, drei.qmd]
  appendices: [anhang.qmd]
"""
PIECES = (
    "Ein Satz mehr.",
    "Siehe @fig-a, @tbl-b und @sec-zwei.",
    "Mehr im [anderen Kapitel](zwei.qmd) und [am Anfang](index.qmd).",
    "Mehr [dort](#marke), steht in @fig-neu.",
    "## Ein Abschnitt",
    "## Ein Abschnitt {#sec-ab}",
    "### Tiefer",
    "Text mit [Marke]{#marke}.",
    '::: {#fig-neu}\n![](bild.svg){fig-alt="Ein Bild"}\n\nNoch ein Bild\n:::',
    '::: {#fig-a}\n![](bild.svg){fig-alt="Ein Bild"}\n\nEin Bild\n:::',
    "| a | b |\n|---|---|\n| 1 | 2 |\n\n: Eine Tabelle {#tbl-b}",
    "Eine Anmerkung.[^1]\n\n[^1]: Unten.",
    "$$\nx = 1\n$$ {#eq-x}",
    "[Bild](bild.svg)",
)


@pytest.fixture
def book(tmp_path: Path) -> Path:
    root = tmp_path / "buch"
    root.mkdir()
    (root / "_quarto.yml").write_text(CONFIG, "utf-8")
    picture(root, 100)
    for name in CHAPTERS:
        write(root, name, ["Anfang."])
    write(root, "eins", [PIECES[9], "Text."])
    write(root, "zwei", [PIECES[10], "Siehe @fig-a."])
    return root


def write(root: Path, name: str, pieces: list[str]) -> None:
    mark = " {.unnumbered}" if name == "index" else f" {{#sec-{name}}}"
    (root / f"{name}.qmd").write_text("\n\n".join([f"# Kapitel {name}{mark}", *pieces]) + "\n", "utf-8")


def picture(root: Path, width: int) -> None:
    svg = f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="50" viewBox="0 0 {width} 50"/>'
    (root / "bild.svg").write_text(svg, "utf-8")


def result(book: Path, out: Path, memory: Path | None = None) -> dict[str, bytes] | str:
    try:
        assemble(book, out, HTML, "builtin", memory=memory)
    except ReportError as error:
        return str(error)
    return {
        path.relative_to(out).as_posix(): path.read_bytes()
        for path in sorted(out.rglob("*"))
        if path.is_file()
    }


def chapters(book: Path, memory: Path | None = None) -> pandoc.Written | str:
    """What the web pages and the PDF are made of."""
    try:
        return pandoc.run(read_book(book), ("typst", "html"), memory=memory)
    except ReportError as error:
        return str(error)


@pytest.fixture
def runs(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many chapters each run of Pandoc read."""
    found: list[int] = []
    real = processes.write

    def call(book, job, *options):  # type: ignore[no-untyped-def]
        found.append(sum("known" not in chapter for chapter in job["chapters"]))
        return real(book, job, *options)

    monkeypatch.setattr(processes, "write", call)
    return found


@pytest.mark.parametrize(
    "seed", [*range(3), *(pytest.param(seed, marks=pytest.mark.long) for seed in range(3, 40))]
)
def test_any_edit_gives_what_a_whole_run_gives(seed: int, book: Path, tmp_path: Path) -> None:
    chance = random.Random(seed)
    texts = {name: [chance.choice(PIECES[:3])] for name in CHAPTERS}
    texts |= {"eins": [PIECES[9]], "zwei": [PIECES[10]]}
    memory = tmp_path / "gemerkt.json"
    for step in range(8):
        name = chance.choice(CHAPTERS)
        pieces = texts[name]
        if pieces and chance.random() < 0.3:
            pieces.pop(chance.randrange(len(pieces)))
        else:
            pieces.insert(chance.randint(0, len(pieces)), chance.choice(PIECES))
        write(book, name, pieces)
        kept = result(book, tmp_path / f"kurz-{step}", memory)
        assert kept == result(book, tmp_path / f"ganz-{step}"), (name, pieces)
        assert chapters(book, tmp_path / "beides.json") == chapters(book), (name, pieces)
        if isinstance(kept, str):  # a mistake: the next edit mends it
            pieces.clear()
            write(book, name, pieces)


def test_a_new_sentence_reads_one_chapter_and_a_new_figure_all(
    book: Path, tmp_path: Path, runs: list[int]
) -> None:
    memory = tmp_path / "gemerkt.json"

    def read_by(edit: Callable[[], object]) -> list[int]:
        edit()
        runs.clear()
        found = result(book, tmp_path / "mit", memory)
        read = list(runs)
        assert found == result(book, tmp_path / "ohne")
        return read

    assert read_by(lambda: None) == [5]
    assert read_by(lambda: write(book, "drei", ["Neuer Satz, siehe @fig-a."])) == [1]
    assert read_by(lambda: None) == [0]
    assert read_by(lambda: write(book, "eins", [PIECES[8], PIECES[9]])) == [1, 5]
    assert read_by(lambda: picture(book, 200)) == [1]
    assert read_by(lambda: memory.write_text("{", "utf-8")) == [5]
    assert read_by(
        lambda: (book / "_quarto.yml").write_text(CONFIG.replace("Bericht", "Anders"), "utf-8")
    ) == [0]
    assert read_by(
        lambda: (book / "_quarto.yml").write_text(
            CONFIG.replace("zwei.qmd, drei.qmd", "drei.qmd, zwei.qmd"), "utf-8"
        )
    ) == [5]


def test_warnings_are_told_again_of_chapters_that_are_not_read_again(
    book: Path, tmp_path: Path, runs: list[int]
) -> None:
    memory = tmp_path / "gemerkt.json"
    write(book, "eins", [PIECES[9], "### Zu tief"])
    first = chapters(book, memory)
    runs.clear()
    again = chapters(book, memory)
    assert runs == [0]
    assert isinstance(first, pandoc.Written)
    assert "springt von Ebene" in first.warnings[0]
    assert again == first


def test_what_pandoc_says_of_a_chapter_is_said_each_time(book: Path, tmp_path: Path) -> None:
    memory = tmp_path / "gemerkt.json"
    chapters(book, memory)
    write(book, "drei", ["::: {.nie-beendet}\nText."])
    for _ in range(2):
        now = chapters(book, memory)
        assert isinstance(now, pandoc.Written)
        assert "nicht geschlossen" in now.warnings[0]
    (book / "eins.qmd").touch()
    assert chapters(book, memory) == chapters(book)
