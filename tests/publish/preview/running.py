"""A running preview and a browser that looks at it, for tests and benchmarks."""

from __future__ import annotations

import http.client
import json
import os
import signal
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

PATIENCE = 240
"""Seconds until a test gives up; a busy machine is slow, and no test measures time."""


@dataclass
class Answer:
    status: int
    text: str
    headers: dict[str, str]


@dataclass
class Running:
    """The command, and a browser that looks at it."""

    root: Path
    notebook: str
    process: subprocess.Popen[str]
    port: int
    token: str
    """Start of every path; the paths of tests begin after it."""
    seen: dict[str, str] = field(default_factory=dict)

    def get(self, path: str, host: str = "") -> Answer:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        try:
            whole = path if path.startswith(f"{self.token}/") else self.token + path
            connection.request("GET", whole, headers={"Host": host} if host else {})
            answer = connection.getresponse()
            headers = {name: value.removeprefix(self.token) for name, value in answer.getheaders()}
            return Answer(answer.status, answer.read().decode("utf-8", "replace"), headers)
        finally:
            connection.close()

    def page(self, path: str) -> Answer:
        """Load a page, as a browser does, and remember which version it shows."""
        answer = self.get(path)
        self.seen[path] = answer.text.split('data-ereignisse="')[1].split('"')[0].replace("&amp;", "&")
        return answer

    def news(self, path: str) -> str:
        """Wait for the event that makes an open page load itself again."""
        return self.get(self.seen[path]).text

    def wait_until_built(self, path: str) -> Answer:
        """Return a page as soon as the first build is done."""
        while "wird erstellt" in (answer := self.page(path)).text:
            self.news(path)
        assert answer.status == 200, answer.text
        return answer

    def save(self, **replaced: str) -> None:
        """Put text into a cell that the notebook has for the tests, and save."""
        path = self.root / "notebooks" / f"{self.notebook}.ipynb"
        notebook = json.loads(path.read_text("utf-8"))
        notebook["cells"] = [c for c in notebook["cells"] if c.get("id") != "probe"]
        for kind, text in replaced.items():
            cell = {"cell_type": kind, "id": "probe", "metadata": {}, "source": text}
            cell |= {"outputs": [], "execution_count": None} if kind == "code" else {}
            notebook["cells"].append(cell)
        path.write_text(json.dumps(notebook), "utf-8")

    def end(self) -> str:
        """End the command by Ctrl-C where it still runs; return what else it printed."""
        assert self.process.stdout
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
            self.process.wait(timeout=PATIENCE)
        if self.process.stdout.closed:
            return ""
        with self.process.stdout as stream:
            return stream.read()


def start(root: Path, notebook: str, **environment: str) -> Running:
    """Start the command; return when it says which address to open."""
    process = subprocess.Popen(
        [sys.executable, "-m", "helpers", "preview"],
        # The code of the copy, which stays as it is while somebody works on the project.
        env={
            **os.environ,
            "BILDUNGSBERICHT_ROOT": str(root),
            "PYTHONPATH": str(root / "src"),
            **environment,
        },
        cwd=root,
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    assert process.stdout
    line = process.stdout.readline()
    assert line.startswith("Öffnen: http://127.0.0.1:"), line
    address = urlsplit(line.removeprefix("Öffnen: ").strip())
    assert address.port
    return Running(root, notebook, process, address.port, address.path.rstrip("/"))
