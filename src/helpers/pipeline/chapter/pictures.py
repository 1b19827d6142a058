"""Pictures in a notebook's text: those pasted into a cell become files beside the chapter."""

from __future__ import annotations

import base64
import binascii
import re
from html import unescape
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import unquote

from helpers.errors import NotebookError
from helpers.look.images import harmless
from helpers.text.lines import read
from helpers.text.markdown import escape

_PASTED = re.compile(
    r"!\[(?P<alt>[^\]]*)\]\(<?attachment:(?P<name>[^)\"'>]+?)>?(?P<title>\s+[\"'][^)]*)?\)(?P<attributes>\{[^}]*\})?"
)
_KINDS = {"image/png": "png", "image/jpeg": "jpg", "image/svg+xml": "svg"}
_FILE_NAME = re.compile(r"(?i)^[^ ]*\.(png|jpe?g|gif|svg|webp)$|^(image|bild|grafik)?[ _-]?\d*$")


_TAG = re.compile(
    r"<img\b(?P<attributes>(?:\s+[\w-]+\s*=\s*(?:\"[^\"]*\"|'[^']*'|[^\s>\"']+))*)\s*/?>", re.IGNORECASE
)
_ATTRIBUTE = re.compile(r"([\w-]+)\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s>\"']+))")
_SIZE = re.compile(r"(\d+(?:\.\d+)?)(px|%|)")
_TO_NOTEBOOK = re.compile(r"(?<=\]\()(?:\./|\.\./notebooks/)?([\w.-]+)\.ipynb(?=[)#])")
_CODE = re.compile(r"((`+)(?!`).*?(?<!`)\2(?!`))")


def as_markdown(text: str) -> str:
    """Return a cell's Markdown with HTML's pictures, which JupyterLab shows, as Markdown's, and links to notebooks as links to chapters.

    >>> as_markdown('<img src="plan.png" alt="Lageplan" width="300">, `<img>`, [Kitas](03-kitas.ipynb#ganztag)')
    '![Lageplan](plan.png){width=300px}, `<img>`, [Kitas](03-kitas.qmd#ganztag)'
    """
    if "<img" not in text.casefold() and ".ipynb" not in text:
        return text
    return "\n".join(
        line.text
        if line.kind != "text"
        else "".join(
            part if i % 3 else _TO_NOTEBOOK.sub(r"\1.qmd", _TAG.sub(_picture, part))
            for i, part in enumerate(_CODE.split(line.text))
            if i % 3 != 2  # the fence alone
        )
        for line in read(text)
    )


def _picture(tag: re.Match[str]) -> str:
    """Return an image of HTML as Markdown; one that asks for more than a size stays, to be refused by name."""
    given = {name.casefold(): a or b or c for name, a, b, c in _ATTRIBUTE.findall(tag["attributes"])}
    sizes = [(name, _SIZE.fullmatch(given.pop(name, ""))) for name in ("width", "height")]
    source, alt = given.pop("src", ""), given.pop("alt", "")
    given.pop("title", None)
    if given or not source:
        return tag[0]
    size = " ".join(f"{name}={found[1]}{found[2] or 'px'}" for name, found in sizes if found)
    target = f"<{source}>" if " " in source else source
    return f"![{escape(unescape(alt))}]({target})" + (f"{{{size}}}" if size else "")


def attached(text: str, cell: Any, where: str, prefix: str, files: dict[str, bytes]) -> str:
    """Return a cell's Markdown with pasted pictures as files.

    Args:
        text: the Markdown.
        cell: the cell, with its attachments.
        where: notebook and cell, as the start of a message.
        prefix: path of the files, up to their own name.
        files: collects them.

    Raises:
        NotebookError: a picture is missing, of a kind that not every program shows, or has no description.
    """

    def place(found: re.Match[str]) -> str:
        name, alt = found["name"], found["alt"].strip()
        held = cell.get("attachments") or {}
        bundle = held.get(name) or held.get(unquote(name))
        if not bundle:
            raise NotebookError(
                f"{where}: Das eingefügte Bild „{name}“ gibt es in der Zelle nicht mehr. Bitte neu einfügen."
            )
        kind = next((mime for mime in bundle if mime in _KINDS), None)
        if kind is None:
            raise NotebookError(
                f"{where}: Das eingefügte Bild „{name}“ ist weder PNG noch JPEG noch SVG ({', '.join(bundle)})."
            )
        attributes = found["attributes"] or ""
        if _FILE_NAME.match(alt) and "alt=" not in attributes:
            raise NotebookError(
                f"{where}: Dem eingefügten Bild „{name}“ fehlt eine Beschreibung für Menschen, die es nicht sehen. "
                f"Bitte zwischen die eckigen Klammern schreiben, was es zeigt: ![Was das Bild zeigt](attachment:{name})."
            )
        content = bundle[kind]
        content = "".join(content) if isinstance(content, list) else content
        path = f"{prefix}-{len(files)}.{_KINDS[kind]}"
        try:
            pasted = (
                base64.b64decode(content, validate=False)
                if not content.lstrip().startswith("<")
                else content.encode()
            )
        except (binascii.Error, ValueError):
            raise NotebookError(
                f"{where}: Das eingefügte Bild „{name}“ ist beschädigt. Bitte neu einfügen."
            ) from None
        files[path] = harmless(PurePosixPath(path).name, pasted, f"{where}: {name}")
        return f"![{found['alt']}]({path}){attributes}"

    return _PASTED.sub(place, text) if "attachment:" in text else text
