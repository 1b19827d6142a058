"""A town's own Word template: its styles, letterhead, header and footer, with what the report needs beside them."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Mapping, Sequence
from xml.etree import ElementTree
from xml.sax.saxutils import escape, unescape

from helpers.assemble.builtin.docx import Style, packed
from helpers.errors import BookError

LARGEST = 20 * 2**20
"""Bytes of a template with all that is in it."""

_MARGIN = re.compile(r"word/(?:header|footer)\d*\.xml")
_PARAGRAPH = re.compile(r"<w:p\b(?:(?!<w:p\b).)*?</w:p>", re.DOTALL)
_TEXT = re.compile(r"(<w:t(?: [^>]*)?>)([^<]*)(</w:t>)")
_PLACEHOLDER = re.compile(r"\{\{(\w+)\}\}")
_NAME = re.compile(rb'<w:name w:val="([^"]+)"')


def from_template(content: bytes, name: str, styles: Sequence[Style], texts: Mapping[str, str]) -> bytes:
    """Return a reference document for Pandoc: the template, with styles it lacks, and its placeholders filled in.

    Args:
        content: the template.
        name: its name, for messages.
        styles: styles that the document uses.
        texts: what stands in place of `{{name}}` in headers and footers.

    Raises:
        BookError: it is no Word document, or has a placeholder that nobody knows.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            if sum(info.file_size for info in archive.infolist()) > LARGEST:
                raise BookError(f"{name}: Die Vorlage ist ausgepackt größer als {LARGEST // 2**20} MB.")
            parts = {part: archive.read(part) for part in archive.namelist() if not part.endswith("/")}
        known = {style.lower() for style in _NAME.findall(parts["word/styles.xml"])}
        if b"<!DOCTYPE" in parts["word/document.xml"] + parts["word/styles.xml"]:
            raise ValueError(name)
        for part in ("word/document.xml", "word/styles.xml"):
            ElementTree.fromstring(parts[part])  # noqa: S314  (without declarations there are no entities)
    except (zipfile.BadZipFile, ElementTree.ParseError, KeyError, ValueError, EOFError, RuntimeError):
        raise BookError(
            f"{name} ist keine lesbare Word-Datei. Bitte in Word als „Word-Dokument (*.docx)“ speichern, nicht als .dotx oder .doc."
        ) from None
    lacking = "".join(style.xml() for style in styles if style.name.lower().encode() not in known)
    parts["word/styles.xml"] = parts["word/styles.xml"].replace(
        b"</w:styles>", lacking.encode() + b"</w:styles>"
    )
    for part in parts:
        if _MARGIN.fullmatch(part):
            text = parts[part].decode("utf-8", "replace")
            parts[part] = _PARAGRAPH.sub(lambda found: _filled(found[0], name, texts), text).encode()
    return packed(sorted(parts.items()))


def _filled(paragraph: str, name: str, texts: Mapping[str, str]) -> str:
    """Fill in the placeholders of a paragraph; Word cuts them into pieces, so its text then stands in the first piece."""
    whole = unescape("".join(found[2] for found in _TEXT.finditer(paragraph)))

    def text_for(found: re.Match[str]) -> str:
        if found[1] not in texts:
            raise BookError(
                f"{name}: Den Platzhalter „{{{{{found[1]}}}}}“ gibt es nicht. Möglich sind: {', '.join(texts)}."
            )
        return texts[found[1]]

    said = _PLACEHOLDER.sub(text_for, whole)
    if said == whole:
        return paragraph
    first, *_ = _TEXT.finditer(paragraph)
    start, end = first.span(2)
    rest = _TEXT.sub(r"\1\3", paragraph[end:])
    return paragraph[:start] + escape(said) + rest
