"""Any project of several files: fixing it twice is fixing it once, what worked works, and the rest stays as it was."""

from __future__ import annotations

import difflib
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import HealthCheck, Phase, example, given, settings
from hypothesis import strategies as st

from capslint.check import Options, check_source
from capslint.cli.fix_command import fix
from capslint.model import Answer
from capslint.registry import load_registry
from capslint.source import Source
from capslint.source.files import NeighbourFiles

RULES = load_registry().rules
COMMANDS = ("strace ls", "strace -p 1", "gdb -p 1", "lldb ls", "perf record ls", "sleep 1")
ENTRIES = (
    "privileged: true",
    "privileged: false",
    "security_opt: [seccomp:unconfined] # why not",
    "security_opt:\n      # both\n      - apparmor:unconfined\n      - seccomp=unconfined",
    "security_opt: !override [no-new-privileges]",
    "cap_add: [SYS_PTRACE]",
    "cap_add:\n      - ALL",
    "cap_add: [ CAP_SYS_PTRACE,NET_ADMIN ]",
    "cap_add: !reset []",
    "pid: host",
    "user: '1000'",
    "environment: {A:   b}",
)
EXTENDS = ("", "extends: {file: base.yml, service: shared}", "extends: shared")


@st.composite
def service(draw: st.DrawFn, name: str, extends: tuple[str, ...] = ("",)) -> str:
    """Return the lines of one service, each key at most once."""
    entries = draw(st.lists(st.sampled_from(ENTRIES), max_size=4, unique_by=lambda one: one.split(":")[0]))
    chosen = [draw(st.sampled_from(extends)), *entries]
    if draw(st.booleans()):
        chosen.append(f"command: {draw(st.sampled_from(COMMANDS))}")
    lines = [f"    {one}\n" for one in chosen if one]
    return f"  {name}: # {name}\n" + "".join(lines) if lines else f"  {name}: {{}}\n"


@st.composite
def project(draw: st.DrawFn) -> dict[str, str]:
    """Return the files of a project: a base, an override, and a file that is extended."""
    head, image = "services:\n", "    image: alpine:3.20\n"
    services = [draw(service("a", EXTENDS)), draw(service("b", EXTENDS)), draw(service("shared"))]
    files = {
        "compose.yaml": head + "".join(one.replace(": {}", ":").rstrip("\n") + f"\n{image}" for one in services),
        "base.yml": head + draw(service("shared")).replace(": {}", ":").rstrip("\n") + f"\n{image}",
    }
    if draw(st.booleans()):
        files["compose.override.yaml"] = head + draw(service("a")) + draw(service("b", EXTENDS[:2]))
    return files


def abilities(folder: Path) -> dict[tuple[str, str, str, str], Answer]:
    """Return the worst answer to every recognised operation, as each file's check sees it."""
    found: dict[tuple[str, str, str, str], Answer] = {}
    for path in sorted(folder.glob("*.y*ml")):
        result = check_source(
            Source(str(path), path.read_text()), Options(RULES, measure=True), NeighbourFiles(str(folder))
        )
        for one in result.abilities:
            key = (path.name, one.container, one.tool, one.operation)
            found[key] = min(found.get(key, Answer.WORKS), one.verdict.answer)
    return found


def texts(folder: Path) -> dict[str, str]:
    return {path.name: path.read_text() for path in sorted(folder.glob("*.y*ml"))}


@pytest.mark.parametrize("unsafe", [[], ["--unsafe"]], ids=["safe", "unsafe"])
@given(files=project(), named=st.sets(st.sampled_from(["compose.yaml", "base.yml", "compose.override.yaml"])))
@example(
    files={
        "compose.yaml": "services:\n  a:\n    image: x\n  b:\n    extends: shared\n    security_opt:\n"
        "      - apparmor:unconfined\n      - seccomp=unconfined\n    privileged: true\n    command: perf record ls\n"
        "  shared:\n    command: perf record ls\n    image: x\n"
    },
    named=set(),
)  # a fix that is wrong before another one is made, and right behind it
@settings(
    max_examples=15,
    deadline=None,
    database=None,
    phases=(Phase.explicit, Phase.generate),
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_any_project(
    tmp_path_factory: pytest.TempPathFactory, unsafe: list[str], files: dict[str, str], named: set[str]
) -> None:
    folder = tmp_path_factory.mktemp("project")
    for name, text in files.items():
        (folder / name).write_text(text)
    before = abilities(folder)
    paths = sorted(str(folder / name) for name in named & set(files)) or [str(folder)]
    shown = CliRunner().invoke(fix, ["--no-config", "--diff", *unsafe, *paths])
    assert texts(folder) == files
    first = CliRunner().invoke(fix, ["--no-config", *unsafe, *paths])
    assert first.exit_code in (0, 1, 2), first.exception
    assert "internal error" not in first.output
    once = texts(folder)
    assert CliRunner().invoke(fix, ["--no-config", *unsafe, *paths]).exit_code == first.exit_code
    assert texts(folder) == once
    assert changed_lines(shown.stdout) == [line for name in once for line in difference(files[name], once[name])]
    if len(named & set(files)) in (0, len(files)):  # of files that were not seen nothing is promised
        after = abilities(folder)
        assert {key: was for key, was in before.items() if after.get(key, Answer.FAILS) < was} == {}


def difference(old: str, new: str) -> list[str]:
    """Return the lines that differ, as a diff marks them."""
    lines = difflib.unified_diff(old.splitlines(), new.splitlines(), lineterm="")
    return sorted(line for line in lines if line[0] in "+-" and line[:3] not in ("+++", "---"))


def changed_lines(diff: str) -> list[str]:
    """Return the changed lines of a whole diff, file by file in the order of their names."""
    parts = diff.split("--- a/")[1:]
    found: list[str] = []
    for part in sorted(parts, key=lambda one: one.splitlines()[0].rsplit("/", 1)[-1]):
        found += sorted(line for line in part.splitlines()[2:] if line[:1] in ("+", "-"))
    return found
