"""After ``fix --unsafe`` every debugger that worked works, and no grant that the fixer knows is left over."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as some

import capslint_rules
from capslint.api import Answer, Safety
from capslint.engine import Options, check_source
from capslint.findings import CheckResult
from capslint.fix import fix_source
from capslint.source import Source

EVERYTHING = frozenset({Safety.SAFE, Safety.UNSAFE})
#: What the rules take away where it is not needed. Other capabilities can be for the program that is debugged.
KNOWN = {
    "privileged",
    "cap_add ALL",
    "cap_add SYS_ADMIN",
    "cap_add SYS_PTRACE",
    "seccomp=unconfined",
    "apparmor=unconfined",
    "label=disable",
    "systempaths=unconfined",
}
COMMANDS = some.sampled_from(
    [
        "dlv debug ./cmd/api",
        "dlv attach 1",
        "strace -f /api",
        "strace -p 1",
        "gdb --args /api",
        "gdb -p 1",
        "py-spy record --pid 1 -o out.svg",
        "node --inspect server.js",
        "perf record /api",
        "bpftrace /trace.bt",
        "tcpdump -i eth0",
        "lldb-server gdbserver *:1234 /api",
    ]
)
CAPABILITIES = some.lists(
    some.sampled_from(["ALL", "SYS_PTRACE", "SYS_ADMIN", "PERFMON", "BPF", "NET_ADMIN", "NET_RAW", "CAP_SYS_PTRACE"]),
    unique=True,
    max_size=3,
)
OPTIONS = some.lists(
    some.sampled_from(["seccomp=unconfined", "apparmor=unconfined", "label=disable", "systempaths=unconfined"]),
    unique=True,
)
USERS = some.sampled_from([None, "0", "1000:1000"])


class NoFiles:
    def read(self, path: str) -> str | None:
        return None


@some.composite
def services(draw: some.DrawFn) -> str:
    """One Compose file: a service that a debugger may look into, and one that runs the debugger."""
    lines = ["services:", "  api:", "    image: api", "  debugger:", f"    command: {draw(COMMANDS)}"]
    lines += ['    pid: "service:api"'] if draw(some.booleans()) else []
    lines += ["    privileged: true"] if draw(some.booleans()) else []
    user = draw(USERS)
    lines += [f'    user: "{user}"'] if user else []
    for key, items in (("cap_add", draw(CAPABILITIES)), ("security_opt", draw(OPTIONS))):
        lines += [f"    {key}: [{', '.join(items)}]"] if items else []
    lines += ["    cap_drop: [ALL]"] if draw(some.booleans()) else []
    return "\n".join(lines) + "\n"


@some.composite
def pods(draw: some.DrawFn) -> str:
    """One pod with the same two containers."""
    command = ", ".join(f'"{word}"' for word in draw(COMMANDS).split())
    context = [f"privileged: {str(draw(some.booleans())).lower()}"]
    capabilities = [one for one in draw(CAPABILITIES) if not one.startswith("CAP_")]
    drop = ["drop: [ALL]"] if draw(some.booleans()) else []
    add = [f"add: [{', '.join(capabilities)}]"] if capabilities else []
    context += [f"capabilities: {{{', '.join(drop + add)}}}"] if drop + add else []
    profile = draw(some.sampled_from([None, "Unconfined", "RuntimeDefault"]))
    context += [f"seccompProfile: {{type: {profile}}}"] if profile else []
    user = draw(some.sampled_from([None, 0, 1000]))
    context += [f"runAsUser: {user}"] if user is not None else []
    return (
        "apiVersion: v1\nkind: Pod\nmetadata: {name: x}\nspec:\n"
        f"  shareProcessNamespace: {str(draw(some.booleans())).lower()}\n"
        "  containers:\n  - name: api\n    image: api\n  - name: debugger\n    image: tools\n"
        f"    command: [{command}]\n    securityContext: {{{', '.join(context)}}}\n"
    )


def check(source: Source) -> CheckResult:
    return check_source(source, Options(capslint_rules.RULES, measure=True), NoFiles())


@settings(max_examples=150)
@given(services() | pods())
def test_nothing_stops_working_and_nothing_known_is_left_over(text: str) -> None:
    source = Source("example.yaml", text)
    before = check(source)
    outcome = fix_source(source, check, EVERYTHING)
    after = outcome.result
    assert after.troubles == before.troubles == ()

    worked = {one[:3] for one in before.abilities if one.answer is not Answer.FAILS}
    works = {one[:3] for one in after.abilities if one.answer is not Answer.FAILS}
    assert worked <= works

    left = {one.grant for one in after.excess} & KNOWN
    told = {finding.rule for finding in after.findings}
    assert not left or told, f"left without a word: {left}\n{outcome.source.text}"
    if works:
        assert not left, f"left: {left}\n{outcome.source.text}"

    assert fix_source(outcome.source, check, EVERYTHING).source.text == outcome.source.text
    broken = [why for finding, why in outcome.withheld if finding.fix is not None]
    assert broken == []
