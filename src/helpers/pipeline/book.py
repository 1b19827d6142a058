"""The book project `_build/<city>/book/`: everything that Quarto or the built-in assembler needs, and nothing else."""

from __future__ import annotations

import copy
import datetime as dt
import shutil
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any

import yaml

from helpers.errors import NotebookError
from helpers.paths import Project
from helpers.pipeline import opendata, placeholders
from helpers.pipeline.blocks import join, split
from helpers.pipeline.bookfile import BookFile, chapter_files, read_book
from helpers.pipeline.missing import missing_in
from helpers.pipeline.pages import Page, check_citations, check_labels, check_references, without_missing
from helpers.pipeline.run import ChapterResult
from helpers.pipeline.sources import register
from helpers.text.numbers import period_words

if TYPE_CHECKING:
    from helpers.data import Profile

FICTIONAL = "Fiktiv: Kommune und Zahlen sind erfunden"
"""Stands on every page that Quarto makes; the built-in assembler reads `kommune: fictional`."""
ASSEMBLER_BY_HAND = "Den Satz besorgte Quarto."


class _Dumper(yaml.SafeDumper):
    """Quotes texts that start like a number: to Quarto's YAML reader, an AGS without quotes is one."""


def _text(dumper: _Dumper, text: str) -> yaml.ScalarNode:
    style = "'" if text[:1] in set("+-.0123456789") else None
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=style)


_Dumper.add_representer(str, _text)


def write_book(
    city: str,
    year: int,
    project: Project,
    results: Sequence[ChapterResult],
    *,
    colophon: Mapping[str, str] | None = None,
) -> Path:
    """Write the book project of a municipality's report; return its folder.

    Args:
        city: folder name of the municipality.
        year: report year.
        project: the checkout.
        results: what `run_chapters` returned.
        colophon: values for `{{< meta kolophon.… >}}`; `assembler` is a German sentence.

    Raises:
        NotebookError: when a chapter failed.
        BookError: for missing chapters, labels that are defined twice, and references to what is not there.
    """
    from helpers.data import load_profile

    for result in results:
        if result.status == "failed":
            raise NotebookError(result.reason)
    profile = load_profile(city, project.data)
    book = read_book(project)
    pages = _pages(book, project, city, results)
    check_labels(pages)
    pages = without_missing(pages, missing_in(r.outcome.chapter for r in results))
    contents = {
        "bildung-in-zahlen": partial(placeholders.key_figures, results),
        "kernaussagen": partial(placeholders.key_messages, results),
        "ausgelassen": partial(placeholders.left_out, results),
        "kolophon": partial(placeholders.colophon, year),
        "datenquellen": partial(_register, project, profile),
    }
    pages = [Page(p.path, p.source, placeholders.fill(p.blocks, p.path, contents), p.removed) for p in pages]
    check_references(pages, project.root)
    check_citations(pages, book.data, project.root)

    files = {page.path: join(page.blocks).encode() for page in pages}
    for result in results:
        files |= {
            f"chapters/{path}": content
            for path, content in result.outcome.files.items()
            if not path.endswith(".qmd")
        }
    files |= {path: source.read_bytes() for path, source in _beside(project, city, book.data)}
    files |= _open_data(project, profile, year)
    config = _config(book, profile, year, [page.path for page in pages], colophon or {})
    for key in ("logo", "cover"):
        if name := getattr(profile, key):
            source = project.data / city / name
            config["kommune"][key] = f"{key}{source.suffix.lower()}"
            files[config["kommune"][key]] = source.read_bytes()
    if colours := config["kommune"].get("colours"):
        files["_brand.yml"] = _brand(colours)
    files["_quarto.yml"] = yaml.dump(
        config, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=1000
    ).encode()
    return _write(project.build / city / "book", files)


def _pages(book: BookFile, project: Project, city: str, results: Sequence[ChapterResult]) -> list[Page]:
    """Return the pages in order: the municipality's own chapters replace those of the same name, others come last."""
    own = {f"chapters/{path.name}": path for path in chapter_files(project, city)}
    built = {f"chapters/{Path(r.notebook).stem}.qmd": r for r in results if r.outcome.files}
    pages = []
    for entry in book.entries:
        if path := own.pop(entry.target, None):
            pages.append(_read(entry.target, path, project))
        elif entry.target in built:
            text = built[entry.target].outcome.files[PurePosixPath(entry.target).name].decode()
            pages.append(Page(entry.target, entry.file, split(text)))
        elif not entry.is_notebook:
            pages.append(_read(entry.file, project.root / entry.file, project))
    last = max((i for i, page in enumerate(pages) if page.source.endswith(".ipynb")), default=0)
    added = [_read(target, path, project) for target, path in own.items()]
    return pages[: last + 1] + added + pages[last + 1 :]


def _read(target: str, path: Path, project: Project) -> Page:
    try:
        text = path.read_text("utf-8-sig")
    except UnicodeDecodeError:
        from helpers.errors import BookError

        raise BookError(
            f"{path.relative_to(project.root)} ist keine UTF-8-Datei. Bitte mit der Kodierung UTF-8 speichern."
        ) from None
    return Page(target, path.relative_to(project.root).as_posix(), split(text))


def _register(project: Project, profile: Profile) -> list[Any]:
    from helpers.data import load_profile, open_store

    with open_store(project.data, project.build / "store") as store:
        peers = [load_profile(peer, project.data).ags for peer in profile.peers]
        return register(store, [profile.ags, profile.land_ags, "DG", *peers])


def _open_data(project: Project, profile: Profile, year: int) -> dict[str, bytes]:
    from helpers.data import open_store

    with open_store(project.data, project.build / "store") as store:
        return opendata.files(store, profile, year)


def _beside(project: Project, city: str, config: Mapping[str, Any]) -> Iterator[tuple[str, Path]]:
    """Yield what the pages use: files beside hand-written chapters, and files that `_quarto.yml` names."""
    from helpers.data import list_cities

    cities = set(list_cities(project.data))
    for base in (project.chapters, project.chapters / city):
        for path in sorted(base.rglob("*")):
            relative = path.relative_to(base)
            if (
                path.is_file()
                and path.suffix != ".qmd"
                and not relative.parts[0].startswith(".")
                and relative.parts[0] not in cities
            ):
                yield f"chapters/{relative.as_posix()}", path
    for text in _texts(config):
        path = project.root / text
        if (
            text
            and ".." not in text
            and not text.startswith("/")
            and path.suffix not in ("", ".qmd", ".ipynb", ".md")
            and path.is_file()
        ):
            yield text, path


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value if "\n" not in value and len(value) < 200 else ""
    elif isinstance(value, Mapping):
        for item in value.values():
            yield from _texts(item)
    elif isinstance(value, list):
        for item in value:
            yield from _texts(item)


def _config(
    book: BookFile, profile: Profile, year: int, paths: list[str], colophon: Mapping[str, str]
) -> dict[str, Any]:
    """Return the book project's `_quarto.yml`: the root's, with this municipality's chapters and profile."""
    config = copy.deepcopy(book.data)
    config.setdefault("project", {}).update({"output-dir": "_output", "resources": list(opendata.PUBLISHED)})
    targets = {entry.file: entry.target for entry in book.entries}
    remaining = set(paths)
    section = config["book"]
    for key in ("chapters", "appendices"):
        if key in section:
            section[key] = _renamed(section[key], targets, remaining)
    listed = {targets.get(entry.file, entry.file) for entry in book.entries}
    added = [path for path in paths if path not in listed]
    position = 1 + max((i for i, item in enumerate(section["chapters"]) if _holds(item, book)), default=0)
    section["chapters"][position:position] = added
    section["title"] = profile.title or f"Bildungsbericht {profile.name}"
    section["subtitle"] = profile.subtitle or f"Bildung in Zahlen {year}"
    if profile.published:
        section["date"] = profile.published.isoformat()
    section["output-file"] = f"bildungsbericht-{profile.city}"
    if profile.publisher:
        section["author"] = profile.publisher.name
    if profile.fictional:
        html = config.setdefault("format", {}).setdefault("html", {})
        html["include-before-body"] = {"text": f'<p class="fiktiv">{FICTIONAL}</p>'}
    config["kommune"] = _kommune(profile, year, config.get("kommune") or {})
    config["kolophon"] = {"assembler": ASSEMBLER_BY_HAND, **colophon}
    return config


def _renamed(items: list[Any], targets: Mapping[str, str], remaining: set[str]) -> list[Any]:
    """Return a list of chapters with notebooks as chapters, without those that were left out."""
    result: list[Any] = []
    for item in items:
        if isinstance(item, dict):
            item = {k: targets.get(v, v) if isinstance(v, str) else v for k, v in item.items()}
            if "chapters" in item:
                item["chapters"] = _renamed(item["chapters"], targets, remaining)
                if item["chapters"]:
                    result.append(item)
            elif item.get("file", item.get("href")) in remaining:
                result.append(item)
        elif targets.get(item, item) in remaining:
            result.append(targets.get(item, item))
    return result


def _holds(item: Any, book: BookFile) -> bool:
    """Tell whether an item of the list of chapters is or contains a notebook."""
    notebooks = {entry.target for entry in book.entries if entry.is_notebook}
    return any(text in notebooks for text in _texts(item))


def _kommune(profile: Profile, year: int, defaults: Mapping[str, Any]) -> dict[str, Any]:
    """Return what pages and assemblers may know of the municipality; what its profile lacks keeps the root's wording."""
    contact = profile.contact
    given = (
        {name: getattr(contact, name) for name in ("name", "department", "email", "phone", "url")}
        if contact
        else {}
    )
    if profile.publisher and profile.publisher.address:
        given["address"] = profile.publisher.address
    kommune: dict[str, Any] = {
        **defaults,
        "name": profile.name,
        "ags": profile.ags,
        "kind": profile.kind,
        "land": profile.land,
        "locative": profile.in_city,
        "genitive": profile.of_city,
        "year": str(year),
        "contact": {**(defaults.get("contact") or {}), **{k: v for k, v in given.items() if v}},
    }
    if profile.publisher:
        kommune["publisher"] = profile.publisher.name
        if profile.publisher.responsible:
            kommune["responsible"] = profile.publisher.responsible
    for name in ("accessibility", "privacy"):
        if part := getattr(profile, name):
            told = {key: _told(value) for key, value in part}
            kommune[name] = {**(defaults.get(name) or {}), **{k: v for k, v in told.items() if v}}
    kommune |= {
        name: True
        for name, part in (("official", profile.publisher), ("reviewed", profile.accessibility))
        if part
    }
    if profile.colours:
        kommune["colours"] = {k: v for k, v in profile.colours.model_dump().items() if v}
    if profile.fictional:
        kommune["fictional"] = True
    for name in ("logo_alt", "cover_alt"):
        if text := getattr(profile, name):
            kommune[name] = text
    return kommune


def _brand(colours: Mapping[str, str]) -> bytes:
    """Return the municipality's colour as Quarto's own layout reads it, dark enough for text."""
    from helpers.assemble.builtin.colours import theme

    chosen, _ = theme(**colours)
    return yaml.dump({"color": {"primary": chosen.primary}}).encode()


def _told(value: Any) -> str:
    """Return a detail of the profile as a reader sees it: dates in words, several sentences one after another."""
    if isinstance(value, dt.date):
        return period_words(value.isoformat())
    return " ".join(value) if isinstance(value, tuple) else str(value)


def _write(folder: Path, files: Mapping[str, bytes]) -> Path:
    """Write the project beside the old one, then put it in its place."""
    partial_ = folder.with_name(f".{folder.name}.neu")
    shutil.rmtree(partial_, ignore_errors=True)
    for path, content in files.items():
        target = partial_ / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)
    shutil.rmtree(folder, ignore_errors=True)
    partial_.replace(folder)
    return folder
