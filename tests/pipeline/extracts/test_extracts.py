"""The short formats' book projects."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from syrupy.assertion import SnapshotAssertion

from helpers.pipeline.extracts import Material, write_extract
from helpers.pipeline.extracts.sozialraeume import slug
from helpers.publish.formats import SHORT


def written(name: str, material: Material, tmp_path: Path) -> Path:
    folder = write_extract(name, material, tmp_path / "formate")
    assert isinstance(folder, Path)
    return folder


@pytest.mark.parametrize("name", [name for name in SHORT if name != "zahl"])  # the small book has no findings
def test_pages(name: str, material: Material, tmp_path: Path, snapshot: SnapshotAssertion) -> None:
    folder = written(name, material, tmp_path)
    texts = {p.relative_to(folder).as_posix(): p.read_text("utf-8") for p in sorted(folder.rglob("*.qmd"))}
    assert texts == snapshot


def test_a_kurzbericht_has_cards_statements_figures_and_where_they_come_from(
    material: Material, tmp_path: Path
) -> None:
    folder = written("kurzbericht", material, tmp_path)
    config = yaml.safe_load((folder / "_quarto.yml").read_text("utf-8"))
    assert config["book"]["chapters"] == [
        "auf-einen-blick.qmd",
        "01-rahmenbedingungen.qmd",
        "03-kita.qmd",
    ]
    assert config["book"]["output-file"] == "kurzbericht-probestadt"
    assert config["kurzformat"]["pages"] == 12
    first = (folder / "01-rahmenbedingungen.qmd").read_text("utf-8")
    assert "Mehr dazu in Kapitel\u00a01 des Bildungsberichts" in first
    assert "fig-einwohner" not in first
    assert "Abbildung\u00a01.2 des Bildungsberichts." in first
    assert (folder / "chapters/01-rahmenbedingungen_files/bild.svg").is_file()
    assert not list(folder.rglob("*.csv"))


def test_a_steckbrief_says_the_first_statement_of_each_chapter_first(
    material: Material, tmp_path: Path
) -> None:
    text = (written("steckbrief", material, tmp_path) / "kernaussagen.qmd").read_text("utf-8")
    order = [text.index(part) for part in ("Die Kinderarmut", "Die Betreuungsquote", "Das Personal")]
    assert order == sorted(order)
    assert "**Kita.** Das Personal wuchs mit." in text


def test_a_paper_for_the_council_invents_nothing(material: Material, tmp_path: Path) -> None:
    folder = written("ratsvorlage", material, tmp_path)
    texts = [path.read_text("utf-8") for path in sorted(folder.glob("*.qmd"))]
    assert [text.splitlines()[0].removesuffix(" {.unnumbered}") for text in texts] == [
        "# Angaben zur Vorlage",
        "# Kenntnisnahme",
        "# Sachverhalt",
        "# Finanzielle Auswirkungen",
        "# Auswirkungen auf Gleichstellung, Inklusion und Teilhabe",
        "# Auswirkungen auf Klima und Umwelt",
        "# Personelle Auswirkungen",
        "# Anlagen",
    ]
    assert "| Federführung | Bildungsbüro |" in texts[0]
    assert "| Kinderarmut | 11,2\u00a0\\% | 2019 |" in texts[2]
    for text in (texts[0], texts[1], *texts[3:]):
        assert "]{.platzhalter}" in text


def test_headings_of_the_paper_come_from_the_profile(book: Path, tmp_path: Path) -> None:
    path = book / "_quarto.yml"
    paper = (
        "  council_paper: {title: Beschlussvorlage, decision: Beschlussvorschlag, effects: [Klimawirkung]}\n"
    )
    path.write_text(path.read_text("utf-8") + paper, "utf-8")
    folder = written("ratsvorlage", Material(book), tmp_path)
    heads = [p.read_text("utf-8").splitlines()[0] for p in sorted(folder.glob("*.qmd"))]
    assert "# Beschlussvorschlag {.unnumbered}" in heads
    assert "# Klimawirkung {.unnumbered}" in heads
    assert "# Sachverhalt {.unnumbered}" in heads
    assert not any("Personelle" in head for head in heads)
    config = yaml.safe_load((folder / "_quarto.yml").read_text("utf-8"))
    assert config["book"]["title"] == "Beschlussvorlage: Bildungsbericht Probestadt"


def test_the_source_of_the_slides_is_whole(material: Material, tmp_path: Path) -> None:
    folder = written("folien", material, tmp_path) / "quelle"
    text = (folder / "folien.qmd").read_text("utf-8")
    _, front, body = text.split("---\n", 2)
    options = yaml.safe_load(front)
    assert options["lang"] == "de"
    reveal = options["format"]["revealjs"]
    assert reveal["footer"] == "Fiktiv: Kommune und Zahlen sind erfunden"
    assert all(name == "default" or (folder / name).is_file() for name in reveal["theme"])
    assert (folder / "chapters/01-rahmenbedingungen_files/bild.svg").is_file()
    assert body.count("\n## ") == 4  # key figures, two chapters, where to read on
    assert 'fig-alt="Liniendiagramm: armut steigt auf 12,5 %."' in body
    assert "http" not in front + (folder / "folien.scss").read_text("utf-8")


def test_a_chapter_whose_chosen_figure_is_too_high_for_a_slide_shows_another(
    book: Path, tmp_path: Path
) -> None:
    chapter = book / "chapters" / "01-rahmenbedingungen.qmd"
    before, chosen = chapter.read_text("utf-8").split("::: {#fig-armut")
    chapter.write_text(f"{before}::: {{#fig-armut{chosen.replace('bild.svg', 'hoch.svg')}", "utf-8")
    high = '<svg xmlns="http://www.w3.org/2000/svg" width="100" height="140" viewBox="0 0 100 140"/>'
    (chapter.with_name("01-rahmenbedingungen_files") / "hoch.svg").write_text(high, "utf-8")
    text = (written("folien", Material(book), tmp_path) / "folien.qmd").read_text("utf-8")
    assert "hoch.svg" not in text
    assert "Liniendiagramm: einwohner steigt" in text


@pytest.mark.parametrize(
    ("name", "missing"), [("sozialraeume", "sec-sozialraum"), ("kurzbericht", ".kernaussage")]
)
def test_what_a_report_has_nothing_for_is_said(name: str, missing: str, book: Path, tmp_path: Path) -> None:
    for path in (book / "chapters").glob("*.qmd"):
        path.write_text(path.read_text("utf-8").replace(missing, "weg"), "utf-8")
    told = write_extract(name, Material(book), tmp_path / "formate")
    assert isinstance(told, str)
    assert told.endswith(".")
    assert "Bildungsbericht Probestadt" in told


@pytest.mark.parametrize(
    ("name", "file"),
    [
        ("Altstadt", "altstadt"),
        ("Süd\\-West / Öd", "sued-west-oed"),
        ("Bad Groß\u00adneusiedl (Ost)", "bad-grossneusiedl-ost"),
        ("Łódź-Straße", "odz-strasse"),
    ],
)
def test_names_become_file_names(name: str, file: str) -> None:
    assert slug(name) == file
