"""Every title of a figure says what its own data say: read back from the title, and looked up in the rows that are shown.

The check shares no code with the rules: it knows the forms of the titles and the numbers of the table behind each figure.
"""

from __future__ import annotations

import ast
import importlib
import json
import pkgutil
import re
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

import helpers.figures
from helpers import Report
from helpers.errors import NoChapter, NoData
from helpers.figures.shown import Shown

ROOT = Path(__file__).parents[2]
NUMBERS = [
    "null",
    "eine",
    "zwei",
    "drei",
    "vier",
    "fünf",
    "sechs",
    "sieben",
    "acht",
    "neun",
    "zehn",
    "elf",
    "zwölf",
]
NAMED = {
    "Mädchen und Frauen": "weiblich",
    "Jungen und Männern": "männlich",
    "deutscher Staatsangehörigkeit": "deutsch",
    "ausländischer Staatsangehörigkeit": "ausländisch",
    "deutscher": "deutsch",
    "ausländischer": "ausländisch",
}
SHORT = ["augsburg", "soemmerda", "fulda", "musterstadt"]
"""A city, a Landkreis, one without a profile, and the one with everything; the others are long."""
LONG = [
    "frankfurt",
    "halle",
    "jena",
    "kaiserslautern",
    "mannheim",
    "neumuenster",
    "offenbach",
    "berlin",
    "harz",
]


@pytest.fixture(autouse=True)
def _no_pictures(monkeypatch: pytest.MonkeyPatch) -> None:
    """Leave out what takes long and says nothing here: the bytes of the pictures."""
    for found in pkgutil.walk_packages(helpers.figures.__path__, "helpers.figures."):
        importlib.import_module(found.name)
    for name, module in list(sys.modules.items()):
        if name.startswith("helpers.figures.") and hasattr(module, "to_svg"):
            monkeypatch.setattr(module, "to_svg", lambda *_: "")


def figures(city: str) -> Iterator[tuple[str, Shown]]:
    """Yield cell and figure of all notebooks, as their cells make them; tables and districts' profiles are left out."""
    for path in sorted((ROOT / "notebooks").glob("*.ipynb")):
        names: dict[str, Any] = {"city": city, "year": 2025}
        for cell in json.loads(path.read_text("utf-8"))["cells"]:
            source = "".join(cell["source"])
            if cell["cell_type"] != "code" or "parameters" in cell["metadata"].get("tags", []):
                continue
            if (
                source.startswith("#| label: tbl-")
                or "district_profiles" in source
                or "survey_sections" in source
            ):
                continue
            *first, last = ast.parse(source).body
            value = None
            try:
                exec(compile(ast.Module(first, []), "cell", "exec"), names)
                if isinstance(last, ast.Expr):
                    value = eval(compile(ast.Expression(last.value), "cell", "eval"), names)
                else:
                    exec(compile(ast.Module([last], []), "cell", "exec"), names)
            except NoData:
                continue
            except NoChapter:
                break
            if isinstance(value, Shown) and value.kind == "figure":
                yield f"{path.stem} {source.partition(chr(10))[0]}", value


def number(text: str) -> float:
    return float(re.sub(r"[^\d,−-]", "", text).replace(".", "").replace(",", ".").replace("−", "-"))


def count(word: str) -> int:
    word = word.lower()
    return (
        1
        if word in ("einer", "eines", "ein", "einem")
        else int(word)
        if word.isdigit()
        else NUMBERS.index(word)
    )


def over_years(shown: Shown, column: int) -> dict[str, float]:
    return {str(row[0]): row[column] for row in shown.rows if row[column] is not None}


def starts(period: str, said: str) -> bool:
    """Tell whether a period is what a title calls „2016“, „Ende 2016“ or „2016/17“."""
    return period == said if "/" in said else period[:4] == said.removeprefix("Ende ")


def groups(shown: Shown) -> dict[str, float]:
    """Return label → value of the latest period, of whatever chart sets groups side by side."""
    names = [c.name for c in shown.columns]
    if names[0] in ("Jahr", "Zeit", "Stichtag", "Schuljahr"):
        row = next(r for r in reversed(shown.rows) if all(v is not None for v in r[1:]))
        return dict(zip(names[1:], row[1:], strict=True))
    if names[0] == "Gebiet":
        return dict(zip(names[1:], shown.rows[0][1:], strict=True))
    if len(names) > 3 and names[3].startswith("Anteil "):
        return {str(row[0]): row[3] for row in shown.rows if row[0] != "alle"}
    return {str(row[0]): row[1] for row in shown.rows if row[1] is not None}


def label(text: str) -> str:
    text = text.removeprefix("bei ")
    return NAMED.get(text) or text.strip("„“")


def towns(report: Report, shown: Shown) -> dict[str, float]:
    names = {name for _, name, role in report.areas(peers=True) if role in ("city", "peer")}
    return {str(row[0]): row[1] for row in shown.rows if row[0] in names and row[1] is not None}


Check = Callable[[Report, Shown, re.Match[str]], None]


def beside(report: Report, shown: Shown, m: re.Match[str]) -> None:
    own = over_years(shown, 1)
    column = next(i for i, c in enumerate(shown.columns) if i > 1 and m["where"].endswith(f" {c.name}"))
    other, newest = over_years(shown, column), max(own)
    assert newest in other, "compared in the town's newest period"
    assert (own[newest] > other[newest]) == (m["how"] == "höher")
    for twin in report.twins(shown.indicators[0]):
        assert max(report.total(twin).points, default=0) <= int(newest[:4]), "no newer value of the town"
    if m["when"]:
        assert newest[:4] in m["when"]
    if m["went"]:
        moved(report, shown, m)


def moved(report: Report, shown: Shown, m: re.Match[str]) -> None:
    own = over_years(shown, 1)
    first = next(v for p, v in own.items() if starts(p, m["since"]))
    last = own[max(own)] if not m["until"] else next(v for p, v in own.items() if starts(p, m["until"]))
    assert (last > first) == (m["went"] == "gestiegen")
    assert "Euro" not in shown.columns[1].unit


def alike(report: Report, shown: Shown, m: re.Match[str]) -> None:
    own = over_years(shown, 1)
    column = next(i for i, c in enumerate(shown.columns) if i > 1 and m["where"].endswith(f" {c.name}"))
    a, b = own[max(own)], over_years(shown, column)[max(own)]
    assert abs(a - b) <= 0.06 * max(a, b)


def turned(report: Report, shown: Shown, m: re.Match[str]) -> None:
    own = over_years(shown, 1)
    at = next(p for p in own if starts(p, m["at"]) or m["at"] in ".".join(reversed(p.split("-"))))
    years = report.total(shown.indicators[0]).comparable()
    first = next(v for p, v in own.items() if int(p[:4]) == min(y for y in years if str(y) >= min(own)[:4]))
    for end in (first, own[max(own)]):
        assert (own[at] > end) == (m["there"] == "stieg")


def steady(report: Report, shown: Shown, m: re.Match[str]) -> None:
    own = over_years(shown, 1)
    first, last = next(v for p, v in own.items() if starts(p, m["since"])), own[max(own)]
    assert abs(first - last) <= 0.06 * max(first, last)


def wavering(report: Report, shown: Shown, m: re.Match[str]) -> None:
    own = over_years(shown, 1)
    kept = [v for p, v in own.items() if p[:4] >= m["since"].removeprefix("Ende ")[:4]]
    assert abs(kept[-1] - kept[0]) <= max((max(kept) - min(kept)) / 2.9, 0.06 * max(kept))


def ranked(report: Report, shown: Shown, m: re.Match[str]) -> None:
    values = towns(report, shown)
    own = values.pop(report.name)
    assert own > max(values.values()) if m["end"] == "höchsten" else own < min(values.values())
    if m.groupdict().get("n"):
        assert len(values) + 1 == count(m["n"])


def ranging(report: Report, shown: Shown, m: re.Match[str]) -> None:
    values = towns(report, shown)
    assert len(values) == count(m["n"])
    assert number(m["low"]) == pytest.approx(min(values.values()), abs=0.5)
    assert number(m["high"]) == pytest.approx(max(values.values()), abs=0.5)


def top(report: Report, shown: Shown, m: re.Match[str]) -> None:
    values = groups(shown)
    assert max(values, key=lambda k: values[k]) == label(m["a"])


def pair(report: Report, shown: Shown, m: re.Match[str]) -> None:
    values = groups(shown)
    assert values[label(m["a"])] > 1.2 * values[label(m["b"])]


def level(report: Report, shown: Shown, m: re.Match[str]) -> None:
    values = groups(shown)
    a, b = values[label(m["a"])], values[label(m["b"])]
    assert abs(a - b) <= 0.06 * max(a, b) + 0.05


def position(report: Report, shown: Shown, m: re.Match[str]) -> None:
    values = towns(report, shown)
    assert len(values) == count(m["n"])
    assert sorted(values.values(), reverse=True).index(values[report.name]) + 1 == int(m["at"])


def parts(shown: Shown, row: int) -> dict[str, float]:
    return {c.name: v for c, v in zip(shown.columns[2:], shown.rows[row][2:], strict=True) if v is not None}


def largest(report: Report, shown: Shown, m: re.Match[str]) -> None:
    stacked = len(shown.columns) > 2 and shown.columns[1].name == "Insgesamt"
    values = parts(shown, -1 if shown.columns[0].name == "Jahr" else 0) if stacked else groups(shown)
    assert max(values, key=lambda k: values[k]) == m["a"]


def oftener(report: Report, shown: Shown, m: re.Match[str]) -> None:
    if m["where"].startswith("bei "):
        other = next(i for i, row in enumerate(shown.rows) if row[0] == label(m["where"]))
        assert shown.rows[0][0] == label(m["own"].strip())
    else:
        other = next(i for i, row in enumerate(shown.rows) if m["where"].endswith(f" {row[0]}"))
    a, b = parts(shown, 0)[m["a"]], parts(shown, other)[m["a"]]
    assert abs(a - b) >= 2.9
    assert (a > b) == (m["how"] == "häufiger")


def part_moved(report: Report, shown: Shown, m: re.Match[str]) -> None:
    first, last = parts(shown, 0)[m["a"]], parts(shown, -1)[m["a"]]
    assert starts(str(shown.rows[0][0]), m["since"])
    assert (last - first >= 2.9) if m["went"] == "gestiegen" else (first - last >= 2.9)


def areas(report: Report, shown: Shown, m: re.Match[str]) -> None:
    values = {str(row[1]): row[2] for row in shown.rows}
    assert None not in values.values(), "none is hidden"
    assert number(m["low"]) == pytest.approx(min(values.values()), abs=0.5)
    assert number(m["high"]) == pytest.approx(max(values.values()), abs=0.5)
    if m["a"]:
        assert values[m["a"]] == min(values.values())
        assert values[m["b"]] == max(values.values())


def strain(report: Report, shown: Shown, m: re.Match[str]) -> None:
    rates = [row[4] for row in shown.rows if row[4] is not None]
    assert (rates[-1] > rates[0]) == (m["how"] == "höher")


def together(report: Report, shown: Shown, m: re.Match[str]) -> None:
    first, last = ([r[i] for i in range(1, len(r))] for r in (shown.rows[0], shown.rows[-1]))
    names = {name for _, name, role in report.areas(peers=True) if role in ("city", "peer")}
    ways = [
        b > a
        for c, a, b in zip(shown.columns[1:], first, last, strict=True)
        if c.name in names and a is not None and b is not None
    ]
    n = count(m["n"])
    assert ways.count(m["went"] == "gestiegen") >= n
    if m["of"]:
        assert len(ways) == count(m["of"])


def lights(report: Report, shown: Shown, m: re.Match[str]) -> None:
    behind = [row for row in shown.rows if re.search("nicht auf Kurs|verfehlt", str(row[-1]))]
    assert (len(behind), len(shown.rows)) == (count(m["n"]), count(m["of"]))


def reached(report: Report, shown: Shown, m: re.Match[str]) -> None:
    assert sum("seltener" in str(row[-1]) for row in shown.rows) == count(m["n"])


def lacking(report: Report, shown: Shown, m: re.Match[str]) -> None:
    quota, wanted, pupils = (
        report.total(name).points
        for name in ("ganztagsquote_grundschule", "ganztag_bedarfsquote", "grundschulkinder")
    )
    year = max(quota)
    assert number(m["n"].replace(".", "")) == pytest.approx(
        (wanted[year] - quota[year]) * pupils[year] / 100, abs=5
    )


def correlated(report: Report, shown: Shown, m: re.Match[str]) -> None:
    import pandas as pd

    ranks = pd.DataFrame({"x": [r[2] for r in shown.rows], "y": [r[3] for r in shown.rows]}).rank()
    rho = ranks["x"].corr(ranks["y"])
    assert (rho > 0.3) if m["how"] == "höher" else (rho < -0.3)


def expected(report: Report, shown: Shown, m: re.Match[str]) -> None:
    now = [row[1] for row in shown.rows if row[2] is None][-1]
    row = next(row for row in shown.rows if row[0] == m["year"])
    assert row[3] < now if m["how"] == "weniger" else row[2] > now


def gaps(report: Report, shown: Shown, m: re.Match[str]) -> None:
    assert any(value == 0 for row in shown.rows for value in row[2:])


def strains(report: Report, shown: Shown, m: re.Match[str]) -> None:
    own, land = 2, next(i for i, c in enumerate(shown.columns) if m["where"].endswith(f" {c.name}"))
    ways = [row[own] > row[land] for row in shown.rows]
    n = len(ways) if m["n"].startswith("Alle") else count(m["n"])
    assert ways.count(m["how"] == "höher") >= n


def ends(report: Report, shown: Shown, m: re.Match[str]) -> None:
    sign = 1 if m["end"] == "höchsten" else -1
    found = sum(sign * row[2] > max(sign * v for v in row[3:] if v is not None) for row in shown.rows)
    assert found >= count(m["n"])
    assert len(shown.rows) == count(m["of"])


def all_groups(report: Report, shown: Shown, m: re.Match[str]) -> None:
    for column in range(1, len(shown.columns)):
        own = over_years(shown, column)
        first = next(v for p, v in own.items() if starts(p, m["since"]))
        assert (own[max(own)] > first) == (m["went"] == "gestiegen")


def ages(report: Report, shown: Shown, m: re.Match[str]) -> None:
    young = old = 0.0
    for label_, *values in shown.rows:
        first = int((re.search(r"\d+", str(label_)) or pytest.fail("no age"))[0])
        young += sum(values[:2]) if first < 18 else 0
        old += sum(values[:2]) if first >= 65 else 0
    assert (old > young) == (m["how"] == "mehr")


def several(report: Report, shown: Shown, m: re.Match[str]) -> None:
    assert len({row[0] for row in shown.rows}) == count(m["n"])


Y = r"(?:Ende )?\d{4}(?:/\d\d)?"
BEFORE = rf"(?:seit (?P<since>{Y}) (?P<went>gestiegen|gesunken)(?:,? (?:und|aber)) )?"
IN = r"(?P<where>i[nm] .+)"
VALUE = r"[\d.,]+(?:\s\S+)?"
FORMS: list[tuple[str, Check]] = [
    (rf": (?P<low>{VALUE}) bis (?P<high>{VALUE}) unter (?P<n>\w+) Kommunen", ranging),
    (r"In (?:allen )?(?P<n>\w+)(?: von (?P<of>\w+))? Kommunen .+ (?P<went>gestiegen|gesunken)", together),
    (r"(?P<a>bei .+) (?:praktisch gleich hoch wie|und) (?P<b>bei .+?)(?: praktisch gleich)?", level),
    (r": .+ an (?P<at>\d+)\. Stelle von (?P<n>\w+) Kommunen", position),
    (rf": (?:seit|von) (?P<since>{Y})(?: bis {Y})? in allen Gruppen (?P<went>gestiegen|gesunken)", all_groups),
    (r"Es leben (?P<how>mehr|weniger) Menschen ab 65 als unter 18 Jahren.*", ages),
    (rf"(?P<n>Alle \w+|\w+)(?: von \w+)? Belastungen (?:ist|sind) (?P<how>höher|niedriger) als {IN}", strains),
    (rf"(?:ist|sind|war|waren) (?:(?P<when>{Y}) )?{BEFORE}(?:inzwischen )?(?:etwas )?(?P<how>höher|niedriger) als {IN}(?P<until>)", beside),
    (rf"(?:ist|sind|war|waren)(?: {Y})? praktisch gleich hoch wie {IN}", alike),
    (rf".+: praktisch gleich hoch wie {IN}", alike),
    (rf"(?:ist|sind) seit (?P<since>{Y}) (?P<went>gestiegen|gesunken)(?P<until>)", moved),
    (rf"(?:ist|sind) von (?P<since>{Y}) bis (?P<until>{Y}) (?P<went>gestiegen|gesunken)", moved),
    (r"(?P<there>stieg|sank)(?:en)? bis (?P<at>\S+) und (?:stieg|sank)(?:en)? dann", turned),
    (rf"(?:hat|haben) sich (?:seit|von) (?P<since>{Y})(?: bis {Y})? kaum verändert", steady),
    (rf"schwankten? (?:seit|von) (?P<since>{Y})(?: bis {Y})? ohne klare Richtung", wavering),
    (r"am (?P<end>höchsten|niedrigsten) unter (?P<n>\w+) Kommunen", ranked),
    (r": .+ hat den (?P<end>höchsten|niedrigsten) Wert", ranked),
    (rf"unter (?P<n>\w+) Kommunen von (?P<low>{VALUE}) bis (?P<high>{VALUE})", ranging),
    (r"(?:ist|sind|:) (?P<a>bei .+) am höchsten", top),
    (r"(?:ist|sind|:) (?P<a>bei .+) höher als (?P<b>bei .+)", pair),
    (r"[aA]m häufigsten „(?P<a>.+)“", largest),
    (r"(?:mehr als die Hälfte|der größte Teil) entf\w+ (?:\d{4} )?auf „(?P<a>.+)“", largest),
    (r"„(?P<a>[^„“]+)“ (?P<own>bei .+ )?(?P<how>häufiger|seltener) als (?P<where>(?:i[nm]|bei) .+)", oftener),
    (rf"Anteil „(?P<a>.+)“ (?:seit|von) (?P<since>{Y})(?: bis {Y})? (?P<went>gestiegen|gesunken)", part_moved),
    (rf"von (?P<low>{VALUE})(?: \((?P<a>[^)]+)\))? bis (?P<high>{VALUE})(?: \((?P<b>.+)\))?", areas),
    (r"(?:mit angespannter Lage|bei angespannter sozialer Lage) (?P<how>höher|niedriger)", strain),
    (r"(?P<n>\w+) von (?P<of>\w+) Zielen (?:ist|sind) nicht auf Kurs(?: oder verfehlt)?", lights),
    (r": in (?P<n>\w+) der \d+ \w+ deutlich niedriger als erwartet", reached),
    (r": rund (?P<n>[\d.]+) Plätze fehlen", lacking),
    (r"Wo „.+“ höher ist, ist „.+“ meist (?P<how>höher|niedriger)", correlated),
    (r"Bis (?P<year>\d{4}) (?:werden|voraussichtlich) (?P<how>weniger|mehr) .+", expected),
    (r"Trotz Bedarf fehlt .+ ein Angebot", gaps),
    (r"Bei (?P<n>\w+) von (?P<of>\w+) Kennzahlen hat .+ den (?P<end>höchsten|niedrigsten) Wert", ends),
    (r"(?:Von|Alle) (?P<n>\w+) Kennzahlen .+", several),
]  # fmt: skip


def check(report: Report, shown: Shown) -> None:
    """Find the form of a title and look up what it says."""
    assert shown.finding
    title = shown.finding.title.replace("\u00a0", " ")
    for form, look_up in FORMS:
        if m := re.search(f"{form}$", title):
            look_up(report, shown, m)
            return
    pytest.fail(f"a title of no known form: {title}")


@pytest.mark.parametrize("city", [*SHORT, *(pytest.param(c, marks=pytest.mark.long) for c in LONG)])
def test_titles_are_true_short_and_on_most_figures(city: str) -> None:
    report, every = Report(city, 2025), list(figures(city))
    titled = [(where, shown) for where, shown in every if shown.finding]
    wrong = []
    for where, shown in titled:
        assert shown.finding
        try:
            check(report, shown)
        except (AssertionError, KeyError, StopIteration, IndexError, TypeError) as error:
            wrong.append(f"{where}: {shown.finding.title}: {error!r}")
        title, sentence = shown.finding.title, shown.finding.sentence
        assert len(title.split()) <= 12, title
        assert not title.endswith("."), title
        assert sentence.endswith("."), sentence
        assert sentence[0].isupper() or sentence.startswith("vhs"), sentence
    assert not wrong, "\n".join(wrong)
    assert len(titled) >= 0.6 * len(every)
