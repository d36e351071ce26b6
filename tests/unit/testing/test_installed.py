"""Nobody tests another copy of a package than the one that he stands in."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

import capslint_rules
from capslint.testing.installed import package_near, wrong_copy
from tests.places import ROOT

BUILT_IN = Path(str(capslint_rules.__file__)).parent


def make(package: Path) -> Path:
    package.mkdir(parents=True)
    (package / "__init__.py").write_text("RULES = ()\n", encoding="utf-8")
    return package


def harness(folder: Path, *arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "capslint.testing", *arguments]
    return subprocess.run(
        command, capture_output=True, text=True, check=False, cwd=folder, env=os.environ | variables, timeout=60
    )


@pytest.mark.parametrize("stands_in", [".", "docs", "rules/capslint_rules"])
def test_rules_of_another_place_than_the_checkout_are_refused(stands_in: str, tmp_path: Path) -> None:
    """The checkout is one with rules; what Python imports, is installed elsewhere."""
    package = make(tmp_path / "rules/capslint_rules")
    (tmp_path / stands_in).mkdir(exist_ok=True)
    for arguments in (["capslint_rules"], ["--update", "capslint_rules.privileged_container"]):
        done = harness(tmp_path / stands_in, *arguments)
        assert (done.returncode, done.stdout) == (2, "")
        assert done.stderr.startswith(f"capslint_rules is imported from {BUILT_IN}, not from {package}, ")
        assert "python3 tests/run.py" in done.stderr
        assert done.stderr.count("\n") == 1


def test_a_machine_of_another_place_is_refused(tmp_path: Path) -> None:
    package = make(tmp_path / "capslint")
    (tmp_path / "here").mkdir()
    done = harness(tmp_path / "here", "capslint_rules.privileged_container")
    assert done.returncode == 2
    assert f"not from {package}" in done.stderr


def test_a_plug_in_is_held_to_its_own_folder_too(tmp_path: Path) -> None:
    mine, copy = make(tmp_path / "project/src/mine"), make(tmp_path / "installed/mine")
    (tmp_path / "project/tests").mkdir()
    for folder in ("project", "project/tests", "project/src"):
        good = harness(tmp_path / folder, "mine", PYTHONPATH=str(mine.parent))
        assert (good.returncode, good.stdout, good.stderr) == (0, "", "")
    bad = harness(tmp_path / "project/tests", "mine", PYTHONPATH=str(copy.parent))
    assert bad.returncode == 2
    assert bad.stderr.startswith(f"mine is imported from {copy}, not from {mine}, ")
    elsewhere = harness(tmp_path, "mine", PYTHONPATH=str(copy.parent))
    assert elsewhere.returncode == 0


def test_the_same_folder_under_two_names_is_one(tmp_path: Path) -> None:
    mine = make(tmp_path / "real/mine")
    (tmp_path / "link").symlink_to(tmp_path / "real")
    done = harness(tmp_path / "real", "mine", PYTHONPATH=str(tmp_path / "link"))
    assert done.returncode == 0, done.stderr
    assert package_near("mine", str(tmp_path / "link")) == str(mine)


def test_pages_of_other_rules_than_the_checkout_s_are_not_written(tmp_path: Path) -> None:
    make(tmp_path / "rules/capslint_rules")
    script = tmp_path / "tests/generators/build_rule_docs.py"
    script.parent.mkdir(parents=True)
    script.write_bytes((ROOT / "tests/generators/build_rule_docs.py").read_bytes())
    page = tmp_path / "docs/rules/mine.md"
    page.parent.mkdir(parents=True)
    page.write_text("mine", encoding="utf-8")
    for arguments in ([], ["--check"]):
        done = subprocess.run([sys.executable, str(script), *arguments], capture_output=True, text=True, check=False)
        assert (done.returncode, done.stdout) == (2, "")
        assert "capslint_rules is imported from" in done.stderr
    assert [path.name for path in page.parent.iterdir()] == ["mine.md"]


def test_this_run_tests_what_it_should() -> None:
    assert wrong_copy("capslint", str(BUILT_IN)) is None
    assert wrong_copy("capslint_rules.privileged_container", str(BUILT_IN)) is None
