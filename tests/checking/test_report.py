"""Answers, the command line's lines, and the pages."""

from __future__ import annotations

import re
from itertools import pairwise

import html5lib
import pytest

from helpers.errors import DataError

ANSWER = """\
antworten:
  - befund: "{key}"
    wert: "{value}"
    antwort: "geprüft, stimmt: Pendlerkinder"
    von: "Erfundene Stelle"
    am: "2025-03-01"
"""


def answer(root, text):
    (root / "data" / "augsburg" / "pruefung.yml").write_text(text, encoding="utf-8")


def test_an_answer_silences_a_finding_until_the_figure_changes(root, supply, check):
    supply("betreuungsquote_3_bis_6,,2020,105.19")
    (finding,) = check().open_findings
    answer(root, ANSWER.format(key=finding.key, value=finding.value))
    result = check()
    assert not result.open_findings
    assert result.answered[0].answer.by == "Erfundene Stelle"

    (root / "data" / "augsburg" / "eigene.csv").unlink()
    supply("betreuungsquote_3_bis_6,,2020,106")
    (again,) = check().open_findings
    assert again.outdated.text == "geprüft, stimmt: Pendlerkinder"


def test_the_entry_on_the_page_is_an_answer_once_it_is_filled_in(root, supply, check):
    supply("betreuungsquote_3_bis_6,,2020,105.19")
    page = check().pages[1].read_text(encoding="utf-8")
    entry = html5lib.parse(page, namespaceHTMLElements=False).find(".//pre").text
    answer(root, "antworten:\n" + entry.replace("JJJJ-MM-TT", "2025-03-01"))
    assert not check().open_findings


def test_errors_cannot_be_answered(root, supply, check):
    supply("kita_plaetze,,2024-03-01,-3")
    (error,) = check().errors
    answer(root, ANSWER.format(key=error.key, value=error.value))
    assert check().errors


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            ANSWER.format(key="a", value="1").replace("von:", "vom:"),
            "Zeile 5: Der Schlüssel „antworten.0.vom“ ist nicht bekannt",
        ),
        (
            ANSWER.format(key="a", value="1").replace("2025-03-01", "gestern"),
            r"pruefung.yml, Zeile 6: „antworten.0.am“",
        ),
        (
            ANSWER.format(key="a", value="1") + ANSWER.format(key="a", value="2").split("\n", 1)[1],
            "schon weiter oben beantwortet",
        ),
    ],
)
def test_a_mistake_in_the_answers_is_a_sentence(root, check, text, message):
    answer(root, text)
    with pytest.raises(DataError, match=message):
        check()


def test_the_lines_for_the_command_line(supply, check, snapshot):
    supply("kita_plaetze,,2024-03-01,-3", "betreuungsquote_3_bis_6,,2020,105.19")
    lines = check().summary_lines()
    assert lines[:-1] == snapshot
    assert lines[-1].endswith("index.html")


def test_nothing_found(check):
    result = check()
    assert (
        result.summary_lines()[0]
        == "Prüfung augsburg: keine Fehler, keine offenen Befunde, keine beantworteten Befunde."
    )
    assert "nichts gefunden" in result.pages[0].read_text(encoding="utf-8")


def test_one_page_per_supplier_and_old_pages_go(root, supply, check):
    supply("kita_plaetze,,2024-03-01,-3", "seu_untersuchte_kinder,,2023/24,-1")
    assert [p.name for p in check().pages] == ["index.html", "gesundheitsamt.html", "jugendamt.html"]
    (root / "data" / "augsburg" / "eigene.csv").unlink()
    assert [p.name for p in check().pages] == ["index.html"]
    assert [p.name for p in (root / "_build" / "augsburg" / "pruefbericht").iterdir()] == ["index.html"]


def test_pages_are_the_same_every_time_and_name_no_folder_of_this_computer(root, official, check):
    official("augsburg-bildungsbericht-2020")
    first = [p.read_bytes() for p in check().pages]
    assert [p.read_bytes() for p in check().pages] == first
    assert not any(str(root).encode() in page for page in first)


def test_text_from_files_is_text(supply, check):
    supply(
        "kita_plaetze,,2024-03-01,<script>alert(1)</script>",
        lineage="<img src=x onerror=1>.xlsx,Blatt & Co,1,A",
    )
    for page in check().pages:
        text = page.read_text(encoding="utf-8")
        assert "<script" not in text
        assert "<img" not in text


def test_pages_are_well_formed_and_accessible_in_structure(official, check):
    official("augsburg-bildungsbericht-2020")
    for page in check().pages:
        text = page.read_text(encoding="utf-8")
        tree = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False).parse(text)
        assert tree.get("lang") == "de"
        levels = [int(e.tag[1]) for e in tree.iter() if re.fullmatch(r"h[1-6]", str(e.tag))]
        assert levels[0] == 1
        assert all(b - a <= 1 for a, b in pairwise(levels))
        assert all(table.find("caption") is not None for table in tree.iter("table"))
        assert not re.search(r"(?:src|href)=\"(?:https?:)?//", text)


def test_the_page_for_a_supplier(supply, check, snapshot):
    supply("kita_plaetze,,2024-03-01,-3", lineage="Kita 2024.xlsx,Plätze,17,D")
    tree = html5lib.parse(check().pages[1].read_text(encoding="utf-8"), namespaceHTMLElements=False)
    text = "\n".join(
        line.strip() for line in "".join(tree.find(".//main").itertext()).splitlines() if line.strip()
    )
    assert text == snapshot
