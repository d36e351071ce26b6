"""The seccomp profile that the file names is not there."""

from __future__ import annotations

from collections.abc import Iterator

from capslint.api import (
    Container,
    Context,
    Fact,
    Finding,
    Fixes,
    Group,
    Rule,
    RuleMeta,
    Seccomp,
    Severity,
    finding,
    say,
)

META = RuleMeta(
    id="missing-seccomp-profile",
    summary="the seccomp profile that the file names is not there",
    severity=Severity.ERROR,
    fixes=Fixes.NEVER,
    since="0.1.0",
    group=Group.REFUSED,
    facts=(Fact.PROFILE_FILES,),
    fields=("seccomp",),
)

KEYWORDS = {"unconfined": "seccomp=unconfined", "default": "seccomp=builtin", "builtin": "seccomp=builtin"}
"""What is meant by a path that is nearly one of the words that are known."""


def check(container: Container, ctx: Context) -> Iterator[Finding]:
    """Report a profile that should stand beside the file."""
    seccomp = container.seccomp.value
    if not isinstance(seccomp, Seccomp) or not seccomp.is_missing:
        return
    affected = ctx.users_of(container.seccomp)
    yield finding(
        META,
        affected,
        container.seccomp,
        f"{say.called(affected)} will not start: there is no file {seccomp.profile!r} in the project directory",
        _advice(seccomp.profile or ""),
        why="the engine reads the seccomp profile when it starts the container",
        stops=True,
    )


def _advice(profile: str) -> str:
    meant = KEYWORDS.get(profile.lower())
    if meant is not None:
        return f"All but unconfined and builtin are names of files: write {meant}, or leave the option out."
    return "Its path begins at the folder of the project's first file: put it there, or correct the path."


RULE = Rule(META, check)
