"""How long the built-in assembler takes for a book of about 150 pages and 96 figures; each run is a process of its own.

Aims (2 cores): HTML + PDF 4 s, all four formats 8 s, peak memory 500 MB; 2 s after one chapter has changed.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from pathlib import Path

from helpers.figures import raster
from tests.assemble.sample_book import write_sample_book

RUN = """
import json, resource, sys, time
from pathlib import Path
start = time.perf_counter()
from helpers.assemble import assemble
assemble(Path(sys.argv[1]), Path(sys.argv[2]), frozenset(sys.argv[3].split(",")), "builtin")
own, children = resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN)
print(json.dumps({"wall": time.perf_counter() - start,
                  "cpu": own.ru_utime + own.ru_stime + children.ru_utime + children.ru_stime,
                  "memory": max(own.ru_maxrss, children.ru_maxrss) / 1024}))
"""

if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        book = write_sample_book(Path(folder, "buch"), chapters=12, figures=8, sentences=32)
        for picture in book.glob("abb/*.svg"):  # as chapters bring them along
            picture.with_suffix(".png").write_bytes(raster.png(picture.read_bytes()))
        for formats in ("html", "pdf", "html,pdf", "html,pdf,docx,epub"):
            arguments = [sys.executable, "-c", RUN, str(book), str(Path(folder, "bericht")), formats]
            result = json.loads(subprocess.run(arguments, capture_output=True, text=True, check=True).stdout)
            print(
                f"{formats:20} {result['wall']:6.2f} s   (CPU {result['cpu']:5.2f} s, peak {result['memory']:4.0f} MB)"
            )
