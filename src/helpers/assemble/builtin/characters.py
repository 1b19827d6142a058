"""Characters of a book that no font of the PDF has: all of them, each with its place, before anything is set."""

from __future__ import annotations

from collections.abc import Mapping

from helpers.assemble.builtin.book import Book
from helpers.assemble.builtin.source import place
from helpers.errors import BookError
from helpers.look.glyphs import described, missing

MOST = 10


def check(book: Book) -> None:
    """Refuse a book with a character that its PDF could not show.

    Raises:
        BookError: naming each character and its first place.
    """
    found: dict[str, str] = {}
    for chapter in book.chapters:
        for line, origin in zip(chapter.source.lines, chapter.source.origins, strict=True):
            for character in missing(line):
                found.setdefault(character, place(*origin))
        for character in missing(chapter.title):
            found.setdefault(character, chapter.file)
    for key in ("book.title", "book.subtitle", "kommune.name", "kommune.publisher"):
        for character in missing(book.text(key)):
            found.setdefault(character, f"_quarto.yml, {key}")
    refuse(found)


def refuse(found: Mapping[str, str]) -> None:
    """Raise for characters that no font has, each with its first place.

    Raises:
        BookError: there are any.
    """
    if not found:
        return
    named = [f"{where}: {described(character)}" for character, where in list(found.items())[:MOST]]
    more = [f"(und {len(found) - MOST} weitere)"] if len(found) > MOST else []
    raise BookError(
        "\n- ".join(
            [
                "Für diese Zeichen hat der Bericht keine Schrift, das PDF könnte sie nicht zeigen:",
                *named,
                *more,
            ]
        )
        + "\nBitte in lateinische Buchstaben übertragen oder weglassen; ohne PDF geht es mit FORMAT=html."
    )
