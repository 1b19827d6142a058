"""Characters that the PDF is said to show can be set."""

from __future__ import annotations

import re
import unicodedata

from helpers.assemble.builtin import typesetter
from helpers.look.glyphs import _shown, missing
from helpers.paths import project


def test_every_character_said_to_be_shown_can_be_set(tmp_path) -> None:
    """Typst refuses a PDF with a character that none of its fonts has: all of them, once in text and once as code."""
    shown = [c for c in map(chr, sorted(_shown())) if unicodedata.category(c)[0] in "LNPS"]
    assert len(shown) > 7000
    assert list(missing("".join(shown))) == []
    base = (project().root / "src/helpers/assemble/builtin/typst/base.typ").read_text("utf-8")
    fonts = dict(re.findall(r"#let (sans|mono) = (\(.*?\))", base))
    text = " ".join(f"\\u{{{ord(c):x}}}" for c in shown)
    for font in fonts.values():
        source = f'#set document(title: "x")\n#set text(font: {font}, lang: "de")\n= x\n{text}'
        made, _ = typesetter.pdf(source, tmp_path, 0)
        assert made.startswith(b"%PDF")
