"""Pictures of strangers: shown as they are, or refused with a sentence; nothing in them acts, fetches or takes the memory."""

import io
import struct
import zlib
from base64 import b64encode
from pathlib import Path
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from helpers.errors import BookError
from helpers.figures.draw.sample import sample
from helpers.look import rasters, vectors
from helpers.look.images import harmless

HEAD = (
    '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" viewBox="0 0 10 10">'
)


def svg(inside: str, head: str = HEAD) -> bytes:
    return f"{head}{inside}</svg>".encode()


def raster(kind: str = "PNG", size: tuple[int, int] = (4, 3)) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, "red").save(out, kind)
    return out.getvalue()


def huge_png() -> bytes:
    """Return a few bytes that say they are 60,000 × 60,000 pixels."""

    def chunk(kind: bytes, content: bytes) -> bytes:
        return (
            struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))
        )

    head = struct.pack(">IIBBBBB", 60_000, 60_000, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"")) + chunk(b"IEND", b"")
    )


BILLION = '<g id="a0"><rect width="1" height="1"/></g>' + "".join(
    f'<g id="a{i}">{f"""<use href="#a{i - 1}"/>""" * 10}</g>' for i in range(1, 10)
)

ATTACKS = {
    "script": "<script>alert(1)</script>",
    "script behind a prefix": '<x-y:script xmlns:x-y="http://www.w3.org/2000/svg">alert(1)</x-y:script>',
    "handler": '<rect onclick="alert(1)"/>',
    "handler in capitals": '<rect ONLOAD="alert(1)"/>',
    "link to a script behind an entity": '<a href="&#106;avascript:alert(1)"><text>x</text></a>',
    "link to another page": '<a href="https://example.org/"><text>x</text></a>',
    "foreign markup": '<foreignObject><p xmlns="http://www.w3.org/1999/xhtml">x</p></foreignObject>',
    "animated link": '<a><set attributeName="href" to="javascript:alert(1)"/></a>',
    "picture of another host": '<image href="https://example.org/a.png"/>',
    "picture of this computer": '<image xlink:href="file:///etc/passwd"/>',
    "picture beside it": '<image href="../../profile.yml"/>',
    "page as picture": '<image href="data:text/html;base64,PGI+"/>',
    "SVG as picture": '<image href="data:image/svg+xml;base64,PHN2Zy8+"/>',
    "embedded picture that is none": f'<image href="data:image/png;base64,{b64encode(b"<html>").decode()}"/>',
    "use of another file": '<use href="other.svg#a"/>',
    "sheet that imports": "<style>@import url(https://example.org/a.css);</style>",
    "sheet that fetches": "<style>rect { fill: url('https://example.org/a.svg#b') }</style>",
    "sheet that fetches, escaped": r"<style>rect { fill: u\72l(https://example.org/a.svg) }</style>",
    "sheet with a set of pictures": '<style>rect { background: image-set("https://example.org/a.png" 1x) }</style>',
    "sheet that ends itself": "<style>&lt;/style>&lt;script></style>",
    "attribute that fetches": '<rect fill="url(//example.org/a#b)"/>',
    "attribute that fetches, escaped": r'<rect style="fill: \75rl(//example.org/a#b)"/>',
    "uses in a circle": '<g id="a"><use href="#b"/></g><g id="b"><use href="#a"/></g>',
    "uses of uses": BILLION,
    "pattern within itself": '<pattern id="p"><rect fill="url(#p)"/></pattern>',
    "deep": "<g>" * 5000 + "</g>" * 5000,
    "many": "<g/>" * 600_000,
}


@pytest.mark.parametrize("inside", ATTACKS.values(), ids=ATTACKS)
def test_an_svg_that_acts_fetches_or_grows_is_refused(inside: str) -> None:
    with pytest.raises(BookError, match=r"^bild\.svg: Das Bild kann nicht in den Bericht: .{10,200}$"):
        harmless("bild.svg", svg(inside))


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"not markup",
        b"<html/>",
        b"<svg/>",
        svg("")[:-3],
        b'<!DOCTYPE svg [<!ENTITY a "b">]>' + svg("<text>&a;</text>"),
        b'<!DOCTYPE svg [<!ENTITY a SYSTEM "file:///etc/passwd">]>' + svg("<text>&a;</text>"),
        b'<?xml version="1.0" encoding="klingon"?>' + svg(""),
        svg("", HEAD.replace('viewBox="0 0 10 10"', "")),
        svg("", HEAD.replace("0 0 10 10", "0 0 1e9 1e9")),
        svg("", HEAD.replace("0 0 10 10", "0 0 nan 5")),
        svg("", HEAD.replace("viewBox", 'width="100000mm" height="1" viewBox')),
    ],
)
def test_what_is_no_svg_or_has_no_size_is_refused(content: bytes) -> None:
    with pytest.raises(BookError, match=r"^wappen\.svg: Das Bild kann nicht"):
        harmless("wappen.svg", content)


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufffe\uffff")))
def test_text_that_looks_like_code_is_text(text: str) -> None:
    source = ElementTree.Element("{http://www.w3.org/2000/svg}svg", {"width": "10", "height": "10"})
    element = ElementTree.SubElement(source, "{http://www.w3.org/2000/svg}text", {"aria-label": text})
    element.text = f"Anmeldung online = einfacher, javascript: https://example.org {text}"
    kept = ElementTree.fromstring(vectors.cleaned(ElementTree.tostring(source)))
    assert [kept[0].text, kept[0].attrib] == [element.text, element.attrib]


def test_a_chart_is_written_as_it_is() -> None:
    written = sample().encode()
    kept = vectors.cleaned(written)
    assert kept == vectors.cleaned(kept)

    def elements(content: bytes) -> list[tuple[str, dict[str, str], str]]:
        return [(e.tag, e.attrib, (e.text or "").strip()) for e in ElementTree.fromstring(content).iter()]

    assert elements(kept) == elements(written)


def test_notes_of_a_drawing_program_fall_away_and_the_drawing_stays() -> None:
    inkscape = svg(
        '<sodipodi:namedview id="v" inkscape:zoom="1"/><metadata><rdf>x</rdf></metadata>'
        '<g inkscape:label="Ebene 1"><path d="M 0 0 L 1 1" style="fill:url(#f);stroke:#000" inkscape:x="1"/></g>'
        '<linearGradient id="f"><stop offset="0"/></linearGradient>',
        HEAD.replace(">", ' xmlns:sodipodi="http://sodipodi.sourceforge.net/DTD/sodipodi-0.dtd" '
                     'xmlns:inkscape="http://www.inkscape.org/namespaces/inkscape">'),
    )  # fmt: skip
    kept = harmless("wappen.svg", inkscape)
    assert b"inkscape" not in kept
    assert b"rdf" not in kept
    assert b'<path d="M 0 0 L 1 1" style="fill:url(#f);stroke:#000"/>' in kept


def test_markup_of_another_kind_falls_away() -> None:
    kept = harmless(
        "bild.svg", svg('<h:script xmlns:h="http://www.w3.org/1999/xhtml">alert(1)</h:script><rect/>')
    )
    assert b"alert" not in kept
    assert b"<rect/>" in kept


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("leer.png", b""),
        ("seite.png", b"<html><script>alert(1)</script></html>"),
        ("foto.png", raster("JPEG")),
        ("foto.jpg", raster("PNG")),
        ("halb.png", raster(size=(300, 300))[:-40]),
        ("riesig.png", huge_png()),
        ("tiff.png", raster("TIFF")),
        ("lang.png", raster(size=(rasters.MAX_SIDE + 1, 1))),
    ],
)
def test_a_raster_picture_is_what_its_name_says_whole_and_not_too_large(name: str, content: bytes) -> None:
    with pytest.raises(BookError, match=rf"^{name}: Das Bild kann nicht in den Bericht: "):
        harmless(name, content)


@pytest.mark.parametrize(
    ("name", "kind"), [("a.png", "PNG"), ("a.JPG", "JPEG"), ("a.gif", "GIF"), ("a.webp", "WEBP")]
)
def test_a_raster_picture_stays_as_it_is(name: str, kind: str) -> None:
    assert harmless(name, raster(kind)) == raster(kind)


def test_the_pictures_that_ship_are_harmless() -> None:
    root = Path(__file__).parents[2]
    found = [path for folder in ("data", "chapters") for path in (root / folder).rglob("*.svg")]
    assert all(vectors.cleaned(path.read_bytes()) for path in found)


@pytest.mark.parametrize("turned", [1, 6])
def test_where_a_photograph_was_taken_is_not_published_and_which_way_is_up_stays(turned: int) -> None:
    exif = Image.Exif()
    exif[0x0112] = turned
    exif[0x010F] = "Telefon"
    exif.get_ifd(0x8825)[2] = (48.0, 22.0, 1.0)
    out = io.BytesIO()
    picture = Image.linear_gradient("L").resize((40, 30)).convert("RGB")
    picture.save(out, "JPEG", exif=exif, comment=b"x")
    kept = harmless("foto.jpg", out.getvalue())
    assert b"Telefon" in out.getvalue()
    assert b"Telefon" not in kept
    with Image.open(io.BytesIO(out.getvalue())) as before, Image.open(io.BytesIO(kept)) as after:
        assert after.getexif().get(0x0112, 1) == turned
        assert not after.getexif().get_ifd(0x8825)
        assert before.tobytes() == after.tobytes()


def test_notes_in_a_png_are_not_published() -> None:
    out = io.BytesIO()
    notes = PngInfo()
    notes.add_text("Author", "Vorname Nachname")
    Image.new("RGB", (4, 3), "red").save(out, "PNG", pnginfo=notes)
    assert b"Nachname" in out.getvalue()
    assert harmless("bild.png", out.getvalue()) == raster("PNG", (4, 3))
