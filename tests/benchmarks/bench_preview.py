"""How long it takes in a preview from saving a notebook until the browser has the new page; aim (2 cores): 2 s.

The report is Augsburg's, whole. Each save changes a sentence of the notebook, so that it is run again.
"""

from __future__ import annotations

import statistics
import tempfile
import time
from pathlib import Path

from tests.conftest import copy_project
from tests.publish.preview.running import start

NOTEBOOK = "04-allgemeinbildende-schulen"
PAGE = f"/augsburg/chapters/{NOTEBOOK}.html"

if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        begin = time.perf_counter()
        running = start(copy_project(Path(folder, "projekt")), NOTEBOOK, CITY="augsburg")
        try:
            running.wait_until_built(PAGE)
            print(f"start, nothing cached {time.perf_counter() - begin:6.2f} s")
            times = []
            for number in range(5):
                begin = time.perf_counter()
                running.save(markdown=f"Fassung {number}.")
                running.news(PAGE)
                assert f"Fassung {number}." in running.page(PAGE).text
                times.append(time.perf_counter() - begin)
            listed = ", ".join(f"{seconds:.2f}" for seconds in times)
            print(f"save to new page      {statistics.median(times):6.2f} s   (median of {listed})")
        finally:
            running.end()
