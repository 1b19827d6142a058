"""Which keys of `_quarto.yml` and of a chapter's head the built-in assembler knows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from typing import Any

from helpers.errors import BookError, UnsupportedMarkdown, nearest

#: Options of one format that are followed here; every other option of a format only concerns Quarto's own layout.
FORMAT_OPTIONS = {
    "number-sections",
    "number-depth",
    "number-offset",
    "fig-cap-location",
    "tbl-cap-location",
    "lst-cap-location",
    "toc",
    "toc-depth",
    "lof",
    "lot",
}
#: Followed by the built-in assembler.
TOP = FORMAT_OPTIONS | {
    "project",
    "book",
    "format",
    "lang",
    "bibliography",
    "csl",
    "crossref",
    "title",
    "subtitle",
    "date",
    "author",
    "description",
    "metadata-files",
}
#: Mean something to Quarto only; the result does not depend on them here.
TOP_IGNORED = {
    "editor",
    "execute",
    "jupyter",
    "freeze",
    "theme",
    "css",
    "brand",
    "link-citations",
    "citeproc",
    "reference-location",
    "citation-location",
    "keep-md",
    "keep-typ",
    "code-copy",
    "code-fold",
    "lightbox",
    "date-format",
    "language",
    "profile",
}
#: Would change the result, and are not supported.
TOP_REFUSED = {
    "filters",
    "shortcodes",
    "website",
    "manuscript",
    "include-in-header",
    "include-before-body",
    "include-after-body",
    "header-includes",
    "params",
    "listing",
    "about",
    "engine",
    "extensions",
    "format-resources",
    "nocite",
    "from",
    "shift-heading-level-by",
}
PROJECT = {
    "type",
    "output-dir",
    "lang",
    "resources",
    "title",
    "render",
    "pre-render",
    "post-render",
    "execute-dir",
    "preview",
}
PROJECT_REFUSED = {"pre-render", "post-render"}
BOOK = {
    "title",
    "subtitle",
    "author",
    "date",
    "date-format",
    "abstract",
    "description",
    "chapters",
    "appendices",
    "output-file",
    "downloads",
    "language",
    "cover-image",
    "cover-image-alt",
    "favicon",
    "sidebar",
    "navbar",
    "search",
    "page-navigation",
    "page-footer",
    "reader-mode",
    "open-graph",
    "twitter-card",
    "site-url",
    "repo-url",
    "repo-actions",
    "issue-url",
    "sharing",
    "back-to-top-navigation",
    "bread-crumbs",
    "references",
    "publisher",
    "rights",
    "doi",
    "isbn",
    "margin-header",
    "margin-footer",
}
FORMATS = {"html", "typst", "docx", "epub", "pdf"}
CROSSREF = {
    f"{kind}-{part}" for kind in ("fig", "tbl", "eq", "lst", "sec", "apx") for part in ("title", "prefix")
} | {
    "chapters",
    "appendix-title",
    "title-delim",
}
FRONT_MATTER_REFUSED = TOP_REFUSED | {
    "bibliography",
    "csl",
    "format",
    "execute",
    "crossref",
    "lang",
    # what a chapter could say of itself, and no page shows
    "subtitle",
    "abstract",
    "author",
    "date",
    "description",
    "keywords",
    "categories",
    "lof",
    "lot",
    "toc",
    "toc-depth",
    "number-offset",
}


def check_closed(keys: Iterable[str], known: set[str], where: str) -> None:
    """Refuse any key that is not known."""
    for key in keys:
        if key not in known:
            raise UnsupportedMarkdown(
                f"{where}: „{key}“ kennt der eingebaute Assembler nicht.{nearest(str(key), known)}"
            )


def check_open(mapping: Mapping[str, Any], known: set[str], refused: set[str], where: str) -> None:
    """Refuse what is not supported, and a key that looks like a misspelt known one; anything else is free metadata."""
    for key in mapping:
        if key in refused:
            raise UnsupportedMarkdown(f"{where}: „{key}“ unterstützt der eingebaute Assembler nicht.")
        if key not in known and get_close_matches(str(key), known, n=1, cutoff=0.86):
            raise UnsupportedMarkdown(
                f"{where}: „{key}“ kennt der eingebaute Assembler nicht.{nearest(str(key), known)}"
            )


def check_config(config: Mapping[str, Any]) -> None:
    """Check `_quarto.yml`.

    Raises:
        UnsupportedMarkdown: it asks for something the built-in assembler does not do.
    """
    where = "_quarto.yml"
    check_open(config, TOP | TOP_IGNORED, TOP_REFUSED, where)
    for key in ("project", "book", "crossref"):
        if not isinstance(config.get(key) or {}, Mapping):
            raise BookError(f"{where}: Unter „{key}“ stehen Angaben der Form „schlüssel: wert“.")
    check_closed(config.get("project") or {}, PROJECT, f"{where}, project")
    for key in PROJECT_REFUSED & set(config.get("project") or {}):
        raise UnsupportedMarkdown(
            f"{where}, project: „{key}“ unterstützt der eingebaute Assembler nicht; er führt nichts aus."
        )
    check_closed(config.get("book") or {}, BOOK, f"{where}, book")
    check_closed(config.get("crossref") or {}, CROSSREF, f"{where}, crossref")
    formats = config.get("format")
    if isinstance(formats, str):
        formats = {formats: None}
    check_closed(formats or {}, FORMATS, f"{where}, format")
