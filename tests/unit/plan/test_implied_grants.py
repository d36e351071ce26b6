"""A grant for debuggers that nobody names: it stays, and what is broader beside it can go."""

from __future__ import annotations

import pytest

import capslint_rules
from capslint.api import Safety
from capslint.check import Options, check_source
from capslint.findings import Finding
from capslint.fix import fix_source
from capslint.formats.reading.neighbour_files import NoFiles
from capslint.model import Engine, Host
from capslint.source import Source

RULES = tuple(rule for rule in capslint_rules.RULES if not rule.meta.opt_in)
SERVICE = "services:\n  dev:\n    image: x\n    user: root\n    {}\n"
POD = "apiVersion: v1\nkind: Pod\nspec:\n  containers:\n    - name: dev\n      image: x\n      securityContext: {}\n"
BESIDE = [
    "cap_add: [SYS_PTRACE]\n    security_opt: ['seccomp=unconfined']",
    "cap_add: [SYS_PTRACE]\n    security_opt: ['apparmor=unconfined']",
    "cap_add: [SYS_PTRACE]\n    security_opt: ['seccomp=unconfined', 'apparmor=unconfined']",
    "cap_add: [SYS_PTRACE]\n    privileged: true",
    "cap_add: [SYS_PTRACE, ALL]",
    "cap_add: [SYS_PTRACE, SYS_ADMIN]",
]


def found(text: str, host: Host) -> tuple[Finding, ...]:
    return check_source(Source("a.yaml", text), Options(RULES, host), NoFiles()).findings


def fixed(text: str, *allowed: Safety) -> str:
    options = Options(RULES, measure=True)
    outcome = fix_source(
        Source("a.yaml", text), lambda source: check_source(source, options, NoFiles()), frozenset(allowed)
    )
    assert outcome.withheld == ()
    return outcome.source.text


@pytest.mark.parametrize("grants", BESIDE)
def test_what_stands_beside_it_goes_as_unsafe(grants: str) -> None:
    text = SERVICE.format(grants)
    assert fixed(text, Safety.SAFE) == text
    assert fixed(text, Safety.SAFE, Safety.UNSAFE) == SERVICE.format("cap_add: [SYS_PTRACE]")


def test_a_pod_that_is_unconfined_goes_back_to_the_runtime_s_filter() -> None:
    context = "{{seccompProfile: {{type: {}}}, runAsUser: 0, capabilities: {{add: [SYS_PTRACE]}}}}"
    text = POD.format(context.format("Unconfined"))
    assert fixed(text, Safety.UNSAFE) == POD.format(context.format("RuntimeDefault"))


@pytest.mark.parametrize("scope", [0, 1, 2])
@pytest.mark.parametrize("user", ["root", "1000"])
def test_it_is_nothing_to_be_reported_by_itself(user: str, scope: int) -> None:
    text = SERVICE.format("cap_add: [SYS_PTRACE]").replace("root", user)
    assert found(text, Host(ptrace_scope=scope)) == ()


@pytest.mark.parametrize(("version", "goes"), [("1.11", False), ("1.12", True), ("18.03", True), ("27.0", True)])
def test_the_filter_goes_back_where_the_capability_opens_it(version: str, goes: bool) -> None:
    host = Host(engine=Engine.DOCKER, engine_version=tuple(map(int, version.split("."))))
    findings = [finding for finding in found(SERVICE.format(BESIDE[0]), host) if finding.rule == "seccomp-unconfined"]
    (finding,) = findings
    assert (finding.fix is not None) is goes


def test_it_says_on_what_it_rests_and_what_would_be_lost() -> None:
    (finding,) = found(SERVICE.format(BESIDE[0]), Host())
    for words in ("only the capability SYS_PTRACE implies one", "starting a program with lldb and recording with rr"):
        assert words in finding.why
    assert "`capslint profile lldb`" in finding.advice
    named = SERVICE.format(f"{BESIDE[0]}\n    command: strace -p 7")
    assert all("no command runs a debugger" not in finding.why for finding in found(named, Host()))


def test_what_another_grant_takes_is_not_told_of_this_one() -> None:
    told = {finding.rule: finding.why for finding in found(SERVICE.format(BESIDE[2]), Host())}
    assert "with lldb" in told["seccomp-unconfined"]
    assert "would fail without it" not in told["apparmor-unconfined"]
    assert "only the capability SYS_PTRACE implies one" in told["apparmor-unconfined"]


def test_a_fix_can_take_away_what_alone_implied_the_debugger() -> None:
    text = SERVICE.format("ports: ['2345:2345']\n    security_opt: ['seccomp=unconfined']")
    assert fixed(text, Safety.UNSAFE) == SERVICE.format("ports: ['2345:2345']")


def test_a_name_that_the_engine_does_not_take_implies_nobody_who_needs_it() -> None:
    text = POD.format("{runAsUser: 0, capabilities: {add: [CAP_SYS_PTRACE]}}")
    (finding,) = [finding for finding in found(text, Host()) if finding.rule == "prefixed-capability"]
    assert finding.fix is None or "remove" in finding.fix.title
