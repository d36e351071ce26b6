"""Findings in projects of several Compose files: where each is told, and that it is told once."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.cli.running import run

# A debugger that only launches needs nothing: the filter that is switched off for it is a finding with a safe fix.
BASE = "services:\n  api:\n    image: alpine:3.20\n    command: strace ls\n"
UNFILTERED = "services:\n  api:\n    security_opt:\n      - seccomp:unconfined\n"
WIDE_BASE = "services:\n  api:\n    image: alpine:3.20\n    privileged: true\n"
QUIET = "services:\n  api:\n    environment:\n      A: b\n"
HERE = ("compose.override.yaml", 4, "seccomp-unconfined", "safe")


def write(folder: Path, files: dict[str, str]) -> None:
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)


def report(folder: Path, *arguments: str) -> Any:
    return json.loads(run("check", "--format", "json", *arguments, cwd=folder).out)


def found(folder: Path, *arguments: str) -> list[tuple[str, int, str, str | None]]:
    """Return path, line, rule and the safety of the fix of every finding, in the order of the report."""
    return [
        (one["path"], one["line"], one["rule"], one["fix"]["safety"] if one["fix"] else None)
        for one in report(folder, *arguments)["findings"]
    ]


@pytest.mark.parametrize(
    "arguments",
    [["compose.yaml"], ["compose.override.yaml"], ["compose.yaml", "compose.override.yaml"], ["."]],
    ids=["the base alone", "the override alone", "both", "the folder"],
)
def test_what_an_override_grants_is_found_there_once(tmp_path: Path, arguments: list[str]) -> None:
    write(tmp_path, {"compose.yaml": BASE, "compose.override.yaml": UNFILTERED})
    assert found(tmp_path, *arguments) == [HERE]
    assert found(tmp_path, *reversed(arguments)) == [HERE]


def test_the_base_of_an_override_is_read_and_not_reported_on(tmp_path: Path) -> None:
    write(tmp_path, {"compose.yaml": WIDE_BASE, "compose.override.yaml": QUIET})
    assert found(tmp_path, "compose.override.yaml") == []
    assert [one[:3] for one in found(tmp_path, "compose.yaml")] == [("compose.yaml", 4, "privileged-container")]
    assert found(tmp_path) == found(tmp_path, "compose.yaml")


def test_what_an_override_takes_back_is_no_finding(tmp_path: Path) -> None:
    back = "services:\n  api:\n    privileged: false\n"
    write(tmp_path, {"compose.yaml": WIDE_BASE, "compose.override.yaml": back})
    assert found(tmp_path) == []


EXTENDING = "services:\n  api:\n    extends: {file: common/base.yml, service: debug}\n    command: strace ls\n"
EXTENDED = "services:\n  debug:\n    image: alpine:3.20\n    security_opt: [seccomp=unconfined]\n"
INCLUDED = "services:\n  api:\n    image: alpine:3.20\n    command: strace ls\n    security_opt: [seccomp=unconfined]\n"


def test_an_extended_file_that_nothing_tells_of_has_no_fix_by_itself(tmp_path: Path) -> None:
    write(tmp_path, {"base.yml": EXTENDED.replace("debug:", "base:")})
    assert found(tmp_path, "base.yml") == [("base.yml", 4, "seccomp-unconfined", None)]


def test_what_an_extended_file_grants_is_found_there(tmp_path: Path) -> None:
    write(tmp_path, {"compose.yaml": EXTENDING, "common/base.yml": EXTENDED})
    assert found(tmp_path, "compose.yaml") == [("common/base.yml", 4, "seccomp-unconfined", "safe")]
    # Seen on its own no more than its name tells what the extended service is for.
    assert found(tmp_path, "common/base.yml") == [("common/base.yml", 4, "seccomp-unconfined", "unsafe")]
    for arguments in (["."], ["compose.yaml", "common/base.yml"], ["common", "compose.yaml"]):
        (one,) = report(tmp_path, *arguments)["findings"]
        assert (one["path"], one["line"], one["tool"], one["fix"]["safety"]) == (
            "common/base.yml",
            4,
            "strace",
            "unsafe",
        )
        assert sorted(one["subjects"]) == ["services.api", "services.debug"]


def test_what_an_included_file_grants_is_found_there(tmp_path: Path) -> None:
    write(tmp_path, {"compose.yaml": "include: [parts/api.yml]\nservices: {}\n", "parts/api.yml": INCLUDED})
    expected = [("parts/api.yml", 5, "seccomp-unconfined", "safe")]
    assert found(tmp_path, "compose.yaml") == expected
    assert found(tmp_path, ".") == expected


FRAGMENTS = {
    "compose.yaml": "include:\n  - path: [parts/base.yaml, parts/debug.yaml]\n",
    "parts/base.yaml": "services:\n  app: {image: x}\n"
    "  api:\n    image: alpine:3.20\n    command: strace -p 1\n    pid: service:app\n",
    "parts/debug.yaml": "services:\n  api:\n    privileged: true\n",
}


@pytest.mark.parametrize(
    ("arguments", "is_found"),
    [
        (["."], True),
        (["compose.yaml"], True),
        (["parts"], True),
        (["parts/debug.yaml"], True),
        (["parts/base.yaml"], False),
    ],
)
def test_an_included_file_is_a_part_of_the_project_that_includes_it(
    tmp_path: Path, arguments: list[str], is_found: bool
) -> None:
    write(tmp_path, FRAGMENTS)
    (tmp_path / ".git").mkdir()  # without a repository nothing is read that is not below the named file
    expected = [("parts/debug.yaml", 3, "privileged-container", "safe")] if is_found else []
    assert found(tmp_path, *arguments) == expected
    if is_found:
        (one,) = report(tmp_path, *arguments)["findings"]
        assert (one["tool"], one["withheld"]) == ("strace", None)
        # Fixing it leaves nothing: the debugger works with what came in its place.
        assert run("fix", *arguments, cwd=tmp_path).code == 0
        assert found(tmp_path, ".") == []


def test_an_included_file_is_found_from_a_file_that_is_named(tmp_path: Path) -> None:
    files = {**FRAGMENTS, "stack.yaml": FRAGMENTS["compose.yaml"]}
    del files["compose.yaml"]
    write(tmp_path, files)
    (tmp_path / ".git").mkdir()
    assert [one[2] for one in found(tmp_path, "parts/base.yaml")] == ["missing-sys-ptrace"]
    (tmp_path / ".capslint.toml").write_text("compose-files = ['stack.yaml']\n")
    assert found(tmp_path, "parts/base.yaml") == []


def test_two_projects_that_extend_one_file_are_one_finding(tmp_path: Path) -> None:
    def project(name: str, command: str) -> str:
        return (
            f"services:\n  {name}:\n    extends: {{file: ../base.yml, service: debug}}\n    command: {command}\n"
            "    cap_add: [SYS_PTRACE]\n"
        )

    both = {"one/compose.yaml": project("one", "strace ls"), "two/compose.yaml": project("two", "strace -p 1")}
    write(tmp_path, {"base.yml": EXTENDED, **both})
    (tmp_path / ".git").mkdir()
    (one,) = report(tmp_path, "one", "two", "--select", "seccomp-unconfined")["findings"]
    assert (one["path"], one["line"], one["subjects"]) == ("base.yml", 4, ["services.one", "services.two"])
    assert one["fix"]["safety"] == "safe"
    # A user of which nothing is known makes it a matter for a person.
    write(tmp_path, {"two/compose.yaml": project("two", "sleep 1")})
    (one,) = report(tmp_path, "one", "two", "--select", "seccomp-unconfined")["findings"]
    assert one["fix"]["safety"] == "unsafe"
    # One that does not run with it stands in the way.
    write(tmp_path, {"two/compose.yaml": project("two", "lldb ls")})
    (one,) = report(tmp_path, "one", "two", "--select", "seccomp-unconfined")["findings"]
    assert one["fix"] is None
    assert one["withheld"] == "no added capability lets `lldb ls` work without it"


def test_every_service_that_shares_a_base_is_named(tmp_path: Path) -> None:
    base = (
        "services:\n  debug:\n    image: alpine:3.20\n    command: strace ls\n    security_opt: [seccomp=unconfined]\n"
    )
    extends = "    extends: {file: base.yml, service: debug}\n"
    write(tmp_path, {"base.yml": base, "compose.yaml": f"services:\n  a:\n{extends}  b:\n{extends}"})
    (one,) = report(tmp_path)["findings"]
    assert (one["path"], sorted(one["subjects"])) == ("base.yml", ["services.a", "services.b", "services.debug"])


def test_one_anchor_is_one_finding_for_all_who_use_it_in_any_file(tmp_path: Path) -> None:
    shared = "x-debug: &debug {image: alpine, command: strace ls, security_opt: [seccomp=unconfined]}\n"
    base = f"{shared}services:\n  a: *debug\n  b: {{<<: *debug}}\n  c: {{<<: *debug, user: '1'}}\n"
    over = "services:\n  d: {extends: {file: base.yml, service: a}}\n  e: {extends: {file: base.yml, service: c}}\n"
    write(tmp_path, {"base.yml": base, "compose.yaml": over})
    five = [f"services.{name}" for name in "abcde"]
    for arguments in (["."], ["compose.yaml", "base.yml"]):
        (one,) = report(tmp_path, *arguments)["findings"]
        assert (one["path"], one["line"], sorted(one["subjects"])) == ("base.yml", 1, five)
        assert one["fix"]["safety"] == "safe"
    assert run("fix", ".", cwd=tmp_path).code == 0
    assert (tmp_path / "base.yml").read_text() == base.replace(", security_opt: [seccomp=unconfined]", "")
    assert (tmp_path / "compose.yaml").read_text() == over


def test_comments_are_heeded_where_the_value_stands(tmp_path: Path) -> None:
    ignored = UNFILTERED.replace("confined\n", "confined # capslint: ignore[seccomp-unconfined] the lab\n")
    write(tmp_path, {"compose.yaml": BASE, "compose.override.yaml": ignored})
    assert found(tmp_path, "compose.yaml") == []
    assert found(tmp_path) == []


def test_a_comment_that_ignores_something_in_one_project_is_of_use(tmp_path: Path) -> None:
    unneeded = "    cap_add: [SYS_PTRACE] # capslint: ignore[unneeded-sys-ptrace] for the others\n"
    base = f"services:\n  debug:\n    image: alpine:3.20\n{unneeded}"
    extends = "services:\n  a:\n    extends: {file: base.yml, service: debug}\n    command: strace ls\n"
    write(tmp_path, {"base.yml": base, "compose.yaml": extends})
    assert [one[2] for one in found(tmp_path, "base.yml")] == ["unused-ignore"]
    assert found(tmp_path) == []


def test_what_is_odd_in_an_override_is_told_there_once(tmp_path: Path) -> None:
    odd = "services:\n  api:\n    privileged: perhaps\n"
    write(tmp_path, {"compose.yaml": BASE, "compose.override.yaml": odd})
    for arguments in (["compose.yaml"], ["compose.override.yaml"], ["."]):
        (error,) = report(tmp_path, *arguments)["errors"]
        assert (error["path"], error["line"]) == ("compose.override.yaml", 3)


def test_an_excluded_file_is_left_out(tmp_path: Path) -> None:
    write(tmp_path, {"compose.yaml": EXTENDING, "common/base.yml": EXTENDED})
    assert found(tmp_path, "compose.yaml", "--exclude", "common/") == []


def test_the_text_report_is_in_the_order_of_the_files(tmp_path: Path) -> None:
    write(tmp_path, {"a.yml": EXTENDING.replace("common/base", "z"), "m.yml": WIDE_BASE, "z.yml": EXTENDED})
    out = run("check", cwd=tmp_path).out
    heads = [line.split(": ")[0] for line in out.splitlines() if ": warning[" in line or ": error[" in line]
    assert heads == ["m.yml:4:5", "z.yml:4:20"]
    assert out.count("a.yml:") == 1  # the place of the command
    only = run("check", "a.yml", cwd=tmp_path).out
    assert only.startswith("z.yml:4:20: ")
    assert "1 finding (1 warning) in 1 file; 2 files checked.\n" in only


ORDER = {"base.yml": BASE, "prod.yml": UNFILTERED}


def test_the_command_line_says_which_files_are_one_project(tmp_path: Path) -> None:
    write(tmp_path, {f"deploy/{name}": text for name, text in ORDER.items()})
    expected = [("deploy/prod.yml", 4, "seccomp-unconfined", "safe")]
    assert found(tmp_path, "-f", "deploy/base.yml", "-f", "deploy/prod.yml") == expected
    assert found(tmp_path / "deploy", "-f", "base.yml", "--compose-file", "prod.yml")[0][3] == "safe"
    assert found(tmp_path, "deploy/prod.yml") == [("deploy/prod.yml", 4, "seccomp-unconfined", None)]


def test_the_settings_say_which_files_are_one_project(tmp_path: Path) -> None:
    write(tmp_path, {f"deploy/{name}": text for name, text in ORDER.items()})
    (tmp_path / ".capslint.toml").write_text("compose-files = ['deploy/base.yml', 'deploy/prod.yml']\n")
    for arguments in (["deploy/base.yml"], ["deploy/prod.yml"], ["."]):
        assert found(tmp_path, *arguments) == [("deploy/prod.yml", 4, "seccomp-unconfined", "safe")]
    assert found(tmp_path / "deploy", "prod.yml") == [("prod.yml", 4, "seccomp-unconfined", "safe")]
    # what is named on the command line counts instead
    assert found(tmp_path, "-f", "deploy/prod.yml") == [("deploy/prod.yml", 4, "seccomp-unconfined", None)]


def test_a_file_of_the_project_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    write(tmp_path, {"base.yml": BASE})
    ran = run("check", "-f", "base.yml", "-f", "gone.yml", cwd=tmp_path)
    assert ran.code == 2
    assert "gone.yml: error: no such file or directory\n" in ran.out
    assert "base.yml:1:1: error: gone.yml, which belongs to the same project, cannot be read\n" in ran.out
