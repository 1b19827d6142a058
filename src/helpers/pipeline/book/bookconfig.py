"""The book project's `_quarto.yml`: the root's, with a municipality's chapters, title, profile and colours."""

from __future__ import annotations

import copy
import datetime as dt
import re
from collections.abc import Iterator, Mapping
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import yaml

from helpers.pipeline import opendata
from helpers.pipeline.bookfile import BookFile
from helpers.text.markdown import escape
from helpers.text.numbers import period_words

if TYPE_CHECKING:
    from helpers.data import Profile

FICTIONAL = "Fiktiv: Kommune und Zahlen sind erfunden"
"""Stands on every page that Quarto makes; the built-in assembler reads `kommune: fictional`."""


class _Dumper(yaml.SafeDumper):
    """Quotes texts that start like a number: to Quarto's YAML reader, an AGS without quotes is one."""


def _text(dumper: _Dumper, text: str) -> yaml.ScalarNode:
    style = "'" if text[:1] in set("+-.0123456789") else None
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=style)


_Dumper.add_representer(str, _text)


def dump(config: Mapping[str, Any]) -> bytes:
    """Return the text of a `_quarto.yml`."""
    return yaml.dump(config, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=1000).encode()


def configure(
    book: BookFile, profile: Profile, year: int, paths: list[str], colophon: Mapping[str, str | bool]
) -> dict[str, Any]:
    """Return the book project's `_quarto.yml`: the root's, with this municipality's chapters and profile.

    Args:
        book: the root's.
        profile: the municipality.
        year: report year.
        paths: the pages of the book project, in order.
        colophon: values for `{{< meta kolophon.… >}}` and `when-meta`.
    """
    config = copy.deepcopy(book.data)
    config.setdefault("project", {}).update({"output-dir": "_output", "resources": list(opendata.PUBLISHED)})
    targets = {entry.file: entry.target for entry in book.entries}
    remaining = set(paths)
    config.pop("assembler", None)  # who was chosen by it stands in the colophon
    section = config["book"]
    for key in ("chapters", "appendices"):
        if key in section:
            section[key] = _renamed(section[key], targets, remaining)
    listed = {targets.get(entry.file, entry.file) for entry in book.entries}
    for before, path in pairwise(paths):
        if path not in listed and not any(
            _insert(section.get(key) or [], before, path) for key in ("chapters", "appendices")
        ):
            section["chapters"].append(path)
    section["title"] = _told(profile.title or f"Bildungsbericht {profile.name}")
    section["subtitle"] = _told(profile.subtitle or f"Bildung in Zahlen {year}")
    if profile.published:
        section["date"] = profile.published.isoformat()
    section["output-file"] = f"bildungsbericht-{profile.city}"
    if profile.publisher:
        section["author"] = _told(profile.publisher.name)
    if profile.fictional:
        html = config.setdefault("format", {}).setdefault("html", {})
        html["include-before-body"] = {"text": f'<p class="fiktiv">{FICTIONAL}</p>'}
    config["kommune"] = _kommune(profile, year, config.get("kommune") or {})
    if profile.identifier:
        doi = doi_of(profile.identifier)
        section |= {"doi": doi} if doi else {}
        config["kommune"]["identifier"] = _told(f"https://doi.org/{doi}" if doi else profile.identifier)
    config["kommune"]["citation"] = citation(config)
    config["kolophon"] = dict(colophon or config.get("kolophon") or {})
    return config


def doi_of(identifier: str) -> str:
    """Return the bare DOI, empty for any other identifier.

    >>> doi_of("doi:10.1234/abc"), doi_of("https://doi.org/10.1234/abc"), doi_of("ISBN 978-3-00-000000-0")
    ('10.1234/abc', '10.1234/abc', '')
    """
    bare = re.sub(r"^(https?://(dx\.)?doi\.org/|doi:)\s*", "", identifier.strip(), flags=re.IGNORECASE)
    return bare if re.fullmatch(r"10\.\d{4,9}/\S+", bare) else ""


def citation(config: Mapping[str, Any], address: str = "") -> str:
    """Return how to cite a report: publisher (year): title. subtitle. identifier; Markdown.

    Args:
        config: the book project's `_quarto.yml`.
        address: of this edition, where it has no identifier.
    """
    book, kommune = config["book"], config["kommune"]
    by = kommune["publisher"] if kommune.get("official") else ""
    when = str(book.get("date") or kommune["year"])[:4]
    title = ". ".join(filter(None, (book["title"], book.get("subtitle"))))
    where = kommune.get("identifier") or str(escape(address))
    return (f"{by} ({when}): {title}." if by else f"{title} ({when}).") + (f" {where}" if where else "")


def _insert(items: list[Any], before: str, path: str) -> bool:
    """Put a chapter behind another, also within a part; tell whether that was found."""
    for i, item in enumerate(items):
        names = item.values() if isinstance(item, dict) else [item]
        if before in [name for name in names if isinstance(name, str)]:
            items.insert(i + 1, path)
            return True
        if isinstance(item, dict) and _insert(item.get("chapters") or [], before, path):
            return True
    return False


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


def _kommune(profile: Profile, year: int, defaults: Mapping[str, Any]) -> dict[str, Any]:
    """Return what pages and assemblers may know of the municipality, as Markdown; what its profile lacks keeps the root's wording."""
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
        "name": _told(profile.name),
        "ags": profile.ags,
        "kind": profile.kind,
        "land": profile.land,
        "locative": _told(profile.in_city),
        "genitive": _told(profile.of_city),
        "year": str(year),
        "contact": {**(defaults.get("contact") or {}), **{k: _told(v) for k, v in given.items() if v}},
    }
    if profile.publisher:
        kommune["publisher"] = _told(profile.publisher.name)
        if profile.publisher.responsible:
            kommune["responsible"] = _told(profile.publisher.responsible)
    for name in ("accessibility", "privacy"):
        if part := getattr(profile, name):
            told = {key: _told(value) for key, value in part}
            kommune[name] = {**(defaults.get(name) or {}), **{k: v for k, v in told.items() if v}}
    kommune |= {
        name: True
        for name, part in (("official", profile.publisher), ("reviewed", profile.accessibility))
        if part
    }
    if profile.open_data and profile.open_data.url:
        kommune["url"] = profile.open_data.url
    if profile.council_paper:
        kommune["council_paper"] = {
            key: [_told(text) for text in value] if isinstance(value, tuple) else _told(value)
            for key, value in profile.council_paper
            if value
        }
    if profile.colours:
        kommune["colours"] = {k: v for k, v in profile.colours.model_dump().items() if v}
    if profile.fictional:
        kommune["fictional"] = True
    for name in ("logo_alt", "cover_alt"):
        if text := getattr(profile, name):
            kommune[name] = _told(text)
    return kommune


def brand(colours: Mapping[str, str]) -> bytes:
    """Return the municipality's colour as Quarto's own layout reads it, dark enough for text."""
    from helpers.look.colours import theme

    chosen, _ = theme(**colours)
    return yaml.dump({"color": {"primary": chosen.primary}}).encode()


def _told(value: Any) -> str:
    """Return a detail of the profile as Markdown: dates in words, sentences one after another, lines of an address too."""
    if isinstance(value, dt.date):
        text = period_words(value.isoformat())
    elif isinstance(value, tuple):
        text = " ".join(value)
    else:
        text = ", ".join(line.strip().rstrip(",") for line in str(value).splitlines() if line.strip())
    return str(escape(text))


def texts(value: Any) -> Iterator[str]:
    """Yield all short texts of a part of `_quarto.yml`."""
    if isinstance(value, str):
        yield value if "\n" not in value and len(value) < 200 else ""
    elif isinstance(value, Mapping):
        for item in value.values():
            yield from texts(item)
    elif isinstance(value, list):
        for item in value:
            yield from texts(item)
