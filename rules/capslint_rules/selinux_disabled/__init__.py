"""SELinux is switched off for the container."""

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
    Safety,
    Severity,
    broad_grants,
    fixes,
    grants,
    say,
)

META = RuleMeta(
    id="selinux-disabled",
    summary="SELinux does not confine a container",
    severity=Severity.WARNING,
    fixes=Fixes.SOMETIMES,
    since="0.1.0",
    group=Group.BROAD,
    fields=("selinux",),
)


def _doubt(container: Container, _: Context) -> Safety:
    # A mounted folder that has no label for containers is out of reach once the container has one.
    return Safety.UNSAFE if container.mounts.value else Safety.SAFE


BROAD = broad_grants.Broad(
    meta=META,
    grant=grants.grant_named("label=disable"),
    remedy=broad_grants.revoking(fixes.use_default_selinux),
    says=("turns its SELinux label off", "turn their SELinux label off"),
    enough=("{} needs no more than the default one", "{} need no more than the default one"),
    why="SELinux keeps containers from files of the host and of each other",
    advise=lambda narrow: f"Go back to the default label; {say.spelling(narrow.without).shared_files}.",
    title="go back to the default SELinux label",
    doubt=_doubt,
)


def check(container: Container, ctx: Context) -> Iterator[Finding]:
    """Report a label that is switched off by name, or the type that may do everything."""
    if BROAD.grant.is_held(container):
        yield from broad_grants.check_broad(container, ctx, BROAD)


RULE = Rule(META, check)
