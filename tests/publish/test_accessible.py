"""What shuts somebody out is found without a browser, and what is right is let pass."""

from __future__ import annotations

import io

import pytest
from pypdf import PdfWriter

from helpers.publish.site.accessible import barriers

GOOD = (
    '<!DOCTYPE html><html lang="de"><head><title>Kita</title>'
    '<link id="q" href="hell.css"><link id="q" href="dunkel.css"></head><body><h1 id="a">Kita</h1><h2 id="b">Plätze</h2>'
    '<a href="x.html">mehr</a> <a href="y.html"><img src="a.png" alt="Rathaus"></a> <a href="#a" aria-label="nach oben"></a>'
    '<a href="#b"><svg role="img" aria-label="Karte"></svg></a> <a id="anker"></a> <button title="Schließen">×</button>'
    '<img src="linie.png" alt=""> <label for="f">Name</label><input id="f"> <label>Jahr <input type="text"></label> <input type="hidden">'
    "</body></html>"
)


def test_a_page_in_order_is_let_pass() -> None:
    assert list(barriers({"kita.html": GOOD.encode(), "a.css": b"", "b.csv": b"<img>"})) == []


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (' lang="de"', "", "Die Sprache der Seite fehlt (lang)."),
        ("<title>Kita</title>", "<title> </title>", "Der Titel der Seite fehlt."),
        ("<h1 id", "<h2 id", "Die Hauptüberschrift der Seite fehlt."),
        (
            "<h2 id",
            "<h3 id",
            "Auf eine Überschrift der Ebene 1 folgt eine der Ebene 3; dazwischen fehlt eine.",
        ),
        (' alt="Rathaus"', "", "Dem Bild „a.png“ fehlt die Beschreibung."),
        ('alt="Rathaus"', 'alt=""', "Ein Link hat keinen Text."),
        (">mehr<", "> <", "Ein Link hat keinen Text."),
        (' title="Schließen">×', ">", "Ein Knopf hat keinen Text."),
        (' for="f"', "", "Ein Eingabefeld (f) hat keine Beschriftung."),
        ('id="b"', 'id="a"', "Die Kennung „a“ ist zweimal vergeben."),
        ("</body>", '<iframe src="x.html"></iframe></body>', "Einer eingebetteten Seite fehlt der Titel."),
    ],
)
def test_what_is_missing_is_named(old: str, new: str, said: str) -> None:
    assert old in GOOD
    assert f"kita.html: {said}" in list(barriers({"kita.html": GOOD.replace(old, new, 1).encode()}))


def test_a_pdf_without_tags_language_and_title() -> None:
    writer = PdfWriter()
    writer.add_blank_page(200, 200)
    file = io.BytesIO()
    writer.write(file)
    assert list(barriers({"a.pdf": file.getvalue()})) == [
        "a.pdf: Das PDF ist nicht für Vorleseprogramme ausgezeichnet.",
        "a.pdf: Dem PDF fehlt die Sprache.",
        "a.pdf: Dem PDF fehlt der Titel.",
    ]
    assert list(barriers({"b.pdf": b"kaputt"})) == ["b.pdf: Das PDF lässt sich nicht lesen."]
