"""A folder served by Debian's nginx with the sample configuration of the handbook."""

from __future__ import annotations

import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from helpers.paths import project as checkout

SAMPLES = checkout().root / "docs" / "handbuch" / "webserver"


@contextmanager
def served(web: Path, folder: Path) -> Iterator[str]:
    """Serve a folder; yield its address. Without nginx the test is skipped.

    Args:
        web: what is served.
        folder: for nginx's own files.
    """
    if not (nginx := shutil.which("nginx", path="/usr/sbin:/usr/local/sbin:/usr/bin")):
        pytest.skip("nginx is not installed")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    sample = (SAMPLES / "nginx.conf").read_text("utf-8")
    for place in ("/var/www/bildungsbericht", "listen 80;", "listen [::]:80;"):
        assert place in sample
    sample = sample.replace("/var/www/bildungsbericht", str(web))
    sample = sample.replace("listen 80;", f"listen 127.0.0.1:{port};").replace("listen [::]:80;", "")
    (folder / "site.conf").write_text(sample, "utf-8")
    kinds = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    temporary = " ".join(f"{kind}_temp_path {folder}/{kind};" for kind in kinds)
    (folder / "nginx.conf").write_text(
        f"pid {folder}/pid; error_log {folder}/error.log; daemon off; master_process off; events {{}}\n"
        f"http {{ access_log off; {temporary} include {folder}/site.conf; }}\n",
        "utf-8",
    )
    command = [nginx, "-p", str(folder), "-e", str(folder / "error.log"), "-c", str(folder / "nginx.conf")]
    subprocess.run([*command, "-t"], check=True, capture_output=True)
    process = subprocess.Popen(command)
    try:
        for _ in range(100):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.05)
        yield f"http://127.0.0.1:{port}/"
    finally:
        process.terminate()
        process.wait()
