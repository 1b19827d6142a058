"""Malformed files: each gives one German sentence that names file and place; nothing is imported, little memory is used."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from helpers.errors import DataError, ReportError
from helpers.importing import import_file, sheetreader, sheetxml
from helpers.paths import Project
from tests.importing import corpus, writers
from tests.importing.conftest import snapshot


def refused(path: Path, project: Project, message: str) -> None:
    before, content = snapshot(project.data), path.read_bytes()
    with pytest.raises(DataError, match=message) as problem:
        import_file(path, project, "augsburg")
    assert path.name in str(problem.value)
    assert str(problem.value).rstrip().endswith((".", ")", "“", "null", "{}", "}"))
    assert snapshot(project.data) == before
    assert path.read_bytes() == content


def test_the_corpus_is_large_enough() -> None:
    assert len(corpus.TEXTS) + len(corpus.BOOKS) >= 60


@pytest.mark.parametrize("name", corpus.TEXTS)
def test_malformed_text(name: str, project: Project, tmp_path: Path) -> None:
    content, message = corpus.TEXTS[name]
    path = tmp_path / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode("cp1252"))
    refused(path, project, message)


@pytest.mark.parametrize("name", corpus.BOOKS)
def test_malformed_workbook(name: str, project: Project, tmp_path: Path) -> None:
    make, message = corpus.BOOKS[name]
    refused(make(tmp_path / name), project, message)


def test_missing_file_and_folder(project: Project, tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"fehlt\.csv: Die Datei gibt es nicht"):
        import_file(tmp_path / "fehlt.csv", project)
    with pytest.raises(DataError, match="Das ist keine Datei"):
        import_file(project.data, project)


MEASURE = """
import resource, sys
from pathlib import Path
from helpers.importing import import_file, sheetreader, sheetxml
from helpers.errors import DataError
from helpers.paths import Project
for name in sys.argv[2:]:
    try:
        import_file(Path(name), Project(Path(sys.argv[1])), "augsburg")
    except DataError as problem:
        print(problem)
    else:
        raise SystemExit(f"{name}: eingelesen")
# Of this process from /proc: what getrusage says of it counts the memory of the tests that it was started from.
own = next(int(line.split()[1]) for line in open("/proc/self/status") if line.startswith("VmHWM:"))
print(max(own, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss) // 1024)
"""


def test_huge_files_are_refused_within_little_memory(project: Project, tmp_path: Path) -> None:
    wide = tmp_path / "zehn_millionen.csv"
    wide.write_bytes((b"1;" * 999 + b"1\n") * 10_000)
    large = tmp_path / "gross.csv"
    large.write_bytes(b"a;b;c\n" * 11_500_000)
    sheet = tmp_path / "zehn_millionen.xlsx"
    cells = "<row>" + "<c><v>1</v></c>" * 10 + "</row>"
    sheet.write_bytes(writers.raw_xlsx(writers.sheet_xml(cells * 250_000), compression=zipfile.ZIP_STORED))
    books = [
        corpus.BOOKS[name][0](tmp_path / name) for name in ("bombe.xlsx", "ecke.xlsx", "lange_texte.xlsx")
    ]
    done = subprocess.run(
        [sys.executable, "-c", MEASURE, str(project.root), *map(str, (wide, large, sheet, *books))],
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    *sentences, peak = done.stdout.splitlines()
    assert len(sentences) == 6
    assert int(peak) < 1024 + 64


BYTES = {
    name: content.encode("cp1252")
    for name, content in {"g": corpus.LEAVERS, "f": corpus.FLAT, "i": corpus.INKAR}.items()
}


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    kind=st.sampled_from(sorted(BYTES)),
    at=st.integers(0, 3000),
    cut=st.integers(0, 40),
    put_in=st.binary(max_size=6),
)
def test_damage_anywhere_is_a_sentence_never_a_traceback(
    project: Project, tmp_path: Path, kind: str, at: int, cut: int, put_in: bytes
) -> None:
    content = BYTES[kind]
    at %= len(content)
    path = tmp_path / "schaden.csv"
    path.write_bytes(content[:at] + put_in + content[at + cut :])
    before = snapshot(project.data)
    try:
        import_file(path, project)
    except ReportError:
        assert snapshot(project.data) == before
    else:
        for stored in sorted((project.data / "eigene").glob("*.csv")):
            stored.unlink()
        (project.data / "eigene" / "areas.csv").unlink(missing_ok=True)


def test_tags_without_content_do_not_come_without_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Ten million of them took 14 s and bore no cell that a limit of cells could count."""
    monkeypatch.setattr(sheetreader, "MAX_TAGS", 100)
    for tag in ("<a/>", "<c/>"):
        path = tmp_path / "marken.xlsx"
        path.write_bytes(writers.raw_xlsx(writers.sheet_xml(f'<row r="1">{tag * 200}</row>')))
        with zipfile.ZipFile(path) as archive, pytest.raises(DataError, match=r"mehr als 2\.000\.000 Zellen"):
            sheetxml.scan(path, archive)


@pytest.mark.parametrize("name", ["a\nb.csv", "\x1b[31mrot.csv", "M\udcfcller.csv"])
def test_a_file_name_that_is_no_text_is_refused_and_nothing_is_proposed(
    name: str, project: Project, tmp_path: Path
) -> None:
    path = tmp_path / name
    path.write_text("Jahr;Kinder\n2024;12\n", "utf-8")
    before = snapshot(project.data)
    with pytest.raises(
        DataError, match="Der Dateiname enthält Zeichen, die kein Text in UTF-8 sind"
    ) as problem:
        import_file(path, project, "augsburg")
    assert str(problem.value).isprintable()
    assert snapshot(project.data) == before
