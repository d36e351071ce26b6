"""Dev containers through rules and fixes: what is said of real layouts, and what a fix leaves as it was."""

from __future__ import annotations

import json
from typing import Any

import pytest

from capslint.check import Options, check_source
from capslint.edits import Safety
from capslint.findings import CheckResult, Finding, Level, Severity
from capslint.fix import fix_source
from capslint.model import Host
from capslint.registry import load_registry
from capslint.source import Source
from tests.unit.formats.reading import Folder

RULES = load_registry().rules
PATH = ".devcontainer/devcontainer.json"
GO = "mcr.microsoft.com/devcontainers/go:1.22"
ALL = frozenset((Safety.SAFE, Safety.UNSAFE))


def checked(text: str, files: dict[str, str] | None = None, path: str = PATH, measure: bool = False) -> CheckResult:
    options = Options(RULES, Host(), measure=measure)
    return check_source(Source(path, text), options, Folder(files or {}))


def said(text: str, rule: str, files: dict[str, str] | None = None, path: str = PATH) -> Finding:
    result = checked(text, files, path)
    assert result.errors == ()
    found = [finding for finding in result.findings if finding.rule == rule]
    assert found, [(finding.rule, finding.message) for finding in result.findings]
    return found[0]


def fixed(text: str, files: dict[str, str] | None = None, allowed: frozenset[Safety] = ALL) -> str:
    folder = {**(files or {})}

    def check(source: Source) -> CheckResult:
        return checked(source.text, folder, source.path, measure=True)

    outcome = fix_source(Source(PATH, text), check, allowed)
    again = fix_source(outcome.source, check, allowed)
    assert again.source.text == outcome.source.text
    return outcome.source.text


LAB = """{
  // for the course
  "name": "lab",
  "build": {"dockerfile": "../Dockerfile"},
  "runArgs": ["--cap-add=SYS_PTRACE", "--security-opt", "seccomp=unconfined", "--init"], // gdb
  "postCreateCommand": "gdb --version",
}
"""
GDB = {"../Dockerfile": "FROM debian:12\nRUN apt-get update && apt-get install -y gdb\n"}


def test_the_pair_of_a_template_goes_whole_and_what_the_debugger_needs_stays() -> None:
    finding = said(LAB, "seccomp-unconfined", GDB)
    assert finding.fix is not None
    assert finding.fix.safety is Safety.UNSAFE
    assert fixed(LAB, GDB) == LAB.replace(', "--security-opt", "seccomp=unconfined"', "")


def test_lldb_in_the_service_of_a_dev_container_keeps_what_its_launch_needs() -> None:
    compose = (
        "services:\n  app:\n    build: ..\n    command: sleep infinity\n"
        "    cap_add: [SYS_PTRACE]\n    security_opt: ['seccomp=unconfined']\n"
    )
    dockerfile = "FROM debian:12\nRUN apt-get update && apt-get install -y lldb\n"
    text = '{"dockerComposeFile": "c.yml", "service": "app", "remoteUser": "dev"}'
    files = {"c.yml": compose, "../Dockerfile": dockerfile}
    finding = said(text, "seccomp-unconfined", files)
    assert finding.document.source.path == ".devcontainer/c.yml"
    assert finding.fix is None
    assert finding.withheld == "no added capability lets starting a program with lldb work without it"


def test_a_dev_image_in_a_compose_file_without_a_filter_is_told() -> None:
    text = (
        "services:\n  rust:\n    image: mcr.microsoft.com/devcontainers/rust:1\n    user: vscode\n"
        "    command: sleep infinity\n    cap_add: [SYS_PTRACE]\n    security_opt: ['seccomp:unconfined']\n"
    )
    assert said(text, "seccomp-unconfined", path="docker-compose.yml").message


@pytest.mark.parametrize(
    "copy",
    [
        {"runArgs": ["--cap-add=SYS_PTRACE"]},
        {"runArgs": ["--security-opt", "seccomp=unconfined"]},
        {"capAdd": ["SYS_PTRACE"]},
        {"securityOpt": ["seccomp=unconfined"]},
    ],
)
@pytest.mark.parametrize(
    "by", [{"image": GO}, {"image": "debian", "features": {"ghcr.io/devcontainers/features/go:1": {}}}]
)
def test_a_copy_of_what_comes_anyway_is_redundant(copy: dict[str, Any], by: dict[str, Any]) -> None:
    text = json.dumps({**by, **copy}, indent=2)
    finding = said(text, "redundant-grant")
    assert " brings it" in finding.message
    assert json.loads(fixed(text)) == by


def test_what_a_feature_brings_is_never_missing_and_only_it_can_take_it_away() -> None:
    config = {"image": "debian", "features": {"ghcr.io/devcontainers/features/go:1": {}}, "remoteUser": "root"}
    text = json.dumps({**config, "postStartCommand": "dlv attach 7"}, indent=2)
    result = checked(text)
    assert "missing-sys-ptrace" not in [finding.rule for finding in result.findings]
    finding = said(text, "seccomp-unconfined")
    assert finding.withheld == "ghcr.io/devcontainers/features/go:1 brings it: it goes only together with that"
    assert fixed(text) == text


def test_what_a_feature_brings_for_something_else_is_information_for_everybody() -> None:
    config = {"image": "debian", "features": {"ghcr.io/devcontainers/features/docker-in-docker:2": {}}}
    (finding,) = checked(json.dumps(config)).findings
    assert (finding.severity, finding.level) == (Severity.INFO, Level.REGULAR)
    assert (finding.rule, finding.fix) == ("privileged-container", None)


def test_a_capability_reaches_no_remote_user_who_is_not_root() -> None:
    text = json.dumps({"image": GO, "postStartCommand": "dlv attach 7"}, indent=2)
    finding = said(text, "inert-capability")
    assert "runs as user 1000" in finding.message
    launching = text.replace("dlv attach 7", "dlv exec ./a")
    assert "inert-capability" not in [other.rule for other in checked(launching).findings]


def test_privileged_becomes_what_the_debugger_needs_in_its_line() -> None:
    text = '{\n\t"image": "debian:12",\n\t"privileged": true, // for strace\n\t"postStartCommand": "strace -p 1",\n}\n'
    expected = text.replace('"privileged": true', '"capAdd": ["SYS_PTRACE"]')
    assert fixed(text) == expected


def test_privileged_among_the_arguments_becomes_a_list_of_the_file() -> None:
    text = (
        '{\n  "image": "debian:12",\n  "runArgs": ["--rm", "--privileged"],\n  "postStartCommand": "strace -p 1"\n}\n'
    )
    assert json.loads(fixed(text)) == {
        "image": "debian:12",
        "runArgs": ["--rm"],
        "postStartCommand": "strace -p 1",
        "capAdd": ["SYS_PTRACE"],
    }


def test_arguments_beside_a_compose_file_are_dead() -> None:
    text = '{"dockerComposeFile": "c.yml", "service": "a", "runArgs": ["--cap-add=SYS_PTRACE"]}'
    finding = said(text, "misplaced-security-field", {"c.yml": "services:\n  a:\n    image: debian\n"})
    assert finding.message == ("'runArgs' beside dockerComposeFile has no effect in dev container 'a'")
    assert finding.why == "what starts the container does not read it there"


def test_a_name_of_compose_is_not_read_and_put_right_where_it_is_needed() -> None:
    text = '{\n  "image": "debian:12",\n  "cap_add": ["SYS_PTRACE"], // gdb\n  "postStartCommand": "strace -p 1"\n}\n'
    assert "'cap_add' at the top of the file" in said(text, "misplaced-security-field").message
    assert fixed(text) == text.replace("cap_add", "capAdd")


@pytest.mark.parametrize("words", ['"--cap-add=SYS_PTRAEC"', '"--cap-add", "SYS_PTRAEC"'])
def test_a_name_inside_of_an_argument_is_put_right(words: str) -> None:
    text = f'{{\n  "image": "debian:12",\n  "runArgs": [{words}, "--init"],\n  "postStartCommand": "strace -p 1"\n}}\n'
    assert fixed(text) == text.replace("SYS_PTRAEC", "SYS_PTRACE")


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_comments_and_line_ends_stay(newline: str) -> None:
    text = LAB.replace("\n", newline)
    assert fixed(text, GDB).count(newline) == LAB.count("\n")
    assert "// for the course" in fixed(text, GDB)


def test_a_comment_accepts_a_finding() -> None:
    line = '  "runArgs": ["--cap-add=SYS_PTRACE"'
    text = LAB.replace(line, f"  // capslint: ignore[seccomp-unconfined]\n{line}")
    assert "seccomp-unconfined" not in [finding.rule for finding in checked(text, GDB).findings]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('{"image": "a", "capAdd": ["X"', "a ']' is missing for the bracket here"),
        ("", "no JSON value: an object is expected"),
    ],
)
def test_a_broken_file_is_an_error_or_skipped(text: str, message: str) -> None:
    result = checked(text)
    shown = [error.message for error in result.errors] or [str(result.skipped)]
    assert shown in ([message], ["names no permission and no debugger"])
