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
        return "Go back to the default filter, or name a profile that allows the calls which the program makes."
    if narrow.needed is None:
        return f"Name a profile that allows its calls: `capslint profile {narrow.evidence[0].tool}` writes it."
    advice = "Go back to the default filter, which lets debuggers through on every engine that is supported today."
    for evidence in narrow.warned:
        silence = operations.silence_of(evidence)
        if silence is not None:
            return f"{advice} {evidence.tool} then warns and goes on; `{silence}` silences it."
    return advice


BROAD = broad_grants.Broad(
    meta=META,
    grant=grants.grant_named("seccomp=unconfined"),
    remedy=broad_grants.revoking(fixes.use_default_seccomp),
    says=("has no seccomp filter", "have no seccomp filter"),
    so=(
        "so every system call of the kernel is open to it",
        "so every system call of the kernel is open to them",
    ),
    advise=_advice,
    title="go back to the default seccomp filter",
)


def check(container: Container, ctx: Context) -> Iterator[Finding]:
    """Report a filter that is switched off by name; what was never asked for is not reported."""
    if BROAD.grant.is_held(container) and not container.seccomp.is_absent:
        yield from broad_grants.check_broad(container, ctx, BROAD)


RULE = Rule(META, check)
