"""The seccomp filter is switched off, mostly for a debugger that does not need that."""

from __future__ import annotations

from collections.abc import Iterator

from capslint.api import (
    Container,
    Context,
    Finding,
    Fixes,
    Group,
    Rule,
    RuleMeta,
    Severity,
    broad_grants,
    fixes,
    grants,
    operations,
)

META = RuleMeta(
    id="seccomp-unconfined",
    summary="a container runs without a seccomp filter",
    severity=Severity.WARNING,
    fixes=Fixes.SOMETIMES,
    since="0.1.0",
    group=Group.BROAD,
    fields=("seccomp",),
)


def _advice(narrow: broad_grants.Narrowing) -> str:
    if not narrow.evidence:
        return "Go back to the default profile, or name one that allows the calls which the program makes."
    if narrow.needed is None:
        return f"Name a profile that allows its calls: `capslint profile {narrow.evidence[0].tool}` writes it."
    advice = "Go back to the default profile, which allows debuggers on every engine that is supported today."
    for evidence in narrow.warned:
        silence = operations.silence_of(evidence)
        if silence is not None:
            return f"{advice} {evidence.tool} then warns and goes on; `{silence}` silences it."
    return advice


BROAD = broad_grants.Broad(
    meta=META,
    grant=grants.grant_named("seccomp=unconfined"),
    remedy=broad_grants.revoking(fixes.use_default_seccomp),
    says=("turns seccomp off", "turn seccomp off"),
    enough=("the default profile allows {}", "the default profile allows {}"),
    why="seccomp is the list of system calls that programs may make",
    advise=_advice,
    title="go back to the default seccomp profile",
)


def check(container: Container, ctx: Context) -> Iterator[Finding]:
    """Report a filter that is switched off by name; what was never asked for is not reported."""
    if BROAD.grant.is_held(container) and not container.seccomp.is_absent:
        yield from broad_grants.check_broad(container, ctx, BROAD)


RULE = Rule(META, check)
