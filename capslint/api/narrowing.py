"""What it takes to do without a grant, by the plan for the workload."""

from __future__ import annotations

from collections.abc import Sequence

from capslint.api.fix_safety import reason_for
from capslint.api.rule import Context
from capslint.api.say import by_what, doings, listed, verb
from capslint.findings import Level
from capslint.model import Answer, Container, Evidence, Outcome, Setting, Verdict, Via, Workload
from capslint.model.grants import EVERY, Grant, grant_named, with_capabilities
from capslint.model.remedy import brought_by
from capslint.plan.end_state import is_void, widens
from capslint.startup.records import NamedTuple

_IMPLYING = frozenset(("seccomp=unconfined", "apparmor=unconfined"))
"""Grants that imply a debugger (`capslint.debuggers.recognise`), and go for want of one that needs them."""
_SAYING_NOTHING = ("privileged", EVERY, "SYS_ADMIN", "label=disable", "systempaths=unconfined")
"""Grants that imply none, and go all the same where something else implies one."""
_OF_POD = frozenset((Via.LITERAL, Via.POD, Via.ANNOTATION))
"""How what several containers have, and none of them can be without alone, came to them."""


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

    ``without`` is the container as it would be, ``among`` its workload then. ``needed`` are the capabilities that keep
    all working that works now: none, some, or None where no capability does it (or nothing was recognised).
    ``explained`` is the advice of a known need that is not debugging. ``works`` says whether any operation that may be
    meant works now, ``fails_alike`` that those which do not are held back by the same gates without the grant.
    ``warned`` would go on with a warning. Where no capability does it, ``beyond`` is what else it would take. ``hurt``
    are operations of other containers that would no longer work. ``wider`` are capabilities that would do, and give
    more than the grant: they are not counted as ``needed``.
    """

    without: Container
    among: Workload
    evidence: tuple[Evidence, ...]
    needed: tuple[str, ...] | None
    explained: str | None
    works: bool
    fails_alike: bool
    warned: tuple[Evidence, ...] = ()
    beyond: Beyond | None = None
    hurt: tuple[tuple[Container, Evidence], ...] = ()
    wider: tuple[str, ...] = ()

    @property
    def is_blind(self) -> bool:
        """Whether nothing tells what the container needs, or something other than debugging needs the grant."""
        return not self.evidence or self.explained is not None

    @property
    def is_guess(self) -> bool:
        """Whether nothing tells it for sure: no debugger was seen, only what is granted implies one."""
        return self.is_blind or all(seen.is_implied for seen in self.evidence)


def narrowing(container: Container, ctx: Context, grant: Grant) -> Narrowing:
    """Return what it takes to do without the grant, by the plan for the workload."""
    reason = reason_for(ctx, [grant.name])
    part = ctx.part(grant, grant.setting(container))
    without = part.then(container)
    needed = part.need_of(container)
    wider = needed or () if widens(grant.name, needed) else ()
    then = part.after
    return Narrowing(
        without,
        then,
        ctx.evidence,
        None if wider else needed,
        reason.advice if reason else None,
        bool(working(ctx)),
        all(_blocking(ctx.at_first(seen)) == _blocking(ctx.judge(seen, without, then)) for seen in failing(ctx)),
        tuple(
            seen for seen in ctx.purposes if ctx.judge(seen, without, then).warnings and not ctx.at_first(seen).warnings
        ),
        _beyond(ctx, without, then) if needed is None else None,
        part.hurt,
        wider,
    )


def level_of(held: Sequence[tuple[Setting[object], Narrowing]], unseen: Level) -> Level:
    """Return who wants to hear of a grant that containers have, each by a setting: few if another reason explains it.

    What comes with what the file only names nobody has seen there: all are told of it, as information. What a pod has
    as a whole is there for the one container that needs it. ``unseen`` is the level where no debugger is seen and
    nothing explains the grant.
    """
    if any(brought_by(setting) is not None for setting, _ in held):
        return Level.REGULAR
    is_explained = any(narrow.explained for _, narrow in held)
    if is_explained and all(setting.via in _OF_POD for setting, _ in held):
        return Level.PEDANTIC
    return min(_level(narrow, unseen) for _, narrow in held)


def _level(narrow: Narrowing, unseen: Level) -> Level:
    if narrow.explained is not None:
        return Level.PEDANTIC
    return unseen if narrow.is_guess else Level.REGULAR


def _beyond(ctx: Context, without: Container, then: Workload) -> Beyond | None:
    from capslint.permissions.least import reaches

    everything = with_capabilities(without, EVERY)
    for evidence in ctx.purposes:
        now, at_best = ctx.at_first(evidence), ctx.judge(evidence, everything, then)
        if not reaches(at_best, now):
            gates = tuple(
                result.gate for result in at_best.gates if result.outcome in (Outcome.BLOCKS, Outcome.DEPENDS)
            )
            facts = tuple(fact for fact in at_best.depends_on if fact not in now.depends_on)
            is_open = at_best.answer is Answer.DEPENDS
            loose = grant_named("apparmor=unconfined").given_to(without)
            return Beyond(gates, facts if is_open else (), ctx.capabilities_for(evidence, loose, then) or ())
    return None


def working(ctx: Context) -> list[Evidence]:
    """Return what may be meant and does not fail, where the plan begins."""
    return [seen for seen in ctx.purposes if ctx.at_first(seen).answer is not Answer.FAILS]


def failing(ctx: Context) -> list[Evidence]:
    """Return what may be meant and fails, where the plan begins."""
    return [seen for seen in ctx.purposes if ctx.at_first(seen).answer is Answer.FAILS]


def _blocking(verdict: Verdict) -> set[str]:
    return {result.gate for result in verdict.gates if result.outcome is Outcome.BLOCKS}


def held_back(ctx: Context, narrow: Narrowing) -> list[Evidence]:
    """Return what works now and would fail without the grant, if nothing came in its place."""
    without, then = narrow.without, narrow.among
    return [seen for seen in working(ctx) if ctx.judge(seen, without, then).answer is Answer.FAILS]


def resting_on(ctx: Context, narrow: Narrowing, grant: Grant) -> tuple[str, str]:
    """Return on what it rests where only what is granted implies a debugger, and an advice; nothing else.

    That is what implies one, and which other debuggers, had they been meant, would fail for want of ``grant``.
    """
    if narrow.is_blind or not narrow.is_guess:
        return "", ""
    signs = verb(narrow.evidence, "implies", "imply")
    said = f"no command runs a debugger here, only {by_what(narrow.evidence)} {signs} one"
    lost = _lost(ctx, narrow, grant)
    if not lost:
        return said, ""
    keep = f" For another one keep it, or name the profile that `capslint profile {lost[0].tool}` writes."
    return f"{said}; {listed(doings(lost))} would fail without it", keep


def going_first(container: Container, ctx: Context, narrow: Narrowing, grant: Grant) -> Grant | None:
    """Return another grant of ``container`` that goes before ``grant``, which may be all that implies a debugger there.

    Without a debugger nothing would tell any more that the other one can go.
    """
    if narrow.is_blind or not narrow.is_guess or grant.name not in _IMPLYING:
        return None
    for other in map(grant_named, _SAYING_NOTHING):
        if other.is_held(container) and not is_void(other, container) and reason_for(ctx, [other.name]) is None:
            part = ctx.part(other, other.setting(container))
            needed = part.need_of(container)
            if needed is not None and other.name not in needed and not part.hurt and not widens(other.name, needed):
                return other
    return None


def _lost(ctx: Context, narrow: Narrowing, grant: Grant) -> list[Evidence]:
    from capslint.debuggers.catalogue import not_meant

    implied = narrow.evidence[0]
    others = [implied._replace(tool=tool, operation=name, is_open=False) for tool, name in not_meant()]
    without, then = narrow.without, narrow.among
    held = grant.given_to(without)  # what goes before it is another finding's
    return [other for other in others if ctx.judge(other, without, then).answer < ctx.judge(other, held, then).answer]
