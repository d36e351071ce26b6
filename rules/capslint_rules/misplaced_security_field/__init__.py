"""A security field in a place where nobody reads it."""

from __future__ import annotations

from collections.abc import Iterator

from capslint.api import (
    Container,
    Context,
    Finding,
    Fix,
    Fixes,
    Group,
    Misplaced,
    Rule,
    RuleMeta,
    Safety,
    Setting,
    Severity,
    Withheld,
    finding,
    fix_safety,
    fixes,
    grants,
    say,
    sharing,
    what_if,
)

META = RuleMeta(
    id="misplaced-security-field",
    summary="a security field stands where nobody reads it",
    severity=Severity.ERROR,
    fixes=Fixes.SOMETIMES,
    since="0.1.0",
    group=Group.INEFFECTIVE,
    fields=("misplaced",),
)


def check(container: Container, ctx: Context) -> Iterator[Finding]:
    """Report each field once, for all who have it."""
    if ctx.workload.is_custom:
        return  # only its own definition tells what its operator reads
    for field in container.misplaced:
        affected = sharing.sharers(field, ctx.workload)
        given = _given(field)
        waiting = fix_safety.waiting_for(ctx, container, *given) if given else ()
        yield finding(
            META,
            affected,
            Setting(field.name, field.place),
            f"'{field.name}' {field.where} has no effect in {say.called(affected)}{say.so_fails(waiting)}",
            _advice(field, affected, ctx),
            why=say.spelling(container).unknown_key,
            cure=fixes.agree(tuple(_cure(field, user, ctx.about(user)) for user in affected)),
            fails=waiting,
        )


def _advice(field: Misplaced, affected: tuple[Container, ...], ctx: Context) -> str:
    if all(_is_held(field, user) for user in affected):
        return "Remove it: the same is given where it is read."
    if any(_is_needless(field, user, ctx.about(user)) for user in affected):
        return f"Remove it, or put it right if the program needs it. {field.advice}"
    return field.advice


def _given(field: Misplaced) -> tuple[str, ...]:
    """Return the names of all that the field would grant once it is read; () where they are not known."""
    given = (*field.adds, *((field.grant,) if field.grant else ()))
    return given if all(grants.find_grant(name) for name in given) else ()


def _is_needless(field: Misplaced, container: Container, ctx: Context) -> bool:
    """Return whether it would grant something, and no debugger of the container needs just that."""
    given = _given(field)
    return bool(given) and fix_safety.safety_of_effect(ctx, container, *given) is None


def _is_held(field: Misplaced, container: Container) -> bool:
    """Return whether what it would grant is written where it is read too."""
    given = _given(field)
    return bool(given) and all(grants.grant_named(name).is_held(container) for name in given)


def _cure(field: Misplaced, container: Container, ctx: Context) -> Fix | Withheld:
    mine = next(other for other in container.misplaced if other.place.node is field.place.node)
    taken_out = fixes.revoke(Setting(field.name, field.place), container)
    if _is_held(mine, container):
        return fixes.fix(f"remove {field.name}, which is given where it is read", taken_out, Safety.UNSAFE)
    if _is_needless(mine, container, ctx):
        title = f"remove {field.name}, as nothing here is known to need it"
        return fixes.fix(title, taken_out, Safety.UNSAFE)
    return _move(mine, container, ctx)


def _move(mine: Misplaced, container: Container, ctx: Context) -> Fix | Withheld:
    given = _given(mine)
    moved = fixes.put_right(mine, container)
    safety = (fix_safety.safety_of_effect(ctx, container, *given) if given else None) or Safety.UNSAFE
    if isinstance(moved, Withheld) or not (given or mine.only_confines):
        unknown = Withheld("nothing tells what it would allow, or that it is needed")
        return moved if isinstance(moved, Withheld) else unknown
    read = what_if.as_read(mine, container)
    lost = say.doings(fix_safety.worsened(ctx, container, read)) if read is not None else ()
    if lost:
        return Withheld(f"{say.listed(lost)} would not work with it as {say.verb(lost, 'it does', 'they do')} now")
    return fixes.fix(f"move {mine.name} to where it is read", moved, safety)


RULE = Rule(META, check)
