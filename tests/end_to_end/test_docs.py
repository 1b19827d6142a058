"""The documentation keeps to what is there: links resolve, every `make` target is told of, examples are valid."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from helpers.data.catalogue import read_catalogue
from tests.conftest import ROOT

PAGES = sorted([ROOT / "README.md", *ROOT.glob("docs/**/*.md")])
FENCE = re.compile(r"^( *)(`{3,}|~{3,})(.*?)^\1\2", re.MULTILINE | re.DOTALL)
SPAN = re.compile(r"(`+)(.+?)\1")
LINK = re.compile(r"\]\(([^)\s]+)\)")


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def slug(heading: str) -> str:
    """Return the anchor that a heading gets, as on GitHub and openCoDE."""
    return re.sub(r"[^\w\- ]", "", heading.strip().lower()).replace(" ", "-")


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_every_link_resolves(page: Path) -> None:
    text = FENCE.sub("", page.read_text("utf-8"))
    wrong = []
    for link in LINK.findall(SPAN.sub("", text)):
        if link.startswith(("https://", "http://", "mailto:")):
            continue
        path, _, anchor = link.partition("#")
        target = (page.parent / path).resolve() if path else page
        anchors = (
            re.findall(r"^#+ (.+)$", target.read_text("utf-8"), re.M) if anchor and target.is_file() else []
        )
        if not target.exists() or (anchor and anchor not in map(slug, anchors)):
            wrong.append(link)
    assert not wrong, f"{name(page)}: {wrong}"


def test_the_handbook_lists_each_of_its_pages() -> None:
    listed = set(LINK.findall((ROOT / "docs/handbuch/README.md").read_text("utf-8")))
    assert {p.name for p in ROOT.glob("docs/handbuch/*.md")} - {"README.md"} <= listed


def test_every_make_target_is_documented_and_every_documented_one_exists() -> None:
    targets = set(re.findall(r"^([a-z-]+):.*## ", (ROOT / "Makefile").read_text("utf-8"), re.M))
    told = set()
    for page in PAGES:
        text = page.read_text("utf-8")
        code = [m[3] for m in FENCE.finditer(text)] + [m[2] for m in SPAN.finditer(FENCE.sub("", text))]
        told |= {t for part in code for t in re.findall(r"^\s*make ([a-z][a-z-]*)\b", part, re.M)}
    assert told - targets == set(), "documented, but not in the Makefile"
    assert targets - told == set(), "to be listed in docs/handbuch/README.md under „Alle Befehle“"


def test_the_handbooks_example_of_an_indicator_is_valid(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "data/catalogue", tmp_path / "data/catalogue")
    page = (ROOT / "docs/handbuch/indikator-anlegen.md").read_text("utf-8")
    entries = [e for e in re.findall(r"```yaml\n(.*?)```", page, re.DOTALL) if not e.startswith(" ")]
    with (tmp_path / "data/catalogue/indicators.yml").open("a", encoding="utf-8") as file:
        file.write("\n" + "\n".join(entries))
    indicators = read_catalogue(tmp_path / "data").indicators
    assert indicators["lesepatenschaften_je_1000"].computed
    assert indicators["lesepatenschaften"].supplied_by == "Stadtbibliothek"
