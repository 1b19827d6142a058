"""Every error that a user of the pipeline can cause; messages are German sentences for the person in front of the screen."""

from __future__ import annotations

import errno
import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from difflib import SequenceMatcher, get_close_matches
from pathlib import Path

_QUOTED = re.compile(r"„([^“]{300})[^“]{20,}“")


class ReportError(Exception):
    """Base of all errors that are shown as a sentence, without traceback.

    What it quotes from a file is shortened: a cell may hold a megabyte.
    """

    def __str__(self) -> str:
        return _QUOTED.sub(r"„\1 …“", super().__str__())


class UnknownCity(ReportError):
    """No municipality of that name, folder or AGS."""


class ProfileError(ReportError):
    """A municipality's profile does not follow its schema."""


class CatalogueError(ReportError):
    """The catalogue of indicators, sources, dimensions or areas is inconsistent."""


class DataError(ReportError):
    """A data file cannot be read or does not follow its schema."""


class NoData(ReportError):
    """The store holds no figure for what a notebook asked; the figure or chapter is left out."""

    def _render_traceback_(self) -> list[str]:
        """Return what IPython shows in place of a traceback: nothing went wrong, and whoever edits reads a sentence."""
        return [f"{type(self).__name__}: {self}"]


class NoChapter(NoData):
    """There is no figure for anything in a notebook; the whole chapter is left out."""


class NotebookError(ReportError):
    """A notebook is not of the expected form, or one of its cells failed."""


class BookError(ReportError):
    """The book project or its `_quarto.yml` is not consistent."""


class UnsupportedMarkdown(BookError):
    """A chapter uses a Quarto feature that the built-in assembler does not support."""


class QuartoError(ReportError):
    """Quarto is missing, too old, or failed."""


class OutputError(ReportError):
    """The report cannot be written."""


class FetchError(ReportError):
    """An office's server did not give what was asked for."""


class Offline(FetchError):
    """No server can be reached."""


def printable(text: str) -> str:
    r"""Return a text without control characters that a terminal would obey: users and files say them.

    >>> printable("rot \x1b[31m")
    'rot �[31m'
    """
    return "".join(
        c if c.isprintable() or c in "\n\u00a0\u202f" else "\N{REPLACEMENT CHARACTER}" for c in text
    )


def nearest(word: str, known: Iterable[str]) -> str:
    """Return a German half-sentence naming the nearest known words, or an empty text.

    >>> nearest("augsbrug", ["augsburg", "jena"])
    ' Meinten Sie „augsburg“?'
    """
    by_folded = {k.casefold(): k for k in known}
    folded = word.casefold()
    matches = get_close_matches(folded, by_folded, n=3, cutoff=0.6)
    # A clear best match is named alone; only what is about as near is offered beside it.
    scores = [SequenceMatcher(None, match, folded).ratio() for match in matches]
    names = [
        f"„{by_folded[m]}“" for m, score in zip(matches, scores, strict=True) if score > scores[0] - 0.05
    ]
    return f" Meinten Sie {' oder '.join(names)}?" if names else ""


def reason_for(error: OSError) -> str:
    """Say in German what the operating system says in English."""
    return {
        errno.EACCES: "keine Berechtigung",
        errno.EPERM: "keine Berechtigung",
        errno.EROFS: "der Datenträger ist schreibgeschützt",
        errno.ENOSPC: "der Datenträger ist voll",
        errno.EDQUOT: "das Speicherkontingent ist ausgeschöpft",
        errno.ENOTDIR: "ein Teil des Pfades ist kein Ordner",
        errno.EISDIR: "an der Stelle der Datei liegt ein Ordner",
        errno.EEXIST: "an der Stelle des Ordners liegt schon eine Datei",
        errno.ENOENT: "nicht gefunden",
        errno.EBUSY: "ein anderes Programm verwendet sie gerade",
        errno.EIO: "der Datenträger meldet einen Fehler",
    }.get(error.errno or 0, error.strerror or str(error))


@contextmanager
def about(path: Path) -> Iterator[None]:
    """Let what goes wrong with a file name it: of a full disk the operating system does not say where."""
    try:
        yield
    except OSError as error:
        error.filename = error.filename or str(path)
        raise


def sentence_for(error: OSError) -> str:
    """Say in German why a file could not be written or read."""
    what = f"{error.filename or 'Eine Datei'} kann nicht verwendet werden: {reason_for(error)}."
    return f"{what} Bitte Schreibrechte und freien Platz prüfen."
