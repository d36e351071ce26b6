"""Who the target is: what rules and ``explain`` say where a file names it, hides it, or leaves it open."""

from __future__ import annotations

import pytest

import capslint_rules
from capslint.api import Answer, Finding, Fix, Host, Lsm, Outcome, Safety, Verdict
from capslint.engine import Options, check_source
from capslint.engine.explain import Wanted, explain_source
from capslint.formats.files import NoFiles
from capslint.source import Source

POD = "apiVersion: v1\nkind: Pod\nmetadata: {name: p}\nspec:\n"
APPARMOR = Host(lsm=Lsm.APPARMOR)


def findings(text: str, host: Host = Host()) -> dict[str, Finding]:  # noqa: B008
    rules = tuple(rule for rule in capslint_rules.RULES if not rule.meta.opt_in)
    result = check_source(Source("a.yaml", text), Options(rules, host), NoFiles())
    assert result.troubles == ()
    return {finding.rule: finding for finding in result.findings}


def verdict(text: str, container: str, host: Host = Host()) -> Verdict:  # noqa: B008
    """Give what ``explain`` says of the only debugger that is recognised in ``container``."""
    found = explain_source(Source("a.yaml", text), host, NoFiles(), Wanted(container=container))
    assert found.troubles == ()
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
def test_a_target_that_is_not_seen_is_one_cause_that_no_capability_mends(text: str) -> None:
    for added in ("", ", capabilities: {add: [SYS_PTRACE]}"):
        said = verdict(text % added, "dbg")
        assert said.answer is Answer.FAILS
        assert next(gate.gate for gate in said.gates if gate.outcome is Outcome.BLOCKS) == "pid namespace"
    found = findings(text % "")
    assert set(found) == {"invisible-target"}
    assert found["invisible-target"].withheld == "nothing tells which container it looks into"


def test_where_all_others_are_debuggers_too_no_capability_is_offered() -> None:
    text = 'services:\n  one: {command: [strace, -p, "1"]}\n  two: {command: [gdb, -p, "1"]}\n'
    assert set(findings(text)) == {"invisible-target"}


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
