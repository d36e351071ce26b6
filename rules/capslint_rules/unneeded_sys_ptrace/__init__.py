"""SYS_PTRACE where the only debugger starts the program itself, or does not trace at all."""

from __future__ import annotations

from collections.abc import Iterator

from capslint.api import (
    Answer,
    Broad,
    Container,
    Context,
    Finding,
    Fixes,
    Rule,
    RuleMeta,
    Setting,
    Severity,
    check_broad,
    item_named,
    narrowing,
    revoke,
    revoking,
    single_item,
    without_items,
)

META = RuleMeta(
    id="unneeded-sys-ptrace",
    summary="a container has SYS_PTRACE although its debugger works without",
    severity=Severity.WARNING,
    fixes=Fixes.SOMETIMES,
    since="0.1.0",
    words=("cap_add", "apabilities"),
)
CAPABILITY = "SYS_PTRACE"


def _setting(container: Container) -> Setting[object]:
    item = item_named(container.cap_add, CAPABILITY)
    return item.setting if item else container.cap_add


BROAD = Broad(
    meta=META,
    grant=CAPABILITY,
    setting=_setting,
    without=lambda one: without_items(one, _setting(one)),
    remedy=revoking(lambda one: revoke(_setting(one), one)),
    says=(f"has {CAPABILITY}", f"have {CAPABILITY}"),
    so=(
        "so it can look into every process that it sees",
        "so they can look into every process that they see",
    ),
    advise=lambda _: "Take it out; only a debugger that attaches to what it did not start needs it.",
    title=f"take {CAPABILITY} out",
)


def check(container: Container, ctx: Context) -> Iterator[Finding]:
    """Report it where all the recognised debuggers work, and do so without."""
    if single_item(container.cap_add, CAPABILITY) is None:
        return
    if any(ctx.judge(one).answer is Answer.FAILS for one in ctx.evidence):
        return
    narrow = narrowing(container, ctx, BROAD)
    if narrow.needed == () and not narrow.is_blind:
        yield from check_broad(container, ctx, BROAD)


RULE = Rule(META, check)
