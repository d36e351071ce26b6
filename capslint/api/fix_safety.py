"""How far a fix may go by what was seen: the command itself, only a hint, or another need that forbids it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from capslint.api.operations import looks_outward
from capslint.api.rule import Context
from capslint.api.say import called, doing, listed
from capslint.api.sharing import commanded_by, home, hurt_by, share_capabilities
from capslint.api.what_if import gained, holds_alike, with_others_started
from capslint.edits import Safety, Withheld
from capslint.formats import format_of
from capslint.model import Answer, Container, Evidence, Reason, Role, Sureness, Workload, as_root
from capslint.model.container import is_same
from capslint.model.grants import Grant, find_grant, grant_named, with_capabilities
from capslint.model.remedy import brought_by
from capslint.plan.notes import other_reasons_noted

PASTE = frozenset(("seccomp=unconfined", "apparmor=unconfined", "SYS_PTRACE"))
"""What is pasted for debuggers, and explained by one."""

_NOT_EVERYWHERE = frozenset(("BPF", "CHECKPOINT_RESTORE", "PERFMON"))


def are_known_everywhere(names: Iterable[str]) -> bool:
    """Return whether every engine and kernel knows the capabilities ``names``, so that a container with them starts.

    Docker 20.10.24 was measured to refuse those of Linux 5.8 and 5.9, and later ones refuse what the kernel lacks (moby
    daemon/pkg/oci/caps/utils.go: "not supported by your kernel").
    """
    return _NOT_EVERYWHERE.isdisjoint(names)


def surest(context: Context) -> Evidence | None:
    """Return the debugger that was recognised most surely, if any was."""
    return context.evidence[0] if context.evidence else None


def reason_for(context: Context, grants: Iterable[str]) -> Reason | None:
    """Return the first known need, not debugging, that explains one of ``grants`` (named as `Reason.explains` does)."""
    wanted = frozenset(grants)
    return next((reason for reason in context.reasons if reason.explains & wanted), None)


def safety_of_removing(context: Context, container: Container, grant: Grant) -> Safety | Withheld:
    """Return who may take ``grant`` away from ``container``, as far as that turns on what is known of its needs.

    Nobody where nothing tells what it needs, or where another need explains the grant. ``fix`` itself where the
    container's command runs the debugger, and as far as the program that it starts cannot need the grant. Else
    ``fix --unsafe``.
    """
    brought = brought_by(grant.setting(container))
    if brought is not None:
        return brought
    reason = reason_for(context, [grant.name])
    if reason is not None:
        return Withheld(f"by the {reason.seen_in} it is for something other than debugging")
    if not context.evidence:
        return Withheld("nothing tells what it needs (`capslint explain --tool NAME` can)")
    if any(switch.may_keep or switch.limits for evidence in context.evidence for switch in evidence.switches):
        return Safety.UNSAFE  # the wrapper itself may fail without what it is told of
    setting = grant.setting(container)
    if format_of(container).writer.is_left_open(setting):
        return Safety.UNSAFE
    if other_reasons_noted(setting, container, context.evidence):
        return Safety.UNSAFE
    return Safety.SAFE if _is_all_it_can_need(context.evidence, grant) else Safety.UNSAFE


def _is_all_it_can_need(evidence: Sequence[Evidence], grant: Grant) -> bool:
    """Return whether what the command does tells that nobody but its debuggers can need ``grant``.

    A program that lets itself be debugged, or that a debugger starts, is of unknown needs. `PASTE` is what people give
    a container for the debugger's sake; all else goes only from a debugger that starts nothing.
    """
    running = [seen for seen in evidence if seen.sureness is Sureness.COMMAND and not seen.is_mode]
    if not running:
        return False
    return grant.name in PASTE or all(seen.is_alone and looks_outward(seen) for seen in running)


def do_without(context: Context, container: Container, granted: Container) -> bool:
    """Return whether the command runs debuggers that all do in ``container`` what they do in it as ``granted``.

    Where only the image tells the user, they must do so as root too. Where none works even then nothing tells what they
    need.
    """
    evidence = context.purposes
    if not any(seen.sureness is Sureness.COMMAND for seen in evidence):
        return False
    if all(context.judge(seen, granted).answer is Answer.FAILS for seen in evidence):
        return False
    return all(_is_kept(context, seen, granted, container) for seen in evidence)


def who_need_option(context: Context, containers: Iterable[Container], option: str) -> tuple[Container, ...]:
    """Return those of ``containers`` of which a debugger, or another known need, asks for what ``option`` loosens."""
    return tuple(
        container
        for container in containers
        if find_grant(option) and safety_of_effect(context.about(container), container, option) is not None
    )


def worsened(context: Context, container: Container, changed: Container) -> tuple[Evidence, ...]:
    """Return the debuggers that do less in the ``changed`` container than in ``container``, or turn on more.

    One that fails is asked with the capabilities that it lacks, which another fix may add before or after.
    """
    return tuple(seen for seen in context.purposes if _is_worsened(context, seen, container, changed))


def _is_worsened(context: Context, seen: Evidence, container: Container, changed: Container) -> bool:
    from capslint.permissions.least import reaches

    lacking = context.capabilities_for(seen, container) if seen.is_run else ()
    for names in {(), lacking or ()}:
        now, then = (with_capabilities(each, *names) if names else each for each in (container, changed))
        if not reaches(context.judge(seen, then), context.judge(seen, now)):
            return True
    return False


def _is_kept(context: Context, evidence: Evidence, container: Container, without: Container) -> bool:
    from capslint.permissions.least import as_others, reaches

    now, then = context.judge(evidence, container), context.judge(evidence, without)
    if now.answer is Answer.FAILS:
        return True
    if not reaches(then, now):
        return False
    others = zip(as_others(container), as_others(without), strict=True)
    return all(_is_kept(context, evidence, *pair) for pair in others)


def as_root_if_unknown(container: Container) -> Container:
    """Return ``container`` as root's where only its image tells the user: most images name none."""
    from capslint.permissions.least import may_be_root

    return as_root(container) if may_be_root(container) else container


def safety_of_granting(
    container: Container, names: tuple[str, ...], evidence: Evidence, affected: Sequence[Container], ctx: Context
) -> Safety:
    """Return who may add ``names`` for ``evidence``: ``fix`` where the container's own command runs it.

    Only ``fix --unsafe`` may where others than ``affected`` get them too, through an anchor, where an engine or a
    kernel can be too old to know them, where it turns on a fact of the host whether the debugger then works, and where
    they are what another one needs that is less surely run.
    """
    place = home(container, evidence.span) if evidence.path is None else container.path
    sharing = (
        *commanded_by(evidence, container, ctx.workload),
        *share_capabilities(container, ctx.workload),
        *ctx.built_on(place, container),
    )
    alone = {id(other) for other in sharing} <= {id(user) for user in affected}
    granted = as_root_if_unknown(with_capabilities(container, *names))
    works = ctx.judge(evidence, granted).answer is Answer.WORKS
    narrowest = ctx.capabilities_for(evidence) or ()
    running = (evidence,) if set(names) <= set(narrowest) else ctx.evidence
    is_run = all(seen.sureness is Sureness.COMMAND for seen in running)
    is_sure = is_run and are_known_everywhere(names) and works
    return Safety.SAFE if alone and is_sure else Safety.UNSAFE


def holds_alone(context: Context, container: Container, grant: Grant, needed: tuple[str, ...]) -> bool:
    """Return whether all that may be meant works on if ``grant`` goes and broader ones, which go before it, stay.

    What comes in the place of those can be what makes this one needless.
    """
    from capslint.permissions.least import reaches

    alone = with_capabilities(grant.taken_from(container), *needed)
    return all(reaches(context.judge(seen, alone), context.judge(seen)) for seen in context.purposes)


def why_not_instead(
    context: Context,
    container: Container,
    grant: Grant,
    needed: tuple[str, ...],
    reached: Iterable[Container],
    users: Sequence[Container],
    among: Workload,
) -> Withheld | None:
    """Return why ``needed`` must not come in the place of ``grant``: what else would come into effect, or for whom.

    ``among`` is the workload without it.
    """
    alone = with_capabilities(grant.taken_from(container), *needed)
    more = gained(with_capabilities(container, *needed), alone, context.host)
    if more:
        return Withheld(f"{listed(more)}, which is dropped beside it, would come into effect")
    return for_nothing(needed, reached, users, context, among) if needed else None


def for_nothing(
    names: tuple[str, ...],
    reached: Iterable[Container],
    users: Sequence[Container],
    ctx: Context,
    among: Workload | None = None,
) -> Withheld | None:
    """Return why ``names`` must not come to all ``reached``: who, beside ``users``, is not known to need them.

    They come to them as they are ``among`` a changed workload, or where the plan begins, and stay to its end.
    """
    known = {(id(user.document), user.path) for user in users}
    for other in reached:
        if (id(other.document), other.path) in known:
            continue
        about = ctx.about(other)
        states = (about.first if among is None else _among(among, other), _among(ctx.end, other))
        if not all(_needs_or_has(about, then, names) for then in states):
            return Withheld(f"{called([other])} would get {listed(names)} too, without a known need")
    return None


def _among(workload: Workload, container: Container) -> Container:
    return next(each for each in workload.containers if is_same(each, container))


def _needs_or_has(context: Context, container: Container, names: tuple[str, ...]) -> bool:
    """Return whether ``names`` give ``container``, once it is not privileged, nothing or something that it needs."""
    container = grant_named("privileged").taken_from(container)
    given = with_capabilities(container, *names)
    return holds_alike(container, given, context.host) or _are_of_use(context, container, given, names)


def _are_of_use(context: Context, container: Container, given: Container, names: tuple[str, ...]) -> bool:
    """Return whether ``container`` needs ``names``, and what it runs or holds does more with them, as ``given``."""
    from capslint.permissions.least import reaches

    safety = safety_of_effect(context, container, *names)
    if safety is None or safety is Safety.SHOW:
        return False  # what explains a grant does not tell that it is needed
    return any(not reaches(context.judge(seen, container), context.judge(seen, given)) for seen in context.purposes)


def safety_of_effect(context: Context, container: Container, *names: str) -> Safety | Withheld | None:
    """Return who may let grants ``names``, which are written and void, come into effect; None where nobody needs them.

    A debugger of ``container`` must need just them: ``fix`` itself may where the container's own command runs it and it
    works then, else only ``fix --unsafe``. What something other than debugging explains only a person can let in, and
    nobody what hurts a debugger that looks into it. That they are written implies no debugger here.
    """
    if reason_for(context, names) is not None:
        return Safety.SHOW
    without, given = _without(container, names), container
    for name in names:
        given = grant_named(name).given_to(given)
    needing = [seen for seen in context.purposes if not seen.is_implied and _needs(context, seen, without, names)]
    if not needing:
        # A file that holds nothing else is there to debug with: who writes the narrow grant there means it.
        is_meant = container.role is Role.EPHEMERAL and not container.path and names == ("SYS_PTRACE",)
        return Safety.UNSAFE if is_meant else None
    if (hurt := hurt_by(context, given)) is not None:
        return hurt
    return _safety_for(needing, context, as_root_if_unknown(given), are_known_everywhere(names))


def _safety_for(needing: list[Evidence], context: Context, given: Container, is_known: bool) -> Safety | Withheld:
    among = with_others_started(context.workload, given, context.host)
    if {context.judge(seen, given, among).answer for seen in needing} == {Answer.FAILS}:
        return Withheld(f"{doing(needing[0])} takes more than that")
    works = context.judge(needing[0], given).answer is Answer.WORKS
    is_sure = needing[0].sureness is Sureness.COMMAND and is_known and works
    return Safety.SAFE if is_sure else Safety.UNSAFE


def waiting_for(context: Context, container: Container, *names: str) -> tuple[Evidence, ...]:
    """Return what ``container`` runs and fails now that needs just the grants ``names``, which are written and void."""
    without = _without(container, names)
    return tuple(
        seen
        for seen in context.evidence
        if seen.is_run and context.judge(seen).answer is Answer.FAILS and _needs(context, seen, without, names)
    )


def _without(container: Container, names: Iterable[str]) -> Container:
    for name in names:
        container = grant_named(name).taken_from(container)
    return container


def _needs(context: Context, evidence: Evidence, without: Container, names: Iterable[str]) -> bool:
    """Return whether it needs just ``names``, once all that it may look into is started: what hinders that can go."""
    among = with_others_started(context.workload, without, context.host)
    lacking = context.capabilities_for(evidence, without, among)
    if lacking is not None:
        return bool(lacking) and set(names) <= set(lacking)
    given = (grant_named(name).given_to(without) for name in names if name != "privileged")  # narrower ones do
    return any(context.judge(evidence, changed, among).answer is not Answer.FAILS for changed in given)
