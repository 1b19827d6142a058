"""The cache is never wrong: each kind of thing a notebook may read is changed in turn, also the unusual ones."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from helpers.paths import project
from helpers.pipeline.contract import Job
from helpers.pipeline.run import dependencies as inputs
from helpers.pipeline.run.dependencies import EVERYTHING, state_of
from helpers.pipeline.run.history import why
from helpers.pipeline.run.runner import run_chapters

Chapters = Callable[..., list[tuple[str, str]]]


@pytest.fixture
def chapters(small, pool) -> Chapters:
    """Run all notebooks of Augsburg: `chapters()` gives (status, text of the chapter) of each."""

    def chapters() -> list[tuple[str, str]]:
        results = run_chapters("augsburg", 2024, small, pool=pool)
        assert not [r.reason for r in results if r.status == "failed"]
        return [(r.status, r.outcome.files[f"{Path(r.notebook).stem}.qmd"].decode()) for r in results]

    return chapters


def write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")


def database(path: Path, text: str) -> None:
    with sqlite3.connect(path) as connection:
        connection.executescript(f"DROP TABLE IF EXISTS t; CREATE TABLE t AS SELECT '{text}' AS x")
    connection.close()


CHANGES: dict[str, tuple[str, Callable[[Path, str], None]]] = {
    "a file beside the notebook": (
        "print(open('notiz.txt').read())",
        lambda root, text: write(root / "notebooks" / "notiz.txt", text),
    ),
    "a file named by bytes": (
        "print(open(b'notiz.txt').read())",
        lambda root, text: write(root / "notebooks" / "notiz.txt", text),
    ),
    "a file by its descriptor": (
        "import os\nprint(os.read(os.open('notiz.txt', os.O_RDONLY), 99).decode())",
        lambda root, text: write(root / "notebooks" / "notiz.txt", text),
    ),
    "a file elsewhere in the project": (
        "print(open('../skripte/notiz.txt').read())",
        lambda root, text: write(root / "skripte" / "notiz.txt", text),
    ),
    "a module beside the notebook": (
        "import eigenes_modul\nprint(eigenes_modul.TEXT)",
        lambda root, text: write(root / "notebooks" / "eigenes_modul.py", f"TEXT = {text!r}"),
    ),
    "a module that a function imports": (
        "def text():\n    from paket.inneres import TEXT\n    return TEXT\nprint(text())",
        lambda root, text: write(root / "notebooks" / "paket" / "inneres.py", f"TEXT = {text!r}"),
    ),
    "a notebook that another one runs": (
        "%run hilfe.py\nprint(TEXT)",
        lambda root, text: write(root / "notebooks" / "hilfe.py", f"TEXT = {text!r}"),
    ),
    "a file that a program reads": (
        "!cat notiz.txt",
        lambda root, text: write(root / "notebooks" / "notiz.txt", text),
    ),
    "a file that DuckDB reads": (
        "import duckdb\nprint(duckdb.sql(\"FROM read_csv('../data/augsburg/liste.txt', header=false)\").fetchall())",
        lambda root, text: write(root / "data" / "augsburg" / "liste.txt", text),
    ),
    "a database": (
        "import sqlite3\nprint(sqlite3.connect('../data/augsburg/liste.db').execute('SELECT x FROM t').fetchall())",
        lambda root, text: database(root / "data" / "augsburg" / "liste.db", text),
    ),
    "the names in a folder": (
        "from pathlib import Path\nprint(sorted(p.name for p in Path('../data/augsburg').glob('liste-*.txt')))",
        lambda root, text: write(root / "data" / "augsburg" / f"liste-{text}.txt", ""),
    ),
}


NAMED = {
    "a file beside the notebook": "notebooks/notiz.txt",
    "a file named by bytes": "notebooks/notiz.txt",
    "a file by its descriptor": "notebooks/notiz.txt",
    "a file elsewhere in the project": "skripte/notiz.txt",
    "a module beside the notebook": "notebooks/eigenes_modul.py",
    "a module that a function imports": "notebooks/paket/inneres.py",
    "a notebook that another one runs": "notebooks/hilfe.py",
    "a database": "data/augsburg/liste.db",
    "the names in a folder": "data/augsburg",
}
"""What `make why` names."""


@pytest.mark.parametrize("kind", CHANGES)
def test_what_a_notebook_reads_counts(kind, small, notebook, chapters) -> None:
    source, put = CHANGES[kind]
    put(small.root, "eins")
    notebook(source)
    ((status, text),) = chapters()
    assert (status, "eins" in text) == ("built", True)
    assert [status for status, _ in chapters()] == ["cached"]
    put(small.root, "zweierlei")
    assert why("augsburg", small)[0].endswith(
        f"; seither geändert: {NAMED.get(kind, EVERYTHING)}: wird neu gebaut"
    )
    ((status, text),) = chapters()
    assert (status, "zweierlei" in text) == ("built", True)


def test_the_environment_of_the_command_counts(small, notebook, monkeypatch) -> None:
    notebook("import os\nprint(os.getenv('BERICHT_STAND'))")
    for value, status in (("eins", "built"), ("eins", "cached"), ("zwei", "built")):
        monkeypatch.setenv("BERICHT_STAND", value)
        (result,) = run_chapters("augsburg", 2024, small, workers=1)
        assert (result.status, value in result.outcome.files["01-probe.qmd"].decode()) == (status, True)
    assert result.reason == "Umgebungsvariable geändert: BERICHT_STAND"


@pytest.mark.parametrize(
    "asks", ["Path(p).exists()", "Path(p).is_file()", "os.path.exists(p)", "os.path.isfile(p)"]
)
def test_a_file_that_was_missing_counts_when_it_comes(asks, small, notebook, chapters) -> None:
    notebook(
        f"import os\nfrom pathlib import Path\np = '../data/augsburg/spaeter.txt'\nprint('da' if {asks} else 'fehlt')"
    )
    assert "fehlt" in chapters()[0][1]
    assert chapters()[0][0] == "cached"
    write(small.data / "augsburg" / "spaeter.txt", "x")
    assert why("augsburg", small)[0].endswith(
        "; seither geändert: data/augsburg/spaeter.txt: wird neu gebaut"
    )
    assert "da\n" in chapters()[0][1]


def test_a_module_whose_byte_code_was_kept_counts(small, notebook, chapters, monkeypatch) -> None:
    monkeypatch.delenv("PYTHONDONTWRITEBYTECODE", raising=False)
    module = small.notebooks / "eigenes_modul.py"
    small.quarto_yml.write_text(
        small.quarto_yml.read_text("utf-8").replace(
            "probe.ipynb\n", "probe.ipynb\n    - notebooks/02-probe.ipynb\n"
        ),
        "utf-8",
    )
    module.write_text("TEXT = 'eins'", "utf-8")
    import py_compile

    py_compile.compile(str(module))
    for name in ("01-probe", "02-probe"):
        notebook(f"import eigenes_modul\nprint(eigenes_modul.TEXT, '{name}')", name=name)
    assert all("eins" in text for _, text in chapters())
    module.write_text("TEXT = 'zweierlei'", "utf-8")
    assert [(status, "zweierlei" in text) for status, text in chapters()] == [("built", True)] * 2


def test_two_notebooks_with_the_same_cells_are_two_chapters(small, notebook, chapters) -> None:
    quarto = small.quarto_yml.read_text("utf-8")
    notebook("print(1)")
    chapters()
    notebook("print(1)", name="02-probe")
    small.quarto_yml.write_text(quarto.replace("01-probe.ipynb", "02-probe.ipynb"), "utf-8")
    assert [status for status, _ in chapters()] == ["built"]


def test_what_is_saved_during_the_run_is_not_taken_for_what_was_read(small, notebook, chapters) -> None:
    extra = small.notebooks / "notiz.txt"
    extra.write_text("eins", "utf-8")
    # Somebody saves the file after the notebook has read it, and before it ends.
    notebook(
        "print(open('notiz.txt').read())",
        "import os\nif os.path.lexists('neu.txt'):\n    os.replace('neu.txt', 'notiz.txt')",
    )
    (small.notebooks / "neu.txt").write_text("zwei", "utf-8")
    assert "eins" in chapters()[0][1]
    assert [(status, "zwei" in text) for status, text in chapters()] == [("built", True)]


def test_code_that_is_saved_during_the_run_is_not_taken_for_what_ran(
    small, notebook, pool, monkeypatch
) -> None:
    notebook("from helpers import Report\nReport(city, year)")
    real = inputs.code()
    # The processes were started before somebody saved the module; the command looks at its hash only now.
    monkeypatch.setattr(inputs, "code", lambda: {**real, "report/prose.py": "neu"})
    assert [r.status for r in run_chapters("augsburg", 2024, small, pool=pool)] == ["built"]
    assert [r.status for r in run_chapters("augsburg", 2024, small, pool=pool)] == ["built"]
    monkeypatch.setattr(inputs, "code", lambda: real)
    assert [r.status for r in run_chapters("augsburg", 2024, small, pool=pool)] == ["cached"]


def test_what_a_notebook_writes_itself_does_not_keep_it_from_the_cache(small, notebook, chapters) -> None:
    notebook("open('zwischen.txt', 'w').write('a')\nprint(open('zwischen.txt').read())")
    assert [chapters()[0][0] for _ in range(2)] == ["built", "cached"]


def test_recording_gets_in_nobodys_way(notebook, run) -> None:
    notebook(
        "from pathlib import Path\nimport os, shutil, tempfile\nprint(Path('a\\0b').exists(), os.path.isfile('a\\0b'), os.path.exists(0))",
        "exec('import os; n = len(os.listdir())', {})",
        "try:\n    open('a\\0b')\nexcept ValueError as error:\n    print(error)",
        "class Weg:\n    def __fspath__(self):\n        raise RuntimeError('kein Pfad')\n"
        "try:\n    open(Weg())\nexcept RuntimeError as error:\n    print(error)",
        "folder = tempfile.mkdtemp()\nos.chdir(folder)\nshutil.rmtree(folder)\nprint(os.path.exists('x'))\n"
        "try:\n    open('x')\nexcept OSError as error:\n    print(type(error).__name__)",
    )
    outcome = run()
    assert outcome.status == "built", outcome.reason
    text = outcome.files["01-probe.qmd"].decode()
    for printed in ("False False True", "embedded null byte", "kein Pfad", "False\nFileNotFoundError"):
        assert printed in text
    assert EVERYTHING in outcome.trace["files"]


def test_the_origin_of_figures_counts(small, notebook, chapters) -> None:
    from helpers.data import open_store

    with open_store(small.data, small.build / "store") as store:
        before = store.fingerprint([("kinderarmut", "09761")])
    file = next(p for p in sorted(small.data.glob("official/*.csv")) if "kinderarmut" in p.read_text("utf-8"))
    file.rename(file.with_name("umbenannt.csv"))
    with open_store(small.data, small.build / "store") as store:
        assert store.fingerprint([("kinderarmut", "09761")]) != before


def test_a_state_of_an_earlier_version_or_of_nobody_is_no_obstacle(small, notebook, chapters) -> None:
    notebook("print(1)")
    chapters()
    state = small.build / "augsburg" / "chapters.json"
    whole = state.read_text("utf-8")
    damaged = [
        whole.replace('"built": "2', '"built": "x2'),
        whole.replace('"files":', '"dateien":'),
        whole[:-9],
    ]
    for broken in ("[]", "{", '{"01-probe.ipynb": {}}', '{"01-probe.ipynb": []}', "null", '"x"', *damaged):
        assert broken != whole
        state.write_text(broken, "utf-8")
        assert chapters()[0][0] == "cached"
    assert "seither unverändert" in why("augsburg", small)[0]


def test_real_notebooks_do_not_depend_on_everything(pool) -> None:
    for name in ("14-sozialraeume", "16-steuerung"):
        outcome = pool.submit(
            Job(project().root, f"{name}.ipynb", "musterstadt", "Musterstadt", 2025)
        ).result()
        assert outcome.status == "built", outcome.reason
        files = outcome.trace["files"]
        assert EVERYTHING not in files
        assert None not in files.values()
        own = ("data/musterstadt", "notebooks", "chapters")
        assert not [path for path in files if not path.startswith(own) and Path(path).name != "profile.yml"]
        assert not outcome.trace["environment"]


@pytest.mark.parametrize("name", ["angebote", "steuerung/ziele.csv", "steuerung/verteilung.yml"])
def test_a_list_of_staff_that_is_not_there_is_looked_for(name, pool) -> None:
    outcome = pool.submit(Job(project().root, "16-steuerung.ipynb", "augsburg", "Augsburg", 2025)).result()
    assert outcome.trace["files"][f"data/augsburg/{name}"] == ""


def test_a_folder_changes_with_the_names_in_it(tmp_path) -> None:
    folder = tmp_path / "angebote"
    states = [state_of(tmp_path, "angebote")]
    folder.mkdir()
    states.append(state_of(tmp_path, "angebote"))
    write(folder / "liste.csv", "angebot")
    states.append(state_of(tmp_path, "angebote"))
    assert len(set(states)) == 3
    assert states[0] == ""
