"""Errors planted into what Musterstadt's departments sent stand in the Prüfbericht with their place, and nothing else does."""

from __future__ import annotations

import csv
import html
import random
import re
import shutil
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from examples.musterstadt.truth import AGS, SEED
from helpers.checking import CheckResult, run_check
from helpers.checking.findings import RULES
from helpers.paths import Project, project

Row = dict[str, str]
Place = tuple[str, str, str, str, str]
"""Rule, file, sheet, row and column."""
LAST_WITH_OTHERS = "2018"
"""Of this year there are figures of other places to compare with."""


@dataclass
class Copy:
    """A copy of the data whose rows can be changed; `planted` has the place of each change."""

    root: Path
    random: random.Random
    planted: set[Place] = field(default_factory=set)

    @property
    def city(self) -> Path:
        return self.root / "data" / "musterstadt"

    def change(self, name: str, edit: Callable[[list[Row]], None]) -> None:
        path = self.city / f"musterstadt-{name}.csv"
        with path.open(encoding="utf-8", newline="") as file:
            reader = csv.DictReader(file)
            rows, columns = list(reader), list(reader.fieldnames or ())
        edit(rows)
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, columns, lineterminator="\n")
            writer.writeheader()
            writer.writerows(rows)

    def pick(self, rows: list[Row], indicator: str, **wanted: str) -> Row:
        """Return one of the rows that fit, never one twice."""
        found = [
            row
            for row in rows
            if row["indicator"] == indicator
            and not row.get("picked")
            and all(row[k] == v for k, v in wanted.items())
        ]
        return self.random.choice(found)

    def expect(self, rule: str, row: Row) -> None:
        self.planted.add(
            (rule, row.get("file", ""), row.get("sheet", ""), row.get("row", ""), row.get("column", ""))
        )


def wrong_type(copy: Copy) -> None:
    def edit(rows: list[Row]) -> None:
        row = copy.pick(rows, "jugendarbeitslosenquote", period="2025")
        row["value"] = "ca. 6"
        copy.expect("typ", row)

    copy.change("statistikstelle", edit)


def impossible_value(copy: Copy) -> None:
    def edit(rows: list[Row]) -> None:
        row = copy.pick(rows, "bildungsberatung_gespraeche", period="2025", breakdown="")
        row["value"] = "-12"
        copy.expect("unmoeglich", row)

    copy.change("bildungsbuero", edit)


def unknown_area(copy: Copy) -> None:
    def edit(rows: list[Row]) -> None:
        rows.append({**copy.pick(rows, "arbeitslose", period="2016"), "ags": f"{AGS}-99", "row": "998"})
        copy.expect("unbekannt", rows[-1])

    copy.change("jobcenter", edit)


def duplicate(copy: Copy) -> None:
    def edit(rows: list[Row]) -> None:
        row = copy.pick(rows, "ferienprogramm_teilnehmende", period="2023", breakdown="")
        rows.append({**row, "row": "999"})
        copy.expect("doppelt", rows[-1])

    copy.change("jugendamt", edit)


def missing_column(copy: Copy) -> None:
    (copy.city / "nachgereicht.csv").write_text("ags,indicator,breakdown,period,value,status\n", "utf-8")
    copy.planted.add(("spalte", "data/musterstadt/nachgereicht.csv", "", "1", "source"))


def total_that_does_not_add_up(copy: Copy) -> None:
    def edit(rows: list[Row]) -> None:
        parts = [
            r
            for r in rows
            if r["indicator"] == "uebergaenge" and r["ags"] == f"{AGS}-05" and r["period"] == "2022/23"
        ]
        (total,) = [row for row in parts if not row["breakdown"]]
        total["value"] = str(int(total["value"]) - 9)  # and so the city has nine more than its districts
        copy.expect("summe", total)
        whole = [r for r in rows if (r["indicator"], r["ags"], r["breakdown"]) == ("uebergaenge", AGS, "")]
        (city,) = [row for row in whole if row["period"] == "2022/23"]
        copy.expect("summe", city)

    copy.change("schulverwaltungsamt", edit)


def jump(copy: Copy) -> None:
    def edit(rows: list[Row]) -> None:
        row = copy.pick(rows, "haushaltseinkommen", period="2025")
        row["value"] = str(round(float(row["value"]) * 1.6))
        copy.expect("sprung", row)

    copy.change("statistikstelle", edit)


def outlier(copy: Copy) -> None:
    """A debtors' rate that is high in all years stands out among other places, and nowhere in its own series."""

    def edit(rows: list[Row]) -> None:
        series = [row for row in rows if row["indicator"] == "schuldnerquote" and row["ags"] == AGS]
        for row in [row for row in series if row["period"] > LAST_WITH_OTHERS]:
            rows.remove(row)
            series.remove(row)
        for row in series:
            row["value"] = f"{float(row['value']) + 30:.2f}"
        copy.expect("ausreisser", max(series, key=lambda row: row["period"]))

    copy.change("statistikstelle", edit)


def rate_over_a_hundred(copy: Copy) -> None:
    def edit(rows: list[Row]) -> None:
        series = [r for r in rows if r["indicator"] == "ganztagsquote_3_bis_6" and r["ags"] == AGS]
        last = max(series, key=lambda row: row["period"])
        shift = 100.6 - float(last["value"])
        for row in series:
            row["value"] = f"{float(row['value']) + shift:.2f}"
        copy.expect("ueber-100", last)

    copy.change("statistikstelle", edit)


def missing_year(copy: Copy) -> None:
    def edit(rows: list[Row]) -> None:
        series = [r for r in rows if r["indicator"] == "vhs_kurse" and r["ags"] == AGS and not r["breakdown"]]
        gone = next(row for row in series if row["period"] == "2015")
        rows.remove(gone)
        copy.expect("luecke", max(series, key=lambda row: row["period"]))

    copy.change("vhs", edit)


def stale_offer(copy: Copy) -> None:
    path = sorted((copy.city / "angebote").glob("*.csv"))[0]
    text = path.read_text("utf-8-sig")
    header, first = (line.split(";") for line in text.splitlines()[:2])
    cells = dict(zip(header, first, strict=True))
    cells |= {"angebot": "Erfundener Lesekreis", "geprueft_am": "2021-04-01"}
    with path.open("a", encoding="utf-8", newline="") as file:
        csv.writer(file, delimiter=";", lineterminator="\r\n").writerow(cells.values())
    line = str(len(text.splitlines()) + 1)
    copy.planted.add(("angebot", f"data/musterstadt/angebote/{path.name}", "", line, "geprueft_am"))


def impossible_amount(copy: Copy) -> None:
    path = copy.city / "steuerung" / "verteilung.yml"
    text = path.read_text("utf-8")
    path.write_text(text.replace("menge: 42", "menge: 1", 1), "utf-8")  # each of the 24 gets at least a half
    copy.planted.add(("datei", "data/musterstadt/steuerung/verteilung.yml", "", "", ""))


KINDS = (
    wrong_type,
    impossible_value,
    unknown_area,
    duplicate,
    missing_column,
    total_that_does_not_add_up,
    jump,
    outlier,
    rate_over_a_hundred,
    missing_year,
    stale_offer,
    impossible_amount,
)


def places(result: CheckResult) -> set[Place]:
    return {
        (f.rule, f.place.file, f.place.sheet, f.place.row, f.place.column)
        for f in (*result.errors, *result.open_findings)
    }


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Copy:
    root = tmp_path_factory.mktemp("fehler")
    shutil.copytree(project().data, root / "data")
    for folder in ("notebooks", "chapters"):
        shutil.copytree(project().root / folder, root / folder)
    return Copy(root, random.Random(SEED))


@pytest.fixture(scope="module")
def checked(copy: Copy) -> tuple[set[Place], CheckResult]:
    before = places(run_check("musterstadt", Project(copy.root)))
    for plant in KINDS:
        plant(copy)
    return before, run_check("musterstadt", Project(copy.root))


def test_what_musterstadt_sends_has_no_errors(checked: tuple[set[Place], CheckResult]) -> None:
    errors = {"spalte", "typ", "unbekannt", "unmoeglich", "doppelt"}
    assert [place for place in checked[0] if place[0] in errors] == []


def test_every_planted_error_is_found_at_its_place_and_no_other(
    copy: Copy, checked: tuple[set[Place], CheckResult]
) -> None:
    before, result = checked
    found = places(result) - before
    assert sorted(copy.planted - found) == []
    assert sorted(found - copy.planted) == []
    # Musterstadt sends no printed rates and has one source for each figure; see test_breaks.py and test_twins.py.
    assert {rule for rule, *_ in copy.planted} == set(RULES) - {"quote", "bruch", "widerspruch"}


def test_each_stands_in_the_pruefbericht(copy: Copy, checked: tuple[set[Place], CheckResult]) -> None:
    text = " ".join(page.read_text("utf-8") for page in checked[1].pages)
    entries = {
        tuple(html.unescape(value) for value in re.findall(r"<dd>(.*?)</dd>", section)[:4])
        for section in re.findall(r"<dl>(.*?)</dl>", text, re.DOTALL)
    }
    for _, *place in copy.planted:
        stated = tuple(part for part in place if part)
        assert any(entry[: len(stated)] == stated for entry in entries), place
