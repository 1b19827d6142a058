"""Quarto as a process: with a limit of time, with all that it says, and without what it has started itself."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from helpers.errors import QuartoError


def run(command: Sequence[str], folder: Path, seconds: float) -> tuple[int, str]:
    """Run Quarto; return its exit code and all that it said.

    Raises:
        QuartoError: it does not start, or has not ended after `seconds`.
    """
    environment = os.environ | {"NO_COLOR": "1", "QUARTO_PRINT_STACK": "false"}
    try:
        process = subprocess.Popen(
            command,
            cwd=folder,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            errors="replace",
            start_new_session=True,
        )
    except OSError as error:
        raise QuartoError(
            f"Quarto ({command[0]}) lässt sich nicht starten: {error.strerror or error}."
        ) from error
    with process:
        try:
            said, _ = process.communicate(timeout=seconds)
        except subprocess.TimeoutExpired:
            _end(process)
            said, _ = process.communicate()
            heard = (
                f" Bis dahin meldete es:\n{said.strip()}" if said.strip() else " Es meldete bis dahin nichts."
            )
            raise QuartoError(
                f"Quarto ({command[0]}) war nach {seconds:.0f} Sekunden nicht fertig und wurde beendet.{heard}"
            ) from None
        except BaseException:  # somebody ends the run: nothing of it goes on
            _end(process)
            raise
    return process.returncode, said.strip()


def _end(process: subprocess.Popen[str]) -> None:
    """End Quarto and what it has started: Deno, Pandoc, Typst."""
    if sys.platform == "win32":
        process.kill()
    else:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
