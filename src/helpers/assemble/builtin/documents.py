"""DOCX and EPUB: what Pandoc needs beside the chapters to write them whole."""

from __future__ import annotations

import re
import uuid
import zipfile
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from helpers.assemble.builtin import docx, letter, processes, towntemplate
from helpers.assemble.builtin.book import Book
from helpers.look import images
from helpers.look.colours import Theme

EPUB_CSS = Path(__file__).parent / "epub.css"


def prepare(book: Book, theme: Theme, outputs: dict[str, Path], folder: Path) -> dict[str, Any]:
    """Return the entries of Pandoc's job for the documents to write.

    Args:
        book: the book.
        theme: its colours.
        outputs: target file by format, `docx` and `epub`.
        folder: for intermediate files; must outlive the Pandoc process.
    """
    publisher = book.text("kommune.publisher")
    job: dict[str, Any] = {
        "outputs": {name: str(path.resolve()) for name, path in outputs.items()},
        "toc_depth": min(int(book.options(name)["toc-depth"]) for name in outputs),
        "book": {
            "title": book.title,
            "subtitle": book.subtitle,
            "authors": list(dict.fromkeys(filter(None, (publisher, *book.authors)))),
            "date": book.date_text,
            "date_iso": book.date.isoformat() if book.date else "",
            "description": book.text("book.description"),
            "publisher": publisher,
            "rights": book.text("book.rights"),
            "mark": " · ".join(book.marks),
            "cover": book.picture("cover"),
            "cover_alt": book.text("kommune.cover_alt"),
            "logo": book.picture("logo"),
            "logo_alt": book.text("kommune.logo_alt", "Logo " + book.text("kommune.name")),
        },
    }
    job["letter"] = bool(book.short)
    if "docx" in outputs:
        reference = folder / "reference.docx"
        others = letter.styles(theme) if book.short else ()
        if template := book.text("kurzformat.template"):
            texts = {
                "titel": book.title,
                "kommune": book.text("kommune.name"),
                "herausgeber": publisher,
                "stand": " · ".join(book.marks),
            }
            content = (book.root / template).read_bytes()
            made = towntemplate.from_template(content, Path(template).name, docx.styles(theme, others), texts)
        else:
            made = docx.reference_document(processes.PANDOC, theme, book, others)
        reference.write_bytes(made)
        svg = [file for file in book.files if file.endswith(".svg")]
        job |= {"reference_doc": str(reference), "png": images.rasterise(book.root, svg, folder)}
    if "epub" in outputs:
        name = f"{publisher} {book.title} {book.date_text}"
        job |= {"identifier": f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, name)}", "epub_css": str(EPUB_CSS)}
    return job


_HEADING = re.compile(rb"<h1[^>]*>(.*?)</h1>", re.DOTALL)
_FORMULA = re.compile(
    rb'<math\b(?P<rest>(?:(?!</math>).)*?<annotation encoding="application/x-tex">(?P<tex>.*?)</annotation>)',
    re.DOTALL,
)


def finish_epub(epub: Path, book: Book) -> None:
    """Put right what Pandoc cannot: names of pages, the date as Germans write it, words for the cover and for formulas."""
    alt = quoteattr(book.text("kommune.cover_alt"))
    date = f'<p class="date">{escape(book.date_text)}</p>'.encode()
    draft = (
        f'<p class="fictional">{escape(book.draft)}</p></section>'.encode() if book.draft else b"</section>"
    )
    with zipfile.ZipFile(epub) as archive:
        parts = [(info, archive.read(info)) for info in archive.infolist()]
    with zipfile.ZipFile(epub, "w") as archive:
        for info, content in parts:
            if info.filename.endswith(".xhtml"):
                if heading := _HEADING.search(content):
                    title = re.sub(rb"<[^>]*>", b"", heading[1]).strip()
                    before, _, rest = content.partition(b"<title>")
                    content = b"".join(
                        (before, b"<title>", title, b"</title>", rest.partition(b"</title>")[2])
                    )
                content = _FORMULA.sub(_with_text, content)
                content = re.sub(rb'<p class="date">.*?</p>', date, content)
                if info.filename.endswith("/title_page.xhtml"):
                    content = content.replace(b"</section>", draft, 1)
                if info.filename.endswith("/cover.xhtml"):
                    content = content.replace(b"<svg ", f'<svg role="img" aria-label={alt} '.encode(), 1)
            archive.writestr(info, content)


def _with_text(formula: re.Match[bytes]) -> bytes:
    text = formula["tex"].strip().replace(b'"', b"&quot;")
    return b'<math alttext="' + text + b'"' + formula["rest"]
