"""What charts and texts on surveys say is what the store holds; protected answers stay so, and text stays text."""

from __future__ import annotations

import re
import shutil
from itertools import pairwise
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
import yaml

from helpers import Report
from helpers.errors import NoChapter, NoData
from helpers.facts.series import Cell
from helpers.figures.draw.style import contrast, luminance
from helpers.figures.surveys.likertdrawing import tones
from helpers.figures.surveys.waves import Answers, agreeing, differ, groups, surveys
from helpers.paths import project

SCALE = ("voll", "eher", "teils", "eher nicht", "nicht")


@pytest.fixture(scope="module")
def report() -> Report:
    return Report("musterstadt", 2025)


def cell(value: float | None) -> Cell:
    return Cell(
        "2025-05-14",
        value,
        "" if value is not None else "suppressed",
        "probe",
        "06999",
        "umfrage_antworten",
        "",
    )


def counted(*values: float | None, asked: float = 100) -> Answers:
    return Answers(cell(asked), dict(zip(SCALE, map(cell, values), strict=True)))


def test_the_table_of_a_scale_is_what_the_store_holds(report: Report) -> None:
    shown = report.likert("Jugendbefragung")
    order = [column.name for column in shown.columns[3:]]
    assert len(shown.rows) == 10
    for question, day, n, *shares in shown.rows:
        rows = {
            r.breakdown: r.value
            for r in report.store.rows("umfrage_antworten")
            if r.period == day and r.breakdown.endswith(f"frage={question}|umfrage=Jugendbefragung")
        }
        assert rows[f"frage={question}|umfrage=Jugendbefragung"] == n
        for answer, share in zip(order, shares, strict=True):
            assert share == pytest.approx(
                100 * rows[f"antwort={answer}|frage={question}|umfrage=Jugendbefragung"] / n, abs=1e-3
            )
        assert sum(shares) == pytest.approx(100, abs=0.01)


def test_a_report_of_an_earlier_year_knows_the_wave_of_then(report: Report) -> None:
    before = Report("musterstadt", 2024)
    assert {row[1] for row in before.likert("Jugendbefragung").rows} == {"2023-05-17"}
    with pytest.raises(NoChapter):
        Report("jena", 2025).require_participation()
    with pytest.raises(NoData):
        Report("jena", 2025).surveys_table()


def test_protected_answers_are_one_hatched_piece(report: Report) -> None:
    shown = report.likert("Stadtteilkonferenz")
    ((_, _, n, *shares),) = shown.rows
    assert n == 46
    assert shares.count(None) == 2
    assert "Schraffiert" in " ".join(shown.notes)
    assert shown.svg is not None
    assert "url(#" in shown.svg
    numbers = [node.text for node in ET.fromstring(shown.svg).iter() if node.tag.endswith("text")]
    assert "17\u00a0%" in numbers  # what all others leave, which anybody can work out


def test_protected_answers_on_both_sides_have_no_place() -> None:
    from helpers.figures.surveys.likert import _showable

    assert _showable(counted(None, None, 40, 30, 10), SCALE)
    assert not _showable(counted(None, 40, 20, 30, None), SCALE)
    assert not _showable(counted(20, 30, None, None, 10), SCALE)


def test_no_group_that_is_protected_is_shown(report: Report) -> None:
    (youth, *_) = surveys(report)
    assert groups(report, youth) == [
        "Gymnasium",
        "Integrierte Gesamtschule",
    ]  # the next one would give the smallest away
    shown = report.survey_groups_table("Jugendbefragung")
    assert "Abendschule" not in str(shown.to_json())


def test_only_what_chance_does_not_explain_is_a_change() -> None:
    now, before = counted(30, 30, 20, 10, 10), counted(20, 20, 20, 20, 20)
    assert differ(now, before, agreeing(SCALE)) == 20
    assert differ(counted(24, 24, 20, 16, 16), before, agreeing(SCALE)) is None
    assert differ(counted(None, 24, 20, 16, None), before, agreeing(SCALE)) is None


@pytest.mark.parametrize("count", range(2, 8))
def test_answers_that_meet_differ_in_greyscale(count: int) -> None:
    colours = list(tones([str(i) for i in range(count)]).values())
    assert len(set(colours)) == count
    for a, b in pairwise(colours):
        assert contrast(a, b) >= 1.25, (a, b)
    assert all(0 < luminance(c) < 1 for c in colours)


HOSTILE = "<script>alert(1)</script> **x** {{< env HOME >}} `{python} 1` [y](javascript:z) @fig-q $x^2$ #let"


def test_text_of_a_survey_stays_text(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.copytree(project().data, tmp_path / "data")
    city = tmp_path / "data" / "musterstadt"
    described = yaml.safe_load((city / "import" / "stadtteilkonferenz.yml").read_text("utf-8"))
    old = described["fragen"][1]
    described |= {"gefragt": HOSTILE, "folgt": HOSTILE}
    new = {**old, "text": HOSTILE, "antworten": [f"{HOSTILE} {i}" for i in range(4)]}
    table = city / "musterstadt-umfragen.csv"
    text = table.read_text("utf-8").replace(f"frage={old['text']}", f"frage={HOSTILE}")
    for before, after in zip(old["antworten"], new["antworten"], strict=True):
        text = text.replace(f"antwort={before}", f"antwort={after}")
    table.write_text(text, "utf-8")
    described["fragen"][1] = new
    (city / "import" / "stadtteilkonferenz.yml").write_text(
        yaml.safe_dump(described, allow_unicode=True), "utf-8"
    )
    monkeypatch.setenv("BILDUNGSBERICHT_ROOT", str(tmp_path))
    report = Report("musterstadt", 2025)
    shown = report.survey_answers("Stadtteilkonferenz", HOSTILE)
    assert shown.svg is not None
    assert "<script" not in shown.svg
    assert "&lt;script&gt;" in shown.svg
    from helpers.figures.surveys.survey_chapter import _section

    found = next(s for s in surveys(report) if s.umfrage == "Stadtteilkonferenz")
    printed = [str(part) for part in _section(report, found) if isinstance(part, str)] + [
        shown.caption,
        *shown.notes,
    ]
    for part in printed:
        bare = re.sub(r"\\.", "", part)
        assert not re.search(r"<script|\*\*x\*\*|\{\{<|`\{|\]\(javascript|\$x|@fig-q", bare), part
