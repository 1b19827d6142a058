"""Musterstadt's finished report, read by somebody who wants to know what it hides: only the published folder is opened."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest

from tests.data.disclosure.pages import files, telling_hashes, told
from tests.data.disclosure.published import Count, Published, knowledge, read_data

THRESHOLD = 5


@pytest.fixture(scope="module")
def report(report_of: Callable[[str], Path]) -> Path:
    return report_of("musterstadt")


@pytest.fixture(scope="module")
def edition(report: Path) -> Published:
    return read_data(report)


def test_no_hidden_count_can_be_narrowed(edition: Published) -> None:
    """Whole numbers, sums, shares and the rule itself: no count is known to less than the threshold or to lie below it."""
    assert len(edition.hidden) > 700
    assert knowledge([edition]).findings(edition.hidden, THRESHOLD) == []


def test_no_page_table_picture_or_text_prints_a_hidden_count(report: Path, edition: Published) -> None:
    assert told([path for path in files(report) if "daten" not in path.parts], edition) == {}
    assert telling_hashes(report) == []


def hidden_in(edition: Published, measure: str, period: str, ags: str) -> Count:
    (cell,) = [
        c for c in edition.hidden if (c.measure, c.period, c.ags) == (measure, period, ags) and not c.places
    ]
    return cell


def test_a_second_edition_that_prints_it_is_found(edition: Published) -> None:
    cell = hidden_in(edition, "ganztag_bedarf", "2025/26", "06999-24")
    later = replace(edition, counts={**edition.counts, cell: 3})
    found = {f.cell for f in knowledge([edition, later]).findings(edition.hidden, THRESHOLD)}
    assert cell in found


def test_a_printed_rate_is_found(edition: Published) -> None:
    cell = hidden_in(edition, "ganztag_bedarf", "2025/26", "06999-24")
    rate = Count("ganztag_bedarfsquote", cell.ags, cell.period)
    planted = replace(edition, rates={**edition.rates, rate: (37.5, 1)})
    found = {f.cell for f in knowledge([planted]).findings([cell], THRESHOLD)}
    assert found == {cell}


def table(report: Path) -> Path:
    return report / "chapters" / "06-ganztag_files" / "tbl-ganztag-raeume.csv"


def rows_of(report: Path) -> list[list[str]]:
    return [line.split(";") for line in table(report).read_text("utf-8-sig").splitlines()]


def planted_rows(report: Path) -> list[list[str]]:
    rows = rows_of(report)
    (row,) = [row for row in rows if row[0] == "24"]
    row[-1] = "3"
    return rows


def as_csv(rows: list[list[str]], path: Path) -> None:
    path.write_text("\n".join(";".join(row) for row in rows), "utf-8")


def as_xlsx(rows: list[list[str]], path: Path) -> None:
    book = openpyxl.Workbook()
    assert book.active is not None
    for row in rows:
        book.active.append([int(v) if v.isdigit() and len(v) != 2 else v for v in row])
    book.save(path)


def as_html(rows: list[list[str]], path: Path) -> None:
    cells = "".join(f"<tr>{''.join(f'<td>{v}</td>' for v in row)}</tr>" for row in rows)
    path.write_text(f"<html><body><table>{cells}</table></body></html>", "utf-8")


@pytest.mark.parametrize(("suffix", "write"), [(".csv", as_csv), (".xlsx", as_xlsx), (".html", as_html)])
def test_a_number_in_a_table_is_found(
    report: Path,
    edition: Published,
    tmp_path: Path,
    suffix: str,
    write: Callable[[list[list[str]], Path], None],
) -> None:
    cell = hidden_in(edition, "ganztag_bedarf", "2025/26", "06999-24")
    path = tmp_path / f"tabelle{suffix}"
    write(rows_of(report), path)
    assert told([path], edition) == {}
    write(planted_rows(report), path)
    assert told([path], edition) == {cell: 3}


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("seite.html", "<html><body><p>{}</p></body></html>"),
        ("bild.html", '<html><body><img src="a.svg" alt="{}"></body></html>'),
        ("bild.svg", '<svg xmlns="http://www.w3.org/2000/svg"><desc>{}</desc></svg>'),
        ("suche.js", "{}"),
    ],
)
def test_a_sentence_or_a_text_for_the_blind_is_found(
    edition: Published, tmp_path: Path, name: str, content: str
) -> None:
    cell = hidden_in(edition, "ganztag_bedarf", "2025/26", "06999-24")
    said = "Im Sozialraum Nirgendswinkel haben 3 Familien einen Bedarf an ganztägiger Betreuung."
    path = tmp_path / name
    path.write_text(content.format(said), "utf-8")
    assert told([path], edition) == {cell: 3}


def test_a_hash_of_a_delivery_is_found(report: Path, tmp_path: Path) -> None:
    shutil.copy(report / "manifest.json", tmp_path)
    assert telling_hashes(tmp_path) == []
    path = tmp_path / "manifest.json"
    text = path.read_text("utf-8").replace('"inputs": {', '"inputs": {"data/musterstadt/probe.csv": "0", ', 1)
    path.write_text(text, "utf-8")
    assert telling_hashes(tmp_path) == ["data/musterstadt/probe.csv"]
