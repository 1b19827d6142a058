"""The real Quarto's command: what it is called with, where its files go, and what is said when it fails."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import pytest

from helpers.assemble import Download, assemble
from helpers.assemble.choose import choose, find_quarto
from helpers.errors import QuartoError

STAND_IN = """\
#!{python}
import pathlib, sys
log = pathlib.Path({log!r})
with log.open("a") as file:
    print(*sys.argv[1:], file=file)
if sys.argv[1:] == ["--version"]:
    print({version!r})
    sys.exit(0)
command, project, _, to, _, output = sys.argv[1:]
{behaviour}
folder = pathlib.Path(project, output)
folder.mkdir()
if to == "html":
    (folder / "index.html").write_text("<title>Quarto</title>")
    (folder / "site_libs").mkdir()
    (folder / "site_libs" / "x.css").write_text("")
else:
    (folder / ("Titel." + {{"typst": "pdf"}}.get(to, to))).write_text(to)
print("WARN: Etwas fiel auf", file=sys.stderr)
"""


@pytest.fixture
def book(tmp_path: Path) -> Path:
    root = tmp_path / "book"
    root.mkdir()
    (root / "_quarto.yml").write_text(
        "book:\n  title: Titel\n  output-file: bildungsbericht-probestadt\n  chapters: [index.qmd]\n", "utf-8"
    )
    (root / "index.qmd").write_text("# Titel\n", "utf-8")
    return root


def stand_in(
    folder: Path, monkeypatch: pytest.MonkeyPatch, version: str = "1.9.38", behaviour: str = ""
) -> Path:
    """Put a small `quarto` where QUARTO_PATH points to; return the log of its calls."""
    log, path = folder / "calls.txt", folder / "bin" / "quarto"
    path.parent.mkdir()
    path.write_text(
        STAND_IN.format(python=sys.executable, log=str(log), version=version, behaviour=behaviour), "utf-8"
    )
    path.chmod(0o755)
    monkeypatch.setenv("QUARTO_PATH", str(path))
    return log


@pytest.fixture
def no_quarto(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("QUARTO_PATH", raising=False)
    monkeypatch.setattr("helpers.assemble.choose.shutil.which", lambda *_args, **_kwargs: None)


def test_both_formats_are_rendered_apart_and_land_in_one_folder(
    book: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    log = stand_in(tmp_path, monkeypatch)
    assembled = assemble(book, tmp_path / "out", frozenset({"html", "pdf"}), "auto")
    assert assembled.assembler == "quarto"
    assert assembled.version == "1.9.38"
    assert assembled.reason == "Quarto 1.9.38, weil es auf diesem Rechner gefunden wurde."
    assert {
        p.relative_to(tmp_path / "out").as_posix() for p in (tmp_path / "out").rglob("*") if p.is_file()
    } == {
        "index.html",
        "site_libs/x.css",
        "bildungsbericht-probestadt.pdf",
    }
    assert assembled.files["pdf"].read_text() == "typst"
    calls = [line.split() for line in log.read_text().splitlines()]
    assert [(call[0], call[2:4]) for call in calls[1:]] == [
        ("render", ["--to", "html"]),
        ("render", ["--to", "typst"]),
    ]
    assert calls[1][5] != calls[2][5]
    assert assembled.warnings == (
        "Quarto (html): WARN: Etwas fiel auf",
        "Quarto (typst): WARN: Etwas fiel auf",
    )
    assert sorted(p.name for p in book.iterdir()) == ["_quarto.yml", "index.qmd"]


def test_the_opening_page_offers_what_lies_beside_it(
    book: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen = tmp_path / "seen.txt"
    stand_in(
        tmp_path,
        monkeypatch,
        behaviour=f"open({str(seen)!r}, 'w').write(pathlib.Path('index.qmd').read_text())",
    )
    offered = [
        Download("Kurzbericht", "kurzbericht-x.pdf"),
        Download("Süd_Stadt", "p/07-sued.pdf", "Profile"),
    ]
    assemble(book, tmp_path / "out", frozenset({"html"}), "auto", offered)
    text = seen.read_text()
    assert "- [Kurzbericht (PDF)](kurzbericht-x.pdf)\n- [Profile: Süd\\_Stadt (PDF)](p/07-sued.pdf)" in text
    assert "Herunterladen" not in (book / "index.qmd").read_text("utf-8")


def test_quarto_finds_the_font_of_the_pdf_and_pictures_for_word(
    book: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (book / "bilder").mkdir()
    (book / "bilder" / "a.svg").write_text(
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 8 8"/>', "utf-8"
    )
    (book / "index.qmd").write_text("# Titel\n\n![](bilder/a.svg){fig-alt='x'}\n\n[SVG](x.svg?)\n", "utf-8")
    seen = tmp_path / "seen.txt"
    look = (
        "names = ' '.join(sorted(p.name for p in pathlib.Path('.').glob('*/*.*')))\n"
        f"open({str(seen)!r}, 'a').write(pathlib.Path('index.qmd').read_text() + names)"
    )
    stand_in(tmp_path, monkeypatch, behaviour=look)
    assemble(book, tmp_path / "out", frozenset({"pdf", "docx"}), "quarto")
    typst, word = seen.read_text("utf-8").split("# Titel")[1:]
    assert "](bilder/a.svg)" in typst
    assert "SourceSansPro-Regular" in typst
    assert "](bilder/a.png)" in word
    assert " a.png " in word


def test_what_quarto_says_is_shown_in_full(
    book: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stand_in(
        tmp_path,
        monkeypatch,
        behaviour='print("ERROR: Zeile eins\\nZeile zwei", file=sys.stderr); sys.exit(3)',
    )
    with pytest.raises(QuartoError) as caught:
        assemble(book, tmp_path / "out", frozenset({"pdf"}), "quarto")
    assert str(caught.value) == (
        "Quarto konnte das Buch nicht als typst erzeugen (Ende mit Code 3). Es meldet:\nERROR: Zeile eins\nZeile zwei"
    )


def test_success_without_a_file_is_an_error(
    book: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stand_in(tmp_path, monkeypatch, behaviour="pathlib.Path(project, output).mkdir(); sys.exit(0)")
    with pytest.raises(QuartoError, match=r"gefunden: keine\.$"):
        assemble(book, tmp_path / "out", frozenset({"pdf"}), "quarto")


def test_an_old_quarto_is_refused_or_passed_over(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    stand_in(tmp_path, monkeypatch, version="1.8.25")
    with pytest.raises(
        QuartoError, match=r"^Quarto 1\.8\.25 \(.*\) ist zu alt; nötig ist mindestens Quarto 1\.9\.$"
    ):
        choose("quarto")
    choice = choose("auto")
    assert choice.quarto is None
    assert choice.reason == "Eingebauter Assembler, weil das gefundene Quarto 1.8.25 älter als 1.9 ist."


@pytest.mark.parametrize(
    ("version", "new_enough"), [("1.9.0", True), ("1.10.2", True), ("2.0.1", True), ("0.99.9", False)]
)
def test_versions_are_compared_as_numbers(
    version: str, new_enough: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stand_in(tmp_path, monkeypatch, version=version)
    assert (choose("auto").quarto is not None) == new_enough


@pytest.mark.usefixtures("no_quarto")
def test_without_quarto() -> None:
    assert (
        choose("auto").reason == "Eingebauter Assembler, weil auf diesem Rechner kein Quarto zu finden ist."
    )
    assert choose("builtin").reason == "Eingebauter Assembler, weil ASSEMBLER=builtin gewählt ist."
    with pytest.raises(QuartoError, match=r"^Quarto ist nicht zu finden: "):
        choose("quarto")


def test_a_wrong_path_or_name_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QUARTO_PATH", "/gibt/es/nicht")
    with pytest.raises(QuartoError, match="QUARTO_PATH nennt „/gibt/es/nicht“; dort ist kein Quarto"):
        find_quarto()
    with pytest.raises(QuartoError, match="Den Assembler „latex“ gibt es nicht"):
        choose("latex")


def test_something_else_called_quarto(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    stand_in(tmp_path, monkeypatch, version="Ein Brettspiel")
    with pytest.raises(QuartoError, match=r"nennt keine Version; die Antwort war: „Ein Brettspiel“\.$"):
        choose("auto")


@pytest.mark.quarto
@pytest.mark.skipif(shutil.which("quarto") is None, reason="kein echtes Quarto auf PATH")
def test_a_real_quarto_renders_the_book(book: Path, tmp_path: Path) -> None:
    assembled = assemble(book, tmp_path / "out", frozenset({"html", "pdf"}), "quarto")
    assert assembled.files["html"].is_file()
    assert assembled.files["pdf"].read_bytes().startswith(b"%PDF")
