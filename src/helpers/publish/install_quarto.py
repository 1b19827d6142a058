"""Bring Quarto into the project's environment, where the network allows it."""

from __future__ import annotations

import subprocess
import sys

from helpers.errors import QuartoError
from helpers.paths import Project

SECONDS = 900
"""Quarto's own program has about 150 MB."""
LOG = "quarto-installation.log"
LAST_LINES = 5
OTHERWISE = (
    "Quarto gibt es auch als Installationsprogramm seines Herausgebers (quarto.org, „Get Started“); es wird gefunden, wenn es im PATH "
    "steht oder QUARTO_PATH es nennt. Der Bericht entsteht auch ohne, mit ASSEMBLER=builtin."
)


def install_quarto(project: Project) -> None:
    """Install the package `quarto-cli`, which downloads Quarto itself from its publisher; write what it says to a log.

    Raises:
        QuartoError: the download is not possible here; says why and what to do instead.
    """
    log = project.build / LOG
    log.parent.mkdir(parents=True, exist_ok=True)
    print(
        f"Quarto wird installiert; das Paket lädt das Programm von dessen Herausgeber nach. Was dabei geschieht, steht in {log} …",
        flush=True,
    )
    command = [sys.executable, "-I", str(project.root / "src" / "helpers" / "bootstrap.py"), "quarto"]
    with log.open("wb") as said:
        try:
            failed = subprocess.run(
                command, cwd=project.root, stdout=said, stderr=said, timeout=SECONDS, check=False
            ).returncode
            problem = "Quarto konnte nicht installiert werden"
        except subprocess.TimeoutExpired:
            failed, problem = (
                1,
                f"Die Installation von Quarto war nach {SECONDS} Sekunden nicht fertig und wurde beendet",
            )
    if failed:
        last = log.read_text("utf-8", errors="replace").strip().splitlines()[-LAST_LINES:]
        heard = "\n".join(["; es meldet:", *last]) if last else "."
        raise QuartoError(f"{problem}{heard}\n{OTHERWISE}")
    print("Quarto ist installiert. „make report“ verwendet es ab jetzt von selbst.")
