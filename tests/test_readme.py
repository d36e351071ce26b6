"""The README and the pages for users: every command in them runs and says what they say it says."""

from __future__ import annotations

import difflib
import json
import re
import shlex
import shutil
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pytest
import yaml
from pre_commit import clientlib

from capslint import config
from capslint.config import setting_table
from tests import markdown
from tests.places import ROOT
from tests.user_pages import PAGES, commands, made, run

#: A finding whose fix is unsafe, because the debugger runs in a health check only.
LEFT = "services: {a: {image: x, user: root, privileged: true, healthcheck: {test: [CMD, strace, -p, '1']}}}\n"


class Session(NamedTuple):
    """One command of a ``console`` block, with the output below it; a line ``...`` stands for any lines."""

    page: str
    line: int
    command: str
    output: str


def sessions() -> list[Session]:
    found = []
    for page, text in PAGES.items():
        for block in markdown.blocks(text, "console"):
            found += [Session(page, block.line, *each) for each in markdown.session(block.text)]
    return found


@pytest.fixture
def work(tmp_path: Path) -> Path:
    """A folder like the checkout, as far as the commands go: with the examples in it."""
    shutil.copytree(ROOT / "examples", tmp_path / "examples")
    return tmp_path


@pytest.fixture(scope="module")
def followed(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """The folder of a page: the examples and the files that it shows, in a repository, changed by its commands."""

    @cache
    def folder_of(page: str) -> Path:
        return made(tmp_path_factory.mktemp("page") / "work", dict(markdown.files(PAGES[page])))

    return folder_of


@pytest.mark.parametrize("page", sorted({session.page for session in sessions()}))
def test_commands_say_what_the_page_says(page: str, followed: Callable[[str], Path]) -> None:
    """A page is followed from its top: a command finds what those above it have made."""
    wrong = []
    for session in (each for each in sessions() if each.page == page):
        actual = run(session.command, followed(page))
        if not markdown.matches(session.output, actual):
            lines = difflib.unified_diff(session.output.splitlines(), actual.splitlines(), "page", "real", lineterm="")
            wrong.append("\n".join([f"{page}:{session.line}: {session.command}", *lines]))
    assert wrong == [], "\n".join(wrong)


def test_the_readme_opens_with_a_diff_that_fix_makes(work: Path) -> None:
    (shown,) = markdown.blocks(PAGES["README.md"], "diff")
    assert shown.text.strip("\n") == run("capslint fix --diff examples/go-compose/before 2>summary", work)


COMMAND = re.compile(r"(?:^|[\s/|])capslint ([a-z]+\b[^|#]*)")


def test_every_command_is_shown_with_options_that_exist(work: Path) -> None:
    checked = 0
    for page, text in PAGES.items():
        shown = [*markdown.code_words(text), *commands(text)]
        for line in (found for words in shown for found in COMMAND.findall(words)):
            command, *rest = shlex.split(line)
            usage = run(f"capslint {command} --help", work)
            for option in (word.partition("=")[0] for word in rest if word.startswith("--")):
                assert option in usage, f"{page}: {line}"
            checked += 1
    assert checked > 5


def test_the_pre_commit_settings_are_valid_and_name_real_hooks(tmp_path: Path) -> None:
    (block,) = (block for block in markdown.blocks(PAGES["README.md"], "yaml") if "repos:" in block.text)
    (tmp_path / ".pre-commit-config.yaml").write_text(block.text, encoding="utf-8")
    clientlib.load_config(tmp_path / ".pre-commit-config.yaml")
    named = [hook["id"] for repo in yaml.safe_load(block.text)["repos"] for hook in repo["hooks"]]
    offered = [hook["id"] for hook in clientlib.load_manifest(ROOT / ".pre-commit-hooks.yaml")]
    assert named == offered == ["capslint-fix", "capslint"]  # the report is on what no fix could mend


@pytest.mark.parametrize("page", PAGES)
def test_settings_on_the_page_can_be_used(page: str, tmp_path: Path) -> None:
    for block in markdown.blocks(PAGES[page], "toml"):
        (tmp_path / ".capslint.toml").write_text(block.text, encoding="utf-8")
        assert config.load_config(str(tmp_path / ".capslint.toml")).path


def documented(heading: str) -> set[str]:
    """Return the fields that the usage page documents below ``heading``, with their whole path."""
    fields: set[str] = set()
    for row in markdown.rows(PAGES["docs/usage.md"]):
        if row.heading == heading:
            first, *more = (name.strip("` ") for name in row.cells["field"].split(","))
            fields |= {first, *(f"{first.rpartition('.')[0]}.{name}".lstrip(".") for name in more)}
    return fields


def written(value: object, place: str = "") -> set[str]:
    """Return the path of every field in a JSON value."""
    if isinstance(value, list):
        return {field for item in value for field in written(item, f"{place}[]")}
    if isinstance(value, dict):
        start = f"{place}." if place else ""
        return {field for key, item in value.items() for field in {start + key} | written(item, start + key)}
    return set()


def under(field: str, documented_field: str) -> bool:
    """Whether ``field`` is the documented one, or lies inside it."""
    known = documented_field.removesuffix("[]")
    return field == known or field.startswith((f"{known}.", f"{known}[]"))


@pytest.mark.parametrize(
    ("heading", "command"),
    [
        ("capslint check and capslint fix", "capslint fix --format json here missing"),
        ("capslint explain", "capslint explain --format json here missing"),
    ],
)
def test_every_field_of_the_json_is_documented(heading: str, command: str, work: Path) -> None:
    (work / "here").mkdir()
    shutil.copytree(work / "examples", work / "here" / "examples")
    (work / "here" / "deployment.yaml").write_text("services: {{ .Values.all }}\n", encoding="utf-8")
    (work / "here" / "left.yaml").write_text(LEFT, encoding="utf-8")
    fields = documented(heading)
    found = written(json.loads(run(command, work, allowed={2})))
    leaves = {field for field in found if not any(other.startswith((f"{field}.", f"{field}[]")) for other in found)}
    assert {field for field in leaves if not any(under(field, known) for known in fields)} == set()
    assert {field for field in fields if not any(under(other, field) for other in found)} == set()


def test_every_option_and_setting_is_on_the_usage_page(work: Path) -> None:
    page = PAGES["docs/usage.md"]
    options = {
        option for name in ("check", "fix") for option in re.findall(r"--[a-z-]+", run(f"capslint {name} -h", work))
    }
    alike = {"--colour": "--color", "--no-userns-remap": "--userns-remap"}
    alike["--no-kubelet-seccomp-default"] = "--kubelet-seccomp-default"
    alike["--no-debian-perf"] = "--debian-perf"
    alike["--no-rootless"] = "--rootless"
    known = (
        re.findall(r"`(--[a-z-]+)", page) + re.findall(r"`([a-z-]+)`", page) + re.findall(r"(?m)^([a-z-]+) = ", page)
    )
    known += re.findall(r"(?m)^\[+([a-z-]+)\]", page)
    known += ["--compose-file", "--help", "--seccomp-default"]  # shown as -f; click's own; the kubelet's
    assert {alike.get(option, option) for option in options} - set(known) == set()
    assert set(setting_table.SETTINGS) - set(known) == set()
