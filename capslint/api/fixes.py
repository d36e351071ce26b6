"""Intentions of rules turned into fixes; the format of the container knows how each is written.

Each function returns a `Remedy`, or `Withheld` with the reason why the file cannot be changed so.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Sequence

from capslint.api.admission import kept_out
from capslint.api.fix_safety import for_nothing, safety_of_granting
from capslint.api.rule import Context
from capslint.api.sharing import home, share_capabilities, why_hurt
from capslint.cst import Path
from capslint.cst.changes import Append, Change, Replace
from capslint.edits import Safety, Withheld
from capslint.findings import Finding, Fix
from capslint.formats import format_of
from capslint.model import Annotation, Container, Evidence, Misplaced, Refused, Setting, Workload
from capslint.model.capability_items import Item
from capslint.model.container import is_same
from capslint.model.grants import with_capabilities
from capslint.model.remedy import Remedy, join, set_value

DIFFERENT_NEEDS = Withheld("those who share this line need different things")

__all__ = [
    "DIFFERENT_NEEDS",
    "Remedy",
    "add_capabilities",
    "adding",
    "agree",
    "fix",
    "grant_capability",
    "join",
    "put_right",
    "replace_item",
    "replace_privileged_by",
    "revoke",
    "run_as_root",
    "set_value",
    "share_processes",
    "use_default_apparmor",
    "use_default_seccomp",
    "use_default_selinux",
    "why_shared",
]


def grant_capability(
    container: Container, *names: str, inside: Path | None = None, beside: Remedy | None = None
) -> Remedy | Withheld:
    """Return how to add capabilities, spelled as the list spells them; names that are in the list are left alone.

    Where there is no list it begins one: where the format would have it, or in the container-like mapping ``inside``
    (one that is merged into the container, so that all who use it get it). Where the lists of several files are joined,
    the names go to the file in which the container is at home, or to the one that ``beside`` changes.
    """
    return format_of(container).writer.grant_capability(container, names, inside, beside)


def revoke(setting: Setting[object], container: Container, *, is_repetition: bool = False) -> Remedy | Withheld:
    """Return how to take the entry or list item out, with the lists and mappings that this empties.

    An entry that hides another one, which would come in its place, is switched off where that can be written.
    ``is_repetition``: the same is said elsewhere, and stays.
    """
    return format_of(container).writer.revoke(setting, container, is_repetition)


def replace_item(item: Item, container: Container, names: tuple[str, ...]) -> Remedy | Withheld:
    """Return how to put capabilities in the place of an item of the list of added ones, the first in its very place."""
    return format_of(container).writer.replace_item(item, container, names)


def replace_privileged_by(container: Container, names: tuple[str, ...]) -> Remedy | Withheld:
    """Return how to put capabilities in the line of ``privileged``, or to take it out and lengthen their list."""
    return format_of(container).writer.replace_privileged_by(container, names)


def use_default_seccomp(container: Container) -> Remedy | Withheld:
    """Return how to go back to the engine's own seccomp filter."""
    return format_of(container).writer.use_default_seccomp(container)


def use_default_apparmor(container: Container) -> Remedy | Withheld:
    """Return how to go back to the engine's own AppArmor profile."""
    return format_of(container).writer.use_default_apparmor(container)


def use_default_selinux(container: Container) -> Remedy | Withheld:
    """Return how to go back to the engine's own SELinux label."""
    return format_of(container).writer.use_default_selinux(container)


def share_processes(container: Container, target: Container) -> Remedy | Withheld:
    """Return how to let ``container`` see the processes of ``target``."""
    return format_of(container).writer.share_processes(container, target)


def run_as_root(container: Container) -> Remedy | Withheld:
    """Return how to let the container run as root."""
    return format_of(container).writer.run_as_root(container)


def put_right(field: Misplaced, container: Container) -> Remedy | Withheld:
    """Return how to move a misplaced field to where it is read, if nothing stands there."""
    return format_of(container).writer.put_right(field, container)


def write_field(annotation: Annotation, container: Container) -> Remedy | Withheld:
    """Return how to write the field that the annotation became, in the place of the annotation."""
    return format_of(container).writer.annotation_as_field(annotation, container)


def move_to_template(annotation: Annotation, container: Container) -> Remedy | Withheld:
    """Return how to move the annotation from the object to the pods that it makes."""
    return format_of(container).writer.annotation_on_template(annotation, container)


def take_back_refused(word: Setting[Refused], container: Container) -> Remedy | Withheld:
    """Return how to go back to what comes without a word that the server refuses."""
    return format_of(container).writer.take_back_refused(word, container)


def spelled_as(item: Item, name: str, container: Container) -> str:
    """Return capability ``name`` as ``item`` of a list of ``container`` is spelled, where that can be written."""
    return format_of(container).writer.spelled_as(item, name)


def fix(title: str, remedy: Remedy | Withheld, safety: Safety | Withheld) -> Fix | Withheld:
    """Return a fix made of a remedy. ``title`` is imperative (``"remove seccomp:unconfined"``)."""
    if isinstance(remedy, Withheld):
        return remedy
    if isinstance(safety, Withheld):
        return safety
    return Fix(title, remedy.document, remedy.changes, safety)


def agree(cures: Sequence[Fix | Withheld], *, alike: bool = False) -> Fix | Withheld:
    """Return one fix of those that each user of a shared value would get; the most cautious safety wins.

    Withheld when one of them is, or when they want different things in one place; with ``alike`` when they want
    anything different at all.
    """
    fixes = [cure for cure in cures if isinstance(cure, Fix)]
    for cure in cures:
        if isinstance(cure, Withheld):
            return Withheld(f"others share this line: {cure.reason}") if fixes else cure
    joined = _together(fixes, alike)
    if isinstance(joined, Withheld):
        return joined
    safety = max(cure.safety for cure in fixes)
    return fixes[0]._replace(document=joined.document, changes=joined.changes, safety=safety)


def why_shared(finding: Finding) -> str:
    """Return why what ``finding``, which has no fix, shares with others is left as it is."""
    return finding.withheld or f"{', '.join(finding.subjects)} shares this line"


def _together(fixes: list[Fix], alike: bool) -> Remedy | Withheld:
    first = fixes[0]
    if alike:
        same = all(cure.changes == first.changes for cure in fixes)
        return Remedy(first.document, first.changes) if same else DIFFERENT_NEEDS
    joined = join(*(Remedy(cure.document, cure.changes) for cure in fixes))
    if isinstance(joined, Remedy) and any(_clash(*pair) for pair in itertools.combinations(joined.changes, 2)):
        return DIFFERENT_NEEDS
    return joined


def _clash(change: Change, other: Change) -> bool:
    return change.path == other.path and not (isinstance(change, Append) and isinstance(other, Append))


def add_capabilities(
    title: str,
    container: Container,
    names: tuple[str, ...],
    evidence: Evidence,
    affected: Sequence[Container],
    ctx: Context,
) -> Fix | Withheld:
    """Return the fix that adds capabilities ``names`` for ``evidence``, which fails in each of ``affected`` without."""
    remedy = adding(container, names, evidence, affected, ctx)
    if isinstance(remedy, Remedy) and any(isinstance(change, Replace) for change in remedy.changes):
        title = f"{title} in a list of its own"
    return fix(title, remedy, safety_of_granting(container, names, evidence, affected, ctx))


def adding(
    container: Container,
    names: tuple[str, ...],
    evidence: Evidence,
    affected: Sequence[Container],
    ctx: Context,
    end: Workload | None = None,
) -> Remedy | Withheld:
    """Return how to add ``names`` where the command is written, for all ``affected``, who run it.

    Where somebody else would get them there, a list is begun in the container itself, or written out in the place of an
    alias. Withheld where admission rejects them, where somebody would get them for nothing all the same, or be hurt by
    that, or where it takes less in ``end``, to work for sure: the workload without what is broader than needed. It is
    that of the plan if none is given.
    """
    withheld = kept_out(container, names, ctx.host) or _why_less(container, names, evidence, ctx, end)
    if withheld is not None:
        return withheld
    users = (container, *affected)
    inside = home(container, evidence.span) if evidence.path is None else None
    if inside is not None and for_nothing(names, _who_get(container, inside, ctx), users, ctx) is not None:
        inside = None
    reached = _who_get(container, inside, ctx)
    withheld = for_nothing(names, reached, users, ctx)
    remedy = withheld or grant_capability(container, *names, inside=inside)
    if withheld is not None:
        reached, users = (), (container,)
        own = _in_own_list(container, names, ctx)
        remedy = own if isinstance(own, Remedy) else withheld
    hurt = ctx.hurt_by(_with(ctx.workload, (*users, *reached), names))
    return why_hurt(hurt) if hurt and isinstance(remedy, Remedy) else remedy


def _in_own_list(container: Container, names: tuple[str, ...], ctx: Context) -> Remedy | Withheld:
    """Return how to give ``names`` to ``container`` alone, in a list of its own.

    Not where the shared list is written in one of those who share it: which one that is, is only a matter of order.
    """
    written_at = container.cap_add.place.path
    if any(written_at[: len(other.path)] == other.path for other in share_capabilities(container, ctx.workload)):
        return Withheld("the list stands in one of those who share it")
    return format_of(container).writer.grant_in_own_list(container, names)


def _why_less(
    container: Container, names: tuple[str, ...], evidence: Evidence, ctx: Context, end: Workload | None
) -> Withheld | None:
    at_end = next(each for each in (end or ctx.end).containers if is_same(each, container))
    lacking = ctx.capabilities_for(evidence, at_end, end or ctx.end, surely=end is not None)
    takes_less = lacking is not None and set(lacking) < set(names)
    return (
        Withheld("it takes less once the broad permissions are fixed: run `capslint fix` first") if takes_less else None
    )


def _who_get(container: Container, inside: Path | None, ctx: Context) -> tuple[Container, ...]:
    """Return the containers that get what ``container`` is given: they share its list, or where one is begun."""
    if container.cap_add.is_absent and inside is not None and inside != container.path:
        return ctx.built_on(inside, container)
    return share_capabilities(container, ctx.workload)


def _with(workload: Workload, reached: Iterable[Container], names: tuple[str, ...]) -> Workload:
    given = {id(container) for container in reached}
    containers = (with_capabilities(each, *names) if id(each) in given else each for each in workload.containers)
    return workload._replace(containers=tuple(containers))
