"""The Word document: a reference document with the report's styles, and what Pandoc cannot write."""

from __future__ import annotations

import io
import re
import subprocess
import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from xml.sax.saxutils import escape

from helpers.assemble.builtin.book import Book
from helpers.look.colours import Theme

FONT = "Source Sans Pro"
#: Stands in where the font is not installed.
OFFICE_FONT = "Calibri"
MONO = "DejaVu Sans Mono"
SPACE_ABOVE_TITLE = 200
#: The zip format's first day: no clock in the file.
DAY = (1980, 1, 1, 0, 0, 0)
W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
PART_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.{}+xml"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


@dataclass(frozen=True)
class Style:
    """One style of styles.xml: paragraph properties and run properties as WordprocessingML."""

    name: str
    based_on: str = "Normal"
    paragraph: str = ""
    run: str = ""
    kind: str = "paragraph"

    @property
    def id(self) -> str:
        """The style's id: its name without spaces, in Word's spelling."""
        name = self.name.replace("toc ", "TOC")
        return "".join(word[0].upper() + word[1:] for word in name.split())

    def xml(self) -> str:
        """Return the style's element."""
        default = (
            ' w:default="1"' if self.name in ("Normal", "Default Paragraph Font", "Normal Table") else ""
        )
        based = f'<w:basedOn w:val="{self.based_on}"/>' if self.based_on and not default else ""
        paragraph = f"<w:pPr>{self.paragraph}</w:pPr>" if self.paragraph else ""
        run = f"<w:rPr>{self.run}</w:rPr>" if self.run else ""
        return (
            f'<w:style w:type="{self.kind}"{default} w:styleId="{self.id}"><w:name w:val="{self.name}"/>{based}'
            f"<w:qFormat/>{paragraph}{run}</w:style>"
        )


def spacing(before: float = 0, after: float = 0, line: float = 0) -> str:
    """Return the space before and after a paragraph, in points, and between its lines, in lines."""
    lines = f' w:line="{round(line * 240)}" w:lineRule="auto"' if line else ""
    return f'<w:spacing w:before="{round(before * 20)}" w:after="{round(after * 20)}"{lines}/>'


def size(points: float) -> str:
    """Return the size of the type."""
    return f'<w:sz w:val="{round(points * 2)}"/><w:szCs w:val="{round(points * 2)}"/>'


def _box(colour: str, fill: str, top: str = "") -> str:
    border = f'<w:pBdr>{top}<w:left w:val="single" w:sz="18" w:space="8" w:color="{colour}"/></w:pBdr>'
    return f'{border}<w:shd w:val="clear" w:color="auto" w:fill="{fill}"/>'


#: A border of its own keeps a box apart from the box before it: Word joins neighbours of the same border.
EDGE = '<w:top w:val="single" w:sz="4" w:space="4" w:color="F1F5F8"/>'


#: Above the title, as on the PDF's title page.
RULE = '<w:pBdr><w:top w:val="single" w:sz="24" w:space="16" w:color="{}"/></w:pBdr>'


def _styles(theme: Theme, space: float) -> list[Style]:
    primary = theme.primary[1:]
    bold, colour, quiet = "<w:b/><w:bCs/>", f'<w:color w:val="{primary}"/>', '<w:color w:val="595959"/>'
    keep = "<w:keepNext/><w:keepLines/>"
    tab, hanging = (
        '<w:tabs><w:tab w:val="left" w:pos="1021"/></w:tabs>',
        '<w:ind w:left="1021" w:hanging="1021"/>',
    )
    heads = [
        Style(
            f"heading {level}",
            paragraph=f"{keep}{'<w:pageBreakBefore/>' if level == 1 else ''}{tab}{spacing(before, after)}{hanging}"
            f'<w:outlineLvl w:val="{level - 1}"/>',
            run=f"{bold}{colour}{size(points)}",
        )
        for level, (points, before, after) in enumerate(
            [(24, 0, 24), (16, 20, 8), (12.5, 16, 6), (11, 14, 4), (11, 12, 4), (11, 12, 4)], 1
        )
    ]
    contents = [
        Style(
            f"toc {level}",
            paragraph='<w:tabs><w:tab w:val="left" w:pos="1021"/><w:tab w:val="right" w:pos="9070"/></w:tabs>'
            + spacing(6 if level == 1 else 0, 2),
            run=bold if level == 1 else "",
        )
        for level in (1, 2, 3)
    ]
    caption = f"{keep}{spacing(14, 6)}"
    return [
        Style("Normal", "", spacing(0, 8, 1.25)),
        Style("Default Paragraph Font", "", kind="character"),
        Style("Body Text", paragraph=spacing(4, 8, 1.25)),
        Style("First Paragraph", "BodyText", spacing(8, 8, 1.25)),
        Style("Compact", "BodyText", spacing(1, 1, 1.1)),
        Style("Letzte Zeile", "Compact", "<w:keepNext/>" + spacing(1, 1, 1.1)),
        Style("Titelbild", paragraph=spacing(0, 0)),
        Style("Fiktiv", paragraph=spacing(24, 0), run=f"{bold}{size(10)}"),
        Style("Logo", paragraph=spacing(60, 0)),
        Style(
            "Title", paragraph=RULE.format(primary) + spacing(space, 12, 1), run=f"{bold}{colour}{size(34)}"
        ),
        Style("Subtitle", paragraph=spacing(0, 40), run=f"{quiet}{size(16)}"),
        Style("Author", paragraph=spacing(0, 4), run=f"{bold}{size(12)}"),
        Style("Date", paragraph=spacing(0, 0), run=quiet),
        *heads,
        Style(
            "TOC Heading",
            paragraph=f"{keep}<w:pageBreakBefore/>{spacing(0, 24)}",
            run=f"{bold}{colour}{size(24)}",
        ),
        *contents,
        Style("Teil", paragraph=f"<w:pageBreakBefore/>{spacing(240, 0)}", run=f"{bold}{colour}{size(30)}"),
        Style("caption", paragraph=caption, run=size(10)),
        Style("Image Caption", "Caption", caption, f"{colour}{size(10)}"),
        Style("Table Caption", "Caption", caption, f"{colour}{size(10)}"),
        Style("Figure", paragraph="<w:keepNext/>" + spacing(0, 4)),
        Style("Captioned Figure", "Figure", "<w:keepNext/>" + spacing(0, 4)),
        Style("Anmerkung", paragraph=f"{keep}{spacing(3, 3, 1.05)}", run=f"{quiet}{size(8.5)}"),
        Style("Anmerkung Ende", paragraph="<w:keepLines/>" + spacing(3, 16, 1.05), run=f"{quiet}{size(8.5)}"),
        Style("Kasten", paragraph=_box(primary, "F1F5F8") + spacing(0, 0, 1.2) + '<w:ind w:left="227"/>'),
        Style(
            "Kasten Titel",
            "Kasten",
            "<w:keepNext/>" + _box(primary, "F1F5F8", EDGE) + spacing(12, 0, 1.2),
            f"{bold}{colour}",
        ),
        Style("Kernaussage", "Kasten", spacing(8, 8, 1.2), size(11.5)),
        Style("Reiter", paragraph="<w:keepNext/>" + spacing(12, 4), run=f"{bold}{colour}"),
        Style("Block Text", paragraph='<w:ind w:left="454"/>', run=quiet),
        Style("Bibliography", paragraph='<w:ind w:left="454" w:hanging="454"/>'),
        Style("Definition Term", paragraph="<w:keepNext/>" + spacing(8, 0), run=bold),
        Style("Definition", paragraph=spacing(0, 4) + '<w:ind w:left="340"/>'),
        Style("footnote text", paragraph=spacing(0, 2, 1), run=size(8.5)),
        Style(
            "Source Code",
            paragraph='<w:shd w:val="clear" w:color="auto" w:fill="F5F5F5"/>' + spacing(0, 0, 1),
            run=size(8.5),
        ),
        Style("header", run=f"{quiet}{size(8.5)}"),
        Style(
            "footer",
            paragraph='<w:tabs><w:tab w:val="right" w:pos="9070"/></w:tabs>',
            run=f"{quiet}{size(8.5)}",
        ),
        Style(
            "Verbatim Char",
            "DefaultParagraphFont",
            run=f'<w:rFonts w:ascii="{MONO}" w:hAnsi="{MONO}"/>{size(9)}',
            kind="character",
        ),
        Style(
            "footnote reference",
            "DefaultParagraphFont",
            run='<w:vertAlign w:val="superscript"/>',
            kind="character",
        ),
        Style("Hyperlink", "DefaultParagraphFont", run=colour, kind="character"),
        Style("Section Number", "DefaultParagraphFont", kind="character"),
    ]


def _tables(primary: str) -> str:
    line = f'w:val="single" w:sz="8" w:space="0" w:color="{primary}"'

    def ruled(name: str, points: float, beside: int) -> str:
        """A table style; LibreOffice takes no first row from the style that another is based on."""
        sides = (("top", 40), ("left", beside), ("bottom", 40), ("right", beside))
        margins = "".join(f'<w:{side} w:w="{width}" w:type="dxa"/>' for side, width in sides)
        return (
            f'<w:style w:type="table" w:customStyle="1" w:styleId="{name}"><w:name w:val="{name}"/>'
            '<w:basedOn w:val="TableNormal"/><w:qFormat/>'
            f"<w:rPr>{size(points)}</w:rPr><w:tblPr><w:tblBorders><w:top {line}/><w:bottom {line}/>"
            f'<w:insideH w:val="single" w:sz="4" w:space="0" w:color="D9D9D9"/></w:tblBorders>'
            f"<w:tblCellMar>{margins}</w:tblCellMar></w:tblPr>"
            f'<w:tblStylePr w:type="firstRow"><w:rPr><w:b/></w:rPr><w:tblPr/><w:tcPr><w:tcBorders><w:bottom {line}/></w:tcBorders>'
            '<w:vAlign w:val="bottom"/></w:tcPr></w:tblStylePr></w:style>'
        )

    return (
        '<w:style w:type="table" w:default="1" w:styleId="TableNormal"><w:name w:val="Normal Table"/><w:uiPriority w:val="99"/>'
        '<w:tblPr><w:tblInd w:w="0" w:type="dxa"/></w:tblPr></w:style>'
        '<w:style w:type="table" w:customStyle="1" w:styleId="Raster"><w:name w:val="Raster"/><w:basedOn w:val="TableNormal"/></w:style>'
        + ruled("Table", 9.5, 100)
        + ruled("Kleintabelle", 8, 60)
    )


def styles(theme: Theme, others: Sequence[Style]) -> list[Style]:
    """Return the styles of a document of a few pages."""
    return list({style.name: style for style in (*_styles(theme, 0), *others)}.values())


def _styles_xml(theme: Theme, space: float, others: Sequence[Style]) -> str:
    fonts_ = f'<w:rFonts w:ascii="{FONT}" w:hAnsi="{FONT}" w:cs="{FONT}" w:eastAsia="{FONT}"/>'
    defaults = (
        f"<w:docDefaults><w:rPrDefault><w:rPr>{fonts_}{size(10.5)}"
        '<w:lang w:val="de-DE" w:eastAsia="de-DE" w:bidi="ar-SA"/></w:rPr></w:rPrDefault><w:pPrDefault/></w:docDefaults>'
    )
    chosen = {style.name: style for style in (*_styles(theme, space), *others)}
    styles = "".join(style.xml() for style in chosen.values())
    return f'{XML}<w:styles xmlns:w="{W}">{defaults}{styles}{_tables(theme.primary[1:])}</w:styles>'


def reference_document(pandoc: Path, theme: Theme, book: Book, others: Sequence[Style] = ()) -> bytes:
    """Return a .docx whose styles, page, header and footer Pandoc takes over.

    Args:
        pandoc: the program.
        theme: colours.
        book: title, and whether it is made up.
        others: styles in place of the report's, for a document without a cover.
    """
    original = subprocess.run(
        [pandoc, "--print-default-data-file", "reference.docx"], capture_output=True, check=True
    ).stdout
    with zipfile.ZipFile(io.BytesIO(original)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist() if not name.endswith("/")}
    space = SPACE_ABOVE_TITLE if not book.meta("kommune.cover") else 12
    parts["word/styles.xml"] = _styles_xml(theme, space, others).encode()
    number = "".join(
        f"<w:r>{inner}</w:r>"
        for inner in (
            '<w:fldChar w:fldCharType="begin"/>',
            '<w:instrText xml:space="preserve"> PAGE </w:instrText>',
            '<w:fldChar w:fldCharType="separate"/>',
            "<w:t>1</w:t>",
            '<w:fldChar w:fldCharType="end"/>',
        )
    )
    margins = {"footer": f"{_run(book.title)}<w:r><w:tab/></w:r>{number}"}
    if book.marks:
        margins["header"] = _run(" · ".join(book.marks))
    for kind, runs in margins.items():
        _add_margin(parts, kind, runs)
    substitute = f'<w:font w:name="{FONT}"><w:altName w:val="{OFFICE_FONT}"/><w:family w:val="swiss"/></w:font></w:fonts>'
    parts["word/fontTable.xml"] = parts["word/fontTable.xml"].replace(b"</w:fonts>", substitute.encode())
    references = "".join(
        f'<w:{kind}Reference w:type="default" r:id="{kind}"/>' for kind in sorted(margins, reverse=True)
    )
    section = (
        f'<w:sectPr xmlns:r="{R}">{references}<w:pgSz w:w="11906" w:h="16838"/>'
        '<w:pgMar w:top="1418" w:right="1418" w:bottom="1418" w:left="1418" w:header="709" w:footer="709" w:gutter="0"/>'
        f"{'' if others or book.draft else '<w:titlePg/>'}</w:sectPr>"
    )
    document = re.sub(
        r"<w:sectPr.*?</w:sectPr>", section, parts["word/document.xml"].decode(), flags=re.DOTALL
    )
    parts["word/document.xml"] = document.encode()
    for english, german in (
        (b'"en-US"', b'"de-DE"'),
        (b'listSeparator w:val=","', b'listSeparator w:val=";"'),
        (b'decimalSymbol w:val="."', b'decimalSymbol w:val=","'),
    ):
        parts["word/settings.xml"] = parts["word/settings.xml"].replace(english, german)
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in sorted(parts.items()):
            archive.writestr(zipfile.ZipInfo(name, DAY), content)
    return buffer.getvalue()


def packed(parts: Iterable[tuple[str, bytes]]) -> bytes:
    """Return the archive of an Office file, without a clock: the same bytes for the same parts."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts:
            archive.writestr(zipfile.ZipInfo(name, DAY), content, zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


def finish(word: Path) -> None:
    """Keep each row of a table on one page, which Pandoc cannot say and LibreOffice does not read from the style."""
    with zipfile.ZipFile(word) as archive:
        parts = [(info, archive.read(info)) for info in archive.infolist()]
    with zipfile.ZipFile(word, "w") as archive:
        for info, content in parts:
            if info.filename == "word/document.xml":
                content = content.replace(b"<w:tr><w:trPr>", b"<w:tr><w:trPr><w:cantSplit/>")
                content = content.replace(b"<w:tr><w:tc>", b"<w:tr><w:trPr><w:cantSplit/></w:trPr><w:tc>")
            archive.writestr(info, content)


def _run(text: str) -> str:
    return f'<w:r><w:t xml:space="preserve">{escape(text)}</w:t></w:r>'


def _add_margin(parts: dict[str, bytes], kind: str, content: str) -> None:
    """Add a header or footer to the parts of the file, and name it where parts are listed."""
    name, tag = f"{kind}1.xml", "hdr" if kind == "header" else "ftr"
    paragraph = f'<w:p><w:pPr><w:pStyle w:val="{kind.title()}"/></w:pPr>{content}</w:p>'
    parts[f"word/{name}"] = f'{XML}<w:{tag} xmlns:w="{W}" xmlns:r="{R}">{paragraph}</w:{tag}>'.encode()
    listed = f'<Override PartName="/word/{name}" ContentType="{PART_TYPE.format(kind)}"/></Types>'
    parts["[Content_Types].xml"] = parts["[Content_Types].xml"].replace(b"</Types>", listed.encode())
    related = f'<Relationship Id="{kind}" Type="{R}/{kind}" Target="{name}"/></Relationships>'
    rels = "word/_rels/document.xml.rels"
    parts[rels] = parts[rels].replace(b"</Relationships>", related.encode())
