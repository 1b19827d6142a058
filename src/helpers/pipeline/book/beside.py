"""Files that a book takes over as they are: beside chapters and notebooks, and those that `_quarto.yml` names."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path, PurePosixPath
from typing import Any
from urllib.parse import unquote

from helpers.errors import BookError
from helpers.files import is_file
from helpers.look.images import harmless, is_picture
from helpers.paths import Project
from helpers.pipeline.book import bookconfig
from helpers.pipeline.book.bookpages import Page
from helpers.pipeline.book.comments import FOLDER as FOLDER_OF_COMMENTS
from helpers.pipeline.bookfile import read_book
from helpers.pipeline.chapter.citytexts import ENDING

_NAMED = re.compile(r"\]\(\s*<?(?P<path>[^)\s>#?]+)")


def beside_notebooks(pages: Sequence[Page], project: Project) -> dict[str, bytes]:
    """Return the files that notebooks name by a path beside them, such as pictures, where their chapters look for them."""
    found = {}
    for page in pages:
        if page.source.endswith(".ipynb"):
            for name in {unquote(m["path"]) for block in page.blocks for m in _NAMED.finditer(block.text)}:
                path = project.notebooks / name
                if (
                    is_file(path)
                    and path.resolve().is_relative_to(project.notebooks.resolve())
                    and path.suffix != ".ipynb"
                ):
                    found[f"chapters/{PurePosixPath(name).as_posix()}"] = content_of(path, project)
    return found


def beside_chapters(project: Project, city: str, config: Mapping[str, Any]) -> Iterator[tuple[str, Path]]:
    """Yield what the pages use: files beside hand-written chapters, and files that `_quarto.yml` names."""
    from helpers.data import list_cities

    cities = set(list_cities(project.data))
    for base in (project.chapters, project.chapters / city):
        for path in sorted(base.rglob("*")):
            relative = path.relative_to(base)
            if (
                path.is_file()
                and path.suffix != ".qmd"
                and not path.name.endswith(ENDING)
                and relative.parts[0] != FOLDER_OF_COMMENTS
                and not relative.parts[0].startswith(".")
                and relative.parts[0] not in cities
            ):
                if not path.resolve().is_relative_to(base.resolve()):
                    raise BookError(
                        f"{path.relative_to(project.root)} führt als Verknüpfung aus dem Ordner hinaus. Bitte die Datei selbst ablegen."
                    )
                yield f"chapters/{relative.as_posix()}", path
    for text in bookconfig.texts(config):
        path = project.root / text
        if (
            text
            and ".." not in text
            and not text.startswith("/")
            and path.suffix not in ("", ".qmd", ".ipynb", ".md")
            and is_file(path)
        ):
            yield text, path


def texts_of(beside: Iterable[tuple[str, Path]], project: Project) -> dict[str, str]:
    """Return what pages may include, and `_quarto.yml`, which Quarto fills in like a page."""
    files = [
        path for name, path in beside if name.endswith((".md", ".html", ".yml", ".yaml", ".tex", ".typ"))
    ]
    return {
        path.relative_to(project.root).as_posix(): path.read_text("utf-8", errors="replace")
        for path in (*files, project.quarto_yml)
    }


def content_of(path: Path, project: Project) -> bytes:
    """Return a file of the book; a picture as one that shows something and does nothing else."""
    if not is_picture(path.name):
        return path.read_bytes()
    name = path.relative_to(project.root) if path.is_relative_to(project.root) else path
    return harmless(name.as_posix(), path.read_bytes())


def refuse_pictures(project: Project, city: str) -> None:
    """Look at the pictures beside hand-written chapters before any notebook runs.

    Raises:
        BookError: one cannot be shown; names the file.
    """
    for _, path in beside_chapters(project, city, read_book(project).data):
        if is_picture(path.name):
            content_of(path, project)
