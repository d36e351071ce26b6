"""A capability is granted, and the user of the container does not get it."""

from __future__ import annotations

from collections.abc import Iterator

from capslint.api import (
    Answer,
    Container,
    Context,
    Evidence,
    Finding,
    Fix,
    Fixes,
    Group,
    Item,
    Rule,
    RuleMeta,
    Safety,
    Severity,
    Withheld,
    as_root,
    capability_items,
    escalation,
    finding,
    fixes,
    grants,
    say,
    what_if,
)

META = RuleMeta(
    id="inert-capability",
    summary="a debugger's capability is granted to a container that does not run as root",
    severity=Severity.ERROR,
    fixes=Fixes.NEVER,
    since="0.1.0",
    group=Group.FAILING,
    fields=("cap_add",),
)


def check(container: Container, ctx: Context) -> Iterator[Finding]:
    """Report each granted capability that a failing debugger would use if it ran as root."""
    for item in capability_items.items_of(container.cap_add):
        evidence = next((seen for seen in ctx.evidence if _is_inert(item, seen, container, ctx)), None)
        if evidence is not None:
            yield _finding(container, ctx, item, evidence)


def _is_inert(item: Item, evidence: Evidence, container: Container, ctx: Context) -> bool:
    if not evidence.is_run or escalation.user_not_root(evidence, container) is None:
        return False
    if ctx.judge(evidence).answer is not Answer.FAILS:
        return False
    if escalation.is_kept_from_gaining(evidence, container, ctx):  # what blocked-by-no-new-privileges says is the cause
        return False
    plain = escalation.run_by_itself(evidence)
    if plain is evidence and what_if.gets_what_is_added_beside_privileged(container, ctx.host):
        return False  # Podman gives the container's own user what is added
    root = as_root(container)
    without = as_root(what_if.without_items(container, item.setting))
    return ctx.judge(plain, root).answer is not Answer.FAILS and ctx.judge(plain, without).answer is Answer.FAILS


def _finding(container: Container, ctx: Context, item: Item, evidence: Evidence) -> Finding:
    who = escalation.user_not_root(evidence, container)
    return finding(
        META,
        [user for user in ctx.users_of(item.setting) if user is container or _is_alike(user, container, evidence)],
        item.setting,
        f"{say.will_fail([evidence], [container], ctx.judge(evidence))}: {who}, and only root gets {_gift(item)}",
        _advice(container, evidence),
        why="engines give added capabilities to root; a program of another user has none of them in effect",
        cure=_way_out(container, evidence),
        evidence=evidence,
        fails=(evidence,),
    )


def _gift(item: Item) -> str:
    return "the added capabilities" if item.name == grants.EVERY else item.name


def _is_alike(other: Container, container: Container, evidence: Evidence) -> bool:
    return escalation.run_by_itself(evidence) is evidence and other.user.value == container.user.value


def _advice(container: Container, evidence: Evidence) -> str:
    root = f"root, without {evidence.switches[-1].by}" if evidence.switches else "root"
    if container.no_new_privileges.value is True:  # under which a file's capabilities do not count
        return f"Run the debugger as {root}, or let it start the program."
    return f"Run the debugger as {root}, give its file the capability (setcap), or let it start the program."


def _way_out(container: Container, evidence: Evidence) -> Fix | Withheld:
    if evidence.switches:
        return Withheld(
            f"only who wrote the command can tell whether the debugger may run without {evidence.switches[-1].by}"
        )
    if escalation.run_by_itself(evidence) is not evidence:
        return Withheld("only who wrote the hook can tell whether it may run as root")
    if container.run_as_non_root.value is True:
        return Withheld("the pod says that it never runs as root")
    return fixes.fix("run as root", fixes.run_as_root(container), Safety.SHOW)


RULE = Rule(META, check)
