"""The project checks itself: what the documents say is there, and what is there is in the documents."""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import capslint_rules
import pytest

import capslint
from capslint.api import Rule
from tests.places import ROOT

PACKAGES = {"capslint": Path(capslint.__file__).parent, "rules/capslint_rules": Path(capslint_rules.__file__).parent}
RULES = PACKAGES["rules/capslint_rules"]
HEADINGS = ["What it finds", "Why it matters", "What the fix does", "References"]
DOCUMENTS = ["rules/README.md", "docs/architecture.md", "CONTRIBUTING.md"]
MAX_LINES = 300
MADE_BY_A_SCRIPT = re.compile(r'"""Made (from|by) ')
NAMES_THAT_SAY_NOTHING = {"utils", "util", "helpers", "helper", "common", "misc"}


def python_files() -> Iterator[Path]:
    for folder in (*PACKAGES.values(), ROOT / "tests", ROOT / "scripts", ROOT / "benchmarks"):
        yield from (path for path in folder.rglob("*.py") if "__pycache__" not in path.parts)


def place(path: str) -> Path:
    """Where a path that a document names really is: the two packages are wherever they are installed."""
    for name, folder in PACKAGES.items():
        if path == name or path.startswith(f"{name}/"):
            return folder / path.removeprefix(name).lstrip("/")
    return ROOT / path


def named_paths(text: str) -> list[str]:
    """Give what stands in backticks or behind a link and looks like a path of the repository."""
    prose = re.sub(r"(?ms)^```.*?^```", "", text)
    words = re.findall(r"`([^`\s]+)`", prose) + re.findall(r"\]\(([^)#\s]+)", prose)
    top = {path.name for path in ROOT.iterdir()} | {"capslint", "rules"}
    return [word for word in words if word.split("/")[0] in top and ("/" in word or "." in word)]


def commands(text: str) -> list[list[str]]:
    """Give the command lines of the shell blocks."""
    blocks = re.findall(r"(?ms)^```sh\n(.*?)^```", text)
    return [shlex.split(line, comments=True) for block in blocks for line in block.splitlines() if line.strip()]


@pytest.mark.parametrize("name", DOCUMENTS)
def test_every_path_in_a_document_is_there(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")
    assert named_paths(text), "no path was recognised; has the way of writing them changed?"
    assert [path for path in named_paths(text) if not place(path).exists()] == []


def test_the_paths_of_a_document_are_recognised() -> None:
    text = "see `capslint/api.py`, [this](docs/nowhere.md) and `ctx.judge(x)`\n```sh\npython `rules/no.py`\n```\n"
    assert named_paths(text) == ["capslint/api.py", "docs/nowhere.md"]
    assert not place("docs/nowhere.md").exists()


def test_every_command_in_the_guide_to_rules_names_what_is_there() -> None:
    found = commands((ROOT / "rules/README.md").read_text(encoding="utf-8"))
    assert len(found) >= 4
    for command in found:
        assert command[0] in ("python", "python3")
        paths = [word for word in command[1:] if "/" in word]
        assert [path for path in paths if not place(path).exists()] == []


def test_the_harness_runs_as_the_guide_says() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "capslint.testing", "capslint_rules.privileged_container"],
        capture_output=True, text=True, check=False, cwd=ROOT,
    )  # fmt: skip
    assert (done.returncode, done.stdout) == (0, "")


def test_the_rule_in_the_guide_is_a_rule() -> None:
    block = re.search(r"(?ms)^```python\n(.*?)^```", (ROOT / "rules/README.md").read_text(encoding="utf-8"))
    assert block
    names: dict[str, object] = {}
    exec(compile(block[1], "rules/README.md", "exec"), names)
    assert isinstance(names["RULE"], Rule)


def test_the_pages_of_the_rules_are_up_to_date() -> None:
    done = subprocess.run(
        [sys.executable, str(ROOT / "scripts/build_rule_docs.py"), "--check"],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stdout.strip()) == (0, ""), "run python scripts/build_rule_docs.py"


def test_each_rule_folder_is_a_rule_and_each_rule_has_one() -> None:
    folders = sorted(path.name.replace("_", "-") for path in RULES.iterdir() if (path / "__init__.py").exists())
    assert [rule.meta.id for rule in capslint_rules.RULES] == folders


@pytest.mark.parametrize("rule", capslint_rules.RULES, ids=lambda rule: rule.meta.id)
def test_each_rule_is_described_like_all_others(rule: Rule) -> None:
    text = (RULES / rule.meta.id.replace("-", "_") / "README.md").read_text(encoding="utf-8")
    assert text.startswith(f"# {rule.meta.id}\n")
    assert re.findall(r"(?m)^## (.*)$", text) == HEADINGS
    assert re.fullmatch(r"[a-z][a-z0-9]*(-[a-z0-9]+)+", rule.meta.id)
    assert not rule.meta.summary.endswith(".")
    assert f"`{rule.meta.id}`" in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")


def test_files_stay_small_and_their_names_say_something() -> None:
    too_long, nameless = [], []
    for path in python_files():
        text = path.read_text(encoding="utf-8")
        if text.count("\n") > MAX_LINES and not MADE_BY_A_SCRIPT.match(text):
            too_long.append(str(path))
        if path.stem in NAMES_THAT_SAY_NOTHING:
            nameless.append(str(path))
    assert too_long == []
    assert nameless == []
