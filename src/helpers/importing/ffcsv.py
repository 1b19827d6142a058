"""Flat-file CSV of GENESIS databases: the layout since 2024 and the older one with measures as columns."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING

from helpers.data.textfile import Text, below_header, delimiter, rows
from helpers.errors import DataError
from helpers.importing.layout import Layout
from helpers.importing.rawtable import SEPARATOR, RawTable, build
from helpers.importing.values import SYMBOLS, Notation, land_key, level, period, short

if TYPE_CHECKING:
    import pandas as pd

_NEW = (
    "statistics_code",
    "{}_variable_code",
    "{}_variable_label",
    "{}_variable_attribute_code",
    "{}_variable_attribute_label",
    "time",
)
_OLD = (
    "Statistik_Code",
    "{}_Merkmal_Code",
    "{}_Merkmal_Label",
    "{}_Auspraegung_Code",
    "{}_Auspraegung_Label",
    "Zeit",
)
_AREAS = re.compile(r"DINSG|DLAND|LAND|REGBEZ|REGB|KREIS\w*|GEMEIN\w*|BLAND|KREISE|RB|STLA")
# Other databases have codes of their own (GEOGM4, FGEMEIN) for what is called the same.
_AREA_LABELS = re.compile(
    r"Deutschland( insgesamt)?|(Bundesl|L)änder|Regierungsbezirke|Kreise( und .*)?|Gemeinden( .*)?"
)
_MEASURE = re.compile(r"(?P<code>[^_]\w*?)__(?P<label>.*)__(?P<unit>.*)")
TOTAL = "Insgesamt"


def is_ffcsv(text: str) -> bool:
    """Tell whether the text begins with the header of a flat file."""
    first = text.lstrip().replace('"', "")[:40]
    return first.startswith(("statistics_code", "Statistik_Code"))


def read(text: Text, place: str, symbols: Callable[[str], dict[str, str]] = lambda _: SYMBOLS) -> RawTable:
    """Read a flat file of either layout; both give the same frame for the same table.

    Labels are the measure's code and, for each dimension but the area, the attribute's label (`Insgesamt` for
    totals); rows are sorted, since the files are not.

    Raises:
        DataError: a column is missing, a row has another width, a cell is neither number nor sign.
    """
    import pandas as pd

    first = text.text.lstrip("\n").split("\n", 1)[0]
    table = rows(text.text, delimiter([first]), place)
    header = [name.strip() for name in table[0][1]]
    if repeated := sorted({name for name in header if header.count(name) > 1}):
        raise DataError(
            f"{place}, Zeile 1: Die Spalte „{short(repeated[0])}“ kommt mehrmals vor. Bitte die Datei neu "
            "herunterladen."
        )
    found = below_header(table, place)
    data = pd.DataFrame([cells for _, cells in found], columns=header, dtype=object)
    data.index = pd.Index([number for number, _ in found])
    names = _NEW if header[0] == _NEW[0] else _OLD
    if missing := [name for name in (names[0], names[-1]) if name not in header]:
        raise DataError(
            f"{place}, Zeile 1: Die Spalte „{missing[0]}“ fehlt. Bitte die Datei neu herunterladen."
        )
    statistic = _single(data[names[0]], place, names[0])
    frame = _content(data, names, place)
    measures = _measures(data, place) if names is _NEW else _wide(data, place)
    frame = pd.concat([pd.concat([frame, measure], axis=1) for measure in measures], ignore_index=True)
    frame["labels"] = frame["measure"] + frame["labels"]
    frame["sheet"] = ""
    built, origin = build(
        {str(name): frame[name].tolist() for name in frame.columns}, Notation(".", symbols(statistic)), place
    )
    twice = built.duplicated(["period", "key", "labels", "unit"])
    if twice.any():
        row = built.loc[twice].iloc[0]
        raise DataError(
            f"{place}, Zeile {origin.loc[twice, 'row'].iloc[0]}: Der Wert für „{short(row['name'])}“, "
            f"{row['period']}, "
            f"„{short(row['labels'])}“ kommt zweimal vor. Bitte die Datei neu herunterladen."
        )
    label = header[1] if len(header) > 1 else names[0]
    variables = tuple(sorted(code for code, _ in _dimensions(data, names)[1]))
    return RawTable(
        "ffcsv",
        statistic,
        str(data[label].iloc[0]),
        "",
        built,
        origin,
        variables=variables,
        remarks=text.remarks,
    )


def _single(column: pd.Series, place: str, name: str) -> str:
    codes = sorted(set(column))
    if len(codes) > 1:
        raise DataError(
            f"{place}: In der Spalte „{name}“ stehen mehrere Statistiken ({', '.join(codes[:5])}). Bitte "
            "jede für sich herunterladen."
        )
    return str(codes[0])


def _dimensions(data: pd.DataFrame, names: tuple[str, ...]) -> tuple[int | None, list[tuple[str, int]]]:
    """Return the number of the area dimension, and `(code, number)` of the others in alphabetical order."""
    area, others, number = None, [], 1
    while (column := names[1].format(number)) in data.columns:
        code, label = str(data[column].iloc[0]), names[2].format(number)
        called = str(data[label].iloc[0]) if label in data.columns else ""
        if area is None and (_AREAS.fullmatch(code) or _AREA_LABELS.fullmatch(called)):
            area = number
        else:
            others.append((code, number))
        number += 1
    return area, sorted(others)


def _content(data: pd.DataFrame, names: tuple[str, ...], place: str) -> pd.DataFrame:
    """Return `period, key, name, level, labels, row` of each line of the file."""
    import pandas as pd

    area, others = _dimensions(data, names)
    columns = {name.format(i) for i in [area, *(n for _, n in others)] if i for name in names[1:5]}
    if missing := sorted(columns - set(data.columns)):
        raise DataError(
            f"{place}, Zeile 1: Die Spalte „{missing[0]}“ fehlt. Bitte die Datei neu herunterladen."
        )
    frame = pd.DataFrame({"row": data.index})
    times = {cell: period(cell) for cell in data[names[5]].unique()}
    if (wrong := next((cell for cell, at in times.items() if at is None), None)) is not None:
        line = data.index[data[names[5]] == wrong][0]
        raise DataError(
            f"{place}, Zeile {line}: „{short(str(wrong))}“ in der Spalte „{names[5]}“ gefunden, erwartet "
            "wird ein Jahr oder Stichtag."
        )
    frame["period"] = data[names[5]].map(times).to_numpy()
    if area is None:
        frame["key"], frame["name"] = "DG", "Deutschland"
    else:
        keys = data[names[3].format(area)].str.strip()
        labels = data[names[4].format(area)].str.strip()
        keys = keys.where(keys != "", labels.map(land_key))
        keys = keys.where(~keys.str.len().isin([1, 4, 7]), "0" + keys)  # a zero lost in Excel
        if (wrong := next((key for key in keys.unique() if not level(key)), None)) is not None:
            line = data.index[keys == wrong][0]
            raise DataError(
                f"{place}, Zeile {line}: „{short(str(wrong))}“ ist kein Gebietsschlüssel (DG, 2, 3, 5 oder "
                "8 Ziffern). "
                "Bitte die Datei unverändert einlesen, nicht aus Excel neu gespeichert."
            )
        frame["key"], frame["name"] = keys.to_numpy(), labels.to_numpy()
    frame["level"] = frame["key"].map({key: level(key) for key in frame["key"].unique()})
    frame["labels"] = ""
    for _, number in others:
        codes, labels = data[names[3].format(number)].str.strip(), data[names[4].format(number)].str.strip()
        attribute = labels.where(~codes.isin(["", "INSGESAMT"]), TOTAL)
        frame["labels"] = frame["labels"] + SEPARATOR + attribute.to_numpy()
    return frame


def _measures(data: pd.DataFrame, place: str) -> list[pd.DataFrame]:
    """Measure, unit and text of the layout since 2024: one figure per line."""
    for name in ("value", "value_unit", "value_variable_code"):
        if name not in data.columns:
            raise DataError(
                f"{place}, Zeile 1: Die Spalte „{name}“ fehlt. Bitte die Datei neu herunterladen."
            )
    return [_figures(data, "value", data["value_variable_code"].to_numpy(), data["value_unit"].to_numpy())]


def _figures(data: pd.DataFrame, column: str, measure: object, unit: object) -> pd.DataFrame:
    import pandas as pd

    text = data[column].str.strip().to_numpy()
    place = list(data.columns).index(column) + 1
    return pd.DataFrame({"measure": measure, "unit": unit, "text": text, "column": place})


def _wide(data: pd.DataFrame, place: str) -> list[pd.DataFrame]:
    """Measure, unit and text of the older layout: one column per measure; quality signs are left out."""
    matches = [(str(name), _MEASURE.fullmatch(str(name))) for name in data.columns]
    found = [
        _figures(data, name, match["code"], match["unit"])
        for name, match in matches
        if match and not name.endswith("__q")
    ]
    if not found:
        raise DataError(
            f"{place}, Zeile 1: keine Spalte mit Werten gefunden, erwartet wird zum Beispiel "
            "„BEVSTD__Bevoelkerungsstand__Anzahl“. "
            "Bitte die Datei neu herunterladen."
        )
    return found


LAYOUTS = (Layout("ffcsv", "Flat-File-CSV der Statistik", is_ffcsv, read, coded=True),)
