"""The schema of the observation files: every mistake of every row, not just the first one."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, cast

from helpers.checking.findings import RULES, Finding, Place
from helpers.checking.phrases import period_text
from helpers.checking.records import Record
from helpers.data.areas import Areas
from helpers.data.catalogue import Catalogue
from helpers.data.keys import join_breakdown, parse_period, split_breakdown
from helpers.data.models import STATUSES
from helpers.data.observations import LINEAGE, Row
from helpers.errors import DataError, nearest

if TYPE_CHECKING:
    import pandas as pd
    import pandera.pandas as pa

NUMBER = re.compile(r"-?\d+(\.\d+)?")


def check_rows(
    records: Sequence[Record], catalogue: Catalogue, areas: Areas
) -> tuple[list[Row], list[Finding]]:
    """Validate rows with pandera.

    Args:
        records: rows as `read_records` returns them.
        catalogue: known indicators, sources and dimensions.
        areas: known areas.

    Returns:
        The valid rows, and an error for each mistake.
    """
    import pandas as pd
    import pandera.pandas as pa

    if not records:
        return [], []
    bad: dict[int, list[tuple[str, str]]] = {}
    frame = pd.DataFrame({name: [record[name] for record in records] for name in _CHECKED}, dtype=str)
    try:
        _schema(catalogue, areas).validate(frame, lazy=True)
    except pa.errors.SchemaErrors as problem:
        for case in cast("pd.DataFrame", problem.failure_cases).to_dict("records"):
            rule, _, column = str(case["check"]).partition(":")
            entries = bad.setdefault(int(case["index"]), [])
            if (rule, column) not in entries:
                entries.append((rule, column))
    findings = [
        _row_error(records[i], rule, column, catalogue, areas)
        for i in sorted(bad)
        for rule, column in sorted(bad[i])
    ]
    return [_row(record) for i, record in enumerate(records) if i not in bad], findings


_CHECKED = ("ags", "indicator", "source", "status", "period", "breakdown", "value", "stored")


def _schema(catalogue: Catalogue, areas: Areas) -> pa.DataFrameSchema:
    """Return the schema; each check is named `rule:column`, and looks at whole columns."""
    import pandera.pandas as pa

    def known(column: str, names: Iterable[str]) -> pa.Column:
        return pa.Column(str, pa.Check.isin(list(names), error=f"unbekannt:{column}"))

    def rows(rule: str, test: Callable[[pd.DataFrame], pd.Series[bool]]) -> pa.Check:
        return pa.Check(test, error=rule)

    return pa.DataFrameSchema(
        {
            "ags": known("ags", areas),
            "indicator": known("indicator", catalogue.indicators),
            "source": known("source", catalogue.sources),
            "status": known("status", STATUSES),
            "period": pa.Column(str, pa.Check(lambda s: _each(s, _is_period), error="typ:period")),
        },
        checks=[
            rows(
                "unbekannt:breakdown",
                lambda df: _each(df["indicator"] + "\t" + df["breakdown"], _fits(catalogue)),
            ),
            rows("typ:value", lambda df: _each(df["status"] + "\t" + df["value"], _is_value)),
            rows(
                "unmoeglich:value",
                lambda df: _each(df["indicator"] + "\t" + df["value"], _possible(catalogue)),
            ),
            rows("doppelt:value", lambda df: ~_canonical(df).duplicated(keep="first")),
        ],
    )


def _each(column: pd.Series[str], test: Callable[[str], bool]) -> pd.Series[bool]:
    """Test each different text once."""
    return column.map({text: test(text) for text in column.unique()}).astype(bool)


def _canonical(raw: pd.DataFrame) -> pd.DataFrame:
    """Return what identifies a figure within its file."""

    def canonical(text: str) -> str:
        try:
            return join_breakdown(split_breakdown(text))
        except DataError:
            return text

    key = raw[["stored", "indicator", "ags", "period"]].copy()
    key["breakdown"] = raw["breakdown"].map({text: canonical(text) for text in raw["breakdown"].unique()})
    return key


def _period(text: str) -> str:
    return period_text(text) if _is_period(text) else text


def _is_period(text: str) -> bool:
    try:
        parse_period(text)
    except DataError:
        return False
    return True


def _is_value(text: str) -> bool:
    status, _, value = text.partition("\t")
    if status == "zero":
        return value in ("", "0")
    return not value if status else bool(NUMBER.fullmatch(value))


def _fits(catalogue: Catalogue) -> Callable[[str], bool]:
    """Return a test whether a breakdown is one of its indicator."""

    def test(text: str) -> bool:
        name, _, breakdown = text.partition("\t")
        return name not in catalogue.indicators or not _breakdown_problem(name, breakdown, catalogue)

    return test


def _breakdown_problem(name: str, breakdown: str, catalogue: Catalogue) -> str:
    """Return what was expected, or nothing."""
    try:
        parts = split_breakdown(breakdown)
    except DataError:
        return "die Form „merkmal=wert|merkmal=wert“"
    dimensions = catalogue.indicators[name].dimensions
    for dimension, value in parts.items():
        if dimension not in dimensions:
            return f"ein Merkmal dieses Indikators: {', '.join(dimensions) or 'keines'}"
        declared = catalogue.dimensions[dimension]
        if not declared.open and value not in declared.values:
            return f"eine Ausprägung von „{dimension}“: {', '.join(declared.values)}"
    return ""


def _possible(catalogue: Catalogue) -> Callable[[str], bool]:
    """Return a test whether a value can occur at all."""

    def test(text: str) -> bool:
        name, _, value = text.partition("\t")
        if name not in catalogue.indicators or not NUMBER.fullmatch(value):
            return True
        return not _range_problem(name, float(value), catalogue)

    return test


def _range_problem(name: str, value: float, catalogue: Catalogue) -> str:
    """Return what was expected, or nothing."""
    indicator = catalogue.indicators[name]
    if indicator.kind == "count" and (value < 0 or (indicator.decimals == 0 and value != int(value))):
        return "eine ganze Zahl ab 0"
    if indicator.kind == "share" and indicator.unit == "%" and not 0 <= value <= 100:
        return "ein Anteil von 0 bis 100 %"
    if indicator.kind in ("rate", "ratio") and value < 0:
        return "eine Zahl ab 0"
    return ""


def _row_error(record: Record, rule: str, column: str, catalogue: Catalogue, areas: Areas) -> Finding:
    """Return the error for one cell, with what stands there and what is expected."""
    found, name = record[column], record["indicator"]
    if rule == "unbekannt":
        expected = {
            "ags": lambda: "ein Gebiet aus data/catalogue/areas.csv." + nearest(found, areas),
            "indicator": lambda: "ein Indikator des Katalogs." + nearest(found, catalogue.indicators),
            "source": lambda: "eine Quelle des Katalogs." + nearest(found, catalogue.sources),
            "status": lambda: f"leer oder {', '.join(s for s in STATUSES if s)}." + nearest(found, STATUSES),
            "breakdown": lambda: _breakdown_problem(name, found, catalogue),
        }[column]()
    elif rule == "typ":
        expected = _type_problem(record, column)
    elif rule == "doppelt":
        expected = "jede Zahl einmal; sie steht in dieser Datei schon weiter oben"
    else:
        expected = _range_problem(name, float(found), catalogue)
    place = Place(record["file"], record["sheet"], record["row"], record["column"])
    if not record["file"]:
        place = Place(record["stored"], "", record["line"], column)
    indicator, source = catalogue.indicators.get(name), catalogue.sources.get(record["source"])
    supplier = (
        (indicator and indicator.supplied_by) or (source.publisher if source else "") or record["stored"]
    )
    area = areas[record["ags"]].name if record["ags"] in areas else record["ags"]
    what = [indicator.name if indicator else name, area, record["breakdown"], _period(record["period"])]
    shown = f"„{found}“" if found else "nichts"
    message = f"{place}: {shown} in „{column}“ ({RULES[rule]}); erwartet wird {expected}"
    return Finding(
        rule, "error", supplier, ", ".join(w for w in what if w), place, shown, expected,
        message if message.endswith((".", "?")) else message + ".",
        f"{rule}/{record['stored']}/{record['line']}/{column}",
    )  # fmt: skip


def _type_problem(record: Record, column: str) -> str:
    if column == "period":
        return "ein Jahr (2023), ein Stichtag (2025-12-31) oder ein Schuljahr (2023/24)"
    if record["status"] not in ("", "zero"):
        return f"kein Wert, weil der Status „{record['status']}“ angegeben ist"
    return (
        "die Zahl 0 oder nichts, weil der Status „zero“ ist"
        if record["status"]
        else "eine Zahl wie 25.6, mit Punkt und ohne Tausenderzeichen"
    )


def _row(record: Record) -> Row:
    """Return a valid row as the store holds it."""
    status = record["status"]
    value = 0.0 if status == "zero" else None if status else float(record["value"])
    return Row(
        record["indicator"],
        record["ags"],
        join_breakdown(split_breakdown(record["breakdown"])),
        parse_period(record["period"]).text,
        value,
        status,
        record["source"],
        **{column: record[column] for column in ("note", *LINEAGE[:-1])},
        stored=record["stored"],
        line=int(record["line"]),
    )
