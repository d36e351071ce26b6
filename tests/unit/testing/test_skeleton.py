"""What ``--new`` writes is a rule that passes; where it cannot, it says why in one line."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

import capslint_rules
from capslint.testing.skeleton import SkeletonError, write_rule

HEADINGS = ["What it finds", "Why it matters", "What the fix does", "References"]


def harness(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "capslint.testing", *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False, cwd=folder, timeout=60)


def test_a_plug_in_begins_in_the_working_folder_and_passes(tmp_path: Path) -> None:
    begun = harness(tmp_path, "--new", "loud-flag")
    assert begun.returncode == 0, begun.stderr
    written = {
        Path(line.removeprefix("wrote ")).relative_to(tmp_path / "loud_flag") for line in begun.stdout.splitlines()
    }
    names = {str(path.relative_to(tmp_path / "loud_flag")) for path in tmp_path.rglob("*.*")}
    assert {str(path) for path in written} == names
    for kind in ("bad/block", "good/unprivileged"):
        assert {f"examples/{kind}.compose.yaml", f"examples/{kind}.k8s.yaml"} <= names
    assert re.findall(r"(?m)^## (.*)$", (tmp_path / "loud_flag/README.md").read_text(encoding="utf-8")) == HEADINGS
    assert (harness(tmp_path, "loud_flag").returncode, begun.stderr) == (1, "")  # the reports are not there yet
    updated = harness(tmp_path, "--update", "loud_flag")
    assert updated.returncode == 0, updated.stdout
    assert "block.crlf.compose.fixed.yaml" in updated.stdout
    again = harness(tmp_path, "loud_flag")
    assert (again.returncode, again.stdout, again.stderr) == (0, "", "")


def test_in_a_checkout_it_becomes_a_built_in_rule(tmp_path: Path) -> None:
    """Its line is put in order among the others, and nothing else is touched."""
    package = tmp_path / "rules/capslint_rules"
    package.mkdir(parents=True)
    text = Path(str(capslint_rules.__file__)).read_text(encoding="utf-8")
    (package / "__init__.py").write_text(text, encoding="utf-8")
    written = write_rule("loud-flag", str(tmp_path / "rules"))
    assert str(package / "loud_flag/__init__.py") in written
    after = (package / "__init__.py").read_text(encoding="utf-8").splitlines()
    assert [line for line in after if line not in text.splitlines()] == ['    "loud_flag",']
    assert after[after.index('    "loud_flag",') - 1 :][:3] == [
        '    "invisible_target",',
        '    "loud_flag",',
        '    "malformed_ignore",',
    ]
    assert len(after) == len(text.splitlines()) + 1


@pytest.mark.parametrize("rule_id", ["loud", "Loud-Flag", "loud_flag", "loud--flag", "../loud-flag", "", "1-flag"])
def test_a_bad_id_is_refused(rule_id: str, tmp_path: Path) -> None:
    done = harness(tmp_path, "--new", rule_id)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith(f"{rule_id!r} is no id for a rule")
    assert list(tmp_path.iterdir()) == []


def test_nothing_that_is_there_is_overwritten(tmp_path: Path) -> None:
    (tmp_path / "loud_flag").write_text("mine", encoding="utf-8")
    with pytest.raises(SkeletonError, match="loud_flag is there already"):
        write_rule("loud-flag", str(tmp_path))
    assert (tmp_path / "loud_flag").read_text(encoding="utf-8") == "mine"


@pytest.mark.parametrize("arguments", [["--new"], ["--new", "--update"], ["--new", "a-b", "c-d"], [], ["--other", "x"]])
def test_misuse_is_told(arguments: list[str], tmp_path: Path) -> None:
    done = harness(tmp_path, *arguments)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("usage: python -m capslint.testing")
