"""The same file on other hosts: what a rule says follows the model, and the model follows engine, kernel and Yama."""

from __future__ import annotations

import pytest

import capslint_rules
from capslint.api import Engine, Finding, Fix, Host, Safety
from capslint.check import Options, check_source
from capslint.formats.reading.neighbour_files import NoFiles
from capslint.source import Source

ATTACH = 'services:\n  a:\n    command: sh -c "./a & strace -p $$!"\n'
ATTACH_GRANTED = ATTACH + "    cap_add: [SYS_PTRACE]\n"
ATTACH_NOT_ROOT = ATTACH_GRANTED + '    user: "1000:1000"\n'
LAUNCH = "services:\n  a:\n    command: dlv debug\n"
LAUNCH_GRANTED = LAUNCH + "    cap_add: [SYS_PTRACE]\n"
UNCONFINED = LAUNCH + "    security_opt: [seccomp=unconfined]\n"
PERF = "services:\n  a:\n    user: root\n    command: perf record ls\n"
POD = "kind: Pod\napiVersion: v1\nspec:\n  containers:\n  - name: a\n"
TCPDUMP = POD + "    command: [tcpdump]\n    securityContext: {runAsUser: 0}\n"
PREFIXED = POD + "    securityContext: {capabilities: {add: [CAP_NET_ADMIN]}}\n"

OLD_DOCKER = Host(engine=Engine.DOCKER, engine_version=(18, 9), kernel=(4, 19))
DOCKER_20 = Host(engine=Engine.DOCKER, engine_version=(20, 10, 24), kernel=(6, 1))
OLD_KERNEL = Host(engine=Engine.DOCKER, engine_version=(24, 0), kernel=(3, 10))
PODMAN = Host(engine=Engine.PODMAN, engine_version=(5, 8), kernel=(6, 1))
CRIO = Host(engine=Engine.CRIO, engine_version=(1, 30), kernel=(6, 1))


def findings(text: str, host: Host) -> dict[str, Finding]:
    rules = tuple(rule for rule in capslint_rules.RULES if not rule.meta.opt_in)
    result = check_source(Source("compose.yaml", text), Options(rules, host), NoFiles())
    assert result.errors == ()
    return {finding.rule: finding for finding in result.findings}


@pytest.mark.parametrize(
    ("text", "host", "expected"),
    [
        (ATTACH, Host(), {"missing-sys-ptrace"}),
        (ATTACH, Host(ptrace_scope=1), {"missing-sys-ptrace"}),
        (ATTACH, Host(ptrace_scope=2), {"missing-sys-ptrace"}),
        (ATTACH, Host(ptrace_scope=3), {"debugger-fails"}),  # no grant helps
        (ATTACH_GRANTED, Host(), set()),
        (ATTACH_GRANTED, OLD_DOCKER, set()),
        (ATTACH_NOT_ROOT, Host(), {"inert-capability"}),
        (ATTACH_NOT_ROOT, PODMAN, set()),  # its added capabilities are ambient
        (LAUNCH, Host(), set()),
        (LAUNCH, OLD_DOCKER, {"missing-sys-ptrace"}),  # its filter allows ptrace with the capability only
        (LAUNCH, OLD_KERNEL, {"missing-sys-ptrace"}),
        (LAUNCH, PODMAN, set()),
        (LAUNCH, Host(ptrace_scope=2), {"missing-sys-ptrace"}),
        (LAUNCH_GRANTED, Host(), {"unneeded-sys-ptrace"}),
        (LAUNCH_GRANTED, OLD_DOCKER, set()),
        (LAUNCH_GRANTED, OLD_KERNEL, set()),
        (UNCONFINED, Host(), {"seccomp-unconfined"}),
        (UNCONFINED, OLD_DOCKER, {"seccomp-unconfined"}),
        (PERF, Host(), {"missing-capability"}),
        (TCPDUMP, Host(), set()),
        (TCPDUMP, CRIO, {"missing-capability"}),  # NET_RAW is no default there
        (PREFIXED, Host(), {"prefixed-capability"}),
        (PREFIXED, CRIO, set()),  # it takes both spellings
    ],
)
def test_what_is_found(text: str, host: Host, expected: set[str]) -> None:
    assert set(findings(text, host)) == expected


@pytest.mark.parametrize(
    ("host", "title"),
    [
        (Host(), "go back to the default seccomp profile"),
        (OLD_DOCKER, "go back to the default seccomp profile and add SYS_PTRACE"),
        (OLD_KERNEL, "go back to the default seccomp profile and add SYS_PTRACE"),
    ],
)
def test_the_filter_comes_back_with_what_the_engine_asks_for(host: Host, title: str) -> None:
    fix = findings(UNCONFINED, host)["seccomp-unconfined"].fix
    assert isinstance(fix, Fix)
    assert fix.title == title


def test_a_name_that_old_engines_do_not_know_is_for_a_person_to_write() -> None:
    fix = findings(PERF + "    security_opt: [seccomp=unconfined]\n", Host())["seccomp-unconfined"].fix
    assert isinstance(fix, Fix)
    assert fix.safety is Safety.UNSAFE


def test_nothing_broader_comes_in_the_place_of_an_option() -> None:
    found = findings(PERF + "    security_opt: [seccomp=unconfined]\n", DOCKER_20)["seccomp-unconfined"]
    assert found.fix is None
    assert found.withheld == "`perf record ls` would need SYS_ADMIN in its place, which allows more"


def test_perf_gets_what_the_engine_knows() -> None:
    today = findings(PERF, Host())["missing-capability"].fix
    before = findings(PERF, DOCKER_20)["missing-capability"].fix
    assert isinstance(today, Fix)
    assert isinstance(before, Fix)
    assert (today.title, before.title) == ("add PERFMON", "add SYS_ADMIN")


APART = "services:\n  api:\n    image: x\n  b:\n    user: root\n    command: gdb -p 1\n"


@pytest.mark.parametrize(
    ("text", "title"),
    [
        # At 0 Yama asks for nothing, and what it starts itself it may trace: the other's process is another matter.
        (APART, "share the processes of api and add SYS_PTRACE"),
        (APART + "    cap_add: [SYS_PTRACE]\n", "share the processes of api"),
        (APART.replace("  api:\n", "  api:\n    cap_drop: [ALL]\n    user: root\n"), "share the processes of api"),
    ],
)
def test_a_target_comes_into_sight_with_what_it_takes_to_attach(text: str, title: str) -> None:
    fix = findings(text, Host(ptrace_scope=0))["invisible-target"].fix
    assert isinstance(fix, Fix)
    assert fix.title == title


def test_a_target_that_no_capability_opens_is_left_alone() -> None:
    text = APART.replace("image: x", "user: '2000'").replace("user: root", "user: '1000'")
    found = findings(text, Host(ptrace_scope=0))["invisible-target"]
    assert found.fix is None
    assert found.withheld is not None
    assert found.withheld.startswith("it fails there too: ")
