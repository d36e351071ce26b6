"""A format can be renamed in its folder alone: no other room knows its name, its folder or its nouns.

In a copy of the checkout the Compose format gets another folder, name, title and noun. What tests and examples expect
to read is renamed with it, mechanically. No other line of code is touched, and all must pass.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

FOLDER, NEW_FOLDER = "capslint/formats/compose", "capslint/formats/assembly"
Change = tuple[re.Pattern[str], "str | Callable[[re.Match[str]], str]"]
VOCABULARY = {
    'NAME = "compose"': 'NAME = "assembly"',
    'TITLE = "Compose"': 'TITLE = "Arrange"',
    'NOUN = "service"': 'NOUN = "element"',
}
"""Title and noun are as long as the old ones: lines of what is expected break where they did."""
MODULE = (re.compile(r"\bcapslint\.formats\.compose\b"), "capslint.formats.assembly")
LISTED = (re.compile(r'(?m)^    "compose",(?=  # the last)'), '    "assembly",')
EXPECTED: tuple[Change, ...] = (
    MODULE,
    (re.compile(r"\bservice(?=s?\s+['\"\\{])"), "element"),
    (
        re.compile(r"\b(?:a\s+service(?=\s+of\s+its\s+own)|another\s+service(?='s\s+PID))"),
        lambda found: found[0][:-7] + "element",
    ),
    (
        re.compile(r"\bCompose(?=\s+(?:refuses|does\s+not\s+know|looks\s+for|has\s+for|nor|or|file\s+nor)\b|, \d)"),
        "Arrange",
    ),
    (re.compile(r'(?<="platform": )"compose"'), '"assembly"'),
)
"""How what is expected reads with the new names."""
TESTS = ("tests/test_rules.py", "tests/test_formats_apart.py", "tests/unit", "tests/cli")
OWN_TESTS = "tests/unit/formats"


@pytest.mark.slow
def test_a_format_is_renamed_in_its_folder_alone(sources: Path, tmp_path: Path) -> None:
    copy = tmp_path / "checkout"
    shutil.copytree(sources, copy, ignore=shutil.ignore_patterns(".git", ".venv", ".*_cache", "__pycache__"))
    (copy / FOLDER).rename(copy / NEW_FOLDER)
    vocabulary = copy / NEW_FOLDER / "vocabulary.py"
    for old, new in VOCABULARY.items():
        assert vocabulary.read_text(encoding="utf-8").count(old) == 1
        rewrite(vocabulary, (re.compile(re.escape(old)), new))
    for path in (copy / "capslint" / "formats").rglob("*.py"):
        rewrite(path, MODULE, LISTED)
    for path in [*(copy / "tests").rglob("*.py"), *(copy / "rules").rglob("*.out")]:
        if OWN_TESTS not in path.as_posix() and path.name != Path(__file__).name:
            rewrite(path, *EXPECTED)
    assert changed_code(sources, copy) == []
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "--ignore", OWN_TESTS, *TESTS],
        cwd=copy, capture_output=True, text=True, check=False,
        env={**os.environ, "PYTHONPATH": f"{copy}{os.pathsep}{copy / 'rules'}", "CAPSLINT_SOURCES": str(copy)},
    )  # fmt: skip
    assert done.returncode == 0, done.stdout[-6000:]


def test_what_is_expected_is_renamed_where_it_speaks_of_the_format() -> None:
    text = "service 'api' and services: a Compose file nor, services 'a' and 'b', another service's PID, docker-compose"
    for pattern, new in EXPECTED:
        text = pattern.sub(new, text)
    assert (
        text
        == "element 'api' and services: a Arrange file nor, elements 'a' and 'b', another element's PID, docker-compose"
    )


def rewrite(path: Path, *changes: Change) -> None:
    """Replace in the file all that the patterns find."""
    with path.open(encoding="utf-8", newline="") as file:
        before = after = file.read()
    for pattern, new in changes:
        after = pattern.sub(new, after)
    if after != before:
        with path.open("w", encoding="utf-8", newline="") as file:
            file.write(after)


def changed_code(sources: Path, copy: Path) -> list[str]:
    """Return the paths of code outside of formats that is not the same in both."""
    found = []
    for folder in ("capslint", "rules/capslint_rules"):
        for path in sorted((sources / folder).rglob("*.py")):
            place = path.relative_to(sources)
            if not place.is_relative_to("capslint/formats") and path.read_bytes() != (copy / place).read_bytes():
                found.append(str(place))
    return found
