"""Leichte Sprache and English: rules held for the values of all Kreise, numbers those of the cards."""

from __future__ import annotations

import json
import random
import re
from collections.abc import Iterator

import pytest

from helpers.data import Store, open_store
from helpers.data.kreise import read_kreise
from helpers.paths import project
from helpers.pipeline.extracts.english import TERMS, shown
from helpers.pipeline.extracts.key_figures import Beside, KeyFigure
from helpers.pipeline.extracts.plain_words import TOPICS, about, lines, picture, share_of

MOST_WORDS = 12
SUBORDINATE = re.compile(
    r"\b(weil|dass|obwohl|wenn|als ob|damit man|deren|dessen|welche[rsnm]?|, d(er|ie|as) )\b"
)
LONG = re.compile(r"[A-Za-zÄÖÜäöüß]{15,}")


@pytest.fixture(scope="module")
def store() -> Iterator[Store]:
    with open_store() as opened:
        yield opened


def asked() -> list[str]:
    notebook = json.loads((project().notebooks / "00-bildung-in-zahlen.ipynb").read_text("utf-8"))
    (call,) = (c for c in notebook["cells"] if "report.key_figures" in "".join(c["source"]))
    return re.findall(r'"(\w+)"', "".join(call["source"]))


def test_all_key_figures_have_words(store: Store) -> None:
    names = [store.catalogue.indicators[name].short for name in asked()]
    assert [name for name in names if name not in TOPICS] == []
    assert [name for name in names if name not in TERMS] == []
    assert set(TOPICS) == set(TERMS) == set(names)


@pytest.mark.parametrize("count", [25, pytest.param(400, marks=pytest.mark.long)])
def test_rules_hold_for_the_values_of_kreise(store: Store, count: int) -> None:
    """One statement each, at most twelve words (the place counts as two), no genitive moulds, no long word undivided, German numbers."""
    everybody = {kreis.ags: kreis for kreis in read_kreise(project().data).values()}
    kreise = {key: everybody[key] for key in random.Random(4).sample(sorted(everybody), count)}
    newest = {
        (row.indicator, row.ags): row
        for row in store.rows_in(kreise, 9999)
        if not row.breakdown and row.value is not None
    }
    checked = 0
    for name in asked():
        indicator = store.catalogue.indicators[name]
        for ags, kreis in kreise.items():
            row = newest.get((name, ags))
            if row is None or row.value is None:
                continue
            value = row.value
            year = row.period[:4]
            figure = KeyFigure(
                indicator.short, round(value, indicator.decimals), indicator.decimals, "%", year, False,
                (Beside(kreis.land, value * 1.5 + 2, ""), Beside("Deutschland", value, "1999")),
            )  # fmt: skip
            said = lines(figure, kreis.in_city)
            for sentence in said:
                place = kreis.in_city[:1].upper() + kreis.in_city[1:]
                bare = sentence.replace(place, "In Ort")
                assert len(bare.split()) <= MOST_WORDS, sentence
                assert bare.endswith((".", "?")), sentence
                assert not SUBORDINATE.search(bare), sentence
                assert not LONG.search(bare.replace(kreis.land, "")), sentence
                assert "{" not in sentence
                checked += 1
            if TOPICS[indicator.short].of and said:
                assert (
                    sum("sind es" in sentence for sentence in said) == 1
                )  # Germany's value is of another year
                assert ("mehr." in " ".join(said)) == (value * 0.5 + 2 >= 1)
    assert checked > 30 * count


@pytest.mark.parametrize(
    ("value", "expected"),
    [(0.89, None), (0.9, (1, 100)), (9.49, (1, 10)), (9.5, (1, 10)), (14.9, (1, 10)), (15.0, (2, 10)), (94.9, (9, 10)), (95.0, None)],
)  # fmt: skip
def test_shares(value: float, expected: tuple[int, int] | None) -> None:
    found = share_of(value)
    assert (found and tuple(found)) == expected


def test_a_share_is_never_far_from_what_it_stands_for() -> None:
    for tenths in range(9, 950):
        value = tenths / 10
        share = share_of(value)
        assert share
        assert abs(100 * share.part / share.of - value) <= max(5.0, 0.3 * value), value


def test_verbs_agree_and_more_places_than_children_are_said() -> None:
    one = KeyFigure("Kinderarmut", 11.0, 1, "%", "2023", False, ())
    two = one._replace(value=21.0)
    assert "In Jena ist etwa 1 von 10 Kindern aus so einer Familie." in lines(one, "in Jena")
    assert "In Jena sind etwa 2 von 10 Kindern aus so einer Familie." in lines(two, "in Jena")
    care = KeyFigure("Betreuungsquote 3 bis unter 6 Jahre", 105.2, 1, "%", "2019", True, ())
    assert lines(care, "in Jena")[1:] == [
        "In Jena sind mehr Kinder in der Kita als hier wohnen.",
        "Die Zahl ist aus dem Jahr 2019.",
        "Eine neuere Zahl gibt es noch nicht.",
    ]
    assert lines(KeyFigure("Etwas anderes", 1.0, 0, "", "2020", False, ()), "in Jena") == []


@pytest.mark.parametrize(
    ("value", "text"),
    [(99, "99"), (999, "1 Tausend"), (12_499, "12 Tausend"), (3_755_251, "3 Millionen 800 Tausend")],
)
def test_counts_in_words(value: float, text: str) -> None:
    assert about(value) == text


def test_pictures_have_as_many_figures_as_the_words() -> None:
    drawn = picture(share_of(31.0), "#123456").decode()  # type: ignore[arg-type]
    assert drawn.count("<g ") == 10
    assert drawn.count('fill="#123456"') == 3


def test_english_numbers() -> None:
    figure = KeyFigure("Einwohnerinnen und Einwohner", 301786.0, 0, "Personen", "2025", False, ())
    assert shown(figure.value, figure, TERMS[figure.name]) == "301,786"
    rate = KeyFigure("Kinderarmut", -0.5, 1, "%", "2025", False, ())
    assert shown(rate.value, rate, TERMS[rate.name]) == "\u22120.5\u00a0%"
