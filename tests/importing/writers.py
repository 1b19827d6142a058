"""Write small files in the layouts that offices really send; all figures are made up unless a test says otherwise."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from pathlib import Path

import openpyxl
import xlwt

FOOTER = """__________
"zu ""gesamte Tabelle"":
Die Angabe des Berichtsjahres bezieht sich auf das Jahr in
dem das Schuljahr endet.
Niedersachsen (2016): eingeschränkte Datenqualität
Schleswig-Holstein: Aus Datenschutzgründen sind alle Daten
(Absolutwerte) jeweils auf ein Vielfaches von 3 gerundet;
Differenzen zu bereits vorliegenden Veröffentlichungen
ergeben sich durch nachträgliche Korrekturen
Nordrhein-Westfalen: ab 2019/20 sind die Ergebnisse einem
5er-Rundungsverfahren unterzogen.

zu ""Absolventen/Abgänger mit Hauptschulabschluss"":
Berlin (ab 1999): einschl. Förderklassen"
"© Statistische Ämter des Bundes und der Länder, Deutschland, 2025.
Dieses Werk ist lizenziert unter der Datenlizenz Deutschland
- Namensnennung - Version 2.0."
Stand: {stand} / 16:40:08
"""
LEAVERS = "Absolvierende/Abgehende allgemeinbildender Schulen nach dem Abschluss"
AREAS = {
    "DG": "Deutschland",
    "01": "  Schleswig-Holstein",
    "01004": "      Neumünster, kreisfreie Stadt",
    "09": "  Bayern",
    "097": "    Schwaben, Regierungsbezirk",
    "09761": "      Augsburg, kreisfreie Stadt",
    "09761000": "      Augsburg, Stadt",
}


def genesis(
    rows: Sequence[Sequence[str]],
    header: Sequence[Sequence[str]],
    code: str = "21111-02-06-4",
    title: Sequence[str] = (
        "Absolvierende/Abgehende allgemeinbildender Schulen",
        "Absolvierende/Abgehende (Anzahl)",
    ),
    stand: str = "13.03.2025",
    footer: str = FOOTER,
) -> str:
    """Return a table CSV: title lines padded with delimiters, header rows, data rows, footer."""
    width = len(header[0])
    lines = [f"GENESIS-Tabelle: {code}", *(line + ";" * (width - 1) for line in title)]
    lines += [";".join(cells) for cells in (*header, *rows)]
    return "\n".join(lines) + "\n" + footer.replace("{stand}", stand)


def leavers(
    year: str = "2023", figures: dict[str, Sequence[str]] | None = None, stand: str = "13.03.2025"
) -> str:
    """Return a cut-out of table 21111-02-06-4: total, female, without lower secondary certificate, female."""
    figures = figures or {"01004": ("993", "477", "126", "48"), "09761": ("2535", "1270", "165", ".")}
    header = [
        ["", "", "", *[LEAVERS] * 4],
        ["", "", "", "Insgesamt", "Insgesamt", "ohne Hauptschulabschluss", "ohne Hauptschulabschluss"],
        ["", "", "", "Insgesamt", "weiblich", "Insgesamt", "weiblich"],
    ]
    return genesis([[year, key, AREAS[key], *cells] for key, cells in figures.items()], header, stand=stand)


def flat_new(rows: Sequence[dict[str, str]], variables: Sequence[tuple[str, str]]) -> str:
    """Return the flat file since 2024; each row has `time`, `key`, `name`, `value`, per variable `code` → (code, label), and `measure`."""
    names = ["statistics_code", "statistics_label", "time_code", "time_label", "time"]
    for i in range(1, len(variables) + 2):
        names += [
            f"{i}_variable_code",
            f"{i}_variable_label",
            f"{i}_variable_attribute_code",
            f"{i}_variable_attribute_label",
        ]
    names += ["value", "value_unit", "value_variable_code", "value_variable_label"]
    lines = [";".join(names)]
    for row in rows:
        cells = ["12411", "Fortschreibung des Bevölkerungsstandes", "STAG", "Stichtag", row["time"]]
        cells += ["KREISE", "Kreise und kreisfreie Städte", row["key"], row["name"]]
        for code, label in variables:
            attribute, text = row[code].split("=")
            cells += [code, label, attribute, text]
        cells += [row["value"], "Anzahl", "BEVSTD", "Bevölkerungsstand"]
        lines.append(";".join(cells))
    return "\n".join(lines) + "\n"


def flat_old(rows: Sequence[dict[str, str]], variables: Sequence[tuple[str, str]]) -> str:
    """Return the same table in the older layout: the measure is a column, with a column of quality signs."""
    names = ["Statistik_Code", "Statistik_Label", "Zeit_Code", "Zeit_Label", "Zeit"]
    for i in range(1, len(variables) + 2):
        names += [
            f"{i}_Merkmal_Code",
            f"{i}_Merkmal_Label",
            f"{i}_Auspraegung_Code",
            f"{i}_Auspraegung_Label",
        ]
    names += ["BEVSTD__Bevoelkerungsstand__Anzahl", "BEVSTD__Bevoelkerungsstand__q"]
    lines = [";".join(names)]
    for row in rows:
        year, month, day = row["time"].split("-")
        cells = [
            "12411",
            "Fortschreibung des Bevölkerungsstandes",
            "STAG",
            "Stichtag",
            f"{day}.{month}.{year}",
        ]
        cells += ["KREISE", "Kreise und kreisfreie Städte", row["key"], row["name"]]
        for code, label in variables:
            attribute, text = row[code].split("=")
            cells += [code, label, attribute or "INSGESAMT", text or "Insgesamt"]
        lines.append(";".join([*cells, row["value"], "e"]))
    return "\n".join(lines) + "\n"


def inkar_bulk(rows: Sequence[Sequence[str]]) -> str:
    """Return a bulk file of rows `Bereich, Indikator, Raumbezug, Kennziffer, Name, Zeitbezug, Wert`."""
    return (
        "\n".join(
            [
                ";".join(cells)
                for cells in (
                    ["Bereich", "Indikator", "Raumbezug", "Kennziffer", "Name", "Zeitbezug", "Wert"],
                    *rows,
                )
            ]
        )
        + "\n"
    )


INKAR_QUOTE = "Quelle (Zitierhinweis): Indikatoren und Karten zur Raum- und Stadtentwicklung. INKAR. Ausgabe 2024. Hrsg.: BBSR"


def inkar_book(
    path: Path,
    rows: Sequence[Sequence[object]],
    name: str = "Kinderarmut",
    years: Sequence[str] = ("2021", "2022"),
) -> Path:
    """Write a workbook as INKAR does, xls or xlsx by the ending of `path`."""
    sheets = {
        "Daten": [
            ["Kennziffer", "Raumeinheit", "Aggregat", *[name] * len(years)],
            [None, None, None, *years],
            *rows,
        ],
        "Metadaten": [["Dokumentation der exportierten Indikatoren"], ["Indikator", "Langname"]],
        "Quellangabe": [[INKAR_QUOTE]],
    }
    return book_xls(path, sheets) if path.suffix == ".xls" else book(path, sheets)


def book(
    path: Path, sheets: dict[str, Sequence[Sequence[object]]], merged: dict[str, Sequence[str]] | None = None
) -> Path:
    """Write an xlsx workbook."""
    workbook = openpyxl.Workbook()
    workbook.remove(workbook.active)
    for name, rows in sheets.items():
        sheet = workbook.create_sheet(name)
        for row in rows:
            sheet.append(list(row))
        for area in (merged or {}).get(name, ()):
            sheet.merge_cells(area)
    workbook.save(path)
    return path


def book_xls(path: Path, sheets: dict[str, Sequence[Sequence[object]]]) -> Path:
    """Write an xls workbook."""
    workbook = xlwt.Workbook()
    for name, rows in sheets.items():
        sheet = workbook.add_sheet(name)
        for r, row in enumerate(rows):
            for c, cell in enumerate(row):
                if cell is not None:
                    sheet.write(r, c, cell)
    workbook.save(str(path))
    return path


def agentur(
    path: Path, areas: Sequence[tuple[str, Sequence[object]]], numbered: bool = True, **changes: object
) -> Path:
    """Write a workbook as the Bundesagentur does: Impressum, titles, merged header rows, column numbers, footnotes."""
    header = [
        ["Region (Wohnort)", "Insgesamt", None, "davon", None],
        [None, None, None, "Ohne Berufsabschluss1)", None],
        [None, "30.06.2020", "30.06.2021", "30.06.2020", "30.06.2021"],
        *([[None, 1, 2, 3, 4]] if numbered else []),
    ]
    last = 6 + len(header)
    table = [
        [None, None, None, None, "Beschäftigungsstatistik"],
        [],
        ["Sozialversicherungspflichtig Beschäftigte nach Berufsabschluss1) (Anzahl)"],
        ["Deutschland, Kreise und kreisfreie Städte"],
        [],
        ["Datenrevisionen können zu Abweichungen führen."],
        [],
        *header,
        *([name, *cells] for name, cells in areas),
        [
            "Erstellungsdatum: 23.02.2022, Zentraler Statistik-Service",
            None,
            None,
            None,
            "© Statistik der Bundesagentur für Arbeit",
        ],
        ["1) Ohne Angaben für 2011."],
        [". kein Nachweis vorhanden."],
    ]
    imprint = [
        ["Impressum"],
        ["Herausgeberin:", None, "Bundesagentur für Arbeit"],
        ["Erstellungsdatum:", None, "23.02.2022"],
    ]
    sheets = {"Impressum": imprint, "SvB_Anzahl": table, "Hinweise": [["Methodische Hinweise"]], **changes}
    return book(path, sheets, {"SvB_Anzahl": ["B8:C9", "D8:E8", "D9:E9", f"A8:A{last + 1}"]})  # type: ignore[arg-type]


def raw_xlsx(
    sheet_xml: str | bytes, extra: dict[str, bytes] | None = None, compression: int = zipfile.ZIP_DEFLATED
) -> bytes:
    """Return an xlsx made by hand around one sheet's XML, for what no writer would write."""
    buffer = io.BytesIO()
    relations = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    package = "http://schemas.openxmlformats.org/package/2006"
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    with zipfile.ZipFile(buffer, "w", compression) as archive:
        archive.writestr("[Content_Types].xml", f'<Types xmlns="{package}/content-types"/>')
        archive.writestr(
            "_rels/.rels",
            f'<Relationships xmlns="{package}/relationships">'
            f'<Relationship Id="rId1" Type="{relations}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        )
        archive.writestr(
            "xl/workbook.xml",
            f'<workbook xmlns="{main}" xmlns:r="{relations}"><sheets><sheet name="Tabelle1" sheetId="1" r:id="rId1"/></sheets></workbook>',
        )
        archive.writestr(
            "xl/_rels/workbook.xml.rels",
            f'<Relationships xmlns="{package}/relationships">'
            f'<Relationship Id="rId1" Type="{relations}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
        )
        archive.writestr("xl/worksheets/sheet1.xml", sheet_xml)
        for name, content in (extra or {}).items():
            archive.writestr(name, content)
    return buffer.getvalue()


def sheet_xml(rows: str) -> str:
    """Return a sheet's XML around its rows."""
    return f'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>{rows}</sheetData></worksheet>'
