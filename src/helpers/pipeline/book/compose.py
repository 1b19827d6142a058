"""The book project `_build/<city>/book/`: everything that Quarto or the built-in assembler needs, and nothing else."""

from __future__ import annotations

import shutil
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

import yaml

from helpers.errors import BookError, NotebookError, about, nearest
from helpers.look.glyphs import put_fonts
from helpers.paths import Project
from helpers.pipeline import opendata
from helpers.pipeline.book import annex, bookconfig, origins, placeholders, ranked
from helpers.pipeline.book.beside import beside_chapters, beside_notebooks, content_of, texts_of
from helpers.pipeline.book.bookpages import (
    Page,
    check_citations,
    check_labels,
    check_references,
    without_missing,
)
from helpers.pipeline.book.comments import comment_pages, in_place
from helpers.pipeline.book.districtannex import district_blocks
from helpers.pipeline.book.endings import with_endings
from helpers.pipeline.book.environment import refuse_more_than_text, refuse_variables
from helpers.pipeline.book.feedback import imprint_blocks
from helpers.pipeline.book.gaps import gap_blocks
from helpers.pipeline.book.glossary import link_terms
from helpers.pipeline.book.source_register import register
from helpers.pipeline.bookfile import BookFile, chapter_files, read_book
from helpers.pipeline.chapter.blocks import Block, join, split, stepped
from helpers.pipeline.chapter.citytexts import changed, read_texts
from helpers.pipeline.chapter.omitted import missing_in
from helpers.pipeline.run.runner import ChapterResult
from helpers.safeyaml import safe_load
from helpers.text.asjupyter import MarkdownError

if TYPE_CHECKING:
    from helpers.data import Profile, Store


TEMPLATES = ("ratsvorlage.docx", "folien.pptx")
"""A municipality's own templates for short formats, in its folder of data."""
FONTS = "_schriften"
"""Where `_quarto.yml` tells Typst to look for fonts."""


def write_book(
    city: str,
    year: int,
    project: Project,
    results: Sequence[ChapterResult],
    *,
    colophon: Mapping[str, str | bool] | None = None,
    findings: Mapping[str, Sequence[int]] | None = None,
) -> Path:
    """Write the book project of a municipality's report; return its folder.

    Args:
        city: folder name of the municipality.
        year: report year.
        project: the checkout.
        results: what `run_chapters` returned.
        colophon: values for `{{< meta kolophon.… >}}` and `when-meta`: `assembler` is a German sentence, the assembler's name and the
            formats made are true.
        findings: who supplied figures → how many findings of the check are open and answered, for the annex.

    Raises:
        NotebookError: when a chapter failed.
        BookError: for missing chapters, labels that are defined twice, and references to what is not there.
    """
    from helpers.data import load_profile, open_store

    for result in results:
        if result.status == "failed":
            raise NotebookError(result.reason)
    profile = load_profile(city, project.data)
    book = read_book(project)
    pages = ranked.once(_pages(book, project, city, results), results)
    comments = comment_pages(project, city)
    refuse_more_than_text(comments.values())
    check_labels([*pages, *comments.values()])
    missing = missing_in(r.outcome.chapter for r in results)
    found = without_missing([*pages, *comments.values()], missing)
    pages, comments = found[: len(pages)], dict(zip(comments, found[len(pages) :], strict=True))
    with open_store(project.data, project.build / "store") as store:
        contents = {
            "bildung-in-zahlen": partial(placeholders.key_figures, results),
            "befunde": partial(ranked.five, results, profile),
            "kernaussagen": partial(placeholders.key_messages, results, ranked.topics(results, profile)),
            "ausgelassen": partial(gap_blocks, results, store, profile, year),
            "kolophon": partial(placeholders.colophon, year),
            "datenquellen": partial(_register, store, project, profile),
            "rueckmeldung": partial(imprint_blocks, profile, year),
            "tabellen": partial(_tables, store, profile, year),
            "datenqualitaet": partial(annex.quality_blocks, store, profile, year, findings),
        }
        pages = [
            Page(p.path, p.source, placeholders.fill(p.blocks, p.path, contents), p.removed) for p in pages
        ]
        data = opendata.files(store, profile, year)
    pages = with_endings(pages, comments, profile, year, project)
    pages, comments = link_terms(
        pages, comments, set(bookconfig.texts(book.data["book"].get("appendices", [])))
    )
    pages = [replace(page, blocks=stepped(page.blocks)) for page in pages]
    every = [*pages, *comments.values()]
    check_references(every)
    check_citations(every, book.data, project.root)

    beside = list(beside_chapters(project, city, book.data))
    refuse_variables(every, texts_of(beside, project), book.data)
    files = {page.path: join(page.blocks).encode() for page in pages}
    files |= {page.path: in_place(page.blocks).encode() for page in comments.values()}
    for result in results:
        files |= {
            f"chapters/{path}": content
            for path, content in result.outcome.files.items()
            if not path.endswith(".qmd")
        }
    files |= beside_notebooks(pages, project)
    files |= {path: content_of(source, project) for path, source in beside}
    files |= data
    config = bookconfig.configure(book, profile, year, [page.path for page in pages], colophon or {})
    for key in ("logo", "cover"):
        if name := getattr(profile, key):
            source = project.data / city / name
            config["kommune"][key] = f"{key}{source.suffix.lower()}"
            files[config["kommune"][key]] = content_of(source, project)
    for name in TEMPLATES:
        if (template := project.data / city / name).is_file():
            files[f"vorlagen/{name}"] = template.read_bytes()
    if colours := config["kommune"].get("colours"):
        files["_brand.yml"] = bookconfig.brand(colours)
    files["_quarto.yml"] = bookconfig.dump(config)
    files[origins.FILE] = origins.written(pages)
    return _write(project.build / city / "book", files)


def _pages(book: BookFile, project: Project, city: str, results: Sequence[ChapterResult]) -> list[Page]:
    """Return the pages in order: the municipality's own chapters replace those of the same name, others stand where they ask to.

    Raises:
        BookError: a chapter asks for a place that is none.
    """
    own = {f"chapters/{path.name}": path for path in chapter_files(project, city)}
    built = {f"chapters/{Path(r.notebook).stem}.qmd": r for r in results if r.outcome.files}
    pages = []
    for entry in book.entries:
        if path := own.pop(entry.target, None):
            pages.append(_read(entry.target, path, project))
        elif entry.target in built:
            outcome = built[entry.target].outcome
            text = outcome.files[PurePosixPath(entry.target).name].decode()
            blocks = origins.with_cells(split(text), outcome.chapter["cells"])
            pages.append(Page(entry.target, entry.file, blocks))
        elif not entry.is_notebook:
            pages.append(_read(entry.file, project.root / entry.file, project, city))
    last = pages[max((i for i, page in enumerate(pages) if page.source.endswith(".ipynb")), default=0)].path
    for page in sorted((_read(target, path, project) for target, path in own.items()), key=_has_place):
        wish = _place_of(page)
        after = {"": last, "vorn": pages[0].path, "anhang": pages[-1].path}.get(wish, f"chapters/{wish}.qmd")
        position = next((i for i, other in enumerate(pages) if other.path == after), None)
        if position is None:
            raise BookError(
                f"{page.source}: „platz: {wish}“ gibt es nicht. Möglich sind vorn, anhang oder der Name des Kapitels, hinter dem es steht."
                f"{nearest(wish, [PurePosixPath(other.path).stem for other in pages])}"
            )
        pages.insert(position + 1, page)
        last = page.path if not wish else last
    return pages


def _has_place(page: Page) -> bool:
    return bool(_place_of(page))


def _place_of(page: Page) -> str:
    """Return where a municipality's own chapter asks to stand: `platz:` in its head."""
    head = page.blocks[0].text if page.blocks else ""
    if not head.startswith("---\n"):
        return ""
    try:
        given = safe_load(head.strip().strip("-")) or {}
    except yaml.YAMLError:
        return ""  # the assembler names the line
    wish = given.get("platz", "") if isinstance(given, dict) else ""
    return str(wish or "").removesuffix(".ipynb").removesuffix(".qmd")


def _read(target: str, path: Path, project: Project, city: str = "") -> Page:
    """Read a hand-written page; one that all share with the passages that read otherwise in a municipality."""
    try:
        text = path.read_text("utf-8-sig")
    except UnicodeDecodeError:
        raise BookError(
            f"{path.relative_to(project.root)} ist keine UTF-8-Datei. Bitte mit der Kodierung UTF-8 speichern."
        ) from None
    name = path.relative_to(project.root).as_posix()
    if city:
        text, _ = changed(text, read_texts(project.root, city, path.stem))
    try:
        return Page(target, name, split(text))
    except MarkdownError as error:
        raise BookError(f"{name}, Zeile {error.line}: {error}") from None


def _tables(store: Store, profile: Profile, year: int) -> list[Block]:
    return [*annex.table_blocks(store, profile, year), *district_blocks(store, profile, year)]


def _register(store: Store, project: Project, profile: Profile) -> list[Block]:
    from helpers.data import load_profile

    peers = [load_profile(peer, project.data).ags for peer in profile.peers]
    return register(store, [profile.ags, profile.land_ags, "DG", *peers])


def _write(folder: Path, files: Mapping[str, bytes]) -> Path:
    """Write the project beside the old one, then put it in its place."""
    partial_ = folder.with_name(f".{folder.name}.neu")
    shutil.rmtree(partial_, ignore_errors=True)
    for parent in {(partial_ / path).parent for path in files}:
        parent.mkdir(parents=True, exist_ok=True)
    for path, content in files.items():
        with about(partial_ / path):
            (partial_ / path).write_bytes(content)
    put_fonts(partial_ / FONTS)
    shutil.rmtree(folder, ignore_errors=True)
    partial_.replace(folder)
    return folder
