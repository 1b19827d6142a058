"""Reading a book project: `_quarto.yml`, the order of chapters and each chapter's text."""

from __future__ import annotations

import os
import posixpath
from collections.abc import Iterator, Mapping
from pathlib import Path, PurePosixPath
from typing import Any

from helpers.assemble.builtin import schema
from helpers.assemble.builtin.book import CONFIG, Book, Chapter, Part
from helpers.assemble.builtin.source import (
    Origins,
    Source,
    Values,
    expand,
    load_yaml,
    read_text,
    split_front_matter,
)
from helpers.errors import BookError, UnsupportedMarkdown


def read_book(root: Path) -> Book:
    """Read a Quarto book project.

    Raises:
        BookError: a file is missing or inconsistent.
        UnsupportedMarkdown: the project asks for something that is not supported.
    """
    config = load_yaml(read_text(root, CONFIG, str(root)), CONFIG)
    for extra in config.get("metadata-files") or []:
        config = load_yaml(read_text(root, extra, CONFIG), extra) | config
    schema.check_config(config)
    book = config.get("book") or {}
    if not book.get("chapters"):
        raise BookError(f"{CONFIG}: Unter „book“ fehlt die Liste „chapters“ mit den Kapiteln.")
    if not book.get("title"):
        raise BookError(f"{CONFIG}: Unter „book“ fehlt der Titel („title“).")
    variables_file = root / "_variables.yml"
    variables = (
        load_yaml(read_text(root, "_variables.yml", CONFIG), "_variables.yml")
        if variables_file.is_file()
        else {}
    )
    chapters = tuple(_chapters(root, config, variables))
    seen: set[str] = set()
    for chapter in chapters:
        if chapter.file in seen:
            raise BookError(f"{CONFIG}: Das Kapitel „{chapter.file}“ ist zweimal genannt.")
        seen.add(chapter.file)
    bibliography = config.get("bibliography") or []
    bibliography = [bibliography] if isinstance(bibliography, str) else bibliography
    for file in (*bibliography, *([config["csl"]] if config.get("csl") else [])):
        if not _inside(root / file, root):
            raise BookError(f"{CONFIG}: Die Datei „{file}“ gibt es im Buch nicht (bibliography oder csl).")
    result = Book(
        root, config, chapters, tuple(bibliography), str(config.get("csl") or ""), _files(root, config)
    )
    _ = result.date  # a wrong date is refused now
    return result


def _inside(path: Path, root: Path) -> bool:
    """Whether the path is a file whose content lies in the book: a symbolic link cannot lead out of it."""
    return path.is_file() and path.resolve().is_relative_to(root.resolve())


def _files(root: Path, config: Mapping[str, Any]) -> tuple[str, ...]:
    skipped = str((config.get("project") or {}).get("output-dir", "_book"))
    found = []
    for folder, folders, names in os.walk(
        root
    ):  # hundreds of files: one by one, `pathlib` takes ten times as long
        inside = Path(folder).relative_to(root).as_posix().removeprefix(".")
        if not inside:
            folders[:] = [name for name in folders if name != skipped and name[0] != "."]
        for name in names:
            linked = os.path.islink(os.path.join(folder, name))  # noqa: PTH114, PTH118
            if (inside or name[0] != ".") and (not linked or _inside(Path(folder, name), root)):
                found.append(f"{inside}/{name}".removeprefix("/"))
    return tuple(sorted(found))


def _chapters(root: Path, config: Mapping[str, Any], variables: Mapping[str, Any]) -> Iterator[Chapter]:
    book = config["book"]
    for entries, appendix in ((book["chapters"], False), (book.get("appendices") or [], True)):
        if not isinstance(entries, list):
            raise BookError(
                f"{CONFIG}, book: Kapitel stehen als Liste untereinander, jedes hinter einem „-“."
            )
        for entry in entries:
            if isinstance(entry, Mapping) and "part" in entry:
                yield from _part(root, config, variables, entry, appendix)
            else:
                yield _chapter(root, config, variables, entry, None, appendix)


def _part(
    root: Path,
    config: Mapping[str, Any],
    variables: Mapping[str, Any],
    entry: Mapping[str, Any],
    appendix: bool,
) -> Iterator[Chapter]:
    schema.check_closed(entry, {"part", "chapters"}, f"{CONFIG}, book")
    title = str(entry["part"])
    part = Part(title)
    if title.endswith(".qmd"):
        opening = _chapter(root, config, variables, title, None, appendix)
        part = Part(opening.title or opening.first_heading, opening.file)
        yield Chapter(
            opening.file, opening.title, opening.source, opening.meta, part, appendix, opens_part=True
        )
    for child in entry.get("chapters") or []:
        yield _chapter(root, config, variables, child, part, appendix)


def _chapter(
    root: Path,
    config: Mapping[str, Any],
    variables: Mapping[str, Any],
    entry: Any,
    part: Part | None,
    appendix: bool,
) -> Chapter:
    if isinstance(entry, Mapping):
        schema.check_closed(entry, {"file", "text", "href"}, f"{CONFIG}, book")
        entry = entry.get("file") or entry.get("href") or ""
    file = posixpath.normpath(str(entry))
    if not file.endswith((".qmd", ".md")):
        raise UnsupportedMarkdown(
            f"{CONFIG}: Das Kapitel „{file}“ ist kein .qmd; Notebooks werden zuvor zu Kapiteln gemacht."
        )
    front, body, skipped = split_front_matter(read_text(root, file, CONFIG), file)
    schema.check_open(front, schema.TOP | schema.TOP_IGNORED, schema.FRONT_MATTER_REFUSED, file)
    meta = dict(config) | _folder_metadata(root, file) | front
    values = Values(meta, variables, frozenset(map(str, config.get("umgebung") or [])))
    source = expand(root, file, body, skipped, values, Origins.of(root))
    title = Source()
    if front.get("title"):
        title = expand(root, file, str(front["title"]), 0, values)
    return Chapter(file, title.text.strip(), source, meta, part, appendix)


def _folder_metadata(root: Path, file: str) -> dict[str, Any]:
    merged: dict[str, Any] = {}
    for folder in reversed(PurePosixPath(file).parents):
        path = folder / "_metadata.yml"
        if (root / path).is_file():
            found = load_yaml(read_text(root, path.as_posix(), file), path.as_posix())
            schema.check_open(
                found, schema.TOP | schema.TOP_IGNORED, schema.FRONT_MATTER_REFUSED, path.as_posix()
            )
            merged |= found
    return merged
