"""Three departments answer a draft: everything they say is accounted for, what is accepted is printed, numbers stay as computed."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import yaml

from helpers.publish.review.sheet import Sheet
from tests.conftest import run_helpers
from tests.end_to_end.test_year import small_book
from tests.publish.review.conftest import WHO, answer, deleted, document, run, typed

HAND = "In der Kita lernen Kinder"


@pytest.mark.long
def test_three_departments_answer(tmp_path: Path) -> None:
    root = small_book(tmp_path / "projekt")
    place = root / "data" / "augsburg" / "rueckmeldungen"

    def call(command: str, **options: str) -> str:
        done = run_helpers(root, command, {"CITY": "augsburg", **options})
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    call("report", FORMAT="html")
    for department in ("Jugendamt", "Schulamt", "Sozialamt"):
        assert ".docx" in call("review", CHAPTER="03", FOR=department)
    kept = (place / "2025" / "gesendet").glob("*.json")
    sheets = [Sheet.of(json.loads(path.read_text("utf-8"))) for path in kept]
    sheets.sort(key=lambda sheet: sheet.asked)
    assert "bei Jugendamt, Schulamt, Sozialamt" in call("status")
    page = (root / "_report/augsburg/chapters/03-fruehkindliche-bildung.html").read_text("utf-8")

    first = next(s for s in sheets[0].paragraphs if s.shown.startswith(HAND))
    number = next(s for s in sheets[0].paragraphs if s.results and s.shown.startswith("Die Betreuungsquote"))
    figure = next(s for s in sheets[0].paragraphs if s.picture)
    start, end = first.shown[: len(HAND)], first.shown[len(HAND) :]
    at = end.index(first.results[0])
    value, rest = end[at : at + len(first.results[0])], end[at + len(first.results[0]) :]
    comment = '<w:comment w:id="0" w:author="Eva Muster"><w:p><w:r><w:t>{}</w:t></w:r></w:p></w:comment>'
    anchor = '<w:r><w:commentReference w:id="0"/></w:r>'
    answers = [
        (
            {
                first.key: run(start) + typed(" jeden Tag") + run(end[:at]) + run(value) + run(rest),
                figure.key + "p": lambda _: "",
            },
            "",
        ),
        ({number.key: run(number.shown.replace("26,9", "29,6")) + anchor}, comment.format("Bitte prüfen.")),
        ({first.key: run(start + end[:at] + value) + deleted(rest) + typed(" betreut werden.")}, ""),
    ]
    for sheet, (changes, comments) in zip(sheets, answers, strict=True):
        file = tmp_path / f"{sheet.asked}.docx"
        file.write_bytes(document(answer(sheet, changes), comments))
        call("review", FILE=str(file))
    items = yaml.safe_load((place / "2025.yml").read_text("utf-8"))
    assert [(item["amt"], item["art"]) for item in items] == [
        ("Jugendamt", "Textänderung"),
        ("Jugendamt", "Von Hand"),
        ("Schulamt", "Gemeldete Zahl"),
        ("Schulamt", "Kommentar"),
        ("Sozialamt", "Textänderung"),
    ]
    call("approve", CHAPTER="alle", BY="Eva Muster")
    refused = run_helpers(root, "release", {"CITY": "augsburg"})
    assert (refused.returncode, "5 offene Rückmeldungen" in refused.stderr) == (1, True)

    notebooks = {p.name: p.read_bytes() for p in (root / "notebooks").iterdir() if p.is_file()}
    call("review", ACCEPT="1,5", REJECT="2", BY="Kim Beispiel")
    call("review", ACCEPT="3,4", BY="Kim Beispiel")
    call("report", FORMAT="html")
    new = (root / "_report/augsburg/chapters/03-fruehkindliche-bildung.html").read_text("utf-8")
    assert f"{HAND} jeden Tag" in new
    assert "betreut werden." in new
    assert page.count("26,9") == new.count("26,9") > 0
    assert {p.name: p.read_bytes() for p in (root / "notebooks").iterdir() if p.is_file()} == notebooks
    told = call("status")
    assert "freigegeben von Eva Muster" in told  # fallen back: its text has changed since
    assert "jeden Tag" in told
    public = [p for p in (root / "_report").rglob("*") if p.is_file()]
    assert not [p for p in public if b"Kim Beispiel" in p.read_bytes() or WHO.encode() in p.read_bytes()]
