"""Terms of the glossary: an anchor for each, and a link from where a chapter first uses it."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import PurePosixPath

from helpers.data.keys import spelt_out
from helpers.errors import BookError
from helpers.pipeline.book.bookpages import Page

NAME = "glossar"
_ENTRY = re.compile(r"^(?P<term>[^\n:|>#\[][^\n]*)\n:[ \t]+\S")
_BRACKETS = re.compile(r"^(?P<long>.+?) \((?P<short>[^()]+)\)$")
_DIV = re.compile(r"^:{3,}[ \t]*\{(?P<inside>.*)\}[ \t]*$")
_CLOSED = re.compile(
    r"#(?:fig|tbl|lst)-|\.(?:figure-notes|stimmen|rueckmeldung|cards|content-visible|content-hidden)\b"
)
"""Blocks whose text is a caption, a note, somebody's words, or furniture."""
_MASKED = re.compile(
    r"`+[^`]*`+|\{\{<.*?>\}\}|\$[^$\n]*\$|<[^<>\s][^<>]*>|(?<![\w\\])-?@[\w-]+"
    r"|!?\[(?:[^\[\]]|\[[^\[\]]*\])*\](?:\([^()]*\)|\{[^{}]*\}|\[[^\[\]]*\])?|\]\([^()]*\)|\{[^{}]*\}|\\.",
    re.DOTALL,
)
_ADJECTIVE = re.compile(r"^(?P<stem>[A-ZÄÖÜ]?[a-zäöüß]{3,}?)(?:e|er|es|en|em)$")
_LINK = re.compile(r"\[([^\[\]]*)\]\([^()]*#glossar-[\w-]+\)\{\.glossar\}")
_WORD, _SPACE = r"[\w-]", r"[ \u00a0\n]+"


@dataclass(frozen=True)
class Glossary:
    """The terms of a book.

    Args:
        path: where the glossary lies in the book project.
        anchors: what is written in the text, as a group of `pattern` → the term's id.
        pattern: finds any form of any term, the longest first; None where there is no term.
    """

    path: str = ""
    anchors: tuple[str, ...] = ()
    pattern: re.Pattern[str] | None = None


def with_anchors(page: Page) -> Page:
    """Return the glossary with an id at each term.

    Raises:
        BookError: a term is explained twice.
    """
    seen: dict[str, str] = {}
    blocks = []
    for block in page.blocks:
        entry = _ENTRY.match(block.text) if block.kind == "text" else None
        if entry:
            term = entry["term"].strip()
            id_ = anchor(term)
            if id_ in seen:
                raise BookError(
                    f"{page.source}, Zeile {block.line}: Der Begriff „{term}“ ist schon erklärt. Bitte eine der beiden Erklärungen "
                    "streichen: Jeder Begriff hat im Bericht nur eine."
                )
            seen[id_] = term
            block = replace(block, text=f"[{term}]{{#{id_}}}{block.text[len(entry['term']) :]}")
        blocks.append(block)
    return replace(page, blocks=blocks)


def read_glossary(page: Page) -> Glossary:
    """Return the terms of a glossary before it gets its anchors."""
    forms: dict[str, str] = {}
    for block in page.blocks:
        if block.kind == "text" and (entry := _ENTRY.match(block.text)):
            term = entry["term"].strip()
            both = _BRACKETS.match(term)
            for form in (both["long"], both["short"]) if both else (term,):
                forms.setdefault(form, anchor(term))
    ordered = sorted(forms, key=lambda form: (-len(form), form))
    if not ordered:
        return Glossary(page.path)
    any_form = "|".join(f"({inflected(form)})" for form in ordered)
    pattern = re.compile(f"(?<!{_WORD})(?:{any_form})(?!{_WORD}|\\.{_WORD})")
    return Glossary(page.path, tuple(forms[form] for form in ordered), pattern)


def anchor(term: str) -> str:
    """Return the id of a term.

    >>> anchor("Amtlicher Gemeindeschlüssel (AGS)")
    'glossar-amtlicher-gemeindeschluessel-ags'
    """
    return f"{NAME}-{re.sub(r'[^0-9a-z]+', '-', spelt_out(term)).strip('-')}"


def inflected(term: str) -> str:
    """Return a pattern for a term in all cases, singular and plural, as far as endings and an umlaut tell.

    >>> bool(re.fullmatch(inflected("Mittlerer Abschluss"), "mittleren Abschlüssen"))
    True
    """
    words = term.split(" ")
    patterns = []
    for i, word in enumerate(words):
        adjective = _ADJECTIVE.match(word)
        if not re.search("[a-zäöü]", word) or word in ("und", "mit", "mehreren", "der"):
            patterns.append(re.escape(word))  # an abbreviation, or a word between others
        elif adjective and i + 1 < len(words) and words[i + 1][:1].isupper():
            first = adjective["stem"][0]
            patterns.append(
                f"[{first.upper()}{first.lower()}]{re.escape(adjective['stem'][1:])}(?:er|es|en|em|e)"
            )
        else:
            patterns.append(_noun(word))
    return _SPACE.join(patterns)


def _noun(word: str) -> str:
    stem = re.sub(r"(?:en|e)$", "", word) if len(word) > 5 else word
    vowel = next((i for i in range(len(stem) - 1, -1, -1) if stem[i] in "aou"), None)
    if vowel and stem[vowel - 1 : vowel + 1] == "au":
        vowel -= 1  # Raum, Räume
    if vowel is not None and stem == word and not stem[vowel + 1 :].startswith(("r", "ng")):
        umlaut = {"a": "[aä]", "o": "[oö]", "u": "[uü]"}[stem[vowel]]
        body = re.escape(stem[:vowel]) + umlaut + re.escape(stem[vowel + 1 :])
    else:
        body = re.escape(stem)
    return f"{body}(?:ern|er|en|es|em|e|n|s)?"


def with_links(page: Page, glossary: Glossary, seen: set[str] | None = None) -> Page:
    """Return a page with a link at the first use of each term in its text.

    Not in headings, captions, tables, links, code and quotations.

    Args:
        page: a chapter.
        glossary: the terms.
        seen: ids that are linked already; those of this page are added.
    """
    if glossary.pattern is None:
        return page
    seen = set() if seen is None else seen
    target = posixpath.relpath(glossary.path, posixpath.dirname(page.path) or ".")
    blocks, closed = [], [False]
    for block in page.blocks:
        if block.kind == "open":
            inside = _DIV.match(block.text)
            closed.append(closed[-1] or bool(inside and _CLOSED.search(inside["inside"])))
        elif block.kind == "close" and len(closed) > 1:
            closed.pop()
        if (
            block.kind == "text"
            and not closed[-1]
            and not block.text.startswith(("|", "+-", "---", "{{<", "!["))
        ):
            block = replace(block, text=_linked(block.text, glossary, target, seen))
        blocks.append(block)
    return replace(page, blocks=blocks)


def _linked(text: str, glossary: Glossary, target: str, seen: set[str]) -> str:
    assert glossary.pattern is not None

    def link(found: re.Match[str]) -> str:
        id_ = glossary.anchors[(found.lastindex or 1) - 1]
        if id_ in seen:
            return found[0]
        seen.add(id_)
        return f"[{found[0]}]({target}#{id_}){{.glossar}}"

    result, at = [], 0
    for masked in _MASKED.finditer(text):
        result += [glossary.pattern.sub(link, text[at : masked.start()]), masked[0]]
        at = masked.end()
    return "".join([*result, glossary.pattern.sub(link, text[at:])])


def unlinked(text: str) -> str:
    """Return Markdown with the links to the glossary taken back, for what is printed without one.

    >>> unlinked("Die [Quote](glossar.qmd#glossar-quote){.glossar} steigt.")
    'Die Quote steigt.'
    """
    return _LINK.sub(r"\1", text)


def link_terms(
    pages: Sequence[Page], comments: Mapping[str, Page], appendices: Collection[str]
) -> tuple[list[Page], dict[str, Page]]:
    """Return pages and comments with their terms linked, and the glossary with its anchors.

    Args:
        pages: the pages of the book.
        comments: what departments wrote, by name of the chapter.
        appendices: paths of pages that are not linked.
    """
    from helpers.data.participation.chapters import plain_name

    found = next((page for page in pages if PurePosixPath(page.path).stem == NAME), None)
    if found is None:
        return list(pages), dict(comments)
    glossary = read_glossary(found)
    result, notes = [], dict(comments)
    for page in pages:
        if page is found:
            result.append(with_anchors(page))
        elif page.path in appendices:
            result.append(page)
        else:
            seen: set[str] = set()
            result.append(with_links(page, glossary, seen))
            name = plain_name(PurePosixPath(page.path).name)
            if name in notes:  # included into the chapter, so links count from there
                linked = with_links(replace(notes[name], path=page.path), glossary, seen)
                notes[name] = replace(notes[name], blocks=linked.blocks)
    return result, notes
