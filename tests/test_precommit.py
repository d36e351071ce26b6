"""The hooks as people run them: the real pre-commit builds capslint from this repository and runs it on another."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from capslint.formats import ENDINGS
from tests import markdown
from tests.places import ROOT
from tests.repository import commit_all, committed_copy, git

pytestmark = pytest.mark.slow

BROKEN = "services:\n  api:\n    image: go\n    command: dlv debug .\n    security_opt:\n      - seccomp:unconfined\n"
MENDED = "services:\n  api:\n    image: go\n    command: dlv debug .\n"


@pytest.fixture(scope="module")
def hooks(sources: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A committed copy of the working tree: pre-commit clones the repository of the hooks."""
    return committed_copy(sources, tmp_path_factory.mktemp("hooks") / "capslint")


def test_the_hooks_are_given_what_a_walk_opens() -> None:
    hooks = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))
    assert len(hooks) == 2
    for hook in hooks:
        assert [ending for ending in ENDINGS if not re.search(hook["files"], f"a/x{ending}")] == []
        assert [
            name for name in ("a.py", "a.md", "a.yaml.orig", "a.container.txt") if re.search(hook["files"], name)
        ] == []


def settings_of_the_readme(hooks: Path) -> str:
    """Return the settings that the README shows, for the repository ``hooks`` as it is."""
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    (shown,) = (yaml.safe_load(block.text) for block in markdown.blocks(text, "yaml") if "repos:" in block.text)
    shown["repos"][0] |= {"repo": str(hooks), "rev": git(hooks, "rev-parse", "HEAD").strip()}
    return yaml.safe_dump(shown, sort_keys=False)


def pre_commit(hooks: Path, project: Path) -> dict[str, str]:
    """Run the hooks on ``project``; return what pre-commit says of each, and its whole output under ``output``."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("GIT_", "PYTHON", "COV"))}
    (project / ".pre-commit-config.yaml").write_text(settings_of_the_readme(hooks), encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "pre_commit", "run", "--all-files", "--color", "never"],
        cwd=project,
        env={**environment, "PRE_COMMIT_HOME": str(hooks.parent / "cache")},
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    output = done.stdout + done.stderr
    results = {"output": output, "exit": str(done.returncode)}
    for line in output.splitlines():
        name, dots, result = line.partition("...")
        if dots:
            results[name] = result.lstrip(".")
    return results


def test_the_first_fixes_and_then_both_pass(hooks: Path, tmp_path: Path) -> None:
    (tmp_path / "compose.yaml").write_text(BROKEN, encoding="utf-8")
    (tmp_path / "-dash.yaml").write_text("a: 1\n", encoding="utf-8")  # a name that looks like an option
    commit_all(tmp_path)

    first = pre_commit(hooks, tmp_path)
    assert first["capslint fix"] == "Failed", first["output"]
    assert "compose.yaml:6:9: fixed[seccomp-unconfined]" in first["output"]
    assert first["capslint"] == "Passed", first["output"]  # of what is left
    assert "files were modified by this hook" in first["output"]
    assert (tmp_path / "compose.yaml").read_text(encoding="utf-8") == MENDED

    git(tmp_path, "add", ".")
    second = pre_commit(hooks, tmp_path)
    assert second["capslint"] == "Passed", second["output"]
    assert second["capslint fix"] == "Passed", second["output"]
    assert second["exit"] == "0"


def test_what_no_fix_mends_is_reported_once(hooks: Path, tmp_path: Path) -> None:
    wide = "  web:\n    image: nginx:1.25\n    privileged: true\n"
    (tmp_path / "compose.yaml").write_text(BROKEN + wide, encoding="utf-8")
    (tmp_path / "package-lock.json").write_text("{}\n", encoding="utf-8")  # is handed over, and nobody's business
    commit_all(tmp_path)
    for result in ("Failed", "Passed"):  # the second time there is nothing to fix
        ran = pre_commit(hooks, tmp_path)
        assert ran["capslint fix"] == result, ran["output"]
        assert ran["capslint"] == "Failed", ran["output"]
        assert ran["output"].count("[privileged-container]") == 1, ran["output"]
        git(tmp_path, "add", ".")
