"""A draft says so on every page, in every format: the book project says it once, and either assembler repeats it."""

from __future__ import annotations

from pathlib import Path

from helpers.pipeline.book.bookconfig import dump
from helpers.safeyaml import safe_load

DRAFT = "Entwurf, Stand {}"


def mark_draft(book: Path, fingerprint: str) -> None:
    """Write into a book project that it is a draft, and of what state.

    Args:
        book: its folder.
        fingerprint: of what it prints; no clock, so that the same figures make the same files.
    """
    path = book / "_quarto.yml"
    config = safe_load(path.read_text("utf-8"))
    config["kommune"]["draft"] = mark = DRAFT.format(fingerprint)
    html = config.setdefault("format", {}).setdefault("html", {})
    before = html.get("include-before-body", {"text": ""})
    html["include-before-body"] = {"text": f'<p class="entwurf">{mark}</p>{before["text"]}'}
    path.write_bytes(dump(config))
