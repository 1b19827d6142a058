"""Answers of departments: everything that they say is found, and what is written is what Word shows."""

from __future__ import annotations

import json
import random
import subprocess
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from shutil import copytree, which
from typing import Any

import pytest

from helpers.assemble.builtin.processes import PANDOC
from helpers.errors import ReportError
from helpers.paths import Project
from helpers.pipeline.chapter.citytexts import Passage, add_text, changed, read_texts
from helpers.publish.inputs import input_files
from helpers.publish.make_review import Decisions, decide, read_answer
from helpers.publish.review.answer import COMMENT, NUMBER, OPEN, TEXT, Finding, findings
from helpers.publish.review.kept import Item, keep_sheet, open_comments, read_items, write_items
from helpers.publish.review.paragraphs import paragraphs
from helpers.publish.review.segments import Typed, parse, read_as, written
from helpers.publish.review.sheet import Sheet
from helpers.publish.review.worddoc import review_document
from helpers.publish.review.wordfile import read_document
from helpers.text.markdown import escape
from tests.publish.review.conftest import WHO, answer, deleted, document, run, sheet_of, typed


def found(sheet: Sheet, changes: dict[str, str | Callable[[str], str]]) -> list[Finding]:
    return findings(sheet, read_document(document(answer(sheet, changes)), "antwort.docx"))


def test_what_nobody_touched_changes_nothing(sheet: Sheet) -> None:
    assert found(sheet, {}) == []
    assert findings(sheet, read_document(review_document(sheet, {}), "x.docx")) == []
    assert review_document(sheet, {}) == review_document(sheet, {})


def test_tracked_changes_around_a_value_keep_its_code(sheet: Sheet) -> None:
    body = run("Im Jahr ") + deleted("lag") + typed("stand") + run(" die Quote bei 29,7 %. ")
    body += (
        run("Das", bold=True)
        + run(" ist ")
        + deleted("viel")
        + typed("wenig (*)")
        + run(", siehe @fig-quote.")
    )
    (change,) = found(sheet, {"bbp_001": body})
    assert (change.kind, change.by[0].author) == (TEXT, "Erika Muster")
    assert (
        change.text
        == "Im Jahr stand die Quote bei `{python} q`. **Das** ist wenig \\(\\*\\), siehe\n@fig-quote."
    )


def test_a_changed_value_becomes_a_notice_and_its_code_stays(sheet: Sheet) -> None:
    body = run("Im Jahr lag die Quote bei ") + deleted("29,7") + typed("31,2") + run(" %. ")
    body += run("Das", bold=True) + run(" ist viel") + typed(" Geld") + run(", siehe @fig-quote.")
    number, text = found(sheet, {"bbp_001": body})
    assert (number.kind, number.before, number.after) == (NUMBER, "29,7 %", "31,2 %")
    assert text.kind == TEXT
    assert text.text
    assert "`{python} q`" in text.text
    assert "viel Geld" in text.text


def test_a_deleted_value_or_reference_is_left_to_somebody(sheet: Sheet) -> None:
    body = run("Im Jahr lag die Quote bei ") + deleted("29,7 %") + typed("31 %") + run(". ")
    body += run("Das", bold=True) + run(" ist viel, siehe @fig-quote.")
    (change,) = found(sheet, {"bbp_001": body})
    assert (change.kind, change.text) == (OPEN, None)
    assert "31 %" in change.after


def test_untracked_changes_are_found_and_said_to_be_so(sheet: Sheet) -> None:
    (change,) = found(sheet, {"bbp_004": run("Ein kurzer Satz ohne Zahl.")})
    assert (change.text, change.by[0].author) == ("Ein kurzer Satz ohne Zahl.", "ohne Änderungsverfolgung")


def test_new_paragraphs_and_items_stand_where_they_were_put(sheet: Sheet) -> None:
    inserted = f"<w:pPr><w:rPr><w:ins {WHO}/></w:rPr></w:pPr>"
    text = f"<w:p>{{}}{inserted}{run('Ein Satz ohne Zahl.')}</w:p><w:p>{typed('# Ein neuer.')}</w:p>"
    (change,) = found(sheet, {"bbp_004": lambda mark: text.format(mark)})
    assert change.text == "Ein Satz ohne Zahl.\n\n\\# Ein neuer."
    text = f"<w:p>{{}}{inserted}{run('Erster Punkt')}</w:p><w:p>{typed('Dazwischen')}</w:p>"
    (change,) = found(sheet, {"bbp_002": lambda mark: text.format(mark)})
    assert change.text == "- Erster Punkt\n- Dazwischen"


def test_a_deleted_paragraph_and_one_with_values(sheet: Sheet) -> None:
    (change,) = found(sheet, {"bbp_004": deleted("Ein Satz ohne Zahl.")})
    assert (change.kind, change.text) == (TEXT, "")
    (change,) = found(sheet, {"bbp_001": lambda _: ""})
    assert change.kind == OPEN
    assert change.text is None


def test_joined_paragraphs_tables_and_the_introduction_stay_open(sheet: Sheet) -> None:
    gone = f"<w:pPr><w:rPr><w:del {WHO}/></w:rPr></w:pPr>"
    (change,) = found(sheet, {"bbp_002": lambda mark: f"<w:p>{gone}{mark}{run('Erster Punkt')}</w:p>"})
    assert change.kind == OPEN
    (change,) = found(sheet, {"bbp_005": run("| a | b |")})
    assert change.kind == OPEN
    (change,) = found(sheet, {"bbi_1": run("etwas anderes")})
    assert change.kind == OPEN
    assert change.sent is None


def test_a_moved_paragraph_keeps_its_values(sheet: Sheet) -> None:
    text = "Im Jahr lag die Quote bei 29,7 %. Das ist viel, siehe @fig-quote."
    gone = f"<w:pPr><w:rPr><w:moveFrom {WHO}/></w:rPr></w:pPr>"
    there = f"<w:pPr><w:rPr><w:ins {WHO}/></w:rPr></w:pPr>"
    first, second = found(
        sheet,
        {
            "bbp_001": lambda mark: f"<w:p>{gone}{mark}<w:moveFrom {WHO}>{run(text)}</w:moveFrom></w:p>",
            "bbp_004": lambda mark: (
                f"<w:p>{there}{mark}{run('Ein Satz ohne Zahl.')}</w:p><w:p><w:moveTo {WHO}>{run(text)}</w:moveTo></w:p>"
            ),
        },
    )
    assert (first.kind, first.text, "Verschoben" in first.why) == (TEXT, "", True)
    assert sheet.paragraphs[1].source in (second.text or "")


def test_paragraphs_in_another_order_and_other_headings_are_seen(sheet: Sheet) -> None:
    body = answer(sheet, {})
    parts = body.split("</w:p>")
    parts[5], parts[6] = parts[6], parts[5]
    (change,) = findings(sheet, read_document(document("</w:p>".join(parts)), "x.docx"))
    assert (change.kind, "anderen Stelle" in change.why) == (OPEN, True)
    (change,) = findings(sheet, read_document(document(body.replace('"H2"', '"H3"')), "x.docx"))
    assert (change.kind, "Überschrift" in change.why) == (OPEN, True)


def test_bold_and_italic_come_back(sheet: Sheet) -> None:
    (change,) = found(
        sheet, {"bbp_004": run("Ein ") + run("Satz", bold=True) + run(" ohne ") + run("Zahl.", italic=True)}
    )
    assert change.text == "Ein **Satz** ohne *Zahl.*"


@pytest.mark.parametrize(
    ("inside", "told"),
    [
        ("<w:r><w:rPr><w:strike/></w:rPr><w:t>ohne Zahl.</w:t></w:r>", "durchgestrichen"),
        ('<w:r><w:rPr><w:highlight w:val="yellow"/></w:rPr><w:t>ohne Zahl.</w:t></w:r>', "markiert"),
        ('<w:r><w:t>ohne Zahl.</w:t><w:footnoteReference w:id="3"/></w:r>', "Fußnote"),
        ("<w:r><w:t>ohne Zahl.</w:t></w:r><w:r><w:drawing><w:t>Kasten</w:t></w:drawing></w:r>", "Bild"),
    ],
)
def test_marks_pictures_and_footnotes_are_shown(sheet: Sheet, inside: str, told: str) -> None:
    (change,) = found(sheet, {"bbp_004": run("Ein Satz ") + inside})
    assert (change.kind, told in change.why) == (OPEN, True)
    (change,) = found(sheet, {"bbp_005": run("| a | b | |---|---| | 1 ") + inside})
    assert change.kind == OPEN


def test_what_was_typed_and_deleted_again_was_never_there(sheet: Sheet) -> None:
    both = f"<w:ins {WHO}><w:del {WHO}>{run('doch nicht', tag='delText')}</w:del></w:ins>"
    assert found(sheet, {"bbp_004": run("Ein Satz ") + both + run("ohne Zahl.")}) == []


def test_comments_replies_and_resolved_ones(sheet: Sheet) -> None:
    start, end = '<w:commentRangeStart w:id="0"/>', '<w:commentRangeEnd w:id="0"/>'
    body = answer(sheet, {"bbp_004": f"{run('Ein ')}{start}{run('Satz')}{end}{run(' ohne Zahl.')}"})
    comment = (
        '<w:comment w:id="{}" w:author="{}"><w:p w14:paraId="{}"><w:r><w:t>{}</w:t></w:r></w:p></w:comment>'
    )
    comments = comment.format(0, "Erika", "0A", "Stimmt das?") + comment.format(1, "Max", "0B", "Ja.")
    comments += comment.format(2, "Max", "0C", "Erledigt.")
    extended = (
        '<w15:commentEx w15:paraId="0B" w15:paraIdParent="0A"/><w15:commentEx w15:paraId="0C" w15:done="1"/>'
    )
    first, second = findings(sheet, read_document(document(body, comments, extended), "x.docx"))
    assert (first.kind, first.after, first.quoted, first.replies) == (
        COMMENT,
        "Stimmt das?",
        "Satz",
        ("Max: Ja.",),
    )
    assert first.sent is not None
    assert first.sent.cell == "zwei"
    assert not first.done
    assert second.done
    assert second.sent is None


def test_what_is_no_answer_is_refused_in_a_sentence(tmp_path: Path) -> None:
    for content in (b"", b"PK\x03\x04", b"%PDF", document("")[:200], document('<w:p>"<!ENTITY a>"')):
        with pytest.raises(ReportError, match="keine lesbare Word-Datei"):
            read_document(content, "antwort.docx")
    with pytest.raises(ReportError, match="tiefer verschachtelt"):
        read_document(document("<w:p>" + "<w:ins>" * 5000 + "</w:ins>" * 5000 + "</w:p>"), "antwort.docx")
    file = tmp_path / "fremd.docx"
    file.write_bytes(document("<w:p/>"))
    with pytest.raises(ReportError, match="gehört zu keiner Prüffassung"):
        list(read_answer(file, Project(tmp_path)))


# Random documents


HAND = "Die Kinder lernen in der Kita, sprechen und spielen; 3. April und 20 Wege & mehr – „so“ ist es."


def random_source(rng: random.Random) -> tuple[str, list[str]]:
    """A paragraph of hand-written words, emphasis, values and references."""
    words, results = [], []
    for _ in range(rng.randint(3, 14)):
        kind = rng.random()
        if kind < 0.15:
            words.append("`{python} report.x(1)`")
            results.append(rng.choice(["1.234", "29,7 %", "Das waren 3 von 10.", "in Augsburg", ""]))
        elif kind < 0.22:
            words.append("@fig-a-b")
        elif kind < 0.32:
            words.append(
                rng.choice(["**fett**", "*schräg und lang*", "***beides***", "[Seite](https://a.de)", "\\*"])
            )
        else:
            words.append(rng.choice(HAND.split(" ")))
    prefix = rng.choice(["", "", "", "## ", "- "])
    return prefix + (" " if prefix == "## " else rng.choice([" ", " ", "\n"])).join(words), results


def random_answer(
    rng: random.Random, sheet: Sheet
) -> tuple[bytes, dict[str, list[tuple[str, frozenset[str]]]]]:
    """Change paragraphs as somebody at a keyboard would; return the answer, and how each paragraph is read in it."""
    final: dict[str, list[tuple[str, frozenset[str]]]] = {}
    changes: dict[str, str | Callable[[str], str]] = {}
    for sent in sheet.paragraphs:
        if sent.kind != "text" or rng.random() < 0.3:
            continue
        assert sent.paragraph.parsed
        chars = [(c, p.format) for p in sent.paragraph.parsed.pieces for c in p.shown]
        body, read, at = "", [], 0
        tracked = rng.random() < 0.8
        while at < len(chars):
            step = rng.randint(1, 12)
            part = chars[at : at + step]
            action = rng.random()
            if action < 0.12:
                if tracked:
                    body += "".join(deleted(c) for c, _ in part)
                part = []
            elif action < 0.24:
                new = rng.choice(
                    [
                        "neu",
                        " und ",
                        "*_[x]{.y}",
                        "- ",
                        "1. ",
                        "@fig-q",
                        "`",
                        "<b>",
                        "ß",
                        "\u00a0€",
                        "...",
                        "# ",
                    ]
                )
                body += typed(new) if tracked else run(new)
                read += [(c, frozenset()) for c in new]
            elif action < 0.28:
                part = [(c, frozenset("b")) for c, _ in part]
            body += "".join(run(c, bold="b" in f, italic="i" in f) for c, f in part)
            read += part
            at += step
        changes[sent.key], final[sent.key] = body, read
    return document(answer(sheet, changes)), final


def check_random(seed: int) -> tuple[int, int]:
    """Write, change, read and compare one document; return how many changes were exact, and how many are open."""
    rng = random.Random(seed)
    cells = {f"z{i}": random_source(rng) for i in range(rng.randint(1, 4))}
    sheet = sheet_of(cells)
    content, final = random_answer(rng, sheet)
    said = findings(sheet, read_document(content, "x.docx"))
    exact = 0
    for sent in sheet.paragraphs:
        mine = [f for f in said if f.sent is sent or (f.sent and f.sent.key == sent.key)]
        read = spaces(final.get(sent.key, []))
        assert sent.paragraph.parsed or sent.kind == "locked"
        before = read_as(sent.paragraph.parsed.pieces) if sent.paragraph.parsed else []
        if sent.key not in final or read == before:
            assert mine == [], seed
        else:
            assert mine, (seed, sent.source)
        for finding in mine:
            if finding.kind != TEXT:
                continue
            assert finding.text is not None
            new, _ = changed(cells[sent.cell][0], [Passage(sent.cell, sent.source, finding.text)], sent.cell)
            assert new.count("`{python} report.x(1)`") == len(cells[sent.cell][1]) or finding.text == ""
            if not any(f.kind == NUMBER for f in mine):
                now = [read_as(p.parsed.pieces) for p in paragraphs(new, cells[sent.cell][1]) if p.parsed]
                assert now == ([read] if read else []), (seed, sent.source, finding.text)
                exact += 1
    return exact, sum(f.kind != TEXT for f in said)


def spaces(chars: list[tuple[str, frozenset[str]]]) -> list[tuple[str, frozenset[str]]]:
    """Characters with their formats; spaces alike."""
    out: list[tuple[str, frozenset[str]]] = []
    for char, format_ in chars:
        if char == " ":
            if out and out[-1][0] != " ":
                out.append((" ", frozenset()))
        else:
            out.append((char, format_))
    while out and out[-1][0] == " ":
        out.pop()
    return out


def test_random_answers_are_exact_or_open() -> None:
    results = [check_random(seed) for seed in range(60)]
    assert sum(exact for exact, _ in results) > 20


@pytest.mark.long
def test_two_thousand_random_answers_are_exact_or_open() -> None:
    results = [check_random(seed) for seed in range(2_000)]
    assert sum(exact for exact, _ in results) > 900


def pandoc(texts: list[str]) -> list[list[tuple[str, frozenset[str]]]]:
    """What Pandoc reads of each paragraph."""
    made = subprocess.run(
        [PANDOC, "-f", "markdown", "-t", "json"],
        input="\n\n".join(texts).encode(),
        capture_output=True,
        check=True,
    )
    return [
        spaces(list(_inlines(block["c"] if block["t"] != "Header" else block["c"][2])))
        for block in json.loads(made.stdout)["blocks"]
    ]


def _inlines(
    inlines: list[dict[str, Any]], format_: frozenset[str] = frozenset()
) -> Iterator[tuple[str, frozenset[str]]]:
    for inline in inlines:
        kind, content = inline["t"], inline.get("c")
        if kind == "Str":
            yield from ((char, format_) for char in content)
        elif kind in ("Space", "SoftBreak"):
            yield " ", frozenset()
        elif kind in ("Strong", "Emph"):
            yield from _inlines(content, format_ | {"b" if kind == "Strong" else "i"})
        elif kind in ("Cite", "Link"):
            yield from _inlines(content[1], format_)
        else:
            raise AssertionError(inline)


def test_pandoc_reads_the_chapters_and_the_answers_as_we_do() -> None:
    ours, texts = [], []
    sources = [(random_source(random.Random(seed)), seed) for seed in range(150)]
    sources = [case for case in sources if "" not in case[0][1]]  # a line with nothing ends a paragraph
    for notebook in sorted((Path(__file__).parents[3] / "notebooks").glob("*.ipynb")):
        for cell in json.loads(notebook.read_text("utf-8"))["cells"]:
            if cell["cell_type"] == "markdown":
                source = "".join(cell["source"])
                sources.append(((source, ["Wert"] * source.count("`{python}")), -1))
    for (source, results), seed in sources:
        found = paragraphs(source, results)
        assert seed >= 0 or all(p.parsed for p in found), source
        for p in found:
            if p.parsed is None or not p.shown.strip():
                continue
            new = p.parsed
            if seed >= 0:  # what somebody types is read as typed
                rng = random.Random(seed)
                at = rng.randint(0, len(new.pieces))
                what = Typed("".join(rng.choice("ab *_`[]<>#@~^$-.:1") for _ in range(6)))
                text = written([*new.pieces[:at], what, *new.pieces[at:]], new)
                again = parse(text or "", [i.shown for i in new.pieces if i.source.startswith("`")])
                if text is None or again is None:
                    continue
                new = again
            ours.append(read_as([Typed("W "), *new.pieces]))
            said = (i.before + (escape(i.shown) if i.kind == "computed" else i.source) for i in new.pieces)
            texts.append(f"W {''.join(said)}{new.rest}")
    assert pandoc(texts) == ours
    assert len(ours) > 500


# What is accepted


@pytest.fixture
def project(tmp_path: Path, sheet: Sheet) -> Project:
    """A small project with a notebook and a review copy of it."""
    project = Project(tmp_path)
    (project.data / "augsburg").mkdir(parents=True)
    root = Path(__file__).parents[3]
    copytree(root / "data/catalogue", project.data / "catalogue")
    (project.data / "augsburg" / "profile.yml").write_bytes((root / "data/augsburg/profile.yml").read_bytes())
    texts: dict[str, list[str]] = {}
    for sent in sheet.paragraphs:
        texts.setdefault(sent.cell, []).append(sent.source)
    cells = [
        {
            "cell_type": "markdown",
            "id": cell,
            "metadata": {},
            "source": "\n\n".join(text).splitlines(keepends=True),
        }
        for cell, text in texts.items()
    ]
    project.notebooks.mkdir()
    text = json.dumps(
        {"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}, indent=1, ensure_ascii=False
    )
    (project.notebooks / "03-probe.ipynb").write_text(text + "\n", "utf-8")
    keep_sheet(project, sheet)
    return project


def come_back(
    project: Project, sheet: Sheet, changes: dict[str, str | Callable[[str], str]], name: str = "antwort.docx"
) -> str:
    file = project.root / name
    file.write_bytes(document(answer(sheet, changes)))
    return "\n".join(read_answer(file, project))


def decided(
    project: Project, accept: str = "", reject: str = "", keep: str = "", *, for_all: bool = False
) -> str:
    day = date(2026, 3, 2)
    return "\n".join(
        decide("augsburg", 2025, Decisions(accept, reject, keep, "Kim Beispiel", day, for_all), project)
    )


def test_an_accepted_sentence_belongs_to_the_city(project: Project, sheet: Sheet) -> None:
    notebook = (project.notebooks / "03-probe.ipynb").read_bytes()
    assert "Textänderungen: 1" in come_back(project, sheet, {"bbp_004": run("Ein anderer Satz.")})
    assert open_comments(project, "augsburg", 2025) == {"03-probe": 1}
    decided(project, "1")
    assert read_texts(project.root, "augsburg", "03-probe") == [
        Passage("zwei", "Ein Satz ohne Zahl.", "Ein anderer Satz.")
    ]
    assert (project.notebooks / "03-probe.ipynb").read_bytes() == notebook
    (item,) = read_items(project, "augsburg", 2025)
    assert item.stand == "angenommen"
    assert "Kim Beispiel" in item.entschieden
    assert not open_comments(project, "augsburg", 2025)
    with pytest.raises(ReportError, match="schon entschieden"):
        decided(project, "1")


def test_for_all_writes_the_notebook_and_nothing_else_of_it(project: Project, sheet: Sheet) -> None:
    before = (project.notebooks / "03-probe.ipynb").read_text("utf-8")
    come_back(project, sheet, {"bbp_004": run("Ein anderer Satz.")})
    decided(project, "alle", for_all=True)
    after = (project.notebooks / "03-probe.ipynb").read_text("utf-8")
    assert after == before.replace("Ein Satz ohne Zahl.", "Ein anderer Satz.")
    assert read_texts(project.root, "augsburg", "03-probe") == []


def test_two_departments_change_one_paragraph(project: Project, sheet: Sheet) -> None:
    come_back(project, sheet, {"bbp_004": run("Ein kurzer Satz ohne Zahl.")})
    come_back(project, sheet, {"bbp_004": run("Ein Satz ohne jede Zahl.")}, "zwei.docx")
    come_back(project, sheet, {"bbp_004": run("Ein langer Satz ohne Zahl.")}, "drei.docx")
    assert "zusammengeführt" in decided(project, "1,2")
    source = "Ein Satz ohne Zahl."
    assert changed(source, read_texts(project.root, "augsburg", "03-probe"), "zwei") == (
        "Ein kurzer Satz ohne jede Zahl.",
        [],
    )
    with pytest.raises(ReportError, match="passt nicht mehr"):
        decided(project, "3")
    assert [i.stand for i in read_items(project, "augsburg", 2025)] == ["angenommen", "angenommen", "offen"]


def test_the_same_answer_twice_is_read_once_and_kept(project: Project, sheet: Sheet) -> None:
    come_back(project, sheet, {"bbp_004": run("Anders.")})
    assert "schon gelesen" in come_back(project, sheet, {"bbp_004": run("Anders.")})
    assert len(read_items(project, "augsburg", 2025)) == 1
    (kept,) = (project.data / "augsburg/rueckmeldungen/2025/antworten").iterdir()
    assert kept.read_bytes() == (project.root / "antwort.docx").read_bytes()
    assert not [p for p in input_files(project) if "rueckmeldungen" in p.parts]


def test_comments_are_settled_or_printed_in_the_name_of_the_department(
    project: Project, sheet: Sheet
) -> None:
    comment = '<w:comment w:id="{0}" w:author="Erika" w:date="2026-03-01T08:00:00Z"><w:p><w:r><w:t>Zu *{0}*</w:t></w:r></w:p></w:comment>'
    body = answer(sheet, {}) + '<w:p><w:r><w:commentReference w:id="0"/></w:r></w:p>'
    file = project.root / "kommentare.docx"
    file.write_bytes(document(body, comment.format(0) + comment.format(1)))
    list(read_answer(file, project))
    decided(project, reject="1", keep="2")
    text = (project.chapters / "augsburg/kommentare/probe.md").read_text("utf-8")
    assert text == "## Jugendamt, 2026-03-01\n\nZu \\*1\\*\n"
    assert [i.stand for i in read_items(project, "augsburg", 2025)] == ["abgelehnt", "erledigt"]


def test_two_answers_that_say_the_same_are_both_accepted(project: Project, sheet: Sheet) -> None:
    come_back(project, sheet, {"bbp_004": run("Anders.")})
    come_back(project, sheet, {"bbp_004": run("Ander") + typed("s.") + deleted(" Satz")}, "zwei.docx")
    decided(project, "1,2")
    assert [i.entschieden[:17] for i in read_items(project, "augsburg", 2025)] == [
        "übernommen für au",
        "steht schon so da",
    ]


def test_numbers_that_are_none_are_refused(project: Project) -> None:
    for wish in ("7", "x", "1-3"):
        with pytest.raises(ReportError, match="gibt es nicht"):
            decided(project, wish)


@pytest.mark.parametrize("text", ["", None, "Ein Satz."])
def test_what_is_to_go_is_not_taken_for_what_cannot_be_written(tmp_path: Path, text: str | None) -> None:
    item = Item(1, "03", TEXT, "Eva", "", "", "a.docx", "eins", "Ein Satz.", text or "", "Ein Satz.", text)
    write_items(Project(tmp_path), "augsburg", 2025, [item])
    assert read_items(Project(tmp_path), "augsburg", 2025) == [item]


def test_a_passage_that_does_not_fit_leaves_the_shared_text(tmp_path: Path) -> None:
    assert changed("A.\n\nB.", [Passage("", "C.", "D.")]) == ("A.\n\nB.", [Passage("", "C.", "D.")])
    assert changed("A.\n\nA.", [Passage("", "A.", "D.")])[1]  # which of the two?
    assert changed("A.\n\nB.\n\nC.", [Passage("", "B.", "")]) == ("A.\n\nC.", [])
    project = Project(tmp_path)
    add_text(project, "augsburg", "03", Passage("a", "Eins: ja\n- x", "Zwei #2"))
    add_text(project, "augsburg", "03", Passage("a", "Zwei #2", "Drei"))
    assert read_texts(tmp_path, "augsburg", "03") == [Passage("a", "Eins: ja\n- x", "Drei")]


@pytest.mark.long
@pytest.mark.skipif(which("soffice") is None, reason="needs LibreOffice")
def test_libreoffice_saves_it_twice_and_by_way_of_odt(sheet: Sheet, tmp_path: Path) -> None:
    (tmp_path / "a.docx").write_bytes(review_document(sheet, {}))
    for step, (source, kind) in enumerate([("a.docx", "docx"), ("0/a.docx", "odt"), ("1/a.odt", "docx")]):
        where = ["--outdir", str(tmp_path / str(step)), str(tmp_path / source)]
        profile = f"-env:UserInstallation=file://{tmp_path}/profil"
        subprocess.run(
            ["soffice", profile, "--headless", "--convert-to", kind, *where], check=True, capture_output=True
        )
        if kind == "docx":
            made = next((tmp_path / str(step)).glob("*.docx"))
            assert findings(sheet, read_document(made.read_bytes(), made.name)) == []
