"""Malformed files of every kind: name → content and what the message must say besides the file's name."""

# ruff: noqa: E501 - one file per line

from __future__ import annotations

import datetime as dt
import struct
import zipfile
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import xlwt

from tests.importing import writers
from tests.importing.writers import raw_xlsx, sheet_xml

LEAVERS = writers.leavers()
LINES = LEAVERS.split("\n")
FLAT = writers.flat_new(
    [
        {"time": "2024-12-31", "key": key, "name": name, "GES": sex, "value": "12"}
        for key, name in (("01004", "Neumünster, Kreisfreie Stadt"), ("09761", "Augsburg, Kreisfreie Stadt"))
        for sex in ("=Insgesamt", "GESW=weiblich")
    ],
    [("GES", "Geschlecht")],
)
INKAR = writers.inkar_bulk(
    [
        ["Soziales", "Kinderarmut", "Kreise", "1004", "Neumünster, Stadt", str(year), "25,1"]
        for year in (2018, 2019)
    ]
)


def _swap(text: str, old: str, new: str, count: int = 1) -> str:
    assert old in text, old
    return text.replace(old, new, count)


TEXTS: dict[str, tuple[str | bytes, str]] = {
    "leer.csv": (b"", "Die Datei ist leer"),
    "leerzeichen.csv": (b" \n \n", "Die Datei ist leer"),
    "zufall.csv": (bytes(range(256)) * 20, "keinen lesbaren Text"),
    "bild.csv": (b"\x89PNG\r\n\x1a\n" + b"\x00\x01\x02" * 50, "keinen lesbaren Text"),
    "utf16_abgeschnitten.csv": (LEAVERS.encode("utf-16")[:-1], "keinen lesbaren Text"),
    "utf32.csv": (LEAVERS.encode("utf-32-le"), "keinen lesbaren Text"),
    "steuerzeichen.csv": (b"a;b\n\x01\x02\x03;1\n" * 20, "keinen lesbaren Text"),
    "dokument.csv": (b"%PDF-1.7\n1 0 obj\n", "keine Tabelle"),
    "webseite.xls": (b"<html><body><table><tr><td>1</td></tr></table></body></html>", "keine Tabelle"),
    "excel2003.xls": (b'<?xml version="1.0"?><Workbook/>', "keine Tabelle"),
    "brief.csv": (b"{\\rtf1 Guten Tag}", "keine Tabelle"),
    "prosa.csv": ("Sehr geehrte Damen und Herren,\nanbei die Zahlen.\n", "Keine Tabelle gefunden"),
    "json.csv": ('{"a": 1}\n', "Keine Tabelle gefunden"),
    "nur_kopf.csv": ("Stadtteil;Jahr;Kinder\n", "Keine Tabelle gefunden"),
    "anfuehrung_offen.csv": ('Stadtteil;Jahr;Kinder\n"Nord;2025;1\nSüd;2025;2\n', "Zeile 2: ein Anführungszeichen wird nicht geschlossen"),
    "anfuehrung_mitten.csv": ('Stadtteil;Jahr;Kinder\n"Nord"stadt;2025;1\n', "Zeile 2: die Zeile ist nicht als CSV lesbar"),
    # GENESIS
    "g_ohne_fuss.csv": (LEAVERS.split("__________")[0], "Der Fuß der Tabelle .* fehlt"),
    "g_zeile_halb.csv": (LEAVERS[: LEAVERS.index("09761;") + 20], "Der Fuß der Tabelle .* fehlt"),
    "g_ohne_stand.csv": (LEAVERS[: LEAVERS.index("Stand:")], "fehlt die Zeile „Stand"),
    "g_fuss_halb.csv": (LEAVERS[: LEAVERS.index("Nordrhein")], "fehlt die Zeile „Stand"),
    "g_ohne_kopf.csv": ("\n".join([*LINES[:3], *LINES[6:]]), "Zeile 4: Die Kopfzeilen der Tabelle fehlen"),
    "g_ohne_daten.csv": ("\n".join([*LINES[:6], *LINES[8:]]), "folgt keine Zeile mit Zahlen"),
    "g_nur_titel.csv": ("\n".join([*LINES[:3], *LINES[8:]]), "folgt keine Zeile mit Zahlen"),
    "g_komma.csv": (_swap(LEAVERS, ";", ",", 999), "Zeile 7, Spalte 4: „kreisfreie Stadt“ gefunden"),
    "g_zu_wenig.csv": (_swap(LEAVERS, "2535;1270;165;.", "2535;1270"), "Zeile 8: 5 Spalten gefunden, erwartet werden 7"),
    "g_zu_viel.csv": (_swap(LEAVERS, "2535;1270;165;.", "2535;1270;165;.\n2023;09;  Bayern;1;2;3;4;5"), "Zeile 9: 8 Spalten gefunden, erwartet werden 7"),
    "g_text.csv": (_swap(LEAVERS, "2535", "viele"), "Zeile 8, Spalte 4: „viele“ gefunden"),
    "g_buchstabe.csv": (_swap(LEAVERS, "2535", "253O"), "Zeile 8, Spalte 4: „253O“ gefunden"),
    "g_leere_zelle.csv": (_swap(LEAVERS, "2535", ""), "Zeile 8, Spalte 4: eine leere Zelle"),
    "g_tausender.csv": (_swap(LEAVERS, "2535", "2.535"), "Zeile 8, Spalte 4: „2.535“ gefunden"),
    "g_excelfehler.csv": (_swap(LEAVERS, "2535", "#DIV/0!"), "Zeile 8, Spalte 4: „#DIV/0!“ gefunden"),
    "g_nan.csv": (_swap(LEAVERS, "2535", "NaN"), "Zeile 8, Spalte 4: „NaN“ gefunden"),
    "g_datum_als_wert.csv": (_swap(LEAVERS, "2535", "12.03.2023"), "Zeile 8, Spalte 4: „12.03.2023“ gefunden"),
    "g_ags_kommazahl.csv": (_swap(LEAVERS, "09761;", "9761.0;"), "Zeile 8: „9761.0“ ist kein Gebietsschlüssel"),
    "g_ags_exponent.csv": (_swap(LEAVERS, "09761;", "9,761E+03;"), "Zeile 8: „9,761E.03“ ist kein Gebietsschlüssel"),
    "g_ags_fremd.csv": (_swap(LEAVERS, "09761;", "17761;"), "Zeile 8: „17761“ ist kein Gebietsschlüssel"),
    "g_ags_sechs.csv": (_swap(LEAVERS, "09761;", "097610;"), "Zeile 8: „097610“ ist kein Gebietsschlüssel"),
    "g_jahr_text.csv": (_swap(LEAVERS, "2023;09761", "vorletztes;09761"), "g_jahr_text.csv"),
    "g_jahr_seriell.csv": (_swap(LEAVERS, "2023;", "45291;", 9), "nirgends ein Jahr"),
    "g_doppelte_spalte.csv": (_swap(LEAVERS, "weiblich", "Insgesamt"), "Die Spalten 4 und 5 haben denselben Kopf"),
    "g_doppelte_zeile.csv": (_swap(LEAVERS, "__________", "2023;09761;      Augsburg, kreisfreie Stadt;1;2;3;4\n__________"), "Zeile 9, Spalte 4: Der Wert für „Augsburg"),
    "g_anfuehrung.csv": (_swap(LEAVERS, "      Augsburg", '"      Augsburg'), "Zeile 8: ein Anführungszeichen wird nicht geschlossen"),
    "g_unbekannt.csv": (_swap(LEAVERS, "21111-02-06-4", "88888-01-01-4"), "noch keinem Indikator zugeordnet"),
    "g_fremde_spalten.csv": (_swap(LEAVERS, writers.LEAVERS, "Etwas anderes", 9), "Keine Spalte der Tabelle 21111-02-06-4 ist"),
    # Flat files
    "f_nur_kopf.csv": (FLAT.split("\n")[0] + "\n", "folgen keine Daten"),
    "f_abgeschnitten.csv": (FLAT[:-60], "Zeile 5: .* Spalten gefunden, erwartet werden 17"),
    "f_ohne_wert.csv": (_swap(FLAT, ";value;", ";wert;"), "Zeile 1: Die Spalte „value“ fehlt"),
    "f_doppelte_spalte.csv": (_swap(FLAT, ";value_unit;", ";value;"), "Zeile 1: Die Spalte „value“ kommt mehrmals vor"),
    "f_ohne_zeit.csv": (_swap(FLAT, ";time;", ";zeit;"), "Zeile 1: Die Spalte „time“ fehlt"),
    "f_zwei_statistiken.csv": (_swap(FLAT, "\n12411", "\n22541"), "mehrere Statistiken"),
    "f_schluessel.csv": (_swap(FLAT, "09761", "9761.0"), "Zeile 4: „9761.0“ ist kein Gebietsschlüssel"),
    "f_zeit.csv": (_swap(FLAT, "2024-12-31", "2024-13-31"), "Zeile 2: „2024-13-31“ in der Spalte „time“"),
    "f_wert.csv": (_swap(FLAT, ";12;", ";zwölf;"), "Zeile 2, Spalte 14: „zwölf“ gefunden"),
    "f_gebiet_leer.csv": (_swap(FLAT, ";09761;Augsburg", ";;Augsburg"), "Zeile 4: „“ ist kein Gebietsschlüssel"),
    "f_zeit_leer.csv": (_swap(FLAT, ";2024-12-31;", ";;"), "Zeile 2: „“ in der Spalte „time“ gefunden"),
    "f_doppelt.csv": (FLAT + FLAT.split("\n")[1] + "\n", "Zeile 6: Der Wert für „Neumünster"),
    "f_komma.csv": (_swap(FLAT, ";", ",", 9999), "Zeile 2: .* Spalten gefunden"),
    "f_alt_ohne_wert.csv": ("Statistik_Code;Statistik_Label;Zeit_Code;Zeit_Label;Zeit\n12411;B;STAG;Stichtag;31.12.2024\n", "keine Spalte mit Werten"),
    # INKAR
    "i_nur_kopf.csv": (INKAR.split("\n")[0] + "\n", "folgen keine Daten"),
    "i_ohne_wert.csv": (_swap(INKAR, ";Wert", ";Zahl"), "Zeile 1: Die Spalte „Wert“ fehlt"),
    "i_doppelt_spalte.csv": (_swap(INKAR, "Bereich", "Wert"), "Zeile 1: Die Spalte „Wert“ kommt mehrmals vor"),
    "i_abgeschnitten.csv": (INKAR[:-8], "Zeile 3: 6 Spalten gefunden, erwartet werden 7"),
    "i_schluessel.csv": (_swap(INKAR, "1004", "10.04"), "Zeile 2: „10.04“ ist keine Kennziffer"),
    "i_schluessel_lang.csv": (_swap(INKAR, "1004", "1004004"), "Zeile 2: „1004004“ ist keine Kennziffer"),
    "i_zeit.csv": (_swap(INKAR, "2018", "18"), "Zeile 2: „18“ gefunden, erwartet wird ein Jahr"),
    "i_wert.csv": (_swap(INKAR, "25,1", "25;1".replace(";", "/")), "Zeile 2, Spalte 7: „25/1“ gefunden"),
    "i_doppelt.csv": (INKAR + INKAR.split("\n")[1] + "\n", "Zeile 4: Der Wert für „Neumünster"),
    "i_ohne_gebiete.csv": (_swap(INKAR, ";Kreise;", ";Siedlungstypen;", 9), "keine Werte für Bund"),
}  # fmt: skip

_ROWS = '<row r="1"><c r="A1" t="inlineStr"><is><t>Ort</t></is></c><c r="B1" t="inlineStr"><is><t>Kinder</t></is></c></row>'
_FORMULA = (
    _ROWS
    + '<row r="2"><c r="A2" t="inlineStr"><is><t>Nordstadt</t></is></c><c r="B2"><f>SUM(C1:C9)</f></c></row>'
)
_CORNER = '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
_LAUGHS = (
    '<!DOCTYPE w [<!ENTITY a "aaaaaaaaaa">'
    + "".join(f'<!ENTITY {chr(98 + i)} "{f"&{chr(97 + i)};" * 10}">' for i in range(9))
    + "]><workbook>&j;</workbook>"
)


_MERGED = sheet_xml("".join(f'<row r="{i}"><c r="A{i}"><v>1</v></c></row>' for i in range(1, 3001))).replace(
    "</worksheet>", "<mergeCells>" + '<mergeCell ref="A1:C3000"/>' * 700 + "</mergeCells></worksheet>"
)


def _archive(members: dict[str, bytes]) -> bytes:
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def _lying() -> bytes:
    """A sheet that unpacks to far more than the directory says."""
    data = bytearray(raw_xlsx(sheet_xml(_ROWS) + " " * 5_000_000))
    at = data.rfind(b"PK\x01\x02")
    data[at + 24 : at + 28] = struct.pack("<I", 1000)
    return bytes(data)


def _long_texts() -> bytes:
    """One text of 32 kB that 200,000 cells refer to: 6 GB once it is read."""
    cells = "".join(f'<row r="{n}"><c r="A{n}" t="s"><v>0</v></c></row>' for n in range(1, 200_001))
    texts = f'<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><si><t>{"x" * 32_000}</t></si></sst>'
    return raw_xlsx(
        sheet_xml(cells), {"xl/sharedStrings.xml": texts.encode()}, compression=zipfile.ZIP_STORED
    )


def _encrypted_member() -> bytes:
    data = bytearray(raw_xlsx(sheet_xml(_ROWS)))
    for signature, offset in ((b"PK\x01\x02", 8), (b"PK\x03\x04", 6)):
        at = data.rfind(signature)
        data[at + offset] |= 1
    return bytes(data)


def _xls(path: Path) -> Path:
    return writers.book_xls(path, {"Tabelle1": [["Ort", "Kinder"], ["Nordstadt", 5]]})


def _corner_xls(path: Path) -> Path:
    workbook = xlwt.Workbook()
    sheet = workbook.add_sheet("T")
    sheet.write(0, 255, 1.0)
    sheet.write(65535, 0, 1.0)
    workbook.save(str(path))
    return path


def _cut(path: Path, make: Callable[[Path], Path], share: float) -> Path:
    content = make(path).read_bytes()
    path.write_bytes(content[: int(len(content) * share)])
    return path


def _bytes(content: Callable[[], bytes]) -> Callable[[Path], Path]:
    def write(path: Path) -> Path:
        path.write_bytes(content())
        return path

    return write


def _agentur(**changes: object) -> Callable[[Path], Path]:
    def write(path: Path) -> Path:
        areas = changes.get("areas", [("Deutschland", [1, 2, 3, 4]), ("09761 Augsburg, Stadt", [1, 2, 3, 4])])
        return writers.agentur(path, areas)  # type: ignore[arg-type]

    return write


BOOKS: dict[str, tuple[Callable[[Path], Path], str]] = {
    "abgeschnitten.xlsx": (lambda p: _cut(p, _agentur(), 0.7), "abgeschnitten oder beschädigt"),
    "archiv.xlsx": (_bytes(lambda: _archive({"liste.csv": b"a;b"})), "Keine Tabelle gefunden"),
    "tabelle.ods": (_bytes(lambda: _archive({"content.xml": b"<x/>", "mimetype": b"x"})), "eine OpenDocument-Tabelle"),
    "binaer.xlsb": (_bytes(lambda: _archive({"xl/workbook.bin": b"x"})), "eine binäre Excel-Mappe"),
    "leeres_archiv.xlsx": (_bytes(lambda: _archive({})), "Das ZIP-Archiv enthält"),
    "kennwort.xlsx": (_bytes(_encrypted_member), "mit einem Kennwort geschützt"),
    "kennwort_ole.xlsx": (_bytes(lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le")), "mit einem Kennwort geschützt"),
    "bombe.xlsx": (_bytes(lambda: raw_xlsx(sheet_xml(_ROWS), {"xl/media/a.bin": b"0" * 30_000_000})), "unverhältnismäßig groß"),
    "bombe_teile.xlsx": (_bytes(lambda: raw_xlsx(sheet_xml(_ROWS), {f"xl/{i}.bin": bytes(range(200)) * 1 + b"0" * 1_000_000 for i in range(220)})), "unverhältnismäßig groß"),
    "falsche_groesse.xlsx": (_bytes(_lying), "beschädigt"),
    "ecke.xlsx": (_bytes(lambda: raw_xlsx(sheet_xml(_CORNER))), "mehr als 2.000.000 Zellen"),
    "ecke_hochkommas.xlsx": (_bytes(lambda: raw_xlsx(sheet_xml("<row r='9'><c r='XFD20000'><v>1</v></c></row>" + _ROWS))), "mehr als 2.000.000 Zellen"),
    "ecke_leerzeichen.xlsx": (_bytes(lambda: raw_xlsx(sheet_xml(_ROWS + '<row r = "9"><c r = "XFD20000" ><v >1</v></c></row>'))), "mehr als 2.000.000 Zellen"),
    "ecke_ohne_namen.xlsx": (_bytes(lambda: raw_xlsx(sheet_xml(_ROWS + '<row r="20000">' + "<c/>" * 5000 + "<c><v>1</v></c></row>"))), "mehr als 2.000.000 Zellen"),
    "ecke_praefix.xlsx": (_bytes(lambda: raw_xlsx('<x:worksheet xmlns:x="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><x:sheetData>' + '<x:row r="1"><x:c r="A1"><x:v>1</x:v></x:c></x:row><x:row r="20000"><x:c r="XFD20000"><x:v>1</x:v></x:c></x:row></x:sheetData></x:worksheet>')), "mehr als 2.000.000 Zellen"),
    "zeilen.xlsx": (_bytes(lambda: raw_xlsx(sheet_xml(_ROWS + "<row/>" * 1_100_000), compression=zipfile.ZIP_STORED)), "mehr als 2.000.000 Zellen"),
    "entitaet.xlsx": (_bytes(lambda: raw_xlsx('<!DOCTYPE w [<!ENTITY a "1">]>' + sheet_xml(_ROWS + '<row r="2"><c r="B2"><v>&a;</v></c></row>'))), "beschädigt"),
    "lange_texte.xlsx": (_bytes(_long_texts), "mehr Speicher oder Zeit als erlaubt"),
    "xml_kaputt.xlsx": (_bytes(lambda: raw_xlsx("<worksheet><sheetData><row><c")), "beschädigt|Keine Tabelle|kein sichtbares Blatt"),
    "lacher.xlsx": (_bytes(lambda: _archive({"xl/workbook.xml": _LAUGHS.encode(), "xl/_rels/workbook.xml.rels": b"<r/>"})), "beschädigt"),
    "verbunden.xlsx": (_bytes(lambda: raw_xlsx(_MERGED)), "verbundenen Zellen überlappen sich"),
    "leeres_blatt.xlsx": (lambda p: writers.book(p, {"Tabelle1": []}), "kein sichtbares Blatt mit Daten"),
    "nur_text.xlsx": (lambda p: writers.book(p, {"Tabelle1": [["Guten Tag"], ["anbei die Zahlen"]]}), "Keine Tabelle gefunden"),
    "formel.xlsx": (_bytes(lambda: raw_xlsx(sheet_xml(_FORMULA))), "Blatt „Tabelle1“, Zelle B2: Die Formel hat kein gespeichertes Ergebnis|Keine Tabelle"),
    "abgeschnitten.xls": (lambda p: _cut(p, _xls, 0.4), "beschädigt oder unvollständig"),
    "nur_anfang.xls": (_bytes(lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600), "beschädigt oder unvollständig"),
    "ecke.xls": (_corner_xls, "mehr als 2.000.000 Zellen"),
    "i_ohne_ausgabe.xlsx": (lambda p: writers.book(p, {"Daten": [["Kennziffer", "Raumeinheit", "Aggregat", "Kinderarmut"], [None, None, None, "2021"], ["09761", "Augsburg", "Kreise", 1.0]]}), "Ausgabe JJJJ"),
    "i_ohne_daten.xlsx": (lambda p: writers.inkar_book(p, []), "Blatt „Daten“: Nach den beiden Kopfzeilen folgen keine Daten"),
    "i_schluessel.xlsx": (lambda p: writers.inkar_book(p, [[9761.5, "Augsburg", "Kreise", 1.0, 2.0]]), "Zeile 3: „9761.5“ ist keine Kennziffer"),
    "i_datum.xlsx": (lambda p: writers.inkar_book(p, [["09761", "Augsburg", "Kreise", dt.date(2019, 5, 8), 2.0]]), "Blatt „Daten“, Zeile 3, Spalte 4: ein Datum"),
    "i_text.xls": (lambda p: writers.inkar_book(p, [["09761", "Augsburg", "Kreise", "elf", 2.0]]), "Blatt „Daten“, Zeile 3, Spalte 4: „elf“"),
    "b_text.xlsx": (_agentur(areas=[("Deutschland", [1, 2, 3, 4]), ("09761 Augsburg, Stadt", [1, "viele", 3, 4])]), "Blatt „SvB_Anzahl“, Zeile 13, Spalte 3: „viele“"),
    "b_datum.xlsx": (_agentur(areas=[("Deutschland", [1, 2, 3, 4]), ("09761 Augsburg, Stadt", [1, dt.date(2020, 1, 2), 3, 4])]), "Blatt „SvB_Anzahl“, Zelle C13: ein Datum"),
    "b_formel.xlsx": (_agentur(areas=[("Deutschland", [1, 2, 3, 4]), ("09761 Augsburg, Stadt", [1, "=SUM(A1:A2)", 3, 4])]), "Blatt „SvB_Anzahl“, Zelle C13: Die Formel hat kein"),
    "b_doppelt.xlsx": (_agentur(areas=[("09761 Augsburg, Stadt", [1, 2, 3, 4])] * 2), "Blatt „SvB_Anzahl“, Zeile 13: „Augsburg, Stadt“ steht zweimal da"),
}  # fmt: skip
