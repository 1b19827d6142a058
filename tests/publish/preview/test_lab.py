"""The kernel of `make lab CITY=…`, started as JupyterLab starts it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from jupyter_client.manager import start_new_kernel

from helpers.paths import Project
from helpers.publish.preview.lab import NAME, kernel_folder

CELL = 'city = "augsburg"\nyear = 2025'
SAYS = 'Gerechnet wird mit city = "jena", year = 2024, wie beim Start von JupyterLab angegeben.\n'


@pytest.mark.filterwarnings("ignore::ResourceWarning", "ignore::DeprecationWarning")
def test_the_parameters_cell_and_no_other_gets_the_values(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("JUPYTER_PATH", str(kernel_folder("jena", 2024, Project(tmp_path))))
    manager, client = start_new_kernel(kernel_name=NAME)
    try:

        def run(source: str) -> str:
            texts: list[str] = []

            def hear(message: dict[str, Any]) -> None:
                if message["msg_type"] == "stream":
                    texts.append(message["content"]["text"])

            assert (
                client.execute_interactive(source, output_hook=hear, timeout=60)["content"]["status"] == "ok"
            )
            return "".join(texts)

        assert run(CELL) == SAYS
        assert run("print(city, year)") == "jena 2024\n"
        assert run('city = "mannheim"') == ""
        assert run("print(city)") == "mannheim\n"
        assert run(f"{CELL}\nprint(city, year)") == "augsburg 2025\n"
    finally:
        client.stop_channels()
        manager.shutdown_kernel(now=True)
