"""What stands beside the code for those who find, build on and release the project is complete and true."""

from __future__ import annotations

import re
import tomllib

import yaml

from helpers.paths import Project
from tests.conftest import ROOT

PROJECT = Project(ROOT)
PUBLICCODE = yaml.safe_load((ROOT / "publiccode.yml").read_text("utf-8"))
PYPROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))


def test_publiccode_has_what_the_standard_demands() -> None:
    """The mandatory keys of publiccode.yml 0.4, with the values that they may take."""
    assert PUBLICCODE["publiccodeYmlVersion"] == "0.4"
    assert {
        "name",
        "url",
        "platforms",
        "developmentStatus",
        "softwareType",
        "description",
    } <= PUBLICCODE.keys()
    assert PUBLICCODE["url"].startswith("https://")
    assert set(PUBLICCODE["platforms"]) <= {"web", "windows", "mac", "linux", "ios", "android"}
    assert PUBLICCODE["developmentStatus"] in {"concept", "development", "beta", "stable", "obsolete"}
    assert PUBLICCODE["softwareType"] == "standalone/other"
    for language, text in PUBLICCODE["description"].items():
        assert len(text["shortDescription"]) <= 150, language
        assert 150 <= len(text["longDescription"]) <= 10000, language
        assert text["features"], language
        assert all(len(feature) <= 100 for feature in text["features"]), language
    assert PUBLICCODE["maintenance"]["type"] in {"internal", "contract", "community", "none"}
    assert all(contact["name"] for contact in PUBLICCODE["maintenance"]["contacts"])
    assert isinstance(PUBLICCODE["localisation"]["localisationReady"], bool)
    assert PUBLICCODE["localisation"]["availableLanguages"] == ["de"]


def test_version_licence_and_day_are_told_once() -> None:
    version = PYPROJECT["project"]["version"]
    assert PUBLICCODE["softwareVersion"] == version
    assert PUBLICCODE["legal"]["license"] == PYPROJECT["project"]["license"] == "EUPL-1.2"
    assert (ROOT / "LICENSES/EUPL-1.2.txt").read_bytes() == (ROOT / "LICENSE").read_bytes()
    newest = re.search(r"^## (\S+)(?: – (\S+))?$", (ROOT / "CHANGELOG.md").read_text("utf-8"), re.MULTILINE)
    assert newest
    if newest[1] != "Unreleased":
        assert (newest[1], newest[2]) == (version, PUBLICCODE["releaseDate"])


def test_actions_are_pinned_by_hash() -> None:
    used = [
        line
        for workflow in (ROOT / ".github/workflows").glob("*.yml")
        for line in re.findall(r"uses: *(.*)", workflow.read_text("utf-8"))
    ]
    assert used
    assert all(re.fullmatch(r"[\w-]+/[\w-]+@[0-9a-f]{40} # v[\d.]+", line) for line in used), used


def test_hooks_call_what_the_development_group_installs() -> None:
    config = yaml.safe_load((ROOT / ".pre-commit-config.yaml").read_text("utf-8"))
    tools = {hook["entry"].split()[0] for repo in config["repos"] for hook in repo["hooks"]}
    assert tools == {".venv/bin/ruff", ".venv/bin/nbstripout", ".venv/bin/lint-imports"}
    group = " ".join(PYPROJECT["dependency-groups"]["dev"])
    assert all(name in group for name in ("ruff", "nbstripout", "import-linter"))


def test_the_readme_counts_what_ships() -> None:
    import duckdb

    path = (ROOT / "data/official/kreise.parquet").as_posix()
    counted = duckdb.execute("SELECT count(*) FROM read_parquet(?)", [path]).fetchone()
    assert counted
    told = re.search(r"([\d,]+) published figures", (ROOT / "README.md").read_text("utf-8"))
    assert told
    assert int(told[1].replace(",", "")) == counted[0]
