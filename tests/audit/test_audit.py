"""Published reports agree with the files under `data/`, and the audit that says so finds what is planted."""

from __future__ import annotations

import csv
import json
import re
import shutil
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest

from tests.audit import deliveries
from tests.audit.audit import Audit, audit
from tests.audit.claims import Claims, contradictions, identity
from tests.audit.sources import Sources, half_up
from tests.audit.statements import Passage

DATA = Path(__file__).resolve().parents[2] / "data"

CITIES = [
    "augsburg",
    "flensburg",
    "frankfurt",
    "halle",
    "jena",
    "kaiserslautern",
    "mannheim",
    "musterstadt",
    "neumuenster",
    "offenbach",
    "soemmerda",
]
LEAST = {
    "value": 1500,
    "rate from its counts": 500,
    "download: figure": 2000,
    "table on a page": 100,
    "annex": 100,
    "reading": 60,
    "change": 5,
    "rank": 10,
    "comparison": 8,
    "span": 3,
    "card": 10,
    "number in a text": 600,
}


def check(result: Audit) -> None:
    assert not result.wrong, "\n".join(result.wrong[:20])
    few = {kind: result.checked[kind] for kind, least in LEAST.items() if result.checked[kind] < least / 2}
    assert not few, "a kind is hardly compared any more"
    assert len(result.untraced) < 0.1 * result.checked["number in a text"], "\n".join(result.untraced[:20])


def test_a_report_agrees_with_its_sources(augsburg_report: Path, shared_project: Path) -> None:
    result = audit(shared_project / "data", augsburg_report, "augsburg")
    check(result)
    few = {kind for kind, least in LEAST.items() if result.checked[kind] < least}
    assert not few, result.checked


@pytest.mark.long
@pytest.mark.parametrize("city", CITIES)
def test_every_report_agrees_with_its_sources(
    city: str, report_of: Callable[[str], Path], shared_project: Path
) -> None:
    check(audit(shared_project / "data", report_of(city), city))


def plant(report: Path, page: str, old: str, new: str) -> None:
    """Replace a text on a page or in a file, whatever spaces it has."""
    path = report / page
    pattern = r"\s".join(map(re.escape, old.split(" ")))
    text, count = re.subn(pattern, new.replace("\\", r"\\"), path.read_text("utf-8"), count=1)
    assert count, f"{old} does not stand on {page} any more"
    path.write_text(text, "utf-8")


def plant_number(path: Path, row: int, column: int, change: float, delimiter: str = ";") -> None:
    """Change one number of a CSV file."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file, delimiter=delimiter))
    comma = "," if delimiter == ";" else "."
    rows[row][column] = f"{float(rows[row][column].replace(',', '.')) + change:.10g}".replace(".", comma)
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file, delimiter=delimiter, lineterminator="\n").writerows(rows)


def turn_rank(page: Path) -> None:
    """Turn the first rank of a page around: the lowest becomes the highest."""
    turned = {"höchsten": "niedrigsten", "niedrigsten": "höchsten"}
    text, count = re.subn(
        r"(verglichenen Kommunen hatte [^.;]*den \w*?)(höchsten|niedrigsten) Wert",
        lambda m: f"{m[1]}{turned[m[2]]} Wert",
        page.read_text("utf-8"),
        count=1,
    )
    assert count
    page.write_text(text, "utf-8")


def add_sentence(report: Path, page: str, sentence: str) -> None:
    plant(report, page, "</main>", f"<p>{sentence}</p></main>")


def test_planted_errors_are_found(augsburg_report: Path, shared_project: Path, tmp_path: Path) -> None:
    report = tmp_path / "augsburg"
    shutil.copytree(augsburg_report, report)
    chapters = report / "chapters"
    frame, training = "chapters/01-rahmenbedingungen.html", "chapters/08-berufliche-bildung.html"

    def column(path: Path, name: str) -> int:
        return path.read_text("utf-8-sig").splitlines()[0].split(",").index(name)

    values = report / "daten" / "bevoelkerung.csv"
    plant_number(values, 1, column(values, "wert"), 1, ",")
    rates = report / "daten" / "anteil_ohne_hauptschulabschluss.csv"
    plant_number(rates, 1, column(rates, "wert"), 0.01, ",")
    (download,) = chapters.glob("*/fig-kinderarmut.csv")
    plant_number(download, 1, 1, 0.01)
    (rest,) = chapters.glob("*/tbl-altersgruppen.csv")
    plant_number(rest, 10, 1, 1626)  # what belongs to a row, counted once more in the rest
    (workbook,) = chapters.glob("*/fig-schuldnerquote.xlsx")
    book = openpyxl.load_workbook(workbook)
    book.worksheets[0]["B2"] = 99.9
    book.save(workbook)
    plant(report, frame, "8.197</td>", "8.179</td>")
    plant(report, "index.html", "11,5 <span", "11,6 <span")
    plant(report, "index.html", "(+1,7 %)", "(+1,8 %)")
    plant(report, "index.html", "Bayern 4,0 %", "Bayern 4,1 %")
    plant(report, frame, "waren 19,5 von 100", "waren 19,6 von 100")
    plant(report, frame, "auf 301.786 gestiegen", "auf 301.786 gesunken")
    turn_rank(report / "chapters" / "17-interkommunaler-vergleich.html")
    plant(report, frame, "6,7 % höher als", "6,7 % niedriger als")
    plant(
        report,
        "chapters/17-interkommunaler-vergleich.html",
        "Die Werte reichen von ",
        "Die Werte reichen von 9",
    )
    plant(report, "chapters/tabellen.html", "301.786", "301.768")
    sources = Sources(shared_project / "data", "augsburg")
    lines = {
        k.period: f.value
        for k, f in sources.figures.items()
        if k[:2] == ("auszubildende_je_100_15_bis_25", "09761")
    }
    old, new = half_up(lines["2019"] or 0, 1), half_up(lines["2022"] or 0, 1)
    way = "Anstieg" if new > old else "Rückgang"
    told = f"Gegenüber 2019 ({old}) ist das ein {way} um {abs(new - old):.1f}.".replace(".", ",").replace(
        ",</", ".</"
    )
    add_sentence(report, training, told[:-1] + ".")
    add_sentence(report, frame, "Die Quote stieg um 2,6 Punkte; der Unterschied kann auch Zufall sein.")
    add_sentence(report, frame, "Das ist ein Rückgang um −5 Prozentpunkte.")
    add_sentence(report, frame, "7,4 und 7,3: ±0,0")
    add_sentence(report, frame, "In Halle \\(Saale\\) waren es 3 Kinder.")
    add_sentence(report, frame, "Für Landkreis Sömmerda liegen 3 Werte vor.")
    add_sentence(report, frame, "Davon waren 12.345,6 Euro frei erfunden.")
    manifest = json.loads((report / "manifest.json").read_text("utf-8"))
    manifest["inputs"]["data/augsburg/jugendamt.csv"] = "0" * 64
    (report / "manifest.json").write_text(json.dumps(manifest), "utf-8")

    result = audit(shared_project / "data", report, "augsburg")
    found = {kind for kind in result.checked if any(wrong.startswith(f"{kind}:") for wrong in result.wrong)}
    found |= {m[1] for wrong in result.wrong if (m := re.match(r"[\w-]+: ((?:style: )?[\w' ]+): ", wrong))}
    assert found >= {
        "value",
        "rate from its counts",
        "download: unexplained",
        "download and workbook",
        "table on a page",
        "annex",
        "card",
        "card's change",
        "card's comparison",
        "reading",
        "change",
        "change within one basis",
        "rank",
        "comparison",
        "span",
        "style: retracted",
        "style: minus points",
        "style: no change with a sign",
        "style: escaped",
        "style: article",
        "hash in the manifest",
    }, result.wrong
    assert any(
        "tbl-altersgruppen" in wrong for wrong in result.wrong if wrong.startswith("download: unexplained")
    )
    assert any("12.345,6" in text for text in result.untraced)


@pytest.mark.parametrize("fault", ["percent", "minus", "year", "shift"])
def test_wrong_imports_are_found(fault: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What an import took otherwise than the delivered file says is found by reading the file anew."""
    data = Path(__file__).resolve().parents[2] / "data"
    sources = Sources(data, "musterstadt")
    rows = sources.delivered.copy()
    picked = rows[(rows["indicator"] == "betreute_kinder_3_bis_6") & (rows["value"] != "")].index[:20]
    value = rows.loc[picked, "value"].astype(float)
    if fault == "percent":
        rows.loc[picked, "value"] = (value / 100).map(repr)
    elif fault == "minus":
        rows.loc[picked, "value"] = (-value).map(repr)
    else:  # the figures of another year or row
        rows.loc[picked, "row"] = (rows.loc[picked, "row"].astype(int) + 1).astype(str)
        if fault == "year":
            rows.loc[picked, "row"] = rows.loc[picked, "row"].tolist()[::-1]
    monkeypatch.setitem(sources.__dict__, "delivered", rows)
    checked, wrong = deliveries.check(sources)
    assert checked["cell of a delivery"] > 20000
    assert len(wrong) >= 18


def test_deliveries_were_imported_as_they_are() -> None:
    checked, wrong = deliveries.check(Sources(Path(__file__).resolve().parents[2] / "data", "musterstadt"))
    assert checked["cell of a delivery"] > 20000
    assert not wrong


@pytest.fixture(scope="module")
def claims() -> Claims:
    return Claims(Sources(DATA, "musterstadt"))


BACKTEST = (
    "Mit den Zahlen bis 2020 hätte dieselbe Rechnung für 2025 rund 6.400 Kinder von 3 bis unter 6 Jahren ergeben (5.950 bis {}); "
    "gezählt wurden 6.346, also im Band."
)


@pytest.mark.parametrize(
    ("kind", "text", "true", "planted"),
    [
        (  # the interval of one proportion: 83 instead of 95 of 100 next values lie in it
            "range of a next value",
            "Die Quote von 6,8 % beruht auf 171 von 2.523 Personen; im nächsten Jahr liegt sie etwa zwischen {} %.",
            "5,4 und 8,2",
            "5,9 und 7,8",
        ),
        (
            "range of a district",
            ("In den Sozialräumen reichte der Anteil der Übergänge auf das Gymnasium im Schuljahr 2025/26 von 20,6 % "
            "(Beispielviertel; Spanne {}) bis 68,8 % (Platzhalter-Nord; Spanne 57,8 bis 78,1)."),
            "15,1 bis 27,5",
            "17,1 bis 24,5",
        ),
        (
            "types without the measure",
            ("Im Schuljahr 2025/26 lag der Anteil der Kinder mit Sprachförderbedarf in den Sozialräumen mit sehr angespannter sozialer "
            "Lage {}um 26,1 Prozentpunkte höher als in denen mit sehr günstiger sozialer Lage."),
            "(Sozialindex ohne diese Kennzahl) ",
            "",
        ),
        (
            "forecast",
            "Ende 2025 lebten in Musterstadt 6.346 Kinder von 3 bis unter 6 Jahren. Für 2030 ergibt die Vorausberechnung rund {}.",
            "5.640 (5.090 bis 6.250)",
            "5.640 (5.600 bis 5.680)",
        ),
        ("forecast's backtest", BACKTEST, "6.870", "6.300"),
    ],
)  # fmt: skip
def test_planted_claims_are_found(claims: Claims, kind: str, text: str, true: str, planted: str) -> None:
    for filled, right in ((true, True), (planted, False)):
        found = [holds for one, holds, _ in claims.of(text.format(filled)) if one == kind]
        assert found
        assert all(found) is right


def test_figures_of_two_sources_must_not_stand_side_by_side_without_a_word() -> None:
    sources = Sources(DATA, "offenbach")
    twins = "2022 gingen 17,6 % mit Hochschulreife ab, 2023 dann 27,4 %."
    differs = sources.indicators["abgaenge_hochschulreife"]["twin"]["differs"]
    for text, right in ((twins, False), (f"{twins} {differs}", True)):
        assert [holds for _, holds, _ in contradictions(sources, [Passage("04", text)])] == [right]


def test_zeros_that_are_none_are_found(monkeypatch: pytest.MonkeyPatch) -> None:
    """Benefit statistics hide one and two as zero: of one indicator and year every small count is made so."""
    sources = Sources(DATA, "musterstadt")
    rows = sources.delivered.copy()
    assert not deliveries.false_zeros(sources)[1]
    picked = rows[(rows["indicator"] == "kinder_sgb2") & (rows["value"] != "")].index[:30]
    rows.loc[picked, "period"] = "2024-12-31"
    rows.loc[picked, "value"] = ["0", "3", "4", "5", "7", "12"] * 5
    monkeypatch.setitem(sources.__dict__, "delivered", rows.loc[picked])
    assert len(deliveries.false_zeros(sources)[1]) == 1
    rows.loc[picked[0], "value"] = "1"
    monkeypatch.setitem(sources.__dict__, "delivered", rows.loc[picked])
    assert not deliveries.false_zeros(sources)[1]


@pytest.mark.parametrize(
    ("name", "title", "copied", "found"),
    [
        ("Ulm", "Bildungsbericht Ulm 2025", False, 0),
        ("Ulm", "Bildungsbericht Augsburg 2025", False, 1),
        ("Augsburg", "Bildungsbericht Augsburg 2025", False, 1),  # the key is Ulm's
        ("Ulm", "Bildungsbericht Ulm 2025", True, 1),
    ],
)
def test_a_report_under_a_wrong_name_is_found(
    tmp_path: Path, name: str, title: str, copied: bool, found: int
) -> None:
    (tmp_path / "catalogue").symlink_to(DATA / "catalogue")
    for city in ("ulm", *(["kopie"] if copied else [])):
        (tmp_path / city).mkdir()
        (tmp_path / city / "profile.yml").write_text(f'ags: "08421"\nname: {name}\n', "utf-8")
    (tmp_path / "index.html").write_text(f"<html><head><title>{title}</title></head></html>", "utf-8")
    assert len(identity(tmp_path, tmp_path, "ulm")) == found
