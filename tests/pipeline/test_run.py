"""Nothing is run twice, nothing stale is shown, and it is said why."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from helpers.errors import BookError, ProfileError, ReportError
from helpers.pipeline.contract import Outcome
from helpers.pipeline.run import dependencies as inputs
from helpers.pipeline.run.cache import Cache
from helpers.pipeline.run.history import FIRST, UNCHANGED, why
from helpers.pipeline.run.runner import run_chapters
from helpers.report.calls import Call
from helpers.report.charts import Charts

READS = "from helpers import Report\nreport = Report(city, year)\nreport.line('kinderarmut')"


@pytest.fixture
def chapters(small, pool):
    """Run all notebooks of a municipality: `chapters()` gives (status, reason) of each."""

    def chapters(city="augsburg", year=2024, **options):
        return [(r.status, r.reason) for r in run_chapters(city, year, small, pool=pool, **options)]

    return chapters


def change(path: Path, old: str, new: str) -> None:
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")


def test_only_what_changed_is_run_again(small, notebook, chapters) -> None:
    notebook(READS)
    assert chapters() == [("built", FIRST)]
    assert chapters() == [("cached", UNCHANGED)]
    assert chapters(use_cache=False) == [("built", "neu gebaut")]

    (small.root / "index.qmd").write_text("# Anders\n", "utf-8")
    assert chapters() == [("cached", UNCHANGED)]

    notebook(READS, "md:Neu")
    assert chapters() == [("built", "Notebook geändert")]
    assert chapters(year=2019) == [("built", "Berichtsjahr 2024 → 2019")]
    assert chapters() == [("cached", UNCHANGED)]

    (small.root / "uv.lock").write_text("version = 2\n", "utf-8")
    assert chapters() == [("built", "Bibliotheken geändert (uv.lock oder Python)")]

    change(small.data / "augsburg" / "profile.yml", "threshold: 5", "threshold: 4")
    assert chapters() == [("built", "geändert: das Profil (data/augsburg/profile.yml)")]


def test_only_figures_that_a_chapter_read_count(small, notebook, chapters) -> None:
    notebook(READS)
    chapters()
    official = next(
        p
        for p in sorted(small.data.glob("official/*.csv"))
        if "kinderarmut,09761" in p.read_text("utf-8").replace("09761,kinderarmut", "kinderarmut,09761")
    )
    lines = official.read_text("utf-8").splitlines(keepends=True)
    own = next(
        i for i, line in enumerate(lines) if "09761" in line and "kinderarmut" in line and "2023" in line
    )
    other = next(
        i
        for i, line in enumerate(lines)
        if "kinderarmut" in line and not any(f"{k}," in line for k in ("09761", "09", "DG"))
    )

    official.write_text("".join(line for i, line in enumerate(lines) if i != other), "utf-8")
    assert chapters() == [("cached", UNCHANGED)]
    official.write_text("".join(line for i, line in enumerate(lines) if i != own), "utf-8")
    assert chapters() == [("built", "neue Zahlen zu „Kinderarmut“ für Augsburg")]
    official.write_text("".join(lines), "utf-8")
    assert chapters() == [("cached", UNCHANGED)]


def test_a_file_that_a_notebook_opens_counts(small, notebook, chapters) -> None:
    extra = small.data / "augsburg" / "stimmen.txt"
    extra.write_text("eins", "utf-8")
    notebook("print(open('../data/augsburg/stimmen.txt').read())")
    chapters()
    assert chapters() == [("cached", UNCHANGED)]
    extra.write_text("zwei", "utf-8")
    assert chapters() == [("built", "geändert: data/augsburg/stimmen.txt")]
    extra.unlink()
    status, reason = chapters()[0]
    assert status == "failed"
    assert "FileNotFoundError" in reason


USED = {
    "figures/basic/line.py": "„Liniendiagramm“ (figures/basic/line.py)",
    "figures/draw/style.py": "die Gestaltung aller Diagramme (figures/draw/style.py)",
    "text/sentences.py": "Sätze über Höhe und Veränderung (text/sentences.py)",
    "report/charts.py:line": "der Aufruf „line“ (report/charts.py)",
    "data/store.py": "das Lesen und Rechnen der Zahlen (data/store.py)",
}
UNUSED = (
    "figures/basic/pyramid.py",
    "figures/steering/reach.py",
    "report/charts.py:pyramid",
    "text/comparison.py",
    "text/uncertainty.py",
    "data/districts/index.py",
    "importing/genesis.py",
    "checking/check_sums.py",
    "pipeline/book/glossary.py",
    "assemble/quarto.py",
    "cli.py",
)


def test_code_that_a_chapter_uses_counts_and_no_other(small, notebook, chapters, monkeypatch) -> None:
    notebook(READS, "md:`{python} report.level('kinderarmut')`")
    chapters()
    real = inputs.code()
    assert real.keys() >= {*USED, *UNUSED}
    changed = {**real, **dict.fromkeys(UNUSED, "anders")}
    monkeypatch.setattr(inputs, "code", lambda: changed)
    assert chapters() == [("cached", UNCHANGED)]
    assert why("augsburg", small)[0].endswith("seither unverändert")
    for file, said in USED.items():
        monkeypatch.setattr(inputs, "code", lambda file=file: {**real, file: "anders"})
        assert why("augsburg", small)[0].endswith(f"; seither Programm geändert: {said}: wird neu gebaut")
    assert [status for status, _ in chapters()] == ["built"]


def test_every_chart_has_a_line_that_the_cache_reads() -> None:
    names = {name for name, call in vars(Charts).items() if isinstance(call, Call)}
    assert {path.partition(":")[2] for path in inputs.code() if ":" in path} == names
    for module, meanings in inputs.calls().items():
        assert module in inputs.code()
        assert all(meanings)


def test_omitted_chapters_are_kept_and_failed_ones_are_not(small, notebook, chapters) -> None:
    notebook("from helpers.errors import NoChapter\nraise NoChapter('Es gibt keine Zahlen.')")
    assert chapters() == [("omitted", "Es gibt keine Zahlen.")]
    assert chapters() == [("omitted", "Es gibt keine Zahlen.")]
    notebook("1 / 0")
    assert [s for s, _ in chapters() + chapters()] == ["failed", "failed"]


def test_executed_notebooks_are_kept_for_looking_at(small, notebook, chapters) -> None:
    executed = small.build / "augsburg" / "executed" / "01-probe.ipynb"
    notebook("1 / 0")
    chapters()
    assert "ZeroDivisionError" in executed.read_text("utf-8")
    notebook("print('gut')")
    chapters()
    executed.unlink()
    chapters()
    assert "gut" in executed.read_text("utf-8")


def test_broken_results_count_as_missing(small, notebook, chapters) -> None:
    notebook("print(1)")
    chapters()
    (kept,) = (small.build / "cache").glob("*.zip")
    whole = kept.read_bytes()
    for broken in (
        b"",
        whole[:100],
        whole[:-20],
        whole[: len(whole) // 2] + b"x" + whole[len(whole) // 2 + 1 :],
    ):
        kept.write_bytes(broken)
        assert chapters()[0][0] in ("built", "cached")
    assert chapters() == [("cached", UNCHANGED)]


def test_the_cache_is_bounded(tmp_path) -> None:
    cache = Cache(tmp_path)
    for number in range(5):
        recorded = {
            "name": str(number),
            "notebook": "",
            "city": "x",
            "year": 1,
            "libraries": "",
            "code": {},
            "environment": {},
            "files": {},
            "figures": {},
        }
        cache.keep(Outcome("built", files={"a.qmd": bytes(range(256)) * 400}), recorded)
    used = sorted(tmp_path.iterdir())
    for age, path in enumerate(used):
        os.utime(path, (1_000_000 + age, 1_000_000 + age))
    sizes = [path.stat().st_size for path in used]
    cache.prune(most=sum(sizes[3:]))  # exactly what fits stays, and it is what was used last
    assert sorted(tmp_path.iterdir()) == used[3:]
    cache.prune(most=sum(sizes[3:]) - 1)
    assert sorted(tmp_path.iterdir()) == used[4:]


def test_two_runs_at_once(small, notebook, pool) -> None:
    notebook(READS)
    with ThreadPoolExecutor(2) as threads:
        runs = [threads.submit(run_chapters, "augsburg", 2024, small, pool=pool) for _ in range(4)]
        results = [run.result()[0] for run in runs]
    assert len({r.outcome.files["01-probe.qmd"] for r in results}) == 1
    assert not list((small.build / "cache").glob("*.neu"))


def test_results_come_in_the_order_of_the_book(small, notebook, pool) -> None:
    change(
        small.quarto_yml,
        "    - notebooks/01-probe.ipynb\n",
        "".join(f"    - notebooks/0{n}-probe.ipynb\n" for n in (3, 1, 2)),
    )
    for number in (1, 2, 3):
        notebook(f"import time\ntime.sleep({number} / 10)", name=f"0{number}-probe")
    notebook("a = 1", name="00-bildung-in-zahlen")
    seen = []
    results = run_chapters("augsburg", 2024, small, pool=pool, on_progress=seen.append)
    assert [r.notebook[:2] for r in results] == ["00", "03", "01", "02"]
    assert [(p.done, p.total) for p in seen] == [(1, 4), (2, 4), (3, 4), (4, 4)]


def test_notebooks_that_a_profile_leaves_out(small, notebook, chapters) -> None:
    notebook("1 / 0")
    change(small.data / "augsburg" / "profile.yml", "leave_out: []", "leave_out: [01-probe]")
    assert chapters() == []


def test_own_pool(small, notebook) -> None:
    notebook("print('selbst')")
    assert [r.status for r in run_chapters("augsburg", 2024, small, workers=1)] == ["built"]


def test_why(small, notebook, chapters) -> None:
    with pytest.raises(ReportError, match="noch kein Kapitel gebaut: make report CITY=augsburg"):
        why("augsburg", small)
    notebook(READS)
    chapters()
    (line,) = why("augsburg", small)
    assert line.startswith("01-probe.ipynb: Probe, gebaut am ")
    assert line.endswith("(zum ersten Mal gebaut); seither unverändert")
    notebook(READS, "md:Neu")
    assert why("augsburg", small)[0].endswith("; seither Notebook geändert: wird neu gebaut")


def test_mistakes_that_concern_the_whole_report(small, notebook, chapters) -> None:
    notebook("1 / 0")
    change(small.data / "augsburg" / "profile.yml", "threshold", "treshold")
    with pytest.raises(ProfileError, match="threshold"):
        chapters()
    change(small.data / "augsburg" / "profile.yml", "treshold", "threshold")
    change(small.quarto_yml, "01-probe", "01-prope")
    with pytest.raises(BookError) as caught:
        chapters()
    assert (
        str(caught.value)
        == "_quarto.yml, Zeile 8: Das Kapitel „notebooks/01-prope.ipynb“ gibt es nicht. Meinten Sie „notebooks/01-probe.ipynb“?"
    )


def test_results_are_plain_data(small, notebook, pool) -> None:
    """A process that receives an object of a library imports the library, while nothing else can start."""
    notebook(READS)

    def plain(value: object) -> bool:
        if type(value) is dict:
            return all(map(plain, [*value.keys(), *value.values()]))
        if type(value) in (list, tuple):
            return all(map(plain, value))
        return type(value) in (str, bytes, int, float, bool, type(None))

    (result,) = run_chapters("augsburg", 2024, small, pool=pool)
    assert (result.status, plain({**result.outcome.__dict__})) == ("built", True)
