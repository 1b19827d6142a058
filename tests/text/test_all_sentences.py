"""All sentences for all municipalities and all indicators, printed and judged."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pytest

from helpers.data import list_cities
from helpers.errors import NoData
from helpers.report import Report
from helpers.text.numbers import NBSP, number

CITIES = list_cities()
KINDS = ("reading", "level", "change", "since", "compare", "beside", "rank", "spread", "over_100")
ENGLISH = re.compile(
    r"\b(the|and|of|with|from|none|null\b(?=[^.])|nan|true|false|year|value)\b", re.IGNORECASE
)


@cache
def report_of(city: str) -> Report:
    return Report(city, 2025)


@cache
def said(city: str) -> list[tuple[str, str, str]]:
    report = report_of(city)
    lines = []
    for indicator in report.store.catalogue.indicators:
        for kind in KINDS:
            try:
                lines.append((indicator, kind, str(getattr(report, kind)(indicator))))
            except NoData:
                continue
    return lines


@pytest.mark.parametrize("city", CITIES)
def test_all_sentences(city, snapshot, request):
    """Those about the indicators that the snapshot knows: what a municipality adds is judged by the other tests."""
    recorded = Path(__file__).with_name("__snapshots__") / "test_all_sentences.ambr"
    known = set(re.findall(r"^  (\w+) · ", recorded.read_text("utf-8"), re.MULTILINE))
    if request.config.getoption("update_snapshots"):
        known |= set(report_of(city).store.catalogue.indicators)
    lines = [
        f"{indicator} · {kind}: {text.replace(NBSP, ' ')}"
        for indicator, kind, text in said(city)
        if indicator in known
    ]
    assert "\n".join(lines) == snapshot


@pytest.mark.parametrize("city", CITIES)
def test_grammar(city):
    for indicator, kind, text in said(city):
        where = f"{indicator} · {kind}: {text}"
        if kind in ("since", "rank", "spread") and not text:  # there is nothing to compare with
            continue
        assert re.match(r"[A-ZÄÖÜ0-9]", text), where
        assert text.endswith((".", "“")), where
        assert not re.search(r"\s[.,;]|\.\.|\(\)|  |\bNone\b", text), where
        bare = re.sub(r"\d\d\.\d\d\.\d{4}", "", text.replace("1.000", ""))  # dates
        assert not re.search(r"\d\.\d(?!\d\d)|\d,\d\d", bare), f"decimal point: {where}"
        assert not re.search(r"\d %", text), f"breaking space: {where}"
        assert not ENGLISH.search(text), where
        assert not re.search(r"\b(in dem|in Landkreis|die Zahl \w+ sind|Prozent\b)", text), where


@pytest.mark.parametrize("city", CITIES)
def test_direction_and_numbers(city):
    report = report_of(city)
    checked = turned = 0
    for indicator, kind, text in said(city):
        if kind not in ("change", "since"):
            continue
        entry = report.indicator(indicator)
        figures, _ = report._comparable(indicator, None, {})
        first, last = figures[0], figures[-1]
        if not text:  # nothing is said of a change where there is no year to compare with
            assert (kind, len(figures)) == ("since", 1), indicator
            continue
        if re.search(r" und (stieg|stiegen|sank|sanken) dann | erst auf |chwankt|Schwankungen", text):
            _course_is_true(text, figures, entry.decimals)
            turned += 1
            continue
        if re.search("stieg|Anstieg|gestiegen", text):
            assert last.value > first.value, text
        elif re.search("sank|Rückgang|gesunken", text):
            assert last.value < first.value, text
        else:
            assert re.search(
                "unverändert|nicht verändert|nicht gesichert verändert|bei null|bisher nur|nicht vergleichen",
                text,
            ), text
        if kind == "since" and "nicht vergleichen" in text:
            assert report.total(indicator).breaks, text
            continue
        named = first if kind == "since" else last
        told = "bei null" if "bei null" in text and named.value == 0 else number(named.value, entry.decimals)
        assert told in text, text
        checked += 1
    assert checked > 40
    assert turned > 4


def _course_is_true(text, figures, decimals):
    """Extremes that a sentence names are those of the series, and its verbs go the way of the figures."""
    values = [figure.value for figure in figures]
    low, high = min(values), max(values)
    printed = {name: number(value, decimals) for name, value in (("low", low), ("high", high))}
    if "ohne klare Richtung" in text:
        assert printed["low"] in text, text
        assert printed["high"] in text, text
    elif "Schwankungen" in text:
        assert (values[-1] > values[0]) == bool(re.search("stieg|gestiegen", text)), text
    else:
        peak = high not in (values[0], values[-1]) and bool(
            re.search("stieg.*sank|gestiegen.*gesunken", text)
        )
        assert printed["high" if peak else "low"] in text, text
        assert peak or re.search("sank.*stieg|gesunken.*gestiegen", text), text


@pytest.mark.parametrize("city", CITIES)
def test_comparisons_are_true(city):
    report = report_of(city)
    checked = 0
    for indicator, kind, text in said(city):
        if kind != "compare":
            continue
        ours, theirs = report.total(indicator).points, report.total(indicator, "DG").points
        year = max(set(ours) & set(theirs))
        own, germany = ours[year], theirs[year]
        before = text[: text.index("Deutschland")]
        relation = re.findall(
            "höher als|niedriger als|praktisch gleich hoch wie|nicht gesichert anders als", before
        )[-1]
        if relation == "höher als":
            assert own > germany, text
        elif relation == "niedriger als":
            assert own < germany, text
        elif relation == "nicht gesichert anders als":
            assert report.indicator(indicator).chance, text
        else:
            most = 5.1 if report.indicator(indicator).unit == "je 1.000" else 0.61
            assert abs(own - germany) <= max(most, 0.01 * own), text
        checked += 1
    assert checked > 10


def test_the_landkreis_is_no_city():
    sentences = [text for _, _, text in said("soemmerda")]
    assert any("im Landkreis Sömmerda" in text for text in sentences)
    assert any("der Landkreis Sömmerda" in text for text in sentences)
    assert not any(re.search(r"\bStadt\b|in Landkreis|in Sömmerda", text) for text in sentences)


def test_sentences_vary():
    starts = {text.split(" ")[0] for _, kind, text in said("augsburg") if kind == "change"}
    assert len(starts) >= 3
