"""Who may take a grant away: what the command says, what the program that it starts can need, what people wrote."""

from __future__ import annotations

import pytest

import capslint_rules
from capslint.api import Engine, Finding, Host, Safety
from capslint.check import Options, check_source
from capslint.formats.reading.neighbour_files import NoFiles
from capslint.source import Source

SAFE, UNSAFE = Safety.SAFE, Safety.UNSAFE
PTRACE, ADMIN = "cap_add: [SYS_PTRACE]", "cap_add: [SYS_ADMIN]"
SECCOMP, APPARMOR = "security_opt: [seccomp=unconfined]", "security_opt: [apparmor=unconfined]"
LABEL, PROC = "security_opt: [label=disable]", "security_opt: [systempaths=unconfined]"
PRIVILEGED, ALL = "privileged: true", "cap_add: [ALL]"


def findings(text: str, host: Host | None = None) -> dict[str, Finding]:
    rules = tuple(rule for rule in capslint_rules.RULES if not rule.meta.opt_in)
    result = check_source(Source("compose.yaml", text), Options(rules, host or Host()), NoFiles())
    assert result.errors == ()
    return {finding.rule: finding for finding in result.findings}


def service(command: str, grant: str) -> str:
    return f"services:\n  a:\n    image: x\n    user: '0'\n    command: {command}\n    {grant}\n"


def safety(text: str) -> Safety:
    found = [finding.fix for finding in findings(text).values() if finding.fix is not None]
    (fix,) = [fix for fix in found if not fix.title.startswith("add")]
    return fix.safety


@pytest.mark.parametrize("grant", [PTRACE, SECCOMP, APPARMOR])
@pytest.mark.parametrize("command", ["dlv exec /app", "strace -f /app", "gdbserver :1 /app"])
def test_what_is_pasted_for_a_debugger_goes_from_the_program_that_it_starts(command: str, grant: str) -> None:
    assert safety(service(command, grant)) is SAFE


@pytest.mark.parametrize("grant", [ADMIN, PRIVILEGED, ALL, LABEL, PROC])
@pytest.mark.parametrize("command", ["dlv exec /app", "strace -f /app", 'sh -c "/app & strace -p $$!"'])
def test_the_program_that_a_debugger_starts_can_need_all_else(command: str, grant: str) -> None:
    found = [finding.fix for finding in findings(service(command, grant)).values() if finding.fix is not None]
    assert all(fix.safety is UNSAFE for fix in found if not fix.title.startswith("add"))


@pytest.mark.parametrize("grant", [ADMIN, PRIVILEGED, ALL, PROC, LABEL, SECCOMP])
@pytest.mark.parametrize("command", ["strace -p 1", "gdbserver --attach :1 7", "py-spy dump --pid 1"])
def test_a_debugger_that_starts_nothing_needs_nothing_else(command: str, grant: str) -> None:
    found = findings(service(command, grant)).values()
    assert {finding.fix.safety for finding in found if finding.fix is not None} == {SAFE}


@pytest.mark.parametrize("grant", [PTRACE, ADMIN, SECCOMP, APPARMOR, LABEL, PROC, PRIVILEGED, ALL])
@pytest.mark.parametrize(
    "command",
    [
        "node --inspect=0.0.0.0 crawl.js",
        "java -agentlib:jdwp=transport=dt_socket,server=y -jar app.jar",
        "python -m debugpy --listen 0.0.0.0:5678 app.py",
        "php -S 0.0.0.0:80 -d xdebug.mode=debug",
    ],
)
def test_a_program_that_lets_itself_be_debugged_is_of_unknown_needs(command: str, grant: str) -> None:
    for finding in findings(service(command, grant)).values():
        assert finding.fix is None or finding.fix.safety is UNSAFE


@pytest.mark.parametrize(
    ("grant", "expected"),
    [
        ("cap_add: [SYS_PTRACE]  # the slowlog", UNSAFE),
        ("cap_add: [SYS_PTRACE]  # delve", SAFE),
        ("cap_add: [SYS_PTRACE]  # needed by dlv and by chromium", UNSAFE),
        ("cap_add: [SYS_PTRACE]  # 沙箱需要", UNSAFE),
        ("cap_add: [SYS_PTRACE]  # für die Sandbox", UNSAFE),
        ("# read by the sandbox\n    cap_add: [SYS_PTRACE]", UNSAFE),
        ("# needed for debugging\n    cap_add: [SYS_PTRACE]", SAFE),
        ("cap_add:  # crash dumps\n      - SYS_PTRACE", UNSAFE),
        ("cap_add:\n      # crash dumps\n      - SYS_PTRACE", UNSAFE),
        ("cap_add: &more  # crash dumps\n      - SYS_PTRACE", UNSAFE),
        ("cap_add: [\n      SYS_PTRACE,\n    ]  # crash dumps", UNSAFE),
        ("cap_add: [SYS_PTRACE]\t# crash dumps", UNSAFE),
        ("cap_add:\n      - # crash dumps\n        SYS_PTRACE", UNSAFE),
        ("# of the next one\n\n    cap_add: [SYS_PTRACE]", SAFE),
        ("cap_add: [SYS_PTRACE]\n    # the slowlog", SAFE),
    ],
)
def test_a_comment_that_says_more_than_the_debugger_is_another_reason(grant: str, expected: Safety) -> None:
    assert safety(service("dlv exec /app", grant)) is expected


@pytest.mark.parametrize(
    ("anchored", "used"),
    [
        ("x-more: &more  # crash dumps\n  - SYS_PTRACE\n", "cap_add: *more"),
        ("# crash dumps\nx-more: &more [SYS_PTRACE]\n", "cap_add: *more"),
        ("x-more: &more\n  - SYS_PTRACE  # crash dumps\n", "cap_add: *more"),
        ("x-more: &more [SYS_PTRACE]\n", "cap_add: *more  # crash dumps"),
        ("x-more: &more {cap_add: [SYS_PTRACE]}\n", "# crash dumps\n    <<: *more"),
    ],
)
def test_a_comment_counts_where_the_value_is_anchored_and_where_it_is_used(anchored: str, used: str) -> None:
    assert safety(anchored + service("dlv exec /app", used)) is UNSAFE


@pytest.mark.parametrize(
    ("grant", "expected"),
    [
        ('security_opt: ["seccomp=${FILTER:-unconfined}"]', UNSAFE),
        ("privileged: ${PRIV:-true}", UNSAFE),
        ("privileged: true", SAFE),
    ],
)
def test_what_a_variable_leaves_open_is_somebodys_choice(grant: str, expected: Safety) -> None:
    assert safety(service("strace -p 1", grant)) is expected


SHARED = """\
x-p: &p {image: example/x:1, privileged: true}
services:
  base: {<<: *p, user: '0', command: dlv debug}
  trace: {<<: *p, user: '0', command: strace -p 1, pid: "service:base"}
"""
RR = service("rr record ./a", "cap_add: [SYS_PTRACE]\n    security_opt: [seccomp=unconfined]")


def test_what_is_shared_is_planned_with_the_value_changed_for_all() -> None:
    fix = findings(SHARED)["privileged-container"].fix
    assert fix is not None
    assert [change.path for change in fix.changes] == [("x-p", "privileged"), ("services", "trace", "cap_add")]


def test_a_narrow_grant_that_is_needed_once_the_broad_one_is_gone_is_not_reported() -> None:
    host = Host(engine=Engine.DOCKER, engine_version=(24, 0), perf_event_paranoid=1)
    assert set(findings(RR, host)) == {"seccomp-unconfined"}


@pytest.mark.parametrize("grants", ["privileged: true\n    cap_add: [SYS_PTRACE]", "cap_add: [ALL, SYS_PTRACE]"])
def test_nothing_is_called_redundant_beside_a_broad_grant_that_goes_first(grants: str) -> None:
    assert "redundant-grant" not in findings(service("strace -p 1234\n    pid: host", grants))


def test_a_debugger_is_meant_for_the_container_that_joins_it_and_keeps_what_that_takes() -> None:
    joined = (
        "services:\n  api: {image: x, privileged: true, command: jstack -F 1}\n  b: {image: y, pid: 'service:api'}\n"
    )
    host = Host(engine=Engine.PODMAN, kernel=(5, 14))
    assert findings(joined, host)["privileged-container"].fix is None


def test_a_safe_fix_holds_also_where_the_broader_grant_stays() -> None:
    # perf needs SYS_PTRACE as long as seccomp=unconfined stands, and not beside the PERFMON that comes in its place
    text = service("perf record -gp 7\n    pid: host", f"{PTRACE}\n    {SECCOMP}")
    fix = findings(text, Host(engine=Engine.DOCKER, engine_version=(27, 0), perf_event_paranoid=1)).get(
        "unneeded-sys-ptrace"
    )
    assert fix is None or fix.fix is None or fix.fix.safety is UNSAFE


def test_who_shares_what_is_refused_is_named_with_what_it_runs() -> None:
    text = (
        "services:\n  a: {image: x, cap_add: &more [BPF], command: strace ls}\n"
        "  b: {image: y, cap_add: *more, command: gdb -p 1}\n"
    )
    found = findings(text, Host(engine=Engine.DOCKER, engine_version=(20, 10, 24), kernel=(5, 4)))["refused-container"]
    assert found.subjects == ("services.a", "services.b")
    assert set(found.fails) == {("strace", "launch"), ("gdb", "attach")}
