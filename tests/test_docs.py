"""What the documents say is so: paths exist, links lead somewhere, the drawing is the one the contract enforces."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

from tests import markdown
from tests.extending.steps import paths_in
from tests.places import ROOT

RULE_PAGES = sorted((ROOT / "docs" / "rules").glob("*.md"))  # they name files that people have
TOOL_PAGES = sorted((ROOT / "docs" / "tools").glob("*.md"))  # and the sources of other projects
HOST_PAGES = sorted((ROOT / "docs" / "named-hosts").glob("*.md"))  # likewise
DOCUMENTS = [
    *(ROOT / name for name in ("README.md", "CONTRIBUTING.md", "CHANGELOG.md")),
    *sorted({*(ROOT / "docs").rglob("*.md")} - {*RULE_PAGES, *TOOL_PAGES, *HOST_PAGES}),
]
PATH = re.compile(r"\.?[\w-]+(/[\w.*-]+)*(/|\.(py|toml|md|yaml|txt)|/run)")
#: Names of files that people have, not we.
THEIRS = {
    "compose.yaml", "compose.override.yaml", "debug-profile.yaml",
    "docker-compose.yml", "kustomization.yaml", ".capslint.toml", ".pre-commit-config.yaml", "entry_points.txt",
}  # fmt: skip


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@pytest.mark.parametrize("document", [*DOCUMENTS, *RULE_PAGES, *TOOL_PAGES, *HOST_PAGES], ids=name_of)
def test_links_lead_somewhere(document: Path) -> None:
    for target in markdown.links(document.read_text(encoding="utf-8")):
        assert (document.parent / target).exists(), f"{document.name} links to {target}"


@pytest.mark.parametrize("document", DOCUMENTS, ids=name_of)
def test_paths_exist(document: Path, sources: Path) -> None:
    text = document.read_text(encoding="utf-8")
    for word in markdown.code_words(text):
        if PATH.fullmatch(word) and word not in THEIRS | paths_in(text):
            assert any(sources.glob(word.rstrip("/"))), f"{document.name} names {word}"


@pytest.mark.parametrize("document", DOCUMENTS, ids=name_of)
def test_scripts_in_commands_exist(document: Path, sources: Path) -> None:
    for script in re.findall(r"python3? (\S+/\S+\.py)", document.read_text(encoding="utf-8")):
        assert (sources / script).is_file(), f"{document.name} runs {script}"
    for module in re.findall(r"python3? -m (tests\.[\w.]+|capslint\.[\w.]+)", document.read_text(encoding="utf-8")):
        path = sources / module.replace(".", "/")
        assert path.with_suffix(".py").is_file() or (path / "__main__.py").is_file(), f"{document.name} runs {module}"


def test_the_architecture_shows_the_import_order_that_is_enforced() -> None:
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"][
        "contracts"
    ]
    layers = next(contract["layers"] for contract in contracts if contract["type"] == "layers")
    (drawing,) = markdown.blocks((ROOT / "docs/architecture.md").read_text(encoding="utf-8"), "layers")
    assert [line.partition("#")[0].strip() for line in drawing.text.splitlines()] == layers
