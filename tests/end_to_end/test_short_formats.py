"""The short formats of all municipalities: as many pages as promised, without a warning, and in correct German."""

from __future__ import annotations

import re
import shutil
import subprocess
import zipfile
from collections.abc import Callable
from pathlib import Path

import pikepdf
import pytest

from helpers.data import list_cities
from helpers.paths import project
from helpers.pipeline.extracts import Material
from helpers.publish.formats import SHORT
from helpers.publish.short_formats import Made, make_short

SOON = ("augsburg", "musterstadt", "soemmerda")
CITIES = [
    city if city in SOON else pytest.param(city, marks=pytest.mark.long)
    for city in list_cities(project().data)
]
Reports = Callable[[str], Path]


def pages(path: Path) -> int:
    with pikepdf.open(path) as pdf:
        return len(pdf.pages)


def text_of(path: Path) -> str:
    if path.suffix == ".docx":
        with zipfile.ZipFile(path) as word:
            return re.sub(r"<[^>]+>", " ", word.read("word/document.xml").decode())
    command = ["pdftotext", str(path), "-"]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


@pytest.fixture
def made(city: str, report_of: Reports, shared_project: Path, tmp_path: Path) -> Made:
    report_of(city)
    shutil.copytree(shared_project / "_build" / city / "book", tmp_path / "book")
    (tmp_path / "bericht").mkdir()
    return make_short(tmp_path / "book", tmp_path / "bericht", frozenset(SHORT))


@pytest.mark.parametrize("city", CITIES)
def test_pages_and_words(city: str, made: Made) -> None:
    # Musterstadt chooses more figures than the pages of a Kurzbericht hold, since the five findings open it.
    too_many = ("Kurzbericht: Für 12 Seiten sind zu viele Abbildungen ausgewählt",) * (city == "musterstadt")
    assert tuple(text.split(";")[0] for text in made.warnings) == too_many
    districts = {"sozialraeume"} if city == "musterstadt" else set()
    assert (
        set(made.files)
        == {"kurzbericht", "steckbrief", "ratsvorlage", "folien", "leicht", "english", "zahl"} | districts
    )
    assert all("keine Sozialräume" in told or "kein Kapitel mit" in told for told in made.absent.values())
    assert 3 <= pages(made.files["kurzbericht"][0]) <= 12
    assert pages(made.files["steckbrief"][0]) == 2
    slides = (made.files["folien"][1]).read_text("utf-8").count("\n## ")
    assert pages(made.files["folien"][0]) == 1 + slides  # no slide runs over
    for paths in made.files.values():
        for path in (p for p in paths if p.suffix in (".pdf", ".docx")):
            words = text_of(path).split()
            assert "nan" not in [word.lower() for word in words], path.name
            assert "@" not in " ".join(words).replace("@musterstadt.example", ""), path.name
    for path in made.files.get("sozialraeume", []):
        assert pages(path) <= 4
    folder = made.files["zahl"][0].parent / "zahl"
    texts = [path.read_text("utf-8") for path in sorted(folder.glob("*.txt"))]
    assert 3 <= len(texts) == len(list(folder.glob("*.png"))) <= 5
    assert all("Bildbeschreibung: " in text and "Quelle: " in text for text in texts)
    assert {text.startswith("Fiktiv:") for text in texts} == {city == "musterstadt"}


@pytest.mark.parametrize("city", SOON)
def test_numbers_are_those_of_the_web_pages(city: str, report_of: Reports, shared_project: Path) -> None:
    report = report_of(city)
    counted = 0
    for chapter in Material(shared_project / "_build" / city / "book").chapters:
        page = (report / chapter.file).with_suffix(".html").read_text("utf-8")
        for found in chapter.floats:
            element = page[page.index(f'id="{found.label}"') :]
            (label,) = re.findall(r'class="caption-label">([^<]*)<', element)[:1]
            assert label.strip().rstrip(":").replace("\u00a0", " ") == found.name.replace("\u00a0", " ")
            counted += 1
    assert counted > 20
