"""Grants that are broader than what the recognised debuggers need: one check for all of them.

A rule says with a `Broad` which grant it is, what takes it away, and how to word that. The model says what becomes of
the debuggers, and so whether there is a fix and what must come in the place of the grant.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from capslint.api import escalation
from capslint.api.build_finding import finding, severity_of
from capslint.api.fix_safety import (
    are_known_everywhere,
    as_root_if_unknown,
    holds_alone,
    reason_for,
    safety_of_removing,
    surest,
    why_not_instead,
)
from capslint.api.fixes import Remedy, agree, fix, grant_capability, join
from capslint.api.narrowing import Narrowing, held_back, level_of, narrowing, resting_on, working
from capslint.api.rule import Context, RuleMeta
from capslint.api.say import because, called, doing, doings, listed, named, surest_of, verb
from capslint.api.sharing import share_capabilities
from capslint.api.what_if import why_never_started
from capslint.edits import Safety, Withheld
from capslint.findings import Finding, Fix, Level, Severity
from capslint.formats import format_of
from capslint.model import Answer, Container, Evidence, Setting, Sureness, Workload, as_root
from capslint.model.grants import Grant, with_capabilities
from capslint.startup.records import NamedTuple

__all__ = ["Broad", "Narrowing", "check_broad", "narrowing", "revoking"]


class Broad(NamedTuple):
    """One broad grant, as its rule describes it.

    ``grant`` is its row (`grant_named`). What gives nothing to a privileged container is left to the rule about
    redundant grants. ``remedy`` takes the grant away and puts the given capabilities in its place. ``says`` is what
    containers do, for one and for several (``("is privileged", "are privileged")``), ``enough`` in the same way what is
    to be said of debuggers that need nothing of it, which stand for ``{}``. ``why`` is what the grant gives, one line
    for people who do not know it. ``advise`` says what to do. ``title`` names the fix.
    ``doubt`` says what the model does not see and only a person can: the fix is then unsafe (a `Safety`) or none
    (`Withheld`). ``unseen`` is the level of a finding where no debugger is seen and nothing explains the grant.
    """

    meta: RuleMeta
    grant: Grant
    remedy: Callable[[Container, tuple[str, ...]], Remedy | Withheld]
    says: tuple[str, str]
    enough: tuple[str, str]
    why: str
    advise: Callable[[Narrowing], str]
    title: str
    doubt: Callable[[Container, Context], Safety | Withheld] = lambda _, __: Safety.SAFE
    unseen: Level = Level.REGULAR


class _Holder(NamedTuple):
    """A container that holds the grant, what may be asked about it, and what becomes of it without the grant."""

    container: Container
    ctx: Context
    narrow: Narrowing


def check_broad(container: Container, ctx: Context, broad: Broad) -> Iterator[Finding]:
    """Return what there is to find about the grant of ``container``: one finding for all who share what is written."""
    setting = broad.grant.setting(container)
    users = ctx.users_of(setting)
    affected = [user for user in users if _gets_something(user, broad.grant)]
    if not affected or affected[0] is not container:
        return  # said once, where the first of them is looked at
    if all(why_never_started(user, ctx.host) for user in affected):
        return  # nobody holds it
    holders = [_Holder(user, ctx.about(user), narrowing(user, ctx.about(user), broad.grant)) for user in users]
    apart = len({holder.narrow.needed for holder in holders}) > 1
    cure = agree([_cure(holder, broad, users, apart=apart) for holder in holders])
    named = [holder for holder in holders if _gets_something(holder.container, broad.grant)]
    yield _finding(setting, named, cure, broad)


def _finding(setting: Setting[object], holding: list[_Holder], cure: Fix | Withheld, broad: Broad) -> Finding:
    affected = [holder.container for holder in holding]
    whys = [_why(holder, broad) for holder in holding]
    _, ctx, narrow = holding[0]
    rests_on, keep = resting_on(ctx, narrow, broad.grant)
    return finding(
        broad.meta,
        affected,
        setting,
        f"{called(affected)} {verb(affected, *broad.says)}{_joint(whys, broad) or _unknown(holding, broad)}",
        f"{_advice(holding, whys, broad)}{keep}",
        why=rests_on or broad.why,
        cure=cure,
        evidence=next(iter(working(ctx)), surest(ctx)),
        also=[evidence for holder in holding for evidence in holder.ctx.evidence[:1]],
        severity=severity_of(setting, Severity.WARNING if narrow.is_guess else broad.meta.severity),
        fails=_said_to_fail(holding, whys),
        level=level_of([(broad.grant.setting(holder.container), holder.narrow) for holder in holding], broad.unseen),
    )


def _said_to_fail(holding: list[_Holder], whys: list[_Why | None]) -> list[Evidence]:
    """Return the operations of which `_joint` says that they fail with the grant and without."""
    known = [why for why in whys if why is not None]
    if len(known) < len(whys) or not _are_alike(known) or known[0].blocked is None:
        return []
    said = {(seen.tool, seen.operation) for why in known for seen in why.about}
    return [seen for holder in holding for seen in holder.ctx.purposes if (seen.tool, seen.operation) in said]


def _gets_something(container: Container, grant: Grant) -> bool:
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


class _Why(NamedTuple):
    """What is said about the debuggers of a container: what they do, what they need, and what blocks them anyway.

    ``about`` are those of which it is said.
    """

    done: tuple[str, ...]
    about: tuple[Evidence, ...]
    needed: tuple[str, ...] | None
    blocked: str | None
    turns_on: tuple[str, ...]
    wider: tuple[str, ...] = ()


def _why(holder: _Holder, broad: Broad) -> _Why | None:
    """Return what is said about the debuggers of ``holder``; None where nothing is known of what they need."""
    container, ctx, narrow = holder
    if narrow.is_blind or isinstance(broad.doubt(container, ctx), Withheld):
        return None
    blocked = None if narrow.works else _why_blocked(container, ctx)
    turns_on = narrow.beyond.turns_on if narrow.beyond is not None else ()
    about = _decisive(holder)
    done = doings(about) if held_back(ctx, narrow) else named(about)
    return _Why(done, about, narrow.needed, blocked, turns_on, narrow.wider)


def _decisive(holder: _Holder) -> tuple[Evidence, ...]:
    """Return the debuggers of ``holder`` that decide: what fails without the grant, else what works with it."""
    _, ctx, narrow = holder
    held = held_back(ctx, narrow)
    if held:
        return surest_of(held)
    working_tools = {seen.tool for seen in working(ctx)}
    told = [evidence for evidence in narrow.evidence if evidence in working(ctx)]
    if not any(seen.is_run for seen in told):  # of what is only there some may work, whatever is spoken of first
        told = [seen for seen in narrow.evidence if seen.tool in working_tools]
    return surest_of(told or narrow.evidence)


def _why_blocked(container: Container, ctx: Context) -> str:
    """Return why nothing works with the grant: what reaches root only does not reach another user."""
    evidence = ctx.evidence[0]
    user = escalation.user_not_root(evidence, container)
    by_root = ctx.judge(escalation.run_by_itself(evidence), as_root(container))
    if user is not None and by_root.answer is not Answer.FAILS:
        return f"{user}, and only root gets the added capabilities"
    return because(ctx.judge(evidence), evidence, ctx.host)


def _unknown(holding: list[_Holder], broad: Broad) -> str:
    """Return what the headline adds where nothing is known of debuggers: what the grant seems to be for."""
    _, ctx, narrow = holding[0]
    reason = reason_for(ctx, [broad.grant.name])
    if reason is not None:
        return f", apparently for {reason.name}"
    return "" if narrow.evidence else ", and no debugger is seen there that needs it"


def _joint(whys: list[_Why | None], broad: Broad) -> str | None:
    """Put into words what is known of the debuggers of all who share the grant; None if of one nothing is known."""
    known = [why for why in whys if why is not None]
    if len(known) < len(whys):
        return None
    _, _, needed, blocked, turns_on, wider = known[0]
    if not _are_alike(known):
        return ", but their debuggers need different things"
    done = tuple(dict.fromkeys(each for why in known for each in why.done))
    if blocked is not None:
        return f", and {listed(done)} still {verb(done, 'fails', 'fail')}: {blocked}"
    if turns_on:
        return f", and whether {listed(done)} {verb(done, 'works', 'work')} without it depends on {listed(turns_on)}"
    if wider:
        return f", but without it {listed(done)} {verb(done, 'needs', 'need')} {listed(wider)}, which allows more"
    if needed is None:
        return f", and no added capability is enough for {listed(done)}"
    if needed:
        return f", but {listed(done)} {verb(done, 'needs', 'need')} only {listed(needed)}"
    return f", but {verb(done, *broad.enough).format(listed(done))}"


def _are_alike(known: list[_Why]) -> bool:
    return len({why[2:] for why in known}) == 1


def _advice(holders: list[_Holder], whys: list[_Why | None], broad: Broad) -> str:
    """Return what to do: for all alike, for the first of whom nothing is known, or for each what it needs."""
    known = [why for why in whys if why is not None]
    if len(known) < len(whys) or _are_alike(known):
        narrow = holders[whys.index(None) if None in whys else 0].narrow
        return narrow.explained or broad.advise(narrow)
    groups: dict[tuple[tuple[str, ...] | None, bool], list[Container]] = {}
    for holder, why in zip(holders, known, strict=True):
        groups.setdefault((why.needed, why.blocked is None), []).append(holder.container)
    return f"Give each its own: {', '.join(_need(group, *need) for need, group in groups.items())}."


def _need(group: list[Container], needed: tuple[str, ...] | None, works: bool) -> str:
    name = called(group)
    if not works:
        return f"it has no effect in {name}"
    if needed is None:
        return f"no capability replaces it in {name}"
    if needed:
        return f"{name} {verb(group, 'needs', 'need')} {listed(needed)}"
    return f"{name} {verb(group, 'needs', 'need')} nothing"


def _who_gets(container: Container, ctx: Context, broad: Broad) -> tuple[Container, ...]:
    """Return the containers that may get what comes in the grant's place: an anchor has other readers."""
    setting = broad.grant.setting(container)
    written_in = setting.place.path[: format_of(container).writer.steps_to_keep(container, setting)]
    return (*share_capabilities(container, ctx.workload), *ctx.built_on(written_in, container))


def _cure(holder: _Holder, broad: Broad, users: tuple[Container, ...], *, apart: bool) -> Fix | Withheld:
    """Return the fix for ``holder``, where all of ``users`` read the grant.

    Where they need different things, each gets its own ``apart`` from where the grant stood.
    """
    container, ctx, narrow = holder
    safety = safety_of_removing(ctx, container, broad.grant)
    doubt = broad.doubt(container, ctx)
    if isinstance(safety, Withheld):
        return safety
    if isinstance(doubt, Withheld):
        return doubt
    needed = _given_to_no_other(holder, broad, (container,) if apart else users)
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


def _are_all_asked(holder: _Holder, broad: Broad, users: tuple[Container, ...], needed: tuple[str, ...]) -> bool:
    """Return whether what is ``needed`` reaches no container but ``users``, and every engine knows it."""
    reached = _who_gets(holder.container, holder.ctx, broad) if needed else ()
    return {id(other) for other in reached} <= {id(user) for user in users} and are_known_everywhere(needed)


def _given_apart(broad: Broad, container: Container, names: tuple[str, ...]) -> Remedy | Withheld:
    """Return how to take the grant away where it stands, and to give ``container`` alone what it needs."""
    taken = broad.remedy(container, ())
    return join(taken, grant_capability(container, *names)) if names else taken


def _works_for_sure(holder: _Holder, needed: tuple[str, ...]) -> bool:
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


def _given_to_no_other(holder: _Holder, broad: Broad, users: tuple[Container, ...]) -> tuple[str, ...] | Withheld:
    """Return the capabilities that do in the place of the grant; Withheld where others than ``users`` get them too."""
    container, ctx, _ = holder
    needed = _enough(holder, broad.grant)
    if isinstance(needed, Withheld):
        return needed
    return why_not_instead(ctx, container, broad.grant, needed, _who_gets(container, ctx, broad), users) or needed


def _enough(holder: _Holder, grant: Grant) -> tuple[str, ...] | Withheld:
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
