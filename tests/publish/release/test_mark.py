"""What an edition says of itself: version and citation, in the text and in the data."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from helpers.publish.release.mark import mark_draft, mark_release
from helpers.safeyaml import safe_load

Write = Callable[..., Path]


@pytest.fixture
def book(write: Write) -> Path:
    folder = write()
    config = json.loads((folder / "_quarto.yml").read_text("utf-8"))
    config["kommune"] |= {"year": "2025", "publisher": "Stadt Musterstadt", "official": True}
    (folder / "_quarto.yml").write_text(json.dumps(config), "utf-8")
    (folder / "datapackage.json").write_text(json.dumps({"name": "x", "version": "2025"}), "utf-8")
    return folder


@pytest.mark.parametrize(
    ("more", "end"),
    [
        ({}, ""),
        ({"url": "https://bildung.example/"}, " https://bildung.example/2025.1/"),
        ({"url": "https://bildung.example/", "identifier": "ISBN 978-3"}, " ISBN 978-3"),
    ],
)
def test_the_citation_names_version_and_place(book: Path, more: dict[str, str], end: str) -> None:
    config = json.loads((book / "_quarto.yml").read_text("utf-8"))
    config["kommune"] |= more
    (book / "_quarto.yml").write_text(json.dumps(config), "utf-8")
    mark_release(book, "2025.1", "", ())
    said = safe_load((book / "_quarto.yml").read_text("utf-8"))["kommune"]["citation"]
    assert said == f"Stadt Musterstadt (2025): Bildungsbericht Musterstadt. 2025, Ausgabe 2025.1.{end}"
    assert json.loads((book / "datapackage.json").read_text("utf-8")) == {"name": "x", "version": "2025.1"}


def test_a_draft_carries_its_mark_and_no_version(book: Path) -> None:
    mark_draft(book, "1a2b3c4d")
    config = safe_load((book / "_quarto.yml").read_text("utf-8"))
    assert config["kommune"]["draft"] == "Entwurf, Stand 1a2b3c4d"
    assert "edition" not in config["kommune"]
