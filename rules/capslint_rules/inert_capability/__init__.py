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
    Insert,
    Item,
    Platform,
    Remedy,
    Rule,
    RuleMeta,
    Safety,
    Severity,
    Sureness,
    User,
    Value,
    Via,
    Withheld,
    as_root,
    called,
    deed,
    finding,
    fix,
    is_kept_from_gaining,
    items_of,
    set_value,
    users_of,
    without_items,
)

META = RuleMeta(
    id="inert-capability",
    summary="a debugger's capability is granted to a container that does not run as root",
    severity=Severity.ERROR,
    fixes=Fixes.NEVER,
    since="0.1.0",
    words=("cap_add", "apabilities"),
)


def check(container: Container, ctx: Context) -> Iterator[Finding]:
    """Report each granted capability that a failing debugger would use if it ran as root."""
    user = container.user.value
    if not isinstance(user, User) or user.uid == 0:
        return
    for item in items_of(container.cap_add):
        evidence = next((one for one in ctx.evidence if _is_inert(item, one, container, ctx)), None)
        if evidence is not None:
            yield _finding(container, ctx, item, evidence, user)


def _is_inert(item: Item, evidence: Evidence, container: Container, ctx: Context) -> bool:
    if evidence.sureness is Sureness.INSTALLED or ctx.judge(evidence).answer is not Answer.FAILS:
        return False
    if is_kept_from_gaining(evidence, container, ctx):  # what blocked-by-no-new-privileges says is the cause
        return False
    root = as_root(container)
    without = as_root(without_items(container, item.setting))
    return ctx.judge(evidence, root).answer is not Answer.FAILS and ctx.judge(evidence, without).answer is Answer.FAILS


def _finding(container: Container, ctx: Context, item: Item, evidence: Evidence, user: User) -> Finding:
    name = user.uid if user.uid is not None else user.name
    return finding(
        META,
        [one for one in users_of(item.setting, ctx.workload) if one.user.value == user],
        item.setting,
        f"{deed(evidence)} in {called([container])} fails: it runs as user {name}, and {item.name} reaches root only",
        _advice(container),
        cure=_way_out(container),
        evidence=evidence,
    )


def _advice(container: Container) -> str:
    if container.no_new_privileges.value is True:  # under which a file's capabilities do not count
        return "Run the debugger as root, or let it start the program."
    return "Run the debugger as root, give its file the capability (setcap), or let it start the program."


def _way_out(container: Container) -> Fix | Withheld:
    root: Value = "0:0" if container.platform is Platform.COMPOSE else 0
    if container.run_as_non_root.value is True:
        return Withheld("the pod says that it never runs as root")
    return fix("run as root", _with_user(container, root), Safety.SHOW)


def _with_user(container: Container, root: Value) -> Remedy | Withheld:
    user = container.user
    if user.via is not Via.IMAGE:
        return set_value(user, root)
    return Remedy(
        user.place.document, (Insert(user.place.path, root),)
    )  # the image's user, which the file can overrule


RULE = Rule(META, check)
