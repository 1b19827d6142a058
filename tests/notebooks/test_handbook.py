"""The handbook's chapter on notebooks: every call is there, and every example works."""

from __future__ import annotations

import re
from functools import cache

import pytest

from helpers.facts.context import Context
from helpers.paths import project
from helpers.report import Report
from helpers.report.charts import Charts
from helpers.report.development import Development
from helpers.report.prose import Prose
from helpers.text.numbers import NBSP

HANDBOOK = (project().root / "docs" / "handbuch" / "notebooks.md").read_text("utf-8")
ROWS = re.findall(r"^\| `(report\.[^`]+)` \| (.+) \|$", HANDBOOK, re.MULTILINE)
EXAMPLES = [call for call, _ in ROWS if "…" not in call]


DISTRICTS = (
    r"\.map\(",
    "type_map",
    "district",
    "index_",
    "gap",
    "by_type",
    "types_",
    "reach",
    "relation",
    "forecast",
    "schulverlauf",
    "allocation",
    "offer",
    "uncovered",
    "goal",
    "measures",
    "changes",
    "steering",
    "survey",
    "likert",
    "participation",
)
"""Calls whose example only a municipality with districts, surveys and files for steering can answer."""


@cache
def report(city: str = "augsburg") -> Report:
    return Report(city, 2025)


def test_every_call_is_documented():
    own = {
        name
        for cls in (Charts, Development, Prose)
        for name in vars(cls)
        if not name.startswith("_") and name not in vars(Context)
    }
    documented = {re.match(r"report\.(\w+)", call)[1] for call, _ in ROWS}
    assert own <= documented
    assert {"name", "in_city", "of_city", "require", "has"} <= documented


@pytest.mark.parametrize("call", EXAMPLES)
def test_every_example_works(call):
    city = "halle" if "rounding" in call else "augsburg"  # Sachsen-Anhalt rounds, Bayern does not
    if re.search("|".join(DISTRICTS), call):
        city = "musterstadt"
    result = eval(call, {"report": report(city)})
    if re.search("require|profiles|survey_sections", call):
        assert result is None
    else:
        assert result


@pytest.mark.parametrize(("call", "said"), [row for row in ROWS if re.search(r": .*\d[^…]*$", row[1])])
def test_what_it_says_is_what_comes_out(call, said):
    promised = said.split(": ", 1)[1]
    assert str(eval(call, {"report": report()})).replace(NBSP, " ") == promised


def test_the_long_example():
    shown = str(report().change("ganztagsquote_u3")).replace(NBSP, " ")
    assert shown in " ".join(re.sub(r"\n> ", " ", HANDBOOK).split())
