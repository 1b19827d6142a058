"""Checks of what is about to be published: links, other servers, sizes, drafts."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Mapping
from html.parser import HTMLParser
from urllib.parse import unquote, urlsplit

LARGEST = 50 * 2**20
"""Bytes of one file: more is nobody's chapter, and many servers refuse it."""
_FETCHED = {
    ("script", "src"),
    ("img", "src"),
    ("iframe", "src"),
    ("source", "src"),
    ("video", "src"),
    ("object", "data"),
}
_URL = re.compile(rb"url\(\s*[\"']?(?:https?:)?//")
_DRAFT = re.compile(r"Entwurf, Stand [0-9a-f]{8}")


def problems(files: Mapping[str, bytes]) -> Iterator[str]:
    """Yield a German line about everything that must not be published as it is.

    Args:
        files: content by path.
    """
    anchors: dict[str, set[str]] = {}
    links: list[tuple[str, str]] = []
    for path, content in files.items():
        if len(content) > LARGEST:
            yield f"{path}: {len(content) // 2**20} MB sind zu groß; erlaubt sind {LARGEST // 2**20} MB."
        if path.endswith(".css") and _URL.search(content):
            yield f"{path}: lädt etwas von einem anderen Server."
        if path.endswith(".html"):
            text = content.decode("utf-8")
            if _DRAFT.search(text):
                yield f"{path}: ist als Entwurf gekennzeichnet."
            page = _Page()
            page.feed(text)
            anchors[path] = page.ids
            links += [(path, link) for link in page.links]
            yield from (f"{path}: lädt {link} von einem anderen Server." for link in page.foreign)
    for path, link in links:
        parts = urlsplit(link)
        target = (
            posixpath.normpath(posixpath.join(posixpath.dirname(path), unquote(parts.path)))
            if parts.path
            else path
        )
        if target.startswith(".."):
            yield f"{path}: Der Link „{link}“ führt aus dem Bericht hinaus."
        elif target not in files and f"{target}/index.html".removeprefix("./") not in files:
            yield f"{path}: Der Link „{link}“ führt ins Leere."
        elif "=" in parts.fragment:
            continue  # a reader's choice, which a script reads from the address
        elif parts.fragment and target in anchors and unquote(parts.fragment) not in anchors[target]:
            yield f"{path}: Die Stelle „{link}“ gibt es nicht."


class _Page(HTMLParser):
    """Collects where a page leads, what it loads and which places it has."""

    def __init__(self) -> None:
        super().__init__()
        self.ids: set[str] = set()
        self.links: list[str] = []
        self.foreign: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {key: value for key, value in attrs if value}
        if "id" in given:
            self.ids.add(given["id"])
        loads = tag == "link" and not {"canonical", "alternate", "license"} & set(
            given.get("rel", "").split()
        )
        for key in ("href", "src", "data"):
            value = given.get(key, "")
            if not value or (key == "data" and tag != "object"):
                continue
            scheme = urlsplit(value).scheme
            if scheme in ("http", "https") or value.startswith("//"):
                if loads or (tag, key) in _FETCHED:
                    self.foreign.append(value)
            elif not scheme:
                self.links.append(value)
