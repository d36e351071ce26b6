"""AppArmor is switched off for the container."""

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
)

META = RuleMeta(
    id="apparmor-unconfined",
    summary="AppArmor does not confine a container",
    severity=Severity.WARNING,
    fixes=Fixes.SOMETIMES,
    since="0.1.0",
    group=Group.BROAD,
    fields=("apparmor",),
)
BROAD = broad_grants.Broad(
    meta=META,
    grant=grants.grant_named("apparmor=unconfined"),
    remedy=broad_grants.revoking(fixes.use_default_apparmor),
    says=("turns its AppArmor profile off", "turn their AppArmor profile off"),
    enough=("{} needs no more than the default one", "{} need no more than the default one"),
    why="AppArmor keeps it from mounting and from changing the kernel",
    advise=lambda _: "Go back to the default profile, or name one that allows what the program does.",
    title="go back to the default AppArmor profile",
)


def check(container: Container, ctx: Context) -> Iterator[Finding]:
    """Report a profile that is switched off by name."""
    if BROAD.grant.is_held(container):
        yield from broad_grants.check_broad(container, ctx, BROAD)


RULE = Rule(META, check)
