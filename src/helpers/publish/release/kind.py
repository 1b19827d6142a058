"""What a report is to be: a draft, or an edition that is released (`publish.make_release`)."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from helpers.publish.release.content import Edition


class Kind(Protocol):
    """What happens while a report is made."""

    def on_book(self, book: Path, printed: Edition) -> str:
        """Write into the book project what it is to be; return the version of an edition, empty for a draft."""

    def on_files(self, folder: Path) -> None:
        """Look at the finished files before they take the old ones' place."""


class Draft:
    """A draft says so on every page, and nothing stands in its way."""

    def on_book(self, book: Path, printed: Edition) -> str:
        """Mark the book project; return no version."""
        from helpers.publish.release.mark import mark_draft

        mark_draft(book, printed.fingerprint)
        return ""

    def on_files(self, folder: Path) -> None:
        """Let everything pass."""


DRAFT = Draft()
