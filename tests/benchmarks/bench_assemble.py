"""How long the built-in assembler takes for a book of about 150 pages and 96 figures; each run is a process of its own.

Aims (2 cores): HTML + PDF 4 s, all four formats 8 s, peak memory 500 MB; 2 s after one chapter has changed.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tempfile
from pathlib import Path

from helpers.look import raster
from tests.assemble.sample_book import write_sample_book

RUN = """
import json, resource, sys, time
from pathlib import Path
start = time.perf_counter()
from helpers.assemble import assemble
memory = Path(sys.argv[4]) if len(sys.argv) > 4 else None
assemble(Path(sys.argv[1]), Path(sys.argv[2]), frozenset(sys.argv[3].split(",")), "builtin", memory=memory)
own, children = resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN)
print(json.dumps({"wall": time.perf_counter() - start,
                  "cpu": own.ru_utime + own.ru_stime + children.ru_utime + children.ru_stime,
                  "memory": max(own.ru_maxrss, children.ru_maxrss) / 1024}))
"""


def measured(name: str, *arguments: str) -> None:
    """Assemble in a process of its own, and print what it took."""
    done = subprocess.run([sys.executable, "-c", RUN, *arguments], capture_output=True, text=True, check=True)
    result = json.loads(done.stdout)
    print(
        f"{name:30} {result['wall']:6.2f} s   (CPU {result['cpu']:5.2f} s, peak {result['memory']:4.0f} MB)"
    )


def without_citations(book: Path) -> None:
    """Take the bibliography out: a book with one is always written as a whole."""
    config = book / "_quarto.yml"
    config.write_text(re.sub(r"bibliography:.*\n", "", config.read_text("utf-8")), "utf-8")
    for chapter in book.glob("*.qmd"):
        chapter.write_text(re.sub(r" \[@[^\]]*\]", "", chapter.read_text("utf-8")), "utf-8")


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        book = write_sample_book(Path(folder, "buch"), chapters=12, figures=8, sentences=32)
        for picture in book.glob("abb/*.svg"):  # as chapters bring them along
            picture.with_suffix(".png").write_bytes(raster.png(picture.read_bytes()))
        out = str(Path(folder, "bericht"))
        for formats in ("html", "pdf", "html,pdf", "html,pdf,docx,epub"):
            measured(formats, str(book), out, formats)
        without_citations(book)
        memory = str(Path(folder, "kapitel.json"))
        measured("html,pdf without citations", str(book), out, "html,pdf", memory)
        chapter = book / "07-kapitel.qmd"
        chapter.write_text(chapter.read_text("utf-8") + "\nEin Satz mehr.\n", "utf-8")
        measured("– after a changed chapter", str(book), out, "html,pdf", memory)
