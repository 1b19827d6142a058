"""What is published beside the report itself."""

from __future__ import annotations

from pathlib import Path

from helpers.publish.make_report import publish_data


def test_open_data_are_published_whatever_the_format(tmp_path: Path) -> None:
    book, report = tmp_path / "book", tmp_path / "report"
    for name in (
        "daten/alle-zahlen.csv",
        "datapackage.json",
        "dcat-ap.jsonld",
        "chapters/01-a_files/fig-x.csv",
        "chapters/01-a_files/fig-x.xlsx",
        "chapters/01-a_files/fig-x.svg",
        "chapters/01-a.qmd",
        "_quarto.yml",
    ):
        (book / name).parent.mkdir(parents=True, exist_ok=True)
        (book / name).write_text(name, "utf-8")
    publish_data(book, report)
    assert {p.relative_to(report).as_posix(): p.read_text("utf-8") for p in report.rglob("*.*")} == {
        name: name
        for name in (
            "daten/alle-zahlen.csv",
            "datapackage.json",
            "dcat-ap.jsonld",
            "chapters/01-a_files/fig-x.csv",
            "chapters/01-a_files/fig-x.xlsx",
        )
    }
