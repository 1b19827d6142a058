"""A town's own Word template keeps its look, gets the styles it lacks, and has its placeholders filled in."""

from __future__ import annotations

import io
import subprocess
import zipfile

import pytest

from helpers.assemble.builtin.letter import styles
from helpers.assemble.builtin.processes import PANDOC
from helpers.assemble.builtin.towntemplate import from_template
from helpers.errors import BookError
from helpers.look.colours import theme

STYLES = styles(theme("", "")[0])
TEXTS = {"titel": "Vorlage & mehr", "kommune": "Jena", "herausgeber": "", "stand": "Entwurf"}
HEADER = (
    '<w:hdr xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:p><w:r><w:t>Rat: {{ti</w:t></w:r>'
    "<w:r><w:t>tel}}</w:t></w:r></w:p><w:p><w:r><w:t>Fest</w:t></w:r></w:p></w:hdr>"
)


def template(header: str = HEADER, **parts: bytes) -> bytes:
    made = subprocess.run(
        [PANDOC, "--print-default-data-file", "reference.docx"], capture_output=True, check=True
    )
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(made.stdout)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            new.writestr(name, parts.get(name.rpartition("/")[2].partition(".")[0], old.read(name)))
        new.writestr("word/header1.xml", header)
    return out.getvalue()


def parts_of(content: bytes) -> dict[str, str]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {n: archive.read(n).decode("utf-8", "replace") for n in archive.namelist()}


def test_placeholders_are_filled_in_also_where_word_cut_them() -> None:
    header = parts_of(from_template(template(), "v.docx", STYLES, TEXTS))["word/header1.xml"]
    assert "<w:t>Rat: Vorlage &amp; mehr</w:t></w:r><w:r><w:t></w:t>" in header
    assert "Fest" in header


def test_the_towns_own_styles_stay_and_what_lacks_is_added() -> None:
    given = template()
    before, after = (
        parts_of(c)["word/styles.xml"] for c in (given, from_template(given, "v.docx", STYLES, TEXTS))
    )
    assert before.rpartition("</w:styles>")[0] in after
    assert (before.count('"Platzhalter"'), after.count('w:styleId="Platzhalter"')) == (0, 1)
    assert after.count('w:val="heading 1"') == 1
    assert from_template(given, "v.docx", STYLES, TEXTS) == from_template(given, "v.docx", STYLES, TEXTS)


def test_what_is_no_template_is_refused_in_a_sentence() -> None:
    for content in (
        b"",
        b"PK",
        b"{\\rtf1}",
        template(styles=b"<w:styles"),
        template(document=b"<!DOCTYPE a><a/>"),
    ):
        with pytest.raises(BookError, match="keine lesbare Word-Datei"):
            from_template(content, "v.docx", STYLES, TEXTS)
    with pytest.raises(BookError, match=r"„\{\{datum\}\}“ gibt es nicht\. Möglich sind: titel"):
        from_template(template(HEADER.replace("{{ti", "{{datum}}{{ti")), "v.docx", STYLES, TEXTS)
