"""HTML pages: what the template gets, and where the files go.

`site/page.html` (Jinja2, autoescape on) is rendered once per page with these names:

| name | what |
|---|---|
| `page` | the page to write, see below |
| `pages` | all pages in the order of the book |
| `groups` | the navigation: `[{"title": part title or "", "appendix": bool, "pages": [page, …]}]`, consecutive pages of one part |
| `previous`, `next` | the neighbouring pages, or `None` |
| `root` | path from this page to the report's root: `""` or `"../"` …; put it before every `href` |
| `book` | `title, subtitle, authors (list), date (German text), date_iso, lang, description` |
| `fictional` | whether municipality and figures are made up |
| `draft` | what a draft says on every page, empty for a released edition |
| `theme` | colours with computed contrast: `primary, on_primary, accent` for light pages, `primary_dark, accent_dark` for dark ones |
| `logo` | the municipality's logo: `src`, `alt`, `size` (height 40, or `None` when it cannot be read), or `None` |
| `downloads` | `result.Download` (`format, label, href`): the whole report in other formats |
| `short` | `result.Download`: what was made from it, such as the Kurzbericht |
| `districts` | the headings of the districts' profiles, with their `href` from the report's root |
| `toc_depth` | deepest heading level to list in the page's own contents |

A page has `href`, `file` (its source), `number` ("2", "A" or ""), `title` (text), `title_html` (markup, safe), `part`, `appendix`
(bool), `is_index` (bool), `id` (anchor of its title), `body` (markup, safe, without the page's h1: its headings start at h2) and
`headings`: `[{"id", "level" (2…), "number", "html" (safe)}]`.

Beside the pages: the folder `site/` with every file of `builtin/site/` except the template, and `site/search-index.js`, which says
`window.SEARCH = [{"href", "number", "title", "chapter", "text"}, …];`, one entry per section, hrefs relative to the report's root.

Markup in `body` (classes to style): `figure.float.float-fig|-tbl|-lst` with `figcaption > .caption-label`, `.float-body`,
`.figure-scroll[role=region]` (the body of a single picture), `.figure-notes` (Lesebeispiel, Quelle, `a.download`), `.float-part` for
sub-figures; `.table-scroll[role=region] > table`;
`.callout.callout-note|-tip|-warning|-important|-caution` (`div`, or `details` when it folds) with `.callout-title`, `.callout-body`,
`.callout-simple|-minimal`; `.tabset[data-group] > section.tab > p.tab-title` (one after another without script); `.grid > .grid-row
[data-columns="1 2"] > .grid-cell`; `[data-width]` of
pictures and table columns; `.margin-note`; `.wide-page|-outset`; `.equation > .equation-number`; `.tasks .task`; `.page-break`;
`a.quarto-xref`; `a.anchor`; `.heading-number`; `.card svg.spark`; `.mark .kbd .small .smallcaps .underline`; `.footnotes`, `.footnote-ref`,
`.footnote-back`; `#refs .csl-entry`; `div.sourceCode pre code` with Pandoc's highlighting classes; `.visually-hidden`.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Sequence
from fnmatch import fnmatch
from functools import cache
from itertools import groupby
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader

from helpers.assemble.builtin.book import Book
from helpers.assemble.builtin.pandoc import Written
from helpers.assemble.charts import PROFILE, finish_site, with_charts
from helpers.assemble.result import Download
from helpers.files import copy_files
from helpers.look import images
from helpers.look.colours import Theme

SITE = Path(__file__).parent / "site"
TEMPLATE = "page.html"
COLOURS = "colours.css"
LOGO_HEIGHT = 40


@cache
def templates() -> Environment:
    """Return the templates, compiled once in a process."""
    environment = Environment(
        loader=FileSystemLoader(SITE), autoescape=True, trim_blocks=True, lstrip_blocks=True
    )
    for name in (TEMPLATE, COLOURS):
        environment.get_template(name)
    return environment


def write_pages(
    book: Book,
    written: Written,
    theme: Theme,
    out: Path,
    downloads: Sequence[Download],
    short: Sequence[Download] = (),
) -> list[Path]:
    """Write every page, the site's own files and the files that the chapters refer to; return the pages."""
    template = templates().get_template(TEMPLATE)
    pages = [page | {"is_index": page["href"] == "index.html"} for page in written.formats["html"]]
    shared = {
        "pages": pages,
        "groups": _groups(pages),
        "book": _book(book),
        "fictional": book.fictional,
        "draft": book.draft,
        "theme": theme.as_dict(),
        "logo": _logo(book),
        "downloads": list(downloads),
        "short": list(short),
        "toc_depth": book.options("html")["toc-depth"],
    }
    places = {h["id"]: f"{page['href']}#{h['id']}" for page in pages for h in page["headings"]}
    shared["districts"] = [
        h | {"href": places[h["id"]]}
        for page in pages
        for h in page["headings"]
        if h["id"].startswith(PROFILE)
    ]
    files = []
    for i, page in enumerate(pages):
        target = out / page["href"]
        target.parent.mkdir(parents=True, exist_ok=True)
        root = "../" * page["href"].count("/")
        text = template.render(
            page=page,
            previous=pages[i - 1] if i else None,
            next=pages[i + 1] if i + 1 < len(pages) else None,
            root=root,
            **shared,
        )
        text = with_charts(text, book.root / Path(page["href"]).parent, root, places)
        target.write_text(text, "utf-8", newline="\n")
        files.append(target)
    _write_site(out / "site", pages)
    (out / "site" / COLOURS).write_text(
        templates().get_template(COLOURS).render(theme=shared["theme"]), "utf-8", newline="\n"
    )
    logo = [book.meta("kommune.logo")] if shared["logo"] else []
    copy_files([*written.used, *_resources(book), *logo], book.root, out)
    finish_site(out)
    return files


def _book(book: Book) -> dict[str, Any]:
    return {
        "title": book.title,
        "subtitle": book.subtitle,
        "authors": list(book.authors),
        "date": book.date_text,
        "date_iso": book.date.isoformat() if book.date else "",
        "lang": book.meta("lang", "de"),
        "description": book.text("book.description"),
    }


def _logo(book: Book) -> dict[str, Any] | None:
    file = book.meta("kommune.logo")
    if file not in book.files:
        return None
    found = images.size(book.root / file)
    return {
        "src": file,
        "alt": book.text("kommune.logo_alt", "Logo " + book.text("kommune.name")),
        "size": (round(found[0] * LOGO_HEIGHT / found[1]), LOGO_HEIGHT) if found else None,
    }


def _resources(book: Book) -> list[str]:
    """Return the files that Quarto's `project: resources:` names; they are published as they are."""
    patterns = (book.config.get("project") or {}).get("resources") or []
    patterns = [patterns] if isinstance(patterns, str) else patterns
    return [file for file in book.files if any(fnmatch(file, str(pattern)) for pattern in patterns)]


def _groups(pages: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [
        {"title": title, "appendix": appendix, "pages": list(members)}
        for (title, appendix), members in groupby(pages, key=lambda page: (page["part"], page["appendix"]))
    ]


def _write_site(target: Path, pages: list[dict[str, Any]]) -> None:
    target.mkdir(parents=True, exist_ok=True)
    for path in sorted(SITE.rglob("*")):
        if path.is_file() and path.name not in (TEMPLATE, COLOURS) and "__pycache__" not in path.parts:
            copy = target / path.relative_to(SITE)
            copy.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, copy)
    sections = [section for page in pages for section in page.pop("sections")]
    text = json.dumps(sections, ensure_ascii=False, separators=(",", ":")).replace("</", "<\\/")
    (target / "search-index.js").write_text(f"window.SEARCH = {text};\n", "utf-8", newline="\n")
