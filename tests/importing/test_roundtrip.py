"""Any frame written in any layout and encoding reads back equal."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from helpers.data import textfile as text
from helpers.importing import ffcsv, genesis, inkar
from helpers.importing.recognise import read
from tests.importing import writers

KEYS = {
    "DG": "Deutschland",
    "01": "Schleswig-Holstein",
    "097": "Schwaben",
    "01004": "Neumünster",
    "09761": "Augsburg",
    "09761000": "Augsburg, Stadt",
}
INDENT = {"DG": 0, "01": 2, "097": 4}
LABELS = [
    "männlich",
    "weiblich",
    "unter 3 Jahre",
    "15 bis unter 20 Jahre",
    "Größe",
    "mit Förderschulabschluss",
    "Übergänge",
]
SIGNS = {
    "-": "zero",
    "0": "below_half",
    ".": "unknown",
    "/": "unreliable",
    "...": "later",
    "x": "not_applicable",
}

figures = st.one_of(
    st.integers(1, 90_000_000).map(str),
    st.decimals("0.1", "999.9", places=1).map(lambda d: str(d).replace(".", ",")),
    st.sampled_from(sorted(SIGNS)),
)
encodings = st.sampled_from(["utf-8", "utf-8-sig", "cp1252", "latin-1", "twice"])


def encode(content: str, encoding: str) -> bytes:
    if encoding == "twice":
        # what happens when UTF-8 is opened as Windows-1252 and saved as UTF-8 again; some letters do not survive that
        return content.encode().decode("cp1252").encode()
    return content.encode(encoding)


@st.composite
def frames(draw: st.DrawFn) -> dict[tuple[str, str, str], str]:
    """A frame: (period, key, label) → cell, every combination filled."""
    years = draw(st.lists(st.integers(1995, 2030).map(str), min_size=1, max_size=2, unique=True))
    keys = draw(st.lists(st.sampled_from(sorted(KEYS)), min_size=1, max_size=4, unique=True))
    labels = draw(st.lists(st.sampled_from(LABELS), min_size=1, max_size=4, unique=True))
    return {(year, key, label): draw(figures) for year in years for key in keys for label in labels}


def expected(
    frame: dict[tuple[str, str, str], str], decimal_zero: bool = False
) -> dict[tuple[str, str, str], tuple[float | None, str]]:
    def one(cell: str) -> tuple[float | None, str]:
        if cell in SIGNS and not (cell == "0" and decimal_zero):
            return (0.0 if cell == "-" else None), SIGNS[cell]
        return float(cell.replace(",", ".")), ""

    return {at: one(cell) for at, cell in frame.items()}


def found(table: genesis.RawTable, prefix: str = "") -> dict[tuple[str, str, str], tuple[float | None, str]]:
    rows = table.frame.itertuples()
    return {
        (r.period, r.key, r.labels.removeprefix(prefix)): (None if r.value != r.value else r.value, r.status)
        for r in rows
    }


@given(frame=frames(), encoding=encodings, depth=st.integers(1, 4), stacked=st.booleans())
def test_genesis(frame: dict[tuple[str, str, str], str], encoding: str, depth: int, stacked: bool) -> None:
    labels = list(dict.fromkeys(label for *_, label in frame))
    if stacked:
        rows = [
            [year, key, " " * INDENT.get(key, 6) + KEYS[key], label, cell]
            for (year, key, label), cell in frame.items()
        ]
        header = [["", "", "", "", f"Ebene {i}"] for i in range(depth)]
    else:
        places = dict.fromkeys((year, key) for year, key, _ in frame)
        rows = [
            [year, key, " " * INDENT.get(key, 6) + KEYS[key], *(frame[year, key, label] for label in labels)]
            for year, key in places
        ]
        header = [["", "", "", *[f"Ebene {i}"] * len(labels)] for i in range(depth - 1)] + [
            ["", "", "", *labels]
        ]
    content = writers.genesis(rows, header, footer="__________\nStand: {stand} / 16:40:08\n")
    table = genesis.read(text.decode(encode(content, encoding), "g"), "g")
    levels = depth if stacked else depth - 1
    assert found(table, "".join(f"Ebene {i} | " for i in range(levels))) == expected(frame)


@given(
    frame=frames(),
    old=st.sampled_from(["latin-1", "utf-8"]),
    new=st.sampled_from(["utf-8", "utf-8-sig", "twice"]),
)
def test_flat_files_old_and_new(frame: dict[tuple[str, str, str], str], old: str, new: str) -> None:
    rows = [
        {
            "time": f"{year}-12-31",
            "key": key,
            "name": KEYS[key],
            "GES": f"C{LABELS.index(label)}={label}",
            "value": cell,
        }
        for (year, key, label), cell in frame.items()
    ]
    later = ffcsv.read(text.decode(encode(writers.flat_new(rows, [("GES", "Geschlecht")]), new), "f"), "f")
    earlier = ffcsv.read(text.decode(encode(writers.flat_old(rows, [("GES", "Geschlecht")]), old), "f"), "f")
    assert later.frame.equals(earlier.frame)
    assert found(later, "BEVSTD | ") == {
        (f"{year}-12-31", key, label): cell for (year, key, label), cell in expected(frame).items()
    }


LEVELS = {
    "DG": "Bund",
    "01": "Bundesländer",
    "097": "Regierungsbezirke",
    "01004": "Kreise",
    "09761": "Kreise",
    "09761000": "Gemeinden",
}


@given(frame=frames(), encoding=encodings)
def test_inkar_bulk(frame: dict[tuple[str, str, str], str], encoding: str) -> None:
    rows = [
        ["B", label, LEVELS[key], key.lstrip("0").replace("DG", "1"), KEYS[key], year, cell]
        for (year, key, label), cell in frame.items()
    ]
    table = inkar.read_bulk(text.decode(encode(writers.inkar_bulk(rows), encoding), "i"), "i")
    assert found(table) == expected(frame, decimal_zero=True)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(frame=frames(), ending=st.sampled_from(["xls", "xlsx"]))
def test_inkar_workbooks(frame: dict[tuple[str, str, str], str], ending: str, tmp_path: Path) -> None:
    years = list(dict.fromkeys(year for year, *_ in frame))
    label = LABELS[0]
    part = {at: cell for at, cell in frame.items() if at[2] == label} or {
        (y, k, label): c for (y, k, _), c in frame.items()
    }
    keys = list(dict.fromkeys(key for _, key, _ in part))
    rows = [[key, KEYS[key], LEVELS[key], *(part[year, key, label] for year in years)] for key in keys]
    path = writers.inkar_book(tmp_path / f"i.{ending}", rows, label, years)
    table = read(path)
    assert table is not None
    assert found(table) == expected(part, decimal_zero=True)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    cells=st.lists(
        st.one_of(st.floats(0.5, 1e7).map(lambda f: round(f, 2)), st.sampled_from([".", "x", "-"])),
        min_size=4,
        max_size=4,
    )
)
def test_agentur(cells: list[float | str], tmp_path: Path) -> None:
    table = read(
        writers.agentur(
            tmp_path / "ba.xlsx", [("Deutschland", [1, 2, 3, 4]), ("09761 Augsburg, Stadt", cells)]
        )
    )
    assert table is not None
    rows = table.frame[table.frame["key"] == "09761"].sort_values(
        ["labels", "period"], ascending=[True, True]
    )
    statuses = [SIGNS.get(str(cell), "") for cell in cells]
    assert list(rows["status"]) == statuses
    assert [v for v, s in zip(rows["value"], statuses, strict=True) if not s] == pytest.approx(
        [c for c in cells if isinstance(c, float)]
    )
