"""Which assembler makes the report, and why."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from helpers.errors import QuartoError

OLDEST = (1, 9)
ASSEMBLERS = ("auto", "builtin", "quarto")


@dataclass(frozen=True)
class Choice:
    """The assembler taken: Quarto's path and version, or None for the built-in one; and the German reason."""

    reason: str
    quarto: Path | None = None
    version: str = ""

    @property
    def imprint(self) -> str:
        """What the report says of it in its Impressum."""
        name = f"Quarto {self.version}" if self.quarto else "der eingebaute Assembler des Projekts"
        return f"Den Satz besorgte {name}."


def choose(assembler: str) -> Choice:
    """Decide between the real Quarto and the built-in assembler.

    Raises:
        QuartoError: the name is unknown, or Quarto was asked for and is missing or too old.
    """
    if assembler not in ASSEMBLERS:
        raise QuartoError(
            f"Den Assembler „{assembler}“ gibt es nicht; möglich sind auto, builtin und quarto."
        )
    if assembler == "builtin":
        return Choice("Eingebauter Assembler, weil ASSEMBLER=builtin gewählt ist.")
    path = find_quarto()
    if path is None:
        if assembler == "quarto":
            raise QuartoError(
                "Quarto ist nicht zu finden: weder QUARTO_PATH noch die Umgebung des Projekts noch PATH nennt es. "
                "„make quarto“ installiert es, wo das Netz es erlaubt; ohne Quarto arbeitet ASSEMBLER=builtin."
            )
        return Choice("Eingebauter Assembler, weil auf diesem Rechner kein Quarto zu finden ist.")
    version = quarto_version(path)
    wanted = ".".join(map(str, OLDEST))
    if _numbers(version) < OLDEST:
        if assembler == "quarto":
            raise QuartoError(f"Quarto {version} ({path}) ist zu alt; nötig ist mindestens Quarto {wanted}.")
        return Choice(f"Eingebauter Assembler, weil das gefundene Quarto {version} älter als {wanted} ist.")
    if assembler == "quarto":
        return Choice(f"Quarto {version}, weil ASSEMBLER=quarto gewählt ist.", path, version)
    return Choice(f"Quarto {version}, weil es auf diesem Rechner gefunden wurde.", path, version)


def find_quarto() -> Path | None:
    """Return Quarto's command: `QUARTO_PATH`, the project's own venv, then PATH."""
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
        QuartoError: it does not answer with one.
    """
    try:
        process = subprocess.run([path, "--version"], capture_output=True, text=True, timeout=60, check=False)
    except (OSError, subprocess.TimeoutExpired) as error:
        raise QuartoError(f"Quarto ({path}) lässt sich nicht starten: {error}") from error
    answer = process.stdout.strip()
    if process.returncode != 0 or not re.match(r"\d+\.\d+", answer):
        raise QuartoError(
            f"Quarto ({path}) nennt keine Version; die Antwort war: „{(answer or process.stderr).strip()}“."
        )
    return answer


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in re.findall(r"\d+", version)[:2])
