"""A security field in a place where nobody reads it."""

from __future__ import annotations

from collections.abc import Iterator

from capslint.api import (
    Container,
    Context,
    Finding,
    Fix,
    Fixes,
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
    fields=("misplaced",),
)


def check(container: Container, ctx: Context) -> Iterator[Finding]:
    """Report each field once, for all who have it."""
    if ctx.workload.is_custom:
        return  # only its own definition tells what its operator reads
    for field in container.misplaced:
        affected = sharing.sharers(field, ctx.workload)
        yield finding(
            META,
            affected,
            Setting(field.name, field.place),
            f"{say.called(affected)} {'gets' if len(affected) == 1 else 'get'} nothing from '{field.name}' "
            f"{field.where}: {say.spelling(container).unknown_key}",
            field.advice,
            cure=fixes.agree(tuple(_cure(field, user, ctx.about(user)) for user in affected)),
        )


def _cure(field: Misplaced, container: Container, ctx: Context) -> Fix | Withheld:
    mine = next(other for other in container.misplaced if other.place.node is field.place.node)
    if fix_safety.is_needless(mine, container, ctx):
        done = say.deeds(ctx.evidence)
        title = f"take {field.name} out, as {say.listed(done)} {say.verb(done, 'does', 'do')} not need it"
        return fixes.fix(title, fixes.revoke(Setting(field.name, field.place), container), Safety.UNSAFE)
    read = what_if.as_read(mine, container)
    lost = say.deeds(fix_safety.worsened(ctx, read)) if read is not None else ()
    if lost:
        return Withheld(f"{say.listed(lost)} would not work with it as {say.verb(lost, 'it does', 'they do')} now")
    safety = Safety.SAFE if mine.only_adds else Safety.UNSAFE
    return fixes.fix(f"move {field.name} to where it is read", fixes.put_right(mine, container), safety)


RULE = Rule(META, check)
