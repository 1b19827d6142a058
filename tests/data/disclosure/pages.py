"""What the pages, tables, pictures and documents of a report say about counts that its data files do not print."""

from __future__ import annotations

import csv
import io
import json
import re
import subprocess
import zipfile
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import openpyxl
import pikepdf
from lxml import etree, html

from helpers.publish.side_by_side import edition_folders
from tests.data.disclosure.published import Count, Published

Table = list[list[str]]
NUMBER = re.compile(r"[−-]?\d{1,3}(?:\.\d{3})+(?:,\d+)?|[−-]?\d+(?:,\d+)?")
UNITS = re.compile(
    r"(?<![\d.,])(\d{1,3}) (?:Kinder\w*|Personen|Familien|Jugendliche\w*|Schüler\w*|Übergänge\w*|Mädchen|Jungen)"
)
NEAR = 150  # characters: what stands further away is about something else
HASH = re.compile(r"\b[0-9a-f]{24,128}\b")
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


@dataclass(frozen=True)
class Series:
    """The figures along one dimension, one of them hidden at least, as a column of a table may show them."""

    cells: dict[str, Count]
    values: dict[str, float | None]
    per: dict[str, float]


def files(report: Path) -> list[Path]:
    own = {folder.name for folder in edition_folders(report)}  # the same files once more
    found = (path for path in report.rglob("*") if path.relative_to(report).parts[0] not in own)
    return sorted(path for path in found if path.is_file())


def tables(path: Path) -> Iterator[Table]:
    """Yield every table of a file, and what stands like one on the pages of a PDF."""
    if path.suffix == ".csv":
        yield list(csv.reader(io.StringIO(path.read_text("utf-8-sig")), delimiter=";"))
    elif path.suffix == ".xlsx":
        book = openpyxl.load_workbook(path, read_only=True)
        yield from ([[_cell(v) for v in row] for row in sheet.iter_rows(values_only=True)] for sheet in book)
        book.close()
    elif path.suffix in (".html", ".xhtml"):
        yield from _html_tables(path.read_bytes())
    elif path.suffix in (".docx", ".epub"):
        with zipfile.ZipFile(path) as archive:
            for name in archive.namelist():
                if name.endswith((".xhtml", ".html")):
                    yield from _html_tables(archive.read(name))
                elif name == "word/document.xml":
                    for table in etree.fromstring(archive.read(name)).iter(f"{W}tbl"):
                        yield [
                            ["".join(cell.itertext(f"{W}t")) for cell in row.iter(f"{W}tc")]
                            for row in table.iter(f"{W}tr")
                        ]
    elif path.suffix == ".pdf":
        yield from _printed_tables(_printed(path))


def _cell(value: object) -> str:
    if isinstance(value, float):
        return f"{value:.10g}".replace(".", ",")
    return "" if value is None else str(value)


def _html_tables(content: bytes) -> Iterator[Table]:
    for table in html.fromstring(content).iter("table"):
        yield [
            [" ".join(cell.text_content().split()) for cell in row.iter("td", "th")]
            for row in table.iter("tr")
        ]


def _printed(path: Path) -> str:
    command = ["pdftotext", "-layout", str(path), "-"]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


def _printed_tables(text: str) -> Iterator[Table]:
    """Yield runs of lines that have equally many columns."""
    run: Table = []
    for line in text.splitlines():
        row = re.split(r" {2,}", line.strip())
        if run and len(row) != len(run[0]):
            if len(run) > 3 and len(run[0]) > 1:
                yield run
            run = []
        if line.strip():
            run.append(row)
    if len(run) > 3:
        yield run


def texts(path: Path) -> Iterator[str]:
    """Yield what a file says in words: sentences, labels and texts for those who do not see the picture."""
    if path.suffix in (".html", ".xhtml", ".svg"):
        yield from _markup_texts(path.read_bytes())
    elif path.suffix in (".docx", ".epub"):
        with zipfile.ZipFile(path) as archive:
            for name in archive.namelist():
                if name.endswith((".xhtml", ".html", ".svg", ".xml")):
                    yield from _markup_texts(archive.read(name))
    elif path.suffix == ".pdf":
        yield _printed(path)  # line by line: a table beside a sentence is none of it
        with pikepdf.open(path) as pdf:
            yield from (str(o.Alt) for o in pdf.objects if isinstance(o, pikepdf.Dictionary) and "/Alt" in o)
    elif path.suffix in (".json", ".jsonld", ".js", ".qmd"):
        yield path.read_text("utf-8")


def _markup_texts(content: bytes) -> Iterator[str]:
    root = etree.fromstring(content, etree.HTMLParser(encoding="utf-8", huge_tree=True))
    if root is None:
        return
    for node in root.iter():
        if not isinstance(node.tag, str) or node.tag in ("script", "style", "table"):
            continue
        yield from (node.attrib[a] for a in ("alt", "title", "aria-label", "descr") if a in node.attrib)
        if node.tag.rpartition("}")[2].rpartition(":")[2] in (
            "p",
            "li",
            "text",
            "desc",
            "title",
            "figcaption",
            "td",
        ):
            # A picture within a paragraph is read text by text: its labels make no sentence.
            inside = next(node.iterancestors("svg"), None) is not None
            pieces = (
                node.itertext() if inside else node.xpath(".//text()[not(ancestor::*[local-name()='svg'])]")
            )
            yield re.sub(r"\s+", " ", "".join(pieces))


def all_series(edition: Published) -> list[Series]:
    """Return the figures beside every hidden count: of other areas, other periods, other values of a dimension."""
    groups: defaultdict[tuple[str, Count], dict[str, Count]] = defaultdict(dict)
    hidden = set(edition.hidden)
    keys = {key for cell in hidden for key, _ in _axes(edition, cell)}
    for cell in edition.counts:
        for key, label in _axes(edition, cell):
            if key in keys:
                groups[key][label] = cell
    found = []
    for (axis, rest), cells in groups.items():
        values = {label: _float(edition.counts[cell]) for label, cell in cells.items()}
        whole = edition.counts.get(rest) if axis not in ("ags", "period") else None
        per = dict.fromkeys(cells, float(whole)) if whole else {}
        if len(cells) >= 3:
            found.append(Series(cells, values, per))
    return found


def _axes(edition: Published, cell: Count) -> Iterator[tuple[tuple[str, Count], str]]:
    if "-" in cell.ags:
        yield ("ags", replace(cell, ags="")), edition.names.get(cell.ags, cell.ags)
    yield ("period", replace(cell, period="")), cell.period
    for dimension, value in cell.places:
        yield (dimension, cell.without(dimension)), value


def _float(value: int | None) -> float | None:
    return None if value is None else float(value)


def number(text: str) -> tuple[float, int] | None:
    """Return a printed German number and its decimals."""
    plain = text.strip().removesuffix("%").strip()
    if not NUMBER.fullmatch(plain):
        return None
    plain = plain.replace(".", "").replace("−", "-")
    return float(plain.replace(",", ".")), len(plain.partition(",")[2])


def told_by_tables(path: Path, series: list[Series]) -> dict[Count, int]:
    """Return counts that a table prints, as they are or as shares of their whole, though the data files hide them.

    What a column counts is known by its other figures: all that the data files print agree.
    """
    by_label: defaultdict[str, list[Series]] = defaultdict(list)
    for one in series:
        for label, value in one.values.items():
            if value is None:
                by_label[label].append(one)
    told: dict[Count, int] = {}
    for table in tables(path):
        width = min((len(row) for row in table), default=0)
        turned = [list(column) for column in zip(*(row[:width] for row in table), strict=True)]
        for rows in (table, turned):
            for one in {
                id(s): s for row in rows for text in row[:2] for s in by_label.get(_label(text), ())
            }.values():
                told |= _told(rows, one)
    return told


def _label(text: str) -> str:
    return re.sub(r" \([^)]*\)$", "", text.strip())


def _told(rows: Table, series: Series) -> dict[Count, int]:
    labelled = {}
    for row in rows:
        for text in row[:2]:
            if _label(text) in series.values:
                labelled[_label(text)] = row
    told = {}
    for column in range(1, min((len(row) for row in labelled.values()), default=0)):
        for per in ({}, series.per):
            agreed = 0
            claims = {}
            for label, row in labelled.items():
                printed = number(row[column])
                value = series.values[label]
                if printed is None:
                    continue
                shown, decimals = printed
                if value is None:
                    claims[series.cells[label]] = round(shown * per[label] / 100 if per else shown)
                elif (
                    abs((100 * value / per[label] if per else value) - shown) <= 0.5 * 10.0**-decimals + 1e-9
                ):
                    agreed += value > 0
                else:
                    break
            else:
                if agreed >= 3:
                    told |= claims
    return told


def told_by_texts(path: Path, edition: Published) -> dict[Count, int]:
    """Return counts that a sentence, label or alternative text names together with area, what is counted, and period or value."""
    by_area: defaultdict[str, list[Count]] = defaultdict(list)
    latest: dict[str, str] = {}
    for cell in edition.counts:
        latest[cell.measure] = max(latest.get(cell.measure, ""), cell.period)
    for cell in edition.hidden:
        by_area[edition.names.get(cell.ags, "")].append(cell)
    told: dict[Count, int] = {}
    for text in texts(path):
        for sentence in re.split(r"(?<=[^\d][.!?;])\s|\n", text):
            for match in UNITS.finditer(sentence):
                near = sentence[max(0, match.start() - NEAR) : match.end() + NEAR]
                for area in (name for name in by_area if name and name in near):
                    for cell in by_area[area]:
                        if _is_about(cell, near, edition, latest):
                            told[cell] = int(match[1])
    return told


def _is_about(cell: Count, sentence: str, edition: Published, latest: dict[str, str]) -> bool:
    words = re.findall(r"\w{7,}", edition.titles.get(cell.measure, ""))
    return (
        (
            cell.period in sentence
            or (cell.period == latest[cell.measure] and not re.search(r"\b(19|20)\d\d", sentence))
        )
        and all(value in sentence for _, value in cell.places)
        and any(word in sentence for word in words)
    )


def telling_hashes(report: Path) -> list[str]:
    """Return the names of what is published with a hash though it is neither code nor catalogue."""
    found = []
    for path in files(report):
        if path.suffix in (".json", ".jsonld", ".html", ".js"):
            text = path.read_text("utf-8")
            if path.name == "manifest.json":
                public = ("src/helpers/", "data/catalogue/", "uv.lock", "pyproject.toml")
                manifest = json.loads(text)
                found += [name for name in manifest["inputs"] if not name.startswith(public)]
                text = json.dumps({key: value for key, value in manifest.items() if key != "inputs"})
            found += [f"{path.name}: {match}" for match in HASH.findall(text)]
    return found


def told(paths: Iterable[Path], edition: Published) -> dict[Count, int]:
    """Return every hidden count that one of the files prints, in whatever form."""
    series = all_series(edition)
    found: dict[Count, int] = {}
    for path in paths:
        found |= told_by_tables(path, series) | told_by_texts(path, edition)
    return found
