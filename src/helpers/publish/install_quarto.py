"""Bring Quarto into the project's environment, where the network allows it."""

from __future__ import annotations

import subprocess
import sys

from helpers.errors import QuartoError
from helpers.paths import Project


def install_quarto(project: Project) -> None:
    """Install the package `quarto-cli`, which downloads Quarto itself from its publisher.

    Raises:
        QuartoError: the download is not possible here; says what to do instead.
    """
    print("Quarto wird installiert; das Paket lädt das Programm von dessen Herausgeber nach …", flush=True)
    command = [sys.executable, "-I", str(project.root / "src" / "helpers" / "bootstrap.py"), "quarto"]
    result = subprocess.run(command, cwd=project.root, capture_output=True, text=True, check=False)
    if result.returncode:
        raise QuartoError(
            "Quarto konnte nicht installiert werden, vermutlich weil das Netz den Download nicht erlaubt; der Bericht entsteht auch ohne, "
            "mit ASSEMBLER=builtin."
        )
    print("Quarto ist installiert. „make report“ verwendet es ab jetzt von selbst.")
