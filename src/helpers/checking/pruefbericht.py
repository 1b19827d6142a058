"""Write the Prüfbericht: an overview, and one page per supplier that can be sent back as it is."""

from __future__ import annotations

import json
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from helpers.checking.findings import RULES, Finding
from helpers.errors import OutputError, reason_for

if TYPE_CHECKING:
    from jinja2 import Environment


@cache
def templates() -> Environment:
    """Return the templates, compiled once in a process."""
    from jinja2 import Environment, PackageLoader, StrictUndefined

    environment = Environment(
        loader=PackageLoader("helpers.checking"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["quoted"] = _quoted
    for name in ("overview.html", "supplier.html"):
        environment.get_template(name)
    return environment


def write_pages(folder: Path, name: str, year: int, findings: Sequence[Finding]) -> tuple[Path, ...]:
    """Write the pages for one municipality and return them, the overview first.

    Pages are self-contained HTML; everything that comes from data files is escaped.

    Args:
        folder: where they go; pages of an earlier check are removed.
        name: printed name of the municipality.
        year: report year.
        findings: errors and findings, answered ones included.

    Raises:
        OutputError: when the folder cannot be written.
    """
    environment = templates()
    suppliers: defaultdict[str, list[Finding]] = defaultdict(list)
    for finding in findings:
        suppliers[finding.supplier].append(finding)
    names = _file_names(suppliers)
    overview = [
        {"name": supplier, "file": names[supplier], **_counts(suppliers[supplier])}
        for supplier in sorted(suppliers)
    ]
    texts = {
        "index.html": environment.get_template("overview.html").render(
            name=name, year=year, suppliers=overview
        )
    }
    page = environment.get_template("supplier.html")
    for supplier in sorted(suppliers):
        groups = _grouped(suppliers[supplier])
        texts[names[supplier]] = page.render(
            name=name, year=year, supplier=supplier, groups=groups, **_counts(suppliers[supplier])
        )
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for old in folder.glob("*.html"):
            if old.name not in texts:
                old.unlink()
        for file, text in texts.items():
            (folder / file).write_text(text, encoding="utf-8")
    except OSError as problem:
        raise OutputError(
            f"Der Prüfbericht lässt sich nicht nach {folder} schreiben ({reason_for(problem)})."
        ) from problem
    return tuple(folder / file for file in texts)


def _quoted(text: str) -> str:
    """Return a text as a quoted YAML value: JSON strings are YAML strings."""
    return json.dumps(text, ensure_ascii=False)


def _counts(findings: Iterable[Finding]) -> dict[str, int]:
    findings = list(findings)
    errors = sum(f.severity == "error" for f in findings)
    answered = sum(f.answer is not None for f in findings)
    return {"errors": errors, "open": len(findings) - errors - answered, "answered": answered}


def _grouped(findings: Sequence[Finding]) -> list[tuple[str, str, list[tuple[str, list[Finding]]]]]:
    """Return (heading, explanation, rules with their findings) for errors, open and answered findings."""
    parts = (
        (
            "Fehler",
            "Bitte berichtigen; solange entsteht kein Bericht.",
            [f for f in findings if f.severity == "error"],
        ),
        (
            "Offene Befunde",
            "Bitte prüfen: Entweder berichtigen, oder bestätigen und kurz begründen.",
            [f for f in findings if f.severity == "finding" and f.answer is None],
        ),
        (
            "Beantwortete Befunde",
            "Hier ist nichts zu tun, solange sich die Zahl nicht ändert.",
            [f for f in findings if f.answer],
        ),
    )
    order = list(RULES)
    result = []
    for heading, text, members in parts:
        rules: defaultdict[str, list[Finding]] = defaultdict(list)
        for finding in sorted(members, key=lambda f: (order.index(f.rule), f.key)):
            rules[finding.title].append(finding)
        if rules:
            result.append((heading, text, list(rules.items())))
    return result


def _file_names(suppliers: Iterable[str]) -> dict[str, str]:
    """Return a file name per supplier, in plain letters, each once."""
    names: dict[str, str] = {}
    for supplier in sorted(suppliers):
        folded = supplier.casefold()
        for letter, plain in {"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"}.items():
            folded = folded.replace(letter, plain)
        ascii_ = unicodedata.normalize("NFKD", folded).encode("ascii", "ignore").decode()
        slug = re.sub(r"[^a-z0-9]+", "-", ascii_).strip("-")[:60] or "ohne-namen"
        if slug == "index":
            slug = "index-1"
        same = sum(
            name.removesuffix(".html").rpartition("_")[0] == slug or name == f"{slug}.html"
            for name in names.values()
        )
        names[supplier] = f"{slug}_{same + 1}.html" if same else f"{slug}.html"
    return names
