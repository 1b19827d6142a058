"""What is not supported, or not there, is named with file and line."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from helpers.assemble.builtin import pandoc
from helpers.assemble.builtin.project import read_book
from helpers.errors import BookError, ReportError, UnsupportedMarkdown

from .conftest import LINE

#: The last line of each chapter is the one that the message must name; None: the chapter as a whole.
REFUSED = {
    "script": ("<script>alert(1)</script>", "Das HTML-Element <script> wird nicht unterstützt."),
    "iframe": ('Text <iframe src="x"></iframe>', "Das HTML-Element <iframe> wird nicht unterstützt."),
    "details": ("<details>mehr</details>", "Das HTML-Element <details> wird nicht unterstützt."),
    "handler": ('[Text](https://example.org){onclick="x()"}', "Das Attribut „onclick“ ist nicht erlaubt"),
    "handler-in-bild": ('![B](abb/linie.svg){onerror="x()"}', "Das Attribut „onerror“ ist nicht erlaubt"),
    "style": ('[rot]{style="color: red"}', "Das Attribut „style“ ist nicht erlaubt"),
    "attribut": ('[Text]{fluegel="zwei"}', "Das Attribut „fluegel“ wird nicht unterstützt."),
    "javascript": ("[Klick](javascript:alert(1))", "Verweise mit „javascript:“ sind nicht erlaubt."),
    "data": ("[Klick](data:text/html,x)", "Verweise mit „data:“ sind nicht erlaubt."),
    "bild-aus-dem-netz": (
        "![B](https://example.org/a.png)",
        "Bilder von anderen Rechnern werden nicht eingebunden.",
    ),
    "latex": ("\\newpage", "Roher LaTeX-Code wird nicht unterstützt: „\\newpage“."),
    "typst": ("`#pagebreak()`{=typst}", "Roher typst-Code wird nicht unterstützt"),
    "callout": ("::: {.callout-danger}\nText\n:::", "Den Kasten „callout-danger“ gibt es nicht"),
    "klasse": (
        "::: {.panel-sidebar}\nText\n:::",
        "Blöcke der Klasse „.panel-sidebar“ werden nicht unterstützt.",
    ),
    "satz": ("::: {#thm-eins}\nText\n:::", "Sätze und Beweise („thm-eins“) werden nicht unterstützt."),
}
BROKEN = {
    "bild": ("![B](abb/fehlt.svg)", "Das Bild „abb/fehlt.svg“ gibt es nicht."),
    "bild-ausserhalb": ('![B](../../geheim.svg){fig-alt="x"}', "Das Bild „../../geheim.svg“ gibt es nicht."),
    "alternativtext": ("Text\n\n![](abb/linie.svg)", "hat keinen Alternativtext"),
    "datei": ("[Daten](fehlt.csv)", "Der Verweis nennt „fehlt.csv“; diese Datei gibt es im Buch nicht."),
    "formel": ("$\\unbekannt{x}$", "Die Formel „\\unbekannt{x}“ lässt sich nicht lesen"),
    "reiter": ("::: {.panel-tabset}\nText\n:::", "steht Text vor der ersten Überschrift"),
    "breiten": (
        '| A | B |\n|--|--|\n| 1 | 2 |\n\n: T {#tbl-x tbl-colwidths="[1]"}',
        "nennt 1 Breiten, die Tabelle hat 2 Spalten.",
    ),
    "beschriftung": (
        '::: {#fig-ohne}\n![](abb/linie.svg){fig-alt="x"}\n:::',
        "„fig-ohne“ hat keine Beschriftung",
    ),
}
LATER = {  # found only when the chapters themselves are in order
    "zwei-titel": ("# Zweiter Titel", "„# Zweiter Titel“ ist die zweite."),
    "abbildung": ("Siehe @fig-fehlt.", "Der Verweis „@fig-fehlt“ hat kein Ziel."),
    "abschnitt": ("Siehe @sec-fehlt.", "Der Verweis „@sec-fehlt“ hat kein Ziel."),
    "anker": ("[dort](#nirgends)", "Der Verweis „#nirgends“ hat kein Ziel."),
    "zitat": ("Laut @niemand2020.", "„@niemand2020“ ist kein Verweisziel"),
    "doppelt": ("::: {#a}\nx\n:::\n\n::: {#a}\ny\n:::", "Die Kennung „a“ gibt es zweimal"),
}


def write(root: Path, chapters: dict[str, str], config: str = "") -> Path:
    """Write a book of the given chapters."""
    (root / "abb").mkdir(parents=True)
    (root / "abb" / "linie.svg").write_text(LINE, "utf-8")
    for name, text in chapters.items():
        (root / f"{name}.qmd").write_text(text, "utf-8")
    listed = "".join(f"    - {name}.qmd\n" for name in chapters)
    (root / "_quarto.yml").write_text(f"book:\n  title: Buch\n  chapters:\n{listed}{config}", "utf-8")
    return root


def problems(root: Path, cases: dict[str, tuple[str, str]], monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setattr(pandoc, "MAX_PROBLEMS", 1000)
    book = read_book(
        write(root, {name: f"# Kapitel {name}\n\n{source}\n" for name, (source, _) in cases.items()})
    )
    with pytest.raises(BookError) as caught:
        pandoc.run(book, ("html",))
    return str(caught.value)


@pytest.mark.parametrize("cases", [REFUSED | BROKEN, LATER], ids=["chapters", "references"])
def test_each_problem_is_named_with_its_place(
    cases: dict[str, tuple[str, str]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    message = problems(tmp_path / "book", cases, monkeypatch)
    for name, (source, expected) in cases.items():
        line = 5 if source.startswith(("Text\n\n", "::: {#a}")) else 3
        line = 7 if name == "breiten" else line
        lines = [m for m in message.splitlines() if f"{name}.qmd, Zeile " in m and expected in m]
        assert lines, f"{name}: nothing about {expected!r} in\n{message}"
        if name not in ("doppelt",):
            assert f"{name}.qmd, Zeile {line}:" in lines[0]
    assert f"Das Buch hat {len(message.splitlines()) - 1} Fehler:" in message


def test_what_is_unsupported_has_its_own_class(tmp_path: Path) -> None:
    book = read_book(write(tmp_path / "book", {"index": "# Titel\n\n<script>x</script>\n"}))
    with pytest.raises(UnsupportedMarkdown) as caught:
        pandoc.run(book, ("html",))
    assert str(caught.value) == "index.qmd, Zeile 3: Das HTML-Element <script> wird nicht unterstützt."


TEXT_PROBLEMS = {
    "kurzbefehl": (
        "{{< video x.mp4 >}}",
        "index.qmd, Zeile 3: Den Kurzbefehl „video“ unterstützt der eingebaute Assembler nicht",
    ),
    "meta": (
        "{{< meta gibt.es.nicht >}}",
        "index.qmd, Zeile 3: „gibt.es.nicht“ gibt es in den Metadaten nicht.",
    ),
    "var": ("{{< var x >}}", "index.qmd, Zeile 3: „x“ gibt es in _variables.yml nicht."),
    "kein-wert": ("{{< meta book >}}", "index.qmd, Zeile 3: „book“ ist kein einzelner Wert."),
    "include": ("{{< include fehlt.qmd >}}", "index.qmd, Zeile 3: Die Datei „fehlt.qmd“ gibt es nicht."),
    "kreis": ("{{< include index.qmd >}}", "index.qmd, Zeile 3: „index.qmd“ bindet sich selbst ein."),
    "draussen": (
        "{{< include ../../etc/passwd >}}",
        "index.qmd, Zeile 3: „../../etc/passwd“ liegt außerhalb des Buchs.",
    ),
    "zelle": (
        "```{python}\n1\n```",
        "index.qmd, Zeile 3: Der Codeblock „{python}“ müsste ausgeführt werden.",
    ),
    "inline": ("Wert `{python} x`", "index.qmd, Zeile 3: „`{python} x`“ müsste ausgeführt werden."),
}


@pytest.mark.parametrize(("source", "expected"), TEXT_PROBLEMS.values(), ids=TEXT_PROBLEMS)
def test_text_that_cannot_be_resolved(source: str, expected: str, tmp_path: Path) -> None:
    with pytest.raises(BookError) as caught:
        read_book(write(tmp_path / "book", {"index": f"# Titel\n\n{source}\n"}))
    assert str(caught.value).startswith(expected)


CONFIG_PROBLEMS = {
    "filter": ("filters:\n  - x.lua\n", "_quarto.yml: „filters“ unterstützt der eingebaute Assembler nicht."),
    "tippfehler": (
        "bibliografy: x.bib\n",
        "_quarto.yml: „bibliografy“ kennt der eingebaute Assembler nicht. Meinten Sie „bibliography“?",
    ),
    "literatur": ("bibliography: fehlt.bib\n", "_quarto.yml: Die Datei „fehlt.bib“ gibt es im Buch nicht"),
    "format": (
        "format:\n  revealjs: default\n",
        "_quarto.yml, format: „revealjs“ kennt der eingebaute Assembler nicht.",
    ),
    "skript": (
        "project:\n  pre-render: x.py\n",
        "_quarto.yml, project: „pre-render“ unterstützt der eingebaute Assembler nicht",
    ),
    "yaml": ("a: [1\nb: 2\n", "_quarto.yml, Zeile 6: Das ist kein gültiges YAML"),
}


@pytest.mark.parametrize(("config", "expected"), CONFIG_PROBLEMS.values(), ids=CONFIG_PROBLEMS)
def test_configuration_that_is_not_supported(config: str, expected: str, tmp_path: Path) -> None:
    with pytest.raises(BookError) as caught:
        read_book(write(tmp_path / "book", {"index": "# Titel\n"}, config))
    assert str(caught.value).startswith(expected)


def test_a_missing_chapter_is_named_with_the_nearest(tmp_path: Path) -> None:
    root = write(tmp_path / "book", {"index": "# Titel\n"}, "    - indx.qmd\n")
    with pytest.raises(
        BookError, match=r"_quarto\.yml: Die Datei „indx\.qmd“ gibt es nicht\. Meinten Sie „index\.qmd“\?"
    ):
        read_book(root)


def test_a_date_that_changes_by_day_is_refused(tmp_path: Path) -> None:
    root = write(tmp_path / "book", {"index": "# Titel\n"})
    config = root / "_quarto.yml"
    config.write_text(config.read_text("utf-8").replace("title: Buch", "title: Buch\n  date: today"), "utf-8")
    with pytest.raises(ReportError, match="Das Datum „today“ muss die Form JJJJ-MM-TT haben"):
        read_book(root)


ACTIVE = (
    "<script>alert(1)</script>",
    '<rect onload="alert(1)"/>',
    "<foreignObject><p>x</p></foreignObject>",
    '<image href="https://example.org/zaehler.png"/>',
    '<a xlink:href="javascript:alert(1)"><path/></a>',
)


@pytest.mark.parametrize("inside", ACTIVE)
def test_an_svg_that_is_more_than_a_picture_is_refused(inside: str, tmp_path: Path) -> None:
    root = write(tmp_path / "book", {"index": '# Titel\n\n![B](abb/linie.svg){fig-alt="x"}\n'})
    (root / "abb" / "linie.svg").write_text(LINE.replace("</svg>", f"{inside}</svg>"), "utf-8")
    with pytest.raises(BookError, match=r"abb/linie\.svg: Das Bild kann nicht in den Bericht: "):
        pandoc.run(read_book(root), ("html",))


def test_no_attribute_of_raw_html_reaches_the_page(tmp_path: Path) -> None:
    table = '<table onclick="a()"><tr class="x" onclick="b()"><td onclick="c()" style="color: red">Wert</td></tr></table>'
    inline = 'Und <b onclick="d()">fett</b> und <a href="javascript:e()">Klick</a>.'
    book = read_book(write(tmp_path / "book", {"index": f"# Titel\n\n{table}\n\n{inline}\n"}))
    body = pandoc.run(book, ("html",)).formats["html"][0]["body"]
    assert "Wert" in body
    assert "<strong>fett</strong>" in body
    for forbidden in ("onclick", "javascript", "style"):
        assert forbidden not in body


def test_data_that_looks_like_markup_stays_text(tmp_path: Path) -> None:
    text = r"\<script\>alert(1)\</script\> und \#pagebreak() und \[x\](javascript:y) und \$a\$"
    book = read_book(write(tmp_path / "book", {"index": f"# Titel\n\n{text}\n"}))
    written = pandoc.run(book, ("html", "typst"))
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in written.formats["html"][0]["body"]
    assert r"\#pagebreak()" in written.formats["typst"][0]["text"]


HOSTILE = (
    '---\ntitle: "<script>alert(1)</script>"\n---\n\nText.\n',
    '# T\n\n::: {.callout-note title="<script>alert(1)</script>"}\nx\n:::\n',
    '# T\n\n```{#lst-a .python lst-cap="<script>alert(1)</script>"}\nx\n```\n',
    "# T\n\n<div id='x> #read(\"geheim\") <y'>\n\nText\n\n</div>\n",
    "# T\n\n[x](file:///etc/passwd)\n",
    "# T\n\n<p><a href='javascript:alert(1)'>x</a></p>\n",
    "# T\n\n<p><img src='https://example.org/x.png'></p>\n",
)


@pytest.mark.parametrize("chapter", HOSTILE)
def test_no_way_around_the_refusals(chapter: str, tmp_path: Path) -> None:
    book = read_book(write(tmp_path / "book", {"index": chapter}))
    with pytest.raises(UnsupportedMarkdown):
        pandoc.run(book, ("html", "typst"))


def test_formulas_bring_no_typst_of_their_own(tmp_path: Path) -> None:
    chapter = '# T\n\n$\\text{#read("geheim")}$\n'
    book = read_book(write(tmp_path / "book", {"index": chapter}))
    text = pandoc.run(book, ("typst",)).formats["typst"][0]["text"]
    assert "#read" in text
    assert "#read" not in re.sub(
        r'"(\\.|[^"\\])*"', '""', text
    )  # it stands in string literals, which are text


def test_nothing_outside_the_book_is_read(tmp_path: Path) -> None:
    (tmp_path / "geheim.csv").write_text("x", "utf-8")
    (tmp_path / "quellen.bib").write_text("", "utf-8")
    root = write(tmp_path / "book", {"index": "# T\n\n[x](abb/link.csv)\n"})
    (root / "abb" / "link.csv").symlink_to(tmp_path / "geheim.csv")
    with pytest.raises(BookError, match="diese Datei gibt es im Buch nicht"):
        pandoc.run(read_book(root), ("html",))
    (root / "_quarto.yml").write_text(
        "bibliography: ../quellen.bib\nbook:\n  title: B\n  chapters: [index.qmd]\n", "utf-8"
    )
    with pytest.raises(BookError, match=r"Die Datei „\.\./quellen\.bib“ gibt es im Buch nicht"):
        read_book(root)
