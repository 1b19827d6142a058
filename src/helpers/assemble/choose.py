"""Which assembler makes the report, and why."""

from __future__ import annotations

import os
import re
import shutil
import sys
from collections.abc import Collection
from dataclasses import dataclass, replace
from pathlib import Path

from helpers.assemble.command import run
from helpers.errors import QuartoError

OLDEST = (1, 9)
ASSEMBLERS = ("auto", "builtin", "quarto")
ANSWER_SECONDS = 60
"""How long a Quarto may think about its own version; on a busy machine it takes ten."""


@dataclass(frozen=True)
class Choice:
    """The assembler taken.

    Args:
        reason: German sentence: which one, and why.
        quarto: Quarto's command; None for the built-in assembler.
        version: Quarto's.
        notes: German sentences for the person who makes the report.
        free: nobody asked for this one, so that the built-in one goes on where Quarto fails.
    """

    reason: str
    quarto: Path | None = None
    version: str = ""
    notes: tuple[str, ...] = ()
    free: bool = False

    @property
    def name(self) -> str:
        """`builtin` or `quarto`."""
        return "quarto" if self.quarto else "builtin"

    def imprint(self, formats: Collection[str] = ()) -> str:
        """Return what a report in these formats says of it in its Impressum."""
        builtin = "der eingebaute Assembler des Projekts"
        word = f", den der Word-Datei {builtin}" if "docx" in formats else ""
        return f"Den Satz besorgte {f'Quarto {self.version}{word}' if self.quarto else builtin}."

    def without(self, problem: QuartoError) -> Choice:
        """Return the built-in assembler in place of a Quarto that has failed."""
        return replace(
            _builtin("das gefundene Quarto nicht arbeitet", str(problem)), notes=(*self.notes, str(problem))
        )


def choose(assembler: str, why: str = "") -> Choice:
    """Decide between the real Quarto and the built-in assembler.

    Args:
        assembler: `auto`, `builtin` or `quarto`. With `auto`, a Quarto that is broken, silent or too old is passed over with a note.
        why: German clause behind „weil“: who asked for it.

    Raises:
        QuartoError: the name is unknown, or Quarto was asked for and is missing, broken or too old.
    """
    if assembler not in ASSEMBLERS:
        raise QuartoError(
            f"Den Assembler „{assembler}“ gibt es nicht; möglich sind auto, builtin und quarto."
        )
    why = why or f"ASSEMBLER={assembler} gewählt ist"
    if assembler == "builtin":
        return _builtin(why)
    try:
        path = find_quarto()
        if path is None:
            if assembler == "auto":
                return _builtin("auf diesem Rechner kein Quarto zu finden ist")
            raise QuartoError(
                f"Quarto wird gebraucht, weil {why}, ist aber nicht zu finden: weder QUARTO_PATH noch die Umgebung des Projekts "
                "noch PATH nennt es. „make quarto“ installiert es, wo das Netz es erlaubt; ohne Quarto arbeitet ASSEMBLER=builtin."
            )
        version = quarto_version(path)
    except QuartoError as error:
        if assembler == "quarto":
            raise
        return _builtin("das gefundene Quarto nicht arbeitet", str(error))
    if assembler == "quarto":
        return Choice(f"Quarto {version}, weil {why}.", path, version)
    return Choice(f"Quarto {version}, weil es auf diesem Rechner gefunden wurde.", path, version, free=True)


def _builtin(why: str, note: str = "") -> Choice:
    return Choice(f"Eingebauter Assembler, weil {why}.", notes=(note,) if note else ())


def find_quarto() -> Path | None:
    """Return Quarto's command: `QUARTO_PATH`, the project's own venv, then PATH.

    Raises:
        QuartoError: `QUARTO_PATH` names something else.
    """
    named = os.environ.get("QUARTO_PATH")
    if named:
        path = Path(named)
        places = [path] if path.is_file() else [path / "quarto", path / "bin" / "quarto"]
        found = next(filter(None, (shutil.which(str(place)) for place in places)), None)
        if not found:
            raise QuartoError(f"QUARTO_PATH nennt „{named}“; dort ist kein Quarto.")
        return Path(found)
    found = shutil.which("quarto", path=str(Path(sys.executable).parent)) or shutil.which("quarto")
    return Path(found) if found else None


def quarto_version(path: Path) -> str:
    """Ask a Quarto for its version.

    Raises:
        QuartoError: it does not answer with one, or is too old.
    """
    code, said = run([str(path), "--version"], Path.cwd(), ANSWER_SECONDS)
    # A line of its own: a wrapper may say something before.
    version = next((line for line in said.splitlines() if re.fullmatch(r"\d+\.\d+[\w.+-]*", line)), "")
    if code or not version:
        raise QuartoError(
            f"Quarto ({path}) nennt keine Version (Ende mit Code {code}); {f'die Antwort war: „{said}“' if said else 'es sagt nichts'}."
        )
    if _numbers(version) < OLDEST:
        wanted = ".".join(map(str, OLDEST))
        raise QuartoError(f"Quarto {version} ({path}) ist zu alt; nötig ist mindestens Quarto {wanted}.")
    return version


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in re.findall(r"\d+", version)[:2])
