"""A node's seccomp profile in Docker's format, of which containerd reads only a part."""

from __future__ import annotations

from collections.abc import Iterator

from capslint.api import (
    Container,
    Context,
    Engine,
    Fact,
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
    id="docker-format-localhost-profile",
    summary="a node's seccomp profile has conditions of Docker's format, which containerd does not read",
    severity=Severity.WARNING,
    fixes=Fixes.NEVER,
    since="0.1.0",
    group=Group.INEFFECTIVE,
    facts=(Fact.NODE_PROFILES,),
    fields=("seccomp",),
)


def check(container: Container, ctx: Context) -> Iterator[Finding]:
    """Report a Localhost profile whose copy beside the manifest has keys that containerd ignores."""
    profile = seccomp_profiles.profile_of(container)
    if profile is None or profile.beside is None:
        return
    keys = seccomp_profiles.ignored_by_containerd(profile.beside)
    if not keys or ctx.host.engine is Engine.CRIO:
        return
    affected = ctx.users_of(container.seccomp)
    yield finding(
        META,
        affected,
        container.seccomp,
        f"containerd does not read {say.listed(keys)} in {profile.profile}, so {_effect(keys)} for "
        f"{say.called(affected)}",
        "Write the profile in the OCI format: rules without conditions, for the capabilities that the container has.",
        why="these keys are of Docker's own format for seccomp profiles; containerd knows the OCI's",
    )


def _effect(keys: tuple[str, ...]) -> str:
    if keys == ("archMap",):
        return "its filter knows the node's own architecture only"
    if set(keys) <= {"archMap", "name"}:
        return "rules are without calls"
    return "every rule applies without its conditions"


RULE = Rule(META, check)
