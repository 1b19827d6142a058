"""Pictures in a notebook's text: those pasted into a cell become files beside the chapter."""

from __future__ import annotations

import base64
import binascii
import re
from pathlib import PurePosixPath
from typing import Any

from helpers.errors import NotebookError
from helpers.look.images import harmless

_PASTED = re.compile(
    r"!\[(?P<alt>[^\]]*)\]\(attachment:(?P<name>[^)\s]+)(?P<title>[^)]*)\)(?P<attributes>\{[^}]*\})?"
)
_KINDS = {"image/png": "png", "image/jpeg": "jpg", "image/svg+xml": "svg"}
_FILE_NAME = re.compile(r"(?i)^[^ ]*\.(png|jpe?g|gif|svg|webp)$|^(image|bild|grafik)?[ _-]?\d*$")


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
        bundle = (cell.get("attachments") or {}).get(name)
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
