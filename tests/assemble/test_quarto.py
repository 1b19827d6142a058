"""The real Quarto's command: what it is called with, where its files go, and what is said when it fails."""

from __future__ import annotations

import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
import yaml

from helpers.assemble import Download, assemble
from helpers.assemble.builtin import processes
from helpers.assemble.choose import choose, find_quarto
from helpers.errors import QuartoError
from helpers.paths import Project
from helpers.pipeline.bookfile import DRAFT_FILTER, read_book
from tests.conftest import ROOT

CHART_FILES = (
    "OFL.txt",
    "bericht-sans-regular.woff2",
    "bericht-sans-semibold.woff2",
    "charts.css",
    "charts.js",
)
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
print("WARN: PDF standard validation requested but verapdf is not installed.", file=sys.stderr)
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
        *(f"site/{name}" for name in CHART_FILES),
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
    assemble(book, tmp_path / "out", frozenset({"html", "docx"}), "auto", offered)
    text = seen.read_text()
    links = (
        "- [Ganzer Bericht (Word)](bildungsbericht-probestadt.docx)\n- [Kurzbericht (PDF)](kurzbericht-x.pdf)\n"
        "- [Profile: Süd\\_Stadt (PDF)](p/07-sued.pdf)"
    )
    assert links in text
    assert "Herunterladen" not in (book / "index.qmd").read_text("utf-8")


def test_word_is_the_built_in_assemblers(book: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (book / "index.qmd").write_text("# Titel\n\nEin Wort.\n", "utf-8")
    log = stand_in(tmp_path, monkeypatch)
    made = assemble(book, tmp_path / "out", frozenset({"pdf", "docx"}), "quarto")
    assert [line.split()[3] for line in log.read_text().splitlines() if "render" in line] == ["typst"]
    with zipfile.ZipFile(made.files["docx"]) as archive:
        document = archive.read("word/document.xml").decode()
    assert "Ein Wort." in document
    assert {'w:w="11906"', 'w:h="16838"'} <= {
        *document.partition("<w:pgSz ")[2].partition("/>")[0].split()
    }  # A4


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


SILENT = "es sagt nichts"


@pytest.mark.parametrize(
    ("head", "problem"),
    [
        ("print('1.8.25')", "ist zu alt; nötig ist mindestens Quarto 1.9."),
        (
            "print('Deno: GLIBC_2.38 not found'); sys.exit(1)",
            "die Antwort war: „Deno: GLIBC_2.38 not found“.",
        ),
        ("print('kaputt', file=sys.stderr)", "die Antwort war: „kaputt“."),
        ("print('Ein Brettspiel')", "die Antwort war: „Ein Brettspiel“."),
        ("print('1.9')  # und dann?\nsys.exit(139)", "(Ende mit Code 139)"),
        ("", SILENT),
        ("sys.exit(7)", SILENT),
        (
            "print('Lade', flush=True); time.sleep(60)",
            "nach 1 Sekunden nicht fertig und wurde beendet. Bis dahin meldete es:\nLade",
        ),
        ("time.sleep(60)", "Es meldete bis dahin nichts."),
    ],
)
def test_a_quarto_that_does_not_work_is_named_and_passed_over(
    head: str, problem: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("helpers.assemble.choose.ANSWER_SECONDS", 1)
    path = tmp_path / "quarto"
    path.write_text(f"#!{sys.executable}\nimport sys, time\n{head}\n", "utf-8")
    path.chmod(0o755)
    monkeypatch.setenv("QUARTO_PATH", str(path))
    with pytest.raises(QuartoError) as caught:
        choose("quarto")
    assert str(path) in str(caught.value)
    assert problem in str(caught.value)
    choice = choose("auto")
    assert choice.name == "builtin"
    assert choice.reason == "Eingebauter Assembler, weil das gefundene Quarto nicht arbeitet."
    assert choice.notes == (str(caught.value),)


def test_what_is_no_program_is_passed_over(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "quarto"
    path.write_bytes(b"\x7fELF of another machine")
    path.chmod(0o755)
    monkeypatch.setenv("QUARTO_PATH", str(path))
    assert choose("auto").name == "builtin"
    assert f"Quarto ({path}) lässt sich nicht starten: " in choose("auto").notes[0]
    monkeypatch.setenv("QUARTO_PATH", "/gibt/es/nicht")
    assert choose("auto").notes == ("QUARTO_PATH nennt „/gibt/es/nicht“; dort ist kein Quarto.",)


def test_what_a_hanging_quarto_has_started_ends_with_it(
    book: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("helpers.assemble.quarto.RENDER_SECONDS", 2)
    seen = tmp_path / "child.txt"
    behaviour = (
        "import subprocess, time\nchild = subprocess.Popen(['sleep', '60'])\n"
        f"open({str(seen)!r}, 'w').write(str(child.pid))\nprint('Typst setzt', flush=True)\ntime.sleep(60)"
    )
    stand_in(tmp_path, monkeypatch, behaviour=behaviour)
    with pytest.raises(QuartoError, match=r"war nach 2 Sekunden nicht fertig[\s\S]*Typst setzt"):
        assemble(book, tmp_path / "out", frozenset({"pdf"}), "quarto")
    stat = Path("/proc", seen.read_text(), "stat")
    assert not stat.exists() or stat.read_text().rpartition(")")[2].split()[0] == "Z"


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
    with pytest.raises(
        QuartoError,
        match=r"^Quarto wird gebraucht, weil ASSEMBLER=quarto gewählt ist, ist aber nicht zu finden: ",
    ):
        choose("quarto")


def test_a_wrong_path_or_name_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QUARTO_PATH", "/gibt/es/nicht")
    with pytest.raises(QuartoError, match="QUARTO_PATH nennt „/gibt/es/nicht“; dort ist kein Quarto"):
        find_quarto()
    with pytest.raises(QuartoError, match="Den Assembler „latex“ gibt es nicht"):
        choose("latex")


DRAFT = """\
# Titel

Es sind `{python} report.value("x")` von `10`, das zeigt @fig-a, dazu @tbl-b und @fig-c; siehe @fig-da und @sec-methodik.

::: {#kernaussagen}
:::

![Da](da.png){#fig-da fig-alt="da"}
"""


def test_the_root_is_a_readable_draft() -> None:
    """What only a run knows is a word in brackets; what is there stays."""
    filter_ = ROOT / DRAFT_FILTER
    command = [processes.PANDOC, "-f", "markdown", "-t", "plain", "--wrap=none", "--lua-filter", filter_]
    said = subprocess.run(command, input=DRAFT, capture_output=True, encoding="utf-8", check=True).stdout
    title, notice, text, filled = [part for part in said.split("\n\n") if part.strip()][:4]
    assert title.strip() == "Titel"
    assert notice.strip().startswith("Entwurf ohne Zahlen: ")
    assert (
        text == "Es sind [Wert] von 10, das zeigt [Abbildung], dazu [Tabelle] und [Abbildung]; "
        "siehe @fig-da und @sec-methodik."
    )
    assert filled == "[folgt mit den Zahlen der Kommune]"


def test_a_municipalitys_book_is_made_without_the_draft(tmp_path: Path) -> None:
    root = yaml.safe_load((ROOT / "_quarto.yml").read_text("utf-8"))
    assert root["filters"] == [DRAFT_FILTER]
    assert "filters" not in read_book(Project(ROOT)).data
    (tmp_path / "index.qmd").touch()
    text = f"book: {{chapters: [index.qmd]}}\nfilters: [eigener.lua, {DRAFT_FILTER}]\n"
    (tmp_path / "_quarto.yml").write_text(text, "utf-8")
    assert read_book(Project(tmp_path)).data["filters"] == ["eigener.lua"]  # is refused by its name, as ever


@pytest.mark.quarto
@pytest.mark.skipif(shutil.which("quarto") is None, reason="kein echtes Quarto auf PATH")
def test_a_real_quarto_renders_the_book(book: Path, tmp_path: Path) -> None:
    assembled = assemble(book, tmp_path / "out", frozenset({"html", "pdf"}), "quarto")
    assert assembled.files["html"].is_file()
    assert assembled.files["pdf"].read_bytes().startswith(b"%PDF")
