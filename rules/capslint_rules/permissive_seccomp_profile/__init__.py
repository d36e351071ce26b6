"""The seccomp profile that is named lets everything through that it does not name."""

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
    finding,
    say,
    seccomp_profiles,
)

META = RuleMeta(
    id="permissive-seccomp-profile",
    summary="the container's seccomp profile allows every call that it does not name",
    severity=Severity.WARNING,
    fixes=Fixes.NEVER,
    since="0.1.0",
    group=Group.BROAD,
    fields=("seccomp",),
)


def check(container: Container, ctx: Context) -> Iterator[Finding]:
    """Report a profile that was read and whose default action allows."""
    profile = seccomp_profiles.profile_of(container)
    contents = profile and (profile.contents or profile.beside)
    default = seccomp_profiles.default_of(contents) if contents else None
    if profile is None or default is None or default[0] not in seccomp_profiles.ALLOWING:
        return
    refused = default[1]
    affected = ctx.users_of(container.seccomp)
    so = f"all system calls but {refused}" if refused else "every system call, like seccomp=unconfined"
    yield finding(
        META,
        affected,
        container.seccomp,
        f"{say.called(affected)} {say.verb(affected, 'runs', 'run')} under {profile.profile}, which allows {so}",
        "Start from the engine's default profile; `capslint profile TOOL` writes it with what that tool needs.",
        why=f"its default action SCMP_ACT_{default[0]} lets through what no rule of the profile names",
    )


RULE = Rule(META, check)
