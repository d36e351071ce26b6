"""What a check imports: starting up is most of what a small check costs."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.running import CLEAN, DEBUG, WIDE

# Heavy, or needed by other commands alone. Each costs from a tenth to six times the start of a small check.
FORBIDDEN = {
    *("kubernetes", "jsonschema", "ruamel", "pre_commit", "rich", "multiprocessing", "asyncio", "concurrent"),
    *("importlib.metadata", "importlib.resources", "dataclasses", "json", "tomllib", "pathlib", "difflib", "tempfile"),
    *("logging", "dockerfile_parse", "subprocess", "socket", "unittest", "zipfile", "email", "http"),
    *("json5", "urllib"),
}
SCRIPT = """
import sys
from capslint.cli import main
code = main(sys.argv[1:])
print("\\n".join(sorted(sys.modules)), file=sys.stderr)
sys.exit(code)
"""
POD = "apiVersion: v1\nkind: Pod\nmetadata: {name: p}\nspec:\n  containers:\n  - {name: a, image: x}\n"


def loaded(folder: Path, *arguments: str) -> set[str]:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("COV")}  # it imports a lot
    done = subprocess.run(
        [sys.executable, "-I", "-c", SCRIPT, *arguments],
        cwd=folder, capture_output=True, text=True, check=False, env=environment,
    )  # fmt: skip
    assert done.returncode in (0, 1), done.stderr
    return set(done.stderr.split())


def forbidden(modules: set[str]) -> set[str]:
    return {name for name in modules if name in FORBIDDEN or name.split(".")[0] in FORBIDDEN}


@pytest.mark.parametrize("text", [CLEAN, DEBUG, WIDE, POD], ids=["clean", "debugger", "wide", "pod"])
def test_a_check_imports_nothing_heavy(tmp_path: Path, text: str) -> None:
    (tmp_path / "a.yml").write_text(text)
    modules = loaded(tmp_path, "check", "a.yml")
    assert "capslint.check.check_file" in modules  # the check did run
    assert forbidden(modules) == set()


def test_a_folder_without_an_ignore_file_imports_nothing_heavy(tmp_path: Path) -> None:
    (tmp_path / "a.yml").write_text(CLEAN)
    (tmp_path / "pyproject.toml").write_text("[project]\nname = 'x'\n")
    assert forbidden(loaded(tmp_path, "check", ".")) == set()


def test_a_clean_file_imports_neither_the_model_nor_the_catalogue(tmp_path: Path) -> None:
    (tmp_path / "a.yml").write_text(CLEAN)
    modules = loaded(tmp_path, "check", "a.yml")
    unwanted = ("capslint.permissions", "capslint.debuggers.catalogue", "capslint.fix", "capslint.report.text_report")
    assert [name for name in sorted(modules) if name.startswith(unwanted)] == []


def test_a_file_of_others_does_not_even_import_our_formats(tmp_path: Path) -> None:
    (tmp_path / "a.yml").write_text("a: 1\n")
    modules = loaded(tmp_path, "check", "a.yml")
    assert [
        name
        for name in sorted(modules)
        if name.startswith(
            (
                *("capslint.formats.compose.project", "capslint.formats.kubernetes.pod", "capslint.formats.jsonc"),
                *("capslint.formats.devcontainer.read_config", "capslint.formats.devcontainer.writing"),
            )
        )
    ] == []


def test_a_rule_is_imported_only_where_it_is_asked(tmp_path: Path) -> None:
    (tmp_path / "a.yml").write_text(WIDE)
    modules = loaded(tmp_path, "check", "a.yml")
    assert "capslint_rules.privileged_container" in modules
    assert "capslint_rules.unknown_capability" not in modules
