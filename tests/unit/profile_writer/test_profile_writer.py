"""A written profile says what its base says, plus the extra calls and nothing else, in each reader's format."""

from __future__ import annotations

import copy
import json
import re
import tarfile
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from capslint.cli.profile_command import profile as command
from capslint.debuggers.catalogue import operation, operations, tools
from capslint.model import Engine, Host
from capslint.permissions.capabilities import ALL, CapabilitySet, mask
from capslint.permissions.seccomp.profile import Profile, parse
from capslint.permissions.seccomp.rules import Machine, SeccompRule, allowed
from capslint.profile_writer import Form, base_of, extras, invalid_because, render
from tests.default_capabilities import DOCKER_DEFAULT
from tests.places import ROOT

UPSTREAM = ROOT / "tests" / "data" / "docker-seccomp.tar.gz"
TODAY = Machine(CapabilitySet(ALL, ALL), (6, 1))
NO_RANDOMIZATION = 0x40000
HOSTS = (
    Host(Engine.DOCKER, (1, 10, 3)),
    Host(Engine.DOCKER, (1, 12, 6)),
    Host(Engine.DOCKER, (18, 9, 7)),
    Host(Engine.DOCKER, (20, 10, 24)),
    Host(Engine.DOCKER, (29, 4, 3)),
    Host(Engine.CONTAINERD, (1, 7, 20)),
    Host(Engine.CRIO, (1, 30, 0)),
    Host(Engine.PODMAN, (5, 8, 0)),
    Host(),
)


def everything(tool: str) -> list[Any]:
    return [operation(tool, name) for name in operations(tool)]


def read(made: dict[str, Any], profile_format: Form) -> Profile:
    found = parse(json.dumps(made), oci=profile_format is Form.OCI)
    assert isinstance(found, Profile), found
    return found


@pytest.mark.parametrize("host", HOSTS, ids=str)
@pytest.mark.parametrize("form", Form)
def test_every_profile_fits_the_schema_and_answers_as_its_base_does(host: Host, form: Form) -> None:
    base = base_of(host)
    for caps in (DOCKER_DEFAULT, ALL, mask(["SYS_PTRACE"]), 0):
        machine = Machine(CapabilitySet(caps, caps), (6, 1))
        made = render(base, (), form, machine)
        assert invalid_because(made, form) is None
        profile = read(made, form)
        for name, rules in base.calls.items():
            for args in ((), (0,), (8,), (NO_RANDOMIZATION,), (0x10000000,)):
                expected = allowed(rules, base.default, name, args, machine)
                got = allowed(profile.rules(name), profile.default, name, args, machine)
                assert got == expected, (name, args, caps)


def test_the_base_is_the_profile_that_docker_ships() -> None:
    with tarfile.open(UPSTREAM) as archive:
        member = next(entry for entry in archive.getmembers() if entry.name.endswith("29.4.3.json"))
        stream = archive.extractfile(member)
        assert stream is not None
        shipped = parse(stream.read().decode())
    assert isinstance(shipped, Profile)
    written = read(render(base_of(Host(Engine.DOCKER, (29, 4, 3))), (), Form.DOCKER, TODAY), Form.DOCKER)
    assert written.default == shipped.default
    assert {name: set(rules) for name, rules in written.calls.items()} == {
        name: set(rules) for name, rules in shipped.calls.items()
    }


@pytest.mark.parametrize("tool", ["gdb", "lldb", "gdbserver", "lldb-server"])
def test_a_debugger_that_switches_randomization_off_gets_that_one_call(tool: str) -> None:
    base = base_of(Host(Engine.DOCKER, (29, 4, 3)))
    extra = extras(base, everything(tool), None)
    assert [(call.syscall, call.tools) for call in extra] == [("personality", (tool,))]
    profile = read(render(base, extra, Form.DOCKER, TODAY), Form.DOCKER)
    answers = {value: _personality(profile, value) for value in (0, 8, NO_RANDOMIZATION, NO_RANDOMIZATION + 1, 0x20000)}
    assert answers == {0: True, 8: True, NO_RANDOMIZATION: True, NO_RANDOMIZATION + 1: False, 0x20000: True}


def _personality(profile: Profile, value: int) -> object:
    return allowed(profile.rules("personality"), profile.default, "personality", (value,), TODAY)


def test_what_a_capability_unlocks_is_not_added() -> None:
    for host in HOSTS[1:]:
        assert extras(base_of(host), everything("strace"), None) == ()


def test_where_no_capability_counts_ptrace_itself_is_added() -> None:
    extra = extras(base_of(Host(Engine.DOCKER, (1, 11, 0))), everything("strace"), None)
    assert [(call.syscall, call.rule) for call in extra] == [("ptrace", SeccompRule(extra[0].rule.action))]


@pytest.mark.parametrize("tool", tools())
def test_with_its_profile_and_every_capability_no_call_of_a_tool_is_refused(tool: str) -> None:
    for host in HOSTS:
        base = base_of(host)
        made = render(base, extras(base, everything(tool), None), Form.DOCKER, TODAY)
        profile = read(made, Form.DOCKER)
        assert extras(base._replace(calls=profile.calls, default=profile.default), everything(tool), None) == ()


def test_the_schema_refuses_what_no_engine_reads() -> None:
    good = render(base_of(Host()), (), Form.DOCKER, TODAY)
    spoiled: list[dict[str, Any]] = [copy.deepcopy(good) for _ in range(4)]
    del spoiled[0]["defaultAction"]
    spoiled[1]["syscalls"][0]["action"] = "ALLOW"
    del spoiled[2]["syscalls"][0]["names"]
    spoiled[3]["syscalls"][0]["args"] = [{"index": 6, "value": 0, "op": "SCMP_CMP_EQ"}]
    assert all(invalid_because(bad, Form.DOCKER) for bad in spoiled)
    assert invalid_because(good, Form.OCI) is not None


def test_the_command_writes_a_file_once(tmp_path: Path) -> None:
    target = tmp_path / "gdb.json"
    arguments = ["gdb", "--engine", "docker@29.4.3", "--no-config", "-o", str(target)]
    runner = CliRunner()
    assert runner.invoke(command, arguments).exit_code == 0
    assert _personality(read(json.loads(target.read_text()), Form.DOCKER), NO_RANDOMIZATION) is True
    again = runner.invoke(command, arguments)
    assert (again.exit_code, "is there already" in again.output) == (1, True)
    target.write_text("{}")
    assert runner.invoke(command, [*arguments, "--force"]).exit_code == 0
    assert json.loads(target.read_text())["syscalls"]


@pytest.mark.parametrize(("arch", "first"), [(None, "X86_64"), ("amd64", "X86_64"), ("arm64", "AARCH64")])
def test_the_oci_form_is_for_one_architecture(arch: str | None, first: str) -> None:
    options = ["--arch", arch] if arch else []
    result = CliRunner().invoke(command, ["gdb", "--format", "oci", "--no-config", *options])
    made = json.loads(result.stdout)
    assert made["architectures"][0] == f"SCMP_ARCH_{first}"
    assert invalid_because(made, Form.OCI) is None


@pytest.mark.parametrize(
    ("options", "form", "use"),
    [
        (["docker@29.4.3"], Form.DOCKER, 'use it: security_opt: ["seccomp=FILE.json"]'),
        (["podman@5.8.0"], Form.DOCKER, 'use it: security_opt: ["seccomp=FILE.json"]'),
        (["cri-o@1.30.0"], Form.DOCKER, "use it: seccompProfile: {type: Localhost, localhostProfile: FILE.json}"),
        (["containerd@1.7.0"], Form.OCI, "use it: seccompProfile: {type: Localhost, localhostProfile: FILE.json}"),
        (
            ["containerd@1.7.0", "--format", "docker"],
            Form.DOCKER,
            "note: containerd applies every rule of this form, whatever its conditions: take --format oci",
        ),
        (["docker@29.4.3", "--format", "oci"], Form.OCI, "localhostProfile: FILE.json"),
    ],
)
def test_the_form_is_the_one_that_the_engine_reads(options: list[str], form: Form, use: str) -> None:
    result = CliRunner().invoke(command, ["gdb", "--no-config", "--engine", *options])
    made = json.loads(result.stdout)
    assert invalid_because(made, form) is None
    assert ("archMap" in made) is (form is Form.DOCKER)
    assert use in result.stderr


def test_it_says_what_it_added_and_what_it_left_to_capabilities() -> None:
    arguments = ["rr", "lldb", "--no-config", "--engine"]
    said = CliRunner().invoke(command, [*arguments, "docker@19.03.15"]).stderr.splitlines()
    assert said == [
        "added: pidfd_open for rr",
        "added: pidfd_getfd for rr",
        "added: personality(0x40000) for lldb",
        'use it: security_opt: ["seccomp=FILE.json"]',
        "left to cap_add: perf_event_open (SYS_ADMIN)",
    ]
    said = CliRunner().invoke(command, ["rr", "--no-config", "--engine", "docker@29.0.0"]).stderr.splitlines()
    assert said == [
        "note: rr needs no profile of its own: what the default refuses, a capability unlocks",
        "left to cap_add: perf_event_open (SYS_ADMIN or PERFMON)",
        "left to cap_add: pidfd_getfd (SYS_PTRACE)",
    ]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["gbd"], "there is no tool 'gbd': there are arthas"),
        (["gdb", "--operation", "nap"], "gdb has no operation 'nap'; it has launch, attach, core"),
        (["gdb", "--engine", "docker@1.9"], "Docker before 1.10 filters no system calls"),
        (["gdb", "--format", "oci", "--cap-add", "SYS_PTRACEE"], "there is no capability SYS_PTRACEE"),
    ],
)
def test_wrong_words_are_refused_with_the_reason(arguments: list[str], message: str) -> None:
    result = CliRunner().invoke(command, [*arguments, "--no-config"])
    assert result.exit_code == 2
    assert message in result.output


@pytest.mark.parametrize(("engine", "name"), [("docker", "Docker"), ("podman", "Podman"), ("cri-o", "CRI-O")])
def test_of_a_release_newer_than_the_data_it_says_of_which_day_that_is(engine: str, name: str) -> None:
    first = CliRunner().invoke(command, ["gdb", "--no-config", "--engine", f"{engine}@99"]).stderr.splitlines()[0]
    assert re.fullmatch(rf"note: as of [-\d]{{10}}, when {name} [.\d]+ was the newest: its default was taken", first)
    assert "as of" not in CliRunner().invoke(command, ["gdb", "--no-config", "--engine", engine]).stderr
