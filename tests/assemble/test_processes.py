"""Two processes that write half of a book each write what one writes."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from helpers.assemble.builtin import pandoc, processes
from helpers.assemble.builtin.project import read_book
from helpers.errors import BookError, ReportError

from .test_memory import CHAPTERS, PIECES, book, write

__all__ = ["book"]  # the fixture

ONLY_PRINTED = '::: {.content-visible when-format="pdf"}\n::: {#fig-gedruckt}\n![](bild.svg){fig-alt="Ein Bild"}\n\nNur hier\n:::\n:::'
IN_A_FIGURE = '::: {#fig-c}\n![](bild.svg){fig-alt="Ein Bild"}\n\nMit [Marke]{#innen}\n:::'
OF_BOTH = "::: {#kasten}\nEin Kasten.\n:::"
ELSEWHERE = "Mehr [innen](#innen), [im Kasten](#kasten), in @fig-c und [@fig-a; @fig-c]."


def chapters(book: Path, processes_: int, monkeypatch: pytest.MonkeyPatch) -> pandoc.Written | list[str]:
    """What is written, or the sentences about what is wrong."""
    monkeypatch.setattr(processes, "WORTH_TWO", 0 if processes_ == 2 else 10**9)
    try:
        return pandoc.run(read_book(book), ("typst", "html"))
    except ReportError as error:
        return sorted(str(error).splitlines())


@pytest.mark.parametrize(
    "seed", [*range(8), *(pytest.param(seed, marks=pytest.mark.long) for seed in range(8, 80))]
)
def test_two_write_what_one_writes(seed: int, book: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    chance = random.Random(seed)
    anywhere = [PIECES[i] for i in (0, 1, 2, 4, 6, 11, 13)]
    once = [PIECES[i] for i in (3, 5, 7, 8, 9, 10, 12)] + [IN_A_FIGURE, OF_BOTH, ELSEWHERE]
    once += [ONLY_PRINTED] if seed % 2 else []
    once += [chance.choice(once)] if seed % 4 == 3 else []  # some of them are targets: there must be but one
    texts = {name: [chance.choice(anywhere) for _ in range(3)] for name in CHAPTERS}
    for piece in once:
        texts[chance.choice(CHAPTERS)].append(piece)
    for name, text in texts.items():
        write(book, name, [piece for i, piece in enumerate(text) if piece not in text[:i]])
    assert chapters(book, 2, monkeypatch) == chapters(book, 1, monkeypatch)


def test_numbers_go_on_from_one_half_to_the_other(book: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in CHAPTERS:
        write(book, name, [PIECES[4], "Siehe @fig-a und @tbl-b."])
    write(book, "index", [PIECES[9], "Siehe @tbl-b."])
    write(book, "anhang", [PIECES[10], "Siehe @fig-a."])
    written = chapters(book, 2, monkeypatch)
    assert isinstance(written, pandoc.Written)
    pages = {page["file"]: page for page in written.formats["html"]}
    assert [page["number"] for page in pages.values()] == ["", "1", "2", "3", "A"]
    assert (
        'href="anhang.html#tbl-b" class="quarto-xref">Tabelle\N{NO-BREAK SPACE}A.1'
        in pages["index.qmd"]["body"]
    )
    assert (
        'href="index.html#fig-a" class="quarto-xref">Abbildung\N{NO-BREAK SPACE}1'
        in pages["anhang.qmd"]["body"]
    )
    headings = [heading["id"] for page in pages.values() for heading in page["headings"]]
    assert len(set(headings)) == len(headings) == 3


@pytest.mark.parametrize("broken", CHAPTERS)
def test_a_mistake_in_either_half_stops_both(
    broken: str, book: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(book, broken, ["Siehe @fig-fehlt.", "<script>x</script>"])
    for count in (1, 2):
        (sentence,) = chapters(book, count, monkeypatch)
        assert sentence.startswith(f"{broken}.qmd, Zeile")


def test_a_process_that_fails_is_told_and_the_other_ends(
    book: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lua = tmp_path / "main.lua"
    lua.write_text(
        "local job = pandoc.json.decode(io.open(arg[1]):read 'a', false)\n"
        "if job.process == 2 then error 'kaputt' end\nio.stdout:write('{}\\n')\nio.stdout:flush()\nio.stdin:read 'l'\n"
    )
    monkeypatch.setattr(processes, "LUA", lua)
    monkeypatch.setattr(processes, "WORTH_TWO", 0)
    with pytest.raises(BookError, match=r"Pandoc konnte das Buch nicht lesen\. Es meldet: .*kaputt"):
        pandoc.run(read_book(book), ("typst", "html"))
