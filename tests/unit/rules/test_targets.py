"""Who the target is: what rules and ``explain`` say where a file names it, hides it, or leaves it open."""

from __future__ import annotations

import pytest

import capslint_rules
from capslint.api import Answer, Finding, Fix, Host, Outcome, Safety, Verdict
from capslint.check import Options, check_source
from capslint.explain.explain_file import Wanted, explain_source
from capslint.formats.reading.neighbour_files import NoFiles
from capslint.model import Lsm
from capslint.source import Source

POD = "apiVersion: v1\nkind: Pod\nmetadata: {name: p}\nspec:\n"
NOTHING_KNOWN = Host()
APPARMOR = Host(lsm=Lsm.APPARMOR)


def findings(text: str, host: Host = NOTHING_KNOWN) -> dict[str, Finding]:
    rules = tuple(rule for rule in capslint_rules.RULES if not rule.meta.opt_in)
    result = check_source(Source("a.yaml", text), Options(rules, host), NoFiles())
    assert result.errors == ()
    return {finding.rule: finding for finding in result.findings}


def verdict(text: str, container: str, host: Host = NOTHING_KNOWN) -> Verdict:
    """Return what ``explain`` says of the only debugger that is recognised in ``container``."""
    found = explain_source(Source("a.yaml", text), host, NoFiles(), Wanted(container=container))
    assert found.errors == ()
    ((one,),) = [report.operations for report in found.containers]
    return one.verdict


TRACER = '{name: tracer, image: i, command: [strace, -f, -p, "1"], securityContext: {%s, runAsUser: 0}}'
ON_HOST = POD + f"  hostPID: true\n  containers:\n  - {TRACER}\n"
SERVICE = 'services:\n  tracer: {command: [strace, -f, -p, "1"], pid: host, user: "0", %s}\n'
CAPABILITY = "capabilities: {add: [SYS_PTRACE]}"
BESIDE_HOST = [
    (ON_HOST % "privileged: true", ON_HOST % CAPABILITY, "  - {name: shipper, image: x}\n"),
    (SERVICE % "privileged: true", SERVICE % "cap_add: [SYS_PTRACE]", "  shipper: {image: x}\n"),
]


@pytest.mark.parametrize(("privileged", "narrowed", "sidecar"), BESIDE_HOST, ids=["kubernetes", "compose"])
def test_in_the_hosts_pid_namespace_a_sidecar_is_not_the_target(privileged: str, narrowed: str, sidecar: str) -> None:
    for text in (narrowed, narrowed + sidecar):
        said = verdict(text, "tracer", APPARMOR)
        assert said.answer is Answer.FAILS
        assert any("does not allow tracing an unconfined process" in gate.why for gate in said.gates)
    for text in (privileged, privileged + sidecar):
        assert verdict(text, "tracer", APPARMOR).answer is Answer.WORKS
        fix = findings(text)["privileged-container"].fix
        assert not (isinstance(fix, Fix) and fix.safety is Safety.SAFE)


APART = POD + "  containers:\n  - {name: app, image: i}\n  - {name: cache, image: i}\n"
DEBUGGER = '  - {name: dbg, image: i, command: [strace, -p, "1"], securityContext: {runAsUser: 0%s}}\n'
APART_DEBUGGERS = [APART + DEBUGGER, APART + "  ephemeralContainers:\n" + DEBUGGER]


@pytest.mark.parametrize("text", APART_DEBUGGERS, ids=["container", "ephemeral"])
def test_a_target_that_is_not_seen_is_one_cause_and_a_capability_that_is_lacking_too_another(text: str) -> None:
    for added in ("", ", capabilities: {add: [SYS_PTRACE]}"):
        said = verdict(text % added, "dbg")
        assert said.answer is Answer.FAILS
        assert next(gate.gate for gate in said.gates if gate.outcome is Outcome.BLOCKS) == "pid namespace"
        assert ("missing-sys-ptrace" in findings(text % added)) is not bool(added)
    found = findings(text % "")
    assert set(found) == {"invisible-target", "missing-sys-ptrace"}
    assert found["invisible-target"].withheld == "nothing tells which container it looks into"


def test_a_grant_is_narrowed_to_what_it_takes_when_the_target_is_seen() -> None:
    found = findings(APART + DEBUGGER % ", privileged: true")
    assert set(found) == {"invisible-target", "privileged-container"}
    fix = found["privileged-container"].fix
    assert isinstance(fix, Fix)
    assert (fix.title, fix.safety) == ("remove privileged and add SYS_PTRACE", Safety.SAFE)


def test_where_all_others_are_debuggers_too_each_is_told_the_same() -> None:
    text = 'services:\n  one: {command: [strace, -p, "1"]}\n  two: {command: [gdb, -p, "1"]}\n'
    assert set(findings(text)) == {"invisible-target", "missing-sys-ptrace"}


INIT = (
    POD
    + "  shareProcessNamespace: true\n  initContainers:\n%s"
    + "  - {name: pre, image: i, command: [%s], securityContext: {runAsUser: 0}%s}\n"
    + "  containers:\n  - {name: app, image: i}\n"
)
SIDECAR = "  - {name: logs, image: i, restartPolicy: Always, securityContext: {runAsUser: 0}}\n"
LATER = INIT.replace("  containers:", SIDECAR + "  containers:")
STRACE, JCMD = 'strace, -p, "7"', 'jcmd, "7", Thread.print'


@pytest.mark.parametrize("command", [STRACE, JCMD])
@pytest.mark.parametrize("text", [INIT, LATER, INIT.replace("  shareProcessNamespace: true\n", "")])
def test_an_init_container_has_ended_before_the_others_start(text: str, command: str) -> None:
    text = text % ("", command, "")
    said = verdict(text, "pre")
    assert said.answer is Answer.FAILS
    assert next(gate.gate for gate in said.gates if gate.outcome is Outcome.BLOCKS) == "pid namespace"
    found = findings(text)
    assert set(found) == {"invisible-target"}
    assert "the containers of the pod start only when it has ended" in found["invisible-target"].message
    assert found["invisible-target"].fix is None


def test_an_init_container_sees_the_sidecars_that_started_before_it() -> None:
    text = INIT % (SIDECAR, STRACE, "")
    assert set(findings(text)) == {"missing-sys-ptrace"}
    granted = "runAsUser: 0, capabilities: {add: [SYS_PTRACE]}"
    assert verdict(text.replace("runAsUser: 0", granted), "pre").answer is Answer.WORKS


def test_a_sidecar_with_a_debugger_sees_the_containers() -> None:
    text = INIT % ("", STRACE, ", restartPolicy: Always")
    found = findings(text)
    assert set(found) == {"missing-sys-ptrace"}
    assert "sidecar container 'pre'" in found["missing-sys-ptrace"].message


def test_a_sidecar_apart_can_be_meant() -> None:
    text = INIT.replace("  shareProcessNamespace: true\n", "") % (SIDECAR, STRACE, "")
    fix = findings(text)["invisible-target"].fix
    assert isinstance(fix, Fix)
    assert fix.title == "share the processes of logs and add SYS_PTRACE"


def pod_of(command: str, *users: int, of_debugger: int = 1000) -> str:
    """Return a pod of which all see all: one container for each of ``users``, and the debugger."""
    users_of = {f"u{user}": user for user in users} | {"dbg": of_debugger}
    return (
        POD
        + "  shareProcessNamespace: true\n  containers:\n"
        + "".join(
            f"  - {{name: {name}, image: i, securityContext: {{runAsUser: {user}, runAsGroup: {user}}}"
            f"{', command: [' + command + ']' if name == 'dbg' else ''}}}\n"
            for name, user in users_of.items()
        )
    )


PY_SPY = 'py-spy, dump, --pid, "42"'
OPEN = Host(ptrace_scope=0, kubelet_seccomp_default=False, lsm=Lsm.NONE)


@pytest.mark.parametrize(("command", "host"), [(JCMD, Host()), (PY_SPY, OPEN), (STRACE, OPEN)])
def test_where_several_can_be_meant_their_order_decides_nothing(command: str, host: Host) -> None:
    fact = "which container it looks into"
    for users in ((1000, 2000), (2000, 1000)):
        text = pod_of(command, *users)
        said = verdict(text, "dbg", host)
        assert (said.answer, said.depends_on) == (Answer.DEPENDS, (fact,))
        why = next(gate.why for gate in said.gates if gate.gate == "target")
        assert why.startswith(f"Nothing tells {fact}: ")
        assert "in 'u1000' it works" in why
        assert "in 'u2000' it fails" in why
        assert any(gate.gate == "credentials" and gate.why.startswith("In 'u2000': ") for gate in said.gates)
        assert findings(text, host) == {}
    assert verdict(pod_of(command, 1000, 1000), "dbg", host).answer is Answer.WORKS
    assert verdict(pod_of(command, 2000, 3000), "dbg", host).answer is Answer.FAILS


def test_what_several_targets_turn_on_is_all_told() -> None:
    text = pod_of(STRACE, 1000, 2000).replace("runAsUser: 2000, runAsGroup: 2000", "runAsGroup: 1000")
    said = verdict(text, "dbg", OPEN)
    assert said.depends_on == ("which container it looks into", "the image's USER")
    why = next(gate.why for gate in said.gates if gate.gate == "target")
    assert why.endswith("in 'u1000' it works, in 'u2000' it depends on the image's USER")


@pytest.mark.parametrize("users", [(1000, 2000), (2000, 1000)])
def test_a_grant_is_narrowed_only_where_that_does_for_each_target(users: tuple[int, int]) -> None:
    text = pod_of(STRACE, *users, of_debugger=0).replace("runAsGroup: 0", "runAsGroup: 0, privileged: true")
    fix = findings(text, APPARMOR)["privileged-container"].fix
    assert isinstance(fix, Fix)
    assert fix.safety is Safety.SAFE
    # AppArmor keeps a debugger under its default profile from a container without one.
    one_open = text.replace("runAsGroup: 2000", "runAsGroup: 2000, appArmorProfile: {type: Unconfined}")
    found = findings(one_open, APPARMOR)["privileged-container"]
    assert found.fix is None or found.fix.safety is not Safety.SAFE


def test_another_debugger_is_not_taken_for_the_target() -> None:
    second = "  - {name: second, command: [gdb, -p, '7'], securityContext: {privileged: true, runAsUser: 0}}\n"
    text = pod_of(STRACE, 1000, of_debugger=0).replace("runAsGroup: 0", "capabilities: {add: [SYS_PTRACE]}") + second
    assert verdict(text, "dbg", APPARMOR).answer is Answer.WORKS


BESIDE_WRAPPED = """\
services:
  api: {image: b, user: root, command: %s}
  dbg: {image: a, user: "%s", pid: "service:api", cap_add: [%s], command: %s}
"""
ATTACH, DUMP = '[strace, -p, "1"]', '[jcmd, "1", Thread.print]'
BEHIND_GOSU = '[gosu, "1000:1000", ./api]'


@pytest.mark.parametrize(
    ("command", "user", "added", "debugger", "expected"),
    [
        (BEHIND_GOSU, "root", "", ATTACH, Answer.FAILS),
        (BEHIND_GOSU, "root", "SYS_PTRACE", ATTACH, Answer.WORKS),
        (BEHIND_GOSU, "1000:1000", "", ATTACH, Answer.WORKS),
        (BEHIND_GOSU, "1000:1000", "", DUMP, Answer.WORKS),
        (BEHIND_GOSU, "1001:1001", "", DUMP, Answer.FAILS),
        ("[gosu, app, ./api]", "root", "", ATTACH, Answer.FAILS),
        ("[gosu, app, ./api]", "1000:1000", "", DUMP, Answer.DEPENDS),
        ("[gosu, '1000', ./api]", "0", "", f"[gosu, '1000', {ATTACH[1:]}", Answer.DEPENDS),  # of another image's group
        ("[sh, -c, './init; exec gosu app ./api']", "root", "", ATTACH, Answer.DEPENDS),
        ("[./api]", "root", "", ATTACH, Answer.WORKS),
    ],
)
def test_the_target_is_whom_its_wrappers_make_of_it(
    command: str, user: str, added: str, debugger: str, expected: Answer
) -> None:
    text = BESIDE_WRAPPED % (command, user, added, debugger)
    assert verdict(text, "dbg", Host(ptrace_scope=0)).answer is expected
    assert "unneeded-sys-ptrace" not in findings(text, Host(ptrace_scope=0))


def test_a_capability_for_a_target_behind_a_wrapper_in_the_same_script_is_kept() -> None:
    script = "%s ./api & strace -p $$(pidof api)"
    text = f'services: {{a: {{image: i, user: root, cap_add: [SYS_PTRACE], command: ["sh", "-c", "{script}"]}}}}\n'
    assert "unneeded-sys-ptrace" not in findings(text % "gosu 1000:1000", Host(ptrace_scope=0))
    assert "unneeded-sys-ptrace" in findings(text % "nice", Host(ptrace_scope=0))
