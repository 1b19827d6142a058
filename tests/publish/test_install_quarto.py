"""Installing Quarto: what is said where the network does not allow it. No test downloads anything."""

from __future__ import annotations

from pathlib import Path

import pytest

from helpers.errors import QuartoError
from helpers.paths import Project
from helpers.publish.install_quarto import LOG, install_quarto


def installer(root: Path, code: str) -> Project:
    (root / "src" / "helpers").mkdir(parents=True)
    (root / "src" / "helpers" / "bootstrap.py").write_text(code, "utf-8")
    return Project(root)


def test_why_it_failed_is_said_and_kept(tmp_path: Path) -> None:
    project = installer(
        tmp_path, "import sys\nprint('Lade …')\nsys.exit('error: tunnel failed: 403 Forbidden')"
    )
    with pytest.raises(QuartoError) as caught:
        install_quarto(project)
    assert "konnte nicht installiert werden; es meldet:\n" in str(caught.value)
    assert "403 Forbidden" in str(caught.value)
    assert "QUARTO_PATH" in str(caught.value)
    assert "403 Forbidden" in (project.build / LOG).read_text("utf-8")


def test_a_download_that_stands_still_ends(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("helpers.publish.install_quarto.SECONDS", 1)
    with pytest.raises(QuartoError, match=r"^Die Installation von Quarto war nach 1 Sekunden nicht fertig"):
        install_quarto(installer(tmp_path, "import time\ntime.sleep(60)"))


def test_success_says_so(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    install_quarto(installer(tmp_path, ""))
    assert capsys.readouterr().out.endswith(
        "Quarto ist installiert. „make report“ verwendet es ab jetzt von selbst.\n"
    )
