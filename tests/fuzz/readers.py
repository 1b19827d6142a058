"""Every reader with a small valid file; run as a program, it feeds them changed files within limits of memory and time.

`python -m tests.fuzz.readers FOLDER COUNT SEED` prints one JSON line for each file that ended in anything but a result or a sentence.
"""

from __future__ import annotations

import io
import json
import random
import shutil
import signal
import sys
import traceback
import warnings
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from helpers.errors import ReportError
from helpers.paths import Project
from helpers.text.asjupyter import MarkdownError
from tests.conftest import ROOT
from tests.fuzz.mutations import changed, changed_inside

CITY = "musterstadt"
MEMORY, SECONDS = 1 << 30, 10


@dataclass(frozen=True)
class Reader:
    """One way in.

    Args:
        file: relative to the project.
        read: what reads it, given the project and the file.
        seed: a small valid file; None for the one that ships.
    """

    file: str
    read: Callable[[Any, Path], object]
    seed: bytes | None = None

    def valid(self) -> bytes:
        return (ROOT / self.file).read_bytes() if self.seed is None else self.seed


class World:
    """The project and what readers need to know beside their file."""

    def __init__(self, root: Path) -> None:
        from helpers.data import load_profile
        from helpers.data.areas import read_areas
        from helpers.data.catalogue import read_catalogue
        from helpers.data.districts.membership import districts_of

        self.project = Project(root)
        self.data = self.project.data
        self.areas, self.catalogue = read_areas(self.data), read_catalogue(self.data)
        self.profile = load_profile(CITY, self.data)
        self.home = self.profile.ags
        self.districts = districts_of(self.areas, self.home)


def prepared(root: Path) -> Path:
    """Return a project without figures, in which files are imported as they are in a real one."""
    root.mkdir(parents=True)
    (root / "data" / "official").mkdir(parents=True)
    for name in ("catalogue", CITY):
        shutil.copytree(ROOT / "data" / name, root / "data" / name)
    for name in ("notebooks", "chapters"):
        shutil.copytree(ROOT / name, root / name)
    for name in ("_quarto.yml", "index.qmd"):
        shutil.copy(ROOT / name, root / name)
    return root


def _import(world: World, path: Path) -> object:
    from helpers.importing import import_file

    return import_file(path, world.project, CITY)


def _mapped(world: World, path: Path) -> object:
    return _import(world, world.data / CITY / "lieferungen" / f"{path.stem}.csv")


def _profile(world: World, _: Path) -> object:
    from helpers.data import load_profile

    return load_profile(CITY, world.data)


def _areas(world: World, _: Path) -> object:
    from helpers.data.areas import read_areas

    return read_areas(world.data)


def _catalogue(world: World, _: Path) -> object:
    from helpers.data.catalogue import read_catalogue

    return read_catalogue(world.data)


def _answers(_: World, path: Path) -> object:
    from helpers.checking.finding_answers import read_answers

    return read_answers(path, path.name)


def _goals(world: World, _: Path) -> object:
    from helpers.data.steering.goals import parse_goals

    return parse_goals(world.data, CITY, world.home, world.areas, world.catalogue)


def _offers(world: World, _: Path) -> object:
    from helpers.data.steering.offers import parse_offers

    return parse_offers(world.data, CITY, world.home, world.areas)


def _facilities(world: World, _: Path) -> object:
    from helpers.data.steering.facilities import parse_facilities

    return parse_facilities(world.data, CITY, world.home, world.areas)


def _plans(world: World, _: Path) -> object:
    from helpers.data.steering.allocation import read_plans

    return read_plans(world.data, CITY, world.districts, world.catalogue)


def _borders(world: World, _: Path) -> object:
    from helpers.data.districts.borders import read_borders

    return read_borders(world.data, CITY, world.areas, world.home, world.districts)


def _voices(world: World, _: Path) -> object:
    from helpers.data.participation.voices import parse_voices

    return parse_voices(world.profile, world.project, world.areas)


def _surveys(world: World, _: Path) -> object:
    from helpers.data.participation.surveys import read_surveys

    return read_surveys(world.data, CITY)


def _observations(world: World, path: Path) -> object:
    from helpers.data.observations import read_observations

    return list(read_observations(path, world.data, world.catalogue, world.areas))


def _notebook(_: World, path: Path) -> object:
    from helpers.pipeline.chapter.convert import export
    from helpers.pipeline.chapter.notebook import read_notebook

    return export(read_notebook(path), path.stem)


def _book(world: World, _: Path) -> object:
    from helpers.pipeline.bookfile import read_book

    return read_book(world.project)


def _comments(world: World, _: Path) -> object:
    from helpers.pipeline.book.comments import comment_pages
    from helpers.pipeline.book.environment import refuse_more_than_text

    pages = comment_pages(world.project, CITY)
    refuse_more_than_text(pages.values())
    return pages


def _chapter(_: World, path: Path) -> object:
    from helpers.pipeline.chapter.blocks import split

    try:
        return split(path.read_text("utf-8"))
    except (MarkdownError, UnicodeDecodeError):  # whoever reads a chapter names the file
        return None


def _picture(_: World, path: Path) -> object:
    from helpers.look.images import harmless

    return harmless(path.name, path.read_bytes())


def _png(kind: str) -> bytes:
    from PIL import Image

    out = io.BytesIO()
    Image.linear_gradient("L").resize((40, 30)).convert("RGB").save(out, kind)
    return out.getvalue()


def _zipped(name: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.write(ROOT / "data" / CITY / "lieferungen" / name, name)
    return out.getvalue()


def _small_notebook() -> bytes:
    import nbformat
    from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

    table = {"text/html": "<table><tr><th>a</th></tr><tr><td>1</td></tr></table>", "text/plain": "a"}
    svg = {"image/svg+xml": '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>'}
    cells = [
        new_markdown_cell("# Probe", id="titel"),
        new_code_cell('city = "musterstadt"\nyear = 2025', id="parameter", metadata={"tags": ["parameters"]}),
        new_markdown_cell("Ein *Satz* mit `Code`.\n\n- Liste\n\n| a | b |\n|---|---|\n| 1 | 2 |", id="text"),
        new_code_cell("1", id="a", outputs=[new_output("stream", text="gedruckt\n")]),
        new_code_cell("#| tbl-cap: Tabelle\n1", id="b", outputs=[new_output("execute_result", table)]),
        new_code_cell("#| fig-cap: Bild\n#| fig-alt: Es zeigt\n1", id="c", outputs=[new_output("display_data", svg)]),
    ]  # fmt: skip
    return str(nbformat.writes(new_notebook(cells=cells))).encode()


def readers() -> dict[str, Reader]:
    """Return every way in, by the kind of file."""
    home, delivered = f"data/{CITY}", f"data/{CITY}/lieferungen"
    survey = (ROOT / home / "import" / "jugendbefragung.yml").read_bytes()
    svg = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9">'
    svg += b'<defs><g id="a"><path d="M0 0L1 1" style="fill:#fff"/></g></defs><use href="#a"/></svg>'
    observed = b"".join(
        (ROOT / home / "musterstadt-jobcenter.csv").read_bytes().splitlines(keepends=True)[:40]
    )
    return {
        "table as CSV": Reader(f"{delivered}/seu_kitajahre.csv", _import),
        "table of the statistical office": Reader(f"{delivered}/21111-02-06-4.csv", _import),
        "table of nobody's": Reader(f"{delivered}/neu.csv", _import, b"Jahr;Stadtbezirk;Kinder\n2024;Altstadt;12\n2025;Altstadt;1.013\n"),
        "survey export": Reader(f"{delivered}/stadtteilkonferenz_2025.csv", _import),
        "workbook": Reader(f"{delivered}/ganztag_formen.xlsx", _import),
        "archive": Reader(f"{delivered}/gepackt.zip", _import, _zipped("seu_kitajahre.csv")),
        "mapping": Reader(f"{home}/import/seu_kitajahre.yml", _mapped),
        "profile": Reader(f"{home}/profile.yml", _profile),
        "areas": Reader(f"{home}/areas.csv", _areas),
        "sources": Reader(f"{home}/sources.yml", _catalogue),
        "answers to findings": Reader(f"{home}/pruefung.yml", _answers),
        "goals": Reader(f"{home}/steuerung/ziele.csv", _goals),
        "distribution": Reader(f"{home}/steuerung/verteilung.yml", _plans),
        "offers": Reader(f"{home}/angebote/angebote.csv", _offers),
        "facilities": Reader(f"{home}/einrichtungen/einrichtungen.csv", _facilities),
        "borders": Reader(f"{home}/grenzen.geojson", _borders),
        "voices": Reader(f"{home}/stimmen.csv", _voices),
        "survey": Reader(f"{home}/import/jugendbefragung.yml", _surveys, survey),
        "observations": Reader(f"{home}/musterstadt-jobcenter.csv", _observations, observed),
        "notebook": Reader("notebooks/99-probe.ipynb", _notebook, _small_notebook()),
        "book": Reader("_quarto.yml", _book),
        "chapter": Reader("chapters/methodik.qmd", _chapter),
        "comments": Reader(f"chapters/{CITY}/kommentare/sozialraeume.md", _comments),
        "SVG": Reader("chapters/bild.svg", _picture, svg),
        "PNG": Reader("chapters/bild.png", _picture, _png("PNG")),
        "JPEG": Reader("chapters/bild.jpg", _picture, _png("JPEG")),
    }  # fmt: skip


def mutation(kind: str, reader: Reader, number: int, seed: int) -> bytes:
    """Return the changed file of a number, the same every time."""
    chance = random.Random(f"{seed} {kind} {number}")
    change = changed_inside if kind in ("workbook", "archive") else changed
    return change(reader.valid(), chance)


@contextmanager
def _limited() -> Iterator[None]:
    def late(*_: object) -> None:
        raise TimeoutError(f"more than {SECONDS} s")

    signal.signal(signal.SIGPROF, late)
    signal.setitimer(signal.ITIMER_PROF, SECONDS)  # of a processor: other programs may be busy, too
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)


def feed(root: Path, count: int, seed: int) -> Iterator[dict[str, object]]:
    """Yield what went wrong: kind, number, and Python's message."""
    warnings.simplefilter("error")
    world = World(root)
    ways = readers()
    for index in range(count):
        kind = list(ways)[index % len(ways)]
        reader, path = ways[kind], root / ways[kind].file
        content = mutation(kind, reader, index, seed)
        before = path.read_bytes() if path.exists() else None
        path.write_bytes(content)
        try:
            with _limited():
                reader.read(world, path)
        except ReportError as error:
            if not str(error).strip() or len(str(error)) > 5000:
                yield {
                    "kind": kind,
                    "number": index,
                    "error": f"{len(str(error))} characters: {str(error)[:300]}",
                }
        except BaseException:  # MemoryError, RecursionError and TimeoutError among them
            yield {"kind": kind, "number": index, "error": traceback.format_exc()[-1500:]}
        finally:
            if before is None:
                path.unlink()
            else:
                path.write_bytes(before)


def main() -> None:
    """Feed changed files with at most `MEMORY` bytes of data."""
    import resource

    root, count, seed = Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])
    world = prepared(root) if not root.exists() else root
    resource.setrlimit(resource.RLIMIT_DATA, (MEMORY, MEMORY))
    for wrong in feed(world, count, seed):
        print(json.dumps(wrong, ensure_ascii=True), flush=True)


if __name__ == "__main__":
    main()
