"""What is said of a grant that is broader than needed: the headline and the advice, by what the debuggers need."""

from __future__ import annotations

from collections.abc import Callable

from capslint.api import escalation
from capslint.api.fix_safety import reason_for
from capslint.api.narrowing import Narrowing, held_back, working
from capslint.api.rule import Context, RuleMeta
from capslint.api.say import because, called, doings, listed, named, surest_of, verb
from capslint.edits import Safety, Withheld
from capslint.findings import Level
from capslint.model import Answer, Container, Evidence, as_root
from capslint.model.grants import Grant, held_grants
from capslint.model.remedy import Remedy
from capslint.startup.records import NamedTuple


class Broad(NamedTuple):
    """One broad grant, as its rule describes it.

    ``grant`` is its row (`grant_named`). What gives nothing to a privileged container is left to the rule about
    redundant grants. ``remedy`` takes the grant away and puts the given capabilities in its place. ``says`` is what
    containers do, for one and for several (``("is privileged", "are privileged")``), ``enough`` in the same way what is
    to be said of debuggers that need nothing of it, which stand for ``{}``; ``enough_beside`` where the container is
    given something else, which they may need (``enough`` where that is empty). ``why`` is what the grant gives, one
    line for people who do not know it. ``advise`` says what to do. ``title`` names the fix.
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
    enough_beside: tuple[str, str] | tuple[()] = ()


class Holder(NamedTuple):
    """A container that holds the grant, what may be asked about it, and what becomes of it without the grant."""

    container: Container
    ctx: Context
    narrow: Narrowing


class Why(NamedTuple):
    """What is said about the debuggers of a container: what they do, what they need, and what blocks them anyway.

    ``about`` are those of which it is said. ``keeps``: without the grant the container still has others.
    """

    done: tuple[str, ...]
    about: tuple[Evidence, ...]
    keeps: bool
    needed: tuple[str, ...] | None
    blocked: str | None
    turns_on: tuple[str, ...]
    wider: tuple[str, ...] = ()


def why_of(holder: Holder, broad: Broad) -> Why | None:
    """Return what is said about the debuggers of ``holder``; None where nothing is known of what they need."""
    container, ctx, narrow = holder
    if narrow.is_blind or isinstance(broad.doubt(container, ctx), Withheld):
        return None
    blocked = None if narrow.works else _why_blocked(container, ctx, broad)
    turns_on = narrow.beyond.turns_on if narrow.beyond is not None else ()
    about = _decisive(holder)
    done = doings(about) if held_back(ctx, narrow) else named(about)
    keeps = next(held_grants(narrow.without), None) is not None
    return Why(done, about, keeps, narrow.needed, blocked, turns_on, narrow.wider)


def _decisive(holder: Holder) -> tuple[Evidence, ...]:
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


def _why_blocked(container: Container, ctx: Context, broad: Broad) -> str:
    """Return why nothing works with the grant: what reaches root only does not reach another user."""
    evidence = ctx.evidence[0]
    user = escalation.user_not_root(evidence, container)
    by_root = ctx.judge(escalation.run_by_itself(evidence), as_root(container))
    if user is not None and by_root.answer is not Answer.FAILS:
        given = "the added capabilities" if broad.grant.field == "cap_add" else f"what {broad.grant.noun} gives"
        return f"{user}, and only root gets {given}"
    return because(ctx.judge(evidence), evidence, ctx.host)


def headline_of_unknown(holding: list[Holder], broad: Broad) -> str:
    """Return what the headline adds where nothing is known of debuggers: what the grant seems to be for."""
    reasons = (reason_for(holder.ctx, [broad.grant.name]) for holder in holding)
    reason = next(filter(None, reasons), None)
    if reason is not None:
        return f", apparently for {reason.name}"
    is_seen = any(holder.narrow.evidence for holder in holding)
    return "" if is_seen else ", and no debugger is seen there that needs it"


def joint_headline(whys: list[Why | None], broad: Broad) -> str | None:
    """Put into words what is known of the debuggers of all who share the grant; None if of one nothing is known."""
    known = [why for why in whys if why is not None]
    if len(known) < len(whys):
        return None
    _, _, _, _, blocked, turns_on, wider = known[0]
    if not _are_alike(known):
        return ", but their debuggers need different things"
    done = tuple(dict.fromkeys(each for why in known for each in why.done))
    if blocked is not None:
        return f", and {listed(done)} still {verb(done, 'fails', 'fail')}: {blocked}"
    if turns_on:
        return f", and whether {listed(done)} {verb(done, 'works', 'work')} without it depends on {listed(turns_on)}"
    if wider:
        return f", but without it {listed(done)} {verb(done, 'needs', 'need')} {listed(wider)}, which allows more"
    return _what_is_needed(known, done, broad)


def _what_is_needed(known: list[Why], done: tuple[str, ...], broad: Broad) -> str:
    needed = known[0].needed
    if needed is None:
        return f", and no added capability is enough for {listed(done)}"
    if needed:
        return f", but {listed(done)} {verb(done, 'needs', 'need')} only {listed(needed)}"
    enough = broad.enough_beside if broad.enough_beside and any(why.keeps for why in known) else broad.enough
    return f", but {verb(done, *enough).format(listed(done))}"


def _are_alike(known: list[Why]) -> bool:
    return len({why[3:] for why in known}) == 1


def advice_for(holders: list[Holder], whys: list[Why | None], broad: Broad) -> str:
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


def said_to_fail(holding: list[Holder], whys: list[Why | None]) -> list[Evidence]:
    """Return the operations of which `joint_headline` says that they fail with the grant and without."""
    known = [why for why in whys if why is not None]
    if len(known) < len(whys) or not _are_alike(known) or known[0].blocked is None:
        return []
    said = {(seen.tool, seen.operation) for why in known for seen in why.about}
    return [seen for holder in holding for seen in holder.ctx.purposes if (seen.tool, seen.operation) in said]
