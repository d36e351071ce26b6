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
