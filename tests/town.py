"""A made-up town with whatever figures a test gives it: real catalogue, no official figures."""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Mapping
from pathlib import Path

import pytest

from helpers import Report
from helpers.paths import project

AGS = "06998"
PROFILE = """\
name: Probestadt
ags: "06998"
kind: kreisfreie Stadt
land: Hessen
nominative: die Stadt Probestadt
dative: der Stadt Probestadt
in_city: in Probestadt
of_city: der Stadt Probestadt
year: 2025
"""
SOURCE = """\
{name}:
  publisher: Probeamt
  title: Erfundene Zahlen für Tests
  short: Erfunden
  edition: {edition}
  attribution: Erfundene Zahlen
  reference: Stichtag
"""
Figures = Mapping[str, Iterable[tuple[str, str, str, float | None]]]
"""Per source: indicator, breakdown, period, value (None: suppressed)."""


def town(folder: Path, monkeypatch: pytest.MonkeyPatch, figures: Figures, rules: str = "") -> Report:
    """Return the report of a town that has just these figures.

    Args:
        folder: where its project is made.
        monkeypatch: leads the program there.
        figures: a source of its own is declared for each name that the catalogue does not know.
        rules: YAML, indented by two, that is added to the declaration of each source.
    """
    real, data = project().data, folder / "data"
    shutil.copytree(real / "catalogue", data / "catalogue", dirs_exist_ok=True)
    (data / "official").mkdir(exist_ok=True)
    own = data / "probestadt"
    own.mkdir(exist_ok=True)
    (own / "profile.yml").write_text(PROFILE, "utf-8")
    known = (data / "catalogue" / "sources.yml").read_text("utf-8")
    new = [name for name in figures if f"\n{name}:\n" not in known]
    (own / "sources.yml").write_text(
        "".join(SOURCE.format(name=n, edition=f"Ausgabe {n}") + rules for n in new) or "{}", "utf-8"
    )
    (own / "areas.csv").write_text(
        f"ags,name,kind,parent,valid_from,valid_to\n{AGS},Probestadt,kreis,06,,\n", "utf-8"
    )
    for source, rows in figures.items():
        lines = ["ags,indicator,breakdown,period,value,status,source"]
        for indicator, breakdown, period, value in rows:
            number, status = ("", "suppressed") if value is None else (f"{value:.6f}", "")
            lines.append(f'{AGS},{indicator},"{breakdown}",{period},{number},{status},{source}')
        (own / f"{source}.csv").write_text("\n".join(lines) + "\n", "utf-8")
    monkeypatch.setenv("BILDUNGSBERICHT_ROOT", str(folder))
    return Report("probestadt", 2025)
