"""What is read from a report's book project for its short formats."""

from __future__ import annotations

from helpers.pipeline.extracts import Material

NBSP = "\u00a0"


def test_chapters_have_the_numbers_of_the_report(material: Material) -> None:
    assert [(c.number, c.title) for c in material.chapters] == [
        ("", "Auf einen Blick"),
        ("1", "Rahmenbedingungen"),
        ("2", "Kita"),
        ("3", "Sozialräume"),
    ]


def test_statements_stand_by_themselves(material: Material) -> None:
    """A reference in brackets goes, another one is spelt out with its number in the report."""
    assert material.chapters[1].messages == (
        f"Die Kinderarmut ist gesunken. Mehr zeigt Abbildung{NBSP}1.2, dazu Kapitel{NBSP}2.",
    )
    assert material.chapters[2].messages == (
        "Die Betreuungsquote stieg auf 34,2 %, siehe [Amt](https://example.org/a).",
        "Das Personal wuchs mit.",
    )


def test_figures_come_with_caption_notes_and_number(material: Material) -> None:
    (found,) = material.chapters[1].chosen("kurzbericht")
    assert (found.label, found.number, found.name) == ("fig-armut", "1.2", f"Abbildung{NBSP}1.2")
    assert found.caption == "Verlauf von armut in *Probestadt*"
    assert found.notes == (
        "Lesebeispiel: 12,5 von 100 Kindern.",
        "Quelle: Probeamt \\(fiktiv\\), Tabelle 1.",
    )
    assert found.markdown() == (
        "![Verlauf von armut in *Probestadt*](chapters/01-rahmenbedingungen_files/bild.svg)"
        '{fig-alt="Liniendiagramm: armut steigt auf 12,5 %."}'
    )


def test_notes_of_a_table_stand_after_it(material: Material) -> None:
    figure, table = material.chapters[1].chosen("steckbrief")
    assert (figure.is_figure, table.is_figure) == (True, False)
    assert (table.name, table.notes) == (f"Tabelle{NBSP}1.1", ("Quelle: Probeamt, Tabelle 2.",))
    assert table.content.splitlines()[2] == "| Kinderarmut | 11,2 | 6,1 |"


def test_key_figures(material: Material) -> None:
    assert len(material.cards) == 2
    assert material.card_texts == [
        {
            "name": "Kinderarmut",
            "value": f"11,2{NBSP}\\%",
            "change": "seit 2016 gesunken \\(−1,6 Pp.\\)",
            "comparison": "Land 6,1 % · Deutschland 11,8 %",
            "period": "2019",
        },
        {"name": "Schülerinnen und Schüler", "value": f"29.965{NBSP}Personen", "period": "2023/24"},
    ]


def test_districts_end_where_the_next_heading_begins(material: Material) -> None:
    first, second = material.districts()
    assert first[:2] == ("01", "Altstadt")
    assert second[:2] == ("02", "Süd-Öd")
    assert "Nachwort" not in second[2]
    assert "csv" not in first[2]
    assert f"siehe @tbl-profil-01 und Abbildung{NBSP}1.2." in first[2]
