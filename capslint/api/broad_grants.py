"""Grants that are broader than what the recognised debuggers need: one check for all of them.

A rule says with a `Broad` which grant it is, what takes it away, and how to word that. The model says what becomes of
the debuggers, and so whether there is a fix and what must come in the place of the grant.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from capslint.api.build_finding import finding
from capslint.api.fix_safety import are_known_everywhere, reason_for, safety_of_removing, surest
from capslint.api.fixes import Remedy, agree, fix, grant_capability, join
from capslint.api.rule import Context, RuleMeta
from capslint.api.say import blocked_by, called, capabilities, deeds, listed, verb
from capslint.api.sharing import share_capabilities
from capslint.edits import Safety, Withheld
from capslint.findings import Finding, Fix, Severity
from capslint.formats import format_of
from capslint.model import Answer, Container, Evidence, Outcome, Setting, Verdict
from capslint.model.grants import EVERY, Grant, grant_named, with_capabilities
from capslint.startup.records import NamedTuple


class Beyond(NamedTuple):
    """What no capability settles: the ``gates`` that a debugger does not surely pass with all of them.

    ``turns_on`` are the facts that decide, none where it fails for sure. ``capabilities`` are those it takes where
    AppArmor does not confine it.
    """

    gates: tuple[str, ...]
    turns_on: tuple[str, ...]
    capabilities: tuple[str, ...]


class Narrowing(NamedTuple):
    """A grant that could go.

    ``without`` is the container as it would be. ``needed`` are the capabilities that keep all working that works now:
    none, some, or None where no capability does it (or nothing was recognised). ``explained`` is the advice of a known
    need that is not debugging. ``works`` says whether any recognised operation works now, ``fails_alike`` that those
    which do not are held back by the same gates without the grant. ``warned`` would go on with a warning. Where no
    capability does it, ``beyond`` is what else it would take.
    """

    without: Container
    evidence: tuple[Evidence, ...]
    needed: tuple[str, ...] | None
    explained: str | None
    works: bool
    fails_alike: bool
    warned: tuple[Evidence, ...] = ()
    beyond: Beyond | None = None

    @property
    def is_blind(self) -> bool:
        """Whether nothing tells what the container needs, or something other than debugging needs the grant."""
        return not self.evidence or self.explained is not None


class Broad(NamedTuple):
    """One broad grant, as its rule describes it.

    ``grant`` is its row (`grant_named`). What gives nothing to a privileged container is left to the rule about
    redundant grants. ``remedy`` takes the grant away and puts the given capabilities in its place. ``says`` is what
    containers do, for one and for several (``("is privileged", "are privileged")``), ``so`` in the same way what
    follows from it where nothing more is known. ``advise`` says what to do. ``title`` names the fix.
    ``whole_command``: a fix is safe only if the container runs nothing but the debugger. ``doubt`` says what the model
    does not see and only a person can: the fix is then unsafe (a `Safety`) or none (`Withheld`).
    """

    meta: RuleMeta
    grant: Grant
    remedy: Callable[[Container, tuple[str, ...]], Remedy | Withheld]
    says: tuple[str, str]
    so: tuple[str, str]
    advise: Callable[[Narrowing], str]
    title: str
    whole_command: bool = False
    doubt: Callable[[Container, Context], Safety | Withheld] = lambda _, __: Safety.SAFE


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
    holders = [_Holder(user, ctx.about(user), narrowing(user, ctx.about(user), broad)) for user in users]
    cure = agree([_cure(holder, broad, users) for holder in holders])
    named = [holder for holder in holders if _gets_something(holder.container, broad.grant)]
    yield _finding(setting, named, cure, broad)


def _finding(setting: Setting[object], named: list[_Holder], cure: Fix | Withheld, broad: Broad) -> Finding:
    affected = [holder.container for holder in named]
    whys = [_why(holder, broad) for holder in named]
    why = _joint(whys)
    _, ctx, narrow = named[0]
    return finding(
        broad.meta,
        affected,
        setting,
        f"{called(affected)} {verb(affected, *broad.says)}, {why or verb(affected, *broad.so)}",
        _advice(named, whys, broad),
        cure=cure,
        evidence=next(iter(_working(ctx)), surest(ctx)),
        also=[evidence for holder in named for evidence in holder.ctx.evidence[:1]],
        severity=Severity.WARNING if narrow.is_blind else broad.meta.severity,
    )


def _gets_something(container: Container, grant: Grant) -> bool:
    return grant.beside_privileged or container.privileged.value is not True


def narrowing(container: Container, ctx: Context, broad: Broad) -> Narrowing:
    """Return what it takes to do without the grant, by the model."""
    reason = reason_for(ctx, [broad.grant.name])
    without = broad.grant.taken_from(container)
    needed = ctx.least_capabilities(without) if ctx.evidence else None
    return Narrowing(
        without,
        ctx.evidence,
        needed,
        reason.advice if reason else None,
        bool(_working(ctx)),
        all(_blocking(ctx.judge(failing)) == _blocking(ctx.judge(failing, without)) for failing in _failing(ctx)),
        tuple(seen for seen in ctx.evidence if ctx.judge(seen, without).warnings and not ctx.judge(seen).warnings),
        _beyond(ctx, without) if needed is None else None,
    )


def _beyond(ctx: Context, without: Container) -> Beyond | None:
    from capslint.permissions.least import reaches

    everything = with_capabilities(without, EVERY)
    for evidence in ctx.evidence:
        now, then = ctx.judge(evidence), ctx.judge(evidence, everything)
        if not reaches(then, now):
            gates = tuple(result.gate for result in then.gates if result.outcome in (Outcome.BLOCKS, Outcome.DEPENDS))
            facts = tuple(fact for fact in then.depends_on if fact not in now.depends_on)
            is_open = then.answer is Answer.DEPENDS
            loose = grant_named("apparmor=unconfined").given_to(without)
            return Beyond(gates, facts if is_open else (), ctx.capabilities_for(evidence, loose) or ())
    return None


def _working(ctx: Context) -> list[Evidence]:
    return [evidence for evidence in ctx.evidence if ctx.judge(evidence).answer is not Answer.FAILS]


def _failing(ctx: Context) -> list[Evidence]:
    return [evidence for evidence in ctx.evidence if ctx.judge(evidence).answer is Answer.FAILS]


def _blocking(verdict: Verdict) -> set[str]:
    return {result.gate for result in verdict.gates if result.outcome is Outcome.BLOCKS}


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
    """What is said about the debuggers of a container: what they do, what they need, and what blocks them anyway."""

    done: tuple[str, ...]
    needed: tuple[str, ...] | None
    blocked: str | None
    turns_on: tuple[str, ...]


def _why(holder: _Holder, broad: Broad) -> _Why | None:
    """Return what is said about the debuggers of ``holder``; None where nothing is known of what they need."""
    container, ctx, narrow = holder
    if narrow.is_blind or isinstance(broad.doubt(container, ctx), Withheld):
        return None
    working = _working(ctx)
    held = [evidence for evidence in working if ctx.judge(evidence, narrow.without).answer is Answer.FAILS]
    blocked = None if narrow.works else blocked_by(ctx.judge(narrow.evidence[0]))
    turns_on = narrow.beyond.turns_on if narrow.beyond is not None else ()
    return _Why(deeds(held or working or narrow.evidence), narrow.needed, blocked, turns_on)


def _joint(whys: list[_Why | None]) -> str | None:
    """Put into words what is known of the debuggers of all who share the grant; None if of one nothing is known."""
    known = [why for why in whys if why is not None]
    if len(known) < len(whys):
        return None
    _, needed, blocked, turns_on = known[0]
    if not _are_alike(known):
        return "and their debuggers do not all need the same"
    done = tuple(dict.fromkeys(deed for why in known for deed in why.done))
    if blocked is not None:
        return f"and {listed(done)} {verb(done, 'fails', 'fail')} all the same: {blocked}"
    if turns_on:
        return f"and whether {listed(done)} {verb(done, 'works', 'work')} without it turns on {listed(turns_on)}"
    if needed is None:
        return f"and {listed(done)} {verb(done, 'needs', 'need')} what no added capability gives"
    if needed:
        return f"and {listed(done)} {verb(done, 'needs', 'need')} only {capabilities(needed)}"
    return f"and {listed(done)} {verb(done, 'does', 'do')} not need that"


def _are_alike(known: list[_Why]) -> bool:
    return len({why[1:] for why in known}) == 1


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
        return f"it gives {name} nothing"
    if needed is None:
        return f"no capability stands in for it in {name}"
    if needed:
        return f"{name} {verb(group, 'needs', 'need')} {capabilities(needed)}"
    return f"{name} {verb(group, 'does', 'do')} without it"


def _who_gets(container: Container, ctx: Context, broad: Broad) -> tuple[Container, ...]:
    """Return the containers that may get what comes in the grant's place: an anchor has other readers."""
    setting = broad.grant.setting(container)
    written_in = setting.place.path[: format_of(container).writer.steps_to_keep(container, setting)]
    return (*share_capabilities(container, ctx.workload), *ctx.built_on(written_in, container))


def _cure(holder: _Holder, broad: Broad, users: tuple[Container, ...]) -> Fix | Withheld:
    """Return the fix for ``holder``, where all of ``users`` read the grant."""
    container, ctx, narrow = holder
    safety = safety_of_removing(ctx, broad.grant.name, whole_command=broad.whole_command)
    doubt = broad.doubt(container, ctx)
    if isinstance(safety, Withheld):
        return safety
    if isinstance(doubt, Withheld):
        return doubt
    needed = _enough(holder, broad.grant)
    if isinstance(needed, Withheld):
        return needed
    title = f"{broad.title} and add {listed(needed)}" if needed else broad.title
    reached = _who_gets(container, ctx, broad) if needed else ()
    are_all_asked = {id(other) for other in reached} <= {id(user) for user in users}
    is_sure = are_all_asked and are_known_everywhere(needed) and narrow.fails_alike
    return fix(title, broad.remedy(container, needed), max(safety, doubt, Safety.SAFE if is_sure else Safety.UNSAFE))


def _enough(holder: _Holder, grant: Grant) -> tuple[str, ...] | Withheld:
    """Return the capabilities that do in the place of ``grant``; Withheld where none do, or nobody can tell."""
    container, _, narrow = holder
    done = listed(deeds(narrow.evidence))
    if narrow.beyond is not None and narrow.beyond.turns_on:
        works = verb(deeds(narrow.evidence), "works", "work")
        return Withheld(f"whether {done} {works} without it turns on {listed(narrow.beyond.turns_on)}")
    if narrow.needed is None:
        return Withheld(f"no capability lets {done} work without it")
    if grant.name in narrow.needed:
        return Withheld(f"{done} in {called([container])} needs it")
    return narrow.needed
