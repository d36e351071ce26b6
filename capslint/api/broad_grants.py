"""Grants that are broader than what the recognised debuggers need: one check for all of them.

A rule says with a `Broad` which grant it is, what takes it away, and how to word that. The model says what becomes of
the debuggers, and so whether there is a fix and what must come in the place of the grant.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from capslint.api.broad_headlines import (
    Broad,
    Holder,
    advice_for,
    headline_of_unknown,
    joint_headline,
    said_to_fail,
    why_of,
)
from capslint.api.build_finding import finding, severity_of
from capslint.api.fix_safety import (
    are_known_everywhere,
    as_root_if_unknown,
    holds_alone,
    safety_of_removing,
    surest,
    why_not_instead,
)
from capslint.api.fixes import Remedy, agree, fix, grant_capability, join
from capslint.api.narrowing import Narrowing, going_first, held_back, level_of, narrowing, resting_on, working
from capslint.api.rule import Context
from capslint.api.say import called, doing, doings, listed, verb
from capslint.api.sharing import share_capabilities
from capslint.api.what_if import why_never_started
from capslint.edits import Safety, Withheld
from capslint.findings import Finding, Fix, Severity
from capslint.formats import format_of
from capslint.model import Answer, Container, Evidence, Setting, Sureness, Workload
from capslint.model.capability_items import item_named
from capslint.model.grants import EVERY, Grant, with_capabilities
from capslint.plan.end_state import is_void

__all__ = ["Broad", "Narrowing", "check_broad", "narrowing", "revoking"]


def check_broad(
    container: Container,
    ctx: Context,
    broad: Broad,
    is_worth_telling: Callable[[Container, Context], bool] = lambda container, ctx: True,
) -> Iterator[Finding]:
    """Return what there is to find about the grant of ``container``: one finding for all who share what is written.

    There is one if ``is_worth_telling`` of any of them.
    """
    if not _gets_something(container, broad.grant) or any(found.rule == broad.meta.id for found in ctx.told):
        return  # said once, where the first of them is looked at
    if not is_worth_telling(container, ctx):
        return
    affected = (user for user in ctx.users_of(broad.grant.setting(container)) if _gets_something(user, broad.grant))
    if all(why_never_started(user, ctx.host) for user in affected):
        return  # nobody holds it
    yield _finding_for_all(broad.grant.setting(container), ctx, broad)


def _finding_for_all(setting: Setting[object], ctx: Context, broad: Broad) -> Finding:
    users = ctx.users_of(setting)
    holders = [Holder(user, ctx.about(user), narrowing(user, ctx.about(user), broad.grant)) for user in users]
    cure = _cure_of_all(holders, broad, users)
    named = [holder for holder in holders if _gets_something(holder.container, broad.grant)]
    return _finding(setting, named, cure, broad)


def _finding(setting: Setting[object], holding: list[Holder], cure: Fix | Withheld, broad: Broad) -> Finding:
    affected = [holder.container for holder in holding]
    whys = [why_of(holder, broad) for holder in holding]
    _, ctx, narrow = min(holding, key=lambda holder: holder.narrow.is_guess)  # who is first is only a matter of order
    told = joint_headline(whys, broad) or headline_of_unknown(holding, broad)
    rests_on, keep = resting_on(ctx, narrow, broad.grant)
    return finding(
        broad.meta,
        affected,
        setting,
        f"{called(affected)} {verb(affected, *broad.says)}{told}",
        f"{advice_for(holding, whys, broad)}{keep}",
        why=rests_on or broad.why,
        cure=cure,
        evidence=next(iter(working(ctx)), surest(ctx)),
        also=[evidence for holder in holding for evidence in holder.ctx.evidence[:1]],
        severity=severity_of(setting, Severity.WARNING if narrow.is_guess else broad.meta.severity),
        fails=said_to_fail(holding, whys),
        level=level_of([(broad.grant.setting(holder.container), holder.narrow) for holder in holding], broad.unseen),
    )


def _gets_something(container: Container, grant: Grant) -> bool:
    if item_named(container.cap_drop, grant.name) is not None and grant.name != EVERY:
        return False  # it is added and dropped: whichever is idle is another rule's
    return grant.beside_privileged or container.privileged.value is not True


def revoking(
    revoke: Callable[[Container], Remedy | Withheld],
) -> Callable[[Container, tuple[str, ...]], Remedy | Withheld]:
    """Return a `Broad.remedy` that takes the grant away and adds the needed capabilities to the list of them."""

    def remedy(container: Container, names: tuple[str, ...]) -> Remedy | Withheld:
        taken = revoke(container)
        if isinstance(taken, Withheld) or not names:
            return taken
        return join(taken, grant_capability(container, *names, beside=taken))

    return remedy


def _who_gets(container: Container, ctx: Context, broad: Broad) -> tuple[Container, ...]:
    """Return the containers that may get what comes in the grant's place: an anchor has other readers."""
    setting = broad.grant.setting(container)
    written_in = setting.place.path[: format_of(container).writer.steps_to_keep(container, setting)]
    return (*share_capabilities(container, ctx.workload), *ctx.built_on(written_in, container))


def _cure_of_all(holders: list[Holder], broad: Broad, users: tuple[Container, ...]) -> Fix | Withheld:
    """Return the fix for all of ``holders`` to whom the grant gives something, once what is broader has gone."""
    having = [holder for holder in holders if not is_void(broad.grant, holder.narrow.without)]
    apart = len({holder.narrow.needed for holder in having}) > 1
    return agree([_cure(each, broad, _who_need(each, having) if apart else users, apart=apart) for each in having])


def _who_need(holder: Holder, others: list[Holder]) -> tuple[Container, ...]:
    """Return ``holder`` and who else of ``others`` needs all that it needs in the grant's place."""
    needed = set(holder.narrow.needed or ())
    return tuple(other.container for other in others if needed <= set(other.narrow.needed or ()))


def _cure(holder: Holder, broad: Broad, users: tuple[Container, ...], *, apart: bool) -> Fix | Withheld:
    """Return the fix for ``holder``; all of ``users`` may get what it needs in the grant's place.

    Where those who read the grant need different things, each gets its own ``apart`` from where that stood.
    """
    container, ctx, narrow = holder
    safety = safety_of_removing(ctx, container, broad.grant)
    doubt = broad.doubt(container, ctx)
    if isinstance(safety, Withheld):
        return safety
    if isinstance(doubt, Withheld):
        return doubt
    reached = share_capabilities(container, ctx.workload) if apart else _who_gets(container, ctx, broad)
    needed = _given_to_no_other(holder, broad, reached, users)
    needed = _in_its_turn(holder, broad.grant, needed)
    if isinstance(needed, Withheld):
        return needed
    if apart:
        title, remedy = f"{broad.title} and give each what it needs", _given_apart(broad, container, needed)
    else:
        title = f"{broad.title} and add {listed(needed)}" if needed else broad.title
        remedy = broad.remedy(container, needed)
    is_sure = narrow.fails_alike and _are_all_asked(holder, broad, users, needed) and _works_for_sure(holder, needed)
    is_sure = is_sure and holds_alone(ctx, container, broad.grant, needed)
    return fix(title, remedy, max(safety, doubt, Safety.SAFE if is_sure else Safety.UNSAFE))


def _in_its_turn(holder: Holder, grant: Grant, needed: tuple[str, ...] | Withheld) -> tuple[str, ...] | Withheld:
    """Return ``needed``; Withheld where something else goes first.

    That is what keeps a debugger from working that works where the plan begins, for what comes in the grant's place
    would do nothing yet, and a grant of which nothing would tell any more that it can go.
    """
    container, ctx, narrow = holder
    failing = (seen for seen in ctx.purposes if needed and ctx.judge(seen).answer is Answer.FAILS)
    waiting = next((seen for seen in failing if ctx.at_first(seen).answer is not Answer.FAILS), None)
    if waiting is not None:
        return Withheld(f"{doing(waiting)} fails for another reason, to be removed first")
    other = going_first(container, ctx, narrow, grant)
    return needed if other is None else Withheld(f"{other.shown} goes first, while something here implies a debugger")


def _are_all_asked(holder: Holder, broad: Broad, users: tuple[Container, ...], needed: tuple[str, ...]) -> bool:
    """Return whether what is ``needed`` reaches no container but ``users``, and every engine knows it."""
    reached = _who_gets(holder.container, holder.ctx, broad) if needed else ()
    return {id(other) for other in reached} <= {id(user) for user in users} and are_known_everywhere(needed)


def _given_apart(broad: Broad, container: Container, names: tuple[str, ...]) -> Remedy | Withheld:
    """Return how to take the grant away where it stands, and to give ``container`` alone what it needs."""
    taken = broad.remedy(container, ())
    return join(taken, grant_capability(container, *names)) if names else taken


def _works_for_sure(holder: Holder, needed: tuple[str, ...]) -> bool:
    """Return whether all that the command runs works with ``needed`` in the grant's place; for root, if none is known.

    What fails now for want of a capability does so with that, which is another finding's. Whom the image names instead
    of root keeps what works for him: that is what ``needed`` was asked for.
    """
    _, ctx, narrow = holder
    then = as_root_if_unknown(with_capabilities(narrow.without, *needed))
    running = [seen for seen in ctx.purposes if seen.sureness is Sureness.COMMAND]
    return all(_works(seen, then, ctx, narrow.among) for seen in running)


def _works(seen: Evidence, then: Container, ctx: Context, among: Workload) -> bool:
    if ctx.judge(seen, then, among).answer is Answer.WORKS:
        return True
    lacking = ctx.capabilities_for(seen, then, among) if ctx.judge(seen).answer is Answer.FAILS else None
    return lacking is not None and ctx.judge(seen, with_capabilities(then, *lacking), among).answer is Answer.WORKS


def _given_to_no_other(
    holder: Holder, broad: Broad, reached: tuple[Container, ...], users: tuple[Container, ...]
) -> tuple[str, ...] | Withheld:
    """Return the capabilities that do in the place of the grant; Withheld where not only ``users`` are ``reached``."""
    container, ctx, narrow = holder
    needed = _enough(holder, broad.grant)
    if isinstance(needed, Withheld):
        return needed
    return why_not_instead(ctx, container, broad.grant, needed, reached, users, narrow.among) or needed


def _enough(holder: Holder, grant: Grant) -> tuple[str, ...] | Withheld:
    """Return the capabilities that do in the place of ``grant``; Withheld where none do, or nobody can tell."""
    container, ctx, narrow = holder
    each = doings(held_back(ctx, narrow) or narrow.evidence)
    done, works = listed(each), verb(each, "works", "work")
    if narrow.beyond is not None and narrow.beyond.turns_on:
        return Withheld(f"whether {done} {works} without it depends on {listed(narrow.beyond.turns_on)}")
    if narrow.wider:
        return Withheld(f"{done} would need {listed(narrow.wider)} in its place, which allows more")
    if narrow.needed is None:
        return Withheld(f"no added capability lets {done} work without it")
    if narrow.hurt:
        other, evidence = narrow.hurt[0]
        return Withheld(f"{doing(evidence)} in {called([other])} would not work without it")
    if grant.name in narrow.needed:
        return Withheld(f"{done} in {called([container])} needs it")
    return narrow.needed
