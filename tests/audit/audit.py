"""The audit of one published report: everything it shows against everything it should, counted by kind."""

from __future__ import annotations

import csv
import json
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from lxml import html

from tests.audit import deliveries
from tests.audit.claims import check_claims, identity
from tests.audit.downloads import Download, Tracer
from tests.audit.sources import Key, Sources
from tests.audit.statements import Statements, check_cards, passages
from tests.audit.tables import compare, printed_tables, same
from tests.audit.texts import Pool, untraced


@dataclass
class Audit:
    """What was compared, by kind, what was wrong, and what could not be traced."""

    city: str
    checked: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)
    untraced: list[str] = field(default_factory=list)

    def add(self, kind: str, problem: str = "", count: int = 1) -> None:
        self.checked[kind] += count
        if problem:
            self.wrong.append(f"{kind}: {problem}")


def audit(data: Path, report: Path, city: str) -> Audit:
    """Compare a published report with the files under `data/`.

    Args:
        data: the project's folder `data/`.
        report: the published folder of the municipality.
        city: its folder in `data/`.
    """
    sources, result = Sources(data, city), Audit(city)
    tracer = Tracer(sources)
    downloads = {path.stem: Download.read(path) for path in sorted(report.glob("chapters/*_files/*.csv"))}
    about = {
        label: [name for text in d.indicators for name in tracer.indicator_of.get(text, ())]
        for label, d in downloads.items()
    }
    for label, rows in printed_tables(report):
        if label in downloads:
            count, wrong = compare(downloads[label], rows)
            result.add("table on a page", count=count)
            result.wrong += [f"table on a page: {text}" for text in wrong]
    check_data(report, sources, result)
    for download in downloads.values():
        result.add("download and workbook", count=sum(map(len, download.rows)))
        result.wrong += [f"download and workbook: {text}" for text in download.differs_from_workbook()]
        for cell in download.cells():
            how = tracer.explain(download, cell)
            result.add(f"download: {how or 'unexplained'}", "" if how else str(cell))
    for name, wrong in annex(report, sources):
        result.add("annex", wrong and f"{name}: {wrong}")
    statements, pool = Statements(sources, downloads), Pool(sources, downloads)
    said = list(passages(report, about))
    for passage in said:
        statements.check(passage)
        labels = [at for at in downloads if at in passage.labels]
        looked_for, missing = untraced(passage, pool.of(passage.indicators, labels))
        result.add("number in a text", count=looked_for - len(missing))
        result.untraced += [f"{passage.page}: {number}: {passage.text[:160]}" for number in missing]
    for checked, wrong in (
        (statements.checked, statements.wrong),
        check_cards(report, sources),
        deliveries.check(sources),
        deliveries.false_zeros(sources),
        check_claims(sources, said),
    ):
        result.checked += checked
        result.wrong += wrong
    result.add("identity")
    result.wrong += identity(data, report, city)
    manifest = json.loads((report / "manifest.json").read_text("utf-8"))
    for name in manifest["inputs"]:
        told = name.startswith("data/") and not name.startswith("data/catalogue/")
        result.add("hash in the manifest", f"{name} verrät eine Lieferung" if told else "")
    return result


def check_data(report: Path, sources: Sources, result: Audit) -> None:
    """Compare the open data with the figures, and every rate with the counts that are published beside it."""
    package = json.loads((report / "datapackage.json").read_text("utf-8"))
    published: dict[Key, float] = {}
    for resource in package["resources"]:
        fields = {f["name"] for f in resource.get("schema", {}).get("fields", ())}
        if resource["name"] not in sources.indicators or not {"ags", "zeitraum", "wert", "zeichen"} <= fields:
            continue
        with (report / resource["path"]).open(encoding="utf-8-sig", newline="") as file:
            for row in csv.DictReader(file):
                places = frozenset((d, row[d]) for d in sources.dimensions if row.get(d))
                key = Key(resource["name"], row["ags"], row["zeitraum"], places)
                true = sources.figures.get(key)
                computed = bool(sources.indicators[key.indicator].get("computed"))
                kind = "rate from its counts" if computed else "value"
                if true is None:
                    result.add(kind, f"{key}: kommt in den Quellen nicht vor")
                elif row["wert"]:
                    published[key] = value = float(row["wert"])
                    fits = true.value is not None and abs(value - true.value) <= 1e-9 * max(
                        1, abs(true.value)
                    )
                    result.add(kind, "" if fits else f"{key}: {row['wert']} statt {true.value}")
                elif row["zeichen"] == "suppressed":
                    result.add("protected")
                else:
                    result.add("symbol", "" if row["zeichen"] == true.status else f"{key}: {row['zeichen']}")
                small = 0 < (true.value or 0 if true else 0) < sources.profile.get("threshold", 5)
                own = bool(true) and any(s.startswith(f"{sources.city}-") for s in true.sources)
                people = sources.indicators[key.indicator]["unit"] in ("Personen", "Kinder")
                if small and own and people:
                    result.add("small count", f"{key}: {row['wert']}" if row["wert"] else "")
    result.checked["area and period"] = len({(key.ags, key.period) for key in published})


def annex(report: Path, sources: Sources) -> Iterator[tuple[str, str]]:
    """Compare the tables of the annex: a row per indicator, a column per year, figures of the municipality."""
    path = report / "chapters" / "tabellen.html"
    if not path.exists():
        return
    labels = {e["name"]: n for n, e in sources.indicators.items()}
    for figure in html.parse(path).getroot().find_class("float-tbl"):
        head, *rows = (
            [" ".join(c.text_content().split()) for c in r.iter("td", "th")] for r in figure.iter("tr")
        )
        for row in rows:
            name = labels.get(row[0], labels.get(re.sub(r" \([^()]*\)$", "", row[0]), ""))
            for year, text in zip(head[1:], row[1:], strict=False):
                if (
                    not name
                    or not re.fullmatch(r"\d{4}.*", year)
                    or not re.fullmatch(r"−?[\d.]+(,\d+)?", text)
                ):
                    continue
                values = [
                    f.value
                    for key, f in sources.figures.items()
                    if key.indicator == name
                    and key.ags == sources.ags
                    and not key.places
                    and key.period[:4] == year[:4]
                    and f.value is not None
                ]
                fits = any(same(text, repr(value).replace(".", ",")) for value in values)
                yield f"{row[0]}, {year}", "" if fits else f"{text} statt {values}"
