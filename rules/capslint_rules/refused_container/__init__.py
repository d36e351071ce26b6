"""A container never starts, because the engine, the kubelet or the kernel refuses what is written for it."""

from __future__ import annotations

from collections.abc import Iterator

from capslint.api import (
    Container,
    Context,
    Finding,
    Fixes,
    Rule,
    RuleMeta,
    Setting,
    Severity,
    Sureness,
    finding,
    say,
    what_if,
)

META = RuleMeta(
    id="refused-container",
    summary="a container never starts, because what is written for it is refused",
    severity=Severity.ERROR,
    fixes=Fixes.NEVER,
    since="0.1.0",
    fields=("cap_add", "cap_drop", "network", "pid", "privileged", "run_as_non_root", "seccomp", "sysctls"),
    after_others=True,
)


def check(container: Container, ctx: Context) -> Iterator[Finding]:
    """Report the first reason why no engine that can be asked starts the container, if no other rule tells it."""
    refusals = what_if.why_never_started(container, ctx.host)
    if not refusals or any(_is_told(setting, ctx) for refusal in refusals for setting in refusal.settings):
        return
    first = refusals[0]
    running = [seen for seen in ctx.evidence if seen.sureness is not Sureness.INSTALLED]
    debuggers = say.listed(list(dict.fromkeys(say.deed(seen) for seen in running)))
    so = f", so {debuggers} {say.verb(running, 'fails', 'fail')}" if running else ""
    yield finding(
        META,
        [container],
        first.settings[0] if first.settings else container,
        f"{say.called([container])} does not start{so}: {say.inside_a_sentence(first.cause)}",
        say.way_out(ctx.way_out(running[0]))
        if running
        else "Take out what is refused, or write it as it is taken there.",
        evidence=running[0] if running else None,
        fails=running,
    )


def _is_told(setting: Setting[object], ctx: Context) -> bool:
    """Return whether a finding points into the entry, or at what stands around it."""
    node = setting.place.node
    return any(
        found.document is setting.place.document and found.span.start < node.end and node.start < found.span.end
        for found in ctx.told
        if found.stops
    )


RULE = Rule(META, check)
