"""The real Quarto: the same book project, rendered by its command, with the files in the same places."""

from __future__ import annotations

import html
import re
import shutil
import tempfile
import zipfile
from collections.abc import Sequence
from pathlib import Path, PurePosixPath
from typing import Any

import yaml

from helpers.assemble import builtin
from helpers.assemble.builtin.book import Book
from helpers.assemble.charts import finish_site, with_charts
from helpers.assemble.command import run
from helpers.assemble.result import Download
from helpers.errors import QuartoError
from helpers.safeyaml import safe_load
from helpers.text.markdown import escape

TO = {"html": "html", "pdf": "typst", "epub": "epub"}
"""Our names of the formats and Quarto's; a Typst book is what becomes the PDF. Word is always the built-in assembler's: Quarto
sets it on US Letter, parts captions from figures, and needs a program for SVG that most machines lack."""
SUFFIX = {"pdf": ".pdf", "docx": ".docx", "epub": ".epub"}

HINTS = ("verapdf is not installed",)
"""What Quarto says each time and nobody has to do anything about: Typst itself has checked PDF/UA-1."""
RENDER_SECONDS = 1800
"""How long Quarto may take for one format: half a minute is usual, and a machine may be busy."""


def render(
    command: Path, book: Path, out: Path, formats: frozenset[str], downloads: Sequence[Download] = ()
) -> tuple[dict[str, Path], tuple[str, ...]]:
    """Render the book; return the file to open for each format, and Quarto's own warnings.

    The project is copied first: Quarto leaves files in the folder it renders, and a render to one format wipes
    the others from the output folder.

    Raises:
        QuartoError: Quarto failed, or did not write what it should; the message holds all that it said.
    """
    out.mkdir(parents=True, exist_ok=True)
    files: dict[str, Path] = {}
    warnings: list[str] = []
    name = _output_name(book)
    if "docx" in formats:
        files, said = builtin.build(book.resolve(), out, frozenset({"docx"}))
        warnings += said
    with tempfile.TemporaryDirectory() as folder:
        project = Path(folder, "book")
        shutil.copytree(book, project, ignore=shutil.ignore_patterns(".quarto", "_output", "_book"))
        offered = [Download("Ganzer Bericht", f"{name}{SUFFIX[key]}") for key in SUFFIX if key in formats]
        if downloads or offered:
            _offer(project / "index.qmd", [*offered, *downloads])
        for index, wanted in enumerate(key for key in TO if key in formats):
            rendered = project / f"_rendered-{index}"
            warnings += _run(command, project, TO[wanted], rendered)
            if wanted == "html":
                files["html"] = _take_site(rendered, out)
                for page in out.rglob("*.html"):
                    root = "../" * (len(page.relative_to(out).parts) - 1)
                    text = page.read_text("utf-8")
                    with_them = with_charts(text, book / page.relative_to(out).parent, root)
                    if with_them != text:
                        page.write_text(with_them, "utf-8", newline="\n")
                finish_site(out)
            else:
                files[wanted] = _take_file(rendered, out, name, SUFFIX[wanted])
        if marks := Book(book, _config(book), ()).marks if "epub" in files else ():
            _mark(files["epub"], " · ".join(marks))
    return files, tuple(warnings)


def _offer(page: Path, downloads: Sequence[Download]) -> None:
    """Add a list of files that lie beside the web pages to the opening page."""
    links = "\n".join(
        f"- [{escape(': '.join(filter(None, (file.series, file.label))))} ({file.kind})]({file.href})"
        for file in downloads
    )
    text = f'\n::: {{.content-visible when-format="html"}}\n\n## Herunterladen {{.unnumbered}}\n\n{links}\n\n:::\n'
    page.write_text(page.read_text("utf-8") + text, "utf-8")


def _mark(epub: Path, text: str) -> None:
    """Say on every page of an e-book that it is a draft, or made up: Quarto puts nothing before a page of one."""
    mark = f'<p style="font-weight: bold">{html.escape(text)}</p>'
    with zipfile.ZipFile(epub) as archive:
        parts = [(info, archive.read(info)) for info in archive.infolist()]
    with zipfile.ZipFile(epub, "w") as archive:
        for info, content in parts:
            if info.filename.endswith(".xhtml") and not info.filename.endswith("nav.xhtml"):
                page = content.decode("utf-8")
                content = re.sub(r"<body[^>]*>", lambda body: body[0] + mark, page, count=1).encode()
            archive.writestr(info, content)


def _config(project: Path) -> dict[str, Any]:
    try:
        return dict(safe_load((project / "_quarto.yml").read_text("utf-8")) or {})
    except (OSError, yaml.YAMLError, ValueError, TypeError) as error:
        raise QuartoError(f"{project.name}/_quarto.yml lässt sich nicht lesen: {error}") from error


def _output_name(project: Path) -> str:
    book = _config(project).get("book") or {}
    return PurePosixPath(str(book.get("output-file", "bericht"))).name.removesuffix(".pdf")


def _run(command: Path, project: Path, to: str, rendered: Path) -> list[str]:
    arguments = [str(command), "render", str(project), "--to", to, "--output-dir", rendered.name]
    code, said = run(arguments, project, RENDER_SECONDS)
    if code:
        raise QuartoError(
            f"Quarto konnte das Buch nicht als {to} erzeugen (Ende mit Code {code}). "
            f"{f'Es meldet:{chr(10)}{said}' if said else 'Es sagt nicht, warum.'}"
        )
    warnings = (
        line.strip()
        for line in said.splitlines()
        if "WARN" in line and not any(hint in line for hint in HINTS)
    )
    return [f"Quarto ({to}): {line}" for line in warnings]


def _take_site(rendered: Path, out: Path) -> Path:
    if not (rendered / "index.html").is_file():
        raise QuartoError("Quarto meldet Erfolg, hat aber keine Startseite (index.html) geschrieben.")
    shutil.copytree(rendered, out, dirs_exist_ok=True)
    return out / "index.html"


def _take_file(rendered: Path, out: Path, name: str, suffix: str) -> Path:
    found = sorted(rendered.rglob(f"*{suffix}"))
    if len(found) != 1:
        names = ", ".join(path.name for path in found) or "keine"
        raise QuartoError(
            f"Quarto meldet Erfolg; erwartet wurde eine Datei mit der Endung {suffix}, gefunden: {names}."
        )
    target = out / f"{name}{suffix}"
    shutil.copyfile(found[0], target)
    return target
